"""How clerks type a value: forms that a careful person reads without doubt, and faults that must be named."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from tests.importing.corpus.said import SAID
from tests.importing.corpus.world import SHORT_ENTERPRISES, SHORT_MAJORS, STRANGERS, check_digit

WIDE = str.maketrans("0123456789.-X", "０１２３４５６７８９．－Ｘ")
DIGITS = "零一二三四五六七八九"
DAY_FORMATS = ("yyyy-mm-dd", "yyyy/m/d", 'yyyy"年"m"月"d"日"')


@dataclass(frozen=True)
class Formula:
    """A formula, with what it last gave (None: saved without) or the error it gave."""

    text: str
    result: Any = None


@dataclass(frozen=True)
class Typed:
    """A cell as typed and what a careful person reads in it.

    `kind`: the problem to be named at this cell (its value then stays out, or is one of `accept`); `ask`: a
    question here is no fault, either.
    """

    raw: Any
    value: Any = None
    format: str = ""
    kind: str = ""
    accept: tuple[Any, ...] = ()
    ask: bool = False


@dataclass(frozen=True)
class Desk:
    """What holds for a whole sheet: the year in its title, the unit of money, the date system."""

    year: int | None = None
    unit: str = ""
    epoch_1904: bool = False
    texts: bool = False  # a CSV: everything is text
    header_unit: bool = False  # the unit stands in the header of every column of money
    formulas: bool = False  # formulas can be written without what they gave
    majors: dict[str, str] = field(default_factory=dict)


Way = Callable[[random.Random, Any, Desk], Typed | None]


def plain(value: Any) -> Typed:
    return Typed(value, value)


def same(raw: Any, value: Any, **more: Any) -> Typed:
    return Typed(raw, value, **more)


def spaced(rng: random.Random, value: str, desk: Desk) -> Typed:
    """Blanks of all kinds around."""
    raw = rng.choice(
        (f" {value}", f"{value} ", f"{value}\u3000", f"\u3000{value}", f"{value}\xa0", f" {value} ")
    )
    return same(raw, value)


def broken_line(rng: random.Random, value: str, desk: Desk) -> Typed:
    return same(f"{value}\n", value)


def apart(rng: random.Random, value: str, desk: Desk) -> Typed | None:
    """龚　涛: two characters drawn apart to fill the column."""
    if len(value) != 2:
        return None
    return same(value[0] + rng.choice(("\u3000", "  ", " ")) + value[1], value)


# --- identity numbers ---------------------------------------------------------------------------------------


def id_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    short = value[:6] + value[8:17]
    ways = [
        lambda: same(f"{value[:6]} {value[6:14]} {value[14:]}", value),
        lambda: same(f"'{value}", value),
        lambda: same(value.translate(WIDE), value),
        lambda: same(f"{value[:10]}\n{value[10:]}", value),
        lambda: same(f" {value}\u3000", value),
        lambda: same(f"{value}\xa0", value),
        lambda: same(value.lower(), value),
        lambda: same(value.replace("X", "Ｘ"), value),
    ]
    if value[6:8] == "19" and rng.random() < 0.25:
        return same(short, value, accept=(short,), ask=True)
    return rng.choice(ways)()


def id_faults(rng: random.Random, value: str, desk: Desk) -> Typed | None:
    at = rng.randrange(7)
    if at == 0 and not desk.texts:
        return Typed(
            float(int(value[:17] + "0")), format="0" if rng.random() < 0.5 else "", kind="身份证尾数丢失"
        )
    if at <= 1:
        return Typed(f"{int(value[:17] + '0'):.5E}", kind="身份证尾数丢失")
    if at == 2:
        lost = value[:15] + "000"
        return None if check_digit(lost[:17]) == "0" else Typed(lost, kind="身份证尾数丢失", accept=(lost,))
    if at == 3:
        lost = value[:8] + value[9:]
        return Typed(lost, kind="身份证位数", accept=(lost,))
    if at == 4:
        body = value[:10] + "0230" + value[14:17]
        return Typed(body + check_digit(body), kind="身份证生日", accept=(body + check_digit(body),))
    if at == 5:
        return Typed(value + "0", kind="身份证位数", accept=(value + "0",))
    for place in (2, 4, 15, 14, 3):
        swapped = value[:place] + value[place + 1] + value[place] + value[place + 2 :]
        if swapped != value and check_digit(swapped[:17]) != swapped[17] and not swapped.endswith("000"):
            return Typed(swapped, kind="身份证校验位", accept=(swapped,))
    return None


def phone_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    cut = (value[:3], value[3:7], value[7:])
    return rng.choice((
        lambda: same(value if desk.texts else int(value), value),
        lambda: same(" ".join(cut), value),
        lambda: same("-".join(cut), value, accept=("-".join(cut),)),
        lambda: same(f"+86{value}", value, accept=(f"+86{value}",)),
        lambda: same(value.translate(WIDE), value),
        lambda: same(f"{value}\n", value),
    ))()  # fmt: skip


def phone_faults(rng: random.Random, value: str, desk: Desk) -> Typed:
    lost = value[:6] + value[7:]
    return Typed(rng.choice((lost, value + value[-1], f"{int(value):.4E}")), kind="电话位数", accept=(lost,))


# --- days -----------------------------------------------------------------------------------------------------


def day_plain(rng: random.Random, value: str, desk: Desk) -> Typed:
    day = date.fromisoformat(value)
    if desk.texts:
        return same(f"{day.year}/{day.month}/{day.day}", value)
    return same(day, value, format=DAY_FORMATS[0])


def day_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    day = date.fromisoformat(value)
    y, m, d = day.year, day.month, day.day
    start = date(1904, 1, 1) if desk.epoch_1904 else date(1899, 12, 30)
    texts = [f"{y}-{m:02d}-{d:02d}", f"{y}/{m}/{d}", f"{y}.{m}.{d}", f"{y}.{m:02d}.{d:02d}", f"{y}年{m}月{d}日",
             f"{y}{m:02d}{d:02d}", f"{y}-{m}-{d}", f" {y}年{m:02d}月{d:02d}日", f"{y}. {m}. {d}",
             f"{y}.{m}.{d}".translate(WIDE), f"{y}-{m:02d}-{d:02d} 00:00:00"]  # fmt: skip
    if desk.year == y and rng.random() < 0.5:
        return same(rng.choice((f"{m}月{d}日", f"{m}.{d}" if d % 10 else f"{m}月{d}日")), value, ask=True)
    if desk.texts or rng.random() < 0.6:
        return same(rng.choice(texts), value)
    return rng.choice((
        lambda: same(day, value, format=rng.choice(DAY_FORMATS)),
        lambda: same(y * 10000 + m * 100 + d, value),
        lambda: same((day - start).days, value, ask=True),
        lambda: same(datetime(y, m, d), value, format="yyyy-mm-dd hh:mm"),
    ))()  # fmt: skip


def day_faults(rng: random.Random, value: str, desk: Desk) -> Typed:
    y, m = value[:4], int(value[5:7])
    return rng.choice((
        Typed(f"{y}年{m}月", kind="日期不完整"),
        Typed(f"{y}.{m}", kind="日期不完整"),
        Typed(f"{y}-02-30", kind="日期无法识别"),
        Typed(f"{m}月32日", kind="日期无法识别"),
        Typed("待定", kind="日期无法识别"),
        Typed(f"{y}年{m}月中旬", kind="日期不完整"),
    ))  # fmt: skip


def end_ways(rng: random.Random, value: str | None, desk: Desk) -> Typed:
    if value is None:
        return same("至今", None, ask=True)
    return day_ways(rng, value, desk)


def month_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    """出生年月: a month is enough; a day that is known is kept."""
    day = date.fromisoformat(value)
    y, m = day.year, day.month
    month, whole = f"{y}-{m:02d}", (value, f"{y}-{m:02d}")
    return rng.choice((
        lambda: same(month, month, accept=whole),
        lambda: same(f"{y}.{m:02d}", month, accept=whole),
        lambda: same(f"{y}年{m}月", month, accept=whole),
        lambda: same(f"{y}{m:02d}" if desk.texts else y * 100 + m, month, accept=whole, ask=True),
        lambda: same(f"{y}/{m}/{day.day}", value, accept=whole),
        lambda: replace(day_plain(rng, value, desk), accept=whole),
    ))()  # fmt: skip


# --- numbers and money ----------------------------------------------------------------------------------------


def in_words(value: int) -> str:
    """12 → 十二, up to 99."""
    tens, ones = divmod(value, 10)
    first = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return first + (DIGITS[ones] if ones else "") or "零"


def number_ways(unit: str) -> Way:
    def way(rng: random.Random, value: Any, desk: Desk) -> Typed:
        if value == int(value) and 10 < value < 100 and rng.random() < 0.06:
            return same(f"{in_words(int(value))}{unit}", value, ask=True)
        return rng.choice((
            lambda: same(str(value), value),
            lambda: same(f"{value}{unit}", value),
            lambda: same(f" {value} {unit}", value),
            lambda: same(str(value).translate(WIDE), value),
            lambda: same(f"{value} ", value),
            lambda: same(value if desk.texts else Formula(f"{value}+0", value), value),
        ))()  # fmt: skip

    return way


def number_faults(unit: str) -> Way:
    def fault(rng: random.Random, value: Any, desk: Desk) -> Typed:
        whole = int(value)
        faults = [
            Typed(f"约{whole}{unit}", kind="数值无法识别"),
            Typed(f"{whole}-{whole + 5}", kind="数值无法识别"),
            Typed(f"{whole}多{unit}", kind="数值无法识别"),
            Typed(f"-{whole}" if desk.texts else -whole, kind="数值为负", accept=(-whole,)),
        ]
        if not desk.texts:
            faults += [
                Typed(Formula("1/0", "#DIV/0!"), kind="单元格错误值"),
                Typed(Formula("VLOOKUP(A1,B1:C2,2,0)", "#N/A"), kind="单元格错误值"),
            ]
        if desk.formulas:
            faults.append(Typed(Formula(f"{whole}*2"), kind="公式没有结果"))
        return rng.choice(faults)

    return fault


def tidy(value: float) -> Any:
    return int(value) if value == int(value) else value


def money_plain(rng: random.Random, value: float, desk: Desk) -> Typed:
    shown = tidy(round(value / 10000, 6)) if desk.unit == "万元" else tidy(value)
    return same(str(shown) if desk.texts else shown, value)


def money_ways(rng: random.Random, value: float, desk: Desk) -> Typed:
    base = 10000 if desk.unit == "万元" else 1
    shown = tidy(round(value / base, 6))
    ways = [same(f"{tidy(round(value / 10000, 6))}万元", value), same(f"{tidy(value)}元", value),
            same(f"{tidy(round(value / 10000, 6))}万", value),
            same(str(shown).translate(WIDE), value), same(f"{shown} ", value)]  # fmt: skip
    if desk.unit != "万元":
        ways += [same(f"{value:,.2f}", value), same(f"¥{value:,.2f}", value)]
    return rng.choice(ways)


def money_faults(rng: random.Random, value: float, desk: Desk) -> Typed:
    faults = [Typed("约3万", kind="数值无法识别"), Typed("2-3万元", kind="数值无法识别")]
    if desk.header_unit and desk.unit == "万元":
        faults += [Typed(round(value) * 10, kind="金额与单位不符")] * 2
    elif desk.header_unit and desk.unit == "元":
        faults += [Typed(round(value / 10000, 2) % 9 + 0.35, kind="金额与单位不符")] * 2
    return rng.choice(faults)


# --- codes, references, yes and no ----------------------------------------------------------------------------


def code_ways(name: str) -> Way:
    def way(rng: random.Random, value: str, desk: Desk) -> Typed:
        said = SAID[name].get(value, ())
        if said and rng.random() < 0.6:
            word = rng.choice(said)
            asked = name not in ("性别", "民族")
            raw: Any = int(word) if word.isdigit() and not desk.texts else word
            return same(raw, value, ask=asked)
        return spaced(rng, value, desk)

    return way


def code_faults(rng: random.Random, value: str, desk: Desk) -> Typed:
    return Typed(rng.choice(("待定", "见附件", "不详")), kind="不在代码表")


def yes_ways(rng: random.Random, value: bool, desk: Desk) -> Typed:
    return same(rng.choice(("是", "√", "有", "是 ", "Y") if value else ("否", "×", "无", " 否")), value)


def teacher_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    if rng.random() < 0.3:
        return same(f"{value}老师", value, ask=True)
    return apart(rng, value, desk) or spaced(rng, value, desk)


def enterprise_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    if value in SHORT_ENTERPRISES and rng.random() < 0.4:
        return same(SHORT_ENTERPRISES[value], value, ask=True)
    if "（" in value:
        return same(
            value.replace("（", "(").replace("）", ")"),
            value,
            accept=(value.replace("（", "(").replace("）", ")"),),
        )
    return spaced(rng, value, desk)


def enterprise_faults(rng: random.Random, value: str, desk: Desk) -> Typed:
    return Typed(rng.choice(STRANGERS), kind="引用不在台账")


def major_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    code = desk.majors.get(value, "")
    ways = [same(f"{value} ", value), same(value, value)]
    if code:
        ways += [same(f"{code} {value}", value, ask=True), same(f"{value}（{code}）", value, ask=True)]
    if value in SHORT_MAJORS:
        ways.append(same(SHORT_MAJORS[value], value, ask=True))
    return rng.choice(ways)


def credit_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    return same(
        rng.choice((f" {value}", value.lower(), f"{value[:8]} {value[8:]}", value.translate(WIDE))), value
    )


def credit_faults(rng: random.Random, value: str, desk: Desk) -> Typed:
    wrong = value[:10] + ("2" if value[10] != "2" else "3") + value[11:]
    return rng.choice((
        Typed(value[:-1], kind="信用代码位数", accept=(value[:-1],)),
        Typed(wrong, kind="信用代码校验位", accept=(wrong,)),
    ))  # fmt: skip


def grade_ways(rng: random.Random, value: Any, desk: Desk) -> Typed:
    return rng.choice(
        (same(f"{value}分", value), same(str(value), value), same(str(value).translate(WIDE), value))
    )


def grade_faults(rng: random.Random, value: Any, desk: Desk) -> Typed:
    return Typed(rng.choice(("合格？", f"约{int(value)}", "八十几")), kind="数值无法识别")


def year_ways(rng: random.Random, value: int, desk: Desk) -> Typed:
    return same(rng.choice((f"{value}年", str(value), str(value).translate(WIDE))), value)


def long_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    return same(
        rng.choice((f" {value}", f"{value}\xa0", value.lower(), f"{value}\n")), value, accept=(value.lower(),)
    )


def long_faults(rng: random.Random, value: str, desk: Desk) -> Typed | None:
    digits = "".join(sign for sign in value if sign.isdigit())
    if desk.texts or len(digits) < 16:
        return None
    return Typed(float(int(digits)), kind="长数字尾数丢失")


def number_text_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    """工号, 学号: text, or a number that is shown as the same digits."""
    if value.isdigit() and not desk.texts and not value.startswith("0"):
        return same(int(value), value)
    return spaced(rng, value, desk)


def class_ways(rng: random.Random, value: str, desk: Desk) -> Typed:
    if "（" in value and rng.random() < 0.5:
        half = value.replace("（", "(").replace("）", ")")
        return same(half, value, accept=(half,), ask=True)
    return spaced(rng, value, desk)


def class_faults(rng: random.Random, value: str, desk: Desk) -> Typed:
    return Typed(rng.choice(("茶艺师培训班（外请）", "无人机植保班", "待定班次")), kind="引用不在台账")
