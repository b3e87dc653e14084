"""健康检查 of one ledger: run once, kept up to date act by act, asked for findings and counts at any time."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Any

from sqlalchemy import Connection

from desktop.core.errors import Severity, UserError
from desktop.core.presenting import plain_number
from desktop.core.progress import NoProgress, Progress
from desktop.services.health import accepting
from desktop.services.health.accepting import Acceptance, digest_of
from desktop.services.health.catalogue import BY_ID, RULES
from desktop.services.health.changes import Changes, last_act, since
from desktop.services.health.dialect import listed
from desktop.services.health.everything import by_base, looked_at
from desktop.services.health.rule import Check, Context, Each, Overlap, Rule, Same, Whole, Words
from desktop.services.health.running import (
    ask,
    chunks,
    confirmed,
    overlapping,
    rows_wrong,
    same,
    words,
)
from desktop.services.health.veiling import veiled, without_numbers
from desktop.services.office import Office
from desktop.services.policies import policy

_ORDER: Mapping[str, int] = {"error": 0, "warning": 1, "hint": 2}
# A change of one of these may change what any check asks.
_NAMED = "SELECT id, name, school_code FROM school"
_WITH_ROWS = "SELECT o.id FROM school o WHERE " + " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} x WHERE x.school = o.id)"
    for table in ("training_class", "person", "practice", "exam_batch")
)
_SETTINGS = frozenset({"setting", "template_pack", "policy_pack"})


@dataclass(frozen=True, slots=True)
class Found:
    """One finding: what is wrong, how badly, in which row and field, by which document; accepted or not.

    `school` is the name of whose row it is, where the ledger holds the rows of more than one. `again` says
    why it shows although somebody accepted it `once`.
    """

    rule: str
    severity: Severity
    record: str
    row_id: int
    title: str
    path: str
    sentence: str
    source: str
    digest: str
    accepted: Acceptance | None = None
    school: str = ""
    again: str = ""
    once: Acceptance | None = None

    @property
    def key(self) -> tuple[str, int]:
        return self.rule, self.row_id


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings stand, by severity and by check, and how many are accepted; in how many schools.

    `again`: how many of those that stand were accepted once, by check.
    """

    error: int
    warning: int
    hint: int
    accepted: int
    rules: Mapping[str, int]
    schools: int = 1
    again: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.error + self.warning + self.hint


class Health:
    """The findings of a ledger. Any thread may call; one at a time does the work.

    Only which rows are wrong is kept; what is said of them is read when it is asked for.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.RLock()
        self._wrong: dict[str, set[int]] = {}
        self._keys: dict[str, dict[int, str]] = {}  # of `Same`: which rows agree in what
        self._told: dict[str, dict[int, Words]] = {}  # of `Whole`: what the look found
        self._accepted: dict[tuple[str, int], Acceptance] = {}  # that hold now
        self._lapsed: dict[tuple[str, int], tuple[Acceptance, str]] = {}  # that do not, and why
        self._schools: dict[int, str] = {}  # by id, of those that have rows to check
        self._seen = -1
        self._day: date | None = None

    @property
    def ran(self) -> bool:
        """Whether everything has been looked at once."""
        return self._seen >= 0

    def run(self, progress: Progress | None = None) -> Tally:
        """Look at the whole ledger."""
        watched = progress or NoProgress()
        with self._lock:
            context = self.context()
            with self._office.ledger.reading() as reading:
                # Acts that come while the looking goes on are looked at again by the next update.
                seen = last_act(reading, self._office.ledger)
            found = looked_at(self._office.ledger, context, watched)
            self._wrong, self._keys, self._told = found
            self._seen, self._day = seen, context.today
            with self._office.ledger.reading() as reading:
                self._look_up_accepted(reading, context)
            return self._tally()

    def update(self, changed: Collection[str] | None = None) -> Tally:
        """Look again at what acts touched since; `changed`: the records they say they changed."""
        with self._lock:
            if not self.ran or self._day != self._office.today or _SETTINGS & set(changed or ()):
                return self.run()
            with self._office.ledger.reading() as reading:
                seen = last_act(reading, self._office.ledger)
                changes = since(reading, self._office.ledger, self._seen)
                if changes is not None and not _SETTINGS & set(changes.images):
                    self._look_again(reading, self.context(), changes)
                    self._seen = seen
                    return self._tally()
            return self.run()

    def new_day(self, office: Office) -> None:
        """The same ledger on another day: the next update looks at everything."""
        with self._lock:
            self._office = office

    def tally(self) -> Tally:
        """The counts as they stand."""
        with self._lock:
            return self._tally()

    def findings(
        self,
        *,
        severity: Severity | None = None,
        rule: str | None = None,
        record: str | Collection[str] | None = None,
        row_id: int | None = None,
        accepted: bool | None = False,
        again: bool = False,
        limit: int | None = None,
    ) -> list[Found]:
        """Findings, the gravest first, by check and title; `record`: of these, by one name or by several.

        `accepted`: only such, none such, None for all. `again`: only those that were accepted once.
        """
        records = {record} if isinstance(record, str) else record
        with self._lock, self._office.ledger.reading() as reading:
            context = self.context()
            found: list[Found] = []
            for each in sorted(RULES, key=lambda one: _ORDER[one.severity]):
                if (severity and each.severity != severity) or (rule and each.id != rule):
                    continue
                if records is not None and each.base.record not in records:
                    continue
                rows = {row for row in self._rows(each.id) if row_id is None or row == row_id}
                if accepted is not None:
                    rows = {row for row in rows if ((each.id, row) in self._accepted) is accepted}
                if again:
                    rows = {row for row in rows if (each.id, row) in self._lapsed}
                if limit is not None:
                    rows = set(sorted(rows)[: max(limit - len(found), 0)])
                found += sorted(self._said(reading, context, each, rows), key=lambda one: one.title)
            return found

    def accept(self, findings: Iterable[Found], reason: str, until: date | None = None, by: str = "") -> int:
        """Accept findings in one act, with a reason; they show again after `until`, or changed."""
        chosen = {each.key: (each.record, each.sentence, each.digest) for each in findings}
        if not chosen:
            raise UserError("没有选中要认可的问题", hint="，请先选中一处或几处。")
        count = accepting.accept(self._office, chosen, reason, until, by)
        self.update({"accepted_finding"})
        return count

    def withdraw(self, findings: Iterable[Found]) -> int:
        """Take acceptances back in one act."""
        count = accepting.withdraw(self._office, {each.key for each in findings})
        self.update({"accepted_finding"})
        return count

    def context(self) -> Context:
        """What the checks may depend on besides the ledger, today."""
        office = self._office
        return Context(office, office.today, policy(office), office.codes, office.ledger.kind)

    # -- inside ------------------------------------------------------------------------------------------

    def _rows(self, rule: str) -> Collection[int]:
        for kept in (self._keys, self._told):
            if rule in kept:
                return kept[rule].keys()
        return self._wrong.get(rule, set())

    def _tally(self) -> Tally:
        by_severity: defaultdict[str, int] = defaultdict(int)
        rules: dict[str, int] = {}
        left = 0
        for rule in RULES:
            rows = self._rows(rule.id)
            let_be = sum((rule.id, row) in self._accepted for row in rows) if self._accepted else 0
            left += let_be
            if len(rows) > let_be:
                rules[rule.id] = len(rows) - let_be
                by_severity[rule.severity] += len(rows) - let_be
        return Tally(
            by_severity["error"], by_severity["warning"], by_severity["hint"], left, rules,
            max(len(self._schools), 1), dict(Counter(rule for rule, _ in self._lapsed)),
        )  # fmt: skip

    def _look_again(self, reading: Connection, context: Context, changes: Changes) -> None:
        for (base, _), rules in by_base(RULES).items():
            common = _reached(reading, base.vias, changes)
            extra: defaultdict[frozenset[int], list[Rule]] = defaultdict(list)
            for rule in rules:
                extra[frozenset(_reached(reading, rule.more, changes) - common)].append(rule)
            for ids, some in ((common, rules), *((set(more), some) for more, some in extra.items())):
                if ids:
                    for rule_id, wrong in rows_wrong(reading, context, base, some, ids).items():
                        self._wrong[rule_id] = (self._wrong[rule_id] - ids) | wrong
        for other in RULES:
            if isinstance(other, Same):
                self._same_again(reading, other, changes)
            elif isinstance(other, Overlap):
                self._periods_again(reading, context, other, changes)
            elif isinstance(other, Whole) and any(changes.altered(each) for each in other.reads):
                self._told[other.id] = dict(other.look(reading, context))
            elif isinstance(other, Each) and any(changes.altered(each) for each in other.reads):
                ids = _reached(reading, {**other.base.vias, **other.more}, changes)
                kept = {row: said for row, said in self._told[other.id].items() if row not in ids}
                self._told[other.id] = kept | dict(other.look(reading, context, ids))
        self._look_up_accepted(reading, context)

    def _same_again(self, reading: Connection, rule: Same, changes: Changes) -> None:
        table = rule.base.record
        touched = changes.values(f"{table}.id")
        reads = [f"{table}.{name}" for name in (*rule.columns, *_plain(rule.differ))]
        if not touched or not any(changes.altered(each) for each in reads):
            return
        known = self._keys[rule.id]
        keys = {known[row] for row in touched if row in known} | _keys_now(reading, rule, touched)
        near = _near(rule, changes)
        gone = {row for row, key in known.items() if key in keys}
        found = same(reading, rule, keys, near) if keys else {}
        self._keys[rule.id] = {row: key for row, key in known.items() if row not in gone} | found

    def _periods_again(self, reading: Connection, context: Context, rule: Overlap, changes: Changes) -> None:
        owners = _reached(reading, rule.owners, changes)
        touched = changes.values(f"{rule.base.record}.id")
        if owners or touched:
            ids = touched | _through(reading, rule.members, owners)
            self._wrong[rule.id] = (self._wrong[rule.id] - ids) | overlapping(reading, context, rule, owners)

    def _look_up_accepted(self, reading: Connection, context: Context) -> None:
        """Which acceptances hold: the same data as then, and not expired; and whose rows there are."""
        self._schools = _schools(reading)
        said: defaultdict[str, dict[int, Acceptance]] = defaultdict(dict)
        for (rule, row), each in accepting.accepted(reading).items():
            if rule in BY_ID and row in self._rows(rule):
                said[rule][row] = each
        self._accepted, self._lapsed = {}, {}
        for rule, rows in said.items():
            for row, told in self._words(reading, context, BY_ID[rule], set(rows)).items():
                why = rows[row].lapsed(digest_of(rule, row, told), context.today)
                if why:
                    self._lapsed[(rule, row)] = rows[row], why
                else:
                    self._accepted[(rule, row)] = rows[row]

    def _words(
        self, reading: Connection, context: Context, rule: Check, rows: Collection[int]
    ) -> dict[int, Words]:
        if not rows:
            return {}
        told = words(reading, context, rule, rows)
        more = self._told.get(rule.id, {})
        return {row: confirmed(rule, {**each, **more.get(row, {})}, context) for row, each in told.items()}

    def _said(
        self, reading: Connection, context: Context, rule: Check, rows: Collection[int]
    ) -> Iterable[Found]:
        for row, told in self._words(reading, context, rule, rows).items():
            once, why = self._lapsed.get((rule.id, row), (None, ""))
            yield Found(
                rule.id, rule.severity, rule.base.record, row,
                without_numbers(str(told["title_"] or "未命名")), rule.path,
                sentence_of(rule, told), rule.source, digest_of(rule.id, row, told),
                self._accepted.get((rule.id, row)),
                self._schools.get(told["school_"], "") if len(self._schools) > 1 else "", why, once,
            )  # fmt: skip


def _schools(reading: Connection) -> dict[int, str]:
    """The schools by id; a bureau that only keeps the rows of others is none of them."""
    named = {row: str(name or code or "") for row, name, code in ask(reading, _NAMED)}
    with_rows = {row for (row,) in ask(reading, _WITH_ROWS)}
    return {row: name for row, name in named.items() if row in with_rows} if len(named) > 1 else named


def _reached(reading: Connection, vias: Mapping[str, str], changes: Changes) -> set[int]:
    """The rows that the ways of a check lead to from what was touched."""
    found: set[int] = set()
    for column, way in vias.items():
        values = changes.values(column)
        if values:
            found |= _through(reading, way, values) if way else values
    return found


def _through(reading: Connection, way: str, values: Collection[Any]) -> set[int]:
    """The ids that a way selects from values."""
    return {
        row_id
        for some in chunks(values)
        for (row_id,) in ask(reading, way.replace("{ids}", listed(some)))
        if row_id is not None
    }


def _keys_now(reading: Connection, rule: Same, rows: Collection[int]) -> set[str]:
    table, root = rule.base.record, rule.base.root
    return {
        key
        for some in chunks(rows)
        for (key,) in ask(
            reading, f"SELECT {rule.key} FROM {table} {root} WHERE {root}.id IN ({listed(some)})"
        )
        if key is not None
    }


def _near(rule: Same, changes: Changes) -> str:
    """Rows of one key share the narrow column, as it is or as it was."""
    values = changes.values(f"{rule.base.record}.{rule.narrow}") if rule.narrow else set()
    return f"{rule.base.root}.{rule.narrow} IN ({listed(values)})" if values else ""


def _plain(sql: str) -> list[str]:
    """The column behind an alias: p.name → name."""
    return [sql.partition(".")[2]] if sql else []


class _Spoken(Formatter):
    """Sentences with their words: blank for none, tenths and 分 as people read them."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "空"
        if format_spec == "tenths":
            return plain_number(Decimal(int(value)) / 10)
        if format_spec == "yuan":
            return plain_number(Decimal(int(value)) / 100)
        if format_spec == "graduating":
            return "毕业年级" if value else "非毕业年级"
        return str(value)


def sentence_of(rule: Check, told: Words) -> str:
    """What is said of a row: sensitive words masked, and any number of an identity card among the others."""
    return without_numbers(_Spoken().vformat(rule.sentence, (), veiled(rule, told)))
