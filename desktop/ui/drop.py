"""The whole window as a drop target: a dropped workbook is asked about in a bar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".et")


def dropped_file(mime: QMimeData) -> Path | None:
    """The one file of a drop that the program can do something with."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    fitting = [file for file in files if file.suffix.lower() in KINDS]
    return fitting[0] if fitting else None
