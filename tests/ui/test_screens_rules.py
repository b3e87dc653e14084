"""政策与口径, 政策目标, 年度安排, 材料催交, 健康检查 with keys and clicks, on a small ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import compose
from desktop.services.counting.practice_rules import practice_rules
from desktop.services.office import Office
from desktop.services.policies import own_settings, packs, policy
from desktop.services.saving import save
from desktop.store.find import find
from desktop.store.ledger import Ledger
from desktop.ui.rows import Rows
from desktop.ui.screens.health import HealthScreen
from desktop.ui.screens.home import HomeScreen
from desktop.ui.screens.packs import AIMS, PACKS, RULES, PacksScreen
from desktop.ui.screens.planner import PlannerScreen
from desktop.ui.screens.records import RecordScreen
from desktop.ui.screens.returns import ReturnsScreen
from desktop.ui.screens.slips import SlipsScreen
from desktop.ui.screens.targets import TargetsScreen
from desktop.ui.window import Window
from desktop.ui.year_strip import STRIP
from tests.ui.conftest import Typist
from tests.ui.test_glyphs import cut as cut_now

Key = Qt.Key
Screen = TypeVar("Screen")
CITY = """title = "江州市技能行动计划"
document = "江州政办〔2026〕5号"
tasks = [{code = "甲", number = 1, heading = "扩大培训", text = "每年培训五百人次。"}]
targets = [
  {id = "jz", task = "甲", label = "年培训人次", subject = "学校", metric = "training.attendances", direction = "≥", value = 500, window = "自然年"},
]
"""  # noqa: E501 (a pack has a target a line)
LONG = "吉林市江城职业教育集团新能源汽车与智能网联汽车高水平专业化产教融合实训基地有限责任公司"


def cut(window: Window) -> list[str]:
    QApplication.processEvents()
    return list(cut_now(window))


def at(rows: Rows, words: str, column: int = 0) -> int:
    """The row of a table in which these words stand."""
    return next(n for n in range(rows.rowCount()) if words in text(rows, n, column))


def text(rows: Rows, line: int, column: int) -> str:
    item = rows.item(line, column)
    assert item is not None
    return item.text()


def here(window: Window, kind: type[Screen]) -> Screen:
    screen = window.stack.currentWidget()
    assert isinstance(screen, kind)
    return screen


# -- the policy ---------------------------------------------------------------------------------------


def test_a_pack_of_another_city_is_loaded_put_aside_and_taken_back(
    window: Window, office: Office, tmp_path: Path
) -> None:
    window.go("packs")
    screen = here(window, PacksScreen)
    shipped = screen.tables[PACKS].rowCount()
    assert shipped == len(office.packs) and not cut(window)
    file = tmp_path / "jiangzhou.toml"
    file.write_text(CITY, "utf-8")
    screen.take(file)
    row = at(screen.tables[PACKS], "江州市")
    assert [text(screen.tables[PACKS], row, n) for n in (1, 2, 4)] == [
        "江州政办〔2026〕5号", "本校载入", "✓ 在用"
    ]  # fmt: skip
    screen.tabs.setCurrentIndex(AIMS)
    assert text(screen.tables[AIMS], at(screen.tables[AIMS], "年培训人次", 1), 4)
    window.go("targets", target="jz")
    assert here(window, TargetsScreen)._here().aim.goal == "≥ 500"  # type: ignore[union-attr]
    window.go("packs", page=PACKS)
    screen.tables[PACKS].setCurrentCell(row, 0)
    screen.switch.click()
    assert text(screen.tables[PACKS], row, 4) == "— 停用" and screen.switch.text() == "启用"
    assert not any(target.id == "jz" for target in policy(office).targets())
    window.undo()
    assert text(screen.tables[PACKS], row, 4) == "✓ 在用"
    screen.drop.click()
    assert screen.tables[PACKS].rowCount() == shipped and len(packs(office)) == shipped


def test_a_mistake_is_named_by_file_line_and_key(window: Window, office: Office, tmp_path: Path) -> None:
    file = tmp_path / "jiangzhou.toml"
    file.write_text(CITY.replace('direction = "≥"', 'direction = "大于"'), "utf-8")
    window.go("packs")
    screen = here(window, PacksScreen)
    with pytest.raises(Exception) as raised:  # the application's hook shows it as a bar
        screen.take(file)
    said = str(raised.value)
    assert "jiangzhou.toml" in said and "第 5 行" in said and "direction" in said
    assert len(packs(office)) == len(office.packs)


def test_an_own_value_from_a_day_on_and_back_to_the_default(
    window: Window, office: Office, typist: Typist
) -> None:
    window.go("packs", page=RULES, search="每5年累计实践")
    screen = here(window, PacksScreen)
    table = screen.tables[RULES]
    assert table.rowCount() == 1 and text(table, 0, 1) == "6"
    QTest.keyClick(table, Key.Key_Return)
    assert screen.bar.isVisible() and not cut(window)
    typist.type(screen.bar.value, "8")
    typist.type(screen.bar.first, "20260301")
    typist.press(screen.bar.first, Key.Key_Return)
    assert table.rowCount() == 2
    assert [text(table, 1, n) for n in (1, 3, 5)] == ["8", "✓ 自 2026-03-01", "本校设置"]
    assert practice_rules(office, date(2026, 2, 28)).months_needed == 6
    assert practice_rules(office, date(2026, 3, 1)).months_needed == 8
    table.setCurrentCell(1, 0)
    QTest.keyClick(table, Key.Key_Return)
    screen.bar.back.click()
    assert table.rowCount() == 1 and not own_settings(office).numbers
    window.undo()
    assert table.rowCount() == 2 and practice_rules(office, date(2026, 3, 1)).months_needed == 8


def test_a_word_is_chosen_a_wrong_day_not_taken(window: Window, office: Office, typist: Typist) -> None:
    window.go("packs", page=RULES, search="五年怎么算")
    screen = here(window, PacksScreen)
    QTest.keyClick(screen.tables[RULES], Key.Key_Return)
    typist.type(screen.bar.choice, "固定")
    typist.press(screen.bar.choice, Key.Key_Return)
    typist.type(screen.bar.first, "2026年")
    typist.press(screen.bar.first, Key.Key_Return)
    assert screen.bar.isVisible() and not own_settings(office).words
    screen.bar.first.clear()
    typist.press(screen.bar.first, Key.Key_Return)
    assert practice_rules(office, office.today).fixed_cycle


def test_a_target_is_switched_off_or_set(window: Window, office: Office, typist: Typist) -> None:
    window.go("packs", page=AIMS, search="年培训人次与在校生数之比")
    screen = here(window, PacksScreen)
    table = screen.tables[AIMS]
    QTest.keyClick(table, Key.Key_Return)
    screen.bar.value.selectAll()
    typist.type(screen.bar.value, "1.5")
    typist.press(screen.bar.value, Key.Key_Return)
    (target,) = [each for each in policy(office).targets(office.today) if each.id == "training-per-student"]
    assert target.value == Decimal("1.5") and table.rowCount() == 2
    table.setCurrentCell(1, 0)
    QTest.keyClick(table, Key.Key_Return)
    screen.bar.on.setChecked(False)
    typist.press(screen.bar.value, Key.Key_Return)
    assert text(table, 1, 4) == "— 停用"
    assert "training-per-student" not in {each.id for each in policy(office).targets(office.today)}


# -- targets ------------------------------------------------------------------------------------------


def test_a_target_opens_into_its_rows_with_two_clicks(window: Window, office: Office) -> None:
    save(office, "headcount", {"统计时点": date(2026, 9, 1), "在校生数": 100})
    values = {"面向": "社会", "实到人数": 30, "结业日期": date(2026, 5, 9)}
    save(office, "training_class", {"项目名称": "焊工班", "开班日期": date(2026, 5, 1), **values})
    window.go("targets", target="training-per-student")
    screen = here(window, TargetsScreen)
    row = screen.rows.currentRow()
    place = screen.rows.visualItemRect(screen.rows.item(row, 3)).center()
    QTest.mouseClick(screen.rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    number = screen.side.number
    assert number.value.text() == "0.3" and number.tabs.tabText(0).startswith("计入")
    assert "没有计入" in number.tabs.tabText(1) and not cut(window)
    titles = [number.list.item(n).text() for n in range(number.list.count())]
    assert "焊工班" in titles
    place = number.list.visualItemRect(number.list.item(titles.index("焊工班"))).center()
    QTest.mouseClick(number.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    there = here(window, RecordScreen)
    assert there.record.id == "training_class" and there.panel.isVisible()


def test_each_of_several_typed_targets_has_its_own_entry(window: Window, office: Office) -> None:
    window.go("targets", target="bases-scarce")
    screen = here(window, TargetsScreen)
    assert screen.write.text() == "填这个指标"
    QTest.keyClick(screen.rows, Key.Key_Return)
    QTest.qWait(5)
    QTest.keyClicks(screen.panel.form.editors["数值"], "4")
    QTest.keyClicks(screen.panel.form.editors["佐证材料"], "notice 12")
    screen.leave()
    aim = screen._here().aim  # type: ignore[union-attr]
    assert aim is not None and (aim.id, aim.value) == ("bases-scarce", "4")
    assert "notice 12" in screen.about.text()
    QTest.keyClick(screen.rows, Key.Key_Up)
    QTest.keyClick(screen.rows, Key.Key_Up)
    assert screen._here().aim is None  # type: ignore[union-attr]
    assert screen.write.text() == "填写进展"


def test_space_opens_the_number_and_escape_takes_it_away(window: Window) -> None:
    window.go("targets", target="rural-talents")
    screen = here(window, TargetsScreen)
    QTest.keyClick(screen.rows, Key.Key_Space)
    assert screen.side.isVisible() and "本校贡献" in screen.side.number.formula.text()
    QTest.keyClick(screen.side, Key.Key_Escape)
    assert not screen.side.isVisible() and screen.rows.hasFocus()


# -- the planner, the slips -----------------------------------------------------------------------------


@pytest.fixture
def staffed(office: Office) -> Office:
    """Three teachers of two departments; one practised this year and lacks papers."""
    save(office, "department", {"名称": "信息工程系"})
    firm = save(office, "enterprise", {"企业名称": LONG}).id
    ids = []
    for number, (name, where) in enumerate(
        (("张三", "汽车工程系"), ("李四", "汽车工程系"), ("王五", "信息工程系")), 1
    ):
        values: dict[str, object] = {
            "姓名": name,
            "工号": f"T{number}",
            "系部": where,
            "教师类别": "专业课",
            "在岗状态": "在职",
        }
        values |= {"证件类型": "其他", "证件号码": f"C{number}", "入职日期": date(2010, 9, 1)}
        ids.append(save(office, "teacher", values).id)
    went: dict[str, object] = {
        "教师": ids[0],
        "企业": firm,
        "开始日期": date(2026, 2, 1),
        "结束日期": date(2026, 7, 31),
    }
    went |= {"考核结果": "合格", "材料清单": "审批表、申请表", "计数方式": "自然日"}
    assert save(office, "practice", went).fate == "created"
    return office


def test_who_must_go_is_written_as_a_plan(window: Window, staffed: Office) -> None:
    window.go("planner", day=date(2027, 3, 1))
    screen = here(window, PlannerScreen)
    assert [text(screen.rows, n, 1) for n in range(screen.rows.rowCount())][:2] == [
        "王五 T3",
        "李四 T2",
    ]
    strip = screen.rows.model().index(0, 7).data(STRIP)
    assert strip.latest is not None and strip.proposed and "最迟" in strip.said and not cut(window)
    screen.department.take(screen.department.options()[1])
    assert screen.rows.rowCount() == 1 and screen.write.text() == "写进计划 1 人"
    screen.write.click()
    page = find(staffed.ledger, "plan", paths=["种类", "期间", "教师", "状态"])
    assert [tuple(row) for row in page.rows] == [("教师实践年度", "2027", "王五", "草稿")]
    assert text(screen.rows, 0, 8) == "草稿"
    window.undo()
    assert not find(staffed.ledger, "plan", paths=[]).total and text(screen.rows, 0, 8) == ""
    QTest.keyClick(screen.rows, Key.Key_Return)
    assert here(window, RecordScreen).record.id == "teacher"


def test_the_earliest_day_moves_what_is_proposed(window: Window, staffed: Office, typist: Typist) -> None:
    window.go("planner", day=date(2027, 3, 1))
    screen = here(window, PlannerScreen)
    assert text(screen.rows, 0, 6).startswith("01-01")
    typist.type(screen.since, "2027-03-01")
    typist.press(screen.since, Key.Key_Return)
    assert text(screen.rows, 0, 6).startswith("03-01")
    assert screen.tabs.tabText(1) == "全部教师 3"


def test_missing_papers_lead_to_the_practice_and_to_the_slips(window: Window, staffed: Office) -> None:
    window.go("slips")
    screen = here(window, SlipsScreen)
    assert [text(screen.rows, 0, n) for n in (1, 4, 5)] == [
        "张三 T1",
        "4",
        "任务表、周志、考核表、个人总结",
    ]
    assert text(screen.rows, 0, 2) == LONG and not cut(window)
    screen.print.click()
    there = here(window, ReturnsScreen)
    assert there.title.text() == "教师企业实践材料催交单"
    window.go("slips")
    QTest.keyClick(screen.rows, Key.Key_Return)
    assert here(window, RecordScreen).record.id == "practice"


# -- the health of the ledger ---------------------------------------------------------------------------

WRONG = {"项目名称": "焊工班", "开班日期": date(2026, 5, 10), "结业日期": date(2026, 5, 1)}


def test_a_fault_is_counted_reached_and_accepted(window: Window, office: Office, typist: Typist) -> None:
    window.go("health")
    screen = here(window, HealthScreen)
    tally = screen._overseer.tally
    assert tally is not None
    save(office, "training_class", WRONG)
    now = screen._overseer.tally
    assert now is not None and now.total > tally.total
    shown = window.navigation._buttons["home"].text()
    assert shown.endswith(str(now.error + now.warning)) and not cut(window)
    row = at(screen.rows, "焊工班", 2)
    screen.rows.setCurrentCell(row, 0)
    screen.rows.selectRow(row)
    found = screen._chosen()[0]
    assert found.source in screen.about.text()
    QTest.keyClick(screen.rows, Key.Key_Return)
    there = here(window, RecordScreen)
    assert there.record.id == "training_class" and there.panel.row_id == found.row_id
    window.go("health", rule=found.rule)
    screen.rows.selectRow(0)
    screen.accept_.click()
    typist.press(screen.bar.reason, Key.Key_Return)
    typist.press(screen.bar.until, Key.Key_Return)
    assert screen.bar.isVisible()  # without a reason nothing happens
    typist.type(screen.bar.reason, "已电话核实")
    typist.type(screen.bar.until, "2026-12-31")
    typist.press(screen.bar.until, Key.Key_Return)
    after = screen._overseer.tally
    assert after is not None and (after.total, after.accepted) == (now.total - 1, 1)
    screen.tabs.setCurrentIndex(1)
    assert screen.rows.rowCount() == 1 and "已电话核实" in screen.about.text()
    screen.rows.selectRow(0)
    screen.back.click()
    assert screen.rows.rowCount() == 0
    end = screen._overseer.tally
    assert end is not None and end.total == now.total


def test_putting_it_right_takes_it_away_at_once(window: Window, office: Office) -> None:
    row_id = save(office, "training_class", WRONG).id
    window.go("health")
    screen = here(window, HealthScreen)
    before = screen._overseer.tally
    save(office, "training_class", {"结业日期": date(2026, 5, 20)}, row_id=row_id)
    after = screen._overseer.tally
    assert before is not None and after is not None and after.error < before.error
    window.go("home")
    assert "健康检查" in here(window, HomeScreen).board.health.text()


def test_an_empty_ledger(make_window: Callable[[Office], Window], tmp_path: Path) -> None:
    address = tmp_path / "空.zhijiao"
    Ledger.create(address, school_code="2222000002", school_name="新学校").close()
    window = make_window(compose.open_office(str(address), today=date(2026, 9, 10)))
    for name in ("health", "packs", "planner", "slips", "targets"):
        window.go(name)
        assert not cut(window), name
    window.go("planner")
    assert "先在“教师”里登记" in here(window, PlannerScreen)._nothing.text()
    assert here(window, PlannerScreen)._pages.currentIndex() == 1
