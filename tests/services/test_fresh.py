"""What is written by columns is what is written row by row: the same fates, problems and contents."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.records.catalogue import record
from desktop.records.training import TrainingClass
from desktop.services.office import Office
from desktop.services.saving import Outcome, save_many
from desktop.services.saving.writer import Writer
from desktop.store.act import act
from desktop.store.find import find
from desktop.store.ledger import Ledger
from desktop.store.verify import verify
from tests.importing.rosters import id_number

COUNT = 400  # enough to be written by columns


def an_office(folder: Path, root: Path, name: str) -> Office:
    ledger = Ledger.create(folder / f"{name}.db", school_code="1", school_name="甲")
    office = Office(ledger, {}, (), root / "resources", root / "forms", date(2026, 6, 1))
    with act(ledger, "准备") as s:
        s.insert(TrainingClass, [{"title": f"电工{n}", "start": date(2025, 9, n + 1)} for n in range(3)])
        save_many(s, office, "系部", [{"名称": "机电系"}])
        save_many(s, office, "专业", [{"专业代码": "710201", "专业名称": "机电"}])
        known = [roster_row(n, {"学员.联系电话": "13800000000"}) for n in range(0, 40, 7)]
        save_many(s, office, "学员名册", known)
    return office


def roster_row(n: int, more: dict[str, Any]) -> dict[str, Any]:
    return {"培训班次.项目名称": "电工0", "学员.姓名": f"王{n}", "学员.证件号码": id_number(n), **more}


def rows(seed: int) -> list[dict[str, Any]]:
    """A long roster with everything that needs a closer look strewn in."""
    rng, made = random.Random(seed), []
    for n in range(COUNT):
        row = roster_row(n, {"工作单位": f"厂{n % 5}", "培训班次.项目名称": f"电工{n % 3}"})
        if rng.random() < 0.5:
            row |= {"学员.文化程度": "大学本科", "理论成绩": 60 + n % 40, "人员类别": "企业职工"}
        match rng.randrange(12):
            case 0:
                del row["学员.证件号码"]
            case 1:
                row["学员.证件号码"] = id_number(rng.randrange(COUNT))
            case 2:
                row["培训班次.项目名称"] = "没有这个班"
            case 3:
                row["专业"] = rng.choice(["机电", "焊接", None])
            case 4:
                row["学员.联系电话"] = "13911111111"
            case 5:
                row["年级"] = "2024"
            case 6:
                row["学员.姓名"] = None
        made.append(row)
    return made


def by_row(office: Office, outcomes: list[Outcome]) -> list[Any]:
    return [
        (each.fate, each.changes, [(p.rule, p.sentence, p.path) for p in each.problems], each.id is not None)
        for each in outcomes
    ]


def contents(office: Office, record_id: str) -> list[tuple[Any, ...]]:
    """All that people see of a record, in the order of making."""
    return find(office.ledger, record_id, today=office.today).rows


def named(target: str, row: dict[str, Any]) -> dict[str, Any]:
    return {record(target).path(label).name: value for label, value in row.items()}


@pytest.mark.parametrize("on_conflict", [None, "update"])
@pytest.mark.parametrize("seed", range(4))
def test_a_roster_by_columns_is_the_roster_row_by_row(
    tmp_path: Path, root: Path, seed: int, on_conflict: Any
) -> None:
    quick, slow = (an_office(tmp_path, root, name) for name in ("quick", "slow"))
    with act(quick.ledger, "导入") as s:
        by_columns = save_many(s, quick, "学员名册", rows(seed), on_conflict=on_conflict)
    with act(slow.ledger, "导入") as s:
        writer = Writer(s, slow.ledger, slow.today, on_conflict=on_conflict)
        one_by_one = writer.write(record("学员名册"), [named("学员名册", row) for row in rows(seed)])
    assert by_row(quick, by_columns) == by_row(slow, one_by_one)
    assert [each.fate for each in by_columns].count("created") > COUNT / 2
    assert contents(quick, "学员名册") == contents(slow, "学员名册")
    for record_id in ("人员", "学员", "学籍"):
        assert sorted(map(str, contents(quick, record_id))) == sorted(map(str, contents(slow, record_id)))
    assert verify(quick.ledger) == []
    for office in (quick, slow):
        office.ledger.close()


@pytest.mark.parametrize("seed", range(3))
def test_classes_with_numbers_titles_and_twins(tmp_path: Path, root: Path, seed: int) -> None:
    rng = random.Random(seed)
    given = [
        {
            "班次编号": rng.choice([None, None, f"B{rng.randrange(300)}"]),
            "项目名称": f"焊工{rng.randrange(300)}",
            "开班日期": rng.choice([date(2025, 3, 1), date(2025, 3, 2), None]),
            "承办系部": rng.choice([None, "机电系", "无此系"]),
        }
        for _ in range(COUNT)
    ]
    quick, slow = (an_office(tmp_path, root, name) for name in ("quick", "slow"))
    with act(quick.ledger, "导入") as s:
        by_columns = save_many(s, quick, "培训班次", given)
    with act(slow.ledger, "导入") as s:
        one_by_one = Writer(s, slow.ledger, slow.today).write(
            record("培训班次"), [named("培训班次", row) for row in given]
        )
    assert by_row(quick, by_columns) == by_row(slow, one_by_one)
    assert contents(quick, "培训班次") == contents(slow, "培训班次")
    for office in (quick, slow):
        office.ledger.close()
