"""Number checks: the vectors of domain.md §2 and §4, and random ids against GB 11643 written out."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import numbers
from desktop.core.codes import CodeList

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def oracle_digit(first17: str) -> str:
    """GB 11643 as domain.md prints it."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


@pytest.mark.parametrize(
    ("text", "birth", "sex"),
    [
        ("11010519491231002X", date(1949, 12, 31), "2"),
        ("440524188001010014", date(1880, 1, 1), "1"),
        ("220202198001010018", date(1980, 1, 1), "1"),
        ("220284200506300023", date(2005, 6, 30), "2"),
        ("11010519491231002x", date(1949, 12, 31), "2"),
        (" ２２０２０２ 19800101\n0018", date(1980, 1, 1), "1"),
        ("'220202198001010018", date(1980, 1, 1), "1"),
    ],
)
def test_right_ids(text: str, birth: date, sex: str) -> None:
    found = numbers.resident_id(text)
    assert (found.ok, found.problem_rule, found.birth, found.sex) == (True, "", birth, sex)
    assert len(found.clean) == 18


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("220203199902290003", "身份证生日"),
        ("22020219800101001", "身份证位数"),
        ("2202021980010100180", "身份证位数"),
        ("220202198001010019", "身份证校验位"),
        ("22020219800101A018", "身份证字符"),
        ("2.20E+17", "身份证尾数丢失"),
        ("220202198001010000", "身份证尾数丢失"),
    ],
)
def test_wrong_ids(text: str, rule: str) -> None:
    found = numbers.resident_id(text)
    assert (found.ok, found.problem_rule) == (False, rule)
    assert found.sentence.endswith("。")


def test_a_birth_after_today_is_wrong() -> None:
    first = "22020220300101001"
    assert (
        numbers.resident_id(first + oracle_digit(first), today=date(2029, 1, 1)).problem_rule == "身份证生日"
    )
    assert numbers.resident_id(first + oracle_digit(first), today=date(2031, 1, 1)).ok


def test_fifteen_digits_become_eighteen() -> None:
    found = numbers.resident_id("220202800101001")
    assert found.ok and found.clean == "220202198001010018"


def test_a_right_number_ending_in_000_is_kept_with_a_warning() -> None:
    found = numbers.resident_id("220282197212250000")
    assert found.ok and found.problem_rule == "身份证尾数丢失"


people = st.builds(
    lambda area, day, order: f"{area:06d}{day:%Y%m%d}{order:03d}",
    st.integers(110000, 839999),
    st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    st.integers(1, 999),
)


@given(people)
def test_any_right_id_passes_and_any_other_digit_fails(first17: str) -> None:
    right = oracle_digit(first17)
    found = numbers.resident_id(first17 + right)
    assert found.ok and found.birth is not None and f"{found.birth:%Y%m%d}" == first17[6:14]
    assert found.sex == ("1" if int(first17[16]) % 2 else "2")
    for other in "0123456789X":
        if other != right:
            assert not numbers.resident_id(first17 + other).ok


@given(people, st.integers(0, 16), st.integers(1, 9))
def test_one_mistyped_digit_never_passes(first17: str, place: int, shift: int) -> None:
    full = first17 + oracle_digit(first17)
    typed = full[:place] + str((int(full[place]) + shift) % 10) + full[place + 1 :]
    assert not numbers.resident_id(typed).ok


@pytest.mark.parametrize(
    "text", ["91350100M000100Y43", " 91350100m000100y43 ", "９１３５０１００Ｍ０００１００Ｙ４３"]
)
def test_right_credit_codes(text: str) -> None:
    assert numbers.credit_code(text) == numbers.Check(True, "91350100M000100Y43")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("91350100M000100Y44", "信用代码校验位"),
        ("91350100M000100Y4", "信用代码位数"),
        ("9135O100M000100Y43", "信用代码字符"),
    ],
)
def test_wrong_credit_codes(text: str, rule: str) -> None:
    assert numbers.credit_code(text).problem_rule == rule


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("13812341234", "13812341234"),
        ("138-1234-1234", "13812341234"),
        ("138 1234 1234", "13812341234"),
        ("+8613812341234", "13812341234"),
        ("0432-68854513", "0432-68854513"),
        ("043268854513", "0432-68854513"),
        ("（0432）64515482转801", "0432-64515482-801"),
        ("01062341234", "010-62341234"),
        ("64515482", "64515482"),
        ("13812341234、0432-64515482", "13812341234、0432-64515482"),
        ("400-810-1234", "4008101234"),
    ],
)
def test_right_phones(text: str, clean: str) -> None:
    assert numbers.phone(text) == numbers.Check(True, clean)


@pytest.mark.parametrize("text", ["1774332882", "177433288212", "1.8604E+10", "无", "123"])
def test_wrong_phones(text: str) -> None:
    assert numbers.phone(text).problem_rule == "电话位数"


def test_school_codes_and_school_years() -> None:
    assert numbers.school_code("2122000001").ok
    assert numbers.school_code("21220001").problem_rule == "学校标识码位数"
    for text in ("2025-2026", "2025学年", "2025-2026学年", "2025—26", "2025至2026学年度"):
        assert numbers.school_year_name(text).clean == "2025-2026", text
    assert numbers.school_year_name("2025-2027").problem_rule == "学年无法识别"


@pytest.mark.parametrize(
    ("scheme", "text", "level", "issued", "rule"),
    [
        ("职业技能等级证书", "Y001022000001254000123", "四级/中级工", date(2025, 6, 30), ""),
        ("职业技能等级证书", "s001022000001254000123", "", None, ""),
        ("职业技能等级证书", "Y00102200000125400012", "四级/中级工", date(2025, 6, 30), "证书编号格式"),
        ("职业技能等级证书", "Y001022000001244000123", "四级/中级工", date(2025, 6, 30), "证书编号年份"),
        ("职业技能等级证书", "Y001022000001253000123", "四级/中级工", date(2025, 6, 30), "证书编号等级"),
        ("职业技能等级证书", "Y001022000001253000123", "学徒工", date(2025, 6, 30), ""),
        ("职业技能等级证书", "AB20250000000000000001", "特级技师", date(2025, 6, 30), ""),
        ("国家职业资格", "1507001234400567", "四级/中级工", date(2015, 5, 1), ""),
        ("国家职业资格", "1507001234300567", "四级/中级工", date(2015, 5, 1), "证书编号等级"),
        ("国家职业资格", "1607001234400567", "四级/中级工", date(2015, 5, 1), "证书编号年份"),
        ("X证书", "TX-2024-000001", "中级", date(2024, 5, 1), ""),
        ("X证书", "A" * 41, "中级", date(2024, 5, 1), "证书编号格式"),
        ("X证书", "吉2024", "中级", date(2024, 5, 1), "证书编号格式"),
    ],
)
def test_certificate_numbers(
    codes: Mapping[str, CodeList], scheme: str, text: str, level: str, issued: date | None, rule: str
) -> None:
    found = numbers.certificate_number(text, codes["scheme"].get(scheme), level, issued)
    assert (found.problem_rule, found.ok) == (rule, not rule)
