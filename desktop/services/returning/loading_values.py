"""Columns and cells of form.toml: what stands where, in which style, by which codes."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from desktop.core.datafile import Section
from desktop.core.presenting import STYLES
from desktop.records.catalogue import Record
from desktop.services.returning.outer import outer_field
from desktop.services.returning.shape import (
    BLANK,
    KEY,
    RUNNING,
    CellMode,
    CodeTable,
    FormCell,
    FormColumn,
    FormSheet,
    Part,
    Value,
)

_REF = re.compile(r"[A-Z]{1,3}[1-9]\d*")
_LETTER = re.compile(r"[A-Z]{1,3}")
_PLACE = re.compile(r"\{([^{}]+)\}")


def letter_index(letter: str) -> int:
    """A → 1, AA → 27."""
    index = 0
    for char in letter:
        index = index * 26 + ord(char) - 64
    return index


def column_letter(index: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def with_codes(top: Section, sheets: tuple[FormSheet, ...]) -> tuple[FormSheet, ...]:
    """The sheets with the code tables they name; [[codes]] stands anywhere in the file."""
    tables = {table.name: table for table in map(_code_table, top.rows("codes"))} if top.raw("codes") else {}

    def coded(value: Value | None) -> Value | None:
        if value is None or value.table is None:
            return value
        if value.table.name not in tables:
            raise top.error("codes", f"没有名为「{value.table.name}」的 [[codes]]。")
        return replace(value, table=tables[value.table.name])

    return tuple(
        replace(
            sheet,
            columns=tuple(replace(each, value=coded(each.value)) for each in sheet.columns),
            cells=tuple(replace(each, value=coded(each.value)) for each in sheet.cells),
        )
        for sheet in sheets
    )


def _code_table(row: Section) -> CodeTable:
    items: dict[str, str] = {}
    for pair in row.raw("items", []):
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)):
            raise row.error("items", f'每一项应是 ["名称", "代码"]，现在有“{pair}”。')
        if pair[0] in items:
            raise row.error("items", f"“{pair[0]}”写了两次。")
        items[pair[0]] = pair[1]
    if not items:
        raise row.error("items", '至少要有一项，如 ["考察观摩", "1"]。')
    table = CodeTable(row.text("name"), items)
    row.done()
    return table


def read_column(columns: Section, letter: str, own: Record) -> FormColumn:
    if not _LETTER.fullmatch(letter):
        raise columns.error(letter, "左边应是列号，如 B 或 AA。")
    raw = columns.raw(letter)
    index = letter_index(letter)
    if raw == RUNNING:
        return FormColumn(index, letter, "running", header=RUNNING)
    if raw == BLANK:
        return FormColumn(index, letter, "blank")
    if raw == KEY:
        return FormColumn(index, letter, "key", header=KEY)
    return FormColumn(index, letter, "field", read_value(columns, letter, own, None))


def read_value(section: Section, key: str, own: Record, per: Record | None) -> Value:
    """A value written as "字段", ["字段", "字段"] or {field = …, style = …}."""
    raw = section.raw(key)
    if isinstance(raw, str):
        return Value((part(section, key, raw, own, per),))
    if isinstance(raw, list) and raw and all(isinstance(each, str) for each in raw):
        return Value(tuple(part(section, key, each, own, per) for each in raw))
    if not isinstance(raw, dict):
        raise section.error(key, '应填 "字段"、["字段", "字段"] 或 {field = "字段", style = "样式"}。')
    row = section.section(key)
    value = _detailed(row, own, per)
    row.done()
    return value


def _detailed(row: Section, own: Record, per: Record | None) -> Value:
    several = row.texts("fields")
    labels = several or (row.text("field"),)
    join = row.raw("join")
    if join is not None and not (several and isinstance(join, str)):
        raise row.error(
            "join", 'join 要和 fields 一起用，如 fields = ["企业.地址", "企业.联系人"], join = "／"。'
        )
    style = row.choice("style", STYLES, STYLES[0]) if row.raw("style") else ""
    only = row.section("suffix_if")
    suffix_if = None
    if only.keys():
        words = only.texts("value")
        suffix_if = (part(only, "field", only.text("field"), own, per), frozenset(words))
        only.done()
    table = row.text("codes", "")
    return Value(
        tuple(part(row, "field", each, own, per) for each in labels),
        join,
        style,
        row.text("suffix", ""),
        suffix_if,
        table=CodeTable(table) if table else None,
        width=row.whole("width", 0),
        length=row.whole("length", 0),
    )


def part(section: Section, key: str, label: str, own: Record, per: Record | None) -> Part:
    """A label of what surrounds the rows, of the row `per` a file is for, or of the rows."""
    if outer_field(label) is not None:
        return Part(label)
    if per is not None:
        found = per.find_path(label)
        if found is not None and label.startswith(f"{per.label}."):
            return Part(label, found)
    found = own.find_path(label)
    if found is None:
        raise section.error(key, f"「{own.label}」里没有叫「{label}」的字段。")
    return Part(label, found)


def read_cell(cells: Section, ref: str, own: Record, per: Record | None) -> FormCell:
    if not _REF.fullmatch(ref):
        raise cells.error(ref, "左边应是单元格地址，如 A2。")
    if isinstance(cells.raw(ref), str):
        return FormCell(ref, value=read_value(cells, ref, own, per))
    row = cells.section(ref)
    mode = cast("CellMode", row.choice("mode", ("replace", "after"), "replace"))
    text = row.text("text", "")
    if text:
        row.done()
        values = tuple(_placed(row, said, own, per) for said in _PLACE.findall(text))
        return FormCell(ref, mode, text=_PLACE.sub("{}", text), texts=values)
    value = _detailed(row, own, per)
    holds, also, turn = row.text("holds", ""), row.texts("also"), row.whole("turn", 0)
    row.done()
    return FormCell(ref, mode, value, holds=holds, also=also, turn=turn)


def _placed(row: Section, said: str, own: Record, per: Record | None) -> Value:
    """What stands in the braces of a text: 字段, or 字段:样子 as in {培训班次.开班日期:yyyy年M月d日}."""
    label, _, style = said.partition(":")
    if style and style not in STYLES:
        raise row.error("text", f"没有叫“{style}”的样子，可用的有：{'、'.join(STYLES)}。")
    return Value((part(row, "text", label, own, per),), style=style)
