"""Cleaning of words: header labels, units, names, Chinese numerals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.words import chinese_number, clean_name, clean_note, clean_text, normalise_label, split_unit


@pytest.mark.parametrize(
    ("text", "label", "unit"),
    [
        ("到账经费（万元）", "到账经费", "万元"),
        ("到账经费(元)", "到账经费", "元"),
        ("到账经费\n（单位：万元）", "到账经费", "万元"),
        ("到账经费/万元", "到账经费", "万元"),
        ("通过率(%)", "通过率", "%"),
        ("达标率（％）", "达标率", "%"),
        ("身份证号码（18位）", "身份证号码（18位）", ""),
        ("近5年累计(月)", "近5年累计", "月"),
        ("任教专业(课程)", "任教专业(课程)", ""),
        ("培训人员（人次）", "培训人员", "人次"),
        ("姓 名", "姓名", ""),
    ],
)
def test_units_in_headers(text: str, label: str, unit: str) -> None:
    assert split_unit(text) == (label, unit)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("*身份证\n号码：", "身份证号码"),
        (" 姓　名 ", "姓名"),
        ("任教专业（课程）", "任教专业(课程)"),
        ("１＋Ｘ证书", "1+x证书"),
        ("到账经费（万元）", "到账经费"),
    ],
)
def test_labels_are_compared_without_dress(text: str, label: str) -> None:
    assert normalise_label(text) == label


def spoken(number: int) -> str:
    """A number below 10,000 as a Chinese reader says it: the oracle."""
    digits = "零一二三四五六七八九"
    words, gap = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap and words else "") + digits[digit] + name
            gap = False
        else:
            gap = True
    return words or "零"


@given(st.integers(0, 9999))
def test_chinese_numerals(number: int) -> None:
    assert chinese_number(spoken(number)) == number
    if 10 <= number < 20:
        assert chinese_number(spoken(number)[1:]) == number


@pytest.mark.parametrize("text", ["", "十二天", "一二", "百", "几十", "12", "一二十"])
def test_no_numerals(text: str) -> None:
    assert chinese_number(text) is None


def test_half() -> None:
    assert chinese_number("半") == Decimal("0.5")


def test_names_of_every_length_survive() -> None:
    for name in ("𬱖䶮", "阿卜杜热合曼·阿卜杜热西提江", "欧阳娜娜"):
        assert clean_name(f"\u3000{name} ") == name
    assert clean_name("阿 卜·  杜") == "阿卜·杜"
    assert clean_text("甲\u200b乙\x07") == "甲乙"


def test_marks_and_blanks_before_a_text_go_in_whatever_order() -> None:
    for clean in (clean_text, clean_note, clean_name):
        assert clean("' '𠀀") == clean("'' 𠀀") == clean("𠀀") == "𠀀"
