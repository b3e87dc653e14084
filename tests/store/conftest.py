"""A new ledger for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.ledger import Ledger
from tests.plugins.postgres import cluster, database, new_database  # noqa: F401

SCHOOL = {"school_code": "3622000123", "school_name": "松江职业技术学校"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made: a file path, then a database."""
    if request.param == "sqlite":
        return str(tmp_path / "台账.db")
    return str(request.getfixturevalue("database"))


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    """A new ledger with nothing but its school."""
    made = Ledger.create(address, **SCHOOL)
    yield made
    made.close()


@pytest.fixture
def file_ledger(tmp_path: Path) -> Iterator[Ledger]:
    """The same on SQLite only, for what concerns files."""
    made = Ledger.create(tmp_path / "台账.db", **SCHOOL)
    yield made
    made.close()
