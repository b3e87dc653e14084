"""A new ledger for each test, on SQLite and on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.store.ledger import Ledger
from tests.plugins import postgres

cluster, database, new_database = postgres.cluster, postgres.database, postgres.new_database

SCHOOL = {"school_code": "3622000123", "school_name": "松江职业技术学校"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a ledger can be made: a file path, then a database."""
    if request.param == "sqlite":
        return str(tmp_path / "台账.db")
    return str(request.getfixturevalue("database"))


@pytest.fixture(scope="session")
def template_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new ledger in a file, made once: most tests need one, and forty tables take their time."""
    path = tmp_path_factory.mktemp("template") / "台账.db"
    Ledger.create(path, **SCHOOL).close()
    return path


@pytest.fixture(scope="session")
def template_database(cluster: postgres.Cluster) -> str:
    """The same in a database; its name."""
    made = cluster.new_database()
    Ledger.create(made, **SCHOOL).close()
    return cluster.name_of(made)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A new ledger with nothing but its school, on each engine."""
    if request.param == "sqlite":
        opened = Ledger.open(shutil.copy(request.getfixturevalue("template_file"), tmp_path / "台账.db"))
        yield opened
        opened.close()
        return
    server: postgres.Cluster = request.getfixturevalue("cluster")
    made = server.new_database(request.getfixturevalue("template_database"))
    opened = Ledger.open(made)
    yield opened
    opened.close()
    server.drop(made)


@pytest.fixture
def file_ledger(tmp_path: Path) -> Iterator[Ledger]:
    """The same on SQLite only, for what concerns files."""
    made = Ledger.create(tmp_path / "台账.db", **SCHOOL)
    yield made
    made.close()
