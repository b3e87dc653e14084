"""form.toml into a Form; whatever is wrong in it is said with file, key and line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, cast

from desktop.core.datafile import Section, read_datafile
from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.same import Same
from desktop.records.catalogue import Record, record
from desktop.services.office import Office
from desktop.services.returning import conditions
from desktop.services.returning.loading_rules import read_rule
from desktop.services.returning.loading_values import (
    column_letter,
    letter_index,
    part,
    read_cell,
    read_column,
    with_codes,
)
from desktop.services.returning.relations import Relation
from desktop.services.returning.shape import Form, FormCell, FormColumn, FormSheet, Rule
from desktop.store.find import Condition

__all__ = ["column_letter", "form", "forms", "letter_index", "load_form", "part", "read_forms"]

FORM_FILE, TEMPLATE_FILES = "form.toml", ("template.xlsx", "template.xlsm")
LAYOUTS = ("list", "card", "cross")
WINDOW_KINDS = ("学年", "自然年", "任意")
CHECKS = ("必填", "代码", "重复", "号码", "日期", "名册", "全称")
SOURCES = ("practice", "workload", "policy", "slips")


def template_in(folder: FilePath) -> FilePath | None:
    """The bureau's file in a form's folder."""
    return next((folder / name for name in TEMPLATE_FILES if (folder / name).is_file()), None)


def load_form(office: Office, folder: FilePath) -> Form:
    """The form in a folder."""
    top = read_datafile(folder / FORM_FILE)
    template = template_in(folder)
    if template is None:
        raise UserError(
            "缺少模板文件 template.xlsx。", place=folder.name, hint="请把主管部门的表格放进这个文件夹。"
        )
    own = _record(top, "record")
    stated = [read_rule(row, own) for row in top.rows("check")] if top.raw("check") else []
    per = _record(top, "per") if "per" in top.keys() else None  # noqa: SIM118 (a Section is no mapping)
    form = Form(
        id=folder.name,
        name=top.text("name"),
        layout=top.choice("layout", LAYOUTS),
        record=own,
        template=template,
        sheets=with_codes(top, tuple(_sheet(office, row, own, per) for row in top.rows("sheet"))),
        per=per,
        window_kind=top.choice("window", WINDOW_KINDS, "任意"),
        where=tuple(_condition(office, row, own) for row in top.rows("where")) if top.raw("where") else (),
        sort=_sort(top, own),
        source=top.choice("source", SOURCES, SOURCES[0]) if top.raw("source") else "",
        checks=_checks(top),
        rules=tuple(each for each in stated if isinstance(each, Rule)),
        relations=tuple(each for each in stated if isinstance(each, Relation)),
    )
    if form.layout == "cross" and not any(cell.figure for sheet in form.sheets for cell in sheet.cells):
        raise top.error(
            "sheet", "交叉表要写 [sheet.measures] 和 [sheet.headings]，或在 [sheet.cells] 里写 measure。"
        )
    if form.layout == "list" and not any(sheet.has_list for sheet in form.sheets):
        raise top.error("sheet", "至少要有一个写明 first_row 的 [[sheet]]。")
    if form.layout == "card" and (len(form.sheets) != 1 or form.sheets[0].has_list):
        raise top.error("sheet", "卡片只能有一个 [[sheet]]，只写 [sheet.cells]。")
    top.done()
    return form


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


def _sheet(office: Office, row: Section, own: Record, per: Record | None) -> FormSheet:
    header = row.raw("header_rows", [0, 0])
    if not (isinstance(header, list) and len(header) == 2 and all(isinstance(n, int) for n in header)):
        raise row.error("header_rows", "应填表头的首行和末行，如 [4, 5]。")
    first = row.whole("first_row", 0)
    last = row.whole("last_row", first)
    if first and not header[0] <= header[1] < first <= last:
        raise row.error("first_row", "行号次序应为：表头首行 ≤ 表头末行 < first_row ≤ last_row。")
    columns = row.section("columns")
    cells = row.section("cells")
    listed = [_column(office, columns, key, own) for key in columns.keys()]  # noqa: SIM118 (no mapping)
    sheet = FormSheet(
        name=row.text("name"),
        record=own,
        header_rows=(header[0], header[1]),
        first_row=first,
        last_row=last,
        columns=tuple(sorted(listed, key=lambda each: each.index)),
        cells=(
            *(_cell(office, cells, key, own, per) for key in cells.keys()),  # noqa: SIM118
            *_cross(office, row, own),
        ),
        required=row.texts("required"),
        section=row.text("section", ""),
        where=tuple(_condition(office, each, own) for each in row.rows("where")) if row.raw("where") else (),
        within=row.text("within", ""),
        goes_on=row.flag("goes_on", False),
    )
    _check_section(row, sheet)
    counted = any(cell.figure is not None for cell in sheet.cells)
    if bool(first) != bool(sheet.columns) and not counted:
        raise row.error("columns", "写了 first_row 就要有 [sheet.columns]，反之亦然。")
    row.done()
    return sheet


def _check_section(row: Section, sheet: FormSheet) -> None:
    """A section says which rows it takes; only a section may."""
    told = bool(sheet.where or sheet.within)
    if told != bool(sheet.section):
        raise row.error("section", "分段的清单，每段要写 section（段名）和 where 或 within（哪些行）。")
    if not sheet.within:
        return
    from desktop.services.binding.heading_parts import part_of_year  # late: hardly a list is
    from desktop.services.binding.measure_headings import LAST_YEAR

    try:
        if sheet.within != LAST_YEAR and not part_of_year(sheet.within):
            parse_window(sheet.within)
    except UserError as exc:
        raise row.error("within", exc.sentence) from None
    if not sheet.record.model.window:
        raise row.error("within", f"「{sheet.record.label}」没有日期，不能按期间分段。")


def _column(office: Office, columns: Section, letter: str, own: Record) -> FormColumn:
    raw = columns.raw(letter)
    if not isinstance(raw, dict) or "measure" not in raw:
        return read_column(columns, letter, own)
    from desktop.services.returning.row_figures import read_row_figure  # late: hardly a list counts

    return read_row_figure(office, columns, letter, own)


def _cell(office: Office, cells: Section, ref: str, own: Record, per: Record | None) -> FormCell:
    if not isinstance(cells.raw(ref), dict) or "measure" not in cells.raw(ref):
        return read_cell(cells, ref, own, per)
    from desktop.services.returning.cross import read_figure  # late: most forms count nothing

    return FormCell(ref, figure=read_figure(office, cells, ref, own))


def _cross(office: Office, row: Section, own: Record) -> tuple[FormCell, ...]:
    """The cells of a cross table: what its columns count, and what its rows narrow it to."""
    measures, headings = row.section("measures"), row.section("headings")
    if not measures.keys():
        return ()
    from desktop.services.returning.cross import read_cross  # late: most forms count nothing

    if not headings.keys():
        raise row.error("measures", "写了 [sheet.measures] 就要有 [sheet.headings]。")
    return read_cross(office, measures, headings, own)


def forms(office: Office) -> list[Form]:
    """Every form that can be filled: the ledger's own, then those of forms/ by folder."""
    return [each for each in read_forms(office) if isinstance(each, Form)]


def read_forms(office: Office) -> list[Form | UserError]:
    """Every form, or what is wrong with it: one never hides the others. Those of the ledger come first, and
    one that is called like a shipped form takes its place."""
    from desktop.services.templates import added_forms  # late: it loads its forms with this module

    added = added_forms(office)
    taken = {each.name for each in added if isinstance(each, Form)}
    shipped = _shipped(office)
    return [*added, *(each for each in shipped if not (isinstance(each, Form) and each.name in taken))]


def _shipped(office: Office) -> list[Form | UserError]:
    """Every folder of forms/, read again where one of its files has changed."""
    if not office.forms_dir.is_dir():
        return []
    folders = [each for each in sorted(office.forms_dir.iterdir()) if (each / FORM_FILE).is_file()]
    return list(_read_shipped(Same(office), tuple((each, *_stamps(each)) for each in folders)))


def _stamps(folder: FilePath) -> Iterator[tuple[int, int]]:
    for name in (FORM_FILE, *TEMPLATE_FILES):
        file = folder / name
        if file.is_file():
            known = file.stat()
            yield known.st_mtime_ns, known.st_size


@lru_cache(maxsize=2)
def _read_shipped(office: Same[Office], folders: tuple[Any, ...]) -> tuple[Form | UserError, ...]:
    """The forms are asked for with every file that comes in, and reading all of them takes a while."""
    found: list[Form | UserError] = []
    for folder, *_ in folders:
        try:
            found.append(load_form(office.it, folder))
        except UserError as exc:
            found.append(exc)
    return tuple(found)


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
