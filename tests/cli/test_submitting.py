"""submit, returns, diff, explain and check as a script sees them: documents, exit codes, sentences."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import Run, Said

FORM = "职业培训情况统计表"
WINDOW = ("--window", "2025学年")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("submit", FORM, *WINDOW, "--to", "市教育局", "--via", "邮件"),
    ("returns",),
    ("diff", "1", "2"),
    ("explain", FORM, *WINDOW, "--cell", "B7"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_missing_ledger_is_refused(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    said = run("--json", "--ledger", tmp_path / "没有.zhijiao", *command)
    assert said.code == 1
    assert said.json["error"]["sentence"] == "这里没有台账文件"


@pytest.mark.parametrize(
    "words",
    [
        ("submit", FORM, *WINDOW, "--to", "市教育局"),
        ("submit", FORM, "--to", "市教育局", "--via", "邮件"),
        ("diff", "1"),
        ("explain", FORM, *WINDOW),
    ],
)
def test_wrong_usage_is_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2


def submit(run: Run, ledger: Path, *more: str) -> Said:
    return run(
        "--ledger", ledger, "submit", FORM, *WINDOW, "--to", "吉林市教育局", "--via", "邮件", "--json", *more
    )


def test_submit_returns_diff_reprint(run: Run, demo: Path, tmp_path: Path) -> None:
    first = submit(run, demo)
    assert first.code == 0
    document = first.json
    assert document["submitted"] is True
    assert (document["form"], document["period"], document["version"]) == (FORM, "2025-2026学年", 1)
    assert (document["recipient"], document["channel"], document["state"]) == (
        "吉林市教育局", "电子邮件", "已报送",
    )  # fmt: skip
    assert (
        document["checks"]
        and {"severity", "rule", "where", "sentence", "cell"} <= document["checks"][0].keys()
    )

    out = tmp_path / "取出.xlsx"
    again = run("--ledger", demo, "returns", "1", "--out", out, "--json").json
    assert again["written"] == [str(out)]
    assert hashlib.sha256(out.read_bytes()).hexdigest() == document["sha256"]

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    title = openpyxl.load_workbook(out)["统计表"]["B8"].value
    start = openpyxl.load_workbook(out)["统计表"]["H8"].value
    sheet.append(["项目名称", "开班日期", "培训地点"])
    sheet.append([title, start, "新实训楼 203"])
    book.save(tmp_path / "改.xlsx")
    assert run("--ledger", demo, "import", tmp_path / "改.xlsx", "--into", "培训班次",
               "--on-conflict", "update").code == 0  # fmt: skip

    second = submit(run, demo).json
    assert (second["version"], second["replaces"]) == (2, 1)
    (change,) = second["changes"]
    assert (change["cell"], change["row"], change["field"], change["new"]) == (
        "G8",
        title,
        "培训地点",
        "新实训楼 203",
    )
    assert "导入" in change["acts"][0]["title"]
    assert "更正" in second["correction"]

    listed = run("--ledger", demo, "returns", "--json").json
    assert [(each["number"], each["version"], each["state"]) for each in listed] == [
        (1, 1, "已更正"),
        (2, 2, "已报送"),
    ]
    assert run("--ledger", demo, "diff", "1", "2", "--json").json == second["changes"]
    told = run("--ledger", demo, "diff", "1", "2")
    assert told.code == 0
    assert "新实训楼 203" in told.out and "共 1 处不同。" in told.out
    same = run("--ledger", demo, "diff", "1", out)
    assert (same.code, same.out) == (0, "两份没有不同。\n")


def test_the_same_once_more_is_refused(run: Run, demo: Path) -> None:
    assert submit(run, demo).code == 0
    again = submit(run, demo)
    assert again.code == 1
    assert "没有不同，没有再报" in again.json["error"]["sentence"]
    assert submit(run, demo, "--reason", "邮件退回，重发").code == 0


def test_errors_refuse_and_a_reason_lets_through(run: Run, demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "表.xlsx"
    assert run("--ledger", demo, "fill", FORM, *WINDOW, "--out", out).code == 0
    sheet = openpyxl.load_workbook(out)["统计表"]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["项目名称", "开班日期", "学时"])
    page.append([sheet["B8"].value, sheet["H8"].value, 40])
    page.append(["没有学时的班", "2026-03-01", None])
    page.append(["没有学时也没有结业日期的班", "2026-03-01", None])
    book.save(tmp_path / "改.xlsx")
    run("--ledger", demo, "import", tmp_path / "改.xlsx", "--into", "培训班次", "--on-conflict", "update")
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["项目名称", "开班日期", "结业日期"])
    page.append(["没有学时的班", "2026-03-01", "2026-03-02"])
    book.save(tmp_path / "再.xlsx")
    run("--ledger", demo, "import", tmp_path / "再.xlsx", "--into", "培训班次", "--on-conflict", "update")

    checked = run("--ledger", demo, "check", FORM, *WINDOW, "--json")
    errors = [each for each in checked.json if each["severity"] == "error"]
    assert checked.code == 1
    assert "学时" in {each["path"] for each in errors}
    refused = submit(run, demo)
    assert refused.code == 1
    assert refused.json["submitted"] is False
    assert "没有报送" in refused.json["error"]["sentence"] and "没有报送" in refused.err
    assert [each for each in refused.json["checks"] if each["severity"] == "error"] == errors
    assert run("--ledger", demo, "returns", "--json").json == []
    assert run("--ledger", demo, "returns").out == "还没有报送过。\n"
    done = submit(run, demo, "--reason", "学时待企业确认，先报").json
    assert (done["submitted"], done["reason"]) == (True, "学时待企业确认，先报")
    shown = run("--ledger", demo, "returns", f"{FORM}/2025-2026学年/1")
    assert "带错报送原因：学时待企业确认，先报" in shown.out


def test_fill_is_a_draft_whatever_is_found(run: Run, demo: Path, tmp_path: Path) -> None:
    said = run("--ledger", demo, "fill", FORM, *WINDOW, "--out", tmp_path / "表.xlsx", "--json")
    assert (said.code, said.json["state"]) == (0, "草稿")
    assert all(each["cell"] for each in said.json["checks"])


def test_undo_of_a_submit_is_void(run: Run, demo: Path, tmp_path: Path) -> None:
    kept = submit(run, demo).json
    assert run("--ledger", demo, "undo").code == 0
    (listed,) = run("--ledger", demo, "returns", "--json").json
    assert (listed["state"], listed["sha256"]) == ("作废", kept["sha256"])
    out = tmp_path / "作废的.xlsx"
    assert run("--ledger", demo, "returns", "1", "--out", out).code == 0
    assert hashlib.sha256(out.read_bytes()).hexdigest() == kept["sha256"]
    assert run("--ledger", demo, "verify").code == 0


def test_explain_names_rows_and_what_was_left_out(run: Run, demo: Path) -> None:
    words = ("--ledger", demo, "explain", FORM, *WINDOW, "--cell")
    found = run(*words, "M8", "--json").json
    assert {"value", "formula", "rows", "left_out", "window", "rule", "history"} <= found.keys()
    assert found["value"] == len(found["rows"]) > 0
    assert {each["record"] for each in found["rows"]} == {"学员名册"}
    assert all(each["why"] for each in found["left_out"])
    told = run(*words, "M8")
    assert told.code == 0
    assert "怎么得来：人次" in told.out and f"计入 {found['value']} 行" in told.out
    assert "不是单元格地址" in run(*words, "8M").err
    assert run(*words, "8M").code == 1


def test_what_is_not_there_is_said(run: Run, demo: Path, tmp_path: Path) -> None:
    assert "还没有报送过" in run("--ledger", demo, "diff", "1", "2").err
    assert "没有说明要取出哪一份" in run("--ledger", demo, "returns", "--out", tmp_path / "x.xlsx").err
    assert (
        "没有叫「不存在的表」的报表"
        in run("--ledger", demo, "submit", "不存在的表", *WINDOW, "--to", "甲", "--via", "乙").err
    )
