"""Checks by hand (domain.md §2, §3), asked of 健康检查: classes at once, totals, exams too late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from desktop.services.health import Health
from tests.rules.test_rate_cases import day_in, year_of_case
from tests.services.counting_office import Book, setting

OVERLAP = "班次日期重叠"
# Two classes of one person (from, to, status), all in one year → the later of them is found.
TWO: dict[str, tuple[tuple[str, str | None, str], tuple[str, str | None, str], bool]] = {
    "首尾同一天": (("05-01", "05-10", "结业"), ("05-10", "05-12", "结业"), True),
    "前后相接": (("05-01", "05-10", "结业"), ("05-11", "05-12", "结业"), False),
    "套在里面": (("05-01", "05-30", "结业"), ("05-10", "05-12", "报到"), True),
    "同起同止": (("05-01", "05-10", "未结业"), ("05-01", "05-10", "结业"), True),
    "跨年": (("12-25", "+01-05", "结业"), ("+01-05", "+01-09", "结业"), True),
    "跨年相接": (("12-25", "+01-05", "结业"), ("+01-06", "+01-09", "结业"), False),
    "一个只报名": (("05-01", "05-10", "结业"), ("05-05", "05-12", "报名"), False),
    "一个中途退出": (("05-01", "05-10", "中途退出"), ("05-05", "05-12", "结业"), False),
    "没填结业": (("05-01", None, "报到"), ("05-05", "05-12", "结业"), False),
    "一天的班": (("05-05", "05-05", "结业"), ("05-05", "05-05", "结业"), True),
}

ACTUAL, FINISHED, CERTIFIED = "实到人数与名册不符", "结业人数与名册不符", "取证人数与证书不符"
MORE_FINISHED, MORE_CERTIFIED = "结业多于实到", "取证多于结业"
TOTALS = (ACTUAL, FINISHED, CERTIFIED, MORE_FINISHED, MORE_CERTIFIED)
# Typed 实到, 结业, 取证; the roster's statuses; of whom so many hold a certificate → what is wrong.
CLASSES: dict[str, tuple[tuple[int | None, int | None, int | None], list[str], int, set[str]]] = {
    "只有总数": ((30, 28, 20), [], 0, set()),
    "都相等": ((30, 30, 30), [], 0, set()),
    "结业多一个": ((30, 31, 20), [], 0, {MORE_FINISHED}),
    "取证多一个": ((30, 28, 29), [], 0, {MORE_CERTIFIED}),
    "没填结业": ((30, None, 29), [], 0, set()),
    "与名册一致": ((3, 1, 1), ["结业", "报到", "未结业", "报名"], 1, set()),
    "实到差一个": ((4, 1, 1), ["结业", "报到", "未结业", "报名"], 1, {ACTUAL}),
    "结业差一个": ((3, 2, 1), ["结业", "报到", "未结业"], 1, {FINISHED}),
    "取证差一个": ((3, 2, 2), ["结业", "结业", "未结业"], 1, {CERTIFIED}),
    "名册上没有证": ((2, 2, 1), ["结业", "结业"], 0, {CERTIFIED}),
    "没填总数": ((None, None, None), ["结业", "报到"], 1, set()),
    "名册里取证多": ((2, 1, 2), ["结业", "报到"], 2, {MORE_CERTIFIED}),
}

ENDED = "证书停办后考核"
# Scheme, day of the exam → warned of; the X scheme ended with 2025 (人社厅函〔2025〕154号).
EXAMS: dict[str, tuple[str, str | None, bool]] = {
    "最后一天": ("X证书", "2025-12-31", False),
    "第二天": ("X证书", "2026-01-01", True),
    "以后": ("X证书", "2026-09-01", True),
    "闰日": ("X证书", "2024-02-29", False),
    "第一年": ("X证书", "2019-09-01", False),
    "没填日期": ("X证书", None, False),
    "人社的": ("职业技能等级证书", "2026-01-01", False),
    "职业资格": ("国家职业资格", "2026-01-01", False),
    "特种作业": ("特种作业", "2026-09-01", False),
}


@dataclass(frozen=True)
class Checked:
    """One look at a ledger with all cases: which rules each row breaks, and the row of each case."""

    rows: dict[str, int]
    broken: dict[int, set[str]]
    without_switch: set[str]

    def of(self, case: str) -> set[str]:
        return self.broken.get(self.rows[case], set())


@pytest.fixture(scope="module")
def checked(shelf: Book) -> Checked:
    rows = _two_classes(shelf) | _totals(shelf) | _exams(shelf)
    broken: dict[int, set[str]] = {}
    health = Health(shelf.office)
    health.run()
    for each in health.findings():
        broken.setdefault(each.row_id, set()).add(each.rule)
    off = Health(setting(shelf.office, certificate__check__x_after_end=0))
    off.run()
    return Checked(rows, broken, {each.rule for each in off.findings()})


def _two_classes(book: Book) -> dict[str, int]:
    rows = {}
    for case, (*both, _) in TWO.items():
        year = year_of_case(case, TWO, 1990)
        for number, (start, end, status) in enumerate(both):
            first, last = day_in(year, start), day_in(year, end) if end else None
            made = book.klass(f"{case}{number}", first, last, hours=8)
            rows[case] = book.add("enrolment", training_class=made, student=book.student(case), status=status)
    return rows


def _totals(book: Book) -> dict[str, int]:
    rows = {}
    kind = book.add("certificate_type", scheme="其他", name="证", organisation="甲")
    for case, ((actual, finished, certified), roster, holders, _) in CLASSES.items():
        day = date(2012, 5, 1)
        rows[case] = book.klass(
            f"总数{case}", day, day, actual=actual, finished=finished, certified=certified
        )
        for number, status in enumerate(roster):
            person = book.student(f"总数{case}{number}")
            line = book.add("enrolment", training_class=rows[case], student=person, status=status)
            if number < holders:
                book.add(
                    "certificate", certificate_type=kind, number=f"{case}{number}", student=person,
                    enrolment=line, issued=date(2012, 5, 2),
                )  # fmt: skip
    return rows


def _exams(book: Book) -> dict[str, int]:
    rows = {}
    for case, (scheme, held_on, _) in EXAMS.items():
        kind = book.add("certificate_type", scheme=scheme, name=f"考{case}", organisation="甲")
        rows[case] = book.add(
            "exam_batch", number=f"考{case}", certificate_type=kind,
            held_on=date.fromisoformat(held_on) if held_on else None,
        )  # fmt: skip
    return rows


@pytest.mark.parametrize("case", TWO)
def test_two_classes_at_once(checked: Checked, case: str) -> None:
    assert (OVERLAP in checked.of(case)) is TWO[case][-1]


@pytest.mark.parametrize("case", CLASSES)
def test_totals_agree_with_the_roster(checked: Checked, case: str) -> None:
    assert checked.of(case) & set(TOTALS) == CLASSES[case][-1]


@pytest.mark.parametrize("case", EXAMS)
def test_exams_after_the_end_of_the_scheme(checked: Checked, case: str) -> None:
    assert (ENDED in checked.of(case)) is EXAMS[case][-1]
    assert ENDED not in checked.without_switch
