"""Rows stated as the office states them: what becomes of person, role, status and the row itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.records.catalogue import record
from desktop.services.office import Office
from desktop.services.saving import remove, save, save_many
from desktop.services.saving.locating import Locator
from desktop.store.act import act
from desktop.store.find import Condition, by_id, find
from desktop.store.ledger import Ledger


@pytest.fixture
def office(tmp_path: Path, root: Path) -> Iterator[Office]:
    ledger = Ledger.create(tmp_path / "a.zhijiao", school_code="2222022001", school_name="江城职业技术学校")
    yield Office(ledger, {}, (), root / "resources", root / "forms", date(2026, 6, 1))
    ledger.close()


def rows(office: Office, record: str, *paths: str, **more: object) -> list[tuple[object, ...]]:
    return find(office.ledger, record, paths=paths, today=office.today, **more).rows  # type: ignore[arg-type]


LI = {"姓名": "李䶮", "证件号码": "11010519491231002X", "工号": "2001", "教师类别": "专业课", "职称": "讲师"}


def test_a_teacher_row_makes_person_role_and_status(office: Office) -> None:
    save(office, "系部", {"名称": "机电工程系"})
    outcome = save(office, "教师", {**LI, "系部": "机电工程系", "入职日期": date(2010, 8, 20)})
    assert outcome.fate == "created"
    assert rows(office, "教师", "姓名", "证件类型", "工号", "职称", "系部", "起始日期") == [
        ("李䶮", "居民身份证", "2001", "讲师", "机电工程系", date(2010, 8, 20))
    ]


def test_a_status_without_any_date_holds_from_the_start_of_the_school_year(office: Office) -> None:
    save(office, "教师", LI)
    assert rows(office, "教师", "起始日期") == [(date(2025, 9, 1),)]


def test_a_later_title_with_its_date_becomes_a_second_status(office: Office) -> None:
    first = save(office, "教师", {**LI, "入职日期": date(2010, 8, 20)})
    save(office, "教师", {"职称": "高级讲师", "起始日期": date(2026, 1, 1)}, row_id=first.id)
    assert rows(office, "教师任职", "职称", sort=[("起始日期", False)]) == [("讲师",), ("高级讲师",)]
    assert rows(office, "教师", "职称") == [("高级讲师",)]
    assert find(office.ledger, "教师", paths=["职称"], today=date(2025, 1, 1)).rows == [("讲师",)]


def test_an_unknown_department_refuses_the_teacher_and_leaves_nothing(office: Office) -> None:
    outcome = save(office, "教师", {**LI, "系部": "航空系"})
    assert outcome.fate == "problem"
    assert "航空系" in outcome.problems[0].sentence
    assert rows(office, "人员", "姓名") == []


def test_a_practice_names_its_teacher_by_number_and_its_enterprise_by_name(office: Office) -> None:
    save(office, "教师", LI)
    save(office, "企业", {"企业名称": "吉林化纤股份有限公司"})
    outcome = save(
        office,
        "企业实践",
        {"教师.工号": "2001", "企业.企业名称": "吉林化纤股份有限公司", "开始日期": date(2026, 1, 5)},
    )
    assert outcome.fate == "created"
    assert rows(office, "企业实践", "教师.姓名", "企业.企业名称", "企业名称（当时）") == [
        ("李䶮", "吉林化纤股份有限公司", "吉林化纤股份有限公司")
    ]


def test_a_renamed_enterprise_is_found_by_its_former_name(office: Office) -> None:
    save(office, "企业", {"企业名称": "吉林碳谷股份有限公司", "曾用名": "吉林碳谷有限公司"})
    save(office, "教师", LI)
    save(
        office,
        "企业实践",
        {"教师.姓名": "李䶮", "企业.企业名称": "吉林碳谷有限公司", "开始日期": date(2026, 1, 5)},
    )
    assert rows(office, "企业实践", "企业.企业名称") == [("吉林碳谷股份有限公司",)]


ROSTER = [
    {"学员.姓名": "王一", "学员.证件号码": "440524188001010014", "工作单位": "甲厂", "文化程度": "21"},
    {"学员.姓名": "欧阳·阿卜杜拉", "学员.证件号码": "220202198001010018", "工作单位": "乙厂"},
    {"学员.姓名": "没有证件", "工作单位": "丙厂"},
]
CLASS = {"培训班次.项目名称": "电工班", "培训班次.开班日期": date(2026, 3, 1)}


def test_a_roster_may_bring_its_class_and_its_trainees(office: Office) -> None:
    with act(office.ledger, "导入") as s:
        lines = [{**CLASS, **line} for line in ROSTER]
        outcomes = save_many(s, office, "enrolment", lines, create=("training_class",))
    assert [outcome.fate for outcome in outcomes] == ["created"] * 3
    assert rows(office, "培训班次", "项目名称", "人次") == [("电工班", 3)]
    assert rows(office, "学员", "姓名", "文化程度", "工作单位", where=[Condition("姓名", "=", "王一")]) == [
        ("王一", "21", "甲厂")
    ]


def test_an_old_roster_takes_the_year_and_class_of_its_own_time(office: Office) -> None:
    student = {"姓名": "王一", "证件号码": "11010519491231002X"}
    for year, grade, last in (("2023-2024", "一年级", False), ("2024-2025", "二年级", True)):
        save(office, "学员", student | {"学年": year, "年级": grade, "毕业年级": last})
    for title, start in (
        ("早班", date(2023, 10, 9)),
        ("晚班", date(2025, 3, 3)),
        ("离校后", date(2026, 3, 2)),
    ):
        held = {"项目名称": title, "开班日期": start, "结业日期": start}
        save(office, "培训班次", held)
        save(
            office,
            "学员名册",
            {f"培训班次.{name}": value for name, value in held.items()}
            | {f"学员.{name}": value for name, value in student.items()},
        )
    assert set(rows(office, "学员名册", "培训班次.项目名称", "年级", "毕业年级")) == {
        ("早班", "一年级", False), ("晚班", "二年级", True), ("离校后", None, None),
    }  # fmt: skip


def test_the_same_roster_again_changes_nothing(office: Office) -> None:
    lines = [{**CLASS, **line} for line in ROSTER]
    with act(office.ledger, "导入") as s:
        save_many(s, office, "enrolment", lines, create=("training_class",))
    with act(office.ledger, "再导入") as s:
        outcomes = save_many(s, office, "enrolment", lines, create=("training_class",))
        assert not any(s.counts.values())
    assert [outcome.fate for outcome in outcomes] == ["unchanged"] * 3


def test_another_name_on_the_same_number_is_a_conflict(office: Office) -> None:
    save(office, "学员", {"姓名": "王一", "证件号码": "440524188001010014"})
    line = {**CLASS, "学员.姓名": "王二", "学员.证件号码": "440524188001010014"}
    with act(office.ledger, "导入") as s:
        outcome = save_many(s, office, "enrolment", [line], create=("training_class",))[0]
    assert outcome.fate == "conflict"
    assert outcome.changes == {"学员.姓名": ("王一", "王二")}
    assert rows(office, "学员名册", "学员.姓名") == []


def test_blanks_are_filled_and_never_erase(office: Office) -> None:
    save(office, "企业", {"企业名称": "甲厂", "地址": "江城路 1 号"})
    with act(office.ledger, "导入") as s:
        outcome = save_many(
            s,
            office,
            "enterprise",
            [{"企业名称": "甲厂", "地址": None, "统一社会信用代码": "91350100M000100Y43"}],
        )[0]
    assert outcome.fate == "updated"
    assert rows(office, "企业", "地址", "统一社会信用代码") == [("江城路 1 号", "91350100M000100Y43")]


def test_two_equal_rows_are_one_and_differing_twins_a_problem(office: Office) -> None:
    same = {"项目名称": "焊工班", "开班日期": date(2026, 4, 1), "学时": 40}
    with act(office.ledger, "导入") as s:
        fates = [o.fate for o in save_many(s, office, "training_class", [same, same, {**same, "学时": 56}])]
    assert fates[0] == "created" and fates[2] == "problem"
    assert len(rows(office, "培训班次", "项目名称")) == 1


def test_a_class_used_by_a_certificate_cannot_go_until_it_is_free(office: Office) -> None:
    with act(office.ledger, "导入") as s:
        save_many(s, office, "enrolment", [{**CLASS, **ROSTER[0]}], create=("training_class",))
    page = find(office.ledger, "training_class", paths=[])
    assert remove(office, "training_class", page.ids) >= 1
    assert rows(office, "学员名册", "学员.姓名") == []
    assert len(rows(office, "学员", "姓名")) == 1


def test_rows_are_found_by_the_same_columns_whatever_is_blank_in_them(office: Office) -> None:
    day, other = date(2026, 3, 2), date(2026, 3, 3)
    classes = [
        save(office, "培训班次", {"项目名称": name, "开班日期": day}).id for name in ("电工班", "焊工班")
    ]
    said = [
        (held, on, period, outside)
        for held in classes
        for on in (day, other)
        for period, outside in (("上午", "王师傅"), ("下午", None), (None, "李师傅"))
    ]
    labels = ("培训班次", "日期", "时段", "外聘教师")
    for row in said:
        assert save(office, "授课记录", dict(zip(labels, row, strict=True))).fate == "created"
    names, lesson = ("training_class", "held_on", "period", "outside"), record("lesson")
    missing = (classes[0], date(2026, 3, 9), "上午", "王师傅")
    with office.ledger.reading() as reading:
        locator = Locator(office.ledger, reading, office.today)
        rows = by_id(office.ledger, "lesson", find(office.ledger, "lesson", paths=[]).ids, connection=reading)
        there = {tuple(row[name] for name in names): [row_id] for row_id, row in rows.items()}
        assert len(there) == 12
        for wanted in (list(there), list(there)[:1], [each for each in there if each[2] is None], [missing]):
            found = locator.by_columns(lesson, names, [*wanted, missing])
            assert dict(found) == {each: there[each] for each in wanted if each in there}
        blank = [each for each in there if each[3] is None]
        found = locator.by_columns(lesson, ("period", "outside"), [each[2:] for each in blank])
        assert set(found) == {("下午", None)} and len(found["下午", None]) == 4
