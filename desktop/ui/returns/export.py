"""Where a return is written: a line with the folder and the name made by rule, Enter writes it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QSettings, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.ui import tokens
from desktop.ui.messages import ask_folder, ask_save
from desktop.ui.widgets import button, label, row

FOLDER = "export/folder"


class ExportLine(QFrame):
    """Asks where, in the screen itself; Esc takes it away."""

    wanted = Signal(object)  # Path of the file, or of the folder for several files
    closed = Signal()

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setProperty("tone", "ask")
        self._settings = settings
        self._many = False
        self._said = label("导出到", parent=self)
        self.path = QLineEdit(self)
        self.path.setAccessibleName("导出到")
        self.path.returnPressed.connect(self._write)
        self.path.textChanged.connect(self._look)
        self._note = label("", "warn", parent=self)
        browse = button("浏览…", icon="folder", parent=self)
        browse.clicked.connect(self._browse)
        write = button("导出", icon="export", primary=True, parent=self)
        write.clicked.connect(self._write)
        away = button("取消", parent=self)
        away.clicked.connect(self.close_line)
        line = row(self)
        line.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.SMALL, tokens.TIGHT)
        line.addWidget(self._said)
        line.addWidget(self.path, 1)
        for each in (self._note, browse, write, away):
            line.addWidget(each)
        self.hide()

    def ask(self, name: str, *, many: bool = False) -> None:
        """Open with a name; `many` files go into a folder of that name."""
        self._many = many
        folder = Path(str(self._settings.value(FOLDER, "") or documents()))
        self.path.setText(QDir.toNativeSeparators(str(_free(folder / name))))
        self.show()
        self.path.setFocus()
        self.path.selectAll()

    def close_line(self) -> None:
        """Think better of it."""
        self.hide()
        self.closed.emit()

    def _look(self) -> None:
        there = bool(self.path.text().strip()) and Path(self.path.text().strip()).is_file()
        self._note.setText("! 已有同名文件，将被替换" if there else "")
        self._note.setVisible(there)

    def _browse(self) -> None:
        if self._many:
            name = ask_folder(self, "导出到文件夹")
        else:
            name = ask_save(self, "导出", self.path.text())
        if name:
            self.path.setText(QDir.toNativeSeparators(name))
            self.path.setFocus()

    def _write(self) -> None:
        typed = self.path.text().strip().strip('"')
        if not typed:
            self.path.setFocus()
            return
        out = Path(typed).expanduser()
        if not self._many and out.suffix.lower() not in (".xlsx", ".xlsm"):
            out = out.with_name(out.name + ".xlsx")
        self._settings.setValue(FOLDER, str(out.parent))
        self.close_line()
        self.wanted.emit(out)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_line()
        else:
            super().keyPressEvent(event)


def documents() -> Path:
    """The user's folder for documents."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(place) if place and Path(place).is_dir() else Path.home()


def _free(path: Path) -> Path:
    """The path, numbered where there is such a file: an earlier return is not written over unasked."""
    number, found = 1, path
    while found.exists() and path.suffix:
        number += 1
        found = path.with_name(f"{path.stem}({number}){path.suffix}")
    return found


def open_file(path: Path) -> None:
    """Open a file or folder with the system's own program."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
