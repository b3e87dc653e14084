"""Files that are no workbooks: each gives one Chinese sentence that names the file and says what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook

from desktop.core.errors import UserError
from desktop.workbook import ListBlock, fill, read_workbook
from tests.workbook.making import HEAD, make_book, row, text

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def refused(path: Path) -> str:
    """The sentence that reading the file gives."""
    with pytest.raises(UserError) as caught:
        read_workbook(path)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.xlsx", b"", "0 字节"),
        ("表.xls", OLE2 + "Workbook\0".encode("utf-16-le"), "旧格式 .xls"),
        ("表.et", OLE2 + "Workbook\0".encode("utf-16-le"), ".et"),
        ("文.xlsx", OLE2 + "WordDocument\0".encode("utf-16-le"), "Word"),
        ("网页.xls", "<html><table><tr><td>姓名</td></tr></table></html>".encode("gbk"), "网页"),
        ("逗号.xls", "姓名,性别\n王,男\n".encode("gbk"), "CSV"),
        ("逗号.xlsx", "姓名,性别\n王,男\n".encode(), "CSV"),
        ("旧.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "2003"),
        ("文件.xlsx", b"%PDF-1.7\n", "PDF"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n\0\0", "图片"),
        ("乱.xlsx", bytes(range(256)) * 4, "不是 Excel 工作簿"),
        ("断.xlsx", b"PK\x03\x04" + b"\0" * 100, "损坏"),
    ],
)
def test_wrong_content_is_named(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    sentence = refused(path)
    assert name in sentence
    assert says in sentence
    assert "请" in sentence


def test_password_protected_file_says_so(tmp_path: Path) -> None:
    plain = io.BytesIO()
    Workbook().save(plain)
    plain.seek(0)
    path = tmp_path / "加密.xlsx"
    with path.open("wb") as file:
        OOXMLFile(plain).encrypt("密码123", file)
    assert msoffcrypto.OfficeFile(path.open("rb")).is_encrypted()
    assert "密码" in refused(path)


def test_workbook_under_a_wrong_name(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", {"表": f"<sheetData>{row(1, text('A1', '姓名'))}</sheetData>"})
    wrong = path.rename(tmp_path / "花名册.xls")
    assert "改为 .xlsx" in refused(wrong)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert "找不到" in refused(tmp_path / "没有.xlsx")
    assert "文件夹" in refused(tmp_path)


def test_other_zip_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "包.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("readme.txt", "hello")
    assert "不是 Excel 工作簿" in refused(path)


def test_empty_workbook(tmp_path: Path) -> None:
    path = make_book(tmp_path / "空白.xlsx", {"表": "<sheetData/>"})
    assert "空" in refused(path)


def test_unknown_sheet_lists_the_known_ones(tmp_path: Path) -> None:
    path = make_book(tmp_path / "a.xlsx", {"名单": f"<sheetData>{row(1, text('A1', '姓名'))}</sheetData>"})
    with pytest.raises(UserError, match="名单"):
        read_workbook(path, sheets=["别的"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_doctype_is_refused(tmp_path: Path, encoding: str) -> None:
    inner = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "b">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    )
    path = make_book(tmp_path / "dtd.xlsx", {"表": inner})
    if encoding == "utf-16":
        rewrite(path, "xl/worksheets/sheet1.xml", inner.encode("utf-16"))
    assert "DTD" in refused(path)


def rewrite(path: Path, part: str, data: bytes) -> None:
    """Replaces one part of a package."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_broken_xml_is_said(tmp_path: Path) -> None:
    path = make_book(tmp_path / "坏.xlsx", {"表": HEAD + "<worksheet><sheetData>"})
    assert "损坏" in refused(path)


def test_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = make_book(tmp_path / "炸弹.xlsx", {"表": f"<sheetData>{row(1, text('A1', '姓名'))}</sheetData>"})
    rewrite(path, "xl/media/a.bin", b"\0" * 40_000_000)
    assert "炸弹" in refused(path)
    rewrite(path, "xl/media/a.bin", b"\0" * 210_000_000)
    assert "200 MB" in refused(path)


def test_truncated_file_is_said(tmp_path: Path) -> None:
    path = make_book(tmp_path / "半.xlsx", {"表": f"<sheetData>{row(1, text('A1', '姓名'))}</sheetData>"})
    path.write_bytes(path.read_bytes()[:-300])
    assert "损坏" in refused(path)


def test_fill_refuses_the_same_way_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    path.write_bytes(b"%PDF-1.7\n")
    with pytest.raises(UserError, match="PDF"):
        fill(path, tmp_path / "out.xlsx", [ListBlock("表", 1, 1, [1], [["a"]])])
    assert [item.name for item in tmp_path.iterdir()] == ["表.xlsx"]
