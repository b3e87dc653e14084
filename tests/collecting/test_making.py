"""The files that go out: one each, locked, with drop-downs, limits and marks; numbers covered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.progress import Cancelled
from desktop.services.collecting import Made, Wish, batches, make
from desktop.services.history import history
from desktop.services.office import Office
from desktop.store.content import content_hash
from desktop.store.find import Condition
from desktop.store.verify import verify
from tests.collecting.desk import FACTORY, SHOP, Sheet, file_for, new_office, saved, sent


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def teachers(office: Office, tmp_path: Path) -> Made:
    fields = ("职称", "联系电话", "双师型", "入职日期", "任教课程")
    return sent(office, tmp_path / "U盘", "教师", "系部", *fields)


def test_one_file_each_and_what_is_known_is_in_it(office: Office, teachers: Made) -> None:
    assert [file.name for file in teachers.files] == [
        "教师收表（2026）_汽车工程系.xlsx",
        "教师收表（2026）_信息系.xlsx",
        "教师收表（2026）_旅游系.xlsx",
    ]
    assert (teachers.rows, teachers.left) == (3, 0)
    sheet = Sheet(openpyxl.load_workbook(file_for(teachers, "汽车工程系")).active)
    row = sheet.row("陈建国")
    told = {cell.value: sheet.sheet.cell(row, cell.column).value for cell in sheet.sheet[sheet.header][1:]}
    assert (told["姓名"], told["职称"], told["入职日期"].date().isoformat()) == (
        "陈建国",
        "讲师",
        "2020-09-01",
    )
    assert told["证件号码"] == "220202********0018"
    assert "*" in told["联系电话"]
    assert "系部" not in told  # whose file it is


def test_the_sheet_guards_itself(teachers: Made) -> None:
    book = openpyxl.load_workbook(file_for(teachers, "汽车工程系"))
    sheet = Sheet(book.active)
    assert sheet.sheet.protection.sheet and not sheet.sheet.protection.password
    assert sheet.sheet.cell(sheet.header, 2).protection.locked
    row = sheet.row("陈建国")
    assert not sheet.sheet.cell(row, 2).protection.locked
    assert not sheet.sheet.cell(row + 20, 2).protection.locked  # room for new ones
    assert sheet.sheet.column_dimensions["A"].hidden
    assert sheet.sheet.row_dimensions[sheet.header - 1].hidden
    assert sheet.sheet.cell(row, sheet.column("证件号码")).number_format == "@"
    rules = {str(rule.sqref).split(":")[0][0]: rule for rule in sheet.sheet.data_validations.dataValidation}
    letter = {
        h: openpyxl.utils.get_column_letter(sheet.column(h)) for h in ("双师型", "入职日期", "证件号码")
    }
    assert rules[letter["双师型"]].formula1 == '"是,否"'
    assert rules[letter["入职日期"]].type == "date"
    assert (rules[letter["证件号码"]].type, rules[letter["证件号码"]].formula1) == ("textLength", "15")
    assert "高级讲师" in str(rules[openpyxl.utils.get_column_letter(sheet.column("职称"))].formula1)


def test_a_long_list_lies_on_a_hidden_sheet(office: Office, tmp_path: Path) -> None:
    saved(office, "enterprise", {"企业名称": "江城,松江联合企业"})  # a comma would cut the drop-down
    book = openpyxl.load_workbook(file_for(sent(office, tmp_path / "U盘", "企业实践", "教师"), "王芳"))
    listed = book["选项"]
    assert listed.sheet_state == "hidden"
    assert {cell.value for cell in listed["A"]} == {"企业名称", FACTORY, SHOP, "江城,松江联合企业"}
    rules = book.worksheets[0].data_validations.dataValidation
    (rule,) = [each for each in rules if str(each.formula1) == "选项!$A$2:$A$4"]
    assert rule.errorStyle == "warning"  # a new enterprise may be written


def test_a_passport_fits_where_the_kind_of_document_is_asked(office: Office, tmp_path: Path) -> None:
    made = sent(office, tmp_path / "U盘", "教师", "系部", "证件类型")
    sheet = Sheet(openpyxl.load_workbook(file_for(made, "信息系")).worksheets[0])
    letter = openpyxl.utils.get_column_letter(sheet.column("证件号码"))
    rules = sheet.sheet.data_validations.dataValidation
    assert [each.formula1 for each in rules if str(each.sqref).startswith(letter)] == ["5"]


def test_marks_name_no_person(office: Office, teachers: Made) -> None:
    book = openpyxl.load_workbook(file_for(teachers, "信息系"))
    batch = batches(office)[0]
    mark = book.defined_names["_zhijiao_collect"].attr_text
    assert mark.strip('"').split(":")[1:3] == [str(office.ledger.school_id), batch.id]
    assert {each.name for each in book.custom_doc_props.props} == {
        "zhijiao-ledger", "zhijiao-batch", "zhijiao-to",
    }  # fmt: skip
    texts = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert not any("220284200506300023" in text for text in texts)


def test_whole_numbers_need_a_purpose_and_are_logged(office: Office, tmp_path: Path) -> None:
    made = sent(office, tmp_path / "全", "教师", "系部", "联系电话", purpose="核对证件号码")
    sheet = Sheet(openpyxl.load_workbook(file_for(made, "信息系")).active)
    assert sheet.sheet.cell(sheet.row("王芳"), sheet.column("证件号码")).value == "220284200506300023"
    assert any("核对证件号码" in step.title for step in history(office.ledger, 5))


def test_by_teacher_each_gets_his_own(office: Office, tmp_path: Path) -> None:
    made = sent(office, tmp_path / "U盘", "企业实践", "教师")
    assert [each.name for each in made.batch.addressees] == ["陈建国", "李敏", "王芳"]
    sheet = Sheet(openpyxl.load_workbook(file_for(made, "李敏")).active)
    headers = [cell.value for cell in sheet.sheet[sheet.header][1:]]
    assert headers[:3] == ["企业名称", "开始日期", "结束日期"] and "姓名" not in headers
    assert sheet.sheet.cell(sheet.row(FACTORY), 1).value.split(".")[0].isdigit()


def test_with_conditions_only_whom_they_concern(office: Office, tmp_path: Path) -> None:
    where = (Condition("教师.系部", "=", "汽车工程系"),)
    made = sent(office, tmp_path / "U盘", "企业实践", "教师", where=where)
    assert [each.name for each in made.batch.addressees] == ["陈建国", "李敏"]
    with pytest.raises(UserError, match="没有可以发表的教师"):
        sent(office, tmp_path / "空", "企业实践", "教师", where=(Condition("岗位", "=", "厂长"),))


def test_what_cannot_be_asked_for_is_refused(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="只能按系部、教师"):
        sent(office, tmp_path / "1", "教师", "企业")
    with pytest.raises(UserError, match="没有关系"):
        sent(office, tmp_path / "2", "企业", "系部")
    with pytest.raises(UserError, match="没有叫"):
        sent(office, tmp_path / "3", "教师", "系部", "鞋码")
    with pytest.raises(UserError, match="不能放进收表"):
        sent(office, tmp_path / "4", "教师", "系部", "授课学时")


def test_returned_files_are_never_written_over(office: Office, teachers: Made) -> None:
    before = {file: file.read_bytes() for file in teachers.files}
    with pytest.raises(UserError, match="没有覆盖"):
        sent(office, teachers.folder, "教师", "系部")
    assert {file: file.read_bytes() for file in teachers.files} == before
    assert not verify(office.ledger)


def test_cancelled_nothing_is_left(office: Office, tmp_path: Path) -> None:
    class Impatient:
        def step(self, done: int, total: int | None = None, note: str = "") -> None:
            del total, note
            if done == 2:
                raise Cancelled

    before = content_hash(office.ledger)
    wish = Wish("教师", "系部", parse_window("2026"))
    with pytest.raises(Cancelled):
        make(office, wish, tmp_path / "U盘", Impatient())
    assert list((tmp_path / "U盘").iterdir()) == [] and batches(office) == []
    assert content_hash(office.ledger) == before
