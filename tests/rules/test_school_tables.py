"""达标率, 双师型占比, 人均天数 and 优秀比例 by hand (domain.md §1), each case in a leap year of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from desktop.services.accounts import of_school
from desktop.services.counting.school import practice_figures
from desktop.services.office import Office
from tests.rules.test_rate_cases import whole, year_of_case
from tests.services.counting_office import Book, setting

RATE, DOUBLE, EACH = (f"practice.denominator.{name}" for name in ("rate", "double", "average"))
HALF = ("-2:03-01", "-2:08-27", "合格")  # two years before: 180 days, six months
TEN = ("0:03-01", "0:03-10", "合格")
Practice = tuple[str, str, str | None]
Teacher = tuple[dict[str, Any], list[Practice]]
COMMON = {"category": "公共基础课"}

# Teachers (what is special, practices: years from now and day), denominators → 达标率, 双师型占比, 人均天数.
SCHOOLS: dict[
    str, tuple[list[Teacher], dict[str, str], tuple[float | None, float | None, float | None]]
] = {
    "一个达标": ([({"double": True}, [HALF])], {}, (100.0, 100.0, 0.0)),
    "一半": ([({}, [HALF]), ({"double": True}, [])], {}, (50.0, 50.0, 0.0)),
    "三分之一": ([({}, [HALF]), ({"double": True}, [TEN]), ({}, [])], {}, (33.3, 33.3, 3.3)),
    # 公共基础课 teachers are 专任, and no 专业课
    "公共基础课": ([({}, [HALF]), (COMMON | {"double": True}, [TEN])], {}, (100.0, 0.0, 5.0)),
    "实习指导": ([({"category": "实习指导", "double": True}, [HALF]), ({}, [])], {}, (50.0, 50.0, 0.0)),
    # who is not 专任 brings days, and is not divided by
    "非专任": ([({}, [HALF]), ({"full_time": False}, [TEN])], {}, (50.0, 0.0, 10.0)),
    # three years of service: 未到期, in neither part of 达标率
    "未到期": ([({}, [HALF]), ({"joined": -3, "double": True}, [TEN])], {}, (100.0, 50.0, 5.0)),
    "整段豁免": ([({}, [HALF]), ({"exempt": ("-4:01-01", "0:12-31")}, [])], {}, (100.0, 0.0, 0.0)),
    "豁免差一天": ([({}, [HALF]), ({"exempt": ("-4:01-02", "0:12-31")}, [])], {}, (50.0, 0.0, 0.0)),
    "末日离岗": ([({}, [HALF]), ({"left": "0:12-31", "double": True}, [HALF])], {}, (100.0, 0.0, 0.0)),
    "次日离岗": ([({}, [HALF]), ({"left": "1:01-01", "double": True}, [])], {}, (50.0, 50.0, 0.0)),
    "年末退休": ([({"retired": "0:12-31"}, [HALF]), ({}, [])], {}, (0.0, 0.0, 0.0)),
    "没有教师": ([], {}, (None, None, None)),
    # 25 December to 5 January: five days of this year; twelve are no six months
    "跨年": ([({}, [("-1:12-25", "0:01-05", "合格")]), ({}, [])], {}, (0.0, 0.0, 2.5)),
    "闰日": ([({}, [("0:02-28", "0:03-01", "合格")])], {}, (0.0, 0.0, 3.0)),
    "重叠": ([({}, [TEN, ("0:03-06", "0:03-15", "优秀")])], {}, (0.0, 0.0, 15.0)),
    "待考核和不合格": ([({}, [(*HALF[:2], None), (*TEN[:2], "不合格")])], {}, (0.0, 0.0, 0.0)),
    "分母专任": (
        [({"double": True}, [HALF]), (COMMON, []), (COMMON, [TEN])],
        {RATE: "专任教师", DOUBLE: "专任教师", EACH: "专业课教师"}, (33.3, 33.3, 10.0)),
    "分母参加的": ([({}, [TEN]), ({}, [])], {EACH: "参加实践教师"}, (0.0, 0.0, 10.0)),
}  # fmt: skip


def at(year: int, text: str) -> date:
    """ "-2:03-01" is 1 March two years before."""
    years, _, day = text.partition(":")
    return date.fromisoformat(f"{year + int(years)}-{day}")


def case_year(case: str) -> int:
    """Eight years apart: whoever is of one case has left, and joins after the five years, of the next."""
    return 1904 + 8 * list(SCHOOLS).index(case)


@pytest.fixture(scope="module")
def schools(shelf: Book) -> Office:
    firm = shelf.enterprise("厂")
    for case, (teachers, *_) in SCHOOLS.items():
        for number, (about, practices) in enumerate(teachers):
            _teacher(shelf, case_year(case), f"{case}{number}", dict(about), practices, firm)
    return setting(shelf.office, practice__months_in_5_years=6)  # the rule has dates; the cases lie before


def _teacher(
    book: Book, year: int, name: str, about: dict[str, Any], practices: list[Practice], firm: int
) -> None:
    joined = date(year + about.pop("joined", -6), 1, 1)
    left, away, retired = about.pop("left", "1:01-01"), about.pop("exempt", None), about.pop("retired", None)
    person = book.add("person", name=name, document_type="其他", document_number=name)
    row = book.add("teacher", person=person, number=name, joined=joined, left=at(year, left))
    post = {"category": "专业课", "post": "在职", "full_time": True, "double": False} | about
    book.add("teacher_status", teacher=row, start=joined, **post)
    if retired:
        book.add("teacher_status", teacher=row, start=at(year, retired), **(post | {"post": "退休"}))
    if away:
        book.add("teacher_exemption", teacher=row, start=at(year, away[0]), end=at(year, away[1]))
    for start, end, mark in practices:
        book.add(
            "practice", teacher=row, enterprise=firm, start=at(year, start), end=at(year, end),
            method="自然日", assessment=mark,
        )  # fmt: skip


@pytest.mark.parametrize("case", SCHOOLS)
def test_shares_of_a_school(schools: Office, case: str) -> None:
    _, own, expected = SCHOOLS[case]
    office, window = setting(schools, **own), whole(case_year(case))
    found = {each.id: each for each in practice_figures(office, window)}
    shares = [found[name] for name in ("met_rate", "double_rate", "days_each")]
    assert tuple(None if each.value is None else float(each.value) for each in shares) == expected
    opened = {each.id: each for each in of_school(office, window)}
    for each in shares[:2]:  # both parts of a rate are the rows behind it
        assert tuple(len(part.rows) for part in opened[each.id].parts) == (each.top, each.bottom)
        assert f"÷ {each.denominator} {each.bottom}" in each.formula


# What the practices of a year were assessed (one of another year with its days) → 优秀 of those assessed.
Mark = str | tuple[str, str, str] | None
EXCELLENT: dict[str, tuple[Sequence[Mark], float | None]] = {
    "还没有考核": ([None, None], None),
    "没有实践": ([], None),
    "一个就是全部": (["优秀"], 100.0),
    "没有优秀": (["合格", "合格", "不合格"], 0.0),
    "正好一成半": (["优秀"] * 3 + ["合格"] * 17, 15.0),
    "多一个": (["优秀"] * 4 + ["合格"] * 16, 20.0),
    "不合格也考核了": (["优秀", "不合格"], 50.0),
    "待考核不在内": (["优秀", "合格", None], 50.0),
    "三分之二": (["优秀", "优秀", "合格"], 66.7),
    "跨年": ([("-1:12-25", "0:01-05", "优秀"), "合格"], 50.0),
    "次年的不算": ([("1:01-01", "1:01-05", "优秀"), "合格"], 0.0),
}


@pytest.fixture(scope="module")
def assessed(shelf: Book) -> Office:
    teacher, firm = shelf.teacher("优", joined=date(2062, 1, 1)), shelf.enterprise("优厂")
    for case, (marks, _) in EXCELLENT.items():
        year = year_of_case(case, EXCELLENT, 2066)
        for number, mark in enumerate(marks):
            start, end, said = mark if isinstance(mark, tuple) else (f"0:03-{number + 1:02d}",) * 2 + (mark,)
            shelf.add(
                "practice", teacher=teacher, enterprise=firm, start=at(year, start), end=at(year, end),
                method="自然日", assessment=said,
            )  # fmt: skip
    return shelf.office


@pytest.mark.parametrize("case", EXCELLENT)
def test_the_quota_of_the_excellent(assessed: Office, case: str) -> None:
    window, expected = whole(year_of_case(case, EXCELLENT, 2066)), EXCELLENT[case][-1]
    office = setting(assessed, practice__excellent_check=1)
    (found,) = [each for each in practice_figures(office, window) if each.id == "excellent_rate"]
    assert (None if found.value is None else float(found.value)) == expected
    assert found.formula.endswith("不超过 15%")
    assert not any(each.id == "excellent_rate" for each in practice_figures(assessed, window))


def test_the_quota_is_the_schools_own(assessed: Office) -> None:
    office = setting(assessed, practice__excellent_check=1, practice__excellent_percent=20)
    window = whole(year_of_case("多一个", EXCELLENT, 2066))
    (found,) = [each for each in practice_figures(office, window) if each.id == "excellent_rate"]
    assert found.formula == "优秀 4 ÷ 期间内已考核的实践 20 × 100，不超过 20%"
