"""Records as typed become values: each cell parsed on its own, every problem kept at its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desktop.core.asis import Asis, Figure, as_is, figure
from desktop.core.errors import Problem
from desktop.core.fields import Field, Kind
from desktop.core.progress import Progress
from desktop.core.values import Parsed, document_check, parse, parse_period
from desktop.records.catalogue import Path, Record
from desktop.services.binding import Bound
from desktop.services.importing.apart import take_apart
from desktop.services.importing.body import BodyRow
from desktop.services.importing.corrections import Corrections
from desktop.services.importing.decisions import Decisions
from desktop.services.importing.fields import is_key, path_of, readable
from desktop.services.importing.heading import Heading
from desktop.services.importing.line import Line
from desktop.services.importing.matching import Bands, Source, gather
from desktop.services.importing.periods import without_days
from desktop.services.importing.titled import Titled
from desktop.services.office import Office
from desktop.workbook.packed import Layout, PackedRow, PackedRows
from desktop.workbook.refs import column_letters
from desktop.workbook.sheet import Cell

_EXACT: Final = 10**15
_AT_ONCE: Final = 500
_LARGE: Final = 5000  # lines from which a sheet's rows take too much memory to stand beside them
_REMEMBERED: Final = 5000  # texts a column; what has more is of numbers or names that do not come again


def read_lines(
    office: Office,
    into: Record,
    sources: list[tuple[Source, Heading]],
    date1904: bool,
    progress: Progress,
    corrections: Corrections | None = None,
) -> list[Line]:
    """All records of all tables in order; the rows they were read from are let go, for memory's sake."""
    lines: list[Line] = []
    total = sum(len(source.body.rows) for source, _ in sources)
    known = Titled(office, into)
    corrected = corrections or Corrections(office, into, Decisions())
    for source, heading in sources:
        reader = _Reader(office, into, source, heading, date1904, corrected)
        rows, source.body.rows = source.body.rows[::-1], []
        sheet_rows = source.sheet.rows
        while rows:
            found = rows.pop()
            if len(lines) % _AT_ONCE == 0:
                progress.step(len(lines), total, f"读取“{source.sheet.name}”第 {found.row} 行")
            line = reader.line(found)
            if len(lines) > _LARGE and found.row in sheet_rows:
                del sheet_rows[found.row]
            known.tidy(line)
            lines.append(line)
    return lines


@dataclass(slots=True)
class _Column:
    """One column as every row is read by it; `known` are the cells read already: the same come again."""

    index: int
    bound: Bound
    own: Field
    unit: str
    until: Bound | None
    correctable: bool
    parts: tuple[_Column, ...] = ()  # several fields in the one cell
    simple: bool = False  # one field in one cell, and nothing beside it decides how it is read
    known: dict[Any, Parsed] = field(default_factory=dict)
    plain: dict[Any, Any] = field(default_factory=dict)  # of those the values, where there is nothing to say
    asis: Asis | None = None  # tells texts that are taken as they stand
    # By type and number format: what the file says → the value, as `plain`.
    written: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


# The headers of the filled columns; of each column its place, label, itself, quick readings, what it said.
_Way = tuple[tuple[str, ...], list[tuple[int, str, _Column, Asis | None, Figure | None, dict[str, Any]]]]


class _Reader:
    """Reads the rows of one table."""

    def __init__(
        self,
        office: Office,
        into: Record,
        source: Source,
        heading: Heading,
        date1904: bool,
        corrections: Corrections,
    ) -> None:
        self.office = office
        self.into = into
        self.corrections = corrections
        self.source = source
        self.heading = heading
        self.date1904 = date1904
        self.headers = source.headers
        bound = source.binding.bound
        self.key = {each.label for each in source.bounds if is_key(into, each.path)}
        self.types = {each.label for each in source.bounds if each.path.field.name == "document_type"}
        # 证件类型 decides by which rule 证件号码 is checked, so it is read first.
        order = sorted(bound, key=lambda index: bound[index].path.field.name != "document_type")
        self.order = [self._column(index, bound[index], source.parts.get(index, ())) for index in order]
        self.letters = {
            label: column_letters(column.index) for column in self.order for label in _labels(column)
        }
        self.simple = all(column.simple for column in self.order)
        self._ways: dict[Layout, _Way] = {}
        self._named: dict[tuple[int, ...], tuple[str, ...]] = {}
        self._banded: dict[str, Heading] = {}

    def _column(self, index: int, bound: Bound, parts: Sequence[Bound] = ()) -> _Column:
        unit = bound.unit or (self.heading.unit if bound.path.field.kind is Kind.MONEY else "")
        return _Column(
            index, bound, readable(bound.path.field), unit, self.source.until.get(index),
            self.corrections.concerns(bound.label), tuple(self._column(index, part) for part in parts),
            not parts and index not in self.source.until and index not in self.source.gathered
            and not self.corrections.concerns(bound.label)
            and not (self.types and bound.path.field.check == "resident_id"),
            asis=as_is(readable(bound.path.field)),
        )  # fmt: skip

    def line(self, found: BodyRow) -> Line:
        """The record in a row, column by column."""
        if found.packed is not None and found.rows is not None and self.simple:
            return self._read(found, found.packed, found.rows)
        cells = found.cells
        filled = tuple(cells)
        headers = self._named.get(filled)
        if headers is None:
            headers = tuple(self.headers.get(each, column_letters(each)) for each in filled)
            self._named[filled] = headers
        texts = tuple([cell.text for cell in cells.values()])
        heading = self.heading if self.source.bands is None else self._under(self.source.bands, found.row)
        line = Line(self.source.sheet.name, found.row, texts, headers, self.letters, heading=heading)
        line.values = values = dict(heading.values)
        odd = bool(found.dangling or found.shared)
        for column in self.order:
            cell = cells.get(column.index)
            if column.simple and not odd:
                # Nothing to ask about the cell but what it says, which mostly was said before.
                if cell is not None:
                    key = cell.value if cell.kind == "text" else (cell.kind, cell.value, cell.text)
                    value = column.plain.get(key)
                    if value is not None or (value := self._plain(line, column, cell, key)) is not None:
                        values[column.bound.label] = value
                continue
            if column.index in self.source.gathered:
                cell = self._whole(found, column.index)
            if column.correctable:
                cell = self._corrected(line, column.bound, column.index, cell)
            if cell is not None:
                self._cell(line, found, column, cell)
        return line

    def _read(self, found: BodyRow, packed: PackedRow, rows: PackedRows) -> Line:
        """The record in a row of a large sheet, out of what the file says there."""
        layout, said = packed
        way = self._ways.get(layout)
        if way is None:
            way = self._ways[layout] = self._way(layout)
        headers, columns = way
        heading = self.heading if self.source.bands is None else self._under(self.source.bands, found.row)
        values = dict(heading.values)
        line = Line(
            self.source.sheet.name, found.row, rows.shown(packed), headers, self.letters, values,
            heading=heading,
        )  # fmt: skip
        for place, label, column, asis, count, known in columns:
            raw = said[place]
            value = known.get(raw)
            if value is None:
                if asis is not None and asis(raw):
                    value = raw
                elif count is None or (value := count(raw)) is None:
                    cell = rows.cell(found.row, packed, place)
                    key = cell.value if cell.kind == "text" else (cell.kind, cell.value, cell.text)
                    value = column.plain.get(key)
                    if value is None and (value := self._plain(line, column, cell, key)) is None:
                        continue
                if len(known) < _REMEMBERED:
                    known[raw] = value
            values[label] = value
        return line

    def _way(self, layout: Layout) -> _Way:
        """How rows of a layout are read: their headers, and of each column where it stands in them."""
        headers = tuple([self.headers.get(each, column_letters(each)) for each in layout.filled])
        columns = []
        for column in self.order:
            place = layout.at.get(column.index)
            if place is not None:
                kind = (layout.cells[place][1], layout.cells[place][3])
                # What is written alike under another format may say something else.
                known = column.written.setdefault(kind, {})
                asis = column.asis if layout.is_text(place) else None
                count = figure(column.own, column.unit) if place in layout.figures else None
                columns.append((place, column.bound.label, column, asis, count, known))
        return headers, columns

    def _plain(self, line: Line, column: _Column, cell: Cell, key: Any) -> Any:
        """The value of a cell that says just this; None where nothing is to be taken, or it is taken here."""
        if cell.kind == "text" and column.asis is not None and column.asis(cell.text):
            value: Any = cell.value if cell.value == cell.text else None
            if value is not None:
                if len(column.plain) < _REMEMBERED:
                    column.plain[key] = value
                return value
        parsed = self._parsed(line, column, cell)
        if parsed.problem is not None or parsed.cleaned is not None:
            self._take(line, column.bound, parsed)
            return None
        if parsed.value is not None and len(column.plain) < _REMEMBERED:
            column.plain[key] = parsed.value
        return parsed.value

    def _cell(self, line: Line, found: BodyRow, column: _Column, cell: Cell) -> None:
        index, bound = column.index, column.bound
        if index in found.dangling and cell is found.cells.get(index):
            sentence = f"“{cell.text}”上面没有可以沿用的内容，请写明。"
            self._refuse(line, bound, Problem("同上无上文", sentence, value=cell.text))
        elif column.own.kind is Kind.MONEY and index in found.shared:
            sentence = f"“{cell.text}”写在几行合并的单元格里，看不出每行是多少，请分行填写。"
            self._refuse(line, bound, Problem("金额合并", sentence, value=cell.text))
        elif column.until is not None:
            self._period(line, bound, column.until, cell)
        elif column.parts:
            self._several(line, column, cell)
        else:
            self._take(line, bound, self._parsed(line, column, cell))

    def _under(self, bands: Bands, row: int) -> Heading:
        """The heading with what the band above the row says; another class takes nothing from the first."""
        text = bands.at(row)
        if text not in self._banded:
            parsed = parse(readable(path_of(self.into.id, bands.label).field), text, self.office.codes)
            whose = bands.label.rpartition(".")[0]
            changed = bool(text) and self.heading.values.get(bands.label) != parsed.value
            values = {
                label: value
                for label, value in self.heading.values.items()
                if not (changed and whose and label.startswith(f"{whose}."))
            }
            if parsed.value is not None:
                values[bands.label] = parsed.value
            self._banded[text] = replace(self.heading, values=values)
        return self._banded[text]

    def _whole(self, found: BodyRow, index: int) -> Cell | None:
        """The cells of all the columns over which the field stands, as one."""
        cells = [found.cells[each] for each in self.source.gathered[index] if each in found.cells]
        if len(cells) < 2:
            return cells[0] if cells else None
        text = gather(self.source, index, [cell.text for cell in cells])
        return Cell(found.row, index, text, text, "text", "@", None)

    def _several(self, line: Line, column: _Column, cell: Cell) -> None:
        """Every field of 某公司/张三/138…, each read on its own; what cannot be told apart is a problem."""
        unreadable = _unreadable(cell)
        pieces = None if unreadable else take_apart(cell.text, [part.own for part in column.parts])
        if pieces is None:
            names = "、".join(part.bound.path.field.label for part in column.parts)
            sentence = f"“{cell.text}”里应有{names}，分不清哪个是哪个，请分列填写。"
            problem = unreadable.problem if unreadable else None
            self._refuse(line, column.bound, problem or Problem("一格多项", sentence, value=cell.text))
            return
        pairs = [(part, text) for part, text in zip(column.parts, pieces, strict=True) if text]
        if len(pairs) > 1:
            told = "、".join(f"{part.bound.path.field.label}“{text}”" for part, text in pairs)
            line.cleaned.append((column.bound.label, f"“{cell.text}”拆成{told}"))
        for part, text in pairs:
            piece = Cell(line.row, column.index, text, text, "text", "@", None)
            self._take(line, part.bound, self._parsed(line, part, piece))

    def _corrected(self, line: Line, bound: Bound, index: int, cell: Cell | None) -> Cell | None:
        """The cell, or one with the text that a person put in its place; None for a blank one."""
        place = (line.sheet, line.row, column_letters(index))
        typed = cell.text if cell is not None else ""
        said = self.corrections.text(place, bound.label, typed, line.typed)
        if said is None:
            return cell
        text, why = said
        if text.strip() != typed.strip():
            line.cleaned.append(
                (bound.label, f"“{typed}”{why}读作“{text}”" if text else f"“{typed}”{why}留空")
            )
        return Cell(line.row, index, text, text, "text", "@", None) if text.strip() else None

    def _period(self, line: Line, first: Bound, last: Bound, cell: Cell) -> None:
        """Both days of 2025-07-01 至 2025-07-20; one day alone would leave the other to a guess."""
        raw = raw_of(cell, first.path)
        text = without_days(raw) if isinstance(raw, str) else raw
        read = parse_period(first.path.field, last.path.field, text, year=self.heading.year)
        if read is None:
            sentence = f"“{cell.text}”不是起止两个日期，请写成 2025-07-01 至 2025-07-20 的样子。"
            self._refuse(line, first, Problem("日期不完整", sentence, value=cell.text))
            return
        for bound, parsed in zip((first, last), read, strict=True):
            self._take(line, bound, parsed)

    def _parsed(self, line: Line, column: _Column, cell: Cell) -> Parsed:
        """What the cell says; the same text in the same column says the same."""
        if cell.kind in ("error", "blank"):
            unreadable = _unreadable(cell)
            if unreadable is not None:
                return unreadable
        check = self._check(line, column.bound) if column.own.check == "resident_id" else None
        key = (cell.kind, cell.value, cell.text, check)
        parsed = column.known.get(key)
        if parsed is None:
            parsed = parse(
                column.own, raw_of(cell, column.bound.path), self.office.codes, year=self.heading.year,
                unit=column.unit, epoch_1904=self.date1904, check=check,
            )  # fmt: skip
            if len(column.known) < _REMEMBERED:
                column.known[key] = parsed
        return parsed

    def _take(self, line: Line, bound: Bound, parsed: Parsed) -> None:
        if parsed.problem is not None and parsed.problem.severity == "error":
            self._refuse(line, bound, parsed.problem)
            return
        if parsed.problem is not None:
            line.trouble(parsed.problem, bound.label)
        if parsed.cleaned:
            line.cleaned.append((bound.label, parsed.cleaned))
        if parsed.value is not None:
            line.values[bound.label] = parsed.value

    def _refuse(self, line: Line, bound: Bound, problem: Problem) -> None:
        line.trouble(problem, bound.label)
        line.rejected |= bound.label in self.key

    def _check(self, line: Line, bound: Bound) -> str | None:
        if not self.types:
            return None
        whose = bound.label.removesuffix(bound.path.field.label)
        mine = (label for label in self.types if label in line.values and label.startswith(whose))
        sibling = next(mine, "")
        return document_check(line.values[sibling], self.office.codes) if sibling else None


def _labels(column: _Column) -> list[str]:
    """All that the column says."""
    several = [part.bound.label for part in column.parts] + ([column.until.label] if column.until else [])
    return [column.bound.label, *several]


def raw_of(cell: Cell, path: Path) -> object:
    """What the parser is given: for text the number as shown (leading zeros), unless digits are lost."""
    own = readable(path.field)
    textual = own.kind in (Kind.TEXT, Kind.NOTE, Kind.CODE, Kind.CODES)
    if textual and cell.kind == "number" and isinstance(cell.value, int) and abs(cell.value) < _EXACT:
        return cell.text
    return cell.value


def _unreadable(cell: Cell) -> Parsed | None:
    """A cell whose value the file does not hold."""
    if cell.kind == "error":
        sentence = f"单元格是错误值“{cell.text}”，请在表里改正后再导入。"
        return Parsed(None, Problem("单元格错误值", sentence, value=cell.text))
    if cell.kind == "blank" and cell.formula:
        sentence = "单元格里的公式没有保存结果，请用 Excel 或 WPS 打开并保存一次再导入。"
        return Parsed(None, Problem("公式没有结果", sentence, value=f"={cell.formula}"))
    return None
