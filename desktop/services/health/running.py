"""Runs the checks in SQL: one pass over a base answers all checks of its rows; groups and periods apart."""

from __future__ import annotations

import re
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


def source_of(base: Base, ids: Collection[int] | None) -> str:
    """The FROM clause for all rows, or for the rows of these ids alone."""

    def put(found: re.Match[str]) -> str:
        if ids is None:
            return ""
        word = "WHERE" if found[1] == "among" else "AND"
        return f"{word} {found[2]} IN ({listed(ids)})"

    return _AMONG.sub(put, base.source)


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
        statement = f"SELECT {base.root}.id, {flags} FROM {source_of(base, some)} WHERE ({wrong}){among}"
        for row_id, *marks in connection.exec_driver_sql(statement):
            for (rule, _), mark in zip(asked, marks, strict=True):
                if mark:
                    found[rule.id].add(row_id)
    for rule, _ in asked:
        if rule.confirm is not None and found[rule.id]:
            said_of = words(connection, rule, found[rule.id])
            found[rule.id] = {row for row, told in said_of.items() if rule.confirm(told, context) is not None}
    return found


def same(connection: Connection, rule: Same, keys: Collection[str] | None, near: str = "") -> dict[int, str]:
    """Rows that agree with another in their key, with the key; all of them, or those of these keys.

    Rows of different schools in one ledger are never compared. `near`: an SQL condition that holds for every
    row with one of the keys, and that an index answers.
    """
    root = rule.base.root
    key = f"({rule.key})"
    where = f"{key} IS NOT NULL"
    found: dict[int, str] = {}
    for some in [None] if keys is None else chunks(keys):
        chosen = where if some is None else f"{where} AND {key} IN ({listed(some)})"
        chosen += f" AND {near}" if near else ""
        having = "count(*) > 1"
        if rule.differ:
            kinds = f"count(DISTINCT {rule.differ})"
            having += f" AND {kinds} {'<= 1' if rule.alike else '> 1'}"
        table = f"{rule.base.record} {root}"
        groups = f"SELECT {root}.school, {key} FROM {table} WHERE {chosen} GROUP BY 1, 2 HAVING {having}"
        twice = connection.exec_driver_sql(groups).all()
        for part in chunks({(school, value) for school, value in twice}):
            values = {value for _, value in part}
            members = f"SELECT {root}.id, {root}.school, {key} FROM {table} WHERE {chosen}"
            statement = f"{members} AND {key} IN ({listed(values)})"
            known = set(part)
            for row_id, school, value in connection.exec_driver_sql(statement):
                if (school, value) in known:
                    found[row_id] = value
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
            FROM {_joined(rule)} WHERE {rule.where} AND {rule.start} IS NOT NULL
            AND {rule.end} >= {rule.start}{among}) AS spans WHERE first <= until"""
        found.update(row_id for (row_id,) in connection.exec_driver_sql(statement))
    return found


def _joined(rule: Overlap) -> str:
    """Only the tables that hold owner and period: names and titles are for the sentence alone."""
    used = {part.partition(".")[0] for part in (rule.owner, rule.start, rule.end)} | {rule.base.root}
    tables = re.split(r"(?<!LEFT)\s+(?=(?:LEFT )?JOIN )", rule.base.source)
    return " ".join(
        table
        for at, table in enumerate(tables)
        if at == 0 or re.sub(r"^(LEFT )?JOIN ", "", table).split()[1] in used
    )


def words(connection: Connection, rule: Check, ids: Collection[int]) -> dict[int, dict[str, Any]]:
    """The words of findings by row, with `title`; rows that are gone are left out."""
    base = rule.base
    told: Mapping[str, str] = {} if isinstance(rule, Whole) else rule.words
    columns = ", ".join([f"{base.root}.id", base.title, *told.values()])
    found: dict[int, dict[str, Any]] = {}
    for some in chunks(ids):
        statement = f"SELECT {columns} FROM {source_of(base, some)} WHERE {base.root}.id IN ({listed(some)})"
        for row_id, title, *values in connection.exec_driver_sql(statement):
            found[row_id] = {"title_": title, **dict(zip(told, values, strict=True))}
    return found


def confirmed(rule: Check, told: Words, context: Context) -> Words:
    """The words with what the closer look says of them."""
    if isinstance(rule, Rule) and rule.confirm is not None:
        return {**told, "confirmed": rule.confirm(told, context) or ""}
    return told
