"""Runs the checks in SQL: one pass over a base answers all checks of its rows; groups and periods apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from desktop.services.health.dialect import listed
from desktop.services.health.rule import Base, Check, Context, Each, Overlap, Rule, Same, Sql, Whole, Words

_AMONG = re.compile(r"\{(among|and):([^}]+)\}")
_OF = re.compile(r"\{of:(\w+)\}")
_CHUNK = 800  # ids in one statement
_LONG_AGO = -(10**7)
_KEYS = 200_000  # characters of keys in one statement that reads a whole table


def chunks(ids: Collection[Any]) -> Iterator[list[Any]]:
    """Lists short enough for one statement."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def ask(connection: Connection, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement, straight from the driver: a million of them pass here.

    `values` are SQLite's alone.
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        found: Iterator[tuple[Any, ...]] = driver.execute(statement, values)
        return found
    return (tuple(row) for row in connection.exec_driver_sql(statement.replace("%", "%%")))


def source_of(
    context: Context, base: Base, ids: Collection[int] | None, used: str = "", *, once: bool = False
) -> tuple[str, str]:
    """The FROM clause for all rows, or for the rows of these ids alone, with what goes before the SELECT.

    `used`: the SQL around it; tables joined to the left that it does not name are left out. `once`: rows that
    are derived are made once, before all else.
    """

    def put(found: re.Match[str]) -> str:
        if ids is None:
            return ""
        word = "WHERE" if found[1] == "among" else "AND"
        return f"{word} {found[2]} IN ({listed(ids)})"

    first, *joins = _tables(base.source)
    kept: list[str] = []
    for table in reversed(joins):  # a table is joined by those before it
        alias = table[: _outside(table, " ON ")].split()[-1]
        if not used or not table.startswith("LEFT") or re.search(rf"\b{alias}\.", used):
            kept.insert(0, table)
            used += table if used else ""
    made = {name: sql_of(base.derived[name], context) for name in _OF.findall(" ".join([first, *kept]))}
    text = _AMONG.sub(put, _OF.sub(lambda o: o[1] if once else f"({made[o[1]]})", " ".join([first, *kept])))
    if not once or not made:
        return "", text
    return "WITH " + ", ".join(f"{name} AS MATERIALIZED ({sql})" for name, sql in made.items()) + " ", text


def _tables(source: str) -> list[str]:
    """A FROM clause in its tables."""
    text = " ".join(source.split())
    cuts, at = [0], 0
    for found in re.finditer(r" (LEFT )?JOIN ", text):
        at = found.start()
        if text.count("(", 0, at) == text.count(")", 0, at):
            cuts.append(at)
    return [text[cut:end].strip() for cut, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _outside(text: str, word: str) -> int:
    """Where a word stands outside of brackets."""
    at = text.find(word)
    while text.count("(", 0, at) != text.count(")", 0, at):
        at = text.find(word, at + 1)
    return at


def sql_of(said: Sql, context: Context) -> str:
    """The SQL of a check on this day under these settings; "" where it is switched off."""
    return said if isinstance(said, str) else said(context)


def rows_wrong(
    connection: Connection, context: Context, base: Base, rules: Sequence[Rule], ids: Collection[int] | None
) -> dict[str, set[int]]:
    """Rows of one base that its checks find wrong: all of them in one pass, or those among `ids`."""
    found: dict[str, set[int]] = {rule.id: set() for rule in rules}
    asked = [(rule, said) for rule in rules if (said := sql_of(rule.when, context))]
    if not asked:
        return found
    flags = ", ".join(f"CASE WHEN {said} THEN 1 ELSE 0 END" for _, said in asked)
    given = f"{rules[0].given} AND " if rules[0].given else ""
    wrong = given + "(" + " OR ".join(f"({said})" for _, said in asked) + ")"
    for some in [None] if ids is None else chunks(ids):
        among = "" if some is None else f" AND {base.root}.id IN ({listed(some)})"
        before, tables = source_of(context, base, some, wrong, once=some is None)
        statement = f"{before}SELECT {base.root}.id, {flags} FROM {tables} WHERE {wrong}{among}"
        for row_id, *marks in ask(connection, statement):
            for (rule, _), mark in zip(asked, marks, strict=True):
                if mark:
                    found[rule.id].add(row_id)
    for rule, _ in asked:
        if rule.confirm is not None and found[rule.id]:
            said_of = words(connection, context, rule, found[rule.id])
            found[rule.id] = {row for row, told in said_of.items() if rule.confirm(told, context) is not None}
    return found


Groups = dict[str, list[tuple[int, str, Any]]]  # school, key, and the first of its parts


def same(
    connection: Connection,
    rule: Same,
    keys: Collection[str] | None,
    near: str = "",
    seen: Groups | None = None,
) -> dict[int, str]:
    """Rows that agree with another in their key, with the key; all of them, or those of these keys.

    Rows of different schools in one ledger are never compared. `near`: an SQL condition that holds for every
    row with one of the keys, and that an index answers. `seen`: keys met twice, kept between checks.
    """
    if keys is None:
        twice = None if seen is None else seen.get(rule.key)
        twice = list(ask(connection, _twice(rule))) if twice is None else twice
        if seen is not None:
            seen[rule.key] = twice
        pairs, batches = {each[:2] for each in twice}, _by_length({value for _, value, _ in twice})
        near = f"{rule.parts[0]} IN ({listed({first for *_, first in twice})})" if rule.parts else ""
    else:
        pairs, batches = None, chunks(keys)
    found: dict[int, str] = {}
    for some in batches:
        members = ask(connection, _members(rule, some, near))
        if pairs is not None and not rule.differ:  # met twice in their school: all there is to know
            found.update((row, value) for row, school, value, _ in members if (school, value) in pairs)
        else:
            found.update(_together(rule, members))
    return found


def _twice(rule: Same) -> str:
    """SQL for the keys that a school has twice."""
    root, parts = rule.base.root, rule.parts or (rule.key,)
    first = rule.parts[0] if rule.parts else "NULL"
    known = " AND ".join(f"({part}) IS NOT NULL" for part in parts)
    if len(parts) == 2:  # the first has an index: which of its values have anything twice?
        own = f"SELECT {first} FROM {rule.base.record} {root} WHERE {first} IS NOT NULL GROUP BY {first}"
        known += f" AND {first} IN ({own} HAVING count({parts[1]}) > count(DISTINCT {parts[1]}))"
    grouped = ", ".join((*parts, f"{root}.school"))  # what differs most first: it decides most comparisons
    return (
        f"SELECT {root}.school, {rule.key}, {first} FROM {rule.base.record} {root} WHERE {known}"
        f" GROUP BY {grouped} HAVING count(*) > 1"
    )


def _members(rule: Same, keys: Collection[str], near: str) -> str:
    root, more = rule.base.root, f" AND {near}" if near else ""
    return (
        f"SELECT {root}.id, {root}.school, {rule.key}, {rule.differ or 'NULL'}"
        f" FROM {rule.base.record} {root} WHERE ({rule.key}) IN ({listed(keys)}){more}"
    )


def _together(rule: Same, members: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str]]:
    """Rows of keys that a school has twice, as far as they differ or are alike as the check asks."""
    groups: defaultdict[tuple[int, str], list[tuple[int, Any]]] = defaultdict(list)
    for row_id, school, value, kind in members:
        groups[(school, value)].append((row_id, kind))
    for (_, value), rows in groups.items():
        kinds = len({kind for _, kind in rows})
        if len(rows) > 1 and (not rule.differ or (kinds == 1) is rule.alike):
            yield from ((row_id, value) for row_id, _ in rows)


def _by_length(keys: Iterable[str]) -> Iterator[list[str]]:
    """Few statements for many keys, since each reads the whole table."""
    some: list[str] = []
    length = 0
    for key in sorted(keys):
        some.append(key)
        length += len(str(key)) + 4
        if length > _KEYS:
            yield some
            some, length = [], 0
    if some:
        yield some


def overlapping(
    connection: Connection, context: Context, rule: Overlap, owners: Collection[int] | None
) -> set[int]:
    """Rows whose period begins before an earlier one of the same owner has ended."""
    if owners is None and rule.shared and context.kind == "sqlite":
        return _busy(connection, context, rule)
    root, used = rule.base.root, f"{rule.where} {rule.owner} {rule.start} {rule.end}"
    before, tables = source_of(context, rule.base, None, used, once=owners is None)
    found: set[int] = set()
    for some in [None] if owners is None else chunks(owners):
        among = "" if some is None else f" AND {rule.owner} IN ({listed(some)})"
        statement = f"""{before}SELECT id FROM (SELECT {root}.id AS id, {rule.start} AS first,
            max({rule.end}) OVER (PARTITION BY {rule.owner} ORDER BY {rule.start}, {root}.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
            FROM {tables} WHERE {rule.where} AND {rule.start} IS NOT NULL
            AND {rule.end} >= {rule.start}{among}) AS spans WHERE first <= until"""
        found.update(row_id for (row_id,) in ask(connection, statement))
    return found


def _busy(connection: Connection, context: Context, rule: Overlap) -> set[int]:
    """The same from period to period as they begin, with the last day up to which each owner is busy."""
    base = rule.base
    periods = f"SELECT id, first, last FROM ({sql_of(base.derived[rule.shared], context)}) ORDER BY first, id"
    among = (
        f"SELECT {rule.owner}, {base.root}.id FROM {base.record} {base.root}"
        f" WHERE {rule.sharing} = ? AND {rule.where}"
    )  # an owner has one row in each
    found: set[int] = set()
    until: dict[int, int] = {}
    begun: dict[int, int] = {}  # who was free on the day that is looked at, with the first of their rows
    day = _LONG_AGO
    for period, first, last in list(ask(connection, periods)):
        if first != day:
            day, begun = first, {}
        for owner, row_id in ask(connection, among, period):
            busy = until.get(owner, _LONG_AGO)
            if first > busy:
                until[owner], begun[owner] = last, row_id
                continue
            until[owner] = max(busy, last)
            other = begun.get(owner, row_id)
            found.add(max(row_id, other))
            if row_id < other:
                begun[owner] = row_id
    return found


def words(
    connection: Connection, context: Context, rule: Check, ids: Collection[int]
) -> dict[int, dict[str, Any]]:
    """The words of findings by row, with the row's title and school; rows that are gone are left out."""
    base = rule.base
    told: Mapping[str, str] = {} if isinstance(rule, Whole | Each) else rule.words
    columns = ", ".join([f"{base.root}.id", base.title, f"{base.root}.school", *told.values()])
    found: dict[int, dict[str, Any]] = {}
    for some in chunks(ids):
        _, tables = source_of(context, base, some)
        statement = f"SELECT {columns} FROM {tables} WHERE {base.root}.id IN ({listed(some)})"
        for row_id, title, school, *values in ask(connection, statement):
            found[row_id] = {"title_": title, "school_": school, **dict(zip(told, values, strict=True))}
    return found


def confirmed(rule: Check, told: Words, context: Context) -> Words:
    """The words with what the closer look says of them."""
    if isinstance(rule, Rule) and rule.confirm is not None:
        return {**told, "confirmed": rule.confirm(told, context) or ""}
    return told
