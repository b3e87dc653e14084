"""Columns that hold several fields in one cell, and fields that stand over several columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from desktop.core.fields import Kind
from desktop.core.words import normalise_label
from desktop.records.catalogue import Record
from desktop.services.binding import Bound, FormPath, form_paths
from desktop.services.binding.composite import joined
from desktop.services.binding.names import roles
from desktop.services.importing.apart import CODE, PHONE, take_apart
from desktop.workbook.table import Column
from desktop.workbook.words import tidy

Parts = tuple[Bound, ...]
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
# 专业代码及名称, 专业名称（代码）: the lead belongs to both.
_SHARED: Final = re.compile(
    r"^(.+?)(名称|代码|编码|编号)(?:[及和与、/+＋]|[(（])(名称|代码|编码|编号)[)）]?$"
)
_WITH_CONTACT: Final = re.compile(
    r"^(.{2,8}?)(?:[及和与、/+＋]|以及)(?:其)?(?:联系|联络)(?:方式|人|电话|信息|人及电话|人和电话|人电话)$"
)
_DATE_PARTS: Final = ("年", "月", "日")
_DATE_LEAF: Final = re.compile(r"^(.*?)[(（]?([年月日])(?:份)?[)）]?$")


def find_together(
    record: Record, columns: Sequence[Column], bound: Mapping[int, Bound], ignored: set[int]
) -> dict[int, Parts]:
    """Columns whose header or whose cells show several fields: index → the fields, in the order written."""
    taken = {each.label for each in bound.values()}
    found: dict[int, Parts] = {}
    for column in columns:
        if column.index in ignored or column.running_number or column.continued:
            continue
        mine = bound.get(column.index)
        parts = _by_header(record, column) if mine is None else _by_cells(record, column, mine)
        labels = {each.label for each in parts} - ({mine.label} if mine else set())
        if len(parts) > 1 and not labels & taken:
            found[column.index] = parts
            taken |= labels
    return found


def _by_header(record: Record, column: Column) -> Parts:
    """企业名称/联系人/电话: every piece of the header is a field."""
    path = (*column.path[:-1], _SHARED.sub(r"\1\2/\1\3", tidy(column.path[-1])))
    whole = joined(path, column.samples, record.id, "import")
    if whole is None or len(whole.parts) < 2 or whole.score < 0.8:
        return _with_contact(record, column)
    return tuple(_bound(part, whole.score, whole.reason) for part in whole.parts)


def _with_contact(record: Record, column: Column) -> Parts:
    """单位及联系方式 in a list of enterprises: its name, who is spoken to there, and the telephone."""
    named = _WITH_CONTACT.match(tidy(column.path[-1]))
    own = {each.path.field.name: each for each in form_paths(record.id, "import") if not each.depth}
    shown = [text for text in column.samples if text.strip()]
    title = own.get(record.model.identity[0])
    if named is None or title is None or "phone" not in own or not shown:
        return ()
    if normalise_label(named[1]) not in (*roles(title), normalise_label(title.label)):
        return ()
    for parts in (
        (title, own["phone"]),
        *(((title, own["contact"], own["phone"]),) if "contact" in own else ()),
    ):
        if all(take_apart(text, [each.path.field for each in parts]) for text in shown):
            said = "、".join(f"“{each.path.field.label}”" for each in parts)
            return tuple(_bound(each, 0.85, f"一格里写着{said}") for each in parts)
    return ()


def _by_cells(record: Record, column: Column, mine: Bound) -> Parts:
    """联系人 over 张三 138…, 专业 over 710201 机电技术应用."""
    shown = [text for text in column.samples if text.strip()]
    if not shown or mine.path.field.kind not in (Kind.TEXT, Kind.NOTE, Kind.REF):
        return ()
    own = mine.path.field
    if own.check not in ("phone", "resident_id") and not own.name.endswith("code"):
        for sibling in _siblings(record, mine):
            shape = PHONE if sibling.path.field.check == "phone" else CODE
            if all(shape.search(text) and _HAN.search(text) for text in shown):
                parts = (
                    mine,
                    _bound(sibling, 0.85, f"一格里写着“{own.label}”和“{sibling.path.field.label}”"),
                )
                if all(take_apart(text, [each.path.field for each in parts]) for text in shown):
                    return parts
    return ()


def _siblings(record: Record, mine: Bound) -> Iterator[FormPath]:
    """The telephone of the person, the code of the major that the column names."""
    whose = mine.label.rpartition(".")[0]
    for target in form_paths(record.id, "import"):
        own = target.path.field
        if target.label.rpartition(".")[0] == whose and target.path.hops == mine.path.hops:
            if own.check == "phone" and (
                mine.path.field.check == "name" or mine.path.field.name == "contact"
            ):
                yield target
            if own.name.endswith("code") and own.kind is Kind.TEXT and mine.path.field.name == "name":
                yield target


def _bound(target: FormPath, confidence: float, reason: str) -> Bound:
    return Bound(target.path, target.label, "", "", round(min(confidence, 1.0), 2), reason)


def date_columns(columns: Sequence[Column]) -> dict[int, list[int]]:
    """入职年, 入职月, 入职日 side by side are one day: index of the first → all three (or year and month)."""
    found: dict[int, list[int]] = {}
    place = 0
    while place < len(columns):
        run = _date_run(columns[place:])
        if len(run) > 1:
            found[run[0].index] = [column.index for column in run]
        place += max(len(run), 1)
    return found


def _date_run(columns: Sequence[Column]) -> list[Column]:
    run: list[Column] = []
    lead = None
    for column, wanted in zip(columns, _DATE_PARTS, strict=False):
        named = _DATE_LEAF.match(normalise_label(column.path[-1]))
        if named is None or named[2] != wanted:
            break
        mine = (tuple(map(normalise_label, column.path[:-1])), named[1])
        if lead is not None and mine != lead:
            break
        lead = mine
        run.append(column)
    return run if lead is not None and (lead[0] or lead[1]) else []


def joined_path(column: Column) -> tuple[str, ...]:
    """The header of a day over three columns, without its 年: 出生日期 over 年 月 日, 出生年 → 出生日期."""
    named = _DATE_LEAF.match(column.path[-1])
    lead = named[1] if named else ""
    return (*column.path[:-1], f"{lead}日期") if lead else column.path[:-1]


def join_texts(bound: Bound, texts: Sequence[str]) -> str:
    """The texts of several cells as one: days with strokes, remarks with semicolons, else as they come."""
    filled = [text.strip() for text in texts if text.strip()]
    own = bound.path.field
    if own.kind in (Kind.DAY, Kind.MONTH):
        return "-".join(re.sub(r"[年月日份]$", "", text) for text in filled)
    if own.kind is Kind.NOTE:
        return "；".join(filled)
    if own.kind is Kind.CODES:
        return "、".join(filled)
    together = ""
    for text in filled:
        apart = bool(together) and not (_HAN.search(together[-1]) or _HAN.search(text[0]))
        together += (" " if apart else "") + text
    return together
