"""A sheet part as a tree that can be edited: normalised rows and cells, found by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lxml import etree

from desktop.core.errors import UserError
from desktop.workbook.formula import translate
from desktop.workbook.package import MAIN, local
from desktop.workbook.refs import (
    MAX_ROW,
    Range,
    column_letters,
    column_number,
    format_ref,
    parse_range,
    split_ref,
)

M = f"{{{MAIN}}}"
MOST_SHARED = 10_000_000  # letters of shared formulas written out, some seconds


class SheetTree:
    """The tree of one sheet with its rows indexed."""

    def __init__(self, name: str, root: etree._Element) -> None:
        self.name = name
        self.root = root
        data = root.find(f"{M}sheetData")
        if data is None:
            raise UserError(f"工作表“{name}”的结构不完整。", hint="请用 Excel 打开修复后另存再试。")
        self.data = data
        self.prefix = f"{data.prefix}:" if data.prefix else ""
        self.rows: dict[int, etree._Element] = {}
        merged = self._index_rows()
        self._cells: dict[int, dict[int, etree._Element]] = {}
        for number in merged:
            self.cells(number)
        for row in data.xpath("m:row[m:c[not(@r)]]", namespaces={"m": MAIN}):
            self.cells(int(row.get("r", "0")))
        holder = root.find(f"{M}mergeCells")
        self.merges = [self._merge(m.get("ref", "")) for m in holder] if holder is not None else []
        self.widths, self.column_styles = self._columns()

    def broken(self, what: str) -> UserError:
        """The sentence for a sheet part that no office program would write."""
        return UserError(f"工作表“{self.name}”的结构有错（{what}）。", hint="请用 Excel 打开修复后另存再试。")

    def _merge(self, ref: str) -> Range:
        try:
            return parse_range(ref)
        except ValueError:
            raise self.broken(f"合并单元格“{ref}”") from None

    def _index_rows(self) -> set[int]:
        """Gives every row its number and sorts; two rows with one number become one, and these are told."""
        merged: set[int] = set()
        before = 0
        sorted_so_far = True
        for row in list(self.data):
            if local(row) != "row":
                self.data.remove(row)
                continue
            written = row.get("r", "")
            number = int(written) if written.isdigit() else before + 1
            if not 1 <= number <= MAX_ROW:
                raise self.broken(f"行号 {number}")
            if number in self.rows:
                self.rows[number].extend(list(row))
                self.data.remove(row)
                merged.add(number)
                continue
            row.set("r", str(number))
            row.attrib.pop("spans", None)
            self.rows[number] = row
            sorted_so_far = sorted_so_far and number > before
            before = number
        if not sorted_so_far:
            self.rows = dict(sorted(self.rows.items()))
            self.data[:] = list(self.rows.values())
        return merged

    def _columns(self) -> tuple[dict[int, float], dict[int, int]]:
        widths: dict[int, float] = {}
        styles: dict[int, int] = {}
        for col in self.root.iter(f"{M}col"):
            try:
                first, last = int(col.get("min", "1")), int(col.get("max", "1"))
                width, style = float(col.get("width", "0")), int(col.get("style", "0"))
            except ValueError:
                raise self.broken("列宽") from None
            numbers = range(first, min(last, first + 500) + 1)
            if col.get("width"):
                widths.update(dict.fromkeys(numbers, width))
            if col.get("style"):
                styles.update(dict.fromkeys(numbers, style))
        return widths, styles

    def cells(self, row: int) -> dict[int, etree._Element]:
        """The cells of a row by column, ascending; normalised when first asked for."""
        if row not in self._cells:
            element = self.rows.get(row)
            try:
                self._cells[row] = _index_cells(element, row) if element is not None else {}
            except ValueError:
                raise self.broken(f"第 {row} 行的单元格地址") from None
        return self._cells[row]

    def cell(self, row: int, column: int) -> etree._Element | None:
        """A cell, None where there is none."""
        return self.cells(row).get(column)

    def need_row(self, row: int) -> etree._Element:
        """The row, made when it is not there."""
        if row in self.rows:
            return self.rows[row]
        element = etree.Element(f"{M}row", r=str(row), nsmap=self.data.nsmap)
        later = next((number for number in self.rows if number > row), None)
        if later is None:
            self.data.append(element)
        else:
            self.rows[later].addprevious(element)
        self.rows[row] = element
        self.rows = dict(sorted(self.rows.items()))
        return element

    def need_cell(self, row: int, column: int) -> etree._Element:
        """The cell, made with the style of its row or column when it is not there."""
        found = self.cell(row, column)
        if found is not None:
            return found
        line = self.need_row(row)
        element = etree.SubElement(line, f"{M}c", r=format_ref(row, column))
        style = self.style(row, column)
        if style:
            element.set("s", str(style))
        cells = self.cells(row)
        later = next((cells[number] for number in cells if number > column), None)
        if later is not None:
            later.addprevious(element)
        cells[column] = element
        self._cells[row] = dict(sorted(cells.items()))
        return element

    def style(self, row: int, column: int) -> int:
        """The style a cell has or would have: its own, else its row's, else its column's."""
        found = self.cell(row, column)
        if found is not None:
            return style_of(found)
        line = self.rows.get(row)
        if line is not None and line.get("customFormat") in ("1", "true"):
            return style_of(line)
        return self.column_styles.get(column, 0)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """The cell that holds the value of a merged block."""
        for block in self.merges:
            if block.holds(row, column):
                return block.first_row, block.first_column
        return row, column

    def expand_shared(self) -> None:
        """Shared formulas as plain ones, because a moved or lost master would take the others along."""
        masters: dict[str, tuple[str, int, int]] = {}
        waiting: list[tuple[etree._Element, str, int, int]] = []
        for row, column, formula in self.formulas():
            if formula.get("t") != "shared":
                continue
            index = formula.get("si", "")
            if formula.text:
                masters[index] = (formula.text, row, column)
            waiting.append((formula, index, row, column))
        length = sum(len(masters[index][0]) for _, index, _, _ in waiting if index in masters)
        if length > MOST_SHARED:
            raise UserError(
                f"工作表“{self.name}”的公式太多太长，不能当模板。",
                hint="请在模板里只保留表头和几行空行，另存后再试。",
            )
        for formula, index, row, column in waiting:
            master = masters.get(index)
            if master is not None:
                formula.text = translate(master[0], row - master[1], column - master[2])
                for name in ("t", "si", "ref"):
                    formula.attrib.pop(name, None)

    def arrays(self) -> list[tuple[etree._Element, Range]]:
        """Array and data-table formulas with the block each fills."""
        found = []
        for formula in self.data.iter(f"{M}f"):
            if formula.get("t") in ("array", "dataTable") and formula.get("ref"):
                found.append((formula, parse_range(formula.get("ref", ""))))
        return found

    def drop_row(self, row: int) -> None:
        """Takes a row out."""
        self.data.remove(self.rows.pop(row))
        self._cells.pop(row, None)

    def used(self, moved: Callable[[int], int]) -> list[Range]:
        """Blocks that hold all cells, in their new rows."""
        found = []
        for row, line in self.rows.items():
            cells = self._cells.get(row)
            if cells is None and len(line) and line[0].get("r") and line[-1].get("r"):
                ends = [
                    column_number(split_ref((line[end].get("r") or "").replace("$", ""))[0])
                    for end in (0, -1)
                ]
            else:
                columns = list(self.cells(row))
                ends = [columns[0], columns[-1]] if columns else []
            if ends:
                found.append(Range(moved(row), ends[0], moved(row), ends[1]))
        return found

    def formulas(self) -> Iterator[tuple[int, int, etree._Element]]:
        """All formulas with row and column."""
        for formula in self.data.iter(f"{M}f"):
            cell = formula.getparent()
            line = cell.getparent() if cell is not None else None
            if cell is not None and line is not None and local(cell) == "c":
                row = int(line.get("r", "0"))
                self.cells(row)  # gives every cell its address
                yield row, column_number(split_ref(cell.get("r", "").replace("$", ""))[0]), formula

    def renumber(self, row: int, number: int) -> None:
        """Writes a row's new number into the row and its cells (the index keeps the template's)."""
        if number == row:
            return
        if number > MAX_ROW:
            raise UserError(
                f"工作表“{self.name}”放不下：行数超过 Excel 上限 {MAX_ROW}。", hint="请分成几个文件。"
            )
        self.rows[row].set("r", str(number))
        for column, cell in self.cells(row).items():
            cell.set("r", f"{column_letters(column)}{number}")


def style_of(element: etree._Element) -> int:
    """The style of a cell or row; what is no number counts as the default one."""
    written = element.get("s", "0")
    return int(written) if written.isdigit() else 0


def _index_cells(line: etree._Element, row: int) -> dict[int, etree._Element]:
    cells: dict[int, etree._Element] = {}
    before = 0
    tidy = True
    for cell in line:
        if local(cell) != "c":
            continue
        ref = (cell.get("r") or "").replace("$", "")
        column = column_number(split_ref(ref)[0]) if ref else before + 1
        cell.set("r", format_ref(row, column))
        tidy = tidy and column > before
        before = column
        cells[column] = cell
    if not tidy:
        cells = dict(sorted(cells.items()))
        line[:] = list(cells.values())
    return cells


def clear(cell: etree._Element) -> None:
    """Takes value, formula and type away, keeps the style."""
    for child in list(cell):
        cell.remove(child)
    for name in ("t", "cm", "vm"):
        cell.attrib.pop(name, None)


def is_empty(cell: etree._Element) -> bool:
    """Whether a cell holds neither value nor formula."""
    return not any(local(child) in ("v", "f", "is") for child in cell)
