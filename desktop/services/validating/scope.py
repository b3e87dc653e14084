"""What is under check: the rows of a record or of a form, and the findings on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.core.dates import Window
from desktop.core.errors import Severity
from desktop.core.fields import Field, Kind
from desktop.core.presenting import show
from desktop.records.catalogue import Path, Record, record
from desktop.services.office import Office
from desktop.services.returning import conditions
from desktop.services.returning.shape import Form, Part
from desktop.services.validating.relations import relations
from desktop.store.find import Condition, find


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong or doubtful, where (record, title of the row, field), and the row to jump to.

    On a filled form `sheet` and `cell` say where it stands there (of several files in which `file`);
    `title` names the row.
    """

    severity: Severity
    rule: str
    where: str
    sentence: str
    record: str
    row_id: int | None = None
    path: str = ""
    sheet: str = ""
    cell: str = ""
    title: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row under check: raw typed values by label path; `day` is when it was."""

    id: int
    title: str
    values: dict[str, Any]
    day: date | None


@dataclass(slots=True)
class Scope:
    """What is checked: the rows of a record with their fields, for a form only what it shows."""

    office: Office
    record: Record
    window: Window | None
    where: Sequence[Condition]
    paths: dict[str, Path]
    rows: list[Row]

    def finding(
        self, row: Row, label: str, rule: str, sentence: str, severity: Severity = "error"
    ) -> Finding:
        """What is wrong with one field of a row, and where that row is."""
        place = f"{self.record.label}「{row.title}」{label}"
        return Finding(severity, rule, place, sentence, self.record.id, row.id, label, title=row.title)


def said(own: Field, value: Any) -> str:
    """A figure as a sentence says it."""
    return show(own, value, {}) if own.kind not in (Kind.CODE, Kind.CODES) else str(value)


# Fields a named rule looks at besides the record's columns.
EXTRA: dict[str, tuple[str, ...]] = {
    "exam_batch": ("证书目录.方案",),
    "certificate": ("证书目录.方案", "证书目录.等级", "学员.姓名", "证书编号", "发证日期"),
    "enrolment": (
        "学员.姓名",
        "学员.证件号码",
        "培训班次.项目名称",
        "培训班次.开班日期",
        "培训班次.结业日期",
    ),
    "practice": ("教师.姓名", "教师.工号", "开始日期", "结束日期"),
}


def scope_of(
    office: Office, own: Record, form: Form | None, window: Window | None, where: Sequence[Condition]
) -> Scope:
    """Reads the rows of the window that meet the conditions; of a form those that go into it."""
    rows_where, wholes = conditions.split(office, own, form.per if form else None, where)
    if wholes and form is not None and form.per is not None:
        back = next(each.name for each in own.fields if each.kind is Kind.REF and each.ref == form.per.id)
        for each in wholes:
            assert isinstance(each.path, Path)
            rows_where = (
                *rows_where,
                Condition(own.by_name(f"{back}.{each.path.name}"), each.op, each.value),
            )
    tests = (*(form.where if form else ()), *rows_where)
    paths = _paths(own, form)
    today = min(office.today, window.end) if window else office.today
    heads = [own.by_name(own.model.identity[0]), *_days(own)]
    page = find(
        office.ledger,
        own.id,
        paths=[*paths.values(), *heads],
        where=tests,
        window=None if form is not None and form.source else window,
        today=today,
        counted=True,
    )
    width = len(paths)
    rows = [
        Row(i, str(found[width] or "未命名"), dict(zip(paths, found, strict=False)), _day(found[width + 1 :]))
        for i, found in zip(page.ids, page.rows, strict=True)
    ]
    return Scope(office, own, window, tests, paths, rows)


def _paths(own: Record, form: Form | None) -> dict[str, Path]:
    """A form is checked by what it shows and what its record must have; a record by all of its own."""
    paths = {path.label: path for path in own.columns if main(own, path)}
    for each in own.fields:
        if each.kind is Kind.REF and each.required:
            path = own.by_name(each.name)
            paths[path.label] = path
    if form is not None:
        paths |= {path.label: path for path in form.paths()}
    paths |= {part.label: part.path for part in _needed(own, form) if part.path is not None}
    extra = {name: own.find_path(name) for name in EXTRA.get(own.id, ())}
    return paths | {name: path for name, path in extra.items() if path is not None}


def main(own: Record, path: Path) -> bool:
    """Whether the way leads only over what the row cannot do without: its person, its keys, what it needs."""
    at = own
    for hop in path.hops:
        model = at.model
        sure = {model.role, model.part_of, *model.carries, *(part for key in model.keys for part in key)}
        sure -= set(model.may_lack)
        if not hop.history and hop.name not in sure and not at.field(hop.name).required:
            return False
        at = record(hop.target)
    return True


def _day(values: Sequence[Any]) -> date | None:
    return values[0] if values and isinstance(values[0], date) else None


# Codes must have been valid on this day: a certificate may be issued after its scheme ended if the exam was
# before (人社厅函〔2025〕154号: 已报名的考生办完为止).
_VALID_ON = {"certificate": "candidate.batch.held_on"}


def _days(own: Record) -> list[Path]:
    """The date that says when a row was."""
    if own.id in _VALID_ON:
        return [own.by_name(_VALID_ON[own.id])]
    names = own.model.window or tuple(each.name for each in own.fields if each.kind is Kind.DAY)
    return [own.by_name(name) for name in names[:1]]


def _needed(own: Record, form: Form | None) -> Iterator[Part]:
    for rule in (*relations(own), *(form.rules if form else ())):
        for side in (rule.left, rule.right):
            yield from (term for term in side if isinstance(term, Part))
