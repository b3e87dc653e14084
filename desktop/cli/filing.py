"""The commands for returns: fill, check."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands, a_place
from desktop.cli.call import Call, Shown, secret
from desktop.cli.conditions import HELP, conditions, stated

if TYPE_CHECKING:
    from desktop.core.dates import Window
    from desktop.services.returning import FillResult
    from desktop.services.validating import Finding

WINDOW = "期间：2026、2025学年、2025-2026学年第一学期、2026上半年、2026Q3、2026-05、2025-09-01..2026-08-31"
PASSWORD = "打开密码所在的文件（模板有打开密码时）"
SEVERITY = {"error": "错误", "warning": "警告", "hint": "提示"}
FINDINGS_ON_A_CONSOLE = 40


def declare(commands: Commands) -> None:
    """fill and check."""
    fill_ = commands.add("fill", "填一张报表（总是草稿）", fill)
    fill_.add_argument("form", metavar="报表或文件", help="报表的名称，或主管部门发来的 .xlsx 文件")
    fill_.add_argument("--window", required=True, metavar="期间", help=WINDOW)
    fill_.add_argument(
        "--out", required=True, type=a_place, metavar="文件", help="写到哪里；一班一份的表可以是文件夹"
    )
    fill_.add_argument("--password-file", type=Path, metavar="文件", help=PASSWORD)
    fill_.add_argument("--where", action="append", default=[], type=stated, metavar="标签=值", help=HELP)
    check_ = commands.add("check", "填报以前先检查", check)
    check_.add_argument("form", metavar="报表或台账", help="报表或台账的名称")
    check_.add_argument("--window", required=True, metavar="期间", help=WINDOW)


def fill(call: Call) -> Answer:
    """A filled return; its findings do not make it fail."""
    from desktop.core.dates import parse_window
    from desktop.services.returning import fill as fill_in

    options, started, shown = call.options, time.monotonic(), Shown()
    window = parse_window(options.window)
    with call.office() as office:
        done = fill_in(
            office, options.form, window, options.out, conditions(options.where), shown,
            password=secret(options.password_file),
        )  # fmt: skip
    shown.end()
    document = _document(done, window, round(time.monotonic() - started, 3))
    return Answer(document, _in_words(done, window))


def _document(done: FillResult, window: Window, seconds: float) -> dict[str, Any]:
    return {
        "form": done.form,
        "window": {"label": window.label, "start": window.start, "end": window.end},
        "state": done.state,
        "files": [str(file) for file in done.files],
        "sheets": [
            {"file": str(each.file), "name": each.sheet, "rows": each.rows, "first_row": each.first_row,
             "last_row": each.last_row}
            for each in done.sheets
        ],
        "rows": done.rows,
        "unbound": [
            {"sheet": each.sheet, "column": each.column, "header": each.header, "reason": each.reason}
            for each in done.unbound
        ],
        "changes": [each.as_json() for each in done.changes],
        "checks": [finding_document(each) for each in done.checks],
        "seconds": seconds,
    }  # fmt: skip


def _in_words(done: FillResult, window: Window) -> str:
    lines = [f"「{done.form}」{window.label} 填好了 {done.rows} 行（{done.state}）："]
    lines += [f"  {file}" for file in done.files]
    lines += [each.as_json()["sentence"] for each in done.changes]
    if done.unbound:
        left = [(each.sheet, each.column, each.header, each.reason) for each in done.unbound]
        lines += ["", "没有填的列：", table(("工作表", "列", "表头", "原因"), left)]
    if done.checks:
        lines += ["", findings_text(done.checks)]
    return "\n".join(lines)


def check(call: Call) -> Answer:
    """Findings before a return is filled; 1 when there are any errors or warnings."""
    from desktop.core.dates import parse_window
    from desktop.services.returning.checks import look

    window = parse_window(call.options.window)
    with call.office() as office:
        found = look(office, call.options.form, window)
    grave = any(each.severity != "hint" for each in found)
    text = findings_text(found) if found else f"{window.label} 没有发现问题。"
    return Answer([finding_document(each) for each in found], text, 1 if grave else 0)


def finding_document(each: Finding) -> dict[str, Any]:
    """A finding as JSON documents have it."""
    return {
        "severity": each.severity, "rule": each.rule, "where": each.where, "sentence": each.sentence,
        "record": each.record, "row_id": each.row_id, "path": each.path, "title": each.title,
        "file": each.file or None, "sheet": each.sheet, "cell": each.cell,
    }  # fmt: skip


def findings_text(found: list[Finding]) -> str:
    """Findings as a person reads them, the first of many."""
    rows = [(SEVERITY[each.severity], each.where, each.sentence) for each in found[:FINDINGS_ON_A_CONSOLE]]
    counts = "、".join(
        f"{word} {count} 条"
        for severity, word in SEVERITY.items()
        if (count := sum(each.severity == severity for each in found))
    )
    rest = f"（以上是前 {len(rows)} 条）" if len(rows) < len(found) else ""
    return f"{table(('', '哪里', '问题'), rows, widest=80)}\n\n检查发现：{counts}{rest}。"
