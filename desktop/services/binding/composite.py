"""Several fields in one column: start and end (起止时间), or one after the other (企业地址/联系人/电话)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from desktop.core.fields import Kind
from desktop.core.words import normalise_label
from desktop.records.catalogue import record
from desktop.services.binding.names import (
    FormPath,
    Purpose,
    canonical,
    canonical_names,
    form_paths,
    names,
    roles,
    unit_of,
)

_BRACKET: Final = re.compile(r"\([^()]*\)")
_SPAN: Final = re.compile(r"^(.*?)(起止|起讫|起至|起始终止|开始结束|始末)(时间|日期|年月|年月日|时段)?$")
_LOOSE: Final = re.compile(r"^(.+?)(时间段|时段|期限|期间|区间|有效期限|有效期|周期|时间|日期)$")
# What is only meant to be is given by the same two days.
_MEANT: Final = re.compile("^(申请|申报|计划|拟定|拟|预计|实际|本次|批准)")
_COUNTED: Final = re.compile("^(.*?)(时间|时长|期限|时段|期间|共计|合计|累计)$")
_BAREST: Final = re.compile(r"^()(时间|起止)$")
_RANGE: Final = re.compile(r"(\d|y|m|d|日|月)\s*(-|—|–|~|～|至|到)\s*(\d|y|m|d)|年月日?[至到-]", re.I)
_SPLIT: Final = re.compile(r"[/／、，,;；+＋&\n]|及其?|和|与")
_ENDS: Final = (("起", "止"), ("开始", "结束"), ("开班", "结业"), ("起始", "终止"), ("起", "结束"))
_MOST: Final = 4
_TOGETHER: Final = 0.8


@dataclass(frozen=True, slots=True)
class Joined:
    """Fields that stand together in one cell."""

    parts: tuple[FormPath, ...]
    score: float
    reason: str
    span: bool

    @property
    def label(self) -> str:
        return "+".join(part.label for part in self.parts)


def joined(path: Sequence[str], samples: Sequence[str], record_id: str, purpose: Purpose) -> Joined | None:
    """What a column shows together, when its header says so and every piece is known."""
    leaf = _BRACKET.sub("", normalise_label(path[-1]))
    groups = [normalise_label(group) for group in path[:-1]]
    hints = [*samples, path[-1]]
    if unit := unit_of(path):  # 实践时间（天）: how many days, not from when to when
        return _days(leaf, record_id, purpose) if unit in ("天", "日") else None
    return (
        _span(leaf, groups, hints, record_id, purpose)
        or _one_after_other(path[-1], groups, record_id, purpose)
        or _run_together(leaf, record_id, purpose)
    )


def _days(leaf: str, record_id: str, purpose: Purpose) -> Joined | None:
    """The days the row itself took."""
    found = _COUNTED.match(leaf)
    mine = [each for each in form_paths(record_id, purpose) if not each.depth]
    own = next((each for each in mine if each.path.field.name == "days"), None)
    if found is None or own is None:
        return None
    whose = {word for start, _, words, _ in _pairs(record_id, purpose) if not start.depth for word in words}
    if found[1] not in whose:
        return None
    return Joined((own,), 0.85, f"“{leaf}”以天计，填“{own.path.field.label}”", False)


def _span(
    leaf: str, groups: Sequence[str], hints: Sequence[str], record_id: str, purpose: Purpose
) -> Joined | None:
    sure = _SPAN.match(leaf)
    loose = None if sure else _LOOSE.match(leaf) or _BAREST.match(leaf)
    found = sure or loose
    if found is None:
        return None
    ranged = any(_RANGE.search(hint) for hint in hints)
    for start, end, whose, cost in _pairs(record_id, purpose):
        said_so = found[1] if found[1] in whose else _MEANT.sub("", found[1])
        lead = said_so or (groups[-1] if groups and groups[-1] in whose else "")
        if lead not in whose and not (sure and not lead):
            continue
        if loose and not lead and start.depth:
            continue
        if loose and canonical(leaf) in canonical_names(record_id, purpose):
            return None  # one day goes by that name
        score = (0.95 if sure else 0.9 if ranged else 0.82 if lead else 0.74) - cost
        said = f"“{leaf}”一格里写“{start.path.field.label}”和“{end.path.field.label}”"
        return Joined((start, end), score, said, True)
    return None


@cache
def _pairs(record_id: str, purpose: Purpose) -> tuple[tuple[FormPath, FormPath, frozenset[str], float], ...]:
    """Start and end days with the words that say whose they are: the row's own, then its whole's."""
    found = []
    owner = record(record_id).model.part_of
    for first in form_paths(record_id, purpose):
        at = first.label.rpartition(".")[0]
        hops = [hop.name for hop in first.path.hops]
        near = first.depth == 0 or (first.depth == 1 and hops[:1] == [owner])
        if first.path.field.kind is not Kind.DAY or not near:
            continue
        for last in form_paths(record_id, purpose):
            if last.path.field.kind is Kind.DAY and last.label.rpartition(".")[0] == at:
                lead = _lead(first.path.field.label, last.path.field.label)
                if lead is not None:
                    plain = first.path.field.name == "start"
                    words = {lead, *_parts_of(lead)} if lead or not plain else {"", *roles(first)}
                    found.append((first, last, frozenset(words), 0.03 * first.depth))
    return tuple(found)


def _parts_of(lead: str) -> tuple[str, ...]:
    """合作 and 协议 of 合作协议."""
    return (lead[:2], lead[2:]) if len(lead) >= 4 else ()


def _lead(start: str, end: str) -> str | None:
    """合作协议 of 合作协议起 and 合作协议止; "" of 开始日期 and 结束日期; None when they are no pair."""
    plain = [re.sub("(日期|时间)$", "", text) for text in (start, end)]
    for one, two in _ENDS:
        if plain[0].endswith(one) and plain[1].endswith(two):
            lead = plain[0].removesuffix(one)
            if lead == plain[1].removesuffix(two):
                return lead
    return None


def _one_after_other(text: str, groups: Sequence[str], record_id: str, purpose: Purpose) -> Joined | None:
    bare = re.sub(r"[（(][^（()）]*[）)]", "", text)
    words = [word for piece in _SPLIT.split(bare) if (word := normalise_label(piece))]
    if not 2 <= len(words) <= _MOST or len(set(words)) < len(words):
        return None
    own = _row_words(record_id, purpose)
    named = [word for word in words if word not in own]  # 实践/兼职岗位 is one field of the row
    if not named:
        return None
    found: list[FormPath] = []
    score = 1.0
    whose = ""
    for word in named:
        best = max(
            _candidates(word, whose, groups, record_id, purpose), key=lambda each: each[0], default=None
        )
        if best is None or best[0] < 0.8 or best[1] in found:
            return None
        score, found = min(score, best[0]), [*found, best[1]]
        whose = whose or best[1].label.rpartition(".")[0]
    said = "、".join(f"“{part.path.field.label}”" for part in found)
    return Joined(tuple(found), score - 0.05, f"一格里依次写{said}", False)


def _run_together(leaf: str, record_id: str, purpose: Purpose) -> Joined | None:
    """专业班级: two of the row's own names without a mark between."""
    for at in range(2, len(leaf) - 1):
        pair = [_of_one(word, record_id, purpose) for word in (leaf[:at], leaf[at:])]
        first, second = pair
        if first is None or second is None or first == second:
            continue
        parts = (_of_person(first, record_id, purpose), _of_person(second, record_id, purpose))
        said = f"“{leaf}”是“{leaf[:at]}”和“{leaf[at:]}”，一格里依次写"
        return Joined(parts, _TOGETHER, said, False)
    return None


def _of_one(word: str, record_id: str, purpose: Purpose) -> FormPath | None:
    """The field of the row that goes by the very word as its label and is told in words."""
    for named in names(record_id, purpose).get(word, ()):
        own = named.target.path.field
        told = own.kind in (Kind.TEXT, Kind.CODE, Kind.REF)
        if not named.target.depth and told and own.label == word and not own.derived:
            return named.target
    return None


def _of_person(target: FormPath, record_id: str, purpose: Purpose) -> FormPath:
    """What was copied at sign-up is the student's own: his class and major."""
    own = target.path.field
    if "_status." not in own.copied:
        return target
    path = record(record_id).by_name(own.copied)
    if own.kind is Kind.REF:
        path = record(record_id).by_name(f"{own.copied}.{record(own.ref).model.identity[0]}")
    return next((each for each in form_paths(record_id, purpose) if each.label == path.label), target)


@cache
def _row_words(record_id: str, purpose: Purpose) -> frozenset[str]:
    """What the record's rows themselves are called."""
    return frozenset(
        role for target in form_paths(record_id, purpose) if not target.depth for role in roles(target)
    )


def _candidates(
    word: str, whose: str, groups: Sequence[str], record_id: str, purpose: Purpose
) -> Iterator[tuple[float, FormPath]]:
    """The fields a piece may mean; those of the first piece's owner before others."""
    exact, loose = names(record_id, purpose), canonical_names(record_id, purpose)
    for named in (*exact.get(word, ()), *loose.get(canonical(word), ())):
        at = named.target.label.rpartition(".")[0]
        near = 0.1 if whose and at == whose else -0.15 if whose else 0.0
        under = 0.05 if any(role in group for group in groups for role in roles(named.target)) else 0.0
        yield named.score + near + under, named.target
