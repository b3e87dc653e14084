"""证书 rates by named denominators, credit recognition (domain.md §2): by hand, each case in its own year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from desktop.core.dates import Window, parse_window
from desktop.core.policy import Pack, Word
from desktop.services.accounts import of_stats
from desktop.services.counting.stats import stats
from desktop.services.office import Office
from tests.services.counting_office import Book, setting

Row = tuple[str | None, bool | None, str | None] | tuple[str | None, bool | None, str | None, str | None]
PASS, OVER = "certificate.denominator.pass", "certificate.denominator.certified"
WON: Row = ("通过", True, "有效")
EIGHT: list[Row] = [  # 8 signed up; 6 sat, two of them by their result alone; 3 passed; 2 certified
    WON, WON, ("通过", None, "注销"), ("未通过", True, None),
    ("未通过", None, None), ("未通过", True, None), ("缺考", None, None), (None, None, None),
]  # fmt: skip
FORTY: dict[str, int | None] = {"09-01": 40}

# Candidates (result, 实考, certificate's status, day of the exam if not 1 May: +01-01 is of the next year);
# 毕业生数 by 统计时点; what 通过率 and 取证率 are shares of → both rates.
RATES: dict[str, tuple[list[Row], dict[str, int | None], str, str, float | None, float | None]] = {
    "文件的口径": (EIGHT, FORTY, "实考", "报名", 50.0, 25.0),
    "报考": (EIGHT, FORTY, "报考", "报名", 37.5, 25.0),
    "取证比实考": (EIGHT, FORTY, "实考", "实考", 50.0, 33.3),
    "取证比毕业生": (EIGHT, FORTY, "实考", "毕业生", 50.0, 5.0),
    "都比报考": (EIGHT, FORTY, "报考", "实考", 37.5, 33.3),
    "毕业生和报考": (EIGHT, FORTY, "报考", "毕业生", 37.5, 5.0),
    # nobody over nobody is not known; nobody over somebody is 0
    "没人实考": ([("缺考", None, None), (None, None, None)], {}, "实考", "实考", None, None),
    "没人实考比报考": ([("缺考", None, None), (None, None, None)], {}, "报考", "报名", 0.0, 0.0),
    "一个考生也没有": ([], FORTY, "报考", "报名", None, None),
    "毕业生没填": (EIGHT, {"09-01": None}, "实考", "毕业生", 50.0, None),
    "毕业生是零": (EIGHT, {"09-01": 0}, "实考", "毕业生", 50.0, None),
    "取证多于毕业生": ([WON, WON, WON], {"09-01": 2}, "实考", "毕业生", 100.0, 150.0),
    # the last 统计时点 on or before the window's end
    "取最近的时点": ([WON], {"03-01": 10, "12-31": 4}, "实考", "毕业生", 100.0, 25.0),
    "不取以后的时点": ([WON], {"09-01": 4, "+01-01": 1}, "实考", "毕业生", 100.0, 25.0),
    "注销不算": ([WON, ("通过", True, "注销")], {}, "实考", "报名", 100.0, 50.0),
    "没通过却有证": ([("未通过", True, "有效")], {}, "实考", "报名", 0.0, 100.0),
    # 1 ÷ 16 = 6.25 %
    "四舍五入": ([WON, *[("未通过", True, None)] * 15], {}, "实考", "报名", 6.3, 6.3),
    "三分之二": ([WON, ("通过", True, None), ("未通过", True, None)], {}, "实考", "报名", 66.7, 33.3),
    "年末和次年": (
        [("通过", True, None, "12-31"), ("未通过", True, "有效", "+01-01")], {}, "实考", "报名", 100.0, 0.0),
    "没有考核日期": ([WON, ("未通过", True, None, None)], {}, "报考", "报名", 100.0, 100.0),
}  # fmt: skip


def year_of_case(case: str, table: dict[str, Any], first: int) -> int:
    """Every second year, so that the days after a case's year are nobody's."""
    return first + 2 * list(table).index(case)


def day_in(year: int, text: str) -> date:
    return date.fromisoformat(f"{year + 1 if text[0] == '+' else year}-{text.lstrip('+')}")


def whole(year: int) -> Window:
    return Window(str(year), date(year, 1, 1), date(year, 12, 31))


def exam(book: Book, case: str, year: int, rows: list[Row]) -> None:
    kind = book.add("certificate_type", scheme="X证书", name=f"网页{case}", level="中级", organisation="甲")
    for number, (result, sat, status, *when) in enumerate(rows):
        text = when[0] if when else "05-01"
        batch = book.add(
            "exam_batch", number=f"{case}{number}", certificate_type=kind,
            held_on=day_in(year, text) if text else None,
        )  # fmt: skip
        person = book.student(f"{case}{number}")
        candidate = book.add("candidate", batch=batch, student=person, result=result, sat=sat)
        if status is not None:
            book.add(
                "certificate", certificate_type=kind, number=f"{case}{number}", student=person,
                candidate=candidate, issued=date(year, 5, 1), status=status,
            )  # fmt: skip


def measures(office: Office, window: Window) -> dict[str, Any]:
    return stats(office, "考核批次", window)[0]["measures"]


@pytest.fixture(scope="module")
def rates(shelf: Book) -> Office:
    for case, (rows, graduates, *_) in RATES.items():
        year = year_of_case(case, RATES, 1950)
        exam(shelf, case, year, rows)
        for when, number in (graduates or {"09-01": None}).items():
            shelf.add("headcount", counted_on=day_in(year, when), graduates=number)
    return shelf.office


@pytest.mark.parametrize("case", RATES)
def test_rates_by_named_denominators(rates: Office, case: str) -> None:
    *_, over_pass, over_certified, passed, certified = RATES[case]
    office = setting(rates, **{PASS: over_pass, OVER: over_certified})
    window = whole(year_of_case(case, RATES, 1950))
    found = measures(office, window)
    assert (found["通过率"], found["取证率"]) == (passed, certified)
    for label, over in (("通过率", over_pass), ("取证率", over_certified)):
        (opened,) = of_stats(office, "考核批次", window, only=label)
        assert f"÷ {over}" in opened.formula


def test_a_denominator_changes_from_its_day(rates: Office) -> None:
    """报考 from 1 September on: the same exams of May in windows that end before and after it."""
    year = year_of_case("报考", RATES, 1950)
    word = Word(PASS, "报考", ("实考", "报考"), "通过率的分母", valid_from=date(year, 9, 1))
    office = replace(rates, packs=(*rates.packs, Pack("本市", "本市", "甲", words=(word,))))
    ends = {"08-31": 50.0, "09-01": 37.5, "12-31": 37.5}
    found = {
        end: measures(office, Window(end, date(year, 1, 1), day_in(year, end)))["通过率"] for end in ends
    }
    assert found == ends


# Result, 实考, 学分认定, day of the exam → counts as recognised in its year.
CREDITS: dict[str, tuple[str | None, bool | None, str | None, str | None, int]] = {
    "通过并认定": ("通过", True, "2学分", "05-01", 1),
    "置换课程": ("通过", True, "《网页设计》", "05-01", 1),
    "没填实考": ("通过", None, "2", "05-01", 1),
    "没有认定": ("通过", True, None, "05-01", 0),
    "空串": ("通过", True, "", "05-01", 0),
    "未通过": ("未通过", True, "2", "05-01", 0),
    "没出结果": (None, True, "2", "05-01", 0),
    "缺考": ("缺考", False, "2", "05-01", 0),
    "年末": ("通过", True, "2", "12-31", 1),
    "次年": ("通过", True, "2", "+01-01", 0),
    "没有日期": ("通过", True, "2", None, 0),
}


@pytest.fixture(scope="module")
def credits(shelf: Book) -> Office:
    for case, (result, sat, said, when, _) in CREDITS.items():
        year = year_of_case(case, CREDITS, 2001)
        batch = shelf.add("exam_batch", number=f"学{case}", held_on=day_in(year, when) if when else None)
        person = shelf.student(f"学{case}")
        shelf.add("candidate", batch=batch, student=person, result=result, sat=sat, credits=said)
    return shelf.office


@pytest.mark.parametrize("case", CREDITS)
def test_credit_recognition(credits: Office, case: str) -> None:
    window, expected = whole(year_of_case(case, CREDITS, 2001)), CREDITS[case][-1]
    assert measures(credits, window)["学分认定"] == expected
    (opened,) = of_stats(credits, "考核批次", window, only="学分认定")
    assert sum(len(part.rows) for part in opened.parts) == expected


# Which candidates of four a condition leaves: 报考, 实考, 通过.
FOUR: list[dict[str, Any]] = [
    {"source": "毕业年级", "graduating": True, "result": "通过", "fund": "职业技能培训专账资金"},
    {"source": "毕业年级", "graduating": True, "result": "未通过", "fund": "学校自筹"},
    {"source": "其他在校生", "graduating": False, "result": "通过", "fund": "学校自筹"},
    {"source": "社会人员", "graduating": None, "result": "缺考", "fund": "个人缴费"},
]
NARROWED: dict[str, tuple[str, dict[str, tuple[int, int, int]]]] = {
    "考生来源": ("考生.考生来源", {"毕业年级": (2, 2, 1), "其他在校生": (1, 1, 1), "社会人员": (1, 0, 0)}),
    "毕业年级": ("考生.毕业年级", {"是": (2, 2, 1), "否": (1, 1, 1), "": (1, 0, 0)}),
    "资金": (
        "考核批次.资金来源",
        {"职业技能培训专账资金": (1, 1, 1), "学校自筹": (2, 2, 1), "个人缴费": (1, 0, 0)},
    ),
    "等级": ("考核批次.证书目录.等级", {"中级": (2, 2, 1), "高级": (2, 1, 1)}),
    "证书": ("考核批次.证书目录.证书名称", {"甲证": (2, 2, 1), "乙证": (2, 1, 1)}),
    "方案": ("考核批次.证书目录.方案", {"X证书": (2, 2, 1), "其他": (2, 1, 1)}),
    "评价组织": ("考核批次.证书目录.评价组织", {"甲": (4, 3, 2)}),
    "专业": ("考生.专业", {"汽修": (1, 1, 1), "电商": (2, 2, 1), "": (1, 0, 0)}),
}


@pytest.fixture(scope="module")
def apart(shelf: Book) -> Office:
    kinds = [
        shelf.add("certificate_type", scheme=scheme, name=name, level=level, organisation="甲")
        for scheme, name, level in (("X证书", "甲证", "中级"), ("其他", "乙证", "高级"))
    ]
    majors = [shelf.add("major", name=name) for name in ("汽修", "电商")]
    for number, row in enumerate(FOUR):
        own = {key: value for key, value in row.items() if key != "fund"}
        own["major"] = (majors[0], majors[1], majors[1], None)[number]
        batch = shelf.add(
            "exam_batch", number=f"分{number}", certificate_type=kinds[number // 2], fund=row["fund"],
            held_on=date(2040, 2, 29),
        )  # fmt: skip
        shelf.add("candidate", batch=batch, student=shelf.student(f"分{number}"), **own)
    return shelf.office


@pytest.mark.parametrize("case", NARROWED)
def test_by_whatever_the_policy_asks(apart: Office, case: str) -> None:
    """By 来源, 毕业年级, fund, level, certificate: the groups, which together are all."""
    path, expected = NARROWED[case]
    label = path.partition(".")[2]
    root = "考生" if path.startswith("考生") else "考核批次"
    found = stats(apart, root, parse_window("2040"), by=[label])
    shown = {row["group"][label] or "": row["measures"] for row in found if row["measures"]["报考"]}
    counts = {name: tuple(each[of] for of in ("报考", "实考", "通过")) for name, each in shown.items()}
    assert counts == expected
    rates = {name: sat and round(1000 * passed / sat) / 10 for name, (_, sat, passed) in expected.items()}
    assert {name: each["通过率"] or 0 for name, each in shown.items()} == rates
