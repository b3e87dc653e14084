"""全市: many schools' ledgers and returns in one ledger of the bureau, counted school by school."""

from __future__ import annotations

from desktop.services.consolidating.conflicts import Conflict, conflicts
from desktop.services.consolidating.contributions import Contribution, contributions
from desktop.services.consolidating.expected import (
    Expected,
    drop,
    expect,
    expected,
    read_expected,
    school_named,
)
from desktop.services.consolidating.figures import City, Line, city
from desktop.services.consolidating.narrowing import narrowed
from desktop.services.consolidating.taking import Brought, consolidate
from desktop.services.consolidating.written import write_table

__all__ = [
    "Brought",
    "City",
    "Conflict",
    "Contribution",
    "Expected",
    "Line",
    "city",
    "conflicts",
    "consolidate",
    "contributions",
    "drop",
    "expect",
    "expected",
    "narrowed",
    "read_expected",
    "school_named",
    "write_table",
]
