"""Cleaning of typed text: widths, blanks, names, header labels, Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

# Full-width ASCII → ASCII; not NFKC, which would also rewrite ideographs that occur in names.
HALF_WIDTH: Mapping[int, int] = {0x3000: 0x20, **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}}
# Only digits, letters and blanks: in running text the full-width punctuation is right.
HALF_LETTERS: Mapping[int, int] = {
    0x3000: 0x20,
    0xA0: 0x20,
    **{
        code: code - 0xFEE0
        for span in ((0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B))
        for code in range(*span)
    },
}
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HAN = r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# Nothing in such a text needs cleaning, and most cells of an import are such texts.
_CLEAN = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]+")
# Excel's mark of a text, and blanks, in whatever order: what is cleaned once stays as it is.
_LEADING, _TRAILING = re.compile(r"^[\s']+"), re.compile(r"[\s']+$")
_DOTS = re.compile(r"\s*[·•‧・･∙⋅●。．.]\s*")
_BRACKET = re.compile(r"[（(\[【]([^（()）\[\]【】]*)[）)\]】]")
_TRAILING_UNIT = re.compile(r"(.+?)[/／,，:：]((?:万|千)?元)")
# What people type where there is nothing to say: a stroke, not a number.
EMPTY_MARKS = frozenset({"/", "／", "\\", "＼", "-", "--", "—", "——", "－", "–", "―", "─"})

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_UNIT_WORDS = re.compile(r"(万元|千元|元|人次|人日|人|名|个|学时|课时|天|日|%|％|家|所|期|分|岁|年|月|小时)")


def half_width(text: str) -> str:
    """All full-width ASCII made half-width."""
    return text.translate(HALF_WIDTH)


def drop_invisible(text: str) -> str:
    """Without control characters and zero-width marks (tab and line ends stay)."""
    return _INVISIBLE.sub("", text)


def is_blank(text: str) -> bool:
    """Whether a cell's text means "not filled in": blank, or a stroke. 空白与 / 都是未填，绝不是 0."""
    if text.isalnum():
        return False
    bare = drop_invisible(text).strip()
    return not bare or bare in EMPTY_MARKS


def clean_text(text: str) -> str:
    """One line of text: edges trimmed, full-width digits and letters halved, runs of blanks joined."""
    if _CLEAN.fullmatch(text):
        return text
    lines = _LEADING.sub("", drop_invisible(text).translate(HALF_LETTERS))
    joined = re.sub(rf"(?<={_HAN})\s*[\r\n]+\s*(?={_HAN})", "", lines)
    return re.sub(r"\s+", " ", joined).strip()


def clean_note(text: str) -> str:
    """Several lines of text: line ends made one kind, blank edges trimmed."""
    return _LEADING.sub("", drop_invisible(text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def clean_name(text: str) -> str:
    """A person's name: blanks between Chinese characters removed, every kind of middle dot made ·."""
    if _CLEAN.fullmatch(text):
        return text
    name = _TRAILING.sub("", _LEADING.sub("", drop_invisible(text).translate(HALF_LETTERS)))
    name = re.sub(rf"(?<={_HAN})\s+(?={_HAN})", "", name)
    if re.search(_HAN, name):
        name = _DOTS.sub("·", name).strip("·")
    return re.sub(r"\s+", " ", name)


def compact(text: str) -> str:
    """A number or code: half-width, without blanks, apostrophes and invisible marks."""
    if _CLEAN.fullmatch(text):
        return text
    return re.sub(r"[\s'‘’`´]", "", half_width(drop_invisible(text)))


@lru_cache(maxsize=1 << 14)  # the same few headings are compared with the names of every record
def normalise_label(text: str) -> str:
    """A header text in the form in which labels are compared; the unit in brackets is dropped."""
    label = split_unit(text)[0]
    folded = re.sub(r"[\s*＊:：、,;\"“”'‘’?？!！_]", "", half_width(drop_invisible(label)))
    return folded.casefold()


@lru_cache(maxsize=1 << 14)
def split_unit(text: str) -> tuple[str, str]:
    """到账经费（万元） → 到账经费, 万元: the unit named in a header; other brackets stay in the label."""
    label = re.sub(r"\s+", "", drop_invisible(text))
    for found in reversed(list(_BRACKET.finditer(label))):
        inner = re.sub(r"^(单位)?[:：]?", "", half_width(found[1]))
        if _UNIT_WORDS.fullmatch(inner):
            return label[: found.start()] + label[found.end() :], "%" if inner == "％" else inner
    trailing = _TRAILING_UNIT.fullmatch(label)
    return (trailing[1], trailing[2]) if trailing else (label, "")


def chinese_number(text: str) -> Decimal | None:
    """十二 → 12, 二十 → 20, 一百零五 → 105, 半 → 0.5; None when it is no plain Chinese numeral."""
    if text == "半":
        return Decimal("0.5")
    if not text or any(c not in _DIGITS and c not in _TENS for c in text):
        return None
    if not any(c in _TENS for c in text):
        return Decimal(_DIGITS[text]) if len(text) == 1 else None
    total, digit, last = 0, -1, 10_000
    for c in text:
        if c in _TENS:
            size = _TENS[c]
            if size >= last or (digit < 0 and size != 10) or (digit < 0 and total % 100 and size == 10):
                return None
            total += (digit if digit > 0 else 1) * size
            digit, last = -1, size
        elif digit > 0:
            return None
        else:
            digit = _DIGITS[c]
    return Decimal(total + max(digit, 0))
