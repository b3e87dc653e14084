"""A target opened for the window: its rows in and out with their titles, like a cell of a return."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from desktop.core.dates import Window
from desktop.services.accounts import Part, of_targets
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.services.returning.checks import titles
from desktop.services.returning.explaining_rows import Counted, LeftOut
from desktop.services.returning.explaining_values import Explanation
from desktop.services.targets import AVERAGED

TITLED = 500  # rows that are read for their titles; no list shows more


def open_target(office: Office, window: Window, target_id: str) -> Explanation:
    """Value, formula, rule with its document, window; every row that counts, every other with its reason."""
    (account,) = of_targets(office, window, target_id)
    given = "、".join(f"{label} {value}" for label, value in account.given.items() if value is not None)
    formula = account.formula + (f"（{given}）" if given and not account.parts else "")
    rule = "　".join(part for part in (account.rule, account.source) if part)
    made = Explanation("", "", "", account.label, account.value, formula, rule, account.window)
    for part in account.parts:
        _add(office, made, part)
    target = next(each for each in policy(office).targets(window.end) if each.id == account.id)
    if target.window in AVERAGED:  # what counts in one of the years is not left out in the others
        there = {(row.record, row.id) for row in made.rows}
        lacking = {(out.record, out.id): out for out in made.left_out}
        made.left_out = [out for key, out in lacking.items() if key not in there]
    return made


def _add(office: Office, made: Explanation, part: Part) -> None:
    names = titles(office, part.record, _first(row.id for row in part.rows))
    names |= titles(office, part.record, _first(row.id for row in part.left_out))
    made.rows += [
        Counted(part.record, row.id, row.value, names.get(row.id, ""), part.measure) for row in part.rows
    ]
    made.left_out += [LeftOut(part.record, row.id, row.why, names.get(row.id, "")) for row in part.left_out]


def _first(ids: Iterable[int]) -> set[int]:
    return set(islice(ids, TITLED))
