"""Runs the checks in SQL: one pass over a base answers all checks of its rows; groups and periods apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from desktop.services.health.dialect import listed
from desktop.services.health.rule import Base, Check, Context, Overlap, Rule, Same, Sql, Whole, Words

_AMONG = re.compile(r"\{(among|and):([^}]+)\}")
_CHUNK = 800  # ids in one statement


def chunks(ids: Collection[Any]) -> Iterator[list[Any]]:
    """Lists short enough for one statement."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def ask(connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement without parameters, straight from the driver: a million of them pass here."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        found: Iterator[tuple[Any, ...]] = driver.execute(statement)
        return found
    return (tuple(row) for row in connection.exec_driver_sql(statement.replace("%", "%%")))


def source_of(base: Base, ids: Collection[int] | None, used: str = "") -> str:
    """The FROM clause for all rows, or for the rows of these ids alone.

    `used`: the SQL around it; tables joined to the left that it does not name are left out.
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
    return _AMONG.sub(put, " ".join([first, *kept]))


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
    wrong = " OR ".join(f"({said})" for _, said in asked)
    for some in [None] if ids is None else chunks(ids):
        among = "" if some is None else f" AND {base.root}.id IN ({listed(some)})"
        tables = source_of(base, some, wrong)
        statement = f"SELECT {base.root}.id, {flags} FROM {tables} WHERE ({wrong}){among}"
        for row_id, *marks in ask(connection, statement):
            for (rule, _), mark in zip(asked, marks, strict=True):
                if mark:
                    found[rule.id].add(row_id)
    for rule, _ in asked:
        if rule.confirm is not None and found[rule.id]:
            said_of = words(connection, rule, found[rule.id])
            found[rule.id] = {row for row, told in said_of.items() if rule.confirm(told, context) is not None}
    return found


Groups = dict[str, list[Any]]


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
    root, key, table = rule.base.root, f"({rule.key})", f"{rule.base.record} {rule.base.root}"
    if keys is None:
        twice = None if seen is None else seen.get(rule.key)
        if twice is None:
            grouped = (
                f"SELECT {key} AS made FROM {table} WHERE {key} IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
            )
            twice = [value for (value,) in ask(connection, grouped)]
        if seen is not None:
            seen[rule.key] = twice
        keys = twice
    found: dict[int, str] = {}
    for some in chunks(keys):
        chosen = f"{key} IN ({listed(some)})" + (f" AND {near}" if near else "")
        members = (
            f"SELECT {root}.id, {root}.school, {key}, {rule.differ or 'NULL'} FROM {table} WHERE {chosen}"
        )
        groups: defaultdict[tuple[int, str], list[tuple[int, Any]]] = defaultdict(list)
        for row_id, school, value, kind in ask(connection, members):
            groups[(school, value)].append((row_id, kind))
        for (_, value), rows in groups.items():
            kinds = len({kind for _, kind in rows})
            if len(rows) > 1 and (not rule.differ or (kinds == 1) is rule.alike):
                found.update({row_id: value for row_id, _ in rows})
    return found


def overlapping(connection: Connection, rule: Overlap, owners: Collection[int] | None) -> set[int]:
    """Rows whose period begins before an earlier one of the same owner has ended."""
    root = rule.base.root
    found: set[int] = set()
    for some in [None] if owners is None else chunks(owners):
        among = "" if some is None else f" AND {rule.owner} IN ({listed(some)})"
        statement = f"""SELECT id FROM (SELECT {root}.id AS id, {rule.start} AS first, max({rule.end}) OVER
            (PARTITION BY {rule.owner} ORDER BY {rule.start}, {root}.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
            FROM {source_of(rule.base, None, f"{rule.where} {rule.owner} {rule.start} {rule.end}")}
            WHERE {rule.where} AND {rule.start} IS NOT NULL
            AND {rule.end} >= {rule.start}{among}) AS spans WHERE first <= until"""
        found.update(row_id for (row_id,) in ask(connection, statement))
    return found


def words(connection: Connection, rule: Check, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The words of findings by row, with `title`; rows that are gone are left out."""
    base = rule.base
    told: Mapping[str, str] = {} if isinstance(rule, Whole) else rule.words
    columns = ", ".join([f"{base.root}.id", base.title, *told.values()])
    found: dict[int, dict[str, Any]] = {}
    for some in chunks(ids):
        statement = f"SELECT {columns} FROM {source_of(base, some)} WHERE {base.root}.id IN ({listed(some)})"
        for row_id, title, *values in ask(connection, statement):
            found[row_id] = {"title_": title, **dict(zip(told, values, strict=True))}
    return found


def confirmed(rule: Check, told: Words, context: Context) -> Words:
    """The words with what the closer look says of them."""
    if isinstance(rule, Rule) and rule.confirm is not None:
        return {**told, "confirmed": rule.confirm(told, context) or ""}
    return told
