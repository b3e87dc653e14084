"""What the tests of the rules share: empty offices, copied from one made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.ledger import Ledger
from tests.services.counting_office import Book, office_on


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new ledger, closed."""
    path = tmp_path_factory.mktemp("empty") / "台账.db"
    Ledger.create(path, school_code="3122000123", school_name="松江职业技术学校").close()
    return path


@pytest.fixture
def book(empty_ledger: Path, tmp_path: Path) -> Iterator[Book]:
    """An empty office of a test's own."""
    path = tmp_path / "台账.db"
    shutil.copy(empty_ledger, path)
    ledger = Ledger.open(path)
    yield Book(office_on(ledger))
    ledger.close()


@pytest.fixture(scope="module")
def shelf(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """An empty office for all cases of a module: each lies in a year of its own."""
    path = tmp_path_factory.mktemp("shelf") / "台账.db"
    shutil.copy(empty_ledger, path)
    ledger = Ledger.open(path)
    yield Book(office_on(ledger))
    ledger.close()
