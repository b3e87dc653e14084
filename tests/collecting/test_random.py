"""Random hands on random cells, in files and ledger: nothing lands unsaid, nothing said is lost."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.services.collecting import commit_collect, plan_collect
from desktop.store.content import content_hash
from desktop.store.undo import undo
from tests.collecting.desk import Sheet, new_office, row_id, rows, saved, sent

TEXTS = ("底盘", "钣金", "发动机", "网页设计", None)
PHONES = ("13800138000", "13911112222", "0432-62345678", None)
FIELDS = {"任教课程": TEXTS, "联系电话": PHONES, "学位": ("学士", "硕士", None)}
NAMES = {"T001": "陈建国", "T002": "李敏", "T003": "王芳"}
Edit = tuple[str, str, Any]
EDITS = st.lists(
    st.tuples(st.sampled_from(sorted(NAMES)), st.sampled_from(sorted(FIELDS)), st.integers(0, 9)), max_size=5
)


def _typed(edits: list[tuple[str, str, int]]) -> list[Edit]:
    return [(who, field, FIELDS[field][n % len(FIELDS[field])]) for who, field, n in edits]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EDITS, EDITS, st.integers(0, 10**6))
def test_three_ways(in_file: list[Any], in_ledger: list[Any], seed: int) -> None:
    """A cell lands when only the file changed it; where both did, the ledger stands and it is asked."""
    with TemporaryDirectory() as name:
        _three_ways(Path(name), _typed(in_file), _typed(in_ledger), random.Random(seed))


def _three_ways(folder: Path, in_file: list[Edit], in_ledger: list[Edit], dice: random.Random) -> None:
    office = new_office(folder)
    made = sent(office, folder / "out", "教师", "系部", *FIELDS)
    sent_out = _standing(office)
    for who, field, value in in_ledger:
        saved(office, "教师", {field: value}, row_id(office, "教师", "工号", who))
    now = _standing(office)
    theirs = dict(sent_out)
    for who, field, value in in_file:
        theirs[who, field] = value
    for file in made.files:
        book = openpyxl.load_workbook(file)
        sheet = Sheet(book.worksheets[0])
        for who, field, value in in_file:
            if any(cell.value == who for line in sheet.sheet.iter_rows() for cell in line):
                sheet.put(sheet.row(who), field, f" {value}" if value and dice.random() < 0.3 else value)
        book.save(file)
        shutil.move(file, file.with_name(f"{dice.random()}.xlsx"))
    before = content_hash(office.ledger)
    plan = plan_collect(office, made.folder)
    assert content_hash(office.ledger) == before
    done = commit_collect(office, plan)
    after, asked = _standing(office), {(c.title.split(" · ")[1], c.path.label) for c in plan.cells}
    for cell, said in theirs.items():
        if said == sent_out[cell] or said == now[cell]:
            assert after[cell] == now[cell] and (said == now[cell] or cell not in asked)
        elif now[cell] == sent_out[cell] and said is not None:
            assert after[cell] == said
        else:
            assert after[cell] == now[cell] and cell in asked
    assert commit_collect(office, plan_collect(office, made.folder)).act == 0
    undo(office.ledger, done.act)
    assert content_hash(office.ledger) == before
    office.ledger.close()


def _standing(office: Any) -> dict[tuple[str, str], Any]:
    degrees = office.codes["degree"]
    found = {}
    for number, course, phone, degree in rows(office, "教师", "工号", "任教课程", "联系电话", "学位"):
        found[number, "任教课程"], found[number, "联系电话"] = course, phone
        found[number, "学位"] = degrees.name(degree) if degree else None
    return found
