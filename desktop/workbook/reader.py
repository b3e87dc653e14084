"""Reading a workbook, row by row, for imports, recognition and previews alike."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Final

from lxml import etree

from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.workbook.choices import RawChoice, raw_choices, resolve_choices
from desktop.workbook.display import date_text, read_number
from desktop.workbook.formula import translate
from desktop.workbook.package import GUARDED, MAIN, Package, SheetEntry, local, xml_parser
from desktop.workbook.packed import PackedRows
from desktop.workbook.refs import MAX_COLUMN, MAX_ROW, column_number, parse_range
from desktop.workbook.regular import Irregular, RegularRows, plain_strings, split_rows, uncollected
from desktop.workbook.sheet import Cell, CellContent, Sheet, Workbook
from desktop.workbook.sniff import GET_AGAIN, refuse
from desktop.workbook.styles import Styles, is_date_format, read_styles
from desktop.workbook.text import plain, unescape

MOST_SHARED: Final = 6_000_000
_STEP: Final = 2000
_C, _V, _F, _IS = (f"{{{MAIN}}}{name}" for name in ("c", "v", "f", "is"))
_DIGITS: Final = "0123456789"
MAX_CELLS: Final = 1_200_000  # half a gigabyte read as XML; no template comes near
MOST_CELLS: Final = 2_000_000  # of a file to be imported
_WATCHED: Final = tuple(
    f"{{*}}{name}" for name in ("row", "mergeCell", "col", "dataValidation", "sheetFormatPr")
)


def read_workbook(
    path: Path,
    *,
    sheets: Collection[str] | None = None,
    progress: Progress | None = None,
    most: int = MAX_CELLS,
    empty: bool = False,
) -> Workbook:
    """All worksheets (or those named), each cell by its type and format.

    Refused beyond `most` cells, and without any content unless it may be `empty`.
    """
    with Package(path) as package, uncollected():
        return _Reading(package, progress or NoProgress(), most).workbook(sheets, empty=empty)


@dataclass(slots=True)
class _Context:
    """What cells need to be understood."""

    strings: list[str]
    styles: Styles
    date1904: bool
    shared: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    letters: int = 0  # of shared formulas written out so far


class RowReader:
    """Reads single rows of a package from their XML, for proofs."""

    def __init__(self, package: Package) -> None:
        self.reading = _Reading(package, NoProgress())

    def cells(self, line: bytes, number: int) -> dict[int, Cell]:
        """The cells of one <row>…</row>."""
        reading = self.reading
        prefix = line[1:].partition(b"row")[0].rstrip(b":")
        space = b"xmlns:" + prefix if prefix else b"xmlns"
        holder = b"<x %s='%s'>%s</x>" % (space, MAIN.encode(), line)
        sheet = Sheet("", styles=reading.styles)
        context = _Context(reading.strings, reading.styles, reading.date1904)
        # prefixes of extension attributes are declared at the root, out of sight here: recover
        root = etree.fromstring(holder, etree.XMLParser(resolve_entities=False, recover=True))
        _read_row(root[0], number - 1, sheet, context)
        return sheet.rows.get(number, {})


class _Reading:
    """One pass over one file."""

    def __init__(self, package: Package, progress: Progress, most: int = MAX_CELLS) -> None:
        self.package = package
        self.progress = progress
        self.most = most
        book = package.xml(package.workbook)
        properties = book.find(f"{{{MAIN}}}workbookPr")
        self.date1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.names = {
            entry.get("name", ""): (entry.text or "") for entry in book.iter(f"{{{MAIN}}}definedName")
        }
        self.strings = self._strings()
        part = package.related(package.workbook, "styles")
        self.styles = read_styles(package.xml(part) if part else None)
        self.done: dict[str, tuple[Sheet, list[RawChoice]]] = {}
        self.cells = 0

    def workbook(self, wanted: Collection[str] | None, *, empty: bool = False) -> Workbook:
        """Reads what is wanted, then what its drop-downs point at."""
        entries = [entry for entry in self.package.sheets if entry.kind == "worksheet"]
        known = {entry.name for entry in entries}
        missing = [name for name in wanted or () if name not in known]
        if missing:
            there = "、".join(sorted(known)) or "无"
            raise refuse(self.package.path, f"里没有工作表“{missing[0]}”；它有的工作表是：{there}")
        chosen = [entry for entry in entries if wanted is None or entry.name in wanted]
        result = [self._sheet(entry)[0] for entry in chosen]
        if not empty and not any(cell.kind != "blank" for sheet in result for cell in sheet.filled()):
            what = "、".join(f"工作表“{entry.name}”" for entry in chosen[:3]) if wanted else "工作簿"
            raise refuse(self.package.path, f"的{what}是空的；请检查是否选对了文件，或先填好再选")
        for entry in chosen:
            sheet, raw = self.done[entry.name]
            sheet.validations = resolve_choices(raw, sheet, self._lookup, self.names)
        return Workbook(self.package.path, result, self.date1904)

    def _lookup(self, name: str) -> Sheet | None:
        """A sheet by name, read when a drop-down needs it."""
        for entry in self.package.sheets:
            if entry.name == name and entry.kind == "worksheet":
                return self._sheet(entry)[0]
        return None

    def _strings(self) -> list[str]:
        part = self.package.related(self.package.workbook, "sharedStrings")
        if part is None:
            return []
        data = self.package.check_xml(part, self.package.read(part))
        known = plain_strings(data)
        if known is not None:
            return known
        found = []
        try:
            for _, item in _iterate(data, ("{*}si",)):
                found.append(plain(item))
                item.clear()
        except etree.XMLSyntaxError:
            raise self.package.broken_xml(part) from None
        return found

    def _sheet(self, entry: SheetEntry) -> tuple[Sheet, list[RawChoice]]:
        if entry.name in self.done:
            return self.done[entry.name]
        if not self.package.has(entry.part):
            raise refuse(self.package.path, f"已损坏（缺少工作表“{entry.name}”）；{GET_AGAIN}")
        data = self.package.check_xml(entry.part, self.package.read(entry.part))
        sheet = Sheet(entry.name, entry.state == "visible", styles=self.styles)
        context = _Context(self.strings, self.styles, self.date1904)
        raw: list[RawChoice] = []
        try:
            rest = self._scan_regular(data, sheet, context)
            if rest is None:  # not a large sheet of the usual kind: from the start, then
                sheet = Sheet(entry.name, entry.state == "visible", styles=self.styles)
                context = _Context(self.strings, self.styles, self.date1904)
            self._scan(data if rest is None else rest, sheet, context, raw)
        except etree.XMLSyntaxError:
            raise self.package.broken_xml(entry.part) from None
        _measure(sheet)
        self.done[entry.name] = (sheet, raw)
        return self.done[entry.name]

    def _scan_regular(self, data: bytes, sheet: Sheet, context: _Context) -> bytes | None:
        """Read the rows of a large sheet; the part without its rows, or None when it must be read whole."""
        parts, before = split_rows(data), self.cells
        if parts is None:
            return None
        rest, lines, root = parts
        regular = RegularRows(self.strings, sheet, lambda raw, kind, code: _content(raw, kind, code, context))
        number = 0
        try:
            for line in lines:
                read = regular.read(line)
                if read:
                    number = regular.number
                else:
                    whole = etree.fromstring(root + line + b"</worksheet>", xml_parser())
                    number = _read_row(whole[0], number, sheet, context)
                    read = len(sheet.rows.get(number, ())) + 1
                self.cells += read + 1
                self._watch(sheet, number)
        except (Irregular, UnicodeDecodeError):
            self.cells = before
            return None
        return rest

    def _scan(self, data: bytes, sheet: Sheet, context: _Context, raw: list[RawChoice]) -> None:
        number = 0
        for _, element in _iterate(data, _WATCHED):
            kind = local(element)
            if kind == "row":
                number = _read_row(element, number, sheet, context)
                self.cells += len(element) + 2  # a row has its price, too
                element.clear()
                parent = element.getparent()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
                self._watch(sheet, number)
            elif kind == "mergeCell":
                _read_merge(element.get("ref", ""), sheet)
            elif kind == "col":
                _read_column(element, sheet)
            elif kind == "dataValidation":
                raw.extend(raw_choices(element))
            else:
                sheet.default_height = _float(element.get("defaultRowHeight"), 15.0)
                sheet.default_width = _float(element.get("defaultColWidth"), 8.43)

    def _watch(self, sheet: Sheet, number: int) -> None:
        if self.cells > self.most:
            limit = self.most // 10_000
            raise refuse(self.package.path, f"的单元格超过 {limit} 万；请删去多余的空白行列，或拆成几个文件")
        if number % _STEP == 0:
            self.progress.step(number, None, f"读取“{sheet.name}”第 {number} 行")


def _iterate(data: bytes, tags: tuple[str, ...]) -> etree.iterparse[tuple[str, etree._Element]]:
    return etree.iterparse(BytesIO(data), events=("end",), tag=tags, **GUARDED)


def _read_row(element: etree._Element, before: int, sheet: Sheet, context: _Context) -> int:
    at = element.attrib
    written = at.get("r", "")
    number = int(written) if written.isdigit() else before + 1
    if not 1 <= number <= MAX_ROW:
        raise UserError(f"工作表“{sheet.name}”里有超出范围的行号 {number}。", hint=f"{GET_AGAIN}。")
    if at.get("hidden") in ("1", "true"):
        sheet.hidden_rows.add(number)
    if "ht" in at:
        sheet.heights[number] = _float(at.get("ht"), sheet.default_height)
    cells = sheet.rows.get(number, {})
    column = 0
    for child in element:
        if child.tag != _C:
            continue
        ref = child.get("r")
        column = column_number(ref.rstrip(_DIGITS).replace("$", "")) if ref else column + 1
        if 1 <= column <= MAX_COLUMN:
            cells[column] = _read_cell(child, number, column, context)
    if cells:
        sheet.rows[number] = cells
    return number


def _read_cell(element: etree._Element, row: int, column: int, context: _Context) -> Cell:
    written = element.get("s", "0")
    style = int(written) if written.isdigit() else 0
    code = context.styles.format(style)
    raw: str | None = None
    formula: str | None = None
    inline: etree._Element | None = None
    for child in element:
        tag = child.tag
        if tag == _V:
            raw = child.text
        elif tag == _F:
            formula = _formula(child, row, column, context)
        elif tag == _IS:
            inline = child
    if inline is not None:
        text = plain(inline)
        return Cell(row, column, text or None, text, "text" if text else "blank", code, formula, style)
    if raw is None:
        return Cell(row, column, None, "", "blank", code, formula, style)
    value, shown, kind = _content(raw, element.get("t", "n"), code, context)
    return Cell(row, column, value, shown, kind, code, formula, style)


def _content(raw: str, kind: str, code: str, context: _Context) -> tuple[CellContent, str, str]:
    if kind == "s":
        index = int(raw) if raw.strip().isdigit() else -1
        text = context.strings[index] if 0 <= index < len(context.strings) else ""
        return (text, text, "text") if text else (None, "", "blank")
    if kind == "n":
        try:
            return read_number(raw.strip(), code, date1904=context.date1904)
        except (ValueError, OverflowError):
            return raw, raw, "text"
    if kind == "b":
        return raw.strip() == "1", "TRUE" if raw.strip() == "1" else "FALSE", "bool"
    if kind == "e":
        return raw, raw, "error"
    if kind == "d":
        return _iso(raw, code)
    text = unescape(raw)
    return (text, text, "text") if text else (None, "", "blank")


def _iso(raw: str, code: str) -> tuple[CellContent, str, str]:
    try:
        moment = datetime.fromisoformat(raw.strip().removesuffix("Z"))
    except ValueError:
        return raw, raw, "text"
    value: date = moment if moment.time() != time(0) else moment.date()
    return value, date_text(value, code if is_date_format(code) else "yyyy-mm-dd"), "date"


def _formula(element: etree._Element, row: int, column: int, context: _Context) -> str | None:
    text = element.text or ""
    index = element.get("si")
    if element.get("t") != "shared" or index is None:
        return text or None
    if text:
        context.shared[index] = (text, row, column)
        return text
    master = context.shared.get(index)
    if master is None:
        return None
    context.letters += len(master[0])
    if context.letters > MOST_SHARED:
        return master[0]  # no form has so many; to write them all out would take minutes
    return translate(master[0], row - master[1], column - master[2])


def _read_merge(ref: str, sheet: Sheet) -> None:
    try:
        block = parse_range(ref)
    except ValueError:
        return
    if block[:2] != block[2:]:
        sheet.merges.append(block)


def _read_column(element: etree._Element, sheet: Sheet) -> None:
    try:
        first, last = int(element.get("min", "1")), int(element.get("max", "1"))
    except ValueError:
        return
    hidden = element.get("hidden") in ("1", "true")
    width = element.get("width")
    # a formatted "all columns to the end" is usual; nobody looks beyond a thousand
    for number in range(max(first, 1), min(last, MAX_COLUMN, first + 1000) + 1):
        if hidden:
            sheet.hidden_columns.add(number)
        if width is not None:
            sheet.widths[number] = _float(width, sheet.default_width)


def _measure(sheet: Sheet) -> None:
    """Sorts what a careless writer left unsorted, and finds the used corner (never from `dimension`)."""
    rows = sheet.rows
    if isinstance(rows, PackedRows):
        if not rows.in_order():
            rows.sort()
        sheet.max_row, sheet.max_column = max(rows, default=0), rows.last_column()
        return
    sheet.rows = {
        number: cells if _ascending(cells) else dict(sorted(cells.items()))
        for number, cells in (sheet.rows.items() if _ascending(sheet.rows) else sorted(sheet.rows.items()))
    }
    sheet.max_row = max(sheet.rows, default=0)
    sheet.max_column = max((next(reversed(cells)) for cells in sheet.rows.values()), default=0)


def _ascending(numbers: Collection[int]) -> bool:
    before = 0
    for number in numbers:
        if number <= before:
            return False
        before = number
    return True


def _float(text: str | None, default: float) -> float:
    try:
        return float(text) if text else default
    except ValueError:
        return default
