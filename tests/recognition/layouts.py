"""The five arrangements of a column set, each on one sheet with its truth."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from tests.recognition.arranging import (
    Page,
    Truth,
    body,
    column_truths,
    feet,
    head,
    label_line,
    list_truth,
    money_of,
    samples,
    tidy,
    total,
    trap,
    words,
)
from tests.recognition.drawing import Drawing, ref
from tests.recognition.sets import NOTHING, RUNNING, ColumnSet, Meant

Lay = Callable[[ColumnSet, Sequence[str], random.Random], tuple[Drawing, list[Truth]]]


def with_traps(columns: Sequence[Meant], traps: Sequence[str], pick: random.Random) -> list[Meant]:
    """The set with a few columns that nobody should bind, the grouped ones side by side."""
    found = list(columns)
    at = pick.randrange(1, len(found) + 1)
    found[at:at] = [trap(name) for name in traps]
    return found


def plain(form: ColumnSet, traps: Sequence[str], pick: random.Random) -> tuple[Drawing, list[Truth]]:
    """One header row, a line of labels, blank rows, 合计 below, notes and signatures."""
    page = Page(Drawing("Sheet1"), pick)
    columns = with_traps(form.columns, traps, pick)
    paths, title = words(columns, pick, "plain"), pick.choice(form.titles)
    width, page.money = len(columns), money_of(columns, paths, pick)
    page.drawing.put(1, 1, title, (1, width))
    cells = label_line(page, 2, width)
    last = head(page, 3, 1, paths)
    rows = (last + 1, last + pick.choice([8, 12, 20]))
    body(page, *rows, 1, columns, numbered=pick.random() < 0.5)
    truth = list_truth(page, form, title, (3, last), rows)
    end = rows[1]
    if pick.random() < 0.7:
        end += 1
        total(page, end, 1, columns, rows)
        truth["total_row"] = end
    truth["columns"], truth["cells"] = (
        column_truths(page, columns, paths, 1, rows[0]),
        cells | feet(page, end + 1, width),
    )
    return page.drawing, [truth]


def grouped(form: ColumnSet, traps: Sequence[str], pick: random.Random) -> tuple[Drawing, list[Truth]]:
    """Groups over the columns, a row 甲乙丙, 合计 above, examples, the unit in a line of its own."""
    page = Page(Drawing("统计表"), pick)
    columns = with_traps(form.columns, traps, pick)
    paths, title = words(columns, pick, "grouped"), pick.choice(form.titles)
    width, row = len(columns), 2
    page.money = money_of(columns, paths, pick)
    page.drawing.put(1, 1, f"附件{pick.randrange(1, 9)}")
    page.drawing.put(row, 1, title, (row, width))
    cells = label_line(page, row + 1, width)
    last = head(page, row + 2, 1, paths)
    first = last + 1
    code = pick.random() < 0.5
    if code:
        stems = sum(not any(w in c.meaning[0] for w in ("人数", "天数", "经费")) for c in columns[:3]) or 1
        for at in range(1, width + 1):
            page.drawing.put(first, at, "甲乙丙"[at - 1] if at <= stems else str(at - stems))
        page.drawing.framed.append((first, 1, first, width))
        first += 1
    truth = list_truth(page, form, title, (row + 2, last), (first, 0))
    truth["code_row"] = first - 1 if code else None
    if pick.random() < 0.4:
        total(page, first, 1, columns, (first + 1, first + 12))
        truth["total_row"] = first
        first += 1
    shown = pick.choice([0, 1, 2])
    truth["first_row"], truth["last_row"] = first, first + 11
    body(page, first, first + 11, 1, columns, numbered=shown == 0 and pick.random() < 0.5)
    samples(page, first, 1, columns, shown)
    truth["columns"] = column_truths(page, columns, paths, 1, first)
    truth["cells"] = cells | feet(page, first + 13, width)
    return page.drawing, [truth]


def messy(form: ColumnSet, traps: Sequence[str], pick: random.Random) -> tuple[Drawing, list[Truth]]:
    """Spaced-out headers, then two lists side by side, two below each other, or section rows."""
    columns = with_traps(form.columns, traps, pick)
    page = Page(Drawing("表一"), pick)
    title = pick.choice(form.titles)
    paths = words(columns, pick, pick.choice(["plain", "grouped"]))
    way = pick.randrange(3)
    if way == 0 and len(columns) > 8:
        way = 1
    width = len(columns) * 2 + 1 if way == 0 else len(columns)
    page.drawing.put(1, 1, title, (1, width))
    if way == 0:
        return page.drawing, _beside(page, form, title, columns, paths)
    truth = _one(page, form, title, columns, paths, 2)
    if way == 1:
        again = truth["last_row"] + 3
        page.drawing.put(again - 1, 1, f"{title}（二）", (again - 1, width))
        second = _one(page, form, f"{title}（二）", columns, paths, again)
        return page.drawing, [truth, second]
    for row in (truth["first_row"], truth["first_row"] + 4):
        page.drawing.put(
            row, 1, "一、第一部分" if row == truth["first_row"] else "二、第二部分", (row, width)
        )
    truth["sections"] = True
    return page.drawing, [truth]


def _one(
    page: Page, form: ColumnSet, title: str, columns: list[Meant], paths: list[list[str]], row: int
) -> Truth:
    last = head(page, row, 1, paths, blur=True)
    rows = (last + 1, last + 8)
    body(page, *rows, 1, columns, numbered=False)
    truth = list_truth(page, form, title, (row, last), rows)
    truth["columns"] = column_truths(page, columns, paths, 1, rows[0])
    return truth


def _beside(
    page: Page, form: ColumnSet, title: str, columns: list[Meant], paths: list[list[str]]
) -> list[Truth]:
    """The same list twice, a narrow blank column between."""
    truths = []
    for left in (1, len(columns) + 2):
        last = head(page, 2, left, paths)
        body(page, last + 1, last + 10, left, columns, numbered=False)
        truth = list_truth(page, form, title, (2, last), (last + 1, last + 10))
        truth["columns"] = column_truths(page, columns, paths, left, last + 1)
        truths.append(truth)
    return truths


def card(form: ColumnSet, traps: Sequence[str], pick: random.Random) -> tuple[Drawing, list[Truth]]:
    """Labels with their values beside them, three pairs a row, opinions below."""
    page = Page(Drawing("登记表"), pick)
    columns = [each for each in with_traps(form.columns, traps, pick) if each.meaning[0] != RUNNING]
    title = pick.choice(form.titles).replace("统计表", "审批表").replace("汇总表", "登记表")
    page.drawing.put(1, 1, title, (1, 6))
    page.drawing.put(2, 1, "学校（盖章）：", (2, 3))
    page.drawing.put(2, 4, "填表日期：    年   月   日", (2, 6))
    truth: Truth = {
        "sheet": page.drawing.name, "layout": "card", "record": form.record, "title": tidy(title),
        "header_rows": None, "first_row": None, "last_row": None, "total_row": None, "columns": {},
        "cells": {"A2|学校（盖章）": {"label": "学校（盖章）", "field": "学校.学校名称"},
                  "D2|填表日期": {"label": "填表日期", "field": "报表.填报日期"}},
    }  # fmt: skip
    row = 3
    for number, column in enumerate(columns):
        at = 1 + 2 * (number % 3)
        row = 3 + number // 3
        label = column.plain(pick).rpartition(">")[2] if not column.plain(pick).count(">") else ""
        label = label or "/".join(column.plain(pick).split(">"))
        page.drawing.put(row, at, label)
        meant = column_truths(page, [column], [[label]], at + 1, row)
        truth["cells"][ref(row, at + 1)] = {"label": tidy(label), **next(iter(meant.values()))}
    for label in ("系部意见", "学校意见"):
        row += 1
        page.drawing.put(row, 1, label)
        page.drawing.put(row, 2, "\n\n签字（盖章）：        年  月  日", (row, 6))
    page.drawing.framed.append((3, 1, row, 6))
    return page.drawing, [truth]


def cross(form: ColumnSet, traps: Sequence[str], pick: random.Random) -> tuple[Drawing, list[Truth]]:
    """Printed row headings beside the columns, a row 甲 1 2 3, numbers left to fill."""
    page = Page(Drawing("汇总表"), pick)
    columns = [each for each in form.columns if each.meaning[0] not in (RUNNING, NOTHING)]
    paths, title = words(columns, pick, "grouped"), pick.choice(form.titles)
    paths = [["级别" if form.name == "training6" else "类别"], ["行次"], *paths]
    page.drawing.put(1, 1, title, (1, len(paths)))
    cells = label_line(page, 2, len(paths))
    last = head(page, 3, 1, paths)
    for at in range(1, len(paths) + 1):
        page.drawing.put(last + 1, at, "甲乙"[at - 1] if at < 3 else at - 2)
    rows = pick.choice(
        [
            ("国家", "省级", "地市", "县级"),
            ("2023年", "2024年", "2025年"),
            ("企业职工", "农民工", "退役军人", "其他"),
        ]
    )
    for number, text in enumerate(rows, 1):
        page.drawing.put(last + 1 + number, 1, text)
        page.drawing.put(last + 1 + number, 2, number)
    end = last + 1 + len(rows) + 1
    page.drawing.put(end, 1, "合计")
    page.drawing.framed.append((3, 1, end, len(paths)))
    truth = list_truth(page, form, title, (3, last), (last + 2, end - 1))
    truth |= {"layout": "cross", "code_row": last + 1, "total_row": end, "cells": cells}
    return page.drawing, [truth]
