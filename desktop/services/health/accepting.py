"""Accepting a finding: why, by whom, until when; kept as an act, taken back like any other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from desktop.core.errors import UserError
from desktop.records.system import AcceptedFinding
from desktop.services.health.rule import Words
from desktop.services.office import Office
from desktop.store.act import act, system_user


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Why a finding is left as it is, who says so, and until when (None: for good)."""

    id: int
    reason: str
    by: str
    at: str
    until: date | None
    digest: str

    def lapsed(self, digest: str, today: date) -> str:
        """Why it no longer holds: its last day is over, or the data are not those that were accepted."""
        if self.until is not None and today > self.until:
            return f"认可已于 {self.until} 到期"
        return "" if self.digest == digest else "认可以后数据变了"


def digest_of(rule: str, row: int, told: Words) -> str:
    """Stands for the values that a finding rests on; whose row it is does not matter."""
    said = "\n".join(f"{name}={told[name]}" for name in sorted(told) if name != "school_")
    return hashlib.sha256(f"{rule}\n{row}\n{said}".encode()).hexdigest()[:32]


def accepted(connection: Connection) -> dict[tuple[str, int], Acceptance]:
    """Everything accepted, by check and row."""
    table = AcceptedFinding.__table__.c
    columns = (
        table.id, table.rule, table.row, table.reason, table.accepted_by, table.accepted_at, table.until,
        table.digest,
    )  # fmt: skip
    return {
        (row.rule, row.row): Acceptance(
            row.id,
            row.reason or "",
            row.accepted_by or "",
            row.accepted_at or "",
            row.until,
            row.digest or "",
        )
        for row in connection.execute(select(*columns))
    }


def accept(
    office: Office,
    findings: Mapping[tuple[str, int], tuple[str, str, str]],
    reason: str,
    until: date | None = None,
    by: str = "",
) -> int:
    """Accept findings, each (check, row) with (record, sentence, digest); one act. Returns how many."""
    why = reason.strip()
    if not why:
        raise UserError("没有写原因，没有认可", hint="，请写明为什么可以这样。")
    if until is not None and until < office.today:
        raise UserError(f"有效期 {until} 已经过了，没有认可", hint="，请写今天以后的日期。")
    who, at = by.strip() or system_user(), datetime.now().astimezone().isoformat(timespec="seconds")
    said = {"reason": why, "until": until, "accepted_by": who, "accepted_at": at}
    with office.ledger.reading() as reading:
        before = accepted(reading)
    first = next(iter(findings), ("", 0))[0]
    more = f"等 {len(findings)} 处" if len(findings) > 1 else ""
    with act(office.ledger, f"认可问题：{first}{more}（{why}）", kind="accept", actor=who) as writing:
        fresh = [
            {"rule": rule, "row": row, "record": record, "sentence": sentence, "digest": digest, **said}
            for (rule, row), (record, sentence, digest) in findings.items()
            if (rule, row) not in before
        ]
        again = {
            before[key].id: {"sentence": sentence, "digest": digest, **said}
            for key, (_, sentence, digest) in findings.items()
            if key in before
        }
        if fresh:
            writing.insert(AcceptedFinding, fresh)
        if again:
            writing.update(AcceptedFinding, again)
    return len(findings)


def withdraw(office: Office, keys: Mapping[tuple[str, int], object] | set[tuple[str, int]]) -> int:
    """No longer accept findings; one act. Returns how many were accepted."""
    with office.ledger.reading() as reading:
        ids = [each.id for key, each in accepted(reading).items() if key in keys]
    if ids:
        with act(office.ledger, f"取消认可 {len(ids)} 处问题", kind="accept") as writing:
            writing.delete(AcceptedFinding, ids)
    return len(ids)
