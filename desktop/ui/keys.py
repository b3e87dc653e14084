"""The keys of the whole window; F6 leads on from any control, out of a table, too, which keeps Tab."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


def bind(window: QWidget, acts: Mapping[str, Callable[[], object]]) -> None:
    """These acts by their keys, and the way from one control to the next or the one before."""

    def around() -> QWidget:
        # A table or a text would keep the key for itself; what lies around it scrolls as far as is needed.
        here = window.focusWidget()
        return (here.parentWidget() if here is not None else None) or window

    ways: dict[str, Callable[[], object]] = {
        "F6": lambda: around().focusNextChild(),
        "Ctrl+Tab": lambda: around().focusNextChild(),
        "Shift+F6": lambda: around().focusPreviousChild(),
        "Ctrl+Shift+Tab": lambda: around().focusPreviousChild(),
    }
    for keys, act in {**ways, **acts}.items():
        QShortcut(QKeySequence(keys), window).activated.connect(act)
