"""People without a number: known by their class and name, or a question; nobody is taken for a namesake."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.errors import Problem
from desktop.records.catalogue import Record, record
from desktop.services.importing.fields import path_of
from desktop.services.importing.line import Line
from desktop.services.office import Office
from desktop.services.saving.locating import Locator

UNNUMBERED = "缺少证件号码"
_NUMBER = "document_number"


def question_numbers(office: Office, into: Record, lines: Sequence[Line]) -> None:
    """Ask for the number of trainees whose cell for it is blank, unless their class knows them by name."""
    heads = (into.model.role, *into.model.carries) if into.id != "teacher" else ()
    asked: dict[int, list[str]] = {}  # by the columns that lines of a table share: those of numbers
    for line in lines:
        if id(line.columns) not in asked:
            asked[id(line.columns)] = [label for label in line.columns if _is_number(into, label, heads)]
    open_lines = [(line, label) for line in lines for label in _blank_numbers(line, asked[id(line.columns)])]
    if not open_lines:
        return
    with office.ledger.reading() as reading:
        locator = Locator(office.ledger, reading, office.today)
        for line, label in open_lines:
            if not _known(into, line, locator):
                names = (v for k, v in line.values.items() if path_of(into.id, k).field.name == "name")
                name = next(names, "")
                sentence = f"“{name}”没有{label.rpartition('.')[2]}，无法判断是不是台账里的人，请补上。"
                line.trouble(Problem(UNNUMBERED, sentence), label)


def _is_number(into: Record, label: str, heads: Sequence[str]) -> bool:
    """Whether the column is for the number of a trainee."""
    path = path_of(into.id, label)
    return path.field.name == _NUMBER and bool(path.hops) and path.hops[0].name in heads


def _blank_numbers(line: Line, numbers: Sequence[str]) -> list[str]:
    """The number's label, where the table has a column for it and this row says nothing in it."""
    if line.rejected or line.same_as is not None:
        return []
    return [
        label
        for label in numbers
        if label not in line.values and not any(problem.path == label for problem in line.problems)
    ]


def _known(into: Record, line: Line, locator: Locator) -> bool:
    """Whether one person of that name stands in the same class, or his 学号 is in the ledger."""
    model = into.model
    said = {path_of(into.id, label).name: value for label, value in line.values.items() if value is not None}
    if model.likely and all(name in said for name in model.likely):
        return bool(locator.named(into, {name: said[name] for name in model.likely}))
    names = {name: value for name, value in said.items() if name.endswith("person.name")}
    if not model.part_of or not names:
        return False
    owner = {name: value for name, value in said.items() if name.partition(".")[0] == model.part_of}
    target = record(into.field(model.part_of).ref)
    keyed = {part for key in target.model.keys for part in key}
    owner = {name: value for name, value in owner.items() if name.partition(".")[2] in (*keyed, "")}
    return len(locator.named(into, {**names, **owner})) == 1
