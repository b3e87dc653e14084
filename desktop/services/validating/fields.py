"""The generic pass: what each field says of itself, and the relations between figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from desktop.core.fields import Field, Kind
from desktop.core.values import document_check, parse
from desktop.services.returning.shape import Part, Rule
from desktop.services.validating.scope import Finding, Row, Scope, main, said
from desktop.store.find import find


def required(scope: Scope) -> Iterator[Finding]:
    """What a return needs and the row does not have; of the record itself, its role and its status."""
    for label, path in scope.paths.items():
        if not path.field.required or not main(scope.record, path):
            continue
        for row in scope.rows:
            if row.values[label] is None or row.values[label] == "":
                yield scope.finding(row, label, "必填", f"“{label}”未填，报送前请补上。")


def codes(scope: Scope) -> Iterator[Finding]:
    """A code that its list does not have, or that was not valid on the day of the row."""
    for label, path in scope.paths.items():
        listed = scope.office.codes.get(path.field.codes)
        if listed is None:
            continue
        for row in scope.rows:
            value = row.values[label]
            for code in str(value).split("、") if value and path.field.kind is Kind.CODES else [value]:
                if code is None:
                    continue
                item = listed.get(str(code))
                if item is None:
                    yield scope.finding(
                        row, label, "代码不在列表", f"“{code}”不在「{listed.label}」列表里，请改选。"
                    )
                elif row.day is not None and not item.valid(row.day):
                    until = f"（有效期至 {item.valid_to}）" if item.valid_to else ""
                    sentence = f"“{item.name}”在 {row.day} 已不适用{until}，请核对。"
                    yield scope.finding(row, label, "代码已停用", sentence, "warning")


def numbers(scope: Scope) -> Iterator[Finding]:
    """Identity numbers, telephones and the like against their rules, figures against their bounds."""
    for label, path in scope.paths.items():
        own = path.field
        if not own.check and own.kind not in (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY):
            continue
        kind_label = label.rpartition(".")[0]
        type_label = f"{kind_label}.证件类型" if kind_label else "证件类型"
        for row in scope.rows:
            value = row.values[label]
            if value is None or value == "":
                continue
            if own.kind in (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY):
                yield from _bounds(scope, row, label, own, value)
                continue
            told = own.check
            if told == "resident_id":
                told = document_check(str(row.values.get(type_label) or ""), scope.office.codes)
            problem = parse(own, value, scope.office.codes, check=told).problem
            if problem is not None:
                yield scope.finding(row, label, problem.rule, problem.sentence, problem.severity)


def _bounds(scope: Scope, row: Row, label: str, own: Field, value: Any) -> Iterator[Finding]:
    if own.low is not None and value < own.low:
        yield scope.finding(
            row, label, "数值为负", f"“{label}”不能小于 {own.low}，现在是 {said(own, value)}。"
        )
    elif own.high is not None and own.kind is not Kind.MONEY and value > own.high:
        yield scope.finding(
            row, label, "数值过大", f"“{label}”大得不像真的：{said(own, value)}，请核对。", "warning"
        )


def counted(scope: Scope) -> Iterator[Finding]:
    """A number typed beside a roster or receipts must agree with what they count (records.md)."""
    own = [
        p
        for p in scope.record.columns
        if p.own and p.field.kind in (Kind.WHOLE, Kind.MONEY) and not p.field.derived
    ]
    if not own or not scope.rows:
        return
    typed = find(scope.office.ledger, scope.record.id, paths=own, where=scope.where, today=scope.office.today)
    counted = find(
        scope.office.ledger,
        scope.record.id,
        paths=own,
        where=scope.where,
        today=scope.office.today,
        counted=True,
    )
    after = dict(zip(counted.ids, counted.rows, strict=True))
    before = dict(zip(typed.ids, typed.rows, strict=True))
    for row in scope.rows:
        for path, stated, real in zip(own, before.get(row.id, ()), after.get(row.id, ()), strict=True):
            if stated is not None and stated != real:
                sentence = (
                    f"手填的“{path.label}”是 {said(path.field, stated)}，按名册、证书或到账统计是 "
                    f"{said(path.field, real)}，报送时用统计数，请核对。"
                )
                yield scope.finding(row, path.label, "与名册不符", sentence, "warning")


def relation(scope: Scope, rule: Rule) -> Iterator[Finding]:
    """Rows in which a relation does not hold; where a figure is missing, nothing is said."""
    for row in scope.rows:
        left, right = _side(row, rule.left), _side(row, rule.right)
        if left is None or right is None:
            continue
        holds = {"<=": left <= right, ">=": left >= right, "=": left == right, "!=": left != right}[rule.op]
        if not holds:
            first = next((term for term in rule.left if isinstance(term, Part)), None)
            own = first.path.field if first and first.path else None
            words = f"{said(own, left)} 对 {said(own, right)}" if own else f"{left} 对 {right}"
            label = first.label if first else ""
            yield scope.finding(row, label, "关系式", f"{rule.say}（{words}），请核对。", rule.severity)


def _side(row: Row, terms: Iterable[Part | int]) -> Any:
    values = [term if isinstance(term, int) else row.values.get(term.label) for term in terms]
    if any(value is None for value in values):
        return None
    total = values[0]
    for value in values[1:]:
        total = Decimal(str(total)) + Decimal(str(value))
    return total
