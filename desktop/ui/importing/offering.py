"""What may be put in the place of a wrong text: what is surely meant, and the list of the field."""

from __future__ import annotations

from desktop.core.errors import Problem
from desktop.core.fields import Kind
from desktop.records.catalogue import record
from desktop.services.importing import Candidate, ImportPlan
from desktop.services.office import Office
from desktop.ui.popup import Option


def offered(office: Office, plan: ImportPlan, problem: Problem) -> tuple[list[Candidate], list[Option]]:
    """Candidates with their reasons, and the words of the field's own list."""
    path = record(plan.record).find_path(problem.path) if problem.path else None
    if path is None or path.field.kind not in (Kind.CODE, Kind.CODES):
        return [], []
    codes = office.codes[path.field.codes]
    return [], [Option(each.name, each.name, tuple(each.aliases)) for each in codes.items]
