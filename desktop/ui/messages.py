"""What the program says to the user: bars above the content, never a dialog where a bar will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui import tokens
from desktop.ui.widgets import button, icon_button, set_tone

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

Answer = tuple[str, Callable[[], None]]
MARKS = {"bad": "✕", "warn": "!", "good": "✓", "ask": "?"}
WORDS = {"bad": "出错", "warn": "注意", "good": "完成", "ask": "请选择"}


class Bar(QFrame):
    """One message: mark and word, sentence, hint, its buttons, ✕."""

    closed = Signal(object)

    def __init__(self, tone: str, sentence: str, hint: str, answers: Sequence[Answer]) -> None:
        super().__init__()
        self.setObjectName("bar")
        set_tone(self, tone)
        self.tone, self.sentence, self.hint, self.times = tone, sentence, hint, 1
        self.fresh = True  # said in this very turn: what leads to another screen says it before it goes
        QTimer.singleShot(0, self, self._grow_old)
        self._label = QLabel()
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.SMALL, tokens.TIGHT)
        row.addWidget(self._label, 1)
        for at, (text, act) in enumerate(answers):
            chosen = button(text, primary=at == 0 and tone == "ask", parent=self)
            chosen.clicked.connect(_after(self, act))
            row.addWidget(chosen)
        away = icon_button("close", "关闭这条消息", parent=self)
        away.clicked.connect(self.close_bar)
        row.addWidget(away)
        self.say()

    def say(self) -> None:
        """Write the sentence, with how often it came when it came again."""
        again = f"（{self.times} 次）" if self.times > 1 else ""
        head = f"{MARKS[self.tone]} {WORDS[self.tone]}：" if self.tone != "ask" else ""
        self._label.setText(
            f"{head}{self.sentence}{again}" + (f"　{self.hint.lstrip('，')}" if self.hint else "")
        )
        self.setAccessibleName(self._label.text())

    def _grow_old(self) -> None:
        self.fresh = False

    def close_bar(self) -> None:
        """Take the bar away."""
        self.closed.emit(self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the bar that has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)


def _after(bar: Bar, act: Callable[[], None]) -> Callable[[], None]:
    def answer() -> None:
        bar.close_bar()
        act()

    return answer


class Bars(QWidget):
    """The place of the bars, above the content."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, 0)
        self._column.setSpacing(tokens.TIGHT)
        self._bars: list[Bar] = []
        self.hide()

    def say(self, tone: str, sentence: str, hint: str = "", answers: Sequence[Answer] = ()) -> Bar:
        """Show a message; the same one again only counts up. A good one leaves by itself."""
        for old in self._bars:
            if (old.tone, old.sentence, old.hint) == (tone, sentence, hint) and tone != "ask":
                old.times += 1
                old.say()
                return old
        if tone in ("good", "ask"):  # a new answer replaces the old one
            for old in [old for old in self._bars if old.tone == tone]:
                self._remove(old)
        bar = Bar(tone, sentence, hint, answers)
        bar.closed.connect(self._remove)
        self._bars.append(bar)
        self._column.addWidget(bar)
        for surplus in self._bars[:-3]:
            self._remove(surplus)
        self.show()
        if tone == "good" and not answers:
            QTimer.singleShot(6000, bar, bar.close_bar)
        return bar

    def good(self, sentence: str, answers: Sequence[Answer] = ()) -> Bar:
        """Say that something is done."""
        return self.say("good", sentence, answers=answers)

    def warn(self, sentence: str, hint: str = "", answers: Sequence[Answer] = ()) -> Bar:
        """Say that something wants attention."""
        return self.say("warn", sentence, hint, answers)

    def bad(self, sentence: str, hint: str = "", answers: Sequence[Answer] = ()) -> Bar:
        """Say that something went wrong."""
        return self.say("bad", sentence, hint, answers)

    def ask(self, sentence: str, answers: Sequence[Answer]) -> Bar:
        """Ask, with the answers as buttons; the first is the usual one and has the focus."""
        bar = self.say("ask", sentence, answers=answers)
        first = bar.findChild(QPushButton)
        if first is not None:
            first.setFocus()
        return bar

    def leave_screen(self) -> None:
        """Another screen is shown: what was done on the one before needs no saying any more."""
        for bar in [bar for bar in self._bars if bar.tone == "good" and not bar.fresh]:
            self._remove(bar)

    def clear(self) -> None:
        """Take all bars away."""
        for bar in list(self._bars):
            self._remove(bar)

    def shown(self) -> list[Bar]:
        """The bars on screen."""
        return list(self._bars)

    def _remove(self, bar: Bar) -> None:
        if bar in self._bars:
            self._bars.remove(bar)
            self._column.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.setVisible(bool(self._bars))


WORKBOOKS = "Excel 工作簿 (*.xlsx *.xlsm *.xls)"


def ask_open(parent: QWidget, title: str, kinds: str = WORKBOOKS) -> str:
    """Ask for a file to read; "" when the user thought better of it."""
    from PySide6.QtWidgets import QFileDialog

    return QFileDialog.getOpenFileName(parent, title, "", kinds)[0]


def ask_open_many(parent: QWidget, title: str, kinds: str = WORKBOOKS) -> list[str]:
    """Ask for one or several files to read; [] when the user thought better of it."""
    from PySide6.QtWidgets import QFileDialog

    return list(QFileDialog.getOpenFileNames(parent, title, "", kinds)[0])


def ask_save(parent: QWidget, title: str, suggestion: str, kinds: str = "Excel 工作簿 (*.xlsx)") -> str:
    """Ask where to save; "" when the user thought better of it."""
    from PySide6.QtWidgets import QFileDialog

    return QFileDialog.getSaveFileName(parent, title, suggestion, kinds)[0]


def ask_folder(parent: QWidget, title: str) -> str:
    """Ask for a folder; "" when the user thought better of it."""
    from PySide6.QtWidgets import QFileDialog

    return QFileDialog.getExistingDirectory(parent, title)
