"""Every form of tests/recognition/forms judged against its truth; the table is printed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.compose import open_office
from desktop.services.inspecting import inspect
from tests.recognition.judging import Score, judge, table
from tests.recognition.sets import HERE, read_sets

FORMS = HERE / "forms"


def test_every_form_is_recognised_and_nothing_bound_wrongly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    truth: dict[str, list[dict[str, Any]]] = json.loads((FORMS / "truth.json").read_text(encoding="utf-8"))
    office = open_office(
        str(tmp_path / "台账.zhijiao"), create=("2222000001", "江城职业技术学校"), today=date(2026, 6, 1)
    )
    scores: dict[str, Score] = {}
    for file, tables in truth.items():
        score = judge(file, tables, inspect(office, FORMS / file))
        name, lay, maker = file.removesuffix(".xlsx").split("_")
        for group in ("all", f"layout {lay}", f"maker {maker}", f"set {name}"):
            scores.setdefault(group, Score()).add(score)
    office.ledger.close()
    whole, cards = scores["all"], scores["layout card"]
    lists = whole.columns - cards.columns, whole.columns_right - cards.columns_right
    with capsys.disabled():
        print("\n" + table(sorted(scores.items())))
        print("\n".join([*whole.wrong, *(note for note in whole.notes if "card" not in note)]))
    assert len(truth) >= 60 and len({name.partition("_")[0] for name in truth}) == 21
    assert whole.headers_right >= 0.95 * whole.headers
    assert lists[1] >= 0.9 * lists[0]
    assert whole.formats_right >= 0.9 * whole.formats
    assert cards.columns_right >= 0.9 * cards.columns
    assert whole.wrong == []


def test_the_trap_columns_are_many_and_in_the_forms() -> None:
    truth = json.loads((FORMS / "truth.json").read_text(encoding="utf-8"))
    traps = {trap for each in read_sets()[1].values() for trap in each}
    used = {
        ">".join(column["path"])
        for tables in truth.values()
        for form in tables
        for column in form["columns"].values()
        if column.get("required_unbound")
    }
    assert len(traps & used) >= 30
