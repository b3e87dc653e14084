"""What the import screen knows: the file or files, what was said of them, and the plan that came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.services.importing import ImportPlan, ImportResult, commit_import
from desktop.services.importing.decisions import Decisions
from desktop.services.importing.folder import AUTO, FolderPlan, Part, Said, commit_folder
from desktop.services.importing.which import Fit
from desktop.services.returning.correcting import NeedsPassword
from desktop.services.saving.writer import OnConflict
from desktop.ui.context import Context
from desktop.ui.importing.columns import column_keys, known_columns
from desktop.ui.importing.work import SURE, Look, Whole, Wish, copied, guess, look, look_part, survey

KEY = "import-plan"


class Planner(QObject):
    """Plans on a job whatever is said; the screen shows what comes of it."""

    planned = Signal(object, bool, bool)  # Look; whether of another file; whether to go on with it
    surveyed = Signal(object)  # FolderPlan: several files, or one with sheets of several records
    unknown = Signal(str)  # it cannot be told what the file holds
    locked = Signal(bool)  # a password is needed; whether the one given was wrong
    failed = Signal(object)
    written = Signal(object, object)  # ImportPlan or FolderPlan, ImportResult

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self.wish: Wish | None = None
        self.look: Look | None = None
        self.whole: Whole | None = None
        self.folder: FolderPlan | None = None
        self.reason = ""  # why the file is taken for what it is
        self.writing = False

    @property
    def plan(self) -> ImportPlan | None:
        """The plan of the file that is looked at."""
        return self.look.plan if self.look is not None else None

    @property
    def lacks_owner(self) -> bool:
        """Whether neither the file nor anybody has said which class (or batch) the rows are of."""
        return self.look is not None and bool(self.look.owners) and not self.look.wish.given

    def clear(self) -> None:
        """Nothing is under way."""
        self.wish = self.look = self.whole = self.folder = None
        self.reason = ""

    # -- beginning ------------------------------------------------------------------------------------

    def begin(self, files: Sequence[Path], record: str, given: Mapping[str, Any], password: str = "") -> None:
        """Another file, or several, or a folder."""
        self.clear()
        first = files[0]
        if len(files) > 1 or first.is_dir():
            folder = first if first.is_dir() else first.parent
            self._survey(Whole(folder, () if first.is_dir() else tuple(files), record))
        elif record == AUTO:
            office = self.context.office
            self._start(
                "看看是什么表",
                lambda progress: guess(office, first, password, progress),
                partial(self._guessed, first, password),
            )
        else:
            self.replan(Wish(first, record, given=given, password=password), fresh=True)

    def _guessed(self, file: Path, password: str, found: dict[str, Fit]) -> None:
        if not found:
            self.unknown.emit("看不出是哪种台账的表，请在“导入到”里选一个。")
        elif len(found) == 1:
            fit = next(iter(found.values()))
            self.reason = fit.reason
            self.replan(Wish(file, fit.record, password=password), fresh=True)
        else:
            self._survey(Whole(file.parent, (file,), passwords=(password,) if password else ()))

    def _survey(self, whole: Whole) -> None:
        self.whole = whole
        office = self.context.office
        asked = _copy(whole)
        self._start("查看每个文件", lambda progress: survey(office, asked, progress), self._surveyed)

    def unlock(self, password: str) -> bool:
        """Of several files: another password for those that are locked; False where it is one file."""
        if self.whole is not None:
            self._survey(replace(self.whole, passwords=(*self.whole.passwords, password)))
        return self.whole is not None

    def _surveyed(self, found: FolderPlan) -> None:
        self.folder = found
        self.surveyed.emit(found)

    def say_record(self, file: Path, record: str) -> None:
        """Of one of several files: what it is to go to, "" for nowhere."""
        if self.whole is not None:
            before = self.whole.said.get(file, Said())
            self.whole.said[file] = replace(before, record=record)
            self._survey(self.whole)

    def open_part(self, part: Part) -> None:
        """Look at one of several files."""
        if self.whole is None:
            return
        known = self.folder.said if self.folder is not None else {}
        said = self.whole.said.get(part.file) or known.get(part.file) or Said()
        self.reason = part.reason
        wish = Wish(
            part.file, part.record, part.sheet, said.header, said.mapping, given=said.given,
            decisions=self.whole.decisions.setdefault(part.file, Decisions()), password=said.password,
        )  # fmt: skip
        self.look = None
        self.replan(wish, fresh=True)

    # -- planning -------------------------------------------------------------------------------------

    def replan(self, wish: Wish, *, fresh: bool = False, on: bool = False) -> None:
        """Make the plan anew; `fresh` of another file, `on` to go to the next step with it."""
        self.wish = wish
        office, whole = self.context.office, self.whole
        known = None if fresh or self.look is None else self.look.drawn
        asked = replace(wish, decisions=copied(wish.decisions))
        if whole is not None:
            before = whole.said.get(wish.file, Said())
            said = replace(
                before,
                mapping=dict(wish.mapping),
                header=wish.header,
                password=wish.password,
                given=wish.given,
            )
            whole.said[wish.file] = said
            whole.decisions[wish.file] = wish.decisions
            every = _copy(whole)
            self._start(
                "重新核对",
                lambda progress: look_part(office, asked, every, known, progress),
                partial(self._planned, fresh, on),
            )
        else:
            self._start(
                "读取文件" if fresh else "重新核对",
                lambda progress: look(office, asked, known, progress),
                partial(self._planned, fresh, on),
            )

    def say(self, *, on: bool = False, **what: Any) -> None:
        """Something else holds of the file: its sheet, header, mapping, decisions."""
        if self.wish is not None:
            self.replan(replace(self.wish, **what), on=on)

    def map_column(self, header: str, found: str) -> None:
        """What a column means, "" for nothing; what was known of the others stays."""
        if self.wish is not None and self.plan is not None:
            known = known_columns(self.plan.tables[0])
            self.say(mapping={**known, **self.wish.mapping, header: found})

    def agree(self) -> bool:
        """What was unsure has been seen and let be: from now on it is said, and remembered; if it is news."""
        if self.wish is None or self.plan is None:
            return False
        table = self.plan.tables[0]
        keys = column_keys(table)
        agreed = {keys[at]: table.columns[at] for at, sure in table.confidence.items() if sure < SURE}
        lost = [each for each in self.plan.unmapped if each.loss]
        for each in lost:
            here = each.sheet == table.sheet and each.column in keys
            agreed[keys[each.column] if here else each.header] = ""
        mapping = {**known_columns(table), **self.wish.mapping, **agreed}
        if not agreed or mapping == dict(self.wish.mapping):
            return False
        self.say(mapping=mapping, on=True)
        return True

    def decide_all(self, way: OnConflict) -> None:
        """What becomes of every row that the ledger has otherwise."""
        if self.wish is None or self.plan is None:
            return
        decisions = self.wish.decisions
        decisions.conflicts.clear()
        if self.whole is None:
            self.say(on_conflict=way)
            return
        rows = [(each.sheet, each.row) for each in self.plan.preview if each.fate in ("conflict", "skipped")]
        rows += [(each.sheet, each.row) for each in self.plan.conflicts]
        decisions.conflicts.update({place: way for place in rows if way is not None})
        self.say()

    def _start(self, title: str, work: Any, done: Any) -> None:
        # The trial of the plan is an act that is rolled back: it belongs into the lane that writes.
        self.context.jobs.start(title, work, done, failed=self._failed, lane="write", key=KEY)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, NeedsPassword):
            self.locked.emit(error.wrong)
        else:
            self.failed.emit(error)

    def _planned(self, fresh: bool, on: bool, found: Look) -> None:
        self.look = found
        self.folder = found.whole or self.folder
        self.planned.emit(found, fresh, on)

    # -- writing --------------------------------------------------------------------------------------

    def commit(self) -> None:
        """Write it, as one act."""
        office, plan = self.context.office, self.folder if self.whole is not None else self.plan
        if plan is None or self.writing:
            return
        self.writing = True
        if isinstance(plan, FolderPlan):
            title, work = "导入", lambda progress: commit_folder(office, plan, progress)
        else:
            title, work = f"导入{plan.label}", lambda progress: commit_import(office, plan, progress)
        self.context.jobs.start(
            title, work, partial(self._written, plan), failed=self._not_written, lane="write"
        )

    def _written(self, plan: ImportPlan | FolderPlan, result: ImportResult) -> None:
        self.writing = False
        self.written.emit(plan, result)

    def _not_written(self, error: Exception) -> None:
        self.writing = False
        self.failed.emit(error)


def _copy(whole: Whole) -> Whole:
    """To be read on a job's thread while more is said."""
    decisions = {file: copied(each) for file, each in whole.decisions.items()}
    return replace(whole, decisions=decisions, said=dict(whole.said))
