"""What differs between two filings, cell by cell, with the acts behind it; Enter goes to the row."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.returning import Change
from desktop.services.returning.archive_asking import Compared
from desktop.ui import tokens
from desktop.ui.rows import Rows
from desktop.ui.widgets import column, label, set_tone

KINDS = {"changed": "改", "added": "增", "removed": "删"}
HEADINGS = ("", "单元格", "哪一行", "字段", "原来", "后来", "因为")
WIDTHS = (36, 90, 190, 150, 150, 150, 0)


class Differences(QWidget):
    """A sentence with the count, and the table."""

    wanted = Signal(str, object)  # record, row: its id is longer than Qt's int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = Compared([], {})
        self.words = label("", "quiet", wrap=True, parent=self)
        self.rows = Rows("不同之处", HEADINGS, WIDTHS, parent=self)
        self.rows.entered.connect(self._go)
        lines = column(self, spacing=tokens.TIGHT)
        lines.addWidget(self.words)
        lines.addWidget(self.rows, 1)
        self.setFocusProxy(self.rows)

    def show_changes(self, said: str, found: Compared) -> None:
        """What `said` names differs in."""
        self._found = found
        count = len(found.changes)
        set_tone(self.words, "quiet" if count else "good")
        self.words.setText(
            f"{said}：{count} 处不同。Enter 打开那一行。" if count else f"✓ {said}：没有不同。"
        )
        self.rows.show_rows([texts(each) for each in found.changes])

    def _go(self, at: int) -> None:
        change = self._found.changes[at]
        record = self._found.records.get(change.sheet, "")
        if record and change.row_id is not None and change.kind != "removed":
            self.wanted.emit(record, change.row_id)


def texts(change: Change) -> tuple[str, ...]:
    """One line of the table."""
    why = "；".join(f"操作 {each.number} {each.title}" for each in change.acts) or change.why
    place = change.cell or change.old_cell
    return (KINDS[change.kind], place, change.title, change.field, change.old, change.new, why)
