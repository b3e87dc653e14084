"""Binding the columns of a table to the fields of a record: one assignment, nothing below the bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Protocol

from desktop.core.fields import Kind
from desktop.core.words import normalise_label
from desktop.records.catalogue import Path, Record, records
from desktop.services.binding.assignment import assign
from desktop.services.binding.evidence import (
    Codes,
    choice_weight,
    sample_weight,
    telling,
    unit_weight,
)
from desktop.services.binding.names import (
    PATH,
    FormPath,
    Named,
    Purpose,
    canonical,
    canonical_names,
    form_paths,
    names,
    roles,
    unit_of,
    variants,
)
from desktop.services.binding.styles import style_of
from desktop.workbook.words import is_running_label

# A wrong number is worse than a blank: below the bar nothing is bound.
BAR: Final = 0.7
_CANONICAL: Final = 0.06
_WEAK: Final = 0.56  # a name that only shares a word, before what the cells say
_PLAIN, _DOUBT = 0.86, -0.08  # a plain name, and how much its cells may count against it
_GROUP, _OTHER_GROUP, _NEIGHBOUR = 0.06, 0.35, 0.01


class HeaderColumn(Protocol):
    """What binding asks of a column; desktop.workbook.Column is one."""

    @property
    def index(self) -> int: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def samples(self) -> tuple[str, ...]: ...
    @property
    def number_format(self) -> str: ...
    @property
    def formula(self) -> str | None: ...
    @property
    def running_number(self) -> bool: ...
    @property
    def continued(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Bound:
    """One column's field: its path (`label` as a form names it), and how sure that is."""

    path: Path
    label: str
    unit: str
    style: str
    confidence: float
    reason: str


@dataclass(frozen=True, slots=True)
class Binding:
    """Bound columns by index; the others with the reason they were left alone."""

    bound: dict[int, Bound] = field(default_factory=dict)
    unbound: dict[int, str] = field(default_factory=dict)

    @property
    def labels(self) -> dict[int, str]:
        return {index: each.label for index, each in self.bound.items()}


@dataclass(slots=True)
class _Match:
    target: FormPath
    score: float
    reasons: list[str]


def bind(
    columns: Sequence[HeaderColumn],
    record: Record,
    *,
    purpose: Purpose = "import",
    codes: Codes | None = None,
) -> Binding:
    """The fields the columns mean. `codes` lets samples and drop-downs have their say."""
    known = codes or {}
    binding = Binding()
    matches: dict[int, dict[str, _Match]] = {}
    for column in columns:
        why = _left_alone(column, record.id, purpose)
        if why:
            binding.unbound[column.index] = why
            continue
        matches[column.index] = _matches(column, record.id, purpose, known)
    _lean_on_neighbours(columns, matches)
    _settle_ties(matches)
    scores = {
        index: {label: match.score for label, match in found.items() if match.score >= BAR}
        for index, found in matches.items()
    }
    chosen = assign(scores)
    by_index = {column.index: column for column in columns}
    for index, found in matches.items():
        if index in chosen:
            binding.bound[index] = _bound(by_index[index], found[chosen[index]], known)
        else:
            binding.unbound[index] = _why_not(found, set(chosen.values()))
    return binding


def _left_alone(column: HeaderColumn, record_id: str, purpose: Purpose) -> str:
    leaf = column.path[-1]
    # 工号 may happen to run 1, 2, 3; 编号 that does is only a serial number.
    if column.running_number and (
        is_running_label(leaf) or normalise_label(leaf) not in names(record_id, purpose)
    ):
        return "序号列"
    if column.continued:
        return "合并表头的其余部分"
    if column.formula and purpose == "fill":
        return "表里有公式，由表格自己计算"
    return ""


def _matches(column: HeaderColumn, record_id: str, purpose: Purpose, codes: Codes) -> dict[str, _Match]:
    """Every field the column's header may name, weighed by what stands above and below it."""
    found: dict[str, _Match] = {}
    for named, cost in _named(column, record_id, purpose):
        score = named.score - cost
        best = found.get(named.target.label)
        if best is None or best.score < score:
            found[named.target.label] = _Match(named.target, score, [named.reason])
    for target in _alike(column, record_id, purpose, codes):
        if target.label not in found or found[target.label].score < _WEAK:
            why = telling(target.path.field, column.samples, codes) or "下拉选项相符"
            found[target.label] = _Match(target, BAR + 0.04 - 0.03 * target.depth, ["表头相近", why])
    unit = unit_of(column.path)
    groups = [normalise_label(group) for group in column.path[:-1]]
    others = _role_words(record_id, purpose)
    for match in found.values():
        own = match.target.path.field
        # A header that names its field outright means it, whatever nonsense was typed below.
        doubt = _DOUBT if match.score >= _PLAIN else -1.0
        for weight, reason, least in (
            (*_group_weight(match.target, groups, others), -1.0),
            (*unit_weight(own, unit), -1.0),
            (*choice_weight(own, column.choices, codes), doubt),
            (*(sample_weight(own, column.samples, unit, codes) if codes else (0.0, "")), doubt),
        ):
            match.score += max(weight, least)
            if reason:
                match.reasons.append(reason)
    return found


def _named(column: HeaderColumn, record_id: str, purpose: Purpose) -> list[tuple[Named, float]]:
    exact, loose = names(record_id, purpose), canonical_names(record_id, purpose)
    found: list[tuple[Named, float]] = []
    for text, cost in variants(column.path):
        found += [(named, cost) for named in exact.get(text, ())]
        found += [(named, cost + _CANONICAL) for named in loose.get(canonical(text), ())]
    return found


def _alike(column: HeaderColumn, record_id: str, purpose: Purpose, codes: Codes) -> list[FormPath]:
    """Fields whose name shares a word with the header and whose cells leave no doubt."""
    leaf = normalise_label(column.path[-1])
    return [
        target
        for target in form_paths(record_id, purpose)
        if target.depth <= 1
        and _share_word(leaf, target)
        and (
            telling(target.path.field, column.samples, codes)
            or choice_weight(target.path.field, column.choices, codes)[0] > 0.06
        )
    ]


def _share_word(leaf: str, target: FormPath) -> bool:
    """Whether two neighbouring characters of the header also stand in the field's name."""
    words = [normalise_label(word) for word in (target.path.field.label, *target.path.field.aliases)]
    pairs = {leaf[i : i + 2] for i in range(len(leaf) - 1)}
    return any(pair in word for pair in pairs for word in words)


@cache
def _role_words(record_id: str, purpose: Purpose) -> frozenset[str]:
    return frozenset(
        word for target in form_paths(record_id, purpose) if target.depth for word in roles(target)
    )


def _group_weight(target: FormPath, groups: Sequence[str], others: frozenset[str]) -> tuple[float, str]:
    """实践企业 over 联系电话 says whose telephone it is."""
    mine = roles(target)
    for group in groups:
        if any(role in group for role in mine if len(role) > 1):
            return _GROUP, f"在“{group}”栏下"
        if group in others:
            return -_OTHER_GROUP, f"在“{group}”栏下，不像"
    return 0.0, ""


def _lean_on_neighbours(columns: Sequence[HeaderColumn], matches: Mapping[int, dict[str, _Match]]) -> None:
    """联系电话 after 企业联系人 is more likely the enterprise's."""
    before: str | None = None
    for column in columns:
        found = matches.get(column.index)
        if not found:
            before = None
            continue
        for match in found.values():
            if before is not None and match.target.label.rpartition(".")[0] == before:
                match.score += _NEIGHBOUR
        best = max(found.values(), key=lambda match: match.score)
        before = best.target.label.rpartition(".")[0] if best.score >= BAR else None


def _settle_ties(matches: Mapping[int, dict[str, _Match]]) -> None:
    """Of two fields equally good for a column the nearer wins by a hair, so that results are stable."""
    for found in matches.values():
        for order, match in enumerate(found.values()):
            match.score -= 1e-4 * order


def _bound(column: HeaderColumn, match: _Match, codes: Codes) -> Bound:
    own, unit = match.target.path.field, unit_of(column.path)
    style = style_of(own, column.path, unit, column.number_format, column.choices, column.samples, codes)
    confidence = round(min(max(match.score, 0.0), 1.0), 2)
    reason = "；".join(dict.fromkeys(match.reasons))
    return Bound(match.target.path, match.target.label, unit, style, confidence, reason)


def _why_not(found: Mapping[str, _Match], taken: set[str]) -> str:
    if not found:
        return "台账里没有这个表头对应的字段"
    best = max(found.values(), key=lambda match: match.score)
    if best.target.label in taken:
        return f"“{best.target.label}”已由别的列填写"
    return f"最像“{best.target.label}”，但把握不够：{'；'.join(best.reasons)}"


def header_labels(record: Record, purpose: Purpose = "import") -> dict[str, float]:
    """The names by which a header may be recognised, weighed: the record's own above those further away."""
    found: dict[str, float] = {}
    for target in form_paths(record.id, purpose):
        if target.depth > 2:
            continue
        weight = 1.0 if target.depth <= 1 else 0.6
        for text in (target.path.field.label, *target.path.field.aliases):
            found[text] = max(weight, found.get(text, 0.0))
    for text, known in names(record.id, purpose).items():
        if any(named.qualified and (named.target.depth == 1 or named.score == PATH) for named in known):
            found.setdefault(text, 0.8)
    return found


def best_record(
    columns: Sequence[HeaderColumn], *, title: str = "", codes: Codes | None = None
) -> tuple[Record, Binding] | None:
    """The record an unseen form's rows are of, with its binding; None when no column can be bound."""
    best: tuple[float, Record, Binding] | None = None
    for record in records():
        if record.id == "school":
            continue
        binding = bind(columns, record, purpose="fill", codes=codes)
        score = _fitness(record, binding, title)
        if binding.bound and (best is None or score > best[0]):
            best = (score, record, binding)
    return None if best is None else (best[1], best[2])


def _fitness(record: Record, binding: Binding, title: str) -> float:
    """How much of the form the record explains: near fields count more, its keys most, the title a little."""
    score = 0.0
    for each in binding.bound.values():
        if each.path.record != record.id:
            continue
        # What somebody is today (学籍) explains a form less than what the row itself keeps (考生的年级).
        way = each.label.count(".") + sum(hop.history for hop in each.path.hops)
        score += each.confidence * (1.0 - 0.12 * way)
    keyed = {part for key in record.model.keys for part in key}
    named = {
        each.path.name.partition(".")[0] for each in binding.bound.values() if each.path.record == record.id
    }
    named.add(record.model.part_of)  # a roster's class stands above the list
    whole = any(set(key) <= named for key in record.model.keys)
    score += 0.8 * whole + 0.5 * (len(keyed & named) / len(keyed) if keyed else 0)
    dates = [each for each in binding.bound.values() if each.path.own and each.path.field.kind is Kind.DAY]
    score += 0.2 * bool(dates)
    plain = title.replace("等级证书", "")  # part of a certificate's name says nothing of what the rows are
    told = sum(word in (plain if word == record.label else title) for word in _title_words(record))
    return score + 0.4 * len(record.label) * (record.label in plain) + 0.7 * min(told, 2)


def _title_words(record: Record) -> tuple[str, ...]:
    """What a title says when its rows are of the record: its reference words beside its own name."""
    return {
        "training_class": ("培训情况", "培训统计", "社会培训", "培训台账"),
        "enrolment": ("名册", "学员"),
        "candidate": ("考生", "报考", "报名", "获证学生"),
        "certificate": ("获证", "证书"),
        "practice": ("企业实践", "实践"),
        "teacher": ("教师", "教职工"),
        "lesson": ("授课", "课时", "课程表"),
        "exam_batch": ("证书情况", "考核情况"),
    }.get(record.id, ())
