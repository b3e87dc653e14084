"""The first step of an import: which file, files or folder, and into which ledger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDir, Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop.records.catalogue import records
from desktop.services.importing.folder import AUTO
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.importing.enter_line import EnterLine
from desktop.ui.messages import ask_folder, ask_open_many
from desktop.ui.popup import Option
from desktop.ui.widgets import button, column, label, row

KINDS = "表格 (*.xlsx *.xlsm *.xls *.csv *.et)"
BETWEEN = "；"  # between the names of several files
ANY = "自动识别"
WORDS = (
    "支持 .xlsx、.xls、.csv 和 WPS 表格，加密的会问密码；原文件不会改动。",
    "哪种台账、表头在哪都自动识别；没有要问的，直接给出和台账的差异。",
)
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
    """A path line with 浏览 and 文件夹, and the record, which need not be said."""

    ready = Signal()  # both are said, and the user wants to go on

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = EnterLine(self)
        self.path.setAccessibleName("Excel 文件")
        self.path.setPlaceholderText("把 Excel 表拖到窗口里，或点“浏览…”选一个或几个")
        self.path.returnPressed.connect(self._on)
        self.path.textChanged.connect(self._said)
        self.into = Chooser("导入到", self)
        known = {each.id: each for each in records()}
        order = [*FIRST, *(each for each in known if each not in FIRST)]
        options = [Option(each, known[each].label) for each in order if each in known]
        self.into.show_options([Option(AUTO, ANY), *options], AUTO)
        self.into.moved.connect(self._on)  # Enter goes on from here, too
        browse = button("浏览…", icon="folder", parent=self)
        browse.clicked.connect(self._browse)
        folder = button("文件夹…", help="整个文件夹一起导入，一步写入", parent=self)
        folder.clicked.connect(self._browse_folder)
        self.words = label("", "bad", wrap=True, parent=self)
        self._build(browse, folder)

    def _build(self, browse: QWidget, folder: QWidget) -> None:
        card = QFrame(self)
        card.setObjectName("card")
        card.setFixedWidth(620)
        inside = column(card, margin=tokens.WIDE, spacing=tokens.SMALL)
        inside.addWidget(label("选择要导入的表", "heading", parent=card))
        for words in WORDS:
            inside.addWidget(label(words, "quiet", parent=card))
        inside.addSpacing(tokens.SMALL)
        for name, field, more in (("文件", self.path, (browse, folder)), ("导入到", self.into, ())):
            line = row()
            said = label(name, "quiet", parent=card)
            said.setFixedWidth(48)
            line.addWidget(said)
            line.addWidget(field, 1)
            for each in more:
                line.addWidget(each)
            inside.addLayout(line)
        inside.addWidget(self.words)
        self.setTabOrder(self.path, browse)
        self.setTabOrder(browse, self.into)
        self.setTabOrder(self.into, folder)
        outer = column(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    # -- what is said ---------------------------------------------------------------------------------

    def files(self) -> list[Path]:
        """The files (or the folder), if all are there; else says which is not."""
        names = [each.strip().strip('"') for each in self.path.text().split(BETWEEN)]
        found = [Path(each).expanduser() for each in names if each]
        lost = [each.name for each in found if not each.exists()]
        if not found:
            self.words.setText("请先选择一个文件。")
        elif lost:
            self.words.setText(f"找不到“{'”、“'.join(lost[:3])}”，请检查文件名和所在文件夹。")
        return [] if lost else found

    def record(self) -> str:
        """The record to import into; AUTO where the program is to find it."""
        return str(self.into.current())

    def put(self, files: Sequence[Path], record: str) -> None:
        """Say files and a record from outside."""
        if files:
            self.path.setText(BETWEEN.join(QDir.toNativeSeparators(str(file)) for file in files))
        if record or files:
            self.into.show_options(self.into.options(), record or AUTO)
        self.words.setText("")

    def _said(self) -> None:
        self.words.setText("")

    def _browse(self) -> None:
        names = ask_open_many(self, "选择要导入的表", KINDS)
        if names:
            self.path.setText(BETWEEN.join(QDir.toNativeSeparators(name) for name in names))
            self.path.setFocus()

    def _browse_folder(self) -> None:
        name = ask_folder(self, "选择放着表格的文件夹")
        if name:
            self.path.setText(QDir.toNativeSeparators(name))
            self.path.setFocus()

    def _on(self, _step: int = 1) -> None:
        if self.files():
            self.ready.emit()
