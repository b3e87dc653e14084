"""The commands that count: targets, practice, stats."""

from __future__ import annotations

from desktop.cli.answer import Answer, dict_table, table
from desktop.cli.arguments import Commands, a_day
from desktop.cli.call import Call
from desktop.cli.filing import WINDOW

SOURCES = {"computed": "台账计算", "entered": "手工填写", "ratio-of-entered": "手工填写之比"}


def declare(commands: Commands) -> None:
    """targets, practice and stats."""
    targets_ = commands.add("targets", "政策指标的完成情况", targets)
    targets_.add_argument("--window", required=True, metavar="期间", help=WINDOW)
    practice_ = commands.add("practice", "每位教师的企业实践：累计、年度、是否达标", practice)
    practice_.add_argument(
        "--until", required=True, type=a_day, metavar="日期", help="算到哪一天，如 2026-08-31"
    )
    stats_ = commands.add("stats", "统计一类台账", stats)
    stats_.add_argument("record", metavar="台账", help="中文名或标识")
    stats_.add_argument("--window", required=True, metavar="期间", help=WINDOW)
    stats_.add_argument("--by", action="append", default=[], metavar="标签", help="按哪个字段分组，可写多次")


def targets(call: Call) -> Answer:
    """Each policy target with the ledger's value."""
    from desktop.core.dates import parse_window
    from desktop.services.targets import targets as measured

    with call.office() as office:
        found = [dict(each) for each in measured(office, parse_window(call.options.window))]
    rows = [
        (each["task"], each["label"], each["value"], each["target"], each["unit"],
         {True: "达到", False: "未达到"}.get(each["met"], ""), SOURCES.get(each["source"], each["source"]))
        for each in found
    ]  # fmt: skip
    return Answer(found, table(("任务", "指标", "现值", "目标", "单位", "", "来源"), rows, widest=60))


def practice(call: Call) -> Answer:
    """A teacher a row: what counted, what was left out and why."""
    from desktop.services.counting.practice import as_plain, per_teacher

    with call.office() as office:
        found = [as_plain(each) for each in per_teacher(office, call.options.until)]
    rows = [
        (each["工号"], each["姓名"], each["教师类别"], each["days"], each["months"],
         each["year_days"], each["verdict"], each["reason"], len(each["counted"]), len(each["left_out"]))
        for each in found
    ]  # fmt: skip
    heads = ("工号", "姓名", "类别", "近五年天数", "月数", "本年天数", "结论", "说明", "计入", "未计入")
    return Answer(found, table(heads, rows))


def stats(call: Call) -> Answer:
    """Measures of a record by group."""
    from desktop.core.dates import parse_window
    from desktop.records.catalogue import record
    from desktop.services.counting.stats import stats as counted

    options = call.options
    target = record(options.record)
    with call.office() as office:
        found = [dict(each) for each in counted(office, target.id, parse_window(options.window), options.by)]
    rows = [{**each["group"], **each["measures"]} for each in found]
    return Answer(found, dict_table(rows) if rows else "期间内没有记录。")
