"""Cards never seen, filled from the demonstration ledger: one a row, ticks and dates in their places."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from desktop.core.dates import parse_window
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.services.returning import fill
from desktop.store.find import Condition, find

YEAR = parse_window("2026")
BOX = Border(*[Side(style="thin")] * 4)
PRACTICE = [
    ["姓  名", None, "工  号", None],
    ["企业名称", None, "统一社会信用代码", None],
    ["实践岗位", None, "实践期限", "    年  月  日至    年  月  日"],
    ["实践形式", "□考察观摩 □接受企业技能培训 □兼职或任职 □产品研发和技术创新 □其他", "是否脱产", "□是  □否"],
    ["开户行", None, "校长意见", "\n\n   （签字）：    年  月  日"],
]


def card(path: Path, rows: list[list[str | None]]) -> Path:
    book = openpyxl.Workbook()
    ws = book.active
    ws.title = "审批表"
    ws["A1"] = "教师企业实践审批表"
    ws["A2"] = "学校（盖章）："
    for at, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            ws.cell(at, column, value).border = BOX
    book.save(path)
    return path


def span(start: date, end: date | None) -> str:
    """A practice still running has no last day."""
    last = f"{end.year}年{end.month}月{end.day}日" if end else "    年  月  日"
    return f"{start.year}年{start.month}月{start.day}日至{last}".rstrip()


def test_a_practice_a_card(demo: Office, tmp_path: Path) -> None:
    """Each practice of the year on a sheet of its own; what is signed by hand and traps stay blank."""
    path = card(tmp_path / "审批表.xlsx", PRACTICE)
    result = fill(demo, path, YEAR, tmp_path / "填好.xlsx")
    paths = ["教师.姓名", "企业.企业名称", "岗位", "开始日期", "结束日期", "形式", "脱产"]
    rows = find(
        demo.ledger, "practice", paths=paths, window=YEAR, sort=[("开始日期", False)], today=demo.today
    ).rows
    book = openpyxl.load_workbook(tmp_path / "填好.xlsx")
    assert result.rows == len(rows) == len(book.worksheets)
    seen = {(ws["B3"].value, ws["B4"].value, ws["D5"].value) for ws in book}
    assert seen == {(name, company, span(start, end)) for name, company, _, start, end, *_ in rows}
    by_key = {(row[0], span(row[3], row[4])): row for row in rows}
    for ws in book:
        row = by_key[ws["B3"].value, ws["D5"].value]
        assert ws["B5"].value == row[2]
        assert str(ws["B6"].value).count("☑") == (row[5] is not None)
        assert str(ws["D6"].value) == {True: "☑是  □否", False: "□是  ☑否", None: "□是  □否"}[row[6]]
        assert (ws["B7"].value, ws["D7"].value) == (None, PRACTICE[4][3])


def test_one_card_by_condition(demo: Office, tmp_path: Path) -> None:
    path = card(tmp_path / "审批表.xlsx", PRACTICE)
    name = find(demo.ledger, "practice", paths=["教师.姓名"], window=YEAR, today=demo.today).rows[0][0]
    result = fill(demo, path, YEAR, tmp_path / "一人.xlsx", [Condition("教师.姓名", "=", name)])
    book = openpyxl.load_workbook(tmp_path / "一人.xlsx")
    assert result.rows == len(book.worksheets) >= 1
    assert {ws["B3"].value for ws in book} == {name}


def test_two_cards_a_sheet_take_two_rows(demo: Office, tmp_path: Path) -> None:
    body = [
        ["姓  名", None, "工  号", None],
        ["企业名称", None, "实践岗位", None],
        ["开始日期", None, "结束日期", None],
    ]
    path = card(tmp_path / "两联.xlsx", [*body, *body])
    fill(demo, path, YEAR, tmp_path / "填好.xlsx")
    total = find(demo.ledger, "practice", paths=["教师.姓名"], window=YEAR, today=demo.today).total
    book = openpyxl.load_workbook(tmp_path / "填好.xlsx")
    assert len(book.worksheets) == (total + 1) // 2
    filled = [ws[ref].value for ws in book for ref in ("B3", "B6")]
    assert sum(value is not None for value in filled) == total


@pytest.mark.shared
def test_the_owners_card_and_cross_table(demo: Office, shared: Path) -> None:
    """Every cell as a careful person would bind it."""
    truth = json.loads((shared / "forms/bureau/truth.json").read_text(encoding="utf-8"))
    for name, sheets in truth.items():
        for true, got in zip(sheets, inspect(demo, shared / "forms/bureau" / name), strict=True):
            if true["layout"] == "list":
                continue
            assert (got["layout"], got["record"]) == (true["layout"], true["record"])
            cells = {cell["ref"]: cell for cell in got["cells"]}
            same = {"企业实践.教师.文化程度": "企业实践.教师.学历"}  # 学历 is another name of 文化程度
            for ref, wanted in true["cells"].items():
                field = cells[ref]["field"]
                assert same.get(field, field) in (wanted["field"], *wanted.get("alt", ())), (name, ref)
                assert len(cells[ref].get("where") or {}) == len(wanted.get("where", {}))
            assert set(cells) == set(true["cells"])
