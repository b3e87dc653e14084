"""The file's own sheets beside every step: washed by what the step is about, pointed at, typed over."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from desktop.services.pictures import Picture
from desktop.ui.importing.columns import column_washes
from desktop.ui.importing.header_step import header_washes
from desktop.ui.importing.marks import problem_washes, row_washes
from desktop.ui.importing.work import Look
from desktop.ui.picture import letters
from desktop.ui.sheets import Sheets

FILE, HEADER, COLUMNS, PROBLEMS, OUTCOME = range(5)


class Canvas(Sheets):
    """Draws what there is to see at a step."""

    row_pointed = Signal(int, bool)  # a row was clicked; whether with Shift
    column_pointed = Signal(str)  # a column's letter
    cell_pointed = Signal(str, int, str)  # sheet, row, column letter
    typed = Signal(str, int, str, str)  # the same, and what is to stand there

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = FILE
        self._look: Look | None = None
        self._drawn: Picture | None = None  # as the file has it: what was last laid out
        self._hidden: set[int] = set()
        self.turned.connect(self._turned)
        self.picture.clicked.connect(self._clicked)
        self.picture.verticalHeader().sectionClicked.connect(self._row_clicked)
        self.picture.horizontalHeader().sectionClicked.connect(self._column_clicked)
        self.picture.pictured.typed.connect(self._typed)
        self.picture.pictured.writable = self._writable
        triggers = QAbstractItemView.EditTrigger
        self.picture.setEditTriggers(
            triggers.EditKeyPressed | triggers.AnyKeyPressed | triggers.DoubleClicked
        )

    # -- drawing --------------------------------------------------------------------------------------

    def show_look(self, look: Look | None, step: int) -> None:
        """These sheets, for this step."""
        self._look, self._step = look, step
        if look is None:
            return
        used = [table.sheet for table in look.plan.tables] if look.plan is not None else []
        names = [picture.name for picture in look.pictures]
        if names != self.names():
            self.put(names, used)
        elif used and names[self.at] not in used:
            self.tabs.setCurrentIndex(names.index(used[0]))
        self._draw()

    def _turned(self, _at: int) -> None:
        self._draw()

    def _draw(self) -> None:
        look, at = self._look, self.at
        if look is None or not 0 <= at < len(look.pictures):
            return
        picture, drawn = look.pictures[at], look.drawn[at]
        body, washes, tips = self._washes(look, picture)
        self.say_cut(picture, "照样导入")
        if drawn is self._drawn:
            self.picture.pictured.repaint(picture, body, washes, tips)
        else:
            self._drawn, self._hidden = drawn, set()
            self.picture.show_picture(picture, body, washes, tips, widen=True)

    def _washes(
        self, look: Look, picture: Picture
    ) -> tuple[tuple[int, int], dict[tuple[int, int], str], dict[tuple[int, int], str]]:
        if self._step == HEADER or look.plan is None:
            return (0, 0), header_washes(look.plan, picture), {}
        if self._step == COLUMNS:
            washes, body = column_washes(look.plan, picture)
            return body, washes, {}
        if self._step == PROBLEMS:
            return (0, 0), *problem_washes(look.plan, picture, look.wish.decisions)
        return (0, 0), *row_washes(look.plan, picture)

    def show_only(self, fate: str) -> None:
        """Only the rows of a fate; "" for all."""
        look, at = self._look, self.at
        if look is None or look.plan is None or at < 0:
            return
        name = look.pictures[at].name
        fates = {each.row: each.fate for each in look.plan.preview if each.sheet == name}
        rows = {line.row for line in look.plan.lines if line.sheet == name}
        hidden = {row for row in rows if fate and fates.get(row) != fate}
        for row in self._hidden ^ hidden:
            self.picture.setRowHidden(row - 1, row in hidden)
        self._hidden = hidden

    # -- pointing -------------------------------------------------------------------------------------

    def _name(self) -> str:
        return self.names()[self.at] if self.at >= 0 else ""

    def _further(self) -> bool:
        return bool(QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)

    def _row_clicked(self, at: int) -> None:
        if self._step == HEADER:
            self.row_pointed.emit(at + 1, self._further())

    def _column_clicked(self, at: int) -> None:
        if self._step == COLUMNS:
            self.column_pointed.emit(letters(at + 1))

    def _clicked(self, index: QModelIndex) -> None:
        if self._step == HEADER:
            self._row_clicked(index.row())
        elif self._step == COLUMNS:
            self._column_clicked(index.column())
        elif self._step == PROBLEMS:
            self.cell_pointed.emit(self._name(), index.row() + 1, letters(index.column() + 1))

    # -- typing ---------------------------------------------------------------------------------------

    def _writable(self, row: int, column: int) -> bool:
        """A cell of a row that is imported, in a column that goes somewhere, while problems are looked at."""
        plan = self._look.plan if self._look is not None else None
        if plan is None or self._step != PROBLEMS:
            return False
        name, letter = self._name(), letters(column)
        return any(
            table.sheet == name and table.header_rows[1] < row and letter in table.columns
            for table in plan.tables
        )

    def _typed(self, row: int, column: int, text: str) -> None:
        self.typed.emit(self._name(), row, letters(column), text)
