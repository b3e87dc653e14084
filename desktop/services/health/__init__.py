"""健康检查: cross-checks over the whole ledger, kept up to date edit by edit; findings can be accepted."""

from __future__ import annotations

from desktop.services.health.accepting import Acceptance
from desktop.services.health.areas import AREAS, OTHER, by_area, records_of
from desktop.services.health.catalogue import RULES
from desktop.services.health.service import Found, Health, Tally
from desktop.services.health.watching import Watch

__all__ = [
    "AREAS", "OTHER", "RULES", "Acceptance", "Found", "Health", "Tally", "Watch", "by_area", "records_of",
]  # fmt: skip
