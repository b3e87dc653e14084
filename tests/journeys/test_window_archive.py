"""Journeys of a return with mouse and keys: a column corrected, a number opened, handed in, corrected."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypinyin  # the window reads it in after its first rows
import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.services.learning import learned
from desktop.services.office import Office
from desktop.services.returning import filed, returns
from desktop.services.saving import save
from desktop.store.find import Condition, find
from tests.journeys.at_window import at_window
from tests.journeys.hand import Hand, Held, Key
from tests.journeys.test_window_journeys import drop

TODAY = date(2026, 9, 10)
CLASSES = ("汽车维修工四级班", "电工初级班")
assert pypinyin.lazy_pinyin("台账")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two classes with their places."""
    address = str(tmp_path / "台账.zhijiao")
    opened = compose.open_office(address, create=("2222000001", "江城市职业教育中心"), today=TODAY)
    for number, title in enumerate(CLASSES, 1):
        values = {"班次编号": f"2026{number:03}", "项目名称": title, "开班日期": date(2026, 3, number)}
        values |= {"结业日期": date(2026, 4, number), "学时": 80, "培训地点": f"{number}号实训室"}
        save(opened, "training_class", values)
    yield opened
    opened.ledger.close()


@pytest.fixture
def hand(qapp: QApplication, qtbot: QtBot, office: Office, tmp_path: Path) -> Iterator[Hand]:
    """A person before the window, whose jobs run at once."""
    yield from at_window(qapp, qtbot, office, tmp_path, remembered={"export/folder": str(tmp_path / "报送")})


def notice(folder: Path, name: str, title: str) -> Path:
    """A bureau's form with a column whose header says nothing."""
    book = openpyxl.Workbook()
    book.active.append([title])
    book.active.append(["序号", "培训项目名称", "开班日期", "结业日期", "承办场所情况"])
    for number in range(1, 4):
        book.active.append([number])
    file = folder / f"{name}.xlsx"
    book.save(file)
    return file


def dropped(hand: Hand, file: Path) -> None:
    """Dragged onto the window, and the question about it answered."""
    drop(hand, file)
    QTest.qWait(15)
    hand.click("填这张表")


def test_a_column_is_corrected_once(hand: Hand, office: Office, tmp_path: Path) -> None:
    dropped(hand, notice(tmp_path, "备案表", "江城区培训备案表"))
    hand.click("自然年")
    assert not hand.sees("1号实训室")
    hand.click("（不填）", named="承办场所情况 填")
    hand.type("pxdd")
    hand.press(Key.Key_Return)
    assert hand.sees("已记住“承办场所情况”") and hand.sees("1号实训室")
    assert hand.sees("按您以前的更正")
    dropped(hand, notice(tmp_path, "今年备案表", "2026年江城区培训备案表"))
    assert hand.sees("今年备案表") and hand.sees("2号实训室")
    hand.click("看学到的规则")
    assert hand.sees("承办场所情况") and hand.sees("培训班次 培训地点")
    hand.click("不再这样办")
    assert not learned(office) and hand.sees("还没有学到什么")
    hand.press(Key.Key_Z, Held.ControlModifier)
    assert [each.field for each in learned(office)] == ["培训班次.培训地点"]


def test_a_form_is_kept_and_chosen_by_its_name(hand: Hand, tmp_path: Path) -> None:
    dropped(hand, notice(tmp_path, "来文附件3", "江城区培训备案表"))
    hand.click("自然年")
    hand.click("存为报表…")
    hand.press(Key.Key_A, Held.ControlModifier)
    hand.type("培训备案表")
    hand.press(Key.Key_Return)
    assert hand.sees("已存为报表「培训备案表」")
    hand.click("教师企业实践情况统计表")
    hand.click("找报表：名称或拼音")
    hand.type("pxba")
    hand.press(Key.Key_Return)
    hand.click("自然年")  # the form before goes by school years
    assert hand.sees("每行一条培训班次") and hand.sees("电工初级班")
    hand.click("各列填什么")
    hand.click("删除这张报表")
    assert hand.sees("已删除报表「培训备案表」")


def test_a_number_opens_with_two_clicks(hand: Hand, office: Office) -> None:
    hand.click("填一张报表")
    hand.click("职业培训情况统计表")
    hand.click("自然年")
    hand.click("80")
    assert hand.sees("培训班次的“学时”") and hand.sees("来历 1")
    hand.press(Key.Key_End, Held.ControlModifier)  # the total stands below the blank rows
    hand.press(Key.Key_Home)
    hand.press(Key.Key_Escape)
    assert not hand.sees("这一格怎么来")
    hand.clicks = 0
    hand.click("160")
    assert hand.sees("=SUM(") and hand.sees("计入 2") and hand.sees("期间：2026")
    hand.click("电工初级班", named="由来")
    assert hand.clicks <= 2
    assert hand.sees("基本") and hand.sees("历史") and hand.sees("电工初级班")


def test_handed_in_corrected_and_void(hand: Hand, office: Office, tmp_path: Path) -> None:
    hand.click("填一张报表")
    hand.click("职业培训情况统计表")
    hand.click("自然年")
    hand.click("报送…")
    hand.press(Key.Key_A, Held.ControlModifier)
    hand.type("市教育局职成科")
    hand.press(Key.Key_Return)  # to the channel, which is the usual one
    hand.press(Key.Key_Return)
    assert hand.sees("写明原因") and not returns(office.ledger)
    hand.type("企业名称待变更")
    hand.press(Key.Key_Return)
    assert hand.sees("已报送「职业培训情况统计表」")
    (first,) = returns(office.ledger)
    assert (first.recipient, first.reason) == ("市教育局职成科", "企业名称待变更")

    hand.click("看报送档案")
    assert hand.sees("市教育局职成科") and hand.sees(first.sha256[:32])
    save(office, "training_class", {"学时": 96}, row_id=_row(office))
    hand.click("", named="和哪一份比较")
    hand.click("和现在的台账比")
    assert hand.sees("2 处不同") and hand.sees("96") and hand.sees("修改培训班次")

    hand.click("更正…")
    hand.press(Key.Key_Home, Held.ControlModifier)
    hand.type("经核对，")
    hand.click("带错报送，或没有变化仍要再报的，写明原因")
    hand.type("学时更正")
    hand.click("报送更正")
    assert hand.sees("已更正报送")
    second = filed(office.ledger, 2)
    assert (second.version, filed(office.ledger, 1).state) == (2, "已更正")
    assert second.correction.startswith("经核对，") and "由 80 改为 96" in second.correction

    hand.click("另存原件…")
    hand.press(Key.Key_Return)
    (copy,) = (tmp_path / "报送").glob("*.xlsx")
    assert hashlib.sha256(copy.read_bytes()).hexdigest() == second.sha256

    hand.click("作废…")
    hand.type("报错了单位")
    hand.press(Key.Key_Return)
    assert hand.sees("已作废")
    assert [each.state for each in returns(office.ledger)] == ["已报送", "作废"]


def _row(office: Office) -> int:
    first = Condition("项目名称", "=", CLASSES[0])
    return find(office.ledger, "training_class", paths=[], where=[first]).ids[0]
