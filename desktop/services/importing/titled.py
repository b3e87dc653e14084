"""朱梅老师: the name of a person of the ledger with a title attached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from desktop.records.catalogue import Record, record
from desktop.services.importing.fields import carried, path_of
from desktop.services.office import Office
from desktop.store.find import find

if TYPE_CHECKING:
    from desktop.services.importing.line import Line

_HONORIFICS: Final = ("老师", "教师", "同志", "先生", "女士")


class Titled:
    """Names that the ledger has for what rows refer to, asked for once."""

    def __init__(self, office: Office, into: Record) -> None:
        self.office = office
        self.into = into
        self._names: dict[str, frozenset[str]] = {}
        self._labels: dict[tuple[str, ...], list[str]] = {}  # of lines that say these, those that name people

    def tidy(self, line: Line) -> None:
        """朱梅老师 is 朱梅 where the ledger has a teacher of that name and none of the other."""
        labels = tuple(line.values)
        if labels not in self._labels:
            self._labels[labels] = [label for label in labels if self._names_another(label)]
        for label in self._labels[labels]:
            value = line.values[label]
            if not isinstance(value, str) or not value.endswith(_HONORIFICS):
                continue
            names = self._of(path_of(self.into.id, label).hops[0].target)
            bare = next(value.removesuffix(end) for end in _HONORIFICS if value.endswith(end))
            if value not in names and bare in names:
                line.values[label] = bare
                line.cleaned.append((label, f"“{value}”去掉称呼，按“{bare}”登记"))

    def _names_another(self, label: str) -> bool:
        """Whether a label names a person to whom the row only refers."""
        path = path_of(self.into.id, label)
        whose = path.field.name == "name" and path.owner == "person" and not path.own
        return whose and not carried(self.into, path.name.partition(".")[0])

    def _of(self, target: str) -> frozenset[str]:
        if target not in self._names:
            page = find(
                self.office.ledger,
                target,
                paths=[record(target).by_name("person.name")],
                today=self.office.today,
            )
            self._names[target] = frozenset(row[0] for row in page.rows if row[0])
        return self._names[target]
