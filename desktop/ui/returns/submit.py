"""报送 as a bar in the screen: to whom, how, and why in spite of errors where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.returning.archive_asking import Usual
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.popup import Option
from desktop.ui.returns.bar import AskBar, offer
from desktop.ui.widgets import button, column, label, row, set_tone


@dataclass(frozen=True, slots=True)
class Said:
    """What was said when handing in."""

    to: str
    via: str
    reason: str


class SubmitBar(AskBar):
    """Enter goes from field to field; the last one hands in."""

    wanted = Signal(object)  # Said

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._must = False
        self.to = self.line("报送单位", "例如：市教育局职成科")
        self.via = Chooser("报送渠道", self)
        self.reason = self.line("带错报送的原因", "例如：企业名称待工商变更，已与科室说明")
        self.note = label("", "quiet", wrap=True, parent=self)
        self._why = label("原因", parent=self)
        self.send = button("报送", icon="ok", primary=True, help="存进报送档案，以后可原样再印", parent=self)
        self.send.clicked.connect(self._send)
        away = button("取消", parent=self)
        away.clicked.connect(self.close_bar)
        self.to.returnPressed.connect(self.via.setFocus)
        self.via.moved.connect(self._from_via)
        self.reason.returnPressed.connect(self._send)
        first = row()
        for each in (label("报送单位", parent=self), self.to):
            first.addWidget(each, int(each is self.to) * 3)
        first.addWidget(label("渠道", parent=self))
        first.addWidget(self.via, 2)
        first.addWidget(self.send)
        first.addWidget(away)
        second = row()
        second.addWidget(self._why)
        second.addWidget(self.reason, 1)
        lines = column(self, spacing=tokens.TIGHT)
        lines.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.SMALL, tokens.SMALL)
        lines.addLayout(first)
        lines.addWidget(self.note)
        lines.addLayout(second)

    def ask(self, usual: Usual, errors: int, *, verb: str = "报送") -> None:
        """Open with what is usual; `errors` want a reason."""
        self._must = errors > 0
        self.send.setText(verb)
        self.to.setText(usual.to)
        offer(self.to, usual.recipients)
        ways: Sequence[str] = [*usual.channels, *([usual.via] if usual.via not in usual.channels else [])]
        self.via.show_options([Option(each, each) for each in ways if each], usual.via)
        self.reason.clear()
        self._why.setVisible(self._must)
        self.reason.setVisible(self._must)
        self._say(
            f"✕ 还有 {errors} 处错误。请先改正（F4）；确需带错报送的，写明原因，原因随报表存档。"
            if errors
            else "",
            "bad",
        )
        self.show()
        self.to.setFocus()
        self.to.selectAll()

    def refuse(self, words: str) -> None:
        """Say why it was not handed in, and let it be put right."""
        self._say(f"✕ {words}", "bad")
        self._why.show()
        self.reason.show()
        self.show()
        self.reason.setFocus()

    def _say(self, words: str, tone: str) -> None:
        set_tone(self.note, tone)
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def _from_via(self, step: int) -> None:
        if step < 0:
            self.to.setFocus()
        elif self.reason.isVisible():
            self.reason.setFocus()
        else:
            self._send()

    def _send(self) -> None:
        said = Said(self.to.text().strip(), str(self.via.current() or ""), self.reason.text().strip())
        if not said.to:
            self._say("✕ 请写明报给哪个单位。", "bad")
            self.to.setFocus()
        elif not said.via:
            self._say("✕ 请选择报送渠道。", "bad")
            self.via.setFocus()
        elif self._must and not said.reason:
            self.reason.setFocus()
        else:
            self.hide()
            self.wanted.emit(said)
