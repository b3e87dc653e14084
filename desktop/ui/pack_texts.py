"""The bar in which the wording of a pack, a task or a target is changed where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.core.policy import Pack
from desktop.services.office import Office
from desktop.services.pack_texts import (
    NEEDED,
    PACK_TEXTS,
    TARGET_TEXTS,
    TASK_TEXTS,
    edit_pack,
    edit_target,
    edit_task,
    sources_of,
    texts_of,
)
from desktop.services.policies import HeldPack
from desktop.services.policy_listing import HOW, AimLine, TaskOf
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.popup import Option
from desktop.ui.returns.bar import AskBar
from desktop.ui.widgets import button, empty, label, row, set_property

LONG = {"text": 66}  # fields of several lines, with their height


@dataclass(frozen=True, slots=True)
class Subject:
    """What is reworded: its name, its texts with their labels, and what saves them."""

    name: str
    texts: Mapping[str, str]
    labels: Mapping[str, str]
    choices: Mapping[str, Sequence[str]]
    save: Callable[[Office, Mapping[str, str]], Pack]


def subject_of(here: HeldPack | TaskOf | AimLine) -> Subject:
    """The wording of a line of the screen."""
    if isinstance(here, HeldPack):
        pack = here.pack
        return Subject(
            pack.title, texts_of(pack), PACK_TEXTS, {}, lambda office, t: edit_pack(office, pack.id, t)
        )
    if isinstance(here, TaskOf):
        task, of = here.task, here.pack_id
        return Subject(
            task.heading,
            texts_of(task),
            TASK_TEXTS,
            {},
            lambda office, t: edit_task(office, of, task.code, t),
        )
    target, of = here.target, here.pack_id
    return Subject(
        target.label, texts_of(target), TARGET_TEXTS, {"source": sources_of(target)},
        lambda office, t: edit_target(office, of, target.id, t),
    )  # fmt: skip


class TextsBar(AskBar):
    """Tab goes through the fields, Enter in a line or Ctrl+Enter in a long text saves, Esc closes."""

    wanted = Signal(object)  # {field: text}

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.subject: Subject | None = None
        self.fields: dict[str, Chooser | QLineEdit | QPlainTextEdit] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.SMALL, tokens.SMALL)
        self._grid.setHorizontalSpacing(tokens.SMALL)
        self._grid.setVerticalSpacing(tokens.TIGHT)

    def ask(self, subject: Subject) -> None:
        """Open for these texts."""
        empty(self._grid)
        self.subject, self.fields = subject, {}
        for at, (name, words) in enumerate(subject.labels.items()):
            field = self._field(name, words, subject)
            self.fields[name] = field
            said = label(words, "quiet", parent=self)
            said.setBuddy(field)
            self._grid.addWidget(said, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(field, at, 1)
        save = button("保存", icon="save", help="Ctrl+Enter", parent=self)
        save.clicked.connect(self._go)
        away = button("取消", parent=self)
        away.clicked.connect(self.close_bar)
        buttons = row()
        buttons.addStretch(1)
        buttons.addWidget(save)
        buttons.addWidget(away)
        self._grid.addLayout(buttons, len(self.fields), 1)
        self.show()
        next(iter(self.fields.values())).setFocus()

    def _field(self, name: str, words: str, subject: Subject) -> Chooser | QLineEdit | QPlainTextEdit:
        text, choices = subject.texts[name], subject.choices.get(name)
        if choices is not None:
            chooser = Chooser(words, self)
            chooser.setFixedWidth(170)
            chooser.show_options([Option(each, HOW[each]) for each in choices], text)
            return chooser
        if name not in LONG:
            line = self.line(words)
            line.setText(text)
            line.returnPressed.connect(self._go)
            return line
        made = QPlainTextEdit(text, self)
        made.setAccessibleName(words)
        made.setTabChangesFocus(True)
        made.setFixedHeight(LONG[name])
        made.installEventFilter(self)
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter in a long text; a plain Enter is a line of it."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._go()
                return True
        return super().eventFilter(watched, event)

    def _go(self) -> None:
        texts = {name: _typed(each) for name, each in self.fields.items()}
        blank = [name for name, text in texts.items() if name in NEEDED and not text.strip()]
        for name, each in self.fields.items():
            set_property(each, "wrong", name in blank)
        if blank:
            self.fields[blank[0]].setFocus()
            return
        self.hide()
        self.wanted.emit(texts)


def _typed(field: Chooser | QLineEdit | QPlainTextEdit) -> str:
    if isinstance(field, Chooser):
        return str(field.current() or "")
    return field.text() if isinstance(field, QLineEdit) else field.toPlainText()
