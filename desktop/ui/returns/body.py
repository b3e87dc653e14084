"""The filled return on screen: its sheets as pictures, columns or a number beside, the findings below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.errors import Problem, UserError
from desktop.core.progress import Progress
from desktop.services.returning import Explanation
from desktop.services.returning.checks_book import Book, trial
from desktop.services.returning.explaining import explain_cell
from desktop.services.returning.preview import PreviewSheet
from desktop.services.returning.shape import FormSheet
from desktop.ui.context import Context
from desktop.ui.findings import Findings
from desktop.ui.picture import letters
from desktop.ui.returns.look import Shown
from desktop.ui.returns.side import NUMBER, WIDTH, Side
from desktop.ui.returns.washed import place_of, washes_of
from desktop.ui.sheets import Sheets
from desktop.ui.widgets import label


class Body(QSplitter):
    """A click on a heading opens its column, on any other cell what stands behind it."""

    said = Signal(object, str, str)  # FormSheet, header, field

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._context = context
        self._shown = Shown()
        self._book: Book | None = None  # the filled return, once a number of it was asked for
        self._only = False
        self.sheets = Sheets(self)
        self.picture = self.sheets.picture
        self.findings = Findings(self)
        self.side = Side(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        nothing = QWidget(self)
        empty = QVBoxLayout(nothing)
        self.words = label("", "quiet", wrap=True, parent=nothing)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.addWidget(self.words)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(nothing)
        self._stack.addWidget(self.sheets)
        self._across = across = QSplitter(Qt.Orientation.Horizontal, self)
        across.setChildrenCollapsible(False)
        across.addWidget(self._stack)
        across.addWidget(self.side)
        across.setStretchFactor(0, 1)
        self.setChildrenCollapsible(False)
        self.addWidget(across)
        self.addWidget(self.findings)
        self.setStretchFactor(0, 1)
        self.setSizes([420, 110])
        self.findings.hide()

    def _connect(self) -> None:
        self.sheets.turned.connect(lambda _at: self._draw(False))
        self.findings.looked.connect(self.sheets.goto)
        self.picture.clicked.connect(self._clicked)
        self.picture.activated.connect(self._clicked)
        self.picture.selectionModel().currentChanged.connect(self._moved)
        self.side.number.wanted.connect(lambda name, row: self._context.navigate(name, row=row))
        self.side.columns.said.connect(self._said)
        self.side.opened.connect(lambda: self._across.setSizes([self.width() - WIDTH, WIDTH]))

    # -- showing --------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """A sentence in place of the sheets."""
        self._shown = Shown(words=words)
        self._book = None
        self.words.setText(words)
        self._stack.setCurrentIndex(0)
        self.side.close_side()

    def show_return(self, shown: Shown, keep: bool) -> None:
        """The sheets of a preview; `keep`: it is the same one again, so stay where one is looking."""
        self._shown, self._book = shown, None
        found = shown.preview
        if found is None:
            self.say(shown.words)
            return
        self.sheets.put([sheet.picture.name for sheet in found.sheets], stay=keep)
        self._stack.setCurrentIndex(1)
        if not keep:
            if found.form.shipped:
                self.side.close_side()
            else:
                self.side.open_columns()
        self._draw(keep)
        if keep and self.side.page() == NUMBER:
            self._explain(self.picture.currentIndex())

    def show_problems(self, problems: list[Problem]) -> None:
        """What was found, in the list below."""
        self.findings.show_problems(problems)
        self.findings.setVisible(bool(problems))

    def _sheet(self) -> PreviewSheet | None:
        found, at = self._shown.preview, self.sheets.at
        return found.sheets[at] if found is not None and 0 <= at < len(found.sheets) else None

    def form_sheet(self) -> FormSheet | None:
        """What the form says of the sheet on screen; copies for each class or card are like the first."""
        found, sheet = self._shown.preview, self._sheet()
        if found is None or sheet is None:
            return None
        first = next(iter(found.form.sheets), None)
        return next((each for each in found.form.sheets if each.name == sheet.picture.name), first)

    def _draw(self, keep: bool) -> None:
        found, sheet = self._shown.preview, self._sheet()
        if found is None or sheet is None:
            return
        mine = self.form_sheet()
        washes, tips = washes_of(sheet, found.problems, mine)
        body = (sheet.first_row, sheet.last_row)
        self.picture.show_picture(sheet.picture, body, washes, tips, keep_place=keep)
        self.sheets.say_cut(sheet.picture, "导出的文件里都有")
        self.show_only(self._only)
        if mine is not None:
            self.side.columns.show_columns(found.form, mine, self._shown)

    def show_only(self, only: bool) -> None:
        """Only the rows of the list in which something was found, or all."""
        self._only = only
        found, sheet = self._shown.preview, self._sheet()
        if found is None or sheet is None:
            return
        wrong = {problem.row for problem in found.problems if problem.sheet == sheet.picture.name}
        hide = only and bool(wrong)
        for line in range(max(1, sheet.first_row), sheet.last_row + 1):
            self.picture.setRowHidden(line - 1, hide and line not in wrong)

    # -- numbers and columns --------------------------------------------------------------------------

    def _clicked(self, index: QModelIndex) -> None:
        mine = self.form_sheet()
        row, column = index.row() + 1, index.column() + 1
        if mine is not None and mine.has_list and mine.header_rows[0] <= row <= mine.header_rows[1]:
            self.side.open_columns()
            self.side.columns.goto(letters(column))
            return
        heading = self._heading(row, column)
        if heading:
            self.side.open_columns()
            self.side.columns.goto(heading)
            return
        self.side.open_number()
        self._explain(index)

    def _heading(self, row: int, column: int) -> str:
        """The label of a card or the heading of a cross table that was clicked; "" for a cell to fill."""
        mine = self.form_sheet()
        told = self._shown.spoken.get(mine.name, []) if mine is not None else []
        if mine is None or not told:
            return ""
        places = {place_of(each.place): each.place for each in told}
        if (row, column) in places:
            return places[row, column]
        if mine.header_rows[0] <= row <= mine.header_rows[1]:  # a heading merged over several rows
            return places.get((mine.header_rows[1], column), "")
        if (row, column) in {place_of(cell.ref) for cell in mine.cells}:
            return ""
        first = min((place_of(cell.ref)[1] for cell in mine.cells), default=0)
        beside = {at[0]: place for at, place in places.items() if at[0] > mine.header_rows[1] > 0}
        return beside.get(row, "") if column < first else ""

    def _moved(self, index: QModelIndex, _before: QModelIndex) -> None:
        if self.side.page() == NUMBER:
            self._explain(index)

    def _explain(self, index: QModelIndex) -> None:
        found, sheet = self._shown.preview, self._sheet()
        if found is None or sheet is None or not index.isValid():
            return
        office, form, window, where = self._context.office, found.form, found.window, self._shown.where
        ref = f"{sheet.picture.name}!{letters(index.column() + 1)}{index.row() + 1}"
        known = self._book

        def work(progress: Progress) -> tuple[Book, Explanation]:
            progress.step(0)
            book = known or trial(office, form, window, where)
            return book, explain_cell(office, book, ref)

        self._context.jobs.start(
            "打开这个数", work, self._explained, failed=self._not_explained, key="return-number"
        )

    def _explained(self, found: tuple[Book, Explanation]) -> None:
        book, explanation = found
        self._book = book if book.form is (self._shown.preview and self._shown.preview.form) else None
        self.side.number.show_number(explanation)

    def _not_explained(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self.side.number.say(str(error))
        elif self._context.jobs.on_error is not None:
            self._context.jobs.on_error(error)

    def _said(self, header: str, field: str) -> None:
        mine = self.form_sheet()
        if mine is not None:
            self.said.emit(mine, header, field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the panel away."""
        if event.key() == Qt.Key.Key_Escape and self.side.isVisible():
            self.side.close_side()
            self.picture.setFocus()
        else:
            super().keyPressEvent(event)
