"""Rows that come again at the end of a table: equal, with another value, or under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.importing.corpus.kinds import type_value
from tests.importing.corpus.layout import ANYWHERE, Column, letters
from tests.importing.corpus.ways import Typed

if TYPE_CHECKING:
    from tests.importing.corpus.sheets import Table


def add_again(table: Table) -> None:
    """Rows that stand twice, and rows whose key comes again with another value."""
    if table.look.bands:
        return  # a row at the end would stand under the last band, whatever it was
    look = table.look
    firsts = {told["row"]: told for told in table.truth if told["outcome"] == "record"}
    able = [number for number, told in firsts.items() if not told.get("hidden")]
    for number in table.rng.sample(able, min(look.equal + look.clash, len(able))):
        told = firsts[number]
        cells = dict(table.sheet.rows[number - 1].items())
        for each in table.columns:
            if each.label in (look.ditto, look.merge) and each.label in told["values"]:
                cells[table.at[each.label]] = Typed(told["values"][each.label])
        again = {**told, "same_as": number, "values": dict(told["values"])}
        again.pop("hidden", None)
        if look.clash and _alter(table, cells, again, told):
            look.clash -= 1
            told["may_ask"] = [ANYWHERE]
        again["row"] = table.put(cells)
        table.truth.append(again)
    name = next((each for each in table.columns if each.kind == "name"), None)
    own = next((each for each in table.columns if each.kind == "id"), None)
    free = [number for number in able if firsts[number].get("may_ask") != [ANYWHERE]]
    if name is not None and own is not None:
        for number in table.rng.sample(free, min(look.twins, len(free))):
            _twin(table, number, firsts[number], name, own)


def _twin(table: Table, number: int, told: dict[str, Any], name: Column, own: Column) -> None:
    """The number of one person with the name of another."""
    cells = dict(table.sheet.rows[number - 1])
    for each in table.columns:
        if each.label in (table.look.ditto, table.look.merge) and each.label in told["values"]:
            cells[table.at[each.label]] = Typed(told["values"][each.label])
    cells[table.at[name.label]] = Typed(table.rng.choice(("王小双", "李文博", "张晓晓")))
    values = {label: value for label, value in told["values"].items() if label != name.label}
    kind = {"column": letters(table.at[name.label]), "kind": "一号两名", "anywhere": True}
    own_ask = {"may_ask": [*told.get("may_ask", []), letters(table.at[own.label])]}
    again = {"row": table.put(cells), "outcome": "problem", "values": values, "problems": [kind],
             "same_as": number, **own_ask}  # fmt: skip
    typed = cells[table.at[name.label]].raw
    again["accept"] = {**told.get("accept", {}), name.label: [typed, told["values"][name.label]]}
    told["may_ask"] = [ANYWHERE]
    table.truth.append(again)


def _alter(table: Table, cells: dict[int, Typed], again: dict[str, Any], told: dict[str, Any]) -> bool:
    """Another value in a column that is no part of a key."""
    others = {"people": 3, "hours": 4, "days": 2, "money": 1234}
    for each in table.columns:
        old = told["values"].get(each.label)
        if old is None or each.join is not None:
            continue
        new: Any = None
        if each.kind in others:
            new = old + others[each.kind]
        elif each.kind == "phone" and len(str(old)) == 11:
            new = old[:7] + f"{(int(old[7:]) + 37) % 10000:04d}"
        elif each.kind == "score":
            new = old - 3
        if new is None:
            continue
        cells[table.at[each.label]] = type_value(table.rng, each.kind, new, table.desk, 0.0)
        letter = letters(table.at[each.label])
        again |= {
            "outcome": "problem",
            "problems": [{"column": letter, "kind": "主键重复", "anywhere": True}],
        }
        again["values"].pop(each.label)
        again["accept"] = {**again.get("accept", {}), each.label: [new, old]}
        return True
    return False
