"""form add, show, export, import, remove: a bureau's file becomes a form that is called by name."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run

HEADERS = (
    "序号", "培训班名称", "培训类别", "委托单位", "开班时间", "结业时间", "学时数", "实际人数", "家长电话",
    "到账金额（万元）",
)  # fmt: skip


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A bureau's list, with a column the ledger has nothing for."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "附件1"
    sheet["A1"] = "社会培训情况统计表"
    sheet.merge_cells("A1:J1")
    sheet["A2"] = "填报单位（盖章）："
    for column, header in enumerate(HEADERS, 1):
        sheet.cell(3, column, header)
    sheet["A9"] = "合计"
    sheet["H9"] = "=SUM(H4:H8)"
    path = tmp_path / "附件1 社会培训情况统计表.xlsx"
    book.save(path)
    return path


def test_a_file_becomes_a_form(run: Run, demo: Path, template: Path, tmp_path: Path) -> None:
    ledger = ("--ledger", demo)
    made = run(*ledger, "form", "add", template, "--name", "社会培训统计", "--json")
    assert made.code == 0, made.err
    assert made.json["name"] == "社会培训统计"
    assert made.json["record"] == "培训班次"
    assert made.json["layout"] == "list"
    known = run(*ledger, "forms", "--json").json
    first = known[0]
    assert (first["name"], first["source"], first["sheets"]) == ("社会培训统计", "台账", ["附件1"])
    assert all(set(each) >= {"name", "layout", "record", "sheets"} for each in known)
    shown = run(*ledger, "form", "show", "社会培训统计", "--json").json
    columns = {each["column"]: each for each in shown["sheets"][0]["columns"]}
    assert columns["B"]["field"] == "项目名称"
    assert columns["J"] | {"reason": ""} == {
        "column": "J", "header": "到账金额（万元）", "field": "到账经费", "style": "万元", "reason": "",
    }  # fmt: skip
    assert [each["column"] for each in shown["sheets"][0]["unbound"]] == ["I"]
    assert "# 表头：培训班名称" in shown["toml"]
    template.unlink()  # the ledger keeps its own copy
    out = tmp_path / "填好.xlsx"
    done = run(*ledger, "fill", "社会培训统计", "--window", "2025学年", "--out", out, "--json")
    assert done.code == 0, done.err
    assert done.json["rows"] > 5
    sheet = openpyxl.load_workbook(out).active
    assert sheet["B4"].value and sheet["I4"].value is None
    assert [each["column"] for each in done.json["unbound"]] == ["I"]


def test_export_edit_import(run: Run, demo: Path, template: Path, tmp_path: Path) -> None:
    ledger = ("--ledger", demo)
    assert run(*ledger, "form", "add", template, "--name", "社会培训统计").code == 0
    folder = tmp_path / "出"
    files = run(*ledger, "form", "export", "社会培训统计", folder, "--json").json["files"]
    assert {Path(each).name for each in files} == {"template.xlsx", "form.toml"}
    assert (folder / "template.xlsx").read_bytes() == template.read_bytes()
    again = run(*ledger, "form", "export", "社会培训统计", folder)
    assert again.code == 1 and "没有覆盖" in again.err
    toml = folder / "form.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(text.replace('style = "万元"', 'style = "元"'), encoding="utf-8")
    assert run(*ledger, "form", "import", folder).code == 0
    shown = run(*ledger, "form", "show", "社会培训统计", "--json").json
    assert next(c for c in shown["sheets"][0]["columns"] if c["column"] == "J")["style"] == "元"
    toml.write_text(text.replace('"项目名称"', '"项目名"'), encoding="utf-8")
    bad = run(*ledger, "form", "import", folder)
    line = next(n for n, each in enumerate(text.splitlines(), 1) if each.startswith("B = "))
    assert bad.code == 1
    assert f"form.toml 第 {line} 行「columns.B」" in bad.err and "没有叫「项目名」的字段" in bad.err


def test_removal_is_an_act_and_comes_back(run: Run, demo: Path, template: Path) -> None:
    ledger = ("--ledger", demo)
    run(*ledger, "form", "add", template, "--name", "社会培训统计")
    twice = run(*ledger, "form", "add", template, "--name", "社会培训统计")
    assert twice.code == 1 and "已经加过" in twice.err
    assert run(*ledger, "form", "remove", "社会培训统计").code == 0
    assert "社会培训统计" not in [each["name"] for each in run(*ledger, "forms", "--json").json]
    assert run(*ledger, "undo").code == 0
    assert "社会培训统计" in [each["name"] for each in run(*ledger, "forms", "--json").json]
    shipped = run(*ledger, "form", "remove", "培训学员实名制花名册")
    assert shipped.code == 1 and "程序自带" in shipped.err


def test_wrong_names_and_files(run: Run, demo: Path, template: Path, tmp_path: Path) -> None:
    ledger = ("--ledger", demo)
    assert "当作文件名" in run(*ledger, "form", "add", template, "--name", "a/b").err
    assert run(*ledger, "form", "add", tmp_path / "没有.xlsx", "--name", "甲").code == 1
    assert run(*ledger, "form", "add", template, "--name", "甲", "--rows-from", "没有").code == 1
    assert run(*ledger, "form", "add", template).code == 2
    assert run(*ledger, "form").code == 2
    assert run(*ledger, "form", "show", "没有这张表").code == 1
    assert run(*ledger, "form", "import", tmp_path / "没有").code == 1


def test_rows_from_names_the_record(run: Run, demo: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for column, header in enumerate(("序号", "姓名", "性别", "联系电话"), 1):
        book.active.cell(1, column, header)
    book.save(tmp_path / "名单.xlsx")
    made = run(
        "--ledger",
        demo,
        "form",
        "add",
        tmp_path / "名单.xlsx",
        "--name",
        "教师名单",
        "--rows-from",
        "教师",
        "--json",
    )
    assert made.json["record"] == "教师"
