"""The names under which each field of a record may stand in a header: a table for each record."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Final

from desktop.core.fields import Kind, Mask
from desktop.records.catalogue import Record, record, records
from desktop.records.wordings import made_of, words_of
from desktop.services.binding.generic import generic_words
from desktop.services.binding.paths import HELD as HELD
from desktop.services.binding.paths import FormPath as FormPath
from desktop.services.binding.paths import Purpose as Purpose
from desktop.services.binding.paths import called as called
from desktop.services.binding.paths import form_paths as form_paths
from desktop.services.binding.paths import is_sole, labelled
from desktop.services.binding.paths import name_path as name_path
from desktop.services.binding.paths import roles as roles
from desktop.services.binding.readings import as_compared, canonical_of, plain
from desktop.services.binding.readings import canonical as canonical
from desktop.services.binding.readings import code_variants as code_variants
from desktop.services.binding.readings import gist as gist
from desktop.services.binding.readings import readings as readings
from desktop.services.binding.readings import unit_of as unit_of
from desktop.services.binding.readings import variants as variants

LABEL, ALIAS, ROLE, TITLE, MADE = 1.0, 0.95, 0.94, 0.93, 0.91
GENERIC, OF_KIND = 0.76, 0.84  # a word of the field's kind, alone and behind what the row is called
_LIKE: Final = 0.02  # of two aliases in one header the one more like the label is the field
# A header that is a label path (教师.姓名, what `show` prints) means that field and no other.
PATH: Final = 1.5
DEPTH, ASIDE = 0.03, 0.32
_MOST_ROLES: Final = 8  # the usual ones are enough to know a header by
_TITLES: Final = ("名称", "全称")
# Where a column headed by what the rows are called gives their names: 班次, 企业.
_BY_ROLE: Final = {"training_class": "title", "enterprise": "name", "teacher": "name", "student": "name"}
# What any record has: a plain 备注 or 状态 is the row's own, never that of something the row names.
_ANYBODYS: Final = ("note", "status", "state", "adviser", "actual", "planned", "arrived")


@dataclass(frozen=True, slots=True)
class Named:
    """One name of one field: how much the name alone says, and why."""

    target: FormPath
    score: float
    reason: str
    qualified: bool  # the name says whose field it is
    generic: bool = False  # the name says only of what kind the field is


@cache
def names(record_id: str, purpose: Purpose) -> NameTable:
    """Every name → the fields it may mean."""
    return NameTable(record_id, purpose, alike=False)


@cache
def canonical_names(record_id: str, purpose: Purpose) -> NameTable:
    """The same table by canonical name."""
    return NameTable(record_id, purpose, alike=True)


@cache
def gists(record_id: str) -> Mapping[str, tuple[_Key, str]]:
    """The record's own listed words by their gist, where only one field has it."""
    found: dict[str, tuple[_Key, str] | None] = {}
    for own in record(record_id).fields:
        for word in (plain(each) for each in (own.label, *own.aliases)):
            short = gist(word)
            if found.setdefault(short, ((record_id, own.name), word)) is None:
                continue
            known = found[short]
            if known is not None and known[0][1] != own.name:
                found[short] = None
    return {short: each for short, each in found.items() if each is not None}


class NameTable:
    """The names of a record's fields. The words of a field are kept once for all records that reach it; what
    the row is called is taken from before them when a header is looked up (教师 + 姓名), so that the table
    stays small. `alike`: words are looked up in their canonical form."""

    def __init__(self, record_id: str, purpose: Purpose, *, alike: bool) -> None:
        self._form = canonical if alike else str
        self._words = _index(alike=alike)
        self._targets: defaultdict[_Key, list[FormPath]] = defaultdict(list)
        self._roles: defaultdict[str, set[str]] = defaultdict(set)  # canonical where alike
        self._fixed: defaultdict[str, list[Named]] = defaultdict(list)
        self._found: dict[str, tuple[Named, ...]] = {}
        root = record(record_id)
        for target in form_paths(record_id, purpose):
            self._targets[_key(target)].append(target)
            for role in roles(target):
                self._roles[self._form(role)].add(role)
            for text, named in _fixed_names(root, target, purpose):
                self._fixed[self._form(text)].append(named)

    def __contains__(self, text: str) -> bool:
        return bool(self.get(text))

    def get(self, text: str, default: tuple[Named, ...] = ()) -> tuple[Named, ...]:
        """The fields the text may name, each with the best of its readings."""
        if text not in self._found:
            best: dict[str, Named] = {}
            for named in (*self._plain(text), *self._led(text), *self._fixed.get(text, ())):
                known = best.get(named.target.label)
                if named.score > 0 and (known is None or known.score < named.score):
                    best[named.target.label] = named
            self._found[text] = tuple(best.values())
        return self._found[text] or default

    def _plain(self, text: str) -> Iterator[Named]:
        for key, word in self._words.get(text, ()):
            for target in self._targets.get(key, ()):
                led = target.depth > 0 and any(word.startswith(r) and word != r for r in roles(target))
                score, reason = words_of_field(key)[word]
                yield _named(target, score, reason or _also(word, target), qualified=led)

    def _led(self, text: str) -> Iterator[Named]:
        """The texts that begin with what rows are called: 教师姓名, 对应专业代码 of 对应专业 + 专业代码."""
        for at in range(1, len(text)):
            for role in self._roles.get(text[:at], ()):
                rest = text[at:]
                for key, word in self._words.get(rest, ()):
                    if not word.startswith(role):
                        yield from self._of_role(key, word, role)
                overlap = self._form(role[-2:]) + rest if len(role) > 2 else ""
                for key, word in self._words.get(overlap, ()):
                    yield from self._of_role(key, word, role)

    def _of_role(self, key: _Key, word: str, role: str) -> Iterator[Named]:
        for target in self._targets.get(key, ()):
            if role in roles(target):
                score = min(words_of_field(key)[word][0], ALIAS) - (ALIAS - ROLE)
                yield _named(target, score, f"“{role}”的“{target.path.field.label}”", qualified=True)


def _also(word: str, target: FormPath) -> str:
    return f"“{word}”是“{target.path.field.label}”的另一种叫法"


@cache
def _usual(record_id: str) -> Mapping[str, str]:
    """Label or alias → the field of the record that goes by it."""
    return {plain(word): own.name for own in record(record_id).fields for word in (own.label, *own.aliases)}


def _named(target: FormPath, score: float, reason: str, *, qualified: bool) -> Named:
    """The name with what the way to the field costs."""
    # A name that says whose field it is makes up for the way round.
    real = score - (DEPTH * target.depth if qualified else _cost(target))
    if target.depth == 0 and score < LABEL:  # the row's own field by another name is its own still
        real = min(real + DEPTH, LABEL - 0.005)
    return Named(target, real, reason, qualified)


@cache
def _cost(target: FormPath) -> float:
    lost = target.depth > 0 and target.path.field.name in _ANYBODYS
    counted = 0.05 if target.depth and target.path.field.derived else 0.0  # seldom asked for by the way
    return DEPTH * target.depth + counted + (ASIDE if lost or _aside(target) else 0.0)


_Key = tuple[str, str]  # the record that declares a field, and the field's identifier


def _key(target: FormPath) -> _Key:
    return target.path.owner, target.path.field.name


@contextmanager
def _uncollected() -> Iterator[None]:
    """Tens of thousands of tuples that all stay: looking for garbage among them takes longer than they do."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@cache
def _index(*, alike: bool) -> Mapping[str, tuple[tuple[_Key, str], ...]]:
    """Word → the fields of all records that go by it, each with the word as it is written."""
    found: defaultdict[str, list[tuple[_Key, str]]] = defaultdict(list)
    with _uncollected():
        for each in records():
            for own in each.fields:
                key = (each.id, own.name)
                for word in words_of_field(key):
                    found[canonical_of(word) if alike else word].append((key, word))
        return {word: tuple(keys) for word, keys in found.items()}


@cache
def words_of_field(key: _Key) -> Mapping[str, tuple[float, str]]:
    """The words a field goes by, as labels are compared: how much each says, and why."""
    own = record(key[0]).field(key[1])
    listed = [(own.label, LABEL, f"表头与“{own.label}”相同")]
    listed += [
        (alias, ALIAS + _LIKE * _alike(alias, own.label), f"“{alias}”是“{own.label}”的另一种叫法")
        for alias in own.aliases
    ]
    usual = _usual(key[0])  # a word that usually is another field's is not made of this one's patterns
    if own.copied and (source := record(key[0]).by_name(own.copied)).field.label == own.label:
        again = words_of_field((source.owner, source.field.name))  # what was copied goes by the same words
        listed += [(word, min(score, MADE), why) for word, (score, why) in again.items()]
    if own.kind is Kind.REF and len(record(own.ref).model.identity) == 1:
        titled = record(own.ref).field(record(own.ref).model.identity[0])
        listed += [(alias, ALIAS, f"“{alias}”就是“{own.label}”") for alias in titled.aliases]
    found: dict[str, tuple[float, str]] = {}
    for text, score, reason in listed:
        word = plain(text)
        if word not in found or found[word][0] < score:
            found[word] = (score, reason)
    for text in made_of(*key):  # by the thousand: why is only said of those that are found
        word = as_compared(text)
        if usual.get(word, own.name) == own.name and (word not in found or found[word][0] < MADE):
            found[word] = (MADE, "")
    return found


def _fixed_names(root: Record, target: FormPath, purpose: Purpose) -> Iterator[tuple[str, Named]]:
    """The names that are no word of the field: what its rows are called, the path itself."""
    own, whose = target.path.field, roles(target)
    titled: list[str] = []
    if not target.depth and own.name in _BY_ROLE.get(target.path.record, ""):
        titled += whose
    if not target.depth and own.ref in ("department", "major") and is_sole(target.path.record, own.ref):
        titled += called(own.ref)  # 二级学院 of a plan: the one department it names
    if target.depth and is_title(target):
        endings = _TITLES if own.check != "name" else ()
        titled += [role + ending for role in whose for ending in ("", *endings)]
    for text in titled:
        yield text, _named(target, TITLE, f"“{text}”按{own.label}填", qualified=True)
    if purpose == "import" and target.depth and is_title(target):
        for text in _words_of_reference(target):  # 委托培训单位 of 委托单位, which import takes by its name
            yield text, _named(target, MADE, f"“{text}”就是“{target.label}”", qualified=True)
    if purpose == "import" and _names_the_row(root, target):
        yield plain(_TITLES[0]), Named(target, TITLE, "列表自己的名称", qualified=False)
    if purpose == "fill" and not target.depth:
        yield from _of_kind(root, target)
    for text in path_names(target):
        yield text, Named(target, PATH, f"表头就是“{target.label}”", qualified=True)


def _of_kind(root: Record, target: FormPath) -> Iterator[tuple[str, Named]]:
    """日期 and 资金到位日期 of the one day that a receipt has."""
    why = f"这张表里只有“{target.path.field.label}”是这一类"
    for word in generic_words(root.id).get(target.path.field.name, ()):
        yield word, Named(target, GENERIC, why, qualified=False, generic=True)
        for role in roles(target):
            yield role + word, Named(target, OF_KIND, why, qualified=True)


def _words_of_reference(target: FormPath) -> tuple[str, ...]:
    """The words of the reference through which the row is named, without the field's own endings."""
    at, hop = labelled(target)[-1]
    taken = _usual(at)
    words = (plain(word) for word in (*words_of(at, hop.name), *made_of(at, hop.name)))
    return tuple(word for word in words if taken.get(word, hop.name) == hop.name)


def led_names(target: FormPath) -> Iterator[str]:
    """What the field is called with the row's name before it, by its usual names: what a header may say."""
    own = target.path.field
    yield from path_names(target)
    for role in roles(target)[:_MOST_ROLES]:
        if own.kind is Kind.REF or is_title(target):
            yield from (role, *(role + ending for ending in _TITLES))
        for text in map(plain, (own.label, *own.aliases)):
            yield text if text.startswith(role) else role + text


def _names_the_row(root: Record, target: FormPath) -> bool:
    """专业名称 of a list of 专业: there a plain 名称 means it."""
    own = target.path.field
    return target.path.own and own.name == root.model.identity[0] and own.label.endswith(_TITLES)


def path_names(target: FormPath) -> Iterator[str]:
    """The path itself, and led by the record's name; of one step only the longer is a path."""
    if target.depth:
        yield plain(target.label)
    if target.label == target.path.label:
        yield plain(f"{record(target.path.record).label}.{target.label}")


def _alike(alias: str, label: str) -> float:
    """The share of the label's characters that the alias has."""
    return len(set(alias) & set(label)) / max(len(set(label)), 1)


def _aside(target: FormPath) -> bool:
    """Whether the way leads over a reference that is not what the row is about (a candidate's class)."""
    if target.label != target.path.label:  # the school's: its name in a column, hardly its head or telephone
        return target.path.field.name not in record("school").model.identity
    if target.path.field.mask is Mask.ADDRESS and target.depth > 0:
        # Where somebody lives is for lists of people, not for what names a teacher by the way.
        model = record(target.path.record).model
        if not {hop.name for hop in target.path.hops} & {*model.carries, model.role}:
            return True
    if target.depth and target.path.field.name in ("started", "left"):  # 离岗: from school, or to practise?
        return True
    last = target.path.hops[-1] if target.path.hops else None
    if last is not None and last.history:  # since when somebody is what he is, is not asked by the way
        keyed = {part for key in record(last.target).model.keys for part in key}
        if target.path.field.name in keyed:
            return True
    for at, hop in labelled(target):
        model = record(at).model
        own = record(at).field(hop.name)
        main = {part for key in model.keys for part in key} | set(model.carries) | {model.part_of, model.role}
        plainly = is_sole(at, hop.target) and target.path.field.name == record(hop.target).model.identity[0]
        if hop.name not in main and not own.required and not plainly:
            return True
    return False


def is_title(target: FormPath) -> bool:
    """Whether the field is what its record's rows are called by (教师.姓名, 企业.企业名称)."""
    steps = labelled(target)
    if not steps:
        return False
    _, hop = steps[-1]
    identity = record(hop.target).model.identity
    return bool(identity) and target.path.name.endswith(f"{hop.name}.{identity[0]}")
