"""Writing the records of a file inside an act: the class of the heading first, then the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from desktop.core.errors import Problem
from desktop.core.progress import Progress, watched
from desktop.core.values import show
from desktop.records.catalogue import Record, record
from desktop.services.importing.certificates import held_labels, write_certificates
from desktop.services.importing.creating import make_references, settled
from desktop.services.importing.fields import is_key, path_of
from desktop.services.importing.line import Line
from desktop.services.office import Office
from desktop.services.saving import Outcome, save_many
from desktop.services.saving.locating import Locator
from desktop.services.saving.writer import OnConflict
from desktop.store.act import Writing
from desktop.store.find import Condition, find

_AT_ONCE: Final = 2000
_ROUNDS: Final = 6


@dataclass(slots=True)
class Written:
    """What became of each line, in order; None for lines that were not handed in."""

    outcomes: list[Outcome | None] = field(default_factory=list)
    owners: int = 0  # classes or batches made from headings


def write_lines(
    s: Writing,
    office: Office,
    into: Record,
    lines: Sequence[Line],
    *,
    on_conflict: OnConflict,
    progress: Progress,
) -> Written:
    """Write every line that can be; a cell that the ledger refuses is left out and kept as a problem."""
    written = Written([None] * len(lines))
    open_lines = [i for i, line in enumerate(lines) if not line.rejected and line.same_as is None]
    made = make_references(s, office, into, lines, open_lines)
    rows = {
        i: settled(into, lines[i], _own_values(into, lines[i]), made)
        for i in watched(open_lines, progress, "准备写入", len(open_lines))
    }
    owners = _Owners(s, office, into, lines, written)
    owners.settle(rows, progress)
    for start in range(0, len(open_lines), _AT_ONCE):
        part = open_lines[start : start + _AT_ONCE]
        progress.step(start, len(open_lines), f"写入{into.label}")
        for _ in range(_ROUNDS):
            outcomes = _save(s, office, into, lines, rows, part, on_conflict)
            again = []
            for i, outcome in outcomes:
                written.outcomes[i] = outcome
                if _leave_out(into, lines[i], rows[i], outcome):
                    again.append(i)
            part = again
            if not part:
                break
    progress.step(len(open_lines), len(open_lines), f"写入{into.label}")
    _remark(lines, written)
    write_certificates(s, office, into, lines, written.outcomes, owners.fresh)
    return written


def _save(
    s: Writing,
    office: Office,
    into: Record,
    lines: Sequence[Line],
    rows: dict[int, dict[str, Any]],
    part: Sequence[int],
    on_conflict: OnConflict,
) -> list[tuple[int, Outcome]]:
    """Save some rows; those of which a person decided what becomes of a difference are written by that."""
    ways: dict[OnConflict, list[int]] = {}
    for i in part:
        ways.setdefault(lines[i].on_conflict or on_conflict, []).append(i)
    found: list[tuple[int, Outcome]] = []
    for way, members in ways.items():
        outcomes = save_many(s, office, into.id, [rows[i] for i in members], on_conflict=way)
        found += zip(members, outcomes, strict=True)
    return sorted(found, key=lambda each: each[0])


def _own_values(into: Record, line: Line) -> dict[str, Any]:
    """The line's values without those that belong to a certificate."""
    own = dict(line.values)
    for label in held_labels(into, line).values():
        del own[label]
    return own


def _leave_out(into: Record, line: Line, row: dict[str, Any], outcome: Outcome) -> bool:
    """Take the cell that the ledger refuses out of the row, if the row can do without it."""
    if outcome.fate != "problem":
        return False
    dropped = False
    for problem in outcome.problems:
        for label in _meant(problem, row):
            if not is_key(into, path_of(into.id, label)) and problem.severity == "error":
                del row[label]
                dropped = True
                if not any(known.path == label and known.rule == problem.rule for known in line.problems):
                    line.trouble(problem, label)
                    line.values.pop(label, None)
                break
    return dropped


def _meant(problem: Problem, row: dict[str, Any]) -> list[str]:
    """The row's labels a problem speaks of: its own path, or what lies behind the reference it names."""
    near = [label for label in row if label == problem.path]
    return near or [
        label for label in row if label.startswith(f"{problem.path}.") or problem.path.startswith(f"{label}.")
    ]


def _remark(lines: Sequence[Line], written: Written) -> None:
    """Problems of whole rows, at the column that the ledger complains of."""
    for line, outcome in zip(lines, written.outcomes, strict=True):
        for problem in outcome.problems if outcome is not None else ():
            meant = _meant(problem, line.values) or [
                label
                for label in line.columns
                if label == problem.path or label.startswith(f"{problem.path}.")
            ]
            label = meant[0] if meant else problem.path
            if not any(known.path == label and known.rule == problem.rule for known in line.problems):
                line.trouble(problem, label)


class _Owners:
    """Finds, or makes from a heading, the class or batch that rows are part of."""

    def __init__(
        self, s: Writing, office: Office, into: Record, lines: Sequence[Line], written: Written
    ) -> None:
        self.s = s
        self.office = office
        self.into = into
        self.lines = lines
        self.written = written
        self.fresh: set[int] = set()
        self.own = into.field(into.model.part_of) if into.model.part_of else None

    def settle(self, rows: dict[int, dict[str, Any]], progress: Progress) -> None:
        """Replace what rows say of their owner by its id."""
        if self.own is None:
            return
        prefix, target = f"{self.own.label}.", record(self.own.ref)
        groups: dict[tuple[Any, ...], list[int]] = {}
        identity = {path.label for path in self.into.columns if path.label.startswith(prefix)}
        naming = identity | {prefix[:-1]}
        shapes: dict[tuple[str, ...], list[str]] = {}
        for i, row in watched(rows.items(), progress, "准备写入", len(rows)):
            labels = tuple(row)
            if labels not in shapes:
                shapes[labels] = sorted(naming & row.keys())
            said = tuple([(label, row[label]) for label in shapes[labels]])
            groups.setdefault(said, []).append(i)
        ours = {label for labels in shapes for label in labels if label.startswith(prefix)}
        there = self._find_all(target, prefix, groups)
        for number, (said, members) in enumerate(groups.items()):
            if number % 50 == 0:
                progress.step(number, len(groups), f"查找{target.label}")
            more = self._common(members, rows, ours - identity)
            given = rows[members[0]].get(prefix[:-1])
            found = [given] if isinstance(given, int) else there.get(said, [])
            if not found and said:
                found = self._find(target, prefix, dict(said))
            known = found[0] if len(found) == 1 else None
            if known is not None:
                self._compare(target, known, more, members)
            elif not found and self._may_make(target, prefix, dict(said), members):
                known = self._make(target, prefix, {**dict(said), **more}, members)
            for i in members:
                if known is not None:
                    for label in ours & rows[i].keys():
                        del rows[i][label]
                    rows[i][prefix[:-1]] = known

    def _find_all(
        self, target: Record, prefix: str, groups: Iterable[tuple[tuple[str, Any], ...]]
    ) -> dict[tuple[tuple[str, Any], ...], list[int]]:
        """What is named by columns of its own (名称, 开班日期), in one question for many."""
        locator = Locator(self.office.ledger, self.s.connection, self.office.today)
        alike: dict[tuple[str, ...], list[tuple[tuple[str, Any], ...]]] = {}
        for said in groups:
            if any(label == prefix[:-1] for label, _ in said):
                continue  # the row itself is known
            names = tuple([target.path(label.removeprefix(prefix)).name for label, _ in said])
            plain = all(
                name in target.table.c and value is not None
                for name, (_, value) in zip(names, said, strict=True)
            )
            if names and plain and not any(target.field(name).ref for name in names):
                alike.setdefault(names, []).append(said)
        found = {}
        for names, members in alike.items():
            wanted = {tuple([value for _, value in said]): said for said in members}
            for values, ids in locator.by_columns(target, names, wanted).items():
                found[wanted[values]] = ids
        return found

    def _common(
        self, members: list[int], rows: dict[int, dict[str, Any]], beyond: set[str]
    ) -> dict[str, Any]:
        """What all the rows say alike of their class beyond its name; taken out of the rows."""
        common: dict[str, Any] = {}
        for i in members if beyond else ():
            for label in [label for label in rows[i] if label in beyond]:
                common.setdefault(label, rows[i].pop(label))
        return common

    def _find(self, target: Record, prefix: str, said: dict[str, Any]) -> list[int]:
        where = [Condition(label.removeprefix(prefix), "=", value) for label, value in said.items()]
        page = find(
            self.office.ledger, target.id, paths=[], where=where, limit=2, today=self.office.today,
            connection=self.s.connection,
        )  # fmt: skip
        return page.ids

    def _may_make(self, target: Record, prefix: str, said: dict[str, Any], members: list[int]) -> bool:
        """Only what the heading states may make a class, and only with a whole key."""
        if not self.lines[members[0]].heading.stated:
            return False
        names = {target.path(label.removeprefix(prefix)).name for label in said}
        return any(set(key) <= names for key in target.model.keys)

    def _make(self, target: Record, prefix: str, said: dict[str, Any], members: list[int]) -> int | None:
        values = {label.removeprefix(prefix): value for label, value in said.items()}
        outcome = save_many(self.s, self.office, target.id, [values])[0]
        if outcome.refused:
            for problem in outcome.problems:
                self.lines[members[0]].trouble(problem, prefix + problem.path)
            return None
        self.written.owners += 1
        self.fresh.update(filter(None, [outcome.id]))
        return outcome.id

    def _compare(self, target: Record, known: int, more: dict[str, Any], members: list[int]) -> None:
        """A roster never changes its class; what it says otherwise is a remark."""
        if not more:
            return
        prefix = f"{self.own.label if self.own else ''}."
        paths = [target.path(label.removeprefix(prefix)) for label in more]
        page = find(
            self.office.ledger, target.id, paths=paths, ids=[known], today=self.office.today,
            connection=self.s.connection,
        )  # fmt: skip
        blank = {}
        for path, old, (label, new) in zip(paths, page.rows[0], more.items(), strict=True):
            if old is None:
                blank[path.label] = new
            elif old != new:
                codes = self.office.codes
                sentence = (
                    f"台账里这个{target.label}的{path.field.label}是“{show(path.field, old, codes)}”，"
                    f"文件里是“{show(path.field, new, codes)}”，没有改动。"
                )
                self.lines[members[0]].trouble(Problem("与台账不同", sentence, "warning"), label)
        if blank:
            save_many(self.s, self.office, target.id, [{**self._named(target, known), **blank}])

    def _named(self, target: Record, known: int) -> dict[str, Any]:
        """What finds the class again in a row of its own."""
        names = [name for key in target.model.keys for name in key]
        paths = [target.by_name(name) for name in dict.fromkeys(names)]
        page = find(
            self.office.ledger, target.id, paths=paths, ids=[known], today=self.office.today,
            connection=self.s.connection, raw=True,
        )  # fmt: skip
        return {
            path.label: value for path, value in zip(paths, page.rows[0], strict=True) if value is not None
        }
