"""The commands that look at the catalogue and at rows: records, show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, dict_table, table
from desktop.cli.arguments import Commands, a_count
from desktop.cli.call import Call
from desktop.cli.conditions import HELP, conditions, stated
from desktop.cli.consolidating import of_school, office_of

if TYPE_CHECKING:
    from desktop.core.codes import CodeList
    from desktop.records.catalogue import Path

ROWS_ON_A_CONSOLE = 50
KINDS = {
    "text": "文字", "note": "多行文字", "whole": "整数", "decimal": "一位小数", "money": "金额",
    "day": "日期", "month": "年月", "year": "年份", "yesno": "是否", "code": "代码", "codes": "多个代码",
    "ref": "引用",
}  # fmt: skip


def declare(commands: Commands) -> None:
    """records and show."""
    commands.add("records", "列出全部台账和字段", records)
    show_ = commands.add("show", "显示台账里的行", show)
    show_.add_argument("record", metavar="台账", help="中文名（培训班次、企业实践 …）或标识")
    show_.add_argument("--where", action="append", default=[], type=stated, metavar="标签=值", help=HELP)
    show_.add_argument("--limit", type=a_count, metavar="N", help="最多显示几行")
    show_.add_argument("--full", metavar="用途", help="不打码地显示证件号码、电话和住址；用途会记入操作日志")
    of_school(show_)


def records(call: Call) -> Answer:
    """The catalogue with every field a person sees of each record."""
    from desktop.records import catalogue

    known = catalogue.records()
    with call.office() as office:
        document = [
            {
                "id": each.id,
                "label": each.label,
                "doc": each.doc,
                "fields": [_field(path, office.codes) for path in each.columns],
            }
            for each in known
        ]
    parts = []
    for each in known:
        rows = [
            (p.label, KINDS[p.field.kind], p.field.unit, "必填" if p.required else "",
             "敏感" if p.field.sensitive else "", "、".join(p.field.aliases))
            for p in each.columns
        ]  # fmt: skip
        body = table(("字段", "类型", "单位", "必填", "敏感", "别名"), rows, widest=60)
        parts.append(f"【{each.label}】{each.id}\n{body}\n")
    return Answer({"records": document}, "\n".join(parts))


def _field(path: Path, lists: Mapping[str, CodeList]) -> dict[str, Any]:
    field = path.field
    offered = [item.name for item in lists[field.codes].offered()] if field.codes else None
    return {
        "id": path.name,
        "label": path.label,
        "aliases": list(field.aliases),
        "type": str(field.kind),
        "unit": field.unit or None,
        "codes": offered,
        "required": path.required,
        "sensitive": field.sensitive,
        "derived": field.derived,
    }


def show(call: Call) -> Answer:
    """Rows of one record, masked unless a purpose is given."""
    from desktop.records.catalogue import record
    from desktop.services.reading import read
    from desktop.services.returning.conditions import typed

    options = call.options
    target = record(options.record)
    limit = options.limit or (None if options.json else ROWS_ON_A_CONSOLE)
    with office_of(call) as office:
        where = [typed(office, target, each) for each in conditions(options.where)]
        found = read(office, target.id, where=where, limit=limit, full_purpose=options.full)
    if not found.rows:
        return Answer({"rows": [], "ids": [], "total": 0}, f"没有符合的{target.label}。")
    rest = f"，显示前 {len(found.rows)} 条" if len(found.rows) < found.total else ""
    text = f"{dict_table(found.rows, widest=24)}\n\n共 {found.total} 条{rest}。"
    return Answer({"rows": found.rows, "ids": found.ids, "total": found.total}, text)
