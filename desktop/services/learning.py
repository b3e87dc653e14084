"""What people said about columns, labels and headings of a bureau's forms: kept, visible, revocable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop.core.errors import UserError
from desktop.core.words import normalise_label
from desktop.records.catalogue import record
from desktop.records.system import Learned
from desktop.services.binding.headings_said import check_heading
from desktop.services.office import Office
from desktop.store.act import Writing, act
from desktop.workbook.cross import Cross
from desktop.workbook.table import Column, LabelCell

KIND: Final = "form column"  # a column of a list
LABEL: Final = "form label"  # a label of a card
HEADING: Final = "form heading"  # a row or column heading of a cross table
KINDS: Final = (KIND, LABEL, HEADING)
IN_COLUMN, IN_ROW = "列：", "行："  # which axis of a cross table a heading stands on
_UNITS: Final = {KIND: "列", LABEL: "格", HEADING: "个行列标题"}
# So much of last year's header must stand in this year's for its corrections to hold here, too.
SIMILAR: Final = 0.6


@dataclass(frozen=True, slots=True)
class Block:
    """The texts of a form of which something can be said, and what the whole of them is known by.

    `texts` are the columns of a list (父/子), the labels of a card, or the headings of a cross table."""

    kind: str
    texts: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class LearnedColumn:
    """One correction: under a header with the text `path`, `field` or nothing is meant.

    `field` is a label path led by its record; of a heading what `heading_said` reads."""

    id: int
    path: str
    field: str
    header: tuple[str, ...]
    source: str
    learned_at: str
    revoked: bool
    kind: str = KIND


@dataclass(frozen=True, slots=True)
class Changes:
    """What a bureau changed in a header since it was last known; `against` says which one is meant."""

    same: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]  # old, new
    sheet: str = ""
    against: str = ""
    kind: str = ""  # filed, template, corrected, shipped
    block: str = KIND

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed)

    @property
    def sentence(self) -> str:
        """For people; "" when nothing changed."""
        said, unit = [], _UNITS.get(self.block, "列")
        if self.added:
            said.append(f"新增 {len(self.added)} {unit}：{'、'.join(map(plain_text, self.added))}")
        if self.removed:
            said.append(f"少了 {len(self.removed)} {unit}：{'、'.join(map(plain_text, self.removed))}")
        if self.renamed:
            pairs = "、".join(f"“{plain_text(old)}”改为“{plain_text(new)}”" for old, new in self.renamed)
            said.append(f"改名 {len(self.renamed)} {unit}：{pairs}")
        return "；".join(said)

    def mark(self, text: str) -> str:
        """What became of one text of the header: 新增, 改名 with what it was called, "" for as it was."""
        if text in self.added:
            return "新增"
        old = next((old for old, new in self.renamed if new == text), None)
        return f"改名，原为“{plain_text(old)}”" if old is not None else ""

    def as_json(self) -> dict[str, Any]:
        """As `inspect --json` and `fill --json` print it."""
        return {
            "sheet": self.sheet,
            "against": self.against,
            "kind": self.kind,
            "added": list(map(plain_text, self.added)),
            "removed": list(map(plain_text, self.removed)),
            "renamed": [{"from": plain_text(old), "to": plain_text(new)} for old, new in self.renamed],
            "sentence": f"和{self.against}比：{self.sentence or '表头没有变化'}。",
        }


def plain_text(text: str) -> str:
    """A heading without the axis it stands on."""
    return text.removeprefix(IN_COLUMN).removeprefix(IN_ROW)


def paths_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The header block as texts, one a column: 父/子. A leaf merged across columns counts once."""
    return tuple("/".join(column.path) for column in columns if not column.continued)


def fingerprint(columns: Sequence[Column]) -> str:
    """What a header block is known by: its texts in order and how they are merged."""
    return _mark([("/".join(map(normalise_label, column.path)), column.continued) for column in columns])


def _mark(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:24]


def list_block(columns: Sequence[Column]) -> Block:
    """The header of a list."""
    return Block(KIND, paths_of(columns), fingerprint(columns))


def card_block(cells: Sequence[LabelCell]) -> Block:
    """The labels of a card, as `cards.card_cells` gives them: one that stands there again is counted."""
    texts = _counted(cell.label for cell in cells)
    return Block(LABEL, texts, _mark([normalise_label(text) for text in texts]))


def cross_block(cross: Cross) -> Block:
    """The headings of a cross table on both its axes."""
    columns = _counted(IN_COLUMN + "/".join(each.path) for each in cross.columns)
    rows = _counted(IN_ROW + "/".join(each.path) for each in cross.rows)
    return Block(HEADING, (*columns, *rows), _mark([normalise_label(text) for text in (*columns, *rows)]))


def _counted(texts: Iterable[str]) -> tuple[str, ...]:
    """A text that stands there a second time as 电话（第2处）."""
    seen: dict[str, int] = {}
    found = []
    for text in texts:
        seen[text] = seen.get(text, 0) + 1
        found.append(text if seen[text] == 1 else f"{text}（第{seen[text]}处）")
    return tuple(found)


def correct(
    office: Office, under: Block | Sequence[Column], said: Mapping[str, str], *, source: str = ""
) -> int:
    """Keep that a text of this header means a field (label path led by its record, several joined by +) or
    nothing (""), and take back what was said of it before. Returns the act."""
    block = _block(under)
    for path, label in said.items():
        _check(path, label, block)
    shown = "、".join(map(plain_text, said))
    title = f"更正列对应：{shown}" if block.kind == KIND else f"更正填法：{shown}"
    with act(office.ledger, title) as s:
        remember(s, office, block, said, source=source or title)
    return s.act_id


def remember(
    s: Writing, office: Office, under: Block | Sequence[Column], said: Mapping[str, str], *, source: str
) -> None:
    """The same within an act that does more."""
    block = _block(under)
    keys = {f"{block.mark}:{path}": path for path in said}
    known = [row for row in _rows(office, s.connection) if row.kind == block.kind and row.key in keys]
    s.update(Learned, {row.id: {"revoked": True} for row in known})
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    rows = [
        {
            "kind": block.kind,
            "key": key,
            "value": json.dumps({"field": said[path], "header": block.texts}, ensure_ascii=False),
            "source": source,
            "learned_at": now,
            "revoked": False,
        }
        for key, path in keys.items()
    ]
    s.insert(Learned, rows)


def _block(under: Block | Sequence[Column]) -> Block:
    return under if isinstance(under, Block) else list_block(under)


def _check(path: str, label: str, block: Block) -> None:
    if path not in block.texts:
        if block.kind == KIND:
            raise UserError(f"表头里没有“{path}”这一列。", hint="多层表头写成 上级/下级。")
        raise UserError(f"这张表里没有“{path}”。", hint="行、列标题写成 行：上级/下级、列：上级/下级。")
    if block.kind == HEADING:
        check_heading(label)
        return
    for piece in label.split("+") if label else ():
        lead, _, rest = piece.partition(".")
        if not rest or record(lead).find_path(rest) is None:
            raise UserError(f"没有叫「{piece}」的字段。", hint="用 zhijiao records 可以看到全部字段。")


def recall(office: Office, under: Block | Sequence[Column]) -> dict[str, str]:
    """Text → what was said of it under this header or, of texts that still stand there, one like it."""
    block = _block(under)
    with office.ledger.reading() as reading:
        rows = _rows(office, reading)
    found: dict[str, str] = {}
    exact: set[str] = set()
    for row in rows:  # the latest last
        if row.kind != block.kind:
            continue
        known, _, path = str(row.key).partition(":")
        value = json.loads(row.value)
        if known == block.mark:
            found[path] = value["field"]
            exact.add(path)
        elif path in block.texts and path not in exact and likeness(value["header"], block.texts) >= SIMILAR:
            found[path] = value["field"]
    return found


def likeness(old: Sequence[str], new: Sequence[str]) -> float:
    """The share of the columns that two headers have in common."""
    one, two = set(map(normalise_label, old)), set(map(normalise_label, new))
    return len(one & two) / max(len(one | two), 1)


def learned(office: Office, *, revoked: bool = False) -> list[LearnedColumn]:
    """All corrections that hold, the newest first; with `revoked` those taken back, too."""
    with office.ledger.reading() as reading:
        rows = _rows(office, reading, revoked=revoked)
    found = []
    for row in reversed(rows):
        value = json.loads(row.value)
        path = str(row.key).partition(":")[2]
        found.append(
            LearnedColumn(
                row.id,
                path,
                value["field"],
                tuple(value["header"]),
                row.source or "",
                row.learned_at or "",
                bool(row.revoked),
                row.kind,
            )
        )
    return found


def revoke(office: Office, ids: Sequence[int]) -> int:
    """Take corrections back; returns the act, which can be undone like any other."""
    known = {each.id: each for each in learned(office)}
    missing = [each for each in ids if each not in known]
    if missing or not ids:
        raise UserError("没有这条学到的规则，或它已经撤销。")
    title = f"撤销学到的规则：{'、'.join(known[each].path for each in ids)}"
    with act(office.ledger, title) as s:
        s.update(Learned, {each: {"revoked": True} for each in ids})
    return s.act_id


def changes(old: Sequence[str], new: Sequence[str]) -> Changes:
    """Columns added, removed and renamed; a renamed one stands where the old one stood, and reads alike."""
    was = {normalise_label(path): path for path in old}
    now = {normalise_label(path): path for path in new}
    same = tuple(path for key, path in now.items() if key in was)
    gone = [key for key in was if key not in now]
    fresh = [key for key in now if key not in was]
    renamed: list[tuple[str, str]] = []
    for key in list(gone):
        like = [(SequenceMatcher(None, key, other).ratio(), other) for other in fresh]
        ratio, other = max(like, default=(0.0, ""))
        if ratio >= 0.5:
            renamed.append((was[key], now[other]))
            gone.remove(key)
            fresh.remove(other)
    return Changes(same, tuple(now[k] for k in fresh), tuple(was[k] for k in gone), tuple(renamed))


def _rows(office: Office, connection: Connection, *, revoked: bool = False) -> Sequence[Any]:
    """In the order in which they were learned."""
    c = Learned.__table__.c
    wanted = select(c.id, c.kind, c.key, c.value, c.source, c.learned_at, c.revoked).where(
        c.school == office.ledger.school_id, c.kind.in_(KINDS)
    )
    if not revoked:
        wanted = wanted.where(c.revoked.isnot(True))
    return connection.execute(wanted.order_by(c.id)).all()
