"""Draws the bureau forms that specs describe and writes what a careful person would bind beside them.

python -m tests.recognition.bureau.make [SPECS FOLDER]: without arguments the committed set. Nothing of
desktop/ is used: form and truth come from the description alone.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.recognition.bureau.cards import draw_card, spread
from tests.recognition.bureau.spec import Book, Col, Page, Part, columns, filters, meaning, read_specs
from tests.recognition.drawing import Drawing, ref, through_libreoffice, write_openpyxl, write_xlsxwriter

HERE = Path(__file__).parent
NUMBER = re.compile(r"(人数|人次|学时|课时|天数|金额|补贴标准|补贴金额|应发|合计)")
# Endings of the labels of fields that are summed.
NUMERIC = re.compile(r"(人数|人次|学时|金额|天数|人日|经费|财政补贴|应收培训费|班次数|计划数|认可实践次数)$")
SAMPLES = {
    "姓名": "张三",
    "性别": "男",
    "证件号码": "220202199001010018",
    "民族": "汉族",
    "联系电话": "13800000000",
    "出生日期": "199001",
    "文化程度": "本科",
    "项目名称": "电工（中级）培训班",
    "企业名称": "示例机械有限公司",
    "统一社会信用代码": "91350100M000100Y43",
    "开班日期": "2025-03-01",
    "结业日期": "2025-03-20",
    "学时": "56",
    "实到人数": "40",
    "开始日期": "20250701",
    "结束日期": "20250731",
    "证书名称": "电工",
    "等级": "中级",
    "工号": "0001",
    "学校标识码": "2222000001",
    "专业名称": "汽车运用与维修",
    "专业代码": "700206",
    "年级": "2023级",
    "班级": "汽修1班",
    "毕业年级": "是",
    "到账经费": "3.20",
    "岗位": "机修岗",
    "工作单位": "示例单位",
}
Truth = dict[str, Any]


def draw_header(drawing: Drawing, top: int, left: int, cols: list[Col]) -> tuple[int, list[int]]:
    """The header tree from row `top`; its last row and each column's place."""
    deep = max(len(col.path) for col in cols)
    starts, at = [], left
    for col in cols:
        starts.append(at)
        at += col.span
    for level in range(deep):
        n = 0
        while n < len(cols):
            path, last = cols[n].path, n
            if level >= len(path):
                n += 1
                continue
            leaf = level == len(path) - 1
            while not leaf and last + 1 < len(cols) and cols[last + 1].path[: level + 1] == path[: level + 1]:
                last += 1
            bottom = top + deep - 1 if leaf else top + level
            drawing.put(top + level, starts[n], path[level], (bottom, starts[last] + cols[last].span - 1))
            n = last + 1
    drawing.bold.update(range(top, top + deep))
    return top + deep - 1, starts


def head(drawing: Drawing, part: Part, row: int, left: int, width: int, table: Truth) -> int:
    """Everything over the header; the row the header begins in."""
    for word, text in part.lines:
        right = left + width - 1
        if word == "top":
            drawing.put(row, left, text)
        elif word == "title":
            table["title"] = text
            drawing.put(row, left, text.replace("\\n", "\n"), (row, right))
            drawing.bold.add(row)
        elif word == "meta":
            table["cells"] |= spread(drawing, row, left, width, part.record, text)
        elif word == "unit":
            drawing.put(row, max(left, right - 1), text, (row, right))
        elif word == "banner":
            drawing.put(row, left, text.replace("\\n", "\n"), (row, right))
        elif word == "blank":
            pass
        else:
            continue
        row += 1
    return row


def draw_table(drawing: Drawing, part: Part, top: int, left: int) -> tuple[Truth, int, int]:
    """A list or cross table; its truth, the row under it, its width."""
    cols = columns(part.get("cols"), part.record)
    width = sum(col.span for col in cols)
    table: Truth = {"layout": part.layout, "record": part.record, "title": None, "columns": {}, "cells": {}}
    if part.get("where"):
        table["where"] = filters(part.get("where"), part.record)
    first = head(drawing, part, top, left, width, table)
    last, starts = draw_header(drawing, first, left, cols)
    if any(word == "unmerged" for word, _ in part.lines):  # single columns not merged down
        drawing.merges = [m for m in drawing.merges if m[0] != first or m[1] != m[3] or m[2] != last]
    table["header_rows"] = [first, last]
    for col, at in zip(cols, starts, strict=True):
        table["columns"][ref(1, at)[:-1]] = col.meant
    row = last + 1
    if any(word == "code" for word, _ in part.lines):
        _code_row(drawing, row, cols, starts)
        table["code_row"] = row
        row += 1
    total = part.get("total")
    where = total.lstrip("↑")
    if total.startswith("↑"):
        table["total_row"], row = row, row + 1
    body = _cross if part.layout == "cross" else _body
    begin, end = body(drawing, part, row, cols, starts, table)
    table["first_row"], table["last_row"] = begin, end
    row = end + 1
    if total and not total.startswith("↑"):
        table["total_row"], row = row, row + 1
    if total:
        _totals(drawing, where, table["total_row"], (begin, end), cols, starts)
    table.setdefault("total_row", None)
    if part.get("ratio"):
        drawing.put(row, left, part.get("ratio"))
        row += 1
    drawing.framed.append((first, left, row - 1, left + width - 1))
    for n, text in enumerate(part.get("side").split("|") if part.get("side") else ()):
        drawing.put(first + n, left + width + 1, text)
    for word, text in part.lines:
        if word == "notes":
            for note in text.split("|"):
                drawing.put(row, left, note, (row, left + width - 1))
                row += 1
        elif word == "sign":
            table["cells"] |= spread(drawing, row, left, width, part.record, text)
            row += 1
    return table, row, width


def _code_row(drawing: Drawing, row: int, cols: list[Col], starts: list[int]) -> None:
    number, letters = 0, iter("甲乙丙丁戊己庚辛")
    for col, at in zip(cols, starts, strict=True):
        if numeric(col):
            number += 1
            drawing.put(row, at, number, (row, at + col.span - 1))
        else:
            drawing.put(row, at, next(letters, "—"), (row, at + col.span - 1))


def _body(
    drawing: Drawing, part: Part, row: int, cols: list[Col], starts: list[int], table: Truth
) -> tuple[int, int]:
    """The rows of a list: samples, running numbers, formulas, drop-downs, sections."""
    count, *options = part.get("rows").split(" ")
    first, last = row, row + int(count) - 1
    sections = next((each[9:].split("|") for each in options if each.startswith("sections=")), [])
    headed = {}
    if sections:
        each = int(count) // len(sections)
        headed = {row + n * each: name for n, name in enumerate(sections)}
        table["sections"] = True
        first += 1
    number = 0
    for at in range(row, last + 1):
        if at in headed:
            drawing.put(at, starts[0], headed[at], (at, starts[-1] + cols[-1].span - 1))
            continue
        number += 1
        for col, place in zip(cols, starts, strict=True):
            value: str | int = ""
            if col.meant.get("seq") and "noseq" not in options:
                value = number
            elif col.formula:
                value = _formula(col.formula, at)
            elif number == 1 and "sample" in options:
                value = col.sample or _sample(col)
            if value != "" or col.span > 1:
                drawing.put(at, place, value, (at, place + col.span - 1))
    for col, place in zip(cols, starts, strict=True):
        if col.choices:
            drawing.choices.append(((first, place, last, place), col.choices))
    return first, last


def _sample(col: Col) -> str | int:
    """What the bureau wrote into its sample row."""
    last = str(col.meant["field"] or "").rpartition(".")[2]
    found = "" if "+" in str(col.meant["field"]) else SAMPLES.get(last, "")
    return int(found) if found.isdigit() and len(found) < 4 else found


def numeric(col: Col) -> bool:
    """Whether the column holds quantities that are summed."""
    if col.formula:
        return True
    if col.meant["field"]:
        return bool(NUMERIC.search(str(col.meant["field"])))
    return bool(NUMBER.search(re.sub(r"（.*", "", col.path[-1])))


def _formula(text: str, row: int) -> str:
    said = re.sub(r"\b([A-Z]{1,2})\b(?!\()", rf"\g<1>{row}", text)
    below = said.partition("/")[2]
    return f'=IF({below}=0,"",{said})' if below else f"={said}"


def _cross(
    drawing: Drawing, part: Part, row: int, cols: list[Col], starts: list[int], table: Truth
) -> tuple[int, int]:
    """The rows of a cross table, with the truth about every figure."""
    stubs = [place for col, place in zip(cols, starts, strict=True) if col.meant.get("stub")]
    first, group = row, ""
    rows: dict[int, Truth] = {}
    for item in part.get("x").split(" ; "):
        said, _, asked = item.partition(":")
        names = said.strip().split(">")
        if len(names) > 1 and names[0] == group:
            names[0] = ""
        group = names[0] or group
        shown = [*names, ""][: max(len(names), 1)]
        for place, name in zip(stubs, shown, strict=False):
            if name:
                drawing.put(row, place, name)
        numbered = [c.path[-1] for c in cols if c.meant.get("stub")]
        for place, leaf in zip(stubs, numbered, strict=True):
            if leaf in ("行次", "代码", "序号"):
                drawing.put(row, place, row - first + 1)
        rows[row] = {"labels": [n for n in names if n], "where": asked.strip()}
        _figures(drawing, part, row, rows[row], cols, starts, table)
        row += 1
    _merge_groups(drawing, stubs, first, row)
    table["rows"] = {str(at): each for at, each in rows.items()}
    return first, row - 1


def _merge_groups(drawing: Drawing, stubs: list[int], first: int, end: int) -> None:
    """A group's name reaches down over the rows that do not repeat it."""
    if len(stubs) < 2:
        return
    start = first
    for at in range(first + 1, end + 1):
        if at == end or drawing.cells.get((at, stubs[0])):
            if at - 1 > start:
                drawing.merges.append((start, stubs[0], at - 1, stubs[0]))
            start = at


def _figures(
    drawing: Drawing, part: Part, row: int, told: Truth, cols: list[Col], starts: list[int], table: Truth
) -> None:
    asked = told["where"]
    if asked in ("!", "?"):
        told["where"] = {}
        told["unbound" if asked == "!" else "any"] = True
        for col, place in zip(cols, starts, strict=True):
            if asked == "!" and (col.meant["field"] or col.meant.get("any")):
                label = "/".join(told["labels"])
                table["cells"][ref(row, place)] = {"label": label, "field": None, "required_unbound": True}
        return
    own = asked.removeprefix("field=") if asked.startswith("field=") else ""
    told["where"] = filters("" if own else asked, part.record)
    for col, place in zip(cols, starts, strict=True):
        if col.formula:
            drawing.put(row, place, _formula(col.formula, row))
            continue
        meant = meaning(own, part.record) if own and col.meant.get("any") else col.meant
        if not meant["field"]:
            continue
        cell = {"label": "/".join([*told["labels"], *col.meant["path"]]), **meant, "derived": True}
        cell.pop("path", None)
        cell["where"] = {**told["where"], **meant.get("where", {})}
        table["cells"][ref(row, place)] = cell


def _totals(
    drawing: Drawing, said: str, row: int, rows: tuple[int, int], cols: list[Col], starts: list[int]
) -> None:
    """The total row: its word, and sums under the columns of numbers."""
    column, _, text = said.rpartition(":")
    at = ord(column) - 64 if column else starts[0]
    drawing.put(row, at, text)
    for col, place in zip(cols, starts, strict=True):
        if place <= at or col.meant.get("seq") or col.meant.get("stub"):
            continue
        if col.formula:
            drawing.put(row, place, _formula(col.formula, row))
        elif numeric(col):
            letter = ref(1, place)[:-1]
            drawing.put(row, place, f"=SUM({letter}{rows[0]}:{letter}{rows[1]})")


def draw_page(page: Page) -> tuple[Drawing, list[Truth]]:
    """One sheet and the truth about its tables."""
    drawing = Drawing(page.name, hidden=bool(page.values))
    for n, value in enumerate(page.values or page.text, 1):
        drawing.put(n, 1, value)
    tables: list[Truth] = []
    top, row, left, width = 1, 1, 1, 0
    for part in page.parts:
        if part.beside:
            left, row = left + width + 1, top
        else:
            left, row = 1, row if row == 1 else row + 1
        top = row
        draw = draw_card if part.layout == "card" else draw_table
        table, row, width = draw(drawing, part, row, left)
        tables.append({"sheet": page.name, **table})
    return drawing, tables


def make(specs: Path, folder: Path) -> int:
    """Writes truth.json and the workbooks that are not there yet (delete one to have it drawn anew)."""
    folder.mkdir(parents=True, exist_ok=True)
    truth: Truth = {}
    office: list[Path] = []
    files = sorted(specs.glob("*.txt")) if specs.is_dir() else [specs]
    for book in [each for file in files for each in read_specs(file)]:
        truth[f"{book.name}.xlsx"] = _book(book, folder, office)
    if office:
        through_libreoffice(office)
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
    return len(truth)


def _book(book: Book, folder: Path, office: list[Path]) -> list[Truth]:
    path = folder / f"{book.name}.xlsx"
    drawn = [draw_page(page) for page in book.pages]
    if not path.exists():
        write = write_openpyxl if book.via.startswith("o") else write_xlsxwriter
        write(path, [drawing for drawing, _ in drawn])
        if "l" in book.via:
            office.append(path)
    maker = {"x": "xlsxwriter", "o": "openpyxl"}.get(book.via[0], "xlsxwriter")
    maker += "+LibreOffice" if "l" in book.via else ""
    return [{**table, "maker": maker} for _, tables in drawn for table in tables]


if __name__ == "__main__":
    given = [Path(each) for each in sys.argv[1:]] or [HERE / "specs", HERE / "forms"]
    print(make(given[0], given[1]))
