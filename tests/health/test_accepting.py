"""A finding is accepted with a reason until a day; it shows again when that is over or its data change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from desktop.core.errors import UserError
from desktop.records.plans import ReturnTask
from desktop.services.health import Found, Health
from desktop.services.history import history
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.undo import undo

Opened = Callable[..., Office]
RULE = "报送任务逾期"


def late(health: Health, accepted: bool | None = False) -> list[Found]:
    return health.findings(rule=RULE, accepted=accepted)


def test_accepted_withdrawn_undone(opened: Opened) -> None:
    office = opened()
    health = Health(office)
    before = health.run()
    assert health.accept(late(health), "已电话说明", date(2027, 1, 31), by="王老师") == 1
    assert late(health) == []
    (kept,) = late(health, accepted=True)
    assert kept.accepted is not None
    assert (kept.accepted.reason, kept.accepted.by, kept.accepted.until) == (
        "已电话说明",
        "王老师",
        date(2027, 1, 31),
    )
    assert health.tally().accepted == 1 and health.tally().total == before.total - 1
    assert "认可问题" in history(office.ledger, 1)[0].title
    undo(office.ledger)
    health.update()
    assert health.tally() == before
    health.accept(late(health), "再认可")
    assert health.withdraw(late(health, accepted=True)) == 1
    assert health.tally() == before


def test_shows_again_when_the_data_change(opened: Opened) -> None:
    office = opened()
    health = Health(office)
    health.run()
    (one,) = late(health)
    health.accept([one], "已电话说明")
    with act(office.ledger, "改备注") as writing:
        writing.update(ReturnTask, {one.row_id: {"contact": "李老师"}})
    health.update()
    assert late(health) == []  # what the finding rests on is as it was
    with act(office.ledger, "改日期") as writing:
        writing.update(ReturnTask, {one.row_id: {"due": date(2026, 11, 1)}})
    health.update()
    assert [each.row_id for each in late(health)] == [one.row_id]
    assert [each.again for each in health.findings(again=True)] == ["认可以后数据变了"]


def test_shows_again_when_it_expires(opened: Opened) -> None:
    office = opened()
    health = Health(office)
    health.run()
    (one,) = late(health)
    health.accept([one], "月底前报", until=date(2026, 11, 30))
    assert late(health) == []
    for day, shown in ((date(2026, 11, 30), False), (date(2026, 12, 1), True)):
        later = Health(replace(office, today=day))
        later.run()
        assert (one.row_id in {each.row_id for each in late(later)}) is shown
        assert later.tally().again == ({RULE: 1} if shown else {})
        said = [(each.again, each.once and each.once.reason) for each in later.findings(again=True)]
        assert said == ([("认可已于 2026-11-30 到期", "月底前报")] if shown else [])


@pytest.mark.parametrize(
    ("reason", "until", "says"), [("  ", None, "原因"), ("有", date(2020, 1, 1), "有效期")]
)
def test_refused_without_reason_or_after_its_time(
    opened: Opened, reason: str, until: date | None, says: str
) -> None:
    health = Health(opened())
    health.run()
    with pytest.raises(UserError, match=says):
        health.accept(late(health), reason, until)
    assert len(late(health)) == 1


def test_nothing_chosen_is_refused(opened: Opened) -> None:
    health = Health(opened())
    health.run()
    with pytest.raises(UserError, match="没有选中"):
        health.accept([], "原因")
