"""One fill of one package: lists filled, rows streamed, everything that refers to rows moved along."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import IO, Final, cast

from lxml import etree

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.workbook.archive import Segment, SegmentWriter, text_segment
from desktop.workbook.followers import Followers
from desktop.workbook.labelled import CellValue, put_value
from desktop.workbook.lists import (
    Group,
    ListBlock,
    check_arrays,
    check_merges,
    fill_in_place,
    group_blocks,
    repeated_merges,
)
from desktop.workbook.package import MAIN, Package, SheetEntry, normal_name, to_strict
from desktop.workbook.refs import Range, format_range, parse_range
from desktop.workbook.rows import RowStream
from desktop.workbook.shift import Move, Shifter, Shifters, shifters_for
from desktop.workbook.strings import StringTable
from desktop.workbook.totals import refresh_cached, summed_columns
from desktop.workbook.tree import M, SheetTree
from desktop.workbook.values import Ink, Value
from desktop.workbook.visit import visit_anchors, visit_cell_formulas, visit_formulas, visit_references
from desktop.workbook.xfs import StyleBook

_SPOOL: Final = 16_000_000
_MARKER: Final = re.compile(rb"<!--rows (\d+)-->|<!--merges-->")
_KEPT_STEP: Final = 5000
_ALL_KEPT: Final = 2000


@dataclass(slots=True)
class Witness:
    """Records remembered for the proof: all of a short list, some of a long one, always the last."""

    kept: list[tuple[int, int, Sequence[int], Sequence[Value]]] = field(default_factory=list)

    def remember(self, rows: Iterator[Sequence[Value]], block: ListBlock) -> Iterator[Sequence[Value]]:
        """Passes the rows on; notes (the list's first row, the row, columns, values)."""
        values: Sequence[Value] | None = None
        number = block.first_row
        for number, values in enumerate(rows, block.first_row):
            if number - block.first_row < _ALL_KEPT or number % _KEPT_STEP == 0:
                self.kept.append((block.first_row, number, block.columns, tuple(values)))
            yield values
        if values is not None and (not self.kept or self.kept[-1][1] != number):
            self.kept.append((block.first_row, number, block.columns, tuple(values)))


@dataclass(slots=True)
class SheetEdit:
    """One sheet while it is filled."""

    entry: SheetEntry
    tree: SheetTree
    groups: list[Group]
    touched: set[tuple[int, int]] = field(default_factory=set)
    streams: list[Segment | None] = field(default_factory=list)
    witness: Witness = field(default_factory=Witness)
    crc: int = 0
    rows: int = 0


class Edit:
    """The fill from parsed template to finished parts."""

    def __init__(
        self, package: Package, blocks: Sequence[ListBlock], cells: Sequence[CellValue], progress: Progress
    ) -> None:
        self.package = package
        self.progress = progress
        self.blocks, self.cells = blocks, cells
        self.removed: set[str] = set()
        self.written = self.inserted = 0
        book = package.xml(package.workbook)
        properties = book.find(f"{{{MAIN}}}workbookPr")
        self.date1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.strings = StringTable(package)
        self.styles = StyleBook(package)
        self.sheets: list[SheetEdit] = []

    def run(self) -> dict[str, list[Segment]]:
        """All changed parts, compressed."""
        wanted = dict.fromkeys([block.sheet for block in self.blocks] + [cell.sheet for cell in self.cells])
        self.sheets = [self._open(name) for name in wanted]
        for sheet in self.sheets:
            self._fill_in_place(sheet)
        if any(group.has_formulas for sheet in self.sheets for group in sheet.groups):
            self._count_first()
        for sheet in self.sheets:
            self._stream(sheet)
        shifters = self._shifters()
        self.written = sum(sum(g.in_place) + _streamed(g) for s in self.sheets for g in s.groups)
        self.inserted = sum(group.inserted for sheet in self.sheets for group in sheet.groups)
        formulas = [refresh_cached(sheet.tree, sheet.groups, sheet.touched) for sheet in self.sheets]
        parts: dict[str, list[Segment]] = {}
        followers = Followers(self.package, shifters, {sheet.entry.name for sheet in self.sheets})
        for part, data in followers.follow(recalculate=any(formulas)).items():
            parts[normal_name(part)] = [self._segment(data)]
        self.removed = followers.removed
        for sheet in self.sheets:
            parts[normal_name(sheet.entry.part)] = self._finish(sheet, shifters)
        if self.strings.changed and self.strings.part:
            parts[normal_name(self.strings.part)] = [self._segment(self.strings.content())]
        if self.styles.changed and self.styles.part and self.styles.root is not None:
            parts[normal_name(self.styles.part)] = [self._segment(serialise(self.styles.root))]
        return parts

    def _segment(self, data: bytes) -> Segment:
        return text_segment(to_strict(data) if self.package.strict else data, last=True)

    def _open(self, name: str) -> SheetEdit:
        entry = next((each for each in self.package.sheets if each.name == name), None)
        if entry is None or entry.kind != "worksheet" or not self.package.has(entry.part):
            there = "、".join(each.name for each in self.package.sheets)
            raise UserError(
                f"“{self.package.path.name}”里没有工作表“{name}”。", hint=f"它有的工作表是：{there}。"
            )
        tree = SheetTree(name, self.package.xml(entry.part))
        groups = group_blocks(name, [block for block in self.blocks if block.sheet == name])
        return SheetEdit(entry, tree, groups)

    def ink(self, tree: SheetTree) -> Ink:
        """The pen for one sheet."""
        return Ink(self.strings, self.styles, self.date1904, tree.prefix)

    def _fill_in_place(self, sheet: SheetEdit) -> None:
        sheet.tree.expand_shared()
        ink = self.ink(sheet.tree)
        for cell in self.cells:
            if cell.sheet == sheet.entry.name:
                sheet.touched.add(put_value(sheet.tree, ink, cell))
        for group in sheet.groups:
            check_merges(sheet.tree, group)
            check_arrays(sheet.tree, group)
            fill_in_place(sheet.tree, ink, group, sheet.witness.remember)

    def _count_first(self) -> None:
        """Formulas in inserted rows must know where everything lies, so the rows are counted before."""
        for sheet in self.sheets:
            for group in sheet.groups:
                for plan in group.plans:
                    rows = list(plan.rows)
                    plan.rows = iter(rows)
                    group.inserted = max(group.inserted, len(rows))
        shifters = self._shifters()
        for sheet in self.sheets:
            for group in sheet.groups:
                for static in group.statics.values():
                    if static.formula is not None:
                        formula = shifters.formula(static.formula, sheet.entry.name, group.sample)
                        static.formula = formula
                        static.home = shifters.of(sheet.entry.name).row(group.sample)

    def _stream(self, sheet: SheetEdit) -> None:
        moved = 0
        for group in sheet.groups:
            for plan in group.plans:
                plan.summed = summed_columns(sheet.tree, group)
            stream = RowStream(sheet.tree, self.ink(sheet.tree), group.sample, group.plans, group.statics)
            sink = SegmentWriter(_spool())
            for static in group.statics.values():
                if static.counter is not None:
                    static.counter = (static.counter[0] + moved, static.counter[1])
            group.inserted = stream.write(group.last_row + 1 + moved, sink, self.progress)
            sheet.streams.append(sink.close() if group.inserted else None)
            moved += group.inserted

    def _shifters(self) -> Shifters:
        return shifters_for(
            (sheet.entry.name, Move(group.first_row, group.last_row, group.inserted))
            for sheet in self.sheets
            for group in sheet.groups
        )

    def _finish(self, sheet: SheetEdit, shifters: Shifters) -> list[Segment]:
        """The sheet part: everything moved, rows and merges put in, in segments."""
        tree, name = sheet.tree, sheet.entry.name
        shifter = shifters.of(name)
        visit_cell_formulas(tree.data, shifters, name)
        visit_formulas(tree.root, shifters, name)
        visit_references(tree.root, shifter)
        visit_anchors(tree.root, shifter)
        for row in tree.rows:
            tree.renumber(row, shifter.row(row))
        self._mark(sheet)
        _extend_dimension(sheet, shifter)
        return self._segments(sheet, shifter)

    def _mark(self, sheet: SheetEdit) -> None:
        tree = sheet.tree
        extra = sum(len(group.merged) * group.inserted for group in sheet.groups)
        for number, group in enumerate(sheet.groups):
            if not group.inserted:
                continue
            mark = etree.Comment(f"rows {number}")
            above = max((row for row in tree.rows if row <= group.last_row), default=None)
            if above is None:
                tree.data.insert(0, mark)
            else:
                tree.rows[above].addnext(mark)
        holder = tree.root.find(f"{M}mergeCells")
        if extra and holder is not None:
            holder.set("count", str(len(holder) + extra))
            holder.append(etree.Comment("merges"))

    def _segments(self, sheet: SheetEdit, shifter: Shifter) -> list[Segment]:
        data = serialise(sheet.tree.root)
        if self.package.strict:
            data = to_strict(data)
        segments: list[Segment] = []
        at = 0
        for mark in _MARKER.finditer(data):
            segments.append(text_segment(data[at : mark.start()], last=False))
            at = mark.end()
            if mark[1] is None:
                segments.append(self._merge_segment(sheet, shifter))
            else:
                stream = sheet.streams[int(mark[1])]
                if stream is not None:
                    segments.append(stream)
        segments.append(text_segment(data[at:], last=True))
        sheet.rows = len(sheet.tree.rows) + sum(group.inserted for group in sheet.groups)
        return segments

    def _merge_segment(self, sheet: SheetEdit, shifter: Shifter) -> Segment:
        texts: list[str] = []
        for group in sheet.groups:
            start = shifter.row(group.last_row) + 1
            texts.extend(repeated_merges(group, start, group.inserted, sheet.tree.prefix))
        return text_segment("".join(texts).encode(), last=False)


def _spool() -> IO[bytes]:
    """Compressed rows wait in memory, or on disk when there are many; closed with the last reference."""
    return cast(IO[bytes], SpooledTemporaryFile(max_size=_SPOOL))


def serialise(root: etree._Element) -> bytes:
    """A part as bytes, the way office programs declare it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _streamed(group: Group) -> int:
    return sum(plan.count for plan in group.plans)


def _extend_dimension(sheet: SheetEdit, shifter: Shifter) -> None:
    """The used range, which readers may allocate by: as large as needed, never larger for our sake."""
    element = sheet.tree.root.find(f"{M}dimension")
    if element is None:
        return
    try:
        used = parse_range(element.get("ref") or "")
    except ValueError:
        return
    for group in sheet.groups:
        last = shifter.row(group.last_row) + group.inserted
        bound = group.bound
        used = Range(
            min(used.first_row, group.first_row),
            min(used.first_column, *bound, used.first_column),
            max(used.last_row, last),
            max(used.last_column, *bound, used.last_column),
        )
    element.set("ref", format_range(used))
