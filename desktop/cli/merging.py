"""The command that makes rows one which are one and the same: merge."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands
from desktop.cli.call import Call
from desktop.cli.conditions import conditions, stated

if TYPE_CHECKING:
    from desktop.records.catalogue import Record
    from desktop.services.merging import Choices, FieldPlan, Group, Merged, MergePlan
    from desktop.services.office import Office

STATES = {"same": "", "filled": "补上", "joined": "并列", "conflict": "不同"}
_ONE = "行号（show --json 的 ids、health --json 的 row），或只有这一条符合的 标签=值"


def declare(commands: Commands) -> None:
    """merge."""
    merge_ = commands.add("merge", "合并重复的行：引用它们的一起转过去，一步写入、可撤销", merge)
    merge_.add_argument("record", metavar="台账", help="中文名（人员、企业、培训班次 …）或标识")
    merge_.add_argument("--keep", required=True, metavar="行", help=f"留下的一条：{_ONE}")
    merge_.add_argument(
        "--other", action="append", required=True, metavar="行", help="并进去的一条，可写多次"
    )
    merge_.add_argument(
        "--set", action="append", default=[], type=_chosen, metavar="字段=值",
        help="这个字段留这个值，可写多次；不写就留下的一条原来的，空着的用另一条补上",
    )  # fmt: skip
    merge_.add_argument("--dry-run", action="store_true", help="只看会怎样，不写入")


def _chosen(text: str) -> tuple[str, str]:
    label, sign, words = text.partition("=")
    if not sign or not label.strip():
        raise argparse.ArgumentTypeError(f"“{text}”应写成 字段=值")
    return label.strip(), words


def merge(call: Call) -> Answer:
    """Plan; write it unless only asked."""
    from desktop.records.catalogue import record
    from desktop.services.merging import choice, plan_merge
    from desktop.services.merging import merge as carry_out

    said = call.options
    target = record(said.record)
    with call.office() as office:
        keep = _row(office, target, said.keep)
        plan = plan_merge(office, target.id, keep, [_row(office, target, each) for each in said.other])
        choices = dict(choice(office, plan, label, words) for label, words in said.set)
        done = None if said.dry_run else carry_out(office, plan, choices)
        return Answer(_document(office, plan, choices, done), _words(office, plan, choices, done))


def _row(office: Office, target: Record, words: str) -> int:
    """The row that is meant, by number or by what only it says."""
    from desktop.core.errors import UserError
    from desktop.services.returning.conditions import typed
    from desktop.store.find import find

    if words.strip().isdigit():
        return int(words)
    try:
        where = [typed(office, target, each) for each in conditions([stated(words)])]
    except argparse.ArgumentTypeError:
        raise UserError(f"“{words}”不是行号，也不是 标签=值。") from None
    found = find(office.ledger, target.id, paths=(), where=where, limit=2, today=office.today)
    if found.total != 1:
        how = "没有" if not found.total else f"有 {found.total} 条"
        raise UserError(f"{how}符合“{words}”的{target.label}", hint="，请写行号，或写只有一条符合的。")
    return found.ids[0]


def _kept(office: Office, group: Group, each: FieldPlan, choices: Choices) -> str:
    """What is kept of a field, as it may be seen."""
    from desktop.services.reading import shown

    value = group.values(choices)[each.own.name]
    if value == each.value:
        return each.text
    known = next((offer.text for offer in each.offers if offer.value == value), None)
    return known if known is not None else str(shown(office, each.own, value) or "")


def _document(office: Office, plan: MergePlan, choices: Choices, done: Merged | None) -> dict[str, Any]:
    return {
        "record": plan.record,
        "keep": plan.keep,
        "others": plan.others,
        "title": plan.title,
        "fields": [_field(office, group, each, choices) for group in plan.heads for each in group.fields],
        "collisions": [
            {
                "record": group.record,
                "title": group.title,
                "keep": group.kept,
                "others": group.gone,
                "fields": [_field(office, group, each, choices) for each in group.fields if each.differs],
            }
            for group in plan.collisions
        ],
        "moves": [{"record": each.label, "through": each.through, "rows": each.rows} for each in plan.moves],
        "written": done is not None,
        "gone": sum(len(group.gone) for group in plan.groups),
    }


def _field(office: Office, group: Group, each: FieldPlan, choices: Choices) -> dict[str, Any]:
    return {
        "record": group.record,
        "label": each.own.label,
        "row": group.kept,
        "state": each.state,
        "kept": _kept(office, group, each, choices) or None,
        "values": [{"row": offer.row, "value": offer.text or None} for offer in each.offers],
    }


def _words(office: Office, plan: MergePlan, choices: Choices, done: Merged | None) -> str:
    parts = [f"{'已合并' if done else '将合并'}{plan.label}：{plan.title}"]
    rows = [
        (
            f"{group.label}「{group.title}」" if group.title else group.label, each.own.label,
            STATES[each.state], _kept(office, group, each, choices),
            "；".join(offer.text or "（空）" for offer in each.offers[1:]),
        )
        for group, each in plan.fields()
        if each.differs
    ]  # fmt: skip
    if rows:
        parts.append(table(("哪一条", "字段", "", "留下", "另一条是"), rows))
    if plan.collisions:
        parts.append(f"重复的 {len(plan.collisions)} 组跟着合并（见上）。")
    if plan.moves:
        moved = "、".join(
            f"{each.label} {each.rows} 条" + (f"（{each.through}）" if each.through else "")
            for each in plan.moves
        )
        parts.append(f"转到留下的一条：{moved}。")
    parts.append("可用 zhijiao undo 撤销。" if done else "没有写入；去掉 --dry-run 就合并。")
    return "\n".join(parts)
