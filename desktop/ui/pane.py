"""Rows of one record with search, filters and keys: what the record screen and the parts of a row share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.errors import Problem
from desktop.core.fields import Kind
from desktop.records.catalogue import record
from desktop.services.office import Office
from desktop.ui import tokens
from desktop.ui.chips import Chips, Filter
from desktop.ui.context import Context
from desktop.ui.grid import Cells, Column, GridModel
from desktop.ui.reading import Reading
from desktop.ui.searchbox import SearchBox
from desktop.ui.sources import RecordSource, read_options
from desktop.ui.table import Grid
from desktop.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from desktop.core.progress import Progress
    from desktop.services.saving import Outcome
    from desktop.ui.editors import Editor


class RecordPane(QWidget):
    """The grid of one record, wired to the ledger."""

    add_wanted = Signal()
    import_wanted = Signal()
    opened = Signal(object)  # row id
    status = Signal(str)
    problems_found = Signal(object)
    loaded = Signal()
    current = Signal(object)  # row id of the current row

    def __init__(
        self,
        context: Context,
        record_id: str,
        fixed: tuple[str, int] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.record = context, record(record_id)
        self.fixed = fixed
        self.reading = Reading(context.office.codes, context.office.today)
        self._source = RecordSource(context.office, record_id, fixed)
        self.model = GridModel(context.jobs, self._source, self)
        self.grid = Grid(self.model, self.reading, self)
        self.grid.setAccessibleName(self.record.label)
        self.search = SearchBox(self)
        self.chips = Chips(self)
        self._filters: dict[str, Filter] = {}
        self._goto: int | None = None
        self._armed = False
        self._build()
        self._connect()

    def new_day(self, office: Office) -> None:
        """The rows as of the new day, from the next reading on; 今天 is another one."""
        self.reading.today = office.today
        self._source.new_day(office)

    def _build(self) -> None:
        body = column(self, spacing=tokens.TIGHT)
        chips = QHBoxLayout()
        chips.setContentsMargins(tokens.LARGE, 0, tokens.LARGE, 0)
        chips.addWidget(self.chips)
        body.addLayout(chips)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._nothing())
        body.addWidget(self._stack, 1)

    def _nothing(self) -> QWidget:
        """An empty table: one sentence and two buttons."""
        page = QWidget()
        lines = QVBoxLayout(page)
        lines.addStretch(2)
        self._words = label("", "quiet", wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines.addWidget(self._words)
        buttons = row()
        buttons.addStretch(1)
        self._add = button("新增", icon="add")
        self._add.clicked.connect(self.add_wanted)
        self._import = button("导入", icon="import")
        self._import.clicked.connect(self.import_wanted)
        self._clear = button("清除筛选和搜索")
        self._clear.clicked.connect(self.show_all)
        for each in (self._add, self._import, self._clear):
            buttons.addWidget(each)
        buttons.addStretch(1)
        lines.addLayout(buttons)
        lines.addStretch(3)
        return page

    def _connect(self) -> None:
        self.search.searched.connect(self._searched)
        self.search.down.connect(self._into_grid)
        self.chips.removed.connect(self._unfilter)
        self.grid.filter_wanted.connect(self._ask_filter)
        self.grid.status.connect(self.status)
        self.grid.opened.connect(self._opened)
        self.grid.current_row.connect(self._current)
        self.grid.deleted.connect(self.delete)
        self.grid.merge_wanted.connect(self.merge)
        self.grid.wrong.connect(self._wrong)
        self.grid.appended.connect(self._append)
        self.model.edited.connect(self._edited)
        self.model.loaded.connect(self._loaded)

    def _editor(self, of: Column, parent: QWidget) -> Editor:
        from desktop.ui.editors import make_editor

        office, ref = self.context.office, of.field.ref

        def search(typed: str, show: Any) -> None:
            self.context.jobs.start(
                "查找", lambda progress: read_options(office, ref, typed), show, key=f"cell-{id(self)}"
            )

        return make_editor(of.field, self.reading, parent, search=search)

    # -- reading --------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again what is on screen."""
        self.model.reload(around=max(0, self.grid.rowAt(0)))

    def _searched(self, text: str) -> None:
        if text != self.model.ask.search:
            self.model.reload(replace(self.model.ask, search=text))

    def set_window(self, window: object) -> None:
        """Only rows of a window of time; None for all."""
        self.model.reload(replace(self.model.ask, window=window))

    def goto(self, row_id: int) -> None:
        """Make the row of this id the current one, now or when it has been read."""
        at = self.model.row_of(row_id)
        self._goto = None if at is not None else row_id
        if at is not None:
            self.grid.choose_row(at)

    def _arm(self, _: object) -> None:
        self.grid.make_editable(self._editor)

    def _loaded(self) -> None:
        if not self._armed:
            self._armed = True
            self.context.jobs.start("准备", read_editors, self._arm)
        empty = self.model.rowCount() == 0
        if empty:
            limited = bool(self._filters or self.model.ask.search or self.model.ask.window)
            name = self.record.label
            self._words.setText(
                f"没有符合条件的{name}。"
                if limited
                else f"还没有{name}：点“新增”逐条填写，或从现有的 Excel 表导入。"
            )
            self._clear.setVisible(limited)
            self._add.setVisible(not limited)
            self._import.setVisible(not limited)
        self._stack.setCurrentIndex(1 if empty else 0)
        if self._goto is not None:
            self.goto(self._goto)
        elif not empty and not self.grid.currentIndex().isValid():
            self.grid.setCurrentIndex(self.model.index(0, 0))
        self.loaded.emit()

    def _into_grid(self) -> None:
        self.grid.setFocus()

    def _opened(self, at: int) -> None:
        row_id = self.model.row_id(at)
        if row_id is not None:
            self.opened.emit(row_id)

    def _current(self, at: int) -> None:
        self.current.emit(self.model.row_id(at))

    # -- filters --------------------------------------------------------------------------------------

    def _ask_filter(self, section: int) -> None:
        from desktop.ui.filters import FilterPopup

        of = self.model.columns[section]
        popup = FilterPopup(of, self.reading, self._filters.get(of.key), self)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.decided.connect(self.set_filter)
        headings = self.grid.headings
        corner = headings.mapToGlobal(
            QPoint(max(0, headings.sectionViewportPosition(section)), headings.height())
        )
        popup.open_at(corner)

    def set_filter(self, key: str, made: Filter | None) -> None:
        """Filter by a column, or no longer."""
        if made is None:
            self._filters.pop(key, None)
        else:
            self._filters[key] = made
        self._show_filters()

    def _unfilter(self, key: str) -> None:
        if key:
            self._filters.pop(key, None)
        else:
            self._filters.clear()
        self._show_filters()

    def show_all(self) -> None:
        """No filter, no search."""
        self._filters.clear()
        self.search.clear()
        self.model.ask = replace(self.model.ask, window=None, search="")
        self._show_filters()

    def _show_filters(self) -> None:
        keys = [one.key for one in self.model.columns]
        self.grid.headings.filtered = {keys.index(key) for key in self._filters}
        self.grid.headings.viewport().update()
        self.chips.show_filters(list(self._filters.values()))
        where = tuple((one.key, op, value) for one in self._filters.values() for op, value in one.tests)
        self.model.reload(replace(self.model.ask, where=where))

    # -- writing --------------------------------------------------------------------------------------

    def _edited(self, changes: list[tuple[int, Cells]]) -> None:
        rows = [(row_id, {key: value for key, (value, _) in cells.items()}) for row_id, cells in changes]
        title = f"修改{self.record.label}" + (f" {len(rows)} 条" if len(rows) > 1 else "")
        self._write(rows, title)

    def _append(self, fresh: list[Cells]) -> None:
        rows: list[tuple[int | None, dict[str, Any]]] = []
        for cells in fresh:
            values = {key: value for key, (value, _) in cells.items() if value is not None}
            if self.fixed is not None:
                values[self.record.by_name(self.fixed[0]).label] = self.fixed[1]
            rows.append((None, values))
        self._write(rows, f"粘贴{self.record.label} {len(rows)} 条")

    def paste_rows(self, block: list[list[str]]) -> None:
        """Lines copied in Excel as new rows: by their heading line where there is one, else by position."""
        by_title = {name: of for of in self.model.columns for name in (of.key, of.title, of.field.label)}
        heads = [by_title.get(cell.strip()) for cell in block[0]]
        if sum(head is not None for head in heads) * 2 > len(heads):
            lines = block[1:]
        else:
            shown = [
                number for number in range(len(self.model.columns)) if not self.grid.isColumnHidden(number)
            ]
            heads, lines = [self.model.columns[number] for number in shown], block
        fresh: list[Cells] = []
        problems: list[Problem] = []
        for number, line in enumerate(lines, 1):
            cells: Cells = {}
            for head, text in zip(heads, line, strict=False):
                if head is None or not head.editable or not text.strip():
                    continue
                if head.field.kind is Kind.REF:
                    cells[head.key] = (text.strip(), text)
                    continue
                parsed = self.reading.parse(head.field, text)
                if parsed.problem is not None and parsed.problem.severity == "error":
                    sentence = f"粘贴的第 {number} 行：{parsed.problem.sentence}"
                    problems.append(replace(parsed.problem, sentence=sentence, path=head.key))
                else:
                    cells[head.key] = (parsed.value, text)
            fresh.append(cells)
        if problems:
            self._wrong(problems)
        if fresh:
            self._append(fresh)

    def _write(self, rows: Any, title: str) -> None:
        office, record_id = self.context.office, self.record.id
        self.context.jobs.start(
            "保存",
            lambda progress: write_rows(office, record_id, rows, title),
            partial(self._written, rows),
            lane="write",
        )

    def _written(self, rows: list[tuple[int | None, dict[str, Any]]], outcomes: list[Outcome]) -> None:
        problems: list[Problem] = []
        for (row_id, values), outcome in zip(rows, outcomes, strict=True):
            for problem in outcome.problems:
                named = replace(problem, path=problem.path or next(iter(values), ""))
                problems.append(named.at(record=self.record.id, row_id=row_id or outcome.id))
        if problems:
            self._wrong(problems)
            self.reload()

    def _wrong(self, problems: list[Problem]) -> None:
        first = problems[0]
        more = f"（共 {len(problems)} 处）" if len(problems) > 1 else ""
        self.context.bars.warn(first.sentence + more)
        self.problems_found.emit([problem.at(record=self.record.id) for problem in problems])

    def delete(self, ids: list[int]) -> None:
        """Delete rows: at once, since 撤销 brings them back."""
        if not ids:
            return
        from desktop.services.saving import remove

        office, record_id = self.context.office, self.record.id
        self.context.jobs.start(
            "删除",
            lambda progress: remove(office, record_id, ids),
            partial(self._deleted, len(ids)),
            lane="write",
        )

    def merge(self, ids: list[int]) -> None:
        """Make rows one that are one and the same, in a dialog that shows them side by side."""
        from desktop.ui.merging.asking import ask_merge

        ask_merge(self.context, self, self.record.id, ids)

    def _deleted(self, asked: int, count: int) -> None:
        del count
        self.context.bars.good(f"已删除{self.record.label} {asked} 条，可用“撤销”恢复。")


def read_editors(progress: Progress) -> None:
    """The editors' modules, read in on a job's thread once the first rows are there."""
    import desktop.ui.delegate
    import desktop.ui.filters  # noqa: F401

    progress.step(1, 1)


def write_rows(
    office: Office, record_id: str, rows: list[tuple[int | None, dict[str, Any]]], title: str
) -> list[Outcome]:
    """Rows of one record as one act: those with an id are changed, the others made or found by key."""
    from desktop.services.saving.writer import Writer
    from desktop.store.act import act

    of = record(record_id)
    named = [{of.path(label).name: value for label, value in values.items()} for _, values in rows]
    with act(office.ledger, title) as s:
        writer = Writer(s, office.ledger, office.today, on_conflict="update", clear=True)
        return writer.write(of, named, [row_id for row_id, _ in rows])
