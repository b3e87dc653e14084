"""The rules of domain.md once more, slowly and plainly, to compare with: nothing of desktop in here.

A book is what `show --json --full` prints: {record: rows}, each row {label: value}; dates are ISO text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import chinese_calendar

Row = Mapping[str, Any]
Book = Mapping[str, list[dict[str, Any]]]
CAME = ("报到", "中途退出", "结业", "未结业")
SPECIALISED = ("专业课", "实习指导")
ZERO = Fraction(0)


def day(text: str | None) -> date | None:
    """A date of the document."""
    return None if text is None else date.fromisoformat(text)


def rounded(value: Fraction | Decimal, places: int) -> Decimal:
    """Half up, as schools round."""
    exact = Fraction(value)
    number = Decimal(exact.numerator) / Decimal(exact.denominator)
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def inside(text: str | None, start: date, end: date) -> bool:
    """Whether a date is there and lies in the window."""
    when = day(text)
    return when is not None and start <= when <= end


# -- teachers' practice (domain.md §1) -------------------------------------------------------------------


@cache
def working(when: date) -> bool:
    """A working day by the statutory calendar; the table of 2027 has the holidays and no 调休 yet."""
    if when.year <= 2026:
        return bool(chinese_calendar.is_workday(when))
    return when.weekday() < 5


def why_not(practice: Row, start: date, end: date, *, inner: bool) -> str:
    """Why a practice does not count in a window, in one word; "" when it does."""
    first, last = day(practice["开始日期"]), day(practice["结束日期"])
    if first is None or last is None:
        return "日期"
    if last < first:
        return "颠倒"
    if practice["计数方式"] == "手工认定" and practice["认定天数"] is None:
        return "天数"
    if last < start or first > end:
        return "期间"
    if practice["考核结果"] not in ("优秀", "合格"):
        return "考核"
    if practice.get("校内") == "是" and not inner:
        return "校内"
    return ""


def weigh(practice: Row, when: date) -> tuple[Fraction, str]:
    """What one date of a practice weighs, and by which way of counting."""
    first, last = day(practice["开始日期"]), day(practice["结束日期"])
    assert first is not None and last is not None
    if not first <= when <= last:
        return ZERO, "自然日"
    way = practice["计数方式"]
    if way is None:
        way = "自然日" if practice["认定天数"] is None else "手工认定"
    if way == "自然日":
        return Fraction(1), way
    if way == "工作日":
        return Fraction(int(working(when))), way
    length = (last - first).days + 1
    return min(Fraction(str(practice["认定天数"])) / length, Fraction(1)), way


def days_of(practices: Iterable[Row], start: date, end: date) -> dict[str, Fraction]:
    """Date by date: the largest weight of all practices, at most 1; a tie goes to the larger divisor."""
    rows = list(practices)
    total = {"自然日": ZERO, "手工认定": ZERO, "工作日": ZERO}
    dates = set()
    for row in rows:
        when, last = day(row["开始日期"]), day(row["结束日期"])
        assert when is not None and last is not None
        while when <= last:
            dates.add(when)
            when += timedelta(days=1)
    for when in dates:
        if start <= when <= end:
            found = [weigh(row, when) for row in rows]
            best = max(weight for weight, _ in found)
            ways = [way for weight, way in found if weight == best and best > 0]
            for way in total:
                if way in ways:
                    total[way] += best
                    break
    return total


def months_of(total: Mapping[str, Fraction], natural: int = 30, work: int = 22, manual: int = 30) -> Fraction:
    """natural ÷ 30 + working ÷ 22 + manual ÷ the school's divisor."""
    return total["自然日"] / natural + total["工作日"] / work + total["手工认定"] / manual


def five_years(until: date) -> date:
    """The first day of the rolling window."""
    try:
        same = until.replace(year=until.year - 5)
    except ValueError:
        same = until.replace(year=until.year - 5, day=28)
    return same + timedelta(days=1)


def status_on(statuses: Iterable[Row], until: date) -> Row | None:
    """The last row of 教师任职 that had begun."""
    begun = [row for row in statuses if row["起始日期"] is not None and day(row["起始日期"]) <= until]  # type: ignore[operator]
    return max(begun, key=lambda row: row["起始日期"], default=None)


def in_post(teacher: Row, status: Row | None, until: date) -> bool:
    """Whether somebody works here on a day."""
    left = day(teacher["离岗日期"])
    return status is not None and not (left and left <= until) and status["在岗状态"] in (None, "在职")


def covered(exemptions: Iterable[Row], start: date, end: date) -> bool:
    """Whether every date of the window is exempt."""
    spans = [(day(row["起"]), day(row["止"]) or date.max) for row in exemptions if row["起"]]
    when = start
    while when <= end:
        last = max(
            (stop for first, stop in spans if first is not None and first <= when <= stop), default=None
        )
        if last is None:
            return False
        if last >= end:
            return True
        when = last + timedelta(days=1)
    return True


def verdict(
    teacher: Row, statuses: Iterable[Row], exemptions: Iterable[Row], months: Fraction, until: date
) -> str:
    """达标, 未达标 or 不适用 by the shipped settings: six months in five rolling years."""
    status = status_on(statuses, until)
    start = five_years(until)
    if status is None or not in_post(teacher, status, until) or status["教师类别"] not in SPECIALISED:
        return "不适用"
    if covered(exemptions, start, until):
        return "不适用"
    joined = day(teacher["入职日期"])
    if joined is not None and joined > start:
        return "不适用"
    return "达标" if months >= 6 else "未达标"


def of_teacher(rows: Iterable[dict[str, Any]], teacher: Row) -> list[dict[str, Any]]:
    """The rows of one teacher: a reference is known by number, name and document."""
    return [
        row
        for row in rows
        if (row["教师.工号"], row["教师.姓名"], row["教师.证件号码"])
        == (teacher["工号"], teacher["姓名"], teacher["证件号码"])
    ]


def with_campus(book: Book) -> list[dict[str, Any]]:
    """Practices with whether their enterprise is on campus."""
    campus = {(e["企业名称"], e["统一社会信用代码"]): e["校内"] for e in book["企业"]}
    return [
        {**row, "校内": campus.get((row["企业.企业名称"], row["企业.统一社会信用代码"]))}
        for row in book["企业实践"]
    ]


def practice(book: Book, until: date) -> list[dict[str, Any]]:
    """Each teacher's account, as `practice --until` has it, by the shipped settings."""
    found = []
    start, year = five_years(until), date(until.year, 1, 1)
    everything = with_campus(book)
    for teacher in book["教师"]:
        mine = of_teacher(everything, teacher)
        counted = [row for row in mine if not why_not(row, start, until, inner=False)]
        this_year = [row for row in mine if not why_not(row, year, until, inner=True)]
        total = days_of(counted, start, until)
        months, year_total = months_of(total), days_of(this_year, year, until)
        statuses, exempt = of_teacher(book["教师任职"], teacher), of_teacher(book["实践豁免"], teacher)
        found.append(
            {
                "工号": teacher["工号"],
                "days": float(rounded(sum(total.values(), ZERO), 1)),
                "months": float(rounded(months, 1)),
                "year_days": float(rounded(sum(year_total.values(), ZERO), 1)),
                "verdict": verdict(teacher, statuses, exempt, months, until),
                "counted": len(counted),
                "left_out": len(mine) - len(counted),
            }
        )
    return found


def stats_practice(book: Book, start: date, end: date) -> dict[str, Any]:
    """What `stats 企业实践` prints."""
    everything = with_campus(book)
    here = [row for row in everything if touches(row, start, end)]
    who = {(row["教师.工号"], row["教师.证件号码"]) for row in here}
    total = ZERO
    for one in {(row["教师.工号"], row["教师.证件号码"]) for row in everything}:
        mine = [row for row in everything if (row["教师.工号"], row["教师.证件号码"]) == one]
        counted = [row for row in mine if not why_not(row, start, end, inner=True)]
        total += sum(days_of(counted, start, end).values(), ZERO)
    return {"实践人次": len(here), "实践人数": len(who), "认可天数": float(rounded(total, 1))}


def touches(row: Row, start: date, end: date) -> bool:
    """A practice of the window; one without an end is still running."""
    first, last = day(row["开始日期"]), day(row["结束日期"])
    if first is None or (last is not None and last < first):
        return False
    return first <= end and (last is None or last >= start)


def school_figures(book: Book, start: date, end: date) -> dict[str, Any]:
    """The school's own figures by the shipped denominators."""
    rows = {row["工号"]: row for row in practice(book, end)}
    posts = []
    for teacher in book["教师"]:
        status = status_on(of_teacher(book["教师任职"], teacher), end)
        if in_post(teacher, status, end) and status is not None:
            posts.append((teacher, status))
    full = sum(status["专任"] == "是" for _, status in posts)
    special = [status for _, status in posts if status["教师类别"] in SPECIALISED]
    double = sum(status["双师型"] == "是" for status in special)
    met = sum(row["verdict"] == "达标" for row in rows.values())
    due = met + sum(row["verdict"] == "未达标" for row in rows.values())
    counted = stats_practice(book, start, end)
    days = Fraction(str(counted["认可天数"]))
    return {
        "teachers": full,
        "specialised": len(special),
        "took_part": counted["实践人数"],
        "practices": counted["实践人次"],
        "days": counted["认可天数"],
        "days_each": share(days, full),
        "met": met,
        "met_rate": share(Fraction(met * 100), due),
        "double": double,
        "double_rate": share(Fraction(double * 100), len(special)),
        "pending": sum(touches(r, start, end) and r["考核结果"] is None for r in book["企业实践"]),
    }


def share(top: Fraction, bottom: int) -> float | None:
    """One decimal; nothing over nothing is not known."""
    return float(rounded(top / bottom, 1)) if bottom else None


# -- training (domain.md §3) ---------------------------------------------------------------------------


def class_key(row: Row, prefix: str = "") -> tuple[Any, ...]:
    """What a class is known by."""
    return tuple(row[prefix + label] for label in ("项目名称", "开班日期", "班次编号"))


def number(value: Any) -> Fraction:
    """A number of the document, exactly."""
    return Fraction(str(value))


def training(
    book: Book,
    start: date,
    end: date,
    *,
    test: Callable[[Row, Row | None], bool] = lambda klass, line: True,
    finished_only: bool = False,
    by_start: bool = False,
) -> dict[str, Any]:
    """What `stats 培训班次` prints; `test` narrows by class and, where there is one, line of the roster."""
    rosters: dict[Any, list[dict[str, Any]]] = {}
    for line in book["学员名册"]:
        rosters.setdefault(class_key(line, "培训班次."), []).append(line)
    money: dict[Any, list[dict[str, Any]]] = {}
    for receipt in book["到账"]:
        money.setdefault(class_key(receipt, "培训班次."), []).append(receipt)
    held = {
        (class_key(row, "学员名册.培训班次."), row["学员名册.学员.证件号码"])
        for row in book["证书"]
        if row["状态"] != "注销" and row["学员名册.学员.姓名"] is not None
    }
    sums = dict.fromkeys(_TRAINING, ZERO)
    persons = set()
    statuses = ("结业",) if finished_only else CAME
    for klass in book["培训班次"]:
        key = class_key(klass)
        roster, receipts = rosters.get(key, []), money.get(key, [])
        lines = [line for line in roster if test(klass, line)]
        # A class belongs to the window in which it ends, by setting begins; so does what was typed.
        belongs = inside(klass["开班日期" if by_start else "结业日期"], start, end)
        _money(sums, klass, receipts, belongs, start, end, test)
        if not belongs:
            continue
        own = test(klass, None)
        came = [line for line in lines if line["状态"] in statuses]
        heads = number(klass["实到人数"]) if not roster and own and klass["实到人数"] is not None else ZERO
        sums["班次"] += own
        sums["人次"] += len(came) + heads
        sums["无名册人次"] += heads
        sums["实到人数"] += sum(line["状态"] in CAME for line in lines) + heads
        sums["女性人次"] += sum(line["学员.性别"] == "女" for line in came)
        persons |= {(line["学员.证件号码"], line["学员.姓名"]) for line in came}
        for label, of in (("人日", "天数"), ("人学时", "学时")):
            if klass[of] is not None:
                sums[label] += number(klass[of]) * (len(came) + heads)
        if own:
            sums["学时"] += number(klass["学时"] or 0)
            sums["计划人数"] += number(klass["计划人数"] or 0)
        sums["结业人数"] += sum(line["状态"] == "结业" for line in lines)
        if not roster and own:
            sums["结业人数"] += number(klass["结业人数"] or 0)
        certified = [line for line in roster if (key, line["学员.证件号码"]) in held]
        sums["取证人数"] += sum(line in lines for line in certified)
        if not certified and own:
            sums["取证人数"] += number(klass["取证人数"] or 0)
    return {**{label: plain(value) for label, value in sums.items()}, "人数": len(persons)}


_TRAINING = (
    "班次", "人次", "无名册人次", "人日", "人学时", "学时", "计划人数", "实到人数", "结业人数", "取证人数",
    "到账经费", "财政补贴", "女性人次",
)  # fmt: skip


def _money(
    sums: dict[str, Fraction],
    klass: Row,
    receipts: list[dict[str, Any]],
    belongs: bool,
    start: date,
    end: date,
    test: Callable[[Row, Row | None], bool],
) -> None:
    """Receipts by their own date; the typed figure of a class that has none, by the class's."""
    if not test(klass, None):
        return
    inside_now = [row for row in receipts if inside(row["日期"], start, end) and row["金额"] is not None]
    sums["到账经费"] += sum((number(row["金额"]) for row in inside_now), ZERO)
    subsidies = [row for row in inside_now if row["补贴"] == "是"]
    sums["财政补贴"] += sum((number(row["金额"]) for row in subsidies), ZERO)
    if belongs and not receipts:
        sums["到账经费"] += number(klass["到账经费"] or 0)
    if belongs and not any(row["补贴"] == "是" for row in receipts):
        sums["财政补贴"] += number(klass["财政补贴"] or 0)


def plain(value: Fraction) -> int | float:
    """As JSON has it."""
    return int(value) if value.denominator == 1 else float(value)


def lessons(book: Book, start: date, end: date) -> dict[str, Any]:
    """What `stats 授课记录` prints."""
    here = [row for row in book["授课记录"] if inside(row["日期"], start, end)]
    own = [row for row in here if row["教师.工号"] is not None or row["教师.姓名"] is not None]
    return {
        "条数": len(here),
        "授课学时": plain(sum((number(row["学时"] or 0) for row in here), ZERO)),
        "本校教师学时": plain(sum((number(row["学时"] or 0) for row in own), ZERO)),
        "授课班次": len({class_key(row, "培训班次.") for row in here}),
        "授课教师": len({(row["教师.工号"], row["教师.证件号码"]) for row in own}),
    }


# -- certificates (domain.md §2) -----------------------------------------------------------------------


def exams(book: Book, start: date, end: date) -> dict[str, Any]:
    """What `stats 考核批次` prints by the shipped denominators: 通过率 ÷ 实考, 取证率 ÷ 报名."""
    when = {row["批次号"]: row["考核日期"] for row in book["考核批次"]}
    here = [row for row in book["考生"] if inside(when[row["考核批次.批次号"]], start, end)]
    held = {
        (row["考生.考核批次.批次号"], row["考生.学员.证件号码"])
        for row in book["证书"]
        if row["状态"] != "注销" and row["考生.学员.姓名"] is not None
    }
    sat = sum(
        row["实考"] == "是" or (row["实考"] is None and row["结果"] not in (None, "缺考")) for row in here
    )
    passed = [row for row in here if row["结果"] == "通过"]
    certified = sum((row["考核批次.批次号"], row["学员.证件号码"]) in held for row in here)
    issued = [row for row in book["证书"] if inside(row["发证日期"], start, end) and row["状态"] != "注销"]
    return {
        "批次": sum(inside(row["考核日期"], start, end) for row in book["考核批次"]),
        "报考": len(here),
        "实考": sat,
        "通过": len(passed),
        "考生取证": certified,
        "学分认定": sum(bool(row["学分认定"]) for row in passed),
        "取证": len(issued),
        "通过率": share(Fraction(len(passed) * 100), sat),
        "取证率": share(Fraction(certified * 100), len(here)),
    }


def graduating(book: Book, school_year: str, until: date) -> dict[str, Any]:
    """What `stats 学籍` prints of the school year that contains the last day."""
    held = {
        row["学员.证件号码"]
        for row in book["证书"]
        if row["状态"] != "注销" and row["发证日期"] is not None and row["发证日期"] <= until.isoformat()
    }
    here = [row for row in book["学籍"] if row["学年"] == school_year]
    last = [row for row in here if row["毕业年级"] == "是"]
    certified = sum(row["学员.证件号码"] in held for row in last)
    return {
        "条数": len(here),
        "毕业年级人数": len(last),
        "毕业年级有证人数": certified,
        "毕业年级无证人数": len(last) - certified,
        "毕业年级持证率": share(Fraction(certified * 100), len(last)),
    }


def renshe_number(text: str, year: int, level: int) -> bool:
    """A 22-character number of 人社: kind, 4 organisation, 2 province, 6 code, 2 year of issue, 1 level,
    6 serial (domain.md §2); which letters stand for a kind no published text closes."""
    if len(text) != 22 or not text.isascii() or not text.isalnum() or not text[0].isalpha():
        return False
    if not (text[5:7].isdigit() and text[13:].isdigit()):
        return False
    return text[13:15] == f"{year % 100:02d}" and text[15] == str(level)


# -- targets (policy.md) -------------------------------------------------------------------------------


def audience(word: str) -> Callable[[Row, Row | None], bool]:
    """The enrolment's 人员类别 goes before the class's 培训对象."""

    def test(klass: Row, line: Row | None) -> bool:
        said = line["人员类别"] if line is not None and line["人员类别"] is not None else klass["培训对象"]
        return bool(said == word)

    return test


def field_is(label: str, word: str) -> Callable[[Row, Row | None], bool]:
    """A field of the class."""
    return lambda klass, line: klass[label] == word


def computed_targets(book: Book, year: int) -> dict[str, Any]:
    """The computed targets of the shipped packs for a calendar year."""
    start, end = date(year, 1, 1), date(year, 12, 31)
    social = training(book, start, end, test=field_is("面向", "社会"))["人次"]
    counts = [row for row in book["学校人数"] if day(row["统计时点"]) <= end]  # type: ignore[operator]
    students = max(counts, key=lambda row: row["统计时点"], default={"在校生数": None})["在校生数"]
    money: Row = next((row for row in book["学校经费"] if row["自然年"] == year), {})
    total = money.get("学校经费总额")

    def part(label: str) -> float | None:
        top = money.get(label)
        return float(rounded(number(top) * 100 / number(total), 2)) if total and top is not None else None

    school = school_figures(book, start, end)
    due = [row for row in practice(book, end) if row["verdict"] != "不适用"]
    return {
        "old-age-learners": training(book, start, end, test=audience("老年人"))["人数"],
        "labour-experience": labour_experience(book, year),
        "rural-talents": training(book, start, end, test=audience("乡村人才"))["人次"],
        "training-per-student": float(rounded(Fraction(social, students), 2)) if students else None,
        "teaching-share": part("教学经费"),
        "practical-share": part("实习实训经费"),
        "practice-rate": float(rounded(Fraction(school["met"] * 100, len(due)), 2)) if due else None,
    }


def labour_experience(book: Book, year: int) -> float:
    """年均 over the whole years of the plan (issued 2022-11-22, to be reached by 2025): 2023, 2024, 2025."""
    years = range(2023, min(year, 2025) + 1)
    sums = [
        training(book, date(y, 1, 1), date(y, 12, 31), test=field_is("培训类型", "劳动和职业体验"))["人次"]
        for y in years
    ]
    return float(rounded(Fraction(sum(sums), len(sums)), 2))


def school_year(when: date) -> str:
    """The 学年 that contains a day, 1 September to 31 August."""
    first = when.year if when.month >= 9 else when.year - 1
    return f"{first}-{first + 1}"


# -- subsidised classes (domain.md §3) -----------------------------------------------------------------


def age_in_months(birth: str, on: str) -> int:
    """Whole months lived on a day."""
    born, when = date.fromisoformat(birth), date.fromisoformat(on)
    months = (when.year - born.year) * 12 + when.month - born.month
    return months - (when.day < born.day)


def subsidised(klass: Row, person: Row) -> set[str]:
    """The rules a trainee of a class breaks, all checks on, with the numbers that the shipped packs have."""
    if klass["nature"] != "补贴性":
        return set()
    broken = set()
    if klass["hours"] < (40 if klass["level"] == "五级/初级工" else 56):
        broken.add("补贴性学时不足")
    if klass["practice_hours"] / klass["hours"] < 0.6:
        broken.add("补贴性实操占比不足")
    if person["status"] not in CAME:
        return broken
    excused = person["graduating"] and klass["fund"] == "职业技能培训专账资金"
    if person["category"] == "在校学生" and not excused:
        broken.add("补贴班次有在校生")
    age, year = age_in_months(person["birth"], klass["start"]), int(klass["start"][:4])
    later = 0 if year < 2025 else min(3 * (year - 2024), 36)  # three months more each year since 2025
    if age < 16 * 12:
        broken.add("补贴学员不满年龄")
    if age >= (60 if person["sex"] == "1" else 55) * 12 + later:
        broken.add("补贴学员超过年龄")
    return broken
