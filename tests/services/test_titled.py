"""What a title says of the rows: proposed by inspect, used and said by fill, overridden by --where."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.records.catalogue import record
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.services.returning import fill
from desktop.services.returning.titled import period, titled
from desktop.store.find import Condition, find
from tests.services.archive_office import YEAR, demo_office
from tests.services.list_forms import list_form

CLASSES = ["序号", "项目名称", "开班日期", "结业日期", "学时", "实到人数"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = demo_office(tmp_path_factory.mktemp("demo"))
    yield office
    office.ledger.close()


def said(office: Office, own: str, title: str) -> dict[str, Any]:
    found = titled(office, record(own), title)
    return {
        each.path.label: each.value if each.op != "filled" else each.op
        for each in found.where
        if not isinstance(each.path, str)
    }


@pytest.mark.parametrize(
    ("own", "title", "meant"),
    [
        ("training_class", "退役军人职业技能培训情况统计表", {"培训对象": "退役军人"}),
        ("training_class", "失业人员、退役军人培训统计表", {"培训对象": ("退役军人", "失业人员")}),
        ("training_class", "退役军人等重点群体培训统计表", {}),
        ("training_class", "补贴性职业技能培训台账", {"性质": "补贴性"}),
        ("training_class", "补贴性/公益性培训台账", {}),
        ("training_class", "中等职业学校开展社会培训情况统计表", {}),
        ("enrolment", "返乡农民工技能培训花名册", {"培训班次.培训对象": "返乡农民工"}),
        ("candidate", "1+X职业技能等级证书报名表", {"考核批次.证书目录.方案": "X证书"}),
        ("candidate", "获证学生名单", {"证书编号": "filled"}),
        ("candidate", "1+X/职业技能等级证书报名表", {}),
        ("exam_batch", "１＋Ｘ 证书考核情况汇总表", {"证书目录.方案": "X证书"}),
        ("practice", "专业教师企业实践情况统计表", {}),
        ("practice", "各专业课教师企业实践情况统计表", {}),
    ],
)  # fmt: skip
def test_words_of_a_title(demo: Office, own: str, title: str, meant: dict[str, Any]) -> None:
    found = said(demo, own, title)
    assert {k: set(v) if isinstance(v, tuple) else v for k, v in found.items()} == {
        k: set(v) if isinstance(v, tuple) else v for k, v in meant.items()
    }


def test_a_major_and_a_department_of_the_school(demo: Office) -> None:
    majors = [str(row[0]) for row in find(demo.ledger, "major", paths=["专业名称"]).rows]
    departments = [str(row[0]) for row in find(demo.ledger, "department", paths=["名称"]).rows]
    major, department = majors[0], next(each for each in departments if len(each) >= 3)
    assert said(demo, "practice", f"{major}专业教师企业实践情况表") == {"教师.任教专业": major}
    assert said(demo, "teacher", f"{department}教师名册") == {"系部": department}
    assert said(demo, "practice", "某某专业教师企业实践情况表") == {}
    short = next(each for each in majors if len(each) > 4 and sum(m[0] == each[0] for m in majors) == 1)
    assert said(demo, "practice", f"学校{short[:2]}专业教师企业实践表") == {"教师.任教专业": short}


@pytest.mark.parametrize(
    ("title", "label"),
    [
        ("2024—2025学年培训情况统计表", "2024-2025学年"),
        ("2025年上半年培训情况统计表", "2025上半年"),
        ("2025年度培训情况统计表", "2025"),
        ("2025年第三季度培训情况统计表", "2025Q3"),
        ("2024年与2025年对比表", None),
        ("2023—2025年学生取证情况统计表", None),
        ("2023-2024年度培训统计表", None),
        ("培训情况统计表", None),
    ],
)
def test_the_period_of_a_title(title: str, label: str | None) -> None:
    found = period(title)
    assert (found.label if found is not None else None) == label


def test_the_title_narrows_the_rows_and_says_so(demo: Office, tmp_path: Path) -> None:
    form = list_form(tmp_path / "退役.xlsx", "2025年企业职工职业技能培训情况统计表", CLASSES, blank=40)
    table = inspect(demo, form)[0]
    assert table["where"] == {"培训班次.培训对象": "企业职工"} and table["window"] == "2025"
    assert "企业职工" in table["narrowed"]
    own = record("training_class")
    every = find(demo.ledger, own.id, paths=["培训对象"], window=YEAR, today=demo.today)
    wanted = sum(audience == "企业职工" for (audience,) in every.rows)
    done = fill(demo, form, YEAR, tmp_path / "out.xlsx")
    assert 0 < wanted < every.total and done.rows == wanted
    rules = {each.rule: each.sentence for each in done.checks}
    assert "培训对象是企业职工" in rules["按表名取数"] and "2025" in rules["期间"]
    other = fill(demo, form, YEAR, tmp_path / "other.xlsx", [Condition("培训对象", "filled")])
    assert other.rows == every.total - sum(audience is None for (audience,) in every.rows)
    assert "按表名取数" not in {each.rule for each in other.checks}


def test_the_title_narrows_what_is_counted(demo: Office, tmp_path: Path) -> None:
    """A list of departments, its figures only of the classes for the audience in the title."""
    header = ["序号", "系部", "班次", "人次"]
    form = list_form(tmp_path / "系部.xlsx", "各系部企业职工培训情况统计表", header, blank=20)
    fill(demo, form, YEAR, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["表"]
    numbers = {row[1].value: row[2].value for row in sheet.iter_rows(min_row=4, max_row=20) if row[1].value}
    found = find(demo.ledger, "training_class", paths=["承办系部", "培训对象"], window=YEAR, today=demo.today)
    counted = {name: sum(row == (name, "企业职工") for row in found.rows) for name in numbers}
    assert numbers == counted and sum(counted.values()) > 0


def test_year_and_month_in_columns_of_their_own(demo: Office, tmp_path: Path) -> None:
    header = ["序号", "项目名称", ("开班时间", "年"), ("开班时间", "月"), "结业月份", "学时"]
    form = list_form(tmp_path / "年月.xlsx", "职业培训班次情况统计表", header, blank=40)
    columns = inspect(demo, form)[0]["columns"]
    assert [(each["field"], each["part"]) for each in columns[2:5]] == [
        ("培训班次.开班日期", "年"), ("培训班次.开班日期", "月"), ("培训班次.结业日期", "月"),
    ]  # fmt: skip
    fill(demo, form, parse_window("2025学年"), tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["表"]
    rows = [tuple(cell.value for cell in row[1:5]) for row in sheet.iter_rows(min_row=5, max_row=44)]
    found = find(
        demo.ledger,
        "training_class",
        paths=["项目名称", "开班日期", "结业日期"],
        window=YEAR,
        today=demo.today,
    )
    wanted = {(name, start.year, start.month, end.month) for name, start, end in found.rows if start and end}
    assert wanted == {row for row in rows if row[0] and row[1] and row[3]} and wanted
