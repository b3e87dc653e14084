"""合并: one person, enterprise or class entered twice becomes one; nothing is lost, undo brings all back."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.records.catalogue import record
from desktop.records.system import AcceptedFinding, Attachment, FiledReturn, Learned, Pending
from desktop.services.counting.stats import stats
from desktop.services.importing.decisions import Use
from desktop.services.importing.rules import REFERENCE, keep, known_references
from desktop.services.merging import alike, may_be_one, merge, plan_merge
from desktop.services.office import Office
from desktop.services.returning import archive
from desktop.services.returning.archive_asking import since
from desktop.store import attachments
from desktop.store.act import act
from desktop.store.acts import acts
from desktop.store.find import find
from desktop.store.undo import redo, undo
from tests.merging.desk import NEW, contents, dangling, ids, put, row, twice
from tests.services.archive_office import FORM, YEAR, demo_office


def test_one_person_entered_twice(office: Office) -> None:
    made = twice(office)
    before, window = contents(office), parse_window("2026")
    assert stats(office, "学员名册", window)[0]["measures"]["人数"] == 2
    plan = plan_merge(office, "person", made["person1"], [made["person2"]])
    assert plan.title == "张三 ← 张三"
    said = {each.own.name: (each.state, each.value) for each in plan.heads[0].fields}
    assert said["document_number"] == ("same", NEW) and said["phone"] == ("filled", "13800001111")
    assert [(each.label, each.gone) for each in plan.collisions] == [
        ("考勤", (made["came2"],)),
        ("学员名册", (made["line2"],)),
        ("学员", (made["student2"],)),
    ]
    assert [(each.own.label, each.value) for each in plan.conflicts] == [("理论成绩", 81)]
    assert {(each.label, each.through): each.rows for each in plan.moves} == {
        ("学员名册", "学员"): 1,
        ("教师", "人员"): 1,
    }
    done = merge(office, plan)
    assert (done.gone, done.moved) == (4, 2)
    assert not dangling(office)
    assert ids(office, "person") == {made["person1"]} and ids(office, "student") == {made["student1"]}
    assert row(office, "enrolment", made["line3"])["student"] == made["student1"]
    assert row(office, "teacher", made["teacher2"])["person"] == made["person1"]
    assert stats(office, "学员名册", window)[0]["measures"]["人数"] == 1
    after = contents(office)
    assert acts(office.ledger, 1)[0].title == "合并人员 张三 ← 张三"
    undo(office.ledger)
    assert contents(office) == before
    redo(office.ledger)
    assert contents(office) == after


def test_the_full_number_wins_whichever_row_is_kept(office: Office) -> None:
    made = twice(office)
    plan = plan_merge(office, "person", made["person2"], [made["person1"]])
    number = next(each for each in plan.heads[0].fields if each.own.name == "document_number")
    assert (number.state, number.value) == ("filled", NEW)
    assert [offer.text for offer in number.offers] == [
        "220202*****1001",
        "220202********0018",
    ]
    merge(office, plan)
    assert row(office, "person", made["person2"])["document_number"] == NEW


def test_a_role_brings_its_person(office: Office) -> None:
    made = twice(office)
    other = put(office, "person", name="张叁")
    first = put(office, "teacher", person=other, number="T08")
    put(office, "teacher_status", teacher=first, start=date(2020, 9, 1), category="专业课")
    put(office, "teacher_status", teacher=first, start=date(2023, 9, 1), title="高级讲师")
    before = contents(office)
    plan = plan_merge(office, "teacher", first, [made["teacher2"]])
    assert [(each.label, each.kept) for each in plan.heads] == [("人员", other), ("教师", first)]
    (post,) = plan.collisions
    # Both say what held from 2020-09-01 on, each something else of it: one row says both.
    assert post.values({})["category"] == "专业课" and post.values({})["title"] == "讲师"
    merge(office, plan, {(other, "name"): "张三"})
    person = row(office, "person", other)
    assert (person["name"], person["former_name"]) == ("张三", "张叁")
    assert len(ids(office, "teacher_status")) == 2 and len(ids(office, "teacher")) == 1
    assert not dangling(office)
    undo(office.ledger)
    assert contents(office) == before


def test_what_hangs_on_a_row_by_its_number_follows(office: Office, tmp_path: Path) -> None:
    one = put(office, "enterprise", name="吉林市松江机械有限公司", address="江南街1号", note="长期合作")
    two = put(office, "enterprise", name="吉林松江机械公司", contact="李工", note="有实习基地")
    file = tmp_path / "协议.txt"
    file.write_text("协议", "utf-8")
    with act(office.ledger, "附件") as s:
        attachments.add_file(s, "enterprise", two, file)
        s.insert(Pending, [{"record": "enterprise", "row": two, "path": "规模", "typed": "不大"}])
        accepted = {"rule": "信用代码有误", "record": "enterprise", "reason": "老代码"}
        s.insert(AcceptedFinding, [{**accepted, "row": one}, {**accepted, "row": two}])
        s.insert(AcceptedFinding, [{**accepted, "rule": "疑似重复企业", "row": two}])
        rule = json.dumps({"use": two, "title": "吉林松江机械公司"}, ensure_ascii=False)
        keep(s, office, [(REFERENCE, ("enterprise", "松江厂"), rule)])
    before = contents(office)
    plan = plan_merge(office, "enterprise", one, [two])
    assert {each.label: each.rows for each in plan.moves} == {
        "附件": 1, "待处理": 1, "认可的问题": 1, "学到的规则": 1
    }  # fmt: skip
    merge(office, plan)
    kept = row(office, "enterprise", one)
    assert (kept["former_name"], kept["contact"], kept["address"]) == (
        "吉林松江机械公司",
        "李工",
        "江南街1号",
    )
    assert kept["note"] == "长期合作\n有实习基地"
    with office.ledger.reading() as reading:
        for model in (Attachment, Pending):
            assert reading.execute(select(model.row)).scalars().all() == [one]
        accepted_now = reading.execute(select(AcceptedFinding.rule, AcceptedFinding.row)).all()
        assert sorted(map(tuple, accepted_now)) == [("信用代码有误", one), ("疑似重复企业", one)]
        value = json.loads(reading.execute(select(Learned.value)).scalar_one())
    assert value == {"use": one, "title": "吉林市松江机械有限公司"}
    assert known_references(office) == {("enterprise", "松江厂"): Use(one)}
    undo(office.ledger)
    assert contents(office) == before


def test_a_name_given_up_is_learned_where_there_is_no_former_name(office: Office) -> None:
    one = put(office, "major", name="汽车运用与维修", major_code="700206")
    two = put(office, "major", name="汽修")
    put(office, "training_class", title="汽修班", start=date(2026, 3, 1), major=two)
    merge(office, plan_merge(office, "major", one, [two]))
    assert known_references(office) == {("major", "汽修"): Use(one)}
    assert row(office, "major", one)["name"] == "汽车运用与维修"


def test_receipts_of_one_day_are_two_unless_they_are_the_same(office: Office) -> None:
    classes = [
        put(office, "training_class", title=title, start=date(2026, 3, 1)) for title in ("甲班", "甲 班")
    ]
    day = date(2026, 4, 1)
    for one, amount in zip((*classes, classes[0]), (100_00, 250_00, 300_00), strict=True):
        put(office, "receipt", training_class=one, received_on=day, amount=amount)
    put(office, "receipt", training_class=classes[1], received_on=day, amount=300_00)
    plan = plan_merge(office, "training_class", classes[0], [classes[1]])
    assert [each.label for each in plan.collisions] == ["到账"]
    merge(office, plan)
    income = [row(office, "receipt", each)["amount"] for each in sorted(ids(office, "receipt"))]
    assert sorted(income) == [100_00, 250_00, 300_00]


def test_what_was_filed_stays_as_it_was_handed_in(tmp_path: Path) -> None:
    office = demo_office(tmp_path)
    archive.submit(office, FORM, YEAR, to="市教育局", via="电子邮件", reason="测试")
    with office.ledger.reading() as reading:
        filed = reading.execute(select(FiledReturn.__table__)).all()
    classes = find(office.ledger, "training_class", paths=(), window=YEAR, limit=3).ids
    before = contents(office)
    merge(office, plan_merge(office, "training_class", classes[0], classes[1:]))
    with office.ledger.reading() as reading:
        assert reading.execute(select(FiledReturn.__table__)).all() == filed
    causes = {one.title for change in since(office, 1).changes for one in change.acts}
    assert any(title.startswith("合并培训班次") for title in causes)
    undo(office.ledger)
    assert contents(office) == before
    office.ledger.close()


@pytest.mark.parametrize(
    ("record_id", "which", "sentence"),
    [
        ("enrolment", ("line1", "line2"), "先合并学员"),
        ("enrolment", ("line2", "line3"), "先合并培训班次"),
        ("person", ("person1",), "至少要两条"),
        ("person", ("person1", "class"), "没有编号"),
    ],
)
def test_refused(office: Office, record_id: str, which: tuple[str, ...], sentence: str) -> None:
    made = twice(office)
    with pytest.raises(UserError, match=sentence):
        plan_merge(office, record_id, made[which[0]], [made[each] for each in which[1:]])


def test_schools_are_not_merged(office: Office) -> None:
    with pytest.raises(UserError, match="学校不能合并"):
        plan_merge(office, "school", office.ledger.school_id, [1])


def test_rows_of_another_school_are_its_own(office: Office) -> None:
    with act(office.ledger, "并入") as s:
        (there,) = s.insert(record("school").model, [{"school_code": "2222000002", "name": "外校"}])
        (theirs,) = s.insert(record("person").model, [{"name": "张三", "school": there}])
    own = put(office, "person", name="张三")
    with pytest.raises(UserError, match="别的学校"):
        plan_merge(office, "person", own, [theirs])


def test_a_key_of_a_third_row_is_refused(office: Office) -> None:
    one, two = (put(office, "enterprise", name=name) for name in ("甲公司", "乙公司"))
    third = put(office, "enterprise", name="丙公司")
    plan = plan_merge(office, "enterprise", one, [two])
    before = contents(office)
    with pytest.raises(UserError, match="“丙公司”企业名称相同"):
        merge(office, plan, {(one, "name"): "丙公司"})
    assert contents(office) == before
    merge(office, plan_merge(office, "enterprise", one, [two, third]), {(one, "name"): "丙公司"})
    assert row(office, "enterprise", one)["former_name"] == "甲公司、乙公司"


def test_a_plan_of_yesterday_is_refused(office: Office) -> None:
    made = twice(office)
    plan = plan_merge(office, "person", made["person1"], [made["person2"]])
    put(office, "certificate", student=made["student2"], number="X1")
    before = contents(office)
    with pytest.raises(UserError, match="又改过"):
        merge(office, plan)
    assert contents(office) == before


def test_masked_numbers_that_look_alike_say_where_they_differ(office: Office) -> None:
    one = put(office, "person", name="李四", document_number="220202198001010018")
    two = put(office, "person", name="李四", document_number="220202198101010018")
    plan = plan_merge(office, "person", one, [two])
    number = next(each for each in plan.conflicts if each.own.name == "document_number")
    assert [offer.text for offer in number.offers] == [
        "220202********0018（第 10 位不同）", "220202********0018（第 10 位不同）"
    ]  # fmt: skip


def test_from_a_finding_to_the_rows(office: Office) -> None:
    made = twice(office)
    firms = [
        put(office, "enterprise", name=name)
        for name in ("吉林市松江机械有限公司", "吉林市松江机械有限责任公司")
    ]
    same = [
        put(office, "enterprise", name=name, credit_code=code)
        for name, code in (("丁公司", "1"), ("丁 公司", "2"))
    ]
    assert alike(office, "一人登记两次", made["person1"]) == (made["person1"], made["person2"])
    assert alike(office, "疑似重复企业", firms[1]) == tuple(firms)
    assert alike(office, "企业重名", same[0]) == tuple(same)
    assert (
        alike(office, "企业重名", firms[0]) == () and alike(office, "身份证号码有误", made["person1"]) == ()
    )
    assert may_be_one("班次重名") and not may_be_one("教师同时两处授课") and not may_be_one("没有的检查")
