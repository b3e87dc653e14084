"""Each kind of value: how it is typed without a flaw, with flaws that can be read, with faults."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from tests.importing.corpus.said import SAID
from tests.importing.corpus.ways import (
    Desk,
    Typed,
    Way,
    apart,
    broken_line,
    class_faults,
    class_ways,
    code_faults,
    code_ways,
    credit_faults,
    credit_ways,
    day_faults,
    day_plain,
    day_ways,
    end_ways,
    enterprise_faults,
    enterprise_ways,
    grade_faults,
    grade_ways,
    id_faults,
    id_ways,
    long_faults,
    long_ways,
    major_ways,
    money_faults,
    money_plain,
    money_ways,
    month_ways,
    number_faults,
    number_text_ways,
    number_ways,
    phone_faults,
    phone_ways,
    plain,
    same,
    spaced,
    teacher_ways,
    year_ways,
    yes_ways,
)


@dataclass(frozen=True)
class Kind:
    """How values of one kind are typed: without a flaw, with flaws that can be read, with faults."""

    tidy: Way | None = None
    messy: tuple[Way, ...] = (spaced,)
    fault: Way | None = None


KINDS: dict[str, Kind] = {
    "text": Kind(messy=(spaced, broken_line)),
    "note": Kind(messy=(spaced,)),
    "name": Kind(messy=(spaced, apart)),
    "id": Kind(messy=(id_ways,), fault=id_faults),
    "phone": Kind(messy=(phone_ways,), fault=phone_faults),
    "day": Kind(day_plain, (day_ways,), day_faults),
    "end": Kind(day_plain, (end_ways,), day_faults),
    "month": Kind(day_plain, (month_ways,)),
    "people": Kind(messy=(number_ways("人"),), fault=number_faults("人")),
    "hours": Kind(messy=(number_ways("学时"),), fault=number_faults("学时")),
    "days": Kind(messy=(number_ways("天"),), fault=number_faults("天")),
    "money": Kind(money_plain, (money_ways,), money_faults),
    "yes": Kind(lambda rng, value, desk: same("是" if value else "否", value), (yes_ways,)),
    "teacher": Kind(messy=(teacher_ways,)),
    "enterprise": Kind(messy=(enterprise_ways,), fault=enterprise_faults),
    "major": Kind(messy=(major_ways,)),
    "credit": Kind(messy=(credit_ways,), fault=credit_faults),
    "score": Kind(messy=(grade_ways,), fault=grade_faults),
    "year": Kind(messy=(year_ways,)),
    "long": Kind(messy=(long_ways,), fault=long_faults),
    "digits": Kind(messy=(number_text_ways,)),
    "class": Kind(messy=(class_ways,), fault=class_faults),
    **{f"code:{name}": Kind(messy=(code_ways(name),), fault=code_faults) for name in SAID},
}  # fmt: skip


def type_value(rng: random.Random, kind: str, value: Any, desk: Desk, dirt: float) -> Typed:
    """A value as typed on this desk."""
    own = KINDS[kind]
    if value is None:
        if kind == "end":
            return end_ways(rng, None, desk)
        if dirt and kind in ("people", "money", "note", "text") and rng.random() < 0.1:
            return Typed("无", None, accept=("无",) if kind in ("note", "text") else (), ask=True)
        return Typed(rng.choice((None, None, "/", "—", "  ")) if dirt else None, None)
    if rng.random() < dirt:
        found = rng.choice(own.messy)(rng, value, desk)
        if found is not None:
            return found
    tidy = own.tidy(rng, value, desk) if own.tidy else None
    return tidy or plain(value)
