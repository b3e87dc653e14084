"""The second step of an import: what each column of the file means, and where the header is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from desktop.services.importing import ImportPlan, PlannedTable
from desktop.services.pictures import Picture
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.importing.work import Look, fields_of
from desktop.ui.popup import Option
from desktop.ui.widgets import button, column, empty, label, row, set_tone

LEAVE_OUT = "（不导入）"
EVERY = "自动选择"


class ColumnsStep(QWidget):
    """One line a column: its header, the field it goes to, why."""

    mapped = Signal(str, str)  # header, label path ("" leaves it out)
    sheet_chosen = Signal(object)  # a sheet's name, or None for what the program finds
    header_chosen = Signal(int, int)
    looked = Signal(str, str)  # sheet, column letter: show it in the picture

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choosers: dict[str, tuple[Chooser, QWidget]] = {}
        self._shape: tuple[str, ...] = ()
        self.sheet = Chooser("工作表", self)
        self.sheet.chosen.connect(self.sheet_chosen)
        self.first, self.last = self._row_number("表头首行"), self._row_number("表头末行")
        self.apply = button("按此重读", help="把这几行当作表头重新识别", parent=self)
        self.apply.clicked.connect(self._header)
        self.words = label("", "quiet", wrap=True, parent=self)
        self._build()

    def _row_number(self, name: str) -> QLineEdit:
        made = QLineEdit(self)
        made.setValidator(QIntValidator(1, 9999, made))
        made.setFixedWidth(48)
        made.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        made.setAccessibleName(name)
        made.returnPressed.connect(self._header)
        return made

    def _build(self) -> None:
        lines = column(self, spacing=tokens.SMALL)
        where = row()
        where.addWidget(label("工作表", "quiet", parent=self))
        where.addWidget(self.sheet, 1)
        lines.addLayout(where)
        heads = row()
        heads.addWidget(label("表头 第", "quiet", parent=self))
        heads.addWidget(self.first)
        heads.addWidget(label("至", "quiet", parent=self))
        heads.addWidget(self.last)
        heads.addWidget(label("行", "quiet", parent=self))
        heads.addStretch(1)
        heads.addWidget(self.apply)
        lines.addLayout(heads)
        lines.addWidget(self.words)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._rows = column(self._inside, spacing=tokens.TIGHT)
        self._area.setWidget(self._inside)
        lines.addWidget(self._area, 1)

    # -- showing --------------------------------------------------------------------------------------

    def show_look(self, look: Look) -> None:
        """The sheets, the header and the columns as they are understood now."""
        names = [picture.name for picture in look.pictures]
        options = [Option(None, EVERY), *(Option(name, name) for name in names)]
        self.sheet.show_options(options, look.wish.sheet)
        self.sheet.setEnabled(len(names) > 1)
        if look.plan is None:
            self._say("bad", look.words)
            self._clear()
            return
        table = look.plan.tables[0]
        self.first.setText(str(table.header_rows[0]))
        self.last.setText(str(table.header_rows[1]))
        self._say_found(look.plan, table)
        self._show_columns(look, table)

    def _say(self, tone: str, words: str) -> None:
        set_tone(self.words, tone)
        self.words.setText(words)

    def _say_found(self, plan: ImportPlan, table: PlannedTable) -> None:
        tables = len(plan.tables)
        words = f"{tables} 张表，" if tables > 1 else ""
        words += f"认出 {len(table.columns)} 列，{plan.rows} 行"
        skipped = "、".join(f"{why} {count} 行" for why, count in plan.skipped_rows.items())
        if skipped:
            words += f"；跳过 {skipped}"
        lost = [each.header for each in plan.unmapped if each.loss]
        if lost:
            self._say("warn", f"! {words}。有内容但没有对应的列：{'、'.join(lost)}")
        else:
            self._say("quiet", f"✓ {words}。")

    def _clear(self) -> None:
        empty(self._rows)
        self._choosers, self._shape = {}, ()

    def _show_columns(self, look: Look, table: PlannedTable) -> None:
        fields = fields_of(look.wish.record)
        options = [Option("", LEAVE_OUT)]
        options += [Option(each, shown, words) for each, (shown, words) in fields.items()]
        keys = _keys(table)
        if tuple(keys) != self._shape:
            self._clear()
            self._shape = tuple(keys)
            for letter, key in keys.items():
                self._add(table, letter, key)
            self._rows.addStretch(1)
        for letter, key in keys.items():
            chooser, reason = self._choosers[letter]
            found = table.columns.get(letter, "")
            offered = options
            if found and found not in fields:
                offered = [*options, Option(found, found.replace(".", " "))]
            chooser.show_options(offered, found)
            self._explain(reason, table, letter, found)
            del key

    def _add(self, table: PlannedTable, letter: str, key: str) -> None:
        line = row()
        head = label(table.headers[letter].replace("\n", ""), parent=self._inside)
        head.setToolTip(f"{letter} 列：{table.headers[letter]}")
        head.setFixedWidth(118)
        head.setWordWrap(True)
        chooser = Chooser(f"{table.headers[letter]} 对应", self._inside)
        chooser.chosen.connect(partial(self._mapped, key))
        mark = label(letter, "quiet", parent=self._inside)
        mark.setFixedWidth(18)
        line.addWidget(mark)
        line.addWidget(head)
        line.addWidget(chooser, 1)
        reason = label("", "quiet", wrap=True, parent=self._inside)
        reason.setContentsMargins(26, 0, 0, tokens.TIGHT)
        self._rows.addLayout(line)
        self._rows.addWidget(reason)
        self._choosers[letter] = (chooser, reason)

    def _explain(self, reason: QWidget, table: PlannedTable, letter: str, found: str) -> None:
        sure = table.confidence.get(letter, 0.0)
        why = table.reasons.get(letter, "")
        words = f"{'✓' if sure >= 0.8 else '?'} {why}（把握 {sure:.0%}）" if found else f"· {why}"
        reason.setText(words)  # type: ignore[attr-defined]
        set_tone(reason, "quiet" if not found or sure >= 0.8 else "warn")

    # -- telling --------------------------------------------------------------------------------------

    def _mapped(self, key: str, found: object) -> None:
        self.mapped.emit(key, str(found or ""))

    def _header(self) -> None:
        typed = [int(each.text()) for each in (self.first, self.last) if each.text()]
        if typed:
            self.header_chosen.emit(max(1, min(typed)), max(1, *typed))


def _keys(table: PlannedTable) -> dict[str, str]:
    """By which name the mapping speaks of a column: its header, or its letter where two have the same."""
    texts = list(table.headers.values())
    return {
        letter: text if text and texts.count(text) == 1 else letter for letter, text in table.headers.items()
    }


def column_washes(plan: ImportPlan, picture: Picture) -> tuple[dict[tuple[int, int], str], tuple[int, int]]:
    """Green over the columns that are imported, yellow over those that would be lost; and the rows."""
    from desktop.ui.picture import number_of

    washes: dict[tuple[int, int], str] = {}
    body = (0, 0)
    for table in plan.tables:
        if table.sheet != picture.name:
            continue
        last = max((line.row for line in plan.lines if line.sheet == picture.name), default=picture.rows)
        body = (body[0] or table.header_rows[0], last)
        for letter in table.headers:
            washes[0, number_of(letter)] = "good_wash" if letter in table.columns else "window"
    for each in plan.unmapped:
        if each.sheet == picture.name and each.loss:
            washes[0, number_of(each.column)] = "warn_wash"
    return washes, body
