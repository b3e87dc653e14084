"""The entry form of one row: editors made from the fields, saved as soon as the key is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QScrollArea, QWidget

from desktop.core.errors import Problem, UserError
from desktop.core.values import document_check
from desktop.records.catalogue import record
from desktop.services.office import Office
from desktop.services.saving import Outcome, save
from desktop.services.task_codes import TASKS
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.editors import Editor, code_options, make_editor
from desktop.ui.fields import FormField, form_fields, identity_labels, key_ready, with_defaults
from desktop.ui.lines import ChoiceLine, Line, RefLine
from desktop.ui.popup import Option
from desktop.ui.reading import Reading
from desktop.ui.sources import Filled, read_filled, read_options, shown
from desktop.ui.widgets import label, set_tone, settle

CAPTION = 104  # the width of the labels
SAVE_AFTER = 250  # milliseconds after leaving a field: several quick fields are one act


class EntryForm(QScrollArea):
    """One row of one record; `fixed` = (attribute, row id) of the row it belongs to."""

    saved = Signal(object)  # row id
    titled = Signal(str)
    problems_found = Signal(object)  # list[Problem]
    escaped = Signal()

    def __init__(
        self,
        context: Context,
        record_id: str,
        fixed: tuple[str, int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.record_id, self.fixed = context, record_id, fixed
        self.row_id: int | None = None
        self._reading = Reading(context.office.codes, context.office.today)
        self.fields = form_fields(record_id, fixed[0] if fixed else "")
        self.editors: dict[str, Editor] = {}
        self._notes: dict[str, QLabel] = {}
        self._refused: dict[str, Problem] = {}
        self._values: dict[str, Any] = {}  # as last read or saved, by label
        self._texts: dict[str, str] = {}
        self._saving = False
        self._again = False
        self.state = label("", "quiet")
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.flush)
        self._build()

    def new_day(self, office: Office) -> None:
        """What 今天 and a date without its year mean."""
        self._reading.today = office.today

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = self._inside = QWidget()
        self._lines = QGridLayout(inside)
        self._lines.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.LARGE)
        self._lines.setHorizontalSpacing(tokens.SMALL)
        self._lines.setVerticalSpacing(tokens.TIGHT)
        self._lines.setColumnMinimumWidth(0, CAPTION)
        self._lines.setColumnStretch(1, 1)
        self.setWidget(inside)
        self._unbuilt = list(self.fields)
        self._group = ""
        self._build_some()

    def _build_some(self, most: int = 16) -> None:
        """Editors in small portions, so that opening a form with fifty fields stops nothing."""
        for field in self._unbuilt[:most]:
            if field.group != self._group:
                self._group = field.group
                heading = label(field.group, "heading")
                heading.setContentsMargins(0, tokens.SMALL, 0, 2)
                self._lines.addWidget(heading, self._lines.rowCount(), 0, 1, 2)
            self._add(field)
        del self._unbuilt[:most]
        if self._unbuilt:
            QTimer.singleShot(0, self, self._build_rest)
        else:
            self._lines.setRowStretch(self._lines.rowCount(), 1)

    def _build_rest(self) -> None:
        if self._unbuilt:
            self._build_some()
            if self.isVisible():
                settle()  # or all lines are squeezed into the height of the first portion for a moment

    def _all_built(self) -> None:
        while self._unbuilt:
            self._build_some()

    def _add(self, field: FormField) -> None:
        mark = " *" if (field.key and not field.lacking) or field.field.required else ""
        caption = label(field.caption + mark, "quiet", wrap=True)
        caption.setFixedWidth(CAPTION)
        caption.setToolTip(field.field.help)
        search = partial(self._search, field.field.ref)
        editor = make_editor(field.field, self._reading, self._inside, search=search, creates=True)
        editor.setObjectName(f"field-{field.name}")
        caption.setBuddy(editor)
        note = label("", "bad", wrap=True)
        note.hide()
        self.editors[field.label] = editor
        self._notes[field.label] = note
        at = self._lines.rowCount()
        self._lines.addWidget(caption, at, 0)
        self._lines.addWidget(editor, at, 1)
        self._lines.addWidget(note, at + 1, 1)
        caption.show()  # at once: what the layout shows later cannot take the focus now
        editor.show()
        editor.moved.connect(partial(self._moved, field.label))
        editor.left.connect(partial(self._left, field.label))
        editor.typed.connect(partial(self._typed, field.label))
        editor.installEventFilter(self)
        if isinstance(editor, RefLine):
            editor.wanted_new.connect(partial(self._make, field))
        if isinstance(editor, Line) and field.field.check == "resident_id":
            editor.check = self._document_check
        if self._texts:
            self._show_field(field.label)

    # -- rows -----------------------------------------------------------------------------------------

    def blank(self, defaults: Mapping[str, Any] | None = None) -> None:
        """A new row."""
        self.flush()
        self.row_id = None
        self._values = dict(with_defaults(self.fields)) | dict(defaults or {})
        self._texts = {
            field.label: self._text_of(field, self._values.get(field.label)) for field in self.fields
        }
        self._put()
        self._say("")
        self.titled.emit("")

    def load(self, row_id: int) -> None:
        """A row of the ledger."""
        if row_id != self.row_id:
            self.flush()
        fields, office, record_id = self.fields, self.context.office, self.record_id
        self.context.jobs.start(
            "读取",
            lambda progress: read_filled(office, record_id, fields, row_id),
            self._loaded,
            key=f"form-{id(self)}",
        )

    def _loaded(self, filled: Filled | None) -> None:
        if filled is None:
            self.escaped.emit()
            return
        fresh = filled.row_id != self.row_id
        self.row_id = filled.row_id
        self._values, self._texts = filled.values, filled.texts
        self._put(keep_typed=not fresh)
        if fresh:
            self._say("")
        self.titled.emit(filled.title)

    def _text_of(self, field: FormField, value: Any) -> str:
        return shown(self._reading, field.field, value)

    def _put(self, *, keep_typed: bool = False) -> None:
        self._refused = self._refused if keep_typed else {}
        for field in self.fields:
            if field.field.codes == TASKS and isinstance(own := self.editors.get(field.label), ChoiceLine):
                own.set_options(code_options(field.field, self._reading))  # a pack may have been loaded
        for name, editor in self.editors.items():
            if not (keep_typed and (editor.touched() or editor.hasFocus())):
                self._show_field(name)
        self._tell_problems()

    def _show_field(self, name: str) -> None:
        self.editors[name].set_value(self._values.get(name), self._texts.get(name, ""))
        self._note(name, None)

    # -- moving ---------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """The first field that a person fills in."""
        first = next(iter(self.editors.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
            first.selectAll()

    def focus_field(self, name: str) -> bool:
        """The field of a label path; whether it is here."""
        self._all_built()
        editor = self.editors.get(name)
        if editor is not None:
            self._lines.activate()
            editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
            editor.selectAll()
            self.ensureWidgetVisible(editor)
        return editor is not None

    def _moved(self, name: str, step: int) -> None:
        names = list(self.editors)
        at = names.index(name) + step
        if 0 <= at < len(names):
            editor = self.editors[names[at]]
            editor.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
            editor.selectAll()
            self.ensureWidgetVisible(editor, 0, 60)
        else:
            self.flush()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in a field puts back what was there, or closes the form when nothing was typed."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            if isinstance(watched, ChoiceLine) and watched.popup.isVisible():
                return False
            self.escaped.emit()
            return True
        return super().eventFilter(watched, event)

    # -- problems -------------------------------------------------------------------------------------

    def _typed(self, name: str) -> None:
        self._refused.pop(name, None)

    def _left(self, name: str) -> None:
        self._note(name, self._problem_of(name))
        self._tell_problems()
        self._timer.start(0 if self.context.jobs.immediate else SAVE_AFTER)

    def _problem_of(self, name: str) -> Problem | None:
        return self.editors[name].problem() or self._refused.get(name)

    def _note(self, name: str, problem: Problem | None) -> None:
        note = self._notes[name]
        note.setVisible(problem is not None)
        if problem is not None:
            wrong = problem.severity == "error"
            set_tone(note, "bad" if wrong else "warn")
            note.setText(f"{'✕ 有误' if wrong else '! 注意'}：{problem.sentence}")

    def problems(self) -> list[Problem]:
        """What is wrong in this row."""
        found = [(name, self._problem_of(name)) for name in self.editors]
        return [
            replace(problem, path=name, record=self.record_id, row_id=self.row_id)
            for name, problem in found
            if problem is not None
        ]

    def _tell_problems(self) -> None:
        self.problems_found.emit(self.problems())

    def _document_check(self) -> str:
        of = next((field for field in self.fields if field.field.codes == "document_type"), None)
        editor = self.editors.get(of.label) if of is not None else None
        return document_check(str(editor.value() or "") if editor is not None else "", self._reading.codes)

    # -- saving ---------------------------------------------------------------------------------------

    def touched(self) -> bool:
        """Whether something is typed that is not in the ledger."""
        return any(editor.touched() for editor in self.editors.values())

    def _changes(self) -> tuple[dict[str, Any], dict[str, str]]:
        """What was typed and can be saved: values and texts by label path."""
        values: dict[str, Any] = {}
        texts: dict[str, str] = {}
        for name, editor in self.editors.items():
            editor.settle()
            wrong = editor.problem() is not None and editor.problem().severity == "error"  # type: ignore[union-attr]
            if editor.touched() and not wrong and name not in self._refused:
                values[name], texts[name] = editor.value(), editor.text()
        return values, texts

    def flush(self) -> None:
        """Save what is typed, if the key is there."""
        self._timer.stop()
        if not self.touched():
            return
        if self._saving:
            self._again = True
            return
        values, texts = self._changes()
        if not values:
            return
        if self.row_id is None:
            values = {**{name: value for name, value in self._values.items() if value is not None}, **values}
            names = {field.name for field in self.fields if values.get(field.label) is not None}
            if self.fixed is not None:
                names.add(self.fixed[0])
            if not key_ready(self.record_id, names):
                self._say("! 未保存：" + self._missing(names))
                return
        self._start_saving(values, texts)

    def _missing(self, names: set[str]) -> str:
        keys = [field for field in self.fields if field.key and not field.lacking]
        wanted = [field.field.label for field in keys if field.name not in names]
        return "还缺 " + "、".join(wanted) if wanted else "关键信息不全"

    def _start_saving(self, values: dict[str, Any], texts: dict[str, str]) -> None:
        office, record_id, row_id, fixed = self.context.office, self.record_id, self.row_id, self.fixed
        given = dict(values)
        if fixed is not None and row_id is None:
            given[_fixed_label(record_id, fixed[0])] = fixed[1]
        self._saving = True
        self.context.jobs.start(
            "保存",
            lambda progress: save(office, record_id, given, row_id=row_id),
            partial(self._saved, row_id, texts),
            failed=self._failed,
            lane="write",
        )

    def _saved(self, before: int | None, texts: Mapping[str, str], outcome: Outcome) -> None:
        self._saving = False
        for problem in outcome.problems:
            name = problem.path if problem.path in self.editors else next(iter(texts), "")
            if name:
                self._refused[name] = problem
                self._note(name, problem)
        if outcome.refused:
            self._say("✕ 未保存：" + (outcome.problems[0].sentence if outcome.problems else "请看红色的字段"))
        elif self.row_id == before:
            self.row_id = outcome.id
            for name, text in texts.items():
                editor = self.editors.get(name)
                self._texts[name] = text
                if editor is not None and editor.text() == text:
                    editor.set_value(editor.value(), text)
                    self._note(name, self._refused.get(name))
            self._say(f"✓ 已自动保存 {time.strftime('%H:%M')}")
            self.saved.emit(outcome.id)
        self._tell_problems()
        if self._again:
            self._again = False
            self.flush()

    def _failed(self, error: Exception) -> None:
        self._saving = False
        self._say("✕ 未保存：" + (error.sentence if isinstance(error, UserError) else "程序内部出错"))
        if self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _say(self, words: str) -> None:
        set_tone(self.state, "bad" if words.startswith(("✕", "!")) else "good" if words else "quiet")
        self.state.setText(words)

    # -- references -------------------------------------------------------------------------------------

    def _search(self, record_id: str, typed: str, show: Callable[[list[Option]], None]) -> None:
        office = self.context.office
        self.context.jobs.start(
            "查找", lambda progress: read_options(office, record_id, typed), show, key=f"options-{id(self)}"
        )

    def _make(self, field: FormField, text: str) -> None:
        """新建 under a reference: a row with just its title, to be completed later."""
        office, record_id = self.context.office, field.field.ref
        title = identity_labels(record_id)[0]
        self.context.jobs.start(
            "新建",
            lambda progress: save(office, record_id, {title: text}),
            partial(self._made, field, text),
            lane="write",
        )

    def _made(self, field: FormField, text: str, outcome: Outcome) -> None:
        editor = self.editors[field.label]
        if outcome.id is not None and not outcome.refused and isinstance(editor, RefLine):
            editor.set_chosen(outcome.id, text)
            self.flush()
        elif outcome.problems:
            self._refused[field.label] = outcome.problems[0]
            self._note(field.label, outcome.problems[0])


def _fixed_label(record_id: str, name: str) -> str:
    return record(record_id).by_name(name).label
