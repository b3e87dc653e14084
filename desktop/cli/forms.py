"""The commands for the forms themselves: forms, form add | show | export | import | remove."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.answer import Answer, table
from desktop.cli.arguments import Commands
from desktop.cli.call import Call, secret
from desktop.cli.filing import PASSWORD

if TYPE_CHECKING:
    from desktop.services.office import Office
    from desktop.services.returning import Form
    from desktop.services.returning.shape import FormColumn, FormSheet

ADDED, SHIPPED = "台账", "程序自带"
NAME = "报表的名称"


def declare(commands: Commands) -> None:
    """forms and form."""
    commands.add("forms", "列出能填的报表", listed)
    group = commands.group("form", "加入、查看、导出、导入、删除报表")
    add_ = group.add("add", "认出一张表，连同绑定存进台账", add)
    add_.add_argument("file", metavar="文件", type=Path, help="主管部门发来的表")
    add_.add_argument("--name", required=True, metavar="名称", help="以后怎么叫它")
    add_.add_argument(
        "--rows-from", default="", metavar="记录", help="每一行是什么，如 培训班次；不写就由程序判断"
    )
    add_.add_argument("--password-file", type=Path, metavar="文件", help=PASSWORD)
    group.add("show", "一张报表的每一列填什么", show).add_argument("name", metavar="名称", help=NAME)
    export_ = group.add("export", "把模板和 form.toml 写到文件夹", export)
    export_.add_argument("name", metavar="名称", help=NAME)
    export_.add_argument("folder", metavar="文件夹", type=Path, help="写到哪里")
    import_ = group.add("import", "把文件夹里的模板和 form.toml 存进台账", take_in)
    import_.add_argument("folder", metavar="文件夹", type=Path, help="form export 写出的文件夹")
    group.add("remove", "删除自己加入的报表（可以撤销）", remove).add_argument(
        "name", metavar="名称", help=NAME
    )


def listed(call: Call) -> Answer:
    """The forms that fill."""
    from desktop.services.returning import forms as known

    with call.office() as office:
        found = [_line(office, form) for form in known(office)]
    rows = [
        (
            form["name"],
            form["record"],
            f"一个{form['per']}一份" if form["per"] else "",
            form["source"],
            form["id"],
        )
        for form in found
    ]
    return Answer(found, table(("报表", "一行是", "", "来自", "标识"), rows))


def add(call: Call) -> Answer:
    """A bureau's file kept under a name."""
    from desktop.services import templates

    said = call.options
    with call.office() as office:
        made = templates.add(office, said.file, said.name, said.rows_from, secret(said.password_file))
        document = {**_whole(office, made), "notes": list(made.notes)}
    return Answer(
        document, f"已加入报表「{made.name}」，用 zhijiao fill {made.name} 填报。\n\n{_in_words(document)}"
    )


def show(call: Call) -> Answer:
    """One form, column by column."""
    from desktop.services import templates
    from desktop.services.returning import as_form

    with call.office() as office:
        form = templates.find_form(office, call.options.name)
        document = _whole(office, as_form(office, form))
    return Answer(document, _in_words(document))


def export(call: Call) -> Answer:
    """The form as two files."""
    from desktop.services import templates

    with call.office() as office:
        files = templates.export(office, call.options.name, call.options.folder)
    return Answer(
        {"files": [str(file) for file in files]}, "写好了：\n" + "\n".join(f"  {file}" for file in files)
    )


def take_in(call: Call) -> Answer:
    """Two files as a form of the ledger."""
    from desktop.services import templates

    with call.office() as office:
        made = templates.take_in(office, call.options.folder)
        document = _line(office, made)
    return Answer(document, f"已把报表「{made.name}」存进台账。")


def remove(call: Call) -> Answer:
    """An added form taken out again."""
    from desktop.services import templates

    with call.office() as office:
        name = templates.remove(office, call.options.name)
    return Answer({"removed": name}, f"已删除报表「{name}」，用 zhijiao undo 可以撤销。")


def _line(office: Office, form: Form) -> dict[str, Any]:
    from desktop.services.templates import is_added

    return {
        "id": form.id,
        "name": form.name,
        "layout": form.layout,
        "record": form.record.label,
        "per": form.per.label if form.per else None,
        "source": ADDED if is_added(office, form) else SHIPPED,
        "sheets": [sheet.name for sheet in form.sheets],
    }


def _whole(office: Office, form: Form) -> dict[str, Any]:
    from desktop.services.templates import text_of

    return {
        **_line(office, form),
        "window": form.window_kind,
        "sheets": [_sheet(each) for each in form.sheets],
        "toml": text_of(form),
    }


def _sheet(sheet: FormSheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "record": sheet.record.label,
        "header_rows": list(sheet.header_rows) if sheet.header_rows[0] else None,
        "first_row": sheet.first_row or None,
        "last_row": sheet.last_row or None,
        "columns": [_column(each) for each in sheet.columns],
        "unbound": [
            {"column": each.letter, "header": each.header, "reason": each.reason} for each in sheet.unbound
        ],
        "cells": [
            {"ref": each.ref, "field": each.value.label if each.value else None, "text": each.text or None}
            for each in sheet.cells
        ],
    }


def _column(column: FormColumn) -> dict[str, Any]:
    kinds = {"running": "序号", "key": "主键", "blank": "留空"}
    return {
        "column": column.letter,
        "header": column.header,
        "field": column.value.label if column.value else kinds.get(column.kind),
        "style": (column.value.style or None) if column.value else None,
        "reason": column.reason,
    }


def _in_words(document: dict[str, Any]) -> str:
    lines = [
        f"「{document['name']}」一行是{document['record']}，按{document['window']}填报，来自{document['source']}。"
    ]
    for sheet in document["sheets"]:
        columns = [(e["column"], e["header"], e["field"], e["style"], e["reason"]) for e in sheet["columns"]]
        columns += [(e["column"], e["header"], "", "", e["reason"] or "没有填") for e in sheet["unbound"]]
        lines += ["", f"工作表「{sheet['name']}」"]
        if columns:
            lines.append(table(("列", "表头", "字段", "样子", "依据"), columns))
        cells = [(e["ref"], e["field"] or e["text"] or "") for e in sheet["cells"]]
        if cells:
            lines += ["", table(("单元格", "填什么"), cells)]
    return "\n".join(lines)
