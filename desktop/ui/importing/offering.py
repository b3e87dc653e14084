"""What may be put in the place of a wrong text: what is likely meant, and the list of the field."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.core.errors import Problem
from desktop.core.fields import Kind
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan
from desktop.services.importing.candidates import candidates
from desktop.services.importing.decisions import MissingReference
from desktop.services.office import Office
from desktop.store.find import find
from desktop.ui.popup import Option

MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Offer:
    """`options` to choose from, `closed` where nothing else can stand; `sure`: the one that is meant."""

    options: list[Option] = field(default_factory=list)
    closed: bool = False
    sure: str = ""
    why: str = ""


def offered(office: Office, plan: ImportPlan, problem: Problem) -> Offer:
    """The texts that fit the field of a problem, the likeliest first; found by pinyin and other names."""
    for missing in plan.references:
        if (problem.sheet, problem.row, problem.column) in missing.cells:
            return Offer(_rows(office, missing))
    path = record(plan.record).find_path(problem.path) if problem.path else None
    if path is None or not problem.column:
        return Offer()
    found = candidates(office, plan, problem)
    listed = path.field.kind in (Kind.CODE, Kind.CODES)
    codes = office.codes[path.field.codes] if listed else None
    options = []
    for each in found:
        code = codes.find(each.text) if codes is not None else None
        words = code.aliases if code is not None else ()
        options.append(Option(each.text, each.text, tuple(words), each.reason))
    sure = next((each for each in found if each.sure), None)
    closed = path.field.kind in (Kind.CODE, Kind.YESNO)
    return Offer(options, closed, sure.text if sure else "", sure.reason if sure else "")


def _rows(office: Office, missing: MissingReference) -> list[Option]:
    """Rows of the ledger that a name may stand for: similar ones with their reason, then all the others."""
    found = [Option(each.id, each.title, note=each.reason) for each in missing.similar]
    known = {each.id for each in missing.similar}
    target = record(missing.record)
    title = target.by_name(target.model.identity[0])
    page = find(office.ledger, target.id, paths=[title], limit=MOST_ROWS, today=office.today)
    rest = [(row_id, str(row[0])) for row_id, row in zip(page.ids, page.rows, strict=True) if row[0]]
    return found + [Option(row_id, text) for row_id, text in rest if row_id not in known]
