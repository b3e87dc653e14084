"""Changing a threshold's effective date changes only the windows after it: every number, word and target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from desktop.core.dates import Window
from desktop.core.packs import load_policy
from desktop.core.policy import Number, Override, Pack, Policy, Word
from desktop.services.counting.practice import as_plain, per_teacher
from desktop.services.counting.practice_rules import practice_rules
from desktop.services.counting.rules import rules
from desktop.services.counting.school import practice_figures
from desktop.services.counting.stats import stats
from desktop.services.office import Office
from desktop.services.targets import AVERAGED, targets
from desktop.store.ledger import Ledger
from tests.rules.random_ledger import random_ledger
from tests.services.counting_office import ROOT, office_on

SHIPPED = Policy(load_policy(ROOT / "resources" / "policy").packs)
NAMES = sorted(
    {each.name for pack in SHIPPED for each in pack.numbers}
    | {each.name for pack in SHIPPED for each in pack.words}
)
COUNTED = [name for name in NAMES if not name.startswith(("health.", "returns.", "training.check"))]
AIMS = sorted(target.id for target in SHIPPED.targets())
SOURCES = "".join(
    path.read_text("utf-8") for path in (ROOT / "desktop" / "services" / "counting").glob("*.py")
)
RECORDS = ("培训班次", "考核批次", "授课记录", "学籍", "企业实践")
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A random ledger with something of everything around 2025 and 2026."""
    ledger = Ledger.open(random_ledger(tmp_path_factory.mktemp("dates") / "台账.zhijiao", 20261124))
    yield office_on(ledger)
    ledger.close()


def declared(name: str) -> Number | Word:
    """The last that a shipped pack says of a name."""
    held: list[Number | Word] = [each for pack in SHIPPED for each in pack.numbers if each.name == name]
    held += [each for pack in SHIPPED for each in pack.words if each.name == name]
    return held[-1]


def another(name: str, pick: int) -> Number | Word:
    """The same with a value that nothing shipped has at the same time, where there is one."""
    held = declared(name)
    if isinstance(held, Word):
        others = [option for option in held.options if option != held.value]
        return replace(held, value=others[pick % len(others)])
    if held.at_most == 1:
        return replace(held, value=1 - held.value)
    return replace(held, value=held.value + 1 + pick % 3)


def since(office: Office, said: Number | Word | Override, first: date) -> Office:
    """The office with something of its own from a day on."""
    own = replace(said, valid_from=first, valid_to=None)
    pack = Pack(
        "本校", "本校", "本校", numbers=(own,) if isinstance(own, Number) else (),
        words=(own,) if isinstance(own, Word) else (), overrides=(own,) if isinstance(own, Override) else (),
    )  # fmt: skip
    return replace(office, packs=(*office.packs, pack))


def everything(office: Office, window: Window, until: date = date.max) -> dict[str, Any]:
    """All that is counted in a window. Targets have windows of their own: those that end by `until`, and no
    averages, whose years each have their own rules."""
    aims = [row for row in targets(office, window) if row["window"]["end"] <= until.isoformat()]
    return {
        "stats": {record: stats(office, record, window) for record in RECORDS},
        "practice": [as_plain(row) for row in per_teacher(office, window.end)],
        "school": practice_figures(office, window),
        "targets": [row for row in aims if row["window"]["kind"] not in AVERAGED],
    }


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(NAMES), st.integers(0, 5), st.dates(FIRST, LAST), st.integers(0, 900),
    st.dates(date(2023, 1, 1), date(2028, 12, 31)),
)  # fmt: skip
def test_what_is_in_force_moves_with_the_day(name: str, pick: int, first: date, later: int, on: date) -> None:
    """From `first` the new value, before it the old; moved to a later day, only the days between differ."""
    own = another(name, pick)

    def value(day: date | None) -> Decimal | str | None:
        pack = Pack("本校", "本校", "本校")
        if day is not None and isinstance(own, Number):
            pack = replace(pack, numbers=(replace(own, valid_from=day, valid_to=None),))
        elif day is not None and isinstance(own, Word):
            pack = replace(pack, words=(replace(own, valid_from=day, valid_to=None),))
        held = Policy((*SHIPPED.packs, pack))
        return held.word(name, on) if isinstance(own, Word) else held.number(name, on)

    second = first + timedelta(days=later)
    assert value(first) == (own.value if on >= first else value(None))
    assert (value(first) == value(second)) or first <= on < second


@settings(max_examples=6, deadline=None, phases=(Phase.generate,))
@given(
    st.sampled_from(COUNTED), st.integers(0, 5), st.dates(date(2025, 2, 1), date(2026, 6, 1)),
    st.integers(1, 300), st.integers(1, 400),
)  # fmt: skip
def test_figures_before_the_day_stay(
    office: Office, name: str, pick: int, first: date, length: int, before: int
) -> None:
    """A window that ends the day before is as it was; from the later of two days on they agree."""
    own, last = another(name, pick), first + timedelta(days=length)
    eve = Window("以前", first - timedelta(days=before), first - timedelta(days=1))
    changed = since(office, own, first)
    assert everything(changed, eve, eve.end) == everything(office, eve, eve.end)
    after = Window("以后", first, last)
    assert everything(changed, after) == everything(since(office, own, last), after)


@pytest.mark.parametrize("name", COUNTED)
def test_the_rules_of_a_window_are_those_of_its_last_day(office: Office, name: str) -> None:
    """Every setting that a count asks for: nothing on the day before, the new value on the day."""
    first = date(2026, 3, 1)
    changed = since(office, another(name, 0), first)
    eve, on = Window("前", date(2025, 1, 1), date(2026, 2, 28)), Window("后", date(2025, 1, 1), first)

    def held(one: Office, window: Window) -> tuple[object, object]:
        return rules(one, window), practice_rules(one, window.end)

    assert held(changed, eve) == held(office, eve)
    asked = f'"{name}"' in SOURCES and name != "practice.excellent_percent"  # only with its switch on
    assert (held(changed, on) != held(office, on)) is asked


@settings(max_examples=8, deadline=None, phases=(Phase.generate,))
@given(st.sampled_from(AIMS), st.booleans(), st.integers(1, 9), st.dates(date(2024, 1, 1), LAST))
def test_targets_before_the_day_stay(office: Office, aim: str, active: bool, value: int, first: date) -> None:
    """A target set anew or put aside from a day: the windows that end before have it as it was."""
    changed = since(office, Override(aim, active, Decimal(value) if active else None), first)
    eve = Window("以前", date(2023, 1, 1), first - timedelta(days=1))
    on = Window("当天", date(2023, 1, 1), first)
    assert targets(changed, eve) == targets(office, eve)
    before, after = ({row["id"]: row for row in targets(each, on)} for each in (office, changed))
    assert (aim in after) is active
    assert set(before) - {aim} == set(after) - {aim}
    for name in set(after) - {aim}:
        assert [before[name][key] for key in SAID] == [after[name][key] for key in SAID]
    if active:
        assert after[aim]["target"].endswith(str(value)) and after[aim]["value"] == before[aim]["value"]


SAID = ("value", "target", "met", "window")
