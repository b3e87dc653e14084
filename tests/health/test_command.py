"""`zhijiao health`: lists, narrows, accepts, takes back; 1 while an error stands."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from desktop import compose
from desktop.cli.main import run


def asked(capsys: pytest.CaptureFixture[str], ledger: Path, *words: str) -> tuple[int, Any]:
    code = run(["--ledger", str(ledger), "health", *words, "--json"], compose)
    return code, json.loads(capsys.readouterr().out)


def test_health(sown: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "台账.zhijiao"
    shutil.copy(sown, ledger)
    code, said = asked(capsys, ledger)
    assert code == (1 if said["counts"]["error"] else 0)
    assert len(said["findings"]) == sum(said["rules"].values()) > 20
    _, some = asked(capsys, ledger, "--rule", "证书停办后考核")
    assert [each["rule"] for each in some["findings"]] == ["证书停办后考核"]
    accepting = ("--accept", f"证书停办后考核:{some['findings'][0]['row']}", "--reason", "停办前已报名")
    _, then = asked(capsys, ledger, *accepting)
    assert "证书停办后考核" not in then["rules"] and then["counts"]["accepted"] == 1
    _, kept = asked(capsys, ledger, "--accepted")
    assert [each["accepted"]["reason"] for each in kept["findings"]] == ["停办前已报名"]
    _, again = asked(capsys, ledger, "--withdraw", "证书停办后考核")
    assert again["counts"] == said["counts"]
    _, listed = asked(capsys, ledger, "--rules")
    assert len(listed["rules"]) >= 30 and all(each["source"] for each in listed["rules"])


@pytest.mark.parametrize(
    "words", [("--rule", "没有的"), ("--accept", "证书停办后考核"), ("--accept", "班次重名", "--reason", "x")]
)
def test_refused(
    sown: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    ledger = tmp_path / "台账.zhijiao"
    shutil.copy(sown, ledger)
    code, said = asked(capsys, ledger, *words)
    assert code == 1 and said["error"]["sentence"]
