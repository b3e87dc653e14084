"""Compares what `inspect` says of a form with the truth about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.core.fields import Kind
from desktop.records.catalogue import record

Said = Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """Counts over many forms; `notes` name everything that is not right."""

    headers: int = 0
    headers_right: int = 0
    records: int = 0
    records_right: int = 0
    columns: int = 0
    columns_right: int = 0
    traps: int = 0
    cells: int = 0
    cells_right: int = 0
    formats: int = 0
    formats_right: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Takes the counts of another in."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def one_name(label: str) -> str:
    """A label path by attributes, whatever alias it was written with; a reference stands for its title."""
    if "+" in label:
        return "+".join(one_name(each) for each in label.split("+"))
    lead, _, rest = label.partition(".")
    if lead == "报表":
        return label
    own = record(lead)
    found = own.find_path(rest)
    if found is None:
        return label
    name = found.name
    if found.field.kind is Kind.REF:
        name += f".{record(found.field.ref).model.identity[0]}"
    return f"{own.id}.{name}"


def judge(name: str, truths: Sequence[Said], found: Sequence[Said]) -> Score:
    """One workbook."""
    score = Score()
    left = [each for each in found if each["name"] in {truth["sheet"] for truth in truths}]
    for truth in truths:
        got = _counterpart(truth, left)
        place = f"{name} {truth['header_rows'] or truth['layout']}"
        if got is None:
            score.headers += 1
            score.notes.append(f"{place}: no table")
            continue
        if truth["layout"] != "card":
            _structure(place, truth, got, score)
        if truth["layout"] == "list":
            _record(place, truth, got, score)
            _columns(place, truth, got, score)
        elif truth["layout"] == "card":
            _record(place, truth, got, score)
        if truth["layout"] != "cross":
            _cells(place, truth, got, score)
    return score


def _counterpart(truth: Said, found: Sequence[Said]) -> Said | None:
    """The table found where the truth has one: the same columns, overlapping header rows."""
    if truth["layout"] == "card":
        return found[0] if found else None
    letters, rows = set(truth["columns"]), truth["header_rows"]
    for each in found:
        if not each["header_rows"] or (letters and not letters & {c["column"] for c in each["columns"]}):
            continue
        if each["header_rows"][0] <= rows[1] and rows[0] <= each["header_rows"][1]:
            return each
    return found[0] if found else None


def _structure(place: str, truth: Said, got: Said, score: Score) -> None:
    score.headers += 1
    keys = ["layout", "header_rows", "code_row", "total_row", "last_row"]
    differs = {
        k: (got[k], truth[k]) for k in keys if k in truth and not truth.get("sections") and got[k] != truth[k]
    }
    firsts = (truth["first_row"], truth["first_row"] + 1) if truth.get("sections") else (truth["first_row"],)
    right = got["header_rows"] == truth["header_rows"] and got["first_row"] in firsts
    score.headers_right += right
    if not right or differs:
        score.notes.append(f"{place}: header {got['header_rows']} first {got['first_row']}; {differs}")


def _record(place: str, truth: Said, got: Said, score: Score) -> None:
    if not any(c.get("field") for c in (*truth["columns"].values(), *truth["cells"].values())):
        return
    score.records += 1
    score.records_right += got["record"] == truth["record"]
    if got["record"] != truth["record"]:
        score.notes.append(f"{place}: record {got['record']}, not {truth['record']}")


def _columns(place: str, truth: Said, got: Said, score: Score) -> None:
    by_letter = {column["column"]: column for column in got["columns"]}
    for letter, meant in truth["columns"].items():
        column = by_letter.get(letter, {"path": [], "fields": [], "reason": "no such column"})
        _compare(f"{place} {letter} {'/'.join(meant['path'])}", meant, column, score)
        if meant.get("format") and column["fields"]:
            score.formats += 1
            score.formats_right += column["format"] == meant["format"]
            if column["format"] != meant["format"]:
                score.notes.append(f"{place} {letter}: format {column['format']}, not {meant['format']}")


def _compare(place: str, meant: Said, got: Said, score: Score) -> None:
    """One column or cell of a card."""
    fields = got.get("fields") or ([got["field"]] if got.get("field") else [])
    bound = "+".join(fields)
    allowed = [each for each in (meant.get("field"), *meant.get("alt", [])) if each]
    if meant.get("any"):
        return
    right = bound and one_name(bound) in {one_name(each) for each in allowed}
    if allowed and (bound or not meant.get("optional")):
        score.columns += 1
        score.columns_right += bool(right)
    score.traps += bool(meant.get("required_unbound"))
    if bound and not right:
        score.wrong.append(f"{place} → {bound} ({got.get('confidence')}: {got.get('reason')}), not {allowed}")
    elif allowed and not right and not meant.get("optional"):
        score.notes.append(f"{place} unbound, not {allowed}: {got.get('reason')}")


def _cells(place: str, truth: Said, got: Said, score: Score) -> None:
    """Labelled cells around a list, or all of a card."""
    for key, meant in truth["cells"].items():
        at, _, label = key.partition("|")
        here = [
            c for c in got["cells"] if at in (c["ref"], c["value_ref"]) and (not label or c["label"] == label)
        ]
        if not label:
            _compare(f"{place} {at} {meant['label']}", meant, here[0] if here else {}, score)
            continue
        score.cells += 1
        bound = here[0]["field"] if here else None
        wanted = meant["field"]
        right = (one_name(bound) if bound else None) == (one_name(wanted) if wanted else None)
        score.cells_right += right
        if not right:
            kind = score.wrong if bound else score.notes
            kind.append(f"{place} {at} {label} → {bound}, not {wanted}")


def table(rows: Iterable[tuple[str, Score]]) -> str:
    """The scores as lines to print."""
    lines = ["group | header, first row | record | columns | traps | cells | formats | wrong"]
    for name, s in rows:
        lines.append(
            f"{name} | {s.headers_right}/{s.headers} | {s.records_right}/{s.records} |"
            f" {s.columns_right}/{s.columns} | {s.traps} | {s.cells_right}/{s.cells} |"
            f" {s.formats_right}/{s.formats} | {len(s.wrong)}"
        )
    return "\n".join(lines)
