"""Each command on the demonstration ledger or on small files: what it does and what its document holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.cli.answer import table, width
from tests.cli.conftest import Run

Workbook = Callable[..., Path]
WINDOW = "2025-2026学年"


def rows(run: Run, ledger: Path, record: str, *more: str) -> list[dict[str, Any]]:
    said = run("--ledger", ledger, "show", record, "--json", *more)
    assert said.code == 0, said.err
    found: list[dict[str, Any]] = said.json["rows"]
    assert said.json["total"] >= len(found)
    return found


# -- the ledger -------------------------------------------------------------------------------------------


def test_init_makes_an_empty_ledger_and_never_overwrites(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "新" / "台账.zhijiao"
    said = run("--ledger", path, "init", "--school", "江城职业技术学校", "--code", "3622001234", "--json")
    assert said.json == {"ledger": str(path), "school": "江城职业技术学校", "code": "3622001234"}
    again = run("--ledger", path, "init", "--school", "别的学校", "--code", "3622009999")
    assert again.code == 1
    assert "已经有一个文件" in again.err
    assert rows(run, path, "学校")[0]["学校名称"] == "江城职业技术学校"


def test_a_code_that_is_none_is_remarked_on(run: Run, tmp_path: Path) -> None:
    said = run("--ledger", tmp_path / "a.zhijiao", "init", "--school", "江城职业技术学校", "--code", "220")
    assert said.code == 0
    assert "学校标识码应为 10 位数字" in said.err


def test_demo_counts_what_it_made_and_refuses_a_ledger_with_rows(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "demo.zhijiao"
    said = run("--ledger", path, "demo", "--seed", "7", "--json")
    counts = said.json["counts"]
    assert said.json["seed"] == 7
    for record in ("培训班次", "学员名册", "教师", "企业实践", "考核批次", "考生"):
        assert len(rows(run, path, record)) == counts[record] > 0
    again = run("--ledger", path, "demo")
    assert again.code == 1
    assert "台账里已经有" in again.err
    assert len(rows(run, path, "培训班次")) == counts["培训班次"]


def test_a_scale_that_would_fill_the_disk_is_refused(run: Run, tmp_path: Path) -> None:
    said = run("--ledger", tmp_path / "大", "demo", "--scale", "99999")
    assert (said.code, "最大是 1000" in said.err) == (2, True)
    assert not (tmp_path / "大").exists()


def test_demo_fills_an_empty_ledger(run: Run, empty: Path) -> None:
    assert run("--ledger", empty, "demo").code == 0
    assert rows(run, empty, "培训班次")


def test_a_backup_is_a_ledger(run: Run, demo: Path, tmp_path: Path) -> None:
    said = run("--ledger", demo, "backup", tmp_path / "U盘", "--json")
    copy = Path(said.json["file"])
    assert copy.stat().st_size == said.json["bytes"]
    assert rows(run, copy, "教师") == rows(run, demo, "教师")


def test_verify_finds_nothing_and_finds_a_broken_ledger(run: Run, demo: Path, tmp_path: Path) -> None:
    assert run("--ledger", demo, "verify", "--json").json == {"sound": True, "findings": []}
    broken = tmp_path / "坏.zhijiao"
    broken.write_bytes(demo.read_bytes()[:4096] + b"\0" * 8192)
    said = run("--ledger", broken, "verify")
    assert said.code == 1
    assert "台账" in said.err + said.out


# -- the catalogue and rows -------------------------------------------------------------------------------


def test_records_describe_every_field(run: Run, empty: Path) -> None:
    known = {each["label"]: each for each in run("--ledger", empty, "records", "--json").json["records"]}
    fields = {each["label"]: each for each in known["培训班次"]["fields"]}
    assert known["培训班次"]["id"] == "training_class"
    assert fields["面向"] == {
        "id": "facing", "label": "面向", "aliases": ["面向群体", "面向对象", "培训面向"], "type": "code",
        "unit": None, "codes": ["社会", "在校学生", "本校教师"],
        "required": True, "sensitive": False, "derived": False,
    }  # fmt: skip
    assert fields["到账经费"]["unit"] == "元"
    assert fields["人次"]["derived"]
    assert {f["label"]: f["sensitive"] for f in known["企业实践"]["fields"]}["教师.证件号码"]
    assert "【企业实践】practice" in run("--ledger", empty, "records").out


def test_show_gives_rows_by_label_path(run: Run, demo: Path) -> None:
    found = rows(run, demo, "企业实践", "--limit", "3")
    assert len(found) == 3
    assert found[0]["教师.姓名"]
    assert found == rows(run, demo, "practice", "--limit", "3")


def test_where_reads_values_by_their_field(run: Run, demo: Path) -> None:
    every = rows(run, demo, "培训班次")
    assert rows(run, demo, "培训班次", "--where", "面向=社会") == [r for r in every if r["面向"] == "社会"]
    narrow = rows(
        run, demo, "培训班次", "--where", "开班日期>=2025年9月1日", "--where", "开班日期<=2026-08-31",
        "--where", "计划人数>=50",
    )  # fmt: skip
    assert narrow == [
        r
        for r in every
        if r["开班日期"] and "2025-09-01" <= r["开班日期"] <= "2026-08-31" and (r["计划人数"] or 0) >= 50
    ]
    assert narrow
    assert rows(run, demo, "培训班次", "--where", "班次编号=") == [r for r in every if r["班次编号"] is None]
    assert rows(run, demo, "培训班次", "--where", "项目名称~电商") == [
        r for r in every if "电商" in (r["项目名称"] or "")
    ]
    by_person = rows(
        run, demo, "企业实践", "--where", f"教师.姓名={rows(run, demo, '企业实践')[0]['教师.姓名']}"
    )
    assert {r["教师.姓名"] for r in by_person} == {rows(run, demo, "企业实践")[0]["教师.姓名"]}


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("没有的字段=1", "没有叫「没有的字段」的字段"),
        ("开班日期=去年某天", "开班日期"),
        ("计划人数=很多", "计划人数"),
    ],
)
def test_a_where_that_cannot_be_read_is_refused(run: Run, demo: Path, where: str, says: str) -> None:
    said = run("--ledger", demo, "show", "培训班次", "--where", where)
    assert (said.code, said.out) == (1, "")
    assert says in said.err


def test_sensitive_values_leave_masked_and_a_purpose_shows_them_and_is_logged(run: Run, demo: Path) -> None:
    masked = rows(run, demo, "学员名册", "--limit", "5")
    assert all("****" in row["学员.证件号码"] for row in masked if row["学员.证件号码"])
    said = run("--ledger", demo, "show", "学员名册", "--limit", "5", "--full", "核对报名表", "--json")
    full = said.json["rows"]
    for hidden, shown in zip(masked, full, strict=True):
        assert "*" not in (shown["学员.证件号码"] or "")
        assert hidden["学员.姓名"] == shown["学员.姓名"]
        if shown["学员.证件号码"] and len(shown["学员.证件号码"]) == 18:
            assert (
                hidden["学员.证件号码"] == shown["学员.证件号码"][:6] + "*" * 8 + shown["学员.证件号码"][-4:]
            )
    last = run("--ledger", demo, "history", "--limit", "1", "--json").json[0]
    assert (last["kind"], last["title"]) == ("seen", "查看完整信息：学员名册 5 条，用途：核对报名表")
    assert last["actor"] and last["at"]
    assert run("--ledger", demo, "show", "学员", "--full", " ").code == 1


def test_looking_is_not_what_undo_takes_back(run: Run, demo: Path) -> None:
    run("--ledger", demo, "show", "学员", "--limit", "1", "--full", "核对")
    said = run("--ledger", demo, "undo", "--json")
    assert said.json["title"] == "撤销：生成演示台账"
    assert run("--ledger", demo, "verify").code == 0


# -- import, undo, history --------------------------------------------------------------------------------

HEAD = ("项目名称", "开班日期", "结业日期", "面向", "计划人数")


def test_an_import_is_planned_written_and_taken_back(run: Run, empty: Path, workbook: Workbook) -> None:
    file = workbook("班次.xlsx", HEAD, ("电工培训", "2026-03-01", "2026-03-05", "社会", 40))
    trial = run("--ledger", empty, "import", file, "--into", "培训班次", "--dry-run", "--json")
    assert (trial.code, trial.json["created"], trial.json["written"]) == (0, 1, False)
    assert rows(run, empty, "培训班次") == []
    done = run("--ledger", empty, "import", file, "--into", "培训班次", "--json").json
    assert done["written"]
    assert [done[name] for name in ("rows", "created", "updated", "unchanged")] == [1, 1, 0, 0]
    assert (done["rejected"], done["unmapped"]) == ([], [])
    assert done["mapping"] == {label: label for label in HEAD}
    again = run("--ledger", empty, "import", file, "--into", "培训班次", "--json").json
    assert (again["created"], again["unchanged"]) == (0, 1)
    assert rows(run, empty, "培训班次")[0]["计划人数"] == 40
    acts = run("--ledger", empty, "history", "--json").json
    assert acts[0]["title"] == "导入培训班次 1 条（班次.xlsx）"
    assert run("--ledger", empty, "undo", acts[0]["number"], "--json").json["kept"] == 0
    assert rows(run, empty, "培训班次") == []
    assert run("--ledger", empty, "undo", "99").code == 1


def test_a_bad_cell_refuses_the_file_and_names_its_place(run: Run, empty: Path, workbook: Workbook) -> None:
    file = workbook(
        "班次.xlsx", HEAD,
        ("电工培训", "2026-03-01", "2026-03-05", "社会", 40),
        ("焊工培训", "2026年13月1日", "2026-03-05", "社会", "约40人"),
    )  # fmt: skip
    said = run("--ledger", empty, "import", file, "--into", "培训班次", "--json")
    places = {(each["sheet"], each["row"], each["column"], each["header"]) for each in said.json["rejected"]}
    assert said.code == 1
    assert places == {("Sheet", 3, "B", "开班日期"), ("Sheet", 3, "E", "计划人数")}
    assert "没有导入任何一行" in said.err
    assert rows(run, empty, "培训班次") == []
    words = run("--ledger", empty, "import", file, "--into", "培训班次")
    assert "有问题 2（没有写入台账）" in words.out


def test_a_conflict_waits_for_a_word(run: Run, empty: Path, workbook: Workbook) -> None:
    first = workbook("一.xlsx", HEAD, ("电工培训", "2026-03-01", "2026-03-05", "社会", 40))
    second = workbook("二.xlsx", HEAD, ("电工培训", "2026-03-01", "2026-03-05", "社会", 45))
    run("--ledger", empty, "import", first, "--into", "培训班次")
    said = run("--ledger", empty, "import", second, "--into", "培训班次", "--json")
    assert said.code == 1
    assert said.json["conflicts"][0]["changes"] == {"计划人数": {"old": "40", "new": "45"}}
    skipped = run(
        "--ledger", empty, "import", second, "--into", "培训班次", "--on-conflict", "skip", "--json"
    )
    assert (skipped.code, skipped.json["skipped"]) == (0, 1)
    assert rows(run, empty, "培训班次")[0]["计划人数"] == 40
    updated = run(
        "--ledger", empty, "import", second, "--into", "培训班次", "--on-conflict", "update", "--json"
    )
    assert (updated.code, updated.json["updated"]) == (0, 1)
    assert rows(run, empty, "培训班次")[0]["计划人数"] == 45


def test_a_mapping_file_says_what_a_header_cannot(
    run: Run, empty: Path, workbook: Workbook, tmp_path: Path
) -> None:
    file = workbook("班次.xlsx", ("名头", "开班日期", "甲"), ("电工培训", "2026-03-01", "x"))
    mapping = tmp_path / "M.toml"
    mapping.write_text('[columns]\n"名头" = "项目名称"\n"甲" = ""\n', "utf-8")
    said = run("--ledger", empty, "import", file, "--into", "培训班次", "--mapping", mapping, "--json")
    assert said.code == 0, said.err
    assert said.json["mapping"]["名头"] == "项目名称"
    assert rows(run, empty, "培训班次")[0]["项目名称"] == "电工培训"


def test_the_mapping_file_answers_the_other_questions_too(
    run: Run, empty: Path, workbook: Workbook, tmp_path: Path
) -> None:
    head = ("项目名称", "开班日期", "性质", "委托单位")
    file = workbook(
        "班次.xlsx", head,
        ("电工班", "2026-03-01", "公办免费", "鸿达汽修"),
        ("焊工班", "2026-03-02", "公益性", "松江机械"),
        ("钳工班", "2026-03-03", "公益性", "查无此厂"),
        ("作废的班", "2026-03-04", "说不清", "查无此厂"),
    )  # fmt: skip
    firms = workbook("企业.xlsx", ("企业名称", "联系人"), ("江城市松江精密制造厂", "王强"))
    assert run("--ledger", empty, "import", firms, "--into", "企业").code == 0
    words = ("--ledger", empty, "--json", "import", file, "--into", "培训班次")
    assert run(*words).json["written"] is False
    mapping = tmp_path / "M.toml"
    sheet = openpyxl.load_workbook(file).active.title
    mapping.write_text(
        '[words."性质"]\n"公办免费" = "公益性"\n\n'
        '[references."企业"]\n"鸿达汽修" = "create"\n"松江机械" = "江城市松江精密制造厂"\n'
        '"查无此厂" = "leave"\n\n'
        f'[skip]\n"{sheet}" = [5]\n\n[kept]\nkinds = ["示例行"]\n',
        "utf-8",
    )
    said = run(*words, "--mapping", mapping, "--on-conflict", "update")
    assert said.json["created"] == 3, said.err
    found = {row["项目名称"]: (row["性质"], row["委托单位.企业名称"]) for row in rows(run, empty, "培训班次")}
    assert found == {
        "电工班": ("公益性", "鸿达汽修"),
        "焊工班": ("公益性", "江城市松江精密制造厂"),
        "钳工班": ("公益性", None),
    }
    mapping.write_text('[references."企业"]\n"鸿达汽修" = "没有的厂"\n', "utf-8")
    wrong = run(*words, "--mapping", mapping)
    assert wrong.code == 1
    assert "M.toml 第 2 行" in wrong.err and "没有的厂" in wrong.err


@pytest.mark.shared
def test_the_owners_masters_import_as_they_are(run: Run, empty: Path, shared: Path) -> None:
    """Departments to batches, each file into its record; a second time nothing changes."""
    folder = shared / "forms" / "import"
    for step in json.loads((folder / "truth.json").read_text("utf-8"))["setup"]:
        words = ("--ledger", empty, "--json", "import", folder / step["file"], "--into", step["into"])
        done, again = run(*words).json, run(*words).json
        assert done["created"] == done["rows"] > 0, step
        assert again["unchanged"] == again["rows"] == done["rows"], step
    assert run("--ledger", empty, "verify").code == 0


# -- returns ----------------------------------------------------------------------------------------------


def test_forms_are_the_seven_lists_and_each_fills(run: Run, demo: Path, tmp_path: Path) -> None:
    known = run("--ledger", demo, "forms", "--json").json
    assert {form["record"] for form in known} >= {
        "培训班次",
        "学员名册",
        "考核批次",
        "证书",
        "企业实践",
        "教师",
    }
    assert len(known) >= 10
    for form in known:
        out = tmp_path / form["id"] if form["per"] else tmp_path / f"{form['id']}.xlsx"
        said = run("--ledger", demo, "fill", form["name"], "--window", WINDOW, "--out", out, "--json")
        assert said.code == 0, said.err
        done = said.json
        assert done["state"] == "草稿"
        assert done["rows"] == sum(sheet["rows"] for sheet in done["sheets"]) > 0
        assert done["files"]
        assert all(Path(file).is_file() for file in done["files"])
        assert isinstance(done["unbound"], list) and isinstance(done["checks"], list)


def test_a_roster_of_one_class_is_one_file(run: Run, demo: Path, tmp_path: Path) -> None:
    named = next(
        r
        for r in rows(run, demo, "培训班次", "--where", "状态=已结业")
        if r["班次编号"] and r["实到人数"] is None and r["人数"]
    )
    out = tmp_path / "名册.xlsx"
    window = f"{named['开班日期']}..{named['结业日期']}"
    where = f"班次编号={named['班次编号']}"
    said = run(
        "--ledger", demo, "fill", "培训学员实名制花名册", "--window", window, "--where", where, "--out", out,
        "--json",
    )  # fmt: skip
    assert said.json["files"] == [str(out)]
    assert said.json["rows"] == len(
        rows(run, demo, "学员名册", "--where", f"培训班次.班次编号={named['班次编号']}")
    )
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    text = {str(cell.value) for cells in sheet.iter_rows() for cell in cells if cell.value is not None}
    assert named["项目名称"] in text


def test_a_file_never_seen_is_recognised_and_filled(
    run: Run, demo: Path, workbook: Workbook, tmp_path: Path
) -> None:
    blank = workbook(
        "来表.xlsx", ("社会培训情况统计表",),
        ("序号", "培训项目名称", "开班时间", "结业时间", "学时", "星座"),
        *[(None,) * 6] * 3,
    )  # fmt: skip
    seen = run("--ledger", demo, "inspect", blank, "--json").json["sheets"][0]
    bound = {column["leaf"]: column["field"] for column in seen["columns"]}
    assert (seen["layout"], seen["record"], seen["header_rows"]) == ("list", "培训班次", [2, 2])
    assert bound == {
        "序号": None, "培训项目名称": "培训班次.项目名称", "开班时间": "培训班次.开班日期",
        "结业时间": "培训班次.结业日期", "学时": "培训班次.学时", "星座": None,
    }  # fmt: skip
    out = tmp_path / "填好.xlsx"
    said = run("--ledger", demo, "fill", blank, "--window", WINDOW, "--out", out, "--json")
    assert said.code == 0, said.err
    assert [each["header"] for each in said.json["unbound"]] == ["星座"]
    assert said.json["rows"] > 3
    assert "星座" in run("--ledger", demo, "fill", blank, "--window", WINDOW, "--out", out).out


def test_a_file_that_is_none_is_refused(run: Run, demo: Path, tmp_path: Path) -> None:
    page = tmp_path / "网页.xlsx"
    page.write_text("<html></html>", "utf-8")
    for command in (
        ("inspect", page),
        ("import", page, "--into", "培训班次"),
        ("fill", page, "--window", "2026", "--out", tmp_path / "out.xlsx"),
        ("fill", "没有这张表", "--window", "2026", "--out", tmp_path / "out.xlsx"),
        ("fill", "职业培训情况统计表", "--window", "去年", "--out", tmp_path / "out.xlsx"),
    ):
        said = run("--ledger", demo, *command)
        assert (said.code, said.out) == (1, ""), command
        assert said.err.strip()
    assert not (tmp_path / "out.xlsx").exists()


@pytest.mark.parametrize("name", ["报表.xls", "报表.PDF"])
def test_a_filled_form_goes_into_no_other_kind_of_file(
    run: Run, demo: Path, tmp_path: Path, name: str
) -> None:
    out = tmp_path / name
    said = run("--ledger", demo, "fill", "职业培训情况统计表", "--window", "2025", "--out", out)
    assert (said.code, "请改成 .xlsx" in said.err) == (2, True)
    assert not out.exists()


def test_a_form_is_found_by_its_bureaus_name_with_a_slash(run: Run, demo: Path, tmp_path: Path) -> None:
    out, name = tmp_path / "汇总.xlsx", "1+X/职业技能等级证书情况汇总表"
    assert run("--ledger", demo, "fill", name, "--window", WINDOW, "--out", out).code == 0
    assert out.is_file()


def test_check_says_what_is_missing(run: Run, demo: Path, tmp_path: Path) -> None:
    ledger, classes = tmp_path / "台账.db", tmp_path / "班次.csv"
    shutil.copy(demo, ledger)
    classes.write_text("项目名称,开班日期,结业日期\n没填完的班,2025-10-08,2025-10-20\n", "utf-8")
    assert run("--ledger", ledger, "import", classes, "--into", "培训班次").code == 0
    said = run("--ledger", ledger, "check", "职业培训情况统计表", "--window", WINDOW, "--json")
    assert said.code == 1
    assert any(each["severity"] == "error" and "学时" in each["sentence"] for each in said.json)
    for finding in said.json:
        assert {"severity", "rule", "where", "sentence"} <= finding.keys()
        assert finding["severity"] in ("error", "warning", "hint")
        assert finding["sentence"]


# -- figures ----------------------------------------------------------------------------------------------


def test_stats_agree_with_the_rows(run: Run, demo: Path) -> None:
    whole = run("--ledger", demo, "stats", "培训班次", "--window", WINDOW, "--json").json
    parts = run("--ledger", demo, "stats", "培训班次", "--window", WINDOW, "--by", "面向", "--json").json
    ended = rows(run, demo, "培训班次", "--where", "结业日期>=2025-09-01", "--where", "结业日期<=2026-08-31")
    assert len(whole) == 1
    assert whole[0]["measures"]["班次"] == len(ended) == sum(each["measures"]["班次"] for each in parts)
    assert whole[0]["measures"]["人次"] == sum(row["人次"] or 0 for row in ended)
    assert {each["group"]["面向"] for each in parts} == {row["面向"] for row in ended}


def test_practice_is_a_teacher_a_row(run: Run, demo: Path) -> None:
    said = run("--ledger", demo, "practice", "--until", "2026-08-31", "--json")
    assert said.code == 0
    assert len(said.json) == len(rows(run, demo, "教师"))
    for row in said.json:
        assert {"工号", "姓名", "days", "months", "year_days", "verdict", "counted", "left_out"} <= row.keys()


def test_targets_name_value_target_and_source(run: Run, demo: Path) -> None:
    found = run("--ledger", demo, "targets", "--window", "2026", "--json").json
    assert found
    for row in found:
        assert {"task", "label", "value", "target", "unit", "met", "source", "formula"} <= row.keys()
        assert row["source"] in ("computed", "entered", "ratio-of-entered")
    assert any(row["source"] == "computed" and row["value"] is not None for row in found)
    assert run("--ledger", demo, "targets", "--window", "2026").code == 0


# -- words ------------------------------------------------------------------------------------------------


def test_columns_of_a_table_are_even_under_chinese() -> None:
    lines = table(("姓名", "人次"), [("𬱖䶮", 3), ("阿依古丽·买买提", 12), ("John", None)]).splitlines()
    assert lines[0] == "姓名             人次"
    assert lines[2:] == ["𬱖䶮                3", "阿依古丽·买买提    12", "John"]
    assert width("𬱖䶮·a") == 6
