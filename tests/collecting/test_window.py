"""收表 before the window, with mouse and keys only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.office import Office
from desktop.services.waiting import waiting
from desktop.store.content import content_hash
from desktop.workbook.encrypted import encrypt
from tests.collecting.desk import FACTORY, edited, file_for, new_office, row_id, rows, saved, sent
from tests.journeys.at_window import at_window
from tests.journeys.hand import Hand, Key


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def hand(qapp: QApplication, qtbot: QtBot, office: Office, tmp_path: Path) -> Iterator[Hand]:
    """A person before the window, which works with its threads as it does at a school."""
    yield from at_window(qapp, qtbot, office, tmp_path, pause=190)


def test_out_and_back(hand: Hand, office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    hand.click("报表")
    hand.click("收表")
    hand.click("教师", named="发给教师")
    hand.click("例如 U 盘上的一个空文件夹")
    hand.type(str(folder))
    hand.click("生成")
    assert hand.sees("已生成 3 份表") and hand.clicks <= 5
    files = {file.stem.split("_")[-1]: file for file in folder.iterdir()}
    assert set(files) == {"陈建国", "李敏", "王芳"}

    files["王芳"].unlink()
    with edited(files["陈建国"]) as sheet:
        sheet.put(sheet.row(FACTORY), "岗位", "班长")
        sheet.put(sheet.row(FACTORY), "结束日期", "七月底")
    with edited(files["李敏"].rename(folder / "1.xlsx")) as sheet:
        sheet.put(sheet.row(FACTORY), "岗位", "质检员")
        sheet.add(企业名称="松花湖酒店有限公司", 开始日期="2026-08-01", 结束日期="2026-08-10")
    saved(office, "企业实践", {"岗位": "操作工"}, row_id(office, "企业实践", "教师.工号", "T002"))
    before = content_hash(office.ledger)

    hand.clicks = hand.keys = 0
    hand.click("2 收回")
    hand.click("读取")
    assert hand.sees("还差 1 个") and hand.sees("! 有冲突") and hand.sees("! 未交")
    hand.click("下一步")
    assert hand.sees("发出以后台账也改过")
    hand.press(Key.Key_2)  # the conflict: what the file says
    assert hand.sees("七月底")
    hand.press(Key.Key_Return)  # the problem: put right
    hand.type("2026-7-31")
    hand.press(Key.Key_Return)
    hand.press(Key.Key_2)  # the enterprise: made
    assert hand.sees("写进台账 3 条")
    hand.press(Key.Key_Return)
    assert hand.sees("更新 2 条，新增 1 条") and not waiting(office)
    assert hand.clicks <= 3 and hand.keys <= 14
    assert set(rows(office, "企业实践", "教师.工号", "企业.企业名称", "岗位", "结束日期")) == {
        ("T001", FACTORY, "班长", date(2026, 7, 31)),
        ("T002", FACTORY, "质检员", date(2026, 7, 20)),
        ("T002", "松花湖酒店有限公司", None, date(2026, 8, 10)),
        ("T003", FACTORY, "技术员", date(2026, 7, 20)),
    }
    hand.click("撤销")
    assert content_hash(office.ledger) == before


def test_nothing_said_is_said(hand: Hand) -> None:
    hand.click("报表")
    hand.click("收表")
    hand.click("生成")
    assert hand.sees("请先选一个放表的文件夹")
    hand.click("写完整的证件号码和电话")
    hand.click("例如 U 盘上的一个空文件夹")
    hand.type("/nowhere/stick")
    hand.click("生成")
    assert hand.sees("要写明用途")


def test_locked_files_ask_for_their_password(hand: Hand, office: Office, tmp_path: Path) -> None:
    made = sent(office, tmp_path / "stick", "practice", "teacher", "岗位")
    for name, secret in (("陈建国", "锁一"), ("李敏", "锁二")):
        with edited(file_for(made, name)) as sheet:
            sheet.put(sheet.row(FACTORY), "岗位", f"{name}改的")
            sheet.add(企业名称=FACTORY, 开始日期="2026-08-01", 岗位="新写的")
        encrypt(file_for(made, name), secret)
    hand.click("报表")
    hand.click("收表")
    hand.click("2 收回")
    hand.click("例如 E:\\收表")
    hand.type(str(made.folder))
    hand.press(Key.Key_Return)
    assert hand.sees("等 2 个文件有打开密码，没有读") and hand.sees("还差 2 个")
    hand.type("锁二")  # the cursor is in the bar
    hand.press(Key.Key_Return)
    assert hand.sees("有打开密码，没有读") and hand.sees("密码不对") and hand.sees("还差 1 个")
    hand.type("锁一")
    hand.press(Key.Key_Return)
    assert not hand.sees("有打开密码") and not hand.sees("还差")
    hand.click("下一步")
    hand.click("写进台账 4 条")
    assert sorted(str(row[1]) for row in rows(office, "企业实践", "教师.工号", "岗位")) == [
        "技术员", "新写的", "新写的", "李敏改的", "陈建国改的",
    ]  # fmt: skip
