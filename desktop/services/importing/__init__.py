"""Importing: a clerk's own workbook becomes rows of a record: planned, shown, then written as one act."""

from __future__ import annotations

from desktop.services.importing.answers import read_answers
from desktop.services.importing.candidates import candidates
from desktop.services.importing.commit import ImportResult, commit_import, import_file
from desktop.services.importing.decisions import (
    HIDDEN,
    Answer,
    Candidate,
    Create,
    Decisions,
    Leave,
    MissingReference,
    Similar,
    Use,
)
from desktop.services.importing.mapping import read_mapping, write_mapping
from desktop.services.importing.plan import plan_import
from desktop.services.importing.planned import (
    Conflict,
    ImportPlan,
    PlannedTable,
    PreviewRow,
    Unmapped,
)

__all__ = [
    "HIDDEN",
    "Answer",
    "Candidate",
    "Conflict",
    "Create",
    "Decisions",
    "ImportPlan",
    "ImportResult",
    "Leave",
    "MissingReference",
    "PlannedTable",
    "PreviewRow",
    "Similar",
    "Unmapped",
    "Use",
    "candidates",
    "commit_import",
    "import_file",
    "plan_import",
    "read_answers",
    "read_mapping",
    "write_mapping",
]
