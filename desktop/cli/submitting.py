"""The commands of the archive of returns: submit, returns, diff."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands
from desktop.cli.call import Call, Shown
from desktop.cli.conditions import HELP, conditions, stated
from desktop.cli.filing import WINDOW, finding_document, findings_text

if TYPE_CHECKING:
    from desktop.services.returning.archive import Submitted
    from desktop.services.returning.archive_reading import Filed
    from desktop.services.returning.differences import Change

KINDS = {"changed": "改", "added": "增", "removed": "删"}
CHANGES_ON_A_CONSOLE = 60


def declare(commands: Commands) -> None:
    """submit, returns and diff."""
    submit_ = commands.add("submit", "报送：填好、核对、冻结存档；再报一次就是更正", submit)
    submit_.add_argument("form", metavar="报表或文件", help="报表的名称，或主管部门发来的 .xlsx 文件")
    submit_.add_argument("--window", required=True, metavar="期间", help=WINDOW)
    submit_.add_argument("--to", required=True, metavar="单位", help="报给哪个单位")
    submit_.add_argument("--via", required=True, metavar="渠道", help="电子邮件、政务系统、U盘、纸质 …")
    submit_.add_argument("--reason", default="", metavar="原因", help="带错报送或再次报送的原因，随报送存档")
    submit_.add_argument("--where", action="append", default=[], type=stated, metavar="标签=值", help=HELP)
    returns_ = commands.add("returns", "列出报送过的报表；可原样取出存档的文件", returns)
    returns_.add_argument("one", nargs="?", metavar="报送", help="序号，或 表名/期间/版本：看这一份的详情")
    returns_.add_argument("--out", type=Path, metavar="文件", help="把这一份的文件原样写到这里")
    diff_ = commands.add("diff", "比较两次报送，或报送与一个文件", diff)
    diff_.add_argument("old", metavar="报送", help="序号（见 returns），或 表名/期间/版本")
    diff_.add_argument("new", metavar="报送或文件", help="另一份报送，或一个 .xlsx 文件")


def submit(call: Call) -> Answer:
    """Handed in and frozen; 1 when errors refuse it."""
    from desktop.core.dates import parse_window
    from desktop.services.returning.archive import Refused
    from desktop.services.returning.archive import submit as hand_in

    options, shown = call.options, Shown()
    window = parse_window(options.window)
    try:
        with call.office() as office:
            done = hand_in(
                office, options.form, window, to=options.to, via=options.via, reason=options.reason,
                where=conditions(options.where), progress=shown,
            )  # fmt: skip
    except Refused as refused:
        shown.end()
        sys.stderr.write(f"{refused}\n")
        error = {"sentence": refused.sentence, "hint": refused.hint, "place": refused.place}
        checks = [finding_document(each) for each in refused.findings]
        return Answer(
            {"submitted": False, "error": error, "checks": checks}, findings_text(refused.findings), 1
        )
    shown.end()
    return Answer(_submitted(done), _in_words(done))


def _submitted(done: Submitted) -> dict[str, Any]:
    return {
        "submitted": True,
        **_filed(done.filed),
        "replaces": done.replaces,
        "checks": [finding_document(each) for each in done.findings],
        "changes": [_change(each) for each in done.changes],
        "settled_task": done.task or None,
    }


def _in_words(done: Submitted) -> str:
    one = done.filed
    lines = [
        f"已报送「{one.name}」给{one.recipient}（{one.channel}），{one.rows} 行，存档序号 {one.number}。",
        f"文件：{one.file_name}",
        f"校验码（SHA-256）：{one.sha256}",
    ]
    if done.task:
        lines.append(f"报送任务「{done.task}」已标记完成。")
    if one.correction:
        lines += ["", "更正说明（草稿）：", one.correction]
    if done.findings:
        lines += ["", findings_text(done.findings)]
    return "\n".join(lines)


def returns(call: Call) -> Answer:
    """The archive, newest last; one return in full, or its files written out again."""
    from desktop.core.errors import UserError
    from desktop.services.returning import archive_reading as archive

    options = call.options
    if options.out is not None and options.one is None:
        raise UserError("没有说明要取出哪一份报送", hint="，请写序号，如 returns 3 --out 文件.xlsx。")
    with call.office() as office:
        if options.one is None:
            return _listed(archive.returns(office.ledger))
        one = archive.filed(office.ledger, options.one)
        kept = archive.behind(office.ledger, one.id)
        written = archive.reprint(office.ledger, one.id, options.out) if options.out is not None else []
    document = {
        **_filed(one),
        "checks": [finding_document(each) for each in kept.findings],
        "written": [str(file) for file in written],
    }
    lines = [
        f"「{one.name}」{one.state}，{one.submitted_at[:10]} 报{one.recipient}（{one.channel}）",
        f"文件：{one.file_name}，校验码 {one.sha256}",
    ]
    lines += [f"带错报送原因：{one.reason}"] if one.reason else []
    lines += ["", one.correction] if one.correction else []
    lines += [f"已原样写出：{file}" for file in written]
    lines += ["", findings_text(kept.findings)] if kept.findings else []
    return Answer(document, "\n".join(lines))


def _listed(found: list[Filed]) -> Answer:
    rows = [
        (each.number, each.form, each.period, each.version, each.state, each.rows, each.recipient,
         each.channel, each.submitted_at[:16].replace("T", " "))
        for each in found
    ]  # fmt: skip
    heads = ("序号", "报表", "期间", "版本", "状态", "行数", "报送单位", "渠道", "时间")
    text = table(heads, rows) if rows else "还没有报送过。"
    return Answer([_filed(each) for each in found], text)


def _filed(one: Filed) -> dict[str, Any]:
    return {
        "number": one.number, "id": one.id, "form": one.form, "period": one.period, "window": one.window,
        "version": one.version, "state": one.state, "rows": one.rows, "file": one.file_name,
        "files": list(one.files), "sha256": one.sha256, "recipient": one.recipient, "channel": one.channel,
        "submitted_at": one.submitted_at, "reason": one.reason or None,
        "correction": one.correction or None, "task": one.task, "findings": one.findings,
    }  # fmt: skip


def diff(call: Call) -> Answer:
    """Every cell that changed, with the acts behind it."""
    from desktop.services.returning.archive import difference

    options = call.options
    with call.office() as office:
        found = difference(office, options.old, options.new)
    document = [_change(each) for each in found]
    if not found:
        return Answer(document, "两份没有不同。")
    rows = [
        (KINDS[each.kind], each.sheet, each.cell or each.old_cell, each.title, each.field, each.old, each.new,
         "；".join(f"操作 {act.number} {act.title}" for act in each.acts) or each.why)
        for each in found[:CHANGES_ON_A_CONSOLE]
    ]  # fmt: skip
    heads = ("", "工作表", "单元格", "哪一行", "字段", "原来", "现在", "因为")
    more = f"\n（还有 {len(found) - len(rows)} 处，用 --json 看全部）" if len(found) > len(rows) else ""
    return Answer(document, f"{table(heads, rows, widest=40)}\n\n共 {len(found)} 处不同。{more}")


def _change(each: Change) -> dict[str, Any]:
    return {
        "kind": each.kind, "file": each.file or None, "sheet": each.sheet, "cell": each.cell or None,
        "old_cell": each.old_cell or None, "old": each.old or None, "new": each.new or None,
        "row": each.title, "row_id": each.row_id, "field": each.field,
        "acts": [
            {"number": act.number, "at": act.at, "actor": act.actor, "title": act.title} for act in each.acts
        ],
        "why": each.why or None,
    }  # fmt: skip
