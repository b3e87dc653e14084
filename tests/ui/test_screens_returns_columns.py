"""What fills each column: headings lead to it, the rows' record can be chosen, locked files open in place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import msoffcrypto.format.ooxml as ooxml
import openpyxl
from openpyxl.styles import Border, Side
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.dates import parse_window
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.ui.picture import WASH
from desktop.ui.returns.side import COLUMNS, NUMBER
from desktop.ui.returns.washed import place_of
from desktop.ui.screens.records import RecordScreen
from desktop.ui.screens.returns import ReturnsScreen
from desktop.ui.window import Window
from tests.ui.test_glyphs import cut

Key = Qt.Key
BOX = Border(*[Side(style="thin")] * 4)
HEADERS = ("序号", "培训项目名称", "开班日期", "结业日期", "承办情况说明")


def notice(file: Path, headers: tuple[str, ...] = HEADERS) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["江城区培训备案表"])
    book.active.append(headers)
    for number in range(1, 4):
        book.active.append([number])
    book.save(file)
    return file


def opened(window: Window, **where: object) -> ReturnsScreen:
    window.go("returns", window=parse_window("2026"), **where)
    screen = window.stack.currentWidget()
    assert isinstance(screen, ReturnsScreen)
    QApplication.processEvents()
    return screen


def click(screen: ReturnsScreen, row: int, column: int) -> None:
    """A click on a cell of the picture, scrolled into sight."""
    screen.picture.goto(row, column)
    place = screen.picture.visualRect(screen.picture.pictured.index(row - 1, column - 1))
    QTest.mouseClick(screen.picture.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
    QApplication.processEvents()


def test_a_heading_leads_to_its_column(window: Window, tmp_path: Path) -> None:
    screen = opened(window, file=notice(tmp_path / "备案表.xlsx"))
    assert screen.body.side.page() == COLUMNS
    screen.body.side.close_side()
    click(screen, 2, 5)
    assert screen.body.side.page() == COLUMNS
    assert screen.focusWidget().accessibleName() == "承办情况说明 填"
    QApplication.processEvents()
    assert not list(cut(window))
    click(screen, 3, 2)
    assert screen.body.side.page() == NUMBER
    assert screen.body.side.number.value.text() == "汽车维修工四级班"
    QTest.keyClick(screen.picture, Key.Key_Down)
    assert screen.body.side.number.value.text() == "电工初级班"
    QTest.keyClick(screen.picture, Key.Key_Escape)
    assert screen.body.side.page() == ""


def test_a_row_behind_a_number_is_opened(window: Window) -> None:
    screen = opened(window, form="training_statistics")
    found = screen._shown.preview
    assert found is not None
    click(screen, found.sheets[0].first_row + 1, 2)
    screen.body.side.number.list.setFocus()
    QTest.keyClick(screen.body.side.number.list, Key.Key_Return)
    there = window.stack.currentWidget()
    assert isinstance(there, RecordScreen) and there.panel.row_id == found.sheets[0].ids[1]


def test_a_shipped_form_says_what_fills_it(window: Window) -> None:
    screen = opened(window, form="training_statistics")
    assert screen.body.side.page() == ""
    screen.columns.click()
    columns = screen.body.side.columns
    assert screen.body.side.page() == COLUMNS and not columns.keep.isVisible()
    assert not columns.remove.isVisible() and "由报表写明" in columns.words.text()
    QApplication.processEvents()
    assert not list(cut(window))


def test_another_record_for_the_rows(window: Window, tmp_path: Path) -> None:
    screen = opened(window, file=notice(tmp_path / "备案表.xlsx"))
    chooser = screen.body.side.columns.record
    assert chooser.current() == "training_class"
    option = next(each for each in chooser.options() if each.value == "lesson")
    chooser.take(option)
    assert "授课记录" in screen.source.text() or "没有认出" in screen.body.words.text()


def test_what_the_bureau_changed_is_said(window: Window, tmp_path: Path) -> None:
    screen = opened(window, file=notice(tmp_path / "去年.xlsx"))
    last = screen.body.side.columns._lines["E"].chooser
    assert last is not None
    last.setFocus()
    last.selectAll()
    QTest.keyClicks(last, "qqqq")  # nothing of that name: what was there stays
    QTest.keyClick(last, Key.Key_Return)
    assert last.text() == "（不填）"
    last.take(next(each for each in last.options() if each.value == "培训班次.培训地点"))
    screen = opened(window, file=notice(tmp_path / "今年.xlsx", (*HEADERS, "学时")))
    assert "新增 1 列：学时" in screen.body.side.columns.news.text()


def test_a_locked_file_asks_for_its_password_in_place(window: Window, tmp_path: Path) -> None:
    plain, locked = notice(tmp_path / "明.xlsx"), tmp_path / "加密备案表.xlsx"
    with plain.open("rb") as source, locked.open("wb") as sink:
        ooxml.OOXMLFile(source).encrypt("js2026", sink)
    screen = opened(window, file=locked)
    assert screen.password.isVisible() and not screen.fill.isEnabled()
    QTest.keyClicks(screen.password.typed, "wrong")
    QTest.keyClick(screen.password.typed, Key.Key_Return)
    assert "密码不对" in screen.password._note.text()
    QTest.keyClicks(screen.password.typed, "js2026")
    QTest.keyClick(screen.password.typed, Key.Key_Return)
    assert not screen.password.isVisible() and screen.fill.isEnabled()


def test_handing_in_wants_a_place(window: Window) -> None:
    screen = opened(window, form="training_statistics")
    screen.submit.click()
    bar = screen.handing.submit
    assert bar.isVisible() and bar.to.hasFocus() and not screen.fill.isVisible()
    bar.to.clear()
    bar.send.click()
    assert "报给哪个单位" in bar.note.text()
    QApplication.processEvents()
    assert not list(cut(window))
    QTest.keyClick(bar.to, Key.Key_Escape)
    assert not bar.isVisible() and screen.fill.isVisible()


def test_a_card_shows_its_cells(window: Window, office: Office) -> None:
    code = next(each.code for each in office.codes["enrolment_status"].offered() if each.name == "结业")
    for name in ("王浩宇", "李䶮"):
        number = {"王浩宇": "220202199001010012", "李䶮": "220202199202020022"}[name]
        line = {"培训班次.项目名称": "电工初级班", "培训班次.开班日期": date(2026, 3, 2), "状态": code}
        save(office, "enrolment", {**line, "学员.姓名": name, "学员.证件号码": number})
    screen = opened(window, form="completion_certificate")
    screen.whole.take(next(each for each in screen.whole.options() if each.text == "电工初级班"))
    assert {"王浩宇", "李䶮"} <= set(screen.body.sheets.names())
    sheet = screen.body.form_sheet()
    assert sheet is not None and not sheet.has_list
    row, column = place_of(sheet.cells[0].ref)
    assert screen.picture.pictured.index(row - 1, column - 1).data(WASH) == "good_wash"
    screen.columns.click()
    assert "只有单个的格子" in screen.body.side.columns.words.text()
    click(screen, row, column)
    assert screen.body.side.page() == NUMBER and screen.body.side.number.value.text()
    QApplication.processEvents()
    assert not list(cut(window))


def test_what_is_shown_is_laid_out_in_the_same_turn(window: Window, tmp_path: Path) -> None:
    """Left to itself Qt lays out a turn later: panels were seen beside the window, headings cut."""
    screen = opened(window, file=notice(tmp_path / "备案表.xlsx"))
    screen.body.side.close_side()
    QApplication.processEvents()
    screen.columns.click()
    assert not list(cut(window))
    window.go("training_class")
    records = window.stack.currentWidget()
    assert isinstance(records, RecordScreen)
    QApplication.processEvents()
    records.panel.new_row()
    right = records.panel.mapTo(window, records.panel.rect().topRight()).x()
    assert right <= window.width() and not list(cut(window))
    QApplication.processEvents()  # the second portion of the form's fields
    assert not list(cut(window))


def crossed(file: Path, heads: tuple[str, ...] = ("培训对象", "班次", "学时", "课量")) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "职业培训情况统计表"
    for column, text in enumerate(heads, 1):
        sheet.cell(2, column, text).border = BOX
    for row, text in enumerate(("企业职工", "退役军人", "外来务工者"), 3):
        for column in range(1, len(heads) + 1):
            sheet.cell(row, column, text if column == 1 else None).border = BOX
    book.save(file)
    return file


def test_headings_of_a_cross_table_are_put_right_in_the_window(window: Window, tmp_path: Path) -> None:
    screen = opened(window, file=crossed(tmp_path / "去年.xlsx"))
    columns = screen.body.side.columns
    assert "看懂" in columns.words.text() and set(columns._lines) >= {"B2", "D2", "A3", "A5"}
    click(screen, 2, 4)
    assert screen.focusWidget().accessibleName() == "课量 填"
    chooser = columns._lines["D2"].chooser
    assert chooser is not None and chooser.text() == "（不填）"
    QTest.keyClicks(chooser, "rxs")  # 人学时 by its initials
    QTest.keyClick(chooser, Key.Key_Return)
    assert chooser.text() == "统计人学时"
    click(screen, 5, 1)
    chooser = columns._lines["A5"].chooser
    assert chooser is not None and screen.focusWidget() is chooser
    chooser.take(next(each for each in chooser.options() if "农民工" in each.text))
    sheet = screen.body.form_sheet()
    assert sheet is not None and {"D3", "B5", "D5"} <= {cell.ref for cell in sheet.cells}
    assert "已记住“外来务工者”" in window.bars.shown()[-1].sentence
    click(screen, 3, 2)
    assert screen.body.side.page() == NUMBER
    heads = ("培训对象", "班次", "学时", "课量", "满意率")
    screen = opened(window, file=crossed(tmp_path / "今年.xlsx", heads))
    assert "新增 1 个行列标题：满意率" in columns.news.text()
    assert "新增" in columns._lines["E2"].reason.text() and columns._lines["D2"].chooser is not None
    QApplication.processEvents()
    assert not list(cut(window))


def test_labels_of_a_card_are_put_right_in_the_window(window: Window, office: Office, tmp_path: Path) -> None:
    save(office, "student", {"姓名": "王浩宇", "证件号码": "220202199001010012"})
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "学生登记卡"
    for row, texts in enumerate((("姓名", "性别"), ("身份证号码", "出生日期"), ("曾用称呼", "备注")), 3):
        for column, text in zip((1, 3), texts, strict=True):
            sheet.cell(row, column, text).border = BOX
            sheet.cell(row, column + 1).border = BOX
    book.save(tmp_path / "卡.xlsx")
    screen = opened(window, file=tmp_path / "卡.xlsx")
    columns = screen.body.side.columns
    click(screen, 5, 1)
    chooser = columns._lines["A5"].chooser
    assert chooser is not None and screen.focusWidget() is chooser
    chooser.take(next(each for each in chooser.options() if str(each.value).endswith(".姓名")))
    assert "按您以前的更正" in columns._lines["A5"].reason.text()
    window.go("learned")
    QApplication.processEvents()
    assert not list(cut(window))
