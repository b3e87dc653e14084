"""What stands around a list: the title, labels with their values, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from desktop.workbook.headers import Grid
from desktop.workbook.refs import Range, format_ref
from desktop.workbook.sheet import Cell
from desktop.workbook.table import LabelCell
from desktop.workbook.words import is_note, is_printed, is_total, normal, split_labels, tidy, title_like

_MAX_LABEL: Final = 26
_PLACEHOLDER: Final = re.compile(r"^[\s年月日至到时分_\-—/]*$|^\s*[□☐○]")
_UNIT: Final = re.compile(
    r"单位[:：]([人次元万千百个天学时课节月年、,，/（）()项家户]+?)[)）]?(?=$|[^人次元万千个天学时])"
)
# What stands above a list and not in it, whatever words were handed in.
_META: Final = re.compile(
    r"^(填报|填表|上报|报送|申报|编报|制表)(日期|时间|单位|学校|部门|人)([（(].{1,4}[)）])?$"
)
# A name of what is asked, beside a blank merged across: 学院名称 | ____, 制表人 | ____.
_ASKED: Final = re.compile(
    r"^[\u4e00-\u9fff]{2,8}(名称|单位|学校|学院|机构|部门|站|所|人|员|日期|时间|电话)$|^(制表|填表|填报|统计|时间|日期|电话)$"
)
_OPINION: Final = re.compile(r"^\s*\n[\s\S]*(签字|签章|签名|盖章|公章)")


def find_title(grid: Grid, first: int, last: int) -> str:
    """The name of the form among the rows above its header."""
    best, best_score = "", 0.0
    for row in range(first, last + 1):
        for cell in grid.anchors(row, 1, grid.sheet.max_column):
            text = tidy(cell.text)
            if len(text) < 4 or len(text) > 60 or cell.kind != "text" or is_printed(text):
                continue
            if split_labels(cell.text) or (is_note(cell.text) and not title_like(text)):
                continue
            block = grid.block(row, cell.column)
            wide = block.last_column - block.first_column
            look = grid.sheet.look(cell)
            score = look.size / 4 + 2 * look.bold + min(wide, 8) / 2 + 4 * title_like(text)
            if score > best_score:
                best, best_score = text, score
    return best


def find_unit(grid: Grid, first: int, last: int) -> str:
    """The unit that a line above the header gives for the whole table: 单位：人、万元."""
    for row in range(last, first - 1, -1):
        for cell in grid.anchors(row, 1, grid.sheet.max_column):
            found = _UNIT.search(tidy(cell.text)) if cell.kind == "text" else None
            if found:
                return found[1]
    return ""


def find_notes(grid: Grid, rows: Iterable[int]) -> list[int]:
    """Rows that explain: 注, 填表说明 and what follows it."""
    found: list[int] = []
    for row in rows:
        cells = grid.anchors(row, 1, grid.sheet.max_column)
        if not cells or len(cells) > 2:
            continue
        text = cells[0].text
        goes_on = bool(found) and found[-1] == row - 1 and not split_labels(text)
        if is_note(text) or (goes_on and len(text) > 6):
            found.append(row)
    return found


def find_labels(grid: Grid, rows: Iterable[int], *, framed: bool = False) -> list[LabelCell]:
    """Labels with the place of their value; `framed` also takes the labels of a card."""
    found: list[LabelCell] = []
    for row in rows:
        cells = grid.anchors(row, 1, grid.sheet.max_column)
        taken: set[int] = set()
        for cell in cells:
            if cell.column in taken or cell.kind != "text":
                continue
            labels = split_labels(cell.text)
            if labels:
                found.extend(_with_colon(grid, cell, labels, taken))
            else:
                beside = _without_colon(grid, cell, taken, framed=framed)
                if beside is not None:
                    found.append(beside)
    return found


def _with_colon(grid: Grid, cell: Cell, labels: list[tuple[str, str]], taken: set[int]) -> list[LabelCell]:
    ref = format_ref(cell.row, cell.column)
    label, value = labels[-1]
    if len(labels) == 1 and not value:
        place = _value_block(grid, cell)
        if place is not None and _is_value_place(grid, cell, place):
            taken.update(range(place.first_column, place.last_column + 1))
            beside = grid.sheet.text(place.first_row, place.first_column)
            return [LabelCell(ref, label, "next", format_ref(place.first_row, place.first_column), beside)]
    return [LabelCell(ref, label, "after", ref, value) for label, value in labels]


def _value_block(grid: Grid, cell: Cell) -> Range | None:
    """The block right of a label."""
    column = grid.block(cell.row, cell.column).last_column + 1
    if column > grid.sheet.max_column + 1:
        return None
    block = grid.block(cell.row, column)
    return block if block.first_row <= cell.row and block.first_column == column else None


def _is_value_place(grid: Grid, cell: Cell, place: Range) -> bool:
    """Whether the value goes beside the label: something stands there, or a line or frame waits for it."""
    there = grid.sheet.cell(place.first_row, place.first_column)
    if there is not None and there.kind != "blank":
        colon = ":" in there.text or "：" in there.text
        return there.kind != "text" or not (colon or is_note(there.text))
    block = grid.block(cell.row, cell.column)
    if block.last_column > block.first_column and place[:2] == place[2:]:
        return False  # a wide merged label beside a single blank cell keeps its value inside
    lined = there is not None and grid.sheet.look(there).bordered
    merged = place.last_column > place.first_column and block.last_column == block.first_column
    return lined or merged


def _all_ask(grid: Grid, row: int) -> bool:
    """学院名称 | _ | 制表人 | _ | 制表日期 | _: nothing in the row but names of what is asked."""
    cells = grid.anchors(row, 1, grid.sheet.max_column)
    return len(cells) >= 2 and all(cell.kind == "text" and _ASKED.match(tidy(cell.text)) for cell in cells)


def _without_colon(grid: Grid, cell: Cell, taken: set[int], *, framed: bool) -> LabelCell | None:
    text = tidy(cell.text)
    note = is_note(cell.text) and not (framed and text in ("备注", "说明"))
    total = is_total(text) and not (framed and normal(text) in grid.labels)  # 总学时 on a card
    if not text or len(text) > _MAX_LABEL or total or note or is_printed(text):
        return None
    place = _value_block(grid, cell)
    if place is None:
        return None
    there = grid.sheet.cell(place.first_row, place.first_column)
    known = normal(text) in grid.labels or bool(_META.match(text))
    blank = there is None or there.kind == "blank"
    bordered = grid.sheet.look(cell).bordered and there is not None and grid.sheet.look(there).bordered
    typed = there is not None and there.kind in ("number", "date")
    held = there is not None and bool(_PLACEHOLDER.match(there.text) or _OPINION.match(there.text))
    waiting = framed and bordered and (blank or typed or held)
    if framed and grid.sheet.look(cell).bordered and not bordered:
        return None  # what lies outside the frame is no place for it
    asked = blank and bool(_ASKED.match(text))
    wide = asked and (place.last_column > place.first_column or _all_ask(grid, cell.row))
    if not (waiting or wide or (typed and not text.isdigit()) or (known and (blank or typed or bordered))):
        return None
    if text.isdigit() or (not blank and there is not None and normal(there.text) in grid.labels):
        return None
    taken.update(range(place.first_column, place.last_column + 1))
    value = there.text if there is not None else ""
    return LabelCell(
        format_ref(cell.row, cell.column),
        text,
        "next",
        format_ref(place.first_row, place.first_column),
        value,
    )
