"""Invented training classes with rosters, lessons, attendance and receipts."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from desktop.core.dates import years_before
from desktop.records.expressions import ATTENDED
from desktop.records.training import Attendance, Enrolment, Lesson, Receipt, TrainingClass
from desktop.services.sampling.people import status_on
from desktop.services.sampling.world import (
    OWN_STUDENTS,
    SOCIAL,
    TEACHERS,
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

ENROLMENTS = 2_000
_RUNNING, _COMING = 2, 2  # classes of the first unit that have not ended, or not begun
ANYBODY, STUDENTS, STAFF = "任何人", "在校学生", "教师"
_LABOUR_AGES = (17, 54)  # within what a subsidy asks of either sex, whatever the year
_HALF_DAY = Decimal(4)


@dataclass
class Held:
    """A class with its word pattern and everything that hangs on it."""

    item: dict[str, Any]
    row: Row
    size: int
    serial: int
    roster: list[Row] = field(default_factory=list)
    lessons: list[Row] = field(default_factory=list)


@dataclass
class Pools:
    """The trainees of one unit, dealt out in turn so that everybody comes at least once."""

    by_category: dict[str, deque[Row]]

    def deal(self, category: str, count: int, fits: Callable[[Row], bool]) -> list[Row]:
        """So many of the category, filled up from all other outsiders where too few of them fit."""
        chosen = self._next(category, count, fits)
        if len(chosen) < count and category not in (STUDENTS, STAFF):
            known = {student["id"] for student in chosen}
            chosen += self._next(ANYBODY, count - len(chosen), lambda s: s["id"] not in known and fits(s))
        return chosen

    def _next(self, category: str, count: int, fits: Callable[[Row], bool]) -> list[Row]:
        """The next who fit; whoever does not is first in line for the next class."""
        pool = self.by_category.get(category, deque())
        chosen: list[Row] = []
        passed: list[Row] = []
        while pool and len(chosen) < count:
            student = pool.popleft()
            (chosen if fits(student) else passed).append(student)
        pool.extendleft(reversed(passed))
        pool.extend(chosen)
        return chosen


def _pools(world: World, unit: int) -> Pools:
    pools = {STUDENTS: deque(slice_of(world.own, unit, OWN_STUDENTS))}
    pools[STAFF] = deque(slice_of(world.staff, unit, TEACHERS // 2))
    pools[ANYBODY] = deque(slice_of(world.social, unit, SOCIAL))
    for student in pools[ANYBODY]:
        pools.setdefault(student["category"], deque()).append(student)
    return Pools(pools)


def _deck(world: World, unit: int) -> list[dict[str, Any]]:
    deck = [item for item in world.words.classes["items"] for _ in range(item["times"])]
    world.chance("deck", unit).shuffle(deck)
    return sorted(deck, key=lambda item: not item.get("roster", True))  # those still running have a roster


def classes(world: World, unit: int) -> tuple[list[Held], list[Block]]:
    """The unit's 60 classes and all their rows, in the order in which they can be written."""
    chance = world.chance("classes", unit)
    deck = _deck(world, unit)
    named = [item for item in deck if item.get("roster", True)]
    shares = iter(apportion(ENROLMENTS, [item["size"] * chance.uniform(0.8, 1.2) for item in named]))
    pools = _pools(world, unit)
    held: list[Held] = []
    for place, item in enumerate(deck):
        size = next(shares) if item.get("roster", True) else item["size"] + chance.randint(-60, 60)
        held.append(_class(world, chance, item, max(size, 6), unit, place))
    short = 0
    for each in held:
        if each.item.get("roster", True):
            short = _enrol(world, chance, each, pools, short)
    receipts = [row for each in held for row in _receipts(world, chance, each)]
    attendance = [row for each in held[4:8] for row in _attendance(world, chance, each)]
    if unit == 0:
        _awkward(world, held)
    blocks: list[Block] = [
        (TrainingClass, [each.row for each in held]),
        (Enrolment, [row for each in held for row in each.roster]),
        (Lesson, [row for each in held for row in each.lessons]),
        (Attendance, attendance),
        (Receipt, receipts),
    ]
    return held, blocks


def _start(world: World, chance: random.Random, unit: int, place: int, days: int) -> date:
    if unit == 0 and place < _RUNNING:
        return weekday(world.today - timedelta(days=2 + place))
    if unit == 0 and place < _RUNNING + _COMING:
        return weekday(world.today + timedelta(days=12 + 9 * place))
    return weekday(between(chance, world.begin, world.today - timedelta(days=days + 3)))


def _class(
    world: World, chance: random.Random, item: dict[str, Any], size: int, unit: int, place: int
) -> Held:
    """One class; the typed counts follow in `_enrol`, where the roster is known."""
    days = max(1, -(-item["hours"] // 8))
    span = days * item.get("spread", 1) + (days // 6) * 2
    start = _start(world, chance, unit, place, span)
    if unit == 0 and place < _RUNNING:
        span = max(span, 15)
    world.class_count += 1
    major = world.major(item.get("major", ""))
    client = world.enterprises[item["client"]] if "client" in item else None
    row = world.row(
        number=f"{start.year}-{world.class_count:04d}" if world.class_count % 12 else None,
        title=f"{start.year}年{item['name']}（第{world.class_count}期）",
        start=start,
        end=start + timedelta(days=span - 1),
        kind=item["kind"],
        facing=item.get("facing", "社会"),
        audience=item["audience"],
        nature=item["nature"],
        mode=pick(chance, (("线下", 80), ("混合", 14), ("线上", 6))),
        occupation=item.get("occupation"),
        level=item.get("level"),
        host=client["name"] if client and chance.random() < 0.3 else world.words.school["name"],
        client=client["id"] if client else None,
        department=(major or world.majors[world.class_count % len(world.majors)])["department"],
        major=major["id"] if major else None,
        place=chance.choice(world.words.classes["places"]),
        **_hours(item["hours"]),
        planned=-(-size // 5) * 5 + chance.choice((0, 0, 5, 10)),
        fee=item["price"] * size * 100 if item["nature"] == "有偿" else None,
        fund=item["fund"],
        **_filing(world, chance, item, start),
        adviser=world.persons[chance.choice(world.teachers)["person"]]["name"],
        task=item.get("task"),
        joint=item.get("joint", False),
        evidence="通知、签到表、照片、名册" if chance.random() < 0.7 else None,
    )
    return Held(item, row, size, world.class_count)


def _hours(hours: int) -> Row:
    """Days of eight hours, in half days; three fifths of the hours at the bench."""
    whole = Decimal(hours)
    practical = whole * 6 // 10
    days = whole / 8 if hours % 4 == 0 else Decimal("0.5")
    return {"days": days, "hours": whole, "theory_hours": whole - practical, "practice_hours": practical}


def _filing(world: World, chance: random.Random, item: dict[str, Any], start: date) -> Row:
    """Only a subsidised class is put on file before it begins."""
    if item["nature"] != "补贴性":
        return {}
    return {
        "filing": f"吉市培备〔{start.year}〕{world.class_count}号",
        "filed": start - timedelta(days=chance.randint(5, 20)),
        "filing_status": "已备案",
    }


def _enrol(world: World, chance: random.Random, held: Held, pools: Pools, more: int) -> int:
    """Fill the roster, with so many more than planned; returns how many could not be found."""
    row, today = held.row, world.today
    wanted = held.size + (more if row["facing"] == "社会" else 0)
    for student in pools.deal(row["audience"], wanted, lambda student: _fits(world, held, student)):
        held.roster.append(_enrolment(world, chance, held, student))
    _teach(world, chance, held)
    if row["end"] < today and chance.random() < 0.6:  # counted by hand as well; now and then one too many
        came = sum(line["status"] != "报名" for line in held.roster)
        row["actual"] = came + (1 if chance.random() < 0.06 else 0)
        row["finished"] = sum(line["status"] == "结业" for line in held.roster)
    return held.size + more - len(held.roster)


def _fits(world: World, held: Held, student: Row) -> bool:
    """Nobody attends two classes at once; subsidies are for people of working age and the graduating year."""
    row = held.row
    if not free(world.attended, student["id"], row["start"], row["end"]):
        return False
    schooling = status_on(world, student, row["start"])
    if student["category"] == STUDENTS and schooling is None:
        return False
    if row["nature"] != "补贴性":
        return True
    if schooling is not None and not schooling["graduating"]:
        return False
    young, old = (years_before(row["start"], years).isoformat() for years in _LABOUR_AGES)
    return bool(old < world.persons[student["person"]]["birth"] <= young)


def _enrolment(world: World, chance: random.Random, held: Held, student: Row) -> Row:
    row = held.row
    if row["start"] > world.today:
        status = "报名"
    elif row["end"] >= world.today:
        status = "报到"
    else:
        status = pick(chance, (("结业", 89), ("未结业", 4), ("中途退出", 3), ("报到", 2), ("报名", 2)))
    finished = status == "结业"
    schooling = status_on(world, student, row["start"]) or {}
    person = world.persons[student["person"]]
    world.attended.setdefault(student["id"], []).append((row["start"], row["end"]))
    return world.row(
        training_class=row["id"],
        student=student["id"],
        status=status,
        arrived=row["start"] if status != "报名" else None,
        attended_hours=row.get("hours") if finished else None,
        theory=Decimal(chance.randint(60, 98)) if finished else None,
        practice=Decimal(chance.randint(120, 196)) / 2 if finished else None,
        former_level="五级/初级工"
        if row.get("level", "").startswith(("三级", "四级")) and chance.random() < 0.3
        else None,
        subsidy=held.item["price"] * 100 if finished and row["nature"] == "补贴性" else None,
        credits=row["hours"] / 8 if row["facing"] == "本校教师" and finished else None,
        completion_number=f"JY{row['end']:%Y%m}{held.serial:05d}{len(held.roster) + 1:03d}"
        if finished and chance.random() < 0.5
        else None,
        category=row["audience"] if chance.random() < 0.93 else student["category"],
        workplace=student.get("workplace"),
        education=person.get("education"),
        major=schooling.get("major"),
        grade=schooling.get("grade"),
        class_name=schooling.get("class_name"),
        graduating=schooling.get("graduating"),
    )


def _teach(world: World, chance: random.Random, held: Held) -> None:
    """Lessons of four or eight hours on the class's days, by two teachers and some guests."""
    row, left, number = held.row, held.row["hours"], 0
    staff = [_free_teacher(world, chance, row) for _ in range(2)]
    guests = [f"{surname}工程师" for surname in chance.sample(world.words.names["surnames"], 2)]
    span = (row["end"] - row["start"]).days + 1
    while left > 0 and number < 60:
        hours = min(left, _HALF_DAY)
        day = row["start"] + timedelta(days=min(number // 2, span - 1))
        outside = number % 7 == 6
        held.lessons.append(
            world.row(
                training_class=row["id"],
                held_on=day,
                hours=hours,
                period=("上午", "下午")[number % 2] if number // 2 < span else "晚上",
                teacher=None if outside else staff[number // 2 % 2]["id"],
                outside=guests[number // 7 % 2] if outside else None,
                content=world.words.classes["lessons"][number % 10],
                form="理论" if number % 5 < 2 else "实操",
                place=row["place"],
            )
        )
        left -= hours
        number += 1


def _free_teacher(world: World, chance: random.Random, row: Row) -> Row:
    """A teacher in post who has no other class in those days; in a crowded season whoever comes last."""
    for _ in range(200):
        teacher = chance.choice(world.teachers)
        in_post = teacher["joined"] <= row["start"] and teacher.get("left", row["end"]) >= row["end"]
        if in_post and free(world.taught, teacher["id"], row["start"], row["end"]):
            break
    world.taught.setdefault(teacher["id"], []).append((row["start"], row["end"]))
    return teacher


def _attendance(world: World, chance: random.Random, held: Held) -> Iterator[Row]:
    for line in held.roster:
        for lesson in held.lessons[:6]:
            if lesson["held_on"] <= world.today and line["status"] != "报名":
                status = pick(chance, (("出勤", 92), ("迟到", 3), ("请假", 3), ("缺勤", 2)))
                yield world.row(enrolment=line["id"], lesson=lesson["id"], status=status)


def _receipts(world: World, chance: random.Random, held: Held) -> Iterator[Row]:
    """Money comes weeks after the class, sometimes next year, often in two parts; a few are only typed."""
    row, item = held.row, held.item
    heads = sum(line["status"] == "结业" for line in held.roster) if held.roster else held.size
    total = item["price"] * heads * 100
    if not held.roster and row["end"] < world.today:  # totals only
        row.update(actual=held.size, finished=held.size)
    if row["end"] >= world.today:
        return
    if total == 0:
        row["income"] = chance.choice((0, None))
        return
    subsidised = row["nature"] == "补贴性"
    if chance.random() < 0.12:
        row.update({"income": total, "subsidy": total if subsidised else 0})
        return
    typed = chance.random() < 0.3
    parts = [total] if chance.random() < 0.35 else [total * 6 // 10, total - total * 6 // 10]
    for number, amount in enumerate(parts):
        on = row["end"] + timedelta(days=chance.randint(12, 60) + 70 * number)
        if on <= world.today:
            row["income"] = row.get("income", 0) + amount
            yield world.row(
                training_class=row["id"],
                received_on=on,
                amount=amount,
                fund=row["fund"],
                subsidy=subsidised,
                voucher=f"{on:%y%m}{chance.randint(0, 999_999):06d}",
            )
    if not typed:
        row.pop("income", None)


def _awkward(world: World, held: list[Held]) -> None:
    """What a real ledger has: a long title, a cancelled class (0), blanks, one person in three classes."""
    ended = [each for each in held if each.roster and each.row["end"] < world.today]
    ended[0].row["title"] = f"{ended[0].row['start'].year}{world.words.classes['long_title']}"
    for name in ("days", "hours", "theory_hours", "practice_hours"):
        del ended[1].row[name]
    del ended[2].row["planned"]
    ended[3].row["subsidy"] = 0
    cancelled = next(
        each for each in held if not each.item.get("roster", True) and each.row["end"] < world.today
    )
    cancelled.row.update(actual=0, finished=0, income=0, note="因疫情防控取消，未开班。")
    if "planned" in cancelled.row:
        cancelled.row["planned"] = 30
    for number, student in enumerate(slice_of(world.social, 0, 3)):
        for each in [each for each in ended if each.row["facing"] == "社会"][5 * number : 5 * number + 3]:
            if all(line["student"] != student["id"] for line in each.roster) and _fits(world, each, student):
                line = _enrolment(world, world.chance("three", number), each, student)
                each.roster.append(line)
                for figure, statuses in (("actual", ATTENDED), ("finished", ("结业",))):
                    if figure in each.row and line["status"] in statuses:
                        each.row[figure] += 1
