"""What one file of a return is made of: its sheets with their rows; copies of one sheet for each of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from desktop.core.dates import Window
from desktop.core.errors import Problem
from desktop.services.returning.shape import Form, GatheredSheet


@dataclass(slots=True)
class Gathered:
    """One file's worth of a return; `whole` is the row of form.per it is about, `title` names it.

    With `copy_of` each sheet is a copy of that one sheet of the template: a class a sheet, a card a sheet.
    """

    form: Form
    window: Window
    sheets: list[GatheredSheet]
    problems: list[Problem] = field(default_factory=list)
    whole: int | None = None
    title: str = ""
    start: date | None = None
    copy_of: str = ""
    unplaced: dict[str, list[int]] = field(default_factory=dict)  # by sheet: rows that no section takes

    @property
    def rows(self) -> int:
        return sum(len(sheet.rows) for sheet in self.sheets)

    def moved(self, sheet: str, row: int) -> int:
        """Where a row of the template stands once the lists above it have grown."""
        grown: dict[int, int] = {}
        for form, made in zip(self.form.sheets, self.sheets, strict=True):
            if form.has_list and form.name == sheet and form.last_row < row:
                by = max(len(made.rows) - (form.last_row - form.first_row + 1), 0)
                grown[form.last_row] = max(grown.get(form.last_row, 0), by)
        return row + sum(grown.values())

    @property
    def records(self) -> int:
        """Rows of lists, and cards."""
        return self.rows + sum(bool(sheet.ids and not sheet.columns) for sheet in self.sheets)


def as_cards(result: Gathered, cards: Sequence[tuple[str, GatheredSheet]]) -> None:
    """A copy of the form's sheet for each, named by its title; without any the sheet itself stays blank."""
    if not cards:
        result.sheets.append(GatheredSheet(result.form.sheets[0].name, []))
        return
    spread(result, [title for title, _ in cards], [made for _, made in cards])


def spread(result: Gathered, titles: Sequence[str], sheets: Sequence[GatheredSheet]) -> None:
    """Each gathered sheet on a copy of its own of the form's one sheet."""
    from desktop.workbook.sheets import other_names, sheet_name  # late: listing forms needs no lxml

    sheet = result.form.sheets[0]
    taken = other_names(result.form.template, sheet.name)
    names = [sheet_name(title, taken) for title in titles]
    result.copy_of = sheet.name
    result.form = replace(result.form, sheets=tuple(replace(sheet, name=name) for name in names))
    result.sheets = [replace(made, name=name) for made, name in zip(sheets, names, strict=True)]
