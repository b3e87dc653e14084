"""Cells read without guessing: domain.md §5 case by case, and what is shown reads back as it was."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.codes import CodeList
from desktop.core.fields import Field, Kind, Mask
from desktop.core.values import document_check, is_masked, mask, parse, parse_period, show, to_json

Codes = Mapping[str, CodeList]

TEXT = Field("title", "项目名称", Kind.TEXT)
NAME = Field("name", "姓名", Kind.TEXT, check="name")
NOTE = Field("note", "备注", Kind.NOTE)
ID = Field("number", "证件号码", Kind.TEXT, check="resident_id", mask=Mask.NUMBER)
PHONE = Field("phone", "联系电话", Kind.TEXT, check="phone", mask=Mask.PHONE)
PEOPLE = Field("present", "实到人数", Kind.WHOLE, unit="人", high=100_000)
HOURS = Field("hours", "学时", Kind.DECIMAL, unit="学时")
STAYED = Field("days", "认定天数", Kind.DECIMAL, unit="天")
INCOME = Field("income", "到账经费", Kind.MONEY, unit="元")
START = Field("start", "开始日期", Kind.DAY)
END = Field("end", "结束日期", Kind.DAY)
BIRTH = Field("birth", "出生日期", Kind.MONTH)
YEAR = Field("year", "认定年份", Kind.YEAR, low=1950, high=2100)
DOUBLE = Field("double", "双师型", Kind.YESNO)
SEX = Field("sex", "性别", Kind.CODE, codes="sex")
CATEGORY = Field("category", "教师类别", Kind.CODE, codes="teacher_category")
PAPERS = Field("papers", "材料清单", Kind.CODES, codes="practice_material")
CLASS = Field("class_", "培训班次", Kind.REF, ref="training_class")
EVERY = (TEXT, NAME, NOTE, ID, PHONE, PEOPLE, HOURS, INCOME, START, BIRTH, YEAR, DOUBLE, SEX, PAPERS, CLASS)


@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000", "/", "／", " — ", "-", "\ufeff", math.nan])
@pytest.mark.parametrize("field", EVERY, ids=lambda field: field.name)
def test_blank_and_stroke_are_empty_never_zero(codes: Codes, field: Field, raw: object) -> None:
    parsed = parse(field, raw, codes)
    assert parsed.value is None and parsed.problem is None


@pytest.mark.parametrize(
    ("field", "raw", "value"),
    [
        (TEXT, "2025年数控车工培训班2 ", "2025年数控车工培训班2"),
        (TEXT, "２０２５年ＡＢ班（一期）", "2025年AB班（一期）"),
        (TEXT, "北岸机电\n设备有限公司", "北岸机电设备有限公司"),
        (TEXT, 2012503.0, "2012503"),
        (TEXT, datetime(2025, 3, 1), "2025-03-01"),
        (TEXT, "'0012", "0012"),
        (NAME, "龚\u3000涛", "龚涛"),
        (NAME, " 买买提．阿卜杜拉 ", "买买提·阿卜杜拉"),
        (NAME, "阿依古丽•吐尔逊", "阿依古丽·吐尔逊"),
        (NAME, "John  Smith", "John Smith"),
        (NAME, "𬱖䶮", "𬱖䶮"),
        (NOTE, " 甲\r\n乙 ", "甲\n乙"),
        (ID, "２１０１０２１９８５０７０４０３８０", "210102198507040380"),
        (ID, "2202111976\n04087665", "220211197604087665"),
        (ID, " 22028219980525935x", "22028219980525935X"),
        (ID, 220202800101001, "220202198001010018"),
        (PHONE, 13838780798.0, "13838780798"),
        (PHONE, "138 3835 9114", "13838359114"),
        (PEOPLE, "４０", 40),
        (PEOPLE, " 22 人", 22),
        (PEOPLE, 0, 0),
        (PEOPLE, "1,200", 1200),
        (PEOPLE, 40.0, 40),
        (HOURS, "40学时", Decimal("40.0")),
        (HOURS, " 24 课时", Decimal("24.0")),
        (HOURS, 0.1 + 0.2, Decimal("0.3")),
        (STAYED, "十二天", Decimal("12.0")),
        (STAYED, "5.5", Decimal("5.5")),
        (STAYED, "2天半", Decimal("2.5")),
        (INCOME, "68,500.00", 6_850_000),
        (INCOME, "¥1,200.5元", 120_050),
        (INCOME, "3.5万元", 3_500_000),
        (INCOME, 0, 0),
        (START, "2025-01-25", date(2025, 1, 25)),
        (START, "2025/2/3", date(2025, 2, 3)),
        (START, "2025.7.16", date(2025, 7, 16)),
        (START, "2025年6月3日", date(2025, 6, 3)),
        (START, "20110424", date(2011, 4, 24)),
        (START, 20110424, date(2011, 4, 24)),
        (START, "2025-03-01 8:00", date(2025, 3, 1)),
        (START, "二〇二五年三月十二日", date(2025, 3, 12)),
        (START, "2025年3月1日（星期六）", date(2025, 3, 1)),
        (START, 45678, date(2025, 1, 21)),
        (START, datetime(2025, 7, 8), date(2025, 7, 8)),
        (END, "至今", None),
        (BIRTH, "198009", "1980-09"),
        (BIRTH, 198009, "1980-09"),
        (BIRTH, "1980年9月", "1980-09"),
        (BIRTH, "1980.9", "1980-09"),
        (BIRTH, "1980-09-02", "1980-09-02"),
        (BIRTH, date(1980, 9, 2), "1980-09-02"),
        (YEAR, "2023年", 2023),
        (YEAR, 2023.0, 2023),
        (DOUBLE, "√", True),
        (DOUBLE, "否", False),
        (DOUBLE, "无", False),
        (DOUBLE, 1, True),
        (SEX, 2, "2"),
        (SEX, "M", "1"),
        (CATEGORY, "专业课教师", "专业课"),
        (PAPERS, "周志、申请表/总结", "申请表、周志、个人总结"),
        (CLASS, 12, 12),
    ],
)
def test_readings(codes: Codes, field: Field, raw: object, value: object) -> None:
    parsed = parse(field, raw, codes)
    assert parsed.problem is None
    assert parsed.value == value and type(parsed.value) is type(value)


@pytest.mark.parametrize(
    ("field", "raw", "rule"),
    [
        (ID, 2.10102198503081e17, "身份证尾数丢失"),
        (ID, "2.20E+17", "身份证尾数丢失"),
        (ID, 220202198001010018, "身份证尾数丢失"),
        (ID, "22022119710204385", "身份证位数"),
        (ID, "210102198002302293", "身份证生日"),
        (ID, "220284199202281541", "身份证校验位"),
        (ID, "220202********0018", "已打码"),
        (PHONE, "1.8604E+10", "电话位数"),
        (PHONE, "138****1234", "已打码"),
        (TEXT, 1234567890123456789, "长数字尾数丢失"),
        (TEXT, "长" * 1001, "文字过长"),
        (PEOPLE, "约40人", "数值无法识别"),
        (PEOPLE, "40-45", "数值无法识别"),
        (PEOPLE, "40余人", "数值无法识别"),
        (PEOPLE, "无", "数值无法识别"),
        (PEOPLE, "1,20", "数值无法识别"),
        (PEOPLE, True, "数值无法识别"),
        (PEOPLE, date(2025, 1, 1), "数值无法识别"),
        (PEOPLE, "-40", "数值为负"),
        (PEOPLE, 100_001, "数值过大"),
        (PEOPLE, 40.5, "应为整数"),
        (HOURS, "5天", "单位不符"),
        (HOURS, "1.25", "小数位数过多"),
        (INCOME, "3.5人", "单位不符"),
        (INCOME, "0.001", "小数位数过多"),
        (INCOME, "若干", "数值无法识别"),
        (START, "2025年4月", "日期不完整"),
        (START, 202504, "日期不完整"),
        (START, "2025", "日期不完整"),
        (START, "7月17日", "日期不完整"),
        (START, "25.3.1", "日期不完整"),
        (START, "2025年3月上旬", "日期不完整"),
        (START, "8月32日", "日期无法识别"),
        (START, "2025-02-30", "日期无法识别"),
        (START, "3/1/2025", "日期无法识别"),
        (START, "今天", "日期无法识别"),
        (START, "45678", "日期无法识别"),
        (START, 3.1, "日期无法识别"),
        (BIRTH, 1980.1, "日期无法识别"),
        (BIRTH, "1980", "日期不完整"),
        (YEAR, "23年", "年份无法识别"),
        (YEAR, 1949, "数值过小"),
        (DOUBLE, "高级", "是否无法识别"),
        (CATEGORY, "专业可", "代码不在列表"),
        (PAPERS, "周志、照片", "代码不在列表"),
        (CLASS, "某班", "引用未对上"),
    ],
)
def test_what_would_be_a_guess_is_a_problem(codes: Codes, field: Field, raw: object, rule: str) -> None:
    parsed = parse(field, raw, codes)
    assert parsed.problem is not None and not parsed.ok
    assert (parsed.problem.rule, parsed.value, parsed.problem.path) == (rule, None, field.label)
    assert parsed.problem.sentence.endswith(("。", "？")) and parsed.problem.value


def test_the_year_comes_from_the_title_or_is_asked_for(codes: Codes) -> None:
    for raw in ("3月1日", "0301", "3.1", "3-1"):
        assert parse(START, raw, codes, year=2025).value == date(2025, 3, 1)
        assert parse(START, raw, codes).problem is not None
    assert parse(START, "2月29日", codes, year=2025).problem is not None
    assert parse(START, "昨天", codes, today=date(2026, 3, 1)).value == date(2026, 2, 28)


def test_serials_follow_the_workbooks_date_system(codes: Codes) -> None:
    assert parse(START, 44216, codes, epoch_1904=True).value == date(2025, 1, 21)


def test_money_units(codes: Codes) -> None:
    assert parse(INCOME, "6.85", codes, unit="万元").value == 6_850_000
    assert parse(INCOME, "6.85", codes).value == 685
    assert parse(INCOME, "68500元", codes, unit="万元").value == 6_850_000
    for raw, unit in ((68500, "万元"), ("6.85", "元")):
        problem = parse(INCOME, raw, codes, unit=unit).problem
        assert problem is not None and problem.rule == "金额与单位不符"
    small = Field("cost", "经费", Kind.MONEY, high=10_000_000)
    assert parse(small, 6800, codes, unit="万元").problem is not None
    assert parse(small, 680, codes, unit="万元").value == 680_000_000
    assert parse(INCOME, 0.1 + 0.2, codes, unit="万元").value == 300_000


def test_what_was_cleaned_is_said(codes: Codes) -> None:
    assert parse(ID, "220202800101001", codes).cleaned == "“220202800101001”改为“220202198001010018”"
    assert parse(ID, 220202800101001, codes).cleaned is not None
    assert parse(STAYED, "十二天", codes).cleaned == "“十二天”读作 12"
    assert parse(TEXT, " 甲 ", codes).cleaned is None
    assert parse(SEX, 2, codes).cleaned is None


def test_an_id_ending_in_000_keeps_its_value_with_a_warning(codes: Codes) -> None:
    parsed = parse(ID, "220282197212250000", codes)
    assert parsed.ok and parsed.value == "220282197212250000"
    assert parsed.problem is not None and parsed.problem.severity == "warning"


def test_other_documents_have_other_checks(codes: Codes) -> None:
    assert document_check("", codes) == document_check("居民身份证", codes) == "resident_id"
    assert document_check("港澳台居民居住证", codes) == "resident_id"
    check = document_check("护照", codes)
    assert parse(ID, "e12345678", codes, check=check).value == "e12345678"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025-07-01 - 2025-07-31", date(2025, 7, 1), date(2025, 7, 31)),
        ("2025.7.1-2025.7.31", date(2025, 7, 1), date(2025, 7, 31)),
        ("2025年7月1日至7月15日", date(2025, 7, 1), date(2025, 7, 15)),
        ("2025年7月1日—15日", date(2025, 7, 1), date(2025, 7, 15)),
        ("7月1日-7月31日", date(2025, 7, 1), date(2025, 7, 31)),
        ("20250701-20250731", date(2025, 7, 1), date(2025, 7, 31)),
        ("2024.3.1至今", date(2024, 3, 1), None),
    ],
)
def test_periods_in_one_cell(text: str, start: date, end: date | None) -> None:
    both = parse_period(START, END, text, year=2025)
    assert both is not None
    assert (both[0].value, both[1].value, both[0].ok, both[1].ok) == (start, end, True, True)


def test_a_period_over_new_year_is_a_question() -> None:
    both = parse_period(START, END, "12.20-1.5", year=2025)
    assert both is not None and both[0].value == date(2025, 12, 20) and not both[1].ok
    assert parse_period(START, END, "2025-03-01") is None
    assert parse_period(START, END, 45678) is None


def test_masks() -> None:
    assert mask(Mask.NUMBER, "220202198001010018") == "220202********0018"
    assert mask(Mask.NUMBER, "E12345678") == "E1*****78"
    assert mask(Mask.PHONE, "13812341234") == "138****1234"
    assert mask(Mask.PHONE, "13812341234、0432-64515482") == "138****1234、043****5482"
    assert mask(Mask.ADDRESS, "吉林市昌邑区解放路1号") == "吉林市昌邑区****"
    assert mask(Mask.NONE, "甲") == "甲" and mask(Mask.NUMBER, "") == ""
    for kind, text in ((Mask.NUMBER, "220202198001010018"), (Mask.NUMBER, "123"), (Mask.PHONE, "123")):
        assert is_masked(mask(kind, text))
    assert not is_masked("22028219980525935X") and not is_masked("13812341234")


VALUES: dict[Kind, st.SearchStrategy[object]] = {
    Kind.WHOLE: st.integers(0, 100_000),
    Kind.DECIMAL: st.decimals(0, 9999, places=1),
    Kind.MONEY: st.integers(0, 10**13),
    Kind.DAY: st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    Kind.MONTH: st.dates(date(1900, 1, 1), date(2100, 12, 31)).flatmap(
        lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7]])
    ),
    Kind.YEAR: st.integers(1950, 2100),
    Kind.YESNO: st.booleans(),
}


@given(st.data())
def test_what_is_shown_reads_back(codes: Codes, data: st.DataObject) -> None:
    field = data.draw(st.sampled_from([field for field in EVERY if field.kind in VALUES]))
    value = data.draw(VALUES[field.kind])
    parsed = parse(field, show(field, value, codes), codes)
    assert parsed.problem is None and parsed.value == value and parsed.cleaned is None


def test_every_code_shown_reads_back(codes: Codes) -> None:
    for listed in codes.values():
        field = Field("code", listed.label, Kind.CODE, codes=listed.id)
        for item in listed.items:
            parsed = parse(field, show(field, item.code, codes), codes)
            assert parsed.value == item.code and parsed.cleaned is None


@given(st.text(max_size=40))
def test_any_text_is_answered_and_cleaning_is_stable(codes: Codes, text: str) -> None:
    for field in EVERY:
        parsed = parse(field, text, codes, year=2025)
        assert parsed.ok or parsed.value is None
        if field.kind in (Kind.TEXT, Kind.NOTE) and isinstance(parsed.value, str):
            again = parse(field, parsed.value, codes, year=2025)
            assert again.value == parsed.value


@given(
    st.floats()
    | st.integers()
    | st.dates()
    | st.booleans()
    | st.decimals(allow_nan=False, allow_infinity=False)
)
def test_any_number_or_date_is_answered(codes: Codes, raw: object) -> None:
    for field in EVERY:
        parsed = parse(field, raw, codes, year=2025)
        assert parsed.ok or parsed.value is None


def test_json(codes: Codes) -> None:
    assert to_json(INCOME, 6_850_000, codes) == 68500
    assert to_json(INCOME, 685, codes) == 6.85
    assert to_json(HOURS, Decimal("40.0"), codes) == 40
    assert to_json(HOURS, Decimal("5.5"), codes) == 5.5
    assert to_json(SEX, "2", codes) == "女"
    assert to_json(DOUBLE, False, codes) == "否"
    assert to_json(START, date(2025, 1, 2), codes) == "2025-01-02"
    assert to_json(PEOPLE, 0, codes) == 0 and to_json(PEOPLE, None, codes) is None
