"""What a column's own cells say about its field: samples, drop-downs, units, the form a date is asked in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from desktop.core.codes import CodeList
from desktop.core.fields import Field, Kind
from desktop.core.numbers import credit_code, resident_id
from desktop.core.values import parse
from desktop.core.words import is_blank

_MONEY_UNITS: Final = ("元", "千元", "万元")
_COUNT_UNITS: Final = ("人", "名", "个", "人次", "家", "所", "期")
_NUMBERS: Final = (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY)
_COUNTS: Final = re.compile(r"(数|数量|率|比例|占比)(\(.*\))?$")
_PRINTED: Final = re.compile(r"[（(]([^（()）]+[/、,，|][^（()）]+)[)）]")
_REST: Final = re.compile("其他|其它|全天|不限")  # what headers that print the choices leave out
_YES_OR_NO: Final = re.compile("[是否有无√×yn]", re.I)
_ASKS_KIND: Final = re.compile(r"(类型|类别|性质|种类|分类)(\(.*\))?$")
_CLOCK: Final = re.compile(r"几点|几时|[（(].*(\d\s*[:：]\s*\d|[x×时][:：]|时分|hh).*[)）]", re.I)
_DAYS: Final = (Kind.DAY, Kind.MONTH)
# One word that may be how many did it, or when.
_BARE: Final = ("结业", "取证", "获证", "报名", "报到", "参考", "实考")
Codes = Mapping[str, CodeList]


def sample_weight(own: Field, samples: Sequence[str], unit: str, codes: Codes) -> tuple[float, str]:
    """How well the cells below fit the field: from +0.06 to −0.35, with the reason where it matters."""
    shown = [text for text in samples if not is_blank(text)][:5]
    if not shown:
        return 0.0, ""
    if own.kind is Kind.REF or (own.kind in (Kind.TEXT, Kind.NOTE) and not own.check):
        return _text_weight(own, shown)
    good = sum(1 for text in shown if _fits(own, text, unit, codes))
    share = good / len(shown)
    if share == 1:
        return 0.06, "下面的内容也相符"
    return (0.0, "") if share >= 0.5 else (-0.35 * (1 - share), "下面的内容不像")


def _fits(own: Field, text: str, unit: str, codes: Codes) -> bool:
    """A wrong number is still the number meant; only the kind is judged here."""
    listed = codes.get(own.codes) if own.kind is Kind.CODE else None
    if listed is not None:  # asked for the nearest word of the list, parse would take long
        return listed.find(text) is not None
    own = replace(own, low=None, high=None)
    if own.kind in _DAYS:
        return parse(own, text, codes, year=2000, unit=unit).problem is None
    return parse(own, text, codes, unit=unit).problem is None


def _text_weight(own: Field, shown: Sequence[str]) -> tuple[float, str]:
    """Names are not numbers: a column of figures or of IDs is no name."""
    figures = sum(1 for text in shown if re.fullmatch(r"[\d.,\s]+", text))
    if own.name in ("name", "title") and figures == len(shown):
        return -0.35, "下面都是数字"
    return 0.0, ""


def telling(own: Field, samples: Sequence[str], codes: Codes) -> str:
    """Why the cells alone almost name the field, or "": every one a valid number, or a word of its list."""
    shown = [text for text in samples if not is_blank(text)]
    if not shown:
        return ""
    # A number wrong here and there is still the number: nothing else comes out right by chance.
    if own.check == "resident_id" and _most(shown, lambda text: resident_id(text).ok):
        return "下面都是有效的身份证号码"
    if own.check == "credit_code" and _most(shown, lambda text: credit_code(text).ok):
        return "下面都是有效的统一社会信用代码"
    listed = codes.get(own.codes) if own.kind is Kind.CODE and len(shown) >= 2 else None
    if listed is not None and all(listed.find(text) and not text.strip().isdigit() for text in shown):
        return f"下面的内容都在“{own.label}”的选项里"
    return ""


def _most(shown: Sequence[str], good: Callable[[str], bool]) -> bool:
    return sum(map(good, shown)) >= 0.6 * len(shown)


def choice_weight(own: Field, choices: Sequence[str], codes: Codes) -> tuple[float, str]:
    """How well a drop-down fits the field."""
    if not choices:
        return 0.0, ""
    if own.kind is Kind.YESNO:
        fits = all(parse(own, choice, codes).problem is None for choice in choices)
        return (0.06, "下拉选项是“是/否”") if fits else (-0.3, "下拉选项不符")
    if own.kind not in (Kind.CODE, Kind.CODES):
        return 0.0, ""
    known = codes.get(own.codes)
    if known is None:
        return 0.0, ""
    share = sum(1 for choice in choices if known.find(choice) is not None) / len(choices)
    if share >= 0.6:
        return 0.1, f"下拉选项都在“{own.label}”的选项里"
    return (-0.3, "下拉选项不符") if share < 0.3 else (0.0, "")


def count_weight(own: Field, leaf: str) -> tuple[float, str]:
    """专任教师数 is a number: it does not mean the field that says whether somebody is one."""
    if own.kind in _NUMBERS and own.kind is not Kind.MONEY and leaf.endswith(("情况", "状况")):
        return -0.3, "表头问的是情况，不是数目"
    if not _COUNTS.search(leaf) or own.kind in _NUMBERS:
        return 0.0, ""
    named = any(_COUNTS.search(word) for word in (own.label, *own.aliases))
    return (0.0, "") if named else (-0.4, "表头问的是数目")


def clock_weight(own: Field, header: str) -> tuple[float, str]:
    """上课时间（几点至几点） asks for the hour, not for the day."""
    return (-0.6, "表头问的是钟点") if own.kind in _DAYS and _CLOCK.search(header) else (0.0, "")


def yes_weight(own: Field, leaf: str) -> tuple[float, str]:
    """是否财政补贴 asks for yes or no, not for the money."""
    asks = leaf.startswith(("是否", "有无"))
    # 单位类型 is no name of a 单位, whatever the tail is called elsewhere.
    named = any(_ASKS_KIND.search(word) for word in (own.label, *own.aliases))
    if (
        _ASKS_KIND.search(leaf)
        and own.kind in (Kind.TEXT, Kind.NOTE, Kind.REF, *_NUMBERS, *_DAYS)
        and not named
    ):
        return -0.4, "表头问的是类别"
    if own.kind is Kind.YESNO and leaf.endswith(("类型", "类别", "级别", "等级")):
        return -0.4, "表头问的是哪一种，不是有没有"
    if any(word.startswith(("是否", "有无")) for word in (own.label, *own.aliases)):
        return 0.0, ""  # 是否达标 is answered in words: 达标, 未达标, 不适用
    return (
        (-0.6, "表头问的是是或否")
        if asks and own.kind in (*_NUMBERS, *_DAYS, Kind.REF, Kind.TEXT, Kind.NOTE)
        else (0.0, "")
    )


def turn_weight(own: Field, path: Sequence[str], depth: int) -> tuple[float, str]:
    """场次号 in a list of candidates is their turn within the exam, not the exam's own number."""
    leaf = path[-1]
    if depth > 0 and len(path) == 1 and leaf in ("编号", "代码", "号", "序列号"):
        return -0.4, "没有说是什么的编号"
    asks = depth > 0 and own.name == "number" and re.search("场次|座|轮次|组号", leaf)
    return (-0.4, "表头问的是一场考试里的安排") if asks else (0.0, "")


def rate_weight(own: Field, leaf: str) -> tuple[float, str]:
    """补贴标准 is what each gets, not what was paid."""
    asks = "标准" in leaf and own.kind is Kind.MONEY and "标准" not in own.label
    return (-0.6, "表头问的是标准，不是金额") if asks else (0.0, "")


def when_weight(own: Field, leaf: str, groups: Sequence[str]) -> tuple[float, str]:
    """结业 under 培训日期 is a day, not how many finished."""
    dated = any(re.search("日期|时间|起止|期限", group) for group in groups)
    return (-0.6, "上面写的是时间") if dated and leaf in _BARE and own.kind in _NUMBERS else (0.0, "")


def printed_weight(own: Field, leaf: str, choices: Sequence[str], codes: Codes) -> tuple[float, str]:
    """时段（上午/下午/晚上）: where a header prints most of the choices, a further one that the ledger may
    hold would be wrong there; a few of many (初/中/高) are only examples."""
    listed = codes.get(own.codes) if own.kind is Kind.CODE and not choices else None
    printed = _PRINTED.search(leaf)
    if own.kind is Kind.YESNO and printed and not _YES_OR_NO.search(printed[1]):
        return -0.4, f"表头列的是{printed[1]}，不是有没有"
    if listed is None or printed is None:
        return 0.0, ""
    said = [word for word in re.split("[/、,，|]", printed[1]) if word]
    whole = len(said) >= 2 and all(len(word) > 1 for word in said)
    if whole and not any(listed.find(word) for word in said):
        return -0.4, f"表头列的是{printed[1]}，不是“{own.label}”的选项"
    found = {item.code for word in re.split("[/、,，|]", printed[1]) if (item := listed.find(word))}
    left = [item.name for item in listed.items if item.code not in found and not _REST.match(item.name)]
    if len(found) < 2 or not left or 2 * len(found) < len(listed.items):
        return 0.0, ""
    return -0.4, f"表头只列了{printed[1]}，台账里还可能是{'、'.join(left)}"


def unit_weight(own: Field, unit: str) -> tuple[float, str]:
    """A unit in the header rules out fields that cannot have it."""
    if not unit:
        return 0.0, ""
    if unit in _MONEY_UNITS:
        return (0.03, f"单位是{unit}") if own.kind is Kind.MONEY else (-0.6, f"单位{unit}不符")
    if own.kind is Kind.MONEY or own.kind in _DAYS or own.kind is Kind.YESNO:
        return -0.6, f"单位{unit}不符"
    if own.kind in _NUMBERS and own.unit:
        same = own.unit == unit or {own.unit, unit} <= {"学时", "课时"} or {own.unit, unit} <= {"天", "日"}
        close = same or (own.unit in _COUNT_UNITS and unit in _COUNT_UNITS)
        return (0.03, "") if same else (0.0, "") if close else (-0.4, f"单位{unit}不符")
    return 0.0, ""
