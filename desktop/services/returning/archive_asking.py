"""What the archive is asked at the desk: to whom a return usually goes, what changed in it since."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.services.office import Office
from desktop.services.returning.archive import as_of_now, difference, side
from desktop.services.returning.archive_data import Behind
from desktop.services.returning.archive_reading import Filed, filed, returns
from desktop.services.returning.conditions import OPERATORS
from desktop.services.returning.corrections import draft
from desktop.services.returning.differences import Change, Side, compare
from desktop.services.returning.differences_acts import Causes, with_acts
from desktop.services.returning.filling import as_form
from desktop.services.returning.shape import Form
from desktop.services.validating.scope import Finding
from desktop.store.find import Condition, find

_STATED = re.compile(
    "(.+?)(" + "|".join(map(re.escape, sorted(OPERATORS, key=len, reverse=True))) + ")(.*)", re.DOTALL
)
_DONE = ("已报送", "已更正", "作废")


@dataclass(slots=True)
class Usual:
    """What a return was handed in with the last time, or what its task says; and what else there is."""

    to: str = ""
    via: str = ""
    recipients: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)


def usual(office: Office, form: Form) -> Usual:
    """To whom this form goes and how: its open task first, then the last time it was handed in."""
    known = returns(office.ledger)
    mine = [each for each in known if each.form == form.name] or known[-1:]
    channels = [code.name for code in office.codes["send_via"].offered(office.today)]
    made = Usual(channels=channels)
    if mine:
        made.to, made.via = mine[-1].recipient, mine[-1].channel
    names = ("标题", "报表", "来文单位", "报送方式", "状态")
    tasks = find(office.ledger, "return_task", paths=names, today=office.today, raw=True)
    for title, wanted, sender, via, status in tasks.rows:
        if form.name in (title, wanted) and status not in _DONE and sender:
            made.to, made.via = sender, office.codes["send_via"].name(via) if via else made.via
    senders = [str(row[2]) for row in tasks.rows if row[2]]
    made.recipients = list(dict.fromkeys([*(each.recipient for each in reversed(known)), *senders]))
    made.via = made.via or (channels[0] if channels else "")
    return made


@dataclass(slots=True)
class Compared:
    """Every cell that differs, the record of each sheet's rows, and the 更正说明 drafted from it."""

    changes: list[Change]
    records: dict[str, str]
    note: str = ""
    findings: list[Finding] = field(default_factory=list)


def versions(office: Office, old: int, new: int) -> Compared:
    """Two filed returns, the older first."""
    one, two = sorted((filed(office.ledger, each) for each in (old, new)), key=lambda each: each.number)
    found = difference(office, one.id, two.id)
    return Compared(found, _records(side(office, one).behind) | _records(side(office, two).behind))


def since(office: Office, number: int, progress: Progress | None = None) -> Compared:
    """A filed return against what the ledger gives now."""
    one = filed(office.ledger, number)
    old = side(office, one)
    form, window, where = form_of(office, one, old.behind)
    data, files = as_of_now(office, form, window, where, progress)
    causes = Causes(office.ledger, old.behind.act, data.act)
    found = with_acts(compare(old, Side(data, files)), old.behind, data, causes)
    note = draft(found, one.form, one.period, one.version, one.submitted_at, "")
    return Compared(found, _records(old.behind) | _records(data), note, data.findings)


def form_of(office: Office, one: Filed, behind: Behind) -> tuple[Form, Window, tuple[Condition, ...]]:
    """The form a filed return was made with, its period and conditions, to make it once more."""
    try:
        form = as_form(office, one.form)
    except UserError as problem:
        raise UserError(
            f"「{one.form}」没有存为报表，不能照原样再填",
            hint="，请在填报里打开它的空白表，存为报表以后再来。",
        ) from problem
    return form, Window(behind.window, behind.start, behind.end), conditions_in(behind.where)


def conditions_in(stated: Sequence[str]) -> tuple[Condition, ...]:
    """The conditions a return was made with, read back from the words they are kept in."""
    found = []
    for text in stated:
        hit = _STATED.fullmatch(text)
        if hit is None:
            raise UserError(f"看不懂当时的条件“{text}”", hint="，请在填报里重新选择后再报。")
        value = hit[3].split("、") if hit[2] == "in" else hit[3] or None
        found.append(Condition(hit[1], hit[2], value))  # type: ignore[arg-type]  # one of OPERATORS
    return tuple(found)


def _records(behind: Behind) -> dict[str, str]:
    return {sheet.name: sheet.record for file in behind.files for sheet in file.sheets}
