"""Cards: labels beside or above blank cells, tick boxes, dates split over cells."""

from __future__ import annotations

import re
from typing import Any

from tests.recognition.bureau.spec import Part, meaning
from tests.recognition.drawing import Drawing, ref

Truth = dict[str, Any]


def spread(drawing: Drawing, row: int, left: int, width: int, own: str, text: str) -> Truth:
    """A line of labels, each in a block of its own; the truth about those with a meaning."""
    cells: Truth = {}
    items = [each.strip() for each in text.split(" / ")]
    share = max(1, width // len(items))
    for n, item in enumerate(items):
        said, _, mean = item.partition("=")
        start = left + n * share
        end = left + width - 1 if n == len(items) - 1 else start + share - 1
        beside = said.endswith("→")
        said = said.rstrip("→")
        value = start
        if beside and end > start:
            drawing.put(row, start, said)
            value = start + 1
            drawing.put(row, value, "", (row, end))
        else:
            drawing.put(row, start, said, (row, end))
        if mean:
            label = re.sub(r"\s", "", said.partition("：")[0])
            mode = "cell" if beside and end > start else "after"
            told = {"label": label, "label_at": ref(row, start), "mode": mode, **meaning(mean, own)}
            cells[ref(row, value)] = told
    return cells


def draw_card(drawing: Drawing, part: Part, top: int, left: int) -> tuple[Truth, int, int]:
    """`W 8` columns; `| 标签=字段 / 标签~原文=字段`: beside; `^ …`: above; `( 组` … `)`: a group."""
    width = int(part.get("W") or 8)
    table: Truth = {"layout": "card", "record": part.record, "title": None, "columns": {}, "cells": {}}
    table |= dict.fromkeys(("header_rows", "first_row", "last_row", "total_row"))
    row, right, group, framed = top, left + width - 1, 0, 0
    start = left
    for word, text in part.lines:
        said = text.replace("\\n", "\n")
        if word in ("title", "top", "T", "notes"):
            table["title"] = text if word == "title" else table["title"]
            drawing.put(row, left, said, None if word == "top" else (row, right))
        elif word in ("meta", "sign"):
            table["cells"] |= spread(drawing, row, left, width, part.record, text)
        elif word == "|":
            framed = framed or row
            _beside(drawing, part, row, start, right, said, table)
        elif word == "^":
            framed = framed or row
            _above(drawing, part, row, start, right, said, table)
            row += 1
        elif word == "(":
            group, start = row, left + 1
            drawing.cells[row, left] = said
            continue
        elif word == ")":
            if row - 1 > group:
                drawing.merges.append((group, left, row - 1, left))
            start = left
            continue
        else:
            continue
        row += 1
    drawing.framed.append((framed, left, row - 1, right))
    return table, row, width


def _split(item: str) -> tuple[str, str, str]:
    """(label, what stands in the cell, meaning)."""
    said, _, mean = item.rpartition("=")
    label, _, inside = said.partition("~")
    return label, inside, mean


def _note(part: Part, label: str, at: str, mean: str) -> Truth:
    return {"label": re.sub(r"\s", "", label), "label_at": at, "mode": "cell", **meaning(mean, part.record)}


def _blocks(start: int, right: int, count: int) -> list[tuple[int, int]]:
    share = (right - start + 1) // count
    return [
        (start + n * share, right if n == count - 1 else start + (n + 1) * share - 1) for n in range(count)
    ]


def _beside(drawing: Drawing, part: Part, row: int, start: int, right: int, text: str, table: Truth) -> None:
    items = text.split(" / ")
    for item, (first, last) in zip(items, _blocks(start, right, len(items)), strict=True):
        label, inside, mean = _split(item)
        drawing.put(row, first, label.removesuffix(":ymd"))
        if label.endswith(":ymd"):
            for n, word in enumerate("年月日"):
                drawing.put(row, first + 2 + 2 * n, word)
            table["cells"][ref(row, first + 1)] = _note(part, label[:-4], ref(row, first), mean)
            continue
        drawing.put(row, first + 1, inside, (row, last))
        told = _note(part, label, ref(row, first), mean)
        table["cells"][ref(row, first + 1)] = told | ({"tick": True} if "□" in inside else {})


def _above(drawing: Drawing, part: Part, row: int, start: int, right: int, text: str, table: Truth) -> None:
    items = text.split(" / ")
    for item, (first, last) in zip(items, _blocks(start, right, len(items)), strict=True):
        label, inside, mean = _split(item)
        drawing.put(row, first, label, (row, last))
        drawing.put(row + 1, first, inside, (row + 1, last))
        table["cells"][ref(row + 1, first)] = _note(part, label, ref(row, first), mean)
