"""The words that head columns: each means one field of its record, and stands there once."""

from __future__ import annotations

from collections import Counter

import pytest

from desktop.core.words import normalise_label
from desktop.records.catalogue import Record, record, records
from desktop.records.wordings import (
    certificates,
    expand,
    fields_of,
    made_of,
    people,
    plans,
    practice,
    school,
    training,
)

_BLOCKS = [
    (name, block)
    for area in (training, plans, certificates, people, practice, school)
    for name, block in area.WORDS.items()
]

# What is typed as 实到人数 and counted as 人数: the typed one takes it at import.
_BOTH = {"人数"}


def test_a_pattern_stands_for_all_that_can_be_made_of_it() -> None:
    assert list(expand("[拟|计划]招[生|]人")) == ["拟招生人", "拟招人", "计划招生人", "计划招人"]
    assert {"开课日期", "开课时间"} <= set(expand("开课<日期>"))


def test_every_block_is_of_a_record_and_its_fields_once() -> None:
    names = [name for name, _ in _BLOCKS]
    assert sorted(names) == sorted(each.id for each in records() if each.id in names)
    for name, block in _BLOCKS:
        listed = [field for field, _ in fields_of(block)]
        assert len(set(listed)) == len(listed), name
        assert set(listed) <= {own.name for own in record(name).fields}, name


@pytest.mark.parametrize(("name", "block"), _BLOCKS, ids=[name for name, _ in _BLOCKS])
def test_no_word_stands_twice(name: str, block: str) -> None:
    """Neither in the block nor once more as label or alias of the model."""
    own = {field.name: field for field in record(name).fields}
    for field, listed in fields_of(block):
        plain = [normalise_label(word) for word in listed]
        assert [word for word, times in Counter(plain).items() if times > 1] == [], field
        assert normalise_label(own[field].label) not in plain, field
        aliases = Counter(own[field].aliases)
        assert [word for word in listed if aliases[word] > 1] == [], field


@pytest.mark.parametrize("each", records(), ids=lambda each: each.id)
def test_no_word_means_two_fields_of_a_record(each: Record) -> None:
    of: dict[str, str] = {}
    for own in each.fields:
        for word in {normalise_label(word) for word in (own.label, *own.aliases)} - _BOTH:
            assert of.setdefault(word, own.name) == own.name, f"{word}: {of[word]}, {own.name}"
    made: dict[str, str] = {}
    for own in each.fields:
        for word in map(normalise_label, made_of(each.id, own.name)):
            if word not in of:  # a usual name of another field goes before what patterns make
                assert made.setdefault(word, own.name) == own.name, f"{word}: {made[word]}, {own.name}"
