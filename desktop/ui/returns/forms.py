"""The list of forms at the left of the returns: those that ship, and the files chosen by the user."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.services.returning import Form
from desktop.ui.popup import Option, matching
from desktop.ui.returns.look import kind_of
from desktop.ui.twolines import NOTE, TwoLines

KEY = Qt.ItemDataRole.UserRole


class FormList(QListWidget):
    """One line a form; ↑ ↓ choose, the choice is told at once."""

    picked = Signal(object)  # a form's id (str), or the Path of a file

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("可填的报表")
        self.setItemDelegate(TwoLines(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._changed)

    def show_forms(self, forms: Sequence[Form]) -> None:
        """The forms there are; the choice stays."""
        chosen, files = self.chosen(), self._files()
        self.blockSignals(True)
        self.clear()
        for form in sorted(forms, key=lambda each: each.per is not None):  # what goes to a bureau first
            note = f"每个{form.per.label}一份" if form.per else kind_of(form)
            self._add(form.name, note, form.id)
        for file in files:
            self._add(file.name, "自选的表", file)
        self._choose(chosen)
        self.blockSignals(False)

    def filter(self, typed: str) -> None:
        """Only those that fit what was typed: 汉字, pinyin or initials."""
        options = [Option(at, self.item(at).text()) for at in range(self.count())]
        fitting = {option.value for option in matching(options, typed)}
        for at in range(self.count()):
            self.item(at).setHidden(at not in fitting)

    def first(self) -> str:
        """The id of the form at the top; "" where there is none."""
        return str(self.item(0).data(KEY)) if self.count() else ""

    def take_first(self) -> None:
        """Choose the first that fits."""
        shown = [at for at in range(self.count()) if not self.item(at).isHidden()]
        if shown:
            self.setCurrentRow(shown[0])
            self.setFocus()

    def add_file(self, file: Path) -> None:
        """A file as one more form, and choose it."""
        if file not in self._files():
            self._add(file.name, "自选的表", file)
        self.choose(file)

    def choose(self, key: object) -> None:
        """Choose a form by its id, or a file, and tell."""
        if self.chosen() == key:
            self.picked.emit(key)
        else:
            self._choose(key)

    def chosen(self) -> object:
        """The id or file that is chosen; None where nothing is."""
        item = self.currentItem()
        return item.data(KEY) if item is not None else None

    def first_of(self, forms: Sequence[Form], record: str) -> str:
        """The form that fits a record best: whose rows it is, then whose files it makes; the first else."""
        for form in forms:
            if form.record.id == record:
                return form.id
        for form in forms:
            if form.per is not None and form.per.id == record:
                return form.id
        return forms[0].id if forms else ""

    def _files(self) -> list[Path]:
        found = [self.item(at).data(KEY) for at in range(self.count())]
        return [each for each in found if isinstance(each, Path)]

    def _add(self, name: str, note: str, key: object) -> None:
        item = QListWidgetItem(name)
        item.setData(NOTE, note)
        item.setData(KEY, key)
        item.setToolTip(str(key) if isinstance(key, Path) else name)
        self.addItem(item)

    def _choose(self, key: object) -> None:
        for at in range(self.count()):
            if self.item(at).data(KEY) == key:
                self.setCurrentRow(at)

    def _changed(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.picked.emit(item.data(KEY))
