"""What a person said about a column holds for the next file with that header, or one like it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import openpyxl
import pytest

from desktop.core.errors import UserError
from desktop.services import learning
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.services.returning.unseen import recognised, unseen_form
from desktop.store.undo import undo
from desktop.workbook import Column
from tests.services.importing_desk import new_office

HEADER = ("序号", "教师姓名", "性别", "实践企业", "开始日期", "结束日期", "收获", "联系人", "备注")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


def form(path: Path, header: Sequence[str] = HEADER, title: str = "教师企业实践情况统计表") -> Path:
    """A blank list with that header."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.cell(1, 1, title)
    for column, text in enumerate(header, 1):
        sheet.cell(3, column, text)
    for row in range(4, 8):
        sheet.cell(row, 1, row - 3)
    book.save(path)
    return path


def columns(file: Path) -> list[Column]:
    return recognised(file)[0][1].columns


def fields(office: Office, file: Path) -> dict[str, str | None]:
    return {column["leaf"]: column["field"] for column in inspect(office, file)[0]["columns"]}


def test_a_correction_holds_for_the_next_file_with_the_same_header(office: Office, tmp_path: Path) -> None:
    first, second = (
        form(tmp_path / "去年.xlsx"),
        form(tmp_path / "今年.xlsx", title="2026年教师企业实践情况表"),
    )
    before = fields(office, first)
    assert (before["收获"], before["备注"]) == (None, "企业实践.备注")
    learning.correct(office, columns(first), {"收获": "企业实践.成果", "备注": ""}, source="去年.xlsx")
    after = fields(office, second)
    assert (after["收获"], after["备注"]) == ("企业实践.成果", None)
    made = unseen_form(office, second).sheets[0]
    shown = {column.header: column for column in made.columns}
    assert shown["收获"].value is not None and shown["收获"].value.label == "成果"
    assert "以前的更正" in shown["收获"].reason
    assert [each.header for each in made.unbound] == ["备注"]


def test_it_is_visible_and_can_be_revoked_and_undone(office: Office, tmp_path: Path) -> None:
    file = form(tmp_path / "表.xlsx")
    done = learning.correct(office, columns(file), {"收获": "企业实践.成果"}, source="表.xlsx")
    (known,) = learning.learned(office)
    assert (known.path, known.field, known.header, known.source) == (
        "收获",
        "企业实践.成果",
        HEADER,
        "表.xlsx",
    )
    learning.revoke(office, [known.id])
    assert learning.learned(office) == [] and fields(office, file)["收获"] is None
    assert [each.revoked for each in learning.learned(office, revoked=True)] == [True]
    with pytest.raises(UserError, match="已经撤销"):
        learning.revoke(office, [known.id])
    undo(office.ledger)
    assert fields(office, file)["收获"] == "企业实践.成果"
    undo(office.ledger, done)
    assert fields(office, file)["收获"] is None


def test_what_was_said_last_holds(office: Office, tmp_path: Path) -> None:
    file = form(tmp_path / "表.xlsx")
    learning.correct(office, columns(file), {"联系人": "企业实践.教师.姓名+企业实践.教师.联系电话"})
    assert fields(office, file)["联系人"] == "企业实践.教师.姓名+企业实践.教师.联系电话"
    learning.correct(office, columns(file), {"联系人": "企业实践.企业.联系人"})
    assert fields(office, file)["联系人"] == "企业实践.企业.联系人"
    assert len(learning.learned(office)) == 1


def test_a_header_like_it_next_year_and_what_the_bureau_changed(office: Office, tmp_path: Path) -> None:
    old = form(tmp_path / "旧.xlsx")
    learning.correct(office, columns(old), {"收获": "企业实践.成果"})
    changed = [*HEADER[:2], *HEADER[3:5], "结束日期（止）", "收获", "联系人", "备注", "政治面貌"]
    new = form(tmp_path / "新.xlsx", changed)
    assert fields(office, new)["收获"] == "企业实践.成果"
    was = learning.learned(office)[0].header
    assert was == HEADER
    found = learning.changes(was, learning.paths_of(columns(new)))
    assert (found.added, found.removed) == (("政治面貌",), ("性别",))
    assert found.renamed == (("结束日期", "结束日期（止）"),)
    assert found.sentence == "新增 1 列：政治面貌；少了 1 列：性别；改名 1 列：“结束日期”改为“结束日期（止）”"


def test_another_form_is_not_touched(office: Office, tmp_path: Path) -> None:
    learning.correct(office, columns(form(tmp_path / "表.xlsx")), {"收获": "企业实践.成果"})
    other = form(tmp_path / "别的.xlsx", ["序号", "姓名", "身份证号码", "工作单位", "收获"], "培训学员花名册")
    assert fields(office, other)["收获"] is None


def test_what_cannot_be_is_refused(office: Office, tmp_path: Path) -> None:
    file = columns(form(tmp_path / "表.xlsx"))
    with pytest.raises(UserError, match="没有“心得”这一列"):
        learning.correct(office, file, {"心得": "企业实践.成果"})
    with pytest.raises(UserError, match=r"没有叫「企业实践\.心得」的字段"):
        learning.correct(office, file, {"收获": "企业实践.心得"})
