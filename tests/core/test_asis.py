"""A text that is taken as it stands is what the parser would have made of it, with nothing to say."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.asis import as_is, figure
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


COUNTED = [
    Field("g", "人数", Kind.WHOLE),
    Field("h", "学时", Kind.WHOLE, low=1, high=600),
    Field("i", "到账经费", Kind.MONEY, unit="元"),
    Field("j", "补贴", Kind.MONEY, unit="元", low=0, high=50_000),
]


@given(st.one_of(st.integers(0, 10**12), st.integers(0, 700)), st.sampled_from(["", "元", "万元"]))
def test_a_figure_read_at_a_glance_is_what_the_parser_reads(number: int, unit: str) -> None:
    for field in COUNTED:
        read = figure(field, unit)
        value = read(str(number)) if read is not None else None
        if value is not None:
            assert parse(field, number, {}, unit=unit) == Parsed(value)


def test_figures_of_an_export_are_read_at_a_glance() -> None:
    people, hours, income, subsidy = (figure(field, "") for field in COUNTED)
    assert people and hours and income and subsidy
    assert [read("120") for read in (people, hours, income, subsidy)] == [120, 120, 12_000, 12_000]
    assert hours("0") is None and hours("601") is None and subsidy("50001") is None
    assert people("-1") is None and people("1.5") is None and people("1234567890") is None
    assert figure(COUNTED[2], "万元") is None and figure(FIELDS[0], "") is None
