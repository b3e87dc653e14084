"""Weighing the fields one column may mean: by its names, its groups, its neighbours, its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from desktop.core.fields import Kind
from desktop.records.catalogue import record
from desktop.services.binding.columns import HeaderColumn
from desktop.services.binding.composite import joined
from desktop.services.binding.contents import looks_like
from desktop.services.binding.evidence import (
    Codes,
    choice_weight,
    clock_weight,
    count_weight,
    printed_weight,
    rate_weight,
    sample_weight,
    telling,
    turn_weight,
    unit_weight,
    when_weight,
    yes_weight,
)
from desktop.services.binding.foreign import (
    belongs_to_other,
    may_be_theirs,
    names_other,
    names_person,
    names_someone,
    narrows,
)
from desktop.services.binding.generic import group_is_plain
from desktop.services.binding.names import (
    Purpose,
    form_paths,
    roles,
    unit_of,
)
from desktop.services.binding.naming import (
    BAR,
    Match,
    alike,
    by_gist,
    by_rest,
    listing,
    named_by,
    named_of,
    normal,
    role_words,
)

_SEXES: Final = ("男", "女", "男性", "女性", "男生", "女生")
_PARTS: Final = {"年": "年", "年份": "年", "年度": "年", "月": "月", "月份": "月", "日": "日"}
_BEGUN: Final = 0.85  # when something was, in one word: the day it began
_WEAK: Final = 0.56  # a name that only shares a word, before what the cells say
_PLAIN, _DOUBT = 0.86, -0.08  # a plain name, and how much its cells may count against it
_GROUP, _OTHER_GROUP, _FOREIGN_GROUP, _NEIGHBOUR = 0.05, 0.35, 0.6, 0.01
_TOLD_OF: Final = re.compile("(基本|相关|详细)?(情况|信息)$")
_BARE_ENDS: Final = frozenset({"起", "止", "自", "至", "始", "终", "开始", "结束", "起始", "终止", "截止"})
_TWICE: Final = 0.35  # the same text over two columns, and nothing says which is whose


def matches(
    column: HeaderColumn,
    record_id: str,
    purpose: Purpose,
    codes: Codes,
    repeated: frozenset[str],
    title: str = "",
) -> dict[str, Match]:
    """Every field the column's header may name, weighed by what stands above and below it."""
    found: dict[str, Match] = {}
    for named, cost, grouped in named_of(column, record_id, purpose):
        score = named.score - cost
        best = found.get(named.target.label)
        if best is None or best.score < score:
            found[named.target.label] = Match(
                named.target, score, [named.reason], grouped, generic=named.generic
            )
    if all(match.score < BAR for match in found.values()):
        found |= by_gist(column, record_id, purpose)
    if all(match.score < BAR for match in found.values()):
        found |= by_rest(column, record_id, purpose, title)
    for target in listing(column, record_id, purpose, codes):
        if target.label not in found:
            why = f"表头列出了“{target.path.field.label}”的选项"
            found[target.label] = Match(target, 0.88 - 0.03 * target.depth, [why])
    for target in alike(column, record_id, purpose, codes):
        if target.label not in found or found[target.label].score < _WEAK:
            why = looks_like(target, column.samples, codes) or telling(
                target.path.field, column.samples, codes
            )
            why = why or "下拉选项相符"
            found[target.label] = Match(target, BAR + 0.04 - 0.03 * target.depth, ["表头相近", why])
    twice = normal(column.path)[-1] in repeated
    for match in found.values():
        _weigh(match, column, record_id, purpose, codes, twice=twice)
        if (match.generic or _is_bare_end(match, column.path)) and not _under_plain(
            match, column.path, title
        ):
            match.score -= _OTHER_GROUP
    if purpose == "fill":
        parted = parts_of_dates(column, record_id)
        if parted and normal(column.path)[-1] in _PARTS:  # 日 under 起 is a number, no whole date
            found = {label: match for label, match in found.items() if not _is_day(match)}
        found |= parted
    if purpose == "fill" and all(match.score < BAR for match in found.values()):
        whole = joined(column.path, column.samples, record_id, purpose)
        if whole is not None and len(whole.parts) == 1:
            found[whole.label] = Match(whole.parts[0], whole.score, [whole.reason])
        elif whole is not None:
            found[whole.label] = Match(whole.parts[0], whole.score, [whole.reason], whole=whole)
    return found


def _is_bare_end(match: Match, path: tuple[str, ...]) -> bool:
    """起, 止 alone: under 合同 or 聘期 these are of something else."""
    return not match.grouped and _is_day(match) and normal(path)[-1] in _BARE_ENDS


def _under_plain(match: Match, path: tuple[str, ...], title: str) -> bool:
    """Whether every group only says that dates or numbers follow, or is called as the rows are."""
    mine = roles(match.target)
    groups = normal(path[:-1])
    return all(group_is_plain(group, title) or any(role in group for role in mine) for group in groups)


def _is_day(match: Match) -> bool:
    return match.target.path.field.kind in (Kind.DAY, Kind.MONTH)


def parts_of_dates(column: HeaderColumn, record_id: str) -> dict[str, Match]:
    """开班时间 over 年 and 月, 发证年份: one number of a date."""
    leaf = normal(column.path)[-1]
    part = _PARTS.get(leaf, "") if len(column.path) > 1 else ""
    asked = column.path[:-1]
    if not part:
        ending = next((each for each in ("年份", "月份") if leaf.endswith(each) and leaf != each), "")
        part, asked = ending[:1], (*column.path[:-1], leaf.removesuffix(ending))
    if not part:
        return {}
    found: dict[str, Match] = {}
    dated = (*asked[:-1], f"{asked[-1]}日期")  # 开班 over 年 and 月
    begun = record(record_id).model.window[:1]
    if begun and re.fullmatch("(培训|办班|实践|活动|举办)?(时间|日期)", normal(asked)[-1]):
        mine = {each.path.name: each for each in form_paths(record_id, "fill") if not each.depth}
        target = mine.get("start") or mine.get(begun[0])
        if target is not None:
            found[f"{target.label} {part}"] = Match(target, _BEGUN, [f"从哪天起，只填{part}"], part=part)
    for named, cost, grouped in (
        *named_by(asked, record_id, "fill"),
        *named_by(dated, record_id, "fill"),
    ):
        score = named.score - cost
        if named.target.path.field.kind in (Kind.DAY, Kind.MONTH):
            match = Match(named.target, score, [f"{named.reason}，只填{part}"], grouped, part=part)
            groups = normal(asked[:-1])
            match.score += _group_weight(match, groups, role_words(record_id, "fill"), twice=False)[0]
            key = f"{match.label}#{part}"
            if key not in found or found[key].score < match.score:
                found[key] = match
    return found


def _weigh(
    match: Match, column: HeaderColumn, record_id: str, purpose: Purpose, codes: Codes, *, twice: bool
) -> None:
    own = match.target.path.field
    groups = normal(column.path[:-1])
    # A header that names its field outright means it, whatever nonsense was typed below.
    doubt = _DOUBT if match.score >= _PLAIN else -1.0
    for weight, reason, least in (
        (*count_weight(own, normal(column.path)[-1]), -1.0),
        (*clock_weight(own, column.path[-1]), -1.0),
        (*turn_weight(own, normal(column.path), match.target.depth), -1.0),
        (*yes_weight(own, normal(column.path)[-1]), -1.0),
        (*when_weight(own, normal(column.path)[-1], groups), -1.0),
        (*printed_weight(own, column.path[-1], column.choices, codes), -1.0),
        (*_group_weight(match, groups, role_words(record_id, purpose), twice=twice), -1.0),
        (*unit_weight(own, unit_of(column.path)), -1.0),
        (*choice_weight(own, column.choices, codes), doubt),
        (*(sample_weight(own, column.samples, unit_of(column.path), codes) if codes else (0.0, "")), doubt),
    ):
        match.score += max(weight, least)
        if reason:
            match.reasons.append(reason)
    if match.grouped and not set(normal(column.path)).isdisjoint(_SEXES):
        match.score -= _FOREIGN_GROUP  # 人数 over 女 is counted like 人数 over 男, by the same rule
    if purpose == "fill":
        weight, reason = rate_weight(own, normal(column.path)[-1])
        match.score += weight
        match.reasons += [reason] if reason else []


def _group_weight(
    match: Match, groups: Sequence[str], others: frozenset[str], *, twice: bool
) -> tuple[float, str]:
    """实践企业 over 联系电话 says whose telephone it is."""
    if match.grouped:
        return 0.0, ""
    mine = roles(match.target)
    for group in groups:
        told = [role for role in mine if len(role) > 1 and role in group]
        # Over two columns alike 甲类办班 and 乙类办班 tell nothing: what the row is called must come first.
        if any(not twice or group.startswith(role) for role in told) and not belongs_to_other(group, mine):
            return _GROUP, f"在“{group}”栏下"
        if _is_persons(match) and names_someone(group) and not any(word in group for word in mine):
            return -_FOREIGN_GROUP, f"在“{group}”栏下，是别人的"
        core = _TOLD_OF.sub("", group)
        if group in others or any(len(word) > 1 and core.endswith(word) for word in others):
            return -_OTHER_GROUP, f"在“{group}”栏下，不像"
        if names_other(group):
            return -_FOREIGN_GROUP, f"在“{group}”栏下，是别人的"
        if narrows(group):
            return -_FOREIGN_GROUP, f"“{group}”只是其中一部分"
    if twice and groups:
        return -_TWICE, "同样的表头不止一列，分不清是哪一列"
    return 0.0, ""


def _is_persons(match: Match) -> bool:
    """Whether the field is somebody's: a name, a number, a telephone, a sex."""
    return match.target.path.owner in ("person", "teacher", "student")


def lean_on_neighbours(
    columns: Sequence[HeaderColumn], found: Mapping[int, dict[str, Match]], repeated: frozenset[str]
) -> None:
    """联系电话 after 企业联系人 is more likely the enterprise's; after 家长姓名 it is the parent's."""
    before: str | None = None
    stranger = ""
    for column in columns:
        mine = found.get(column.index, {})
        leaf = normal(column.path)[-1]
        best = max(mine.values(), key=lambda match: match.score, default=None)
        for match in mine.values():
            owner = match.target.label.rpartition(".")[0]
            again = leaf in repeated and len(column.path) == 1
            if before is not None and owner == before:
                match.score += 0.05 if again else _NEIGHBOUR
            if stranger and len(column.path) == 1 and may_be_theirs(match.target.path.field, stranger):
                match.score -= _TWICE
                match.reasons.append(f"紧跟在“{stranger}”后面，可能是别人的")
        if best is not None and best.score >= BAR:
            before = best.target.label.rpartition(".")[0]
            stranger = ""
        elif stranger == "" or names_person(leaf):
            before, stranger = None, column.path[-1] if names_person(leaf) else ""


def settle_ties(found: Mapping[int, dict[str, Match]]) -> None:
    """Of two fields equally good for a column the nearer wins by a hair, so that results are stable."""
    for mine in found.values():
        for order, match in enumerate(mine.values()):
            match.score -= 1e-4 * order
