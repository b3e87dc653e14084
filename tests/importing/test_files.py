"""Import reads what clerks have: old, locked, wrongly named workbooks, any text encoding, strict OOXML."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlwt  # type: ignore[import-untyped]  # no stubs
from msoffcrypto.format.ooxml import OOXMLFile

from desktop.core.errors import UserError
from desktop.services.importing import plan_import
from desktop.services.office import Office
from desktop.workbook.encrypted import NeedsPassword
from desktop.workbook.package import to_strict
from tests.services.importing_desk import IDS, book, bring, new_office, rows

HEAD = ("工号", "姓名", "身份证号码", "入职日期")
LI = ("0012", "李明", IDS[0], "2020-03-01")
WANTED = [("0012", "李明", IDS[0])]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


def landed(office: Office) -> list[tuple[object, ...]]:
    return rows(office, "教师", "工号", "姓名", "证件号码")


def old(file: Path) -> Path:
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("教师")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, text in enumerate(HEAD):
        sheet.write(0, column, text)
        sheet.write(1, column, *((43891, day) if column == 3 else (LI[column],)))
    made.save(str(file))
    return file


def locked(file: Path, plain: Path, secret: str) -> Path:
    with plain.open("rb") as source, file.open("wb") as target:
        OOXMLFile(source).encrypt(secret, target)
    return file


@pytest.mark.parametrize("name", ["教师.xls", "教师.xlsx", "教师"])
def test_an_old_workbook_under_any_name(office: Office, tmp_path: Path, name: str) -> None:
    plan, result = bring(office, old(tmp_path / name), "教师")
    assert result.created == 1 and landed(office) == WANTED and plan.file.name == name
    assert str(rows(office, "教师", "入职日期")[0][0]) == "2020-03-01"


@pytest.mark.parametrize("name", ["教师.txt", "教师.docx", "教师.xls", "教师.csv", "教师", "教师.xlsm"])
def test_a_workbook_under_any_name(office: Office, tmp_path: Path, name: str) -> None:
    book(tmp_path / "真.xlsx", [HEAD, LI]).rename(tmp_path / name)
    _, result = bring(office, tmp_path / name, "教师")
    assert result.created == 1 and landed(office) == WANTED


@pytest.mark.parametrize("name", ["教师.csv", "教师.xls", "教师.xlsx", "教师.txt"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t"])
def test_text_under_any_name(office: Office, tmp_path: Path, name: str, encoding: str, mark: str) -> None:
    text = "".join(mark.join(row) + "\r\n" for row in (HEAD, LI))
    (tmp_path / name).write_bytes(text.encode(encoding))
    _, result = bring(office, tmp_path / name, "教师")
    assert result.created == 1 and landed(office) == WANTED


def test_a_locked_workbook_asks_for_its_password(office: Office, tmp_path: Path) -> None:
    file = locked(tmp_path / "锁.xlsx", book(tmp_path / "真.xlsx", [HEAD, LI]), "口令一二三")
    for secret, wrong in (("", False), ("错的", True)):
        with pytest.raises(NeedsPassword) as asked:
            plan_import(office, file, "教师", password=secret)
        assert asked.value.wrong is wrong and "锁.xlsx" in str(asked.value)
    bring(office, file, "教师", password="口令一二三")
    assert landed(office) == WANTED


def test_a_locked_workbook_that_is_called_xls(office: Office, tmp_path: Path) -> None:
    file = locked(tmp_path / "锁.xls", book(tmp_path / "真.xlsx", [HEAD, LI]), "a")
    bring(office, file, "教师", password="a")
    assert landed(office) == WANTED


def test_a_strict_workbook(office: Office, tmp_path: Path) -> None:
    plain, file = book(tmp_path / "真.xlsx", [HEAD, LI]), tmp_path / "严格.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            target.writestr(name, to_strict(source.read(name)))
    assert b"purl.oclc.org" in zipfile.ZipFile(file).read("xl/workbook.xml")
    bring(office, file, "教师")
    assert landed(office) == WANTED


def test_what_wps_leaves_behind(office: Office, tmp_path: Path) -> None:
    """Odd metadata, capital part names, absolute targets: nothing that a reader needs to mind."""
    plain, file = book(tmp_path / "真.xlsx", [HEAD, LI]), tmp_path / "WPS.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(file, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/app.xml":
                data = b"<Properties>WPS \xb1\xed</Properties>"
            if name == "xl/_rels/workbook.xml.rels":
                data = data.replace(b'Target="worksheets/', b'Target="/xl/Worksheets/')
            target.writestr(name.replace("worksheets/", "Worksheets/"), data)
    bring(office, file, "教师")
    assert landed(office) == WANTED


def test_a_sheet_asked_for_that_is_not_there(office: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="二月"):
        plan_import(office, old(tmp_path / "教师.xls"), "教师", sheet="二月")
