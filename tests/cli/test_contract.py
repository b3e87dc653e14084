"""What holds for every command: where the ledger is named, exit codes, one JSON document, no traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import compose
from tests.cli.conftest import Run

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("records",),
    ("show", "培训班次"),
    ("import", "x.xlsx", "--into", "培训班次"),
    ("inspect", "x.xlsx"),
    ("forms",),
    ("fill", "职业培训情况统计表", "--window", "2026", "--out", "y.xlsx"),
    ("check", "职业培训情况统计表", "--window", "2026"),
    ("targets", "--window", "2026"),
    ("practice", "--until", "2026-08-31"),
    ("stats", "培训班次", "--window", "2026"),
    ("undo",),
    ("history",),
    ("backup", "copies"),
    ("verify",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_a_missing_ledger_is_refused_with_a_sentence(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    missing = tmp_path / "没有.zhijiao"
    said = run("--ledger", missing, *command)
    assert (said.code, said.out) == (1, "")
    assert "没有台账文件" in said.err
    assert str(missing) in said.err
    assert not missing.exists()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda words: words[0])
def test_json_says_a_refusal_as_a_document_too(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    said = run(*command, "--json", "--ledger", tmp_path / "没有.zhijiao")
    assert said.code == 1
    assert said.json["error"]["sentence"] == "这里没有台账文件"


def test_without_a_ledger_named_the_users_own_is_meant(run: Run) -> None:
    assert run("show", "培训班次").code == 1
    assert run("init", "--school", "江城职业技术学校", "--code", "3622001234").code == 0
    assert Path(compose.ledger_address(None)).is_file()
    assert run("show", "培训班次", "--json").json == {"rows": [], "ids": [], "total": 0}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show",), "缺少：台账"),
        (("shwo", "培训班次"), "不能是“shwo”，可用的有：init、demo"),
        (("show", "培训班次", "--limit", "0"), "--limit：“0”应是 1 或更大的整数"),
        (("show", "培训班次", "--where", "项目名称"), "“项目名称”应写成 标签=值"),
        (("practice", "--until", "2026-02-30"), "“2026-02-30”不是日期"),
        (("import", "x.xlsx", "--into", "培训班次", "--on-conflict", "ask"), "不能是“ask”"),
        (("fill", "职业培训情况统计表", "--window", "2026"), "缺少：--out"),
        (("verify", "--all"), "不认识：--all"),
        (("--ledger",), "--ledger 后面要跟一个值"),
        (("--quit-at", "lunch"), "--quit-at 不能是“lunch”，可用的有：first-paint、usable"),
    ],
)
def test_wrong_usage_is_2_and_says_in_chinese_what_is_wrong(
    run: Run, words: tuple[str, ...], says: str
) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert says in said.err
    assert "用法：zhijiao" in said.err
    assert "usage" not in said.err


def test_help_is_in_chinese(run: Run) -> None:
    said = run("--help")
    assert said.code == 0
    assert "用法：zhijiao" in said.out
    assert "把表格导入台账" in said.out
    for words in COMMANDS:
        each = run(words[0], "--help")
        assert each.code == 0
        assert f"用法：zhijiao {words[0]}" in each.out


def test_global_options_stand_before_or_after_the_command(run: Run, empty: Path) -> None:
    before = run("--ledger", empty, "show", "教师", "--json")
    after = run("show", "教师", "--json", "--ledger", empty)
    early = run("--json", "--ledger", empty, "show", "教师")
    assert before == after == early
    assert before.json == {"rows": [], "ids": [], "total": 0}


def test_an_unknown_record_names_the_known_ones(run: Run, empty: Path) -> None:
    said = run("--ledger", empty, "show", "培训班级")
    assert said.code == 1
    assert "没有叫「培训班级」的台账" in said.err
    assert "企业实践" in said.err


def test_what_nobody_foresaw_is_a_number_and_the_log_has_the_rest(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object, **_given: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(compose, "open_office", broken)
    said = run("--ledger", empty, "history")
    log = compose.user_folder() / "zhijiao.log"
    assert said.code == 1
    assert "程序内部出错，编号 E" in said.err
    assert str(log) in said.err
    assert "ZeroDivisionError: a fault of ours" in log.read_text("utf-8")


def test_a_passphrase_is_refused_while_ledgers_are_plain(run: Run, empty: Path, tmp_path: Path) -> None:
    secret = tmp_path / "口令.txt"
    assert "找不到口令文件" in run("--ledger", empty, "--passphrase-file", secret, "history").err
    secret.write_text("江城", "utf-8")
    said = run("--ledger", empty, "history", "--passphrase-file", secret)
    assert said.code == 1
    assert "不加密" in said.err


def test_a_process_of_its_own_speaks_utf_8_and_imports_only_what_it_needs(
    empty: Path, root: Path, tmp_path: Path
) -> None:
    """As a script calls it, through a pipe and on a system that is not of UTF-8; no Qt, no Excel."""
    code = (
        "import sys; from desktop.__main__ import main; code = main(sys.argv[1:]);"
        "heavy = {'PySide6', 'openpyxl', 'lxml', 'alembic', 'pypinyin'} & set(sys.modules);"
        "sys.stderr.write(' '.join(heavy)); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--ledger", str(empty), "show", "学校", "--json"],
        cwd=root,
        env={**os.environ, "PYTHONIOENCODING": "gbk"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr.decode("utf-8")) == (0, "")
    assert json.loads(done.stdout.decode("utf-8"))["rows"][0]["学校名称"] == "江城职业技术学校"


def test_the_window_is_not_opened_where_there_is_no_screen(root: Path) -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    done = subprocess.run(
        [sys.executable, "-m", "desktop"],
        cwd=root,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == (1 if sys.platform.startswith("linux") else 0)
    assert "没有图形界面" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_output_that_cannot_be_written_is_said_and_a_reader_may_stop(empty: Path, root: Path) -> None:
    words = [sys.executable, "-m", "desktop", "--ledger", str(empty), "records", "--json"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, cwd=root, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr.decode("utf-8").count("\n")) == (1, 1)
    assert "结果写不出去" in done.stderr.decode("utf-8")
    with subprocess.Popen(words, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
