"""Values as bureau forms ask for them (domain.md §5: cell formats)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.codes import CodeList
from desktop.core.fields import Field, Kind
from desktop.core.presenting import (
    DATE_STYLES,
    STYLES,
    as_offered,
    money_text,
    plain_number,
    present,
    rounded,
    show,
)

Codes = Mapping[str, CodeList]
DAY = Field("day", "开始日期", Kind.DAY)
MONTH = Field("birth", "出生日期", Kind.MONTH)
MONEY = Field("income", "到账经费", Kind.MONEY)
RATE = Field("rate", "达标率", Kind.DECIMAL)
PERCENT = Field("rate", "通过率", Kind.DECIMAL, unit="%")
WHOLE = Field("count", "人数", Kind.WHOLE)
YES = Field("double", "双师型", Kind.YESNO)
SEX = Field("sex", "性别", Kind.CODE, codes="sex")
PAPERS = Field("papers", "材料清单", Kind.CODES, codes="practice_material")
TEXT = Field("text", "项目名称", Kind.TEXT)
ON = date(2022, 9, 5)


@pytest.mark.parametrize(
    ("field", "value", "style", "out"),
    [
        (DAY, ON, "yyyyMM", "202209"),
        (DAY, ON, "yyyy-MM", "2022-09"),
        (DAY, ON, "yyyy.MM", "2022.09"),
        (DAY, ON, "yyyyMMdd", "20220905"),
        (DAY, ON, "yyyy-MM-dd", "2022-09-05"),
        (DAY, ON, "yyyy.MM.dd", "2022.09.05"),
        (DAY, ON, "yyyy年M月", "2022年9月"),
        (DAY, ON, "yyyy年M月d日", "2022年9月5日"),
        (DAY, ON, "date", ON),
        (DAY, ON, "", ON),
        (MONTH, "1980-09", "yyyyMM", "198009"),
        (MONTH, "1980-09", "yyyyMMdd", "198009"),
        (MONTH, "1980-09-02", "yyyy.MM", "1980.09"),
        (MONTH, "1980-09-02", "date", date(1980, 9, 2)),
        (MONTH, "1980-09", "date", "1980-09"),
        (MONTH, "1980-09", "", "1980-09"),
        (MONEY, 6_850_000, "元", Decimal(68500)),
        (MONEY, 6_850_050, "", Decimal("68500.5")),
        (MONEY, 6_850_000, "万元", Decimal("6.85")),
        (MONEY, 12_345_678, "万元", Decimal("12.35")),
        (MONEY, 0, "万元", Decimal("0.00")),
        (RATE, Decimal("0.85"), "百分数", Decimal(85)),
        (RATE, Fraction(2, 3), "百分数", Decimal("66.67")),
        (RATE, Fraction(2, 3), "比例", Decimal("0.6667")),
        (RATE, Decimal("0.853"), "百分号", "85.3%"),
        (PERCENT, Decimal("74.3"), "百分数", Decimal("74.3")),
        (PERCENT, Decimal("74.3"), "比例", Decimal("0.7430")),
        (MONEY, 6_850_000, "千元", Decimal("68.50")),
        (DAY, ON, "yyyy.M.d", "2022.9.5"),
        (DAY, ON, "yyyy年MM月dd日", "2022年09月05日"),
        (RATE, Fraction(1, 3), "", Decimal("0.333333")),
        (WHOLE, 0, "", 0),
        (YES, True, "是否", "是"),
        (YES, False, "有无", "无"),
        (YES, True, "勾", "√"),
        (YES, False, "勾", ""),
        (YES, False, "", "否"),
        (SEX, "2", "代码", "2"),
        (SEX, "2", "名称", "女"),
        (SEX, "2", "", "女"),
        (PAPERS, "申请表、周志", "", "申请表、周志"),
        (TEXT, "220202198001010018", "文本", "220202198001010018"),
    ],
)
def test_styles(codes: Codes, field: Field, value: object, style: str, out: object) -> None:
    found = present(field, value, style, codes)
    assert found == out and type(found) is type(out)


def test_not_filled_in_stays_empty_in_every_style(codes: Codes) -> None:
    assert [present(DAY, None, style, codes) for style in ("", *STYLES)] == [None] * (len(STYLES) + 1)
    assert show(DAY, None, codes) == ""


def test_an_unknown_style_is_an_error_of_the_program(codes: Codes) -> None:
    with pytest.raises(ValueError, match="unknown style"):
        present(DAY, ON, "dd/MM", codes)


@pytest.mark.parametrize(
    ("cents", "text"), [(0, "0"), (5, "0.05"), (1_200_000, "12000"), (1_200_050, "12000.50"), (-150, "-1.50")]
)
def test_money_text(cents: int, text: str) -> None:
    assert money_text(cents) == text


def test_numbers_have_no_separators_and_no_trailing_zeros(codes: Codes) -> None:
    assert plain_number(Decimal("40.0")) == "40" and plain_number(Decimal("5.50")) == "5.5"
    assert plain_number(12000) == "12000" and plain_number(Fraction(1, 3)) == "0.333333"
    assert show(RATE, Decimal("1E+2"), codes) == "100"


@given(st.fractions(-1000, 1000, max_denominator=5000), st.integers(0, 4))
def test_rounding_is_half_up_and_exact(value: Fraction, places: int) -> None:
    found = Fraction(rounded(value, places))
    step = Fraction(1, 10**places)
    assert (found / step).denominator == 1
    assert abs(found) - step / 2 <= abs(value) < abs(found) + step / 2 or found == 0 == abs(value) // (
        step / 2
    )


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(sorted(DATE_STYLES)))
def test_a_date_text_has_the_digits_of_its_style(codes: Codes, day: date, style: str) -> None:
    text = str(present(DAY, day, style, codes))
    assert text.startswith(f"{day.year:04d}")
    if "MM" in style and "dd" in style:
        assert "".join(c for c in text if c.isdigit()) == f"{day:%Y%m%d}"


FORMS_OF_PRACTICE = ("考察观摩", "接受企业技能培训", "兼职或任职", "参与研发和技术创新", "其他")


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("考察观摩", "考察观摩"),
        ("接受企业组织的技能培训", "接受企业技能培训"),
        ("在企业生产和管理岗位兼职或任职", "兼职或任职"),
        ("参与企业产品研发和技术创新", "参与研发和技术创新"),
    ],
)
def test_a_drop_down_with_its_own_wording(codes: Mapping[str, CodeList], name: str, offered: str) -> None:
    own = Field("form", "形式", Kind.CODE, codes="practice_form")
    assert as_offered(own, name, FORMS_OF_PRACTICE, codes) == offered


@pytest.mark.parametrize(
    "options", [("培训", "兼职"), ("不接受企业技能培训",), ("接受企业技能培训", "接受企业的技能培训")]
)
def test_a_wording_that_may_mean_something_else_is_not_taken(
    codes: Mapping[str, CodeList], options: tuple[str, ...]
) -> None:
    own = Field("form", "形式", Kind.CODE, codes="practice_form")
    assert as_offered(own, "接受企业组织的技能培训", options, codes) is None
