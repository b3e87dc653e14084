"""The command that asks what a file holds: inspect."""

from __future__ import annotations

from pathlib import Path

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands
from desktop.cli.call import Call, secret
from desktop.cli.filing import PASSWORD


def declare(commands: Commands) -> None:
    """inspect."""
    inspect_ = commands.add("inspect", "认一认一张表：表头、各列对应的字段", inspect)
    inspect_.add_argument("file", type=Path, metavar="文件", help="主管部门发来的表（.xlsx、.xlsm、.xls）")
    inspect_.add_argument("--password-file", type=Path, metavar="文件", help=PASSWORD)


def inspect(call: Call) -> Answer:
    """Every table of the file with what its columns and cells mean."""
    from desktop.services.inspecting import inspect as look
    from desktop.services.returning.loading_files import at_hand

    with call.office() as office:
        plain = at_hand(call.options.file, secret(call.options.password_file))
        found = look(office, plain.path)
    parts = list(plain.notes)
    for each in found:
        rows = f"第 {each['first_row']}–{each['last_row']} 行" if each["first_row"] else "没有清单"
        parts.append(
            f"【{each['name']}】{each['title'] or '没有标题'} · {each['record'] or '认不出台账'} · {rows}"
        )
        if each["changes"] is not None:
            parts.append(each["changes"]["sentence"])
        shown = [
            (column["column"], "/".join(column["path"]), column["field"], column["format"],
             f"{column['confidence']:.0%}" if column["field"] else "",
             "；".join(part for part in (column["change"], column["reason"]) if part))
            for column in each["columns"]
        ]  # fmt: skip
        if shown:
            parts.append(table(("列", "表头", "字段", "写法", "把握", "依据"), shown, widest=48))
        cells = [(cell["ref"], cell["label"], cell["field"]) for cell in each["cells"]]
        if cells:
            parts.append(table(("单元格", "标签", "字段"), cells))
    return Answer({"sheets": found, "notes": list(plain.notes)}, "\n\n".join(parts))
