"""Undo: the ledger is exactly what it was before, or nothing happens and the rows in the way are named."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from desktop.core.errors import UserError
from desktop.records.people import Person, Student, Teacher
from desktop.records.school import Department, Major
from desktop.records.system import Act
from desktop.records.training import Enrolment, TrainingClass
from desktop.store import attachments
from desktop.store.act import act
from desktop.store.acts import acts
from desktop.store.content import content_hash
from desktop.store.ledger import Ledger
from desktop.store.undo import redo, undo
from desktop.store.verify import verify
from tests.store.conftest import SCHOOL


def names(ledger: Ledger) -> list[str | None]:
    with ledger.reading() as connection:
        return list(connection.execute(select(Person.name).order_by(Person.id)).scalars())


def test_each_kind_of_change_is_taken_back(ledger: Ledger) -> None:
    hashes = [content_hash(ledger)]
    with act(ledger, "新增") as s:
        ids = s.insert(Person, [{"name": "王芳"}, {"name": "李雷"}])
    hashes.append(content_hash(ledger))
    with act(ledger, "修改") as s:
        s.update(Person, {ids[0]: {"name": "王方", "phone": "13800000000"}})
    hashes.append(content_hash(ledger))
    with act(ledger, "删除") as s:
        s.delete(Person, [ids[1]])
    for before in reversed(hashes):
        undo(ledger)
        assert content_hash(ledger) == before
    with pytest.raises(UserError, match="没有可以撤销的操作"):
        undo(ledger)
    assert verify(ledger) == []


def test_undo_is_an_act_of_its_own(ledger: Ledger) -> None:
    with act(ledger, "新增学员") as s:
        s.insert(Person, [{"name": "王芳"}])
    done = undo(ledger, actor="张主任")
    newest, undone, _ = acts(ledger)
    assert (newest.id, newest.title, newest.actor, newest.deleted) == (
        done.act_id,
        "撤销：新增学员",
        "张主任",
        1,
    )
    assert undone.undone
    assert not newest.undone
    with pytest.raises(UserError, match="「新增学员」已经撤销过了"):
        undo(ledger, undone.id)


def test_undoing_an_undo_does_it_again(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (row_id,) = s.insert(Person, [{"name": "王芳"}])
    with act(ledger, "修改") as s:
        s.update(Person, {row_id: {"name": "王方"}})
    after = content_hash(ledger)
    for _ in range(3):
        undo(ledger)
        undo(ledger)
        assert names(ledger) == []
        assert redo(ledger).title == "重做：新增"
        assert redo(ledger).title == "重做：修改"
        assert content_hash(ledger) == after
        with pytest.raises(UserError, match="没有可以重做的操作"):
            redo(ledger)
    assert verify(ledger) == []


def test_nothing_is_redone_over_something_new(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        s.insert(Person, [{"name": "王芳"}])
    undo(ledger)
    with act(ledger, "新增") as s:
        s.insert(Person, [{"name": "李雷"}])
    with pytest.raises(UserError, match="没有可以重做的操作"):
        redo(ledger)


def test_rows_touched_since_are_named_and_nothing_is_undone(ledger: Ledger) -> None:
    with act(ledger, "导入 8 人") as s:
        ids = s.insert(Person, [{"name": f"学员{n}"} for n in range(8)])
    first = acts(ledger)[0].id
    with act(ledger, "修改") as s:
        s.update(Person, {row_id: {"phone": "13800000000"} for row_id in ids[:6]})
    before = content_hash(ledger)
    with pytest.raises(UserError) as refused:
        undo(ledger, first)
    assert "「导入 8 人」之后又改动过" in refused.value.sentence
    assert refused.value.sentence.count("人员「学员") == 5
    assert "等 6 行" in refused.value.sentence
    assert content_hash(ledger) == before


def test_keep_later_undoes_the_rest(ledger: Ledger) -> None:
    with act(ledger, "导入") as s:
        ids = s.insert(Person, [{"name": "王芳"}, {"name": "李雷"}, {"name": "韩梅梅"}])
    first = acts(ledger)[0].id
    with act(ledger, "修改") as s:
        s.update(Person, {ids[1]: {"phone": "13800000000"}})
    done = undo(ledger, first, keep_later=True)
    assert (done.rows, done.kept, done.kept_names) == (2, 1, ("人员「李雷」",))
    assert names(ledger) == ["李雷"]
    redo(ledger)
    assert names(ledger) == ["王芳", "李雷", "韩梅梅"]


def test_what_was_touched_and_put_back_is_not_in_the_way(ledger: Ledger) -> None:
    empty = content_hash(ledger)
    with act(ledger, "新增") as s:
        (row_id,) = s.insert(Person, [{"name": "王芳"}])
    first = acts(ledger)[0].id
    with act(ledger, "修改") as s:
        s.update(Person, {row_id: {"name": "王方"}})
    undo(ledger)
    undo(ledger, first)
    assert content_hash(ledger) == empty


def test_a_created_row_that_others_now_name_counts_as_touched(ledger: Ledger) -> None:
    with act(ledger, "新增系部和专业") as s:
        departments = s.insert(Department, [{"name": "信息系"}, {"name": "汽车系"}])
    first = acts(ledger)[0].id
    with act(ledger, "新增专业") as s:
        s.insert(Major, [{"name": "计算机应用", "department": departments[0]}])
    with pytest.raises(UserError, match="系部「信息系」"):
        undo(ledger, first)
    undo(ledger, first, keep_later=True)
    with ledger.reading() as connection:
        assert connection.execute(select(Department.name)).scalars().all() == ["信息系"]
    assert verify(ledger) == []


def test_what_a_kept_row_leans_on_is_kept_too(ledger: Ledger) -> None:
    with act(ledger, "导入教师") as s:
        persons = s.insert(Person, [{"name": "王芳"}, {"name": "李雷"}])
        teachers = s.insert(Teacher, [{"person": p, "number": f"T{n}"} for n, p in enumerate(persons)])
    first = acts(ledger)[0].id
    with act(ledger, "修改") as s:
        s.update(Teacher, {teachers[0]: {"course": "电工"}})
    done = undo(ledger, first, keep_later=True)
    assert done.kept == 2
    assert names(ledger) == ["王芳"]
    assert verify(ledger) == []


def test_a_deleted_class_comes_back_with_its_roster(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (class_id,) = s.insert(TrainingClass, [{"title": "电工", "start": date(2026, 3, 1)}])
        persons = s.insert(Person, [{"name": f"学员{n}"} for n in range(40)])
        students = s.insert(Student, [{"person": person} for person in persons])
        s.insert(Enrolment, [{"training_class": class_id, "student": student} for student in students])
    before = content_hash(ledger)
    with act(ledger, "删除") as s:
        s.delete(TrainingClass, [class_id])
    undo(ledger)
    assert content_hash(ledger) == before


def test_a_row_whose_whole_is_gone_stays_away(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (class_id,) = s.insert(TrainingClass, [{"title": "电工", "start": date(2026, 3, 1)}])
        (person,) = s.insert(Person, [{"name": "王芳"}])
        (student,) = s.insert(Student, [{"person": person}])
        (line,) = s.insert(Enrolment, [{"training_class": class_id, "student": student}])
    with act(ledger, "删除名册一行") as s:
        s.delete(Enrolment, [line])
    removed = acts(ledger)[0].id
    with act(ledger, "删除班次") as s:
        s.delete(TrainingClass, [class_id])
    with pytest.raises(UserError, match="学员名册"):
        undo(ledger, removed)


def test_not_across_a_migration(ledger: Ledger) -> None:
    with act(ledger, "旧版时的操作") as s:
        s.insert(Person, [{"name": "王芳"}])
    with ledger.locked() as connection:
        connection.execute(update(Act).where(Act.title == "旧版时的操作").values(revision="0000"))
    with pytest.raises(UserError, match="软件升级以前"):
        undo(ledger)


def test_the_ledgers_own_beginning_cannot_be_undone(ledger: Ledger) -> None:
    with pytest.raises(UserError, match="新建台账这一步不能撤销"):
        undo(ledger, acts(ledger)[-1].id)


def test_an_attachment_is_taken_back_and_done_again(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        (row_id,) = s.insert(Person, [{"name": "王芳"}])
    before = content_hash(ledger)
    with act(ledger, "加附件") as s:
        attachments.add(s, "person", row_id, "协议.pdf", b"%PDF-1.7 ...")
    undo(ledger)
    assert content_hash(ledger) == before
    redo(ledger)
    (found,) = attachments.attached(ledger, row_id)
    assert attachments.read(ledger, found.sha256) == b"%PDF-1.7 ..."
    with act(ledger, "删除") as s:
        s.delete(Person, [row_id])
    assert attachments.attached(ledger, row_id) == []
    undo(ledger)
    assert [each.name for each in attachments.attached(ledger, row_id)] == ["协议.pdf"]


def test_an_act_that_only_left_word_is_passed_over(ledger: Ledger) -> None:
    with act(ledger, "新增") as s:
        s.insert(Person, [{"name": "王芳"}])
    with act(ledger, "查看完整号码：核对") as s:
        s.leave_word()
    assert acts(ledger)[0].title == "查看完整号码：核对"
    assert undo(ledger).title == "撤销：新增"
    with act(ledger, "查看完整号码：核对") as s:
        s.leave_word()
    assert redo(ledger).title == "重做：新增"
    assert verify(ledger) == []


def test_a_large_import_is_undone(ledger: Ledger) -> None:
    before = content_hash(ledger)
    with act(ledger, "导入") as s:
        persons = s.insert(Person, [{"name": f"学员{n}"} for n in range(3000)])
        s.insert(Student, [{"person": person} for person in persons])
    undo(ledger)
    assert content_hash(ledger) == before


Step = tuple[str, int, int]


def _play(ledger: Ledger, steps: list[Step]) -> bool:
    """One act of random steps on departments, majors and persons; False when it was refused whole."""
    try:
        with act(ledger, "随机") as s:
            for what, pick, value in steps:
                rows = {
                    model: list(s.connection.execute(select(model.id).order_by(model.id)).scalars())
                    for model in (Department, Major, Person)
                }
                chosen: Callable[[type], int | None] = lambda model: (  # noqa: E731
                    rows[model][pick % len(rows[model])] if rows[model] else None  # noqa: B023
                )
                if what == "add":
                    s.insert(Department, [{"name": f"系{value}"}])
                elif what == "hang":
                    s.insert(
                        Major,
                        [{"name": f"专业{value}", "major_code": str(pick), "department": chosen(Department)}],
                    )
                elif what == "person":
                    s.insert(Person, [{"name": f"人{value}"}])
                elif what == "move" and chosen(Major):
                    s.update(
                        Major, {chosen(Major): {"department": chosen(Department), "catalogue": str(value)}}
                    )
                elif what == "rename" and chosen(Person):
                    s.update(
                        Person,
                        {chosen(Person): {"name": f"人{value}", "birth": "1990-01" if value else None}},
                    )
                elif what == "drop":
                    model = (Department, Major, Person)[value % 3]
                    if chosen(model):
                        s.delete(model, [chosen(model)])
            return bool(s.act_id)
    except UserError:
        return False


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "hang", "person", "move", "rename", "drop"]),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=6,
)
_FILES = itertools.count(1)


def _fresh(folder: Path) -> Ledger:
    """A new ledger, copied from one made before: an example must not wait for forty tables."""
    template = folder / "template.db"
    if not template.exists():
        Ledger.create(template, **SCHOOL).close()
    copy = folder / f"{next(_FILES)}.db"
    shutil.copy(template, copy)
    return Ledger.open(copy)


@pytest.mark.parametrize("seed", range(3))
def test_random_acts_on_each_engine(ledger: Ledger, seed: int) -> None:
    chance = random.Random(seed)
    kinds = ["add", "hang", "person", "move", "rename", "drop"]
    hashes = [content_hash(ledger)]
    for _ in range(8):
        steps = [(chance.choice(kinds), chance.randrange(10), chance.randrange(10)) for _ in range(6)]
        if _play(ledger, steps):
            hashes.append(content_hash(ledger))
    assert len(hashes) > 3
    for before in reversed(hashes[:-1]):
        undo(ledger)
        assert content_hash(ledger) == before
    for after in hashes[1:]:
        redo(ledger)
        assert content_hash(ledger) == after
    assert verify(ledger) == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plays=st.lists(STEPS, min_size=1, max_size=6))
def test_random_acts_undone_one_by_one_restore_each_state(tmp_path: Path, plays: list[list[Step]]) -> None:
    ledger = _fresh(tmp_path)
    try:
        hashes = [content_hash(ledger)]
        for steps in plays:
            if _play(ledger, steps):
                hashes.append(content_hash(ledger))
        for before in reversed(hashes[:-1]):
            undo(ledger)
            assert content_hash(ledger) == before
        for after in hashes[1:]:
            redo(ledger)
            assert content_hash(ledger) == after
        assert verify(ledger) == []
    finally:
        ledger.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plays=st.lists(STEPS, min_size=2, max_size=6), pick=st.integers(0, 5))
def test_any_act_undone_keeping_later_leaves_a_sound_ledger(
    tmp_path: Path, plays: list[list[Step]], pick: int
) -> None:
    ledger = _fresh(tmp_path)
    try:
        for steps in plays:
            _play(ledger, steps)
        made = [step.id for step in acts(ledger)][:-1]
        if not made:
            return
        before = content_hash(ledger)
        try:
            undo(ledger, made[pick % len(made)], keep_later=True)
        except UserError:
            assert content_hash(ledger) == before
        else:
            redo(ledger)
            assert content_hash(ledger) == before
        assert verify(ledger) == []
    finally:
        ledger.close()
