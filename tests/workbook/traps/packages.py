"""Traps 20, 23, 25 and 26: what a file is, zips that others write, signatures."""

# ruff: noqa: E501 - templates read better unbroken

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from msoffcrypto.format.ooxml import OOXMLFile

from tests.workbook.making import formula, row, text
from tests.workbook.traps.case import Trap
from tests.workbook.traps.formulas import SUMS, blanks, head, sheet

INNER = sheet(head(), blanks(3, 4), row(5, text("A5", "合计"), formula("C5", "SUM(C3:C4)")))
SHEET_XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)


def encrypt(path: Path) -> None:
    """Gives the file a password."""
    plain = io.BytesIO(path.read_bytes())
    with path.open("wb") as file:
        OOXMLFile(plain).encrypt("密码123", file)


def is_really(content: bytes) -> Callable[[Path], None]:
    """Another content under the same name."""
    return lambda path: path.write_bytes(content) and None


def rewritten(
    change: Callable[[str, bytes], list[tuple[str, bytes]]], way: str = "w"
) -> Callable[[Path], None]:
    """The same parts, written again in another way."""

    def spoil(path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            parts = [(name, package.read(name)) for name in package.namelist()]
        sink: io.RawIOBase | io.BytesIO = Unseekable() if way == "stream" else io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as package:  # type: ignore[arg-type]
            for name, content in parts:
                for new_name, new_content in change(name, content):
                    info = zipfile.ZipInfo(new_name, (2024, 1, 1, 0, 0, 0))
                    info.filename = new_name  # ZipInfo turns backslashes
                    info.compress_type = zipfile.ZIP_DEFLATED
                    with package.open(info, "w", force_zip64=way == "zip64") as file:
                        file.write(new_content)
        path.write_bytes(sink.getvalue())  # type: ignore[union-attr]

    return spoil


class Unseekable(io.BytesIO):
    """What a program that streams writes to: the zip gets data descriptors."""

    def seekable(self) -> bool:
        """Never."""
        return False

    def seek(self, *_: int) -> int:
        """Refused."""
        raise OSError

    def tell(self) -> int:
        """Refused."""
        raise OSError


def twice(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """An old sheet under the same name before the one that counts."""
    if name.endswith("sheet1.xml"):
        return [(name, content.replace("花名册".encode(), "旧花名".encode())), (name, content)]
    return [(name, content)]


def backslashes(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """As one Windows tool writes them."""
    return [(name.replace("/", "\\") if name.startswith("xl/") else name, content)]


def upper(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """Names whose case differs from that of the relationships; targets from the root."""
    if name == "xl/_rels/workbook.xml.rels":
        content = content.replace(b'Target="worksheets', b'Target="/XL/worksheets')
    return [(name.replace("worksheets/sheet1", "worksheets/Sheet1"), content)]


def signed(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """With a signature."""
    more = [("_xmlsignatures/sig1.xml", b"<Signature/>")] if name.startswith("[") else []
    return [(name, content), *more]


def same(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """Unchanged."""
    return [(name, content)]


TRAPS = [
    Trap(20, "encrypted-asks-for-the-password", INNER, spoil=encrypt, refused="密码"),
    Trap(23, "html", INNER, spoil=is_really(b"<html><table><tr><td>1</td></tr></table></html>"), refused="网页"),
    Trap(23, "spreadsheetml-2003", INNER, spoil=is_really(SHEET_XML.encode()), refused="2003"),
    Trap(23, "csv", INNER, spoil=is_really("姓名,性别\n王,男\n".encode("gbk")), refused="CSV"),
    Trap(25, "duplicate-names", INNER, spoil=rewritten(twice), texts={"A1": "花名册"}, cached={"C~5": SUMS}),
    Trap(25, "backslashes", INNER, spoil=rewritten(backslashes), texts={"A1": "花名册"}, renamed=True,
         judges=("calamine",)),
    Trap(25, "case-and-absolute-targets", INNER, spoil=rewritten(upper), part="xl/worksheets/Sheet1.xml",
         cached={"C~5": SUMS}, judges=("calamine",)),
    Trap(25, "data-descriptors", INNER, spoil=rewritten(same, "stream"), texts={"A~5": "合计"}),
    Trap(25, "zip64-entries", INNER, spoil=rewritten(same, "zip64"), texts={"A~5": "合计"}),
    Trap(26, "signature", INNER, spoil=rewritten(signed), note="签名", texts={"A~5": "合计"}),
    Trap(26, "signature-with-macros", INNER, suffix=".xlsm", spoil=rewritten(signed), note="签名",
         book={"parts": {"xl/vbaProject.bin": "vba"}}, inside={"xl/vbaProject.bin": ("vba",)}),
]  # fmt: skip
