"""What each school adds to a target of the city, and how many schools meet a target of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from desktop.core.policy import Target
from desktop.core.presenting import plain_number
from desktop.services.consolidating.figures import City, Line
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.services.targets import COMPUTED, goal, targets

CITY = "市"


@dataclass(frozen=True, slots=True)
class Contribution:
    """One target. Of the city's: `value` in all, `parts` by school code, `met`; of the schools': how many of
    them meet it, do not, or cannot be told."""

    id: str
    task: str
    label: str
    subject: str
    goal: str
    unit: str
    value: float | int | None
    met: bool | None
    missing: str
    source: str
    formula: str
    parts: tuple[tuple[str, str, float | int], ...] = ()
    schools_met: int = 0
    schools_unmet: int = 0
    schools_unknown: int = 0

    @property
    def share(self) -> float | None:
        """How far the city is, 1 being all that is asked."""
        asked = next((word for word in self.goal.replace("–", " ").split() if _is_number(word)), "")
        return None if self.value is None or not asked or not float(asked) else self.value / float(asked)


def contributions(office: Office, found: City) -> list[Contribution]:
    """Every target in force, the city's first.

    A number the bureau has entered itself for the city goes before the sum of what schools entered.
    """
    own = {each["id"]: each for each in targets(office, found.window)}
    wanted = policy(office).targets(found.window.end)
    made = [_of_city(each, found.brought, own.get(each.id, {})) for each in wanted if each.subject == CITY]
    made += [_of_schools(each, found.brought) for each in wanted if each.subject != CITY]
    return made


def _values(target: Target, lines: Sequence[Line]) -> list[tuple[Line, dict[str, Any]]]:
    return [(line, each) for line in lines for each in line.targets if each["id"] == target.id]


def _of_city(target: Target, lines: Sequence[Line], own: dict[str, Any]) -> Contribution:
    parts = [
        (line.code, line.name, each["value"])
        for line, each in _values(target, lines)
        if each["value"] is not None
    ]
    parts.sort(key=lambda part: (-part[2], part[0]))
    bureau = own.get("value") if target.source != COMPUTED else None
    adds = _adds(target)
    value = bureau if bureau is not None else (_sum([part[2] for part in parts]) if parts and adds else None)
    exact = None if value is None else Decimal(str(value))
    missing = ""
    if (
        exact is not None
        and target.value is not None
        and target.direction in ("≥", "=")
        and exact < target.value
    ):
        missing = f"还差 {plain_number(target.value - exact)} {target.unit}"
    if bureau is not None:
        formula = own.get("formula", "").removeprefix("本校贡献：")
    elif not adds:
        formula = "各校的数不能相加，请在本单位的任务进展里填全市的数"
    else:
        formula = f"各校之和，{len(parts)} 所学校有数" + (f"：{target.formula}" if target.formula else "")
    return Contribution(
        target.id, target.task, target.label, target.subject, goal(target), target.unit, value,
        target.met(exact), missing, target.source, formula, tuple(parts),
    )  # fmt: skip


def _adds(target: Target) -> bool:
    """A share, a ratio, or so many for each of something is no sum of the schools'."""
    return not any(mark in target.unit for mark in ("/", "：", "%", "倍"))


def _of_schools(target: Target, lines: Sequence[Line]) -> Contribution:
    said = [each["met"] for _, each in _values(target, lines)]
    yes, no = said.count(True), said.count(False)
    unknown = len(said) - yes - no
    formula = f"达到 {yes} 所，未达到 {no} 所" + (f"，缺数据 {unknown} 所" if unknown else "")
    return Contribution(
        target.id, target.task, target.label, target.subject, goal(target), target.unit, None,
        None if not said or unknown == len(said) else no == 0 and unknown == 0, "", target.source, formula,
        tuple((line.code, line.name, each["value"]) for line, each in _values(target, lines)
              if each["value"] is not None),
        yes, no, unknown,
    )  # fmt: skip


def _sum(values: Sequence[float | int]) -> float | int:
    total = sum(Decimal(str(value)) for value in values)
    return int(total) if total == int(total) else float(total)


def _is_number(word: str) -> bool:
    return word.replace(".", "", 1).isdigit()
