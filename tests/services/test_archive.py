"""报送档案: frozen files, versions, what changed and by which acts, 更正说明, tasks, 作废."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.records.certificates import Candidate
from desktop.records.people import Person
from desktop.records.plans import ReturnTask
from desktop.records.school import School
from desktop.records.system import FiledReturn
from desktop.records.training import Enrolment, Receipt, TrainingClass
from desktop.services.office import Office
from desktop.services.returning import (
    Change,
    Refused,
    Submitted,
    difference,
    filed,
    fill,
    forms,
    reprint,
    returns,
    submit,
    void,
)
from desktop.services.returning.archive_data import pack, unpack
from desktop.services.returning.archive_reading import behind, contents
from desktop.store import acts
from desktop.store.act import act
from desktop.store.find import Condition, by_id, find
from desktop.store.undo import redo, undo
from desktop.store.verify import verify
from tests.services.archive_office import FORM, YEAR, change, demo_office, ids, insert, small_office

TO, VIA = "吉林市教育局", "邮件"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    made = small_office(tmp_path)
    yield made
    made.ledger.close()


def hand_in(office: Office, reason: str = "", *, form: str = FORM, to: str = TO) -> Submitted:
    return submit(office, form, YEAR, to=to, via=VIA, reason=reason)


def klass(office: Office, number: str) -> int:
    return ids(office, "training_class", Condition("班次编号", "=", number))[0]


def causes(changes: list[Change]) -> dict[tuple[str, str], list[str]]:
    """(row, field) → titles of the acts."""
    return {(each.title, each.field): [act.title for act in each.acts] for each in changes}


# -- freezing ------------------------------------------------------------------------------------------


def test_what_was_handed_in_is_kept_byte_for_byte(small: Office, tmp_path: Path) -> None:
    done = hand_in(small)
    one = done.filed
    assert (one.form, one.period, one.version, one.state) == (FORM, "2025-2026学年", 1, "已报送")
    assert (one.recipient, one.channel, one.rows) == (TO, "电子邮件", 2)
    (written,) = reprint(small.ledger, 1, tmp_path / "一.xlsx")
    (again,) = reprint(small.ledger, one.id, tmp_path / "再" / "二.xlsx")
    assert hashlib.sha256(written.read_bytes()).hexdigest() == one.sha256
    assert written.read_bytes() == again.read_bytes()
    sheet = openpyxl.load_workbook(written)["统计表"]
    assert sheet["B7"].value == "社区急救讲座" or sheet["B8"].value == "社区急救讲座"
    # The ledger goes on, the frozen file does not.
    change(small, "改名", TrainingClass, klass(small, "PX002"), title="社区急救讲座（改）")
    assert reprint(small.ledger, 1, tmp_path / "三.xlsx")[0].read_bytes() == written.read_bytes()
    assert verify(small.ledger) == []


def test_the_data_behind_it_is_kept_with_ids(small: Office) -> None:
    kept = behind(small.ledger, hand_in(small).filed.id)
    (file,) = kept.files
    (sheet,) = file.sheets
    assert sheet.ids == [klass(small, "PX001"), klass(small, "PX002")]
    assert sheet.titles == ["汽车维修工（四级）培训班", "社区急救讲座"]
    letters = [column.letter for column in sheet.columns]
    assert sheet.rows[0][letters.index("M")] == 3
    assert sheet.rows[0][letters.index("H")] == "2025-10-08"
    assert sheet.cells["A2"].value == "2025-2026学年职业培训情况统计表"
    assert {each.rule for each in kept.findings} >= {"与名册不符"}
    assert unpack(pack(kept)) == kept
    assert pack(unpack(pack(kept))) == pack(kept)


def test_errors_are_refused_without_a_written_reason(small: Office) -> None:
    change(small, "弄错", TrainingClass, klass(small, "PX002"), finished=500)
    with pytest.raises(Refused, match="有 1 处错误，没有报送") as refused:
        hand_in(small)
    assert any(each.severity == "error" for each in refused.value.findings)
    assert returns(small.ledger) == []
    with pytest.raises(Refused):
        hand_in(small, "  ")
    done = hand_in(small, "数据已与街道核对，表样限制")
    assert done.filed.reason == "数据已与街道核对，表样限制"
    assert done.filed.findings["error"] == 1
    kept = behind(small.ledger, done.filed.id)
    assert kept.findings[0].severity == "error"


def test_to_whom_and_how_must_be_said(small: Office) -> None:
    with pytest.raises(UserError, match="没有写明报送单位或报送渠道"):
        submit(small, FORM, YEAR, to=" ", via=VIA)


def test_a_return_is_one_act_and_logged_as_one(small: Office) -> None:
    before = acts.acts(small.ledger, 1)[0].number
    submit(small, "培训学员实名制花名册", YEAR, to=TO, via="U盘", where=[Condition("班次编号", "=", "PX001")],
           reason="样表")  # fmt: skip
    (last,) = acts.acts(small.ledger, 1)
    assert (last.number, last.kind) == (before + 1, "submit")
    assert "含证件号码等完整信息，用途：报送" in last.title


def test_each_class_is_a_return_of_its_own(small: Office) -> None:
    name = "培训学员实名制花名册"
    one = submit(small, name, YEAR, to=TO, via=VIA, reason="x", where=[Condition("班次编号", "=", "PX001")])
    assert one.filed.period == "2025-2026学年（班次编号=PX001）"
    whole = submit(small, name, YEAR, to=TO, via=VIA, reason="x")
    assert (whole.filed.version, whole.filed.period) == (1, "2025-2026学年")
    assert one.filed.sha256 == whole.filed.sha256  # only that class has a roster


def test_several_files_are_one_return(tmp_path: Path) -> None:
    office = demo_office(tmp_path)
    window = parse_window("2026Q2")
    done = submit(office, "培训学员实名制花名册", window, to=TO, via="U盘", reason="x")
    assert len(done.filed.files) > 1
    written = reprint(office.ledger, 1, tmp_path / "存档")
    listed = {
        name: hashlib.sha256(content).hexdigest() for name, content in contents(office.ledger, done.filed.id)
    }
    assert {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in written} == listed
    (line,) = ids(office, "enrolment", Condition("培训班次.结业日期", ">=", window.start),
                  Condition("培训班次.结业日期", "<=", window.end))[:1]  # fmt: skip
    change(office, "改单位", Enrolment, line, workplace="吉林市江城热力有限责任公司")
    again = submit(office, "培训学员实名制花名册", window, to=TO, via="U盘", reason="x")
    (changed,) = again.changes
    assert (changed.field, changed.new) == ("工作单位", "吉林市江城热力有限责任公司")
    assert [each.title for each in changed.acts] == ["改单位"]
    assert changed.file
    office.ledger.close()


def test_every_shipped_list_can_be_handed_in_and_is_the_same_the_second_time(tmp_path: Path) -> None:
    """However far the fields of its columns lie: nothing differs while nothing was done."""
    office = demo_office(tmp_path)
    for each in forms(office):
        if each.per is not None or each.source:  # of these every teacher would be counted four times
            continue
        window = YEAR if each.window_kind == "学年" else parse_window("2026")
        done = submit(office, each, window, to=TO, via=VIA, reason="x")
        assert done.filed.rows == behind(office.ledger, done.filed.id).rows
        again = submit(office, each, window, to=TO, via=VIA, reason="再报")
        assert (again.changes, again.filed.sha256) == ([], done.filed.sha256), each.name
    office.ledger.close()


def test_a_change_of_status_is_found_behind_a_list_of_certificates(tmp_path: Path) -> None:
    """专业 of a certificate's holder: certificate → candidate, else student → 学籍 → 专业."""
    office = demo_office(tmp_path)
    name, window = "证书获证人员名册", parse_window("2026")
    one = submit(office, name, window, to=TO, via=VIA, reason="x").filed
    sheet = behind(office.ledger, one.id).files[0].sheets[0]
    place = next(n for n, each in enumerate(sheet.links["candidate"]) if each is not None)
    candidate = sheet.links["candidate"][place]
    assert candidate is not None
    change(office, "改年级", Candidate, candidate, grade="2031")
    done = submit(office, name, window, to=TO, via=VIA, reason="x")
    assert [(each.title, each.field, each.new, [a.title for a in each.acts]) for each in done.changes] == [
        (sheet.titles[place], "持证人/年级", "2031", ["改年级"])
    ]
    office.ledger.close()


# -- versions and differences --------------------------------------------------------------------------


def test_a_correction_names_every_changed_cell_and_the_acts(small: Office) -> None:
    hand_in(small)
    roster, seminar = klass(small, "PX001"), klass(small, "PX002")
    change(small, "改地点", TrainingClass, seminar, place="社区活动室")
    insert(small, "补登到账", Receipt, training_class=roster, received_on=date(2026, 2, 1), amount=1_000_000,
           voucher="9", subsidy=False)  # fmt: skip
    line = ids(small, "enrolment", Condition("学员.姓名", "=", "李四"))[0]
    change(small, "李四报到", Enrolment, line, status="报到")
    change(small, "与本表无关", School, small.ledger.school_id, address="松江路")
    done = hand_in(small)
    car, aid = "汽车维修工（四级）培训班", "社区急救讲座"
    assert causes(done.changes) == {
        (aid, "培训地点"): ["改地点"],
        (car, "培训经费(万元)/培训收入"): ["补登到账"],
        (car, "培训规模/实际人数"): ["李四报到"],
        (car, "培训规模/人次"): ["李四报到"],
        ("合计", "培训规模/实际人数"): ["李四报到"],
        ("合计", "培训规模/人次"): ["李四报到"],
        ("合计", "培训经费(万元)/培训收入"): ["补登到账"],
    }
    money = next(each for each in done.changes if each.field.endswith("培训收入") and each.title == car)
    assert (money.old, money.new, money.cell, money.old_cell) == ("2", "3", "R7", "R7")
    assert (done.filed.version, done.replaces) == (2, 1)
    assert [each.state for each in returns(small.ledger)] == ["已更正", "已报送"]
    assert difference(small, 1, 2) == done.changes
    swapped = {(each.cell, each.old, each.new) for each in difference(small, 2, 1)}
    assert swapped == {(each.old_cell, each.new, each.old) for each in done.changes}


def test_the_note_says_what_changed_and_why(small: Office) -> None:
    hand_in(small)
    change(small, "核实培训地点", TrainingClass, klass(small, "PX002"), place="社区活动室")
    note = hand_in(small, "街道来函更正").filed.correction
    assert note.startswith(f"{FORM}（2025-2026学年）第 1 版已于 ")
    assert "1．“社区急救讲座”“培训地点”由 空白 改为 社区活动室。" in note
    assert "更正原因（依据台账操作记录）：" in note
    assert "核实培训地点（操作 " in note
    assert note.endswith("说明：街道来函更正")


def test_rows_that_came_and_went(small: Office) -> None:
    hand_in(small)
    change(small, "改结业日期", TrainingClass, klass(small, "PX002"), end=date(2026, 9, 3))
    change(
        small, "提前结业", TrainingClass, klass(small, "PX003"), start=date(2026, 8, 1), end=date(2026, 8, 9)
    )
    done = hand_in(small)
    came = [each for each in done.changes if each.kind == "added"]
    went = [each for each in done.changes if each.kind == "removed"]
    assert {each.title for each in came} == {"次年班"}
    assert {each.title for each in went} == {"社区急救讲座"}
    assert all([a.title for a in each.acts] == ["提前结业"] for each in came)
    assert all([a.title for a in each.acts] == ["改结业日期"] for each in went)
    assert all(each.new == "" and each.cell == "" and each.old for each in went)
    assert all(each.old == "" and each.old_cell == "" and each.new for each in came)
    assert "增加“次年班”一行。" in done.filed.correction
    assert "删去“社区急救讲座”一行。" in done.filed.correction


def test_totals_are_compared_where_they_stand_now(tmp_path: Path) -> None:
    """A row less: what stood under the list has moved up and is still the same cell."""
    office = demo_office(tmp_path)
    submit(office, FORM, YEAR, to=TO, via=VIA, reason="x")
    first = filed(office.ledger, 1)
    row_id = behind(office.ledger, first.id).files[0].sheets[0].ids[3]
    change(office, "挪走一班", TrainingClass, row_id, end=date(2026, 10, 1))
    done = submit(office, FORM, YEAR, to=TO, via=VIA, reason="x")
    totals = [each for each in done.changes if each.title == "合计"]
    assert totals
    assert all(int(each.old_cell[1:]) == int(each.cell[1:]) + 1 for each in totals)
    assert not [each for each in done.changes if each.title not in ("合计",) and each.kind == "changed"]
    assert {a.title for each in done.changes for a in each.acts} == {"挪走一班"}
    office.ledger.close()


def test_a_persons_name_in_a_list_of_practices(small: Office) -> None:
    """The name lies two references away, and the five-year months are counted from other rows."""
    name = "教师企业实践情况统计表"
    hand_in(small, "x", form=name)
    teacher = by_id(small.ledger, "teacher", ids(small, "teacher", Condition("工号", "=", "T001")))
    person = next(iter(teacher.values()))["person"]
    change(small, "改名", Person, person, name="孙晓明")
    done = hand_in(small, "x", form=name)
    (changed,) = done.changes
    assert (changed.old, changed.new, [a.title for a in changed.acts]) == ("孙老师", "孙晓明", ["改名"])


def test_what_no_act_caused_says_so(small: Office) -> None:
    """A change undone again leaves nothing; the date of filling in is no act's."""
    hand_in(small)
    change(small, "改地点", TrainingClass, klass(small, "PX002"), place="别处")
    undo(small.ledger)
    with pytest.raises(UserError, match=r"和第 1 版（.*已报送吉林市教育局）没有不同"):
        hand_in(small)
    again = hand_in(small, to="吉林市人社局")
    assert (again.changes, again.filed.version) == ([], 2)
    assert "没有内容变化，再次报送" in again.filed.correction


def test_a_file_is_compared_with_what_was_handed_in(small: Office, tmp_path: Path) -> None:
    hand_in(small)
    change(small, "改地点", TrainingClass, klass(small, "PX002"), place="社区活动室")
    insert(
        small, "加一班", TrainingClass, title="新班", start=date(2026, 4, 1), end=date(2026, 4, 2), actual=7
    )
    fill(small, FORM, YEAR, tmp_path / "新.xlsx")
    book = openpyxl.load_workbook(tmp_path / "新.xlsx")
    book["统计表"]["V7"] = "有人在文件里写的"
    book.save(tmp_path / "新.xlsx")
    found = difference(small, 1, str(tmp_path / "新.xlsx"))
    by_field = {(each.title, each.field): each for each in found if each.kind == "changed"}
    assert [a.title for a in by_field["社区急救讲座", "培训地点"].acts] == ["改地点"]
    typed = by_field["汽车维修工（四级）培训班", "备注"]
    assert (typed.new, typed.acts) == ("有人在文件里写的", ())
    assert "文件里直接改过" in typed.why
    assert {each.title for each in found if each.kind == "added"} == {"新班"}
    assert not [each for each in found if each.kind == "removed"]


def test_what_cannot_be_compared_is_said(small: Office, tmp_path: Path) -> None:
    hand_in(small)
    hand_in(small, "x", form="教师企业实践情况统计表")
    with pytest.raises(UserError, match="不是同一张报表"):
        difference(small, 1, 2)
    with pytest.raises(UserError, match="没有找到报送记录“9”"):
        difference(small, 1, 9)
    assert filed(small.ledger, f"{FORM}/2025-2026学年/1").number == 1
    assert filed(small.ledger, FORM).number == 1


def test_a_card_each_and_the_act_behind_a_name_on_it(small: Office) -> None:
    """结业证书: two of the roster finished; on the second card the name is corrected."""
    name = "结业证书"
    one = submit(small, name, YEAR, to="存档", via="纸质", reason="x").filed
    kept = behind(small.ledger, one.id)
    assert [sheet.titles for file in kept.files for sheet in file.sheets] == [["欧阳𬱖"], ["王䶮"]]
    student = by_id(small.ledger, "enrolment", kept.files[0].sheets[0].ids)
    person = by_id(small.ledger, "student", [next(iter(student.values()))["student"]])
    change(small, "改名", Person, next(iter(person.values()))["person"], name="欧阳頠")
    done = submit(small, name, YEAR, to="存档", via="纸质", reason="x")
    (named,) = done.changes
    assert (named.sheet, named.cell, named.title) == ("欧阳頠", "A6", "欧阳頠")
    assert (named.old[:4], named.new[:4]) == ("欧阳𬱖（", "欧阳頠（")
    assert [a.title for a in named.acts] == ["改名"]
    line = ids(small, "enrolment", Condition("学员.姓名", "=", "王䶮"))[0]
    change(small, "未结业", Enrolment, line, status="未结业")
    gone = submit(small, name, YEAR, to="存档", via="纸质", reason="x").changes
    assert {(each.kind, each.title) for each in gone} == {("removed", "王䶮")}
    assert {a.title for each in gone for a in each.acts} == {"未结业"}


def test_the_head_of_a_roster_is_of_its_class(small: Office) -> None:
    """The class's own dates stand above its roster: a change of theirs names its act."""
    where = [Condition("班次编号", "=", "PX001")]
    name = "培训学员实名制花名册"
    submit(small, name, YEAR, to=TO, via=VIA, reason="x", where=where)
    change(small, "结业推迟", TrainingClass, klass(small, "PX001"), end=date(2025, 10, 22))
    done = submit(small, name, YEAR, to=TO, via=VIA, reason="x", where=where)
    (changed,) = done.changes
    assert (changed.cell, changed.field, changed.new) == ("N2", "结业日期", "2025-10-22")
    assert [a.title for a in changed.acts] == ["结业推迟"]


# -- tasks, undo ---------------------------------------------------------------------------------------


def task(office: Office, **values: object) -> int:
    return insert(office, "来文", ReturnTask, **{
        "sender": TO, "title": "报送培训情况", "due": date(2026, 12, 1), "form": FORM, "period": "2025学年",
        "status": "待办", **values,
    })  # fmt: skip


def state(office: Office, row_id: int) -> str:
    return str(by_id(office.ledger, "return_task", [row_id])[row_id]["status"])


def test_the_matching_task_is_settled_in_the_same_act(small: Office) -> None:
    mine = task(small)
    other = task(small, title="别的期间", period="2024学年")
    another = task(small, title="别的表", form="教师企业实践情况统计表")
    done = hand_in(small)
    assert (done.task, done.filed.task) == ("报送培训情况", mine)
    assert [state(small, each) for each in (mine, other, another)] == ["已报送", "待办", "待办"]
    assert acts.acts(small.ledger, 1)[0].kind == "submit"
    change(small, "改地点", TrainingClass, klass(small, "PX002"), place="社区活动室")
    hand_in(small)
    assert state(small, mine) == "已更正"


def test_undone_a_return_is_void_and_its_file_stays(small: Office, tmp_path: Path) -> None:
    mine = task(small)
    one = hand_in(small).filed
    done = undo(small.ledger)
    assert done.title.startswith("撤销：报送")
    (kept,) = returns(small.ledger)
    assert (kept.state, kept.sha256, state(small, mine)) == ("作废", one.sha256, "待办")
    written = reprint(small.ledger, 1, tmp_path / "作废.xlsx")[0]
    assert hashlib.sha256(written.read_bytes()).hexdigest() == one.sha256
    assert behind(small.ledger, kept.id).rows == 2
    assert verify(small.ledger) == []
    redo(small.ledger)
    assert (returns(small.ledger)[0].state, state(small, mine)) == ("已报送", "已报送")
    undo(small.ledger)
    assert returns(small.ledger)[0].state == "作废"
    # A void return is no version to correct; its number is not used again.
    again = hand_in(small)
    assert (again.filed.version, again.replaces, again.filed.correction) == (2, None, "")


def test_a_version_cannot_be_undone_under_its_correction(small: Office) -> None:
    hand_in(small)
    first = acts.acts(small.ledger, 1)[0].id
    change(small, "改地点", TrainingClass, klass(small, "PX002"), place="社区活动室")
    hand_in(small)
    with pytest.raises(UserError, match="之后又改动过"):
        undo(small.ledger, first)
    undo(small.ledger)
    assert [each.state for each in returns(small.ledger)] == ["已报送", "作废"]


def test_void_needs_a_reason_and_goes_from_the_last(small: Office) -> None:
    mine = task(small)
    hand_in(small)
    change(small, "改地点", TrainingClass, klass(small, "PX002"), place="社区活动室")
    hand_in(small)
    with pytest.raises(UserError, match="没有写明作废的原因"):
        void(small, 2, " ")
    with pytest.raises(UserError, match="之后还有第 2 版"):
        void(small, 1, "重报")
    assert void(small, 2, "报错了").state == "作废"
    assert [each.state for each in returns(small.ledger)] == ["已报送", "作废"]
    void(small, 1, "不报了")
    assert state(small, mine) == "待办"
    with pytest.raises(UserError, match="已经作废"):
        void(small, 1, "x")


def test_a_frozen_return_is_not_deleted_by_undoing_what_made_its_rows(small: Office) -> None:
    """The rows behind it may go; the archive has them."""
    new = insert(small, "加一班", TrainingClass, title="短命班", start=date(2026, 4, 1), end=date(2026, 4, 2),
                 actual=7)  # fmt: skip
    made = acts.acts(small.ledger, 1)[0].id
    hand_in(small, "x")
    undo(small.ledger, made)
    kept = behind(small.ledger, filed(small.ledger, 1).id)
    assert new in kept.files[0].sheets[0].ids
    done = hand_in(small, "y")
    gone = [each for each in done.changes if each.kind == "removed"]
    assert {each.title for each in gone} == {"短命班"}
    assert {a.title for each in gone for a in each.acts} == {"撤销：加一班"}


def test_nothing_but_the_archive_writes_filed_returns(small: Office) -> None:
    """A failed act leaves no half of a return."""
    with pytest.raises(RuntimeError, match="power cut"), act(small.ledger, "断电") as s:
        s.insert(FiledReturn, [{"form": FORM, "period": "x", "version": 1, "state": "已报送"}])
        raise RuntimeError("power cut")
    assert returns(small.ledger) == []


def test_a_cross_table_says_how_many_rows_are_behind_its_numbers(tmp_path: Path) -> None:
    """Not 0, though it has no list: each class and person behind any of its cells is counted once."""
    office = demo_office(tmp_path)
    done = submit(office, "职业培训分类汇总表", YEAR, to="市教育局", via="电子邮件", reason="测试")
    kept = behind(office.ledger, done.filed.id)
    counted = {row for cell in kept.files[0].sheets[0].cells.values() for row in cell.counted}
    classes = {row_id for name, row_id in counted if name == "training_class"}
    held = set(find(office.ledger, "training_class", paths=[], window=YEAR, today=office.today).ids)
    assert classes and classes <= held
    assert done.filed.rows == kept.rows == len(counted) > len(classes)
    office.ledger.close()
