"""Single cells outside lists: a value in place of what stands there, or behind a label's colon."""

from __future__ import annotations

import unicodedata
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from lxml import etree

from desktop.core.errors import UserError
from desktop.workbook.display import plain_number
from desktop.workbook.lists import write_cell
from desktop.workbook.package import local
from desktop.workbook.refs import parse_ref
from desktop.workbook.text import clean
from desktop.workbook.tree import M, SheetTree, clear
from desktop.workbook.values import Ink, Value
from desktop.workbook.words import label_spans, tidy

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(slots=True)
class CellValue:
    """A value for one cell. With `after`, the label stays; `label` picks one of several in the cell."""

    sheet: str
    ref: str
    value: Value
    mode: Literal["replace", "after"] = "replace"
    label: str = ""


def put_value(tree: SheetTree, ink: Ink, item: CellValue) -> tuple[int, int]:
    """Writes it into the tree; returns the cell that holds it now."""
    try:
        row, column = tree.anchor(*parse_ref(item.ref))
    except ValueError:
        raise UserError(f"工作表“{item.sheet}”里没有单元格“{item.ref}”。") from None
    if item.mode == "after":
        _put_after(tree, ink, row, column, item)
    else:
        write_cell(tree, ink, row, column, item.value)
    return row, column


def _put_after(tree: SheetTree, ink: Ink, row: int, column: int, item: CellValue) -> None:
    text = as_text(item.value)
    cell = tree.cell(row, column)
    source = ink.strings.item(cell) if cell is not None else None
    if cell is None or source is None:
        if text:
            write_cell(tree, ink, row, column, text)
        return
    runs = _runs(source)
    whole = "".join(run for run, _ in runs)
    start, end, inset = _place(whole, text, item.label)
    if len(runs) == 1 and runs[0][1] is None:
        write_cell(tree, ink, row, column, whole[:start] + inset + whole[end:])
        return
    _write_runs(cell, _spliced(runs, start, end, inset))


def as_text(value: Value) -> str:
    """A value as it reads behind a label."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return plain_number(value) if isinstance(value, (int, float)) else clean(value)


def _place(whole: str, text: str, label: str) -> tuple[int, int, str]:
    """Where in the cell's text the value goes, and the value with the blanks that keep things in line."""
    spans = label_spans(whole)
    if not spans:
        return len(whole), len(whole), text
    wanted = tidy(label)
    _, start, end = next((span for span in spans if wanted and span[0] == wanted), spans[0])
    gap = whole[start:end]
    kept = gap.lstrip()
    more = end < len(whole)
    if kept.startswith(("（", "(")):  # 填报单位：        （盖章）
        end = end - len(kept)
        gap = whole[start:end]
    if not text:
        return start, start, ""
    if more:
        return start, end, text + " " * max(2, _width(gap) - _width(text))
    return start, end, text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _runs(source: etree._Element) -> list[tuple[str, etree._Element | None]]:
    """The texts of an <si> or <is> with the properties of each run."""
    found: list[tuple[str, etree._Element | None]] = []
    for child in source:
        kind = local(child)
        if kind == "t":
            found.append((child.text or "", None))
        elif kind == "r":
            properties = next((part for part in child if local(part) == "rPr"), None)
            found.append(("".join(part.text or "" for part in child if local(part) == "t"), properties))
    return found


def _spliced(
    runs: list[tuple[str, etree._Element | None]], start: int, end: int, inset: str
) -> list[tuple[str, etree._Element | None]]:
    """The runs with [start, end) replaced, in the look of the run the stretch begins in."""
    result: list[tuple[str, etree._Element | None]] = []
    at, done = 0, False
    for position, (text, properties) in enumerate(runs):
        stop = at + len(text)
        left, right = max(start, at), min(end, stop)
        last = position == len(runs) - 1
        if not done and (at <= start < stop or last):
            text = text[: start - at] + inset + text[max(right, left) - at :]
            done = True
        elif left < right:
            text = text[: left - at] + text[right - at :]
        at = stop
        result.append((text, properties))
    return [run for run in result if run[0]]


def _write_runs(cell: etree._Element, runs: list[tuple[str, etree._Element | None]]) -> None:
    """Rich text lies in the cell itself: the shared item may serve other cells."""
    clear(cell)
    cell.set("t", "inlineStr")
    holder = etree.SubElement(cell, f"{M}is")
    for text, properties in runs:
        run = etree.SubElement(holder, f"{M}r")
        if properties is not None:
            run.append(deepcopy(properties))
        element = etree.SubElement(run, f"{M}t")
        element.text = text
        element.set(_XML_SPACE, "preserve")
