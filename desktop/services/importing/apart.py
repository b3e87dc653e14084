"""A cell with several things in it taken apart: 某公司/张三/138…, 710201 机电技术应用, 张三 138…"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from desktop.core.fields import Field, Kind
from desktop.core.words import half_width

PHONE: Final = re.compile(r"(?<!\d)(?:(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[-) ]?\d{7,8})(?!\d)")
CODE: Final = re.compile(r"(?<![\dA-Za-z])\d{4,6}[A-Z]{0,2}(?![\dA-Za-z])")
_ID: Final = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
_CREDIT: Final = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_DAY: Final = re.compile(r"(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?|(?<!\d)(?:19|20)\d{6}(?!\d)")
_HYPHEN: Final = r"(?<=[\u4e00-\u9fff)）])[-－](?=[\u4e00-\u9fff])"
_HARD: Final = re.compile(rf"[/／、，,;；|｜\\\n\t]+|\s{{2,}}|—+|{_HYPHEN}")
_SOFT: Final = re.compile(rf"[\s/／、，,;；|｜\\]+|—+|{_HYPHEN}")
_OPEN: Final = re.compile(rf"[\s/／、，,;；|｜\\()]+|—+|{_HYPHEN}")
_LABEL: Final = re.compile(
    r"(联系人|姓名|(联系)?(电话|手机|方式)号?码?|地址|单位(名称)?|企业(名称)?|名称|代码)[:：]"
)
_STROKES: Final = " \t\n/／、，,;；|｜\\-－—–:："
_FIRM: Final = re.compile(r"公司|厂|集团|中心|学校|学院|医院|店|部|院|所|局|社|行|基地")
_NAME: Final = re.compile(r"[\u3400-\u9fff·]{2,4}")


def take_apart(text: str, fields: Sequence[Field]) -> list[str] | None:
    """The text of each field, "" where nothing is written for it; None where that would be a guess."""
    rest = _LABEL.sub("\n", half_width(text).replace("\r", "\n"))
    found: dict[int, str] = {}
    for place, own in enumerate(fields):
        shape = _shape(own)
        if shape is not None:
            hit = shape.search(rest)
            found[place] = hit[0].strip() if hit else ""
            rest = f"{rest[: hit.start()]}\n{rest[hit.end() :]}" if hit else rest
    free = [place for place in range(len(fields)) if place not in found]
    pieces = _assign(rest, [fields[place] for place in free])
    if pieces is None:
        return None
    found |= dict(zip(free, pieces, strict=True))
    return [found[place] for place in range(len(fields))]


def _shape(own: Field) -> re.Pattern[str] | None:
    """How a value of the field looks inside a text; None for names and other free words."""
    if own.check in ("phone", "resident_id", "credit_code"):
        return {"phone": PHONE, "resident_id": _ID, "credit_code": _CREDIT}[own.check]
    if own.kind is Kind.DAY:
        return _DAY
    if own.kind in (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY):
        return _NUMBER
    return CODE if own.kind is Kind.TEXT and own.name.endswith("code") else None


def _assign(rest: str, fields: Sequence[Field]) -> list[str] | None:
    """The words that are left, in the order of the fields; fewer go where their look leaves no doubt."""
    words: list[str] = []
    for split in (_HARD, _SOFT, _OPEN):
        words = [word for piece in split.split(rest) if (word := _trimmed(piece))]
        if len(words) == len(fields):
            return words
    if len(words) > len(fields):
        return None
    found = [""] * len(fields)
    for word in words:
        fits = [
            place for place, own in enumerate(fields) if not found[place] and _looks_like(word, own, fields)
        ]
        if len(fits) != 1:
            return None
        found[fits[0]] = word
    return found


def _trimmed(piece: str) -> str:
    """Without strokes around it, and without a bracket whose other half is elsewhere."""
    word = piece.strip(_STROKES)
    while word.count("(") != word.count(")") and (word[0] in "()" or word[-1] in "()"):
        word = (word[1:] if word[0] in "()" else word[:-1]).strip(_STROKES)
    return "" if word == "()" else word


def _looks_like(word: str, own: Field, fields: Sequence[Field]) -> bool:
    if _person(own):
        return bool(_NAME.fullmatch(word)) and not _FIRM.search(word)
    return bool(_FIRM.search(word)) or not any(map(_person, fields))


def _person(own: Field) -> bool:
    return own.check == "name" or own.name in ("contact", "adviser")
