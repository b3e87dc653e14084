"""Schools brought in: nothing lost or doubled, again is a replacement, undone it is as before."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from desktop import compose
from desktop.core.errors import UserError
from desktop.core.progress import Cancelled
from desktop.records.models import ALL
from desktop.services.consolidating import Expected, consolidate, expect
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.content import content_hash
from desktop.store.ledger import Ledger
from desktop.store.undo import undo
from desktop.store.verify import verify
from tests.consolidating.conftest import TODAY, Course, enter

LI = ("李明", "220202199001010012")
WANG = ("王芳", "220202198505050020")
COURSE = Course("电工班", date(2026, 3, 1), date(2026, 3, 20), (LI, WANG))
Make = Callable[..., Path]


def rows_of(place: str | Path, code: str) -> dict[str, list[tuple[object, ...]]]:
    """Every record's rows of a school, by plain SQL, without the school's own id."""
    with sqlite3.connect(place) as driver:
        (school,) = driver.execute("SELECT id FROM school WHERE school_code = ?", (code,)).fetchone()
        found = {}
        for model in ALL:
            table = model.__tablename__
            names = [row[1] for row in driver.execute(f"PRAGMA table_info({table})") if row[1] != "school"]
            wanted = ", ".join(f'"{name}"' for name in names)
            rows = driver.execute(f"SELECT {wanted} FROM {table} WHERE school = ? ORDER BY id", (school,))
            found[table] = rows.fetchall()
    return found


def test_three_schools_come_in_whole(bureau: Office, school: Make, tmp_path: Path) -> None:
    codes = {f"220200000{n}": f"第{n}职业学校" for n in (1, 2, 3)}
    files = {code: school(code, name, COURSE, teachers=(LI,)) for code, name in codes.items()}
    found = consolidate(bureau, [tmp_path / "交来"])
    assert [each.state for each in found] == ["新并入"] * 3
    bureau.ledger.settle()
    for code, file in files.items():
        assert rows_of(bureau.ledger.place, code) == rows_of(file, code)
    assert verify(bureau.ledger) == []


def test_the_same_again_changes_nothing(bureau: Office, school: Make) -> None:
    file = school("2202000001", "第一职业学校", COURSE)
    before = file.read_bytes()
    consolidate(bureau, [file])
    held = content_hash(bureau.ledger)
    assert [each.state for each in consolidate(bureau, [file])] == ["没有变化"]
    assert content_hash(bureau.ledger) == held
    assert file.read_bytes() == before, "the school's own file is not touched"
    assert [each.name for each in file.parent.iterdir()] == [file.name], "nor is a log left beside it"


def test_again_replaces_in_one_act_and_undo_brings_back(bureau: Office, school: Make) -> None:
    file = school("2202000001", "第一职业学校", COURSE)
    consolidate(bureau, [file])
    held = content_hash(bureau.ledger)
    office = compose.open_office(str(file), today=TODAY)
    enter(office, Course("焊工班", date(2026, 5, 1), date(2026, 5, 9), (LI,)))
    save(office, "headcount", {"统计时点": date(2025, 9, 1), "在校生数": 120})
    office.ledger.close()
    (again,) = consolidate(bureau, [file])
    assert (again.state, again.deleted) == ("已更新", 0)
    bureau.ledger.settle()
    assert rows_of(bureau.ledger.place, again.code) == rows_of(file, again.code)
    undo(bureau.ledger, again.act)
    assert content_hash(bureau.ledger) == held
    assert verify(bureau.ledger) == []


def test_the_first_time_is_undone_to_the_empty_ledger(bureau: Office, school: Make) -> None:
    held = content_hash(bureau.ledger)
    (found,) = consolidate(bureau, [school("2202000001", "第一职业学校", COURSE, teachers=(WANG,))])
    undo(bureau.ledger, found.act)
    assert content_hash(bureau.ledger) == held


def test_keys_that_changed_hands_are_no_obstacle(bureau: Office, school: Make) -> None:
    """Two persons exchange numbers: row by row neither could take the other's."""
    file = school("2202000001", "第一职业学校", COURSE)
    consolidate(bureau, [file])
    with sqlite3.connect(file) as driver:
        driver.execute("UPDATE person SET document_number = 'x' WHERE name = ?", (LI[0],))
        driver.execute("UPDATE person SET document_number = ? WHERE name = ?", (LI[1], WANG[0]))
        driver.execute("UPDATE person SET document_number = ? WHERE name = ?", (WANG[1], LI[0]))
    driver.close()
    (again,) = consolidate(bureau, [file])
    assert again.state == "已更新"
    bureau.ledger.settle()
    assert rows_of(bureau.ledger.place, again.code) == rows_of(file, again.code)


def test_ledgers_copied_from_one_another_do_not_mix(bureau: Office, school: Make, tmp_path: Path) -> None:
    """Two schools began with copies of one ledger: the same ids for different schools' rows."""
    first = school("2202000001", "第一职业学校", COURSE)
    second = first.with_name("第二.zhijiao")
    shutil.copy(first, second)
    office = compose.open_office(str(second), today=TODAY)
    save(
        office,
        "school",
        {"学校标识码": "2202000002", "学校名称": "第二职业学校"},
        row_id=office.ledger.school_id,
    )
    office.ledger.close()
    assert [each.state for each in consolidate(bureau, [first, second])] == ["新并入", "新并入"]
    assert [each.state for each in consolidate(bureau, [first, second])] == ["没有变化", "没有变化"]
    bureau.ledger.settle()
    one, two = (rows_of(bureau.ledger.place, code) for code in ("2202000001", "2202000002"))
    assert one == rows_of(first, "2202000001")
    assert {table: len(rows) for table, rows in two.items()} == {
        table: len(rows) for table, rows in rows_of(second, "2202000002").items()
    }
    assert verify(bureau.ledger) == []


def test_what_cannot_be_taken_is_said_and_the_others_go_on(
    bureau: Office, school: Make, tmp_path: Path
) -> None:
    good = school("2202000001", "第一职业学校", COURSE)
    folder = good.parent
    whole = good.read_bytes()
    (folder / "截断.zhijiao").write_bytes(whole[: len(whole) // 3])
    (folder / "不是台账.zhijiao").write_bytes(b"hello")
    newer = folder / "新版.zhijiao"
    shutil.copy(good, newer)
    with sqlite3.connect(newer) as driver:
        driver.execute("UPDATE alembic_version SET version_num = '9999'")
        driver.execute("PRAGMA journal_mode=DELETE")
    driver.close()
    found = {each.file.name: each for each in consolidate(bureau, [folder])}
    assert found[good.name].state == "新并入"
    for name, word in (("截断", "损坏"), ("不是台账", "不是台账"), ("新版", "更新版本")):
        assert found[f"{name}.zhijiao"].state == "没有并入"
        assert word in found[f"{name}.zhijiao"].sentence


def test_a_locked_ledger_is_refused_and_an_open_one_is_read(bureau: Office, school: Make) -> None:
    locked = school("2202000001", "第一职业学校", COURSE)
    busy = school("2202000002", "第二职业学校", COURSE)
    holder = sqlite3.connect(locked, isolation_level=None)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    open_there = compose.open_office(str(busy), today=TODAY)
    save(open_there, "department", {"名称": "机电系"})
    try:
        found = {each.file.name: each for each in consolidate(bureau, [locked, busy])}
    finally:
        holder.close()
        open_there.ledger.close()
    assert found[locked.name].state == "没有并入"
    assert "另一个窗口" in found[locked.name].sentence
    assert found[busy.name].state == "新并入"
    with sqlite3.connect(bureau.ledger.place) as driver:
        assert driver.execute("SELECT count(*) FROM department").fetchone() == (1,)


def test_the_bureaus_own_and_older_files_of_one_school_are_refused(bureau: Office, school: Make) -> None:
    own = school("2202000000", "江城市教育局")
    assert "本单位" in consolidate(bureau, [own])[0].sentence
    file = school("2202000001", "第一职业学校", COURSE)
    with pytest.raises(UserError, match="找不到"):
        consolidate(bureau, [file.with_name("没有.zhijiao")])


def test_cancelled_keeps_the_schools_that_were_done(bureau: Office, school: Make) -> None:
    files = [school(f"220200000{n}", f"第{n}职业学校", COURSE) for n in (1, 2)]

    class Impatient:
        def step(self, done: int, total: int | None = None, note: str = "") -> None:
            del total, note
            if done:
                raise Cancelled

    with pytest.raises(Cancelled):
        consolidate(bureau, files, Impatient())
    bureau.ledger.settle()
    assert rows_of(bureau.ledger.place, "2202000001") == rows_of(files[0], "2202000001")
    with sqlite3.connect(bureau.ledger.place) as driver:
        assert driver.execute("SELECT count(*) FROM school").fetchone() == (2,)


def test_rows_of_a_return_come_back_in(bureau: Office, school: Make, tmp_path: Path) -> None:
    """第一职业学校 sends no ledger, only the return that our form filled there."""
    from desktop.core.dates import parse_window
    from desktop.services.returning import fill

    file = school("2202000001", "第一职业学校", COURSE, Course("焊工班", date(2026, 5, 1), date(2026, 5, 9)))
    office = compose.open_office(str(file), today=TODAY)
    sheet = tmp_path / "职业培训情况统计表.xlsx"
    fill(office, "职业培训情况统计表", parse_window("2026"), sheet)
    office.ledger.close()
    assert "哪所学校" in consolidate(bureau, [sheet])[0].sentence
    expect(bureau, [Expected("2202000001", "第一职业学校")])
    (found,) = consolidate(bureau, [sheet])
    assert found.state == "新并入", found
    with sqlite3.connect(bureau.ledger.place) as driver:
        told = driver.execute("SELECT title, start FROM training_class ORDER BY start").fetchall()
    assert told == [("电工班", "2026-03-01"), ("焊工班", "2026-05-01")]
    assert [each.state for each in consolidate(bureau, [sheet])] == ["没有变化"]
    assert Ledger.open(bureau.ledger.place).school_id == bureau.ledger.school_id
