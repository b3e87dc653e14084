"""Generated messy files: importing twice changes nothing, and undoing brings back what was there."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.errors import UserError
from desktop.services.importing import commit_import, plan_import
from desktop.services.office import Office
from desktop.store.content import content_hash
from desktop.store.undo import undo
from tests.importing.corpus.layout import Sheet
from tests.importing.corpus.looks import FOLLOW, dress
from tests.importing.corpus.make import MESSY
from tests.importing.corpus.saving import save
from tests.importing.corpus.sheets import Table
from tests.importing.corpus.ways import Desk
from tests.importing.corpus.world import MAJORS, World
from tests.importing.judging import base_ledger, fresh

SEED = 7


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that holds the base records of the world with this seed."""
    books, ledger = tmp_path_factory.mktemp("books"), tmp_path_factory.mktemp("ledger")
    (books / "base").mkdir()
    setup = []
    for name, into, rows in World(random.Random(SEED)).base():
        sheet = Sheet(into)
        for row in rows:
            sheet.rows.append({at: Table.cell(value) for at, value in enumerate(row, 1)})
        save(books / "base" / f"{name}.xlsx", [sheet], "openpyxl")
        setup.append({"file": f"base/{name}.xlsx", "into": into})
    return base_ledger(ledger, {"setup": setup}, books)


def generate(folder: Path, which: int, habits: int, count: int, dirt: int, how: str) -> tuple[Path, str]:
    """One messy workbook; the record it is for."""
    name, maker, _, more = MESSY[which]
    rng = random.Random(f"{which}-{habits}-{count}-{dirt}")
    into, columns, rows = maker(World(random.Random(SEED)), rng, count, **more)
    texts = how.startswith("csv")
    desk = Desk(year=more.get("year"), texts=texts, majors=dict(MAJORS))
    look, columns = dress(rng, habits, name, into, columns, desk, flat=texts)
    look.dirt = dirt / 10
    follow = FOLLOW.get(into, "")
    if follow and (look.ditto or look.merge or look.bands):
        rows = sorted(rows, key=lambda row: str(row[follow]))
    file = folder / f"{name}.{'csv' if texts else how if how == 'xls' else 'xlsx'}"
    sheet = Sheet(file.stem if texts else "Sheet1")
    Table(rng, Counter(), sheet, into, columns, desk, look, {}).lay(rows)
    save(file, [sheet], how)
    return file, into


def bring(office: Office, file: Path, into: str) -> int:
    """The act of the import; 0 where nothing was to do, or the file was refused as a whole."""
    try:
        return commit_import(office, plan_import(office, file, into, strict=False)).act
    except UserError:
        return 0


def test_twice_is_once_and_undone_is_as_before(base: Path) -> None:
    acts: list[bool] = []

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.integers(0, len(MESSY) - 1),
        st.integers(0, 200),
        st.integers(1, 14),
        st.integers(0, 9),
        st.sampled_from(["xlsxwriter", "openpyxl", "xls", "csv:gb18030", "csv:utf-8"]),
    )
    def twice(which: int, habits: int, count: int, dirt: int, how: str) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file, into = generate(Path(folder), which, habits, count, dirt, how)
            (Path(folder) / "ledger").mkdir()
            office = fresh(base, Path(folder) / "ledger")
            try:
                acts.append(once_and_back(office, file, into))
            finally:
                office.ledger.close()

    twice()
    assert sum(acts) > len(acts) / 3, "hardly a file was taken in: nothing was tried"


def once_and_back(office: Office, file: Path, into: str) -> bool:
    """Whether the import did anything; the second one must not, and undone all is as it was."""
    before = content_hash(office.ledger)
    act = bring(office, file, into)
    after = content_hash(office.ledger)
    assert (act == 0) == (after == before)
    assert bring(office, file, into) == 0, f"{file.name} 第二次还有改动"
    assert content_hash(office.ledger) == after
    if act:
        undo(office.ledger)
    assert content_hash(office.ledger) == before
    return bool(act)
