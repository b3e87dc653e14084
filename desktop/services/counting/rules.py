"""The settings in force for one count: which window, and how the school counts in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop.core.dates import Window, school_year
from desktop.records.catalogue import record
from desktop.records.expressions import ATTENDED
from desktop.services.counting.kept import kept
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.store.find import Condition, find

HEADCOUNTS = ("students", "graduates", "graduating", "staff", "teachers", "specialised")


@dataclass(frozen=True, slots=True)
class Rules:
    """How training and certificates are counted in a window (domain.md §3); asked of the packs once."""

    window: Window
    today: date
    finished_only: bool = False  # 人次 counts 结业 alone
    by_start: bool = False  # a class belongs to the window in which it begins
    coefficient: Decimal = Decimal(0)  # 人次 → full-time students; 0: the school converts none
    workload: Decimal = Decimal(0)  # 授课学时 → 教师工作量; 0: the school converts none
    pass_over: str = "实考"  # what 通过率 is a share of
    certified_over: str = "报名"  # what 取证率 is a share of
    graduates: int | None = None  # 毕业生数 of the last 统计时点 in or before the window

    @property
    def class_date(self) -> str:
        """The attribute of a class that puts it into a window."""
        return "start" if self.by_start else "end"

    @property
    def class_date_label(self) -> str:
        return record("training_class").field(self.class_date).label

    @property
    def school_year(self) -> str:
        """The 学年 that contains the window's last day, as the ledger writes it."""
        return school_year(self.window.end)

    @property
    def came(self) -> tuple[str, ...]:
        """The enrolment statuses that count as 人次."""
        return ("结业",) if self.finished_only else ATTENDED

    @property
    def came_label(self) -> str:
        return "、".join(self.came)


@kept
def rules(office: Office, window: Window) -> Rules:
    """The settings in force on the window's last day."""
    held, on = policy(office), window.end
    return Rules(
        window=window,
        today=office.today,
        finished_only=held.switch("training.attendance_finished_only", on),
        by_start=held.switch("training.window_by_start", on),
        coefficient=held.number("training.full_time_coefficient", on) or Decimal(0),
        workload=held.number("training.workload_coefficient", on) or Decimal(0),
        pass_over=held.word("certificate.denominator.pass", on) or "实考",
        certified_over=held.word("certificate.denominator.certified", on) or "报名",
        graduates=headcount(office, on).get("graduates"),
    )


def headcount(office: Office, on: date) -> dict[str, int | None]:
    """The school's yearly figures of the last 统计时点 on or before a day; empty without one."""
    found = find(
        office.ledger,
        "headcount",
        paths=[record("headcount").by_name(name) for name in HEADCOUNTS],
        where=[Condition("统计时点", "<=", on)],
        limit=1,
    )
    return dict(zip(HEADCOUNTS, found.rows[0], strict=True)) if found.rows else {}
