"""The ages that the law asks of trainees, by the day a class begins: rules have dates."""

from __future__ import annotations

from desktop.services.health.dialect import day, months_before
from desktop.services.health.rule import Context


def in_force(context: Context, name: str) -> str:
    """A dated number of the policy as SQL: the value in force on the day the class begins."""
    cases = [
        f"WHEN c.start >= {day(since)} THEN {'NULL' if value is None else int(value)}"
        for since, value in reversed(context.policy.steps(name))
    ]
    return f"CASE {' '.join(cases)} END"


def asked(context: Context, name: str) -> str:
    """Whether a switch was on when the class began; "" where it never is."""
    if not any(value for _, value in context.policy.steps(name)):
        return ""
    return f" AND coalesce({in_force(context, name)}, 0) <> 0"


def aged(context: Context) -> str:
    """The classes of subsidised training, each with the birthdays that its rules draw the line at.

    A birthday after `too_young` is that of somebody too young on the first day, one up to `man_retired` or
    `woman_retired` that of somebody of the statutory age of retirement.
    """
    lines = {
        "too_young": "training.age_min_months",
        "man_retired": "training.age_max_months.male",
        "woman_retired": "training.age_max_months.female",
    }
    if not asked(context, "training.check.age"):
        lines = dict.fromkeys(lines, "")
    columns = ", ".join(f"{_line(context, number)} AS {name}" for name, number in lines.items())
    return f"SELECT id, title, start, nature, {columns} FROM training_class c WHERE nature = '补贴性'"


def _line(context: Context, number: str) -> str:
    if not number:
        return "CAST(NULL AS VARCHAR)"
    limit, switched = in_force(context, number), asked(context, "training.check.age")
    return f"CASE WHEN TRUE{switched} THEN {months_before('c.start', limit)} END"
