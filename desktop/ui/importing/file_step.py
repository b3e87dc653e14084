"""The first step of an import: which file, and into which ledger."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QSettings, Qt, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from desktop.records.catalogue import records
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.messages import ask_open
from desktop.ui.popup import Option
from desktop.ui.widgets import button, column, label, row

KINDS = "表格 (*.xlsx *.xlsm *.xls *.csv)"
# Into which a clerk imports most: at the top of the list.
FIRST = (
    "training_class",
    "enrolment",
    "practice",
    "certificate",
    "candidate",
    "teacher",
    "student",
    "enterprise",
)


class FileStep(QWidget):
    """A path line with 浏览, and the record."""

    ready = Signal()  # both are said, and the user wants to go on

    def __init__(self, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.path = QLineEdit(self)
        self.path.setAccessibleName("Excel 文件")
        self.path.setPlaceholderText("把 Excel 表拖到窗口里，或点“浏览…”选一个")
        self.path.returnPressed.connect(self._on)
        self.path.textChanged.connect(self._said)
        self.into = Chooser("导入到", self)
        known = {each.id: each for each in records()}
        order = [*FIRST, *(each for each in known if each not in FIRST)]
        last = str(settings.value("importing/record", FIRST[0]))
        self.into.show_options(
            [Option(each, known[each].label) for each in order if each in known],
            last if last in known else FIRST[0],
        )
        self.into.moved.connect(self._on)  # Enter goes on from here, too
        browse = button("浏览…", icon="folder", parent=self)
        browse.clicked.connect(self._browse)
        self.words = label("", "bad", wrap=True, parent=self)
        self._build(browse)

    def _build(self, browse: QWidget) -> None:
        card = QFrame(self)
        card.setObjectName("card")
        card.setFixedWidth(620)
        inside = column(card, margin=tokens.WIDE, spacing=tokens.SMALL)
        inside.addWidget(label("选择要导入的表", "heading", parent=card))
        inside.addWidget(
            label(
                "支持 .xlsx、.xls、.csv。表头自动识别，导入前会先给出对应关系和结果，原文件不会改动。",
                "quiet", wrap=True, parent=card,
            )
        )  # fmt: skip
        inside.addSpacing(tokens.SMALL)
        for name, field, more in (("文件", self.path, browse), ("导入到", self.into, None)):
            line = row()
            said = label(name, "quiet", parent=card)
            said.setFixedWidth(48)
            line.addWidget(said)
            line.addWidget(field, 1)
            if more is not None:
                line.addWidget(more)
            inside.addLayout(line)
        inside.addWidget(self.words)
        self.setTabOrder(self.path, browse)
        self.setTabOrder(browse, self.into)
        outer = column(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    # -- what is said ---------------------------------------------------------------------------------

    def file(self) -> Path | None:
        """The file, if there is one of this name; else says so."""
        typed = self.path.text().strip().strip('"')
        if not typed:
            self.words.setText("请先选择一个文件。")
            return None
        found = Path(typed).expanduser()
        if not found.is_file():
            self.words.setText("找不到这个文件，请检查文件名和所在文件夹。")
            return None
        return found

    def record(self) -> str:
        """The record to import into."""
        return str(self.into.current())

    def put(self, file: Path | None, record: str) -> None:
        """Say a file and a record from outside."""
        if file is not None:
            self.path.setText(QDir.toNativeSeparators(str(file)))
        if record:
            self.into.show_options(self.into.options(), record)
        self.words.setText("")

    def _said(self) -> None:
        self.words.setText("")

    def _browse(self) -> None:
        name = ask_open(self, "选择要导入的表", KINDS)
        if name:
            self.path.setText(QDir.toNativeSeparators(name))
            self.path.setFocus()

    def _on(self, _step: int = 1) -> None:
        if self.file() is not None:
            self._settings.setValue("importing/record", self.record())
            self.ready.emit()
