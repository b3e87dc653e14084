"""Acts: written wholly with their trail, or not at all."""

from __future__ import annotations

import json
import threading
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from desktop.core.errors import UserError
from desktop.records.people import Person, Student, Teacher, TeacherStatus
from desktop.records.system import Act, Trail
from desktop.records.training import Enrolment, TrainingClass
from desktop.store.act import act, trial
from desktop.store.acts import acts
from desktop.store.content import content_hash
from desktop.store.ledger import Ledger
from desktop.store.verify import verify


def people(ledger: Ledger) -> list[tuple[object, ...]]:
    with ledger.reading() as connection:
        rows = connection.execute(select(Person.name, Person.phone).order_by(Person.id))
        return [tuple(row) for row in rows]


def test_a_new_ledger_knows_its_school_and_how_it_began(ledger: Ledger) -> None:
    assert ledger.school_id > 0
    (first,) = acts(ledger)
    assert first.number == 1
    assert first.title == "新建台账：松江职业技术学校"
    assert verify(ledger) == []


def test_an_act_writes_rows_and_an_entry_for_each(ledger: Ledger) -> None:
    with act(ledger, "新增学员 2 人", actor="李老师") as s:
        ids = s.insert(Person, [{"name": "王芳", "phone": "13800000001"}, {"name": "李雷"}])
    assert ids == sorted(ids)
    assert people(ledger) == [("王芳", "13800000001"), ("李雷", None)]
    step = acts(ledger)[0]
    assert (step.title, step.actor, step.created, step.changed, step.deleted) == (
        "新增学员 2 人",
        "李老师",
        2,
        0,
        0,
    )
    with ledger.reading() as connection:
        entries = connection.execute(select(Trail).where(Trail.act == step.id).order_by(Trail.id)).all()
    assert [(e.operation, e.record, e.row, e.content) for e in entries] == [
        ("created", "person", row_id, None) for row_id in ids
    ]


def test_a_change_trails_old_and_new_of_what_differs(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (class_id,) = s.insert(
            TrainingClass,
            [{"title": "电工", "start": date(2026, 3, 1), "hours": Decimal("40.5"), "income": 120_00}],
        )
    with act(ledger, "修改") as s:
        changed = s.update(
            TrainingClass,
            {
                class_id: {
                    "title": "电工",
                    "start": date(2026, 3, 2),
                    "hours": Decimal("40.0"),
                    "income": None,
                }
            },
        )
    assert changed == 1
    with ledger.reading() as connection:
        content = connection.execute(select(Trail.content).where(Trail.operation == "changed")).scalar_one()
        row = connection.execute(select(TrainingClass.start, TrainingClass.hours, TrainingClass.income)).one()
    assert json.loads(content) == {
        "start": ["2026-03-01", "2026-03-02"],
        "hours": [405, 400],
        "income": [12000, None],
    }
    assert tuple(row) == (date(2026, 3, 2), Decimal(40), None)


def test_what_is_unchanged_leaves_no_act(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (row_id,) = s.insert(Person, [{"name": "王芳"}])
    before = acts(ledger)
    with act(ledger, "保存") as s:
        assert s.update(Person, {row_id: {"name": "王芳", "phone": None}}) == 0
    assert acts(ledger) == before


def test_an_exception_takes_everything_back(ledger: Ledger) -> None:
    before = content_hash(ledger)
    heard: list[frozenset[str]] = []
    ledger.listen(heard.append)
    with pytest.raises(ZeroDivisionError), act(ledger, "出错") as s:
        s.insert(Person, [{"name": "王芳"}])
        raise ZeroDivisionError
    assert content_hash(ledger) == before
    assert len(acts(ledger)) == 1
    assert heard == []
    with act(ledger, "再来") as s:
        s.insert(Person, [{"name": "王芳"}])
    assert heard == [frozenset({"person"})]


def test_acts_do_not_nest(ledger: Ledger) -> None:
    with act(ledger, "外"), pytest.raises(RuntimeError), act(ledger, "内"):
        raise AssertionError("an act inside an act was opened")


def test_parts_are_deleted_with_their_whole(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (class_id,) = s.insert(TrainingClass, [{"title": "电工", "start": date(2026, 3, 1)}])
        persons = s.insert(Person, [{"name": "王芳"}, {"name": "李雷"}])
        students = s.insert(Student, [{"person": person} for person in persons])
        s.insert(Enrolment, [{"training_class": class_id, "student": student} for student in students])
    with act(ledger, "删除培训班次") as s:
        assert s.delete(TrainingClass, [class_id]) == 3
    with ledger.reading() as connection:
        assert connection.execute(select(Enrolment.id)).all() == []
        assert len(connection.execute(select(Student.id)).all()) == 2
    deleted = acts(ledger)[0]
    assert deleted.deleted == 3


def test_a_row_that_others_name_is_not_deleted(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (person,) = s.insert(Person, [{"name": "王芳"}])
        (teacher,) = s.insert(Teacher, [{"person": person, "number": "T01"}])
        s.insert(TeacherStatus, [{"teacher": teacher, "start": date(2025, 9, 1)}])
    before = content_hash(ledger)
    with pytest.raises(UserError, match="人员「王芳」还被教师「王芳」用到"), act(ledger, "删除") as s:
        s.delete(Person, [person])
    assert content_hash(ledger) == before
    with act(ledger, "删除") as s:
        assert s.delete(Teacher, [teacher]) == 2
        assert s.delete(Person, [person]) == 1


def test_the_same_key_twice_is_one_sentence(ledger: Ledger) -> None:
    key = {"document_type": "1", "document_number": "220202199001010018"}
    with act(ledger, "新增") as s:
        s.insert(Person, [{"name": "王芳", **key}])
    with pytest.raises(UserError, match=r"人员里已有.*证件号码相同的一行"), act(ledger, "新增") as s:
        s.insert(Person, [{"name": "王方", **key}])
    assert people(ledger) == [("王芳", None)]


def test_a_row_that_is_gone_cannot_be_changed(ledger: Ledger) -> None:
    with pytest.raises(UserError, match="人员有 1 行已不在台账里"), act(ledger, "修改") as s:
        s.update(Person, {42: {"name": "王芳"}})


def test_wrong_types_and_names_are_refused_on_both_engines_alike(ledger: Ledger) -> None:
    for row in ({"name": 5}, {"birth": date(1990, 1, 1)}, {"nobody": "x"}):
        with pytest.raises((TypeError, KeyError)), act(ledger, "新增") as s:
            s.insert(Person, [row])
    with pytest.raises(TypeError), act(ledger, "新增") as s:
        s.insert(TrainingClass, [{"title": "电工", "start": "2026-03-01"}])


def test_a_reader_sees_one_moment_while_an_act_writes(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        count = select(Person.id)
        assert connection.execute(count).all() == []
        errors: list[BaseException] = []

        def write() -> None:
            try:
                with act(ledger, "另一线程") as s:
                    s.insert(Person, [{"name": "王芳"}] * 500)
            except BaseException as error:  # noqa: BLE001 - the thread's failure is the test's
                errors.append(error)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join(30)
        assert not errors
        assert connection.execute(count).all() == []
    assert len(people(ledger)) == 500


def test_a_reader_cannot_write(ledger: Ledger) -> None:
    with pytest.raises(UserError, match="只读"), ledger.reading() as connection:
        connection.execute(Person.__table__.delete())


def test_a_bulk_import_leaves_the_same_trail(ledger: Ledger) -> None:
    rows = [
        {"name": f"学员{n}", "document_number": f"{n:018d}", "phone": f"138{n:08d}"} for n in range(12_000)
    ]
    with act(ledger, "导入") as s:
        ids = s.insert(Person, rows)
        s.update(Person, {row_id: {"former_name": "甲"} for row_id in ids[:1500]})
    step = acts(ledger)[0]
    assert (step.created, step.changed) == (12_000, 1500)
    assert len(set(ids)) == 12_000
    assert verify(ledger) == []


def test_values_can_be_erased_and_the_chain_still_holds(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (row_id,) = s.insert(Person, [{"name": "王芳"}])
    with act(ledger, "修改王芳") as s:
        s.update(Person, {row_id: {"name": "王方"}})
    with ledger.locked() as connection:
        connection.execute(
            Trail.__table__.update().where(Trail.row == row_id).values(content=None, salt=None)
        )
        connection.execute(
            Act.__table__.update().where(Act.title == "修改王芳").values(title=None, salt=None)
        )
    assert verify(ledger) == []


def test_a_forged_trail_is_found(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (row_id,) = s.insert(Person, [{"name": "王芳"}])
    with act(ledger, "修改") as s:
        s.update(Person, {row_id: {"name": "王方"}})
    with ledger.locked() as connection:
        forged = json.dumps({"name": ["王芳", "李四"]}, ensure_ascii=False)
        connection.execute(
            Trail.__table__.update().where(Trail.operation == "changed").values(content=forged)
        )
    assert [finding.check for finding in verify(ledger)] == ["操作内容"]


def test_a_dropped_entry_and_a_row_changed_behind_the_trail_are_found(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        ids = s.insert(Person, [{"name": "王芳"}, {"name": "李雷"}])
    with ledger.locked() as connection:
        connection.execute(Trail.__table__.delete().where(Trail.row == ids[0]))
        connection.execute(Person.__table__.update().where(Person.id == ids[1]).values(address="别处"))
    found = {finding.check: finding.sentence for finding in verify(ledger)}
    assert found["操作链"] == "第 2 步操作「新增」的记录被改动过"
    assert found["行与操作"] == "人员「李雷」没有经过操作就被改动过"


def test_clerks_in_two_programs_write_one_chain(address: str) -> None:
    from tests.store.conftest import SCHOOL

    one = Ledger.create(address, **SCHOOL)
    two = Ledger.open(address)
    for number in range(3):
        for ledger in (one, two):
            with act(ledger, f"第 {number} 次") as s:
                s.insert(Person, [{"name": "王芳"}])
    assert [step.number for step in acts(one)] == [7, 6, 5, 4, 3, 2, 1]
    assert verify(two) == []
    two.close()
    one.close()


def test_rows_are_sealed_in_bulk_as_one_by_one(ledger: Ledger) -> None:
    shape = ledger.shape(Enrolment)
    given = [
        {
            "training_class": 1,
            "workplace": '引号"反斜\\\n𬱖',
            "theory": Decimal("60.5"),
            "issued": date(2026, 1, 2),
        },
        {"student": 2, "graduating": True, "subsidy": 0, "workplace": ""},
        {},
    ]
    plain = shape.plain(shape.rows(given, id=range(7, 10), school=[5, 5, 5]))
    assert shape.contents(plain) == [shape.content(row) for row in plain]
    assert '"id":9' in shape.contents(plain)[2] and shape.contents([]) == []


def test_a_trial_is_never_kept(ledger: Ledger) -> None:
    before, told = content_hash(ledger), []
    ledger.listen(told.append)
    with trial(ledger, "试") as s:
        (new,) = s.insert(Person, [{"name": "王芳", "phone": "13800000001"}])
        assert s.update(Person, {new: {"name": "王方"}}) == 1
        assert [row[s.ledger.shape(Person).at["name"]] for row in s.rows(Person, [new])] == ["王方"]
        assert s.delete(Person, [new]) == 1 and s.act_id == 0
        s.insert(Person, [{"name": "李雷"}])
    assert content_hash(ledger) == before and told == [] and verify(ledger) == []
    with pytest.raises(RuntimeError), trial(ledger, "试") as s:
        s.insert(Person, [{"name": "李雷"}])
        s.finish()
    assert content_hash(ledger) == before
