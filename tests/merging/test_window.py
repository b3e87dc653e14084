"""Merging at the window by keys: from the table and from a finding; Esc leaves all, Ctrl+Z brings back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypinyin  # the window reads it in after its first rows
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.office import Office
from desktop.ui.merging.choices import OFF, ON
from tests.journeys.at_window import at_window
from tests.journeys.hand import Hand, Held, Key
from tests.merging.desk import contents, ids, put, row, twice

assert pypinyin.lazy_pinyin("台账")


@pytest.fixture
def made(office: Office) -> dict[str, int]:
    """张三 and 张叁 are one; two firms of one name."""
    rows = twice(office)
    rows["firm1"] = put(office, "enterprise", name="松江机械有限公司", credit_code="1", note="老客户")
    rows["firm2"] = put(office, "enterprise", name="松江机械 有限公司", contact="李工", credit_code="2")
    rows["class3"] = put(office, "training_class", title="电工 班", start=date(2026, 3, 1))
    return rows


@pytest.fixture
def hand(
    qapp: QApplication, qtbot: QtBot, office: Office, made: dict[str, int], tmp_path: Path
) -> Iterator[Hand]:
    """A person before the window, whose jobs run at once."""
    assert made
    yield from at_window(qapp, qtbot, office, tmp_path)


def test_two_rows_of_the_table(hand: Hand, office: Office, made: dict[str, int]) -> None:
    hand.click("学员")
    hand.click("人员")
    before = contents(office)
    hand.click("张三")
    hand.press(Key.Key_M, Held.ControlModifier)
    assert hand.sees("要合并的至少选两行")
    hand.press(Key.Key_Down, Held.ShiftModifier)
    hand.press(Key.Key_M, Held.ControlModifier)
    assert hand.sees("合并人员：张三 ← 张三") and hand.sees("转到留下的一条：学员名册 1 条、教师 1 条")
    assert hand.sees("两边都有、跟着合并：考勤 1 条、学员名册 1 条、学员 1 条")
    hand.press(Key.Key_Escape)
    assert not hand.sees("合并人员") and contents(office) == before
    hand.press(Key.Key_M, Held.ControlModifier)
    hand.press(Key.Key_Down)  # from the phone to the score of the roster line
    hand.press(Key.Key_Right)
    assert hand.sees(f"{ON}82") and hand.sees(f"{OFF}81") and hand.sees(f"{ON}138****1111")
    hand.press(Key.Key_Return)
    assert hand.sees("已合并人员 张三 ← 张三")
    assert ids(office, "person") == {made["person1"]}
    assert row(office, "enrolment", made["line1"])["theory"] == 82
    assert hand.sees("共 1 条")
    hand.press(Key.Key_Z, Held.ControlModifier)
    assert contents(office) == before and hand.sees("共 2 条")


def test_a_finding_of_the_check(hand: Hand, office: Office, made: dict[str, int]) -> None:
    hand.click("首页")
    hand.click("健康检查")
    before = contents(office)
    hand.click("企业重名", named="问题种类")
    hand.click("松江机械有限公司", named="问题")
    hand.click("合并…")
    assert hand.sees("合并企业：松江机械有限公司")
    hand.click(f"{OFF}2")
    assert hand.sees(f"{ON}2") and hand.sees(f"{OFF}1")
    hand.click("换一条留下")
    assert hand.sees(f"{ON}2") and hand.sees("合并企业：松江机械 有限公司")
    hand.press(Key.Key_Return)
    assert ids(office, "enterprise") == {made["firm2"]}
    kept = row(office, "enterprise", made["firm2"])
    assert (kept["credit_code"], kept["contact"], kept["note"]) == ("2", "李工", "老客户")
    assert not hand.sees("企业重名")
    hand.press(Key.Key_Z, Held.ControlModifier)
    assert contents(office) == before and hand.sees("企业重名")


def test_what_cannot_be_merged_is_said_above(hand: Hand, made: dict[str, int]) -> None:
    assert made
    hand.click("培训班次")
    hand.click("学员名册")
    hand.click("张三")
    hand.press(Key.Key_Down, Held.ShiftModifier)
    hand.press(Key.Key_M, Held.ControlModifier)
    assert hand.sees("注意") or hand.sees("出错")
    assert hand.sees("不同（")
