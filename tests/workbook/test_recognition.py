"""Recognising lists: hand-made shapes of real forms, and the owner's forms with their truth."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from desktop.workbook import CellValue, ListBlock, Table, fill, read_workbook, recognise
from desktop.workbook.refs import column_letters

THIN = Side(style="thin")
FRAME = Border(THIN, THIN, THIN, THIN)


def drawn(
    tmp_path: Path, lines: dict[int, Sequence[Any]], merges: Sequence[str] = (), frame: str = ""
) -> Path:
    """A sheet from rows of values; `frame` gets borders."""
    book = Workbook()
    sheet: Worksheet = book.active  # type: ignore[assignment]
    for number, values in lines.items():
        for column, value in enumerate(values, 1):
            if value is not None:
                sheet.cell(number, column, value)
    for merge in merges:
        sheet.merge_cells(merge)
    for line in sheet[frame] if frame else ():
        for cell in line:
            cell.border = FRAME
    path = tmp_path / "表.xlsx"
    book.save(path)
    return path


def found(path: Path, labels: Sequence[str] = ()) -> list[Table]:
    """The tables of the first sheet."""
    return recognise(read_workbook(path).sheets[0], labels)


def paths(table: Table) -> list[str]:
    """The columns as 父/子."""
    return ["/".join(column.path) for column in table.columns]


def test_three_rows_of_header_with_a_code_row(tmp_path: Path) -> None:
    lines = {
        1: ["培训情况统计表"], 2: ["填报单位：", None, None, "填报人：张三  电话：", None],
        3: ["序号", "单位", "培训规模", None, None], 4: [None, None, "计划", "实际", None],
        5: [None, None, None, "人数", "人次"], 6: ["甲", "乙", 1, 2, 3], 7: [1], 8: [2], 9: [3],
        10: ["合  计"], 11: ["注：人次按次计算"],
    }  # fmt: skip
    merges = ["A1:E1", "A2:C2", "D2:E2", "A3:A5", "B3:B5", "C3:E3", "C4:C5", "D4:E4"]
    (table,) = found(drawn(tmp_path, lines, merges, "A3:E10"))
    assert (table.header_rows, table.code_row, table.first_row, table.last_row) == ((3, 5), 6, 7, 9)
    assert (table.total_row, table.note_rows, table.title) == (10, [11], "培训情况统计表")
    assert paths(table) == ["序号", "单位", "培训规模/计划", "培训规模/实际/人数", "培训规模/实际/人次"]
    assert [column.running_number for column in table.columns] == [True, False, False, False, False]
    assert [(cell.label, cell.mode, cell.value) for cell in table.cells] == [
        ("填报单位", "after", ""), ("填报人", "after", "张三"), ("电话", "after", ""),
    ]  # fmt: skip


def test_groups_centred_without_merging_and_split_names(tmp_path: Path) -> None:
    lines = {
        1: ["编号", "项目", "时间", None, "备注"],
        2: [None, "名称", "起", "止", None],
        3: [None] * 5,
        4: [None] * 5,
    }
    (table,) = found(drawn(tmp_path, lines, (), "A1:E6"))
    assert paths(table) == ["编号", "项目名称", "时间/起", "时间/止", "备注"]
    assert (table.first_row, table.last_row) == (3, 6)


def test_meta_line_is_no_header_and_values_beside_labels(tmp_path: Path) -> None:
    lines = {
        1: ["花名册"], 2: ["班次：", "焊工班", "开班日期：", "2025-3-1"], 3: ["序号", "姓名", "性别", "备注"],
        4: [1, "王浩", "男"], 5: [2, "李丽", "女"],
    }  # fmt: skip
    (table,) = found(drawn(tmp_path, lines))
    assert table.header_rows == (3, 3)
    assert (table.first_row, table.last_row) == (4, 5)
    assert [(cell.label, cell.mode, cell.value_ref, cell.value) for cell in table.cells] == [
        ("班次", "next", "B2", "焊工班"), ("开班日期", "next", "D2", "2025-3-1"),
    ]  # fmt: skip


def test_two_lists_side_by_side_and_two_below_each_other(tmp_path: Path) -> None:
    lines = {
        1: ["序号", "姓名", "性别", "序号", "姓名", "性别"], 2: [1, "王", "男", 3, "赵", "女"],
        3: [2, "李", "女", 4, "钱", "男"], 5: ["第二部分"],
        6: ["日期", "内容", "学时"], 7: ["3月", "理论", 4],
    }  # fmt: skip
    tables = found(drawn(tmp_path, lines, ["A5:F5"]))
    assert [(table.header_rows, table.columns[0].letter, table.last_row) for table in tables] == [
        ((1, 1), "A", 3), ((1, 1), "D", 3), ((6, 6), "A", 7),
    ]  # fmt: skip
    assert tables[2].title == "第二部分"


def test_example_row_before_blank_rows(tmp_path: Path) -> None:
    lines = {
        1: ["序号", "姓名", "专业", "金额"],
        2: [1, "张三", "汽修", 300],
        3: [1],
        4: [2],
        5: [3],
        6: [None, "合计"],
    }
    (table,) = found(drawn(tmp_path, lines, (), "A1:D6"))
    assert (table.sample_rows, table.first_row, table.last_row, table.total_row) == ([2], 2, 5, 6)
    assert table.columns[2].samples == ("汽修",)


def test_subtotals_between_groups_and_numbered_columns(tmp_path: Path) -> None:
    lines = {
        1: ["部门", "姓名", "课时", "金额"], 2: ["栏次", 1, 2, 3], 3: ["甲部", "王", 4, 80],
        4: ["小计", None, 4, 80],
        5: ["乙部", "李", 6, 90], 6: ["小计", None, 6, 90], 7: ["总计", None, 10, 170],
        8: ["占比", None, "10%"],
    }  # fmt: skip
    (table,) = found(drawn(tmp_path, lines, (), "A1:D8"))
    assert (table.code_row, table.first_row, table.last_row, table.total_row) == (2, 3, 5, 6)


def test_known_labels_find_a_narrow_header(tmp_path: Path) -> None:
    path = drawn(tmp_path, {1: ["姓名", "电话"], 2: ["王", "13800000000"]})
    (table,) = found(path, ["姓名", "电话"])
    assert (table.layout, paths(table)) == ("list", ["姓名", "电话"])


def test_gaps_and_print_pages(tmp_path: Path) -> None:
    lines: dict[int, list[Any]] = {1: ["序号", "姓名", "电话"]}
    lines |= {n: [n, f"王{n}", f"1380000000{n % 10}"] for n in (2, 3, 5, 6)}
    lines |= {8: ["序号", "姓名", "电话"], 9: [7, "赵", "13900000000"]}
    tables = found(drawn(tmp_path, lines))
    assert [(table.first_row, table.last_row) for table in tables] == [(2, 6), (9, 9)]


def test_no_list_at_all(tmp_path: Path) -> None:
    assert [table.layout for table in found(drawn(tmp_path, {1: ["说明"], 2: ["请按时报送。"]}))] == ["none"]


def plain(text: str) -> str:
    """Brackets and blanks alike."""
    return text.replace(" ", "").replace("（", "(").replace("）", ")")


def public_forms(shared: Path) -> list[dict[str, str]]:
    """The lines of headers.tsv."""
    lines = (shared / "forms/headers.tsv").read_text(encoding="utf-8").splitlines()
    names = ["file", "sheet", "header", "first", "last", "total", "leaves"]
    return [dict(zip(names, [*line.split("\t"), "", ""], strict=False)) for line in lines[1:]]


@pytest.mark.shared
def test_public_forms(shared: Path) -> None:
    wrong = []
    for form in public_forms(shared):
        sheet = read_workbook(shared / "forms" / form["file"]).sheet(form["sheet"])
        assert sheet is not None
        table = recognise(sheet)[0]
        if not form["header"]:
            shown, truth = [table.layout == "list"], [False]
        else:
            header = tuple(map(int, form["header"].split("-")))
            total = int(form["total"]) if form["total"] else None
            truth = [
                header,
                int(form["first"]),
                int(form["last"]),
                total,
                plain(form["leaves"].replace(" | ", "|")),
            ]  # type: ignore[list-item]
            leaves = plain("|".join(paths(table)))
            shown = [table.header_rows, table.first_row, table.last_row, table.total_row, leaves]  # type: ignore[list-item]
        if shown != truth:
            wrong.append((form["file"], shown, truth))
    print(f"\n公开表格识别：{len(public_forms(shared)) - len(wrong)} / {len(public_forms(shared))}")
    assert not wrong


@pytest.mark.shared
def test_bureau_forms(shared: Path) -> None:
    truth = json.loads((shared / "forms/bureau/truth.json").read_text(encoding="utf-8"))
    for name, sheets in truth.items():
        for true in sheets:
            sheet = read_workbook(shared / "forms/bureau" / name).sheet(true["sheet"])
            assert sheet is not None
            table = recognise(sheet)[0]
            assert (table.layout, table.title) == (true["layout"], true["title"]), name
            if true["layout"] == "card":
                continue
            shown = (list(table.header_rows), table.first_row, table.last_row, table.total_row)
            assert shown == tuple(
                true[key] for key in ("header_rows", "first_row", "last_row", "total_row")
            ), name
            columns = {column.letter: list(column.path) for column in table.columns}
            assert columns == {letter: column["path"] for letter, column in true["columns"].items()}, name
            if true["layout"] == "list":
                cells = {cell.ref: (cell.label, cell.mode) for cell in table.cells}
                assert cells == {c["label_at"]: (c["label"], c["mode"]) for c in true["cells"].values()}, name


@pytest.mark.shared
def test_every_list_form_filled_loses_nothing(shared: Path, tmp_path: Path) -> None:
    """60 rows more than printed, judged by the owner's fidelity script on the XML."""
    allowed = {"autofilter", "filter_db_name", "cached_values"}  # a filter grows; stale sums have no value
    report = []
    for path in sorted([*(shared / "forms").glob("*.xlsx"), *(shared / "forms/bureau").glob("*.xlsx")]):
        sheet = read_workbook(path).sheets[0]
        table = recognise(sheet)[0]
        if table.layout != "list":
            continue
        result = judged(shared, path, tmp_path / path.name, table)
        report.append(f"{path.name}\t{result['lost'] or '无损'}")
        assert set(result["lost"]) <= allowed, (path.name, result["detail"])
        assert not result["parts_lost"]
        assert not result["integrity_new"]
    print("\n" + "\n".join(report))
    assert len(report) >= 18


def judged(shared: Path, before: Path, after: Path, table: Table) -> dict[str, Any]:
    """Fills a form and asks the judge."""
    columns = [column.index for column in table.columns if not column.continued]
    height = table.last_row - table.first_row + 1
    rows = [[f"值{line}" if column % 3 else line for column in columns] for line in range(height + 60)]
    fill(before, after, [ListBlock(table.sheet, table.first_row, table.last_row, columns, rows)])
    area = f"{column_letters(columns[0])}{table.first_row}:{table.columns[-1].letter}{table.last_row + 60}"
    command = [
        sys.executable,
        str(shared / "tools/fidelity.py"),
        str(before),
        str(after),
        "--sheet",
        table.sheet,
    ]
    command += ["--filled", area, "--shifted-from", str(table.last_row + 1), "--by", "60"]
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    result: dict[str, Any] = json.JSONDecoder().raw_decode(output)[0]
    return result


@pytest.mark.shared
def test_labels_of_a_bureau_form_are_filled(shared: Path, tmp_path: Path) -> None:
    path = next((shared / "forms/bureau").glob("03_*.xlsx"))
    table = recognise(read_workbook(path).sheets[0])[0]
    cells = [CellValue(table.sheet, cell.value_ref, "江城学校", "after", cell.label) for cell in table.cells]
    fill(path, tmp_path / "o.xlsx", [], cells)
    again = recognise(read_workbook(tmp_path / "o.xlsx").sheets[0])[0]
    assert [(cell.label, cell.value) for cell in again.cells] == [
        (cell.label, "江城学校") for cell in table.cells
    ]
