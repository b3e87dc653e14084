"""A folder that came back: changes, new rows, conflicts, who is missing, files twice, foreign ones."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from desktop.services.collecting import (
    CollectPlan,
    Made,
    Other,
    Ours,
    Theirs,
    commit_collect,
    plan_collect,
    settled,
)
from desktop.services.office import Office
from desktop.services.waiting import waiting
from desktop.store.content import content_hash
from desktop.store.undo import undo
from desktop.store.verify import verify
from tests.collecting.desk import FACTORY, SHOP, edited, file_for, new_office, row_id, rows, saved, sent

FIELDS = ("职称", "联系电话", "双师型", "入职日期", "任教课程")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def out(office: Office, tmp_path: Path) -> Made:
    return sent(office, tmp_path / "U盘", "教师", "系部", *FIELDS)


@pytest.fixture
def practices(office: Office, tmp_path: Path) -> Made:
    return sent(office, tmp_path / "实践", "企业实践", "教师")


def told(plan: CollectPlan) -> list[tuple[str, str, str, str, str]]:
    """What differs, for comparing: title, field, before, after, state."""
    return [(c.title, c.path.label, c.before, "|".join(c.after), c.state) for c in plan.cells]


def states(plan: CollectPlan) -> dict[str, str]:
    return {each.to.name: each.state for each in plan.statuses()}


def test_untouched_files_change_nothing(office: Office, out: Made) -> None:
    before = content_hash(office.ledger)
    plan = plan_collect(office, out.folder)
    assert (plan.cells, plan.created, plan.updated) == ([], 0, 0)
    assert plan.unchanged == 3 * len(out.batch.names)
    assert states(plan) == {"汽车工程系": "已交", "信息系": "已交", "旅游系": "已交"}
    assert content_hash(office.ledger) == before  # planning takes its trial back


def test_changes_land_as_one_act_and_are_undone_as_one(office: Office, out: Made) -> None:
    before = rows(office, "教师", "姓名", "职称", "联系电话", "双师型", "入职日期", "任教课程")
    with edited(file_for(out, "汽车工程系")) as sheet:
        row = sheet.row("陈建国")
        sheet.put(row, "职称", "高级讲师")
        sheet.put(row, "联系电话", "13912345678")
        sheet.put(row, "双师型", "是")
        sheet.put(row, "入职日期", "2020.8.15")  # as people write
        sheet.put(row, "任教课程", "汽车电气")
    plan = plan_collect(office, out.folder)
    assert {each[1]: each[3] for each in told(plan)} == {
        "职称": "高级讲师", "双师型": "是", "联系电话": "139****5678", "任教课程": "汽车电气",
        "入职日期": "2020-08-15",
    }  # fmt: skip
    assert ("陈建国 · T001", "联系电话", "138****0011", "139****5678", "changed") in told(plan)
    assert {each[4] for each in told(plan)} == {"changed"}
    done = commit_collect(office, plan)
    assert (done.cells, done.updated, done.created, done.waiting) == (5, 1, 0, 0)
    found = rows(office, "教师", "工号", "联系电话", "任教课程", "入职日期")
    assert found[0] == ("T001", "13912345678", "汽车电气", date(2020, 8, 15))
    again = plan_collect(office, out.folder)
    assert (again.cells, again.created) == ([], 0)
    assert commit_collect(office, again).act == 0  # the second time nothing happens
    undo(office.ledger, done.act)
    assert rows(office, "教师", "姓名", "职称", "联系电话", "双师型", "入职日期", "任教课程") == before
    assert not verify(office.ledger)


def test_new_rows_of_a_teacher_are_his(office: Office, practices: Made) -> None:
    with edited(file_for(practices, "李敏")) as sheet:
        sheet.add(企业名称=SHOP, 开始日期=date(2026, 8, 1), 结束日期=date(2026, 8, 15), 岗位="测试员")
    plan = plan_collect(office, practices.folder)
    assert (plan.created, plan.questions) == (1, [])
    done = commit_collect(office, plan)
    assert done.created == 1
    assert (SHOP, "李敏", date(2026, 8, 1), "测试员") in rows(
        office, "企业实践", "企业.企业名称", "教师.姓名", "开始日期", "岗位"
    )
    again = plan_collect(office, practices.folder)
    assert (again.created, again.questions) == (0, [])


def test_new_rows_of_a_department_are_its(office: Office, out: Made) -> None:
    with edited(file_for(out, "旅游系")) as sheet:
        sheet.add(姓名="赵海", 证件号码="11010519491231002x", 职称="讲师", 入职日期="2026-03-01")
    done = commit_collect(office, plan_collect(office, out.folder))
    assert done.created == 1
    assert ("赵海", "11010519491231002X", "旅游系") in rows(office, "教师", "姓名", "证件号码", "系部")


def test_who_is_missing_who_came_twice_and_what_is_foreign(office: Office, out: Made, tmp_path: Path) -> None:
    folder = out.folder
    file_for(out, "旅游系").unlink()
    renamed = file_for(out, "信息系").rename(folder / "新建 Microsoft Excel 工作表(3).xlsx")
    shutil.copyfile(file_for(out, "汽车工程系"), folder / "汽车(1).xlsx")
    book = openpyxl.Workbook()
    book.active.append(["姓名", "职称"])
    book.save(folder / "别的表.xlsx")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 not a zip")
    other = new_office(tmp_path / "另")
    foreign = sent(other, tmp_path / "另U盘", "教师", "系部", *FIELDS)
    other.ledger.close()
    shutil.copyfile(file_for(foreign, "信息系"), folder / "他校.xlsx")
    plan = plan_collect(office, folder)
    assert states(plan) == {"汽车工程系": "已交", "信息系": "已交", "旅游系": "未交"}
    found = {each.to.name: each for each in plan.statuses()}
    assert found["信息系"].files == [renamed.name]
    assert found["汽车工程系"].remarks == ["交了 2 份，已合在一起"]
    assert [each.to.name for each in plan.missing()] == ["旅游系"]
    why = {each.file.name: each.why for each in plan.strays}
    assert set(why) == {"别的表.xlsx", "坏.xlsx", "他校.xlsx"}
    assert why["别的表.xlsx"] == "不是收表发出的表" and why["他校.xlsx"] == "是别的台账发出的表"
    commit_collect(office, plan)
    for file in list(folder.iterdir()):
        file.unlink()
    late = sent(office, tmp_path / "迟", "教师", "系部", *FIELDS)
    assert states(plan_collect(office, late.folder)) == {  # another 收表 counts for itself
        "汽车工程系": "已交", "信息系": "已交", "旅游系": "已交",
    }  # fmt: skip


def test_those_who_came_before_are_remembered(office: Office, out: Made) -> None:
    late = file_for(out, "旅游系")
    kept = late.read_bytes()
    late.unlink()
    commit_collect(office, plan_collect(office, out.folder))
    for file in list(out.folder.iterdir()):
        file.unlink()
    late.write_bytes(kept)
    assert states(plan_collect(office, out.folder)) == {
        "汽车工程系": "已收过", "信息系": "已收过", "旅游系": "已交",
    }  # fmt: skip


def test_ledger_changed_since_is_a_conflict_only_where_both_changed(office: Office, out: Made) -> None:
    chen = row_id(office, "教师", "工号", "T001")
    saved(office, "教师", {"工号": "T001", "联系电话": "13700000000", "任教课程": "钣金"}, chen)
    with edited(file_for(out, "汽车工程系")) as sheet:
        at = sheet.row("陈建国")
        sheet.put(at, "联系电话", "13912345678")  # changed here and there
        sheet.put(at, "职称", "高级讲师")  # changed here alone
    plan = plan_collect(office, out.folder)
    assert {(c.path.label, c.state, c.reason) for c in plan.cells} == {
        ("联系电话", "conflict", "发出以后台账也改过"),
        ("职称", "changed", ""),
    }  # 任教课程 changed in the ledger alone: what it says stays
    assert states(plan)["汽车工程系"] == "有冲突"
    assert plan.refusal() is not None
    key = plan.open_conflicts[0].key
    declined = commit_collect(office, plan_collect(office, out.folder, {key: Ours()}))
    assert plan_collect(office, out.folder).cells == []  # said once, not asked again
    undo(office.ledger, declined.act)
    for answer, phone in ((Ours(), "13700000000"), (Other("13800138000"), "13800138000")):
        done = commit_collect(office, plan_collect(office, out.folder, {key: answer}))
        assert ("T001", phone, "钣金") in rows(office, "教师", "工号", "联系电话", "任教课程")
        undo(office.ledger, done.act)
    commit_collect(office, plan_collect(office, out.folder, {key: Theirs()}))
    assert ("T001", "13912345678", "钣金") in rows(office, "教师", "工号", "联系电话", "任教课程")


def test_an_undecided_conflict_waits(office: Office, out: Made) -> None:
    chen = row_id(office, "教师", "工号", "T001")
    saved(office, "教师", {"任教课程": "钣金"}, chen)
    with edited(file_for(out, "汽车工程系")) as sheet:
        sheet.put(sheet.row("陈建国"), "任教课程", "底盘")
    done = commit_collect(office, plan_collect(office, out.folder))
    assert done.waiting == 1
    entry = waiting(office)[0]
    assert (entry.path, entry.typed, entry.row) == ("任教课程", "底盘", chen)
    assert "钣金" in entry.problem and "汽车工程系.xlsx" in entry.place
    commit_collect(office, plan_collect(office, out.folder))
    assert len(waiting(office)) == 1  # not twice


def test_two_files_of_one_addressee(office: Office, out: Made) -> None:
    first = file_for(out, "汽车工程系")
    second = Path(shutil.copyfile(first, out.folder / "汽车工程系 最终版.xlsx"))
    with edited(first) as sheet:
        sheet.put(sheet.row("陈建国"), "任教课程", "底盘")
        sheet.put(sheet.row("李敏"), "任教课程", "钣金")
    with edited(second) as sheet:
        sheet.put(sheet.row("陈建国"), "任教课程", "发动机")
        sheet.put(sheet.row("李敏"), "职称", "高级讲师")
    plan = plan_collect(office, out.folder)
    by = {(c.title, c.path.label): c for c in plan.cells}
    assert by["李敏 · T002", "任教课程"].state == by["李敏 · T002", "职称"].state == "changed"
    clash = by["陈建国 · T001", "任教课程"]
    assert (clash.state, sorted(clash.after)) == ("conflict", ["发动机", "底盘"])
    assert settled(plan, "update") == {}  # which of two files nobody but a person knows
    at = clash.after.index("发动机")
    commit_collect(office, plan_collect(office, out.folder, {clash.key: Theirs(at)}))
    assert ("T001", "发动机") in rows(office, "教师", "工号", "任教课程")
    assert ("T002", "钣金") in rows(office, "教师", "工号", "任教课程")


def test_a_wrong_cell_waits_and_hides_no_other(office: Office, out: Made) -> None:
    with edited(file_for(out, "汽车工程系")) as sheet:
        at = sheet.row("陈建国")
        sheet.put(at, "入职日期", "去年秋天")
        sheet.put(at, "职称", "大师")
        sheet.put(at, "任教课程", "底盘")
        sheet.put(sheet.row("李敏"), "联系电话", "12")
        sheet.add(姓名="钱多", 证件号码="220203199902290003")
    plan = plan_collect(office, out.folder)
    assert {(c.path.label, c.state) for c in plan.cells} == {
        ("入职日期", "problem"), ("职称", "problem"), ("任教课程", "changed"), ("联系电话", "problem"),
    }  # fmt: skip
    kinds = [each.kind for each in plan.questions]
    assert kinds.count("问题") >= 4 and plan.created == 0
    done = commit_collect(office, plan)
    assert (done.cells, done.waiting) == (1, 4)
    assert ("T001", "底盘", date(2020, 9, 1)) in rows(office, "教师", "工号", "任教课程", "入职日期")
    assert {each.path for each in waiting(office)} >= {"入职日期", "职称", "联系电话"}


def test_a_wrong_cell_put_right(office: Office, out: Made) -> None:
    with edited(file_for(out, "汽车工程系")) as sheet:
        sheet.put(sheet.row("陈建国"), "入职日期", "去年秋天")
        sheet.add(姓名="钱多", 证件号码="220203199902290003")
    asked = plan_collect(office, out.folder).questions
    known = next(each for each in asked if each.key[0] == "cell")
    new = next(each for each in asked if each.key[0] == "new")
    answers = {known.key: Other("2019-09-01"), new.key: Other("110105194912310 02X")}
    plan = plan_collect(office, out.folder, answers)
    assert plan.created == 1
    commit_collect(office, plan)
    assert ("T001", date(2019, 9, 1)) in rows(office, "教师", "工号", "入职日期")
    assert ("钱多", "11010519491231002X") in rows(office, "教师", "姓名", "证件号码")
    assert not waiting(office)


def test_a_cleared_cell_is_asked_about(office: Office, out: Made) -> None:
    with edited(file_for(out, "汽车工程系")) as sheet:
        sheet.put(sheet.row("陈建国"), "入职日期", None)
        sheet.put(sheet.row("李敏"), "入职日期", None)
    plan = plan_collect(office, out.folder)
    assert [each.kind for each in plan.questions] == ["清空", "清空"] and plan.refusal() is None
    key = next(each.key for each in plan.questions if each.title.startswith("李敏"))
    commit_collect(office, plan_collect(office, out.folder, {key: Theirs()}))
    assert rows(office, "教师", "工号", "入职日期")[:2] == [("T001", date(2020, 9, 1)), ("T002", None)]


def test_rows_taken_out_stay_in_the_ledger(office: Office, out: Made) -> None:
    with edited(file_for(out, "汽车工程系")) as sheet:
        sheet.sheet.delete_rows(sheet.row("陈建国"))
    plan = plan_collect(office, out.folder)
    assert plan.cells == [] and plan.created == 0
    found = next(each for each in plan.statuses() if each.to.name == "汽车工程系")
    assert (found.gone, found.remarks) == (1, ["少了 1 行，台账里的不动"])


def test_an_enterprise_that_is_new(office: Office, practices: Made) -> None:
    with edited(file_for(practices, "王芳")) as sheet:
        sheet.add(企业名称="松花湖酒店有限公司", 开始日期="2026-08-01", 结束日期="2026-08-10")
    plan = plan_collect(office, practices.folder)
    asked = [each for each in plan.questions if each.kind == "新名称"]
    assert [each.theirs for each in asked] == [("松花湖酒店有限公司",)]
    again = plan_collect(office, practices.folder, {asked[0].key: Theirs()})
    assert again.created == 1
    commit_collect(office, again)
    assert ("松花湖酒店有限公司", "王芳") in rows(office, "企业实践", "企业.企业名称", "教师.姓名")


def test_a_new_row_that_the_ledger_has(office: Office, practices: Made) -> None:
    with edited(file_for(practices, "王芳")) as sheet:
        sheet.add(企业名称=FACTORY, 开始日期="2026-07-01", 结束日期="2026-07-31", 岗位="技术员")
    plan = plan_collect(office, practices.folder)
    (asked,) = [each for each in plan.questions if each.kind == "冲突"]
    assert (asked.ours, asked.theirs) == ("2026-07-20", ("2026-07-31",))
    commit_collect(office, plan_collect(office, practices.folder, {asked.key: Theirs()}))
    assert ("王芳", date(2026, 7, 31)) in rows(office, "企业实践", "教师.姓名", "结束日期")
    assert len(rows(office, "企业实践", "教师.姓名")) == 3


def test_a_row_gone_from_the_ledger_is_said(office: Office, practices: Made) -> None:
    from desktop.services.saving import remove

    returned = plan_collect(office, practices.folder).returned
    mine = next(each for each in returned if each.to.name == "李敏")
    remove(office, "practice", [mine.rows[0].id or 0])
    assert plan_collect(office, practices.folder).cells == []  # nothing was asked of it
    with edited(mine.file) as sheet:
        sheet.put(sheet.row(FACTORY), "岗位", "班长")
    plan = plan_collect(office, practices.folder)
    assert [(c.state, c.reason) for c in plan.cells] == [("problem", "台账里已经没有这一条")]
    assert commit_collect(office, plan).waiting == 1


def test_a_key_that_another_row_has_is_a_problem_of_its_cell(
    office: Office, out: Made, practices: Made
) -> None:
    second = {"教师.工号": "T002", "企业.企业名称": FACTORY, "开始日期": date(2026, 8, 1)}
    saved(office, "practice", {**second, "结束日期": date(2026, 8, 9)})
    with edited(file_for(out, "汽车工程系")) as sheet:
        sheet.put(sheet.row("陈建国"), "证件号码", "440524188001010014")  # 李敏's
        sheet.put(sheet.row("陈建国"), "任教课程", "底盘")
    plan = plan_collect(office, out.folder)
    assert {(c.path.label, c.state) for c in plan.cells} == {("证件号码", "problem"), ("任教课程", "changed")}
    commit_collect(office, plan)
    assert ("T001", "220202198001010018", "底盘") in rows(office, "教师", "工号", "证件号码", "任教课程")
    with edited(file_for(practices, "李敏")) as sheet:
        sheet.put(sheet.row(FACTORY), "开始日期", "2026-08-01")
        sheet.put(sheet.row(FACTORY), "岗位", "质检员")
    plan = plan_collect(office, practices.folder)
    assert {(c.path.label, c.state) for c in plan.cells} == {("开始日期", "problem"), ("岗位", "changed")}
    done = commit_collect(office, plan)
    assert (done.cells, done.waiting) == (1, 1)


def test_a_known_row_points_elsewhere(office: Office, practices: Made) -> None:
    with edited(file_for(practices, "李敏")) as sheet:
        sheet.put(sheet.row(FACTORY), "企业名称", SHOP)
    with edited(file_for(practices, "王芳")) as sheet:
        sheet.put(sheet.row(FACTORY), "企业名称", "没有这家公司")
    plan = plan_collect(office, practices.folder)
    assert {(c.title.split(" · ")[0], c.state) for c in plan.cells} == {
        ("李敏", "changed"), ("王芳", "problem"),
    }  # fmt: skip
    commit_collect(office, plan)
    assert set(rows(office, "企业实践", "教师.姓名", "企业.企业名称")) == {
        ("陈建国", FACTORY), ("李敏", SHOP), ("王芳", FACTORY),
    }  # fmt: skip


def test_a_wrong_number_of_a_known_person_put_right(office: Office, out: Made) -> None:
    with edited(file_for(out, "信息系")) as sheet:
        sheet.put(sheet.row("王芳"), "证件号码", "11010519491231002x")
    plan = plan_collect(office, out.folder)
    assert told(plan) == [("王芳 · T003", "证件号码", "220284********0023", "110105********002X", "changed")]
    commit_collect(office, plan)
    assert ("T003", "11010519491231002X") in rows(office, "教师", "工号", "证件号码")


def test_same_as_above(office: Office, out: Made) -> None:
    with edited(file_for(out, "汽车工程系")) as sheet:
        one, two = sorted((sheet.row("陈建国"), sheet.row("李敏")))
        sheet.put(one, "任教课程", "底盘")
        sheet.put(two, "任教课程", "同上")
        sheet.put(one, "联系电话", "〃")  # above it is nothing
    plan = plan_collect(office, out.folder)
    assert sorted((c.path.label, c.after[0], c.state) for c in plan.cells) == [
        ("任教课程", "底盘", "changed"),
        ("任教课程", "底盘", "changed"),
        ("联系电话", "同上", "problem"),
    ]
