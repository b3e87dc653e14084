"""栏目关系式 as statutory forms print them: sums of columns, cells, forms and the ledger compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from desktop.core.errors import Severity
from desktop.core.words import half_width

Operator = Literal["=", "!=", "<=", ">=", "<", ">"]
TermKind = Literal["number", "column", "printed", "line", "total", "cell", "ledger"]

LEDGER, BEFORE, TOTAL = "台账", "上年", "合计"
EXAMPLE = "如 合计(M) = 合计(N)+合计(P)、(1)=(2)+…+(7)、统计!C5 <= 统计!B5 或 合计(O) = 台账.培训班次.人次"

_OPERATORS: dict[str, Operator] = {
    "<=": "<=", "≤": "<=", "≦": "<=", "不大于": "<=", "不超过": "<=", "不多于": "<=", "小于等于": "<=",
    ">=": ">=", "≥": ">=", "≧": ">=", "不小于": ">=", "不少于": ">=", "大于等于": ">=",
    "!=": "!=", "<>": "!=", "≠": "!=", "不等于": "!=",
    "=": "=", "等于": "=", "<": "<", ">": ">",
}  # fmt: skip
_OPERATOR = re.compile("|".join(sorted(map(re.escape, _OPERATORS), key=len, reverse=True)))
_SAID: dict[Operator, str] = {"=": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
_RANGE = re.compile(r"\+(?:…+|\.{2,}|⋯+)\+?")
_SHEET = re.compile(r"(?:'([^']+)'|([^!+\-()「」]+))!(.+)")
_FORM = re.compile(r"[「《]([^」》]+)[」》]\.?(.+)")
_TOTAL = re.compile(rf"(?:{TOTAL}|sum)\((.+)\)", re.IGNORECASE)
_PRINTED = re.compile(r"\((\d{1,3})\)|第?(\d{1,3})[列栏]")
_LINE = re.compile(r"第?(\d{1,3})行")
_CELLS = re.compile(r"\$?[A-Z]{1,3}\$?[1-9]\d*(?::\$?[A-Z]{1,3}\$?[1-9]\d*)?")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Term:
    """One summand. `ref` is a column (letter, header or field), a printed number, a cell or a measure.

    `sheet` and `form` name another sheet or form; `before`: the figure of the year before.
    """

    kind: TermKind
    ref: str
    text: str
    sign: int = 1
    sheet: str = ""
    form: str = ""
    before: bool = False

    @property
    def each_row(self) -> bool:
        """Whether it has a value in each row of the list."""
        return self.kind in ("column", "printed") and not self.form


@dataclass(frozen=True, slots=True)
class Relation:
    """Two sums and how they must compare; `printed` where the form's own notes say so."""

    that: str
    left: tuple[Term, ...]
    op: Operator
    right: tuple[Term, ...]
    say: str = ""
    severity: Severity = "error"
    sheet: str = ""
    printed: bool = False

    @property
    def terms(self) -> tuple[Term, ...]:
        return (*self.left, *self.right)

    @property
    def sentence(self) -> str:
        """What is asked, as a person reads it."""
        return self.say or f"应满足 {self.that}"


def parse_relations(text: str, *, chained: bool = True) -> list[Relation]:
    """`(6)≥(8)+(13)`, or a chain `a=b≥c` as its links; ValueError where it is no relation."""
    plain = re.sub(r"\s+", "", half_width(text)).replace("－", "-").replace("—", "-")
    signs = list(_OPERATOR.finditer(plain))
    if not signs or (len(signs) > 1 and not chained):
        raise ValueError(text)
    edges = [0, *(at for sign in signs for at in sign.span()), len(plain)]
    sides = [plain[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)]
    sums = [parse_sum(side) for side in sides]
    made = []
    for number, sign in enumerate(signs):
        op = _OPERATORS[sign[0]]
        that = f"{sides[number]} {_SAID[op]} {sides[number + 1]}"
        made.append(Relation(that, sums[number], op, sums[number + 1]))
    return made


def parse_sum(side: str) -> tuple[Term, ...]:
    """The summands of one side, a range (2)+…+(7) written out."""
    terms: list[Term] = []
    for part in _ranges(side):
        for sign, word in _summands(part):
            if not word:
                raise ValueError(side)
            terms.append(replace(_term(word), sign=sign))
    if not terms:
        raise ValueError(side)
    return tuple(terms)


def _ranges(side: str) -> Iterator[str]:
    """The side with every …: first and last number stand around it, both printed numbers."""
    pieces = _RANGE.split(side)
    while len(pieces) > 1:
        head, tail = pieces[0], pieces[1]
        first = re.search(r"(第?)\(?(\d{1,3})(\)|[列栏行])?$", head)
        last = re.match(r"(第?)\(?(\d{1,3})(\)|[列栏行])?", tail)
        if first is None or last is None or int(first[2]) >= int(last[2]):
            raise ValueError(side)
        write = "({})" if first[3] == ")" else f"第{{}}{first[3] or ''}"
        if not first[3]:
            write = "({})"
            head = f"{head[: first.start(2)]}({first[2]})"
            tail = f"({last[2]}){tail[last.end() :]}"
        middle = "+".join(write.format(n) for n in range(int(first[2]) + 1, int(last[2])))
        pieces[:2] = ["+".join(part for part in (head, middle, tail) if part)]
    yield pieces[0]


def _summands(side: str) -> Iterator[tuple[int, str]]:
    """Signed summands; + and - inside brackets or quotes belong to a name."""
    depth, sign, word = 0, 1, ""
    for char in side:
        depth += (char in "(「《[") - (char in ")」》]")
        if char in "+-" and depth == 0:
            if word or char == "+":
                yield sign, word
            word, sign = "", 1 if char == "+" else -1
        else:
            word += char
    yield sign, word


def _term(text: str) -> Term:
    word, form, sheet, before = text, "", "", False
    if word.startswith(f"{BEFORE}."):
        before, word = True, word.removeprefix(f"{BEFORE}.")
    if found := _FORM.fullmatch(word):
        form, word = found[1], found[2]
    if found := _SHEET.fullmatch(word):
        sheet, word = found[1] or found[2], found[3]
    kind, ref = _kind(word)
    return Term(kind, ref, text, sheet=sheet, form=form, before=before)


def _kind(word: str) -> tuple[TermKind, str]:
    if word.startswith(f"{LEDGER}.") and word.count(".") >= 2:
        return "ledger", word.removeprefix(f"{LEDGER}.")
    if found := _TOTAL.fullmatch(word):
        inner = found[1]
        if _CELLS.fullmatch(inner):
            return "cell", inner.replace("$", "")
        return "total", f"({inner})" if inner.isdigit() else inner
    if found := _PRINTED.fullmatch(word):
        return "printed", found[1] or found[2]
    if found := _LINE.fullmatch(word):
        return "line", found[1]
    if _CELLS.fullmatch(word):
        return "cell", word.replace("$", "")
    if _NUMBER.fullmatch(word):
        return "number", word
    if re.search(r"[÷×*/%（）()]", word) or not re.search(r"\w", word):
        raise ValueError(word)
    return "column", word


def compare(left: Decimal, op: Operator, right: Decimal, slack: Decimal) -> bool:
    """Whether it holds, up to what rounding of the summands may make of it."""
    apart = left - right
    match op:
        case "=":
            return abs(apart) <= slack
        case "!=":
            return abs(apart) > slack
        case "<=":
            return apart <= slack
        case ">=":
            return apart >= -slack
        case "<":
            return apart < 0
        case ">":
            return apart > 0


# A note's own words for a relation between columns: 取证人数不大于结业人数，结业人数不大于实际人数。
_SPLIT = re.compile(r"[。；;，,、\n]|(?<!\d)\d{1,2}[.．、](?!\d)|[:：]")


def printed_relations(notes: Sequence[str]) -> list[Relation]:
    """The relations that the notes of a form state; what is not wholly understood is left out."""
    found: dict[str, Relation] = {}
    for note in notes:
        for part in _SPLIT.split(half_width(note)):
            if not part or not _OPERATOR.search(part):
                continue
            try:
                made = parse_relations(part)
            except ValueError:
                continue
            for each in made:
                if _by_number(each) or _by_name(each):
                    severity: Severity = "error" if _by_number(each) else "warning"
                    found.setdefault(each.that, replace(_numbered(each), printed=True, severity=severity))
    return list(found.values())


def _by_number(relation: Relation) -> bool:
    """Printed column or line numbers; bare ones (1=2+3) count where there are at least three."""
    kinds = {term.kind for term in relation.terms}
    if kinds <= {"printed"} or kinds <= {"line"}:
        return True
    bare = all(term.kind in ("number", "printed") and term.ref.isdigit() for term in relation.terms)
    return bare and len(relation.terms) > 2


def _numbered(relation: Relation) -> Relation:
    """Bare numbers of a printed relation are those of columns."""
    if not any(term.kind == "number" for term in relation.terms):
        return relation

    def meant(terms: tuple[Term, ...]) -> tuple[Term, ...]:
        return tuple(replace(term, kind="printed") for term in terms)

    return replace(relation, left=meant(relation.left), right=meant(relation.right))


def _by_name(relation: Relation) -> bool:
    """Names of columns on both sides, short enough to be headers; a format or an example is none."""
    return all(term.kind == "column" and 2 <= len(term.ref) <= 14 for term in relation.terms)
