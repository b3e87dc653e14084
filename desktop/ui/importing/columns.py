"""The third step of an import: what each column of the file means."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.services.importing import ImportPlan, PlannedTable
from desktop.services.pictures import Picture
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.importing.marks import left_out
from desktop.ui.importing.work import SURE, Look, fields_of, number_of, owner_of
from desktop.ui.popup import Option
from desktop.ui.widgets import column, empty, icon_button, label, row, set_tone

LEAVE_OUT = "（不导入）"
JOIN = "+"
MOST = 4  # fields that one column is given to


@dataclass(slots=True)
class _Line:
    """The widgets of one column: a chooser for each field it goes to."""

    key: str
    inside: QWidget
    choosers: list[Chooser]
    box: QVBoxLayout
    reason: QLabel
    options: list[Option] = field(default_factory=list)


class ColumnsStep(QWidget):
    """One line a column: its header, the field it goes to, how sure that is and why."""

    owner_said = Signal(object)  # the row of the ledger that all rows are part of
    mapped = Signal(str, str)  # header, label path ("" leaves it out, 甲+乙 gives it to both)
    looked = Signal(str)  # the letter of the column whose line has the cursor

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, _Line] = {}
        self._shape: object = None
        self.words = label("", "quiet", wrap=True, parent=self)
        self.owner = Chooser("这些行属于", self)
        self.owner.chosen.connect(self.owner_said)
        self._owned = QWidget(self)
        beside = row(self._owned)
        self._owner_words = label("", parent=self._owned)
        beside.addWidget(self._owner_words)
        beside.addWidget(self.owner, 1)
        self._area = QScrollArea(self)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = QWidget()
        self._rows = column(self._inside, spacing=tokens.TIGHT)
        self._rows.setContentsMargins(0, 0, tokens.SMALL, 0)
        self._area.setWidget(self._inside)
        lines = column(self, spacing=tokens.SMALL)
        lines.addWidget(label("每一列是台账的哪个字段", "heading", parent=self))
        lines.addWidget(self.words)
        lines.addWidget(self._owned)
        lines.addWidget(self._area, 1)

    # -- showing --------------------------------------------------------------------------------------

    def show_look(self, look: Look) -> None:
        """The columns as they are understood now."""
        self._show_owners(look)
        if look.plan is None:
            self.words.setText("")
            self._clear()
            return
        table = look.plan.tables[0]
        self._say_found(look.plan, table)
        self._show_columns(look, table)

    def _show_owners(self, look: Look) -> None:
        """Where the file does not say which class its rows are of, that is asked once for all of them."""
        self._owned.setVisible(bool(look.owners))
        if look.owners:
            name = owner_of(look.wish.record)
            self._owner_words.setText(f"! 表里没写{name}，都是")
            set_tone(self._owner_words, "warn" if name not in look.wish.given else "quiet")
            options = [Option(each.id, each.title, note=each.note) for each in look.owners]
            self.owner.show_options(options, look.wish.given.get(name))
            self.owner.setPlaceholderText(f"选一个{name}，或敲拼音")

    def _say_found(self, plan: ImportPlan, table: PlannedTable) -> None:
        tables = len(plan.tables)
        words = f"{tables} 张表，" if tables > 1 else ""
        words += f"认出 {len(table.columns)} 列，{plan.rows} 行"
        lost = list(dict.fromkeys(each.header for each in plan.unmapped if each.loss))
        unsure = sum(value < SURE for value in table.confidence.values())
        if lost:
            set_tone(self.words, "warn")
            self.words.setText(f"! {words}。有内容但没有对应的列：{'、'.join(lost)}")
        elif unsure:
            set_tone(self.words, "warn")
            self.words.setText(f"? {words}，{unsure} 列请看一眼。")
        else:
            set_tone(self.words, "quiet")
            self.words.setText(f"✓ {words}。改过的会记住，下次同样的表头照此对应。")

    def _clear(self) -> None:
        empty(self._rows)
        self._lines, self._shape = {}, None

    def _show_columns(self, look: Look, table: PlannedTable) -> None:
        """The lines stay, and with them the cursor, while the columns are the same ones."""
        fields = fields_of(look.wish.record)
        options = [Option("", LEAVE_OUT)]
        options += [Option(each, shown, words) for each, (shown, words) in fields.items()]
        keys = column_keys(table)
        shape = (look.wish.file, look.wish.record, tuple(keys.items()))
        if shape != self._shape:
            self._clear()
            self._shape = shape
            lost = (
                {each.column for each in look.plan.unmapped if each.loss} if look.plan is not None else set()
            )
            first = [at for at in keys if at in lost or table.confidence.get(at, 1.0) < SURE]
            for letter in (*first, *(at for at in keys if at not in first)):
                self._add(table, letter, keys[letter])
            self._rows.addStretch(1)
        for letter in keys:
            self._put(self._lines[letter], options, table.columns.get(letter, ""))
            self._explain(self._lines[letter].reason, table, letter)

    def _add(self, table: PlannedTable, letter: str, key: str) -> None:
        inside = QWidget(self._inside)
        lines = column(inside)
        line = row()
        mark = label(letter, "quiet", parent=inside)
        mark.setFixedWidth(22)
        head = label(table.headers[letter].replace("\n", "").replace("/", " / "), parent=inside, wrap=True)
        head.setToolTip(f"{letter} 列：{table.headers[letter]}")
        head.setFixedWidth(112)
        box = column(spacing=tokens.TIGHT)
        more = icon_button("add", f"“{table.headers[letter]}”一列分成几个字段：再选一个", parent=inside)
        more.clicked.connect(partial(self._one_more, letter))
        for each in (mark, head):
            line.addWidget(each)
        line.addLayout(box, 1)
        line.addWidget(more)
        reason = label("", "quiet", wrap=True, parent=inside)
        reason.setContentsMargins(30, 0, 0, tokens.TIGHT)
        lines.addLayout(line)
        lines.addWidget(reason)
        self._rows.addWidget(inside)
        self._lines[letter] = _Line(key, inside, [], box, reason)

    def _put(self, line: _Line, options: list[Option], found: str) -> None:
        """As many choosers as the column has fields, at least one."""
        known = {option.value for option in options}
        parts = found.split(JOIN)
        line.options = [*options, *(Option(at, at.replace(".", " ")) for at in parts if at not in known)]
        while len(line.choosers) > max(1, len(parts)):
            gone = line.choosers.pop()
            line.box.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(line.choosers) < len(parts):
            self._add_chooser(line)
        for chooser, part in zip(line.choosers, parts, strict=False):
            chooser.show_options(line.options, part)

    def _add_chooser(self, line: _Line) -> Chooser:
        chooser = Chooser(f"{line.key} 对应", line.inside)
        chooser.chosen.connect(partial(self._mapped, line))
        line.box.addWidget(chooser)
        line.choosers.append(chooser)
        return chooser

    def _explain(self, reason: QLabel, table: PlannedTable, letter: str) -> None:
        found = letter in table.columns
        sure = table.confidence.get(letter, 0.0)
        why = table.reasons.get(letter, "")
        words = f"{'✓' if sure >= SURE else '?'} {why}（把握 {sure:.0%}）" if found else f"· {why}"
        reason.setText(words)
        set_tone(reason, "quiet" if not found or sure >= SURE else "warn")

    def goto(self, letter: str) -> None:
        """Put the cursor in the line of a column."""
        line = self._lines.get(letter)
        if line is not None:
            self._area.ensureWidgetVisible(line.inside, 0, 40)
            line.choosers[0].setFocus()
            line.choosers[0].selectAll()

    # -- telling --------------------------------------------------------------------------------------

    def chooser(self, letter: str, at: int = 0) -> Chooser:
        """The chooser of a column."""
        return self._lines[letter].choosers[at]

    def _one_more(self, letter: str) -> None:
        line = self._lines[letter]
        if len(line.choosers) < MOST:
            chooser = self._add_chooser(line)
            chooser.show_options(line.options, "")
            chooser.setFocus()
            chooser.selectAll()

    def _mapped(self, line: _Line, _found: object) -> None:
        parts = [str(each.current() or "") for each in line.choosers]
        self.mapped.emit(line.key, JOIN.join(part for part in parts if part))


def column_keys(table: PlannedTable) -> dict[str, str]:
    """By which name the mapping speaks of a column: its header, or its letter where two have the same."""
    texts = list(table.headers.values())
    return {
        letter: text if text and texts.count(text) == 1 else letter for letter, text in table.headers.items()
    }


def known_columns(table: PlannedTable) -> dict[str, str]:
    """What is matched from memory or by a shipped mapping: said anew, since what is said replaces it."""
    found = {}
    for letter, key in column_keys(table).items():
        why = table.reasons.get(letter, "")
        if why.startswith(("上次", "按“")) or why.endswith("这一列不用导入"):
            found[key] = table.columns.get(letter, "")
    return found


def column_washes(plan: ImportPlan, picture: Picture) -> tuple[dict[tuple[int, int], str], tuple[int, int]]:
    """Green over the columns that are imported, yellow over those that would be lost; and the rows.

    Rows that are not imported, such as totals and headers of further pages, are grey.
    """
    washes: dict[tuple[int, int], str] = {}
    body = (0, 0)
    for table in plan.tables:
        if table.sheet != picture.name:
            continue
        last = max((line.row for line in plan.lines if line.sheet == picture.name), default=0)
        if last:
            washes.update(left_out(plan, picture, table.header_rows[1] + 1, picture.rows))
        else:  # nothing can be read yet: the columns are what there is to look at
            last = picture.rows
        body = (body[0] or table.header_rows[0], last)
        for letter in table.headers:
            sure = table.confidence.get(letter, 0.0) >= SURE
            wash = "window" if letter not in table.columns else "good_wash" if sure else "warn_wash"
            washes[0, number_of(letter)] = wash
    for each in plan.unmapped:
        if each.sheet == picture.name and each.loss:
            washes[0, number_of(each.column)] = "warn_wash"
    return washes, body
