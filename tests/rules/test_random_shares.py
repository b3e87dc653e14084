"""Rates, money, graduates, workload and subsidised classes: random rows against the slow oracles.

All examples lie in one ledger, each in years of its own: so that windows keep them apart is tested, too.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from desktop.core.dates import Window
from desktop.services.accounts import of_stats
from desktop.services.counting.stats import stats
from desktop.services.counting.workload import per_teacher
from desktop.services.health import Health
from desktop.services.policy_editing import set_rule
from tests.rules import oracle
from tests.rules import oracle_shares as shares
from tests.services.counting_office import Book, setting

FUNDS = ("职业技能培训专账资金", "学校自筹", None)
SERIAL = count(1)
few = settings(max_examples=20, deadline=None, phases=(Phase.explicit, Phase.generate))


@pytest.fixture(scope="module")
def years() -> Iterator[int]:
    """Leap years, so four years apart: an example uses its year and the ones beside it."""
    return (year for year in count(1904, 4) if isleap(year))


# Days of an example: how far from its year; mostly inside, often on an edge.
EDGES = ((0, 1, 1), (0, 12, 31), (1, 1, 1), (-1, 12, 31), (0, 2, 29), (0, 8, 31), (0, 9, 1))
DAYS = st.none() | st.sampled_from(EDGES) | st.tuples(st.just(0), st.integers(1, 12), st.integers(1, 28))


def at(year: int, when: tuple[int, int, int] | None) -> date | None:
    return None if when is None else date(year + when[0], when[1], when[2])


def year_window(year: int) -> Window:
    return Window(str(year), date(year, 1, 1), date(year, 12, 31))


CANDIDATES = st.lists(
    st.fixed_dictionaries(
        {
            "sat": st.sampled_from((True, False, None)),
            "result": st.sampled_from(("通过", "通过", "未通过", "缺考", None)),
            "certificate": st.sampled_from(("有效", "注销", "没填", None)),
            "credits": st.sampled_from(("2学分", "", None)),
            "source": st.sampled_from(("毕业年级", "其他在校生", "社会人员", None)),
            "batch": st.integers(0, 2),
        }
    ),
    max_size=12,
)
BATCH = st.tuples(DAYS, st.sampled_from(FUNDS), st.sampled_from(("中级", "高级")))
BATCHES = st.tuples(BATCH, BATCH, BATCH)


def write_exams(book: Book, year: int, rows: list[dict[str, Any]], batches: tuple[Any, ...]) -> None:
    ids = []
    for when, fund, level in batches:
        kind = book.add(
            "certificate_type", scheme="X证书", name=f"证{next(SERIAL)}", level=level, organisation="甲"
        )
        values = {"number": f"K{next(SERIAL)}", "held_on": at(year, when), "fund": fund}
        ids.append((book.add("exam_batch", certificate_type=kind, **values), kind))
    for row in rows:
        batch, kind = ids[row["batch"]]
        person = book.student(f"考{next(SERIAL)}")
        told = {name: row[name] for name in ("sat", "result", "credits", "source")}
        row["id"] = book.add("candidate", batch=batch, student=person, **told)
        when, row["fund"], row["level"] = batches[row["batch"]]
        row["held_on"] = at(year, when)
        if row["certificate"] is not None:
            status = None if row["certificate"] == "没填" else row["certificate"]
            book.add(
                "certificate", certificate_type=kind, number=f"N{next(SERIAL)}", student=person,
                candidate=row["id"], issued=date(year, 6, 1), status=status,
            )  # fmt: skip


WAYS = (
    ("考生", "考生来源", "source"), ("考核批次", "资金来源", "fund"), ("考核批次", "证书目录.等级", "level"),
    ("考核批次", "", ""),
)  # fmt: skip


@few
@given(
    CANDIDATES, BATCHES, st.sampled_from(("实考", "报考")), st.sampled_from(("报名", "实考", "毕业生")),
    st.none() | st.integers(0, 9),
)  # fmt: skip
def test_rates(
    shelf: Book, years: Iterator[int], rows: list[dict[str, Any]], batches: tuple[Any, ...],
    over_pass: str, over_certified: str, graduates: int | None,
) -> None:  # fmt: skip
    """All candidates, by where they come from, by fund and by level: each by the denominators named."""
    year = next(years)
    write_exams(shelf, year, rows, batches)
    shelf.add("headcount", counted_on=date(year, 9, 1), graduates=graduates)
    told = {"certificate.denominator.pass": over_pass, "certificate.denominator.certified": over_certified}
    office, window = setting(shelf.office, **told), year_window(year)
    here = [row for row in rows if shares.within(row["held_on"], window.start, window.end)]
    for root, label, key in WAYS:
        found = stats(office, root, window, by=[label] if label else [])
        shown = {
            row["group"].get(label): row["measures"] for row in found if row["measures"]["报考"] or not label
        }
        groups = {row[key] for row in here} if key else {None}
        assert set(shown) == groups
        for group, measures in shown.items():
            mine = [row for row in rows if not key or row[key] == group]
            expected = shares.exams(mine, window.start, window.end, (over_pass, over_certified), graduates)
            assert {name: measures[name] for name in expected} == expected


@few
@given(CANDIDATES, BATCHES)
def test_credit_recognition(
    shelf: Book, years: Iterator[int], rows: list[dict[str, Any]], batches: tuple[Any, ...]
) -> None:
    """Who passed and was credited, row by row."""
    year = next(years)
    write_exams(shelf, year, rows, batches)
    (opened,) = of_stats(shelf.office, "考核批次", year_window(year), only="学分认定")
    mine = {row["id"] for row in rows}
    expected = {
        row["id"] for row in rows
        if row["result"] == "通过" and row["credits"] and row["held_on"] and row["held_on"].year == year
    }  # fmt: skip
    assert {row.id for part in opened.parts for row in part.rows} == expected
    left = {row.id for part in opened.parts for row in part.left_out}
    assert mine - expected <= left


@few
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "year": st.sampled_from((-1, 0, 0, 0, 1)),
                "graduating": st.sampled_from((True, True, False, None)),
                "certificates": st.lists(
                    st.tuples(DAYS, st.sampled_from(("有效", "注销", None))), max_size=2
                ),
            }
        ),
        max_size=8,
    )
)
def test_who_of_the_graduating_year_has_none(
    shelf: Book, years: Iterator[int], rows: list[dict[str, Any]]
) -> None:
    year = next(years)
    for row in rows:
        person = shelf.student(f"毕{next(SERIAL)}")
        row["school_year"] = f"{year - 1 + row['year']}-{year + row['year']}"
        row["id"] = shelf.add(
            "student_status", student=person, school_year=row["school_year"], graduating=row["graduating"]
        )
        row["certificates"] = [(at(year, when), status) for when, status in row["certificates"]]
        for issued, status in row["certificates"]:
            kind = shelf.add("certificate_type", scheme="其他", name=f"证{next(SERIAL)}", organisation="甲")
            shelf.add(
                "certificate", certificate_type=kind, number=f"N{next(SERIAL)}", student=person,
                issued=issued, status=status,
            )  # fmt: skip
    window = Window(f"{year - 1}-{year}学年", date(year - 1, 9, 1), date(year, 8, 31))
    (opened,) = of_stats(shelf.office, "学籍", window, only="毕业年级无证人数")
    expected = shares.without_certificate(rows, f"{year - 1}-{year}", date(year, 8, 31))
    assert {row.id for row in opened.parts[0].rows} == expected
    assert opened.value == len(expected)


HOURS = st.none() | st.integers(1, 16).map(lambda half: Fraction(half, 2))
CLASSES = st.lists(
    st.fixed_dictionaries(
        {
            "end": DAYS,
            "fund": st.sampled_from(FUNDS),
            "typed": st.none() | st.integers(0, 99_999),
            "typed_subsidy": st.none() | st.integers(0, 99_999),
            "receipts": st.lists(
                st.fixed_dictionaries(
                    {
                        "on": DAYS,
                        "amount": st.none() | st.integers(0, 99_999),
                        "subsidy": st.sampled_from((True, False, None)),
                        "fund": st.sampled_from(FUNDS),
                    }
                ),
                max_size=3,
            ),
            "lessons": st.lists(
                st.fixed_dictionaries(
                    {"on": DAYS, "teacher": st.sampled_from(("甲", "乙", None)), "hours": HOURS}
                ),
                max_size=3,
            ),
        }
    ),
    max_size=5,
)


def write_classes(book: Book, year: int, classes: list[dict[str, Any]], teachers: dict[str, int]) -> None:
    for klass in classes:
        klass["end"] = at(year, klass["end"])
        made = book.klass(
            f"班{next(SERIAL)}", date(year - 1, 1, 1), klass["end"], income=klass["typed"],
            subsidy=klass["typed_subsidy"], fund=klass["fund"],
        )  # fmt: skip
        for row in klass["receipts"]:
            row["on"] = at(year, row["on"])
            told = {"amount": row["amount"], "subsidy": row["subsidy"], "fund": row["fund"]}
            book.add("receipt", training_class=made, received_on=row["on"], voucher=f"{next(SERIAL)}", **told)
        for number, row in enumerate(klass["lessons"]):
            row["on"], who = at(year, row["on"]), row["teacher"]
            book.add(
                "lesson", training_class=made, held_on=row["on"], period=f"{number + 1}",
                teacher=teachers[who] if who else None, outside=None if who else "外请",
                hours=None if row["hours"] is None else Decimal(float(row["hours"])),
            )  # fmt: skip


@few
@given(CLASSES)
def test_money_by_fund_and_by_month(shelf: Book, years: Iterator[int], classes: list[dict[str, Any]]) -> None:
    year = next(years)
    write_classes(shelf, year, classes, {name: shelf.teacher(name) for name in ("甲", "乙")})
    window = year_window(year)
    for label, subsidy in (("到账经费", False), ("财政补贴", True)):
        for by, key in (("资金来源", shares.by_fund), ("月份", shares.by_month)):
            found = stats(shelf.office, "培训班次", window, by=[by])
            shown = {row["group"][by]: round(row["measures"][label] * 100) for row in found}
            expected = shares.money(classes, window.start, window.end, key, subsidy=subsidy)
            assert {name: sum_ for name, sum_ in shown.items() if sum_} == {
                name: sum_ for name, sum_ in expected.items() if sum_
            }
        whole = stats(shelf.office, "培训班次", window)[0]["measures"][label]
        assert round(whole * 100) == sum(expected.values())


@few
@given(CLASSES, st.sampled_from(("0", "0.35", "1", "1.5")))
def test_workload(shelf: Book, years: Iterator[int], classes: list[dict[str, Any]], coefficient: str) -> None:
    year = next(years)
    teachers = {name: shelf.teacher(name) for name in ("甲", "乙")}
    write_classes(shelf, year, classes, teachers)
    office = setting(shelf.office, training__workload_coefficient=Decimal(coefficient))
    rows = {row.id: row for row in per_teacher(office, year_window(year))}
    expected = shares.workload(classes, date(year, 1, 1), date(year, 12, 31), Fraction(coefficient))
    assert set(rows) == {teachers[name] for name in expected}
    for name, (hours, taught, income, converted) in expected.items():
        row = rows[teachers[name]]
        assert (Fraction(row.hours), row.classes, row.income) == (hours, taught, income)
        assert (None if row.converted is None else Fraction(row.converted)) == converted


# -- subsidised classes ----------------------------------------------------------------------------------

OWN = {"补贴性学时不足", "补贴性实操占比不足", "补贴班次有在校生", "补贴学员不满年龄", "补贴学员超过年龄"}
BIRTHS = st.dates(date(1962, 1, 1), date(1974, 1, 1)) | st.dates(date(2007, 1, 1), date(2013, 1, 1))
SUBSIDISED = st.fixed_dictionaries(
    {
        "nature": st.sampled_from(("补贴性", "补贴性", "补贴性", "公益性")),
        "start": st.dates(date(2024, 6, 1), date(2028, 12, 31)),
        "length": st.integers(0, 60),
        "level": st.sampled_from(("五级/初级工", "四级/中级工", "三级/高级工")),
        "hours": st.integers(30, 70),
        "practice_hours": st.integers(10, 60),
        "fund": st.sampled_from(("职业技能培训专账资金", "学校自筹")),
    }
)
TRAINEES = st.fixed_dictionaries(
    {
        "birth": BIRTHS.map(date.isoformat),
        "sex": st.sampled_from(("1", "2")),
        "category": st.sampled_from(("在校学生", "企业职工")),
        "status": st.sampled_from(("报名", "报到", "结业", "未结业", "中途退出")),
        "graduating": st.booleans(),
    }
)


@settings(max_examples=8, deadline=None, phases=(Phase.generate,))
@given(st.lists(SUBSIDISED, min_size=4, max_size=8), st.lists(TRAINEES, min_size=2, max_size=4))
def test_subsidised_classes(shelf: Book, classes: list[dict[str, Any]], people: list[dict[str, Any]]) -> None:
    """Everybody in every class: the rules each class and each line breaks, and who is in two at once."""
    set_rule(shelf.office, "training.check.subsidised_hours", 1)
    ids, lines = [], []
    for klass in classes:
        told = {name: klass[name] for name in ("nature", "level", "fund")}
        told |= {name: Decimal(klass[name]) for name in ("hours", "practice_hours")}
        klass["end"] = klass["start"] + timedelta(klass["length"])
        ids.append(shelf.klass(f"补{next(SERIAL)}", klass["start"], klass["end"], **told))
    for person in people:
        human = shelf.add("person", name="张三", birth=person["birth"], sex=person["sex"])
        student = shelf.add("student", person=human)
        for klass, made in zip(classes, ids, strict=True):
            told = {name: person[name] for name in ("status", "category", "graduating")}
            line = shelf.add("enrolment", training_class=made, student=student, **told)
            lines.append((line, made, klass, person))
    health = Health(shelf.office)
    health.run()
    found: dict[int, set[str]] = {}
    for each in health.findings():
        found.setdefault(each.row_id, set()).add(each.rule)
    for line, made, klass, person in lines:
        expected = oracle.subsidised(klass | {"start": klass["start"].isoformat()}, person)
        assert (found.get(line, set()) | found.get(made, set())) & OWN == expected
    for person in people:
        mine = [
            {"id": line, "start": klass["start"], "end": klass["end"], "status": person["status"]}
            for line, _, klass, who in lines if who is person
        ]  # fmt: skip
        own = {row["id"] for row in mine}
        assert {row for row in own if "班次日期重叠" in found.get(row, set())} == shares.at_once(mine)
