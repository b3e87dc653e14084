"""Lays a column set out as bureaus do: a plain list, a grouped one, a messy one, a card, a cross table."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.recognition.drawing import Content, Drawing, ref
from tests.recognition.sets import NOTHING, RUNNING, ColumnSet, Meant, truth_of

Truth = dict[str, Any]
_OFFERED = {
    "性别": "男,女",
    "双师型": "是,否",
    "考核结果": "优秀,合格,不合格",
    "形式": "=选项!$A$1:$A$4",
    "培训类型": "=选项!$B$1:$B$5",
    "培训对象": "=选项!$C$1:$C$5",
    "等级": "初级,中级,高级",
    "性质": "补贴性,公益性,有偿",
}
_LISTS = (
    ("考察观摩", "接受企业组织的技能培训", "在企业生产和管理岗位兼职或任职", "参与企业产品研发和技术创新"),
    ("岗前培训", "在岗技能提升", "转岗转业", "创业培训", "职业技能等级培训"),
    ("企业职工", "农民工", "退役军人", "失业人员", "社区居民"),
)
_SHOWN: dict[str, tuple[Content, ...]] = {
    "姓名": ("张三", "李四"),
    "性别": ("男", "女"),
    "出生日期": ("198009", "1979.05"),
    "证件号码": ("220202198001010018", "220284200506300023"),
    "联系电话": ("13800001234", "0432-62001234"),
    "企业名称": ("吉林某某机械有限公司", "某某科技有限公司"),
    "学校名称": ("某某职业技术学校",),
    "文化程度": ("本科", "大专"),
    "职称": ("讲师", "高级讲师"),
    "系部": ("机电系", "汽修系"),
    "项目名称": ("焊工初级培训班", "家政服务培训"),
    "证书名称": ("Web前端开发", "物流管理"),
    "考核结果": ("合格", "优秀"),
    "形式": ("考察观摩",),
    "双师型": ("是", "否"),
    "民族": ("汉族", "满族"),
    "工号": ("T0102", "T0088"),
}
_SIGNED = (("单位负责人", "学校.负责人"), ("审核人", None), ("填表人", "学校.填报人"))


@dataclass(slots=True)
class Page:
    """One sheet being laid out, with the truth about its tables."""

    drawing: Drawing
    pick: random.Random
    money: str = ""  # the unit printed above the header


def words(columns: Sequence[Meant], pick: random.Random, how: str) -> list[list[str]]:
    """One wording a column, as a path; neighbours never the same text."""
    found: list[list[str]] = []
    for column in columns:
        text = column.grouped(pick) if how == "grouped" else column.plain(pick)
        found.append(text.split(">"))
    return found


def blurred(text: str, pick: random.Random) -> str:
    """The same text as people space it: 姓  名, a star before it, a line break before its bracket."""
    way = pick.randrange(4)
    if way == 0 and len(text) == 2:
        return f"{text[0]}　{text[1]}"
    if way == 1 and "（" in text:
        return text.replace("（", "\n（", 1)
    if way == 2 and len(text) > 5 and "/" not in text:
        return f"{text[:3]}\n{text[3:]}"
    return text


def tidy(text: str) -> str:
    return re.sub(r"\s+", "", text)


def head(page: Page, row: int, left: int, paths: list[list[str]], *, blur: bool = False) -> int:
    """The header block; returns its last row. A short path is merged down, equal groups across."""
    depth = max(len(path) for path in paths)
    last = row + depth - 1
    page.drawing.bold |= set(range(row, last + 1))
    page.drawing.framed.append((row, left, last, left + len(paths) - 1))
    for level in range(depth):
        at = 0
        while at < len(paths):
            path = paths[at]
            if level >= len(path):
                at += 1
                continue
            end = at + 1
            leaf = level == len(path) - 1
            while not leaf and end < len(paths) and paths[end][: level + 1] == path[: level + 1]:
                end += 1
            text = blurred(path[level], page.pick) if blur else path[level]
            bottom = last if leaf else row + level
            page.drawing.put(row + level, left + at, text, (bottom, left + end - 1))
            at = end
    return last


def label_line(page: Page, row: int, width: int) -> dict[str, Truth]:
    """填报单位, 填报人, 电话, 填报时间: in one cell, in merged blocks, or with the value in the next cell."""
    said = [("填报单位（盖章）", "学校.学校名称"), ("填报人", "学校.填报人"), ("联系电话", "学校.联系电话"),
            ("填报时间", "报表.填报日期")][: max(2, min(4, width // 2))]  # fmt: skip
    cells: dict[str, Truth] = {}
    tail = f"单位：{page.money}" if page.money else ""
    if page.pick.random() < 0.5 or width < 6:
        text = "          ".join(f"{label}：" for label, _ in said) + (f"     {tail}" if tail else "")
        page.drawing.put(row, 1, text, (row, width))
        for label, meaning in said:
            cells[f"{ref(row, 1)}|{label}"] = {"label": label, "field": meaning}
        return cells
    step = max(width // len(said), 1)
    for number, (label, meaning) in enumerate(said):
        at = 1 + number * step
        page.drawing.put(row, at, f"{label}：", (row, at + step - 1))
        cells[f"{ref(row, at)}|{label}"] = {"label": label, "field": meaning}
    if tail:
        page.drawing.put(row - 1, width + 1, f"({tail})")
    return cells


def feet(page: Page, row: int, width: int) -> dict[str, Truth]:
    """Notes and signatures under a list."""
    page.drawing.put(row, 1, "注：1.本表由学校填写，于每年9月10日前报送；2.没有的填“无”。", (row, width))
    cells = {}
    step = max(width // 3, 1)
    for number, (label, meaning) in enumerate(_SIGNED[: min(3, width)]):
        at = 1 + number * step
        page.drawing.put(row + 2, at, f"{label}：", (row + 2, at + step - 1) if step > 1 else None)
        cells[f"{ref(row + 2, at)}|{label}"] = {"label": label, "field": meaning}
    return cells


def body(page: Page, first: int, last: int, left: int, columns: Sequence[Meant], numbered: bool) -> None:
    """Blank framed rows, running numbers printed or not, drop-downs, date formats."""
    page.drawing.framed.append((first, left, last, left + len(columns) - 1))
    for at, column in enumerate(columns, left):
        name = column.meaning[0].rpartition(".")[2]
        if column.meaning[0] == RUNNING and numbered:
            for row in range(first, last + 1):
                page.drawing.put(row, at, row - first + 1)
        if name in _OFFERED and page.pick.random() < 0.6:
            page.drawing.choices.append(((first, at, last, at), _OFFERED[name]))
        if "日期" in name and "+" not in column.meaning[0] and page.pick.random() < 0.5:
            page.drawing.formats |= {(row, at): "yyyy-mm-dd" for row in range(first, last + 1)}


def samples(page: Page, row: int, left: int, columns: Sequence[Meant], count: int) -> None:
    """Rows the bureau filled in to show how, the first marked 例."""
    for number in range(count):
        for at, column in enumerate(columns, left):
            name = column.meaning[0].rpartition(".")[2]
            shown = _SHOWN.get(name)
            if column.meaning[0] == RUNNING:
                page.drawing.put(row + number, at, "例" if number == 0 else "例2")
            elif shown:
                value = shown[number % len(shown)]
                named = name == "姓名" and columns[0].meaning[0] != RUNNING
                page.drawing.put(row + number, at, f"例：{value}" if named else value)
            elif re.search("人数|天数|学时|人次", name):
                page.drawing.put(row + number, at, 30 + number)


def total(page: Page, row: int, left: int, columns: Sequence[Meant], span: tuple[int, int]) -> None:
    """合计, with sums over the figures."""
    page.drawing.framed.append((row, left, row, left + len(columns) - 1))
    page.drawing.put(row, left, page.pick.choice(["合计", "合  计", "总计"]))
    for at, column in enumerate(columns[1:], left + 1):
        if re.search("人数|经费|补贴|人次|天数", column.meaning[0]):
            letter = ref(1, at)[:-1]
            page.drawing.put(row, at, f"=SUM({letter}{span[0]}:{letter}{span[1]})")


def list_truth(
    page: Page, layout: ColumnSet, title: str, header: tuple[int, int], rows: tuple[int, int]
) -> Truth:
    return {
        "sheet": page.drawing.name,
        "layout": "list",
        "record": layout.record,
        "title": tidy(title),
        "header_rows": list(header),
        "first_row": rows[0],
        "last_row": rows[1],
        "total_row": None,
        "columns": {},
        "cells": {},
    }


def column_truths(
    page: Page, columns: Sequence[Meant], paths: list[list[str]], left: int, row: int
) -> dict[str, Truth]:
    """Each column's truth by letter; `row` is the first of the list."""
    found = {}
    for at, (column, path) in enumerate(zip(columns, paths, strict=True), left):
        said = truth_of(column.meaning, [tidy(part) for part in path])
        wanted = asked(page, said, (row, at))
        found[ref(1, at)[:-1]] = said | ({"format": wanted} if wanted else {})
    return found


def asked(page: Page, said: Truth, spot: tuple[int, int]) -> str:
    """The form in which the column wants its value, where header, unit line or cell format leave no doubt."""
    field, text = said["field"] or "", "".join(said["path"])
    if "YYYYMMDD" in text:
        return "yyyyMMdd"
    if "如198009" in text:
        return "yyyyMM"
    if "日期" in field and "+" not in field and "出生" not in field and spot in page.drawing.formats:
        return "yyyy-MM-dd"
    if re.search("经费|补贴", field):
        inside = re.search("（(万?元)）|\\((万元)\\)", text)
        return (inside[1] or inside[2]) if inside else page.money
    return "身份证" if field.endswith("证件号码") else ""


def money_of(columns: Sequence[Meant], paths: list[list[str]], pick: random.Random) -> str:
    """The unit to print in the line above, where a money column does not name its own."""
    bare = [
        path for column, path in zip(columns, paths, strict=True)
        if re.search(r"\.(到账经费|财政补贴|经费)$", column.meaning[0]) and "元" not in "".join(path)
    ]  # fmt: skip
    return pick.choice(["万元", "万元", "元"]) if bare else ""


def options_sheet() -> Drawing:
    """A hidden sheet with the lists of the drop-downs."""
    found = Drawing("选项", hidden=True)
    for column, texts in enumerate(_LISTS, 1):
        for row, text in enumerate(texts, 1):
            found.put(row, column, text)
    return found


def trap(name: str) -> Meant:
    return Meant((name,), (NOTHING,))
