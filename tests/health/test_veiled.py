"""What a finding says shows no number of an identity card, telephone or address in full."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from desktop import compose
from desktop.cli.main import run
from desktop.services.health import RULES, Health
from desktop.services.health.rule import Check, Each, Whole
from desktop.services.health.service import sentence_of
from desktop.services.office import Office
from desktop.ui.health import problem_of
from tests.health.faults import check_digit
from tests.health.plant import plant

LONG, OLD = "22020219900307", "220202900307123"  # the birthday of the first is 1990-03-07
KNOWN = LONG + "123" + check_digit(LONG + "123")
WITH_X = next(number for n in range(1000) if (number := f"{LONG}{n:03}X")[17] == check_digit(number[:17]))
FULL = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{15})(?!\d)")
NUMBERS = {"tenths", "yuan"}


def words_of(rule: Check) -> list[tuple[str, str]]:
    """Every word that the sentence of a check can say, with how it is written."""
    return [(name, spec or "") for _, name, spec, _ in Formatter().parse(rule.sentence) if name]


@pytest.mark.parametrize("number", [KNOWN, WITH_X, WITH_X.lower(), OLD])
def test_no_check_says_a_number_whichever_word_holds_it(number: str) -> None:
    """Nobody knows what a clerk puts into 学号, 工号, a title or a name: each word of each check is tried."""
    tried = 0
    for rule in RULES:
        for name, spec in words_of(rule):
            if spec in NUMBERS:
                continue
            told: dict[str, object] = {}
            told |= {} if isinstance(rule, Whole | Each) else dict.fromkeys(rule.words, None)
            told |= {other: 10 if kind in NUMBERS else "甲" for other, kind in words_of(rule)}
            said = sentence_of(rule, {**told, name: f"号{number}、乙"})
            assert number not in said and not FULL.search(said), (rule.id, name, said)
            tried += 1
    assert tried >= 150 and len(RULES) >= 140


def sow(place: Path) -> None:
    """Faults in many ledgers, then known numbers where the checks look."""
    plant(place, 2)
    with sqlite3.connect(place) as db:
        rows = [row for (row,) in db.execute("SELECT id FROM person ORDER BY id LIMIT 12")]
        first, second, third, fourth, fifth, *others = rows
        twice = "UPDATE person SET document_number = ?, document_type = ?, name = ? WHERE id = ?"
        db.execute(twice, (KNOWN, "居民身份证", "王一", first))
        db.execute(twice, (KNOWN, "户口簿", "王二", second))
        db.execute(twice, (WITH_X, "居民身份证", "李一", third))
        db.execute(twice, (WITH_X[:6] + WITH_X[8:17], "居民身份证", "李一", fourth))
        db.execute("UPDATE person SET phone = '138043215678、1390432' WHERE id = ?", (fifth,))
        db.execute("UPDATE person SET name = ? WHERE id = ?", (f"赵 {KNOWN}", others[0]))
        staff = [row for (row,) in db.execute("SELECT id FROM teacher ORDER BY id LIMIT 2")]
        db.executemany("UPDATE teacher SET number = ? WHERE id = ?", [(KNOWN, row) for row in staff])
    db.close()


def test_sentences_and_titles_of_a_ledger_are_masked(opened: Callable[..., Office]) -> None:
    office = opened(sow)
    health = Health(office)
    health.run()
    found = health.findings(accepted=None)
    assert {"一证两名", "一人登记两次", "工号重复", "电话号码有误", "姓名有空格"} <= {
        each.rule for each in found
    }
    said = [text for each in found for text in (each.sentence, each.title, problem_of(each).sentence)]
    with office.ledger.reading() as reading:
        numbers = {
            number
            for (number,) in reading.exec_driver_sql(
                "SELECT document_number FROM person WHERE length(document_number) IN (15, 18)"
                " UNION SELECT phone FROM person WHERE phone IS NOT NULL"
            )
        }
    assert len(numbers) > 1000
    everything = "\n".join(said)
    assert not [number for number in numbers if number in everything]
    assert "138043215678" not in everything and KNOWN not in everything and WITH_X not in everything
    sentence = {each.rule: each.sentence for each in found if each.title in ("王一", "李一")}
    assert f"{KNOWN[:6]}********{KNOWN[-4:]}" in sentence["一证两名"]
    assert re.search(r"\d{6}\*+\d{3}[\dX]", sentence["一人登记两次"])


def test_the_command_says_none_either(sown: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ledger = tmp_path / "台账.zhijiao"
    shutil.copy(sown, ledger)
    sow(ledger)
    run(["--ledger", str(ledger), "health", "--json"], compose)
    shown = capsys.readouterr().out
    assert len(json.loads(shown)["findings"]) > 200
    run(["--ledger", str(ledger), "health", "--limit", "2000"], compose)
    for text in (shown, capsys.readouterr().out):
        assert KNOWN not in text and WITH_X not in text and "138043215678" not in text
