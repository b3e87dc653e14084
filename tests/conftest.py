"""What all tests share: the switch for the long ones and the owner's folder beside the repository."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MEMORY, ROOM = Path("/dev/shm"), 4 << 30
# A worker takes whole files: those with one or few long tests come first, so that none is left for the end.
FIRST = (
    "tests/recognition/", "tests/journeys/", "tests/workbook/test_hostile.py", "tests/workbook/test_random",
    "tests/services/test_importing_generated.py", "tests/services/test_counting_training.py",
    "tests/services/test_bureau_fills.py", "tests/services/test_explaining_all.py",
    "tests/services/test_checks", "tests/health/test_incremental.py", "tests/importing/", "tests/store/",
    "tests/forms/", "tests/rules/", "tests/merging/",
)  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Ledgers are written in memory where there is room: thousands of times they would wait for the disk."""
    said = config.getoption("basetemp") or {"TMPDIR", "PYTEST_DEBUG_TEMPROOT"} & set(os.environ)
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
    if roomy and not said and not config.getoption("--long"):
        os.environ["TMPDIR"] = os.environ["PYTEST_DEBUG_TEMPROOT"] = str(MEMORY)
        tempfile.tempdir = None  # read anew


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds --long."""
    parser.addoption("--long", action="store_true", help="run the tests marked long, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out, with a word why, what this run was not asked for or cannot do; the longest files first."""
    long = pytest.mark.skip(reason="takes long: --long")
    absent = pytest.mark.skip(reason="no shared folder beside the repository")
    for item in items:
        if item.get_closest_marker("long") and not config.getoption("--long"):
            item.add_marker(long)
        if item.get_closest_marker("shared") and not (ROOT.parent / "shared").is_dir():
            item.add_marker(absent)
    items.sort(
        key=lambda item: next((at for at, each in enumerate(FIRST) if item.nodeid.startswith(each)), 99)
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown() -> Iterator[None]:
    """The collector is left as the next test should find it.

    Windows that are gone are set aside: to look through what is left of them ends in Qt with a segmentation
    fault now and then. A program has one window for as long as it runs; a run of tests has hundreds."""
    gc.disable()
    try:
        return (yield)
    finally:
        if "PySide6.QtWidgets" in sys.modules:
            gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The owner's folder, for tests marked shared."""
    return ROOT.parent / "shared"
