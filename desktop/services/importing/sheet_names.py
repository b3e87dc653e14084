"""One sheet for each 系部, class or year: what its name (or the title) says holds for all its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from desktop.core.fields import Kind
from desktop.core.words import clean_text
from desktop.records.catalogue import Path, Record, record
from desktop.services.importing.matching import Source
from desktop.services.office import Office
from desktop.services.saving.locating import title_name
from desktop.store.find import Condition, find

_NAMED: Final = ("department", "major")
_SCHOOL_YEAR: Final = re.compile(
    r"((?:19|20)\d{2})\s*[-—－–~～至]\s*((?:19|20)\d{2})\s*学?年|((?:19|20)\d{2})\s*学年"
)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年?(?!\d|级|\s*[-—－–~～至.]\s*\d|学年)")
_CLASS: Final = re.compile(r"班$")


def from_sheet(office: Office, source: Source, into: Record, values: dict[str, Any]) -> None:
    """Fill in what no column and no label says."""
    said = source.labels | set(values)
    texts = (source.sheet.name, source.table.title)
    for path in _open_paths(into, said):
        value = _value(office, into, path, texts)
        if value is not None:
            values[path.label] = value


def _open_paths(into: Record, said: set[str]) -> Iterator[Path]:
    """Own fields (and those of the current status) that a sheet may stand for, and nothing says yet."""
    for path in into.columns:
        near = not path.hops or all(hop.history or hop.name == into.model.role for hop in path.hops)
        head = path.label.partition(".")[0]
        taken = any(label == path.label or label.partition(".")[0] == head for label in said)
        if not taken and not path.field.derived and (near or len(path.hops) == 1):
            yield path


def _value(office: Office, into: Record, path: Path, texts: tuple[str, str]) -> Any:
    own = path.field
    keyed = {part for key in into.model.keys for part in key}
    if own.kind is Kind.YEAR and path.own and own.name in keyed:
        years = {int(year) for text in texts for year in _YEAR.findall(text)}
        return years.pop() if len(years) == 1 else None
    if own.check == "school_year" and own.name in keyed:
        return _school_year(texts)
    if own.name == "class_name" and into.model.role and _CLASS.search(texts[0].strip()):
        return clean_text(texts[0])
    return _row_named(office, path, clean_text(texts[0]))


def _school_year(texts: tuple[str, str]) -> str | None:
    found = {
        f"{int(m[1] or m[3])}-{int(m[1] or m[3]) + 1}" for text in texts for m in _SCHOOL_YEAR.finditer(text)
    }
    return found.pop() if len(found) == 1 else None


def _row_named(office: Office, path: Path, name: str) -> str | None:
    """The sheet named after a 系部 or a 专业 of the ledger."""
    own = path.field
    target = own.ref if own.kind is Kind.REF else (path.hops[-1].target if path.hops else "")
    if target not in _NAMED or len(name) < 2:
        return None
    title = record(target).by_name(title_name(target))
    if own.kind is not Kind.REF and own.name != title.field.name:
        return None
    where = [Condition(title, "=", name)]
    page = find(office.ledger, target, paths=[], where=where, limit=2, today=office.today)
    return name if len(page.ids) == 1 else None
