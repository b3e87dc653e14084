"""Code lists: a Chinese word or an official code ↔ the code that the ledger stores."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.words import half_width

if TYPE_CHECKING:  # read in with the first list: a start asks for none
    from desktop.core.datafile import Section

_BLANK = re.compile(r"[\s\u200b\ufeff]+")
_BRACKETED = re.compile(r"\([^()]*\)")


def fold(text: str) -> str:
    """The form in which code words are compared: half-width, no blanks, small letters."""
    folded = _BLANK.sub("", half_width(text)).casefold()
    return folded.replace("〔", "(").replace("〕", ")").replace("【", "(").replace("】", ")")


def _loose(word: str) -> str:
    return re.sub("[和及与、]|[业类]$", "", word)


@dataclass(frozen=True, slots=True)
class Code:
    """One item; `group` parts a list (levels by scheme), `active` false: kept, no longer offered."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    active: bool = True

    def valid(self, on: date) -> bool:
        """Whether the item may be chosen for something dated `on`."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


@dataclass(frozen=True)
class CodeList:
    """One code list; look-ups never guess: a word that could mean two items finds none."""

    id: str
    label: str
    items: tuple[Code, ...] = field(repr=False)

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {item.code: item for item in self.items}

    @cached_property
    def _by_word(self) -> dict[str, Code]:
        words = {fold(alias): item for item in self.items for alias in item.aliases}
        words |= {fold(item.name): item for item in self.items}
        return words | {fold(item.code): item for item in self.items}

    def find(self, text: str) -> Code | None:
        """The item meant by a code, a name or another name; a gloss in brackets may be left out or added."""
        word = fold(text)
        found = self._by_word.get(word)
        if found is None and "(" in word:
            bare = _BRACKETED.sub("", word)
            found = self._by_word.get(bare) if bare else None
        return found or self._loosely.get(_loose(word))

    @cached_property
    def _loosely(self) -> dict[str, Code]:
        """Items by their words without what people leave out (住宿餐饮); none that two items share."""
        found: dict[str, Code] = {}
        shared: set[str] = set()
        for word, item in self._by_word.items():
            loose = _loose(word)
            if loose != word and len(loose) > 1 and found.setdefault(loose, item) is not item:
                shared.add(loose)
        return {word: item for word, item in found.items() if word not in shared}

    def get(self, code: str) -> Code | None:
        """The item of a stored code."""
        return self._by_code.get(code)

    def name(self, code: str) -> str:
        """The Chinese name of a stored code; a code that left the list shows as it is."""
        item = self._by_code.get(code)
        return item.name if item is not None else code

    def closest(self, text: str) -> Code | None:
        """The item that looks most like a word that was not found: for a hint, never for a value."""
        word = fold(text)
        if not word:
            return None
        inside = [
            item for key, item in self._by_word.items() if len(key) > 1 and (key in word or word in key)
        ]
        if len(set(inside)) == 1:
            return inside[0]
        near = difflib.get_close_matches(word, list(self._by_word), n=1, cutoff=0.5)
        return self._by_word[near[0]] if near else None

    def offered(self, on: date | None = None, group: str = "") -> tuple[Code, ...]:
        """The items to choose from: active, valid on the day, of the group if one is asked for."""
        return tuple(
            item
            for item in self.items
            if item.active and (on is None or item.valid(on)) and (not group or item.group == group)
        )


def _item(row: Section) -> Code:
    name = row.text("name")
    item = Code(
        code=row.text("code", name),
        name=name,
        aliases=row.texts("aliases"),
        group=row.text("group", ""),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        active=row.flag("active", True),
    )
    row.done()
    return item


def read_code_list(path: Path) -> CodeList:
    """One file: label, source and items, each word meaning one item only."""
    from desktop.core.datafile import read_datafile

    top = read_datafile(path)
    label = top.text("label")
    top.text("source")
    rows = top.rows("items")
    if not rows:
        raise top.error("items", "列表是空的，至少要有一项。")
    items: list[Code] = []
    owner: dict[str, str] = {}
    for row in rows:
        item = _item(row)
        for word in {fold(item.code), fold(item.name), *map(fold, item.aliases)}:
            if word in owner:
                raise row.error("name", f"“{item.name}”的代码、名称或别名与“{owner[word]}”重复：{word}。")
            owner[word] = item.name
        items.append(item)
    top.done()
    return CodeList(path.stem, label, tuple(items))


class CodeFolder(Mapping[str, CodeList]):
    """The code lists of a folder, each read when it is first asked for: all take a while at a start."""

    def __init__(self, folder: Path) -> None:
        self._paths = {path.stem: path for path in sorted(folder.glob("*.toml"))}
        self._read: dict[str, CodeList] = {}

    def __getitem__(self, name: str) -> CodeList:
        if name not in self._read:
            self._read[name] = read_code_list(self._paths[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, name: object) -> bool:
        return name in self._paths


def load_codes(folder: Path) -> Mapping[str, CodeList]:
    """All code lists of a folder by identifier (the file's name)."""
    return {path.stem: read_code_list(path) for path in sorted(folder.glob("*.toml"))}
