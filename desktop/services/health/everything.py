"""A look at the whole ledger: the checks side by side, each on a connection of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial

from sqlalchemy import Connection

from desktop.core.progress import Progress
from desktop.services.health.catalogue import RULES
from desktop.services.health.rule import Base, Check, Context, Each, Overlap, Rule, Same, Whole, Words
from desktop.services.health.running import Groups, overlapping, rows_wrong, same
from desktop.store.ledger import Ledger

_THREADS = min(os.cpu_count() or 1, 4)  # the driver lets others run while it works

Wrong = dict[str, set[int]]
Keys = dict[str, dict[int, str]]
Told = dict[str, dict[int, Words]]
Task = partial[None]  # of a reading connection


def by_base(rules: Iterable[Check]) -> dict[tuple[Base, str], list[Rule]]:
    """The checks of single rows by where they look and what is given: those that one pass answers."""
    groups: dict[tuple[Base, str], list[Rule]] = {}
    for rule in rules:
        if isinstance(rule, Rule):
            groups.setdefault((rule.base, rule.given), []).append(rule)
    return groups


def looked_at(ledger: Ledger, context: Context, progress: Progress) -> tuple[Wrong, Keys, Told]:
    """Which rows are wrong by check; which agree in what key; what the looks at all rows found."""
    wrong: Wrong = {}
    keys: Keys = {}
    told: Told = {}
    tasks = passes(context, wrong, keys, told)

    def carry_out(task: Task) -> None:
        with ledger.reading() as reading:
            task(reading)

    with ThreadPoolExecutor(_THREADS, "health") as pool:
        waiting = [pool.submit(carry_out, task) for task in tasks]
        try:
            for done, each in enumerate(as_completed(waiting), 1):
                each.result()
                progress.step(done, len(tasks), "正在检查台账")
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return wrong, keys, told


def passes(context: Context, wrong: Wrong, keys: Keys, told: Told) -> list[Task]:
    """The long ones first, so that none is left for the end alone."""
    shared: dict[str, list[Same]] = {}
    for each in RULES:
        if isinstance(each, Same):
            shared.setdefault(each.key, []).append(each)
    together: dict[str, list[Whole | Each]] = {}
    for one in RULES:
        if isinstance(one, Whole | Each):
            word = type(one).__name__ if isinstance(one, Each) else one.together or one.id
            together.setdefault(word, []).append(one)
    return [
        *(partial(_periods, context, each, wrong) for each in RULES if isinstance(each, Overlap)),
        *(partial(_rows, context, base, rules, wrong) for (base, _), rules in by_base(RULES).items()),
        *(partial(_agreeing, rules_of_key, keys) for rules_of_key in shared.values()),
        *(partial(_wholes, context, some, told) for some in together.values()),
    ]


def _periods(context: Context, rule: Overlap, wrong: Wrong, reading: Connection) -> None:
    wrong[rule.id] = overlapping(reading, context, rule, None)


def _rows(context: Context, base: Base, rules: list[Rule], wrong: Wrong, reading: Connection) -> None:
    wrong.update(rows_wrong(reading, context, base, rules, None))


def _agreeing(rules: Iterable[Same], keys: Keys, reading: Connection) -> None:
    seen: Groups = {}
    for rule in rules:
        keys[rule.id] = same(reading, rule, None, seen=seen)


def _wholes(context: Context, rules: list[Whole | Each], told: Told, reading: Connection) -> None:
    for rule in rules:
        found = rule.look(reading, context, None) if isinstance(rule, Each) else rule.look(reading, context)
        told[rule.id] = dict(found)
