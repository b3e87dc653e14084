"""The navigation: which places there are, and which tabs each has. Read at first paint: strings only.

A tab is a record (by its identifier, shown by the generic record screen) or a screen (a module of
desktop.ui.screens with `build(context, parent) -> ScreenWidget`). Every record of the catalogue is on
some tab: tests/ui/test_reach.py.
"""

from __future__ import annotations

from typing import NamedTuple  # cheaper to make than a dataclass: this is read before the first paint


class Tab(NamedTuple):
    """One tab of a place: exactly one of `record` and `screen`."""

    record: str = ""
    screen: str = ""
    label: str = ""  # of a screen; a record has its own label

    @property
    def name(self) -> str:
        return self.record or self.screen


def _records(*names: str) -> tuple[Tab, ...]:
    return tuple(Tab(record=name) for name in names)


class Place(NamedTuple):
    """One entry of the navigation. `label` is the record's own label where `record` names one (tested)."""

    name: str
    label: str
    icon: str
    tabs: tuple[Tab, ...]
    record: str = ""  # the record whose label this place's label must be


PLACES = (
    Place(
        "home", "首页", "home",
        (
            Tab(screen="home", label="首页"),
            Tab(screen="pending", label="待处理"),
            Tab(screen="health", label="健康检查"),
        ),
    ),
    Place(
        "classes", "培训班次", "class",
        _records("training_class", "enrolment", "lesson", "attendance", "receipt"), "training_class",
    ),
    Place("students", "学员", "student", _records("student", "student_status", "person"), "student"),
    Place(
        "certificates", "证书", "certificate",
        _records("certificate", "exam_batch", "candidate", "certificate_type"), "certificate",
    ),
    Place(
        "practices", "企业实践", "practice",
        (
            *_records("practice"),
            Tab(screen="planner", label="年度安排"),
            Tab(screen="slips", label="材料催交"),
            *_records("teacher_exemption"),
        ),
        "practice",
    ),
    Place("teachers", "教师", "teacher", _records("teacher", "teacher_status"), "teacher"),
    Place("enterprises", "企业", "enterprise", _records("enterprise"), "enterprise"),
    Place(
        "returns", "报表", "report",
        (
            Tab(screen="returns", label="填报"),
            Tab(screen="archive", label="报送档案"),
            Tab(screen="collecting", label="收表"),
            *_records("return_task"),
        ),
    ),
    Place(
        "targets", "工作任务", "task",
        (Tab(screen="targets", label="政策目标"), *_records("policy_progress", "plan")),
    ),
    Place(
        "settings", "设置", "settings",
        (
            Tab(screen="settings", label="本机"),
            Tab(screen="packs", label="政策与口径"),
            *_records("school", "headcount", "finance", "department", "major"),
            Tab(screen="learned", label="学到的规则"),
            Tab(screen="history", label="操作历史"),
            Tab(screen="help", label="帮助"),
        ),
    ),
)  # fmt: skip

# Screens that no navigation entry opens: they take the whole content and give it back.
# 全市 is one of 工作任务's tabs, too, in a ledger of several schools (window.tabs_of).
CITY = Tab(screen="city", label="全市")
HIDDEN = (Tab(screen="importing", label="导入"), CITY)


def place_of(name: str) -> Place | None:
    """The place with this name, or the one that holds the tab (record or screen) of this name."""
    for place in PLACES:
        if place.name == name:
            return place
    for place in PLACES:
        if any(tab.name == name for tab in place.tabs):
            return place
    return None
