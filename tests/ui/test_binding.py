"""The Qt binding itself: a version that loses references would end a long day at the desk in an abort."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot


def test_calls_keep_the_references_of_none(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 takes one from None with each call, and the process aborts at zero."""
    button = QPushButton("新增")
    qtbot.addWidget(button)
    before = sys.getrefcount(None)
    for _ in range(1000):
        button.setText("新增")
    assert sys.getrefcount(None) > before - 500
