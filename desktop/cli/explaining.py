"""The command that opens a number of a return: explain."""

from __future__ import annotations

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands
from desktop.cli.call import Call
from desktop.cli.conditions import HELP, conditions, stated
from desktop.cli.filing import WINDOW

SHOWN_ROWS = 40


def declare(commands: Commands) -> None:
    """explain."""
    explain_ = commands.add("explain", "打开报表里的一个数：由哪些行得来，哪些没有计入、为什么", explain)
    explain_.add_argument("form", metavar="报表或文件", help="报表的名称，或主管部门发来的 .xlsx 文件")
    explain_.add_argument("--window", required=True, metavar="期间", help=WINDOW)
    explain_.add_argument(
        "--cell", required=True, metavar="单元格", help="填好的表上的位置，如 M29；别的工作表写 统计!C5"
    )
    explain_.add_argument("--where", action="append", default=[], type=stated, metavar="标签=值", help=HELP)


def explain(call: Call) -> Answer:
    """A cell of the form as it would be filled now."""
    from desktop.core.dates import parse_window
    from desktop.services.returning.explaining import explain as open_number

    options = call.options
    window = parse_window(options.window)
    with call.office() as office:
        found = open_number(office, options.form, window, options.cell, conditions(options.where))
    document = found.as_json()
    head = f"「{found.sheet}」{found.cell} {found.title} {found.label}".rstrip()
    lines = [f"{head}：{'空白' if found.value is None else found.value}", f"怎么得来：{found.formula}"]
    if found.rule:
        lines.append(f"依据：{found.rule}")
    lines.append(f"期间：{found.window.label}（{found.window.start} 至 {found.window.end}）")
    for key, heading, last in (("rows", "计入", "value"), ("left_out", "没有计入", "why")):
        rows = document[key]
        if rows:
            shown = [(row["record"], row["title"], row[last]) for row in rows[:SHOWN_ROWS]]
            more = f"（前 {SHOWN_ROWS} 行）" if len(rows) > SHOWN_ROWS else ""
            lines += ["", f"{heading} {len(rows)} 行{more}："]
            lines.append(table(("台账", "哪一行", "值" if last == "value" else "原因"), shown, widest=60))
    if found.history:
        steps = [
            (step.number, step.at[:16].replace("T", " "), step.actor, step.title) for step in found.history
        ]
        lines += ["", "这个值的来历：", table(("操作", "时间", "谁", "做了什么"), steps, widest=60)]
    return Answer(document, "\n".join(lines))
