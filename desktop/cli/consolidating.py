"""The commands of a bureau's ledger: consolidate, city."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands, Parser, a_place
from desktop.cli.call import Call, Shown
from desktop.cli.filing import WINDOW

if TYPE_CHECKING:
    from desktop.services.consolidating import Brought, City, Conflict, Contribution, Expected
    from desktop.services.office import Office

SHOWN_CONFLICTS = 30
ALL = "全部"


def declare(commands: Commands) -> None:
    """consolidate and city."""
    consolidate_ = commands.add("consolidate", "把各校的台账、报表并入本单位的台账", consolidate)
    consolidate_.add_argument(
        "files", nargs="+", type=Path, metavar="文件", help="学校交来的台账、.xlsx 报表，或放着它们的文件夹"
    )
    city_ = commands.add("city", "全市：各校数字、谁没交、目标贡献、各校重复", city)
    city_.add_argument("--window", required=True, metavar="期间", help=WINDOW)
    city_.add_argument("--out", type=a_place, metavar="文件", help="另存成 .xlsx")
    schools = commands.group("schools", "应报学校名单")
    schools.add("list", "列出名单", listed)
    add_ = schools.add("add", "加入名单：代码=名称，或一个表格文件", added)
    add_.add_argument("schools", nargs="+", metavar="代码=名称", help="如 2222000001=江城市职业教育中心")
    schools.add("drop", "从名单里去掉", dropped).add_argument("code", metavar="代码", help="学校标识码")


def of_school(parser: Parser) -> None:
    """The option that narrows a command to one school of a bureau's ledger."""
    parser.add_argument("--school", metavar="学校", help="全市台账里的一所学校（学校标识码或名称），或“全部”")


@contextmanager
def office_of(call: Call, *, whole: bool = True) -> Iterator[Office]:
    """The office, as that of the school that was asked for; not `whole`: all together make no sense."""
    if call.options.school == ALL and not whole:
        from desktop.core.errors import UserError

        raise UserError("全市的目标不是把各校当一所学校来算", hint="请用 city 命令，它给出各校的贡献")
    with call.office() as office:
        if call.options.school is None:
            yield office
            return
        from desktop.services.consolidating import narrowed

        with narrowed(office, call.options.school) as inside:
            yield inside


def consolidate(call: Call) -> Answer:
    """A school an act; what could not be taken in is said and makes the exit code 1."""
    from desktop.services.consolidating import consolidate as take_in

    shown = Shown()
    with call.office() as office:
        found = take_in(office, call.options.files, shown)
    shown.end()
    return _taken(found)


def _taken(found: Sequence[Brought]) -> Answer:
    refused = [each for each in found if each.state == "没有并入"]
    rows = [
        (each.file.name, each.school, each.state, each.created, each.changed, each.deleted, each.sentence)
        for each in found
    ]
    said = table(("文件", "学校", "", "新增", "修改", "删除", "说明"), rows, widest=60)
    said += f"\n并入 {len(found) - len(refused)} 份，{len(refused)} 份没有并入。"
    document = [{**asdict(each), "file": str(each.file)} for each in found]
    return Answer(document, said, 1 if refused else 0)


def city(call: Call) -> Answer:
    """Everything in one document."""
    from desktop.core.dates import parse_window
    from desktop.services import consolidating as services

    shown = Shown()
    with call.office() as office:
        window = parse_window(call.options.window)
        found = services.city(office, window, shown)
        parts = services.contributions(office, found)
        clashes = services.conflicts(office, window, shown)
        out = call.options.out
        if out is not None:
            services.write_table(office, out, found, parts, clashes)
    shown.end()
    document = _document(found, parts, clashes) | ({"file": str(out)} if out is not None else {})
    return Answer(document, _words(found, parts, clashes))


def _document(found: City, parts: Sequence[Contribution], clashes: Sequence[Conflict]) -> dict[str, Any]:
    labels = {column.id: column.label for column in found.columns}
    return {
        "window": found.window.label,
        "columns": [asdict(column) for column in found.columns],
        "schools": [
            {
                "code": line.code, "name": line.name, "state": line.state, "file": line.file,
                "last": line.last, "figures": {labels[key]: value for key, value in line.figures.items()},
                "targets": line.targets,
            }
            for line in found.lines
        ],
        "missing": [{"code": line.code, "name": line.name} for line in found.missing],
        "totals": {labels[key]: value for key, value in found.totals.items()},
        "persons": found.persons,
        "contributions": [
            {**asdict(each), "parts": [
                {"code": code, "name": name, "value": value} for code, name, value in each.parts
            ]}
            for each in parts
        ],
        "conflicts": [asdict(each) for each in clashes],
    }  # fmt: skip


def _words(found: City, parts: Sequence[Contribution], clashes: Sequence[Conflict]) -> str:
    heads = ("学校", "状态", *(column.label for column in found.columns))
    lines = [
        (line.name or line.code, line.state, *(line.figures.get(column.id) for column in found.columns))
        for line in found.lines
    ]
    lines.append(("合计", "", *(found.totals[column.id] for column in found.columns)))
    met = {True: "达到", False: "未达到", None: ""}
    aims = [
        (each.task, each.label, each.subject, each.goal, each.unit, each.value, met[each.met],
         each.missing or each.formula)
        for each in parts
    ]  # fmt: skip
    missing = "、".join(line.name or line.code for line in found.missing) or "没有"
    said = [
        table(heads, lines),
        f"已交 {len(found.brought)} 所；未交：{missing}。各校合计 {found.persons} 人（按证件号码去重）。",
        table(("任务", "指标", "对象", "目标", "单位", "现值", "", "说明"), aims, widest=40),
        f"各校重复 {len(clashes)} 处" + ("：" if clashes else "。"),
        *(f"  {each.kind}　{each.sentence}" for each in clashes[:SHOWN_CONFLICTS]),
    ]
    return "\n".join(said)


def listed(call: Call) -> Answer:
    """Who is to report."""
    from desktop.services.consolidating import expected

    with call.office() as office:
        found = expected(office)
    return _names(found)


def added(call: Call) -> Answer:
    """More schools on the list."""
    from desktop.services.consolidating import Expected, expect, expected, read_expected

    said: list[Expected] = []
    for word in call.options.schools:
        code, sign, name = word.partition("=")
        said += [Expected(code, name)] if sign else read_expected(Path(word))
    with call.office() as office:
        expect(office, said)
        found = expected(office)
    return _names(found)


def dropped(call: Call) -> Answer:
    """One less."""
    from desktop.services.consolidating import drop, expected

    with call.office() as office:
        drop(office, call.options.code)
        found = expected(office)
    return _names(found)


def _names(found: Sequence[Expected]) -> Answer:
    rows = [(each.code, each.name) for each in found]
    text = table(("学校标识码", "学校名称"), rows) if rows else "应报学校名单还是空的。"
    return Answer([asdict(each) for each in found], text)
