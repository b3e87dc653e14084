"""The commands that look at what was done and take it back: undo, history."""

from __future__ import annotations

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands, a_count
from desktop.cli.call import Call


def declare(commands: Commands) -> None:
    """undo and history."""
    undo_ = commands.add("undo", "撤销一步操作", undo)
    undo_.add_argument("number", nargs="?", type=a_count, metavar="N", help="操作序号；不写就是最近一步")
    undo_.add_argument("--keep-later", action="store_true", help="后来又改过的行保持不动，只撤销其余的")
    history_ = commands.add("history", "列出做过的操作", history)
    history_.add_argument("--limit", type=a_count, metavar="N", help="最多列出几步")


def undo(call: Call) -> Answer:
    """Take back one act."""
    from desktop.services.history import act_id
    from desktop.store.undo import undo as take_back

    options = call.options
    with call.office() as office:
        target = act_id(office.ledger, options.number) if options.number else None
        done = take_back(office.ledger, target, keep_later=options.keep_later)
    kept = f"，{done.kept} 行后来又改过，保持不动：{'、'.join(done.kept_names)}" if done.kept else ""
    document = {"title": done.title, "rows": done.rows, "kept": done.kept, "kept_names": done.kept_names}
    return Answer(document, f"{done.title}：恢复了 {done.rows} 行{kept}。")


def history(call: Call) -> Answer:
    """The acts, newest first."""
    from desktop.services.history import history as done_so_far

    with call.office() as office:
        done = done_so_far(office.ledger, call.options.limit)
    document = [
        {
            "number": step.number, "at": step.at, "actor": step.actor, "title": step.title, "kind": step.kind,
            "created": step.created, "changed": step.changed, "deleted": step.deleted, "undone": step.undone,
        }
        for step in done
    ]  # fmt: skip
    rows = [
        (step.number, step.at.replace("T", " ")[:16], step.actor, step.title, step.created, step.changed,
         step.deleted, "已撤销" if step.undone else "")
        for step in done
    ]  # fmt: skip
    return Answer(
        document, table(("序号", "时间", "谁", "做了什么", "新增", "修改", "删除", ""), rows, widest=60)
    )
