"""报送档案: a return handed in is frozen with the data behind it; handed in again it is a new version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory

from desktop.core.dates import Window, parse_window
from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.records.catalogue import record
from desktop.records.plans import ReturnTask
from desktop.records.system import FiledReturn
from desktop.services.office import Office
from desktop.services.returning.archive_data import Behind, FiledFile, counts, digest_of, pack
from desktop.services.returning.archive_keeping import covers, kept_file, stated
from desktop.services.returning.archive_reading import (
    CORRECTED,
    DATA_NAME,
    RECORD,
    STANDING,
    VOID,
    Filed,
    behind,
    contents,
    filed,
    latest,
    reprint,
    returns,
)
from desktop.services.returning.corrections import draft
from desktop.services.returning.differences import Change, Side, compare, compare_file
from desktop.services.returning.differences_acts import Causes, with_acts
from desktop.services.returning.filling import FillResult, as_form, fill
from desktop.services.returning.known import headers_of
from desktop.services.returning.preview import suggested_name
from desktop.services.returning.shape import Form
from desktop.services.validating.scope import Finding
from desktop.store import acts, attachments
from desktop.store.act import Writing, act
from desktop.store.find import Condition, find

__all__ = ["Filed", "Refused", "Submitted", "difference", "filed", "reprint", "returns", "submit", "void"]

SUBMIT, VOIDED = "submit", "void"
_FINISHED = (STANDING, CORRECTED)


class Refused(UserError):
    """A return with errors and without a written reason; `findings` are all that was found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        errors = [each for each in findings if each.severity == "error"]
        first = errors[0]
        super().__init__(
            f"有 {len(errors)} 处错误，没有报送，第一处：{first.where}，{first.sentence}",
            hint="，请先改正；确需带错报送的，请写明原因（--reason）。",
        )
        self.findings = list(findings)


@dataclass(slots=True)
class Submitted:
    """What was handed in: its place in the archive, findings, the task it settled, what changed since."""

    filed: Filed
    findings: list[Finding]
    changes: list[Change] = field(default_factory=list)
    task: str = ""
    replaces: int | None = None  # the version before, if any


def submit(
    office: Office,
    form_or_file: Form | str | FilePath,
    window: Window,
    *,
    to: str,
    via: str,
    reason: str = "",
    where: Sequence[Condition] = (),
    correction: str = "",
    actor: str = "",
    progress: Progress | None = None,
) -> Submitted:
    """Fills the return, refuses errors without a reason, and freezes what was handed in, in one act.

    `correction` is the 更正说明 as a person worded it; without it it is drafted."""
    if not to.strip() or not via.strip():
        raise UserError("没有写明报送单位或报送渠道", hint="，两样都要写，例如：报给市教育局，电子邮件。")
    form = as_form(office, form_or_file)
    data, files = as_of_now(office, form, window, where, progress)
    if counts(data.findings)["error"] and not reason.strip():
        raise Refused(data.findings)
    if not files:
        raise UserError(f"「{form.name}」{window.label} 没有可报送的内容", hint="，请换一个期间或条件。")
    handed = _Handed(to.strip(), _channel(office, via), reason.strip(), actor, correction.strip())
    return _frozen(office, form, data, files, handed)


def as_of_now(
    office: Office,
    form: Form,
    window: Window,
    where: Sequence[Condition] = (),
    progress: Progress | None = None,
) -> tuple[Behind, dict[str, bytes]]:
    """The return as it would be handed in now: the data behind it, its files by name."""
    last = acts.acts(office.ledger, 1)
    with TemporaryDirectory(prefix="zhijiao-") as folder:
        result = _filled(office, form, window, where, FilePath(folder), progress or NoProgress())
        data = Behind(form.name, form.id, window.label, window.start, window.end,
                      last[0].number if last else 0, stated(where), findings=result.checks)  # fmt: skip
        files: dict[str, bytes] = {}
        for gathered, file in result.made:
            kept, content = kept_file(office, gathered, file)
            data.files.append(kept)
            files[kept.name] = content
    return data, files


@dataclass(frozen=True, slots=True)
class _Handed:
    """To whom, how, why in spite of errors, by whom; the 更正说明 where a person worded it."""

    to: str
    via: str
    reason: str
    actor: str
    correction: str = ""


def _filled(
    office: Office,
    form: Form,
    window: Window,
    where: Sequence[Condition],
    folder: FilePath,
    progress: Progress,
) -> FillResult:
    """The files under the names they are handed in with."""
    out = folder if form.per is not None else folder / suggested_name(office, form, window)
    return fill(office, form, window, out, where, progress, trial=True)


def _channel(office: Office, via: str) -> str:
    """The code list's word where it knows the channel; another one stays as it was written."""
    listed = office.codes["send_via"]
    found = listed.find(via.strip())
    return found.name if found is not None else via.strip()


def _frozen(
    office: Office, form: Form, data: Behind, files: Mapping[str, bytes], handed: _Handed
) -> Submitted:
    ledger, period = office.ledger, covers(data)
    before = latest(returns(ledger), form.name, period)
    changes: list[Change] = []
    note = ""
    if before is not None:
        old = side(office, before)
        causes = Causes(ledger, old.behind.act, data.act)
        changes = with_acts(compare(old, Side(data, files)), old.behind, data, causes)
        _refuse_repeat(before, changes, handed)
        note = handed.correction or draft(
            changes, form.name, period, before.version, before.submitted_at, handed.reason
        )
    title = f"报送「{form.name}」{period}给{handed.to}（{handed.via}），{data.rows} 行"
    if any(path.field.sensitive for path in form.paths()):
        title += "，含证件号码等完整信息，用途：报送"
    with act(ledger, title, kind=SUBMIT, actor=handed.actor) as s:
        known = returns(ledger, s.connection)
        now = latest(known, form.name, period)
        if (now.id if now else None) != (before.id if before else None):
            raise UserError("这张报表刚刚由别人报送过", hint="，请刷新后再试。")
        versions = [each.version for each in known if (each.form, each.period) == (form.name, period)]
        version = max(versions, default=0) + 1
        if before is not None:
            s.title = title.replace("报送", f"更正报送（第 {version} 版）", 1)
            s.update(FiledReturn, {before.id: {"state": CORRECTED}})
        task = _settle(office, s, form, data, handed, before)
        new_id = _kept(s, form, data, files, handed, version, period, note, task[0] if task else None)
    done = filed(ledger, new_id)
    return Submitted(
        done, data.findings, changes, task[1] if task else "", before.version if before else None
    )


def _refuse_repeat(before: Filed, changes: Sequence[Change], handed: _Handed) -> None:
    """The same once more to the same office is a slip of the hand, unless somebody says why."""
    told = [each for each in changes if not each.why.startswith("随填报日期")]
    if told or handed.reason or (before.recipient, before.channel) != (handed.to, handed.via):
        return
    raise UserError(
        f"和第 {before.version} 版（{before.submitted_at[:10]} 已报送{before.recipient}）没有不同，没有再报",
        hint="，确需再报一次的，请写明原因（--reason）。",
    )


def _kept(
    s: Writing,
    form: Form,
    data: Behind,
    files: Mapping[str, bytes],
    handed: _Handed,
    version: int,
    period: str,
    note: str,
    task: int | None,
) -> int:
    """The row of the archive with its files and the data behind them."""
    values = {
        "form": data.form,
        "period": period,
        "version": version,
        "state": STANDING,
        "file_name": _named(data.files),
        "sha256": digest_of(data.files),
        "behind": json.dumps(_noted(form, data), ensure_ascii=False),
        "recipient": handed.to,
        "channel": handed.via,
        "submitted_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "reason": handed.reason or None,
        "correction": note or None,
        "task": task,
    }
    new_id = s.insert(FiledReturn, [values])[0]
    for name, content in files.items():
        attachments.add(s, RECORD, new_id, name, content)
    attachments.add(s, RECORD, new_id, DATA_NAME, pack(data))
    return new_id


def _noted(form: Form, data: Behind) -> dict[str, object]:
    """What lists of filed returns say without unpacking the data behind them."""
    return {
        "window": data.window,
        "start": data.start.isoformat(),
        "end": data.end.isoformat(),
        "rows": data.rows,
        "files": [each.name for each in data.files],
        "findings": counts(data.findings),
        "headers": [[each.block.kind, each.block.texts] for each in headers_of(form.template)],
    }


def _named(files: Sequence[FiledFile]) -> str:
    return files[0].name if len(files) == 1 else f"{files[0].name} 等 {len(files)} 个文件"


# -- the task this settles -----------------------------------------------------------------------------


def _settle(
    office: Office, s: Writing, form: Form, data: Behind, handed: _Handed, before: Filed | None
) -> tuple[int, str] | None:
    """Marks the 报送任务 of this form and period: 已报送, or 已更正 when it was handed in before."""
    own = record("return_task")
    names = ("title", "form", "period", "status", "sender")
    page = find(
        office.ledger, own.id, paths=[own.by_name(name) for name in names], today=office.today,
        connection=s.connection,
    )  # fmt: skip
    mine = []
    for row_id, row in zip(page.ids, page.rows, strict=True):
        title, wanted, period, status, sender = row
        if status == VOID or wanted not in (form.name, form.id) or not _same_period(period, data):
            continue
        mine.append((status in _FINISHED, sender != handed.to, row_id, str(title or "")))
    linked = [each for each in mine if before is not None and each[2] == before.task]
    chosen = min(linked or mine, default=None)
    if chosen is None:
        return None
    s.update(ReturnTask, {chosen[2]: {"status": CORRECTED if chosen[0] and before else STANDING}})
    return chosen[2], chosen[3]


def _same_period(period: str | None, data: Behind) -> bool:
    if not period:
        return False
    try:
        window = parse_window(period)
    except UserError:
        return period == data.window
    return (window.start, window.end) == (data.start, data.end)


# -- looking back --------------------------------------------------------------------------------------


def side(office: Office, one: Filed) -> Side:
    """A filed return as one side of a comparison."""
    return Side(behind(office.ledger, one.id), dict(contents(office.ledger, one.id)))


def difference(office: Office, old: str | int, new: str | int | FilePath) -> list[Change]:
    """Every cell that differs between a filed return and another one, or a file, with the acts behind it."""
    first = filed(office.ledger, old)
    one = side(office, first)
    if isinstance(new, FilePath) or (isinstance(new, str) and FilePath(new).is_file()):
        changes = compare_file(one, FilePath(new))
        return with_acts(changes, one.behind, None, Causes(office.ledger, one.behind.act))
    second = filed(office.ledger, new)
    if second.form != first.form:
        raise UserError(f"「{first.form}」和「{second.form}」不是同一张报表，不能比较")
    two = side(office, second)
    if two.behind.act < one.behind.act:
        causes = Causes(office.ledger, two.behind.act, one.behind.act)
    else:
        causes = Causes(office.ledger, one.behind.act, two.behind.act)
    return with_acts(compare(one, two), one.behind, two.behind, causes)


def void(office: Office, name: str | int, reason: str, actor: str = "") -> Filed:
    """Takes a return back as 作废: it stays in the archive with its file, the version before stands again."""
    one = filed(office.ledger, name)
    if one.state == VOID:
        raise UserError(f"「{one.name}」已经作废")
    if not reason.strip():
        raise UserError("没有写明作废的原因", hint="，请写一句。")
    with act(office.ledger, f"作废「{one.name}」：{reason.strip()}", kind=VOIDED, actor=actor) as s:
        known = returns(office.ledger, s.connection)
        later = latest(known, one.form, one.period)
        if later is not None and later.version > one.version:
            raise UserError(f"之后还有第 {later.version} 版", hint="，请先作废后面的版本。")
        changes: dict[int, dict[str, str]] = {one.id: {"state": VOID}}
        earlier = latest([each for each in known if each.id != one.id], one.form, one.period)
        if earlier is not None:
            changes[earlier.id] = {"state": STANDING}
        s.update(FiledReturn, changes)
        if one.task is not None:
            s.update(ReturnTask, {one.task: {"status": STANDING if earlier is not None else "待办"}})
    return filed(office.ledger, one.id)
