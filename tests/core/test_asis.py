"""A text that is taken as it stands is what the parser would have made of it, with nothing to say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.asis import as_is
from desktop.core.fields import Field, Kind, Mask
from desktop.core.values import Parsed, parse
from tests.importing.rosters import id_number

FIELDS = [
    Field("a", "甲", Kind.TEXT),
    Field("b", "乙", Kind.NOTE),
    Field("c", "姓名", Kind.TEXT, check="name"),
    Field("d", "电话", Kind.TEXT, check="phone", mask=Mask.PHONE),
    Field("e", "证件号码", Kind.TEXT, check="resident_id", mask=Mask.NUMBER),
    Field("f", "信用代码", Kind.TEXT, check="credit_code"),
    Field("g", "人数", Kind.WHOLE),
]
TEXTS = st.one_of(
    st.text(max_size=30),
    st.text("电工班一二0123456789XxTt年　*＊Ａ１ \n'/—", max_size=20),
    st.from_regex(r"[0-9]{17}[0-9Xx]", fullmatch=True),
    st.from_regex(r"1[0-9]{10}", fullmatch=True),
    st.integers(0, 10**6).map(id_number),
)


@given(TEXTS)
def test_what_is_taken_as_it_stands_parses_to_itself(text: str) -> None:
    for field in FIELDS:
        taken = as_is(field)
        if taken is not None and taken(text):
            assert parse(field, text, {}) == Parsed(text)


def test_the_plain_texts_of_an_export_are_taken() -> None:
    by_name = {field.name: as_is(field) for field in FIELDS}
    plain = {"a": "电工班2026", "b": "送教下乡", "c": "王浩宇", "d": "13812345678", "e": id_number(5)}
    for name, text in plain.items():
        taken = by_name[name]
        assert taken is not None and taken(text), name
    assert by_name["f"] is None and by_name["g"] is None


@pytest.mark.parametrize("seed", range(3))
def test_a_wrong_digit_is_never_taken(seed: int) -> None:
    taken, rng = as_is(FIELDS[4]), random.Random(seed)
    assert taken is not None
    for n in range(300):
        number = id_number(n)
        at = rng.randrange(17)
        other = number[:at] + str((int(number[at]) + rng.randrange(1, 10)) % 10) + number[at + 1 :]
        assert not taken(other)
