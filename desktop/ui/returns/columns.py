"""The columns, labels or headings of a form: what fills them and why; of one never seen another field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from desktop.records.catalogue import records
from desktop.services.learning import plain_text
from desktop.services.returning import Form
from desktop.services.returning.correcting import Offer, Spoken, columns_of, mark_of, offer_of, offers
from desktop.services.returning.shape import FormColumn, FormSheet
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.popup import Option
from desktop.ui.returns.look import Shown
from desktop.ui.widgets import button, column, empty, label, row, set_tone, settle

NOTHING = "（不填）"
KINDS = {"running": "序号，从 1 起", "blank": "留空", "key": "主键"}


@dataclass(frozen=True, slots=True)
class _Item:
    """A column, a label or a heading: where it stands, what it reads, what fills it and why."""

    place: str
    text: str  # as it is learned
    head: str
    now: str  # what fills it, as it is learned
    shown: str
    reason: str
    sure: bool
    filled: bool
    ours: bool  # another field can be chosen
    change: str = ""  # 新增, 改名: since the header was last known


@dataclass(frozen=True, slots=True)
class _Line:
    """The widgets of one item; a chooser where there is something to choose."""

    chooser: Chooser | None
    said: QLabel
    reason: QLabel


class _Area(QScrollArea):
    """Lines that are as high as their texts need at this width: left to itself Qt squeezes wrapped texts
    into the height there is before it scrolls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.inside = QWidget()
        self.lines = column(self.inside, spacing=tokens.TIGHT)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self.inside)

    def fit(self) -> None:
        """Take the height that the lines want at the width there is."""
        self.lines.activate()
        wanted = self.lines.totalHeightForWidth(self.viewport().width())
        self.inside.setMinimumHeight(max(wanted, 0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line that came, went or wraps anew."""
        done = super().eventFilter(watched, event)
        if watched is self.inside and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return done

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower lines are higher."""
        super().resizeEvent(event)
        self.fit()


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
        self._area = _Area(self)
        self._inside, self._rows = self._area.inside, self._area.lines
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

    def show_columns(self, form: Form, sheet: FormSheet, shown: Shown) -> None:
        """The columns, labels or headings of the sheet that is on screen."""
        ours, news = not form.shipped, shown.news
        told = shown.spoken.get(sheet.name, [])
        items = [_of_spoken(form, each) for each in told] or [
            _of_column(form, sheet, each, ours and sheet.has_list) for each in columns_of(sheet)
        ]
        for each in (self._named, self.record, self.keep):
            each.setVisible(ours)
        self.remove.setVisible(shown.added)
        if ours:
            options = [Option(each.id, each.label) for each in records() if each.id != "school"]
            self.record.show_options(options, sheet.record.id)
        self._say(ours, sheet, items, told=bool(told))
        self.news.setText(f"! {news}。" if news else "")
        self.news.setVisible(bool(news))
        self._show(sheet, items, shown.offers.get(sheet.name) or offers(sheet.record.id))

    def _say(self, ours: bool, sheet: FormSheet, items: Sequence[_Item], *, told: bool) -> None:
        filled = sum(each.filled for each in items)
        if told:
            words = f"{len(items)} 处标题，看懂 {filled} 处。改一处就记住，下次同样的表照此填。"
            self.words.setText(f"{words}点一格看它怎么得来。")
        elif not sheet.has_list:
            left = f"，{len(items)} 格没有来源，留给人填" if items else ""
            self.words.setText(f"这里没有清单，只有单个的格子{left}。点一格看它怎么得来。")
        elif ours:
            words = f"{len(items)} 列，{filled} 列有来源"
            self.words.setText(f"{words}。改一列就记住，下次同样的表头照此填。")
        else:
            self.words.setText(f"{len(items)} 列，{filled} 列有来源，由报表写明。")

    def _show(self, sheet: FormSheet, items: Sequence[_Item], known: Sequence[Offer]) -> None:
        """The lines stay, and with them the cursor and the place, while the columns are the same ones."""
        shape = (sheet.name, sheet.record.id, tuple((each.place, each.head, each.ours) for each in items))
        if shape != self._shape:
            self._shape = shape
            empty(self._rows)
            self._lines = {each.place: self._line(each) for each in items}
            self._rows.addStretch(1)
            self._area.verticalScrollBar().setValue(0)
        options = [Option("", NOTHING)]
        options += [Option(each.label, each.shown, each.words) for each in known]
        values = {option.value for option in options}
        for each in items:
            more = [] if each.now in values else [Option(each.now, each.shown)]
            self._put(self._lines[each.place], each, [*options, *more])
        self._area.fit()
        if self.isVisible():
            settle()

    def _line(self, each: _Item) -> _Line:
        line = row()
        mark = label(each.place, "quiet", parent=self._inside)
        mark.setMinimumWidth(22)
        head = label(each.head.replace("/", " / "), parent=self._inside, wrap=True)
        head.setToolTip(f"{each.place}：{each.head}")
        head.setFixedWidth(112)
        line.addWidget(mark)
        line.addWidget(head)
        chooser = None
        said = label("", parent=self._inside, wrap=True)
        if each.ours:
            chooser = Chooser(f"{each.head} 填", self._inside)
            chooser.chosen.connect(partial(self._said, each.text))
            line.addWidget(chooser, 1)
            said.hide()
        else:
            line.addWidget(said, 1)
        reason = label("", "quiet", parent=self._inside, wrap=True)
        reason.setContentsMargins(30, 0, 0, tokens.TIGHT)
        self._rows.addLayout(line)
        self._rows.addWidget(reason)
        for widget in (mark, head, chooser or said):
            widget.show()  # at once: what the layout shows a turn later is not counted in the height
        return _Line(chooser, said, reason)

    def _put(self, line: _Line, each: _Item, options: Sequence[Option]) -> None:
        if line.chooser is not None:
            line.chooser.show_options(options, each.now)
        else:
            line.said.setText(each.shown or NOTHING)
        mark = "·" if not each.filled else "✓" if each.sure else "?"
        why = "；".join(part for part in (each.change, each.reason) if part)  # "" where the form says it
        line.reason.setText(f"{'+' if each.change else mark} {why}")
        line.reason.setVisible(bool(why))
        calm = not each.change and (each.sure or not each.filled)
        set_tone(line.reason, "quiet" if calm else "warn")

    def _said(self, text: str, found: object) -> None:
        self.said.emit(text, str(found or ""))

    def goto(self, place: str) -> bool:
        """Put the cursor in the line of a column or heading; whether it can be changed."""
        line = self._lines.get(place)
        chooser = line.chooser if line is not None else None
        if chooser is None:
            return False
        self._area.ensureWidgetVisible(chooser, 0, 60)
        chooser.setFocus()
        chooser.selectAll()
        return True


def _of_column(form: Form, sheet: FormSheet, each: FormColumn, ours: bool) -> _Item:
    shown = each.value.label.replace(".", " ") if each.value else KINDS.get(each.kind, "")
    now = offer_of(sheet, each)
    filled = each.kind != "blank"
    return _Item(
        each.letter, each.header, each.header, now, shown, each.reason, _sure(each), filled,
        ours and each.kind in ("field", "blank"), mark_of(form, each.header),
    )  # fmt: skip


def _of_spoken(form: Form, each: Spoken) -> _Item:
    return _Item(
        each.place, each.text, plain_text(each.text), each.offer, each.shown, each.reason, each.sure,
        bool(each.offer), True, mark_of(form, each.text),
    )  # fmt: skip


def _sure(each: FormColumn) -> bool:
    """Whether it hardly needs a look; how sure recognition is stands in its reason."""
    found = re.search(r"把握 (\d+)%", each.reason)
    return found is None or int(found[1]) >= 80
