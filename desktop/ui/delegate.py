"""Editing inside the table: the same editors as in the form, saved on leaving the cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.errors import Problem
from desktop.ui.editors import Editor
from desktop.ui.grid import Column, GridModel
from desktop.ui.lines import ChoiceLine, Line

Index = QModelIndex | QPersistentModelIndex
Make = Callable[[Column, QWidget], Editor]


class CellDelegate(QStyledItemDelegate):
    """Makes the editor of a cell and puts what was typed into the model."""

    walk = Signal(int, int)  # rows, columns to move by after an edit
    wrong = Signal(object)  # Problem

    def __init__(self, make: Make, parent: QObject) -> None:
        super().__init__(parent)
        self._make = make

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The field's editor, in the cell."""
        del option
        model = _grid(index)
        editor = self._make(model.columns[index.column()], parent)
        editor.moved.connect(self._moved)
        editor.left.connect(self._left)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The cell's value, or the text that could not be read."""
        model = _grid(index)
        assert isinstance(editor, Editor)
        if editor.touched():
            return
        field = model.columns[index.column()].field
        # A masked number is typed anew, never edited: its stars must not come back as a value.
        text = "" if field.sensitive else model.text(index.row(), index.column())
        editor.set_value(model.value(index.row(), index.column()), text)
        wrong = model.wrong_text(index.row(), index.column())
        if wrong is not None:
            editor.put(wrong)
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """What was typed: a value is entered, a text that means nothing stays in the cell, marked."""
        assert isinstance(editor, Editor) and isinstance(model, GridModel)
        editor.settle()
        if not editor.touched():
            return
        problem = editor.problem()
        if problem is not None and problem.severity == "error":
            model.keep_wrong(index.row(), index.column(), editor.text())
            self.wrong.emit(_at(problem, model, index))
        else:
            column = model.columns[index.column()]
            model.enter({index.row(): {column.key: (editor.value(), editor.text())}})

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """A line fills its cell; a note hangs below it."""
        del index
        area = QRect(option.rect)
        if not isinstance(editor, Line):
            area.setHeight(editor.height())
            area.setWidth(max(area.width(), 260))
        editor.setGeometry(area)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter is the editor's own (or the input method's); Tab moves to the right without editing."""
        if event.type() == QEvent.Type.FocusOut:
            return False  # the editor knows whether it has really been left
        if not (event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)):
            return super().eventFilter(editor, event)
        listed = isinstance(editor, ChoiceLine) and editor.popup.isVisible()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or not isinstance(editor, QWidget):
            return False
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            if isinstance(editor, ChoiceLine) and listed:
                editor.take_marked()
            self._close(editor)
            self.walk.emit(0, 1 if event.key() == Qt.Key.Key_Tab else -1)
            return True
        if event.key() == Qt.Key.Key_Escape:
            if listed:
                return False
            editor.setProperty("closing", True)  # thrown away: the focus that leaves saves nothing
        return super().eventFilter(editor, event)

    def _moved(self, step: int) -> None:
        editor = self.sender()
        if isinstance(editor, QWidget):
            self._close(editor)
            self.walk.emit(step, 0)

    def _left(self) -> None:
        editor = self.sender()
        if isinstance(editor, QWidget):
            self._close(editor)

    def _close(self, editor: QWidget) -> None:
        """Once: after Enter the focus leaves too."""
        if editor.property("closing"):
            return
        editor.setProperty("closing", True)
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)


def _grid(index: Index) -> GridModel:
    model: Any = index.model()
    assert isinstance(model, GridModel)
    return model


def _at(problem: Problem, model: GridModel, index: Index) -> Problem:
    return replace(problem, path=model.columns[index.column()].key, row_id=model.row_id(index.row()))
