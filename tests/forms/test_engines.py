"""The same ledger on SQLite and on PostgreSQL gives the same returns and the same findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import compose
from desktop.services import sampling
from desktop.services.office import Office
from desktop.services.returning import as_form, forms, gather
from desktop.services.validating import check
from tests.forms.conftest import TODAY, window_of
from tests.plugins.postgres import cluster, database

__all__ = ["cluster", "database"]


@pytest.mark.postgres
def test_every_form_is_gathered_alike(demo: Office, database: str) -> None:
    name, code = demo_school()
    other = compose.open_office(database, create=(code, name), today=TODAY)
    try:
        sampling.demo(other)
        for each in forms(demo):
            form, window = as_form(demo, each), window_of(each)
            ours, theirs = gather(demo, form, window), gather(other, form, window)
            for sheet, same in zip(ours.sheets, theirs.sheets, strict=True):
                assert sorted(map(repr, _unnumbered(same.rows))) == sorted(map(repr, _unnumbered(sheet.rows)))
                assert same.cells == sheet.cells
            found = {(f.severity, f.rule, f.where, f.sentence) for f in check(other, form, window)}
            assert found == {(f.severity, f.rule, f.where, f.sentence) for f in check(demo, form, window)}
    finally:
        other.ledger.close()


def demo_school() -> tuple[str, str]:
    """Name and code of the demonstration ledger's school."""
    pair = sampling.demo_school(Path(compose.program_folder()) / "resources")
    return pair if not pair[0].isdigit() else (pair[1], pair[0])


def _unnumbered(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Without the running number: PostgreSQL may sort Chinese text another way."""
    return [row[1:] for row in rows]
