"""Labels of cards and headings of cross tables: what a person said holds next time, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from desktop.core.errors import UserError
from desktop.services import learning
from desktop.services.counting.stats import stats
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.services.returning import explain, fill
from desktop.services.returning.correcting import correct, offers_of, spoken
from desktop.services.returning.unseen import unseen_form
from desktop.store.undo import undo
from tests.services.archive_office import YEAR, demo_office

BOX = Border(*[Side(style="thin")] * 4)
CARD = [
    ["姓名", None, "性别", None],
    ["企业名称", None, "岗位", None],
    ["开始日期", None, "结束日期", None],
    ["心得体会", None, "联系电话", None],
]
HEADS = ["培训对象", "班次", "人次", "满意人数"]
ROWS = ["企业职工", "退役军人", "外来务工者", "合计"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = demo_office(tmp_path)
    yield made
    made.ledger.close()


def card(path: Path, rows: Sequence[Sequence[str | None]] = CARD) -> Path:
    book = openpyxl.Workbook()
    ws = book.worksheets[0]
    ws["A1"] = "教师企业实践登记表"
    for at, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            ws.cell(at, column, value).border = BOX
    book.save(path)
    return path


def cross(path: Path, heads: Sequence[str] = HEADS, title: str = "职业培训情况统计表") -> Path:
    book = openpyxl.Workbook()
    ws = book.worksheets[0]
    ws["A1"] = title
    for column, text in enumerate(heads, 1):
        ws.cell(2, column, text).border = BOX
    for at, text in enumerate(ROWS, 3):
        ws.cell(at, 1, text).border = BOX
        for column in range(2, len(heads) + 1):
            ws.cell(at, column).border = BOX
    book.save(path)
    return path


def meanings(office: Office, file: Path) -> dict[str, str | None]:
    (table,) = inspect(office, file)
    return {cell["label"]: cell["field"] for cell in table["cells"]}


def say(office: Office, file: Path, said: dict[str, str]) -> None:
    form = unseen_form(office, file)
    correct(office, form, form.sheets[0], said, file.name)


def by_audience(office: Office, name: str) -> dict[str, Any]:
    found = stats(office, "training_class", YEAR, ["培训对象"])
    return next((each["measures"] for each in found if each["group"]["培训对象"] == name), {})


def test_a_label_of_a_card_is_told_and_the_next_file_knows_it(office: Office, tmp_path: Path) -> None:
    first, second = card(tmp_path / "去年.xlsx"), card(tmp_path / "今年.xlsx")
    assert meanings(office, first)["心得体会"] is None
    say(office, first, {"心得体会": "企业实践.实践内容", "联系电话": "", "岗位": "企业实践.教师.工号"})
    after = meanings(office, second)
    assert (after["心得体会"], after["联系电话"]) == ("企业实践.实践内容", None)
    assert after["岗位"] == "企业实践.教师.工号" and after["姓名"] == "企业实践.教师.姓名"
    fill(office, second, YEAR, tmp_path / "填好.xlsx")
    told = {each.cell(6, 2).value for each in openpyxl.load_workbook(tmp_path / "填好.xlsx")}
    assert len(told - {None}) > 1
    known = learning.learned(office)
    assert {(each.kind, each.path) for each in known} == {
        (learning.LABEL, "心得体会"), (learning.LABEL, "联系电话"), (learning.LABEL, "岗位"),
    }  # fmt: skip
    learning.revoke(office, [each.id for each in known])
    assert meanings(office, second)["心得体会"] is None
    undo(office.ledger)
    assert meanings(office, second)["心得体会"] == "企业实践.实践内容"


def test_a_label_that_stands_there_twice_is_told_by_its_place(office: Office, tmp_path: Path) -> None:
    file = card(tmp_path / "表.xlsx", [*CARD, ["心得体会", None, "备注", None]])
    say(office, file, {"心得体会（第2处）": "企业实践.成果"})
    (table,) = inspect(office, file)
    told = {cell["label_at"]: cell["field"] for cell in table["cells"] if cell["label"] == "心得体会"}
    assert told == {"A6": None, "A7": "企业实践.成果"}


def test_headings_of_a_cross_table_are_told(office: Office, tmp_path: Path) -> None:
    first, second = cross(tmp_path / "去年.xlsx"), cross(tmp_path / "今年.xlsx")
    blank = unseen_form(office, first)
    before = {cell.ref for cell in blank.sheets[0].cells}
    assert {"B3", "C4"} <= before and not {"D3", "B5"} & before
    workers = "培训班次.培训对象=进城务工人员"
    say(office, first, {"列：满意人数": "培训班次.结业人数", "行：外来务工者": workers})
    made = unseen_form(office, second).sheets[0]
    assert {"D3", "B5", "D5"} <= {cell.ref for cell in made.cells}
    fill(office, second, YEAR, tmp_path / "填好.xlsx")
    ws = openpyxl.load_workbook(tmp_path / "填好.xlsx", data_only=True).worksheets[0]
    wanted = by_audience(office, "企业职工")
    assert (ws["B3"].value, ws["D3"].value) == (wanted["班次"], wanted["结业人数"])
    assert ws["B5"].value == by_audience(office, "进城务工人员").get("班次", 0)
    assert ws["D6"].value == sum(ws[f"D{row}"].value or 0 for row in (3, 4, 5))
    found = explain(office, second, YEAR, "D3")
    assert found.value == ws["D3"].value and len(found.rows) == found.value


def test_a_heading_told_to_mean_nothing_stays_blank(office: Office, tmp_path: Path) -> None:
    file = cross(tmp_path / "表.xlsx")
    say(office, file, {"列：人次": ""})
    made = unseen_form(office, file).sheets[0]
    assert [cell.ref for cell in made.cells] == ["B3", "B4"]
    assert {each.header: each.reason for each in made.unbound}["人次"] == "您以前说过这里不填"
    say(office, file, {"列：人次": "培训班次.人次", "行：退役军人": ""})
    assert [cell.ref for cell in unseen_form(office, file).sheets[0].cells] == ["B3", "C3"]


def test_what_headings_mean_now_is_said(office: Office, tmp_path: Path) -> None:
    form = unseen_form(office, cross(tmp_path / "表.xlsx"))
    found = {each.text: each for each in spoken(office, form, form.sheets[0])}
    assert found["列：人次"].offer == "培训班次.人次" and found["列：人次"].place == "C2"
    assert found["行：企业职工"].offer == "培训班次.培训对象=企业职工" and found["行：企业职工"].place == "A3"
    assert found["行：合计"].offer == "培训班次.合计" and found["列：满意人数"].offer == ""
    known = {each.label for each in offers_of(office, form, form.sheets[0])}
    assert {each.offer for each in found.values() if each.offer} <= known
    told = unseen_form(office, card(tmp_path / "卡.xlsx"))
    labels = {each.text: each for each in spoken(office, told, told.sheets[0])}
    known = {each.label for each in offers_of(office, told, told.sheets[0])}
    assert labels["姓名"].offer == "企业实践.教师.姓名" and labels["姓名"].offer in known
    assert labels["心得体会"].offer == ""


def test_what_no_heading_can_mean_is_refused(office: Office, tmp_path: Path) -> None:
    file = cross(tmp_path / "表.xlsx")
    with pytest.raises(UserError, match=r"没有叫「培训班次\.满意度」的统计项或条件"):
        say(office, file, {"列：满意人数": "培训班次.满意度"})
    with pytest.raises(UserError, match="这张表里没有“列：心得”"):
        say(office, file, {"列：心得": "培训班次.人次"})
