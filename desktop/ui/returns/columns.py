"""The columns of a form: header, the field that fills it and why; of a form never seen another field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.records.catalogue import records
from desktop.services.returning import Form
from desktop.services.returning.correcting import columns_of, offer_of, offers
from desktop.services.returning.shape import FormColumn, FormSheet
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.popup import Option
from desktop.ui.widgets import button, column, empty, label, row, set_tone

NOTHING = "（不填）"
KINDS = {"running": "序号，从 1 起", "blank": "留空", "key": "主键"}


@dataclass(frozen=True, slots=True)
class _Line:
    """The widgets of one column; a chooser where there is something to choose."""

    chooser: Chooser | None
    said: QLabel
    reason: QLabel


class Columns(QWidget):
    """One line a column. Known forms say themselves what fills them: there is nothing to choose."""

    said = Signal(str, str)  # header, the field's label ("" for none)
    record_chosen = Signal(str)  # what the rows are, in place of what was inferred
    keep_wanted = Signal()
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, _Line] = {}
        self._shape: object = None
        self.words = label("", "quiet", wrap=True, parent=self)
        self.news = label("", "warn", wrap=True, parent=self)
        self.record = Chooser("每一行是", self)
        self.record.chosen.connect(lambda found: self.record_chosen.emit(str(found)))
        self._named = label("每一行是", "quiet", parent=self)
        self.keep = button("存为报表…", icon="save", help="起个名字存进台账，明年直接用", parent=self)
        self.keep.clicked.connect(self.keep_wanted)
        self.remove = button("删除这张报表", icon="delete", help="自己存的报表；可以撤销", parent=self)
        self.remove.clicked.connect(self.remove_wanted)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = QWidget()
        self._rows = column(self._inside, spacing=tokens.TIGHT)
        self._area.setWidget(self._inside)
        lines = column(self, spacing=tokens.SMALL)
        head = row()
        head.addWidget(self._named)
        head.addWidget(self.record, 1)
        head.addWidget(self.keep)
        head.addWidget(self.remove)
        lines.addLayout(head)
        lines.addWidget(self.words)
        lines.addWidget(self.news)
        lines.addWidget(self._area, 1)

    # -- showing --------------------------------------------------------------------------------------

    def show_columns(self, form: Form, sheet: FormSheet, news: str, added: bool) -> None:
        """The columns of the sheet that is on screen; `added`: the form is the user's own."""
        ours = not form.shipped
        found = columns_of(sheet)
        for each in (self._named, self.record, self.keep):
            each.setVisible(ours)
        self.remove.setVisible(added)
        if ours:
            options = [Option(each.id, each.label) for each in records() if each.id != "school"]
            self.record.show_options(options, sheet.record.id)
        self._say(ours, sheet, found)
        self.news.setText(f"! 和上次的表头比：{news}。" if news else "")
        self.news.setVisible(bool(news))
        self._show(sheet, found, ours and sheet.has_list)

    def _say(self, ours: bool, sheet: FormSheet, found: Sequence[FormColumn]) -> None:
        bound = sum(each.kind != "blank" for each in found)
        words = f"{len(found)} 列，{bound} 列有来源"
        if not sheet.has_list:
            left = f"，{len(found)} 格没有来源，留给人填" if found else ""
            self.words.setText(f"这里没有清单，只有单个的格子{left}。点一格看它怎么得来。")
        elif ours:
            self.words.setText(f"{words}。改一列就记住，下次同样的表头照此填。")
        else:
            self.words.setText(f"{words}，由报表写明。")

    def _show(self, sheet: FormSheet, found: Sequence[FormColumn], ours: bool) -> None:
        """The lines stay, and with them the cursor and the place, while the columns are the same ones."""
        shape = (sheet.name, sheet.record.id, ours, tuple((each.letter, each.header) for each in found))
        if shape != self._shape:
            self._shape = shape
            empty(self._rows)
            self._lines = {each.letter: self._line(each, ours) for each in found}
            self._rows.addStretch(1)
            self._area.verticalScrollBar().setValue(0)
        options = [Option("", NOTHING)]
        options += [Option(each.label, each.shown, each.words) for each in offers(sheet.record.id)]
        known = {option.value for option in options}
        for each in found:
            now = offer_of(sheet, each)
            more = [] if now in known else [Option(now, _shown(each))]
            self._put(self._lines[each.letter], each, [*options, *more], now)

    def _line(self, each: FormColumn, ours: bool) -> _Line:
        line = row()
        mark = label(each.letter, "quiet", parent=self._inside)
        mark.setFixedWidth(22)
        head = label(each.header.replace("/", " / "), parent=self._inside, wrap=True)
        head.setToolTip(f"{each.letter} 列：{each.header}")
        head.setFixedWidth(112)
        line.addWidget(mark)
        line.addWidget(head)
        chooser = None
        said = label("", parent=self._inside, wrap=True)
        if ours and each.kind in ("field", "blank"):
            chooser = Chooser(f"{each.header} 填", self._inside)
            chooser.chosen.connect(partial(self._said, each.header))
            line.addWidget(chooser, 1)
            said.hide()
        else:
            line.addWidget(said, 1)
        reason = label("", "quiet", parent=self._inside, wrap=True)
        reason.setContentsMargins(30, 0, 0, tokens.TIGHT)
        self._rows.addLayout(line)
        self._rows.addWidget(reason)
        return _Line(chooser, said, reason)

    def _put(self, line: _Line, each: FormColumn, options: Sequence[Option], now: str) -> None:
        if line.chooser is not None:
            line.chooser.show_options(options, now)
        else:
            line.said.setText(_shown(each) or NOTHING)
        why = each.reason  # "" where the form itself says it
        sure = _sure(each)
        mark = "·" if each.value is None else "✓" if sure else "?"
        line.reason.setText(f"{mark} {why}")
        line.reason.setVisible(bool(why))
        set_tone(line.reason, "quiet" if sure or each.value is None else "warn")

    def _said(self, header: str, found: object) -> None:
        self.said.emit(header, str(found or ""))

    def goto(self, letter: str) -> bool:
        """Put the cursor in the line of a column; whether it can be changed."""
        line = self._lines.get(letter)
        chooser = line.chooser if line is not None else None
        if chooser is None:
            return False
        self._area.ensureWidgetVisible(chooser, 0, 60)
        chooser.setFocus()
        chooser.selectAll()
        return True


def _shown(each: FormColumn) -> str:
    return each.value.label.replace(".", " ") if each.value else KINDS.get(each.kind, "")


def _sure(each: FormColumn) -> bool:
    """Whether it hardly needs a look; how sure recognition is stands in its reason."""
    found = re.search(r"把握 (\d+)%", each.reason)
    return found is None or int(found[1]) >= 80
