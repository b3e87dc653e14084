"""A value of one row opened, in a list or on a card: the field that is shown, its rows, its history."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from desktop.core.dates import Window
from desktop.records.catalogue import Path, record
from desktop.services.office import Office
from desktop.services.planning import slips
from desktop.services.reading import shown
from desktop.services.returning.checks_book import Book, Page
from desktop.services.returning.explaining_figures import of_target, yearly_row
from desktop.services.returning.explaining_rows import Counted, LeftOut, Step, history_of, of_field
from desktop.services.returning.gathering import as_of
from desktop.services.returning.outer import REPORT, SCHOOL, YEARLY
from desktop.services.returning.shape import Part, Value
from desktop.services.returning.tasks import TARGET, TASK
from desktop.services.targets import targets
from desktop.store.find import Condition, find


@dataclass(slots=True)
class Explanation:
    """What stands in a cell and why: `rule` says how such numbers are counted, `formula` this one."""

    sheet: str
    cell: str
    label: str
    title: str
    value: Any
    formula: str
    rule: str
    window: Window
    rows: list[Counted] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    history: list[Step] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As `explain --json` prints it."""
        window = {"label": self.window.label, "start": self.window.start, "end": self.window.end}
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "label": self.label,
            "title": self.title,
            "value": self.value,
            "formula": self.formula,
            "rule": self.rule,
            "window": window,
            "rows": [
                {"record": record(row.record).label, "id": row.id, "title": row.title, "field": row.field,
                 "value": row.value}
                for row in self.rows
            ],
            "left_out": [
                {"record": record(row.record).label, "id": row.id, "title": row.title, "why": row.why}
                for row in self.left_out
            ],
            "history": [asdict(step) for step in self.history],
        }  # fmt: skip


def row_of(book: Book, page: Page, path: Path, row_id: int) -> int | None:
    """The row that a path starts from: the list's or the card's own, or that of the class it is made for."""
    if path.record == page.form.record.id:
        return row_id
    per = book.form.per
    if per is not None and path.record == per.id:
        return book.gathered.whole
    return None


def of_value(
    office: Office, book: Book, page: Page, made: Explanation, row_id: int, value: Value, reason: str = ""
) -> None:
    """A value of one row, in a list or on a card; of several joined in one cell each has its rows."""
    own = page.form.record
    if value.join is not None and len(value.parts) > 1:
        _of_several(office, book, page, made, row_id, value, reason)
        return
    part = _used(office, book, page, row_id, value)
    if part is None:
        made.formula = f"{value.label}：台账里没有填，留空"
        made.left_out, made.rows = [LeftOut(own.id, row_id, "没有填。")], []
        return
    if part.figure is not None:
        from desktop.services.returning.explaining_of_row import of_row  # late: hardly a list counts

        opened = of_row(office, part.figure, row_id, book.window)
        made.formula, made.rows, made.left_out = opened.formula, opened.rows, opened.left_out
        made.rule = reason or part.label
    elif part.path is None:
        of_outer(office, book, page, made, part, row_id)
    else:
        _of_path(office, book, page, made, row_id, part.path, reason)


def _of_several(
    office: Office, book: Book, page: Page, made: Explanation, row_id: int, value: Value, reason: str
) -> None:
    made.formula, made.rows = f"{value.label}，连在一格里", []
    made.rule = reason or "、".join(part.label for part in value.parts)
    seen: set[tuple[str, int, str]] = set()
    for part in value.parts:
        one = Explanation(made.sheet, made.cell, made.label, "", made.value, "", "", made.window)
        of_value(office, book, page, one, row_id, Value((part,)))
        for row in one.rows:
            if (row.record, row.id, row.field) not in seen:
                made.rows.append(row)
                seen.add((row.record, row.id, row.field))
        made.left_out += one.left_out
        made.history += one.history


def _of_path(
    office: Office, book: Book, page: Page, made: Explanation, row_id: int, path: Path, reason: str
) -> None:
    start = row_of(book, page, path, row_id)
    made.rule = reason or f"{record(path.record).label}.{path.label}"
    if path.field.sensitive:
        made.value = shown(office, path.field, made.value)
    owner = owner_of(office, book, path, start) if start is not None else None
    opened = of_field(office, path, owner, book.window, book.memo) if owner is not None else None
    if opened is not None:
        made.formula, made.left_out = opened.formula, opened.left_out
        # A teacher who has done nothing yet: the row itself is all there is behind the 0.
        itself = [Counted(path.owner, owner, made.value, field=path.field.label)] if owner is not None else []
        made.rows = opened.rows or ([] if opened.left_out else itself)
        return
    made.formula = f"{record(path.owner).label}的“{path.field.label}”"
    made.rows = []
    if owner is not None:
        made.rows = [Counted(path.owner, owner, made.value, field=path.field.label)]
        if record(path.owner).derived(path.field.name) is None:
            made.history = history_of(office, record(path.owner), owner, path.field.name)


def of_outer(
    office: Office, book: Book, page: Page, made: Explanation, part: Part, row_id: int | None = None
) -> None:
    """A value of what surrounds the rows: the school, the return's dates, the year's numbers, the policy."""
    lead, _, rest = part.label.partition(".")
    made.formula = part.label
    if lead == SCHOOL:
        made.rule = f"本校资料里的“{rest}”"
        made.rows = [Counted("school", office.ledger.school_id, made.value, field=part.label)]
        path = record("school").find_path(rest)
        if path is not None:
            made.history = history_of(office, record("school"), office.ledger.school_id, path.field.name)
    elif lead == REPORT:
        made.rule = f"这张报表的{rest}，不取自台账的行"
        made.rows = []
    elif lead in YEARLY:
        made.rule = f"{lead}里截至 {book.window.end} 的一行"
        yearly = yearly_row(office, part.label, book.window)
        made.rows = [yearly] if yearly is not None else []
    elif lead in (TASK, TARGET):
        _of_policy(office, book, page, made, part, row_id)
    elif lead == slips.LEAD:
        made.rule = slips.RULE
        made.rows = [
            Counted("practice", each.id, each.said, each.enterprise, "材料清单")
            for slip in slips.slips(office, book.window)
            if slip.teacher == row_id
            for each in slip.practices
        ]


def _of_policy(
    office: Office, book: Book, page: Page, made: Explanation, part: Part, row_id: int | None
) -> None:
    """A text of the policy pack, or what the ledger makes of one of its targets."""
    made.rule = f"政策文件里的{part.label.replace('.', '')}"
    made.rows = [row for row in made.rows if row.id > 0]
    at = page.made.ids.index(row_id) if row_id in page.made.ids else -1
    if part.label.startswith(f"{TARGET}.") and part.label.endswith(("完成值", "是否达标")) and at >= 0:
        target = targets(office, book.window)[at]
        opened = of_target(office, target["id"], book.window)
        made.formula, made.rows, made.left_out = opened.formula, opened.rows, opened.left_out
        made.rule = f"政策指标“{target['label']}”"


def _used(office: Office, book: Book, page: Page, row_id: int, value: Value) -> Part | None:
    """The first part that is filled in, which is the one shown."""
    known = [part for part in value.parts if part.path is not None]
    if len(value.parts) < 2:
        return value.parts[0]
    for part in known:
        path = part.path
        start = row_of(book, page, path, row_id) if path is not None else None
        if path is None or start is None:
            continue
        today = as_of(office, book.window)
        found = find(office.ledger, path.record, paths=[path], ids=[start], today=today, counted=True)
        if found.rows and found.rows[0][0] not in (None, ""):
            return part
    return next((part for part in value.parts if part.path is None), None)


def owner_of(office: Office, book: Book, path: Path, row_id: int) -> int | None:
    """The row that holds the field: along the references of its path; of a history the row in force."""
    if not path.hops:
        return row_id
    root = record(path.record)
    *way, last = path.hops
    if last.history:
        parent = _reached(office, book, root.id, ".".join(hop.name for hop in way), row_id)
        return _in_force(office, book, last.target, parent) if parent is not None else None
    return _reached(office, book, root.id, ".".join(hop.name for hop in path.hops), row_id)


def _reached(office: Office, book: Book, root: str, way: str, row_id: int) -> int | None:
    if not way:
        return row_id
    page = find(
        office.ledger, root, paths=[record(root).by_name(way)], ids=[row_id], raw=True,
        today=as_of(office, book.window),
    )  # fmt: skip
    return page.rows[0][0] if page.rows else None


def _in_force(office: Office, book: Book, history: str, parent: int) -> int | None:
    own = record(history)
    back, since = own.model.keys[0]
    found = find(
        office.ledger, history, paths=[since_path := own.by_name(since)],
        where=[Condition(own.by_name(back), "=", parent)], sort=[(since_path, True)],
        today=as_of(office, book.window),
    )  # fmt: skip
    until = as_of(office, book.window)
    for row_id, (start,) in zip(found.ids, found.rows, strict=True):
        if not isinstance(start, date) or start <= until:
            return row_id
    return None
