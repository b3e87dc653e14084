"""Builds the screen of a tab: a module of this package, or the generic record screen."""

from __future__ import annotations

import importlib
import importlib.util
from typing import cast

from PySide6.QtWidgets import QWidget

from desktop.ui.context import Context
from desktop.ui.places import Tab
from desktop.ui.screens import ScreenWidget


def has_screen(name: str) -> bool:
    """Whether there is a screen module of this name."""
    return importlib.util.find_spec(f"desktop.ui.screens.{name}") is not None


def build_screen(tab: Tab, context: Context, parent: QWidget) -> ScreenWidget:
    """The screen that shows this tab."""
    if tab.record:
        from desktop.ui.screens.records import RecordScreen

        return RecordScreen(tab.record, context, parent)
    module = importlib.import_module(f"desktop.ui.screens.{tab.screen}")
    return cast(ScreenWidget, module.build(context, parent))
