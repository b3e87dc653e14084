"""Rows that head those below them: an enterprise, a 系部 or a class written across the table as a band."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from desktop.core.fields import Kind
from desktop.core.words import clean_text
from desktop.records.catalogue import Path, Record, record
from desktop.services.importing.likeness import bare, similar, sure
from desktop.services.importing.matching import Bands, Source
from desktop.services.office import Office
from desktop.services.saving.locating import title_name
from desktop.store.find import find
from desktop.workbook.words import split_labels, tidy

BAND: Final = "分组行"
_TARGETS: Final = ("enterprise", "department", "major", "training_class")
_NUMBERED: Final = re.compile(r"^[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．)）]\s*")
_COUNTED: Final = re.compile(r"[（(]\s*(?:共)?\d+\s*[人名条个](?:次)?[)）]$")
_SHAPES: Final = {
    "enterprise": re.compile(r"(公司|厂|集团|合作社|医院|酒店|商场|中心|基地|幼儿园|商行|店)$"),
    "department": re.compile(r"(系|部|处|科|室|学院|教研组)$"),
    "training_class": re.compile(r"班([（(].*[)）]|第?.{1,3}期)?$"),
    "class_name": re.compile(r"班$"),
}
_MOST: Final = 20_000


def find_bands(office: Office, into: Record, source: Source, stated: dict[str, Any]) -> Bands | None:
    """The bands of a table, taken out of its rows; None when its single cells are none."""
    texts = {row: text for row, (cell, _) in source.body.singles.items() if (text := _plain(cell.text))}
    last = max((each.row for each in source.body.rows if each.row not in texts), default=0)
    texts = {row: text for row, text in texts.items() if row < last}
    if not texts:
        return None
    best: tuple[int, str, dict[str, str]] | None = None
    for label, target in _open(into, source, stated):
        meant = _meant(office, target, set(texts.values()))
        hits = sum(text in meant for text in texts.values())
        if hits and (best is None or hits > best[0]):
            best = (hits, label, meant)
    if best is None or 2 * best[0] < len(texts):
        return None
    bands = Bands(best[1])
    for row, text in sorted(texts.items()):
        if text in best[2]:
            bands.rows.append(row)
            bands.texts.append(best[2][text])
    _take_out(source, set(bands.rows))
    return bands


def _plain(text: str) -> str:
    """The band's own words: without its number, the count behind it, and the label before a colon."""
    labels = split_labels(text)
    if len(labels) == 1 and labels[0][1]:
        text = labels[0][1]
    return _COUNTED.sub("", _NUMBERED.sub("", clean_text(tidy(text)))).strip(" :：")


def _open(into: Record, source: Source, stated: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Label paths that a band may say, each with what it names: the record, or the field of a text."""
    owner = into.field(into.model.part_of).label if into.model.part_of else ""
    said = source.labels
    for path in into.columns:
        target = _target(path)
        if target is None or path.label in said:
            continue
        if path.label in stated and not (owner and path.label.startswith(f"{owner}.")):
            continue
        yield path.label, target


def _target(path: Path) -> str | None:
    own = path.field
    if own.name == "class_name":
        return "class_name"
    target = own.ref if own.kind is Kind.REF else (path.hops[-1].target if path.hops else "")
    if target not in _TARGETS:
        return None
    named = own.kind is Kind.REF or own.name == record(target).model.identity[0]
    return target if named else None


def _meant(office: Office, target: str, texts: set[str]) -> dict[str, str]:
    """Which of the texts name such a row, by the ledger or else by their look."""
    found: dict[str, str] = {}
    known = _names(office, target) if target != "class_name" else []
    exact = {bare(name): name for _, name in known}
    for text in texts:
        name = exact.get(bare(text))
        near = sure(similar(text, known, firm=target == "enterprise")) if name is None and known else None
        if name is not None or near is not None:
            found[text] = name or (near.title if near is not None else text)
    shape = _SHAPES.get(target)
    for text in texts - set(found) if shape is not None else ():
        if shape is not None and shape.search(text):
            found[text] = text
    return found


def _names(office: Office, target: str) -> Sequence[tuple[int, str]]:
    page = find(
        office.ledger, target, paths=[record(target).by_name(title_name(target))], limit=_MOST,
        today=office.today,
    )  # fmt: skip
    return [(row_id, row[0]) for row_id, row in zip(page.ids, page.rows, strict=True) if row[0]]


def _take_out(source: Source, rows: set[int]) -> None:
    body = source.body
    body.rows = [each for each in body.rows if each.row not in rows]
    for row in rows:
        why = body.singles[row][1]
        if why:
            body.skipped[why] -= 1
        body.skip(BAND)
    body.skipped = {why: count for why, count in body.skipped.items() if count}
