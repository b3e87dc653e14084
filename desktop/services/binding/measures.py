"""Headings of cross tables as counted figures: a measure from one axis, filters and years from both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from desktop.core.codes import CodeList
from desktop.core.fields import Kind
from desktop.core.words import half_width, normalise_label
from desktop.records.catalogue import record
from desktop.services.binding.measure_words import NEUTRAL, SETS, Dimension, MeasureSetWords, MeasureWords
from desktop.services.binding.names import unit_of
from desktop.store.find import Condition
from desktop.workbook.cross import Cross, CrossRow, counted_column
from desktop.workbook.words import is_total

Codes = Mapping[str, CodeList]

LAST_YEAR: Final = "上年"
_THIS: Final = re.compile(
    r"^(本年度?|本期|今年|本学年|当年|报告期|年内|数值|数量|数据|指标值|填报值|完成值|实际值)数?$"
)
_LAST: Final = re.compile(r"^(上一?年度?|去年|上一?学年|上年同期|去年同期)数?$")
_YEAR: Final = re.compile(
    r"^((?:20\d\d)(?:(?:-|—|~|至)(?:20)?\d\d)?学年度?|20\d\d年(?:第?[一二三四]季度|[上下]半年|\d{1,2}月)?(?:度|全年)?)(.*)$"
)
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
_WITHIN: Final = re.compile(r"^其中:?")
_NUMBERED: Final = re.compile(r"^[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[)]|[.、．])\s*")
_RATIOS: Final = ("百分数", "比例")


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


@dataclass(slots=True)
class _Heading:
    """One heading read: at most one measure, any filters, a window; `unknown` is a text nobody understands."""

    measure: MeasureWords | None = None
    filters: dict[Dimension, str] = field(default_factory=dict)
    window: str = ""
    unknown: str = ""
    total: bool = False
    unit: str = ""
    said: list[str] = field(default_factory=list)


def measure_named(name: str, owner: str = "") -> tuple[MeasureSetWords, MeasureWords] | None:
    """The measure a form.toml names, of one record or of the first that has it."""
    word = _plain(name)
    for each in SETS:
        if owner and owner not in (each.owner, each.person, *each.also):
            continue
        found = next((m for m in each.measures if name in (m.id, m.label) or word in _words(m)), None)
        if found is not None:
            return each, found
    return None


def bind_cross(
    cross: Cross, title: str = "", codes: Codes | None = None, *, rows_from: str = ""
) -> CrossBinding | None:
    """The figures of a cross table, read with the words of each ledger; the one that explains most wins."""
    best: tuple[float, CrossBinding] | None = None
    for words in SETS:
        if rows_from and rows_from not in (words.owner, words.person, *words.also):
            continue
        binding = _Reader(cross, title, codes or {}, words).binding()
        told = sum(word in title for word in words.titles)
        score = len(binding.figures) * (1 + 0.35 * min(told, 2))
        if binding.figures and (best is None or score > best[0]):
            best = (score, binding)
    return best[1] if best else None


def _plain(text: str) -> str:
    return _NUMBERED.sub("", normalise_label(half_width(text)).replace("、", ""))


@cache
def _words(measure: MeasureWords) -> frozenset[str]:
    return frozenset(_plain(word) for word in (measure.label, *measure.aliases))


class _Reader:
    """Reads one cross table with the words of one measure set."""

    def __init__(self, cross: Cross, title: str, codes: Codes, words: MeasureSetWords) -> None:
        self._cross, self._title, self._codes, self._set = cross, title, codes, words
        self._by_word = {word: each for each in words.measures for word in _words(each)}

    def binding(self) -> CrossBinding:
        found = CrossBinding(self._set.owner)
        columns = self._columns()
        rows = self._rows()
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
            each.row: f"看不懂行标题“{rows[each.row].unknown}”"
            for each in self._cross.rows
            if each.row not in lines and rows[each.row].unknown
        }
        return found

    # -- headings -----------------------------------------------------------------------------------

    def _columns(self) -> dict[int, _Heading]:
        paths = {each.index: each.path for each in self._cross.columns if counted_column(each)}
        read = {index: self._read(path) for index, path in paths.items()}
        for group in _siblings(paths):
            context = "".join(part for index in group for part in paths[index][:-1])
            self._vote({index: (paths[index], read[index]) for index in group}, context)
        for index, path in paths.items():
            read[index].unit = unit_of(path)
        return read

    def _rows(self) -> dict[int, _Heading]:
        read: dict[int, _Heading] = {}
        paths = {each.row: each.path for each in self._cross.rows}
        for each in self._cross.rows:
            heading = self._read(each.path, lenient=True)
            heading.total = heading.total or each.total
            heading.unit = each.unit if each.unit in ("元", "万元", "千元", "%", "％") else unit_of(each.path)
            read[each.row] = heading
        self._vote({row: (paths[row], read[row]) for row in paths}, "".join(self._cross.heads))
        self._inherit(read)
        return read

    def _inherit(self, read: Mapping[int, _Heading]) -> None:
        """其中：女性 under 企业职工 narrows the row above it."""
        above: _Heading | None = None
        for each in self._cross.rows:
            heading = read[each.row]
            within = bool(_WITHIN.match(normalise_label(half_width(each.path[-1]))))
            if within and above is not None:
                heading.filters = above.filters | heading.filters
                if heading.measure is None:
                    heading.measure = above.measure
                heading.said.append("在上一行之中")
            elif not within:
                above = heading

    def _read(self, path: Sequence[str], *, lenient: bool = False) -> _Heading:
        """Every text of the path must say something; of a row a group's name may be only a name."""
        heading = _Heading()
        texts = [_plain(text) for text in path]
        joined = self._joined(texts)
        if joined is not None:
            heading.measure, used = joined
            heading.said.append(f"“{'/'.join(path[-used:])}”是{heading.measure.label}")
            texts = texts[:-used]
        for place, text in enumerate(texts):
            group = lenient and place < len(texts) - 1
            if not self._take(text, heading) and not group:
                heading.unknown = heading.unknown or path[place]
        return heading

    def _joined(self, texts: Sequence[str]) -> tuple[MeasureWords, int] | None:
        """计划 over 人数 is 计划人数: the longest tail of the path that names a measure."""
        for used in range(len(texts), 1, -1):
            for joint in ("", "/"):
                found = self._by_word.get(joint.join(texts[-used:]))
                if found is not None:
                    return found, used
        return None

    def _take(self, text: str, heading: _Heading) -> bool:
        """Whether the text is understood as a whole: measure, filter, year, or a word that says nothing."""
        inner = _BRACKET.findall(text)
        bare = _WITHIN.sub("", _BRACKET.sub("", text))
        if is_total(bare) or bare in ("计", "小计", "全部"):
            heading.total = True
            return True
        return self._take_bare(bare, text, heading) and all(
            self._take_bare(_WITHIN.sub("", each), each, heading) or NEUTRAL.fullmatch(each) for each in inner
        )

    def _take_bare(self, bare: str, text: str, heading: _Heading) -> bool:
        if not bare or _THIS.match(bare):
            return True
        if _LAST.match(bare):
            heading.window = LAST_YEAR
            return True
        year = _YEAR.match(bare)
        if year:
            heading.window = year[1].removesuffix("全年")
            return self._take_bare(year[2], text, heading)
        measure = self._by_word.get(text) or self._by_word.get(bare)
        if measure is not None and heading.measure is None:
            heading.measure = measure
            heading.said.append(f"“{text}”是{measure.label}")
            return True
        if self._candidates(bare):
            return True  # which list it belongs to is decided with its neighbours
        return self._with_lead(bare, heading) or bool(NEUTRAL.fullmatch(bare))

    def _with_lead(self, bare: str, heading: _Heading) -> bool:
        """公益项目培训学时: a filter or a plain word before a measure."""
        for at in range(1, len(bare) - 1):
            measure = self._by_word.get(bare[at:])
            if measure is None or heading.measure is not None:
                continue
            lead = bare[:at].rstrip(":,的")
            if self._candidates(lead) or NEUTRAL.fullmatch(lead):
                heading.measure = measure
                heading.said.append(f"“{bare}”是{measure.label}")
                return True
        return False

    # -- filters ------------------------------------------------------------------------------------

    def _candidates(self, text: str) -> dict[Dimension, str]:
        """The lists that know the word, with its code."""
        return {each: code for each in self._set.dimensions if (code := self._code(each, text)) is not None}

    def _code(self, dimension: Dimension, text: str) -> str | None:
        for word in (text, text.removesuffix("人员"), text.removesuffix("培训"), text.removesuffix("项目")):
            if word in dimension.words:
                return dimension.words[word]
            listed = self._codes.get(dimension.codes) if not word.isdigit() else None
            item = listed.find(word) if listed is not None and word else None
            if item is not None:
                return item.code
        return None

    def _vote(self, headings: Mapping[int, tuple[Sequence[str], _Heading]], context: str) -> None:
        """One list for the headings that stand side by side: the one their header names, else most know."""
        leaves = {index: self._words_of(path) for index, (path, _) in headings.items()}
        ranks: dict[Dimension, float] = {}
        for each in self._set.dimensions:
            known = sum(any(each in self._candidates(word) for word in words) for words in leaves.values())
            if known:
                ranks[each] = known + 1.5 * any(name in context for name in each.names)
        order = sorted(ranks, key=lambda each: -ranks[each])
        for index, (_, heading) in headings.items():
            self._choose(leaves[index], order, heading)
        levels = [each for each in order if each.codes == "skill_level"]
        if levels:
            self._one_scale(levels[0], [heading for _, heading in headings.values()])

    def _words_of(self, path: Sequence[str]) -> list[str]:
        """The texts of a path that may be filters, leaf first; what a measure's name leads with, too."""
        words: list[str] = []
        for text in reversed(path):
            plain = _plain(text)
            bare = _WITHIN.sub("", _BRACKET.sub("", plain))
            if plain in self._by_word or bare in self._by_word:
                continue
            year = _YEAR.match(bare)
            bare = year[2] if year else bare
            words += [bare, *(_WITHIN.sub("", each) for each in _BRACKET.findall(plain))]
            words += [bare[:at] for at in range(len(bare) - 1, 0, -1) if bare[at:] in self._by_word][:2]
        return [word for word in words if word]

    def _choose(self, words: Sequence[str], order: Sequence[Dimension], heading: _Heading) -> None:
        taken: set[Dimension] = set()
        for word in words:
            found = self._candidates(word)
            if not found or set(found.values()) & {heading.filters.get(each) for each in taken & set(found)}:
                continue  # the same said twice: 其他 / 其他
            best = next((each for each in order if each in found), None)
            if best is None:
                continue
            if best in heading.filters:
                if word == words[0]:
                    continue
                # A group of the same list holds the leaf: 农村人员 > 农民工; another value would contradict.
                continue
            heading.filters[best] = found[best]
            taken.add(best)
            heading.said.append(f"“{word}”是{best.label}")

    def _one_scale(self, level: Dimension, headings: Sequence[_Heading]) -> None:
        """初级 beside 技师 is 初级工, not the 初级 of an X certificate."""
        listed = self._codes.get(level.codes)
        if listed is None:
            return
        items = [listed.get(code) for each in headings if (code := each.filters.get(level))]
        if not any(item and item.group == "职业技能等级证书" for item in items):
            return
        for each in headings:
            item = listed.get(each.filters.get(level, ""))
            other = listed.find(f"{item.name}工") if item is not None and item.group == "X证书" else None
            if other is not None:
                each.filters[level] = other.code

    # -- cells --------------------------------------------------------------------------------------

    def _default(self, columns: Mapping[int, _Heading], rows: Mapping[int, _Heading]) -> MeasureWords | None:
        """The measure only the title names: 各类人员培训人次统计表."""
        if any(each.measure for each in (*columns.values(), *rows.values())):
            return None
        title = _plain(self._title)
        named = [word for word in self._by_word if len(word) > 1 and word in title]
        longest = [word for word in named if not any(word != each and word in each for each in named)]
        found = {self._by_word[word].id for word in longest}
        return self._by_word[longest[0]] if len(found) == 1 else None

    def _figure(
        self, column: _Heading, row: _Heading, default: MeasureWords | None
    ) -> tuple[BoundFigure | None, str]:
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
            _style(measure, column.unit or row.unit),
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

    def _totals(self, found: CrossBinding, rows: Mapping[int, _Heading]) -> None:
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
            refs = tuple(_ref(row, cell.column) for row in parts)
            found.figures[cell.row, cell.column] = replace(
                first, where=(), of=refs, reason=f"{refs[0]} 等 {len(refs)} 格之和"
            )

    def _measure(self, name: str) -> MeasureWords:
        return next(each for each in self._set.measures if each.id == name)

    def _added(self, total: int, rows: Mapping[int, _Heading]) -> Iterator[int]:
        """The rows a total stands for: of its group for a 小计, else all; 其中 rows are in others already."""
        line = next(each for each in self._cross.rows if each.row == total)
        group = line.path[0] if len(line.path) > 1 and not is_total(line.path[0]) else ""
        for each in self._cross.rows:
            within = bool(_WITHIN.match(normalise_label(half_width(each.path[-1]))))
            if not rows[each.row].total and not within and (not group or each.path[0] == group):
                yield each.row


def _siblings(paths: Mapping[int, Sequence[str]]) -> list[list[int]]:
    """Columns by the group they stand under."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, path in paths.items():
        groups.setdefault(tuple(path[:-1]), []).append(index)
    return list(groups.values())


def _style(measure: MeasureWords, unit: str) -> str:
    if measure.money:
        return unit if unit in ("元", "万元") else "元"
    return ""


def _ref(row: int, column: int) -> str:
    from desktop.workbook.refs import format_ref

    return format_ref(row, column)


__all__ = ["LAST_YEAR", "BoundFigure", "CrossBinding", "CrossRow", "bind_cross", "measure_named"]
