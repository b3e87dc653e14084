"""Which record the rows of a sheet are of, and the order in which records that refer to others come in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desktop.core.fields import Kind
from desktop.core.words import normalise_label
from desktop.records.catalogue import Record, record, records
from desktop.services.binding import best_record, bind, every_label
from desktop.services.binding.names import names
from desktop.services.importing.shipped import shipped_as
from desktop.services.office import Office
from desktop.workbook.recognition import recognise
from desktop.workbook.sheet import Sheet
from desktop.workbook.table import Table
from desktop.workbook.words import is_running_label

_SHOWN = 6
_PLAIN = 4
_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Fit:
    """The record of a list, why, how many of its columns it explains, and whether that leaves no doubt."""

    record: str
    label: str
    reason: str
    columns: int
    plain: bool = True


def record_of(office: Office, file: Path, sheet: Sheet) -> Fit | None:
    """The record that a sheet's largest list is of; None when there is none that fits."""
    return max(records_of(office, file, sheet), key=lambda each: each.columns, default=None)


def records_of(office: Office, file: Path, sheet: Sheet) -> list[Fit]:
    """The records of all lists of a sheet, each once; a further list must be plainly one."""
    found: dict[str, Fit] = {}
    for table in recognise(sheet, every_label()):
        fit = _fit(office, file, table) if table.layout in ("list", "cross") else None
        known = found.get(fit.record) if fit is not None else None
        if fit is not None and (known is None or known.columns < fit.columns):
            found[fit.record] = fit
    fits = sorted(found.values(), key=lambda each: -each.columns)
    narrow = _narrow(file, sheet) if not fits else None
    return [narrow] if narrow is not None else [*fits[:1], *(each for each in fits[1:] if each.plain)]


def _fit(office: Office, file: Path, table: Table) -> Fit | None:
    known = shipped_as(office, table.columns)
    if known is not None:
        return Fit(known.record, record(known.record).label, f"是“{known.label}”", len(table.columns))
    title = " ".join((file.stem, table.sheet, table.title))
    found = best_record(table.columns, title=title, codes=office.codes)
    if found is None:
        return None
    own, binding = found
    own = _of_students(own, table, office)
    labels = list(binding.labels.values())
    named = "、".join(labels[:_SHOWN]) + ("等" if len(labels) > _SHOWN else "")
    plain = len(labels) >= _PLAIN and 2 * len(labels) >= len(table.columns)
    return Fit(own.id, own.label, f"表头里有{own.label}的{named}", len(labels), plain)


def _of_students(own: Record, table: Table, office: Office) -> Record:
    """A list of own students (学年, 班级) is no roster of a training class that nothing in it names."""
    if own.id != "enrolment":
        return own
    register = record("student_status")
    year = register.field("school_year").label
    bound = bind(table.columns, register, codes=office.codes).labels.values()
    return register if year in bound else own


def _narrow(file: Path, sheet: Sheet) -> Fit | None:
    """A list of one or two columns, known by its words alone: 系部名称 is what a 系部 is called."""
    for row in range(1, min(sheet.max_row, 8) + 1):
        texts = [
            normalise_label(cell.text) for cell in sheet.rows.get(row, {}).values() if cell.kind == "text"
        ]
        texts = [text for text in texts if text and not is_running_label(text)]
        for own in importable() if texts else ():
            known = names(own.id, "import")
            meant = [max(known.get(text, ()), key=lambda each: each.score, default=None) for text in texts]
            found = [
                each for each in meant if each is not None and each.score > _SURE and not each.target.depth
            ]
            title = any(each.target.path.name == own.model.identity[0] for each in found)
            called = own.label in " ".join((texts[0], sheet.name, file.stem))
            if len(found) == len(texts) and title and (len(texts) > 1 or called):
                return Fit(own.id, own.label, f"表头是{own.label}的{'、'.join(texts)}", len(texts))
    return None


@cache
def import_order(record_id: str) -> int:
    """Records that others refer to come first: 系部 before 专业 before 培训班次 before its roster."""
    return _depth(record_id, ())


def _depth(record_id: str, way: tuple[str, ...]) -> int:
    if record_id in way:
        return 0
    own = record(record_id)
    ahead = {field.ref for field in own.fields if field.kind is Kind.REF}
    ahead |= _refers(record(own.model.history), record_id) if own.model.history else set()
    return 1 + max((_depth(each, (*way, record_id)) for each in ahead - {record_id}), default=0)


def _refers(status: Record, back: str) -> set[str]:
    return {field.ref for field in status.fields if field.kind is Kind.REF and field.ref != back}


def importable() -> tuple[Record, ...]:
    """Records in the order in which a folder of them is imported."""
    return tuple(sorted(records(), key=lambda each: import_order(each.id)))
