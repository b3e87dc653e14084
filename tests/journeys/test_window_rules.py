"""Journeys of the rules with mouse and keys: a threshold changed, a plan written, a fault put right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypinyin  # the window reads it in after its first rows
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.services.counting.practice import per_teacher
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.find import find
from tests.journeys.at_window import at_window
from tests.journeys.hand import Hand, Held, Key

TODAY = date(2026, 9, 10)
assert pypinyin.lazy_pinyin("台账")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A teacher with six months of practice, another with none, and a class that ends before it begins."""
    address = str(tmp_path / "台账.zhijiao")
    opened = compose.open_office(address, create=("2222000001", "江城市职业教育中心"), today=TODAY)
    save(opened, "department", {"名称": "汽车工程系"})
    firm = save(opened, "enterprise", {"企业名称": "江城化纤有限公司"}).id
    ids = []
    for number, name in enumerate(("张三", "李四"), 1):
        values = {"姓名": name, "工号": f"T{number}", "系部": "汽车工程系", "教师类别": "专业课"}
        values |= {"证件类型": "其他", "证件号码": f"C{number}", "入职日期": date(2010, 9, 1)}
        ids.append(save(opened, "teacher", values).id)
    went = {"教师": ids[0], "企业": firm, "开始日期": date(2026, 1, 1), "结束日期": date(2026, 6, 29)}
    save(opened, "practice", {**went, "考核结果": "合格", "计数方式": "自然日", "材料清单": "审批表"})
    wrong = {"班次编号": "2026001", "项目名称": "焊工班", "开班日期": date(2026, 5, 10)}
    save(opened, "training_class", {**wrong, "结业日期": date(2026, 5, 1), "实到人数": 30, "面向": "社会"})
    yield opened
    opened.ledger.close()


@pytest.fixture
def hand(qapp: QApplication, qtbot: QtBot, office: Office, tmp_path: Path) -> Iterator[Hand]:
    """A person before the window, whose jobs run at once."""
    yield from at_window(qapp, qtbot, office, tmp_path)


def verdicts(office: Office, until: date) -> dict[str | None, str]:
    return {each.name: each.verdict for each in per_teacher(office, until)}


def test_a_threshold_from_a_day_on(hand: Hand, office: Office) -> None:
    hand.click("设置")
    hand.click("政策与口径")
    hand.click("数字与口径")
    hand.click("专业课教师（含实习指导教师）每5年累计实践", named="数字与口径")
    hand.press(Key.Key_Return)
    hand.type("8")
    hand.press(Key.Key_Tab)
    hand.type("2026-09-01")
    hand.press(Key.Key_Return)
    assert hand.sees("└ 本校") and hand.sees("自 2026-09-01") and hand.sees("本校设置 1 行")
    assert verdicts(office, date(2026, 8, 31))["张三"] == "达标"
    assert verdicts(office, date(2026, 9, 1))["张三"] == "未达标"
    hand.press(Key.Key_Z, Held.ControlModifier)
    assert verdicts(office, date(2026, 9, 1))["张三"] == "达标"
    assert not hand.sees("└ 本校")


def test_the_year_is_planned_and_the_papers_are_asked_for(hand: Hand, office: Office) -> None:
    hand.click("企业实践")
    hand.click("年度安排")
    assert hand.sees("李四 T2") and not hand.sees("张三 T1")
    hand.click("写进计划 1 人")
    assert hand.sees("已写进计划 1 人")
    page = find(office.ledger, "plan", paths=["种类", "期间", "教师"])
    assert [tuple(row) for row in page.rows] == [("教师实践年度", "2026", "李四")]
    hand.click("看计划")
    assert hand.sees("教师实践年度")
    hand.click("企业实践")
    hand.click("材料催交")
    assert hand.sees("申请表、任务表、周志、考核表、个人总结")
    hand.clicks = 0
    hand.click("催交单…")
    assert hand.clicks == 1 and hand.sees("教师企业实践材料催交单") and hand.sees("张三 老师")


def test_a_fault_is_put_right(hand: Hand, office: Office) -> None:
    hand.click("首页")
    hand.click("健康检查")
    assert hand.sees("焊工班") and any("早于" in text for text in hand.texts())
    hand.click("焊工班", named="问题")
    hand.press(Key.Key_Return)
    assert hand.sees("基本") and hand.sees("历史")  # the row's own form
    row_id = find(office.ledger, "training_class").ids[0]
    save(office, "training_class", {"结业日期": date(2026, 5, 20)}, row_id=row_id)
    hand.click("首页")
    hand.click("健康检查")
    assert hand.sees("全部") and not any("早于" in text for text in hand.texts())


def test_a_target_opens_in_two_clicks(hand: Hand, office: Office) -> None:
    save(office, "headcount", {"统计时点": date(2026, 9, 1), "在校生数": 100})
    hand.click("工作任务")
    hand.clicks = 0
    hand.click("0.3", named="工作任务")
    assert hand.sees("这个数怎么来") and hand.sees("在校生数 100") and hand.sees("计入 1")
    hand.click("焊工班", named="由来")
    assert hand.clicks == 2 and hand.sees("基本")
