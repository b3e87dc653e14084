"""form.toml into a Form; whatever is wrong in it is said with file, key and line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any, Literal, cast

from desktop.core.datafile import Section, read_datafile
from desktop.core.errors import Severity, UserError
from desktop.core.presenting import STYLES
from desktop.records.catalogue import Record, record
from desktop.services.office import Office
from desktop.services.returning import conditions
from desktop.services.returning.outer import outer_field
from desktop.services.returning.relations import EXAMPLE, Relation, parse_relations
from desktop.services.returning.shape import (
    BLANK,
    KEY,
    RUNNING,
    CellMode,
    CodeTable,
    Form,
    FormCell,
    FormColumn,
    FormSheet,
    Part,
    Rule,
    Value,
)
from desktop.store.find import Condition

FORM_FILE, TEMPLATE_FILE = "form.toml", "template.xlsx"
LAYOUTS = ("list",)
WINDOW_KINDS = ("学年", "自然年", "任意")
CHECKS = ("必填", "代码", "重复", "号码", "日期", "名册", "全称")
SOURCES = ("practice", "workload")
_REF = re.compile(r"[A-Z]{1,3}[1-9]\d*")
_LETTER = re.compile(r"[A-Z]{1,3}")
_PLACE = re.compile(r"\{([^{}]+)\}")
_RELATION = re.compile(r"(.+?)(<=|>=|!=|<>|≤|≥|≠|=)(.+)")
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!="}


def letter_index(letter: str) -> int:
    """A → 1, AA → 27."""
    index = 0
    for char in letter:
        index = index * 26 + ord(char) - 64
    return index


def column_letter(index: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def load_form(office: Office, folder: FilePath) -> Form:
    """The form in a folder."""
    top = read_datafile(folder / FORM_FILE)
    template = folder / TEMPLATE_FILE
    if not template.is_file():
        raise UserError(
            "缺少模板文件 template.xlsx。", place=folder.name, hint="请把主管部门的表格放进这个文件夹。"
        )
    own = _record(top, "record")
    stated = [_rule(row, own) for row in top.rows("check")] if top.raw("check") else []
    per = _record(top, "per") if "per" in top.keys() else None  # noqa: SIM118 (a Section is no mapping)
    form = Form(
        id=folder.name,
        name=top.text("name"),
        layout=top.choice("layout", LAYOUTS),
        record=own,
        template=template,
        sheets=_coded(top, tuple(_sheet(row, own, per) for row in top.rows("sheet"))),
        per=per,
        window_kind=top.choice("window", WINDOW_KINDS, "任意"),
        where=tuple(_condition(office, row, own) for row in top.rows("where")) if top.raw("where") else (),
        sort=_sort(top, own),
        source=top.choice("source", SOURCES, SOURCES[0]) if top.raw("source") else "",
        checks=_checks(top),
        rules=tuple(each for each in stated if isinstance(each, Rule)),
        relations=tuple(each for each in stated if isinstance(each, Relation)),
    )
    if not any(sheet.has_list for sheet in form.sheets):
        raise top.error("sheet", "至少要有一个写明 first_row 的 [[sheet]]。")
    top.done()
    return form


def _coded(top: Section, sheets: tuple[FormSheet, ...]) -> tuple[FormSheet, ...]:
    """The sheets with the code tables they name; [[codes]] stands anywhere in the file."""
    tables = {table.name: table for table in map(_code_table, top.rows("codes"))} if top.raw("codes") else {}

    def coded(value: Value | None) -> Value | None:
        if value is None or value.table is None:
            return value
        if value.table.name not in tables:
            raise top.error("codes", f"没有名为「{value.table.name}」的 [[codes]]。")
        return replace(value, table=tables[value.table.name])

    return tuple(
        replace(
            sheet,
            columns=tuple(replace(each, value=coded(each.value)) for each in sheet.columns),
            cells=tuple(replace(each, value=coded(each.value)) for each in sheet.cells),
        )
        for sheet in sheets
    )


def _code_table(row: Section) -> CodeTable:
    items: dict[str, str] = {}
    for pair in row.raw("items", []):
        if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(each, str) for each in pair)):
            raise row.error("items", f'每一项应是 ["名称", "代码"]，现在有“{pair}”。')
        if pair[0] in items:
            raise row.error("items", f"“{pair[0]}”写了两次。")
        items[pair[0]] = pair[1]
    if not items:
        raise row.error("items", '至少要有一项，如 ["考察观摩", "1"]。')
    table = CodeTable(row.text("name"), items)
    row.done()
    return table


def _record(top: Section, key: str) -> Record:
    name = top.text(key)
    try:
        return record(name)
    except UserError as exc:
        raise top.error(key, exc.sentence) from None


def _checks(top: Section) -> tuple[str, ...]:
    found = top.texts("checks")
    for each in found:
        if each not in CHECKS:
            raise top.error("checks", f"没有叫“{each}”的检查，可用的有：{'、'.join(CHECKS)}。")
    return found


def _sort(top: Section, own: Record) -> tuple[tuple[str, bool], ...]:
    found = []
    for each in top.texts("sort"):
        label = each.removeprefix("-")
        if own.find_path(label) is None:
            raise top.error("sort", f"「{own.label}」里没有叫「{label}」的字段。")
        found.append((label, each.startswith("-")))
    return tuple(found)


def _condition(office: Office, row: Section, own: Record) -> Condition:
    label = row.text("field")
    op = row.choice("op", conditions.OPERATORS, "=")
    value: Any = row.raw("value")
    row.done()
    try:
        return conditions.typed(office, own, Condition(label, cast("Any", op), value))
    except UserError as exc:
        raise row.error("field", exc.sentence) from None


def _sheet(row: Section, own: Record, per: Record | None) -> FormSheet:
    header = row.raw("header_rows")
    if not (isinstance(header, list) and len(header) == 2 and all(isinstance(n, int) for n in header)):
        raise row.error("header_rows", "应填表头的首行和末行，如 [4, 5]。")
    first = row.whole("first_row", 0)
    last = row.whole("last_row", first)
    if first and not header[0] <= header[1] < first <= last:
        raise row.error("first_row", "行号次序应为：表头首行 ≤ 表头末行 < first_row ≤ last_row。")
    columns = row.section("columns")
    cells = row.section("cells")
    sheet = FormSheet(
        name=row.text("name"),
        record=own,
        header_rows=(header[0], header[1]),
        first_row=first,
        last_row=last,
        columns=tuple(sorted((_column(columns, key, own) for key in columns.keys()), key=lambda c: c.index)),  # noqa: SIM118
        cells=tuple(_cell(cells, key, own, per) for key in cells.keys()),  # noqa: SIM118
        required=row.texts("required"),
    )
    if bool(first) != bool(sheet.columns):
        raise row.error("columns", "写了 first_row 就要有 [sheet.columns]，反之亦然。")
    row.done()
    return sheet


def _column(columns: Section, letter: str, own: Record) -> FormColumn:
    if not _LETTER.fullmatch(letter):
        raise columns.error(letter, "左边应是列号，如 B 或 AA。")
    raw = columns.raw(letter)
    index = letter_index(letter)
    if raw == RUNNING:
        return FormColumn(index, letter, "running", header=RUNNING)
    if raw == BLANK:
        return FormColumn(index, letter, "blank")
    if raw == KEY:
        return FormColumn(index, letter, "key", header=KEY)
    return FormColumn(index, letter, "field", _value(columns, letter, own, None))


def _value(section: Section, key: str, own: Record, per: Record | None) -> Value:
    """A value written as "字段", ["字段", "字段"] or {field = …, style = …}."""
    raw = section.raw(key)
    if isinstance(raw, str):
        return Value((part(section, key, raw, own, per),))
    if isinstance(raw, list) and raw and all(isinstance(each, str) for each in raw):
        return Value(tuple(part(section, key, each, own, per) for each in raw))
    if not isinstance(raw, dict):
        raise section.error(key, '应填 "字段"、["字段", "字段"] 或 {field = "字段", style = "样式"}。')
    row = section.section(key)
    value = _detailed(row, own, per)
    row.done()
    return value


def _detailed(row: Section, own: Record, per: Record | None) -> Value:
    several = row.texts("fields")
    labels = several or (row.text("field"),)
    join = row.raw("join")
    if join is not None and not (several and isinstance(join, str)):
        raise row.error(
            "join", 'join 要和 fields 一起用，如 fields = ["企业.地址", "企业.联系人"], join = "／"。'
        )
    style = row.choice("style", STYLES, STYLES[0]) if row.raw("style") else ""
    only = row.section("suffix_if")
    suffix_if = None
    if only.keys():
        words = only.texts("value")
        suffix_if = (part(only, "field", only.text("field"), own, per), frozenset(words))
        only.done()
    table = row.text("codes", "")
    return Value(
        tuple(part(row, "field", each, own, per) for each in labels),
        join,
        style,
        row.text("suffix", ""),
        suffix_if,
        table=CodeTable(table) if table else None,
        width=row.whole("width", 0),
        length=row.whole("length", 0),
        required=row.flag("required", False),
    )


def part(section: Section, key: str, label: str, own: Record, per: Record | None) -> Part:
    """A label of what surrounds the rows, of the row `per` a file is for, or of the rows."""
    if outer_field(label) is not None:
        return Part(label)
    if per is not None:
        found = per.find_path(label)
        if found is not None and label.startswith(f"{per.label}."):
            return Part(label, found)
    found = own.find_path(label)
    if found is None:
        raise section.error(key, f"「{own.label}」里没有叫「{label}」的字段。")
    return Part(label, found)


def _cell(cells: Section, ref: str, own: Record, per: Record | None) -> FormCell:
    if not _REF.fullmatch(ref):
        raise cells.error(ref, "左边应是单元格地址，如 A2。")
    if isinstance(cells.raw(ref), str):
        return FormCell(ref, value=_value(cells, ref, own, per))
    row = cells.section(ref)
    mode = cast("CellMode", row.choice("mode", ("replace", "after"), "replace"))
    text = row.text("text", "")
    if text:
        row.done()
        values = tuple(Value((part(row, "text", label, own, per),)) for label in _PLACE.findall(text))
        return FormCell(ref, mode, text=_PLACE.sub("{}", text), texts=values)
    value = _detailed(row, own, per)
    row.done()
    return FormCell(ref, mode, value)


def _rule(row: Section, own: Record) -> Rule | Relation:
    """A relation of the fields of a row, or one of columns, cells, sums, other forms and the ledger."""
    that, sheet = row.text("that"), row.text("sheet", "")
    found = _RELATION.fullmatch(that)
    if found is None:
        raise row.error(
            "that", f"应写成关系式，如 结业人数 <= 实到人数、学时 = 理论学时 + 实操学时，{EXAMPLE}。"
        )
    severity = cast("Severity", row.choice("severity", ("error", "warning", "hint"), "error"))
    if sheet or not all(_is_field(word, own) for side in (found[1], found[3]) for word in side.split("+")):
        relation = replace(_relation(row, that, own), say=row.text("say", ""), severity=severity, sheet=sheet)
        row.done()
        return relation
    op = cast("Literal['<=', '>=', '=', '!=']", _SIGNS.get(found[2], found[2]))
    rule = Rule(that, _sum(row, found[1], own), op, _sum(row, found[3], own), row.text("say"), severity)
    row.done()
    return rule


def _is_field(word: str, own: Record) -> bool:
    return word.strip().isdigit() or own.find_path(word.strip()) is not None


def _relation(row: Section, that: str, own: Record) -> Relation:
    try:
        found = parse_relations(that, chained=False)[0]
    except ValueError:
        raise row.error("that", f"关系式看不懂，可写成 {EXAMPLE}。") from None
    for term in found.terms:
        if term.kind == "column" and not term.form and not _LETTER.fullmatch(term.ref):
            part(row, "that", term.ref, own, None)
        if term.kind == "ledger":
            _measure(row, term.ref)
    return found


def _measure(row: Section, ref: str) -> None:
    try:
        record(ref.partition(".")[0])
    except UserError as exc:
        raise row.error("that", exc.sentence) from None


def _sum(row: Section, side: str, own: Record) -> tuple[Part | int, ...]:
    terms: list[Part | int] = []
    for term in side.split("+"):
        word = term.strip()
        terms.append(int(word) if word.isdigit() else part(row, "that", word, own, None))
    return tuple(terms)


def forms(office: Office) -> list[Form]:
    """Every form that can be filled, by the order of its folder's name."""
    return [each for each in read_forms(office) if isinstance(each, Form)]


def read_forms(office: Office) -> list[Form | UserError]:
    """Every folder of forms/ as a form or as what is wrong with it: one never hides the others."""
    found: list[Form | UserError] = []
    if not office.forms_dir.is_dir():
        return found
    for folder in sorted(office.forms_dir.iterdir()):
        if not (folder / FORM_FILE).is_file():
            continue
        try:
            found.append(load_form(office, folder))
        except UserError as exc:
            found.append(exc)
    return found


def form(office: Office, name: str) -> Form:
    """A form by its Chinese name or its folder; an unambiguous part of the name will do.

    1+X/职业技能等级证书… is called with 、: no file can have a / in its name.
    """
    name = name.replace("/", "、")
    known = read_forms(office)
    good = [each for each in known if isinstance(each, Form)]
    for each in good:
        if name in (each.id, each.name):
            return each
    near: Sequence[Form] = [each for each in good if name and name in each.name]
    if len(near) == 1:
        return near[0]
    broken = next((each for each in known if isinstance(each, UserError) and name in str(each)), None)
    if broken is not None:
        raise broken
    listed = "、".join(f"「{each.name}」" for each in good)
    raise UserError(f"没有叫「{name}」的报表。", hint=f"可用的有：{listed}。")
