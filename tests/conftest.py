"""What all tests share: the switch for the long ones and the owner's folder beside the repository."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --long."""
    parser.addoption("--long", action="store_true", help="run the tests marked long, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out, with a word why, what this run was not asked for or cannot do."""
    long = pytest.mark.skip(reason="takes long: --long")
    absent = pytest.mark.skip(reason="no shared folder beside the repository")
    for item in items:
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(long)
        if item.get_closest_marker("shared") and not (ROOT.parent / "shared").is_dir():
            item.add_marker(absent)


def pytest_runtest_teardown() -> None:
    """A window sets the collector for its process; the tests that follow in this one start as they should."""
    gc.unfreeze()
    gc.enable()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The owner's folder, for tests marked shared."""
    return ROOT.parent / "shared"
