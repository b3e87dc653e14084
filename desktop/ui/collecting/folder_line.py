"""A line for a folder with 浏览 beside it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.messages import ask_folder
from desktop.ui.widgets import button, row


class FolderLine(QWidget):
    """`said` when a folder was typed with Enter or picked."""

    said = Signal()

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.path = QLineEdit(self)
        self.path.setAccessibleName(name)
        self.path.setPlaceholderText(hint)
        self.path.returnPressed.connect(self.said)
        self.browse = button("浏览…", icon="folder", parent=self)
        self.browse.clicked.connect(self._browse)
        line = row(self)
        line.addWidget(self.path, 1)
        line.addWidget(self.browse)

    def folder(self) -> Path | None:
        """What is said; None while it is nothing."""
        text = self.path.text().strip().strip('"')
        return Path(text).expanduser() if text else None

    def put(self, folder: Path | str) -> None:
        """Show a folder."""
        self.path.setText(QDir.toNativeSeparators(str(folder)))

    def _browse(self) -> None:
        name = ask_folder(self, self._name)
        if name:
            self.put(name)
            self.said.emit()
