"""A bureau's file never seen before: recognised, bound, filled; a wrong number is worse than a blank."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.records.catalogue import Path as Path_
from desktop.records.catalogue import Record, record
from desktop.services.office import Office
from desktop.services.returning import fill, forms
from desktop.services.returning.shape import FormSheet
from desktop.services.returning.unseen import unseen_form
from desktop.store.find import Condition

YEAR = parse_window("2025学年")


@pytest.mark.parametrize(
    "name",
    [
        "training_statistics",
        "certificate_summary",
        "certificate_holders",
        "practice_statistics",
        "training_workload",
    ],
)
def test_shipped_templates_are_understood_without_their_form(demo: Office, tmp_path: Path, name: str) -> None:
    """The record is inferred, nine columns in ten are bound as form.toml says, none otherwise."""
    known = next(each for each in forms(demo) if each.id == name)
    copy = tmp_path / "没见过的表.xlsx"
    shutil.copy(known.template, copy)
    made = unseen_form(demo, copy)
    assert made.record.id == known.record.id
    wanted, got = _fields(known.sheets[0]), _fields(made.sheets[0])
    wrong = {k: (got[k], wanted[k]) for k in got if k in wanted and got[k] not in wanted[k].split("/")}
    assert {k: v for k, v in wrong.items() if not _nearer(*v)} == {}
    assert len(got) >= 0.85 * len(wanted)
    result = fill(demo, copy, YEAR, tmp_path / "填好.xlsx")
    assert result.rows > 0
    ws = openpyxl.load_workbook(tmp_path / "填好.xlsx")[known.sheets[0].name]
    assert any("学校（演示）" in str(cell.value) for row in ws.iter_rows(max_row=4) for cell in row)


def _fields(sheet: FormSheet) -> dict[str, str]:
    shown = {column.letter: column.value for column in sheet.columns if column.value is not None}
    return {
        letter: value.label if value.join is not None else value.parts[0].label
        for letter, value in shown.items()
    }


def _nearer(got: str, wanted: str) -> bool:
    """The person's own field for what was copied from it at sign-up, a reference for the name of its row."""
    owner, _, last = got.rpartition(".")
    return last in wanted or owner.rpartition(".")[2] == wanted.rpartition(".")[2]


def test_a_file_without_a_list_is_refused(demo: Office, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "关于召开会议的通知"
    book.save(tmp_path / "通知.xlsx")
    with pytest.raises(UserError, match="没有认出能填的清单"):
        fill(demo, tmp_path / "通知.xlsx", YEAR, tmp_path / "出.xlsx")
    assert not (tmp_path / "出.xlsx").exists()


def test_the_blank_form_is_not_overwritten(demo: Office, tmp_path: Path) -> None:
    copy = tmp_path / "表.xlsx"
    shutil.copy(next(each for each in forms(demo) if each.id == "training_statistics").template, copy)
    before = copy.read_bytes()
    with pytest.raises(UserError, match="不能盖掉空白模板"):
        fill(demo, copy, YEAR, copy)
    assert copy.read_bytes() == before


def test_a_folder_that_is_not_there_is_named(demo: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError) as raised:
        fill(demo, "职业培训情况统计表", YEAR, tmp_path / "没有" / "出.xlsx")
    assert "没有" in str(raised.value)


def test_a_missing_file_is_named(demo: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到这个文件"):
        fill(demo, tmp_path / "没有.xlsx", YEAR, tmp_path / "出.xlsx")


def test_head_cells_of_a_class_take_the_class_that_was_chosen(small: Office, tmp_path: Path) -> None:
    """班级名称： beside a list of lessons means the class of the lessons."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "培训授课登记表"
    sheet["A2"], sheet["D2"] = "培训机构：", "班次名称："
    for column, header in enumerate(("序号", "上课日期", "课时", "授课教师", "授课内容"), 1):
        sheet.cell(3, column, header)
    book.save(tmp_path / "登记表.xlsx")
    where = [Condition("项目名称", "=", "汽车维修工（四级）培训班")]
    result = fill(small, tmp_path / "登记表.xlsx", YEAR, tmp_path / "出.xlsx", where)
    ws = openpyxl.load_workbook(tmp_path / "出.xlsx").active
    assert result.rows == 3
    assert ws["A2"].value == "培训机构：吉林市江城职业技术学校"
    assert ws["D2"].value == "班次名称：汽车维修工（四级）培训班"


def test_a_title_that_says_who_is_meant_leaves_the_others_out(demo: Office, tmp_path: Path) -> None:
    """获证学生名单 without the candidates that hold no certificate, and a hint says so."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "获证学生名单"
    for column, header in enumerate(
        ("序号", "学生姓名", "年级", "班级", "考核日期", "证书编号", "准考证号"), 1
    ):
        sheet.cell(2, column, header)
    book.save(tmp_path / "名单.xlsx")
    result = fill(demo, tmp_path / "名单.xlsx", YEAR, tmp_path / "出.xlsx")
    ws = openpyxl.load_workbook(tmp_path / "出.xlsx").active
    assert result.rows > 100
    assert all(ws.cell(r, 6).value for r in range(3, 3 + result.rows))
    days = [ws.cell(r, 5).value for r in range(3, 3 + result.rows)]
    assert days == sorted(days)
    assert [each.sentence for each in result.checks if each.rule == "按表名取数"] == [
        "按表名只填了有证书编号的考生，请核对；不要这样限定，可用 --where 或 form.toml 另写条件。"
    ]


@pytest.mark.shared
def test_the_bureaus_samples(
    demo: Office, shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No column of a list is bound to what a careful person would not bind it to."""
    truth: dict[str, list[dict[str, Any]]] = json.loads(
        (shared / "forms/bureau/truth.json").read_text(encoding="utf-8")
    )
    lines, wrong = [], []
    for file, tables in truth.items():
        lists = [each for each in tables if each["layout"] == "list"]
        if not lists:
            continue
        made = unseen_form(demo, shared / "forms/bureau" / file)
        for table in lists:
            sheet = next(each for each in made.sheets if each.name == table["sheet"])
            right, bad, missed = _judge(sheet, table)
            wrong += [f"{file} {each}" for each in bad]
            lines.append(
                f"{file[:24]}: {sheet.record.label} 对 {right} 错 {len(bad)} 漏 {len(missed)} {missed}"
            )
            assert sheet.record.label == table["record"], file
            assert (sheet.first_row, sheet.last_row) == (table["first_row"], table["last_row"]), file
        result = fill(demo, shared / "forms/bureau" / file, YEAR, tmp_path / file)
        lines[-1] += f" 填 {result.rows} 行"
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert wrong == []


def _judge(sheet: FormSheet, table: dict[str, Any]) -> tuple[int, list[str], list[str]]:
    got = _fields(sheet)
    right, bad, missed = 0, [], []
    for letter, column in table["columns"].items():
        allowed = [each for each in (column["field"], *column.get("alt", ())) if each]
        label = got.get(letter)
        if label is None:
            missed += [f"{letter}{column['field']}"] if column["field"] else []
        elif any(_same(sheet.record, label, each) for each in allowed):
            right += 1
        elif (
            f"{letter}{label}" != "D时段"
        ):  # records.md has 授课记录.时段, which the sample's truth leaves out
            bad.append(f"{letter} {label} ≠ {allowed}")
    return right, bad, missed


def _same(own: Record, got: str, wanted: str) -> bool:
    """The same field by whatever name, or what was copied from it at sign-up (考生.年级)."""
    ours, theirs = own.find_path(got), own.find_path(wanted)
    if ours is None or theirs is None:
        return got == wanted
    last = (_field(ours), _field(theirs))
    copied = own.by_name(ours.field.copied) if ours.own and ours.field.copied else None
    return last[0] == last[1] or (copied is not None and _field(copied) == last[1])


def _field(path: Path_) -> tuple[str, str]:
    """The record and field a column shows; a reference shows the title of its row."""
    if path.field.kind is Kind.REF:
        target = record(path.field.ref)
        return _field(target.by_name(target.model.identity[0]))
    return path.owner, path.field.name


def test_a_head_that_names_one_class_makes_a_file_a_class(demo: Office, tmp_path: Path) -> None:
    """Into a folder one file a class; in one file all rows, and it is said that the head stays open."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"] = "培训学员花名册", "班级名称："
    for column, text in enumerate(("序号", "姓名", "性别", "身份证号", "联系电话", "工作单位"), 1):
        sheet.cell(3, column, text)
    file = tmp_path / "区花名册.xlsx"
    book.save(file)
    many = fill(demo, file, YEAR, tmp_path / "各班")
    assert len(many.files) > 3
    heads = {openpyxl.load_workbook(each).active["A2"].value for each in many.files}
    assert len(heads) == len(many.files) and all(head.startswith("班级名称：20") for head in heads)
    one = fill(demo, file, YEAR, tmp_path / "一张.xlsx")
    assert one.rows == many.rows and len(one.files) == 1
    (said,) = [each.sentence for each in one.checks if each.rule == "一个培训班次一份"]
    assert f"{len(many.files) + len(many.skipped)} 个培训班次" in said and "文件夹" in said
