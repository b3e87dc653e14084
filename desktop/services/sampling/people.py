"""Invented persons: trainees, the school's own students with their 学籍, and names hard to write."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from desktop.core.dates import school_year, years_before
from desktop.records.people import Person, Student, StudentStatus
from desktop.services.sampling.world import (
    OWN_STUDENTS,
    PERSONS,
    PERSONS_AT_MOST,
    SOCIAL,
    TEACHERS,
    Block,
    Row,
    World,
    apportion,
    between,
    pick,
)

_CHUNK = 5_000


def sizes(scale: int) -> tuple[int, int, int]:
    """How many own students, social trainees and teachers: so many for each unit, together at most 60,000."""
    people = min(PERSONS * scale, PERSONS_AT_MOST)
    own, teachers = people * OWN_STUDENTS // PERSONS, people * TEACHERS // PERSONS
    return own, people - own - teachers, teachers


class Namer:
    """Draws names; the first ones are the awkward ones."""

    def __init__(self, world: World) -> None:
        self._names = world.words.names

    def draw(self, chance: random.Random, sex: str) -> str:
        if chance.random() < 0.015:
            surname = chance.choice(self._names["double_surnames"])
        else:
            surname = chance.choice(self._names["surnames"])
        pool = self._names["female" if sex == "2" else "male"]
        return str(surname) + "".join(chance.choices(pool, k=1 if chance.random() < 0.22 else 2))


def make_person(world: World, chance: random.Random, birth: date, *, education: str, name: str = "") -> Row:
    """One person; a phone, an address or the education is missing now and then."""
    sex = pick(chance, (("1", 51), ("2", 49)))
    words = world.words.names
    person = world.row(
        name=name or Namer(world).draw(chance, sex),
        document_type="居民身份证",
        document_number=world.numbers.resident(birth, sex),
        sex=sex,
        birth=birth.isoformat(),
        ethnic_group=pick(chance, ((code, weight) for code, weight in words["ethnic_groups"])),
        education=education if chance.random() > 0.04 else None,
        phone=world.numbers.mobile() if chance.random() > 0.05 else None,
        address=f"吉林市{chance.choice(words['streets'])}{chance.randint(1, 320)}号"
        if chance.random() > 0.3
        else None,
    )
    world.persons[person["id"]] = person
    return person


def social_categories(world: World, count: int) -> list[str]:
    """The kinds of trainees in the proportions in which the classes want them."""
    seats: dict[str, float] = {}
    for item in world.words.classes["items"]:
        if item.get("facing", "社会") == "社会" and item.get("roster", True):
            seats[item["audience"]] = seats.get(item["audience"], 0) + item["size"] * item["times"]
    shares = apportion(min(count, SOCIAL), list(seats.values()))
    deck = [name for name, share in zip(seats, shares, strict=True) for _ in range(share)]
    world.chance("categories").shuffle(deck)
    return [deck[i % len(deck)] for i in range(count)]


def social(world: World, count: int) -> Iterator[Block]:
    """Trainees from outside the school."""
    chance, ages = world.chance("social"), world.words.names["ages"]
    awkward = list(world.words.names["awkward"])
    persons: list[Row] = []
    students: list[Row] = []
    for number, category in enumerate(social_categories(world, count)):
        low, high = ages.get(category, ages["其他"])
        birth = between(chance, years_before(world.today, high), years_before(world.today, low))
        education = pick(chance, (("71", 30), ("61", 18), ("41", 18), ("31", 18), ("21", 14), ("81", 2)))
        name = awkward[number] if number < len(awkward) else ""
        person = make_person(world, chance, birth, education=education, name=name)
        if number == 40:  # no paper at hand at sign-up: known by name and birthday only
            del person["document_number"]
        persons.append(person)
        students.append(
            world.row(person=person["id"], category=category, workplace=_workplace(world, chance, category))
        )
    world.social = students
    yield from _pieces(Person, persons)
    yield from _pieces(Student, students)


def _workplace(world: World, chance: random.Random, category: str) -> str | None:
    if category in ("企业职工", "农民工"):
        return str(chance.choice(world.enterprises)["name"])
    if category in ("干部", "老年人", "社区居民"):
        return None
    return str(chance.choice(world.words.classes["workplaces"])) if chance.random() < 0.6 else None


def own_students(world: World, count: int) -> Iterator[Block]:
    """The school's own students, each with a row of 学籍 for every school year they were here."""
    chance = world.chance("own")
    this_year = int(school_year(world.today)[:4])
    majors = [major for major in world.majors if major.get("department")]
    persons, students, statuses = [], [], []
    for number in range(count):
        entry = this_year - number % 6  # from those who are about to leave when the ledgers begin
        birth = between(chance, date(entry - 16, 9, 1), date(entry - 15, 8, 31))
        person = make_person(world, chance, birth, education="71")
        student = world.row(person=person["id"], category="在校学生", number=f"{entry}{number + 1:05d}")
        major = majors[(number // 6) % len(majors)]
        mine = [
            _status(world, student, major, entry, year)
            for year in range(entry, min(entry + 3, this_year + 1))
        ]
        world.statuses[student["id"]] = mine
        persons.append(person)
        students.append(student)
        statuses += mine
    world.own = students
    yield from _pieces(Person, persons)
    yield from _pieces(Student, students)
    yield from _pieces(StudentStatus, statuses)


def _status(world: World, student: Row, major: Row, entry: int, year: int) -> Row:
    return world.row(
        student=student["id"],
        school_year=f"{year}-{year + 1}",
        major=major["id"],
        grade=f"{entry}级",
        class_name=f"{entry % 100}{major['name'][:2]}{1 + int(student['number']) % 2}班",
        graduating=year == entry + 2,
    )


def status_on(world: World, student: Row, day: date) -> Row | None:
    """The 学籍 of an own student on a day; None for others and before or after school."""
    name = school_year(day)
    return next(
        (status for status in world.statuses.get(student["id"], ()) if status["school_year"] == name), None
    )


def teachers_as_trainees(world: World) -> Iterator[Block]:
    """A teacher who attends a class is a trainee too: the same person in another role."""
    school = world.words.school["name"]
    wanted = [teacher for number, teacher in enumerate(world.teachers) if number % 2 == 0]
    world.staff = [world.row(person=t["person"], category="教师", workplace=school) for t in wanted]
    yield from _pieces(Student, world.staff)


def _pieces(model: type[Person] | type[Student] | type[StudentStatus], rows: list[Row]) -> Iterator[Block]:
    for start in range(0, len(rows), _CHUNK):
        yield model, rows[start : start + _CHUNK]
