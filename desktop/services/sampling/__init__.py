"""The demonstration ledger: made up, realistic, the same for the same seed and day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.records.catalogue import records
from desktop.records.school import School
from desktop.services.office import Office
from desktop.services.sampling.classes import classes
from desktop.services.sampling.exams import exams
from desktop.services.sampling.masters import masters, school_fields
from desktop.services.sampling.numbers import Numbers
from desktop.services.sampling.people import own_students, sizes, social, teachers_as_trainees
from desktop.services.sampling.planning import planning
from desktop.services.sampling.teachers import practices, teachers
from desktop.services.sampling.vocabulary import load_vocabulary
from desktop.services.sampling.world import Block, World, seeded_ids
from desktop.store.act import act
from desktop.store.find import find

SEED = 2022_33  # the policy's document number
MESSY = "往年培训台账.xlsx"


def demo_school(resources: Path) -> tuple[str, str]:
    """Code and name of the demonstration school, for whoever makes its ledger."""
    school = load_vocabulary(resources).school
    return school["code"], school["name"]


def messy_workbook(resources: Path) -> Path:
    """A workbook as clerks keep them, to show the import with (made by tools/make_messy.py)."""
    return resources / "demo" / MESSY


def blocks(world: World) -> Iterator[Block]:
    """Rows in the order in which they can be written; memory holds one unit of scale and the persons."""
    own, others, staff = sizes(world.scale)
    yield from masters(world)
    yield from teachers(world, staff)
    yield from teachers_as_trainees(world)
    yield from own_students(world, own)
    yield from social(world, others)
    for unit in range(world.scale):
        held, rows = classes(world, unit)
        yield from rows
        yield from exams(world, unit, held)
        yield from practices(world, unit)
    yield from planning(world)


def demo(
    office: Office, scale: int = 1, seed: int = SEED, progress: Progress | None = None
) -> dict[str, int]:
    """Fill an empty ledger in one act. Returns rows by the record's name; refuses a ledger that has any."""
    if scale < 1:
        raise UserError("演示台账的规模至少是 1。", hint="请写 --scale 1 或更大的整数。")
    _refuse_filled(office)
    watched = progress or NoProgress()
    world = World(
        words=load_vocabulary(office.resources),
        today=office.today,
        seed=seed,
        scale=scale,
        ids=seeded_ids(seed, office.today),
        numbers=Numbers(Random(f"{seed}/numbers")),
    )
    counts = {each.label: 0 for each in records() if each.id != "school"}
    with act(office.ledger, "生成演示台账", kind="demo") as writing:
        writing.update(School, {office.ledger.school_id: school_fields(world)})
        written, expected = 0, 10_000 * scale
        for model, rows in blocks(world):
            watched.step(min(written, expected), expected, f"正在生成{model.label}")
            if rows:
                writing.insert(model, rows)
            counts[model.label] += len(rows)
            written += len(rows)
    return counts


def _refuse_filled(office: Office) -> None:
    for each in records():
        if each.id == "school":
            continue
        count = find(office.ledger, each.id, paths=[], limit=1).total
        if count:
            raise UserError(
                f"台账里已经有{each.label} {count} 条，不能再放演示数据。",
                hint="请换一个新的台账文件再做演示。",
            )
