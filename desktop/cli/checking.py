"""The command that checks the whole ledger: health."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands, a_count, a_day
from desktop.cli.call import Call, Shown

if TYPE_CHECKING:
    from desktop.services.health import Found, Health, Tally

SEVERITIES = {"error": "错误", "warning": "提醒", "hint": "提示"}
ON_A_CONSOLE = 50


def declare(commands: Commands) -> None:
    """health."""
    health_ = commands.add("health", "健康检查：整本台账的交叉核对", health)
    health_.add_argument(
        "--severity", choices=tuple(SEVERITIES), metavar="轻重", help="只列 error、warning 或 hint"
    )
    health_.add_argument("--rule", metavar="检查", help="只列这一项检查，如 班次日期重叠")
    health_.add_argument("--record", metavar="台账", help="只列这一类台账的")
    health_.add_argument("--limit", type=a_count, metavar="N", help="最多列几处")
    health_.add_argument("--rules", action="store_true", help="列出全部检查和依据，不检查台账")
    health_.add_argument("--accepted", action="store_true", help="列出已经认可的问题")
    health_.add_argument(
        "--accept", metavar="检查[:行号]", help="认可这一项检查的全部问题，或其中一行；要写 --reason"
    )
    health_.add_argument("--reason", default="", metavar="原因", help="认可的原因，会记入操作日志")
    health_.add_argument("--until", type=a_day, metavar="日期", help="认可到哪一天；不写就一直有效")
    health_.add_argument("--withdraw", metavar="检查[:行号]", help="取消认可")


def health(call: Call) -> Answer:
    """Check everything; accept or no longer accept findings where that is asked."""
    options = call.options
    if options.rules:
        return _rules()
    from desktop.records.catalogue import record
    from desktop.services.health import Health

    wanted = record(options.record).id if options.record else None
    shown = Shown()
    with call.office() as office:
        checked = Health(office)
        checked.run(shown)
        shown.end()
        if options.accept:
            found = _meant(checked, options.accept, accepted=False)
            checked.accept(found, options.reason, options.until)
        if options.withdraw:
            checked.withdraw(_meant(checked, options.withdraw, accepted=True))
        limit = options.limit or (None if options.json else ON_A_CONSOLE)
        found = checked.findings(
            severity=options.severity, rule=_known(options.rule), record=wanted, accepted=options.accepted,
            limit=limit,
        )  # fmt: skip
        tally = checked.tally()
    code = 1 if tally.error and not options.accepted else 0
    return Answer(_document(found, tally), _text(found, tally), code)


def _known(rule: str | None) -> str | None:
    from desktop.core.errors import UserError
    from desktop.services.health import RULES

    if rule is not None and all(each.id != rule for each in RULES):
        raise UserError(f"没有名为“{rule}”的检查", hint="，请用 health --rules 查看全部检查。")
    return rule


def _meant(checked: Health, said: str, *, accepted: bool) -> list[Found]:
    """The findings that 检查 or 检查:行号 means."""
    from desktop.core.errors import UserError

    rule, _, row = said.partition(":")
    found = checked.findings(
        rule=_known(rule), row_id=int(row) if row.isascii() and row.isdigit() else None, accepted=accepted
    )
    if not found:
        raise UserError(f"没有“{said}”这样的问题", hint="，请用 health 查看现有的问题。")
    return found


def _document(found: list[Found], tally: Tally) -> dict[str, Any]:
    return {
        "counts": {
            "error": tally.error, "warning": tally.warning, "hint": tally.hint, "accepted": tally.accepted
        },
        "rules": dict(tally.rules),
        "findings": [
            {
                "rule": each.rule, "severity": each.severity, "record": each.record, "row": each.row_id,
                "title": each.title, "field": each.path, "sentence": each.sentence, "source": each.source,
                "accepted": None if each.accepted is None else {
                    "reason": each.accepted.reason, "by": each.accepted.by, "at": each.accepted.at,
                    "until": each.accepted.until,
                },
                "again": each.again, "school": each.school,
            }
            for each in found
        ],
    }  # fmt: skip


def _text(found: list[Found], tally: Tally) -> str:
    from desktop.records.catalogue import record

    total = (
        f"错误 {tally.error} 处，提醒 {tally.warning} 处，提示 {tally.hint} 处，已认可 {tally.accepted} 处。"
    )
    if not found:
        return f"没有要列出的问题。\n\n{total}"
    rows = [
        (SEVERITIES[each.severity], each.rule, f"{record(each.record).label}「{each.title}」", each.sentence,
         each.accepted.reason if each.accepted else "", each.row_id)
        for each in found
    ]  # fmt: skip
    return table(("轻重", "检查", "在哪里", "问题", "认可原因", "行号"), rows, widest=90) + f"\n\n{total}"


def _rules() -> Answer:
    """Every check with its source: what is looked for."""
    from desktop.records.catalogue import record
    from desktop.services.health import RULES

    document = [
        {"rule": each.id, "severity": each.severity, "record": each.base.record, "field": each.path,
         "sentence": each.sentence, "source": each.source}
        for each in RULES
    ]  # fmt: skip
    rows = [
        (SEVERITIES[each.severity], each.id, record(each.base.record).label, each.path, each.source)
        for each in RULES
    ]
    text = table(("轻重", "检查", "台账", "字段", "依据"), rows, widest=60)
    return Answer({"rules": document}, f"{text}\n\n共 {len(rows)} 项检查。")
