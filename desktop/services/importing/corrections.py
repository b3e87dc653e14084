"""Texts put in the place of what was typed: decided for this file, or remembered from an earlier one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop.records.catalogue import Record
from desktop.services.importing.decisions import Decisions, Leave, Similar, Use
from desktop.services.importing.rules import CELL, REFERENCE, WORD, fold_typed, known_cells, known_words
from desktop.services.office import Office

if TYPE_CHECKING:
    from desktop.services.importing.planned import ImportPlan


class Corrections:
    """What a cell is to be read as; this file's decisions go before what was remembered."""

    def __init__(
        self,
        office: Office,
        into: Record,
        decided: Decisions,
        shipped: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self._shipped = {(label, fold_typed(typed)): text for (label, typed), text in (shipped or {}).items()}
        self._cells = decided.cells
        self._words = {(label, fold_typed(typed)): text for (label, typed), text in decided.words.items()}
        self._old_words = known_words(office, into.id)
        self._old_cells = known_cells(office, into.id)
        every = (*self._words, *self._old_words, *self._old_cells, *self._shipped)
        self._labels = {label for label, _ in every}

    def concerns(self, label: str) -> bool:
        """Whether anything may have been put in the place of a cell of this field."""
        return bool(self._cells) or label in self._labels

    def text(
        self, place: tuple[str, int, str], label: str, typed: str, row: Mapping[str, str]
    ) -> tuple[str, str] | None:
        """The text to read instead and who says so, or None: the cell stands as it is."""
        if place in self._cells:
            return self._cells[place], "按您的更正"
        if label not in self._labels:
            return None
        word = (label, fold_typed(typed))
        if word in self._words:
            return self._words[word], "按您的更正"
        if word in self._old_cells:
            text = self._old_cells[word].get(row_mark(row))
            if text is not None:
                return text, "按上次对这一行的更正"
        if word in self._old_words:
            return self._old_words[word], "按以前的更正"
        return (self._shipped[word], "按这种导出表的习惯") if word in self._shipped else None


def row_mark(row: Mapping[str, str]) -> str:
    """What a row is known by when the same file comes again: all that was typed in it."""
    return hashlib.sha256(json.dumps(sorted(row.items()), ensure_ascii=False).encode()).hexdigest()[:24]


def lessons(plan: ImportPlan) -> list[tuple[str, tuple[str, ...], str]]:
    """What a person's answers teach for later files, as rules to keep: (kind, key, value)."""
    found: list[tuple[str, tuple[str, ...], str]] = []
    decided = plan.decisions
    for (label, typed), text in decided.words.items():
        found.append((WORD, (plan.record, label, typed), text))
    lines = {(line.sheet, line.row): line for line in plan.lines} if decided.cells else {}
    for (sheet, row, letter), text in decided.cells.items():
        line = lines.get((sheet, row))
        table = next((each for each in plan.tables if each.sheet == sheet and letter in each.columns), None)
        if line is not None and table is not None:
            typed = line.typed.get(table.headers[letter], "")
            key = (plan.record, table.columns[letter], typed, row_mark(line.typed))
            found.append((CELL, key, text))
    for (target, typed), answer in decided.references.items():
        match answer:
            case Use(id=row):
                title = next((s.title for s in _similar(plan, target, typed) if s.id == row), "")
                said = {"use": row, "title": title}
                found.append((REFERENCE, (target, typed), json.dumps(said, ensure_ascii=False)))
            case Leave():
                found.append((REFERENCE, (target, typed), "{}"))
    return found


def _similar(plan: ImportPlan, target: str, typed: str) -> list[Similar]:
    return next((each.similar for each in plan.references if each.key == (target, typed)), [])
