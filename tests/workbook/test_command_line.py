"""`python -m desktop.workbook`: one JSON document, exit codes, types after the sample cell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.workbook.making import blank, make_book, row, text


def run(root: Path, *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout, stderr."""
    command = [sys.executable, "-m", "desktop.workbook", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=root, encoding="utf-8")
    return done.returncode, done.stdout, done.stderr


def template(tmp_path: Path) -> Path:
    """A header of four columns: text, General, date, two decimals."""
    head = row(
        1,
        *(
            text(f"{letter}1", name)
            for letter, name in zip("ABCD", ("姓名", "编号", "日期", "金额"), strict=True)
        ),
    )
    body = row(2, blank("A2"), blank("B2"), blank("C2", 3), blank("D2", 5))
    return make_book(
        tmp_path / "t.xlsx", {"表": f"<sheetData>{head}{body}{row(3, text('A3', '合计'))}</sheetData>"}
    )


def test_fill_with_types_after_the_sample(root: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("王,0012,2024-3-1,12.50\n李,220202199001011234,20240302,x\n赵,3,,7\n", encoding="utf-8")
    out = tmp_path / "o.xlsx"
    code, printed, _ = run(
        root, "fill", str(template(tmp_path)), "--sheet", "表", "--first-row", "2", "--rows", str(rows),
        "--out", str(out), "--json",
    )  # fmt: skip
    result: dict[str, Any] = json.loads(printed)
    assert (code, result["rows"], result["inserted"]) == (0, 3, 2)
    sheet = load_workbook(out)["表"]
    assert [sheet.cell(2, column).value for column in (1, 2, 4)] == ["王", "0012", 12.5]
    assert str(sheet["C2"].value)[:10] == "2024-03-01"
    assert (sheet["B3"].value, sheet["D3"].value, sheet["D4"].value, sheet["C4"].value) == (
        "220202199001011234", "x", 7, None,
    )  # fmt: skip
    assert sheet["A5"].value == "合计"


def test_columns_and_refusals(root: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("1,2,3\n", encoding="utf-8")
    base = [
        "fill",
        str(template(tmp_path)),
        "--first-row",
        "2",
        "--rows",
        str(rows),
        "--out",
        str(tmp_path / "o.xlsx"),
    ]
    code, printed, said = run(root, *base, "--sheet", "没有", "--json")
    assert (code, json.loads(printed)["error"][:1] != "") == (1, True)
    assert "没有" in said
    assert "Traceback" not in said
    assert run(root, *base, "--sheet", "表", "--columns", "A,B")[0] == 1
    assert run(root, *base, "--sheet", "表", "--columns", "A,B,D")[0] == 0
    assert load_workbook(tmp_path / "o.xlsx")["表"]["D2"].value == 3
    assert run(root, "fill")[0] == 2


def test_inspect(root: Path, tmp_path: Path) -> None:
    code, printed, _ = run(root, "inspect", str(template(tmp_path)), "--json")
    (table,) = json.loads(printed)["sheets"]
    assert code == 0
    assert (table["name"], table["layout"], table["header_rows"], table["total_row"]) == (
        "表",
        "list",
        [1, 1],
        3,
    )
    assert [column["leaf"] for column in table["columns"]] == ["姓名", "编号", "日期", "金额"]
    rows = tmp_path / "x.csv"
    rows.write_text("a", encoding="utf-8")
    code, _, said = run(root, "inspect", str(rows))
    assert code == 1
    assert said.count("\n") == 1


def test_lines_as_rfc_4180_has_them(root: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_bytes('\ufeff"王,""大"",",001\r\n"两\n行",,\r\n,"","x"'.encode())
    out = tmp_path / "o.xlsx"
    code, _, said = run(
        root, "fill", str(template(tmp_path)), "--sheet", "表", "--first-row", "2", "--last-row", "2",
        "--columns", "A,b,D", "--rows", str(rows), "--out", str(out),
    )  # fmt: skip
    assert (code, said) == (0, "")
    sheet = load_workbook(out)["表"]
    found = [[sheet.cell(row, column).value for column in (1, 2, 4)] for row in (2, 3, 4, 5)]
    assert found[:2] == [['王,"大",', "001", None], ["两\n行", None, None]]
    assert found[2:] == [[None, None, "x"], ["合计", None, None]]


def test_no_lines_and_a_sheet_without_content(root: Path, tmp_path: Path) -> None:
    rows, out = tmp_path / "rows.csv", tmp_path / "o.xlsx"
    rows.write_text("", "utf-8")
    book = make_book(tmp_path / "空.xlsx", {"表": "<sheetData/>"})
    arguments = ("--sheet", "表", "--first-row", "3", "--rows", str(rows), "--out", str(out))
    assert run(root, "fill", str(book), *arguments)[0] == 0
    rows.write_text("a,b\n", "utf-8")
    assert run(root, "fill", str(book), *arguments)[0] == 0
    assert load_workbook(out)["表"]["B3"].value == "b"
    assert run(root, "inspect", str(book), "--json")[0] == 0


def test_wrong_columns_and_files_in_a_sentence(root: Path, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("a,b\n", "utf-8")
    book = template(tmp_path)
    for columns, lines, sentence in (
        ("A,A", rows, "写了两次"),
        ("XFE,A", rows, "最后一列"),
        ("A1", rows, "不对"),
        ("A", rows, "第 1 行有 2 项"),
        ("A,B", tmp_path / "没有.csv", "找不到“没有.csv”"),
    ):
        code, _, said = run(
            root, "fill", str(book), "--sheet", "表", "--first-row", "2", "--columns", columns,
            "--rows", str(lines), "--out", str(tmp_path / "o.xlsx"),
        )  # fmt: skip
        assert code == 1
        assert sentence in said
        assert said.count("\n") == 1
    assert not (tmp_path / "o.xlsx").exists()
