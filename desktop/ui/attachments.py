"""The files kept with a row: added, opened, taken off."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.services.office import Office
from desktop.store import attachments
from desktop.store.act import act
from desktop.store.attachments import Attached
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.messages import ask_open
from desktop.ui.widgets import button, column, label, row

ROLE = Qt.ItemDataRole.UserRole


class Attachments(QWidget):
    """The 附件 tab of a row."""

    def __init__(self, context: Context, record_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self._record_id = context, record_id
        self._row_id: int | None = None
        body = column(self, margin=tokens.MEDIUM, spacing=tokens.SMALL)
        buttons = row()
        self._buttons = [
            button("添加文件", icon="attachment", parent=self),
            button("打开", parent=self),
            button("移除", parent=self),
        ]
        for each, act_ in zip(self._buttons, (self._ask, self._open, self._remove), strict=True):
            each.clicked.connect(act_)
            buttons.addWidget(each)
        buttons.addStretch(1)
        body.addLayout(buttons)
        self._list = QListWidget(self)
        self._list.setAccessibleName("附件")
        self._list.itemActivated.connect(self._open)
        self._list.itemSelectionChanged.connect(self._say)
        body.addWidget(self._list, 1)
        self._words = label("", "quiet", wrap=True, parent=self)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        body.addWidget(self._words)
        self._say()

    def load(self, row_id: int | None) -> None:
        """The files of this row."""
        self._row_id = row_id
        self._say()
        if row_id is None:
            self._show([])
        else:
            ledger = self.context.office.ledger
            self.context.jobs.start(
                "读取",
                lambda progress: attachments.attached(ledger, row_id),
                self._show,
                key=f"files-{id(self)}",
            )

    def _show(self, files: list[Attached]) -> None:
        self._list.clear()
        for file in files:
            item = QListWidgetItem(f"{file.name}　{max(1, file.size // 1024)} KB　{file.added_at[:10]}")
            item.setData(ROLE, (file.id, file.name, file.sha256))
            self._list.addItem(item)
        if files:
            self._list.setCurrentRow(0)
        self._say()

    def _say(self) -> None:
        """What can be done now; where no file is yet, what to do."""
        there, chosen = bool(self._list.count()), self._chosen() is not None
        for each, usable in zip(self._buttons, (self._row_id is not None, chosen, chosen), strict=True):
            each.setEnabled(usable)
        self._list.setVisible(there)
        nothing = "" if there else "还没有附件：通知、协议、照片、签到表都可以用“添加文件”放进来。\n"
        self._words.setText(f"{nothing}文件存进台账里，随台账一起备份。")

    def _ask(self) -> None:
        name = ask_open(self, "添加附件", "所有文件 (*)")
        if name:
            self.add(Path(name))

    def add(self, file: Path) -> None:
        """Put a file into the ledger beside the row."""
        if self._row_id is not None:
            self._write("添加附件", partial(_add, self.context.office, self._record_id, self._row_id, file))

    def _chosen(self) -> Any:
        item = self._list.currentItem()
        return None if item is None else item.data(ROLE)

    def _remove(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._write("移除附件", partial(_remove, self.context.office, chosen[0], chosen[1]))

    def _write(self, title: str, work: Callable[[], None]) -> None:
        self.context.jobs.start(
            title, lambda progress: work(), lambda _: self.load(self._row_id), lane="write"
        )

    def _open(self, *_: object) -> None:
        chosen = self._chosen()
        if chosen is not None:
            ledger = self.context.office.ledger
            self.context.jobs.start(
                "打开附件",
                lambda progress: _unpack(chosen[1], attachments.read(ledger, chosen[2])),
                _show_file,
            )


def _add(office: Office, record_id: str, row_id: int, file: Path) -> None:
    with act(office.ledger, f"添加附件 {file.name}") as s:
        attachments.add_file(s, record_id, row_id, file)


def _remove(office: Office, attachment_id: int, name: str) -> None:
    with act(office.ledger, f"移除附件 {name}") as s:
        attachments.remove(s, attachment_id)


def _unpack(name: str, content: bytes) -> Path:
    """A copy to look at, in the system's own folder for such things."""
    file = Path(tempfile.mkdtemp(prefix="zhijiao-")) / Path(name).name
    file.write_bytes(content)
    return file


def _show_file(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
