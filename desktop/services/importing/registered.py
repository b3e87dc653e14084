"""What rows of the ledger are called, and which of them a name in a file may mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import Connection

from desktop.core.fields import Kind
from desktop.records.catalogue import Record, record
from desktop.services.importing.apart import take_apart
from desktop.services.importing.decisions import Similar
from desktop.services.importing.likeness import bare, similar
from desktop.services.office import Office
from desktop.services.saving.locating import Locator, title_name
from desktop.store.find import find

_MOST: Final = 20_000
_BUDGET: Final = 2_000_000  # names compared for one file: beyond it the rest is listed without similar ones

Respelt = tuple[int, str, dict[str, Any]]  # the row, what it is called, what was said as the ledger says it


class Names:
    """What rows of a record are called, asked for once."""

    def __init__(self, office: Office, connection: Connection) -> None:
        self.office = office
        self.connection = connection
        self._weighed = 0
        self._known: dict[tuple[str, tuple[str, ...]], list[tuple[int, tuple[Any, ...]]]] = {}

    def similar(self, target: Record, values: dict[str, Any]) -> list[Similar]:
        """Rows that the name may mean; what else was said of it must agree, or the row is only shown."""
        title = title_name(target.id)
        others = [name for name in values if name != title]
        rows = self._rows(target, (title, *others))
        self._weighed += len(rows)
        if self._weighed > _BUDGET:
            return []
        agreeing = [
            (row, cells) for row, cells in rows if all(map(_agree, cells[1:], map(values.get, others)))
        ]
        typed = values.get(title)
        if not isinstance(typed, str):
            return [Similar(row, str(cells[0]), "其他内容相同", 0.6) for row, cells in agreeing[:5]]
        person = target.by_name(title).field.check == "name"
        firm = target.id == "enterprise"
        names = [(row, cells[0]) for row, cells in agreeing] + (self._former(target) if not others else [])
        found = similar(typed, names, person=person, firm=firm)
        seen = {each.id for each in found}
        if others:
            differing = [(row, cells[0]) for row, cells in rows if (row, cells) not in agreeing]
            said = "、".join(target.by_name(name).label for name in others)
            found += [
                Similar(each.id, each.title, f"{each.reason}，但{said}不同", min(each.likeness, 0.9))
                for each in similar(typed, differing, person=person, firm=firm)
                if each.id not in seen
            ]
        return found[:5]

    def title(self, target: Record, row: int) -> str:
        rows = self._rows(target, (title_name(target.id),))
        return next((str(cells[0]) for known, cells in rows if known == row), str(row))

    def respelt(self, target: Record, values: dict[str, Any], locator: Locator) -> Respelt | None:
        """The one row meant where only brackets and blanks differ, or where a code stands beside the name."""
        for other in self._spellings(target, values):
            found, _ = locator.reference(target, other)
            if found is not None:
                return found, self.title(target, found), other
        return None

    def _spellings(self, target: Record, values: dict[str, Any]) -> Iterator[dict[str, Any]]:
        changed = {}
        for name, value in values.items():
            path = target.by_name(name)
            if not isinstance(value, str) or path.field.kind is not Kind.TEXT or path.field.check:
                continue
            owner = record(path.owner)
            same = {row[0] for _, row in self._rows(owner, (path.field.name,)) if bare(row[0]) == bare(value)}
            if len(same) == 1 and value not in same:
                changed[name] = same.pop()
        if changed:
            yield {**values, **changed}
        title = title_name(target.id)
        code = next(
            (own for own in target.fields if own.name.endswith("_code") and own.kind is Kind.TEXT), None
        )
        if code is not None and isinstance(values.get(title), str) and code.name not in values:
            pieces = take_apart(values[title], [code, target.by_name(title).field])
            if pieces and pieces[0]:
                given = {code.name: pieces[0], **({title: pieces[1]} if pieces[1] else {})}
                yield {**values, **given} if pieces[1] else {code.name: pieces[0]}

    def _former(self, target: Record) -> list[tuple[int, str]]:
        if "former_name" not in {own.name for own in target.fields}:
            return []
        return [(row, cells[0]) for row, cells in self._rows(target, ("former_name",))]

    def _rows(self, target: Record, names: tuple[str, ...]) -> list[tuple[int, tuple[Any, ...]]]:
        """Id and values of the rows whose first one is filled in."""
        if (target.id, names) not in self._known:
            page = find(
                self.office.ledger, target.id, paths=[target.by_name(name) for name in names], limit=_MOST,
                today=self.office.today, connection=self.connection,
            )  # fmt: skip
            rows = zip(page.ids, page.rows, strict=True)
            self._known[target.id, names] = [(row_id, row) for row_id, row in rows if row[0]]
        return self._known[target.id, names]


def _agree(ledger: Any, typed: Any) -> bool:
    return ledger is None or typed is None or ledger == typed
