"""Reads the descriptions of bureau forms (specs/*.txt): what stands where, and what a person would bind.

= 04_名称 | via=l            a workbook; via: x XlsxWriter, o openpyxl, l XlsxWriter through LibreOffice
sheet 名称 | hidden 名称: a,b  a further sheet | a hidden sheet with a list in column A
[list 培训班次] [cross …] [card …] (beside)   a table of that record, below the last one or beside it
Lines: top, title, meta, unit, banner, cols, code, rows, total, ratio, side, unmerged, notes, sign, where, x;
of cards: W, |, ^, ( and ), see make.py and cards.py
Column: 组>表头=含义@格式{下拉,选项}^列数"示例"; >表头 stays in the last group.
Meaning: # running number · ! must stay unbound · - no field of ours · ? either way · f:K/J the form's formula
· row (each row has its own measure) · 字段,也对的字段,- (- unbound is fair too) · a+b joined · *字段[k=v&k=v]
derived with a filter · 字段%年 a part · /记录.字段 of another record.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SHORT = {
    "$校": "学校.学校名称",
    "$码": "学校.学校标识码",
    "$填": "学校.填报人",
    "$电": "学校.联系电话",
    "$负": "学校.负责人",
    "$址": "学校.地址",
    "$日": "报表.填报日期",
}
OUTER = ("学校.", "报表.")
COPIED = (
    "专业",
    "专业.专业名称",
    "专业.专业代码",
    "年级",
    "班级",
    "毕业年级",
    "人员类别",
    "工作单位",
    "文化程度",
)
ALIKE = (
    ("培训班次.培训人数", "培训班次.人数", "培训班次.实到人数"),
    ("教师.实践天数", "教师.本年实践天数", "教师.认可天数", "企业实践.认可天数", "企业实践.认定天数"),
    ("教师.认可实践次数", "企业实践.实践人次", "教师.实践人次"),
    ("企业实践.认可天数", "企业实践.认定天数", "企业实践.期间内天数"),
)
_COLUMN = re.compile(
    r"(?P<path>[^=]+?)(?:=(?P<mean>(?:f:[^@]+|[^@{^\"]*)))?(?:@(?P<fmt>[^{^\"]+))?"
    r"(?:\{(?P<dv>[^}]*)\})?(?:\^(?P<span>\d))?(?:\"(?P<sample>[^\"]*)\")?"
)


@dataclass(slots=True)
class Col:
    """A column of a list or cross table."""

    path: list[str]
    meant: dict[str, Any]
    formula: str = ""
    choices: str = ""
    span: int = 1
    sample: str = ""


@dataclass(slots=True)
class Part:
    """One table of a sheet: its lines by keyword, in order."""

    layout: str
    record: str
    beside: bool
    lines: list[tuple[str, str]] = field(default_factory=list)

    def get(self, key: str) -> str:
        """The text of a keyword, '' where it is not given."""
        return next((text for word, text in self.lines if word == key), "")


@dataclass(slots=True)
class Page:
    """A sheet; a hidden one has `values`."""

    name: str
    parts: list[Part] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """A workbook."""

    name: str
    via: str
    pages: list[Page] = field(default_factory=list)


def read_specs(path: Path) -> list[Book]:
    """All workbooks a file describes."""
    books: list[Book] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        text = line.strip()
        if not text or text.startswith("//"):
            continue
        if text.startswith("= "):
            name, *options = [each.strip() for each in text[2:].split(" | ")]
            given = dict(each.split("=", 1) for each in options)
            page = Page(given.get("sheet", "Sheet1"))
            books.append(Book(name, given.get("via", "x"), [page]))
        else:
            _line(books[-1], text)
    return books


def _line(book: Book, text: str) -> None:
    word, _, rest = text.partition(" ")
    if text.startswith("["):
        kind, record = text[1:].partition("]")[0].split(" ")
        book.pages[-1].parts.append(Part(kind, record, "beside" in text))
    elif word == "sheet":
        book.pages.append(Page(rest))
    elif word == "guide":
        name, _, said = rest.partition(":")
        book.pages.append(Page(name, text=said.split("|")))
    elif word == "hidden":
        name, _, values = rest.partition(":")
        book.pages.append(Page(name, values=[each.strip() for each in values.split(",")]))
    else:
        book.pages[-1].parts[-1].lines.append((word, rest.strip()))


def columns(text: str, own: str) -> list[Col]:
    """The columns of a cols line."""
    found: list[Col] = []
    for token in text.split(" ; "):
        match = _COLUMN.fullmatch(token.strip())
        if match is None:
            raise ValueError(token)
        path = match["path"].replace("\\n", "\n").split(">")
        if not path[0]:
            path = [*found[-1].path[:-1], *path[1:]]
        mean = (match["mean"] or "").strip()
        told = {"path": ["".join(each.split()) for each in path], **meaning(mean, own)}
        if match["fmt"]:
            told["format"] = match["fmt"]
        formula = mean[2:] if mean.startswith("f:") else ""
        found.append(
            Col(path, told, formula, match["dv"] or "", int(match["span"] or 1), match["sample"] or "")
        )
    return found


def meaning(text: str, own: str) -> dict[str, Any]:
    """What a person would bind, as truth.json says it."""
    if text == "#":
        return {"field": None, "seq": True}
    if text in ("!", "-", "?", "row", "stub"):
        extra = {"!": "required_unbound", "?": "any", "row": "any", "stub": "stub"}.get(text)
        return {"field": None} | ({extra: True} if extra else {})
    if text.startswith("f:"):
        return {"field": None, "formula": True}
    told: dict[str, Any] = {}
    if text.startswith("*"):
        told["derived"], text = True, text[1:]
    where = re.search(r"\[(.*)\]", text)
    if where:
        told["where"], text = filters(where[1], own), text[: where.start()] + text[where.end() :]
    text, _, part = text.partition("%")
    names = [each.strip() for each in text.split(",")]
    if "-" in names:
        names.remove("-")
        told["optional"] = True
    fields = ["+".join(full(each, own) for each in name.split("+")) for name in names]
    alike = [other for name in fields for other in _also(name, own) if other not in fields]
    if fields[1:] or alike:
        told["alt"] = [*fields[1:], *dict.fromkeys(alike)]
    if part:
        told["part"] = part
    return {"field": fields[0], **told}


def filters(text: str, own: str) -> dict[str, str]:
    """k=v&k=v as {label path: value}."""
    pairs = [each.split("=", 1) for each in text.split("&") if each]
    return {key if key == "期间" else full(key, own): value for key, value in pairs}


def full(name: str, own: str) -> str:
    """The label path, the record first."""
    if name in SHORT:
        return SHORT[name]
    if name.startswith("/"):
        return name[1:]
    return name if name.startswith(OUTER) else f"{own}.{name}"


def _also(name: str, own: str) -> list[str]:
    """Other names of the same value."""
    found: list[str] = []
    if "+" in name:
        return found
    rest = name.removeprefix(f"{own}.")
    if own in ("考生", "学员名册"):
        if rest.startswith("学员.") and rest[3:] in COPIED:
            found.append(f"{own}.{rest[3:]}")
        elif rest in COPIED:
            found.append(f"{own}.学员.{rest}")
    if own == "企业实践" and rest == "企业.企业名称":
        found.append("企业实践.企业名称（当时）")
    for each in (name, *found):
        if each.endswith((".专业名称", "委托单位.企业名称")):
            found.append(each.rpartition(".")[0])
    found += [each for group in ALIKE if name in group for each in group if each != name]
    return found
