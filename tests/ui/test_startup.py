"""Start-up: what is not read in before the first paint, and that the window comes to be usable."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.services.office import Office

HEAVY = {"sqlalchemy", "alembic", "openpyxl", "pypinyin", "lxml"}
TURN = 0.2  # seconds of its own CPU time that one turn of the window's loop may take


def start(root: Path, address: str, home: Path, quit_at: str) -> dict[str, object]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(home)}
    command = [sys.executable, "-m", "desktop", "--ledger", address, "--quit-at", quit_at]
    done = subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stderr.strip().splitlines()[-1])
    return told


def test_the_frame_is_painted_with_qt_alone(root: Path, office: Office, tmp_path: Path) -> None:
    told = start(root, office.ledger.place, tmp_path, "first-paint")
    assert set(told["absent"]["first_paint"]) == HEAVY  # type: ignore[index]
    assert "opened" not in told


def test_all_becomes_usable_in_small_turns(root: Path, office: Office, tmp_path: Path) -> None:
    told = start(root, office.ledger.place, tmp_path, "usable")
    stages = [told[stage] for stage in ("first_paint", "opened", "first_rows", "usable")]
    assert stages == sorted(stages)  # type: ignore[type-var]
    assert set(told["absent"]["first_paint"]) == HEAVY  # type: ignore[index]
    assert 0 < told["longest_event_cpu"] <= TURN  # type: ignore[operator]


@pytest.mark.parametrize("address", ["没有这样的台账.zhijiao"])
def test_a_missing_ledger_is_said_and_the_window_stays(address: str, root: Path, tmp_path: Path) -> None:
    told = start(root, str(tmp_path / address), tmp_path, "usable")
    assert "first_paint" in told and "opened" not in told
