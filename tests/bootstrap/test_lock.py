"""The lock files: every package pinned and hashed, no address in them, and true to pyproject.toml."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ["requirements.lock", "requirements-dev.lock"]


def entries(path: Path) -> dict[str, list[tuple[Requirement, list[str]]]]:
    """Each package of a lock: its pins, one a marker, with their hashes."""
    found: dict[str, list[tuple[Requirement, list[str]]]] = {}
    for line in path.read_text("utf-8").replace("\\\n", "").splitlines():
        pin, *hashes = line.split("--hash=")
        requirement = Requirement(pin.strip())
        found.setdefault(canonicalize_name(requirement.name), []).append(
            (requirement, [h.strip() for h in hashes])
        )
    return found


def project(root: Path) -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for, by the lock that has to hold it."""
    told = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    own = [Requirement(text) for text in told["project"]["dependencies"]]
    extra = told["project"]["optional-dependencies"]["postgres"] + told["dependency-groups"]["dev"]
    return {"requirements.lock": own, "requirements-dev.lock": own + [Requirement(text) for text in extra]}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(root: Path, lock: str) -> None:
    pins = [entry for found in entries(root / lock).values() for entry in found]
    assert len(pins) >= 20
    for requirement, hashes in pins:
        assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement
        assert requirement.url is None
        assert hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_and_no_path(root: Path, lock: str) -> None:
    text = (root / lock).read_text("utf-8")
    assert not re.search(r"://|file:|--(extra-)?index|--find-links|--trusted|[ =]/", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_holds_what_the_project_asks_for(root: Path, lock: str) -> None:
    held = entries(root / lock)
    for asked in project(root)[lock]:
        pins = held.get(canonicalize_name(asked.name))
        assert pins, f"python3 dev.py lock: {asked.name}"
        assert all(asked.specifier.contains(str(pin.specifier)[2:]) for pin, _ in pins), asked


def test_the_developers_lock_holds_all_of_the_other(root: Path) -> None:
    """dev.py counts an environment made for the tests as one for `run`, too."""
    run, dev = (entries(root / lock) for lock in LOCKS)
    assert {name: [pin for pin, _ in run[name]] for name in run} == {
        name: [pin for pin, _ in dev[name]] for name in run
    }


@pytest.mark.parametrize("system", ["Windows", "Darwin", "Linux"])
def test_qt_has_a_file_for_each_system(root: Path, system: str) -> None:
    """A wheel for x86 Linux, ARM Linux, x86 Windows, ARM Windows and the Mac: five hashes, no source."""
    pins = entries(root / "requirements.lock")["pyside6-essentials"]
    marker = pins[0][0].marker
    assert len(pins) == 1 and len(pins[0][1]) >= 5
    assert marker is None or marker.evaluate({"platform_system": system})


def test_what_runs_here_is_what_the_lock_says(root: Path) -> None:
    for name, pins in entries(root / "requirements.lock").items():
        here = [pin for pin, _ in pins if pin.marker is None or pin.marker.evaluate()]
        assert [str(pin.specifier) for pin in here] == [f"=={version(name)}"], name
    assert sys.prefix != sys.base_prefix
