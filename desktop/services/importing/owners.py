"""Results that name no batch or class: each person's own sign-up is found by the number of the document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from desktop.core.errors import Problem
from desktop.records.catalogue import Record, record
from desktop.services.importing.fields import path_of
from desktop.services.importing.line import Line
from desktop.services.office import Office
from desktop.services.saving.locating import Locator, title_name
from desktop.store.find import by_id, find

UNSIGNED: Final = "没有报名"
DOUBTFUL: Final = "报名不唯一"
# Fields that say what came of a sign-up; a list with none of them is a sign-up itself.
_RESULTS: Final = ("result", "theory", "practice", "total", "certificate_number", "completion_number")
_NUMBER: Final = "person.document_number"


def find_owners(office: Office, into: Record, lines: Sequence[Line]) -> None:
    """Fill in the batch or class of lines of results that say none."""
    if not into.model.part_of or len(into.model.carries) != 1:
        return
    owner, head = into.field(into.model.part_of), into.model.carries[0]
    target = record(owner.ref)
    with office.ledger.reading() as reading:
        locator = Locator(office.ledger, reading, office.today)
        known: dict[tuple[int, tuple[str, ...]], str] = {}
        for line in lines:
            shape = (id(line.columns), tuple(line.values))
            if shape not in known:
                labels = (*line.columns, *line.values)
                known[shape] = _number_label(into, labels, owner.name, f"{head}.{_NUMBER}")
            label = known[shape]
            if not label or line.values.get(label) is None:
                continue
            found, problem = _sign_up(into, locator, f"{head}.{_NUMBER}", line.values[label])
            if found is None:
                line.trouble(problem, label)
                line.rejected = True
                continue
            whole = found[owner.name]
            title = f"{owner.label}.{target.by_name(title_name(target.id)).label}"
            line.values[title] = _title(office, target, whole, locator)
            line.refs[owner.label] = whole
            line.cleaned.append((label, f"按证件号码找到他在“{line.values[title]}”的报名"))


def _number_label(into: Record, labels: Sequence[str], owner: str, number: str) -> str:
    """The label of the person's number in lines that say results and no batch or class; else ""."""
    names = {path_of(into.id, label).name: label for label in labels}
    said = any(name.partition(".")[0] == owner for name in names)
    return "" if said or not any(name in names for name in _RESULTS) else names.get(number, "")


def _sign_up(into: Record, locator: Locator, name: str, number: Any) -> tuple[dict[str, Any] | None, Problem]:
    """The one sign-up of the person; of several the one that has no result yet."""
    ids = locator.named(into, {name: number})
    rows = list(by_id(locator.ledger, into.id, ids, connection=locator.connection).values())
    open_rows = [row for row in rows if all(row.get(result) is None for result in _RESULTS)]
    if len(rows) > 1 and len(open_rows) == 1:
        rows = open_rows
    if len(rows) == 1:
        return rows[0], Problem("", "")
    owner = record(into.field(into.model.part_of).ref).label
    if not rows:
        return None, Problem(UNSIGNED, f"这个证件号码在台账里没有报名，请写明{owner}或先登记报名。")
    return None, Problem(DOUBTFUL, f"这个证件号码报了不止一个{owner}，请写明是哪一个。")


def _title(office: Office, target: Record, row: int, locator: Locator) -> str:
    path = target.by_name(title_name(target.id))
    page = find(
        office.ledger, target.id, paths=[path], ids=[row], today=office.today, connection=locator.connection
    )
    return str(page.rows[0][0]) if page.rows else ""
