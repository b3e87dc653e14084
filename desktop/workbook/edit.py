"""One fill of one package: lists filled, rows streamed, everything that refers to rows moved along."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final, cast

from lxml import etree

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.workbook.archive import Segment, SegmentWriter, text_segment
from desktop.workbook.blocks import Group, ListBlock, group_blocks
from desktop.workbook.calculation import Calculation
from desktop.workbook.followers import Followers, Linked
from desktop.workbook.labelled import CellValue, put_value
from desktop.workbook.linked import defined_names, find_linked, tables_of
from desktop.workbook.lists import (
    check_arrays,
    check_merges,
    fill_below_printed,
    fill_in_place,
    repeated_merges,
)
from desktop.workbook.package import MAIN, Package, SheetEntry, normal_name, to_strict
from desktop.workbook.printed import cut_printed
from desktop.workbook.refs import Range, format_ref, parse_range
from desktop.workbook.rows import RowStream, columns_of, count_columns
from desktop.workbook.shift import Move, Shifter, Shifters, shifters_for
from desktop.workbook.spool import Spool
from desktop.workbook.strings import StringTable
from desktop.workbook.surplus import remove_surplus
from desktop.workbook.totals import Computed, ask_columns, build, compute_rows, refresh_cached
from desktop.workbook.tree import M, SheetTree
from desktop.workbook.values import Ink
from desktop.workbook.visit import (
    filter_grows,
    visit_anchors,
    visit_cell_formulas,
    visit_formulas,
    visit_references,
)
from desktop.workbook.witness import Witness
from desktop.workbook.xfs import StyleBook

_MARKER: Final = re.compile(rb"<!--rows (\d+)-->|<!--merges-->")


@dataclass(slots=True)
class SheetEdit:
    """One sheet while it is filled."""

    entry: SheetEntry
    tree: SheetTree
    groups: list[Group]
    touched: set[tuple[int, int]] = field(default_factory=set)
    streams: dict[int, Segment] = field(default_factory=dict)
    witness: Witness = field(default_factory=Witness)
    rows: int = 0


class Edit:
    """The fill from parsed template to finished parts."""

    def __init__(
        self,
        package: Package,
        blocks: Sequence[ListBlock],
        cells: Sequence[CellValue],
        spool: Path,
        progress: Progress,
    ) -> None:
        self.package = package
        self.progress = progress
        self.blocks, self.cells = blocks, cells
        self.spool = spool
        self.removed: set[str] = set()
        self.written = self.inserted = 0
        self.notes: list[str] = []
        book = package.xml(package.workbook)
        properties = book.find(f"{{{MAIN}}}workbookPr")
        self.date1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self.names = defined_names(book)
        self.strings = StringTable(package)
        self.styles = StyleBook(package)
        self.sheets: list[SheetEdit] = []

    def run(self) -> dict[str, list[Segment]]:
        """All changed parts, compressed."""
        wanted = dict.fromkeys([block.sheet for block in self.blocks] + [cell.sheet for cell in self.cells])
        self.sheets = [self._open(name) for name in wanted]
        for sheet in self.sheets:
            self._fill_in_place(sheet)
        linked = find_linked(self.package, set(wanted), self.names)
        self._ask(linked)
        remove_surplus(self.sheets, linked, self.names, self.notes)
        self._stream_printed()
        self._stream(late=False)
        shifters = self._shifters()
        book = self._calculate(shifters, linked)
        self._stream(late=True)
        self.written = sum(group.written for sheet in self.sheets for group in sheet.groups)
        self.inserted = sum(group.inserted for sheet in self.sheets for group in sheet.groups)
        return self._parts(shifters, linked, recalculate=any(grid.formulas for grid in book.grids.values()))

    def _parts(
        self, shifters: Shifters, linked: dict[str, Linked], *, recalculate: bool
    ) -> dict[str, list[Segment]]:
        parts: dict[str, list[Segment]] = {}
        filled = {sheet.entry.name for sheet in self.sheets}
        growing = {
            str(sheet.entry.index)
            for sheet in self.sheets
            for element in sheet.tree.root.findall(f"{M}autoFilter")
            if filter_grows(element)
        }
        followers = Followers(self.package, shifters, filled, linked, growing)
        for part, data in followers.follow(recalculate=recalculate).items():
            parts[normal_name(part)] = [self._segment(data)]
        self.removed = followers.removed
        self.notes.extend(followers.notes)
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
        groups = group_blocks(name, [block for block in self.blocks if block.sheet == name])
        single = any(cell.sheet == name for cell in self.cells)

        def cut(data: bytes) -> bytes:
            return data if single else cut_printed(data, groups)

        return SheetEdit(entry, SheetTree(name, self.package.tree(entry.part, cut)), groups)

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
            fill_in_place(sheet.tree, ink, group, sheet.witness)

    def _ask(self, linked: dict[str, Linked]) -> None:
        """What formulas will want to know of rows that stream by."""
        trees = {sheet.entry.name: sheet.tree for sheet in self.sheets}
        trees |= {name: other.tree for name, other in linked.items()}
        texts = {name: [f.text for f in tree.data.iter(f"{M}f") if f.text] for name, tree in trees.items()}
        ask_columns(texts, {s.entry.name.casefold(): s.groups for s in self.sheets}, self.names)

    def _stream_printed(self) -> None:
        """Rows of the template that were taken out because they are all the same."""
        for sheet in self.sheets:
            for number, group in enumerate(sheet.groups):
                printed = group.printed
                if printed is None:
                    continue
                ink = self.ink(sheet.tree)
                sink = SegmentWriter(self._file())
                rows = printed.last_row - printed.first_row + 1
                stream = RowStream(sheet.tree, ink, printed, sheet.witness)
                moved = sum(each.by for each in sheet.groups[:number])
                printed.inserted = stream.write(printed.first_row + moved, sink, self.progress, rows)
                sheet.streams[2 * number] = sink.close()
                fill_below_printed(sheet.tree, ink, group, sheet.witness)

    def _stream(self, *, late: bool) -> None:
        """Rows with formulas come late: they must know where everything lies and what it is worth."""
        for sheet in self.sheets:
            moved = 0
            for number, group in enumerate(sheet.groups):
                if group.has_formulas != late:
                    if not late:
                        self._keep(group)
                    moved += group.by
                    continue
                stream = RowStream(sheet.tree, self.ink(sheet.tree), group, sheet.witness)
                sink = SegmentWriter(self._file())
                group.inserted = stream.write(group.last_row + 1 + moved, sink, self.progress)
                if group.inserted:
                    sheet.streams[2 * number + 1] = sink.close()
                moved += group.by

    def _keep(self, group: Group) -> None:
        for plan in group.plans:
            kept = Spool(self._file())
            for rows in kept.take(plan.rows):
                count_columns(plan, columns_of(plan, rows), date1904=self.date1904)
            plan.kept, plan.rows = kept, iter(kept)
            group.inserted = max(group.inserted, len(kept) * group.height)

    def _file(self) -> IO[bytes]:
        """Compressed rows wait on the disk where the result will lie; gone with the last reference."""
        return cast(IO[bytes], TemporaryFile(dir=self.spool))

    def _shifters(self) -> Shifters:
        return shifters_for(
            (sheet.entry.name, Move(group.first_row, group.last_row, group.by))
            for sheet in self.sheets
            for group in sheet.groups
        )

    def _calculate(self, shifters: Shifters, linked: dict[str, Linked]) -> Calculation:
        """Formulas to their final rows, then what they are worth."""
        sheets: dict[str, Computed] = {}
        for sheet in self.sheets:
            name = sheet.entry.name
            for group in sheet.groups:
                for static in group.statics.values():
                    if static.formula is not None:
                        static.formula = shifters.formula(static.formula, name, static.home)
                        static.home = shifters.of(name).row(static.home)
            visit_cell_formulas(sheet.tree.data, shifters, name)
            sheets[name] = Computed(sheet.tree, sheet.groups, sheet.touched)
        for name, other in linked.items():
            other.changed = visit_cell_formulas(other.tree.data, shifters, name)
            sheets[name] = Computed(other.tree)
        names = {name: shifters.formula(text, "") for name, text in self.names.items()}
        book = build(
            sheets,
            self.strings,
            shifters,
            names,
            date1904=self.date1904,
            tables=tables_of(self.package, shifters),
        )
        for sheet in self.sheets:
            compute_rows(book, sheets[sheet.entry.name])
        for name in sheets:
            changed = refresh_cached(book, name, filled=name not in linked)
            if name in linked:
                linked[name].changed |= changed
        return book

    def _finish(self, sheet: SheetEdit, shifters: Shifters) -> list[Segment]:
        """The sheet part: everything moved, rows and merges put in, in segments."""
        tree, name = sheet.tree, sheet.entry.name
        shifter = shifters.of(name)
        labels = _grown_labels(sheet, shifter)
        visit_formulas(tree.root, shifters, name)
        visit_references(tree.root, shifter)
        visit_anchors(tree.root, shifter)
        for merge, ref in labels:
            merge.set("ref", ref)
        for row in list(tree.rows):
            if shifter.removed(row):
                tree.drop_row(row)
            else:
                tree.renumber(row, shifter.row(row))
        self._mark(sheet)
        _extend_dimension(sheet, shifter)
        return self._segments(sheet, shifter)

    def _mark(self, sheet: SheetEdit) -> None:
        tree = sheet.tree
        extra = sum(len(group.merged) * (group.inserted // group.height) for group in sheet.groups)
        for number, group in enumerate(sheet.groups):
            for stream, below in ((2 * number + 1, group.last_row), (2 * number, group.sample)):
                if stream not in sheet.streams:
                    continue
                mark = etree.Comment(f"rows {stream}")
                above = max((row for row in tree.rows if row <= below), default=None)
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
                segments.append(sheet.streams[int(mark[1])])
        segments.append(text_segment(data[at:], last=True))
        printed = [group.printed.inserted for group in sheet.groups if group.printed is not None]
        sheet.rows = len(sheet.tree.rows) + sum(group.inserted for group in sheet.groups) + sum(printed)
        return segments

    def _merge_segment(self, sheet: SheetEdit, shifter: Shifter) -> Segment:
        texts: list[str] = []
        for group in sheet.groups:
            start = shifter.row(group.last_row) + 1
            texts.extend(repeated_merges(group, start, sheet.tree.prefix))
        return text_segment("".join(texts).encode(), last=False)


def serialise(root: etree._Element) -> bytes:
    """A part as bytes, the way office programs declare it."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _grown_labels(sheet: SheetEdit, shifter: Shifter) -> list[tuple[etree._Element, str]]:
    """Merges beside a list that are as high as the list stay so."""
    wanted = {label for group in sheet.groups for label in group.labels}
    if not wanted:
        return []
    merges = [
        (merge, (merge.get("ref") or "").replace("$", "")) for merge in sheet.tree.root.iter(f"{M}mergeCell")
    ]
    return [(merge, shifter.ref(ref)) for merge, ref in merges if ref in wanted]


def _extend_dimension(sheet: SheetEdit, shifter: Shifter) -> None:
    """The used range, which readers may allocate by: as large as needed, never larger for our sake."""
    element = sheet.tree.root.find(f"{M}dimension")
    if element is None:
        return
    try:
        used = parse_range(element.get("ref") or "")
    except ValueError:
        return
    spots = [used, *sheet.tree.used(shifter.row)]
    for group in sheet.groups:
        bound = group.bound
        first = shifter.row(group.first_row)
        last = shifter.row(group.last_row) + group.inserted
        spots.append(Range(first, min(bound), last, max(bound)))
    used = Range(
        min(spot.first_row for spot in spots),
        min(spot.first_column for spot in spots),
        max(spot.last_row for spot in spots),
        max(spot.last_column for spot in spots),
    )
    start, stop = format_ref(*used[:2]), format_ref(*used[2:])
    element.set("ref", start if start == stop else f"{start}:{stop}")
