"""The form in which a column asks for its values: from its header, samples, number format, drop-down."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from desktop.core.codes import CodeList
from desktop.core.fields import Field, Kind
from desktop.core.words import half_width, split_unit

Codes = Mapping[str, CodeList]

_MONEY_UNITS: Final = ("元", "千元", "万元")
_DAYS: Final = (Kind.DAY, Kind.MONTH)
# How a date may be shown by an example or by its letters; the first that fits names the style.
_SHAPES: Final = (
    (r"\d{8}|yyyymmdd", "yyyyMMdd"),
    (r"\d{6}|yyyymm", "yyyyMM"),
    (r"\d{4}-\d-\d|yyyy-m-d", "yyyy-M-d"),
    (r"\d{4}-\d\d?-\d\d?|yyyy-mm-dd", "yyyy-MM-dd"),
    (r"\d{4}\.\d\.\d{1,2}|\d{4}\.\d\d\.\d|yyyy\.m\.d", "yyyy.M.d"),
    (r"\d{4}\.\d\d\.\d\d|yyyy\.mm\.dd", "yyyy.MM.dd"),
    (r"\d{4}/\d/\d{1,2}|\d{4}/\d\d/\d|yyyy/m/d", "yyyy/M/d"),
    (r"\d{4}/\d\d/\d\d|yyyy/mm/dd", "yyyy/MM/dd"),
    (r"\d{4}年0\d月\d\d日|\d{4}年\d\d月0\d日|yyyy年mm月dd日", "yyyy年MM月dd日"),
    (r"\d{4}年\d{1,2}月\d{1,2}日|yyyy年m月d日", "yyyy年M月d日"),
    (r"\d{4}年0\d月|yyyy年mm月", "yyyy年MM月"),
    (r"\d{4}年\d{1,2}月|yyyy年m月", "yyyy年M月"),
    (r"\d{4}-\d{1,2}|yyyy-mm?", "yyyy-MM"),
    (r"\d{4}\.\d|yyyy\.m", "yyyy.M"),
    (r"\d{4}\.\d\d|yyyy\.mm", "yyyy.MM"),
    (r"\d{4}/\d{1,2}|yyyy/mm?", "yyyy/MM"),
)
_WHOLE: Final = tuple((re.compile(shape), style) for shape, style in _SHAPES)
_INSIDE: Final = re.compile(
    r"(?<![\dy])(?:(?:\d{4}|yyyy)(?:年|[-./])(?:\d{1,2}|mm?)(?:(?:月|[-./])(?:\d{1,2}|dd?)?日?)?"
    r"|\d{8}|\d{6}|yyyymm(?:dd)?)(?![\dymd])"
)
_BETWEEN: Final = re.compile(r"\s*(--|[-—–~～至到])\s*")
_NUMBER_FORMATS: Final = (
    (re.compile(r"y+年mm月dd日?"), "yyyy年MM月dd日"),
    (re.compile(r"y+年m月d日?"), "yyyy年M月d日"),
    (re.compile(r"y+年mm月?"), "yyyy年MM月"),
    (re.compile(r"y+年m月?"), "yyyy年M月"),
    (re.compile(r"y+-m+-d+"), "yyyy-MM-dd"),
    (re.compile(r"y+/m+/d+"), "yyyy/M/d"),
    (re.compile(r"y+\.m+\.d+"), "yyyy.MM.dd"),
    (re.compile(r"y+-m+"), "yyyy-MM"),
    (re.compile(r"y+/m+"), "yyyy/MM"),
    (re.compile(r"y+\.m+"), "yyyy.MM"),
    (re.compile(r"y+m+d+"), "yyyyMMdd"),
    (re.compile(r"y+m+"), "yyyyMM"),
)
_NOISE: Final = re.compile(r"[\"\\]|\[[^\]]*\]|_.|\*.|;.*")


def style_of(
    own: Field,
    path: Sequence[str],
    unit: str,
    number_format: str,
    choices: Sequence[str],
    samples: Sequence[str],
    codes: Codes,
) -> str:
    """The style (desktop.core.presenting.STYLES) in which a column asks for a value of the field; "" leaves
    it to the field's kind."""
    if own.kind is Kind.MONEY:
        return unit if unit in _MONEY_UNITS else "元"
    if own.kind in _DAYS:
        return _day_style(own, path, number_format, [*choices, *samples])
    if own.kind is Kind.YESNO:
        return _yes_style(path, {text.strip() for text in (*choices, *samples) if text.strip()})
    if own.kind is Kind.CODE:
        return _code_style(own, path, choices, samples, codes)
    if own.unit == "%":
        return _share_style(unit, number_format, samples)
    return ""


def _yes_style(path: Sequence[str], offered: set[str]) -> str:
    header = "".join(path)
    if offered & {"有", "无"} or "有无" in header or re.search(r"有[/／]无", header):
        return "有无"
    return "勾" if offered & {"√", "✓"} or "√" in header else "是否"


def _code_style(
    own: Field, path: Sequence[str], choices: Sequence[str], samples: Sequence[str], codes: Codes
) -> str:
    """A code where the header says so (企业性质码), or where what stands there already are codes."""
    listed = codes.get(own.codes)
    shown = [text for text in (choices or samples) if text.strip()]
    if listed is not None and shown and all(listed.get(each) is not None for each in shown):
        return "代码" if any(listed.name(each) != each for each in shown) else ""
    leaf = split_unit(path[-1])[0]
    return "代码" if leaf.endswith("码") or "代码" in leaf else ""


def _share_style(unit: str, number_format: str, samples: Sequence[str]) -> str:
    """85 under a header that names %, 0.85 where the cell's own format multiplies, 85% where typed so."""
    if "%" in _NOISE.sub("", number_format):
        return "比例"
    shown = [half_width(text).strip() for text in samples if text.strip()]
    if shown and all(re.fullmatch(r"\d+(\.\d+)?%", text) for text in shown):
        return "百分号"
    small = shown and all(re.fullmatch(r"[01](\.\d+)?", text) for text in shown)
    return "比例" if small and any("." in text for text in shown) and unit != "%" else "百分数"


def _day_style(own: Field, path: Sequence[str], number_format: str, samples: Sequence[str]) -> str:
    for text in samples:
        style = shape_of(text)
        if style:
            return style if style != "yyyy-MM-dd" or not is_day(number_format) else "date"
    for text in reversed(path):
        found = _INSIDE.search(half_width(text).lower())
        style = shape_of(found[0]) if found else ""
        if style:
            return style
    if is_day(number_format):
        return "date" if own.kind is Kind.DAY else format_style(number_format)
    return "yyyyMM" if own.kind is Kind.MONTH and "年月" in path[-1] else ""


def shape_of(text: str) -> str:
    """The style of a date as it is written, by digits or letters: 1980.09 and yyyy.mm alike; "" for none."""
    word = half_width(text).strip().lower()
    return next((style for shape, style in _WHOLE if shape.fullmatch(word)), "")


def is_day(number_format: str) -> bool:
    """Whether a cell under this number format shows a number as a date."""
    plain = _NOISE.sub("", number_format).lower()
    return "general" not in plain and bool(re.search(r"y|d", plain))


def format_style(number_format: str) -> str:
    """The text that looks like what a date format shows, for a month that has no day to make a date of."""
    plain = _NOISE.sub("", number_format).lower().replace(" ", "")
    return next((style for shape, style in _NUMBER_FORMATS if shape.match(plain)), "")


def range_style(path: Sequence[str], samples: Sequence[str]) -> tuple[str, str]:
    """How start and end stand in one cell: (style of each, what stands between), by example or by default."""
    for text in (*samples, *reversed(path)):
        word = half_width(text).lower()
        found = list(_INSIDE.finditer(word))
        for one, two in pairwise(found):
            between = _BETWEEN.fullmatch(word[one.end() : two.start()])
            style = shape_of(one[0])
            if between and style:
                return style, f" {between[1]} " if between[0] != between[1] else between[1]
        if len(found) == 1 and shape_of(found[0][0]):
            return shape_of(found[0][0]), "至" if "至" in word or "年" in word else "-"
    return "yyyy.MM.dd", "-"


def join_of(path: Sequence[str]) -> str:
    """What stands between several fields in one cell, as the header writes it (企业地址/联系人/电话)."""
    found = re.search(r"[/／、，,；;]", split_unit(path[-1])[0])
    return "／" if found is None or found[0] in "/／" else found[0]
