"""Odd templates through the command line: .xls, locked, with macros, protected, strict."""
# ruff: noqa: E501 (XML as it stands in a package)

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.services import templates
from desktop.services.office import Office
from desktop.services.returning import fill, forms
from desktop.workbook.encrypted import NeedsPassword, encrypt, is_encrypted
from desktop.workbook.foreign import as_plain

OLD = Path(__file__).parents[1] / "workbook" / "old" / "旧表.xls"
YEAR = parse_window("2025学年")


@pytest.fixture(autouse=True)
def no_other_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a school: no LibreOffice to lean on."""
    monkeypatch.setenv("PATH", "")


@pytest.fixture
def template(demo: Office, tmp_path: Path) -> Path:
    """A shipped template under a name the program does not know."""
    path = tmp_path / "来文.xlsx"
    shutil.copy(next(each for each in forms(demo) if each.id == "training_statistics").template, path)
    return path


def test_an_old_file_is_filled_and_the_way_back_is_said(demo: Office, tmp_path: Path) -> None:
    result = fill(demo, OLD, YEAR, tmp_path / "填好.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "填好.xlsx")["统计表"]
    assert result.rows > 6
    assert sheet["B5"].value and sheet["D5"].is_date
    assert sheet["A2"].value.startswith("填报单位（盖章）：吉林市")
    said = [each.sentence for each in result.checks if each.rule == "原表"]
    assert any("没能带过来：公式 2 个" in each for each in said)
    assert any("另存为" in each and "*.xls" in each for each in said)


def test_the_filled_file_cannot_be_called_xls(demo: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"填好后是 \.xlsx，不能存成 \.xls"):
        fill(demo, OLD, YEAR, tmp_path / "填好.xls")
    assert list(tmp_path.iterdir()) == []


def test_a_locked_template_is_filled_and_locked_again(demo: Office, template: Path, tmp_path: Path) -> None:
    encrypt(template, "局里的密码")
    out = tmp_path / "填好.xlsx"
    with pytest.raises(NeedsPassword):
        fill(demo, template, YEAR, out)
    assert not out.exists()
    result = fill(demo, template, YEAR, out, password="局里的密码")
    assert result.rows > 0 and is_encrypted(out)
    folder = tmp_path / "开"
    folder.mkdir()
    sheet = openpyxl.load_workbook(as_plain(out, folder, "局里的密码").path).worksheets[0]
    assert sheet["B7"].value


def test_a_locked_file_and_an_old_one_are_kept_as_forms(
    small: Office, template: Path, tmp_path: Path
) -> None:
    encrypt(template, "p")
    assert templates.add(small, template, "锁着的表", password="p").record.label == "培训班次"
    made = templates.add(small, OLD, "旧表")
    assert any("没能带过来" in note for note in made.notes)
    assert made.template.suffix == ".xlsx"
    fill(small, "旧表", YEAR, tmp_path / "旧.xlsx")
    fill(small, "锁着的表", YEAR, tmp_path / "锁.xlsx")
    assert (
        openpyxl.load_workbook(tmp_path / "旧.xlsx").worksheets[0]["B5"].value == "汽车维修工（四级）培训班"
    )
    assert not is_encrypted(tmp_path / "锁.xlsx")


def test_macros_stay(demo: Office, template: Path, tmp_path: Path) -> None:
    macro = tmp_path / "宏表.xlsm"
    with zipfile.ZipFile(template) as source, zipfile.ZipFile(macro, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                ).replace(
                    b"</Types>",
                    b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
                )
            if name == "xl/_rels/workbook.xml.rels":
                data = data.replace(
                    b"</Relationships>",
                    b'<Relationship Id="rIdVba" Target="vbaProject.bin" '
                    b'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/></Relationships>',
                )
            made.writestr(name, data)
        made.writestr("xl/vbaProject.bin", bytes(range(256)) * 20)
    with pytest.raises(UserError, match=r"不能存成 \.xlsx"):
        fill(demo, macro, YEAR, tmp_path / "填好.xlsx")
    out = tmp_path / "填好.xlsm"
    assert fill(demo, macro, YEAR, out).rows > 0
    with zipfile.ZipFile(out) as filled:
        assert filled.read("xl/vbaProject.bin") == bytes(range(256)) * 20
        assert b"macroEnabled.main+xml" in filled.read("[Content_Types].xml")


def test_a_protected_sheet_is_filled_under_its_protection(
    demo: Office, template: Path, tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(template)
    book.worksheets[0].protection.set_password("局")
    book.worksheets[0].protection.enable()
    book.save(template)
    before = _protection(template)
    assert fill(demo, template, YEAR, tmp_path / "填好.xlsx").rows > 0
    assert _protection(tmp_path / "填好.xlsx") == before != b""


def _protection(path: Path) -> bytes:
    with zipfile.ZipFile(path) as package:
        data = package.read("xl/worksheets/sheet1.xml")
    start = data.index(b"<sheetProtection")
    return data[start : data.index(b"/>", start)]


def test_strict_ooxml_is_filled_and_stays_strict(demo: Office, template: Path, tmp_path: Path) -> None:
    strict = tmp_path / "严格.xlsx"
    pairs = (
        (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships", b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
    )  # fmt: skip
    with zipfile.ZipFile(template) as source, zipfile.ZipFile(strict, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            for usual, other in pairs:
                data = data.replace(usual, other)
            made.writestr(name, data)
    out = tmp_path / "填好.xlsx"
    assert fill(demo, strict, YEAR, out).rows > 0
    with zipfile.ZipFile(out) as filled:
        assert b"purl.oclc.org/ooxml/spreadsheetml/main" in filled.read("xl/worksheets/sheet1.xml")
