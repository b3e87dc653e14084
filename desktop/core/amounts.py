"""Reads counts, hours and money as people write them; a number that would be a guess is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from desktop.core.words import chinese_number, compact

UNREADABLE = "数值无法识别"
# Words that mean the same unit as the field's own; any other unit is a different quantity.
_SAME: tuple[frozenset[str], ...] = (
    frozenset({"人", "名", "位", "人次", "个", "个人"}),
    frozenset({"学时", "课时", "节", "节课"}),
    frozenset({"天", "日", "个自然日", "自然日"}),
    frozenset({"个月", "月"}),
    frozenset({"元", "块", "元整", "元人民币"}),
    frozenset({"分", "学分", "个学分"}),
    frozenset({"年", "学年"}),
    frozenset({"%", "个百分点"}),
    frozenset({"次", "期", "个班", "班", "家", "所", "门", "岁"}),
)
_YUAN = {"": 1, "元": 1, "块": 1, "元整": 1, "元人民币": 1}
_MONEY_UNITS = {**_YUAN, "千元": 1000, "万元": 10_000, "万": 10_000, "亿元": 100_000_000}
_HUGE = Decimal(10) ** 15
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?", re.IGNORECASE)
_SPLIT = re.compile(r"([+-]?[\d.,]+(?:E[+-]?\d+)?)(.*)", re.IGNORECASE | re.DOTALL)
_HAN_SPLIT = re.compile(r"([零〇一二三四五六七八九十百千两半]+)([^零〇一二三四五六七八九十百千两半]*)")
_RANGE = re.compile(r"\d\s*(-|~|至|到|—|–)\s*\d")
_ABOUT = re.compile(r"约|大概|左右|上下|近|余|多|以上|以下|不足|超|[<>≥≤≈±]|\+$|几|若干")


@dataclass(frozen=True, slots=True)
class NumberRead:
    """The number and the unit written behind it; else a rule and a sentence; `note`: how it was read."""

    value: Decimal | None = None
    unit: str = ""
    rule: str = ""
    sentence: str = ""
    note: str = ""


def _bad(text: str, why: str = "不是数字") -> NumberRead:
    return NumberRead(rule=UNREADABLE, sentence=f"“{text}”{why}，请只填一个确定的数。")


def read_number(raw: object) -> NumberRead:
    """A number with an optional unit: 40, 1,200.5, ４０, 40人, ¥68,500.00, 3.5万元, 十二天, 半天."""
    read = _read_number(raw)
    if read.value is not None and (abs(read.value) >= _HUGE or not _exponent(read.value) >= -9):
        return _bad(str(raw), "大小不合常理")
    return read


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else -99


def _read_number(raw: object) -> NumberRead:
    if isinstance(raw, bool):
        return _bad("是" if raw else "否")
    if isinstance(raw, int | Decimal):
        return NumberRead(Decimal(raw))
    if isinstance(raw, float):
        # Binary noise of formulas (0.1+0.2) lies beyond the ninth decimal.
        exact = Decimal(repr(raw))
        return NumberRead(exact if exact == exact.to_integral_value() else round(exact, 9).normalize())
    text = str(raw).strip()
    word = compact(text).replace("，", ",").replace("−", "-").replace("﹣", "-").strip()
    word = re.sub(r"^(￥|¥|RMB|人民币)", "", word, flags=re.IGNORECASE)
    if _RANGE.search(word):
        return _bad(text, "是一个范围")
    if _ABOUT.search(word):
        return _bad(text, "是约数")
    return _read_word(text, word)


def _read_word(text: str, word: str) -> NumberRead:
    found = _SPLIT.fullmatch(word)
    if found:
        digits, unit = found[1], found[2].strip("()")
        if "," in digits and not _GROUPED.fullmatch(digits):
            return _bad(text, "的千分位逗号位置不对")
        if not _PLAIN.fullmatch(digits.replace(",", "")) or re.search(r"[\d,]", unit):
            return _bad(text)
        half = unit.endswith("半") and unit != "半"
        try:
            value = Decimal(digits.replace(",", "")) + (Decimal("0.5") if half else 0)
        except InvalidOperation:
            return _bad(text)
        return NumberRead(value, unit.removesuffix("半"))
    han = _HAN_SPLIT.fullmatch(word)
    number = chinese_number(han[1]) if han else None
    if han is None or number is None:
        return _bad(text)
    return NumberRead(number, han[2], note=f"“{text}”读作 {number}")


def same_unit(written: str, wanted: str) -> bool:
    """Whether the unit in the cell is the field's (or no unit is written, or the field has none)."""
    if not written or written == wanted:
        return True
    if not wanted:
        return any(written in group for group in _SAME)
    return any(written in group and wanted in group for group in _SAME)


@dataclass(frozen=True, slots=True)
class MoneyRead:
    """An amount in 分, exact; else rule and sentence."""

    cents: int | None = None
    rule: str = ""
    sentence: str = ""
    note: str = ""


def read_money(raw: object, header_unit: str = "", *, limit: int | None = None) -> MoneyRead:
    """Money in 分: a unit in the cell beats the header's, which beats 元.

    `limit` in 元 bounds what is believable. A header's unit is doubted where the size speaks against it:
    from 一亿元 (or the limit) up under 万元, and below 10 元 with decimals under an explicit 元.
    """
    read = read_number(raw)
    if read.value is None:
        return MoneyRead(rule=read.rule, sentence=read.sentence)
    if read.unit and read.unit not in _MONEY_UNITS:
        return MoneyRead(rule="单位不符", sentence=f"“{raw}”的单位“{read.unit}”不是金额单位，请写元或万元。")
    unit = read.unit or header_unit
    cents = read.value * _MONEY_UNITS.get(unit, 1) * 100
    if cents != cents.to_integral_value():
        rounded = round(cents)
        # 万元 figures out of a formula carry noise below a tenth of a 分.
        if abs(cents - rounded) > Decimal("0.001") or not isinstance(raw, float):
            return MoneyRead(rule="小数位数过多", sentence=f"“{raw}”精确到分以下，请核对金额和单位。")
        cents = Decimal(rounded)
    yuan = abs(cents) / 100
    doubted = not read.unit and (
        (header_unit == "万元" and yuan >= (100_000_000 if limit is None else limit))
        or (header_unit == "元" and 0 < yuan < 10 and yuan != int(yuan))
    )
    if doubted:
        sentence = f"“{raw}”按表头单位{header_unit}计，大小不合常理，请核对单位，或在单元格里写明元、万元。"
        return MoneyRead(rule="金额与单位不符", sentence=sentence)
    return MoneyRead(int(cents), note=read.note)
