"""What a return would come back for: numbers that are no numbers, blanks in names, figures not given."""

from __future__ import annotations

from datetime import timedelta

from desktop.core.dates import YearKind, year_of, years_before
from desktop.core.fields import Kind
from desktop.core.numbers import phone
from desktop.records.catalogue import record
from desktop.services.health import bases as on
from desktop.services.health.dialect import day, matches, named, text
from desktop.services.health.rule import Base, Check, Context, Rule, Words

BACK = "通行做法：报送常见退回原因"
PRIVACY = "个人信息保护法：不满十四周岁的信息属敏感个人信息"
SCHOOL = "通行做法：在校生、教职工按 9 月 1 日统计"
_GIVEN = 60  # days after 1 September until the school's numbers are asked for
_CLOSED = 90  # days after a year until its money is
_MOBILE = ["1", "[3-9]", *["[0-9]"] * 9]
_FOREIGN = "('护照', '外国人永久居留身份证', '港澳居民来往内地通行证', '台湾居民来往大陆通行证', '其他')"
_HELD = "EXISTS (SELECT 1 FROM training_class x WHERE x.school = o.id)"


def _no_mobile(context: Context) -> str:
    """Whatever is no plain mobile number is looked at by its rules."""
    return f"coalesce(p.phone, '') <> '' AND NOT ({matches(context, 'p.phone', _MOBILE)})"


def _wrong_phone(words: Words, _context: Context) -> str | None:
    found = phone(str(words["phone"]))
    return None if found.ok else found.sentence


def _child(context: Context) -> str:
    line = day(years_before(context.today, 14))
    return f"length(p.birth) >= 7 AND p.birth > {line} AND coalesce(p.document_number, '') <> ''"


def _no_headcount(context: Context) -> str:
    since = day(year_of(context.today - timedelta(days=_GIVEN), YearKind.SCHOOL).start)
    given = f"SELECT 1 FROM headcount n WHERE n.school = o.id AND n.counted_on >= {since}"
    return f"{_HELD} AND NOT EXISTS ({given})"


def _money_year(context: Context) -> int:
    return (context.today - timedelta(days=_CLOSED)).year - 1


def _no_finance(context: Context) -> str:
    given = f"SELECT 1 FROM finance m WHERE m.school = o.id AND m.calendar_year >= {_money_year(context)}"
    return f"{_HELD} AND NOT EXISTS ({given})"


def _numbers(base: Base) -> list[tuple[str, str]]:
    """The typed numbers of a record: how they are called, and their column."""
    kinds = (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY)
    own = [path for path in record(base.record).columns if path.own and not path.field.derived]
    return [
        (path.field.label, f"{base.root}.{path.field.name}")
        for path in own
        if path.field.kind in kinds and path.field.low is not None
    ]


def _negative(base: Base) -> Rule:
    own = _numbers(base)
    said = named((label, f"{column} < 0") for label, column in own)
    return Rule(
        f"{record(base.record).label}数值为负", "error", base, own[0][0], "{said}是负数，请核对。", BACK,
        " OR ".join(f"{column} < 0" for _, column in own), {"said": said},
    )  # fmt: skip


RETURNED: tuple[Check, ...] = (
    Rule(
        "电话号码有误", "warning", on.PERSON, "联系电话", "{confirmed}", BACK, _no_mobile,
        {"phone": "p.phone"}, _wrong_phone,
    ),
    Rule(
        "姓名有空格", "warning", on.PERSON, "姓名", "姓名“{name}”里有空格，与身份证、证书对不上，请改正。",
        BACK,
        f"(p.name LIKE '% %' OR p.name LIKE '%\u3000%') AND coalesce(p.document_type, '') NOT IN {_FOREIGN}",
        {"name": "p.name"},
    ),
    Rule(
        "十四岁以下登记证件", "hint", on.PERSON, "证件号码",
        "出生于 {birth}，不满十四周岁，体验活动只报人数就够，请核对是否需要登记证件号码。", PRIVACY, _child,
        {"birth": "p.birth"},
    ),
    Rule(
        "没有在校生数", "warning", on.SCHOOL, "学校名称",
        "这个学年还没有登记在校生和教职工人数，与在校生之比算不出来，请补上。", SCHOOL,
        _no_headcount, more={"headcount.school": "", "training_class.school": ""},
    ),
    Rule(
        "人数不是九月一日", "hint", on.HEADCOUNT, "统计时点",
        "统计日期是 {day}，在校生和教职工通常按 9 月 1 日统计，请核对。", SCHOOL,
        f"substr({text('n.counted_on')}, 6) <> '09-01'", {"day": "n.counted_on"},
    ),
    Rule(
        "没有学校经费", "hint", on.SCHOOL, "学校名称",
        "还没有登记上一年的学校经费，经费投入比例算不出来，请补上。", "吉市政办发〔2022〕33号：经费投入比例",
        _no_finance, more={"finance.school": "", "training_class.school": ""},
    ),
    *(
        _negative(base)
        for base in (
            on.CLASS, on.ENROLMENT, on.LESSON, on.BATCH, on.PRACTICE, on.HEADCOUNT, on.FINANCE, on.PLAN,
        )
    ),
)  # fmt: skip
