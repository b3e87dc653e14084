"""Bringing schools in: each file one act; a file that cannot be taken is said, and the others go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.services.consolidating.kept import BROUGHT, keep, kept
from desktop.services.consolidating.returned import Return, read_return
from desktop.services.office import Office
from desktop.store.act import Writing, act
from desktop.store.bringing import Collides, Found, bring, has_rows, schools_in
from desktop.store.engines.incoming import copy_in, is_ledger_file
from desktop.store.ledger import Ledger

KIND = "consolidate"
LEDGERS = (".zhijiao", ".db")
RETURNS = (".xlsx", ".xlsm", ".xls", ".et", ".csv")
NEW, REPLACED, SAME, REFUSED = "新并入", "已更新", "没有变化", "没有并入"


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of one school of one file. `sentence` says why it was refused, or what to know of it."""

    file: Path
    kind: str
    state: str
    code: str = ""
    school: str = ""
    created: int = 0
    changed: int = 0
    deleted: int = 0
    sentence: str = ""
    act: int = 0


@dataclass(slots=True)
class _Work:
    office: Office
    progress: Progress
    folder: Path
    seen: dict[str, tuple[str, Path]] = field(default_factory=dict)  # code → when it was last written, whence
    note: str = ""
    at: tuple[int, int] = (0, 1)

    def step(self, _done: int, _total: int) -> None:
        """Within one school: the bar stays with the files, but whoever cancels is heard at once."""
        self.progress.step(*self.at, self.note)


# What the store advises of the user's own ledger does not fit a file that somebody handed in.
_DAMAGED = "台账文件已损坏"
_AGAIN = "请向学校重新要一份"


class _Same(Exception):
    """Ends an act that has nothing to write."""


def consolidate(office: Office, places: Sequence[Path], progress: Progress | None = None) -> list[Brought]:
    """Take in ledgers, returns, or folders of them. Cancelled: the schools done so far stay, each one act."""
    watch = progress or NoProgress()
    found: list[Brought] = []
    files = files_of(places)
    with TemporaryDirectory(prefix="zhijiao-city-") as folder:
        work = _Work(office, watch, Path(folder))
        for number, file in enumerate(files):
            work.at, work.note = (number, len(files)), f"并入“{file.name}”"
            work.step(0, 0)
            try:
                found += _ledger(work, file) if _is_ledger(file) else [_return(work, file)]
            except UserError as problem:
                kind = "台账" if _is_ledger(file) else "报表"
                said = _said(problem)
                found.append(Brought(file, kind, REFUSED, sentence=said))
    watch.step(len(files), len(files), "并入完毕")
    return found


def files_of(places: Sequence[Path]) -> list[Path]:
    """The ledgers, then the workbooks, of files and folders; logs and Excel's locks left out."""
    found: list[Path] = []
    for place in places:
        if place.is_dir():
            found += [each for each in sorted(place.rglob("*")) if each.is_file() and _taken(each)]
        elif place.exists():
            found.append(place)
        else:
            raise UserError("找不到文件或文件夹", hint="，请检查位置是否正确。", place=str(place))
    unique = list(dict.fromkeys(each.absolute() for each in found))
    if not unique:
        raise UserError(
            "这里没有台账，也没有报表", hint="，请选学校交来的台账文件（.zhijiao）或 .xlsx 报表。"
        )
    return sorted(unique, key=lambda each: not _is_ledger(each))


def _taken(file: Path) -> bool:
    if file.name.startswith(("~$", ".")):
        return False
    return file.suffix.lower() in (*LEDGERS, *RETURNS) or is_ledger_file(file)


def _is_ledger(file: Path) -> bool:
    return file.suffix.lower() in LEDGERS or is_ledger_file(file)


def _said(problem: UserError) -> str:
    hint = _AGAIN if problem.sentence.startswith(_DAMAGED) else problem.hint
    return str(UserError(problem.sentence, hint=hint))


# -- ledgers -----------------------------------------------------------------------------------------------


def _ledger(work: _Work, file: Path) -> list[Brought]:
    copy = work.folder / "incoming.db"
    try:
        copy_in(file, copy)
        source = _opened(copy)
        try:
            return list(_schools(work, file, source))
        finally:
            source.close()
    finally:
        for each in work.folder.glob("incoming.db*"):
            each.unlink()


def _opened(copy: Path) -> Ledger:
    """The copy of a ledger, looked through; an older one is brought up to date in the copy alone."""
    source = Ledger.open(copy)
    try:
        with source.reading() as reading:
            wrong = source.engine.checks(reading)
    except BaseException:
        source.close()
        raise
    if wrong:
        source.close()
        raise UserError(f"{_DAMAGED}（{wrong[0]}）", hint=_AGAIN)
    return source


def _schools(work: _Work, file: Path, source: Ledger) -> Iterator[Brought]:
    with source.reading() as reading:
        found = schools_in(reading)
        several = len(found) > 1
        for school in found:
            # A county's own ledger of many schools: itself is none of them, unless it holds rows.
            if several and school.id == source.school_id and not has_rows(reading, school.id):
                continue
            try:
                _welcome(work, file, school)
                yield _one(work, file, "台账", school, lambda s, whole, each=school: bring(
                    s, source, reading, each, whole=whole, step=work.step
                ))  # fmt: skip
            except UserError as problem:
                said = _said(problem)
                yield Brought(file, "台账", REFUSED, school.code, school.name, sentence=said)


def _welcome(work: _Work, file: Path, school: Found) -> None:
    """Refuse what would harm: no code, the bureau itself, an older file of a school just taken in."""
    if not school.code:
        raise UserError(f"“{school.name}”的台账没有学校标识码", hint="，请学校在设置里填好再交。")
    with work.office.ledger.reading() as reading:
        own = next(each for each in schools_in(reading) if each.id == work.office.ledger.school_id)
    if own.code == school.code:
        raise UserError("这是本单位自己的台账", hint="，请选学校交来的台账。")
    last, whence = work.seen.get(school.code, ("", file))
    if last > school.last:
        raise UserError(f"同一所学校还有更新的台账“{whence.name}”，用了那一份")
    work.seen[school.code] = (school.last, file)


# -- returns -----------------------------------------------------------------------------------------------


def _return(work: _Work, file: Path) -> Brought:
    with read_return(work.office, file, work.folder, work.progress) as taken:
        state = _one(work, file, "报表", taken.school, lambda s, whole: _brought(s, taken, work, whole))
    said = f"{taken.said}{'；' + state.sentence if state.sentence else ''}"
    return Brought(
        state.file, state.kind, state.state, state.code, state.school,
        state.created, state.changed, state.deleted, said, state.act,
    )  # fmt: skip


def _brought(s: Writing, taken: Return, work: _Work, whole: bool) -> int:
    with taken.ledger.reading() as reading:
        return bring(
            s, taken.ledger, reading, taken.inside, into=taken.here, keep=not whole, whole=whole,
            step=work.step,
        )  # fmt: skip


# -- one school --------------------------------------------------------------------------------------------


def _one(work: _Work, file: Path, kind: str, school: Found, write: Any) -> Brought:
    """One school in one act; where row by row does not do, it is replaced whole."""
    before = kept(work.office.ledger, BROUGHT).get(school.code)
    try:
        s = _act(work, file, kind, school, write, before, whole=False)
    except Collides:
        s = _act(work, file, kind, school, write, before, whole=True)
    if s is None:
        return Brought(file, kind, SAME, school.code, school.name)
    counts = s.counts
    older = before and school.last and (before.get("last") or "") > school.last
    said = f"注意：比上次并入的（{before['last'][:16]}）旧" if older and before else ""
    return Brought(
        file, kind, REPLACED if before else NEW, school.code, school.name,
        counts["created"], counts["changed"], counts["deleted"], said, s.act_id,
    )  # fmt: skip


def _act(
    work: _Work, file: Path, kind: str, school: Found, write: Any, before: Any, *, whole: bool
) -> Writing | None:
    try:
        with act(work.office.ledger, f"并入{school.name}的{kind}“{file.name}”", kind=KIND) as s:
            write(s, whole)
            if not any(s.counts.values()) and before is not None:
                raise _Same
            told = {"file": file.name, "kind": kind, "last": school.last or (before or {}).get("last", "")}
            keep(s, f"{BROUGHT}{school.code}", told)
            return s
    except _Same:
        return None
