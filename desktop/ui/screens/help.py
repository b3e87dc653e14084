"""帮助: the pages of resources/help, a list of them at the left; F1 comes here from anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import (
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QTextBrowser, QWidget

from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import row

FILE = Qt.ItemDataRole.UserRole
LIST = 190


class HelpScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.pages = QListWidget(self)
        self.pages.setAccessibleName("帮助目录")
        self.pages.setFixedWidth(LIST)
        self.pages.currentItemChanged.connect(self._show)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("帮助")
        self.text.setOpenLinks(False)
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.text.document().setDocumentMargin(tokens.LARGE)
        self.text.anchorClicked.connect(self._follow)
        across = row(self, spacing=tokens.MEDIUM)
        across.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        across.addWidget(self.pages)
        across.addWidget(self.text, 1)
        for file in sorted((Path(context.office.resources) / "help").glob("*.md")):
            item = QListWidgetItem(_title(file))
            item.setData(FILE, file)
            self.pages.addItem(item)

    def enter(self, **where: Any) -> None:
        """`page`: the page of this name (its file without number and ending)."""
        wanted = str(where.get("page", ""))
        for at in range(self.pages.count()):
            if wanted and self.pages.item(at).data(FILE).stem.partition("-")[2] == wanted:
                self.pages.setCurrentRow(at)
        if self.pages.currentRow() < 0:
            self.pages.setCurrentRow(0)
        self.pages.setFocus()
        self.status.emit("按 F1 随时打开帮助")
        QTimer.singleShot(0, self, self.ready.emit)

    def _show(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.text.setMarkdown(item.data(FILE).read_text("utf-8"))
            _set(self.text.document())

    def _follow(self, link: QUrl) -> None:
        self.enter(page=link.toString().removesuffix(".md"))


def _set(document: QTextDocument) -> None:
    """The page in the product's own type: roomy lines, headings no larger than a screen's title."""
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        cursor.setPosition(block.position())
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        spaced = QTextBlockFormat()
        if cursor.currentTable() is None:
            spaced.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            spaced.setBottomMargin(tokens.SMALL)
        cursor.mergeBlockFormat(spaced)
        if block.blockFormat().headingLevel():
            large = QTextCharFormat()
            large.setProperty(QTextFormat.Property.FontSizeAdjustment, 1)
            large.setFontWeight(QFont.Weight.Normal)
            cursor.mergeCharFormat(large)
        block = block.next()


def _title(file: Path) -> str:
    """The page's own heading."""
    with file.open(encoding="utf-8") as lines:
        return next(lines, file.stem).lstrip("# ").strip()


def build(context: Context, parent: QWidget) -> HelpScreen:
    """The screen."""
    return HelpScreen(context, parent)
