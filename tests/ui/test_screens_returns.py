"""报表: what is seen is what is written; findings lead to their rows; files never seen are filled as well."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.dates import parse_window
from desktop.services.office import Office
from desktop.services.returning import forms
from desktop.services.saving import save
from desktop.ui.period import FREE, PeriodChooser
from desktop.ui.picture import LOOK, WASH, number_of
from desktop.ui.screens.records import RecordScreen
from desktop.ui.screens.returns import ALL, ReturnsScreen
from desktop.ui.style import Style
from desktop.ui.window import Window
from tests.ui.test_glyphs import cut as cut_now

Key = Qt.Key
WELDING = {"项目名称": "焊工班", "开班日期": date(2026, 5, 1), "结业日期": date(2026, 5, 9)}


def cut(window: Window) -> list[str]:
    """Texts that do not fit, once everything has its place."""
    QApplication.processEvents()
    return list(cut_now(window))


@pytest.fixture
def screen(window: Window) -> ReturnsScreen:
    window.go("returns", form="training_statistics", window=parse_window("2026"))
    found = window.stack.currentWidget()
    assert isinstance(found, ReturnsScreen)
    return found


def seen(screen: ReturnsScreen) -> dict[str, tuple[int, int]]:
    """The texts of the picture with their places."""
    return {cell.text: at for at, cell in screen.picture.pictured.picture.cells.items() if cell.text}


def test_the_forms_that_fill_are_listed(screen: ReturnsScreen, office: Office) -> None:
    names = [screen.list.item(at).text() for at in range(screen.list.count())]
    assert names == [form.name for form in sorted(forms(office), key=lambda form: form.per is not None)]


def test_a_form_is_found_by_a_part_of_its_name(screen: ReturnsScreen, window: Window) -> None:
    QTest.keyClick(window, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    screen.seek.insert("花名册")
    shown = [screen.list.item(at) for at in range(screen.list.count())]
    assert [item.text() for item in shown if not item.isHidden()] == ["培训学员实名制花名册"]
    QTest.keyClick(screen.seek, Key.Key_Return)
    assert screen.list.chosen() == "roster" and screen.list.hasFocus()
    screen.seek.clear()
    assert not any(item.isHidden() for item in shown)


def test_the_sheet_shows_the_rows_as_they_will_be_handed_in(screen: ReturnsScreen, window: Window) -> None:
    texts = seen(screen)
    assert {"汽车维修工四级班", "电工初级班", "育婴员班", "电子商务师班"} <= set(texts)
    assert window.job_bar.words().startswith("将填 4 行")
    row, column = texts["电工初级班"]
    index = screen.picture.pictured.index(row - 1, column - 1)
    assert "项目名称" in index.data(Qt.ItemDataRole.ToolTipRole) and index.data(LOOK).bordered
    wrong = {(each.row, number_of(each.column)) for each in screen._problems() if each.column}
    washes = {
        at: screen.picture.pictured.index(row - 1, at - 1).data(WASH)
        for at in screen._shown.preview.sheets[0].bound  # type: ignore[union-attr]
    }
    assert {washes[at] for at in washes if (row, at) not in wrong} == {"good_wash"}
    assert all(washes[at] in ("bad_wash", "warn_wash") for at in washes if (row, at) in wrong)
    merges = screen.picture.pictured.picture.merges
    assert any(screen.picture.columnSpan(at[0] - 1, at[1] - 1) == at[3] > 1 for at in merges)
    assert not cut(window)


def test_a_new_class_appears_at_once(screen: ReturnsScreen, office: Office) -> None:
    save(office, "training_class", WELDING)
    assert "焊工班" in seen(screen)


def test_a_finding_leads_to_its_cell_and_its_row(screen: ReturnsScreen, window: Window) -> None:
    problems = window.problems.all()
    assert problems and screen.findings.count() == len(problems)
    QTest.keyClick(window, Key.Key_F4)
    first = screen.findings.problem()
    assert first is not None and first.row is not None
    assert screen.picture.currentIndex().row() == first.row - 1
    QTest.keyClick(screen.findings, Key.Key_Return)
    there = window.stack.currentWidget()
    assert isinstance(there, RecordScreen) and there.panel.row_id == first.row_id


def test_only_rows_with_problems(screen: ReturnsScreen) -> None:
    wrong = {problem.row for problem in screen._problems()}
    shown = screen._shown.preview
    assert shown is not None
    screen.only.click()
    body = range(shown.sheets[0].first_row, shown.sheets[0].last_row + 1)
    assert {row for row in body if not screen.picture.isRowHidden(row - 1)} == wrong & set(body)
    screen.only.click()
    assert not any(screen.picture.isRowHidden(row - 1) for row in body)


def test_nothing_in_the_period_says_so(screen: ReturnsScreen) -> None:
    screen.list.choose("roster")
    screen.period._put(parse_window("2019"))
    assert "2019" in screen.body.words.text() and "没有" in screen.body.words.text()
    assert not screen.fill.isEnabled()


def test_numbers_are_covered_on_screen_and_whole_in_the_file(
    window: Window, office: Office, tmp_path: Path
) -> None:
    line = {"培训班次.项目名称": "电工初级班", "培训班次.开班日期": date(2026, 3, 2)}
    save(office, "enrolment", {**line, "学员.姓名": "王浩宇", "学员.证件号码": "220202199001010012"})
    window.go("returns", form="roster", window=parse_window("2026"))
    screen = window.stack.currentWidget()
    assert isinstance(screen, ReturnsScreen)
    option = next(each for each in screen.whole.options() if each.text == "电工初级班")
    screen.whole.take(option)
    assert "220202********0012" in seen(screen) and "220202199001010012" not in seen(screen)
    screen.fill.click()
    screen.export.path.setText(str(tmp_path / "名册"))
    QTest.keyClick(screen.export.path, Key.Key_Return)
    sheet = openpyxl.load_workbook(tmp_path / "名册.xlsx").worksheets[0]
    assert "220202199001010012" in {cell.value for row in sheet.iter_rows() for cell in row}


def test_one_file_for_each_class_that_has_a_list(window: Window, office: Office, tmp_path: Path) -> None:
    for at, title in ((1, "汽车维修工四级班"), (2, "电工初级班")):
        line = {"培训班次.项目名称": title, "培训班次.开班日期": date(2026, 3, at)}
        save(office, "enrolment", {**line, "学员.姓名": "王浩宇", "学员.证件号码": "220202199001010012"})
    window.go("returns", form="roster", window=parse_window("2026"))
    screen = window.stack.currentWidget()
    assert isinstance(screen, ReturnsScreen)
    screen.whole.take(next(each for each in screen.whole.options() if each.value == ALL))
    screen.fill.click()
    screen.export.path.setText(str(tmp_path / "花名册"))
    QTest.keyClick(screen.export.path, Key.Key_Return)
    assert len(list((tmp_path / "花名册").glob("*.xlsx"))) == 2
    assert "2 个文件" in window.bars.shown()[-1].sentence
    assert "2 个没有名单" in window.bars.shown()[-1].sentence


def test_an_earlier_file_is_not_written_over_unasked(screen: ReturnsScreen, tmp_path: Path) -> None:
    screen.context.settings.setValue("export/folder", str(tmp_path))
    names = []
    for _ in range(2):
        screen.fill.click()
        names.append(Path(screen.export.path.text()).name)
        QTest.keyClick(screen.export.path, Key.Key_Return)
    assert names[0] != names[1] and "(2)" in names[1]
    assert {each.name for each in tmp_path.glob("*.xlsx")} == set(names)
    screen.fill.click()
    screen.export.path.setText(str(tmp_path / names[0]))
    assert "将被替换" in screen.export._note.text()
    QTest.keyClick(screen.export.path, Key.Key_Escape)
    assert not screen.export.isVisible() and screen.fill.isVisible()


def test_a_file_that_is_no_workbook_is_refused_in_place(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "通知.xlsx"
    file.write_bytes(b"no workbook")
    window.go("returns", file=file)
    screen = window.stack.currentWidget()
    assert isinstance(screen, ReturnsScreen)
    assert "通知.xlsx" in screen.body.words.text() and not screen.fill.isEnabled()


def test_a_long_name_gives_way(window: Window, tmp_path: Path) -> None:
    name = "江城市人力资源和社会保障局关于报送职业技能提升行动培训情况统计表的通知附件" * 2
    file = tmp_path / f"{name}.xlsx"
    made = openpyxl.Workbook()
    made.active.append(["序号", "培训项目名称", "开班日期", "结业日期"])
    made.active.append([1])
    made.save(file)
    window.go("returns", file=file)
    screen = window.stack.currentWidget()
    assert isinstance(screen, ReturnsScreen)
    QApplication.processEvents()
    assert window.width() == 1366 and screen.title.width() < 1000
    assert screen.title.toolTip() == name and not cut(window)


def test_the_period_is_one_click_apart(styled: Style) -> None:
    chooser = PeriodChooser(date(2026, 9, 10))
    told: list[str] = []
    chooser.chosen.connect(lambda window: told.append(window.label))
    chooser._kinds["学年"].click()
    chooser._step(-1)
    chooser._kinds["自然年"].click()
    assert told == ["2026-2027学年", "2025-2026学年", "2026"]
    chooser._kinds[FREE].click()
    chooser._typed.setText("2026-01-05..2026-02-07")
    chooser._read()
    assert told[-1] == "2026-01-05..2026-02-07" and chooser.kind == FREE
    chooser._typed.setText("去年")
    chooser._read()
    assert chooser._typed.property("wrong") is True and "看不懂" in chooser._typed.toolTip()
