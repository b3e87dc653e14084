"""Headings of cross tables as counted figures: a measure from one axis, filters and years from both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop.core.fields import Kind
from desktop.core.words import half_width, normalise_label
from desktop.records.catalogue import record
from desktop.services.binding.heading_parts import measure_names, plain
from desktop.services.binding.headings_said import LEFT, heading_said, ledger_of
from desktop.services.binding.measure_headings import (
    LAST_YEAR,
    WITHIN,
    Codes,
    Heading,
    HeadingReader,
)
from desktop.services.binding.measure_words import SETS, Dimension, MeasureSetWords, MeasureWords
from desktop.services.binding.names import unit_of
from desktop.store.find import Condition
from desktop.workbook.cross import Cross, counted_column
from desktop.workbook.refs import format_ref
from desktop.workbook.words import is_total

_RATIOS = ("百分数", "比例")


@dataclass(frozen=True, slots=True)
class BoundFigure:
    """What one cell counts. `record` is what the filters are named from; `of` are cells to add up."""

    owner: str  # identifier of the record the measure is a field of
    record: str
    measure: str
    label: str
    where: tuple[Condition, ...] = ()
    window: str = ""
    style: str = ""
    confidence: float = 0.0
    reason: str = ""
    of: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """培训班次.女性人次; figures of the school are no record's."""
        return f"{record(self.owner).label if self.owner != 'school' else '统计'}.{self.label}"


@dataclass(slots=True)
class CrossBinding:
    """Figures by cell; columns and rows that were left alone, with the reason."""

    owner: str
    figures: dict[tuple[int, int], BoundFigure] = field(default_factory=dict)
    columns: dict[int, str] = field(default_factory=dict)  # column → why it is not bound
    rows: dict[int, str] = field(default_factory=dict)
    headings: dict[tuple[str, int], Heading] = field(default_factory=dict)  # as read, by axis and place


def measure_named(name: str, owner: str = "") -> tuple[MeasureSetWords, MeasureWords] | None:
    """The measure a form.toml names, of one record or of the first that has it."""
    word = plain(name)
    for each in SETS:
        if owner and owner not in (each.owner, each.person, *each.also):
            continue
        found = next((m for m in each.measures if name in (m.id, m.label) or word in measure_names(m)), None)
        if found is not None:
            return each, found
    return None


def bind_cross(
    cross: Cross,
    title: str = "",
    codes: Codes | None = None,
    *,
    rows_from: str = "",
    unit: str = "",
    said: Mapping[tuple[str, int], str] | None = None,
) -> CrossBinding | None:
    """The figures of a cross table, read with the words of each ledger; the one that explains most wins.

    `said` is what a person once said of a heading: ("column" | "row", its number) → what it means."""
    best: tuple[float, CrossBinding] | None = None
    told_of = ledger_of(said.values()) if said and not rows_from else ""
    for words in SETS:
        if rows_from and rows_from not in (words.owner, words.person, *words.also):
            continue
        if told_of and told_of != words.owner:
            continue
        binding = _Reader(cross, title, codes or {}, words, unit, said or {}).binding()
        told = sum(word in title for word in words.titles)
        score = len(binding.figures) * (1 + 0.35 * min(told, 2))
        if binding.figures and (best is None or score > best[0]):
            best = (score, binding)
    return best[1] if best else None


class _Reader:
    """Reads one cross table with the words of one measure set."""

    def __init__(
        self,
        cross: Cross,
        title: str,
        codes: Codes,
        words: MeasureSetWords,
        unit: str = "",
        said: Mapping[tuple[str, int], str] | None = None,
    ) -> None:
        self._cross, self._title, self._set, self._unit = cross, title, words, unit
        self._reader, self._codes, self._said = HeadingReader(codes, words), codes, said or {}

    def binding(self) -> CrossBinding:
        found = CrossBinding(self._set.owner)
        columns = self._obeyed("column", self._columns())
        rows = self._obeyed("row", self._rows(counted=any(each.measure for each in columns.values())))
        found.headings = {
            **{("column", index): each for index, each in columns.items()},
            **{("row", index): each for index, each in rows.items()},
        }
        default = self._default(columns, rows)
        for cell in self._cross.cells:
            column, row = columns.get(cell.column), rows.get(cell.row)
            if column is None or row is None:
                continue
            figure, why = self._figure(column, row, default)
            if figure is not None:
                found.figures[cell.row, cell.column] = figure
            elif why:
                found.columns.setdefault(cell.column, why)
        self._drop_twins(found)
        self._totals(found, rows)
        done = {column for _, column in found.figures}
        found.columns = {index: why for index, why in found.columns.items() if index not in done}
        lines = {row for row, _ in found.figures}
        found.rows = {
            each.row: LEFT if rows[each.row].unknown == LEFT else f"看不懂行标题“{rows[each.row].unknown}”"
            for each in self._cross.rows
            if each.row not in lines and rows[each.row].unknown
        }
        return found

    # -- headings -----------------------------------------------------------------------------------

    def _obeyed(self, axis: str, read: dict[int, Heading]) -> dict[int, Heading]:
        """What a person said of a heading goes before what is read in it; the unit is still the heading's."""
        for (mine, index), said in self._said.items():
            told = heading_said(said, self._set.owner, self._codes) if mine == axis else None
            if told is not None:
                told.unit = read[index].unit if index in read else ""
                read[index] = told
        return read

    def _columns(self) -> dict[int, Heading]:
        paths = {each.index: each.path for each in self._cross.columns if counted_column(each)}
        read = {index: self._reader.read(path) for index, path in paths.items()}
        for group in _siblings(paths, self._reader):
            context = "".join(part for index in group for part in paths[index][:-1])
            self._reader.vote({index: (paths[index], read[index]) for index in group}, context)
        self._within([(path, read[index]) for index, path in paths.items()])
        for index, path in paths.items():
            read[index].unit = unit_of(path)
        return read

    def _within(self, columns: Sequence[tuple[Sequence[str], Heading]]) -> None:
        """人次 | 其中：女, 取证人数 | 其中 over 毕业年级: a part of the one before, in the same groups."""
        whole: tuple[Sequence[str], Heading] | None = None
        for path, heading in columns:
            at = next((n for n, text in enumerate(path) if WITHIN.match(plain(text))), None)
            if at is not None and heading.measure is None:
                if whole is not None and whole[0][:at] == path[:at]:
                    heading.measure, heading.filters = whole[1].measure, whole[1].filters | heading.filters
                    heading.said.append("在前一列之中")
            elif heading.measure is not None:
                whole = path, heading

    def _rows(self, *, counted: bool) -> dict[int, Heading]:
        """`counted`: the columns say what is counted, so that 专业课教师 is who and not how many of them."""
        read: dict[int, Heading] = {}
        paths = {each.row: each.path for each in self._cross.rows}
        for each in self._cross.rows:
            heading = self._reader.read(each.path, lenient=True, filters_first=counted)
            heading.total = heading.total or each.total
            heading.unit = each.unit if each.unit in ("元", "万元", "千元", "%", "％") else unit_of(each.path)
            read[each.row] = heading
        self._reader.vote({row: (paths[row], read[row]) for row in paths}, "".join(self._cross.heads))
        self._inherit(read)
        return read

    def _inherit(self, read: Mapping[int, Heading]) -> None:
        """其中：女性 under 企业职工 narrows the row above it."""
        above: Heading | None = None
        for each in self._cross.rows:
            heading = read[each.row]
            within = bool(WITHIN.match(normalise_label(half_width(each.path[-1]))))
            if within and above is not None:
                heading.filters = above.filters | heading.filters
                if heading.measure is None:
                    heading.measure = above.measure
                heading.said.append("在上一行之中")
            elif not within:
                above = heading

    # -- cells --------------------------------------------------------------------------------------

    def _default(self, columns: Mapping[int, Heading], rows: Mapping[int, Heading]) -> MeasureWords | None:
        """The measure only the title names: 各类人员培训人次统计表."""
        if any(each.measure for each in (*columns.values(), *rows.values())):
            return None
        title = plain(self._title)
        named = [word for word in self._reader.by_word if len(word) > 1 and word in title]
        longest = [word for word in named if not any(word != each and word in each for each in named)]
        found = {self._reader.by_word[word].id for word in longest}
        return self._reader.by_word[longest[0]] if len(found) == 1 else None

    def _figure(
        self, column: Heading, row: Heading, default: MeasureWords | None
    ) -> tuple[BoundFigure | None, str]:
        if LEFT in (column.unknown, row.unknown):
            return None, LEFT if column.unknown == LEFT else ""
        if column.unknown:
            return None, f"看不懂列标题“{column.unknown}”，没有把握"
        if row.unknown or row.total:
            return None, ""
        measure = column.measure or row.measure or default
        if measure is None:
            return None, "表头没有说明统计什么"
        if column.measure and row.measure and column.measure.id != row.measure.id:
            return None, "行、列各说一种统计项，不知以哪个为准"
        clash = [each for each in column.filters if row.filters.get(each) not in (None, column.filters[each])]
        if clash or (column.window and row.window and column.window != row.window):
            return None, "行、列的条件互相矛盾"
        filters = row.filters | column.filters
        if not measure.filtered and filters:
            return None, f"“{measure.label}”不能再按条件细分"
        root, where = self._conditions(filters)
        figure = BoundFigure(
            measure.owner or self._set.owner,
            measure.root or root,
            measure.id,
            measure.label,
            where,
            column.window or row.window,
            _style(measure, column.unit or row.unit, self._unit),
            0.95 if column.measure or row.measure else 0.8,
            "；".join(dict.fromkeys((*column.said, *row.said))) or "表名说明了统计项",
        )
        return figure, ""

    def _conditions(self, filters: Mapping[Dimension, str]) -> tuple[str, tuple[Condition, ...]]:
        """Named from the rows of the ledger or, when a person's own field is asked for, from their lines."""
        person = any(each.of_person for each in filters)
        root = self._set.person if person else self._set.owner
        made = []
        for each, code in sorted(filters.items(), key=lambda item: item[0].path):
            label = each.path if each.of_person or not person else f"{self._set.through}.{each.path}"
            kind = record(root).path(label).field.kind
            made.append(Condition(label, "=", code == "是" if kind is Kind.YESNO else code))
        return root, tuple(made)

    def _drop_twins(self, found: CrossBinding) -> None:
        """Two cells that would count the very same are the same text under two groups: neither is sure."""
        seen: dict[tuple[object, ...], list[tuple[int, int]]] = {}
        for place, each in found.figures.items():
            seen.setdefault((each.measure, each.record, each.where, each.window), []).append(place)
        for places in seen.values():
            if len(places) > 1:
                for place in places:
                    del found.figures[place]
                    found.columns.setdefault(place[1], "另有一格统计的内容完全相同，分不清是哪一格")

    def _totals(self, found: CrossBinding, rows: Mapping[int, Heading]) -> None:
        """A total without a formula adds up the rows it stands for; a rate is no sum."""
        for cell in self._cross.cells:
            if not rows[cell.row].total:
                continue
            parts = [
                row
                for row in self._added(cell.row, rows)
                if (row, cell.column) in {(each.row, each.column) for each in self._cross.cells}
            ]
            figures = [found.figures.get((row, cell.column)) for row in parts]
            first = next((each for each in figures if each is not None), None)
            if first is None or not all(each and each.measure == first.measure for each in figures):
                continue
            if first.style in _RATIOS or not self._measure(first.measure).summed:
                continue
            refs = tuple(format_ref(row, cell.column) for row in parts)
            timed = {each.window for each in figures if each is not None}
            common = tuple(each for each in first.where if all(one and each in one.where for one in figures))
            window = first.window if len(timed) == 1 else ""  # the quarters together are no quarter
            found.figures[cell.row, cell.column] = replace(
                first, where=common, window=window, of=refs, reason=f"{refs[0]} 等 {len(refs)} 格之和"
            )

    def _measure(self, name: str) -> MeasureWords:
        return next(each for each in self._set.measures if each.id == name)

    def _added(self, total: int, rows: Mapping[int, Heading]) -> Iterator[int]:
        """The rows a total stands for: of its group for a 小计, else all; 其中 rows are in others already."""
        line = next(each for each in self._cross.rows if each.row == total)
        group = line.path[0] if len(line.path) > 1 and not is_total(line.path[0]) else ""
        for each in self._cross.rows:
            within = bool(WITHIN.match(normalise_label(half_width(each.path[-1]))))
            if not rows[each.row].total and not within and (not group or each.path[0] == group):
                yield each.row


def _siblings(paths: Mapping[int, Sequence[str]], reader: HeadingReader | None = None) -> list[list[int]]:
    """Columns by the group they stand under; where a leaf only says what is counted (线上 over 班次, 人数)
    and a reader tells so, by the group above."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, path in paths.items():
        figure = reader is not None and reader.only_measure(plain(path[-1]))
        groups.setdefault(tuple(path[:-2] if figure else path[:-1]), []).append(index)
    return list(groups.values())


def _style(measure: MeasureWords, unit: str, around: str) -> str:
    """Money in the unit of its heading, else in that printed over the table."""
    if not measure.money:
        return ""
    if unit in ("元", "万元"):
        return unit
    return "万元" if "万元" in around else "元"


__all__ = ["LAST_YEAR", "BoundFigure", "CrossBinding", "bind_cross", "measure_named"]
