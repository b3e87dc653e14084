"""Numbers of persons and enterprises by hand (domain.md §4), and against the standards written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.numbers import credit_code, resident_id

# As typed → right or wrong, the birthday. Σ of digit × weight 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, mod 11.
PERSONS: dict[str, tuple[str, bool, str | None]] = {
    "女": ("220284200506300023", True, "2005-06-30"),
    "末位X": ("11010519491231002X", True, "1949-12-31"),
    "闰年二月": ("220202200002290015", True, "2000-02-29"),  # Σ 139, 7 → 5
    "平年二月": ("220202190002290019", False, None),  # Σ 146, 3 → 9: right, but 1900 had no such day
    "生日不存在": ("220203199902290003", False, None),
    "十三月": ("220202198013010018", False, None),
    "港澳台居住证": ("810000199001010019", True, "1990-01-01"),  # Σ 146, 3 → 9
    "区划不在表里": ("990000198001010012", True, "1980-01-01"),  # Σ 219, 10 → 2
    "校验位差一": ("220202198001010019", False, "1980-01-01"),
    "两位换了": ("220202198010010018", False, "1980-10-01"),
    "小写和空格": (" 11010519491231002x ", True, "1949-12-31"),
    "十七位": ("22020219800101001", False, None),
    "十九位": ("2202021980010100180", False, None),
}


@pytest.mark.parametrize("case", PERSONS)
def test_persons(case: str) -> None:
    text, right, birth = PERSONS[case]
    found = resident_id(text)
    assert found.ok is right
    if right:
        assert str(found.birth) == birth


# 31 − Σ mod 31 over 1 3 9 27 19 26 16 17 20 29 25 13 8 24 10 30 28, without I O S V Z.
FIRMS: dict[str, tuple[str, bool]] = {
    "对": ("91350100M000100Y43", True),
    "小写": ("91350100m000100y43", True),
    "有空格": (" 91350100 M000100Y43", True),
    "全角": ("９１３５０１００Ｍ０００１００Ｙ４３", True),
    "校验位差一": ("91350100M000100Y44", False),
    "两位换了": ("91350010M000100Y43", False),
    "少一位": ("91350100M000100Y4", False),
    "多一位": ("91350100M000100Y433", False),
    "有字母O": ("9135O100M000100Y43", False),
    "有字母I": ("9I350100M000100Y43", False),
    "有字母Z": ("91350100M000100YZ3", False),
}


@pytest.mark.parametrize("case", FIRMS)
def test_firms(case: str) -> None:
    text, right = FIRMS[case]
    assert credit_code(text).ok is right


CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@given(
    st.text("1", min_size=1, max_size=1),
    st.text("1239", min_size=1, max_size=1),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(CHARACTERS, min_size=9, max_size=9),
    st.integers(0, 30),
)
def test_firms_agree_with_gb_32100(kind: str, second: str, place: str, own: str, last: int) -> None:
    first = ("9" if kind == "1" else kind) + second + place + own
    total = sum(CHARACTERS.index(char) * weight for char, weight in zip(first, WEIGHTS, strict=True))
    right = CHARACTERS[(31 - total % 31) % 31]
    assert credit_code(first + CHARACTERS[last]).ok is (CHARACTERS[last] == right)
    assert credit_code(first + right).ok
