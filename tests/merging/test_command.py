"""`zhijiao merge`: by numbers or by what only one row says; dry, with choices, refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop import compose
from desktop.cli.main import run
from desktop.store.content import content_hash
from desktop.store.ledger import Ledger
from tests.merging.desk import NEW, OLD, folder_office, put, twice


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, dict[str, int]]:
    """A closed ledger with 张三 twice, and what is where in it."""
    office = folder_office(tmp_path)
    made = twice(office)
    made["firm1"] = put(office, "enterprise", name="甲公司", contact="王工")
    made["firm2"] = put(office, "enterprise", name="乙公司", contact="李工", nature="民营")
    office.ledger.close()
    return tmp_path / "台账.zhijiao", made


def said(capsys: pytest.CaptureFixture[str], ledger: Path, *words: str) -> tuple[int, Any]:
    capsys.readouterr()
    code = run(["--ledger", str(ledger), *words, "--json"], compose)
    return code, json.loads(capsys.readouterr().out)


def hash_of(path: Path) -> str:
    ledger = Ledger.open(path)
    try:
        return content_hash(ledger)
    finally:
        ledger.close()


def test_dry_then_done_then_undone(
    desk: tuple[Path, dict[str, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    ledger, made = desk
    before = hash_of(ledger)
    words = ("merge", "人员", "--keep", f"证件号码={NEW}", "--other", str(made["person2"]))
    code, dry = said(capsys, ledger, *words, "--dry-run")
    assert (code, dry["written"], dry["gone"], hash_of(ledger)) == (0, False, 4, before)
    assert (dry["keep"], dry["others"]) == (made["person1"], [made["person2"]])
    assert {(each["record"], each["through"]): each["rows"] for each in dry["moves"]} == {
        ("学员名册", "学员"): 1,
        ("教师", "人员"): 1,
    }
    assert [each["record"] for each in dry["collisions"]] == ["attendance", "enrolment", "student"]
    assert NEW not in json.dumps(dry) and OLD not in json.dumps(dry)
    code, done = said(capsys, ledger, *words)
    assert code == 0 and done == {**dry, "written": True}
    _, people = said(capsys, ledger, "show", "人员")
    assert people["ids"] == [made["person1"]] and people["rows"][0]["联系电话"] == "138****1111"
    assert said(capsys, ledger, "undo")[0] == 0
    assert hash_of(ledger) == before


def test_values_of_ones_own_choice(
    desk: tuple[Path, dict[str, int]], capsys: pytest.CaptureFixture[str]
) -> None:
    ledger, made = desk
    rows = ("--keep", str(made["firm1"]), "--other", str(made["firm2"]))
    _, done = said(capsys, ledger, "merge", "企业", *rows, "--set", "企业名称=乙公司", "--set", "联系人=")
    kept = {each["label"]: each["kept"] for each in done["fields"] if each["kept"]}
    assert kept == {"企业名称": "乙公司", "曾用名": "甲公司", "企业性质": "民营"}
    _, shown = said(capsys, ledger, "show", "企业")
    row = shown["rows"][0]
    assert [row[label] for label in ("企业名称", "曾用名", "企业性质", "联系人")] == [
        "乙公司", "甲公司", "民营", None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("企业", "--keep", "1", "--other", "2"), "没有编号 1、2 的行"),
        (("企业", "--keep", "企业名称=丙公司", "--other", "2"), "没有符合"),
        (("人员", "--keep", "姓名=张三", "--other", "2"), "有 2 条符合"),
        (("企业", "--keep", "甲公司", "--other", "2"), "不是行号"),
        (("企业", "--keep", "企业名称=甲公司", "--other", "企业名称=甲公司"), "至少要两条"),
        (("企业", "--keep", "企业名称=甲公司", "--other", "企业名称=乙公司", "--set", "规模=很大"), "规模"),
        (("企业", "--keep", "企业名称=甲公司", "--other", "企业名称=乙公司", "--set", "邮箱=x"), "没有叫"),
        (("人员", "--keep", f"证件号码={NEW}", "--other", f"证件号码={OLD}"), "至少要两条"),  # one number
    ],
)  # fmt: skip
def test_refused(
    desk: tuple[Path, dict[str, int]],
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    sentence: str,
) -> None:
    ledger, _ = desk
    before = hash_of(ledger)
    code, told = said(capsys, ledger, "merge", *words)
    assert code == 1 and sentence in told["error"]["sentence"]
    assert hash_of(ledger) == before


def test_a_field_of_other_rows(desk: tuple[Path, dict[str, int]], capsys: pytest.CaptureFixture[str]) -> None:
    ledger, made = desk
    rows = ("--keep", str(made["student1"]), "--other", str(made["student2"]))
    code, told = said(capsys, ledger, "merge", "学员", *rows, "--set", "年级=2026")
    assert code == 1 and "不是这几条学员自己的字段" in told["error"]["sentence"]


def test_wrong_usage(desk: tuple[Path, dict[str, int]], capsys: pytest.CaptureFixture[str]) -> None:
    ledger, _ = desk
    assert run(["--ledger", str(ledger), "merge", "企业", "--keep", "1"], compose) == 2
    assert (
        run(["--ledger", str(ledger), "merge", "企业", "--keep", "1", "--other", "2", "--set", "x"], compose)
        == 2
    )
    assert "应写成 字段=值" in capsys.readouterr().err


def test_in_words(desk: tuple[Path, dict[str, int]], capsys: pytest.CaptureFixture[str]) -> None:
    ledger, made = desk
    words = ["merge", "人员", "--keep", str(made["person1"]), "--other", str(made["person2"])]
    assert run(["--ledger", str(ledger), *words], compose) == 0
    out = capsys.readouterr().out
    assert (
        "已合并人员：张三 ← 张三" in out
        and "学员名册「张三 电工班」" in out
        and "学员名册 1 条（学员）" in out
    )
