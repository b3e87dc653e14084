"""报送档案: every return that was handed in, as it was; what changed since; 更正 and 作废."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTemporaryDir, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.services.returning import Filed, Submitted, reprint, returns, submit, void
from desktop.services.returning.archive_asking import Compared, Usual, form_of, since, versions
from desktop.services.returning.archive_reading import VOID, behind
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.context import Context
from desktop.ui.popup import Option
from desktop.ui.returns.correction import Correction
from desktop.ui.returns.differences import Differences
from desktop.ui.returns.export import ExportLine, open_file
from desktop.ui.returns.filed import FiledCard
from desktop.ui.returns.reason import ReasonBar
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row

HEADINGS = ("报表", "期间", "版本", "状态", "行数", "报送单位", "渠道", "报送时间")
WIDTHS = (0, 150, 60, 80, 60, 260, 90, 140)
NUMBERS = (2, 4)
NOW = "now"  # chosen in place of another version


class ArchiveScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._filed: list[Filed] = []
        self._stale = True
        self._wanted: int | None = None
        self._room = QTemporaryDir()  # copies that are looked at, gone with the screen
        self.rows = Rows("报送档案", HEADINGS, WIDTHS, numbers=NUMBERS, parent=self)
        self.rows.currentCellChanged.connect(lambda *_: self._chosen())
        self.rows.entered.connect(lambda _at: self._open())
        self.save = ExportLine(context.settings, self)
        self.save.wanted.connect(self._save)
        self.reason = ReasonBar(self)
        self.reason.wanted.connect(self._void)
        self.card = FiledCard(self)
        self.differences = Differences(self)
        self.differences.wanted.connect(lambda name, at: self.context.navigate(name, row=at))
        self.correction = Correction(self)
        self.correction.wanted.connect(self._correct)
        self.correction.closed.connect(self._look_at_card)
        self._build()

    def _build(self) -> None:
        self._pages = QStackedWidget(self)
        for each in (self.card, self.differences, self.correction):
            self._pages.addWidget(each)
        self._pages.currentChanged.connect(self._turned)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.rows)
        split.addWidget(self._pages)
        split.setSizes([280, 320])
        none = label("还没有报送过。在“填报”里填好一张表，点“报送…”，它就原样存在这里。", "quiet", wrap=True)
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._whole = QStackedWidget(self)
        self._whole.addWidget(split)
        self._whole.addWidget(none)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(self._tools())
        lines.addWidget(self.save)
        lines.addWidget(self.reason)
        lines.addWidget(self._whole, 1)

    def _tools(self) -> QHBoxLayout:
        title = label("报送档案", parent=self)
        title.setObjectName("screen-title")
        self.open = button("打开", icon="eye", help="打开报送时的原件 (Enter)", parent=self)
        self.open.clicked.connect(self._open)
        self.copy = button("另存原件…", icon="save", help="和报送时一个字节也不差", parent=self)
        self.copy.clicked.connect(self._ask_save)
        self.other = Chooser("和哪一份比较", self)
        self.other.setPlaceholderText("另一版，或台账现在的数")
        self.other.setMinimumWidth(210)
        self.other.chosen.connect(self._compare)
        self.take_back = button("作废…", icon="delete", help="报错了：原件留着，状态改为作废", parent=self)
        self.take_back.clicked.connect(self._ask_void)
        self.again = button(
            "更正…", icon="edit", primary=True, help="按现在的台账再报一版，更正说明自动写好", parent=self
        )
        self.again.clicked.connect(self._draft)
        tools = row()
        tools.addWidget(title)
        tools.addStretch(1)
        tools.addWidget(label("比较", "quiet", parent=self))
        tools.addWidget(self.other)
        for each in (self.open, self.copy, self.take_back, self.again):
            tools.addWidget(each)
        return tools

    def _turned(self, _at: int) -> None:
        """While a correction is worded it has the one primary button."""
        self.again.setVisible(self._pages.currentWidget() is not self.correction)

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`row`: the return to be looked at."""
        self._wanted = where.get("row", self._wanted)
        if self._stale or self._wanted is not None:
            self._read()
        self.rows.setFocus()

    def refresh(self, changed: set[str]) -> None:
        """One more return, or one void; and what was compared with now may differ."""
        if "filed_return" in changed:
            self._stale = True
            if self.isVisible():
                self._read()

    def _read(self) -> None:
        self._stale = False
        ledger = self.context.office.ledger
        self.context.jobs.start("读取报送档案", lambda progress: returns(ledger), self._show, key="archive")

    def _show(self, found: Sequence[Filed]) -> None:
        before = self._one()
        wanted = self._wanted if self._wanted is not None else before.id if before else None
        self._wanted = None
        self._filed = list(reversed(found))
        self.rows.show_rows([_texts(each) for each in self._filed])
        self._whole.setCurrentIndex(0 if found else 1)
        at = next((at for at, each in enumerate(self._filed) if each.id == wanted), 0)
        if self._filed:
            self.rows.setCurrentCell(at, 0)
        self._chosen()
        self.status.emit(f"共 {len(found)} 次报送")
        QTimer.singleShot(0, self, self.ready.emit)

    def _one(self) -> Filed | None:
        at = self.rows.currentRow()
        return self._filed[at] if 0 <= at < len(self._filed) else None

    def _chosen(self) -> None:
        one = self._one()
        for each in (self.open, self.copy, self.other, self.take_back, self.again):
            each.setEnabled(one is not None)
        self.reason.hide()
        self.save.hide()
        if one is None:
            return
        for each in (self.take_back, self.again):
            each.setEnabled(one.state != VOID)
        others = [each for each in self._filed if each.form == one.form and each.id != one.id]
        options = [Option(NOW, "和现在的台账比")]
        options += [
            Option(each.id, f"和 {each.period} 第 {each.version} 版比", note=each.state) for each in others
        ]
        self.other.show_options(options, None)
        self._look_at_card()

    def _look_at_card(self) -> None:
        one = self._one()
        if one is None:
            return
        ledger = self.context.office.ledger
        self._pages.setCurrentWidget(self.card)
        self.context.jobs.start(
            "读取", lambda progress: (one, behind(ledger, one.id)), self._show_card, key="archive-one"
        )

    def _show_card(self, found: Any) -> None:
        self.card.show_filed(*found)

    # -- the original ---------------------------------------------------------------------------------

    def _open(self) -> None:
        one = self._one()
        if one is None:
            return
        place = Path(self._room.path()) / str(one.id)
        ledger = self.context.office.ledger
        self.context.jobs.start(
            "打开原件", lambda progress: reprint(ledger, one.id, place / _single(one)), self._opened
        )

    def _opened(self, files: Sequence[Path]) -> None:
        open_file(files[0] if len(files) == 1 else files[0].parent)

    def _ask_save(self) -> None:
        one = self._one()
        if one is not None:
            self.save.ask(_single(one) or one.form, many=len(one.files) > 1)

    def _save(self, out: Path) -> None:
        one = self._one()
        if one is None:
            return
        ledger = self.context.office.ledger
        self.context.jobs.start(
            "另存原件", lambda progress: reprint(ledger, one.id, out), partial(self._saved, out)
        )

    def _saved(self, out: Path, files: Sequence[Path]) -> None:
        what = files[0].name if len(files) == 1 else f"{len(files)} 个文件"
        self.context.bars.good(
            f"已另存 {what}，和报送时一致。",
            [("打开所在文件夹", partial(open_file, out if out.is_dir() else out.parent))],
        )

    # -- comparing ------------------------------------------------------------------------------------

    def _compare(self, other: object) -> None:
        one, office = self._one(), self.context.office
        if one is None:
            return

        def work(progress: Progress) -> Compared:
            if other == NOW:
                return since(office, one.id, progress)
            return versions(office, one.id, int(str(other)))

        named = next((each for each in self._filed if each.id == other), None)
        with_what = f"第 {named.version} 版（{named.period}）" if named else "现在的台账"
        said = f"{one.period} 第 {one.version} 版和{with_what}"
        self.context.jobs.start("比较", work, partial(self._compared, said), key="archive-compare")

    def _compared(self, said: str, found: Compared) -> None:
        self.differences.show_changes(said, found)
        self._pages.setCurrentWidget(self.differences)
        self.differences.setFocus()

    # -- 更正 and 作废 --------------------------------------------------------------------------------

    def _draft(self) -> None:
        one, office = self._one(), self.context.office
        if one is not None:
            self.context.jobs.start(
                "写更正说明", lambda progress: since(office, one.id, progress), self._drafted
            )

    def _drafted(self, found: Compared) -> None:
        one = self._one()
        if one is None:
            return
        channels = [code.name for code in self.context.office.codes["send_via"].offered()]
        recipients = list(dict.fromkeys(each.recipient for each in self._filed))
        usual = Usual(one.recipient, one.channel, recipients, channels)
        self.correction.ask(one, found, usual)
        self._pages.setCurrentWidget(self.correction)

    def _correct(self, said: Any) -> None:
        one, office = self._one(), self.context.office
        if one is None:
            return

        def work(progress: Progress) -> Submitted:
            form, window, where = form_of(office, one, behind(office.ledger, one.id))
            return submit(
                office, form, window, to=said.to, via=said.via, reason=said.reason, where=where,
                correction=said.note, progress=progress,
            )  # fmt: skip

        self.context.jobs.start(
            f"更正{one.form}", work, self._corrected, failed=self._not_corrected, lane="write"
        )

    def _corrected(self, done: Submitted) -> None:
        self._wanted = done.filed.id
        self._read()
        self.context.bars.good(f"已更正报送「{done.filed.name}」给{done.filed.recipient}。")

    def _not_corrected(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.correction.refuse(f"{error.sentence}。确需报送的，写明原因。")
        elif self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _ask_void(self) -> None:
        one = self._one()
        if one is not None:
            self.reason.ask(f"作废「{one.name}」，原因")

    def _void(self, why: str) -> None:
        one, office = self._one(), self.context.office
        if one is not None:
            self.context.jobs.start(
                "作废", lambda progress: void(office, one.id, why), self._voided, lane="write"
            )

    def _voided(self, one: Filed) -> None:
        self.context.bars.good(f"已作废「{one.name}」，原件还在档案里。")


def _single(one: Filed) -> str:
    """The name of the one file; "" of several, which go into a folder."""
    return one.files[0] if len(one.files) == 1 else ""


def _texts(one: Filed) -> tuple[str, ...]:
    return (
        one.form, one.period, str(one.version), one.state, str(one.rows), one.recipient, one.channel,
        one.submitted_at[:16].replace("T", " "),
    )  # fmt: skip


def build(context: Context, parent: QWidget) -> ArchiveScreen:
    """The screen."""
    return ArchiveScreen(context, parent)
