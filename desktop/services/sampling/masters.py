"""The demonstration school itself: departments, majors, enterprises, certificate types, yearly figures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop.records.certificates import CertificateType
from desktop.records.enterprise import Enterprise
from desktop.records.school import Department, Finance, Headcount, Major
from desktop.services.sampling.world import Block, Row, World

X_BEGIN, X_END = date(2019, 4, 1), date(2025, 12, 31)  # 人社厅函〔2025〕154号


def school_fields(world: World) -> Row:
    """What the school's own row says besides its name and code."""
    words = world.words.school
    names = ("kind", "founder", "division", "head", "reporter", "phone", "address")
    return {"excellent": True, **{name: words[name] for name in names}}


def masters(world: World) -> Iterator[Block]:
    """Everything the ledgers refer to, but persons."""
    words = world.words.school
    for entry in words["departments"]:
        department = world.row(name=entry["name"])
        world.departments.append(department)
        for code, name in entry["majors"]:
            world.majors.append(
                world.row(
                    name=name,
                    major_code=code,
                    catalogue="2021",
                    category=code[:2],
                    department=department["id"],
                )
            )
    yield Department, world.departments
    yield Major, world.majors
    yield Enterprise, list(_enterprises(world))
    world.types = list(_types(world))
    yield CertificateType, world.types
    yield Headcount, list(_headcounts(world))
    yield Finance, list(_finances(world))


def _enterprises(world: World) -> Iterator[Row]:
    chance = world.chance("enterprises")
    words = world.words
    for number, (name, nature, industry, scale, base, integrated, positions) in enumerate(
        words.enterprises["items"]
    ):
        agreed = base not in ("否", "校级")
        enterprise = world.row(
            credit_code=world.numbers.credit() if number % 15 != 14 else None,
            name=name,
            former_name=f"{name[:5]}实业公司" if number == 4 else None,
            nature=nature,
            industry=industry,
            scale=scale,
            address=f"吉林市{chance.choice(words.names['streets'])}{chance.randint(1, 900)}号",
            contact=chance.choice(words.names["surnames"]) + "经理",
            phone=world.numbers.mobile() if number % 9 else None,
            base=base,
            on_campus=False,
            integrated=integrated,
            agreement_start=date(2023, 1, 1) if agreed else None,
            agreement_end=date(2027, 12, 31) if agreed else None,
        )
        world.positions[enterprise["id"]] = positions
        world.enterprises.append(enterprise)
        yield enterprise
    for name in words.enterprises["on_campus"]:
        inside = world.row(
            name=name, nature="事业单位", industry="P", scale="小型", base="校级", on_campus=True
        )
        world.positions[inside["id"]] = ["实训指导"]
        world.enterprises.append(inside)
        yield inside


def _types(world: World) -> Iterator[Row]:
    words = world.words.certificates
    for number, (name, organisation, levels, major) in enumerate(words["x"]):
        for level in levels:
            yield _type(world, "X证书", name, level, organisation, major, code=f"X{100 + number}", ended=True)
    for name, occupation, levels, major in words["occupations"]:
        organisation, code = words["organisations"][0 if major[:2] not in ("66", "67") else 1]
        for level in levels:
            yield _type(
                world, "职业技能等级证书", name, level, organisation, major, code=code, occupation=occupation
            )
    for scheme, name, organisation in words["others"]:
        yield _type(world, scheme, name, "不分级", organisation, "")


def _type(
    world: World,
    scheme: str,
    name: str,
    level: str,
    organisation: str,
    major: str,
    *,
    code: str = "",
    occupation: str = "",
    ended: bool = False,
) -> Row:
    taught = world.major(major)
    return world.row(
        scheme=scheme,
        name=name,
        level=level,
        organisation=organisation,
        organisation_code=code or None,
        occupation_code=occupation or None,
        major=taught["id"] if taught else None,
        start=X_BEGIN if ended else None,
        end=X_END if ended else None,
        status="停用" if ended and world.today > X_END else "启用",
    )


def _headcounts(world: World) -> Iterator[Row]:
    first = world.today.year if world.today >= date(world.today.year, 9, 1) else world.today.year - 1
    for back, figures in enumerate(world.words.school["headcounts"]):
        yield world.row(counted_on=date(first - back, 9, 1), **figures)


def _finances(world: World) -> Iterator[Row]:
    """In 分; a figure that is not in the words stays blank, which is not 0."""
    for back, figures in enumerate(world.words.school["finances"]):
        yield world.row(
            calendar_year=world.today.year - back, **{name: yuan * 100 for name, yuan in figures.items()}
        )
