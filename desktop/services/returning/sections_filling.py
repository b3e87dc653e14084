"""The rows of a list divided into sections: each into its own, and said of those that belong to none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.presenting import show
from desktop.records.catalogue import Path
from desktop.services.office import Office
from desktop.services.returning.shape import Form, FormColumn, FormSheet
from desktop.services.validating.scope import Finding
from desktop.store.find import AT_ONCE, Condition, find

RULE: Final = "分段"
_MOST_NAMED: Final = 10  # rows that belong to no section, in the sentence
_MOST_LISTED: Final = 50  # and of so many each is listed by itself

_Rows = tuple[list[int], list[dict[str, Any]]]  # ids and, for each, its values


class Parts:
    """Parts the rows of divided lists: those of a sheet are looked up once, each section takes its own."""

    def __init__(self, office: Office, window: Window, today: date) -> None:
        self._office, self._window, self._today = office, window, today
        self._every: dict[tuple[str, tuple[FormColumn, ...]], _Rows] = {}
        self._above: dict[str, tuple[int, int]] = {}
        self.unplaced: dict[str, list[int]] = {}  # by sheet: rows that no section has taken

    def rows(self, sheet: FormSheet, every: Callable[[], _Rows]) -> _Rows:
        """The rows that belong to a section, of a list without any all; `every` looks them up."""
        if not sheet.section:
            return every()
        key = sheet.name, sheet.columns
        if key not in self._every:
            self._every[key] = every()
        ids, rows = self._every[key]
        mine = _meeting(self._office, sheet, self._window, ids, self._today)
        left = self.unplaced.get(sheet.name, ids)
        self.unplaced[sheet.name] = [each for each in left if each not in mine]
        kept = [k for k, row_id in enumerate(ids) if row_id in mine]
        return [ids[k] for k in kept], [rows[k] for k in kept]

    def above(self, sheet: FormSheet, rows: int) -> tuple[int, int]:
        """The number of the section's first row, and how many rows were put in above it; then it is one of
        those above the next."""
        before, grown = self._above.get(sheet.name, (0, 0))
        if not sheet.section:
            return 1, 0
        more = max(rows - (sheet.last_row - sheet.first_row + 1), 0)
        self._above[sheet.name] = before + rows, grown + more
        return (before if sheet.goes_on else 0) + 1, grown


def conditions_of(sheet: FormSheet, window: Window) -> tuple[Condition, ...]:
    """What the rows of a section meet; of a period its first and last day are both within."""
    if not sheet.within:
        return sheet.where
    from desktop.services.returning.measures import window_named  # late: it loads the counting services

    within, own = window_named(sheet.within, window), sheet.record
    names = own.model.window
    first, last = own.by_name(names[0]), own.by_name(names[-1])
    return (*sheet.where, Condition(first, ">=", within.start), Condition(last, "<=", within.end))


def _meeting(office: Office, sheet: FormSheet, window: Window, ids: Sequence[int], today: date) -> set[int]:
    """Those of the rows that belong to the section."""
    own, where = sheet.record, conditions_of(sheet, window)
    paths = [own.by_name(own.model.identity[0])]
    found: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        found.update(find(office.ledger, own.id, paths=paths, where=where, ids=some, today=today).ids)
    return found


def left_out(office: Office, form: Form, ids: Sequence[int], name: str) -> Iterator[Finding]:
    """The rows that no section of a sheet takes, in one sentence, and each by itself."""
    parts = [sheet for sheet in form.sheets if sheet.name == name and sheet.section]
    own = parts[0].record
    paths = _told_by(parts[0])
    shown, some = [own.by_name(own.model.identity[0]), *paths], list(ids[:_MOST_LISTED])
    page = find(office.ledger, own.id, paths=shown, ids=some, today=office.today)
    by_id = dict(zip(page.ids, page.rows, strict=True))
    named = [(row_id, *_named(office, by_id[row_id], paths)) for row_id in some if row_id in by_id]
    listed = "、".join(f"{title}（{why}）" for _, title, why in named[:_MOST_NAMED])
    more = "等" if len(ids) > _MOST_NAMED else ""
    sections = "、".join(f"“{each.section}”" for each in parts)
    said = f"{len(ids)} 条不属于任何一段：{listed}{more}。表中的段是{sections}，这些没有填进去，请核对。"
    field_said = paths[0].label if paths else ""
    place = f"「{name}」{field_said}"
    yield Finding("warning", RULE, place, said, own.id, None, field_said, name)
    for row_id, title, why in named:
        sentence = f"{why}，不属于任何一段，没有填进表里。"
        yield Finding("warning", RULE, place, sentence, own.id, row_id, field_said, title=title)


def _told_by(sheet: FormSheet) -> list[Path]:
    """The fields that the sections go by."""
    own = sheet.record
    if sheet.within:
        return [own.by_name(each) for each in own.model.window]
    return [each.path if isinstance(each.path, Path) else own.path(each.path) for each in sheet.where]


def _named(office: Office, row: Sequence[object], paths: Sequence[Path]) -> tuple[str, str]:
    told = []
    for path, value in zip(paths, row[1:], strict=True):
        shown = str(value) if path.field.kind is Kind.REF else show(path.field, value, office.codes)
        told.append(f"{path.label}：{shown}" if value not in (None, "") else f"没有填{path.label}")
    return str(row[0] or ""), "，".join(told)


def empty_periods(form: Form, window: Window) -> Iterator[Finding]:
    """Sections of years that the return's own period does not reach: blank, and that is said."""
    from desktop.services.returning.measures import window_named  # late, as above

    for sheet in form.sheets:
        if not sheet.within:
            continue
        try:
            within = window_named(sheet.within, window)
        except UserError:
            continue
        if within.end < window.start or within.start > window.end:
            said = f"“{sheet.section}”一段不在 {window.label} 之内，空着；要填，请把期间改为包括它的。"
            yield Finding("warning", RULE, f"「{sheet.name}」", said, form.record.id, sheet=sheet.name)
