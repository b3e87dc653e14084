"""Values on their way out: display text, JSON, and the styles that bureau forms ask for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import assert_never

from desktop.core.codes import CodeList, fold
from desktop.core.fields import Field, Kind

Codes = Mapping[str, CodeList]
Out = str | int | Decimal | date | None

# A style's pattern, with the part that a month without a day can fill: no day is ever made up.
DATE_STYLES: Mapping[str, tuple[str, str]] = {
    "yyyyMM": ("{y:04d}{m:02d}", "{y:04d}{m:02d}"),
    "yyyy-MM": ("{y:04d}-{m:02d}", "{y:04d}-{m:02d}"),
    "yyyy.MM": ("{y:04d}.{m:02d}", "{y:04d}.{m:02d}"),
    "yyyy年M月": ("{y}年{m}月", "{y}年{m}月"),
    "yyyyMMdd": ("{y:04d}{m:02d}{d:02d}", "{y:04d}{m:02d}"),
    "yyyy-MM-dd": ("{y:04d}-{m:02d}-{d:02d}", "{y:04d}-{m:02d}"),
    "yyyy.MM.dd": ("{y:04d}.{m:02d}.{d:02d}", "{y:04d}.{m:02d}"),
    "yyyy/MM/dd": ("{y:04d}/{m:02d}/{d:02d}", "{y:04d}/{m:02d}"),
    "yyyy年M月d日": ("{y}年{m}月{d}日", "{y}年{m}月"),
    "yyyy/MM": ("{y:04d}/{m:02d}", "{y:04d}/{m:02d}"),
    "yyyy.M": ("{y:04d}.{m}", "{y:04d}.{m}"),
    "yyyy-M-d": ("{y:04d}-{m}-{d}", "{y:04d}-{m}"),
    "yyyy.M.d": ("{y:04d}.{m}.{d}", "{y:04d}.{m}"),
    "yyyy/M/d": ("{y:04d}/{m}/{d}", "{y:04d}/{m}"),
    "yyyy年MM月": ("{y}年{m:02d}月", "{y}年{m:02d}月"),
    "yyyy年MM月dd日": ("{y}年{m:02d}月{d:02d}日", "{y}年{m:02d}月"),
    "yyyy年": ("{y}年", "{y}年"),
    "yyyy": ("{y:04d}", "{y:04d}"),
}
DATE_PARTS = ("年", "月", "日")  # one number of a date, for forms that keep them in columns of their own
STYLES: tuple[str, ...] = (
    *DATE_STYLES,
    *DATE_PARTS,
    "date",
    "元",
    "千元",
    "万元",
    "百分数",
    "百分号",
    "比例",
    "是否",
    "有无",
    "勾",
    "代码",
    "名称",
    "文本",
)


def rounded(value: Decimal | Fraction | int | float, places: int) -> Decimal:
    """四舍五入 to so many decimals, exact before rounding."""
    if isinstance(value, int):
        return Decimal(value * 10**places).scaleb(-places)
    if isinstance(value, Fraction):
        above, below = value.numerator * 10**places, value.denominator
        whole = (abs(above) * 2 + below) // (2 * below)
        return Decimal(-whole if above < 0 else whole).scaleb(-places)
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def plain_number(value: Decimal | Fraction | int | float, places: int = 6) -> str:
    """Digits without separators and without trailing zeros: 8.5, 12000."""
    exact = value if isinstance(value, int | Decimal) else rounded(value, places)
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_text(cents: int) -> str:
    """分 as 元: 12000, 12000.50."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}{f'.{rest:02d}' if rest else ''}"


def show(field: Field, value: object, codes: Codes) -> str:
    """The display text of a value; "" for not filled in."""
    if value is None:
        return ""
    match field.kind:
        case Kind.YESNO:
            return "是" if value else "否"
        case Kind.MONEY if isinstance(value, int):
            return money_text(value)
        case Kind.CODE:
            return codes[field.codes].name(str(value))
        case Kind.CODES:
            return "、".join(codes[field.codes].name(code) for code in str(value).split("、"))
        case _ if isinstance(value, date):
            return f"{value:%Y-%m-%d}" if value.year >= 1000 else value.isoformat()
        case _ if isinstance(value, Decimal | Fraction | float):
            return plain_number(value)
        case _:
            return str(value)


def to_json(field: Field, value: object, codes: Codes) -> str | int | float | None:
    """The value for a JSON document: money in 元 as a number, codes as names, dates ISO, yes/no as 是/否."""
    if value is None:
        return None
    if field.kind is Kind.MONEY and isinstance(value, int):
        return value // 100 if value % 100 == 0 else value / 100
    if field.kind is Kind.YESNO or isinstance(value, str | date):
        return show(field, value, codes)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | Fraction | float):
        return int(value) if value == int(value) else float(value)
    return value if isinstance(value, int) else str(value)


def present(field: Field, value: object, style: str, codes: Codes) -> Out:
    """A value as a bureau's form wants it; style "" is the plain default of the field's kind."""
    if value is None:
        return None
    if style in DATE_STYLES:
        return _dated(value, style)
    match style:
        case "":
            return _default(field, value, codes)
        case "date":
            return _real_date(value)
        case "年" | "月" | "日":
            numbers = _parts(value)
            return numbers[DATE_PARTS.index(style)] if numbers is not None else None
        case "元" | "千元" | "万元":
            return _money(field, value, style)
        case "百分数" | "百分号" | "比例":
            return _share(field, value, style)
        case "是否" | "有无" | "勾":
            words = {"是否": ("是", "否"), "有无": ("有", "无"), "勾": ("√", "")}[style]
            return words[0] if value and value not in ("否", "无") else words[1]
        case "代码":
            return str(value)
        case "名称" | "文本":
            return show(field, value, codes)
        case _:
            raise ValueError(f"unknown style {style!r}")


def _trim(value: Decimal) -> Decimal:
    return Decimal(plain_number(value))


def _parts(value: object) -> tuple[int, int, int | None] | None:
    """Year, month and (where known) day of a date, or of the text of a MONTH value."""
    if isinstance(value, date):
        return value.year, value.month, value.day
    numbers = str(value).split("-")
    if not all(number.isdigit() for number in numbers) or len(numbers) not in (2, 3):
        return None
    return int(numbers[0]), int(numbers[1]), int(numbers[2]) if len(numbers) == 3 else None


def _dated(value: object, style: str) -> str:
    parts = _parts(value)
    if parts is None:
        return str(value)
    year, month, day = parts
    full, short = DATE_STYLES[style]
    return (short if day is None else full).format(y=year, m=month, d=day or 0)


def _real_date(value: object) -> Out:
    parts = _parts(value)
    if parts is None or parts[2] is None:
        return str(value)
    return date(parts[0], parts[1], parts[2])


def _share(field: Field, value: object, style: str) -> Out:
    """A ratio as 85, 85% or 0.85; a field whose unit is % holds 85 already."""
    if not isinstance(value, int | float | Decimal | Fraction):
        return str(value)
    ratio = Fraction(value) / (100 if field.unit == "%" else 1)
    if style == "比例":
        return rounded(ratio, 4)
    percent = _trim(rounded(ratio * 100, 2))
    return percent if style == "百分数" else f"{percent:f}%"


def _money(field: Field, value: object, style: str) -> Out:
    if not isinstance(value, int | Decimal | Fraction | float):
        return str(value)
    exact = Fraction(value) / (100 if field.kind is Kind.MONEY else 1)
    if style == "元":
        return _trim(rounded(exact, 2))
    return rounded(exact / (1_000 if style == "千元" else 10_000), 2)


def _default(field: Field, value: object, codes: Codes) -> Out:
    match field.kind:
        case Kind.DAY:
            return value if isinstance(value, date) else str(value)
        case Kind.MONEY:
            return _money(field, value, "元")
        case Kind.WHOLE | Kind.YEAR | Kind.REF:
            return int(value) if isinstance(value, int | Decimal) and value == int(value) else _exact(value)
        case Kind.DECIMAL:
            return _exact(value)
        case Kind.TEXT | Kind.NOTE | Kind.MONTH | Kind.YESNO | Kind.CODE | Kind.CODES:
            return show(field, value, codes)
        case _:
            assert_never(field.kind)


_TURNS = re.compile("[不非未无副正准]")  # letters that make another word of one
_LEAD = re.compile(r"^[(（]?[0-9A-Za-z]{1,4}[)）]?\s*[-—.．、:：_ ]\s*(?=\D)")
_TRUE, _FALSE = (
    frozenset({"是", "有", "√", "✓", "y", "yes", "1"}),
    frozenset({"否", "无", "×", "n", "no", "0"}),
)


def as_offered(field: Field, value: object, offered: Sequence[str], codes: Codes) -> str | None:
    """The wording of a cell's drop-down list that means the value; None when none does or two might.

    A list may carry codes ("1-男"), other names of the same item, or 有/无 for a yes/no.
    """
    wanted = _meaning(field, str(value) if field.kind is Kind.CODE else show(field, value, codes), codes)
    if wanted is None:
        return None
    plain = show(field, value, codes)
    found = [each for each in offered if _meaning(field, each, codes) == wanted]
    exact = [each for each in found if plain in (each, _LEAD.sub("", each))]
    chosen = exact or found
    if not chosen and field.kind is Kind.CODE:
        strange = [each for each in offered if _meaning(field, each, codes) is None]
        chosen = [each for each in strange if _nearly(codes[field.codes], each) == wanted]
    return chosen[0] if len(chosen) == 1 else None


def _nearly(listed: CodeList, option: str) -> str | None:
    """The one item that a shorter or longer wording means: 接受企业技能培训, 接受企业组织的技能培训."""
    word = fold(_LEAD.sub("", option.strip()))
    near = {
        item.code
        for item in listed.items
        if any(_wording_of(word, fold(name)) for name in (item.name, *item.aliases))
    }
    return near.pop() if len(near) == 1 else None


def _wording_of(one: str, two: str) -> bool:
    """Whether the shorter's letters stand in the longer in order, and nothing is turned round by it."""
    short, long = sorted((one, two), key=len)
    if len(short) < 4 or 2 * len(short) < len(long) or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short) and not _TURNS.search("".join(set(long) - set(short)))


def _meaning(field: Field, text: str, codes: Codes) -> str | None:
    """What a word of a drop-down list stands for, comparable: a code, yes or no, or the words themselves."""
    word = text.strip()
    bare = _LEAD.sub("", word)
    if field.kind is Kind.CODE:
        item = codes[field.codes].find(word) or codes[field.codes].find(bare)
        return item.code if item is not None else None
    if field.kind is Kind.YESNO:
        folded = bare.casefold()
        return "1" if folded in _TRUE else "0" if folded in _FALSE else None
    return fold(bare) or None


def _exact(value: object) -> Out:
    """A number as it is; a fraction with six decimals, which no form shows in full."""
    if isinstance(value, int | Decimal):
        return value
    return _trim(rounded(value, 6)) if isinstance(value, Fraction | float) else str(value)
