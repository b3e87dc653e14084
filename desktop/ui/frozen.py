"""The first column of a table, which stays in its place while the others are scrolled sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView


class FrozenColumn(QTableView):
    """Lies over the first column of `under` and shows the same: one model, one selection, one scroll."""

    def __init__(self, under: QTableView, header: QHeaderView | None = None) -> None:
        """`header`: its heading, where it is not one of Qt's own."""
        super().__init__(under)
        self._under = under
        if header is not None:
            self.setHorizontalHeader(header)
        self.setObjectName("frozen")
        self.setModel(under.model())
        self.setSelectionModel(under.selectionModel())
        self.setSelectionBehavior(under.selectionBehavior())
        self.setSelectionMode(under.selectionMode())
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(under.showGrid())
        self.setWordWrap(False)
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(under.verticalScrollMode())
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(under.verticalHeader().defaultSectionSize())
        self.doubleClicked.connect(self._wanted)
        header, above = self.horizontalHeader(), under.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(above.defaultAlignment())
        header.setSectionsClickable(above.sectionsClickable())
        header.sectionClicked.connect(self._heading_clicked)
        header.sectionResized.connect(self._drawn_wider)
        above.sectionResized.connect(self.lay)
        above.sortIndicatorChanged.connect(self._sorted)
        header.setSortIndicatorShown(above.isSortIndicatorShown())
        header.setSortIndicator(above.sortIndicatorSection(), above.sortIndicatorOrder())
        under.verticalScrollBar().valueChanged.connect(self.lay)
        self.verticalScrollBar().valueChanged.connect(self._turned)
        under.horizontalScrollBar().valueChanged.connect(self.lay)
        under.installEventFilter(self)
        for column in range(1, self.model().columnCount()):
            self.setColumnHidden(column, True)
        self.lay()

    def lay(self, *_: object) -> None:
        """Where the first column would be; out of the way while it is in sight anyway."""
        under = self._under
        width, inside = under.columnWidth(0), under.viewport().geometry()
        if self.columnWidth(0) != width:
            self.setColumnWidth(0, width)
        heading = under.horizontalHeader().height()
        self.horizontalHeader().setFixedHeight(heading)
        self.setGeometry(inside.left(), inside.top() - heading, width, heading + inside.height())
        scrolled = under.horizontalScrollBar().value() > 0 and not under.isColumnHidden(0)
        self.setVisible(scrolled and width * 2 <= inside.width())  # the others need room, too
        self.verticalScrollBar().setValue(under.verticalScrollBar().value())
        self.raise_()

    def _wanted(self, index: QModelIndex) -> None:
        """A double click is meant for the table below."""
        self._under.setCurrentIndex(index)
        if self._under.editTriggers() & QAbstractItemView.EditTrigger.DoubleClicked:
            self._under.edit(index)
        self._under.doubleClicked.emit(index)

    def _turned(self, at: int) -> None:
        if self.isVisible():
            self._under.verticalScrollBar().setValue(at)

    def _heading_clicked(self, column: int) -> None:
        self._under.horizontalHeader().sectionClicked.emit(column)

    def _sorted(self, column: int, order: Qt.SortOrder) -> None:
        self.horizontalHeader().setSortIndicator(column, order)

    def _drawn_wider(self, column: int, _before: int, width: int) -> None:
        if column == 0 and self._under.columnWidth(0) != width:
            self._under.setColumnWidth(0, width)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The table below got another size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self.lay()
        return super().eventFilter(watched, event)
