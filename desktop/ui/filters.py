"""The popup that asks for one column's filter, by the field's kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QScrollArea, QWidget

from desktop.core.fields import Field, Kind
from desktop.ui import tokens
from desktop.ui.chips import Filter, Tests
from desktop.ui.editors import YES_NO, make_editor
from desktop.ui.grid import Column
from desktop.ui.lines import Line
from desktop.ui.reading import Reading
from desktop.ui.widgets import button, column, label, row

RANGES = (Kind.DAY, Kind.MONTH, Kind.YEAR, Kind.WHOLE, Kind.DECIMAL, Kind.MONEY)


class FilterPopup(QFrame):
    """Asks for one column's filter: text contains, codes to tick, from … to, empty or filled."""

    decided = Signal(str, object)  # label path, Filter or None

    def __init__(self, of: Column, reading: Reading, before: Filter | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self._column, self._reading = of, reading
        self._tests: Callable[[], tuple[Tests, str]]
        self._first: QWidget | None = None  # what has the focus when it opens, if not the first line
        body = column(self, margin=tokens.MEDIUM, spacing=tokens.SMALL)
        body.addWidget(label(f"筛选 {of.field.label}", "heading"))
        self._body = body
        kind = of.field.kind
        if kind in RANGES:
            self._ask_range(before)
        elif kind is Kind.YESNO or (kind is Kind.CODE and of.field.codes in reading.codes):
            self._ask_list(before)
        else:
            self._ask_text(before)
        self._empty = QCheckBox("只看没填的")
        self._empty.setChecked(before is not None and ("empty", None) in before.tests)
        body.addWidget(self._empty)
        buttons = row()
        clear = button("清除筛选")
        clear.clicked.connect(self._clear)
        done = button("确定", primary=True)
        done.clicked.connect(self._decide)
        buttons.addWidget(clear)
        buttons.addStretch(1)
        buttons.addWidget(done)
        body.addLayout(buttons)
        self.setMinimumWidth(240)

    def open_at(self, corner: QPoint) -> None:
        """Show the popup with its first field ready for typing."""
        self.adjustSize()
        self.move(corner)
        self.show()
        first = self._first or self.findChild(QLineEdit) or self._empty
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)

    def _line(self, field: Field, caption: str) -> Line:
        editor = make_editor(field, self._reading, self)
        assert isinstance(editor, Line)
        editor.setPlaceholderText(caption)
        editor.moved.connect(self._decide)
        self._body.addWidget(editor)
        return editor

    def _ask_text(self, before: Filter | None) -> None:
        line = QLineEdit(self)
        line.setPlaceholderText("包含的文字")
        line.setText(
            next((str(value) for op, value in before.tests if op == "contains"), "") if before else ""
        )
        line.returnPressed.connect(self._decide)
        self._body.addWidget(line)
        self._tests = lambda: (
            ((("contains", line.text().strip()),), f"含“{line.text().strip()}”")
            if line.text().strip()
            else ((), "")
        )

    def _ask_range(self, before: Filter | None) -> None:
        field = self._column.field
        low, high = self._line(field, "从"), self._line(field, "到")
        for op, value in before.tests if before else ():
            if op in (">=", "<="):
                (low if op == ">=" else high).set_value(value)

        def tests() -> tuple[Tests, str]:
            low.settle()
            high.settle()
            above: Tests = ((">=", low.value()),) if low.value() is not None else ()
            below: Tests = (("<=", high.value()),) if high.value() is not None else ()
            if above and below:
                return (*above, *below), f"{low.text()}～{high.text()}"
            return (*above, *below), f"≥{low.text()}" if above else f"≤{high.text()}"

        self._tests = tests

    def _ask_list(self, before: Filter | None) -> None:
        field = self._column.field
        if field.kind is Kind.YESNO:
            items: list[tuple[Any, str]] = [(value, self._reading.show(field, value)) for value, _ in YES_NO]
        else:
            items = [(item.code, item.name) for item in self._reading.codes[field.codes].items]
        chosen = next((value for op, value in before.tests if op == "in"), ()) if before else ()
        inside = QWidget()
        boxes: list[tuple[Any, QCheckBox]] = []
        lines = column(inside, spacing=tokens.TIGHT)
        for value, name in items:
            box = QCheckBox(name, inside)
            box.setChecked(value in chosen)
            boxes.append((value, box))
            lines.addWidget(box)
        self._first = boxes[0][1] if boxes else None
        area = QScrollArea(self)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(min(260, inside.sizeHint().height() + 4))
        area.setMinimumWidth(inside.sizeHint().width() + 20)
        self._body.addWidget(area)

        def tests() -> tuple[Tests, str]:
            ticked = [(value, box.text()) for value, box in boxes if box.isChecked()]
            names = [name for _, name in ticked]
            words = "、".join(names[:2]) + (f" 等 {len(names)} 项" if len(names) > 2 else "")
            return ((("in", tuple(value for value, _ in ticked)),) if ticked else ()), words

        self._tests = tests

    def _decide(self, *_: object) -> None:
        tests, words = self._tests()
        if self._empty.isChecked():
            tests, words = (("empty", None),), "没填"
        made = Filter(self._column.key, self._column.field.label, tests, words) if tests else None
        self.close()
        self.decided.emit(self._column.key, made)

    def _clear(self) -> None:
        self.close()
        self.decided.emit(self._column.key, None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes, Enter on a tick box decides."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._decide()
        else:
            super().keyPressEvent(event)
