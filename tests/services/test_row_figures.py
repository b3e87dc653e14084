"""Measures as columns of a list: numbers against plain Python over the rows, opened, kept as a form."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.records.expressions import ATTENDED
from desktop.services.counting.practice import merged_days
from desktop.services.counting.practice_rows import by_teacher, read_practices
from desktop.services.counting.practice_rules import practice_rules, working_days
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.services.returning import explain, fill
from desktop.services.returning.form_writing import form_text
from desktop.services.returning.loading import load_form
from desktop.services.returning.unseen import unseen_form
from desktop.store.find import find
from tests.services.archive_office import YEAR, demo_office, small_office
from tests.services.list_forms import list_form


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = demo_office(tmp_path_factory.mktemp("demo"))
    yield office
    office.ledger.close()


def filled(office: Office, form: Path, window: Any = YEAR) -> list[tuple[Any, ...]]:
    """The rows of the list as openpyxl reads them, by the last header row + 1."""
    out = form.with_name(f"已填-{form.name}")
    done = fill(office, form, window, out)
    sheet = openpyxl.load_workbook(out)["表"]
    (block,) = done.sheets
    return [
        tuple(cell.value for cell in row)
        for row in sheet.iter_rows(min_row=block.first_row, max_row=block.first_row + block.rows - 1)
    ]


def rows(office: Office, record: str, *labels: str, where: Any = ()) -> list[tuple[Any, ...]]:
    return find(office.ledger, record, paths=labels, where=where, today=office.today).rows


CLASSES = ["序号", "项目名称", "开班日期", ("人数", "小计"), ("人数", "男"), ("人数", "女"), "备注"]


def test_men_and_women_of_each_class(demo: Office, tmp_path: Path) -> None:
    form = list_form(tmp_path / "班次.xlsx", "职业培训班次情况统计表", CLASSES)
    columns = {each["column"]: each for each in inspect(demo, form)[0]["columns"]}
    assert columns["D"]["field"] == "培训班次.实到人数" and "where" not in columns["D"]
    assert columns["E"] | {"field": "培训班次.实到人数", "derived": True} == columns["E"]
    assert columns["F"]["where"] == {"学员名册.学员.性别": "女"}
    counted: defaultdict[tuple[Any, Any], Counter[str]] = defaultdict(Counter)
    for title, start, sex, status in rows(
        demo, "enrolment", "培训班次.项目名称", "培训班次.开班日期", "学员.性别", "状态"
    ):
        counted[title, start][sex if status in ATTENDED else "none"] += 1
    found = filled(demo, form)
    assert len(found) > 10
    for _, title, start, whole, men, women, _ in found:
        mine = counted.get((title, start.date()))
        if mine is None:
            assert (men, women) == (None, None), title  # a typed total says nothing of sex
        else:
            assert (men, women) == (mine["1"], mine["2"]), title
            assert whole == men + women


def test_days_of_practice_a_year_of_each_teacher(demo: Office, tmp_path: Path) -> None:
    header = ["序号", "姓名", "工号", *(("实践天数", f"{year}年") for year in (2024, 2025, 2026))]
    form = list_form(tmp_path / "实践.xlsx", "专业教师企业实践天数汇总表", header)
    found = filled(demo, form)
    by_year = {}
    for year in (2024, 2025, 2026):
        window = parse_window(str(year))
        held = practice_rules(demo, window.end)
        by_year[year] = {
            teacher: float(merged_days(mine, held, window, working_days(demo)).total)
            for teacher, mine in by_teacher(read_practices(demo)).items()
        }
    page = find(demo.ledger, "teacher", paths=["工号"], today=demo.today)
    ids = {number: row_id for row_id, (number,) in zip(page.ids, page.rows, strict=True)}
    assert len(found) > 10 and any(row[4] for row in found)
    for _, name, number, *days in found:
        expected = [by_year[year].get(ids[number], 0.0) for year in (2024, 2025, 2026)]
        assert [pytest.approx(each, abs=0.06) for each in expected] == [float(d) for d in days], name


def test_certificates_a_year_of_each_kind_and_a_source_of_each_batch(demo: Office, tmp_path: Path) -> None:
    years = [("取证人数", f"{year}年") for year in (2024, 2025, 2026)]
    form = list_form(
        tmp_path / "目录.xlsx", "证书取得情况表", ["序号", "证书名称", "等级", "评价组织", *years]
    )
    counted: Counter[tuple[Any, ...]] = Counter()
    for kind, level, organisation, issued, status in rows(
        demo, "certificate", "证书目录.证书名称", "证书目录.等级", "证书目录.评价组织", "发证日期", "状态"
    ):
        if issued and status != "注销":
            counted[kind, level, organisation, issued.year] += 1
    names = {row[0]: row[0] for row in rows(demo, "certificate_type", "等级")}
    found = filled(demo, form)
    assert found and sum(sum(row[4:]) for row in found) > 0
    for _, kind, level, organisation, *numbers in found:
        assert numbers == [counted[kind, names[level], organisation, year] for year in (2024, 2025, 2026)], (
            kind
        )
    source = list_form(
        tmp_path / "批次.xlsx",
        "证书考核情况统计表",
        [
            "序号",
            "批次号",
            "证书名称",
            "考核日期",
            "报考人数",
            ("通过人数", "毕业年级"),
            ("通过人数", "社会人员"),
        ],
    )
    passed: Counter[tuple[Any, ...]] = Counter()
    unknown = set()
    for number, origin, result in rows(demo, "candidate", "考核批次.批次号", "考生来源", "结果"):
        passed[number, origin] += result == "通过"
        if origin is None:
            unknown.add(number)
    batches = filled(demo, source)
    assert batches
    for _, number, _, _, _, graduating, society in batches:
        for value, origin in ((graduating, "毕业年级"), (society, "社会人员")):
            assert value == (passed[number, origin] or (None if number in unknown else 0))


def test_departments_show_what_their_classes_did(demo: Office, tmp_path: Path) -> None:
    form = list_form(
        tmp_path / "系部.xlsx",
        "各系部开展职业培训情况统计表",
        ["序号", "系部", "班次", "人次", "其中：女", "到账经费（万元）"],
    )
    table = inspect(demo, form)[0]
    assert table["record"] == "系部"
    classes: Counter[Any] = Counter()
    for department, end in rows(demo, "training_class", "承办系部", "结业日期"):
        classes[department] += end is not None and end in YEAR
    women: Counter[Any] = Counter()
    for department, end, sex, status in rows(
        demo, "enrolment", "培训班次.承办系部", "培训班次.结业日期", "学员.性别", "状态"
    ):
        women[department] += end is not None and end in YEAR and sex == "2" and status in ATTENDED
    found = filled(demo, form)
    assert found and sum(row[2] for row in found) > 3
    for _, department, number, _, mine, _ in found:
        assert number == classes[department]
        assert (mine or 0) == women[department]


def test_a_counted_cell_opens_to_its_rows(tmp_path: Path) -> None:
    office = small_office(tmp_path)
    form = list_form(tmp_path / "班次.xlsx", "职业培训班次情况统计表", CLASSES)
    found = filled(office, form)
    row = next(k for k, each in enumerate(found) if each[1].startswith("汽车维修工"))
    opened = explain(office, form, YEAR, f"E{5 + row}")
    assert opened.value == found[row][4] == len(opened.rows)
    reasons = {each.why for each in opened.left_out}
    assert any("性别" in why for why in reasons) and len(opened.rows) + len(opened.left_out) == 4
    without = next(k for k, each in enumerate(found) if k != row)
    assert found[without][4] is None and not explain(office, form, YEAR, f"E{5 + without}").rows
    office.ledger.close()


def test_a_kept_form_counts_alike(demo: Office, tmp_path: Path) -> None:
    folder = tmp_path / "班次表"
    folder.mkdir()
    file = list_form(folder / "template.xlsx", "职业培训班次情况统计表", CLASSES)
    seen = unseen_form(demo, file)
    (folder / "form.toml").write_text(form_text(seen, "班次表"), encoding="utf-8")
    kept = load_form(demo, folder)
    figures = [
        c.value.parts[0].figure
        for s in (seen, kept)
        for c in s.sheets[0].columns
        if c.letter == "F" and c.value
    ]
    assert figures[0] is not None and figures[1] is not None
    assert (figures[0].measure, figures[0].row, figures[0].record) == (
        figures[1].measure, figures[1].row, figures[1].record,
    )  # fmt: skip
    out = tmp_path / "out.xlsx"
    fill(demo, kept, YEAR, out)
    again = openpyxl.load_workbook(out)["表"]
    first = [tuple(cell.value for cell in row[:6]) for row in again.iter_rows(min_row=5, max_row=14)]
    assert first == [row[:6] for row in filled(demo, file)[:10]]
    assert sum(row[4] or 0 for row in first) > 0


def test_a_year_of_a_class_is_nobody_knows_what(demo: Office, tmp_path: Path) -> None:
    header = ["序号", "项目名称", "开班日期", ("取证人数", "2024年"), ("取证人数", "2025年"), "学时"]
    table = inspect(demo, list_form(tmp_path / "年.xlsx", "职业培训班次情况统计表", header))[0]
    assert table["record"] == "培训班次"
    assert [each["field"] for each in table["columns"][3:5]] == [None, None]
