"""The code lists of an open ledger: those of the files, with the tasks of its policy packs as 政策任务."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.core.codes import Code, CodeList, fold
from desktop.core.policy import Task
from desktop.services.office import Office

if TYPE_CHECKING:  # read in when the tasks are first asked for: a start asks for none
    from desktop.services.policies import HeldPack

TASKS = "policy_task"


class LedgerCodes(Mapping[str, CodeList]):
    """Whatever the files have; the tasks anew after each act that touched a setting."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._tasks: CodeList | None = None
        office.ledger.listen(self._changed)

    def _changed(self, records: frozenset[str]) -> None:
        if "setting" in records:
            self._tasks = None

    def __getitem__(self, name: str) -> CodeList:
        if name != TASKS:
            return self._office.codes[name]
        if self._tasks is None:
            from desktop.services.policies import packs

            self._tasks = tasks_listed(self._office.codes[TASKS], packs(self._office))
        return self._tasks

    def __iter__(self) -> Iterator[str]:
        return iter(self._office.codes)

    def __len__(self) -> int:
        return len(self._office.codes)

    def __contains__(self, name: object) -> bool:
        return name in self._office.codes


def with_tasks(office: Office) -> Office:
    """The office whose 政策任务 are those of its packs."""
    return replace(office, codes=LedgerCodes(office))


def tasks_listed(file: CodeList, held: list[HeldPack]) -> CodeList:
    """The tasks of the packs in use, in their order, then those of packs put aside and of the file, which are
    kept for what was written before, and no longer offered.

    Of two packs in use that give a task the same number, the later one names it. A word that two tasks share
    finds neither.
    """
    known = {item.code: item for item in file.items}
    used: dict[str, Code] = {}
    aside: dict[str, Code] = {}
    for each in held:
        into = used if each.active else aside
        for task in each.pack.tasks:
            into[task.code] = _item(task, known.get(task.code))
    if not used and not aside:
        return file
    kept = {code: item for code, item in {**known, **aside}.items() if code not in used}
    items = [*used.values(), *(replace(item, active=False) for item in kept.values())]
    return CodeList(file.id, file.label, tuple(_clear(items)))


def _item(task: Task, known: Code | None) -> Code:
    if known is not None and known.name == task.heading:
        return known
    lead = f"任务{task.number}" if task.group == "任务" else task.code
    words = (lead, f"{task.number}.{task.heading}", f"{task.number}、{task.heading}")
    return Code(task.code, task.heading, tuple(dict.fromkeys(words)))


def _clear(items: list[Code]) -> Iterator[Code]:
    """Without the words that would mean two of those offered; one no longer offered gives way."""
    offered = Counter(word for item in items if item.active for word in _words(item))
    everywhere = Counter(word for item in items for word in _words(item))
    for item in items:
        counts, own = offered if item.active else everywhere, {fold(item.code), fold(item.name)}
        aliases = tuple(each for each in item.aliases if fold(each) in own or counts[fold(each)] == 1)
        yield replace(item, aliases=aliases)


def _words(item: Code) -> set[str]:
    return {fold(word) for word in (item.code, item.name, *item.aliases)}
