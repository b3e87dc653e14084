"""Invented exams: batches, candidates, and the certificates they led to."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from desktop.records.certificates import Candidate, Certificate, ExamBatch
from desktop.services.sampling.classes import Held
from desktop.services.sampling.masters import X_END
from desktop.services.sampling.numbers import certificate_number
from desktop.services.sampling.people import status_on
from desktop.services.sampling.world import (
    OWN_STUDENTS,
    Block,
    Row,
    World,
    apportion,
    between,
    pick,
    slice_of,
    weekday,
)

BATCHES, CANDIDATES = 40, 1_500


def exams(world: World, unit: int, held: Sequence[Held]) -> list[Block]:
    """Exams at the end of classes, and exams of own students: 40 batches, 1,500 candidates."""
    chance = world.chance("exams", unit)
    batches: list[Row] = []
    candidates: list[Row] = []
    certificates: list[Row] = []
    for each in _examined(world, held):
        _class_exam(world, chance, each, (batches, candidates, certificates), unit)
    left = BATCHES - len(batches)
    shares = apportion(
        max(CANDIDATES - len(candidates), left), [chance.uniform(0.7, 1.3) for _ in range(left)]
    )
    own = slice_of(world.own, unit, OWN_STUDENTS)
    for number, share in enumerate(shares):
        _own_exam(world, chance, own, number, share, (batches, candidates, certificates), unit)
    certificates += _awards(world, chance, held)
    return [(ExamBatch, batches), (Candidate, candidates), (Certificate, certificates)]


Made = tuple[list[Row], list[Row], list[Row]]


def _examined(world: World, held: Sequence[Held]) -> list[Held]:
    """Classes that end in an exam which has been held: at most half of all batches."""
    wanted = [each for each in held if "certificate" in each.item and each.roster]
    return [each for each in wanted if each.row["end"] + timedelta(days=12) < world.today][: BATCHES // 2]


def _type_named(world: World, name: str, level: str) -> Row:
    return next(type_ for type_ in world.types if (type_["name"], type_["level"]) == (name, level))


def _batch(
    world: World,
    chance: random.Random,
    type_: Row,
    held_on: date,
    size: int,
    fund: str,
    in_plan: bool,
    number: str,
) -> Row:
    over = held_on + timedelta(days=40) < world.today
    coming = "报名" if held_on > world.today else "成绩登记"
    return world.row(
        number=number,
        certificate_type=type_["id"],
        site=chance.choice(world.words.certificates["sites"]),
        held_on=held_on,
        planned=-(-size // 5) * 5,
        price=chance.choice((26_000, 30_000, 32_000, 38_000)),
        cost=size * 30_000 if chance.random() < 0.8 else None,
        fund=fund,
        in_plan=in_plan,
        status="结束" if over else coming,
    )


def _class_exam(world: World, chance: random.Random, each: Held, made: Made, unit: int) -> None:
    type_ = _type_named(world, *each.item["certificate"].split("|"))
    finishers = [line for line in each.roster if line["status"] == "结业"]
    held_on = weekday(each.row["end"] + timedelta(days=chance.randint(4, 9)))
    batch = _batch(
        world,
        chance,
        type_,
        held_on,
        len(finishers),
        each.row["fund"],
        False,
        _number(held_on, unit, len(made[0])),
    )
    made[0].append(batch)
    for line in finishers:
        source = "企业" if line["category"] == "企业职工" else "社会人员"
        if "graduating" in line:
            source = "毕业年级" if line["graduating"] else "其他在校生"
        copied = {name: line.get(name) for name in ("major", "grade", "class_name", "graduating")}
        candidate = _candidate(world, chance, batch, line["student"], source, len(made[1]), copied)
        candidate["training_class"] = each.row["id"]
        made[1].append(candidate)
        made[2].extend(_certified(world, chance, type_, batch, candidate, line["id"]))


def _number(held_on: date, unit: int, serial: int) -> str:
    return f"KH{held_on:%Y%m}{unit:03d}{serial + 1:02d}"


def _own_exam(
    world: World, chance: random.Random, own: Sequence[Row], number: int, size: int, made: Made, unit: int
) -> None:
    """An exam of a school year's students: X certificates to the end of 2025, then those of 人社."""
    held_on = weekday(between(chance, world.begin, world.today - timedelta(days=20)))
    if number == 0:  # an X exam after the scheme's end: a finding
        held_on = date(2026, 3, 14)
    if number == 1:  # one that is still to come
        held_on = weekday(world.today + timedelta(days=25))
    late = held_on > X_END and number != 0
    scheme = "职业技能等级证书" if late or number % 4 == 3 else "X证书"
    fitting = [
        t for t in world.types if t["scheme"] == scheme and "major" in t and t["level"][0] in "初中四五"
    ]
    type_ = fitting[chance.randrange(len(fitting))]
    here = [student for student in own if status_on(world, student, held_on)]
    chosen = chance.sample(here, min(size, len(here)))
    fund = pick(chance, (("职业技能培训专账资金", 45), ("学校自筹", 30), ("教育财政专项", 25)))
    batch = _batch(
        world, chance, type_, held_on, size, fund, number % 3 != 2, _number(held_on, unit, len(made[0]))
    )
    made[0].append(batch)
    for student in chosen:
        schooling = status_on(world, student, held_on) or {}
        source = ("毕业年级" if schooling.get("graduating") else "其他在校生") if schooling else "社会人员"
        copied = {name: schooling.get(name) for name in ("major", "grade", "class_name", "graduating")}
        candidate = _candidate(world, chance, batch, student["id"], source, len(made[1]), copied)
        made[1].append(candidate)
        made[2].extend(_certified(world, chance, type_, batch, candidate, None))


def _candidate(
    world: World, chance: random.Random, batch: Row, student: int, source: str, serial: int, copied: Row
) -> Row:
    over = batch["held_on"] <= world.today
    sat = over and chance.random() < 0.955
    passed = sat and chance.random() < 0.83
    theory = Decimal(chance.randint(60, 97) if passed else chance.randint(25, 59)) if sat else None
    practice = Decimal(chance.randint(120, 190)) / 2 if sat else None
    unsure = over and chance.random() < 0.004  # the result was never entered
    return world.row(
        batch=batch["id"],
        student=student,
        ticket=f"{batch['number'][2:]}{serial + 1:04d}" if chance.random() < 0.9 else None,
        nature="补考" if chance.random() < 0.06 else "新考",
        source=source,
        theory=theory,
        practice=practice,
        total=(theory + practice) / 2 if theory is not None and practice is not None else None,
        sat=sat if over and not unsure else None,
        result=None if not over or unsure else ("通过" if passed else "未通过" if sat else "缺考"),
        credits="2学分 专业核心课" if passed and source == "毕业年级" and chance.random() < 0.3 else None,
        **copied,
    )


def _certified(
    world: World, chance: random.Random, type_: Row, batch: Row, candidate: Row, enrolment: int | None
) -> Iterator[Row]:
    issued = batch["held_on"] + timedelta(days=38)
    if candidate.get("result") != "通过" or issued > world.today or chance.random() < 0.015:
        return
    yield _certificate(world, type_, candidate["student"], issued, candidate["id"], enrolment, chance)


def _certificate(
    world: World,
    type_: Row,
    student: int,
    issued: date,
    candidate: int | None,
    enrolment: int | None,
    chance: random.Random,
) -> Row:
    world.certificate_count += 1
    number = certificate_number(
        type_["scheme"], type_.get("organisation_code", ""), type_["level"], issued, world.certificate_count
    )
    status = "注销" if chance.random() < 0.003 else "有效"
    return world.row(
        certificate_type=type_["id"],
        number=number,
        student=student,
        issued=issued,
        candidate=candidate,
        enrolment=enrolment,
        status=status,
    )


def _awards(world: World, chance: random.Random, held: Sequence[Held]) -> Iterator[Row]:
    """Certificates that a class gives without an exam of ours: safety work, starting a business."""
    for each in held:
        if "award" not in each.item or each.row["end"] + timedelta(days=20) > world.today:
            continue
        type_ = next(type_ for type_ in world.types if type_["name"] == each.item["award"])
        for line in each.roster:
            if line["status"] == "结业" and chance.random() < 0.9:
                issued = each.row["end"] + timedelta(days=15)
                yield _certificate(world, type_, line["student"], issued, None, line["id"], chance)
