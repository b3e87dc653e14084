"""What the tests of core share: the shipped code lists, policy and holiday tables."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop.core.codes import CodeList, load_codes
from desktop.core.dates import WorkingDays, load_holidays

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def resources() -> Path:
    return ROOT / "resources"


@pytest.fixture(scope="session")
def codes(resources: Path) -> Mapping[str, CodeList]:
    return load_codes(resources / "codes")


@pytest.fixture(scope="session")
def calendar(resources: Path) -> WorkingDays:
    return WorkingDays(load_holidays(resources / "holidays"))
