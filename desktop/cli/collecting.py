"""The commands of U盘收表: collect make | read | list."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands
from desktop.cli.call import Call, Shown, secret
from desktop.cli.conditions import HELP, conditions, stated

if TYPE_CHECKING:
    from desktop.services.collecting import CollectPlan, CollectResult, Question, Status

SHOWN_ROWS = 40
_APART = re.compile(r"[,，、;；]")


def declare(commands: Commands) -> None:
    """collect."""
    group = commands.group("collect", "把表发给系部或教师填，再把交回的收进台账")
    make_ = group.add("make", "给每个系部或教师生成一份表", make)
    make_.add_argument("record", metavar="台账", help="收哪种台账：中文名或标识")
    make_.add_argument("--by", required=True, metavar="系部|教师", help="发给谁")
    make_.add_argument("--fields", metavar="字段,字段", default="", help="要填的字段；不写就用常用的")
    make_.add_argument("--where", metavar="条件", type=stated, action="append", default=[], help=HELP)
    make_.add_argument("--window", required=True, metavar="期间", help="哪个期间的行，如 2026、2025学年")
    make_.add_argument("--out", required=True, type=Path, metavar="文件夹", help="表写到哪里")
    make_.add_argument("--full", metavar="用途", default="", help="号码、电话写完整（记入日志）；不写就遮住")
    read_ = group.add("read", "读交回的表：谁没交、改了什么、哪里冲突，一步写进台账", read)
    read_.add_argument("folder", type=Path, metavar="文件夹", help="放着交回的表的文件夹")
    read_.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入台账")
    read_.add_argument(
        "--on-conflict", choices=("update", "skip"), help="有冲突的格：update 用表里的，skip 保留台账的"
    )
    read_.add_argument(
        "--password-file", type=Path, metavar="文件", help="打开密码所在的文件（交回的表有打开密码时）"
    )
    group.add("list", "列出发出过的收表", listed)


def make(call: Call) -> Answer:
    """The files."""
    from desktop.core.dates import parse_window
    from desktop.services.collecting import Wish
    from desktop.services.collecting import make as make_files

    options, shown = call.options, Shown()
    fields = tuple(each.strip() for each in _APART.split(options.fields) if each.strip())
    wish = Wish(
        options.record, options.by, parse_window(options.window), fields,
        tuple(conditions(options.where)), purpose=options.full,
    )  # fmt: skip
    with call.office() as office:
        made = make_files(office, wish, options.out, shown)
    shown.end()
    batch = made.batch
    document = {
        "batch": batch.id,
        "title": batch.title,
        "columns": batch.headers,
        "rows": made.rows,
        "left": made.left,
        "files": [
            {"to": each.name, "rows": each.rows, "file": str(made.folder / each.file)}
            for each in batch.addressees
        ],
    }
    lines = [
        f"已生成{batch.title} {len(made.files)} 份（编号 {batch.id}），已有 {made.rows} 条：{made.folder}"
    ]
    if made.left:
        lines.append(f"另有 {made.left} 条不属于其中任何一个，没有放进表里。")
    rows = [(each.name, each.rows, each.file) for each in batch.addressees]
    return Answer(document, "\n".join([*lines, "", table(("发给", "已有行", "文件"), rows, widest=60)]))


def read(call: Call) -> Answer:
    """What came back; 1 when something is left to decide or to put right."""
    from desktop.services.collecting import CollectResult, commit_collect, plan_collect, settled

    options, shown = call.options, Shown()
    password, done = secret(options.password_file), CollectResult()
    with call.office() as office:
        plan = plan_collect(office, options.folder, {}, shown, (password,))
        if options.on_conflict and plan.open_conflicts:
            plan = plan_collect(
                office, options.folder, settled(plan, options.on_conflict), shown, (password,)
            )
        refusal = None if options.on_conflict else plan.refusal()
        written = refusal is None and not options.dry_run
        if written:
            done = commit_collect(office, plan, shown)
    shown.end()
    if refusal is not None:
        sys.stderr.write(f"{refusal}\n")
    asked = [each for each in plan.questions if each.kind != "清空" and each.answer is None]
    return Answer(_document(plan, done, written=written), _in_words(plan, written=written), 1 if asked else 0)


def listed(call: Call) -> Answer:
    """What was sent out, and how many have answered."""
    from desktop.services.collecting import batches

    with call.office() as office:
        found = batches(office)
    document = [
        {
            "batch": each.id, "title": each.title, "made_at": each.made_at,
            "sent": len(each.addressees), "received": len(each.received),
            "missing": [to.name for to in each.addressees if str(to.id) not in each.received],
        }
        for each in found
    ]  # fmt: skip
    rows = [
        (each.id, each.title, each.made_at.replace("T", " ")[:16], len(each.addressees), len(each.received))
        for each in found
    ]
    return Answer(document, table(("编号", "收表", "时间", "发出", "已收"), rows, widest=50))


def _document(plan: CollectPlan, done: CollectResult, *, written: bool) -> dict[str, Any]:
    return {
        "folder": str(plan.folder),
        "written": written,
        "unchanged": plan.unchanged,
        "updated": plan.updated,
        "created": plan.created,
        "waiting": done.waiting,
        "addressees": [_status(each) for each in plan.statuses()],
        "missing": [each.to.name for each in plan.missing()],
        "changes": [
            {"title": each.title, "field": each.path.label, "old": each.before, "new": each.after[0],
             "from": each.sayings[0].returned.to.name,
             "place": each.sayings[0].returned.place(each.sayings[0].row, each.path.name)}
            for each in plan.cells
            if each.state == "changed"
        ],
        "questions": [_question(each) for each in plan.questions],
        "foreign": [{"file": str(each.file), "reason": each.why} for each in plan.strays],
    }  # fmt: skip


def _status(each: Status) -> dict[str, Any]:
    return {
        "batch": each.batch.id, "to": each.to.name, "state": each.state, "files": each.files,
        "changed": each.changed, "new": each.fresh, "conflicts": each.conflicts, "problems": each.problems,
        "gone": each.gone, "remarks": each.remarks,
    }  # fmt: skip


def _question(each: Question) -> dict[str, Any]:
    return {
        "kind": each.kind, "from": each.who, "place": each.place, "title": each.title, "field": each.field,
        "ours": each.ours, "theirs": list(each.theirs), "sentence": each.sentence,
        "answered": each.answer is not None,
    }  # fmt: skip


def _in_words(plan: CollectPlan, *, written: bool) -> str:
    counts = f"更新 {plan.updated} 条、新增 {plan.created} 条，{plan.unchanged} 格未变"
    lines = [f"读了 {len(plan.returned)} 份表：{counts}（{'已写入台账' if written else '没有写入台账'}）。"]
    if plan.seen:
        rows = [
            (each.to.name, each.state, each.changed, each.fresh, each.conflicts, each.problems,
             "；".join(each.remarks))
            for each in plan.statuses()
        ]  # fmt: skip
        heads = ("发给", "状态", "改动格", "新增行", "冲突", "问题", "说明")
        lines += ["", table(heads, rows, widest=60)]
    missing = [each.to.name for each in plan.missing()]
    if missing:
        lines += ["", f"还没交的 {len(missing)} 个：{'、'.join(missing)}"]
    asked = plan.questions
    if asked:
        told = [
            (each.kind, each.title, each.field, each.ours, " / ".join(each.theirs), each.sentence, each.place)
            for each in asked[:SHOWN_ROWS]
        ]
        lines += ["", table(("", "哪一条", "字段", "台账里", "表里", "说明", "位置"), told, widest=40)]
        if len(asked) > SHOWN_ROWS:
            lines.append(f"（还有 {len(asked) - SHOWN_ROWS} 处，用 --json 看全部）")
    lines += [f"没有读：{each.spoken}" for each in plan.strays]
    return "\n".join(lines)
