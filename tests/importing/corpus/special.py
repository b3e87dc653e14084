"""Workbooks of odd build: class blocks, a sheet per class or year, several tables, combined columns, locked files."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.importing.corpus import people_books as people
from tests.importing.corpus import work_books as work
from tests.importing.corpus.layout import Column, Layout, Row, Sheet
from tests.importing.corpus.saving import save
from tests.importing.corpus.sheets import Table, Words
from tests.importing.corpus.ways import Desk, Typed
from tests.importing.corpus.world import CLASSES, MAJORS, World

Special = Callable[[random.Random, World, Path, str, Words], dict[str, Any]]
PASSWORD = "职教2026"
DESK = Desk(majors=dict(MAJORS))


def _out(
    folder: Path, name: str, how: str, sheets: list[Sheet], tables: list[Any], **more: Any
) -> dict[str, Any]:
    suffix = {"xls": "xls", "soffice-xls": "xls"}.get(how, "csv" if how.startswith("csv") else "xlsx")
    save(folder / f"{name}.{suffix}", sheets, how, password=more.get("password", ""))
    return {"file": f"{name}.{suffix}", "about": how, **more, "tables": tables}


def _without(columns: list[Column], *labels: str) -> list[Column]:
    return [each for each in columns if each.label not in labels]


def class_block(at: int, how: str, look: Layout, note: str = "") -> Special:
    """A roster under the line with its class."""

    def make(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
        into, columns, rows = people.roster(world, rng, 46)
        title, start, _ = CLASSES[at]
        shown = rng.choice(
            (f"{start.year}年{start.month}月{start.day}日", f"{start.year}.{start.month}.{start.day}")
        )
        heads = ("班次名称", "开班时间") if words else ("培训班次", "开班日期")
        own = replace(
            look, title=note or "培训学员花名册", block=((heads[0], title), (heads[1], shown)),
            block_truth={"培训班次.项目名称": title, "培训班次.开班日期": start.isoformat()},
        )  # fmt: skip
        sheet = Sheet(name if how.startswith("csv") else "花名册")
        desk = replace(DESK, texts=how.startswith("csv"))
        table = Table(rng, world.tally, sheet, into, columns, desk, own, words).lay(rows)
        return _out(folder, name, how, [sheet], [table])

    return make


def per_class(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """A sheet per class; its name says which."""
    sheets, tables = [], []
    for title, _, _ in CLASSES[4:8]:
        into, columns, rows = people.roster(world, rng, 18)
        sheet = Sheet(title)
        look = Layout(title="学员花名册", total="合计", faults=0.06)
        tables.append(
            Table(rng, world.tally, sheet, into, columns, DESK, look, words).lay(
                rows, {"培训班次.项目名称": title}
            )
        )
        sheets.append(sheet)
    return _out(folder, name, "xlsxwriter", sheets, tables)


def class_in_title(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """The class stands in the title."""
    into, columns, rows = people.roster(world, rng, 40)
    title = CLASSES[5][0]
    sheet = Sheet("Sheet1")
    look = Layout(title=f"{title}学员花名册", total="合计", ditto="工作单位")
    table = Table(rng, world.tally, sheet, into, columns, DESK, look, words).lay(
        rows, {"培训班次.项目名称": title}
    )
    return _out(folder, name, "openpyxl", [sheet], [table])


def per_year(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """A sheet per year; days without a year take it from there."""
    sheets, tables = [], []
    for year in (2023, 2024, 2025):
        into, columns, rows = work.practices(world, rng, 20, year)
        sheet = Sheet(f"{year}年")
        desk = replace(DESK, year=year)
        look = Layout(title="教师企业实践登记表", faults=0.05)
        tables.append(Table(rng, world.tally, sheet, into, columns, desk, look, words).lay(rows))
        sheets.append(sheet)
    return _out(folder, name, "xlsxwriter", sheets, tables)


def classes_per_year(
    rng: random.Random, world: World, folder: Path, name: str, words: Words
) -> dict[str, Any]:
    sheets, tables = [], []
    for year in (2023, 2024, 2025):
        into, columns, rows = work.classes(world, rng, 16, year)
        sheet = Sheet(f"{year}年度培训")
        desk = replace(DESK, year=year, unit="万元", header_unit=True)
        look = Layout(depth=2, faults=0.05, total="合计")
        tables.append(Table(rng, world.tally, sheet, into, columns, desk, look, words).lay(rows))
        sheets.append(sheet)
    return _out(folder, name, "xls", sheets, tables)


def two_records(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """A table of enterprises and, below it, one of receipts."""
    sheet = Sheet("汇总")
    tables = []
    for made, title in (
        (work.enterprises(world, rng, 14), "一、合作企业"),
        (work.receipts(world, rng, 20), "二、培训费到账"),
    ):
        into, columns, rows = made
        look = Layout(title=title, faults=0.06)
        tables.append(Table(rng, world.tally, sheet, into, columns, DESK, look, words).lay(rows))
        sheet.rows.append({})
        sheet.rows.append({})
    return _out(folder, name, "openpyxl", [sheet], tables)


def two_rosters(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """Two tables of the same record on one sheet, each under its own class."""
    sheet = Sheet("花名册")
    tables = []
    for title, start, _ in (CLASSES[6], CLASSES[7]):
        into, columns, rows = people.roster(world, rng, 20)
        look = Layout(
            title="学员名册", block=(("培训班次", title), ("开班日期", f"{start.year}-{start.month}-{start.day}")),
            block_truth={"培训班次.项目名称": title, "培训班次.开班日期": start.isoformat()}, faults=0.05,
        )  # fmt: skip
        tables.append(Table(rng, world.tally, sheet, into, columns, DESK, look, words).lay(rows))
        sheet.rows.append({})
    return _out(folder, name, "xlsxwriter", [sheet], tables)


def combined_practice(
    rng: random.Random, world: World, folder: Path, name: str, words: Words
) -> dict[str, Any]:
    """起止 in one column."""
    into, columns, rows = work.practices(world, rng, 45, 2025)
    for row in rows[::9]:  # over the turn of the year
        row |= {"开始日期": f"2025-12-{rng.randint(15, 24)}", "结束日期": f"2026-01-{rng.randint(3, 9):02d}"}
    both = work.joined(
        ("开始日期", "结束日期"),
        "实践时间/起止时间",
        work.period("开始日期", "结束日期"),
    )
    columns = [columns[0], columns[2], both, *_without(columns[3:], "开始日期", "结束日期")]
    sheet = Sheet("登记")
    table = Table(
        rng, world.tally, sheet, into, columns, DESK, Layout(title="教师企业实践登记", faults=0.05), words
    ).lay(rows)
    return _out(folder, name, "xlsxwriter", [sheet], [table])


def combined_class(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    into, columns, rows = work.classes(world, rng, 40, 2025)
    both = work.joined(
        ("开班日期", "结业日期"),
        "培训时间/起止时间",
        work.period("开班日期", "结业日期"),
    )
    columns = [columns[0], both, *_without(columns[1:], "开班日期", "结业日期")]
    sheet = Sheet("台账")
    desk = replace(DESK, unit="元", header_unit=True)
    table = Table(
        rng,
        world.tally,
        sheet,
        into,
        columns,
        desk,
        Layout(title="培训台账", faults=0.05, total="合计"),
        words,
    ).lay(rows)
    return _out(folder, name, "openpyxl", [sheet], [table])


def combined_enterprise(
    rng: random.Random, world: World, folder: Path, name: str, words: Words
) -> dict[str, Any]:
    """某公司/张三/138…"""
    into, columns, rows = work.enterprises(world, rng, 35)
    three = ("企业名称", "联系人", "联系电话")
    both = work.joined(three, "企业名称、联系人、电话", work.contact(*three))
    columns = [both, *_without(columns, *three)]
    sheet = Sheet("企业")
    table = Table(
        rng, world.tally, sheet, into, columns, DESK, Layout(title="合作企业联系表", faults=0.05), words
    ).lay(rows)
    return _out(folder, name, "xlsxwriter", [sheet], [table])


def combined_person(
    rng: random.Random, world: World, folder: Path, name: str, words: Words
) -> dict[str, Any]:
    """张三 138…"""
    into, columns, rows = people.students(world, rng, 40)
    both = work.joined(("姓名", "联系电话"), "姓名及电话", people.name_phone)
    columns = [both, *_without(columns, "姓名", "联系电话")]
    sheet = Sheet("学员")
    table = Table(rng, world.tally, sheet, into, columns, DESK, Layout(faults=0.05), words).lay(rows)
    return _out(folder, name, "openpyxl", [sheet], [table])


def combined_major(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """专业代码-名称."""
    into, columns, rows = work.majors(world, rng, 16)
    both = work.joined(("专业名称", "专业代码"), "专业代码及名称", work.code_name("专业代码", "专业名称"))
    columns = [both, *_without(columns, "专业名称", "专业代码")]
    sheet = Sheet("专业")
    table = Table(rng, world.tally, sheet, into, columns, DESK, Layout(faults=0.0, dirt=0.2), words).lay(rows)
    return _out(folder, name, "xlsxwriter", [sheet], [table])


def locked(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """A password; it is told beside the file."""
    into, columns, rows = people.teachers(world, rng, 30)
    sheet = Sheet("教师")
    table = Table(
        rng, world.tally, sheet, into, columns, DESK, Layout(title="教师信息（保密）", faults=0.06), words
    ).lay(rows)
    return _out(folder, name, "locked", [sheet], [table], password=PASSWORD)


def against_ledger(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """Some rows have the number of a teacher whom the ledger knows by another name."""
    into, columns, rows = people.teachers(world, rng, 30)
    sheet = Sheet("教师")
    columns = _without(columns, "出生日期", "工号", "入职日期")
    look = Layout(title="教师信息核对", faults=0.0, dirt=0.2)
    table = Table(rng, world.tally, sheet, into, columns, DESK, look, words)
    known = [world.teachers[place][1] for place in rng.sample(range(60), 4)]
    told = table.lay(rows)
    records = [row for row in told["rows"] if row["outcome"] == "record"]
    name_at, own_at = table.at["姓名"], table.at["证件号码"]
    for row, person in zip(rng.sample(records, 4), known, strict=True):
        cells = sheet.rows[row["row"] - 1]
        cells[own_at] = Typed(person.number)
        cells[table.at["性别"]] = Typed(person.sex)
        letter = next(key for key, labels in told["columns"].items() if labels == ["姓名"])
        row["outcome"] = "problem"
        row["problems"] = [{"column": letter, "kind": "与台账姓名不同", "anywhere": True}]
        row["values"] |= {"证件号码": person.number, "性别": person.sex}
        row["accept"] = {"姓名": [row["values"].pop("姓名")]}
        row["may_ask"] = ["*"]
    assert name_at
    return _out(folder, name, "xlsxwriter", [sheet], [told])


def _people_rows(rows: list[Row], *labels: str) -> list[Row]:
    return [{key: value for key, value in row.items() if key not in labels} for row in rows]


def lessons_block(rng: random.Random, world: World, folder: Path, name: str, words: Words) -> dict[str, Any]:
    """Lessons of one class, which stands above them."""
    into, columns, rows = work.lessons(world, rng, 80, named=False)
    title, start, _ = CLASSES[4]
    rows = _people_rows([row for row in rows if row["培训班次.项目名称"] == title], "培训班次.项目名称")
    look = Layout(
        title="授课记录表", block=(("班次名称", title), ("开班日期", f"{start.year}年{start.month}月{start.day}日")),
        block_truth={"培训班次.项目名称": title, "培训班次.开班日期": start.isoformat()}, faults=0.06, merge="日期",
    )  # fmt: skip
    sheet = Sheet("课表")
    table = Table(rng, world.tally, sheet, into, columns, DESK, replace(look, merge=""), words).lay(rows)
    return _out(folder, name, "xls", [sheet], [table])


SPECIALS: tuple[tuple[str, Special], ...] = (
    (
        "花名册_班级在表头上方",
        class_block(4, "xlsxwriter", Layout(ditto="工作单位", repeat=15, subtotal=True)),
    ),
    ("花名册_打印版", class_block(6, "openpyxl", Layout(merge="工作单位", depth=2, total="合计", equal=2))),
    ("花名册_导出", class_block(7, "csv:gb18030", Layout(serial=False, faults=0.06))),
    ("花名册_老格式", class_block(8, "xls", Layout(hidden=3, clash=1, notes=("注：结业后填写证书编号。",)))),
    ("花名册_一班一表", per_class),
    ("花名册_班名在标题", class_in_title),
    ("企业实践_一年一表", per_year),
    ("培训台账_一年一表", classes_per_year),
    ("一表两单", two_records),
    ("一表两班", two_rosters),
    ("企业实践_起止合写", combined_practice),
    ("培训台账_起止合写", combined_class),
    ("企业联系表_三项合写", combined_enterprise),
    ("学员_姓名电话合写", combined_person),
    ("专业_代码名称合写", combined_major),
    ("教师_加密", locked),
    ("教师_与台账核对", against_ledger),
    ("授课记录_班级在上方", lessons_block),
)
