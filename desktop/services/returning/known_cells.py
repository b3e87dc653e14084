"""Cross tables and cards bound as a known form binds them: cell by cell, by the headings or the label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path as FilePath

from desktop.services import learning
from desktop.services.binding import every_label
from desktop.services.binding.measures import BoundFigure, CrossBinding
from desktop.services.learning import HEADING, LABEL, Block
from desktop.services.office import Office
from desktop.services.returning.known import REUSED, SAVED, SHIPPED
from desktop.services.returning.loading import read_forms
from desktop.services.returning.shape import Figure, Form, FormCell, FormSheet, Value
from desktop.workbook import read_workbook, recognise
from desktop.workbook.cards import card_cells
from desktop.workbook.cross import Cross, cross_of
from desktop.workbook.refs import format_ref, parse_ref

Pair = tuple[str, str]  # the texts of a cell's row heading and column heading


@dataclass(frozen=True, slots=True)
class _Places:
    """One table of a template: its texts, and which cells they speak of."""

    sheet: str
    block: Block
    pairs: Mapping[Pair, str]
    labels: Mapping[str, tuple[str, str]]  # label → its own cell, the value's cell


def pairs_of(cross: Cross) -> dict[Pair, str]:
    """Every cell between the headings by their texts."""
    texts = learning.cross_block(cross).texts
    columns = {each.index: text for each, text in zip(cross.columns, texts, strict=False)}
    rows = {each.row: text for each, text in zip(cross.rows, texts[len(cross.columns) :], strict=True)}
    return {(rows[r], columns[c]): format_ref(r, c) for r in rows for c in columns}


@lru_cache(maxsize=256)
def _places(template: FilePath, _written: int) -> tuple[_Places, ...]:
    found = []
    for sheet in read_workbook(template).sheets:
        for table in recognise(sheet, every_label()) if sheet.visible else ():
            if table.layout == "cross":
                cross = cross_of(sheet, table)
                found.append(_Places(sheet.name, learning.cross_block(cross), pairs_of(cross), {}))
            elif table.layout == "card":
                cells = [cell for cell, _ in card_cells(sheet, table.cells)]
                block = learning.card_block(cells)
                spots = {
                    text: (cell.ref, cell.value_ref) for text, cell in zip(block.texts, cells, strict=True)
                }
                found.append(_Places(sheet.name, block, {}, spots))
    return tuple(found)


def _nearest(office: Office, block: Block, owner: str) -> tuple[Form, FormSheet, _Places] | None:
    """The saved form with this block or nearly so, else the shipped one."""
    best: tuple[tuple[bool, float], Form, FormSheet, _Places] | None = None
    for form, sheet in _forms(office, block.kind, owner):
        saved = not form.template.is_relative_to(office.forms_dir)
        for places in _places(form.template, form.template.stat().st_mtime_ns):
            like = learning.likeness(places.block.texts, block.texts)
            if places.sheet != sheet.name or places.block.kind != block.kind:
                continue
            if like >= REUSED[SAVED if saved else SHIPPED] and (best is None or (saved, like) > best[0]):
                best = (saved, like), form, sheet, places
    return best[1:] if best is not None else None


def _forms(office: Office, kind: str, owner: str) -> Iterator[tuple[Form, FormSheet]]:
    for form in read_forms(office):
        if not isinstance(form, Form) or (kind == LABEL) != (form.layout == "card"):
            continue
        for sheet in form.sheets:
            counted = any(cell.figure is not None for cell in sheet.cells)
            if sheet.record.id == owner and (counted if kind == HEADING else bool(sheet.cells)):
                yield form, sheet


def as_known_figures(
    office: Office, cross: Cross, binding: CrossBinding, said: Mapping[tuple[str, int], str]
) -> None:
    """The figures of a known form in the cells with the same headings, but where a person said otherwise."""
    found = _nearest(office, learning.cross_block(cross), binding.owner)
    if found is None:
        return
    form, sheet, places = found
    here = pairs_of(cross)
    waiting = {(cell.row, cell.column) for cell in cross.cells}
    there = {ref: pair for pair, ref in places.pairs.items()}
    figures = {there[cell.ref]: cell.figure for cell in sheet.cells if cell.figure and cell.ref in there}
    for pair, figure in figures.items():
        place = parse_ref(here[pair]) if pair in here else (0, 0)
        told = ("row", place[0]) in said or ("column", place[1]) in said
        made = _figure(form, binding.owner, figure, there, here) if place in waiting and not told else None
        if made is not None:
            binding.figures[place] = made
    done = {column for _, column in binding.figures}
    binding.columns = {index: why for index, why in binding.columns.items() if index not in done}


def _figure(
    form: Form, owner: str, figure: Figure, there: Mapping[str, Pair], here: Mapping[Pair, str]
) -> BoundFigure | None:
    """A known form's figure; a total only where every cell it adds up is here, too."""
    added = [here.get(there.get(ref, ("", ""))) for ref in figure.of]
    if None in added:
        return None
    mine = "school" if figure.record == "school" else owner
    reason = f"照「{form.name}」里相同的这一格填"
    return BoundFigure(
        mine, figure.record, figure.measure, figure.label, figure.where, figure.window, figure.style, 0.98,
        reason, tuple(ref for ref in added if ref is not None),
    )  # fmt: skip


def as_known_labels(office: Office, block: Block, owner: str) -> dict[str, tuple[Value, str]]:
    """What a known card fills at the labels of this one, with the reason."""
    found = _nearest(office, block, owner)
    if found is None:
        return {}
    form, sheet, places = found
    cells: dict[str, FormCell] = {cell.ref: cell for cell in sheet.cells if cell.turn == 0}
    known: dict[str, tuple[Value, str]] = {}
    for label, (own, beside) in places.labels.items():
        cell = cells.get(beside) or cells.get(own)
        if cell is not None and cell.value is not None:
            known[label] = cell.value, f"照「{form.name}」里相同的这一格填"
    return known
