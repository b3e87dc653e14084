"""All checks of 健康检查, each declared once."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.services.health.exams import EXAMS
from desktop.services.health.likeness import ALIKENESS
from desktop.services.health.owed import OWED
from desktop.services.health.people import PEOPLE
from desktop.services.health.plausible import PLAUSIBLE
from desktop.services.health.practising import PRACTISING
from desktop.services.health.returned import RETURNED
from desktop.services.health.rule import Check
from desktop.services.health.training import CLASSES, ROSTERS

RULES: tuple[Check, ...] = (
    *CLASSES, *ROSTERS, *EXAMS, *PEOPLE, *PRACTISING, *OWED, *ALIKENESS, *RETURNED, *PLAUSIBLE,
)  # fmt: skip
BY_ID: Mapping[str, Check] = MappingProxyType({rule.id: rule for rule in RULES})
