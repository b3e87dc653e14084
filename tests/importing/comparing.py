"""Compares the rows of one table, as read and as landed in the ledger, with what a careful person read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.core.values import to_json
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan
from desktop.services.importing.line import Line
from desktop.services.office import Office

ANYWHERE = "*"
# How bad a finding is; the table counts rows by the worst of each.
# 错格: a fault named, but at another cell.
SILENT, MISSED, ASIDE, FALSE, UNREAD = "默错", "没说", "错格", "误报", "没进"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that differs from the truth: how bad, of which kind, where and what."""

    severity: str
    kind: str
    file: str
    row: int
    what: str


class Comparison:
    """The rows of one table against their truth."""

    def __init__(
        self, office: Office, into: str, plan: ImportPlan, table: Mapping[str, Any], file: str,
        clashing: set[tuple[str, int]], landed: list[dict[str, Any]],
    ) -> None:  # fmt: skip
        self.landed = landed
        self.office, self.into, self.plan, self.table, self.file = office, into, plan, table, file
        self.clashing = clashing
        self.letters = {label: letter for letter, labels in table["columns"].items() for label in labels}
        self.letters |= {
            label: letter for letter, labels in table.get("several", {}).items() for label in labels
        }
        self.alike = {labels[0]: labels for labels in table["columns"].values()}
        self.unmapped = {(each.sheet, each.column) for each in plan.unmapped}
        self.other_kinds: Counter[str] = Counter()
        self.cells = self.false_cells = 0
        self.columns = len(table["columns"])
        self.matched = sum(self._is_matched(letter, labels) for letter, labels in table["columns"].items())

    def row(self, wanted: Mapping[str, Any], line: Line | None, conflict: bool) -> list[Finding]:
        if wanted["outcome"] == "skip":
            if line is None:
                return []
            severity = FALSE if line.rejected or line.errors else SILENT
            return [self._found(severity, f"多读：{wanted['why']}", wanted, str(line.values))]
        self.cells += len(self.table["columns"])
        if line is None:
            return [self._found(SILENT, "漏行", wanted, "没有读到这一行")]
        told = {problem.column: problem.rule for problem in line.errors}
        ask = wanted.get("may_ask", [])
        findings = list(self._unnamed(wanted, told, conflict or line.same_as is not None))
        loose = ANYWHERE in ask or any(each.get("anywhere") for each in wanted.get("problems", []))
        loose |= (line.sheet, line.row) in self.clashing
        asked = {each["column"] for each in wanted.get("problems", [])}
        for column, rule in told.items():
            if column in asked or column in ask or loose:
                continue
            self.false_cells += 1
            findings.append(self._found(FALSE, f"误报：{rule}", wanted, f"{column} 列 {line.typed}"))
        findings += self._values(wanted, line, told, ask, loose)
        return findings

    def is_in_ledger(self, row: Mapping[str, Any]) -> bool:
        """Whether the ledger holds all that the row says."""
        wanted = self.wanted(row)
        return any(
            all(any(alike(landed.get(label), each) for each in allowed) for label, allowed in wanted.items())
            for landed in self.landed
        )

    def may_have_made(self, landed: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
        """Whether everything that this row of the ledger holds is said by that row of the workbook."""
        wanted, accept = self.wanted(row), row.get("accept", {})
        broken = {each["column"] for each in row.get("problems", [])}
        named = {
            label for label, letter in self.letters.items() if letter in broken or self._is_unmapped(letter)
        }
        return all(
            value is None
            or label in named  # a default in the place of what was named is for the person to mend
            or any(alike(value, each) for each in wanted.get(label, accept.get(label, [])))
            for label, value in landed.items()
        )

    def _is_matched(self, letter: str, labels: list[str]) -> bool:
        """Whether the column went to a field that is right."""
        found = [
            each.columns.get(letter, "") for each in self.plan.tables if each.sheet == self.table["sheet"]
        ]
        right = [*labels, *self.table.get("several", {}).get(letter, [])]
        return any(part in right for each in found for part in each.split("+"))

    def _is_unmapped(self, letter: str) -> bool:
        return (self.table["sheet"], letter) in self.unmapped

    def _has(self, label: str, value: Any) -> bool:
        """Whether any row of the ledger took this value: what is only typed did no harm."""
        known = [landed[label] for landed in self.landed if label in landed]
        return not known or any(alike(each, value) for each in known)

    def _unnamed(
        self, wanted: Mapping[str, Any], told: Mapping[str, str], conflict: bool
    ) -> Iterator[Finding]:
        """Faults that nobody was told of; another name for the same fault is only counted."""
        for each in wanted.get("problems", []):
            rule = told.get(each["column"])
            if rule is None and each.get("anywhere") and (told or conflict):
                rule = next(iter(told.values()), "冲突")
            if rule is None:
                severity = UNREAD if self._is_unmapped(each["column"]) else ASIDE if told else MISSED
                yield self._found(
                    severity, f"没说：{each['kind']}", wanted, f"{each['column']} 列；说了 {dict(told)}"
                )
            elif rule != each["kind"]:
                self.other_kinds[f"{each['kind']} → {rule}"] += 1

    def _values(
        self, wanted: Mapping[str, Any], line: Line, told: Mapping[str, str], ask: list[str], loose: bool
    ) -> Iterator[Finding]:
        got = self._read(line)
        strict = wanted["outcome"] == "record"
        if strict and self.is_in_ledger(wanted):
            return
        for label, allowed in self.wanted(wanted).items():
            found = next((got.pop(each) for each in self.alike.get(label, [label]) if each in got), None)
            if any(alike(found, each) for each in allowed):
                continue
            letter = self.letters.get(label, "")
            named = letter in told or (not letter and bool(told)) or ("" in told)
            if found is not None and self._has(label, found):
                yield self._found(SILENT, f"错值：{label}", wanted, f"{found!r}，应为 {allowed!r}")
            elif (line.sheet, letter) in self.unmapped:
                yield self._found(UNREAD, f"没对上列：{label}", wanted, f"应为 {allowed!r}")
            elif not named and not loose and strict:
                yield self._found(SILENT, f"丢值：{label}", wanted, f"应为 {allowed!r}")
        for label, found in self._beyond(got, wanted, line, told):
            yield self._found(SILENT, f"多值：{label}", wanted, f"{found!r}")

    def _beyond(
        self, got: Mapping[str, Any], wanted: Mapping[str, Any], line: Line, told: Mapping[str, str]
    ) -> Iterator[tuple[str, Any]]:
        """Values that nobody wrote for this row; what the head rows say is judged by `context`."""
        accept = wanted.get("accept", {})
        broken = {each["column"] for each in wanted.get("problems", [])}
        for label, found in got.items():
            if found is None or label in self.table.get("context", {}):
                continue
            if label in accept and any(alike(found, each) for each in accept[label]):
                continue
            letter = self.letters.get(label, line.columns.get(label, ""))
            read = label in line.columns or letter in broken
            if letter and letter not in told and read and self._has(label, found):
                yield label, found

    def wanted(self, row: Mapping[str, Any]) -> dict[str, list[Any]]:
        """What is right for each field of a row."""
        accept = row.get("accept", {})
        values = {**self.table.get("context", {}), **row["values"]}
        return {label: [value, *accept.get(label, [])] for label, value in values.items()}

    def _read(self, line: Line) -> dict[str, Any]:
        found = {}
        own = record(self.into)
        for label, value in line.values.items():
            path = own.path(label)
            found[label] = value if path.field.ref else to_json(path.field, value, self.office.codes)
        return found

    def _found(self, severity: str, kind: str, wanted: Mapping[str, Any], what: str) -> Finding:
        return Finding(severity, kind, self.file, wanted["row"], what)


def alike(found: Any, value: Any) -> bool:
    """The same, whether a number or a text, and whatever the brackets; a list's word may be cut short."""
    if found is None or value is None:
        return found is None and value is None
    if isinstance(found, bool) or isinstance(value, bool):
        said = {True: ("True", "是"), False: ("False", "否")}
        return str(found) in said[value] if isinstance(value, bool) else str(value) in said[bool(found)]
    one, other = (str(each).replace("（", "(").replace("）", ")") for each in (found, value))
    if one == other or (isinstance(found, str) and isinstance(value, str) and one.startswith(f"{other}(")):
        return True
    if isinstance(found, str) and isinstance(value, str):
        return False
    try:
        return Decimal(one) == Decimal(other)
    except InvalidOperation:
        return False
