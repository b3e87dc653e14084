"""The fields a header may name: by its own words, behind plain ones, by the like of one, by its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from desktop.core.fields import Kind
from desktop.core.words import normalise_label
from desktop.records.catalogue import record
from desktop.services.binding.columns import HeaderColumn
from desktop.services.binding.composite import Joined
from desktop.services.binding.contents import all_counts, all_days, elsewhere, looks_like
from desktop.services.binding.evidence import (
    Codes,
    choice_weight,
    telling,
)
from desktop.services.binding.foreign import (
    belongs_to_other,
    set_aside,
)
from desktop.services.binding.generic import led_plainly
from desktop.services.binding.names import (
    FormPath,
    Named,
    Purpose,
    canonical,
    canonical_names,
    code_variants,
    form_paths,
    gist,
    gists,
    is_title,
    names,
    readings,
    roles,
)
from desktop.services.binding.readings import plain

# A wrong number is worse than a blank: below the bar nothing is bound.
BAR: Final = 0.7
_CANONICAL: Final = 0.06
_SAY_NOTHING: Final = frozenset(
    {"是否", "有无", "情况", "信息", "名称", "日期", "时间"}
)  # 是否住宿, 是否在编
_GIST: Final = 0.78
_OF_ROLE, _BY_CELLS = 0.06, 0.03
_AND, _AND_MORE = re.compile("^(.+?)(?:及其?|和|与|或).{1,4}$"), 0.14
_LED, _LED_KIND = 0.12, 0.05
_ANY_OFFICE: Final = frozenset({"单位", "机构", "部门", "学校"})
_BRACKET: Final = re.compile(r"\([^()]*\)")


@dataclass(slots=True)
class Match:
    """One field (or several in one cell) that a column may mean."""

    target: FormPath
    score: float
    reasons: list[str]
    grouped: bool = False  # the name takes the group's text in
    whole: Joined | None = None
    generic: bool = False  # only a word of the field's kind: what stands around must not speak against it
    part: str = ""  # 年, 月 or 日 of a date whose numbers have columns of their own

    @property
    def label(self) -> str:
        return self.whole.label if self.whole else self.target.label


def named_of(column: HeaderColumn, record_id: str, purpose: Purpose) -> list[tuple[Named, float, bool]]:
    found = named_by(column.path, record_id, purpose)
    more = "日期" if all_days(column.samples) else "人数" if all_counts(column.samples) else ""
    leaf = plain(column.path[-1])
    if more and not leaf.endswith(("日期", "时间", "年月", "日", *"数次额费率分级号码量时天")):
        named = named_by((*column.path[:-1], f"{leaf}{more}"), record_id, purpose)  # 结业 over days
        found += [(each, cost + _BY_CELLS, grouped) for each, cost, grouped in named]
    return found


def named_by(path: tuple[str, ...], record_id: str, purpose: Purpose) -> list[tuple[Named, float, bool]]:
    exact, loose = names(record_id, purpose), canonical_names(record_id, purpose)
    found: list[tuple[Named, float, bool]] = []
    for text, cost, grouped in readings(path):
        found += [(named, cost, grouped) for named in exact.get(text, ())]
        found += [(named, cost + _CANONICAL, grouped) for named in loose.get(canonical(text), ())]
    for text in _behind_role(path, record_id, purpose) if purpose == "fill" else ():
        found += [(named, _OF_ROLE, True) for named in exact.get(text, ())]
        found += [(named, _OF_ROLE + _CANONICAL, True) for named in loose.get(canonical(text), ())]
    both = _AND.match(plain(path[-1])) if purpose == "fill" else None
    if both is not None and len(both[1]) >= 4:  # 认定学分及课程
        written = [named for named in exact.get(both[1], ()) if _in_words(named)]
        found += [(named, _AND_MORE, False) for named in written]
    for text, cost in code_variants(path) if purpose == "fill" else ():
        coded = [named for named in exact.get(text, ()) if named.target.path.field.kind is Kind.CODE]
        found += [(named, cost, False) for named in coded]
    return found


def _in_words(named: Named) -> bool:
    return not named.target.depth and named.target.path.field.kind in (Kind.TEXT, Kind.NOTE)


def _behind_role(path: tuple[str, ...], record_id: str, purpose: Purpose) -> list[str]:
    """接收企业 over 手机: the group ends with what somebody beside the row is called."""
    if len(path) < 2:
        return []
    *groups, leaf = normal(path)
    known = role_words(record_id, purpose)
    tails = (group[at:] for group in groups for at in range(1, len(group) - 1) if group[at:] in known)
    return [tail + leaf for tail in tails]


def by_gist(column: HeaderColumn, record_id: str, purpose: Purpose) -> dict[str, Match]:
    """结业学员总数: the row's own field that goes by 结业人数, when it is the only one so called."""
    known = gists(record_id).get(gist(readings(column.path)[0][0]))
    if known is None:
        return {}
    (owner, name), word = known
    for target in form_paths(record_id, purpose):
        if not target.depth and (target.path.owner, target.path.field.name) == (owner, name):
            why = f"与“{word}”说法相近，“{word}”就是“{target.path.field.label}”"
            return {target.label: Match(target, _GIST, [why])}
    return {}


def by_rest(column: HeaderColumn, record_id: str, purpose: Purpose, title: str) -> dict[str, Match]:
    """去往岗位, 核销金额: a name of the row's own field behind words that change nothing."""
    leaf = plain(column.path[-1])
    bare = leaf if set_aside(leaf) else _BRACKET.sub("", leaf)
    exact, loose = names(record_id, purpose), canonical_names(record_id, purpose)
    found: dict[str, Match] = {}
    for at in range(1, len(bare) - 1):
        lead, rest = bare[:at], bare[at:]
        for named in (*exact.get(rest, ()), *loose.get(canonical(rest), ())):
            target, score = named.target, named.score - (_LED_KIND if named.generic else _LED)
            if rest in _ANY_OFFICE and target.path.field.kind is Kind.TEXT:
                continue  # 申请单位 is not where somebody works
            near = target.depth == 0 or (target.depth == 1 and is_title(target))
            if not near or target.path.field.derived or not led_plainly(lead, target.path.field, title, rest):
                continue
            if target.label not in found or found[target.label].score < score:
                why = f"“{bare}”去掉“{lead}”就是“{rest}”"
                found[target.label] = Match(target, score, [why, named.reason])
    return found


def listing(column: HeaderColumn, record_id: str, purpose: Purpose, codes: Codes) -> list[FormPath]:
    """理论/实操, 新考/补考: a header that only lists the choices means the row's own field of that list."""
    words = [word for word in re.split("[/／、]", column.path[-1].strip("（）() ")) if word]
    if len(words) < 2 or not codes:
        return []
    found = []
    for target in form_paths(record_id, purpose):
        own = target.path.field
        listed = codes.get(own.codes) if own.kind is Kind.CODE and not target.depth else None
        if listed is None or target.label != target.path.label:
            continue
        named = {item.code for word in words if (item := listed.find(word))}
        whole = all(item.code in named or not item.active for item in listed.items)
        if len(named) == len(words) and (whole or 2 * len(named) < len(listed.items)):
            found.append(target)
    return found if len(found) == 1 else []


def alike(column: HeaderColumn, record_id: str, purpose: Purpose, codes: Codes) -> list[FormPath]:
    """Fields whose name shares a word with the header and whose cells leave no doubt."""
    if not column.choices and not any(text.strip() for text in column.samples):
        return []
    leaf = normal(column.path)[-1]
    if elsewhere(leaf):
        return []
    shared = _by_pair(record_id, purpose)
    pairs = (leaf[i : i + 2] for i in range(len(leaf) - 1))
    targets = dict.fromkeys(target for pair in pairs for target in shared.get(pair, ()))
    return [
        target
        for target in targets
        if not belongs_to_other(leaf, _texts(target))
        and (
            looks_like(target, column.samples, codes)
            or telling(target.path.field, column.samples, codes)
            or choice_weight(target.path.field, column.choices, codes)[0] > 0.06
        )
    ]


@cache
def _by_pair(record_id: str, purpose: Purpose) -> Mapping[str, tuple[FormPath, ...]]:
    """Two neighbouring characters → the near fields in whose names they stand."""
    found: dict[str, dict[FormPath, None]] = {}
    for target in form_paths(record_id, purpose):
        for word in _texts(target) if target.depth <= 1 else ():
            for i in range(len(word) - 1):
                if word[i : i + 2] not in _SAY_NOTHING:
                    found.setdefault(word[i : i + 2], {})[target] = None
    return {pair: tuple(targets) for pair, targets in found.items()}


@lru_cache(maxsize=1024)
def normal(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(normalise_label(text) for text in texts)


@cache
def _texts(target: FormPath) -> tuple[str, ...]:
    own = target.path.field
    return tuple(normalise_label(word) for word in (own.label, *own.aliases))


@cache
def role_words(record_id: str, purpose: Purpose) -> frozenset[str]:
    # Who a row carries is the row's own: 参训学员 over 结业证书编号 of a roster.
    carried = record(record_id).model.carries
    others = [
        target
        for target in form_paths(record_id, purpose)
        if target.depth and not (target.path.hops and target.path.hops[0].name in carried)
    ]
    return frozenset(word for target in others for word in roles(target))
