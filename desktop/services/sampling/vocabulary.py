"""The words of the demonstration ledger: names, classes, enterprises, read from resources/demo."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Words = Mapping[str, Any]


@dataclass(frozen=True)
class Vocabulary:
    """One mapping a file; their form is said in the comment at the top of each file."""

    school: Words
    names: Words
    enterprises: Words
    certificates: Words
    classes: Words
    plans: Words


def load_vocabulary(resources: Path) -> Vocabulary:
    """All word files of a resources folder."""
    folder = resources / "demo"
    names = ("school", "names", "enterprises", "certificates", "classes", "plans")
    return Vocabulary(
        **{name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8")) for name in names}
    )
