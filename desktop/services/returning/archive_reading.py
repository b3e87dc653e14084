"""Filed returns read back: the list, one by its number, its files and the data behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from sqlalchemy import Connection, select

from desktop.core.errors import UserError
from desktop.records.system import FiledReturn
from desktop.services.returning.archive_data import Behind, unpack
from desktop.store import attachments
from desktop.store.ledger import Ledger

STANDING, CORRECTED, VOID = "已报送", "已更正", "作废"
RECORD = "filed_return"
DATA_NAME = "报送所据数据.json.z"


@dataclass(frozen=True, slots=True)
class Filed:
    """One filed return without its bytes; `number` counts the returns of the ledger from 1."""

    id: int
    number: int
    form: str
    period: str
    version: int
    state: str
    file_name: str
    sha256: str
    recipient: str
    channel: str
    submitted_at: str
    reason: str
    correction: str
    task: int | None
    rows: int = 0
    window: str = ""
    files: tuple[str, ...] = ()
    findings: dict[str, int] = field(default_factory=dict)
    headers: tuple[tuple[str, tuple[str, ...]], ...] = ()  # kind of block, its texts

    @property
    def name(self) -> str:
        """How people call it: 职业培训情况统计表 2025-2026学年 第 2 版."""
        return f"{self.form} {self.period} 第 {self.version} 版"


_COLUMNS = (
    FiledReturn.id, FiledReturn.form, FiledReturn.period, FiledReturn.version, FiledReturn.state,
    FiledReturn.file_name, FiledReturn.sha256, FiledReturn.recipient, FiledReturn.channel,
    FiledReturn.submitted_at, FiledReturn.reason, FiledReturn.correction, FiledReturn.task,
    FiledReturn.behind,
)  # fmt: skip


def returns(ledger: Ledger, connection: Connection | None = None) -> list[Filed]:
    """Every filed return, oldest first; what is void stays in the list."""
    if connection is None:
        with ledger.reading() as reading:
            return returns(ledger, reading)
    wanted = select(*_COLUMNS).where(FiledReturn.school == ledger.school_id).order_by(FiledReturn.id)
    return [_filed(number, row) for number, row in enumerate(connection.execute(wanted), 1)]


def _filed(number: int, row: Any) -> Filed:
    noted = json.loads(row.behind or "{}")
    return Filed(
        id=row.id,
        number=number,
        form=row.form or "",
        period=row.period or "",
        version=row.version or 0,
        state=row.state or "",
        file_name=row.file_name or "",
        sha256=row.sha256 or "",
        recipient=row.recipient or "",
        channel=row.channel or "",
        submitted_at=row.submitted_at or "",
        reason=row.reason or "",
        correction=row.correction or "",
        task=row.task,
        rows=noted.get("rows", 0),
        window=noted.get("window", ""),
        files=tuple(noted.get("files", ())),
        findings=noted.get("findings", {}),
        headers=tuple((kind, tuple(texts)) for kind, texts in noted.get("headers", ())),
    )


def filed(ledger: Ledger, name: str | int) -> Filed:
    """A return by its number or id, or by 表名/期间/版本 (without a version the last)."""
    known = returns(ledger)
    text = str(name).strip()
    for each in known:
        if text in (str(each.number), str(each.id)):
            return each
    parts = [part.strip() for part in text.split("/")]
    named = [each for each in known if parts[0] and parts[0] in (each.form, each.name)]
    if len(parts) > 1:
        named = [each for each in named if parts[1] in (each.period, each.window)]
    if len(parts) > 2:
        named = [each for each in named if parts[2] == str(each.version)]
    if named:
        return named[-1]
    hint = "用 returns 可以看到全部报送记录及序号" if known else "还没有报送过"
    raise UserError(f"没有找到报送记录“{text}”", hint=f"，{hint}。")


def latest(known: Sequence[Filed], form: str, period: str) -> Filed | None:
    """The version of a return that stands: the last that is not void."""
    versions = [each for each in known if (each.form, each.period) == (form, period) and each.state != VOID]
    return max(versions, key=lambda each: each.version, default=None)


def behind(ledger: Ledger, return_id: int) -> Behind:
    """The data a return was made from."""
    for each in attachments.attached(ledger, return_id):
        if each.name == DATA_NAME:
            return unpack(attachments.read(ledger, each.sha256))
    raise UserError("这份报送记录没有留下所据数据", hint="，请用备份恢复。")


def contents(ledger: Ledger, return_id: int) -> list[tuple[str, bytes]]:
    """The frozen files, by name, byte for byte as they were handed in."""
    return [
        (each.name, attachments.read(ledger, each.sha256))
        for each in attachments.attached(ledger, return_id)
        if each.name != DATA_NAME
    ]


def reprint(ledger: Ledger, name: str | int, out: FilePath) -> list[FilePath]:
    """Writes the frozen file to `out`, or several into the folder `out`; nothing is overwritten by halves."""
    chosen = filed(ledger, name)
    files = contents(ledger, chosen.id)
    single = len(files) == 1 and bool(out.suffix)
    targets = [out] if single else [out / file_name for file_name, _ in files]
    written = []
    for (file_name, content), target in zip(files, targets, strict=True):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            half = target.with_name(f".{target.name}.part")
            half.write_bytes(content)
            half.replace(target)
        except OSError as exc:
            raise UserError(
                "写不进这个位置", hint="，请换一个能写的文件夹。", place=str(target or file_name)
            ) from exc
        written.append(target)
    return written
