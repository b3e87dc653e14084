"""What the bureau changed since last year, and a known form's binding for a file with the same header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from desktop.services import learning, templates
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.services.returning import fill, submit
from desktop.services.returning.correcting import correct
from desktop.services.returning.unseen import unseen_form
from tests.services.archive_office import YEAR, demo_office
from tests.services.test_learning_cells import CARD, HEADS, card, cross

HEADER = ("序号", "培训项目名称", "培训对象", "开班日期", "结业日期", "培训学时", "培训地点", "备注说明")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = demo_office(tmp_path)
    yield made
    made.ledger.close()


def notice(path: Path, header: Sequence[str] = HEADER) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["江城区培训班次备案表"])
    sheet.append(list(header))
    for number in range(1, 6):
        sheet.append([number])
    book.save(path)
    return path


def test_a_file_like_one_handed_in_says_what_changed(office: Office, tmp_path: Path) -> None:
    old = notice(tmp_path / "去年.xlsx")
    submit(office, old, YEAR, to="市教育局", via="电子邮件", reason="测试")
    (same,) = inspect(office, notice(tmp_path / "同样.xlsx"))
    assert same["changes"]["kind"] == "filed" and same["changes"]["added"] == []
    assert same["changes"]["sentence"] == "和2025-2026学年 报送的「去年」比：表头没有变化。"
    new = notice(tmp_path / "今年.xlsx", [*HEADER[:2], *HEADER[3:5], "总学时", *HEADER[6:], "结业人数"])
    (entry,) = inspect(office, new)
    found = entry["changes"]
    assert (found["added"], found["removed"]) == (["结业人数"], ["培训对象"])
    assert found["renamed"] == [{"from": "培训学时", "to": "总学时"}]
    marks = {column["leaf"]: column["change"] for column in entry["columns"]}
    assert (marks["结业人数"], marks["总学时"], marks["备注说明"]) == ("新增", "改名，原为“培训学时”", None)
    filled = fill(office, new, YEAR, tmp_path / "填好.xlsx")
    assert [each.as_json() for each in filled.changes] == [found]


def test_what_was_corrected_in_the_file_itself_is_no_last_year(office: Office, tmp_path: Path) -> None:
    header = ("序号", "培训项目名称", "开班日期", "结业日期", "情况说明甲", "情况说明乙")
    old, new = notice(tmp_path / "去年.xlsx", header), notice(tmp_path / "今年.xlsx", [*header, "学时"])
    for file in (old, new):
        form = unseen_form(office, file)
        correct(office, form, form.sheets[0], {"情况说明甲": "培训班次.培训地点"}, file.name)
    (entry,) = inspect(office, new)
    assert entry["changes"]["against"] == "以前更正过的《去年.xlsx》"
    assert entry["changes"]["added"] == ["学时"]


def test_nothing_is_said_of_a_file_like_none(office: Office, tmp_path: Path) -> None:
    (entry,) = inspect(office, notice(tmp_path / "新.xlsx", ("序号", "项目名称", "开班日期", "打分", "评语")))
    assert entry["changes"] is None and {column["change"] for column in entry["columns"]} == {None}


def test_a_saved_form_binds_the_file_that_comes_next_year(office: Office, tmp_path: Path) -> None:
    """Also what only its form.toml says; columns that are new are bound anew."""
    folder = tmp_path / "报表"
    made = templates.add(office, notice(tmp_path / "来文.xlsx"), "区培训备案表")
    text = templates.text_of(made)
    lines = [
        'H = {fields = ["培训地点", "班主任"], join = "；"}' if line.startswith(("# H =", "H =")) else line
        for line in text.splitlines()
    ]
    templates.export(office, made.name, folder)
    (folder / "form.toml").write_text("\n".join(lines), encoding="utf-8")
    templates.take_in(office, folder)
    new = notice(tmp_path / "明年.xlsx", [*HEADER, "结业人数"])
    form = unseen_form(office, new)
    columns = {column.header: column for column in form.sheets[0].columns}
    value = columns["备注说明"].value
    assert value is not None and value.join == "；" and value.label == "培训地点+班主任"
    assert columns["培训地点"].reason.startswith("照「区培训备案表」里相同的这一列填")
    assert "照" not in columns["结业人数"].reason
    assert any("表头和「区培训备案表」相近" in each for each in form.notes)
    (entry,) = inspect(office, new)
    fields = {column["leaf"]: column["field"] for column in entry["columns"]}
    assert fields["培训学时"] == "培训班次.学时" and fields["结业人数"] == "培训班次.结业人数"
    assert entry["changes"]["kind"] == "template" and entry["changes"]["added"] == ["结业人数"]


def test_what_a_person_said_goes_before_the_known_form(office: Office, tmp_path: Path) -> None:
    templates.add(office, notice(tmp_path / "来文.xlsx"), "区培训备案表")
    new = notice(tmp_path / "明年.xlsx")
    learning.correct(
        office, learning.Block(learning.KIND, HEADER, _mark(office, new)), {"培训地点": "培训班次.主办单位"}
    )
    (entry,) = inspect(office, new)
    assert {each["leaf"]: each["field"] for each in entry["columns"]}["培训地点"] == "培训班次.主办单位"


def _mark(office: Office, file: Path) -> str:
    from desktop.services.returning.unseen import recognised

    del office
    return learning.fingerprint(recognised(file)[0][1].columns)


def test_a_shipped_form_that_comes_back_as_a_file_is_filled_alike(office: Office, tmp_path: Path) -> None:
    template = office.forms_dir / "practice_statistics" / "template.xlsx"
    file = tmp_path / "来文.xlsx"
    file.write_bytes(template.read_bytes())
    fill(office, file, YEAR, tmp_path / "甲.xlsx")
    fill(office, "教师企业实践情况统计表", YEAR, tmp_path / "乙.xlsx")
    books = [openpyxl.load_workbook(tmp_path / name) for name in ("甲.xlsx", "乙.xlsx")]
    one, two = ([[cell.value for cell in row] for row in each.worksheets[0]["A6:T30"]] for each in books)
    assert one == two and any(any(row) for row in one)


def test_headings_of_a_cross_table_that_changed(office: Office, tmp_path: Path) -> None:
    submit(office, cross(tmp_path / "去年.xlsx"), YEAR, to="市教育局", via="电子邮件", reason="测试")
    (entry,) = inspect(office, cross(tmp_path / "今年.xlsx", [*HEADS, "结业人数"]))
    assert entry["changes"]["added"] == ["结业人数"]
    assert "新增 1 个行列标题：结业人数" in entry["changes"]["sentence"]


def keep(office: Office, file: Path, name: str, folder: Path, old: str, new: str) -> None:
    """The file as a form, its form.toml changed by hand as an IT colleague would."""
    made = templates.add(office, file, name)
    text = templates.text_of(made)
    assert old in text
    templates.export(office, name, folder)
    (folder / "form.toml").write_text(text.replace(old, new), encoding="utf-8")
    templates.take_in(office, folder)


def test_a_saved_cross_table_fills_its_cells_next_year(office: Office, tmp_path: Path) -> None:
    """By the headings, wherever they stand now; what is new is bound anew; a person's word goes before."""
    old = cross(tmp_path / "来文.xlsx")
    keep(office, old, "区统计表", tmp_path / "报表", '"人次"', '"结业人数"')
    new = cross(tmp_path / "明年.xlsx", ["培训对象", "学时", *HEADS[1:]])
    made = {cell.ref: cell.figure for cell in unseen_form(office, new).sheets[0].cells}
    assert made["D3"] is not None and made["D3"].label == "结业人数" and "照「区统计表」" in made["D3"].reason
    assert made["B3"] is not None and made["B3"].label == "学时" and "照" not in made["B3"].reason
    (entry,) = inspect(office, new)
    assert next(each["field"] for each in entry["cells"] if each["ref"] == "D3") == "培训班次.结业人数"
    form = unseen_form(office, new)
    correct(office, form, form.sheets[0], {"列：人次": "培训班次.人次"}, new.name)
    made = {cell.ref: cell.figure for cell in unseen_form(office, new).sheets[0].cells}
    assert made["D3"] is not None and made["D3"].label == "人次"


def test_a_saved_card_fills_its_labels_next_year(office: Office, tmp_path: Path) -> None:
    old = card(tmp_path / "来卡.xlsx")
    keep(office, old, "实践登记卡", tmp_path / "报表", '"岗位"', '"实践内容"')
    new = card(tmp_path / "明年.xlsx", [["备注", None, "形式", None], *CARD])
    (entry,) = inspect(office, new)
    fields = {each["label"]: (each["field"], each["reason"]) for each in entry["cells"]}
    assert fields["岗位"] == ("企业实践.实践内容", "照「实践登记卡」里相同的这一格填")
    assert fields["形式"][0] == "企业实践.形式"
