"""A recognised form written as form.toml, with what recognition saw and why beside each line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.records.catalogue import Path, record
from desktop.services.returning.relations import Relation
from desktop.services.returning.shape import (
    BLANK,
    KEY,
    RUNNING,
    CodeTable,
    Figure,
    Form,
    FormCell,
    FormColumn,
    FormSheet,
    Rule,
    Value,
)
from desktop.store.find import Condition

HEAD = """\
# {name}：由程序认表头写成，改动后用 zhijiao form import 放回台账；各项的写法见 forms/README.md。
# 左边是列号或单元格，右边是台账里的字段；每行后面注明表头和依据。"""


def form_text(form: Form, name: str) -> str:
    """The whole file; loading it gives the same form."""
    return "\n".join([*_top(form, name), *(line for sheet in form.sheets for line in _sheet(sheet)), ""])


def _top(form: Form, name: str) -> Iterator[str]:
    yield HEAD.format(name=name)
    yield f"name = {_text(name)}"
    yield f"layout = {_text(form.layout)}"
    yield f"record = {_text(form.record.label)}"
    if form.per is not None:
        yield f"per = {_text(form.per.label)}"
    yield f"window = {_text(form.window_kind)}"
    if form.where:
        note = f"   # {_comment(form.narrowed)}" if form.narrowed else ""
        yield f"where = [{', '.join(_condition(each) for each in form.where)}]{note}"
    if form.sort:
        yield f"sort = {_texts(f'-{label}' if down else label for label, down in form.sort)}"
    if form.source:
        yield f"source = {_text(form.source)}"
    yield f"checks = {_texts(form.checks)}"
    stated: list[Rule | Relation] = [*form.rules, *form.relations]
    for rule in stated:
        yield from _rule(rule)
    for table in _tables(form):
        yield from _codes(table)


def _condition(condition: Condition) -> str:
    label = condition.path.label if isinstance(condition.path, Path) else condition.path
    value = "" if condition.op in ("empty", "filled") else f", value = {_any(condition.value)}"
    return f"{{field = {_text(label)}, op = {_text(condition.op)}{value}}}"


def _rule(rule: Rule | Relation) -> Iterator[str]:
    yield from ("", "[[check]]", f"that = {_text(rule.that)}", f"say = {_text(rule.say)}")
    if isinstance(rule, Relation) and rule.sheet:
        yield f"sheet = {_text(rule.sheet)}"
    if rule.severity != "error":
        yield f"severity = {_text(rule.severity)}"


def _tables(form: Form) -> Iterable[CodeTable]:
    columns = (each.value for sheet in form.sheets for each in sheet.columns)
    cells = (each.value for sheet in form.sheets for each in sheet.cells)
    found = (value.table for value in (*columns, *cells) if value is not None and value.table is not None)
    return {table.name: table for table in found}.values()


def _codes(table: CodeTable) -> Iterator[str]:
    yield from ("", "[[codes]]", f"name = {_text(table.name)}", "items = [")
    yield from (f"  {_texts(pair)}," for pair in table.items.items())
    yield "]"


def _sheet(sheet: FormSheet) -> Iterator[str]:
    yield from ("", "[[sheet]]", f"name = {_text(sheet.name)}")
    if sheet.header_rows[0]:
        yield f"header_rows = [{sheet.header_rows[0]}, {sheet.header_rows[1]}]"
    if sheet.has_list:
        yield f"first_row = {sheet.first_row}"
        yield f"last_row = {sheet.last_row}"
        yield from _section(sheet)
        if sheet.required:
            yield f"required = {_texts(sheet.required)}"
        yield from ("", "[sheet.columns]")
        bound = {column.index: column for column in (*sheet.unbound, *sheet.columns)}
        yield from (_column(bound[index], sheet.unbound) for index in sorted(bound))
    elif sheet.first_row:
        yield f"first_row = {sheet.first_row}"
        yield f"last_row = {sheet.last_row}"
    if sheet.cells:
        yield from ("", "[sheet.cells]")
        yield from (f"{cell.ref} = {_cell(cell)}" for cell in sheet.cells)


def _section(sheet: FormSheet) -> Iterator[str]:
    """Which rows go into a section of the list."""
    if sheet.section:
        yield f"section = {_text(sheet.section)}"
    if sheet.where:
        yield f"where = [{', '.join(_condition(each) for each in sheet.where)}]"
    if sheet.within:
        yield f"within = {_text(sheet.within)}"
    if sheet.goes_on:
        yield "goes_on = true"


def _column(column: FormColumn, unbound: Sequence[FormColumn]) -> str:
    note = f"# 表头：{_comment(column.header)}" if column.header else ""
    why = f"依据：{_comment(column.reason)}" if column.reason else ""
    if column in unbound:  # a comment and not 留空: what the ledger learns later is bound all the same
        return f'# {column.letter} = ""   {note}  没有填，{_comment(column.reason) or "台账里没有对应的字段"}'
    words = {"running": RUNNING, "key": KEY, "blank": BLANK}
    said = words[column.kind] if column.value is None else ""
    text = _text(said) if column.value is None else value_text(column.value)
    told = "" if column.header == said else "  ".join(each for each in (note, why) if each)
    return f"{column.letter} = {text}" + (f"   {told}" if told else "")


def _cell(cell: FormCell) -> str:
    if cell.figure is not None:
        return _figure(cell.figure)
    if cell.value is not None:
        more = [f"mode = {_text(cell.mode)}"] if cell.mode != "replace" else []
        more += [f"holds = {_text(cell.holds)}"] if cell.holds else []
        more += [f"also = {_texts(cell.also)}"] if cell.also else []
        more += [f"turn = {cell.turn}"] if cell.turn else []
        return value_text(cell.value, more)
    labels = iter(f"{each.label}:{each.style}" if each.style else each.label for each in cell.texts)
    text = "".join(part if part != "{}" else f"{{{next(labels)}}}" for part in _split(cell.text))
    mode = f", mode = {_text(cell.mode)}" if cell.mode != "replace" else ""
    return f"{{text = {_text(text)}{mode}}}"


def _figure(figure: Figure) -> str:
    """{measure = "人次", record = "学员名册", where = ["学员.性别=2"]}, or what it adds up."""
    policy = figure.record == "policy"
    name = figure.measure.removeprefix("policy.") if policy else figure.label
    details = [f"measure = {_text(name)}"]
    if figure.record not in ("school", "policy"):
        details.append(f"record = {_text(record(figure.record).label)}")
    elif policy:
        details.append('record = "policy"')
    if figure.where:
        details.append(f"where = {_texts(_stated(each) for each in figure.where)}")
    details += [f"window = {_text(figure.window)}"] if figure.window else []
    details += [f"style = {_text(figure.style)}"] if figure.style else []
    details += [f"of = {_texts(figure.of)}"] if figure.of else []
    return f"{{{', '.join(details)}}}"


def _stated(each: Condition) -> str:
    label = each.path if isinstance(each.path, str) else each.path.label
    if each.op == "in":
        return f"{label}={'、'.join(str(value) for value in each.value)}"
    value = {True: "是", False: "否"}[each.value] if isinstance(each.value, bool) else each.value
    return f"{label}{each.op}{value}"


def _split(text: str) -> list[str]:
    parts: list[str] = []
    for number, piece in enumerate(text.split("{}")):
        parts += ["{}", piece] if number else [piece]
    return parts


def value_text(value: Value, more: list[str] | None = None) -> str:
    """A value as form.toml writes it: "字段", ["字段", "字段"] or {field = …, style = …}."""
    if value.parts[0].figure is not None:
        return _figure(value.parts[0].figure)
    labels = [part.label for part in value.parts]
    details = list(more or [])
    if value.join is not None:
        details.append(f"join = {_text(value.join)}")
    if value.style:
        details.append(f"style = {_text(value.style)}")
    if value.suffix:
        details.append(f"suffix = {_text(value.suffix)}")
    if value.suffix_if is not None:
        part, words = value.suffix_if
        details.append(f"suffix_if = {{field = {_text(part.label)}, value = {_texts(sorted(words))}}}")
    if value.table is not None:
        details.append(f"codes = {_text(value.table.name)}")
    details += [f"{key} = {size}" for key, size in (("width", value.width), ("length", value.length)) if size]
    if not details:
        return _text(labels[0]) if len(labels) == 1 else _texts(labels)
    field = f"field = {_text(labels[0])}" if len(labels) == 1 else f"fields = {_texts(labels)}"
    return f"{{{', '.join([field, *details])}}}"


def _any(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list | frozenset | set):
        return f"[{', '.join(_any(each) for each in value)}]"
    return _text(str(value))


def _texts(words: Iterable[str]) -> str:
    return f"[{', '.join(_text(word) for word in words)}]"


def _text(word: str) -> str:
    """A TOML string; JSON's escapes are TOML's."""
    return json.dumps(word, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """On one line: a comment ends where the line does."""
    return " ".join(text.split())
