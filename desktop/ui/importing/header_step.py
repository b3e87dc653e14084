"""The second step of an import: on which sheet and in which rows the header stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.services.importing import ImportPlan, PlannedTable
from desktop.services.pictures import Picture
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.importing.enter_line import EnterLine
from desktop.ui.importing.work import Look
from desktop.ui.popup import Option
from desktop.ui.widgets import button, column, label, row, set_tone

EVERY = "自动选择"
PAUSE = 350  # milliseconds after the last ↑ or ↓ before the file is read again
HELP = (
    "认错了就在左边点表头那一行，几行的表头按住 Shift 再点最后一行；或在上面改行号（↑↓ 加减），按回车重读。"
)


class RowNumber(EnterLine):
    """The number of a row; ↑ and ↓ count."""

    counted = Signal()

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setValidator(QIntValidator(1, 9999, self))
        self.setFixedWidth(48)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setAccessibleName(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ is the row above, ↓ the row below, as they lie in the sheet."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            number = int(self.text() or 1) + steps[Qt.Key(event.key())]
            self.setText(str(max(1, number)))
            self.counted.emit()
        else:
            super().keyPressEvent(event)


class HeaderStep(QWidget):
    """What was found, said; both can be put right by a click in the sheet, or by keys."""

    sheet_chosen = Signal(object)  # a sheet's name, or None for what the program finds
    header_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", wrap=True, parent=self)
        self.sheet = Chooser("工作表", self)
        self.sheet.chosen.connect(self.sheet_chosen)
        self.first, self.last = RowNumber("表头首行", self), RowNumber("表头末行", self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self._said)
        for each in (self.first, self.last):
            each.returnPressed.connect(self._said)
            each.counted.connect(self._counted)
        self.apply = button("按此重读", help="把这几行当作表头重新识别", parent=self)
        self.apply.clicked.connect(self._said)
        self.found = label("", "quiet", wrap=True, parent=self)
        self._build()

    def _build(self) -> None:
        lines = column(self, spacing=tokens.SMALL)
        lines.addWidget(label("表头在哪里", "heading", parent=self))
        lines.addWidget(self.words)
        where = row()
        where.addWidget(label("工作表", "quiet", parent=self))
        where.addWidget(self.sheet, 1)
        lines.addLayout(where)
        heads = row()
        heads.addWidget(label("表头　第", "quiet", parent=self))
        heads.addWidget(self.first)
        heads.addWidget(label("至", "quiet", parent=self))
        heads.addWidget(self.last)
        heads.addWidget(label("行", "quiet", parent=self))
        heads.addStretch(1)
        heads.addWidget(self.apply)
        lines.addLayout(heads)
        lines.addWidget(label(HELP, "quiet", wrap=True, parent=self))
        lines.addSpacing(tokens.SMALL)
        lines.addWidget(self.found)
        lines.addStretch(1)

    def show_look(self, look: Look) -> None:
        """The sheets and the header as they are understood now."""
        names = [picture.name for picture in look.pictures]
        options = [Option(None, EVERY), *(Option(name, name) for name in names)]
        self.sheet.show_options(options, look.wish.sheet)
        self.sheet.setEnabled(len(names) > 1)
        if look.plan is None:
            set_tone(self.words, "bad")
            self.words.setText(f"✕ {look.words}")
            self.found.setText("")
            return
        table = look.plan.tables[0]
        self.first.setText(str(table.header_rows[0]))
        self.last.setText(str(table.header_rows[1]))
        set_tone(self.words, "")
        rows = f"下面 {table.rows} 行"
        self.words.setText(f"✓ {_where(table)}，认出 {len(table.columns)} 列，{rows}。")
        self.found.setText("\n".join(_told(look.plan)))

    def point(self, at: int, *, further: bool) -> None:
        """A row of the sheet was clicked: it is the header, or with Shift its last row."""
        first = int(self.first.text() or at) if further else at
        self.header_chosen.emit(min(first, at), max(first, at))

    def _counted(self) -> None:
        low, high = int(self.first.text() or 1), int(self.last.text() or 1)
        if low > high:
            other = self.last if self.sender() is self.first else self.first
            other.setText(self.first.text() if other is self.last else self.last.text())
        self._pause.start()

    def _said(self) -> None:
        self._pause.stop()
        typed = [int(each.text()) for each in (self.first, self.last) if each.text()]
        if typed:
            self.header_chosen.emit(max(1, min(typed)), max(1, *typed))


def _where(table: PlannedTable) -> str:
    first, last = table.header_rows
    return (
        f"「{table.sheet}」第 {first} 行是表头"
        if first == last
        else f"「{table.sheet}」第 {first}–{last} 行是表头"
    )


def _told(plan: ImportPlan) -> list[str]:
    """What else was understood: further tables, what stands above them, what is no record."""
    told = [f"另有 {_where(table)}，{table.rows} 行" for table in plan.tables[1:8]]
    if len(plan.tables) > 8:
        told.append(f"……共 {len(plan.tables)} 张同样的表")
    said: dict[str, list[str]] = {}
    for table in plan.tables:
        for path, value in table.heading.items():
            if value not in said.setdefault(path, []):
                said[path].append(value)
    told += [f"表头上方写明：{path.replace('.', ' ')} {'、'.join(texts[:3])}" for path, texts in said.items()]
    left = "、".join(f"{why} {count} 行" for why, count in plan.skipped_rows.items())
    if left:
        told.append(f"不算记录的：{left}（在“问题”一步可以改）")
    if plan.other_sheets:
        told.append(f"没有导入的：{'、'.join(plan.other_sheets)}")
    return told


def header_washes(plan: ImportPlan | None, picture: Picture) -> dict[tuple[int, int], str]:
    """Blue over the header, green over the rows under it."""
    washes: dict[tuple[int, int], str] = {}
    for table in plan.tables if plan is not None else ():
        if table.sheet == picture.name:
            for at in range(table.header_rows[0], table.header_rows[1] + 1):
                washes.update({(at, each): "accent_wash" for each in range(1, picture.columns + 1)})
    rows = {line.row for line in plan.lines if line.sheet == picture.name} if plan is not None else set()
    washes.update({(at, each): "good_wash" for at in rows for each in range(1, picture.columns + 1)})
    return washes
