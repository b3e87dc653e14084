"""Values at the door: cell text ↔ value ↔ display ↔ JSON, and masking."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from desktop.core import numbers
from desktop.core.amounts import UNREADABLE, NumberRead, read_money, read_number, same_unit
from desktop.core.codes import CodeList
from desktop.core.daytext import DayRead, read_day, read_period, split_period
from desktop.core.errors import Problem, Severity
from desktop.core.fields import Field, Kind, Mask
from desktop.core.presenting import present, show, to_json
from desktop.core.words import (
    clean_name,
    clean_note,
    clean_text,
    compact,
    half_width,
    is_blank,
    normalise_label,
    split_unit,
)

__all__ = [
    "Context",
    "Parsed",
    "Value",
    "clean_text",
    "document_check",
    "is_masked",
    "mask",
    "normalise_label",
    "parse",
    "parse_period",
    "present",
    "show",
    "split_period",
    "split_unit",
    "to_json",
]

Value = str | int | Decimal | date | bool | None
Codes = Mapping[str, CodeList]

_TEXT_LIMIT, _NOTE_LIMIT = 1000, 20_000
_EXACT_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number; longer ones have lost their tail
_YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "对", "y", "yes", "true", "t", "1", "已", "是的"})
_NO = frozenset(
    {"否", "无", "×", "✗", "✘", "x", "╳", "☐", "不是", "没有", "n", "no", "false", "f", "0", "未", "非"}
)
_STARS = re.compile(r"[*＊✱●•]{2,}|[xX]{4,}")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value read; `problem` of severity error comes with value None, a warning keeps the value.

    `cleaned` says in Chinese what was changed on the way (to be reported), None when nothing was.
    """

    value: Value = None
    problem: Problem | None = None
    cleaned: str | None = None

    @property
    def ok(self) -> bool:
        """Whether the value can be stored: nothing worse than a warning was found."""
        return self.problem is None or self.problem.severity != "error"


@dataclass(frozen=True, slots=True)
class Context:
    """What the surroundings of a cell say about it.

    `year`: of the title, sheet name or form, for 3月1日; `unit`: the unit in the header ("元" or "万元" for
    money, "" when it names none); `today`: allows 今天 and 昨天 (typing only, never in a file);
    `epoch_1904`: the workbook's date system; `check`: replaces the field's own check (a passport number).
    """

    year: int | None = None
    unit: str = ""
    today: date | None = None
    epoch_1904: bool = False
    check: str | None = None


def parse(
    field: Field,
    raw: object,
    codes: Codes,
    *,
    year: int | None = None,
    unit: str = "",
    today: date | None = None,
    epoch_1904: bool = False,
    check: str | None = None,
) -> Parsed:
    """The value a cell or an editor gives for a field; never a guess: what would be one is a problem.

    Blank and / are empty, never 0. The keywords are described at Context.
    """
    if (
        raw is None
        or (isinstance(raw, str) and is_blank(raw))
        or (isinstance(raw, float) and math.isnan(raw))
    ):
        return Parsed()
    if isinstance(raw, float) and math.isinf(raw):
        return _refuse(field, raw, UNREADABLE, f"{field.label}的数超出范围，请核对。")
    return _of_kind(field, raw, codes, Context(year, unit, today, epoch_1904, check))


def _of_kind(field: Field, raw: object, codes: Codes, context: Context) -> Parsed:
    """Something that stands there, read as what the field holds."""
    match field.kind:
        case Kind.TEXT | Kind.NOTE:
            return _text(field, raw, context)
        case Kind.WHOLE | Kind.DECIMAL:
            return _number(field, raw, context)
        case Kind.MONEY:
            return _money(field, raw, context)
        case Kind.DAY:
            day = read_day(raw, year=context.year, today=context.today, epoch_1904=context.epoch_1904)
            return _day(field, raw, day)
        case Kind.MONTH:
            return _month(field, raw, context)
        case Kind.YEAR:
            return _year(field, raw)
        case Kind.YESNO:
            return _yesno(field, raw)
        case Kind.CODE | Kind.CODES:
            return _codes(field, raw, codes)
        case Kind.REF:
            return _reference(field, raw)


def document_check(document_type: str, codes: Codes) -> str:
    """The check that the number of a document must pass; `document_type` is a code, "" the default one.

    Which documents follow GB 11643 says the group of their item (居住证 does, a passport does not).
    """
    listed = codes["document_type"]
    item = listed.get(document_type) or listed.items[0]
    return "resident_id" if item.group == "GB 11643" else ""


def _shown(raw: object) -> str:
    if isinstance(raw, float):
        return f"{raw:.15g}" if abs(raw) < 1e15 else f"{raw:.14E}"
    if isinstance(raw, datetime):
        return raw.isoformat(sep=" ")
    return str(raw)


def _refuse(
    field: Field, raw: object, rule: str, sentence: str, severity: Severity = "error", value: Value = None
) -> Parsed:
    return Parsed(value, Problem(rule, sentence, severity, field.label, _shown(raw)))


def _plain(raw: object) -> str:
    """The text of a cell in a text field: a whole number without decimals, a date as yyyy-MM-dd."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == datetime.min.time() else raw.isoformat(sep=" ")
    if isinstance(raw, date):
        return raw.isoformat()
    if isinstance(raw, float):
        return str(int(raw)) if raw == int(raw) else repr(raw)
    if isinstance(raw, Decimal):
        return f"{raw.normalize():f}"
    return str(raw)


def _note(raw: object, value: str) -> str | None:
    """What to report when more than outer blanks changed."""
    typed = _plain(raw).strip()
    return None if typed == value else f"“{typed}”改为“{value}”"


def _text(field: Field, raw: object, context: Context) -> Parsed:
    check = field.check if context.check is None else context.check
    number = isinstance(raw, int | float | Decimal) and not isinstance(raw, bool)
    if number and abs(raw) >= _EXACT_DIGITS:  # type: ignore[arg-type]
        rule = "身份证尾数丢失" if check == "resident_id" else "长数字尾数丢失"
        return _refuse(
            field, raw, rule, "长号码被存成了数字，尾数已丢失，请按原件重新录入（单元格先设为文本）。"
        )
    text = _plain(raw)
    if field.sensitive and is_masked(text):
        return _refuse(field, raw, "已打码", f"“{text}”已打码，不能代替完整的{field.label}，请用完整内容。")
    if check:
        return _checked(field, raw, text, check)
    value = clean_note(text) if field.kind is Kind.NOTE else clean_text(text)
    limit = _NOTE_LIMIT if field.kind is Kind.NOTE else _TEXT_LIMIT
    if len(value) > limit:
        return _refuse(
            field, raw, "文字过长", f"{field.label}有 {len(value)} 个字，最多 {limit} 个，请缩短。"
        )
    return Parsed(value or None, None, None if field.kind is Kind.NOTE else _note(raw, value))


def _checked(field: Field, raw: object, text: str, check: str) -> Parsed:
    """A text with a check of desktop.core.numbers."""
    if check == "name":
        name = clean_name(text)
        if re.search(r"\d{2}", name):
            return _refuse(field, raw, "姓名含数字", f"“{text.strip()}”里有数字，不是姓名，请核对这一列。")
        return Parsed(name or None, None, _note(raw, name))
    if check == "resident_id":
        found = numbers.resident_id(text)
        severity: Severity = "warning" if found.ok else "error"
        problem = (
            Problem(found.problem_rule, found.sentence, severity, field.label, _shown(raw))
            if found.problem_rule
            else None
        )
        return Parsed(
            found.clean if found.ok else None, problem, _note(raw, found.clean) if found.ok else None
        )
    result = _CHECKS[check](text) if check in _CHECKS else numbers.Check(True, clean_text(text))
    if not result.ok:
        return _refuse(field, raw, result.problem_rule, result.sentence)
    return Parsed(result.clean, None, _note(raw, result.clean))


_CHECKS = {
    "credit_code": numbers.credit_code,
    "phone": numbers.phone,
    "school_code": numbers.school_code,
    "school_year": numbers.school_year_name,
    "certificate_number": numbers.certificate_number,
}


def _bounded(field: Field, raw: object, value: Decimal) -> Parsed | None:
    """The refusal of a number outside the field's bounds."""
    shown = _shown(raw).strip()
    if field.low is not None and value < field.low:
        if value < 0 <= field.low:
            return _refuse(field, raw, "数值为负", f"{field.label}不能是负数，现在是“{shown}”，请核对。")
        return _refuse(
            field, raw, "数值过小", f"{field.label}不应小于 {field.low}，现在是“{shown}”，请核对。"
        )
    if field.high is not None and value > field.high:
        return _refuse(
            field, raw, "数值过大", f"{field.label}不应大于 {field.high}，现在是“{shown}”，请核对。"
        )
    return None


def _number(field: Field, raw: object, context: Context) -> Parsed:
    if isinstance(raw, date):
        return _refuse(field, raw, UNREADABLE, f"{field.label}应是数字，现在是日期“{_shown(raw)}”，请核对。")
    read: NumberRead = read_number(raw)
    if read.value is None:
        return _refuse(field, raw, read.rule, read.sentence)
    wanted = field.unit or context.unit
    if not same_unit(read.unit, wanted):
        sentence = f"“{_shown(raw)}”的单位“{read.unit}”与{field.label}的单位“{wanted}”不同，请换算后填写。"
        return _refuse(field, raw, "单位不符", sentence)
    refused = _bounded(field, raw, read.value)
    if refused is not None:
        return refused
    if field.kind is Kind.WHOLE:
        if read.value != read.value.to_integral_value():
            return _refuse(field, raw, "应为整数", f"{field.label}应是整数，现在是“{_shown(raw)}”，请核对。")
        return Parsed(int(read.value), None, read.note or None)
    tenth = read.value.quantize(Decimal("0.1"))
    if tenth != read.value:
        return _refuse(
            field, raw, "小数位数过多", f"{field.label}最多一位小数，现在是“{_shown(raw)}”，请核对。"
        )
    return Parsed(tenth, None, read.note or None)


def _money(field: Field, raw: object, context: Context) -> Parsed:
    if isinstance(raw, date):
        return _refuse(field, raw, UNREADABLE, f"{field.label}应是金额，现在是日期“{_shown(raw)}”，请核对。")
    read = read_money(raw, context.unit, limit=field.high)
    if read.cents is None:
        return _refuse(field, raw, read.rule, read.sentence)
    refused = _bounded(field, raw, Decimal(read.cents) / 100)
    return refused or Parsed(read.cents, None, read.note or None)


def _day(field: Field, raw: object, read: DayRead) -> Parsed:
    if read.rule:
        return _refuse(field, raw, read.rule, read.sentence)
    return Parsed(read.day, None, read.note or None)


def _month(field: Field, raw: object, context: Context) -> Parsed:
    read = read_day(raw, year=None, today=context.today, epoch_1904=context.epoch_1904)
    if read.month:
        return Parsed(read.month)
    if read.rule:
        return _refuse(field, raw, read.rule, read.sentence.replace("2025-03-01", "1980-09 或 1980-09-02"))
    return Parsed(read.day.isoformat() if read.day else None, None, read.note or None)


def _year(field: Field, raw: object) -> Parsed:
    if isinstance(raw, date):
        return Parsed(raw.year, None, f"{_shown(raw)} 只取年份")
    text = compact(_plain(raw))
    found = re.fullmatch(r"(\d{4})(\.0+)?年?(度)?", text)
    if found is None:
        return _refuse(field, raw, "年份无法识别", f"“{_shown(raw)}”不是四位年份，请写成 2025 的样子。")
    refused = _bounded(field, raw, Decimal(found[1]))
    return refused or Parsed(int(found[1]))


def _yesno(field: Field, raw: object) -> Parsed:
    if isinstance(raw, bool):
        return Parsed(raw)
    word = compact(_plain(raw)).casefold()
    if word in _YES or word in _NO:
        return Parsed(word in _YES)
    return _refuse(field, raw, "是否无法识别", f"{field.label}只能填是或否，现在是“{_shown(raw)}”，请改正。")


def _codes(field: Field, raw: object, codes: Codes) -> Parsed:
    text = _plain(raw)
    listed = codes[field.codes]
    whole = listed.find(text)
    if whole is not None:
        return Parsed(whole.code, None, None if compact(text) == whole.code else _note(raw, whole.name))
    if field.kind is Kind.CODES:
        return _several(field, raw, listed)
    return _unknown(field, raw, text, listed)


def _several(field: Field, raw: object, listed: CodeList) -> Parsed:
    found: set[str] = set()
    for word in re.split(r"[、，,;；\n\s]+|(?<!^)/", _plain(raw)):
        if is_blank(word):
            continue
        item = listed.find(word)
        if item is None:
            return _unknown(field, raw, word, listed)
        found.add(item.code)
    ordered = [item.code for item in listed.items if item.code in found]
    return Parsed("、".join(ordered) or None)


def _unknown(field: Field, raw: object, word: str, listed: CodeList) -> Parsed:
    near = listed.closest(word)
    if near is not None:
        advice = f"是不是“{near.name}”？"
    else:
        names = [item.name for item in listed.offered()]
        advice = f"可填：{'、'.join(names[:8])}{'等' if len(names) > 8 else ''}。"
    return _refuse(field, raw, "代码不在列表", f"{field.label}里没有“{word.strip()}”，{advice}")


def _reference(field: Field, raw: object) -> Parsed:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Parsed(raw)
    return _refuse(
        field, raw, "引用未对上", f"台账里没有找到{field.label}“{_shown(raw).strip()}”，请先选定或新增。"
    )


def parse_period(
    start: Field, end: Field, raw: object, *, year: int | None = None, today: date | None = None
) -> tuple[Parsed, Parsed] | None:
    """Both days of a period in one cell ("2025-07-01 至 2025-07-31"), or None when the text is none."""
    halves = read_period(str(raw), year=year, today=today) if isinstance(raw, str) else None
    return None if halves is None else (_day(start, raw, halves[0]), _day(end, raw, halves[1]))


def is_masked(text: str) -> bool:
    """Whether a text has been masked (by us or by others): it must never be stored over a full value."""
    return not text.isdecimal() and bool(_STARS.search(half_width(text)))


def mask(kind: Mask, text: str) -> str:
    """A sensitive text as it may be seen: 220202********0018, 138****1234, 吉林市昌邑区****."""
    if not text or kind is Mask.NONE:
        return text
    if kind is Mask.ADDRESS:
        return text[:6] + "****"
    if "、" in text:
        return "、".join(mask(kind, part) for part in text.split("、"))
    if kind is Mask.PHONE:
        return f"{text[:3]}****{text[-4:]}" if len(text) >= 9 else f"****{text[-2:]}"
    if len(text) >= 15:
        return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"
    kept = 2 if len(text) >= 8 else 1
    return f"{text[:kept]}{'*' * max(len(text) - 2 * kept, 4)}{text[-kept:]}"
