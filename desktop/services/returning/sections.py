"""A list divided into sections (一、补贴性培训 … 小计 二、公益性培训 …): which rows belong in which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from desktop.core.fields import Kind
from desktop.records.catalogue import Path, Record
from desktop.services.binding.measure_headings import Heading, HeadingReader
from desktop.services.binding.measure_words import DEPARTMENTS, MAJORS, SETS, Dimension, MeasureSetWords
from desktop.services.office import Office
from desktop.services.returning.own_names import WithOwnNames
from desktop.services.returning.shape import FormColumn, FormSheet
from desktop.store.find import Condition
from desktop.workbook import Cell, Sheet, Table
from desktop.workbook.headers import Grid
from desktop.workbook.words import is_note, is_running_label, is_total, split_labels, tidy

_FRAMED: Final = 0.5  # so much of a blank row has a border where it is one to fill in
_NUMERAL: Final = "[一二三四五六七八九十]{1,3}"
_LEAD: Final = re.compile(
    rf"^(?:[（(](?:{_NUMERAL}|\d{{1,2}})[）)]|第?{_NUMERAL}部分[:：、]?|(?:{_NUMERAL}|\d{{1,2}})[、.．])"
)
_ONLY_NUMERAL: Final = re.compile(rf"[（(]?{_NUMERAL}[）)]?[、.．]?")
# 补贴性培训班次名单: what ends a heading without saying which rows are meant; tried without it last.
_ENDING: Final = re.compile("(?:培训)?(?:班次?|班级|名单|名册|情况|部分|项目|类别?|组|教师|学生|学员)$")
_OWN_LISTS: Final[Mapping[str, str]] = {"department": DEPARTMENTS, "major": MAJORS}

_Meant = tuple[tuple[Condition, ...], str]  # conditions, a period


@dataclass(slots=True)
class Band:
    """A heading over a part of the list, and the rows under it that are filled."""

    row: int
    text: str
    column: int
    plainly: bool  # by its place or number a heading, whatever it says
    first: int = 0
    last: int = 0
    numbers: list[int] = field(default_factory=list)  # running numbers printed in the rows


def divided(office: Office, sheet: Sheet, table: Table, made: FormSheet) -> tuple[FormSheet, ...]:
    """A list as one part for each of its sections; itself where it has none, or not all are understood."""
    bands = bands_of(sheet, table) if made.has_list else []
    meant = _meant(office, made.record, [band.text for band in bands]) if len(bands) > 1 else None
    if meant is None:
        return (_first_only(made, bands),)
    if any(_in_own_column(made, *each) for each in zip(bands, meant, strict=True)):
        return (made,)
    made = _numbered(made, table)
    goes_on = _goes_on(bands)
    parts: list[FormSheet] = []
    for band, (where, within) in zip(bands, meant, strict=True):
        part = replace(
            made, first_row=band.first, last_row=band.last, section=band.text, where=where, within=within,
            goes_on=goes_on,
        )  # fmt: skip
        parts.append(replace(part, cells=(), unbound=()) if parts else part)
    return tuple(parts)


def _first_only(made: FormSheet, bands: Sequence[Band]) -> FormSheet:
    """The rows of the first section: not over its heading, nor over its 小计."""
    if len(bands) < 2 or not all(band.plainly for band in bands):
        return made
    return replace(made, first_row=bands[0].first, last_row=bands[0].last)


def not_understood(sheet: Sheet, table: Table) -> tuple[str, ...]:
    """What is said of a list that has sections but was not divided."""
    bands = bands_of(sheet, table)
    if (len(bands) < 2 or not all(band.plainly for band in bands)) and not any(
        row > table.first_row for row in table.section_rows
    ):
        return ()
    named = "、".join(f"“{band.text}”" for band in bands)
    said = f"表中分了几段{f'（{named}）' if named else ''}，看不出哪些记录该填哪一段，"
    return (f"{said}记录都填在第一段里，请核对后移到各段。",)


def _in_own_column(made: FormSheet, band: Band, meant: _Meant) -> bool:
    """男 printed in the column 性别, 汽车系 in 系部: a value of rows to fill in, and no heading."""
    if band.plainly:
        return False
    column = next((each for each in made.columns if each.index == band.column), None)
    if column is None or column.value is None or meant[1]:
        return True
    shown = {part.path.name for part in column.value.parts if part.path is not None}
    paths = {each.path.name for each in meant[0] if isinstance(each.path, Path)}
    return bool(shown & paths)


def _numbered(made: FormSheet, table: Table) -> FormSheet:
    """With its running numbers, which headings in their column hid."""
    known = {column.index for column in made.columns}
    more = [
        FormColumn(each.index, each.letter, "running", header="/".join(each.path))
        for each in table.columns
        if each.index not in known and is_running_label(each.leaf)
    ]
    indexes = {each.index for each in more}
    columns = tuple(sorted([*made.columns, *more], key=lambda each: each.index))
    return replace(
        made, columns=columns, unbound=tuple(each for each in made.unbound if each.index not in indexes)
    )


# -- where the sections are ------------------------------------------------------------------------------


def bands_of(sheet: Sheet, table: Table) -> list[Band]:
    """The sections under the header; none where rows lie outside of all of them."""
    grid = Grid(sheet, ())
    columns = [column.index for column in table.columns]
    low, high = min(columns), max(columns)
    start = max(table.header_rows[1], table.code_row or 0) + 1
    running = {each.index for each in table.columns if each.running_number or is_running_label(each.leaf)}
    blocks = {(each.first_row, each.first_column): each for each in sheet.merges}
    found: list[Band] = []
    open_band = False
    for row in range(start, sheet.max_row + 1):
        cells = grid.anchors(row, low, high)
        if not cells and grid.bordered(row, low, high) < _FRAMED * (high - low + 1):
            break
        if _is_total(cells):
            open_band = False
        elif text := _heading(cells, low):
            lead = next(cell for cell in cells if not cell.formula)
            block = blocks.get((row, lead.column))
            if block is not None and block.last_row > row:
                return []  # what several rows are of stands beside them: a column, no heading
            plainly = block is not None or lead.column in running or bool(_LEAD.match(text))
            found.append(Band(row, text, lead.column, plainly))
            open_band = True
        elif _is_outside(cells, low):
            break
        elif not open_band:
            return []
        else:
            _take(found[-1], row, cells, running)
    return found if all(band.first for band in found) else []


def _take(band: Band, row: int, cells: Sequence[Cell], running: set[int]) -> None:
    band.first, band.last = band.first or row, row
    band.numbers += [int(n) for cell in cells if cell.column in running and (n := tidy(cell.text)).isdigit()]


def _is_total(cells: Sequence[Cell]) -> bool:
    """小计, 合计; not a heading with its sums beside it (一、补贴性培训 | =SUM(…))."""
    return any(is_total(cell.text) or "小计" in tidy(cell.text) for cell in cells[:3])


def _heading(cells: Sequence[Cell], low: int) -> str:
    """The one text of a row, at its left; formulas beside it sum its section."""
    texts = [cell for cell in cells if not cell.formula]
    if len(texts) == 2 and _ONLY_NUMERAL.fullmatch(tidy(texts[0].text)):
        texts = texts[1:]
    if len(texts) != 1 or texts[0].column > low + 1:
        return ""
    text = tidy(texts[0].text)
    year = re.fullmatch(r"20\d\d", text)
    if len(text) > 24 or not (year or (texts[0].kind == "text" and not text.isdigit())):
        return ""
    noted = not _LEAD.match(text) and (is_note(text) or bool(split_labels(text)))
    return "" if noted else text.rstrip(":：")


def _is_outside(cells: Sequence[Cell], low: int) -> bool:
    """A note or a signature under the list."""
    return (
        bool(cells)
        and cells[0].column <= low + 1
        and (is_note(cells[0].text) or bool(split_labels(cells[0].text)))
    )


def _goes_on(bands: Sequence[Band]) -> bool:
    """Whether the second section's printed numbers go on from those of the first."""
    printed = [band.numbers for band in bands if band.numbers]
    return len(printed) > 1 and printed[1][0] > printed[0][-1] >= 1


# -- what they mean --------------------------------------------------------------------------------------


def _meant(office: Office, own: Record, texts: Sequence[str]) -> list[_Meant] | None:
    """What each heading narrows the rows to, read as the headings of a cross table are. All of one kind and
    each another item, or nothing: a row in the wrong section is worse than a list that is not divided."""
    names = WithOwnNames(office)
    for words in _words_of(own):
        read = _read(names, words, texts)
        if read is None:
            continue
        if all(each.window and not each.filters for each in read):
            return _periods(own, [each.window for each in read])
        kinds = [tuple(each.filters.items()) for each in read]
        if any(len(each) != 1 for each in kinds) or len(set(kinds)) < len(kinds):
            continue
        dimensions = {each[0][0] for each in kinds}
        path = _path(own, words, next(iter(dimensions))) if len(dimensions) == 1 else None
        if path is None or any(each.window for each in read):
            continue
        yes_no = path.field.kind is Kind.YESNO
        return [((Condition(path, "=", code == "是" if yes_no else code),), "") for ((_, code),) in kinds]
    return None


def _read(names: WithOwnNames, words: MeasureSetWords, texts: Sequence[str]) -> list[Heading] | None:
    reader = HeadingReader(names, words)
    said = [_LEAD.sub("", text) for text in texts]
    read: dict[int, tuple[Sequence[str], Heading]] = {}
    for place, text in enumerate(said):
        for word in dict.fromkeys((text, _ENDING.sub("", text))):
            heading = reader.read([word]) if word else Heading(unknown=text)
            if not heading.unknown and not heading.total:
                read[place] = ([word], heading)
                break
        else:
            return None
    reader.vote(read, "")
    return [heading for _, heading in read.values()]


def _words_of(own: Record) -> Iterator[MeasureSetWords]:
    """The kinds by which the ledger's figures are parted; then any list that the rows themselves have."""
    for words in SETS:
        if own.id in (words.owner, words.person):
            yield replace(words, measures=())
    listed = []
    for path in own.columns:
        codes = path.field.codes if path.field.kind is Kind.CODE else _OWN_LISTS.get(path.field.ref or "", "")
        if codes:
            listed.append(Dimension(path.label, codes, path.label, of_person=True))
    yield MeasureSetWords(own.id, own.id, "", (), (), tuple(listed))


def _path(own: Record, words: MeasureSetWords, dimension: Dimension) -> Path | None:
    """The field by which rows of the record are told apart; of a class none that only its persons have."""
    label = dimension.path
    if dimension.of_person and own.id != words.person:
        return None
    if not dimension.of_person and own.id != words.owner:
        label = f"{words.through}.{label}"
    return own.find_path(label)


def _periods(own: Record, windows: Sequence[str]) -> list[_Meant] | None:
    """Years, quarters or months, where each row of the record lies in one of them only."""
    if own.id == "person" or not own.model.window or len(set(windows)) < len(windows):
        return None
    return [((), re.sub("年度$", "年", each)) for each in windows]
