"""更正: the drafted note to be worded, to whom and how the new version goes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.services.returning import Filed
from desktop.services.returning.archive_asking import Compared, Usual
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.popup import Option
from desktop.ui.returns.bar import offer
from desktop.ui.widgets import button, column, label, row, set_tone


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was said of the new version; `note` is the 更正说明 as it was worded."""

    to: str
    via: str
    reason: str
    note: str


class Correction(QWidget):
    """Below the list of returns, in place of the facts."""

    wanted = Signal(object)  # Corrected
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._drafted, self._must = "", False
        self.words = label("", "quiet", wrap=True, parent=self)
        self.note = QPlainTextEdit(self)
        self.note.setAccessibleName("更正说明")
        self.note.setTabChangesFocus(True)
        self.to, self.reason = QLineEdit(self), QLineEdit(self)
        self.to.setAccessibleName("报送单位")
        self.reason.setAccessibleName("原因")
        self.reason.setPlaceholderText("带错报送，或没有变化仍要再报的，写明原因")
        self.via = Chooser("报送渠道", self)
        copy = button("复制说明", icon="paste", help="粘到邮件或公文里", parent=self)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.note.toPlainText()))
        away = button("取消", parent=self)
        away.clicked.connect(self.closed)
        send = button("报送更正", icon="ok", primary=True, parent=self)
        send.clicked.connect(self._send)
        first = row()
        for text, field, room in (("报送单位", self.to, 3), ("渠道", self.via, 2), ("原因", self.reason, 4)):
            first.addWidget(label(text, parent=self))
            first.addWidget(field, room)
        last = row()
        last.addWidget(self.words, 1)
        for each in (copy, away, send):
            last.addWidget(each)
        lines = column(self, spacing=tokens.SMALL)
        lines.addWidget(self.note, 1)
        lines.addLayout(first)
        lines.addLayout(last)

    def ask(self, one: Filed, found: Compared, usual: Usual) -> None:
        """Open with the draft."""
        errors = sum(each.severity == "error" for each in found.findings)
        self._drafted, self._must = found.note, errors > 0
        self.note.setPlainText(found.note)
        self.to.setText(usual.to)
        offer(self.to, usual.recipients)
        ways = [*usual.channels, *([usual.via] if usual.via not in usual.channels else [])]
        self.via.show_options([Option(each, each) for each in ways if each], usual.via)
        self.reason.clear()
        said = f"「{one.form}」第 {one.version + 1} 版：{len(found.changes)} 处不同"
        self._say(f"! {said}；还有 {errors} 处错误，要写明原因。" if errors else f"{said}。", bool(errors))
        self.note.setFocus()

    def refuse(self, words: str) -> None:
        """Say why it was not handed in."""
        set_tone(self.words, "bad")
        self.words.setText(f"✕ {words}")
        self.reason.setFocus()

    def _say(self, words: str, warn: bool) -> None:
        set_tone(self.words, "warn" if warn else "quiet")
        self.words.setText(words)

    def _send(self) -> None:
        reason, note = self.reason.text().strip(), self.note.toPlainText().strip()
        if self._must and not reason:
            self.refuse("还有错误没有改正；确需报送的，写明原因。")
            return
        worded = "" if note == self._drafted.strip() else note  # as drafted it takes the reason in as well
        self.wanted.emit(Corrected(self.to.text().strip(), str(self.via.current() or ""), reason, worded))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it away."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
