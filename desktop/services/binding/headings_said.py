"""What a person says a heading of a cross table means: a measure, what narrows it, a year, a total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop.core.codes import CodeList
from desktop.core.errors import UserError
from desktop.records.catalogue import record
from desktop.services.binding.measure_headings import LAST_YEAR, Heading
from desktop.services.binding.measure_words import SETS, Dimension, MeasureSetWords, MeasureWords

Codes = Mapping[str, CodeList]

LEFT: Final = "您以前说过这里不填"
TOTAL: Final = "合计"
ALL: Final = "不限"


@dataclass(frozen=True, slots=True)
class HeadingOffer:
    """One thing a heading may mean: `label` as it is learned, `shown` as it is read."""

    label: str
    shown: str
    words: tuple[str, ...] = ()


def heading_offers(owner: str, codes: Codes) -> list[HeadingOffer]:
    """Everything a heading over figures of a record may mean: measures, what narrows them, years, a total."""
    words = _set_of(owner)
    lead = record(owner).label
    found = [
        HeadingOffer(f"{lead}.{each.label}", f"统计{each.label}", each.aliases) for each in words.measures
    ]
    for dimension in words.dimensions:
        for name, also in _values(dimension, codes):
            read = f"{dimension.label}：{also[0] if also else name}"
            found.append(HeadingOffer(f"{lead}.{dimension.label}={name}", read, also))
    found.append(HeadingOffer(f"{lead}.{LAST_YEAR}", "上年的数", ("去年", "上一年")))
    found.append(HeadingOffer(f"{lead}.{TOTAL}", "合计，各行相加", ("小计", "总计")))
    found.append(HeadingOffer(f"{lead}.{ALL}", "不限，全部计入", ("全校", "全部")))
    return found


def heading_now(heading: Heading, owner: str, codes: Codes) -> str:
    """What was read in a heading, as it would be said; "" where it is not understood."""
    if heading.unknown:
        return ""
    lead, said = record(owner).label, []
    if heading.measure is not None:
        said.append(heading.measure.label)
    said += [f"{each.label}={_name(each, code, codes)}" for each, code in heading.filters.items()]
    said += [heading.window] if heading.window else []
    said += [TOTAL] if heading.total else []
    return "+".join(f"{lead}.{each}" for each in said or [ALL])


def heading_said(said: str, owner: str, codes: Codes) -> Heading | None:
    """培训班次.人次+培训班次.性别=女 as a heading; "" is one that is left alone; None: of another ledger."""
    heading = Heading()
    if not said:
        heading.unknown = LEFT
        return heading
    lead, words = record(owner).label, _set_of(owner)
    for piece in said.split("+"):
        first, _, rest = piece.partition(".")
        if first != lead or not _take(rest, words, codes, heading):
            return None
    heading.said.append(f"按您以前的更正，是“{shown(said)}”")
    return heading


def ledger_of(said: Iterable[str]) -> str:
    """The record whose figures were spoken of; "" where nothing was."""
    leads = {piece.partition(".")[0] for each in said if each for piece in each.split("+")}
    return next((words.owner for words in SETS if record(words.owner).label in leads), "")


def shown(said: str) -> str:
    """As people read it: 人次、性别=女."""
    return "、".join(piece.partition(".")[2] for piece in said.split("+") if piece)


def check_heading(said: str) -> None:
    """Refuses what no heading can mean."""
    for piece in said.split("+") if said else ():
        lead, _, rest = piece.partition(".")
        words = next((each for each in SETS if record(each.owner).label == lead), None)
        name = rest.partition("=")[0]
        known = words is not None and (
            rest in (LAST_YEAR, TOTAL, ALL)
            or _measure(words, rest) is not None
            or ("=" in rest and any(each.label == name for each in words.dimensions))
        )
        if not known:
            raise UserError(
                f"没有叫「{piece}」的统计项或条件。",
                hint="应写成 培训班次.人次、培训班次.性别=女 或 培训班次.上年。",
            )


def _take(rest: str, words: MeasureSetWords, codes: Codes, heading: Heading) -> bool:
    if rest == LAST_YEAR:
        heading.window = LAST_YEAR
        return True
    if rest in (TOTAL, ALL):
        heading.total = rest == TOTAL
        return True
    name, narrows, value = rest.partition("=")
    if not narrows:
        heading.measure = _measure(words, rest)
        return heading.measure is not None
    for each in words.dimensions:
        code = _code(each, value, codes) if each.label == name else None
        if code is not None:
            heading.filters[each] = code
            return True
    return False


def _measure(words: MeasureSetWords, label: str) -> MeasureWords | None:
    return next((each for each in words.measures if each.label == label), None)


def _code(dimension: Dimension, value: str, codes: Codes) -> str | None:
    if value in dimension.words:
        return dimension.words[value]
    listed = codes.get(dimension.codes)
    item = listed.find(value) if listed is not None else None
    return item.code if item is not None else None


def _name(dimension: Dimension, code: str, codes: Codes) -> str:
    listed = codes.get(dimension.codes)
    if listed is not None:
        item = listed.get(code)
        return item.name if item is not None and listed.find(item.name) is item else code
    return next((word for word, known in dimension.words.items() if known == code), code)


def _values(dimension: Dimension, codes: Codes) -> list[tuple[str, tuple[str, ...]]]:
    """The names a dimension parts by, each once, with what else they are called."""
    listed = codes.get(dimension.codes)
    if listed is not None:
        return [
            (each.name if listed.find(each.name) is each else each.code, (each.name, *each.aliases))
            for each in listed.items
        ]
    names: dict[str, str] = {}
    for word, code in dimension.words.items():
        names.setdefault(code, word)
    return [(word, ()) for word in names.values()]


def _set_of(owner: str) -> MeasureSetWords:
    return next(each for each in SETS if owner in (each.owner, each.person, *each.also))
