"""The commands that count: targets, practice, stats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.cli.answer import Answer, dict_table, table
from desktop.cli.arguments import Commands, a_day
from desktop.cli.call import Call
from desktop.cli.conditions import HELP, conditions, stated
from desktop.cli.consolidating import of_school, office_of
from desktop.cli.filing import WINDOW

if TYPE_CHECKING:
    from desktop.services.accounts import Account
    from desktop.services.office import Office

EXPLAIN = "打开这个数（不写就是全部）：怎么得来、哪些行计入、哪些没有、为什么、依据"

SOURCES = {"computed": "台账计算", "entered": "手工填写", "ratio-of-entered": "手工填写之比"}


def declare(commands: Commands) -> None:
    """targets, practice and stats."""
    targets_ = commands.add("targets", "政策指标的完成情况", targets)
    targets_.add_argument("--window", required=True, metavar="期间", help=WINDOW)
    targets_.add_argument("--explain", nargs="?", const="", metavar="指标", help=EXPLAIN)
    of_school(targets_)
    practice_ = commands.add("practice", "每位教师的企业实践：累计、年度、是否达标", practice)
    practice_.add_argument(
        "--until", required=True, type=a_day, metavar="日期", help="算到哪一天，如 2026-08-31"
    )
    practice_.add_argument("--school", action="store_true", help="全校的数：人均天数、达标率、双师型占比")
    practice_.add_argument("--explain", action="store_true", help="全校的数逐个打开：哪些行计入、哪些没有")
    stats_ = commands.add("stats", "统计一类台账", stats)
    stats_.add_argument("record", metavar="台账", help="中文名或标识")
    stats_.add_argument("--window", required=True, metavar="期间", help=WINDOW)
    stats_.add_argument("--by", action="append", default=[], metavar="标签", help="按哪个字段分组，可写多次")
    stats_.add_argument("--where", action="append", default=[], type=stated, metavar="标签=值", help=HELP)
    stats_.add_argument("--explain", nargs="?", const="", metavar="数", help=EXPLAIN)
    of_school(stats_)


def targets(call: Call) -> Answer:
    """Each policy target with the ledger's value."""
    from desktop.core.dates import parse_window
    from desktop.services.targets import targets as measured

    window = parse_window(call.options.window)
    if call.options.explain is not None:
        from desktop.services.accounts import of_targets

        with office_of(call, whole=False) as office:
            return _opened(office, of_targets(office, window, call.options.explain))
    with office_of(call, whole=False) as office:
        found = [dict(each) for each in measured(office, window)]
    rows = [
        (each["task"], each["label"], each["value"], each["target"], each["unit"],
         {True: "达到", False: "未达到"}.get(each["met"], ""), SOURCES.get(each["source"], each["source"]))
        for each in found
    ]  # fmt: skip
    return Answer(found, table(("任务", "指标", "现值", "目标", "单位", "", "来源"), rows, widest=60))


def practice(call: Call) -> Answer:
    """A teacher a row: what counted, what was left out and why."""
    from desktop.services.counting.practice import as_plain, per_teacher

    if call.options.school or call.options.explain:
        return _of_school(call)
    with call.office() as office:
        found = [as_plain(each) for each in per_teacher(office, call.options.until)]
    rows = [
        (each["工号"], each["姓名"], each["教师类别"], each["days"], each["months"],
         each["year_days"], each["verdict"], each["reason"], len(each["counted"]), len(each["left_out"]))
        for each in found
    ]  # fmt: skip
    heads = ("工号", "姓名", "类别", "近五年天数", "月数", "本年天数", "结论", "说明", "计入", "未计入")
    return Answer(found, table(heads, rows))


def _of_school(call: Call) -> Answer:
    """The school's own figures of the configured year up to the day."""
    from desktop.services.accounts import of_school
    from desktop.services.counting.practice_rules import practice_rules

    with call.office() as office:
        found = of_school(office, practice_rules(office, call.options.until).year)
        if call.options.explain:
            return _opened(office, found)
    document = [
        {"id": each.id, "label": each.label, "value": each.value, "unit": each.unit, "formula": each.formula}
        for each in found
    ]
    rows = [(each.label, each.value, each.unit, each.formula) for each in found]
    return Answer(document, table(("指标", "数", "单位", "怎么得来"), rows, widest=60))


def _opened(office: Office, accounts: Sequence[Account]) -> Answer:
    """Figures laid open."""
    document = [each.as_json(office) for each in accounts]
    lines = []
    for each in document:
        lines += [
            f"{each['label']}：{'不知' if each['value'] is None else each['value']}{each['unit']}",
            f"  怎么得来：{each['formula']}",
            f"  期间：{each['window']['start']} 至 {each['window']['end']}",
            f"  依据：{each['rule']}；{each['source']}",
        ]
        for part in each["parts"]:
            whys = Counter(row["why"] for row in part["left_out"])
            lines.append(
                f"  {part['record']} 计入 {len(part['rows'])} 行，没有计入 {len(part['left_out'])} 行"
            )
            lines += [f"    {why} {number} 行" for why, number in whys.most_common()]
    return Answer(document, "\n".join(lines))


def stats(call: Call) -> Answer:
    """Measures of a record by group."""
    from desktop.core.dates import parse_window
    from desktop.records.catalogue import record
    from desktop.services.counting.stats import stats as counted
    from desktop.services.returning.conditions import typed

    options = call.options
    target, window = record(options.record), parse_window(options.window)
    with office_of(call) as office:
        where = [typed(office, target, each) for each in conditions(options.where)]
        if options.explain is not None:
            from desktop.services.accounts import of_stats

            return _opened(office, of_stats(office, target.id, window, where, options.explain))
        found = [dict(each) for each in counted(office, target.id, window, options.by, where)]
    rows = [{**each["group"], **each["measures"]} for each in found]
    return Answer(found, dict_table(rows) if rows else "期间内没有记录。")
