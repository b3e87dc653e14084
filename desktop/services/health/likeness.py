"""Rows that may be one and the same: enterprises and classes by their names, persons by their numbers.

Only rows that share a rare piece of their name are compared, so that the work grows with the rows, not with
their square.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA
from sqlalchemy import Connection

from desktop.services.health import bases as on
from desktop.services.health.rule import Check, Context, Looked, Whole, Words
from desktop.services.health.running import ask
from desktop.services.importing.likeness import bare, core

ALIKE = "台账口径：同一对象只登记一次"
_MOST = 60  # a piece of a name that more rows share tells nothing of any
_DIGITS = re.compile(r"\d+|[一二三四五六七八九十]+(?=期|班|次|批)")


def enterprises(connection: Connection, context: Context) -> Looked:
    """Enterprises whose names differ in a character, or in place and legal form alone."""
    percent = context.policy.number("health.alike_percent", context.today)
    if percent is None:
        return {}
    rows = ask(connection, "SELECT id, name, credit_code FROM enterprise WHERE name IS NOT NULL")
    known = {row: (name, code) for row, name, code in rows}
    found: dict[int, Words] = {}
    for one, other in _pairs({row: core(name) for row, (name, _) in known.items()}):
        (name, code), (second, other_code) = known[one], known[other]
        # Two registration codes are two firms, however alike their names.
        if bare(name) == bare(second) or (code and other_code):
            continue
        if fuzz.ratio(core(name), core(second)) >= float(percent):
            told = {"name": second if one > other else name, "code": code or other_code}
            found[max(one, other)] = {**told, "of": min(one, other)}
    return found


def classes(connection: Connection, context: Context) -> Looked:
    """Classes that begin on one day under names that differ in a word; 第1期 and 第2期 are two classes."""
    percent = context.policy.number("health.alike_percent", context.today)
    if percent is None:
        return {}
    days: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    statement = "SELECT id, title, start FROM training_class WHERE title IS NOT NULL AND start IS NOT NULL"
    for row, title, start in ask(connection, statement):
        days[str(start)].append((row, str(title)))
    found: dict[int, Words] = {}
    for start, held in days.items():
        numbered: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        for row, title in sorted(held):
            numbered["、".join(_DIGITS.findall(title))].append((row, title))
        for alike in numbered.values():
            for (one, title), (other, second) in combinations(alike, 2):
                if title != second and fuzz.ratio(bare(title), bare(second)) >= float(percent):
                    found[other] = {"title": title, "start": start, "of": one}
    return found


def persons(connection: Connection, _context: Context) -> Looked:
    """Two of one name and birthday: one without a number, or with numbers that differ in a digit or two."""
    groups: defaultdict[tuple[str, str], list[tuple[int, str | None]]] = defaultdict(list)
    shared = """SELECT name AS n, birth AS b FROM person WHERE name IS NOT NULL AND birth IS NOT NULL
        GROUP BY name, birth HAVING count(*) > 1"""
    statement = f"""SELECT p.id, p.name, p.birth, p.document_number FROM ({shared}) AS s
        JOIN person p ON p.name = s.n AND p.birth = s.b"""
    for row, name, birth, number in ask(connection, statement):
        groups[(name, birth)].append((row, number))
    found: dict[int, Words] = {}
    for (name, birth), rows in groups.items():
        for (one, first), (other, second) in combinations(sorted(rows), 2):
            if first is None or second is None or 0 < _apart(first, second) <= 2:
                found[other] = {"name": name, "birth": birth, "one": first, "other": second, "of": one}
    return found


def _apart(first: str, second: str) -> int:
    """How many digits differ, the last one aside since it follows from the others; 15 digits as 17."""
    one, other = ((n[:6] + "19" + n[6:] if len(n) == 15 else n[:17]) for n in (first, second))
    return OSA.distance(one, other)


def _pairs(names: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Rows that share a piece of two characters which few others have, each pair once."""
    pieces: defaultdict[str, list[int]] = defaultdict(list)
    for row, name in names.items():
        for piece in set(_bigrams(name)):
            pieces[piece].append(row)
    shared = Counter(
        pair for rows in pieces.values() if 1 < len(rows) <= _MOST for pair in combinations(sorted(rows), 2)
    )
    yield from (pair for pair, count in shared.items() if count >= min(2, _least(names, pair)))


def _least(names: Mapping[int, str], pair: Sequence[int]) -> int:
    return max(1, min(len(names[row]) for row in pair) - 2)


def _bigrams(name: str) -> Iterable[str]:
    return (name[at : at + 2] for at in range(max(len(name) - 1, 1)))


ALIKENESS: tuple[Check, ...] = (
    Whole(
        "疑似重复企业", "warning", on.ENTERPRISE, "企业名称",
        "与“{name}”的名称很像，请核对是不是同一家，是就合并。", ALIKE,
        ("enterprise.name", "enterprise.credit_code"),
        enterprises,
    ),
    Whole(
        "疑似重复班次", "warning", on.CLASS, "项目名称",
        "与同一天（{start}）开班的“{title}”很像，请核对是否重复登记。",
        ALIKE, ("training_class.title", "training_class.start"), classes,
    ),
    Whole(
        "疑似同一人", "warning", on.PERSON, "姓名",
        "与另一位“{name}”（{birth} 出生）同名同生日，号码缺一个或只差一两位，请核对是不是同一人，是就合并。",
        "台账口径：没有号码的按姓名和出生日期询问",
        ("person.name", "person.birth", "person.document_number"), persons,
    ),
)  # fmt: skip
