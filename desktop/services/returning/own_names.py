"""The school's own departments and majors as words that headings may part figures by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop.core.codes import Code, CodeList
from desktop.records.catalogue import record
from desktop.services.binding.measure_words import DEPARTMENTS, MAJORS
from desktop.services.office import Office
from desktop.store.find import find

_OF = {DEPARTMENTS: "department", MAJORS: "major"}


class WithOwnNames(Mapping[str, CodeList]):
    """The code lists and, as two more of them, the names of the ledger's departments and majors."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._own: dict[str, CodeList] = {}

    def __getitem__(self, name: str) -> CodeList:
        if name not in _OF:
            return self._office.codes[name]
        if name not in self._own:
            self._own[name] = _names(self._office, _OF[name])
        return self._own[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._office.codes
        yield from _OF

    def __len__(self) -> int:
        return len(self._office.codes) + len(_OF)

    def __contains__(self, name: object) -> bool:
        return name in _OF or name in self._office.codes


def _names(office: Office, target: str) -> CodeList:
    """Each name once, by itself: a reference is asked for by the title of its row."""
    own = record(target)
    found = find(office.ledger, target, paths=[own.by_name("name")], today=office.today)
    names = dict.fromkeys(str(row[0]) for row in found.rows if row[0])
    return CodeList(target, own.label, tuple(Code(name, name) for name in names))
