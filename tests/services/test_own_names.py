"""Cross tables whose rows are the school's own departments or majors, counted against plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.services.returning import explain, fill
from desktop.store.find import find
from tests.services.archive_office import YEAR, demo_office


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = demo_office(tmp_path_factory.mktemp("demo"))
    yield office
    office.ledger.close()


def printed(path: Path, title: str, head: str, names: list[str], columns: list[str]) -> Path:
    """A cross table with its row headings printed."""
    book = xlsxwriter.Workbook(str(path))
    sheet, framed = book.add_worksheet("表"), book.add_format({"border": 1})
    sheet.merge_range(0, 0, 0, len(columns), title, book.add_format({"bold": True, "font_size": 16}))
    sheet.write_row(1, 0, [head, *columns], book.add_format({"border": 1, "bold": True}))
    for row, name in enumerate(names, 2):
        sheet.write(row, 0, name, framed)
        for column in range(1, len(columns) + 1):
            sheet.write_blank(row, column, None, framed)
    book.close()
    return path


def test_departments_as_rows(demo: Office, tmp_path: Path) -> None:
    names = [str(row[0]) for row in find(demo.ledger, "department", paths=["名称"]).rows][:5]
    form = printed(tmp_path / "系部.xlsx", "职业培训统计表", "系部", [*names, "合计"], ["班次", "人次"])
    table = inspect(demo, form)[0]
    assert (table["layout"], table["record"]) == ("cross", "培训班次")
    assert {tuple(each["where"].items()) for each in table["cells"] if each.get("where")} == {
        (("培训班次.承办系部", name),) for name in names
    }
    done = fill(demo, form, YEAR, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["表"]
    classes = find(demo.ledger, "training_class", paths=["承办系部"], window=YEAR, today=demo.today).rows
    counted = Counter(row[0] for row in classes)
    for row, name in enumerate(names, 3):
        assert (sheet.cell(row, 2).value or 0) == counted[name]
    assert sheet.cell(3 + len(names), 2).value == sum(counted[name] for name in names) > 0
    assert len(explain(demo, form, YEAR, "B3").rows) == counted[names[0]]
    left = {name for name in counted if name not in names}
    assert left and any(
        each.rule == "表外的数" and all(n in each.sentence for n in left) for each in done.checks
    )


def test_a_name_that_the_ledger_does_not_know_is_left_alone(demo: Office, tmp_path: Path) -> None:
    names = [str(row[0]) for row in find(demo.ledger, "major", paths=["专业名称"]).rows][:3]
    form = printed(
        tmp_path / "专业.xlsx", "学生考证统计表", "专业", [*names, "没有这个专业"], ["报考人数", "取证人数"]
    )
    found = {each["ref"]: each["field"] for each in inspect(demo, form)[0]["cells"]}
    assert found["B3"] == "考核批次.报考人数" and found["B6"] is None and found["C6"] is None
