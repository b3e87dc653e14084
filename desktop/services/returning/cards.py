"""Cards: labels bound to the fields of one row; boxes ticked, printed dates filled in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path as FilePath
from typing import Any, Final

from desktop.core.codes import CodeList, fold
from desktop.core.fields import Field, Kind
from desktop.core.presenting import show
from desktop.records.catalogue import Path, Record
from desktop.services import learning
from desktop.services.binding import Binding, Bound
from desktop.services.binding.labelled import bind_labels
from desktop.services.binding.names import called
from desktop.services.office import Office
from desktop.services.returning.outer import SCHOOL, outer_field
from desktop.services.returning.shape import Form, FormCell, FormColumn, FormSheet, Part, Shown, Value
from desktop.workbook import LabelCell, Sheet, Table
from desktop.workbook.cards import card_cells, date_blanks, options, tick, write_dates
from desktop.workbook.refs import parse_ref

_STAMPED: Final = re.compile(r"[（(][^（()）]*章[^（()）]*[)）]")
_NAMES: Final = re.compile("名称|单位|学校|企业|公司")
_BY_HAND: Final = ("意见", "签字", "签名", "签章", "盖章", "公章", "照片", "相片", "手印")
_SPAN: Final = ("期限", "起止", "时间", "期间", "日期", "时段")
_YES: Final = frozenset({"是", "有", "√"})
_NO: Final = frozenset({"否", "无"})

Meaning = Callable[[LabelCell, Record | None], Value | None]


@dataclass(frozen=True, slots=True)
class CardCell:
    """One label of a card: what it asks for (None: left alone), and why."""

    cell: LabelCell
    value: Value | None
    labels: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    holds: str = ""
    style: str = ""
    confidence: float = 0.0
    reason: str = ""


def read_card(
    office: Office, sheet: Sheet, table: Table, meaning: Meaning, wanted: Record | None = None
) -> tuple[Record | None, list[CardCell]]:
    """The record a card is about, and each of its labels with the field it asks for.

    `meaning` says what a label at the edge means: 填报单位, 填表日期. What people have said of a label of
    this card before goes before every guess.
    """
    found: list[CardCell] = []
    asked: list[int] = []
    split = card_cells(sheet, table.cells)
    block = learning.card_block([cell for cell, _ in split])
    told = learning.recall(office, block)
    said = {number: told[text] for number, text in enumerate(block.texts) if text in told}
    for number, (cell, also) in enumerate(split):
        found.append(CardCell(cell, None, also=also, holds=_held(cell)))
        outer = around_label(cell, meaning)
        if number in said:
            asked.append(number)  # one that is told may be asked for what no label asks
        elif outer is not None:
            label = outer.parts[0].label
            found[-1] = replace(found[-1], value=outer, labels=(label,), confidence=0.95, reason="报表的落款")
        elif asks(cell):
            asked.append(number)
    labels = [found[number].cell for number in asked]
    once = Counter(cell.label for cell, _ in split)
    told = {split[number][0].label: label for number, label in said.items()}
    by_label = {label: field for label, field in told.items() if once[label] == 1}
    bound = bind_labels(labels, title=table.title, codes=office.codes, wanted=wanted, said=by_label)
    if bound is None:
        return None, found
    own, binding = bound
    for place, number in enumerate(asked):
        one = binding.bound.get(place)
        if number in said and not (one is not None and one.learned):
            found[number] = _told(own, found[number], said[number])
        else:
            found[number] = _bound(own, found[number], binding, place, office.codes)
    open_to_it = {at for at, each in enumerate(found) if each.value or at in asked} - said.keys()
    _as_on_known_cards(office, own, block, found, open_to_it)
    return own, found


def _as_on_known_cards(
    office: Office, own: Record, block: learning.Block, found: list[CardCell], places: Container[int]
) -> None:
    """A label at one of the places asks for what it asks for on a known form's card of the same look."""
    from desktop.services.returning.known_cells import as_known_labels  # late: it loads forms

    for text, (value, reason) in as_known_labels(office, block, own.id).items():
        at = block.texts.index(text) if text in block.texts else -1
        if at in places and found[at].value != value:
            labels = tuple(part.label for part in value.parts)
            found[at] = replace(found[at], value=value, labels=labels, confidence=0.98, reason=reason)


def _told(own: Record, card: CardCell, said: str) -> CardCell:
    """The label as a person said it: fields of the card's row or of the school, or nothing."""
    if not said:
        return replace(card, reason="您以前说过这一格不填")
    labels = tuple(each.removeprefix(f"{own.label}.") for each in said.split("+"))
    parts = []
    for label in labels:
        path = own.find_path(label)
        if path is None and outer_field(label) is None:
            return replace(card, reason=f"以前说过填“{label}”，和这张表每张卡是什么对不上")
        parts.append(Part(label, path if outer_field(label) is None else None))
    value = Value(tuple(parts), join=" " if len(parts) > 1 else None)
    reason = f"按您以前的更正，填“{'、'.join(labels)}”"
    return replace(card, value=value, labels=labels, confidence=1.0, reason=reason)


def around_label(cell: LabelCell, meaning: Meaning) -> Value | None:
    """填报单位, 填表日期 at the edge of the card; a telephone inside the frame is somebody's."""
    value = meaning(cell, None)
    if value is None or any(word in cell.label for word in ("签字", "签名")):
        return None
    label = value.parts[0].label
    of_school = any(word in cell.label for word in ("学校", "院校", "填报单位"))
    edge = cell.mode == "after" or of_school or not label.startswith(SCHOOL)
    blank = not cell.value.strip() or date_blanks(cell.value) > 0
    return value if edge and blank else None


def asks(cell: LabelCell) -> bool:
    """Whether the label waits for a value of the row: blank, boxes, or printed blanks of a date."""
    # 企业名称（盖章） asks for the name; the stamp comes upon it.
    label = _STAMPED.sub("", cell.label) if _NAMES.search(cell.label) else cell.label
    if any(word in label for word in _BY_HAND) or any(word in cell.value for word in _BY_HAND[1:6]):
        return False
    return not cell.value.strip() or bool(_held(cell))


def _held(cell: LabelCell) -> str:
    return cell.value if options(cell.value) or date_blanks(cell.value) else ""


def _bound(
    own: Record, card: CardCell, binding: Binding, number: int, codes: Mapping[str, CodeList]
) -> CardCell:
    if date_blanks(card.holds) == 2 and any(word in card.cell.label for word in _SPAN):
        span = _span(own) if _of_stay(own, card.cell.label) else None
        if span is not None:
            labels = tuple(path.label for path in span)
            value = Value(tuple(Part(path.label, path) for path in span), join="至")
            return replace(card, value=value, labels=labels, confidence=0.9, reason="起、止两个日期")
    found = binding.bound.get(number)
    if found is None:
        return replace(card, reason=binding.unbound.get(number, ""))
    if options(card.holds) and not _tickable(found.path.field, options(card.holds), codes):
        return replace(card, reason=f"选项和“{found.label}”的选项对不上")
    value = _value(found)
    return replace(
        card,
        value=value,
        labels=found.labels,
        style=found.style,
        confidence=found.confidence,
        reason=found.reason,
    )


def _of_stay(own: Record, label: str) -> bool:
    """Whether a time from day to day is the row's own: 实践时间 of a practice, not 豁免时间 of a teacher."""
    words = (own.label, *called(own.id))
    return own.id != "teacher" and (label in _SPAN or any(word in label for word in words))


def _span(own: Record) -> tuple[Path, Path] | None:
    """The days between which the row was."""
    names = own.model.window if len(own.model.window) == 2 else ("start", "end")
    try:
        first, last = own.by_name(names[0]), own.by_name(names[1])
    except (KeyError, StopIteration):
        return None
    return first, last


def _value(bound: Bound) -> Value:
    if bound.parts:
        parts = tuple(_part(each.label, each.path) for each in bound.parts)
        return Value(parts, join=bound.join, style=bound.style)
    return Value((_part(bound.label, bound.path),), style=bound.style)


def _part(label: str, path: Path) -> Part:
    return Part(label, None if outer_field(label) is not None else path)


def card_sheet(
    office: Office,
    tables: Sequence[tuple[Sheet, Table]],
    meaning: Meaning,
    wanted: Record | None = None,
) -> FormSheet | None:
    """The cards of one sheet as a sheet of a form; like cards are for one row each."""
    cells: list[FormCell] = []
    unbound: list[FormColumn] = []
    own: Record | None = None
    for turn, (sheet, table) in enumerate(tables):
        known, cards = read_card(office, sheet, table, meaning, own or wanted)
        if known is None:
            return None
        own = known
        cells += [_form_cell(each, turn) for each in cards if each.value is not None]
        unbound += [_left(each) for each in cards if each.value is None and turn == 0]
    rows = [cell for cell in cells if cell.value is not None and _of_row(cell.value)]
    if own is None or len(rows) < 2:
        return None
    return FormSheet(tables[0][1].sheet, own, cells=tuple(cells), unbound=tuple(unbound))


def _of_row(value: Value) -> bool:
    return any(part.path is not None for part in value.parts)


def _form_cell(card: CardCell, turn: int) -> FormCell:
    cell = card.cell
    after = cell.mode == "after"
    outer = card.value is not None and not _of_row(card.value)
    return FormCell(
        cell.ref if after else cell.value_ref,
        "after" if after else "replace",
        card.value,
        holds="" if after or outer else card.holds,
        also=card.also,
        label=cell.label,
        turn=turn,
    )


def _left(card: CardCell) -> FormColumn:
    _row, column = parse_ref(card.cell.value_ref)
    return FormColumn(column, card.cell.value_ref, "blank", None, card.cell.label, card.reason or "由人手填")


def card_form(file: FilePath, sheet: FormSheet) -> Form:
    """A form of one card a row."""
    own = sheet.record
    dated = tuple((own.by_name(name).label, False) for name in own.model.window[:1])
    return Form(
        file.stem, file.stem, "card", own, file, (sheet,), sort=dated, shipped=False,
        checks=("必填", "代码", "重复", "号码", "日期"),
    )  # fmt: skip


# -- filling ---------------------------------------------------------------------------------------------


def held_cells(
    cell: FormCell, raws: Sequence[tuple[Field, Any]], codes: Mapping[str, CodeList]
) -> dict[str, Shown]:
    """What a cell with boxes or printed dates shows; with `also` a date over several cells."""
    if cell.also:
        return _split(cell, _days(raws)[:1])
    if options(cell.holds):
        return {cell.ref: tick(cell.holds, _chosen(options(cell.holds), raws, codes))}
    days = _days(raws)
    return {cell.ref: write_dates(cell.holds, days) if any(days) else None}


def _days(raws: Iterable[tuple[Field, Any]]) -> list[date | None]:
    return [raw if isinstance(raw, date) else None for _, raw in raws]


def _split(cell: FormCell, days: Sequence[date | None]) -> dict[str, Shown]:
    day = days[0] if days else None
    parts = (day.year, day.month, day.day) if day is not None else (None, None, None)
    return dict(zip((cell.ref, *cell.also), parts, strict=False))


def _chosen(
    words: Sequence[str], raws: Iterable[tuple[Field, Any]], codes: Mapping[str, CodeList]
) -> frozenset[str]:
    found: set[str] = set()
    for own, raw in raws:
        if raw is None:
            continue
        if own.kind is Kind.YESNO:
            found |= (_YES if raw else _NO) & set(words)
            continue
        listed = codes.get(own.codes)
        for code in str(raw).split("、") if own.kind is Kind.CODES else [str(raw)]:
            name = listed.name(code) if listed is not None else show(own, raw, codes)
            found |= {word for word in words if _means(word, code, name, listed)}
    return frozenset(found)


def _tickable(own: Field, words: Sequence[str], codes: Mapping[str, CodeList]) -> bool:
    if own.kind is Kind.YESNO:
        return bool(_YES & set(words)) and bool(_NO & set(words))
    listed = codes.get(own.codes) if own.kind in (Kind.CODE, Kind.CODES) else None
    if listed is None:
        return False
    known = sum(any(_means(word, each.code, each.name, listed) for each in listed.items) for word in words)
    return known >= 0.6 * len(words)


def _means(word: str, code: str, name: str, listed: CodeList | None) -> bool:
    """The list's own word, or one that leaves out some of the name's characters and fits no other item."""
    if listed is None:
        return fold(word) == fold(name)
    item = listed.find(word)
    if item is not None:
        return item.code == code
    near = [each.code for each in listed.items if _within(fold(word), fold(each.name))]
    return near == [code]


def _within(short: str, long: str) -> bool:
    letters: Iterator[str] = iter(long)
    return len(short) >= 3 and all(letter in letters for letter in short)
