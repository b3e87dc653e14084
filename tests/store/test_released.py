"""Ledgers that released versions wrote, one a revision, are brought up and go on with all their work."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.records.people import Person
from desktop.records.training import TrainingClass
from desktop.store import revisions
from desktop.store.act import act
from desktop.store.acts import acts
from desktop.store.ledger import Ledger
from desktop.store.undo import undo
from desktop.store.verify import verify

KEPT = sorted(Path(__file__).with_name("ledgers").glob("*.zhijiao.gz"))


def test_every_revision_before_the_newest_is_kept() -> None:
    assert [path.name.split(".")[0] for path in KEPT] == list(revisions.known()[:-1])


@pytest.mark.parametrize("packed", KEPT, ids=lambda path: path.name.split(".")[0])
def test_a_ledger_of_a_released_version_goes_on(packed: Path, tmp_path: Path) -> None:
    place = tmp_path / "台账.zhijiao"
    place.write_bytes(gzip.decompress(packed.read_bytes()))
    ledger = Ledger.open(str(place))
    titles = select(TrainingClass.title).order_by(TrainingClass.start)
    with ledger.reading() as connection:
        assert connection.execute(titles).scalars().all() == ["高级电工班", "焊工班"]
        assert connection.execute(select(Person.name)).scalars().all() == ["王芳"]
    before = [step.title for step in acts(ledger)]
    assert before[:3] == ["登记王芳", "改名", "登记两个班"] and verify(ledger) == []
    with act(ledger, "新版") as session:
        session.insert(TrainingClass, [{"title": "钳工班", "start": date(2026, 5, 1)}])
    with ledger.reading() as connection:
        assert len(connection.execute(titles).all()) == 3
    undo(ledger)
    with ledger.reading() as connection:
        assert connection.execute(titles).scalars().all() == ["高级电工班", "焊工班"]
    assert verify(ledger) == []
    ledger.close()
    assert len(list(tmp_path.glob("*升级前备份*"))) == 1
