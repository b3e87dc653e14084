"""Keys kept beside an act: what is not among them is not in the ledger, whatever the act wrote meanwhile."""

from __future__ import annotations

from typing import Any

from desktop.records.people import Person
from desktop.store.act import act
from desktop.store.ledger import Ledger

MANY = [f"N{number}" for number in range(6000)]


def test_what_an_act_writes_is_among_what_is_held(ledger: Ledger) -> None:
    shape = ledger.shape(Person)
    with act(ledger, "登记") as s:
        first = s.insert(Person, [{"name": "王一", "document_number": "N1"}])[0]
    with act(ledger, "登记") as s:
        assert s.held.among(shape, "document_number", ["N1", "N2"]) == [
            "N1",
            "N2",
        ]  # few are simply asked for
        assert s.held.among(shape, "document_number", MANY) == ["N1"]
        columns: dict[str, list[Any]] = {"name": ["李二", "张三"], "document_number": ["N2", None]}
        assert len(s.insert_columns(Person, columns, 2)) == 2
        assert s.held.among(shape, "document_number", MANY) == ["N1", "N2"]
        s.update(Person, {first: {"document_number": "N9"}})
        assert "N9" in s.held.among(shape, "document_number", ["N9"])
        assert s.held.among(shape, "document_number", MANY) == ["N2", "N9"]


def test_columns_are_what_rows_are(ledger: Ledger) -> None:
    rows: list[dict[str, Any]] = [{"name": "王一", "phone": "13812345678"}, {"name": "李二", "phone": None}]
    with act(ledger, "登记") as s:
        one = s.insert(Person, rows)
        other = s.insert_columns(Person, {key: [row[key] for row in rows] for key in rows[0]}, 2)
        shape = ledger.shape(Person)
        kept = [
            [v for n, v in zip(shape.attrs, row, strict=True) if n != "id"] for row in s.rows(Person, one)
        ]
        made = [
            [v for n, v in zip(shape.attrs, row, strict=True) if n != "id"] for row in s.rows(Person, other)
        ]
    assert kept == made
