"""Measures as columns of a list: what a column counts for each row, with the filters of its header path."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.core.fields import Kind
from desktop.core.same import Same
from desktop.records.catalogue import record
from desktop.services.binding.columns import HeaderColumn
from desktop.services.binding.heading_parts import plain
from desktop.services.binding.measure_headings import PERSONS, WITHIN, Codes, Heading, heading_reader
from desktop.services.binding.measure_words import SETS, Dimension, MeasureSetWords, MeasureWords
from desktop.services.binding.names import unit_of
from desktop.store.find import Condition

CONFIDENCE: Final = 0.9
# Of one class or batch a person is there once: what its own figure is called there.
OF_ROW: Final[Mapping[str, str]] = {
    "training.persons": "training.came",
    "certificate.issued": "certificate.candidates_certified",
}
# What one class or batch is or is not: no part of its own figures.
_OF_ONE: Final = ("培训类型", "性质", "面向", "培训方式", "证书目录.方案")
# The measure of a row without any filter is a field of the row.
_FIELDS: Final[Mapping[str, str]] = {
    "training.came": "actual",
    "training.attendances": "attendances",
    "training.women": "women",
    "training.finished": "finished",
    "training.certified": "certified",
    "training.planned": "planned",
    "training.hours": "hours",
    "training.person_hours": "person_hours",
    "training.person_days": "person_days",
    "training.income": "income",
    "training.subsidy": "subsidy",
    "certificate.registered": "registered",
    "certificate.sat": "sat",
    "certificate.passed": "passed",
    "certificate.candidates_certified": "certified",
    "certificate.pass_rate": "pass_rate",
    "certificate.certified_rate": "certified_rate",
}


@dataclass(frozen=True, slots=True)
class RowFigure:
    """What a column counts for each row: `root` names the filters, `row` says how the counted belong to it
    (record, dotted reference; "" is the row itself); `plain` is the row's own field that says the same."""

    owner: str
    root: str
    measure: str
    label: str
    row: tuple[str, str]
    where: tuple[Condition, ...] = ()
    window: str = ""
    style: str = ""
    confidence: float = CONFIDENCE
    reason: str = ""
    plain: str = ""

    @property
    def field(self) -> str:
        return f"{record(self.owner).label}.{self.label}"


def row_figures(
    columns: Sequence[HeaderColumn],
    record_id: str,
    open_: Collection[int],
    *,
    title: str = "",
    codes: Codes | None = None,
    unit: str = "",
) -> dict[int, RowFigure]:
    """The figures of the columns in `open_`, which no field fills; read with the words of one ledger."""
    best: dict[int, RowFigure] = {}
    most = 0.0
    for words in SETS:
        row = next(((base, name) for own, base, name in words.rows if own == record_id), None)
        if row is None:
            continue
        found = _Reading(columns, title, codes if codes is not None else {}, words, row, unit, record_id)
        figures = found.figures(open_)
        rank = len(figures) + 0.5 * sum(word in title for word in words.titles)
        if figures and rank > most:
            best, most = figures, rank
    return best


class _Reading:
    """The columns of one list read with the words of one measure set."""

    def __init__(
        self,
        columns: Sequence[HeaderColumn],
        title: str,
        codes: Codes,
        words: MeasureSetWords,
        row: tuple[str, str],
        unit: str,
        record_id: str,
    ) -> None:
        self._columns = [each for each in columns if not each.running_number and not each.continued]
        self._title, self._set, self._row, self._unit = title, words, row, unit
        self._own = record_id == words.owner  # each row is one class, one batch, one practice
        self._reader = heading_reader(Same(codes), words)

    def figures(self, open_: Collection[int]) -> dict[int, RowFigure]:
        read = {each.index: self._reader.read(each.path) for each in self._columns}
        groups: dict[tuple[str, ...], list[HeaderColumn]] = {}
        for each in self._columns:
            groups.setdefault(each.path[:-1], []).append(each)
        for path, mine in groups.items():
            paths = {each.index: (each.path, read[each.index]) for each in mine}
            self._reader.vote(paths, "".join(path) + self._title)
        self._within(read)
        found = {}
        for each in self._columns:
            made = self._figure(each, read[each.index]) if each.index in open_ else None
            if made is not None:
                found[each.index] = made
        return _without_twins(found)

    def _within(self, read: Mapping[int, Heading]) -> None:
        """人次 | 其中：女, 其中 over 女: a part of the column before."""
        whole: Heading | None = None
        for each in self._columns:
            heading = read[each.index]
            part = heading.measure is None and any(WITHIN.match(plain(text)) for text in each.path)
            if part and whole is not None and not heading.unknown:
                heading.measure, heading.filters = whole.measure, whole.filters | heading.filters
                heading.said.append("在前面一列之中")
            elif not part:
                whole = heading if heading.measure is not None else None

    def _figure(self, column: HeaderColumn, heading: Heading) -> RowFigure | None:
        measure = heading.measure or self._persons(column, heading)
        if measure is None or heading.unknown or not measure.filtered:
            return None
        if heading.counted == "人数" or (heading.counted and not self._own and not self._announced(column)):
            return None  # 职工人数 of an enterprise are not those whom we trained
        named = measure.id
        if self._own:
            if any(each.path in _OF_ONE for each in heading.filters):
                return None  # 创业人数 of one class: those who set up a business, not a kind of class
            if heading.window and self._set.owner == "training_class":
                return None  # a class has one date: years are asked of what goes on through them
            named = OF_ROW.get(named, named) if not heading.window else named
            measure = next(
                (each for each in self._set.measures if each.id == named), replace(measure, id=named)
            )
        narrowed = bool(heading.filters or heading.window)
        if not narrowed and (not self._announced(column) if not self._own else not heading.total):
            return None
        root, where = conditions_of(self._set, heading.filters)
        return RowFigure(
            self._set.owner,
            root,
            named,
            measure.label,
            self._row,
            where,
            heading.window,
            money_style(measure, unit_of(column.path), self._unit),
            CONFIDENCE,
            "；".join(dict.fromkeys(heading.said)),
            _FIELDS.get(named, "") if self._own and not narrowed else "",
        )

    def _persons(self, column: HeaderColumn, heading: Heading) -> MeasureWords | None:
        """毕业年级学员: a kind of people and nothing else asks how many there are of them."""
        leaf = plain(column.path[-1])
        named = bool(heading.filters) and not heading.unknown and leaf.endswith(PERSONS) and len(leaf) > 2
        return self._reader.by_word.get("人数") if named and self._own else None

    def _announced(self, column: HeaderColumn) -> bool:
        """Whether title or header say which ledger is counted: 人数 alone may be anybody's."""
        said = f"{self._title}{''.join(column.path)}"
        return any(word in said for word in self._set.titles)


def _without_twins(found: Mapping[int, RowFigure]) -> dict[int, RowFigure]:
    """Two columns that would count the very same: neither is sure."""
    keys = [(each.measure, each.root, each.where, each.window) for each in found.values()]
    return {
        index: each
        for index, each in found.items()
        if keys.count((each.measure, each.root, each.where, each.window)) == 1
    }


def conditions_of(
    words: MeasureSetWords, filters: Mapping[Dimension, str]
) -> tuple[str, tuple[Condition, ...]]:
    """Named from the rows of the ledger or, when a person's own field is asked for, from their lines."""
    person = any(each.of_person for each in filters)
    root = words.person if person else words.owner
    made = []
    for each, code in sorted(filters.items(), key=lambda item: item[0].path):
        label = each.path if each.of_person or not person else f"{words.through}.{each.path}"
        kind = record(root).path(label).field.kind
        made.append(Condition(label, "=", code == "是" if kind is Kind.YESNO else code))
    return root, tuple(made)


def money_style(measure: MeasureWords, unit: str, around: str) -> str:
    """Money in the unit of its heading, else in that printed over the table."""
    if not measure.money:
        return ""
    if unit in ("元", "万元"):
        return unit
    return "万元" if "万元" in around else "元"
