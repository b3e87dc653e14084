"""Words of a heading in one form: parts of a year, numbers before it, what means the same, money."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Final

from desktop.core.words import half_width, normalise_label
from desktop.services.binding.heading_words import further_words
from desktop.services.binding.measure_words import MeasureWords, words

# A part of the return's own period: months of the year reported, its quarters and halves.
_WITHIN_YEAR: Final = re.compile(
    r"^(?:(\d{1,2})月份?|([一二三四五六七八九十]{1,2})月份?|第?([1-4一二三四])季度|([上下])半年)$"
)
_MONTHS: Final = words("一 二 三 四 五 六 七 八 九 十 十一 十二")
# 到位资金, 资金到位, 拨付到账款: money that came, in one word; what it is called besides says nothing.
_CAME: Final = re.compile("到位|到款|入账|进账|到帐|实收|已收|收到|拨入")
_MONEY: Final = re.compile("资金|经费|金额|款项|款额|款|费用|费|收入|总额|数额|额|的|实际|累计|合计|数$")
_SAME: Final = (
    (re.compile("训练|培育"), "培训"),
    (re.compile("务工者$"), "务工人员"),
    (re.compile("从业者$"), "从业人员"),
    (re.compile("待业失业|(?<=失业)者$"), "失业人员"),
    (re.compile("失业人员人员"), "失业人员"),
    (re.compile("^(?:评为|评定为?|定为|获评)"), ""),
)
_NUMBERED: Final = re.compile(r"^[(]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[)]|[.、．])\s*")


def part_of_year(text: str) -> str:
    """8月, 第一季度, 上半年 in one way of writing; "" for anything else."""
    found = _WITHIN_YEAR.match(text)
    if found is None:
        return ""
    number, word, quarter, half = found.groups()
    if half:
        return f"{half}半年"
    if quarter:
        return f"第{quarter if quarter in '一二三四' else '一二三四'[int(quarter) - 1]}季度"
    month = int(number) if number else _MONTHS.index(word) + 1 if word in _MONTHS else 0
    return f"{month}月" if 1 <= month <= 12 else ""


@lru_cache(maxsize=1 << 12)
def plain(text: str) -> str:
    return _NUMBERED.sub("", normalise_label(half_width(text)).replace("、", ""))


def alike(text: str) -> str:
    """Words that mean the same of people and classes: 失业者 as 失业人员, 训练 as 培训, 面授班 as 面授."""
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    return text


@cache
def measure_names(measure: MeasureWords) -> frozenset[str]:
    return frozenset(map(plain, (measure.label, *measure.aliases, *further_words(measure.id))))


def money_core(text: str) -> str:
    """到位资金 and 资金到账 in one form, "" where nothing says what money it is."""
    return _MONEY.sub("", _CAME.sub("到账", text))
