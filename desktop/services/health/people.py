"""Checks of persons, teachers and enterprises: who they are, and whether each is there only once."""

from __future__ import annotations

from desktop.core.numbers import credit_code, resident_id, school_code
from desktop.services.health import bases as on
from desktop.services.health.dialect import age_months, day, not_digits, text
from desktop.services.health.rule import Check, Context, Rule, Same, Words

GB_ID = "GB 11643"
GB_CREDIT = "GB 32100"
TWICE = "台账口径：一个人只登记一次"
_RESIDENT = "coalesce(p.document_type, '居民身份证') IN ('居民身份证', '港澳台居民居住证')"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TOTAL = " + ".join(
    f"CAST(substr(p.document_number, {place}, 1) AS INTEGER) * {weight}"
    for place, weight in enumerate(_WEIGHTS, 1)
)
# The right last digit, by SQL alone: 60,000 persons a moment.
_WRONG_NUMBER = f"""{_RESIDENT} AND p.document_number IS NOT NULL AND CASE
    WHEN length(p.document_number) = 15 THEN {not_digits("p.document_number")}
    WHEN length(p.document_number) <> 18 OR {not_digits("substr(p.document_number, 1, 17)")} THEN TRUE
    ELSE substr('10X98765432', ({_TOTAL}) % 11 + 1, 1) <> substr(p.document_number, 18, 1)
        OR substr(p.document_number, 11, 2) NOT BETWEEN '01' AND '12'
        OR substr(p.document_number, 13, 2) NOT BETWEEN '01' AND '31'
        OR substr(p.document_number, 7, 2) NOT IN ('18', '19', '20')
        OR substr(p.document_number, 11, 4) IN ('0229', '0230', '0231', '0431', '0631', '0931', '1131') END"""
_BORN = """CASE length(p.document_number) WHEN 18 THEN substr(p.document_number, 7, 8)
    WHEN 15 THEN '19' || substr(p.document_number, 7, 6) END"""
_SEX = """CASE length(p.document_number) WHEN 18 THEN substr(p.document_number, 17, 1)
    WHEN 15 THEN substr(p.document_number, 15, 1) END"""
# A 15-digit number and the 18-digit one made of it are the same 17 digits.
_DIGITS = """CASE WHEN p.document_number IS NULL THEN NULL
    WHEN length(p.document_number) = 15 THEN substr(p.document_number, 1,
    6) || '19' || substr(p.document_number, 7, 9)
    WHEN length(p.document_number) = 18 THEN substr(p.document_number, 1, 17) ELSE p.document_number END"""
_SAME_DIGITS = f"({_DIGITS.replace('p.', 'q.')}) = ({_DIGITS})"
_PERSON = {"number": "p.document_number", "name": "p.name"}


def _wrong_number(words: Words, context: Context) -> str | None:
    found = resident_id(str(words["number"]), today=context.today)
    return None if found.ok else found.sentence


def _wrong_credit(words: Words, _context: Context) -> str | None:
    found = credit_code(str(words["code"]))
    return None if found.ok else found.sentence


def _wrong_school(words: Words, _context: Context) -> str | None:
    found = school_code(str(words["code"]))
    return None if found.ok else found.sentence


def _unborn(context: Context) -> str:
    today = context.today.isoformat()
    months = age_months("p.birth", day(context.today))
    return f"length(p.birth) >= 7 AND (substr(p.birth, 1, 10) > '{today}' OR {months} > 1440)"


PEOPLE: tuple[Check, ...] = (
    Rule(
        "身份证号码有误", "error", on.PERSON, "证件号码", "{confirmed}", GB_ID, _WRONG_NUMBER, _PERSON,
        _wrong_number
    ),
    Rule(
        "出生日期与身份证不符", "error", on.PERSON, "出生日期",
        "出生日期是 {birth}，身份证号码里是 {born}，请核对哪一处录错了。", GB_ID,
        f"{_RESIDENT} AND p.birth IS NOT NULL AND replace(p.birth, '-', '') <> "
        f"substr({_BORN}, 1, length(replace(p.birth, '-', '')))",
        {"birth": "p.birth", "born": _BORN},
    ),
    Rule(
        "性别与身份证不符", "error", on.PERSON, "性别",
        "登记的性别与身份证号码第 17 位不符（奇数为男、偶数为女），请核对。", GB_ID,
        f"{_RESIDENT} AND p.sex IN ('1', '2') AND {_SEX} IN ('0','1','2','3','4','5','6','7','8','9') AND "
        f"(p.sex = '1') <> ({_SEX} IN ('1', '3', '5', '7', '9'))",
        {"sex": "p.sex", "number": "p.document_number"},
    ),
    Rule(
        "出生日期不可能", "error", on.PERSON, "出生日期",
        "出生日期 {birth} 在今天以后，或距今超过 120 年，请核对。", GB_ID, _unborn, {"birth": "p.birth"},
    ),
    Rule(
        "人员没有姓名", "warning", on.PERSON, "姓名", "没有姓名，报送前请补上。", "台账口径：姓名必填",
        "coalesce(p.name, '') = ''", {"number": "p.document_number"},
    ),
    Same(
        "一人登记两次", "error", on.PERSON, "证件号码",
        "证件号码 {number} 与另一行的“{other}”是同一个号码（15 位与 18 位，或证件类型不同），请合并成一人。",
        TWICE, _DIGITS, ("document_number", "document_type", "name"), differ="p.name", alike=True,
        words={**_PERSON,
        "other": f"(SELECT max(q.name) FROM person q WHERE q.id <> p.id AND {_SAME_DIGITS})"},
    ),
    Same(
        "一证两名", "error", on.PERSON, "证件号码",
        "证件号码 {number} 在台账里有两个不同的姓名（“{name}”和“{other}”），请核对哪一个对。",
        "通行做法：一个号码两个姓名", _DIGITS, ("document_number", "document_type", "name"),
        differ="p.name",
        words={**_PERSON,
        "other": f"(SELECT max(q.name) FROM person q WHERE q.name <> p.name AND {_SAME_DIGITS})"},
    ),
    Rule(
        "学校标识码有误", "error", on.SCHOOL, "学校标识码", "{confirmed}", "通行做法：学校标识码 10 位",
        f"o.school_code IS NOT NULL AND (length(o.school_code) <> 10 OR {not_digits('o.school_code')})",
        {"code": "o.school_code"}, _wrong_school,
    ),
    Rule(
        "信用代码有误", "error", on.ENTERPRISE, "统一社会信用代码", "{confirmed}", GB_CREDIT,
        "f.credit_code IS NOT NULL", {"code": "f.credit_code"}, _wrong_credit,
    ),
    Rule(
        "合作协议日期颠倒", "error", on.ENTERPRISE, "合作协议止",
        "合作协议止于 {end}，早于起始的 {start}，请核对。", "台账口径：企业",
        "f.agreement_end < f.agreement_start", {"start": "f.agreement_start", "end": "f.agreement_end"},
    ),
    Rule(
        "企业没有名称", "warning", on.ENTERPRISE, "企业名称", "没有企业名称，报送要用全称，请补上。",
        "台账口径：企业名称必填", "coalesce(f.name, '') = ''", {"code": "f.credit_code"},
    ),
    Same(
        "企业重名", "error", on.ENTERPRISE, "企业名称",
        "台账里有名称相同的另一家企业（{name}），请核对是否重复登记，是就合并。", "台账口径：企业",
        "replace(replace(replace(f.name, ' ', ''), '（', '('), '）', ')')", ("name",),
        words={"name": "f.name"},
    ),
    Same(
        "工号重复", "error", on.TEACHER, "工号", "工号 {number} 有两位教师在用，请核对。", "台账口径：教师",
        "t.number", ("number",), words={"number": "t.number"},
    ),
    Same(
        "学号重复", "error", on.STUDENT, "学号", "学号 {number} 有两名学员在用，请核对。", "台账口径：学员",
        "s.number", ("number",), words={"number": "s.number"},
    ),
    Rule(
        "离岗早于入职", "error", on.TEACHER, "离岗日期", "离岗日期 {end} 早于入职日期 {start}，请核对。",
        "台账口径：教师", 't."left" < t.joined', {"start": "t.joined", "end": 't."left"'},
    ),
    Rule(
        "上岗早于入职", "warning", on.TEACHER, "上岗日期", "上岗日期 {end} 早于入职日期 {start}，请核对。",
        "台账口径：教师", "t.started < t.joined", {"start": "t.joined", "end": "t.started"},
    ),
    Rule(
        "任职早于入职", "warning", on.STATUS, "起始日期",
        "任职自 {start} 起，早于入职日期 {joined}，请核对。",
        "台账口径：教师任职", "u.start < t.joined", {"start": "u.start", "joined": "t.joined"},
    ),
    Rule(
        "双师型填写矛盾", "warning", on.STATUS, "双师型",
        "填了双师型级别“{level}”，“双师型”却不是“是”，请核对。", "教师厅〔2022〕2号",
        "u.double_level IS NOT NULL AND NOT coalesce(u.double, FALSE)", {"level": "u.double_level"},
    ),
    Rule(
        "双师型认定年份在以后", "error", on.STATUS, "认定年份", "双师型认定年份 {year} 还没有到，请核对。",
        "教师厅〔2022〕2号", lambda context: f"u.double_year > {context.today.year}",
        {"year": "u.double_year"},
    ),
    Rule(
        "教师类别未填", "warning", on.STATUS, "教师类别",
        "自 {start} 起的任职没有教师类别，企业实践要求按类别计算，请补上。", "台账口径：教师类别必填",
        "u.category IS NULL", {"start": "u.start"},
    ),
    Rule(
        "实践豁免日期颠倒", "error", on.EXEMPTION, "止", "豁免止于 {end}，早于起始的 {start}，请核对。",
        "通行做法", 'x."end" < x.start', {"start": "x.start", "end": 'x."end"'},
    ),
    Rule(
        "入职年龄过小", "warning", on.TEACHER, "入职日期",
        "{joined} 入职时还不满 18 岁（{birth} 出生），请核对。",
        "通行做法", f"length(p.birth) >= 7 AND {age_months('p.birth', 't.joined')} < 216",
        {"joined": text("t.joined"), "birth": "p.birth"},
    ),
)  # fmt: skip
