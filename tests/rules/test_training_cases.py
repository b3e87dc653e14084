"""培训: cases worked by hand from domain.md §3, rule by rule, and random ledgers against the oracle."""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from desktop.__main__ import main
from desktop.core.dates import parse_window
from desktop.services.counting.stats import stats
from desktop.services.counting.workload import per_teacher
from desktop.services.policy_editing import set_rule
from desktop.services.targets import targets
from desktop.store.ledger import Ledger
from tests.rules import oracle
from tests.rules.random_ledger import random_ledger
from tests.services.counting_office import Book, office_on

D = date.fromisoformat
OF_TRAINING = ("培训班次", "学员名册", "到账", "证书")
Fill = Callable[[Book], object]


def klass(title: str, end: str | None, roster: dict[str, str] | None = None, **more: Any) -> Fill:
    """A class ending on a day, with a roster of names and statuses if one is given."""

    def fill(book: Book) -> None:
        start = D(more.pop("start")) if "start" in more else D(end or "2026-05-01")
        made = book.klass(title, start, D(end) if end else None, **more)
        book.roster(made, **(roster or {}))

    return fill


ALL = {"甲": "报到", "乙": "中途退出", "丙": "结业", "丁": "未结业", "戊": "报名"}

# What is in the ledger, settings, and what 2026 then has.
FIGURES: dict[str, tuple[list[Fill], dict[str, Any], dict[str, Any]]] = {
    # 报名 alone has not come
    "到班的都算": ([klass("班", "2026-05-01", ALL)], {}, {"人次": 4, "人数": 4, "结业人数": 1}),
    "只数结业": (
        [klass("班", "2026-05-01", ALL)], {"training.attendance_finished_only": 1}, {"人次": 1, "人数": 1}),
    # 甲 twice: two 人次, one person
    "两班一人": (
        [klass("一班", "2026-05-01", {"甲": "结业"}), klass("二班", "2026-06-01", {"甲": "结业"})], {},
        {"人次": 2, "人数": 1, "班次": 2}),
    "无名册按实到": ([klass("班", "2026-05-01", actual=30)], {}, {"人次": 30, "人数": 0, "无名册人次": 30}),
    # where both exist the roster counts
    "有名册不看实到": (
        [klass("班", "2026-05-01", {"甲": "结业"}, actual=30)], {}, {"人次": 1, "无名册人次": 0}),
    "名册全是报名": ([klass("班", "2026-05-01", {"甲": "报名"}, actual=30)], {}, {"人次": 0, "实到人数": 0}),
    "什么也没填": ([klass("班", "2026-05-01")], {}, {"班次": 1, "人次": 0, "人日": 0}),
    # 2.5 days × 4, 20 hours × 4
    "人日人学时": (
        [klass("班", "2026-05-01", ALL, days=Decimal("2.5"), hours=Decimal(20))], {},
        {"人日": 10, "人学时": 80, "学时": 20}),
    "无名册人日": (
        [klass("班", "2026-05-01", days=Decimal("0.5"), actual=31)], {}, {"人日": 15.5, "人学时": 0}),
    "没填天数": ([klass("班", "2026-05-01", ALL, hours=Decimal(8))], {}, {"人日": 0, "人学时": 32}),
    # the window by the day the class ends
    "末日": ([klass("班", "2026-12-31", actual=1)], {}, {"班次": 1}),
    "次年首日": ([klass("班", "2027-01-01", actual=1)], {}, {"班次": 0, "人次": 0}),
    "跨年班": ([klass("班", "2026-01-01", start="2025-12-01", actual=9)], {}, {"人次": 9}),
    "跨年班按开班": (
        [klass("班", "2026-01-01", start="2025-12-01", actual=9)], {"training.window_by_start": 1},
        {"班次": 0, "人次": 0}),
    "跨到次年按开班": (
        [klass("班", "2027-01-05", start="2026-12-20", actual=9)], {"training.window_by_start": 1},
        {"班次": 1, "人次": 9}),
    "没填结业日期": ([klass("班", None, actual=9)], {}, {"班次": 0, "人次": 0}),
    # 12 人次 × 0.15 = 1.8
    "折算": (
        [klass("班", "2026-05-01", actual=12)], {"training.full_time_coefficient": "0.15"},
        {"折算全日制学生": 1.8}),
    "不折算": ([klass("班", "2026-05-01", actual=12)], {}, {"折算全日制学生": None}),
}  # fmt: skip


@pytest.mark.parametrize("case", FIGURES)
def test_figures(book: Book, case: str) -> None:
    fills, own, expected = FIGURES[case]
    for fill in fills:
        fill(book)
    for name, value in own.items():
        set_rule(book.office, name, value)
    found = stats(book.office, "培训班次", parse_window("2026"))[0]["measures"]
    assert {label: found[label] for label in expected} == expected


# What was typed on the class, the receipts (day, 元, subsidy), the class's last day → 到账, 财政补贴 of 2026.
MONEY: dict[
    str, tuple[int | None, int | None, list[tuple[str | None, int | None, bool | None]], str, int, int]
] = {
    "到账": (None, None, [("2026-03-01", 1000, False)], "2026-02-01", 1000, 0),
    "补贴": (None, None, [("2026-03-01", 1000, True), ("2026-04-01", 500, False)], "2026-02-01", 1500, 1000),
    "末日到账": (None, None, [("2026-12-31", 1000, True)], "2026-02-01", 1000, 1000),
    "次年到账": (None, None, [("2027-01-01", 1000, True)], "2026-02-01", 0, 0),
    # a class of 2025 paid in 2026: the money is of 2026
    "上年班次": (None, None, [("2026-01-01", 1000, None)], "2025-12-31", 1000, 0),
    "只填了数": (800, 300, [], "2026-02-01", 800, 300),
    "填数的上年班次": (800, 300, [], "2025-12-31", 0, 0),
    # with receipts the typed figure is not added
    "既填又有到账": (800, 300, [("2026-03-01", 1000, True)], "2026-02-01", 1000, 1000),
    # a receipt of another year still says that money is told by receipts
    "到账在别的年": (800, 300, [("2025-12-31", 1000, True)], "2026-02-01", 0, 0),
    # receipts without a subsidy: what was typed as 财政补贴 stands
    "补贴另填": (800, 300, [("2026-03-01", 1000, False)], "2026-02-01", 1000, 300),
    "没填日期": (None, None, [(None, 1000, True)], "2026-02-01", 0, 0),
    "没填金额": (None, None, [("2026-03-01", None, True)], "2026-02-01", 0, 0),
}


@pytest.mark.parametrize("case", MONEY)
def test_money(book: Book, case: str) -> None:
    typed, subsidy, receipts, end, income, of_it = MONEY[case]
    made = book.klass(
        "班", D("2025-11-01"), D(end), income=typed and typed * 100, subsidy=subsidy and subsidy * 100
    )
    for number, (when, amount, is_subsidy) in enumerate(receipts):
        book.add(
            "receipt", training_class=made, received_on=D(when) if when else None, voucher=str(number),
            amount=amount and amount * 100, subsidy=is_subsidy,
        )  # fmt: skip
    found = stats(book.office, "培训班次", parse_window("2026"))[0]["measures"]
    assert (found["到账经费"], found["财政补贴"]) == (income, of_it)


# 在校生 by 统计时点, classes (面向, 人次), all facings by setting → the ratio of 2026, met (≥ 2).
RATIO: dict[
    str, tuple[dict[str, int | None], list[tuple[str | None, int]], bool, float | None, bool | None]
] = {
    "两倍": ({"2026-09-01": 100}, [("社会", 200)], False, 2, True),
    # 1.996 is shown as 2 and is not 2
    "差一点": ({"2026-09-01": 250}, [("社会", 499)], False, 2, False),
    "只数社会": ({"2026-09-01": 100}, [("社会", 100), ("在校学生", 500), ("本校教师", 9)], False, 1, False),
    "全部面向": ({"2026-09-01": 100}, [("社会", 100), ("在校学生", 100)], True, 2, True),
    "没填面向": ({"2026-09-01": 100}, [(None, 500)], False, 0, False),
    "上一年的人数": ({"2025-09-01": 50}, [("社会", 100)], False, 2, True),
    "取最近的": ({"2025-09-01": 50, "2026-09-01": 100}, [("社会", 100)], False, 1, False),
    "不取以后的": ({"2025-09-01": 50, "2027-09-01": 1}, [("社会", 100)], False, 2, True),
    "没有人数": ({}, [("社会", 100)], False, None, None),
    "人数空着": ({"2026-09-01": None}, [("社会", 100)], False, None, None),
}


@pytest.mark.parametrize("case", RATIO)
def test_the_ratio_to_students(book: Book, case: str) -> None:
    counts, classes, every, value, met = RATIO[case]
    for when, students in counts.items():
        book.add("headcount", counted_on=D(when), students=students)
    for number, (facing, actual) in enumerate(classes):
        book.klass(f"班{number}", D("2026-03-01"), D("2026-03-05"), facing=facing, actual=actual)
    if every:
        set_rule(book.office, "training.ratio_all_facing", 1)
    found = {row["id"]: row for row in targets(book.office, parse_window("2026"))}["training-per-student"]
    assert (found["value"], found["met"]) == (value, met)


# Lessons (teacher, day, hours), money of the class → hours of 甲 in 2026, his share in 元, workload at 1.5.
LESSONS: dict[str, tuple[list[tuple[str | None, str | None, str | None]], int, str, float, float]] = {
    "一个人": ([("甲", "2026-03-01", "4")], 1000, "4", 1000, 6),
    "两个人": ([("甲", "2026-03-01", "6"), ("乙", "2026-03-01", "2")], 1000, "6", 750, 9),
    # the hours of a guest count in the class: nobody gets their share
    "有外聘": ([("甲", "2026-03-01", "4"), (None, "2026-03-02", "4")], 1000, "4", 500, 6),
    # the share goes by all hours of the class, those before the new year too
    "跨年": (
        [("甲", "2025-12-31", "4"), ("甲", "2026-01-01", "4"), ("乙", "2026-01-01", "8")],
        1000,
        "4",
        500,
        6,
    ),
    "半学时": ([("甲", "2026-03-01", "0.5"), ("乙", "2026-03-01", "1")], 300, "0.5", 100, 0.8),  # 0.75 → 0.8
    "没填学时": ([("甲", "2026-03-01", None), ("甲", "2026-03-02", "2")], 100, "2", 100, 3),
    "没填日期": ([("甲", None, "2"), ("甲", "2026-03-02", "2")], 100, "2", 100, 3),
    "分不尽": ([("甲", "2026-03-01", "1"), ("乙", "2026-03-01", "2")], 100, "1", 33.33, 1.5),
    "没有到账": ([("甲", "2026-03-01", "4")], 0, "4", 0, 6),
}


@pytest.mark.parametrize("case", LESSONS)
def test_what_teachers_taught(book: Book, case: str) -> None:
    lessons, money, hours, share, workload = LESSONS[case]
    teachers = {name: book.teacher(name) for name in ("甲", "乙")}
    made = book.klass("班", D("2025-12-01"), D("2026-03-31"), income=money * 100)
    for number, (who, when, length) in enumerate(lessons):
        book.add(
            "lesson", training_class=made, held_on=D(when) if when else None,
            period=("上午", "下午", "晚上")[number], teacher=teachers[who] if who else None,
            outside=None if who else "外请", hours=Decimal(length) if length else None,
        )  # fmt: skip
    set_rule(book.office, "training.workload_coefficient", "1.5")
    mine = next(row for row in per_teacher(book.office, parse_window("2026")) if row.id == teachers["甲"])
    assert (mine.hours, mine.income / 100, float(mine.converted or 0)) == (Decimal(hours), share, workload)


def show(path: Path, *words: str) -> Any:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["--ledger", str(path), *words, "--json"]) == 0
    return json.loads(said.getvalue())


@settings(max_examples=4, deadline=None, phases=(Phase.generate,))
@given(st.integers(1000, 10**9), st.booleans(), st.booleans())
def test_agrees_with_the_oracle(seed: int, finished_only: bool, by_start: bool) -> None:
    """Whole random ledgers, counted by either way of each setting."""
    with tempfile.TemporaryDirectory() as folder:
        path = random_ledger(Path(folder) / "台账.zhijiao", seed)
        book = {record: show(path, "show", record, "--full", "核对")["rows"] for record in OF_TRAINING}
        ledger = Ledger.open(path)
        office = office_on(ledger)
        set_rule(office, "training.attendance_finished_only", int(finished_only))
        set_rule(office, "training.window_by_start", int(by_start))
        for name in ("2026", "2025学年"):
            window = parse_window(name)
            found = stats(office, "培训班次", window)[0]["measures"]
            expected = oracle.training(
                book, window.start, window.end, finished_only=finished_only, by_start=by_start
            )
            assert {label: found[label] for label in expected} == expected
        ledger.close()
