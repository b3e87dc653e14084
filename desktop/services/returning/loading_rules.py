"""Relations of form.toml: 结业人数 <= 实到人数 in each row, or between sums, cells and forms."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal, cast

from desktop.core.datafile import Section
from desktop.core.errors import Severity, UserError
from desktop.records.catalogue import Record, record
from desktop.services.returning.loading_values import part
from desktop.services.returning.relations import EXAMPLE, Relation, parse_relations
from desktop.services.returning.shape import Part, Rule

_LETTER = re.compile(r"[A-Z]{1,3}")
_RELATION = re.compile(r"(.+?)(<=|>=|!=|<>|≤|≥|≠|=)(.+)")
_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!=", "<>": "!="}


def read_rule(row: Section, own: Record) -> Rule | Relation:
    """A relation of the fields of a row, or one of columns, cells, sums, other forms and the ledger."""
    that, sheet = row.text("that"), row.text("sheet", "")
    found = _RELATION.fullmatch(that)
    if found is None:
        raise row.error(
            "that", f"应写成关系式，如 结业人数 <= 实到人数、学时 = 理论学时 + 实操学时，{EXAMPLE}。"
        )
    severity = cast("Severity", row.choice("severity", ("error", "warning", "hint"), "error"))
    if sheet or not all(_is_field(word, own) for side in (found[1], found[3]) for word in side.split("+")):
        relation = replace(_relation(row, that, own), say=row.text("say", ""), severity=severity, sheet=sheet)
        row.done()
        return relation
    op = cast("Literal['<=', '>=', '=', '!=']", _SIGNS.get(found[2], found[2]))
    rule = Rule(that, _sum(row, found[1], own), op, _sum(row, found[3], own), row.text("say"), severity)
    row.done()
    return rule


def _is_field(word: str, own: Record) -> bool:
    return word.strip().isdigit() or own.find_path(word.strip()) is not None


def _relation(row: Section, that: str, own: Record) -> Relation:
    try:
        found = parse_relations(that, chained=False)[0]
    except ValueError:
        raise row.error("that", f"关系式看不懂，可写成 {EXAMPLE}。") from None
    for term in found.terms:
        if term.kind == "column" and not term.form and not _LETTER.fullmatch(term.ref):
            part(row, "that", term.ref, own, None)
        if term.kind == "ledger":
            _measure(row, term.ref)
    return found


def _measure(row: Section, ref: str) -> None:
    try:
        record(ref.partition(".")[0])
    except UserError as exc:
        raise row.error("that", exc.sentence) from None


def _sum(row: Section, side: str, own: Record) -> tuple[Part | int, ...]:
    terms: list[Part | int] = []
    for term in side.split("+"):
        word = term.strip()
        terms.append(int(word) if word.isdigit() else part(row, "that", word, own, None))
    return tuple(terms)
