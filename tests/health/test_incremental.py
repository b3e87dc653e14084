"""After any edits, looking again at what they touched says the same as looking at everything."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.records.models import ALL
from desktop.services.health import Health, Tally, Watch
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.undo import undo

Opened = Callable[..., Office]


def everything(health: Health) -> dict[tuple[str, int], str]:
    return {each.key: each.sentence for each in health.findings(accepted=None)}


def other_value(chance: random.Random, values: list[Any]) -> Any:
    """A value that the column has elsewhere, one near it, or none."""
    value = chance.choice(values)
    if isinstance(value, date) and chance.random() < 0.5:
        return value + timedelta(days=chance.randint(-40, 40))
    return None if chance.random() < 0.15 else value


def edit(office: Office, chance: random.Random) -> None:
    """One act: some fields of a few rows changed, a row deleted with its parts, or the last act undone."""
    if chance.random() < 0.15:
        try:
            undo(office.ledger)
        except UserError:
            return
        return
    with act(office.ledger, "改动") as writing:
        for _ in range(chance.randint(1, 3)):
            model = chance.choice(ALL)
            shape = office.ledger.shape(model)
            rows = writing.connection.execute(select(*shape.columns).limit(400)).all()
            if not rows or model.__tablename__ == "school":
                continue
            row = chance.choice(rows)
            if chance.random() < 0.1:
                try:
                    writing.delete(model, [row[shape.id_at]])
                except UserError:
                    continue
                continue
            keys = {part for key in model.keys for part in key}
            attrs = [a for a in shape.attrs if a not in ("id", "school") and a not in keys]
            loose = {"document_number", "name", "start", "received_on", "held_on", "number"} & set(
                shape.attrs
            )
            attr = chance.choice([*attrs, *loose])
            values = [each[shape.at[attr]] for each in rows]
            with writing.connection.begin_nested() as point:
                try:
                    writing.update(model, {row[shape.id_at]: {attr: other_value(chance, values)}})
                except Exception as error:  # a key that another row has: not what is tested here
                    if "UNIQUE" not in str(error):
                        raise
                    point.rollback()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_incremental_equals_full(opened: Opened, seed: int) -> None:
    office, chance = opened(), random.Random(seed)
    health = Health(office)
    health.run()
    for _ in range(8):
        edit(office, chance)
        health.update()
        afresh = Health(office)
        afresh.run()
        assert everything(health) == everything(afresh)
        assert health.tally() == afresh.tally()


def test_every_field_kind_is_edited() -> None:
    """The random edits reach every record that can be wrong."""
    kinds = {
        path.info["field"].kind for model in ALL for path in model.__table__.columns if "field" in path.info
    }
    assert {Kind.DAY, Kind.REF, Kind.CODE, Kind.TEXT} <= kinds


def test_a_watch_tells_after_each_act(opened: Opened) -> None:
    office = opened()
    told: list[Tally] = []
    watch = Watch(office, told.append)
    watch.start()
    try:
        wait(lambda: len(told) == 1)
        (row,) = [each.row_id for each in watch.health.findings(rule="报送任务逾期")]
        model = next(model for model in ALL if model.__tablename__ == "return_task")
        with act(office.ledger, "报了") as writing:
            writing.update(model, {row: {"status": "已报送"}})
        wait(lambda: len(told) == 2)
        assert "报送任务逾期" not in told[-1].rules
        assert told[-1].total == told[0].total - 1
    finally:
        watch.close()


def wait(until: Callable[[], bool]) -> None:
    for _ in range(400):
        if until():
            return
        time.sleep(0.02)
    raise AssertionError("the watch said nothing")


@pytest.mark.long
def test_one_edit_at_scale_fifty_is_looked_at_in_a_tenth_of_a_second(tmp_path: Any) -> None:
    from desktop.services.sampling import demo, demo_school
    from desktop.store.ledger import Ledger
    from tests.services.counting_office import ROOT, office_on

    code, name = demo_school(ROOT / "resources")
    office = office_on(Ledger.create(tmp_path / "五十.zhijiao", school_code=code, school_name=name))
    demo(office, scale=50)
    health = Health(office)
    health.run()
    slow = {}
    for model in ALL:
        shape = office.ledger.shape(model)
        with office.ledger.reading() as reading:
            rows = reading.execute(select(*shape.columns).limit(3)).all()
        attr = next(a for a in shape.attrs if "note" in a or a not in ("id", "school"))
        took = []
        for row in rows:
            with act(office.ledger, "改动") as writing:
                writing.update(model, {row[shape.id_at]: {attr: None}})
            start = time.perf_counter()
            health.update()
            took.append(time.perf_counter() - start)
        if took:  # the middle one: another worker of the run may hold the core for a moment
            slow[model.__tablename__] = sorted(took)[len(took) // 2]
    office.ledger.close()
    assert max(slow.values()) < 0.1, slow
