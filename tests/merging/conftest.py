"""An office on a small ledger of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.office import Office
from tests.merging.desk import folder_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = folder_office(tmp_path)
    yield opened
    opened.ledger.close()
