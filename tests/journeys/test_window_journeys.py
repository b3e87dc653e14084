"""Journeys of a clerk from 首页, with mouse and keys only, counted against the bars of desk.md."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.content import content_hash
from desktop.store.find import find
from tests.journeys.at_window import at_window
from tests.journeys.hand import Hand, Held, Key

TODAY = date(2026, 9, 10)
HEADERS = ("序号", "姓名", "身份证号码", "联系电话", "工作单位")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A ledger with two classes."""
    address = str(tmp_path / "台账.zhijiao")
    opened = compose.open_office(address, create=("2222000001", "江城市职业教育中心"), today=TODAY)
    for number, title in enumerate(("汽车维修工四级班", "电工初级班"), 1):
        values = {"班次编号": f"2026{number:03}", "项目名称": title, "开班日期": date(2026, 3, number)}
        save(opened, "training_class", {**values, "结业日期": date(2026, 4, number), "学时": 80})
    yield opened
    opened.ledger.close()


@pytest.fixture
def hand(qapp: QApplication, qtbot: QtBot, office: Office, tmp_path: Path) -> Iterator[Hand]:
    """A person before the window, which works with its threads as it does at a school."""
    yield from at_window(
        qapp, qtbot, office, tmp_path, pause=120, remembered={"export/folder": str(tmp_path)}
    )


def roster(folder: Path, title: str, start: str = "2026年3月1日") -> Path:
    """A class's list of 40 as a school keeps it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([f"{title}学员花名册"])
    sheet.append(["班次名称：" + title, None, f"开班日期：{start}"])
    sheet.append(HEADERS)
    for at in range(1, 41):
        body = f"2202021985{at % 12 + 1:02}{at % 28 + 1:02}{at:03}"
        sheet.append(
            [
                at,
                f"学员{'甲乙丙丁戊己庚辛壬癸'[at % 10]}",
                body + check_digit(body),
                f"138000{at:05}",
                "江城化纤",
            ]
        )
    file = folder / "花名册.xlsx"
    book.save(file)
    return file


def check_digit(body: str) -> str:
    """The 18th character of an ID number."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def counted(office: Office, record: str) -> int:
    """How many rows a record has."""
    return find(office.ledger, record, paths=[], limit=1).total


def test_a_class_with_keys_only(hand: Hand, office: Office) -> None:
    for _ in range(40):  # from wherever the cursor is to the navigation
        if hand.focus().accessibleName() == "首页":
            break
        hand.press(Key.Key_Backtab, Held.ShiftModifier)
    hand.press(Key.Key_Down)
    hand.press(Key.Key_Space)
    assert hand.sees("汽车维修工四级班") and hand.clicks == 0
    hand.keys = 0
    hand.press(Key.Key_N, Held.ControlModifier)
    hand.type("焊工五级班")
    hand.press(Key.Key_Return)
    hand.type("0905")
    hand.press(Key.Key_Return)
    hand.press(Key.Key_S, Held.ControlModifier)
    page = find(office.ledger, "training_class", where=(), search="焊工", today=TODAY)
    assert page.total == 1
    start = [path.name for path in page.paths].index("start")
    assert page.rows[0][start] == date(2026, 9, 5)
    assert hand.clicks == 0 and hand.keys <= 45


def test_a_roster_of_forty_from_a_file(hand: Hand, office: Office, tmp_path: Path) -> None:
    file = roster(tmp_path, "汽车维修工四级班")
    before = content_hash(office.ledger)
    hand.click("导入 Excel 表")
    hand.type(str(file))
    hand.click("自动识别", named="导入到")
    hand.click("学员名册")
    hand.click("下一步")
    if hand.sees("2 对应") and not hand.sees("新增 40"):
        hand.click("下一步")
    assert hand.sees("新增 40")
    hand.click("导入 40 条")
    assert hand.clicks <= 8
    assert counted(office, "enrolment") == 40
    assert hand.sees("已导入学员名册：新增 40 条")
    hand.click("撤销")
    assert counted(office, "enrolment") == 0
    assert content_hash(office.ledger) == before


def test_the_same_roster_with_keys_and_twice(hand: Hand, office: Office, tmp_path: Path) -> None:
    file = roster(tmp_path, "汽车维修工四级班")
    for expected in ("新增 40", "不变 40"):
        hand.click("首页")
        hand.click("导入 Excel 表")
        hand.press(Key.Key_A, Held.ControlModifier)
        hand.type(str(file))
        hand.press(Key.Key_Tab)  # 浏览
        hand.press(Key.Key_Tab)  # 导入到
        hand.press(Key.Key_A, Held.ControlModifier)
        hand.type("学员名册")
        hand.press(Key.Key_Return)
        hand.press(Key.Key_Return)
        if not hand.sees(expected):
            hand.press(Key.Key_Return)
        assert hand.sees(expected)
        hand.press(Key.Key_Return)
        assert counted(office, "enrolment") == 40
    assert hand.sees("没有变化")


def test_a_return_of_a_known_template(hand: Hand, tmp_path: Path) -> None:
    hand.click("填一张报表")
    hand.click("职业培训情况统计表")
    hand.click("自然年")
    assert hand.sees("将填 2 行") and hand.sees("汽车维修工四级班")
    hand.click("导出")
    hand.press(Key.Key_A, Held.ControlModifier)
    hand.type(str(tmp_path / "报送.xlsx"))
    hand.press(Key.Key_Return)
    assert hand.clicks <= 8
    assert hand.sees("已导出 报送.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "报送.xlsx").worksheets[0]
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"汽车维修工四级班", "电工初级班"} <= texts


def test_a_template_never_seen_before(hand: Hand, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["江城区培训备案表"])
    book.active.append(["序号", "培训项目名称", "开班日期", "结业日期", "学时", "车间温度"])
    for number in range(1, 6):
        book.active.append([number])
    file = tmp_path / "备案表.xlsx"
    book.save(file)
    drop(hand, file)
    hand.click("填这张表")
    hand.click("自然年")
    assert hand.sees("识别：每行一条培训班次")
    assert hand.sees("1 列没有对应的字段")
    hand.click("导出")
    hand.press(Key.Key_Return)
    made = [each for each in tmp_path.glob("*.xlsx") if "备案表" in each.name and each != file]
    assert len(made) == 1
    rows = list(openpyxl.load_workbook(made[0]).worksheets[0].iter_rows(values_only=True))
    assert [row[1] for row in rows[2:4]] == ["汽车维修工四级班", "电工初级班"]
    assert all(row[5] is None for row in rows[2:])


def drop(hand: Hand, file: Path) -> None:
    """A file dragged from the desktop onto the middle of the window."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    at, act = QPoint(600, 400), Qt.DropAction.CopyAction
    left = Qt.MouseButton.LeftButton
    QApplication.sendEvent(hand.window, QDragEnterEvent(at, act, mime, left, Held.NoModifier))
    QApplication.sendEvent(hand.window, QDropEvent(at, act, mime, left, Held.NoModifier))


def test_everything_is_taken_back(hand: Hand, office: Office, tmp_path: Path) -> None:
    before = content_hash(office.ledger)
    hand.click("培训班次")
    hand.press(Key.Key_N, Held.ControlModifier)
    hand.type("焊工五级班")
    hand.press(Key.Key_Return)
    hand.type("0905")
    hand.press(Key.Key_Return)
    hand.press(Key.Key_Escape)
    file = roster(tmp_path, "电工初级班", "2026.3.2")
    hand.click("首页")
    hand.click("导入 Excel 表")
    hand.type(str(file))
    hand.click("自动识别", named="导入到")
    hand.click("学员名册")
    hand.click("下一步")
    if not hand.sees("新增 40"):
        hand.click("下一步")
    hand.click("导入 40 条")
    assert counted(office, "training_class") == 3 and counted(office, "enrolment") == 40
    for _ in range(6):
        if content_hash(office.ledger) == before:
            break
        hand.press(Key.Key_Z, Held.ControlModifier)
    assert content_hash(office.ledger) == before
