"""Making the files that go out: one for each department or teacher, known rows in it, room for new ones."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path as FilePath
from typing import Any, Final

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.records.catalogue import Path, Record, record
from desktop.services.collecting.addressing import by_record, everyone, given, takes_new, way_to
from desktop.services.collecting.batch import Addressee, Batch, keep
from desktop.services.collecting.cells import content_of, read_sent, token
from desktop.services.collecting.columns import chosen, handout_columns, headers
from desktop.services.office import Office
from desktop.services.reading import log_seen
from desktop.services.returning.conditions import typed
from desktop.store.act import act
from desktop.store.find import AT_ONCE, Condition, find
from desktop.workbook.handout import Handout, HandoutColumn, write_handout

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_UNFIT: Final = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
_ROOM: Final = 30


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be made: rows of `record` in `window`, to each of `by`; no `fields` means the usual ones.

    With `where` only those who have such rows get a file. `purpose` puts numbers and phones in whole, and
    is logged; without it they go out covered.
    """

    record: str
    by: str
    window: Window
    fields: tuple[str, ...] = ()
    where: tuple[Condition, ...] = ()
    purpose: str = ""


@dataclass(slots=True)
class Made:
    """The files written; `left` counts rows that belong to none of the addressees."""

    batch: Batch
    folder: FilePath
    files: list[FilePath] = field(default_factory=list)
    rows: int = 0
    left: int = 0


def make(office: Office, wish: Wish, out: FilePath, progress: Progress | None = None) -> Made:
    """Write one workbook for each addressee into the folder `out`, and remember the batch in the ledger."""
    watch = progress or NoProgress()
    into, by = record(wish.record), by_record(wish.by)
    way = way_to(into, by)
    paths = chosen(into, way, wish.fields)
    names = headers(paths)
    columns = handout_columns(office, into, paths, names)
    people = everyone(office, by, wish.window)
    rows = _rows(office, into, way, paths, wish)
    if wish.where:  # who has none of the rows meant is not asked
        people = {who: name for who, name in people.items() if rows.get(who)}
    if not people:
        raise UserError(f"没有可以发表的{by.label}", hint=f"请先登记{by.label}，或放宽条件")
    batch = _batch(into, by, way, wish, paths, names)
    made = Made(batch, out, left=sum(len(each) for who, each in rows.items() if who not in people))
    try:
        _write(office, made, columns, people, rows, watch)
        _remember(office, batch, made, wish)
    except BaseException:
        for file in made.files:  # cancelled or failed: nothing is left of it
            file.unlink(missing_ok=True)
        raise
    return made


def _write(
    office: Office,
    made: Made,
    columns: Sequence[HandoutColumn],
    people: Mapping[int, str],
    rows: Mapping[int, list[tuple[int, tuple[Any, ...]]]],
    watch: Progress,
) -> None:
    batch, into, out = made.batch, made.batch.into, made.folder
    for number, (who, name) in enumerate(people.items()):
        watch.step(number, len(people), f"生成“{name}”的表")
        mine = rows.get(who, [])
        if not mine and not takes_new(into, batch.way):
            continue
        file = out / f"{_fit(batch.title)}_{_fit(name)}.xlsx"
        if file.exists():
            raise UserError(
                f"“{out.name}”里已经有“{file.name}”，没有覆盖", hint="请换一个空的文件夹，免得盖掉交回来的表"
            )
        batch.addressees.append(Addressee(who, name, len(mine), file.name))
        made.files.append(file)
        write_handout(file, _handout(office, batch, columns, who, name, mine))
        made.rows += len(mine)


def _batch(
    into: Record, by: Record, way: str, wish: Wish, paths: Sequence[Path], names: Sequence[str]
) -> Batch:
    code = "".join(secrets.choice(_LETTERS) for _ in range(6))
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    title = f"{into.label}收表（{wish.window.label}）"
    return Batch(
        code, into.id, by.id, way, title, wish.window.label, [path.name for path in paths], list(names),
        secrets.token_hex(16), now, bool(wish.purpose.strip()),
    )  # fmt: skip


def _rows(
    office: Office, into: Record, way: str, paths: Sequence[Path], wish: Wish
) -> dict[int, list[tuple[int, tuple[Any, ...]]]]:
    """The rows by whom they belong to (0: nobody), each with its id and the values of the columns."""
    window = wish.window if into.model.window else None
    where = [typed(office, into, each) for each in wish.where]
    shown = find(office.ledger, into.id, paths=paths, where=where, window=window, today=office.today)
    whose: dict[int, int] = {}
    for start in range(0, len(shown.ids) if way else 0, AT_ONCE):
        # By id: asked for raw, a condition on a reference would be read as one on its number.
        page = find(
            office.ledger, into.id, paths=[into.by_name(way)], ids=shown.ids[start : start + AT_ONCE],
            today=office.today, raw=True,
        )  # fmt: skip
        whose |= {row_id: row[0] or 0 for row_id, row in zip(page.ids, page.rows, strict=True)}
    found: dict[int, list[tuple[int, tuple[Any, ...]]]] = {}
    for row_id, values in zip(shown.ids, shown.rows, strict=True):
        found.setdefault(whose.get(row_id, 0) if way else row_id, []).append((row_id, values))
    return found


def _handout(
    office: Office,
    batch: Batch,
    columns: Sequence[HandoutColumn],
    who: int,
    name: str,
    rows: Sequence[tuple[int, tuple[Any, ...]]],
) -> Handout:
    into, paths = batch.into, batch.paths
    filled = [
        (
            token(batch, row_id, [read_sent(office, p, v).same for p, v in zip(paths, values, strict=True)]),
            [content_of(office, p, v, full=batch.full) for p, v in zip(paths, values, strict=True)],
        )
        for row_id, values in rows
    ]
    asked = [
        replace(each, length=None) if _covered(each, filled, at) else each for at, each in enumerate(columns)
    ]
    return Handout(
        into.label,
        batch.title,
        _instructions(batch, who, name, len(rows)),
        batch.mark(office.ledger.school_id, who),
        asked,
        filled,
        max(_ROOM, len(rows) // 5) if takes_new(into, batch.way) else 0,
        {"zhijiao-ledger": str(office.ledger.school_id), "zhijiao-batch": batch.id, "zhijiao-to": str(who)},
    )


def _instructions(batch: Batch, who: int, name: str, rows: int) -> list[str]:
    """The lines below the title."""
    more = "，新的写在下面空行里" if takes_new(batch.into, batch.way) else ""
    mine = f"新写的行自动记在“{name}”名下。" if given(batch.into, batch.way, who) else ""
    stars = any(path.field.sensitive for path in batch.paths) and not batch.full
    covered = "号码中间的星号是遮住的，不用改；要更正才重写完整号码。" if stars else ""
    return [
        f"{record(batch.by).label}：{name}　　收表编号：{batch.id}　　已有 {rows} 条",
        f"请核对已有的行，有变动直接改{more}。黄色表头必填；带下拉的请从列表里选；"
        "写不下可以插入行，请不要改表头。",
        f"填好保存，原样交回（文件名可以改）。{covered}{mine}",
    ]


def _covered(column: HandoutColumn, rows: Sequence[tuple[str, Sequence[Any]]], at: int) -> bool:
    """Whether what was sent breaks the column's own limit: an old short number must not lock its cell."""
    if column.length is None:
        return False
    low, high = column.length
    return any(contents[at] and not low <= len(str(contents[at])) <= high for _, contents in rows)


def _remember(office: Office, batch: Batch, made: Made, wish: Wish) -> None:
    if batch.full and any(path.field.sensitive for path in batch.paths):
        log_seen(office, batch.record, made.rows, wish.purpose)
    title = f"生成{batch.title} {len(made.files)} 份（编号 {batch.id}）"
    with act(office.ledger, title, kind="collect") as s:
        keep(s, batch)


def _fit(name: str) -> str:
    """A text as part of a file's name."""
    return _UNFIT.sub("_", name).strip("._") or "未命名"
