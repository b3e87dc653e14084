"""催交单: whose practices lack which papers; the form makes a card for each teacher and no other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.services.planning.slips import materials, slips
from desktop.services.returning import fill
from desktop.store.ledger import Ledger
from tests.planning.test_plan import person
from tests.services.counting_office import Book, office_on

YEAR = parse_window("2026")
ALL = "审批表、申请表、任务表、周志、考核表、个人总结"


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    ledger = Ledger.create(tmp_path / "台账.zhijiao", school_code="2222000001", school_name="江城职教中心")
    made = Book(office_on(ledger))
    cars = made.add("department", name="汽车工程系")
    firm = made.add("enterprise", name="江城化纤有限公司")
    rows = {name: person(made, name, f"T{n}", cars) for n, name in enumerate(("张三", "李四", "王五"), 1)}
    for name, month, held, assessment in (
        ("张三", 3, "审批表、周志", "合格"), ("张三", 5, None, None), ("张三", 7, "审批表", "不合格"),
        ("李四", 3, ALL, "合格"), ("王五", 12, None, None),
    ):  # fmt: skip
        made.add(
            "practice", teacher=rows[name], enterprise=firm, start=date(2026, month, 1),
            end=date(2026, month, 28), materials=held, assessment=assessment, method="自然日",
        )  # fmt: skip
    assert made.office
    yield made
    ledger.close()


def test_what_is_missing_and_of_whom(book: Book) -> None:
    """张三 lacks papers of two; the failed one is not asked for. 李四 has all, 王五's is not over today."""
    (slip,) = slips(book.office, YEAR)
    assert (slip.name, slip.number, slip.department, slip.missing) == ("张三", "T1", "汽车工程系", 4 + 6)
    assert [each.missing for each in slip.practices] == [
        ("申请表", "任务表", "考核表", "个人总结"), materials(book.office)
    ]  # fmt: skip
    assert materials(book.office) == tuple(ALL.split("、"))
    assert not slips(book.office, parse_window("2025"))


def test_a_card_for_each_teacher(book: Book, tmp_path: Path) -> None:
    out = tmp_path / "催交单.xlsx"
    assert fill(book.office, "教师企业实践材料催交单", YEAR, out).rows == 1
    made = openpyxl.load_workbook(out)
    assert made.sheetnames == ["张三"]
    sheet = made.worksheets[0]
    assert sheet["A3"].value == "张三 老师（汽车工程系　工号 T1）："
    assert "2 次" in sheet["A4"].value and "共缺 10 份" in sheet["A4"].value
    assert sheet["A5"].value.splitlines()[0] == (
        "1．江城化纤有限公司 2026-03-01 至 2026-03-28：缺申请表、任务表、考核表、个人总结"
    )
