"""What the window shows while no ledger is open: why, try again, or a new ledger for the school."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui import tokens
from desktop.ui.widgets import button, column, label, row

CODE_DIGITS = 10


class OpeningPage(QWidget):
    """A card in the middle of the empty content."""

    again = Signal()
    wanted = Signal(str, str)  # school code, school name

    def __init__(self, sentence: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("opening")
        card = QFrame(self)
        card.setObjectName("card")
        card.setFixedWidth(460)
        body = column(card, margin=tokens.WIDE, spacing=tokens.SMALL)
        heading = label("还没有打开台账", parent=card)
        heading.setObjectName("screen-title")
        body.addWidget(heading)
        body.addWidget(
            label(f"{sentence.rstrip('。')}{hint}" if hint else sentence, "quiet", wrap=True, parent=card)
        )
        retry = button("再试一次", icon="refresh", parent=card)
        retry.clicked.connect(self.again)
        first = row()
        first.addWidget(retry)
        first.addStretch(1)
        body.addLayout(first)
        body.addSpacing(tokens.SMALL)
        body.addWidget(label("或者为本校新建一个台账", "heading", parent=card))
        self.name = self._line(body, card, "学校全称", "例如：江城市职业教育中心")
        self.code = self._line(body, card, "10 位学校标识码", "见学校的《机构代码证》或年报")
        self.note = label("", "bad", wrap=True, parent=card)
        self.note.hide()
        body.addWidget(self.note)
        make = button("新建台账", primary=True, parent=card)
        make.clicked.connect(self.make)
        last = row()
        last.addStretch(1)
        last.addWidget(make)
        body.addLayout(last)
        lines = QVBoxLayout(self)
        lines.addStretch(2)
        lines.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addStretch(3)

    def _line(self, body: QVBoxLayout, card: QWidget, caption: str, hint: str) -> QLineEdit:
        above = label(caption, "quiet", parent=card)
        line = QLineEdit(card)
        line.setPlaceholderText(hint)
        line.setAccessibleName(caption)
        line.returnPressed.connect(self.make)
        above.setBuddy(line)
        body.addWidget(above)
        body.addWidget(line)
        return line

    def make(self) -> None:
        """Check what was typed, then ask for the new ledger."""
        name, code = self.name.text().strip(), self.code.text().strip()
        if not name or len(code) != CODE_DIGITS or not code.isdigit():
            self.note.setText("✕ 有误：请填学校全称，和 10 位数字的学校标识码。")
            self.note.show()
            (self.code if name else self.name).setFocus()
            return
        self.note.hide()
        self.wanted.emit(code, name)


def show_page(stack: QStackedWidget, sentence: str, hint: str) -> OpeningPage:
    """Put the page on screen, in place of an earlier one."""
    forget_page(stack)
    page = OpeningPage(sentence, hint, stack)
    stack.addWidget(page)
    stack.setCurrentWidget(page)
    page.name.setFocus()
    return page


def forget_page(stack: QStackedWidget) -> None:
    """Take the page away: a ledger is open, or another try is made."""
    for at in reversed(range(stack.count())):
        page = stack.widget(at)
        if isinstance(page, OpeningPage):
            stack.removeWidget(page)
            page.deleteLater()
