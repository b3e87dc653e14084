"""The search index: names by any characters, numbers by head or tail, pinyin in full or by initials."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, false, func, select

from desktop.records.base import Base
from desktop.store.engines import SEARCH
from desktop.store.references import chunks

if TYPE_CHECKING:
    from desktop.store.ledger import Ledger
    from desktop.store.shape import Row, Shape

# A letter nobody types (Yi), standing behind a field whose reading is unknown, so that no phrase runs from it
# into the next. Elsewhere pinyin or numbers stand between, and phrases are of characters alone.
BOUNDARY = "ꀀ"
_HAN = "㐀-䶿一-鿿豈-﫿𠀀-𯿿"
_RUN = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_HAN_RUN = re.compile(f"[{_HAN}]+")
# unicode61 knows Unicode 6.1: what came later would be a blank to it (𬱖 is of 8.0), so it is spelled out.
_LAST_KNOWN = 0x9FCC
_LAST_PLAIN = chr(_LAST_KNOWN)
_NAME_LENGTH = 3
_PINYIN_LENGTH = 12
_TAIL_FROM = 4
_ID_LENGTHS = (15, 18)
_ID_BIRTH = 6
_AT_ONCE = 5_000
BROAD = 2_000
_NOTHING = ("", "")

# Surnames whose reading differs from the character's usual one; both are indexed.
_SURNAMES = {
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "区": "ou", "朴": "piao",
    "盖": "ge",
    "翟": "zhai", "员": "yun", "缪": "miao", "种": "chong", "折": "she", "黑": "he", "乐": "yue",
    "召": "shao",
    "覃": "qin", "隗": "wei", "洗": "xian", "尉": "yu", "祭": "zhai", "秘": "bi", "繁": "po", "牟": "mu",
    "宓": "fu", "卜": "bu", "重": "chong", "都": "du", "角": "jue", "句": "gou", "佴": "nai", "阚": "kan",
    "郇": "xun", "乜": "nie", "会": "gui", "能": "nai", "厘": "xi", "颉": "xie", "粘": "nian", "难": "ning",
    "长": "zhang", "万": "mo", "令": "ling", "石": "dan", "柏": "bo",
}  # fmt: skip


def fold(text: str) -> str:
    """Full width to half, capitals to small: what is indexed and what is sought alike."""
    return unicodedata.normalize("NFKC", text).lower()


def terms(text: str) -> list[tuple[str, bool]]:
    """What to look for, all of it: (phrase of characters, False) or (start or end of a token, True)."""
    found: list[tuple[str, bool]] = []
    for run in _RUN.findall(fold(text)):
        if _HAN_RUN.fullmatch(run):
            found.append((" ".join(map(_spelled, run)), False))
        else:
            # lü is typed lv or lyu; no pinyin syllable ends in l, so this touches nothing else.
            found.append((run.replace("lyu", "lv"), True))
    return found


def search_ids(ledger: Ledger, text: str) -> Select[tuple[int]]:
    """The ids of all rows, of whatever record, whose searchable fields hold `text`."""
    wanted = terms(text)
    return select(SEARCH.c.rowid).where(ledger.engine.match(wanted) if wanted else false())


def is_broad(ledger: Ledger, connection: Connection, text: str) -> bool:
    """Whether so many rows, of whatever record, hold `text` that looking at every row is quicker."""
    capped = search_ids(ledger, text).limit(BROAD + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(capped)).scalar_one()) > BROAD


def search_clause(ledger: Ledger, record_ids: Iterable[str], text: str) -> Select[tuple[int]]:
    """Ids of rows of these records holding `text`, as a sub-select to compare a record's own ids with.

    Ids are unique across records, so hits in other records do no harm; but a record that declares no
    searchable field finds nothing.
    """
    tables = [Base.metadata.tables[record] for record in record_ids]
    searched = any("field" in c.info and c.info["field"].search for table in tables for c in table.columns)
    return search_ids(ledger, text if searched else "")


def words(values: Iterable[str]) -> tuple[str, str]:
    """What the index holds for a row: its tokens in order, and backwards those that are sought by tail."""
    found = [_field(value) for value in values]
    return " ".join([tokens for tokens, _ in found if tokens]), " ".join(
        [tails for _, tails in found if tails]
    )


def _field(value: str) -> tuple[str, str]:
    return _number(value) if value.isascii() and value.isalnum() else _words(value)


def _number(value: str) -> tuple[str, str]:
    """A number or code, which is one token: no two are alike, so nothing is remembered of them."""
    run = value.lower()
    tail = run[::-1] if len(run) >= _TAIL_FROM else ""
    if len(run) in _ID_LENGTHS and run[:-1].isdigit():
        return f"{run} {run[_ID_BIRTH:]}", tail
    return run, tail


@functools.lru_cache(maxsize=32_768)
def _words(value: str) -> tuple[str, str]:
    """Tokens and tails of one field; names come again and again."""
    tokens: list[str] = []
    tails: list[str] = []
    han: list[str] = []
    folded = fold(value)
    for run in _RUN.findall(folded):
        if not run.isascii() and _HAN_RUN.match(run):  # a run is all of one kind
            tokens.append(_characters(run))
            han.append(run)
            continue
        tokens.append(run)
        if len(run) >= _TAIL_FROM:
            tails.append(run[::-1])
        if len(run) in _ID_LENGTHS and run[:-1].isdigit():
            tokens.append(run[_ID_BIRTH:])
    if han:
        tokens.append(_spoken("".join(han)))
    return " ".join(tokens), " ".join(tails)


def add_rows(ledger: Ledger, connection: Connection, shape: Shape, rows: Sequence[Row]) -> None:
    """Index new rows (values as the program knows them)."""
    if rows:
        add_columns(ledger, connection, shape, list(zip(*rows, strict=True)))


def add_columns(
    ledger: Ledger, connection: Connection, shape: Shape, columns: Sequence[Sequence[Any]]
) -> None:
    """The same of rows given by all their columns."""
    said = [columns[place] for place in shape.searched if set(map(type, columns[place])) != {type(None)}]
    if not said:
        return
    found = [zip(*_fields(column), strict=True) for column in said]
    tokens, tails = (_joined(each) for each in zip(*found, strict=True))
    entries = list(zip(columns[shape.id_at], tokens, tails, strict=True))
    if "" in tokens:
        entries = [entry for entry in entries if entry[1]]
    if entries:
        ledger.engine.fill_search(connection, entries)


def _fields(column: Sequence[Any]) -> list[tuple[str, str]]:
    """Tokens and tails of each value of a field."""
    distinct = set(column)
    if 2 * len(distinct) > len(column):
        return [_NOTHING if value is None else _field(str(value)) for value in column]
    known = {value: _NOTHING if value is None else _field(str(value)) for value in distinct}
    return [known[value] for value in column]


def _joined(columns: Sequence[Sequence[str]]) -> list[str]:
    """What the fields of each row say, with blanks between."""
    if len(columns) == 1:
        return list(columns[0])
    rows = zip(*columns, strict=True)
    if any("" in column for column in columns):
        return [" ".join(filter(None, row)) for row in rows]
    return list(map(" ".join, rows))


def drop_rows(connection: Connection, shape: Shape, ids: Iterable[int]) -> None:
    """Take rows out of the index."""
    if shape.searched:
        for chunk in chunks(ids):
            connection.execute(SEARCH.delete().where(SEARCH.c.rowid.in_(chunk)))


def rebuild(ledger: Ledger, connection: Connection) -> None:
    """Make the whole index anew from the rows."""
    ledger.engine.drop_search(connection)
    ledger.engine.create_search(connection)
    for shape, rows in _indexed(ledger, connection):
        add_rows(ledger, connection, shape, rows)


def differences(ledger: Ledger, connection: Connection) -> int:
    """How many rows the index has wrong: missing, stale or left over."""
    held = {row.rowid: (row.words.strip(), row.tails.strip()) for row in connection.execute(select(SEARCH))}
    wrong = 0
    for shape, rows in _indexed(ledger, connection):
        for row in rows:
            made = words(_texts(shape, row))
            wrong += bool(made[0]) and held.pop(row[shape.id_at], None) != made
    return wrong + len(held)


def _indexed(ledger: Ledger, connection: Connection) -> Iterator[tuple[Shape, list[Row]]]:
    """All rows of the records that are searched, some thousands at a time."""
    for mapper in Base.registry.mappers:
        shape = ledger.shape(mapper.class_)
        if not shape.searched:
            continue
        result = connection.execute(select(*shape.columns).execution_options(yield_per=_AT_ONCE))
        for part in result.partitions():
            yield shape, [tuple(row) for row in part]


def _texts(shape: Shape, row: Row) -> list[str]:
    return [str(row[place]) for place in shape.searched if row[place] is not None]


def _spelled(character: str) -> str:
    return f"u{ord(character):x}" if ord(character) > _LAST_KNOWN else character


@functools.lru_cache(maxsize=16_384)
def _characters(run: str) -> str:
    """The characters of a run, each a token."""
    return " ".join(run if max(run) <= _LAST_PLAIN else map(_spelled, run))


@functools.lru_cache(maxsize=16_384)
def _spoken(han: str) -> str:
    """The pinyin tokens of a text, or what stands in for them."""
    return " ".join(_readings(han)) or BOUNDARY


def _readings(han: str) -> tuple[str, ...]:
    """The pinyin tokens of a text: full and by initials, also from the second character on (given names)."""
    if not han:
        return ()
    heads = [[_reading(character) for character in han]]
    if han[0] in _SURNAMES and _SURNAMES[han[0]] != heads[0][0]:
        heads.append([_SURNAMES[han[0]], *heads[0][1:]])
    if len(han) > _NAME_LENGTH:
        heads.append(list(_phrase(han)))
    made: dict[str, None] = {}
    for syllables in heads:
        initials = "".join(syllable[:1] for syllable in syllables)
        for start in range(min(len(han), _PINYIN_LENGTH) - 1):
            made[initials[start:]] = None
        for start in range(2 if len(han) > 1 else 1):
            made["".join(syllables[start:])] = None
    made.pop("", None)
    return tuple(made)


@functools.cache
def _reading(character: str) -> str:
    """The usual reading of one character; a cache per character makes a million names a matter of seconds."""
    from pypinyin import lazy_pinyin  # a quarter of a second: only when names are written

    return "".join(c for c in lazy_pinyin(character, errors="ignore")[:1] if c).lower()


@functools.lru_cache(maxsize=4096)
def _phrase(han: str) -> tuple[str, ...]:
    """The reading of a longer text with its words recognised: 银行 is yinhang."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin(han, errors="ignore"))
