"""Gathers a return: the rows of its window as plain values, presented the way the form wants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from desktop.core.collector import undisturbed
from desktop.core.dates import Window
from desktop.core.errors import Problem
from desktop.core.fields import Field, Kind
from desktop.core.presenting import as_offered, present, rounded
from desktop.core.progress import NoProgress, Progress
from desktop.records.catalogue import Path, Record, record
from desktop.services.office import Office
from desktop.services.planning import slips
from desktop.services.returning import conditions, sources, tasks
from desktop.services.returning.gathered import Gathered as Gathered
from desktop.services.returning.gathered import as_cards, spread
from desktop.services.returning.outer import Outer, outer_field
from desktop.services.returning.sections_filling import Parts
from desktop.services.returning.shape import Form, FormColumn, FormSheet, GatheredSheet, Part, Shown, Value
from desktop.services.returning.styles import coded, joined, misfits, text_of
from desktop.store.find import Condition, find

_PLAIN = Field("value", "值", Kind.TEXT)
_ABSENT = object()  # a row without the value: what surrounds the rows has it


def wholes(
    office: Office, form: Form, window: Window, where: Sequence[Condition] = ()
) -> list[tuple[int, str, date | None]]:
    """The rows of form.per that a file each is made for: id, title, first day."""
    if form.per is None:
        return []
    _, chosen = conditions.split(office, form.record, form.per, where)
    model, per = form.per.model, form.per
    dated = [path for path in map(per.by_name, model.identity[1:]) if path.field.kind is Kind.DAY][:1]
    paths = [per.by_name(model.identity[0]), *dated]
    today, ledger = as_of(office, window), office.ledger
    pages = [find(ledger, per.id, paths=paths, where=chosen, window=window, today=today)]
    if dated and len(model.window) == 1:
        # A class that does not say when it ends belongs where it begins: its roster is due all the same.
        still = [Condition(per.by_name(model.window[0]), "empty")]
        began = [Condition(dated[0], ">=", window.start), Condition(dated[0], "<=", window.end)]
        pages.append(find(ledger, per.id, paths=paths, where=[*chosen, *still, *began], today=today))
    found = [(i, row) for page in pages for i, row in zip(page.ids, page.rows, strict=True)]
    made = [(i, str(row[0] or ""), row[1] if dated else None) for i, row in found]
    return sorted(made, key=lambda each: (each[2] or date.max, each[0]))


def as_of(office: Office, window: Window) -> date:
    """The day whose statuses hold for the return: the window's last, or today while it runs."""
    return min(office.today, window.end)


@undisturbed()
def gather(
    office: Office,
    form: Form,
    window: Window,
    where: Sequence[Condition] = (),
    *,
    whole: int | None = None,
    progress: Progress | None = None,
) -> Gathered:
    """The rows of a form in a window. Of a per-class form `whole` names the class; else where must."""
    watch = progress or NoProgress()
    if form.narrowed and where:
        from desktop.services.returning.titled import yielding  # late: only forms never seen have titles read

        form = yielding(form, where)
    rows_where, chosen = conditions.split(office, form.record, form.per, where)
    result = Gathered(form, window, [])
    if form.per is not None and whole is None and chosen:
        found = wholes(office, form, window, where)
        if len(found) == 1:
            whole, result.title, result.start = found[0]
        else:
            rows_where = (*rows_where, *(_through(form, each) for each in chosen))
    if whole is not None and form.per is not None:
        result.whole = whole
        rows_where = (*rows_where, Condition(form.record.by_name(_owner(form)), "=", whole))
    look = _Look(office, form, window, rows_where, whole)
    if form.layout == "card":
        watch.step(0, None, f"取数：{form.name}")
        as_cards(result, look.cards(form.sheets[0]))
    else:
        for number, sheet in enumerate(form.sheets):
            watch.step(number, len(form.sheets), f"取数：{sheet.name}")
            result.sheets.append(look.sheet(sheet))
    result.problems += look.problems
    result.unplaced = look.parts.unplaced
    if not result.records and not any(sheet.sources for sheet in result.sheets):
        sentence = f"{window.label} 内没有符合条件的{form.record.label}，表中只有表头。"
        result.problems.append(Problem("没有记录", sentence, "hint", record=form.record.id))
    return result


def _owner(form: Form) -> str:
    """The reference by which the form's rows belong to a row of form.per."""
    assert form.per is not None
    return next(own.name for own in form.record.fields if own.kind is Kind.REF and own.ref == form.per.id)


def _through(form: Form, condition: Condition) -> Condition:
    """A condition on the row of form.per, said of the form's own rows."""
    assert isinstance(condition.path, Path)
    path = form.record.by_name(f"{_owner(form)}.{condition.path.name}")
    return Condition(path, condition.op, condition.value)


class _Look:
    """Looks up and presents what the sheets of one file need."""

    def __init__(
        self, office: Office, form: Form, window: Window, where: Sequence[Condition], whole: int | None
    ) -> None:
        self._office = office
        self._form = form
        self._window = window
        self._where = where
        self._outer = Outer(office, window)
        self._whole = whole
        self._whole_values: dict[str, Any] = {}
        self._known: dict[tuple[str, str], sources.Computed] = {}
        self._offered: dict[tuple[Field, Any, tuple[str, ...]], str | None] = {}
        self.problems: list[Problem] = []
        self.parts = Parts(office, window, as_of(office, window))

    def sheet(self, sheet: FormSheet) -> GatheredSheet:
        shown = [column for column in sheet.columns if column.kind != "blank"]
        made = GatheredSheet(sheet.name, shown, unbound=sheet.unbound)
        if sheet.has_list:
            values = [column.value for column in shown if column.value is not None]
            made.ids, found = self.parts.rows(sheet, partial(self._rows, sheet.record, values))
            first, grown = self.parts.above(sheet, len(found))
            columns = [self._column(column, made.ids, found, first) for column in shown]
            made.rows += zip(*columns, strict=True) if columns else [() for _ in found]
            self.problems += (each.at(row=(each.row or 0) + grown) for each in misfits(sheet, made))
        made.cells = self._cells(sheet, None)
        figures = {cell.ref: cell.figure for cell in sheet.cells if cell.figure is not None}
        conditions = (*self._form.where, *self._where)
        if figures and conditions:
            from desktop.services.returning.titled import narrowed_figure  # late: only cross tables count

            own = self._form.record
            figures = {ref: narrowed_figure(each, own, conditions) for ref, each in figures.items()}
        if figures:
            from desktop.services.returning.measures import counted_cells  # late: only cross tables count

            counted, made.sources = counted_cells(self._office, figures, self._window)
            made.cells |= counted
        return made

    def _column(
        self, column: FormColumn, ids: Sequence[int], rows: Sequence[Mapping[str, Any]], first: int
    ) -> Sequence[Shown]:
        """What a column shows in each row, numbered from `first`. Of most values there are few: each is
        presented once."""
        value = column.value
        if value is None:
            numbers = range(first, first + len(ids))
            return list(map(self._outer.key, ids)) if column.kind == "key" else numbers
        named = [_keys([row.get(part.label, _ABSENT) for row in rows]) for part in value.needs]
        known: dict[Any, Shown] = {}
        shown = []
        for key, row in zip(named[0] if len(named) == 1 else zip(*named, strict=True), rows, strict=True):
            if key not in known:
                known[key] = self._show(value, row)
            shown.append(known[key])
        return shown

    def cards(self, sheet: FormSheet) -> list[tuple[str, GatheredSheet]]:
        """A card of each row, with the row's title."""
        title = Part("", sheet.record.by_name(sheet.record.model.identity[0]))
        values = [value for cell in sheet.cells for value in (cell.value, *cell.texts) if value is not None]
        ids, rows = self._rows(sheet.record, [Value((title,)), *values])
        turns = max((cell.turn for cell in sheet.cells), default=0) + 1  # like cards on one sheet
        found = []
        for start in range(0, len(rows), turns):
            mine = rows[start : start + turns]
            made = GatheredSheet(sheet.name, [], ids=ids[start : start + turns])
            for turn, row in enumerate(mine):
                made.cells |= self._cells(sheet, row, turn)
            found.append((str(mine[0][""] or ""), made))
        return found

    def _cells(
        self, sheet: FormSheet, row: Mapping[str, Any] | None, turn: int | None = None
    ) -> dict[str, Shown]:
        cells: dict[str, Shown] = {}
        for cell in sheet.cells:
            if turn is not None and cell.turn != turn:
                continue
            if cell.value is not None and (cell.holds or cell.also):
                from desktop.services.returning.cards import held_cells  # late: only cards have such

                raws = [(self._field(part), self._raw(part, row)) for part in cell.value.parts]
                cells |= held_cells(cell, raws, self._office.codes)
            elif cell.value is not None:
                cells[cell.ref] = self._show(cell.value, row)
            elif cell.text:
                said = [self._show(value, row) for value in cell.texts]
                cells[cell.ref] = cell.text.format(*map(text_of, said))
        return cells

    # -- rows ---------------------------------------------------------------------------------------

    def _rows(self, target: Record, values: Iterable[Value]) -> tuple[list[int], list[dict[str, Any]]]:
        """Ids and, for each row, the raw value of every part by its label."""
        values = list(values)
        named = {part.label: part.path for value in values for part in value.needs if part.figure is None}
        if self._form.source == tasks.SOURCE:
            return tasks.rows(self._office, self._window, named)
        counted = {part.label: part.figure for value in values for part in value.parts if part.figure}
        parts = {label: path for label, path in named.items() if path is not None}
        parts = {
            label: path for label, path in parts.items() if path is not None and path.record == target.id
        }
        form, office = self._form, self._office
        own = target.id == form.record.id
        page = find(
            office.ledger,
            target.id,
            paths=list(parts.values()),
            where=(*form.where, *self._where) if own else (),
            window=self._window if self._whole is None and not form.source else None,
            sort=form.sort if own else (),
            today=as_of(office, self._window),
            counted=True,
        )
        rows = [dict(zip(parts, row, strict=True)) for row in page.rows]
        ids = page.ids
        for label, path in parts.items():
            if sources.is_computed(path):
                self._fill_in(target, ids, rows, label, path)
        if counted and own:
            from desktop.services.returning.row_figures import row_values  # late: hardly a list counts

            for label, numbers in row_values(office, counted, self._window).items():
                for row_id, row in zip(ids, rows, strict=True):
                    row[label] = numbers.get(row_id)
        if form.source and own:
            known = self._computed(target.id, form.source)
            kept = [k for k, i in enumerate(ids) if i in known]
            ids, rows = [ids[k] for k in kept], [rows[k] for k in kept]
            for label in named.keys() & slips.FIELDS.keys():
                for row_id, row in zip(ids, rows, strict=True):
                    row[label] = known[row_id].get(slips.FIELDS[label].name)
        return ids, rows

    def _fill_in(
        self, target: Record, ids: list[int], rows: list[dict[str, Any]], label: str, path: Path
    ) -> None:
        """A field that no SQL computes: by the counting service, of the row itself or of one it names."""
        derived = record(path.owner).derived(path.field.name)
        known = self._computed(path.owner, derived.by if derived else "")
        keys: Sequence[int | None] = ids
        if path.hops:
            keys = self._named_ids(target, ids, path)
        for key, row in zip(keys, rows, strict=True):
            row[label] = known.get(key, {}).get(path.field.name) if key is not None else None

    def _computed(self, record_id: str, by: str) -> sources.Computed:
        """What a counting service knows of a record's rows: asked once, however many columns show it."""
        if (record_id, by) not in self._known:
            self._known[record_id, by] = sources.computed(self._office, record_id, by, self._window)
        return self._known[record_id, by]

    def _named_ids(self, target: Record, ids: list[int], path: Path) -> list[int | None]:
        """Ids of the rows reached by the path's hops."""
        way = ".".join(hop.name for hop in path.hops)
        reference = target.by_name(way)
        page = find(
            self._office.ledger,
            target.id,
            paths=[reference],
            ids=ids,
            raw=True,
            today=as_of(self._office, self._window),
        )
        by_row = dict(zip(page.ids, (row[0] for row in page.rows), strict=True))
        return [by_row.get(each) for each in ids]

    # -- presenting ---------------------------------------------------------------------------------

    def _raw(self, part: Part, row: Mapping[str, Any] | None) -> Any:
        if row is not None and part.label in row:
            return row[part.label]
        if part.path is None:
            return self._outer.value(part.label)
        return self._of_whole(part)

    def _of_whole(self, part: Part) -> Any:
        """A value of the row of form.per that this file is about."""
        per, path = self._form.per, part.path
        if per is None or self._whole is None or path is None or path.record != per.id:
            return None
        if part.label not in self._whole_values:
            page = find(
                self._office.ledger,
                per.id,
                paths=[path],
                ids=[self._whole],
                today=as_of(self._office, self._window),
                counted=True,
            )
            self._whole_values[part.label] = page.rows[0][0] if page.rows else None
        return self._whole_values[part.label]

    def _show(self, value: Value, row: Mapping[str, Any] | None) -> Shown:
        shown: Shown
        if value.join is not None:
            shown = joined(value, [self._present(part, value, row) for part in value.parts])
        else:
            shown = next((s for p in value.parts if (s := self._present(p, value, row)) is not None), None)
        return coded(value, self._suffixed(value, shown, row))

    def _suffixed(self, value: Value, shown: Shown, row: Mapping[str, Any] | None) -> Shown:
        if not value.suffix or not isinstance(shown, str) or not shown or shown.endswith(value.suffix):
            return shown
        if value.suffix_if is not None:
            part, words = value.suffix_if
            if str(self._present(part, Value((part,), style="名称"), row) or "") not in words:
                return shown
        return shown + value.suffix

    def _field(self, part: Part) -> Field:
        if part.figure is not None:
            from desktop.services.returning.row_figures import field_of  # late: hardly a list counts

            return field_of(part.figure)
        own = (part.path.field if part.path is not None else outer_field(part.label)) or _PLAIN
        # find gave the title of the row that a reference names
        return replace(own, kind=Kind.TEXT) if own.kind is Kind.REF else own

    def _present(self, part: Part, value: Value, row: Mapping[str, Any] | None) -> Shown:
        raw = self._raw(part, row)
        if raw is None or raw == "":
            return None
        own = self._field(part)
        if value.choices and own.kind in (Kind.CODE, Kind.YESNO):
            key = own, raw, tuple(value.choices)
            if key not in self._offered:
                self._offered[key] = as_offered(own, raw, value.choices, self._office.codes)
            offered = self._offered[key]
            if offered is not None:
                return offered
        shown = present(own, raw, value.style, self._office.codes)
        return _rounded(own, shown) if not value.style else shown


def _rounded(own: Field, shown: Shown) -> Shown:
    """A computed figure is shown with one decimal, like the ledger's own; the verdict was taken before."""
    if own.kind is Kind.DECIMAL and isinstance(shown, Decimal):
        return rounded(shown, 1)
    return shown


def _keys(raws: list[Any]) -> list[Any]:
    """What a raw value is known again by: 1, 1.0 and True are equal, but do not read alike."""
    kinds = set(map(type, raws)) - {type(None)}
    return raws if len(kinds) <= 1 else list(zip(map(type, raws), raws, strict=True))


def in_one(office: Office, form: Form, window: Window, where: Sequence[Condition] = ()) -> Gathered:
    """Of a per-class form all classes in one file, a sheet each; those without a roster get none."""
    result = Gathered(form, window, [])
    found = [made for made in each_file(office, form, window, where) if made.records]
    if form.layout == "card":
        as_cards(result, [(sheet.name, sheet) for made in found for sheet in made.sheets])
    elif found:
        spread(result, [made.title for made in found], [made.sheets[0] for made in found])
        for made, sheet in zip(found, result.sheets, strict=True):
            result.problems += [each.at(sheet=sheet.name) for each in made.problems]
    else:
        result.sheets = [GatheredSheet(sheet.name, []) for sheet in form.sheets]
    return result


def each_file(
    office: Office, form: Form, window: Window, where: Sequence[Condition] = ()
) -> Iterator[Gathered]:
    """Of a per-class form one Gathered a class, in the order of their first days."""
    for whole, title, start in wholes(office, form, window, where):
        rows = tuple(each for each in where if not _chooses(form, each))
        made = gather(office, form, window, rows, whole=whole)
        made.title, made.start = title, start
        yield made


def _chooses(form: Form, condition: Condition) -> bool:
    per = form.per
    return per is not None and isinstance(condition.path, str) and per.find_path(condition.path) is not None
