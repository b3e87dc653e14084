"""Many rows made at once are one entry of the trail: every look at it goes on as if each had its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.core.errors import UserError
from desktop.records.people import Person
from desktop.records.system import Trail
from desktop.services.history import of_row
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.acts import acts
from desktop.store.content import content_hash
from desktop.store.ledger import Ledger
from desktop.store.spans import LEAST, Runs
from desktop.store.undo import redo, undo
from desktop.store.verify import verify

MANY = 3 * LEAST


def people(ledger: Ledger, count: int = MANY, first: int = 0) -> list[int]:
    rows = [{"name": f"学员{n}", "document_number": f"{n:018d}"} for n in range(first, first + count)]
    with act(ledger, f"导入 {count} 人") as s:
        return s.insert(Person, rows)


def entries(ledger: Ledger) -> list[tuple[str, int]]:
    with ledger.reading() as reading:
        found = reading.execute(select(Trail.operation, Trail.span).order_by(Trail.id)).all()
    return [(operation, span) for operation, span in found][2:]


def test_many_are_one_entry_and_few_are_one_each(ledger: Ledger) -> None:
    people(ledger)
    people(ledger, 2, MANY)
    assert entries(ledger) == [("created", MANY), ("created", 1), ("created", 1)]
    assert [(step.created, step.changed) for step in acts(ledger)[:2]] == [(2, 0), (MANY, 0)]
    assert verify(ledger) == []


def test_a_run_is_undone_and_done_again(ledger: Ledger) -> None:
    before = content_hash(ledger)
    ids = people(ledger)
    after = content_hash(ledger)
    assert undo(ledger).rows == MANY and content_hash(ledger) == before
    assert redo(ledger).rows == MANY and content_hash(ledger) == after
    assert undo(ledger).rows == MANY and content_hash(ledger) == before
    assert redo(ledger).rows == MANY
    assert verify(ledger) == []
    with ledger.reading() as reading:
        runs = Runs(reading)
    assert (runs.record(ids[0]), runs.record(ids[-1])) == ("person", "person")
    assert (runs.record(ids[0] - 1), runs.record(ids[-1] + 1)) == ("", "")


def test_rows_of_a_run_that_were_changed_since_are_named_and_kept(ledger: Ledger) -> None:
    ids = people(ledger)
    with act(ledger, "改名") as s:
        s.update(Person, {ids[7]: {"name": "王芳"}})
    with pytest.raises(UserError, match="王芳"):
        undo(ledger, acts(ledger)[1].id)
    undone = undo(ledger, acts(ledger)[1].id, keep_later=True)
    assert (undone.rows, undone.kept) == (MANY - 1, 1)
    assert verify(ledger) == []


def test_a_row_deleted_and_brought_back_is_no_change(ledger: Ledger) -> None:
    before = content_hash(ledger)
    ids = people(ledger)
    with act(ledger, "删除") as s:
        s.delete(Person, ids[: LEAST + 3])
    assert undo(ledger).rows == LEAST + 3
    assert entries(ledger)[-1] == ("created", LEAST + 3)
    assert undo(ledger, acts(ledger)[2].id).rows == MANY
    assert content_hash(ledger) == before and verify(ledger) == []


def test_one_row_of_a_run_has_its_own_history(ledger: Ledger, root: Path) -> None:
    ids = people(ledger)
    with act(ledger, "改名") as s:
        s.update(Person, {ids[LEAST]: {"name": "王芳"}})
    office = Office(ledger, {}, (), root / "resources", root / "forms", date(2026, 6, 1))
    touches = of_row(office, "person", ids[LEAST])
    assert [(each.title, each.word) for each in touches] == [("改名", "修改"), (f"导入 {MANY} 人", "新增")]
    assert [each.word for each in of_row(office, "person", ids[-1])] == ["新增"]
    assert of_row(office, "person", ids[-1] + 1) == []


def test_a_row_changed_behind_a_run_and_one_that_is_gone_are_found(ledger: Ledger) -> None:
    ids = people(ledger)
    with ledger.locked() as connection:
        connection.execute(Person.__table__.update().where(Person.id == ids[5]).values(address="别处"))
        connection.execute(Person.__table__.delete().where(Person.id == ids[6]))
    said = [finding.sentence for finding in verify(ledger) if finding.check == "行与操作"]
    assert said == ["人员有 1 行没有经过操作就不见了", "人员「学员5」没有经过操作就被改动过"]


def test_one_person_of_a_run_can_be_erased_and_the_chain_still_holds(ledger: Ledger) -> None:
    ids = people(ledger)
    with ledger.locked() as connection:
        run = connection.execute(select(Trail.id, Trail.salt).where(Trail.row == ids[0])).one()
        salts = run.salt[: 16 * 5] + bytes(16) + run.salt[16 * 6 :]
        connection.execute(Trail.__table__.update().where(Trail.id == run.id).values(salt=salts))
    with act(ledger, "删除") as s:
        s.delete(Person, [ids[5]])
    assert verify(ledger) == []


def test_a_forged_digest_of_a_run_is_found(ledger: Ledger) -> None:
    ids = people(ledger)
    with ledger.locked() as connection:
        run = connection.execute(select(Trail.id, Trail.digest).where(Trail.row == ids[0])).one()
        forged = bytes(32) + run.digest[32:]
        connection.execute(Trail.__table__.update().where(Trail.id == run.id).values(digest=forged))
    assert {finding.check for finding in verify(ledger)} == {"操作链", "行与操作"}
