"""A list divided into sections is filled in each of them: four bureau forms, read back by openpyxl."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from desktop import compose
from desktop.core.dates import parse_window
from desktop.records.training import TrainingClass
from desktop.services import templates
from desktop.services.office import Office
from desktop.services.returning import explain, fill
from desktop.services.returning.archive import difference, submit
from desktop.services.returning.filling import as_form
from desktop.services.returning.form_writing import form_text
from desktop.services.returning.loading import load_form
from desktop.services.returning.preview import preview
from desktop.services.saving import save_many
from desktop.store.act import act
from desktop.store.find import find
from tests.services.archive_office import TODAY, change, demo_office

ALL = parse_window("2023-01-01..2025-12-31")
COUNTS = (0, 1, 3, 40)
# One that nobody understands, two kinds mixed, the same twice, what only persons have.
NOT_SECTIONS = (
    ("一、初级工", "二、蓝色方案"),
    ("一、补贴性培训", "二、企业职工培训"),
    ("一、初级工", "二、五级"),
    ("一、男", "二、女"),
)


@dataclass(frozen=True)
class Kind:
    """One form: its header, its sections, the column that is summed, how a row of each section is made."""

    title: str
    header: tuple[str, ...]
    sections: tuple[str, ...]
    summed: str
    named: str  # the column that names a record
    grand: bool = True
    subtotals: bool = True
    goes_on: bool = False
    merged: bool = True


KINDS = {
    "nature": Kind(
        "职业技能培训情况统计表", ("序号", "项目名称", "开班日期", "结业日期", "学时", "实到人数"),
        ("一、补贴性培训", "二、公益性培训"), "学时", "项目名称",
    ),
    "level": Kind(
        "职业技能等级培训班次表", ("序号", "项目名称", "开班日期", "结业日期", "学时", "实到人数"),
        ("一、初级工", "二、中级工", "三、高级工"), "学时", "项目名称", goes_on=True,
    ),
    "year": Kind(
        "培训班次一览表", ("序号", "项目名称", "开班日期", "结业日期", "学时", "实到人数"),
        ("2023年", "2024年", "2025年"), "学时", "项目名称", merged=False,
    ),
    "sex": Kind(
        "专业教师花名册", ("序号", "姓名", "性别", "工号", "职称", "教师类别"),
        ("男", "女"), "", "姓名", grand=False, subtotals=False, merged=False,
    ),
}  # fmt: skip


def drawn(path: Path, kind: Kind, blank: int = 3) -> Path:
    """The bureau's blank form."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    bold = book.add_format({"bold": True, "border": 1, "align": "center", "bg_color": "#DDEBF7"})
    framed = book.add_format({"border": 1, "font_name": "宋体", "font_size": 11})
    last = len(kind.header) - 1
    sheet.merge_range(0, 0, 0, last, kind.title, book.add_format({"bold": True, "font_size": 16}))
    sheet.write(1, 0, "填报单位（盖章）：")
    sheet.write_row(2, 0, kind.header, bold)
    row, number, subtotals = 3, 0, []
    for text in kind.sections:
        if kind.merged:
            sheet.merge_range(row, 0, row, last, text, bold)
        else:
            sheet.write(row, 0, text, bold)
            for column in range(1, last + 1):
                sheet.write_blank(row, column, None, framed)
        first = row + 1
        for row in range(first, first + blank):
            number = number + 1 if kind.goes_on else row - first + 1
            for column in range(last + 1):
                sheet.write_blank(row, column, None, framed)
            if kind.goes_on:
                sheet.write_number(row, 0, number, framed)
        row = first + blank
        if kind.subtotals:
            subtotals.append(row + 1)
            _sums(sheet, row, kind, "小计", f"=SUM({{c}}{first + 1}:{{c}}{row})", framed)
            row += 1
    if kind.grand:
        cells = "+".join(f"{{c}}{each}" for each in subtotals)
        _sums(sheet, row, kind, "合计", f"={cells}", framed)
        row += 1
    sheet.write(row, 0, "填表人：")
    book.close()
    return path


def _sums(sheet: Any, row: int, kind: Kind, word: str, formula: str, look: object) -> None:
    for column, header in enumerate(kind.header):
        if header == kind.summed:
            sheet.write_formula(row, column, formula.format(c="ABCDEFGH"[column]), look, 0)
        else:
            sheet.write(row, column, word if column == 1 else None, look)


def office_with(folder: Path, record: str, rows: Sequence[Mapping[str, object]]) -> Office:
    office = compose.open_office(str(folder / "段.zhijiao"), create=("3122000999", "测试学校"), today=TODAY)
    with act(office.ledger, "测试数据") as s:
        outcomes = save_many(s, office, record, rows)
        assert not any(each.refused for each in outcomes), outcomes
    return office


def class_row(number: int, **more: object) -> dict[str, object]:
    day = date(2024, 3, 1 + number % 25)
    base = {"班次编号": f"P{number:04}", "项目名称": f"班次{number:04}", "开班日期": day, "结业日期": day,
            "培训类型": "讲座咨询", "面向": "社会", "培训对象": "社区居民", "性质": "公益性",
            "学时": 4 + number % 5, "实到人数": 20}  # fmt: skip
    return base | more


def teacher_row(number: int, sex: str) -> dict[str, object]:
    return {"姓名": f"教师{number:04}", "工号": f"T{number:04}", "性别": sex, "教师类别": "专业课",
            "职称": "讲师", "入职日期": date(2010, 9, 1)}  # fmt: skip


def rows_of(name: str, counts: Sequence[int]) -> tuple[str, list[dict[str, object]], list[set[str]]]:
    """The record, its rows, and the names that each section must show."""
    made: list[dict[str, object]] = []
    wanted: list[set[str]] = []
    for section, count in enumerate(counts):
        names = set()
        for _ in range(count):
            number = len(made) + 1
            if name == "sex":
                row = teacher_row(number, "12"[section])
                names.add(str(row["姓名"]))
            else:
                said: dict[str, object] = {
                    "nature": {"性质": ("补贴性", "公益性")[section % 2]},
                    "level": {"培训等级": ("五级/初级工", "四级/中级工", "三级/高级工")[section]},
                    "year": {
                        key: date(2023 + section, 5, 1 + number % 25) for key in ("开班日期", "结业日期")
                    },
                }[name]  # type: ignore[assignment]
                row = class_row(number, **said)
                names.add(str(row["项目名称"]))
            made.append(row)
        wanted.append(names)
    return ("教师" if name == "sex" else "培训班次"), made, wanted


def read(file: Path, kind: Kind) -> tuple[list[list[tuple[Any, ...]]], Any]:
    """The rows of each section that name a record, as openpyxl reads them."""
    sheet = openpyxl.load_workbook(file)["表"]
    at = kind.header.index(kind.named)
    sections: list[list[tuple[Any, ...]]] = []
    for row in sheet.iter_rows(min_row=4, max_col=len(kind.header), values_only=True):
        if row[0] in kind.sections:
            sections.append([])
        elif sections and row[at] and row[at] not in ("小计", "合计"):
            sections[-1].append(row)
    return sections, sheet


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("count", COUNTS)
def test_each_section_has_its_own_rows(tmp_path: Path, name: str, count: int) -> None:
    kind = KINDS[name]
    counts = [count, *([3, 1] if count else [0, 0])][: len(kind.sections)]
    record, rows, wanted = rows_of(name, counts)
    office = office_with(tmp_path, record, rows)
    form, out = drawn(tmp_path / "表样.xlsx", kind), tmp_path / "out.xlsx"
    result = fill(office, form, ALL, out)
    sections, sheet = read(out, kind)
    at = kind.header.index(kind.named)
    assert [{row[at] for row in each} for each in sections] == wanted
    assert [len(each) for each in sections] == counts
    assert not any(each.rule in ("分段", "原表") for each in result.checks), result.checks
    numbers = [[int(row[0]) for row in each] for each in sections]
    start = 0
    for each in numbers:
        assert each == [start + n for n in range(1, len(each) + 1)]
        start += len(each) if kind.goes_on else 0
    _same_look(sheet, form, kind)
    if kind.summed:
        _totals(out, kind, sections)
    office.ledger.close()


def _same_look(sheet: Any, form: Path, kind: Kind) -> None:
    """Every row that shows a record has the look of the template's blank rows."""
    blank = openpyxl.load_workbook(form)["表"].cell(5, 2)
    at = kind.header.index(kind.named) + 1
    for row in range(4, sheet.max_row + 1):
        cell = sheet.cell(row, at)
        if re.match("班次|教师0", str(cell.value or "")):
            assert cell.font.name == blank.font.name and cell.border.left.style == blank.border.left.style


def _totals(out: Path, kind: Kind, sections: Sequence[Sequence[tuple[Any, ...]]]) -> None:
    """小计 sums its section and no more, 合计 the 小计; cached values are right."""
    book, cached = openpyxl.load_workbook(out)["表"], openpyxl.load_workbook(out, data_only=True)["表"]
    column = kind.header.index(kind.summed) + 1
    sums = [sum(row[column - 1] for row in each) for each in sections]
    said = [row for row in range(4, book.max_row + 1) if book.cell(row, 2).value == "小计"]
    assert [cached.cell(row, column).value for row in said] == sums
    for row in said:
        first, last = map(int, re.findall(r"[A-Z](\d+)", str(book.cell(row, column).value)))
        assert last == row - 1 and book.cell(first - 1, 1).value in kind.sections
    grand = next(row for row in range(4, book.max_row + 1) if book.cell(row, 2).value == "合计")
    assert cached.cell(grand, column).value == sum(sums)


@pytest.fixture
def nature(tmp_path: Path) -> Iterator[tuple[Office, Path]]:
    _, rows, _ = rows_of("level", [5, 4, 2])
    more = [class_row(100 + n, 培训等级=level) for n, level in enumerate((None, None, "二级/技师"))]
    office = office_with(tmp_path, "培训班次", [*rows, *({k: v for k, v in r.items() if v} for r in more)])
    yield office, drawn(tmp_path / "等级.xlsx", KINDS["level"])
    office.ledger.close()


def test_rows_of_no_section_are_named(nature: tuple[Office, Path], tmp_path: Path) -> None:
    office, form = nature
    result = fill(office, form, ALL, tmp_path / "out.xlsx")
    found = [each for each in result.checks if each.rule == "分段"]
    assert found[0].sentence.startswith("3 条不属于任何一段：") and "没有填培训等级" in found[0].sentence
    assert {each.title for each in found if each.row_id} == {"班次0100", "班次0101", "班次0102"}
    assert all(each.severity == "warning" for each in found)
    assert result.rows == 11


def test_a_heading_not_understood_leaves_all_as_it_was(nature: tuple[Office, Path], tmp_path: Path) -> None:
    office, _ = nature
    for number, texts in enumerate(NOT_SECTIONS):
        kind = replace(KINDS["level"], sections=texts)
        form = as_form(office, drawn(tmp_path / f"不懂{number}.xlsx", kind))
        (sheet,) = form.sheets
        assert (sheet.first_row, sheet.last_row, sheet.where) == (5, 7, ())
        assert any("分了几段" in note and texts[1] in note for note in form.notes)
        result = fill(office, form, ALL, tmp_path / f"out{number}.xlsx")
        assert [each.rows for each in result.sheets] == [14] and not any(
            e.rule == "分段" for e in result.checks
        )


def test_explain_and_export(nature: tuple[Office, Path], tmp_path: Path) -> None:
    office, file = nature
    found = explain(office, file, ALL, "B12")
    assert found.title.startswith("班次") and found.value == found.title
    form = as_form(office, file)
    folder = tmp_path / "等级"
    folder.mkdir()
    (folder / "template.xlsx").write_bytes(file.read_bytes())
    text = form_text(form, "等级")
    (folder / "form.toml").write_text(text, encoding="utf-8")
    assert 'section = "一、初级工"' in text
    again = load_form(office, folder)
    told = [(each.section, each.where, each.within, each.goes_on, each.first_row) for each in again.sheets]
    assert told == [(e.section, e.where, e.within, e.goes_on, e.first_row) for e in form.sheets]
    result = fill(office, again, ALL, tmp_path / "again.xlsx")
    assert [each.rows for each in result.sheets] == [5, 4, 2]
    assert [(each.first_row, each.last_row) for each in result.sheets] == [(5, 9), (12, 15), (18, 19)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = demo_office(tmp_path_factory.mktemp("demo"))
    yield office
    office.ledger.close()


WIDE = parse_window("2020-01-01..2026-12-31")
TEACHERS = ("序号", "姓名", "性别", "工号", "职称", "教师类别")
PRACTICE = ("序号", "教师姓名", "性别", "实践企业名称", "开始时间", "结束时间", "实践天数")
LISTS = (
    ("教师花名册", TEACHERS, ("装备制造系", "交通运输系"), "系部", "姓名", ("装备制造系", "交通运输系")),
    ("教师花名册", TEACHERS, ("（一）专业课教师", "（二）公共基础课教师"), "教师类别", "姓名",
     ("专业课", "公共基础课")),
    ("专业教师企业实践情况统计表", PRACTICE, ("数控技术应用", "机电技术应用"), "教师.任教专业", "教师姓名",
     ("数控技术应用", "机电技术应用")),
)  # fmt: skip


@pytest.mark.parametrize("case", LISTS, ids=["department", "category", "major"])
def test_lists_of_the_school(demo: Office, tmp_path: Path, case: tuple[Any, ...]) -> None:
    """Sections by the school's own departments and majors, and by a list of the rows themselves."""
    title, header, texts, path, named, values = case
    kind = Kind(title, header, texts, "", named, grand=False, subtotals=False)
    form, out = drawn(tmp_path / "表样.xlsx", kind), tmp_path / "out.xlsx"
    result = fill(demo, form, WIDE, out)
    record = as_form(demo, form).record.id
    every = find(demo.ledger, record, paths=[path], window=WIDE, today=demo.today, counted=True).rows
    wanted = [sum(row[0] == value for row in every) for value in values]
    assert all(wanted) and [len(each) for each in read(out, kind)[0]] == wanted
    left = len(every) - sum(wanted)
    assert any(e.sentence.startswith(f"{left} 条不属于任何一段") for e in result.checks if e.rule == "分段")


def test_quarters_of_the_period(demo: Office, tmp_path: Path) -> None:
    kind = replace(KINDS["year"], sections=("第一季度", "第二季度", "第三季度", "第四季度"))
    form, out = drawn(tmp_path / "表样.xlsx", kind), tmp_path / "out.xlsx"
    fill(demo, form, parse_window("2025"), out)
    for number, rows in enumerate(read(out, kind)[0], start=1):
        window = parse_window(f"2025Q{number}")
        assert len(rows) == find(demo.ledger, "training_class", paths=["项目名称"], window=window).total


def test_years_that_the_period_does_not_reach(demo: Office, tmp_path: Path) -> None:
    form = drawn(tmp_path / "表样.xlsx", KINDS["year"])
    result = fill(demo, form, parse_window("2025"), tmp_path / "out.xlsx")
    said = [each.sentence for each in result.checks if each.rule == "分段"]
    assert len(said) == 2 and "2023年" in said[0] and "2024年" in said[1]


def test_values_of_a_column_are_no_headings(demo: Office, tmp_path: Path) -> None:
    """男 and 女 printed in the column 性别 begin rows that are to be filled in."""
    kind = Kind("专业教师花名册", ("性别", "姓名", "工号", "职称", "教师类别"), ("男", "女"), "", "姓名",
                grand=False, subtotals=False, merged=False)  # fmt: skip
    form = as_form(demo, drawn(tmp_path / "表样.xlsx", kind))
    assert [sheet.section for sheet in form.sheets] == [""] and form.notes == ()


def test_numbers_of_persons_are_covered_in_every_section(demo: Office, tmp_path: Path) -> None:
    """The preview shows no whole identity number, however far the second section was pushed down."""
    header = ("序号", "姓名", "性别", "身份证号", "联系电话", "工作单位")
    kind = Kind(
        "培训学员花名册", header, ("男", "女"), "", "姓名", grand=False, subtotals=False, merged=False
    )
    seen = preview(demo, drawn(tmp_path / "表样.xlsx", kind), parse_window("2025Q4"))
    shown = [
        text
        for sheet in seen.sheets
        for (row, column), cell in sheet.picture.cells.items()
        if column == 4 and row > 3 and (text := cell.text)
    ]
    assert len(shown) >= 60 and all("****" in text for text in shown)
    assert seen.sheets[1].first_row == seen.sheets[0].last_row + 2


def test_what_was_handed_in_is_compared_section_by_section(
    nature: tuple[Office, Path], tmp_path: Path
) -> None:
    """A class of another level leaves one section and comes into another; a 小计 changes once."""
    office, file = nature
    templates.add(office, file, "等级表")
    submit(office, "等级表", ALL, to="市教育局", via="电子邮件", reason="核对过")
    page = find(office.ledger, "training_class", paths=["项目名称"])
    by_name = {row[0]: row_id for row_id, row in zip(page.ids, page.rows, strict=True)}
    change(office, "改等级", TrainingClass, by_name["班次0003"], level="四级/中级工")
    submit(office, "等级表", ALL, to="市教育局", via="电子邮件", reason="核对过")
    found = difference(office, 1, 2)
    kinds = {(each.kind, each.title) for each in found}
    assert kinds >= {("removed", "班次0003"), ("added", "班次0003")}
    cells = [(each.kind, each.cell, each.old_cell) for each in found]
    assert len(cells) == len(set(cells))
    sums = [each.cell for each in found if each.title in ("小计", "合计") and each.field == "学时"]
    assert len(sums) == 2 and all(each.acts for each in found)
    fill(office, "等级表", ALL, tmp_path / "再.xlsx")
    assert difference(office, 2, tmp_path / "再.xlsx") == []
