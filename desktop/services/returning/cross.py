"""Cross tables of a form: what each cell counts, from form.toml or from headings never seen before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, cast

from desktop.core.datafile import Section
from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.presenting import STYLES, show
from desktop.records.catalogue import Record, record
from desktop.services import learning
from desktop.services.binding.measures import LAST_YEAR, CrossBinding, bind_cross, measure_named
from desktop.services.counting.figures import figures
from desktop.services.counting.stats import measures_of
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.services.returning import conditions
from desktop.services.returning.measures import POLICY, window_named
from desktop.services.returning.own_names import WithOwnNames
from desktop.services.returning.shape import Figure, Form, FormCell, FormColumn, FormSheet
from desktop.services.validating.scope import Finding
from desktop.store.find import Condition
from desktop.workbook import Sheet, Table
from desktop.workbook.cross import Cross, cross_of
from desktop.workbook.refs import column_letters, format_ref

_LETTER: Final = re.compile(r"[A-Z]{1,3}")
_ROW: Final = re.compile(r"[1-9]\d*")
_STATED: Final = re.compile(r"(.+?)(!=|<=|>=|=|<|>)(.*)")


# -- form.toml -------------------------------------------------------------------------------------------


def read_cross(office: Office, measures: Section, headings: Section, own: Record) -> tuple[FormCell, ...]:
    """[sheet.measures] says what the columns (or rows) count, [sheet.headings] what the rows (or columns)
    narrow it to: every pair of them is a cell."""
    counted = {key: read_figure(office, measures, key, own) for key in measures.keys()}  # noqa: SIM118
    narrowed = {key: _heading(office, headings, key, own) for key in headings.keys()}  # noqa: SIM118
    by_column = all(_LETTER.fullmatch(key) for key in counted)
    if not by_column and not all(_ROW.fullmatch(key) for key in counted):
        raise measures.error(next(iter(counted)), "左边应全是列号（如 D），或全是行号（如 5）。")
    other = _ROW if by_column else _LETTER
    wrong = next((key for key in narrowed if not other.fullmatch(key)), None)
    if wrong is not None:
        raise headings.error(wrong, f"左边应是{'行号，如 9' if by_column else '列号，如 D'}。")
    cells = []
    for line, narrow in narrowed.items():
        for key, figure in counted.items():
            if figure.record not in (own.id, "enrolment") and narrow[1]:
                raise measures.error(key, f"“{figure.label}”不能再按条件细分。")
            ref = f"{key}{line}" if by_column else f"{line}{key}"
            cells.append(FormCell(ref, figure=_narrowed(figure, narrow, key, by_column=by_column)))
    return tuple(cells)


_Narrow = tuple[str, tuple[Condition, ...], str, tuple[str, ...]]  # record, conditions, window, keys added up


def _narrowed(figure: Figure, narrow: _Narrow, key: str, *, by_column: bool) -> Figure:
    target, where, window, added = narrow
    if added:
        return replace(figure, of=tuple(f"{key}{each}" if by_column else f"{each}{key}" for each in added))
    root, own = _common(figure.record, figure.where, target, where)
    return replace(figure, record=root, where=own, window=window or figure.window)


def _common(
    one: str, wheres: tuple[Condition, ...], two: str, more: tuple[Condition, ...]
) -> tuple[str, tuple[Condition, ...]]:
    """Conditions of both axes named from one record: from a person's line where either needs it."""
    if one == two or not more:
        return one, (*wheres, *more)
    return "enrolment", (*_from_line(one, wheres), *_from_line(two, more))


def _from_line(root: str, where: tuple[Condition, ...]) -> tuple[Condition, ...]:
    if root == "enrolment":
        return where
    return tuple(replace(each, path=f"培训班次.{each.path}") for each in where)


def read_figure(office: Office, section: Section, key: str, own: Record) -> Figure:
    """A measure written as "培训人次" or {measure = …, record = …, where = […], window = …, style = …}."""
    raw = section.raw(key)
    if isinstance(raw, str):
        return _measure(office, section, key, raw, own.id)
    if not isinstance(raw, dict):
        raise section.error(key, '应填 "统计项" 或 {measure = "统计项", style = "样式"}。')
    row = section.section(key)
    target = row.text("record", "")
    if target and target != POLICY:
        try:
            target = record(target).id
        except UserError as exc:
            raise row.error("record", exc.sentence) from None
    figure = _measure(office, row, "measure", row.text("measure"), target or own.id)
    root, where = _stated(office, row, row.texts("where"), figure.record)
    window = _window(row)
    style = row.choice("style", STYLES, STYLES[0]) if row.raw("style") else figure.style
    added = row.texts("of")
    row.done()
    return replace(figure, record=root, where=where, window=window, style=style, of=added)


def _measure(office: Office, section: Section, key: str, name: str, own: str) -> Figure:
    if own == POLICY:
        found = {each.id: each for pack in policy(office) for each in pack.targets}.get(name)
        if found is None:
            raise section.error(key, f"政策文件里没有叫“{name}”的指标。")
        return Figure(POLICY, f"policy.{found.id}", found.label)
    named = measure_named(name, own) or measure_named(name)
    if named is None:
        raise section.error(
            key, f"没有叫“{name}”的统计项，可用的如：班次数、人次、培训人数、学时、到账经费。"
        )
    words, measure = named
    return Figure(measure.root or (own if own == words.person else words.owner), measure.id, measure.label)


def _window(row: Section) -> str:
    name = row.text("window", "")
    if name and name != LAST_YEAR:
        try:
            window_named(name, cast("Any", None))
        except UserError as exc:
            raise row.error("window", f"{exc.sentence}也可以写“{LAST_YEAR}”。") from None
    return name


def _heading(office: Office, section: Section, key: str, own: Record) -> _Narrow:
    """One condition, a list of them, {where = […], window = "上年"} or {sum = [9, 20]}."""
    raw = section.raw(key)
    if isinstance(raw, str):
        root, where = _stated(office, section, (raw,) if raw else (), own.id, key)
        return root, where, "", ()
    if isinstance(raw, list):
        root, where = _stated(office, section, section.texts(key), own.id, key)
        return root, where, "", ()
    row = section.section(key)
    added = row.raw("sum")
    if added is not None:
        row.done()
        return own.id, (), "", _added(row, added)
    root, where = _stated(office, row, row.texts("where"), own.id)
    window = _window(row)
    row.done()
    return root, where, window, ()


def _added(row: Section, raw: Any) -> tuple[str, ...]:
    """[9, 20] are rows 9 to 20; ["D", "F"] are those columns; [[9, 12], [14, 20]] several stretches."""
    stretches = raw if isinstance(raw, list) and raw and isinstance(raw[0], list) else [raw]
    found: list[str] = []
    for each in stretches:
        if isinstance(each, list) and len(each) == 2 and all(isinstance(n, int) for n in each):
            found += [str(n) for n in range(each[0], each[1] + 1)]
        elif isinstance(each, list) and each and all(isinstance(n, str) for n in each):
            found += each
        else:
            raise row.error("sum", '应写要相加的行的首末，如 [9, 20]；或列号，如 ["D", "E"]。')
    return tuple(found)


def _stated(
    office: Office, row: Section, texts: tuple[str, ...], own: str, key: str = "where"
) -> tuple[str, tuple[Condition, ...]]:
    """标签=值, named from the record counted; a person's own field (性别) from the line of the roster."""
    named: list[tuple[str, Condition]] = []
    for text in texts:
        found = _STATED.fullmatch(text)
        if found is None:
            raise row.error(key, f"条件“{text}”应写成“标签=值”。")
        label, op, words = found[1].strip(), found[2], found[3].strip()
        root = _root_of(own, label)
        if root is None:
            raise row.error(key, f"「{record(own).label}」里没有叫「{label}」的字段。")
        values: Any = (
            tuple(each.strip() for each in words.split("、")) if "、" in words and op == "=" else words
        )
        stated = Condition(label, cast("Any", "in" if isinstance(values, tuple) else op), values)
        try:
            typed = conditions.typed(office, record(root), stated)
        except UserError as exc:
            raise row.error(key, exc.sentence) from None
        named.append((root, replace(typed, path=label)))
    if any(root == "enrolment" for root, _ in named) and own == "training_class":
        return "enrolment", tuple(_from_line(root, (each,))[0] for root, each in named)
    return own, tuple(each for _, each in named)


def _root_of(own: str, label: str) -> str | None:
    if record(own).find_path(label) is not None:
        return own
    return "enrolment" if own == "training_class" and record("enrolment").find_path(label) else None


# -- forms never seen before -----------------------------------------------------------------------------


def bound_cross(
    office: Office, sheet: Sheet, table: Table, wanted: Record | None = None
) -> tuple[Cross, CrossBinding] | None:
    """The headings of a cross table and what its cells count; None where no ledger explains it."""
    cross = cross_of(sheet, table)
    rows_from = wanted.id if wanted is not None else ""
    said = said_of_headings(office, cross)
    names = WithOwnNames(office)
    binding = bind_cross(cross, table.title, names, rows_from=rows_from, unit=table.unit, said=said)
    if binding is not None:
        from desktop.services.returning.known_cells import as_known_figures  # late: it loads forms

        as_known_figures(office, cross, binding, said)
    return (cross, binding) if binding is not None and len(binding.figures) >= 2 else None


def said_of_headings(office: Office, cross: Cross) -> dict[tuple[str, int], str]:
    """What people have said about headings of this table before, by axis and place."""
    block = learning.cross_block(cross)
    said = learning.recall(office, block)
    places = [("column", each.index) for each in cross.columns]
    places += [("row", each.row) for each in cross.rows]
    return {place: said[text] for place, text in zip(places, block.texts, strict=True) if text in said}


def cross_sheet(office: Office, sheet: Sheet, table: Table, wanted: Record | None = None) -> FormSheet | None:
    """The table as a sheet of a form."""
    bound = bound_cross(office, sheet, table, wanted)
    if bound is None:
        return None
    cross, binding = bound
    return FormSheet(
        table.sheet,
        record(binding.owner),
        table.header_rows,
        table.first_row,
        table.last_row,
        cells=tuple(_cells(binding)),
        unbound=tuple(_unbound(cross, binding.columns)),
    )


def _cells(binding: CrossBinding) -> Iterator[FormCell]:
    for (row, column), each in sorted(binding.figures.items()):
        reason = f"{each.reason}（把握 {each.confidence:.0%}）"
        figure = Figure(
            each.record, each.measure, each.label, each.where, each.window, each.style, each.of, reason
        )
        yield FormCell(format_ref(row, column), figure=figure)


def _unbound(cross: Cross, why: Mapping[int, str]) -> Iterator[FormColumn]:
    for column in cross.columns:
        if column.index in why:
            header = "/".join(column.path)
            letter = column_letters(column.index)
            yield FormColumn(column.index, letter, "blank", None, header, why[column.index])


def left_over(office: Office, form: Form, window: Window) -> list[Finding]:
    """What the printed rows leave out: kinds the ledger has and the bureau's table has no row for."""
    found: list[Finding] = []
    for sheet in form.sheets:
        listed: defaultdict[tuple[str, str, str, str], set[Any]] = defaultdict(set)
        for cell in sheet.cells:
            figure = cell.figure
            if figure is None or figure.of or len(figure.where) != 1:
                continue
            only = figure.where[0]
            if isinstance(only.path, str) and only.op in ("=", "in"):
                values = only.value if only.op == "in" else (only.value,)
                listed[figure.record, figure.measure, only.path, figure.window].update(values)
        said: set[tuple[str, str]] = set()
        for (root, measure, label, named), values in listed.items():
            if len(values) < 2 or (label, named) in said or measure not in _TELLING:
                continue
            said.add((label, named))
            within = window_named(named, window)
            found += _unlisted(office, sheet, within, root, measure, label, values)
    return found


_TELLING: Final = ("training.classes", "training.attendances", "certificate.registered", "practice.times")


def _unlisted(
    office: Office, sheet: FormSheet, window: Window, root: str, measure: str, label: str, values: set[Any]
) -> Iterator[Finding]:
    measured = measures_of(root)
    counted = figures(office, measured, window, root=root, by=[label], only=(measure,))
    rest = {key: each[measure] for (key,), each in counted.items() if key not in values and each[measure]}
    if not rest:
        return
    own, unit = record(root).path(label).field, measured.measure(measure)
    names = {key: show(own, key, office.codes) if key is not None else f"没有填{own.label}" for key in rest}
    told = "、".join(f"{names[key]} {rest[key]} {unit.unit}" for key in sorted(rest, key=lambda k: names[k]))
    sentence = (
        f"按{own.label}分的各行没有列出：{told}（{window.label} {unit.label}），没有计入各行和合计，请核对。"
    )
    yield Finding(
        "warning", "表外的数", f"「{sheet.name}」{own.label}", sentence, root, None, label, sheet.name
    )
