"""Which registered names a typed one may mean: short names, other punctuation, a character mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from desktop.core.words import half_width
from desktop.services.importing.decisions import Similar

SURE: Final = 0.95  # from here on the name is taken for the registered one, and the import says so
_SHOWN: Final = 5
_LEAST: Final = 0.5
_FORM: Final = re.compile(r"(股份)?(有限)?(责任)?(公司|集团公司|集团)$|股份有限公司$|[(（]集团[)）]")
_PLACE: Final = re.compile(
    r"^(中国)?(?:([\u4e00-\u9fff]{2,3}?)省)?(?:([\u4e00-\u9fff]{2,3}?)市)?(?:([\u4e00-\u9fff]{2,3}?)[区县])?"
)
_MARKS: Final = re.compile(r"[\s()（）\[\]【】《》“”\"'·、,，.。:：;；_—–\-/]")


@lru_cache(maxsize=65536)
def bare(name: str) -> str:
    """A name without blanks, widths and punctuation."""
    return _MARKS.sub("", half_width(name)).casefold()


@lru_cache(maxsize=65536)
def core(name: str, of: str = "") -> str:
    """A firm's own name: without the place in front and the legal form behind.

    `of`: a registered name whose place may stand in front without its 市 (吉林鸿达 of 吉林市鸿达).
    """
    without = _FORM.sub("", bare(name))
    short = _PLACE.sub("", without)
    for place in filter(None, _PLACE.match(bare(of)).groups()) if of else ():  # type: ignore[union-attr]
        short = short.removeprefix(place)
    return short if len(short) >= 2 else without


def similar(
    typed: str, known: Sequence[tuple[int, str]], *, person: bool = False, firm: bool = False
) -> list[Similar]:
    """The most similar of (id, name), the best first; at most one of them is SURE.

    A person's name is never taken for another: two people may differ in one character. Of a firm there may be
    any number that are not registered, so its short name must say more than that of a major.
    """
    weigh = _weigh_person if person else _weigh_firm if firm else _weigh
    found = [each for row, name in known if (each := weigh(typed, row, name)) is not None]
    found.sort(key=lambda each: (-each.likeness, len(each.title), each.title))
    if len(found) > 1 and found[1].likeness >= SURE and found[0].likeness < 1:
        found = [_doubted(each) for each in found]
    return found[:_SHOWN]


def sure(found: Iterable[Similar]) -> Similar | None:
    """The one that a name is taken for without asking."""
    best = [each for each in found if each.likeness >= SURE]
    return best[0] if len(best) == 1 or (best and best[0].likeness == 1 and best[1].likeness < 1) else None


def _doubted(each: Similar) -> Similar:
    if each.likeness < SURE or each.likeness == 1:
        return each
    return Similar(each.id, each.title, f"{each.reason}，但不止一个这样的", SURE - 0.01)


def _weigh(typed: str, row: int, name: str) -> Similar | None:
    short, whole = bare(typed), bare(name)
    if not short or not whole:
        return None
    if short == whole:
        return Similar(row, name, "只有标点或空格不同", 1.0)
    outer, inner = core(typed, name), core(name)
    if outer == inner:
        return Similar(row, name, f"“{typed}”和“{name}”只差地名或公司形式", 0.99)
    if len(outer) >= 2 and is_short_name(outer, inner):
        return Similar(row, name, f"“{typed}”是“{name}”的简称", 0.97)
    if len(short) > len(whole) and len(whole) >= 3 and whole in short:
        return Similar(row, name, f"“{typed}”里含有“{name}”", 0.85)
    wrong = OSA.distance(short, whole)
    if wrong <= max(1, len(whole) // 6):
        return Similar(row, name, f"只有 {wrong} 个字不同", 0.9 - 0.02 * wrong)
    like = max(fuzz.ratio(outer, inner), 0.9 * fuzz.partial_ratio(outer, inner)) / 100
    return Similar(row, name, "名称相近", round(like * 0.85, 3)) if like * 0.85 >= _LEAST else None


def _weigh_firm(typed: str, row: int, name: str) -> Similar | None:
    found = _weigh(typed, row, name)
    if found is None or not SURE <= found.likeness < 0.99:
        return found
    outer, inner = core(typed, name), core(name)
    enough = outer[:2] == inner[:2] or len(outer) >= 4
    return found if enough else Similar(row, name, found.reason, 0.85)


def _weigh_person(typed: str, row: int, name: str) -> Similar | None:
    short, whole = bare(typed), bare(name)
    if short == whole:
        return Similar(row, name, "同名", 1.0)
    if OSA.distance(short, whole) == 1 and min(len(short), len(whole)) >= 2:
        return Similar(row, name, "只有 1 个字不同", 0.8)
    return Similar(row, name, "名字里含有它", 0.7) if len(whole) >= 2 and whole in short else None


def is_short_name(short: str, whole: str) -> bool:
    """汽修 of 汽车运用与维修: it begins alike, and its characters stand there in order."""
    if len(short) >= len(whole) or short[:1] != whole[:1]:
        return False
    rest = iter(whole)
    return all(char in rest for char in short)
