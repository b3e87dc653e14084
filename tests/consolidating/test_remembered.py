"""A second look at the city counts only what changed, and says what a first one would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from desktop import compose
from desktop.core.dates import parse_window
from desktop.services.consolidating import Line, city, consolidate, drop, expect
from desktop.services.consolidating.expected import Expected
from desktop.services.office import Office
from desktop.services.policy_editing import set_rule
from desktop.store.undo import undo
from tests.consolidating.conftest import TODAY, Course, enter

LI, WANG = ("李明", "220202199001010012"), ("王芳", "220202198505050020")
YEAR = parse_window("2026")
Make = Callable[..., Path]


@contextmanager
def counting() -> Iterator[list[str]]:
    """Every SELECT on enrolments from here on."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "enrolment" in statement:
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", see)
    yield seen
    event.remove(Engine, "before_cursor_execute", see)


def lines(office: Office) -> list[Line]:
    return city(office, YEAR).lines


def anew(office: Office) -> list[Line]:
    """What a program just opened says."""
    fresh = compose.open_office(office.ledger.place, today=TODAY)
    found = lines(fresh)
    fresh.ledger.close()
    return found


def test_only_what_changed_is_counted_again(bureau: Office, school: Make) -> None:
    course = Course("电工班", date(2026, 3, 1), date(2026, 3, 20), (LI, WANG))
    files = [school(f"220200000{n}", f"第{n}职业学校", course, students=100 * n) for n in (1, 2, 3)]
    consolidate(bureau, files)
    with counting() as first:
        before = lines(bureau)
    with counting() as again:
        assert lines(bureau) == before
    assert len(first) > 3 * len(again), "only the bureau's own columns are asked again"

    second = compose.open_office(str(files[1]), today=TODAY)
    enter(second, Course("焊工班", date(2026, 5, 1), date(2026, 5, 9), (LI,)))
    second.ledger.close()
    consolidate(bureau, [files[1]])
    with counting() as one:
        changed = lines(bureau)
    assert len(again) < len(one) < len(first) / 2
    assert changed == anew(bureau) != before
    undo(bureau.ledger)
    assert lines(bureau) == anew(bureau)
    assert [line.figures for line in lines(bureau)] == [line.figures for line in before]


def test_rules_and_lists_of_the_bureau_hold_at_once(bureau: Office, school: Make) -> None:
    course = Course("电工班", date(2026, 3, 1), date(2026, 3, 20), (LI, WANG))
    consolidate(bureau, [school("2202000001", "第一职业学校", course)])
    before = lines(bureau)
    set_rule(bureau, "training.full_time_coefficient", Decimal("0.5"), valid_from=date(2026, 1, 1))
    assert lines(bureau) == anew(bureau)
    expect(bureau, [Expected("2202000001", "第一职业学校"), Expected("2202000009", "第九职业学校")])
    assert len(lines(bureau)) == 2
    drop(bureau, "2202000009")
    assert [line.code for line in lines(bureau)] == [line.code for line in before]
