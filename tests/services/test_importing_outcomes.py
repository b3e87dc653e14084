"""What becomes of rows: new, updated, the same, in conflict, waiting; and never half an import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.core.errors import UserError
from desktop.core.progress import Cancelled
from desktop.records.system import ImportJob, Pending
from desktop.services import history
from desktop.services.importing import commit_import, plan_import
from desktop.services.office import Office
from desktop.store.undo import undo
from tests.services.importing_desk import CLASS, IDS, book, bring, contents, new_office, rows

CLASSES = ("项目名称", "开班日期", "结业日期", "学时")
TEACHERS = ("工号", "姓名", "身份证号码", "联系电话", "职称")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


def waiting(office: Office) -> list[Pending]:
    with office.ledger.reading() as reading:
        return list(reading.execute(select(*Pending.__table__.columns)))  # type: ignore[arg-type]


def test_the_same_file_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "班次.xlsx",
        [CLASSES, (CLASS, "2026-03-02", "2026-03-20", 80), ("乙班", "2026-04-01", None, 8)],
    )
    bring(office, file, "培训班次")
    before, acts = contents(office), len(history.history(office.ledger))
    plan, result = bring(office, file, "培训班次")
    assert (plan.unchanged, result.created, result.updated, result.act) == (2, 0, 0, 0)
    assert contents(office) == before and len(history.history(office.ledger)) == acts


def test_blanks_are_filled_and_a_difference_is_a_conflict(office: Office, tmp_path: Path) -> None:
    bring(office, book(tmp_path / "一.xlsx", [CLASSES, (CLASS, "2026-03-02", None, 80)]), "培训班次")
    filled, _ = bring(
        office, book(tmp_path / "二.xlsx", [CLASSES, (CLASS, "2026-03-02", "2026-03-20", None)]), "培训班次"
    )
    assert (filled.updated, filled.preview[0].changes) == (1, {"结业日期": ("", "2026-03-20")})
    file = book(tmp_path / "三.xlsx", [CLASSES, (CLASS, "2026-03-02", None, 90)])
    plan = plan_import(office, file, "培训班次")
    assert [(each.row, each.title, each.changes) for each in plan.conflicts] == [
        (2, CLASS, {"学时": ("80", "90")})
    ]
    before = contents(office)
    with pytest.raises(UserError, match=r"80.*90"):
        commit_import(office, plan)
    assert contents(office) == before
    _, skipped = bring(office, file, "培训班次", on_conflict="skip")
    assert (skipped.skipped, rows(office, "培训班次", "学时")) == (1, [(80,)])
    assert contents(office) == before
    _, updated = bring(office, file, "培训班次", on_conflict="update")
    assert (updated.updated, rows(office, "培训班次", "学时")) == (1, [(90,)])


def test_a_blank_cell_never_empties_the_ledger(office: Office, tmp_path: Path) -> None:
    bring(office, book(tmp_path / "一.xlsx", [CLASSES, (CLASS, "2026-03-02", "2026-03-20", 80)]), "培训班次")
    file = book(tmp_path / "二.xlsx", [CLASSES, (CLASS, "2026-03-02", "/", " ")])
    plan, _ = bring(office, file, "培训班次", on_conflict="update")
    assert plan.unchanged == 1 and rows(office, "培训班次", "学时") == [(80,)]


def test_equal_rows_are_one_and_the_same_key_with_another_value_is_a_problem(
    office: Office, tmp_path: Path
) -> None:
    row = (CLASS, "2026-03-02", None, 80)
    plan, result = bring(office, book(tmp_path / "一.xlsx", [CLASSES, row, row]), "培训班次")
    assert (plan.repeated, result.created) == (1, 1)
    other = (CLASS, "2026-03-02", None, 90)
    plan = plan_import(office, book(tmp_path / "二.xlsx", [CLASSES, row, other]), "培训班次")
    assert [(each.row, each.column, each.rule) for each in plan.rejected] == [(3, "D", "主键重复")]


def test_good_rows_go_in_and_the_rest_waits_with_all_that_was_typed(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "教师.xlsx",
        [
            TEACHERS,
            ("1", "李明", IDS[0], "13800001111", "讲师"),
            ("2", "王芳", "22028420050630002", "13800002222", "讲师"),
            ("3", "张伟", IDS[2], "1380000", "讲师"),
            ("4", "赵丽", IDS[1], "13800004444", "大师"),
        ],
    )
    plan, result = bring(office, file, "教师", strict=False)
    assert (plan.rows, plan.left_out, result.created, result.pending) == (4, 1, 3, 3)
    assert rows(office, "教师", "工号", "联系电话", "职称") == [
        ("1", "13800001111", "讲师"), ("3", None, "讲师"), ("4", "13800004444", None),
    ]  # fmt: skip
    by_rule = {each.rule: each for each in waiting(office)}
    whole = by_rule["身份证位数"]
    assert whole.row is None and json.loads(whole.typed)["身份证号码"] == "22028420050630002"
    assert json.loads(whole.typed)["姓名"] == "王芳" and "第 3 行" in whole.place
    assert (by_rule["电话位数"].typed, by_rule["代码不在列表"].typed) == ("1380000", "大师")
    assert by_rule["电话位数"].row in result.ids
    again = contents(office)
    assert bring(office, file, "教师", strict=False)[1].pending == 0 and contents(office) == again


def test_conflicts_of_a_kept_import_wait_too(office: Office, tmp_path: Path) -> None:
    bring(office, book(tmp_path / "一.xlsx", [CLASSES, (CLASS, "2026-03-02", None, 80)]), "培训班次")
    rows_now = [CLASSES, (CLASS, "2026-03-02", None, 90), ("乙班", "2026-04-01", None, 8)]
    _, result = bring(office, book(tmp_path / "二.xlsx", rows_now), "培训班次", strict=False)
    assert (result.created, result.pending) == (1, 1)
    assert rows(office, "培训班次", "项目名称", "学时") == [("乙班", 8), (CLASS, 80)]


def test_masked_numbers_never_replace_full_ones(office: Office, tmp_path: Path) -> None:
    bring(
        office, book(tmp_path / "一.xlsx", [TEACHERS, ("1", "李明", IDS[0], "13800001111", "讲师")]), "教师"
    )
    masked = book(tmp_path / "二.xlsx", [TEACHERS, ("1", "李明", IDS[0], "138****1111", "讲师")])
    plan, _ = bring(office, masked, "教师", on_conflict="update")
    assert [(each.column, each.rule) for each in plan.rejected] == [("D", "已打码")]
    assert rows(office, "教师", "联系电话") == [("13800001111",)]


def test_an_unknown_reference_beside_the_key_leaves_the_rest_of_the_row(
    office: Office, tmp_path: Path
) -> None:
    file = book(tmp_path / "教师.xlsx", [("姓名", "身份证号码", "系部"), ("李明", IDS[0], "航空系")])
    plan, result = bring(office, file, "教师", strict=False)
    assert [(each.column, each.rule) for each in plan.rejected] == [("C", "引用不在台账")]
    assert (result.created, rows(office, "教师", "姓名", "系部")) == (1, [("李明", None)])


def test_the_act_is_titled_counted_and_undone_as_one(office: Office, tmp_path: Path) -> None:
    before = contents(office)
    head = (f"工种班次：{CLASS}  开班日期：2026年3月2日",)
    people = [(f"学员{number}", IDS[number]) for number in range(4)]
    file = book(tmp_path / "花名册.xlsx", [head, ("姓名", "身份证号码"), *people], "A1:B1")
    plan, result = bring(office, file, "学员名册")
    assert (result.created, plan.owners) == (4, 1)
    assert history.history(office.ledger)[0].title == "导入学员名册 4 条（花名册.xlsx）"
    with office.ledger.reading() as reading:
        job = reading.execute(select(*ImportJob.__table__.columns)).one()
    assert (job.file_name, job.rows, job.created) == ("花名册.xlsx", 4, 4) and len(job.sha256) == 64
    undo(office.ledger)
    assert contents(office) == before


@dataclass
class StopsAt:
    """Progress whose watcher presses 取消 at the n-th step."""

    steps: int
    seen: int = 0

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        self.seen += 1
        if self.seen > self.steps:
            raise Cancelled


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_cancelled_leaves_nothing(office: Office, tmp_path: Path, steps: int) -> None:
    file = book(tmp_path / "班次.xlsx", [CLASSES, *((f"{i}班", "2026-03-02", None, 8) for i in range(50))])
    before = contents(office)
    with pytest.raises(Cancelled):
        plan_import(office, file, "培训班次", progress=StopsAt(steps))
    plan = plan_import(office, file, "培训班次")
    with pytest.raises(Cancelled):
        commit_import(office, plan, StopsAt(min(steps, 1)))
    assert contents(office) == before
    assert commit_import(office, plan).created == 50


def test_planning_leaves_no_trace(office: Office, tmp_path: Path) -> None:
    told: list[object] = []
    office.ledger.listen(told.append)
    file = book(tmp_path / "班次.xlsx", [CLASSES, (CLASS, "2026-03-02", "2026-03-20", 80)])
    before = contents(office)
    plan = plan_import(office, file, "培训班次")
    assert plan.created == 1 and contents(office) == before and told == []


def test_a_thousand_rows_with_four_hundred_faults_are_all_listed(office: Office, tmp_path: Path) -> None:
    made: list[tuple[object, ...]] = [CLASSES]
    for i in range(1000):
        made.append(
            (f"{i}班", "2026-02-30" if i % 5 == 0 else "2026-03-02", None, "许多" if i % 5 == 1 else 8)
        )
    plan = plan_import(office, book(tmp_path / "班次.xlsx", made), "培训班次", strict=False)
    assert (plan.rows, len(plan.rejected), plan.created) == (1000, 400, 800)
    assert {(each.row, each.column) for each in plan.rejected} == {
        (i + 2, "BD"[i % 5]) for i in range(1000) if i % 5 < 2
    }


def test_practices_of_one_teacher_at_two_enterprises(office: Office, tmp_path: Path) -> None:
    bring(
        office,
        book(tmp_path / "企.xlsx", [("企业名称", "规模"), ("甲公司", "大型"), ("乙公司", "小型")]),
        "企业",
    )
    bring(office, book(tmp_path / "师.xlsx", [("姓名", "身份证号码"), ("李明", IDS[0])]), "教师")
    file = book(
        tmp_path / "实践.xlsx",
        [
            ("教师姓名", "实践企业", "开始日期", "实践天数"),
            ("李明", "甲公司", "2025-07-01", 10),
            ("李明", "乙公司", "2025-07-01", 5.5),
        ],
    )
    _, result = bring(office, file, "企业实践")
    assert result.created == 2
    assert rows(office, "企业实践", "企业.企业名称", "开始日期", "企业名称（当时）") == [
        ("乙公司", date(2025, 7, 1), "乙公司"), ("甲公司", date(2025, 7, 1), "甲公司"),
    ]  # fmt: skip
