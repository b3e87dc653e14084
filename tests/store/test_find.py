"""Finding rows as a table does: filter, sort, search, page, roles and counted figures, on both engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.core.errors import UserError
from desktop.services.office import Office
from desktop.services.saving import save, save_many
from desktop.store.act import act
from desktop.store.find import Condition, by_id, find
from desktop.store.ledger import Ledger

TODAY = date(2026, 6, 1)


@pytest.fixture
def office(ledger: Ledger) -> Office:
    made = Office(ledger, {}, (), Path(), Path(), TODAY)
    save(made, "企业", {"企业名称": "吉林化纤股份有限公司"})
    for number, (title, start, end, hours, typed) in enumerate(
        [
            ("电工班", date(2026, 3, 1), date(2026, 3, 10), Decimal("40"), 12),
            ("焊工班", date(2025, 12, 20), date(2026, 1, 5), Decimal("56.5"), 30),
            ("茶艺班", date(2026, 7, 1), None, None, None),
        ],
        start=1,
    ):
        values: dict[str, Any] = {
            "项目名称": title,
            "开班日期": start,
            "结业日期": end,
            "学时": hours,
            "班次编号": f"P{number}",
        }
        save(made, "培训班次", {**values, "实到人数": typed, "天数": Decimal("5"), "到账经费": 100000})
    save(
        made,
        "培训班次",
        {"委托单位": "吉林化纤股份有限公司"},
        row_id=find(ledger, "培训班次", search="电工").ids[0],
    )
    lines = [
        {
            "培训班次.班次编号": "P1",
            "学员.姓名": "王浩宇",
            "学员.证件号码": "440524188001010014",
            "学员.性别": "1",
        },
        {
            "培训班次.班次编号": "P1",
            "学员.姓名": "单雨欣",
            "学员.证件号码": "11010519491231002X",
            "学员.性别": "2",
        },
        {
            "培训班次.班次编号": "P1",
            "学员.姓名": "李䶮",
            "学员.证件号码": "220202198001010018",
            "状态": "报名",
        },
    ]
    with act(ledger, "名册") as s:
        assert [outcome.fate for outcome in save_many(s, made, "enrolment", lines)] == ["created"] * 3
    return made


def titles(office: Office, **how: Any) -> list[str]:
    how.setdefault("today", TODAY)
    return [row[0] for row in find(office.ledger, "培训班次", paths=["项目名称"], **how).rows]


CASES: list[tuple[Condition, list[str]]] = [
    (Condition("项目名称", "contains", "工"), ["电工班", "焊工班"]),
    (Condition("项目名称", "starts", "茶"), ["茶艺班"]),
    (Condition("结业日期", "empty"), ["茶艺班"]),
    (Condition("结业日期", "filled"), ["电工班", "焊工班"]),
    (Condition("学时", ">", Decimal("40")), ["焊工班"]),
    (Condition("开班日期", "<=", date(2026, 3, 1)), ["电工班", "焊工班"]),
    (Condition("学时", "!=", Decimal("40")), ["茶艺班", "焊工班"]),
    (Condition("委托单位.企业名称", "=", "吉林化纤股份有限公司"), ["电工班"]),
    (Condition("委托单位", "contains", "化纤"), ["电工班"]),
    (Condition("班次编号", "in", ("P2", "P3")), ["茶艺班", "焊工班"]),
    (Condition("状态", "=", "未开班"), ["茶艺班"]),
    (Condition("人次", ">=", 30), ["焊工班"]),
]


def test_a_filter_finds_what_it_says(office: Office) -> None:
    for condition, expected in CASES:
        assert sorted(titles(office, where=[condition])) == sorted(expected), condition


def test_rows_sort_both_ways_with_blanks_last(office: Office) -> None:
    assert titles(office, sort=[("学时", False)]) == ["电工班", "焊工班", "茶艺班"]
    assert titles(office, sort=[("学时", True)]) == ["焊工班", "电工班", "茶艺班"]


def test_a_page_knows_how_many_there_are(office: Office) -> None:
    page = find(office.ledger, "培训班次", paths=["项目名称"], limit=2, offset=0, today=TODAY)
    rest = find(office.ledger, "培训班次", paths=["项目名称"], limit=2, offset=2, today=TODAY)
    assert (page.total, len(page.ids), len(rest.ids)) == (3, 2, 1)
    assert not set(page.ids) & set(rest.ids)


def test_a_roster_line_is_found_by_its_trainee(office: Office) -> None:
    for text in ["浩宇", "王浩", "wanghaoyu", "why", "shan", "0014", "李䶮"]:
        found = find(office.ledger, "学员名册", paths=["学员.姓名"], search=text, today=TODAY).rows
        expected = {"shan": "单雨欣", "李䶮": "李䶮"}.get(text, "王浩宇")
        assert (expected,) in found, text


def test_a_search_without_a_hit_is_empty(office: Office) -> None:
    assert titles(office, search="航空") == []


def test_counted_figures_stand_in_for_typed_ones_only_where_there_is_a_roster(office: Office) -> None:
    paths = ["项目名称", "实到人数", "人次", "人数", "女性人次", "人日", "人学时"]
    how: dict[str, Any] = {"paths": paths, "today": TODAY, "sort": [("项目名称", False)]}
    typed = {row[0]: row[1:] for row in find(office.ledger, "培训班次", **how).rows}
    counted = {row[0]: row[1:] for row in find(office.ledger, "培训班次", counted=True, **how).rows}
    assert typed["电工班"] == (12, 2, 2, 1, Decimal("10"), Decimal("80"))
    assert counted["电工班"][0] == 2
    assert counted["焊工班"] == (30, 30, 30, None, Decimal("150"), Decimal("1695"))
    assert counted["茶艺班"][:4] == (None, None, None, None)


def test_money_received_replaces_the_typed_sum(office: Office) -> None:
    row = {"培训班次.班次编号": "P1", "日期": date(2026, 4, 1), "票据号": "1", "金额": 250000}
    save(office, "到账", {**row, "补贴": True})
    save(office, "到账", {**row, "票据号": "2", "金额": 50, "补贴": False})
    found = find(
        office.ledger, "培训班次", paths=["到账经费", "财政补贴"], counted=True, today=TODAY, search="电工"
    )
    assert found.rows == [(250050, 250000)]


class Year:
    start, end = date(2026, 1, 1), date(2026, 12, 31)


def test_a_class_belongs_to_the_window_it_ends_in(office: Office) -> None:
    assert sorted(titles(office, window=Year())) == ["焊工班", "电工班"]


def test_a_practice_belongs_to_every_window_it_touches(office: Office) -> None:
    save(office, "教师", {"姓名": "赵一", "工号": "1", "证件号码": "220284200506300023"})
    for start, end in [
        (date(2025, 11, 1), date(2026, 1, 1)),
        (date(2025, 11, 2), date(2025, 12, 31)),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), date(2027, 1, 2)),
    ]:
        stay = {"教师.工号": "1", "企业.企业名称": "吉林化纤股份有限公司", "开始日期": start, "结束日期": end}
        assert save(office, "企业实践", stay).fate == "created"
    found = find(office.ledger, "企业实践", paths=["开始日期"], window=Year(), today=TODAY)
    assert sorted(row[0] for row in found.rows) == [date(2025, 11, 1), date(2026, 12, 31)]


def test_the_raw_row_holds_ids_for_references(office: Office) -> None:
    page = find(office.ledger, "学员名册", paths=["培训班次.项目名称", "学员.姓名"], today=TODAY)
    raw = by_id(office.ledger, "enrolment", page.ids)
    classes = find(office.ledger, "培训班次", paths=[], search="P1").ids
    assert {row["training_class"] for row in raw.values()} == set(classes)


def test_the_weekday_of_a_lesson_is_its_dates(office: Office) -> None:
    save(
        office,
        "授课记录",
        {"培训班次.班次编号": "P1", "日期": date(2026, 3, 1), "时段": "上午", "外聘教师": "外聘甲"},
    )
    assert find(office.ledger, "授课记录", paths=["星期"], today=TODAY).rows == [("星期日",)]


def test_a_teacher_belongs_to_the_windows_in_which_he_was_here(office: Office) -> None:
    for name, number, joined, left in [
        ("赵一", "1", date(2010, 8, 1), date(2025, 12, 31)),
        ("钱二", "2", date(2010, 8, 1), date(2026, 1, 1)),
        ("孙三", "3", date(2027, 1, 1), None),
        ("李四", "4", None, None),
    ]:
        assert (
            save(office, "教师", {"姓名": name, "工号": number, "入职日期": joined, "离岗日期": left}).fate
            == "created"
        )
    found = find(office.ledger, "教师", paths=["姓名"], window=Year(), today=TODAY)
    assert sorted(row[0] for row in found.rows) == ["李四", "钱二"]


def test_the_last_part_of_a_label_path_is_enough_where_only_one_column_ends_so(office: Office) -> None:
    found = find(
        office.ledger, "学员名册", paths=["姓名"], where=[Condition("姓名", "=", "王浩宇")], today=TODAY
    )
    assert found.rows == [("王浩宇",)]


def test_what_a_service_computes_is_no_filter(office: Office) -> None:
    with pytest.raises(UserError, match="期间内天数"):
        find(office.ledger, "企业实践", where=[Condition("期间内天数", ">", 1)])
