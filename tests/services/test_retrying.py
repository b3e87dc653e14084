"""待处理: what an import left out is put right and tried again; it lands, or says why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.history import history
from desktop.services.importing import commit_import, plan_import
from desktop.services.office import Office
from desktop.services.retrying import discard, retry
from desktop.services.waiting import count_waiting, waiting
from desktop.store.undo import undo
from tests.services.importing_desk import IDS, book, bring, contents, new_office, rows


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


CLASSES = ("项目名称", "开班日期", "结业日期", "培训类型", "实际人数")


def test_a_row_that_was_refused_lands_as_corrected(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "班.xlsx", [CLASSES, ("焊工班", "2026.5", "2026-05-20", "岗前培训", 40)])
    bring(office, file, "training_class", strict=False)
    entry = waiting(office)[0]
    assert entry.row is None and entry.cell().header == "开班日期" and entry.cell().text == "2026.5"
    before = contents(office)
    done = retry(office, {entry.id: {"开班日期": "2026.5.6"}})
    assert done.done == [entry.id] and done.left == {}
    assert rows(office, "training_class", "项目名称", "实到人数") == [("焊工班", 40)]
    assert count_waiting(office) == 0
    undo(office.ledger, done.act)
    assert contents(office) == before and count_waiting(office) == 1


def test_what_is_still_wrong_stays_with_its_new_sentence(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "班.xlsx", [CLASSES, ("焊工班", "2026.5", "2026-05-20", "岗前培训", 40)])
    bring(office, file, "training_class", strict=False)
    entry = waiting(office)[0]
    acts = len(history(office.ledger, 50))
    done = retry(office, {entry.id: {"开班日期": "五月"}})
    assert done.done == [] and "五月" in done.left[entry.id] and done.act == 0
    assert len(history(office.ledger, 50)) == acts and count_waiting(office) == 1


def test_a_cell_that_was_left_out_is_written_to_its_row(office: Office, tmp_path: Path) -> None:
    table = [CLASSES, ("焊工班", "2026-05-06", "2026-05-20", "短训", "约40人")]
    bring(office, book(tmp_path / "班.xlsx", table), "training_class", strict=False)
    ids = {each.path: each.id for each in waiting(office)}
    assert set(ids) == {"培训类型", "实到人数"}
    done = retry(office, {ids["培训类型"]: {"培训类型": "岗前"}, ids["实到人数"]: {"实到人数": "大概"}})
    assert done.done == [ids["培训类型"]] and ids["实到人数"] in done.left
    assert rows(office, "training_class", "培训类型", "实到人数") == [("岗前培训", None)]


def test_a_row_of_a_roster_goes_to_the_class_above_it(office: Office, tmp_path: Path) -> None:
    table = [
        ("焊工班学员花名册",),
        ("班次名称：焊工班", None, "开班日期：2026年5月6日"),
        ("姓名", "身份证号码", "联系电话"),
        ("赵一", IDS[0], "13800001234"),
        ("钱二", IDS[1][:-1], "13800001235"),
    ]
    _, result = bring(office, book(tmp_path / "名册.xlsx", table), "enrolment", strict=False)
    assert result.created == 1 and result.pending == 1
    entry = waiting(office)[0]
    done = retry(office, {entry.id: {entry.cell().header: IDS[1]}})
    assert done.left == {} and done.done == [entry.id]
    found = rows(office, "enrolment", "学员.姓名", "培训班次.项目名称")
    assert sorted(found) == [("赵一", "焊工班"), ("钱二", "焊工班")]


def test_into_the_class_whose_roster_was_open(office: Office, tmp_path: Path) -> None:
    table = [CLASSES, ("焊工班", "2026-05-06", "2026-05-20", "岗前培训", 40)]
    _, made = bring(office, book(tmp_path / "班.xlsx", table), "training_class")
    file = book(tmp_path / "名册.xlsx", [("姓名", "身份证号码"), ("赵一", IDS[0][:-1])])
    plan = plan_import(office, file, "enrolment", strict=False, given={"培训班次": made.ids[0]})
    commit_import(office, plan)
    entry = waiting(office)[0]
    assert retry(office, {entry.id: {"身份证号码": IDS[0]}}).done == [entry.id]
    assert rows(office, "enrolment", "学员.姓名", "培训班次.项目名称") == [("赵一", "焊工班")]


def test_the_same_file_again_brings_nothing_back(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "班.xlsx", [CLASSES, ("焊工班", "2026.5", "2026-05-20", "岗前培训", 40)])
    bring(office, file, "training_class", strict=False)
    retry(office, {waiting(office)[0].id: {"开班日期": "2026.5.6"}})
    bring(office, file, "training_class", strict=False)
    assert count_waiting(office) == 0


def test_what_is_not_needed_leaves_with_a_reason(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "班.xlsx", [CLASSES, ("焊工班", "2026.5", "2026-05-20", "岗前培训", 40)])
    bring(office, file, "training_class", strict=False)
    assert discard(office, [waiting(office)[0].id], "重复登记") == 1
    assert count_waiting(office) == 0
    assert "重复登记" in history(office.ledger, 1)[0].title
