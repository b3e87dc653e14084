"""An .xlsx opened as what it is, a zip of XML parts: caps, safe parsing, relationships."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final

from lxml import etree

from desktop.workbook.sniff import GET_AGAIN, check_is_workbook, refuse

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES: Final = "[Content_Types].xml"
MAX_UNPACKED: Final = 200_000_000
MAX_PARTS: Final = 10_000
MAX_RATIO: Final = 100
MAX_TREE: Final = 24_000_000  # a tree takes ten times the memory of its text
SMALL_PART: Final = 8_000_000  # a small part may have any ratio: it cannot hurt

_UNREADABLE: Final = (
    KeyError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
)
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", MAIN.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", REL.encode()),
    (
        b"http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    ),
    (
        b"http://purl.oclc.org/ooxml/drawingml/chart",
        b"http://schemas.openxmlformats.org/drawingml/2006/chart",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """One line of a .rels part; `target` is a part name, or an address when external."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook part lists it."""

    name: str
    state: str
    part: str
    kind: str
    index: int


def local(element: etree._Element) -> str:
    """The tag without its namespace; '' for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


# No DTD, no entities, no network; comments are dropped because nothing may hang on them.
GUARDED: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "resolve_entities": False,
        "no_network": True,
        "load_dtd": False,
        "huge_tree": True,
        "remove_comments": True,
        "remove_pis": True,
    }
)


def xml_parser() -> etree.XMLParser:
    """Reads a part at once."""
    parser: etree.XMLParser = etree.XMLParser(**GUARDED)
    return parser


def has_doctype(data: bytes) -> bool:
    """A literal '<!DOCTYPE' cannot occur in honest office XML, so looking for it is enough."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        wide = "<!DOCTYPE".encode("utf-16-le" if data[:2] == b"\xff\xfe" else "utf-16-be")
        return wide in data
    return b"<!DOCTYPE" in data or b"<!doctype" in data[:2000] or b"<!ENTITY" in data[:100_000]


def to_transitional(data: bytes) -> bytes:
    """Strict namespaces read as the transitional ones, so that the rest of the engine knows one."""
    if b"purl.oclc.org/ooxml" not in data[:8000]:
        return data
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    return data


def to_strict(data: bytes) -> bytes:
    """The way back, for parts of a strict file that were changed."""
    for strict, usual in _STRICT:
        data = data.replace(b'"' + usual + b'"', b'"' + strict + b'"')
    return data


class Package:
    """The parts of one workbook by name, case-insensitively, read on demand and never extracted."""

    def __init__(self, path: Path) -> None:
        check_is_workbook(path)
        self.path = path
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
            raise refuse(path, f"已损坏，打不开（压缩结构不完整）；{GET_AGAIN}") from None
        try:
            self.infos = self._index()
            self._check_size()
            self.workbook = self._find_workbook()
            self.sheets = self._list_sheets()
            self.strict = b"purl.oclc.org/ooxml" in self.read(self.workbook)[:8000]
        except BaseException:
            self.zip.close()
            raise

    def __enter__(self) -> Package:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.zip.close()

    def _index(self) -> dict[str, zipfile.ZipInfo]:
        """By normal name; of two entries with one name the later counts, as in every reader."""
        return {normal_name(info.filename): info for info in self.zip.infolist() if not info.is_dir()}

    def _check_size(self) -> None:
        infos = list(self.infos.values())
        if len(infos) > MAX_PARTS or sum(info.file_size for info in infos) > MAX_UNPACKED:
            limit = MAX_UNPACKED // 1_000_000
            raise refuse(self.path, f"解压后超过 {limit} MB，不打开；请删去多余的工作表或图片，另存后再试")
        for info in infos:
            if info.file_size > SMALL_PART and info.file_size > MAX_RATIO * max(info.compress_size, 1):
                raise refuse(self.path, "压缩比例异常，像是压缩炸弹，为安全起见不打开；请向对方重新要一份")
            if info.flag_bits & 0x1:
                raise refuse(self.path, "的压缩包加了密码，读不了；请取消密码后再选")

    def has(self, part: str) -> bool:
        """Whether such a part is there."""
        return normal_name(part) in self.infos

    def read(self, part: str) -> bytes:
        """The bytes of a part; a broken one gives the sentence for the file."""
        try:
            return self.zip.read(self.infos[normal_name(part)])
        except _UNREADABLE:
            raise refuse(self.path, f"已损坏（{part} 读不出来）；{GET_AGAIN}") from None

    def check_xml(self, part: str, data: bytes) -> bytes:
        """Refuses a DTD; returns the bytes with the usual namespaces."""
        if has_doctype(data):
            raise refuse(self.path, f"的 {part} 里有 DTD 声明，不安全，不打开；请用 Excel 另存一份再试")
        return to_transitional(data)

    def xml(self, part: str, cut: Callable[[bytes], bytes] | None = None) -> etree._Element:
        """A part as a tree; `cut` takes out what needs no tree."""
        data = self.check_xml(part, self.read(part))
        if cut is not None:
            data = cut(data)
        try:
            return etree.fromstring(data, xml_parser())
        except etree.XMLSyntaxError:
            raise self.broken_xml(part) from None

    def tree(self, part: str, cut: Callable[[bytes], bytes] | None = None) -> etree._Element:
        """A part as a tree that is to be edited whole; templates are small, and memory is not endless."""
        size = self.infos[normal_name(part)].file_size if self.has(part) else 0
        if size > MAX_TREE:
            wrong = f"太大，不能当模板（{part} 解压后 {size // 1_000_000} MB）"
            raise refuse(self.path, f"{wrong}；请在模板里只保留表头和几行空行，另存后再试")
        return self.xml(part, cut)

    def broken_xml(self, part: str) -> Exception:
        """The sentence for a part that is not well-formed."""
        return refuse(self.path, f"已损坏（{part} 不是完整的 XML）；{GET_AGAIN}")

    def relationships(self, part: str) -> list[Relationship]:
        """What a part points at, in file order; targets as part names."""
        rels = rels_name(part)
        if not self.has(rels):
            return []
        found = []
        folder = posixpath.dirname(part)
        for line in self.xml(rels):
            target = line.get("Target", "")
            external = line.get("TargetMode") == "External"
            if not external:
                target = resolve(folder, target)
            kind = line.get("Type", "").rstrip("/").rpartition("/")[2]
            found.append(Relationship(line.get("Id", ""), kind, target, external))
        return found

    def related(self, part: str, kind: str) -> str | None:
        """The first existing part of that kind that `part` points at."""
        for line in self.relationships(part):
            if line.kind == kind and not line.external and self.has(line.target):
                return line.target
        return None

    def _find_workbook(self) -> str:
        names = self.infos
        if CONTENT_TYPES.lower() not in names:
            raise refuse(self.path, "是压缩包，但不是 Excel 工作簿；请先解压，或选 .xlsx 格式的文件")
        self.xml(CONTENT_TYPES)  # whether it can be read at all
        part = self.related("", "officeDocument")
        if part is None:
            raise refuse(self.path, "不是完整的 Excel 工作簿；请用 Excel 或 WPS 打开后另存再试")
        if part.lower().endswith(".bin"):
            raise refuse(self.path, "是二进制工作簿 .xlsb；请用 Excel 打开，“另存为” .xlsx 后再选")
        if local(self.xml(part)) != "workbook":
            raise refuse(self.path, "是别的 Office 文档，不是 Excel 工作簿；请选 .xlsx 格式的表格")
        return part

    def _list_sheets(self) -> list[SheetEntry]:
        targets = {line.id: line for line in self.relationships(self.workbook)}
        found = []
        for index, sheet in enumerate(self.xml(self.workbook).iter(f"{{{MAIN}}}sheet")):
            line = targets.get(sheet.get(f"{{{REL}}}id", ""))
            if line is not None:
                found.append(
                    SheetEntry(
                        sheet.get("name", ""), sheet.get("state", "visible"), line.target, line.kind, index
                    )
                )
        return found


def normal_name(name: str) -> str:
    """One spelling for a part: forward slashes, no leading one, lower case."""
    return name.replace("\\", "/").lstrip("/").lower()


def resolve(folder: str, target: str) -> str:
    """A relationship target as a part name."""
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def rels_name(part: str) -> str:
    """Where the relationships of a part are kept."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels") if part else "_rels/.rels"
