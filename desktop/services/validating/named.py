"""Named rules of single records, each with its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from desktop.core.errors import Severity
from desktop.core.numbers import certificate_number
from desktop.services.validating.scope import Finding, Row, Scope


def _same(
    scope: Scope, labels: Sequence[str], rule: str, sentence: str, severity: Severity
) -> Iterator[Finding]:
    """Rows that agree in all of the labels, which should tell rows apart."""
    groups: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in scope.rows:
        key = tuple(row.values.get(label) for label in labels)
        if all(part is not None for part in key):
            groups[key].append(row)
    for rows in groups.values():
        for row in rows if len(rows) > 1 else ():
            yield scope.finding(row, labels[0], rule, sentence.format(len(rows)), severity)


_SAME: dict[str, tuple[tuple[tuple[str, ...], str, Severity], ...]] = {
    "training_class": (
        (("项目名称", "开班日期"), "有 {} 个班次的项目名称和开班日期都相同，请核对是否重复登记。", "error"),
    ),
    "person": (
        (("证件号码",), "有 {} 人的证件号码相同，请核对是否同一人。", "error"),
        (("姓名", "出生日期"), "有 {} 人姓名和出生日期都相同，请核对是否同一人。", "warning"),
    ),
    "teacher": (
        (("工号",), "有 {} 名教师的工号相同，请核对。", "error"),
        (("姓名", "出生日期"), "有 {} 名教师姓名和出生日期都相同，请核对是否同一人。", "warning"),
    ),
    "student": ((("姓名", "出生日期"), "有 {} 名学员姓名和出生日期都相同，请核对是否同一人。", "warning"),),
    "enrolment": (
        (
            ("培训班次.项目名称", "培训班次.开班日期", "学员.姓名"),
            "同一班次里有 {} 名同名学员，请核对是否重复。",
            "warning",
        ),
    ),
    "enterprise": ((("企业名称",), "有 {} 家企业名称相同，请核对是否重复。", "error"),),
    "certificate": ((("证书编号",), "有 {} 本证书编号相同，请核对。", "error"),),
    "practice": (
        (
            ("教师.姓名", "教师.工号", "开始日期"),
            "同一教师同一天开始的实践有 {} 条，请核对是否重复。",
            "warning",
        ),
    ),
}


def duplicates(scope: Scope) -> Iterator[Finding]:
    """Rows that agree in all that should tell them apart."""
    for labels, sentence, severity in _SAME.get(scope.record.id, ()):
        known = [label for label in labels if label in scope.paths]
        if len(known) == len(labels):
            yield from _same(scope, labels, "重复", sentence, severity)


def certificate_numbers(scope: Scope) -> Iterator[Finding]:
    """Length, year and level of a certificate's number against its record (domain.md §2)."""
    if scope.record.id != "certificate":
        return
    schemes = scope.office.codes["scheme"]
    for row in scope.rows:
        number, scheme = row.values.get("证书编号"), row.values.get("证书目录.方案")
        if not number:
            continue
        level = str(row.values.get("证书目录.等级") or "")
        item = schemes.get(str(scheme)) if scheme else None
        found = certificate_number(str(number), item, level, row.values.get("发证日期"))
        if not found.ok:
            yield scope.finding(row, "证书编号", found.problem_rule, found.sentence)


def overlapping(scope: Scope) -> Iterator[Finding]:
    """One person in two classes whose dates overlap (domain.md §3)."""
    if scope.record.id != "enrolment":
        return
    held: defaultdict[str, list[Row]] = defaultdict(list)
    for row in scope.rows:
        number = row.values.get("学员.证件号码")
        if number and row.values.get("培训班次.开班日期") and row.values.get("培训班次.结业日期"):
            held[number].append(row)
    for rows in held.values():
        rows.sort(key=lambda row: row.values["培训班次.开班日期"])
        latest: Row | None = None
        for row in rows:
            if latest is not None and row.values["培训班次.开班日期"] <= latest.values["培训班次.结业日期"]:
                other = latest.values["培训班次.项目名称"]
                sentence = f"同时在「{other}」学习，两个班次的日期重叠，请核对。"
                yield scope.finding(row, "培训班次", "班次重叠", sentence, "warning")
            if latest is None or row.values["培训班次.结业日期"] > latest.values["培训班次.结业日期"]:
                latest = row


def no_people(scope: Scope) -> Iterator[Finding]:
    """An ended class has a roster or at least a head count typed (domain.md §3: roster or total)."""
    if scope.record.id != "training_class":
        return
    for row in scope.rows:
        ended = row.day is not None and row.day <= scope.office.today
        if ended and row.values.get("实到人数") is None:
            sentence = "班次已结业，既没有名册也没有实到人数，请补上。"
            yield scope.finding(row, "实到人数", "没有人数", sentence, "warning")
