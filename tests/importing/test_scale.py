"""Large files: every fault listed, written a single time, watched and cancelled at any step, in bounds."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.core.progress import Cancelled
from desktop.services.importing import commit_import, import_file, plan_import
from desktop.services.office import Office
from desktop.store.find import find
from desktop.store.undo import undo
from desktop.store.verify import verify
from tests.importing import rosters
from tests.services.importing_desk import contents, new_office

SAID = ("学员.姓名", "学员.证件号码", "培训班次.项目名称", "理论成绩", "工作单位")
SILENCE = 0.5


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    rosters.add_classes(made, 20)
    yield made
    made.ledger.close()


class Watch:
    """Notes the longest silence in the work's own seconds, whatever else the computer does; may cancel."""

    def __init__(self, stop: int = -1) -> None:
        self.steps, self.stop = 0, stop
        self.silence, self.last = 0.0, time.process_time()

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        now = time.process_time()
        self.silence, self.last = max(self.silence, now - self.last), now
        if self.steps == self.stop:
            raise Cancelled
        self.steps += 1


# What to put where, and what is said of it: rule by column.
FAULTS: tuple[tuple[int, Any, str], ...] = (
    (0, "没有的班", "引用不在台账"),
    (1, "2024年2月30日", "日期无法识别"),
    (4, "22020219801301001X", "身份证生日"),
    (4, 220202198001010018, "身份证尾数丢失"),
    (7, "1380", "电话位数"),
    (10, "外星人", "代码不在列表"),
    (11, "不少", "数值无法识别"),
    (13, -3, "数值为负"),
)


def test_four_hundred_faults_in_a_thousand_rows_within_two_seconds(office: Office, tmp_path: Path) -> None:
    lines = list(rosters.roster_rows(1000, 20))
    wanted = {}
    for at in range(400):
        row, (column, value, rule) = at * 5 // 2, FAULTS[at % len(FAULTS)]
        lines[row][column] = value
        wanted[row + 2, "ABCDEFGHIJKLMNO"[column]] = rule
    file = rosters.workbook(tmp_path / "名册.xlsx", rosters.ROSTER, iter(lines))
    plan_import(office, file, "学员名册")  # what is read in once a run of the program is no part of it
    begun = time.process_time()
    plan, result = import_file(office, file, "学员名册")
    took = time.process_time() - begun
    print(f"\n1000 行 400 处：{took:.2f} 秒")
    found = {(each.row, each.column): each.rule for each in plan.rejected}
    missed = {place: rule for place, rule in wanted.items() if found.get(place) != rule}
    assert missed == {} and found.keys() == wanted.keys() and len(plan.rejected) == 400
    assert result is None and took < 2


def test_good_rows_land_beside_every_bad_one(office: Office, tmp_path: Path) -> None:
    lines = list(rosters.roster_rows(200, 20))
    for row in range(0, 200, 2):
        lines[row][11] = "不少"  # the row lands without it
    for row in range(1, 200, 20):
        lines[row][4] = "22020219801301001X"  # without its number the row cannot
    file = rosters.workbook(tmp_path / "名册.xlsx", rosters.ROSTER, iter(lines))
    plan, result = import_file(office, file, "学员名册", on_conflict="skip")
    assert result is not None and (result.created, result.pending, len(plan.rejected)) == (190, 110, 110)


def test_at_once_is_what_planned_and_committed_is(office: Office, tmp_path: Path) -> None:
    file = rosters.workbook(tmp_path / "名册.xlsx", rosters.ROSTER, rosters.roster_rows(400, 20))
    before = contents(office)
    planned = plan_import(office, file, "学员名册")
    assert contents(office) == before
    commit_import(office, planned)
    one = find(office.ledger, "enrolment", paths=SAID, sort=[(SAID[1], False)]).rows
    undo(office.ledger)
    assert contents(office) == before
    plan, result = import_file(office, file, "学员名册")
    assert result is not None and result.created == 400 and plan.as_json() == planned.as_json()
    assert find(office.ledger, "enrolment", paths=SAID, sort=[(SAID[1], False)]).rows == one
    after = contents(office)
    again, nothing = import_file(office, file, "学员名册")
    assert (again.unchanged, nothing and nothing.act) == (400, 0) and contents(office) == after
    undo(office.ledger)
    assert contents(office) == before and verify(office.ledger) == []


def test_cancelled_at_any_step_nothing_is_left(office: Office, tmp_path: Path) -> None:
    file = rosters.workbook(tmp_path / "名册.xlsx", rosters.ROSTER, rosters.roster_rows(2500, 20))
    whole = Watch()
    before = contents(office)
    plan_import(office, file, "学员名册", progress=whole)
    assert whole.steps > 10 and whole.silence < SILENCE
    for stop in range(0, whole.steps, 3):
        with pytest.raises(Cancelled):
            import_file(office, file, "学员名册", progress=Watch(stop))
        assert contents(office) == before
    assert verify(office.ledger) == []


def test_a_refused_import_leaves_nothing_and_the_next_one_goes_through(
    office: Office, tmp_path: Path
) -> None:
    lines = list(rosters.roster_rows(300, 20))
    file = rosters.workbook(tmp_path / "好.xlsx", rosters.ROSTER, iter([list(line) for line in lines]))
    lines[299][4] = "22020219801301001X"
    bad = rosters.workbook(tmp_path / "坏.xlsx", rosters.ROSTER, iter(lines))
    before = contents(office)
    plan, result = import_file(office, bad, "学员名册")
    assert result is None and plan.refusal() is not None and contents(office) == before
    assert import_file(office, file, "学员名册")[1] is not None and verify(office.ledger) == []


CHILD = r"""
import json, re, sys, time
from datetime import date
from desktop.compose import open_office
from desktop.services.importing import import_file
from tests.importing.test_scale import Watch
office = open_office(sys.argv[1], today=date(2026, 6, 1))
watch, begun = Watch(), time.process_time()
plan, result = import_file(office, sys.argv[2], sys.argv[3], progress=watch)
office.ledger.close()
# Not getrusage: its peak starts with that of the process which forked this one.
peak = int(re.search(r"VmHWM:\s*(\d+) kB", open("/proc/self/status").read())[1]) / 1024
print(json.dumps({"rows": result.created, "seconds": time.process_time() - begun, "silence": watch.silence,
    "peak": peak}))
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="peak memory is told in kilobytes here")
def test_a_hundred_thousand_rows_in_600_megabytes(tmp_path: Path, root: Path) -> None:
    made = new_office(tmp_path)
    rosters.add_classes(made, 500)
    ledger = made.ledger.place
    made.ledger.close()
    for into, header, lines in (
        ("enrolment", rosters.ROSTER, rosters.roster_rows(100_000, 500)),
        ("training_class", rosters.CLASSES, rosters.training_rows(100_000)),
    ):
        file = rosters.workbook(tmp_path / "表.xlsx", header, lines)
        words = [
            sys.executable,
            "-c",
            CHILD.replace("sys.argv[2]", "__import__('pathlib').Path(sys.argv[2])"),
        ]
        done = subprocess.run(
            [*words, ledger, str(file), into], capture_output=True, text=True, cwd=root, check=False
        )
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        print(f"\n{into}：{said}")
        assert said["rows"] == 100_000
        assert said["peak"] < 600 and said["silence"] < SILENCE
