"""What every use case is handed: the open ledger with codes, policy, settings and today's date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from desktop.core.codes import CodeList
from desktop.core.policy import Pack
from desktop.store.ledger import Ledger


@dataclass(frozen=True)
class Office:
    """One open ledger and the data around it; made once by compose.py, never a global.

    `resources` and `forms_dir` are folders; `today` decides what is in force and is fixed in tests.
    """

    ledger: Ledger
    codes: Mapping[str, CodeList]
    packs: Sequence[Pack]
    resources: Path
    forms_dir: Path
    today: date = field(default_factory=date.today)
