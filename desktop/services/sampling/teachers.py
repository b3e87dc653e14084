"""Invented teachers: posts over time, new, retired, exempt, and their practice in enterprises."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from desktop.core.dates import natural_days, years_before
from desktop.records.people import Person, Teacher, TeacherExemption, TeacherStatus
from desktop.records.practice import Practice
from desktop.services.sampling.people import make_person
from desktop.services.sampling.world import (
    PRACTICE_YEARS,
    Block,
    Row,
    World,
    apportion,
    between,
    free,
    pick,
    slice_of,
    weekday,
)

PRACTICES = 300
_TRIES = 40  # then the stays become short ones, which fit between the others
MATERIALS = ("审批表", "申请表", "任务表", "周志", "考核表", "个人总结")
_FORMS = (
    ("在企业生产和管理岗位兼职或任职", 60),
    ("接受企业组织的技能培训", 22),
    ("参与企业产品研发和技术创新", 12),
    ("其他", 6),
)
_ASSESSMENTS = (("优秀", 10), ("合格", 86), ("不合格", 4))
_FUNDS = (("学校公用经费", 60), ("无经费", 25), ("教师培训专项", 15))
_TITLES = {
    "专业课": ("助理讲师", "讲师", "高级讲师", "正高级讲师"),
    "公共基础课": ("助理讲师", "讲师", "高级讲师", "正高级讲师"),
    "实习指导": ("三级实习指导教师", "二级实习指导教师", "一级实习指导教师", "高级实习指导教师"),
    "其他": ("初级", "中级", "副高", "正高"),
}


def teachers(world: World, count: int) -> Iterator[Block]:
    """Persons, teachers, what they were when, and who is exempt for a time."""
    chance = world.chance("teachers")
    persons: list[Row] = []
    statuses: list[Row] = []
    for number in range(count):
        joined = _joined(world, chance, number)
        birth = between(chance, years_before(joined, 34), years_before(joined, 23))
        if number % 40 == 7:  # retired within the five years
            birth, joined = date(world.today.year - 61, 4, 2), date(world.today.year - 38, 8, 20)
        person = make_person(
            world, chance, birth, education=pick(chance, (("21", 70), ("14", 24), ("31", 6)))
        )
        teacher, mine = _teacher(world, chance, person, joined, number)
        persons.append(person)
        world.teachers.append(teacher)
        statuses += mine
    yield Person, persons
    yield Teacher, world.teachers
    yield TeacherStatus, statuses
    yield TeacherExemption, list(_exemptions(world))


def _joined(world: World, chance: random.Random, number: int) -> date:
    """When a teacher came; every twentieth came this year."""
    if number % 20 == 11:
        return between(chance, world.today - timedelta(days=300), world.today - timedelta(days=60))
    return date(world.today.year - chance.randint(2, 26), *pick(chance, (((8, 20), 3), ((3, 1), 1))))


def _teacher(
    world: World, chance: random.Random, person: Row, joined: date, number: int
) -> tuple[Row, list[Row]]:
    category = pick(chance, (("专业课", 66), ("公共基础课", 20), ("实习指导", 10), ("其他", 4)))
    taught = world.majors[number % len(world.majors)] if category in ("专业课", "实习指导") else None
    left = date(world.today.year - 1, 5, 2) if number % 40 == 7 else None
    if number % 60 == 33:
        left = world.today - timedelta(days=400)
    fresh = joined > world.today - timedelta(days=365)
    teacher = world.row(
        person=person["id"],
        number=f"{joined.year}{number + 1:04d}",
        degree={"14": "硕士", "21": "学士"}.get(person.get("education", ""), "无"),
        major=taught["id"] if taught else None,
        course=None if taught else chance.choice(world.words.school["courses"]),
        joined=joined,
        started=joined + timedelta(days=12) if not fresh or number % 40 == 11 else None,
        left=left,
        industry_before=number % 3 == 0 if chance.random() > 0.06 else None,
        establishment=pick(chance, (("事业编制", 78), ("人事代理", 12), ("聘用制", 10))),
    )
    world.categories[teacher["id"]] = "其他" if left else category
    department = taught["department"] if taught else world.departments[-1]["id"]
    return teacher, list(_statuses(world, chance, teacher, category, department, number))


def _statuses(
    world: World, chance: random.Random, teacher: Row, category: str, department: int, number: int
) -> Iterator[Row]:
    """From joining on; a third rose in rank since, a few changed category, some left."""
    rank = min((world.today - teacher["joined"]).days // 2_600, 3)
    double = category in ("专业课", "实习指导") and rank > 0 and chance.random() < 0.68
    level = ("初级", "中级", "高级")[min(rank, 2)] if double else None
    was = "公共基础课" if number % 50 == 20 and category == "专业课" else category
    titles = _TITLES[category]
    common = {"teacher": teacher["id"], "department": department, "full_time": category != "其他"}
    yield world.row(
        **common,
        start=teacher["joined"],
        category=was,
        title=titles[max(rank - 1, 0)] if number % 3 == 0 else titles[rank],
        double=False if number % 3 == 0 else double,
        double_level=None if number % 3 == 0 else level,
        post="在职",
        double_year=None if number % 3 == 0 or not double else max(teacher["joined"].year + 2, 2019),
    )
    if number % 3 == 0 and teacher["joined"] < world.today - timedelta(days=900):
        year = world.today.year - 1 - number % 2
        yield world.row(
            **common,
            start=date(year, 1, 1),
            category=category,
            title=titles[rank],
            double=double,
            double_level=level,
            double_year=year - 1 if double else None,
            double_number=f"JLSS{year}{number:05d}" if double else None,
            post="在职",
        )
    if "left" in teacher:
        post = "退休" if number % 40 == 7 else "离职"
        yield world.row(
            **common, start=teacher["left"], category=category, title=titles[rank], double=double, post=post
        )


def _exemptions(world: World) -> Iterator[Row]:
    """产假, 脱产进修: a part of the five years, or all of them."""
    for number, teacher in enumerate(world.teachers):
        if number % 60 == 5:
            start = world.today - timedelta(days=620)
            yield world.row(
                teacher=teacher["id"], start=start, end=start + timedelta(days=157), reason="产假"
            )
        if number % 120 == 64:
            yield world.row(teacher=teacher["id"], start=date(world.today.year - 6, 1, 1), reason="援藏支教")


def practices(world: World, unit: int) -> Iterator[Block]:
    """300 practices of the unit's teachers over five years: most of the specialised, some of the others."""
    chance = world.chance("practices", unit)
    mine = slice_of(world.teachers, unit, 120)
    weights = [
        {"专业课": 3.0, "实习指导": 3.0, "公共基础课": 0.7}.get(world.categories[t["id"]], 0.3) for t in mine
    ]
    weights = [weight * chance.uniform(0.4, 1.6) for weight in weights]
    rows: list[Row] = []
    for teacher, share in zip(mine, apportion(PRACTICES, weights), strict=True):
        rows += _stays(world, chance, teacher, share)
    if unit == 0:
        _awkward(world, rows)
        rows += _stays(world, chance, mine[-1], PRACTICES - len(rows))
    yield Practice, rows


def _stays(world: World, chance: random.Random, teacher: Row, count: int) -> Iterator[Row]:
    common_course = world.categories[teacher["id"]] == "公共基础课"
    first = max(years_before(world.today, PRACTICE_YEARS) - timedelta(days=90), teacher["joined"])
    last = world.today - timedelta(days=5)
    if "left" in teacher:
        last = teacher["left"] - timedelta(days=200)
    made = tried = 0
    while made < count and first < last and tried < 10 * _TRIES:
        tried += 1
        start = weekday(between(chance, first, last))
        if chance.random() < 0.6:  # most go in the summer or the winter holidays
            start = weekday(date(start.year, *chance.choice(((7, 10), (7, 20), (8, 1), (1, 12), (1, 20)))))
        if start > world.today:
            start = weekday(years_before(start, 1))
        length = (
            chance.choice((2, 3, 5, 7))
            if common_course or tried > _TRIES
            else chance.choice((10, 20, 30, 45, 56, 60, 75, 90, 120, 180))
        )
        enterprise = world.enterprises[chance.randrange(len(world.enterprises))]
        key = (teacher["id"], enterprise["id"], start)
        end = start + timedelta(days=length - 1)
        if start >= first and key not in world.stays and free(world.practised, teacher["id"], start, end):
            world.stays.add(key)
            world.practised.setdefault(teacher["id"], []).append((start, end))
            made += 1
            yield _stay(world, chance, teacher, enterprise, start, length)


def _stay(
    world: World, chance: random.Random, teacher: Row, enterprise: Row, start: date, length: int
) -> Row:
    end = start + timedelta(days=length - 1)
    method = pick(chance, (("自然日", 68), ("工作日", 20), ("手工认定", 12)))
    over = end <= world.today
    waiting = over and (end > world.today - timedelta(days=75) or chance.random() < 0.03)
    status = ("待考核" if waiting else "已考核") if over else "进行中"
    assessed = over and not waiting
    days = Decimal(round(natural_days(start, end) * 1.4)) / 2 if method == "手工认定" else None
    full = chance.random() < 0.8
    return world.row(
        teacher=teacher["id"],
        enterprise=enterprise["id"],
        start=start,
        end=end,
        form="考察观摩" if length < 8 else pick(chance, _FORMS),
        position=chance.choice(world.positions[enterprise["id"]]),
        days=days,
        method=method,
        released=length >= 60,
        with_students=chance.random() < 0.15,
        content=f"{enterprise['name']}一线岗位实践" if full else None,
        agreement=f"XY{start:%Y%m}-{chance.randint(1, 999):03d}" if full else None,
        status=status,
        assessment=pick(chance, _ASSESSMENTS) if assessed else None,
        fund=pick(chance, _FUNDS),
        cost=length * 8_000 if full and length >= 20 else None,
        materials="、".join(MATERIALS if full and assessed else MATERIALS[: chance.randint(0, 4)]) or None,
        printed_name=enterprise["name"],
    )


def _meets(row: Row, teacher: Row, start: date, end: date | None) -> bool:
    """Whether a practice is of this teacher and shares a day with the given ones; no end: from then on."""
    if row["teacher"] != teacher["id"]:
        return False
    return bool(row["end"] >= start and (end is None or row["start"] <= end))


def _awkward(world: World, rows: list[Row]) -> None:
    """Overlaps over new year, half days by hand, a 不合格, one without an end, one without a method."""
    plain = [t for t in world.teachers if world.categories[t["id"]] == "专业课"]
    first, second = world.enterprises[0], world.enterprises[16]
    year = world.today.year - 1
    done: Row = {
        "form": "在企业生产和管理岗位兼职或任职",
        "status": "已考核",
        "assessment": "合格",
        "method": "自然日",
    }
    half_days: Row = {"method": "手工认定", "days": Decimal("7.5")}
    extra: list[tuple[Row, Row, date, date | None, Row]] = [
        (plain[1], first, date(year, 12, 10), date(year + 1, 1, 20), {}),
        (plain[1], second, date(year, 12, 25), date(year + 1, 2, 10), {}),
        (plain[2], first, date(year, 3, 3), date(year, 3, 12), half_days),
        (plain[3], second, date(year, 4, 7), date(year, 6, 30), {"assessment": "不合格"}),
        (plain[4], first, date(year, 5, 6), date(year, 5, 30), {"method": None}),
        (plain[5], second, world.today - timedelta(days=20), None, {"status": "进行中", "assessment": None}),
    ]
    for teacher, _, start, end, _ in extra:
        rows[:] = [row for row in rows if not _meets(row, teacher, start, end)]
    del rows[max(PRACTICES - len(extra), 0) :]
    for teacher, enterprise, start, end, more in extra:
        rows.append(
            world.row(
                teacher=teacher["id"],
                enterprise=enterprise["id"],
                start=start,
                end=end,
                printed_name=enterprise["name"],
                **(done | more),
            )
        )
