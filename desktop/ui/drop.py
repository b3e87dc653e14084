"""The whole window as a drop target: dropped workbooks, or a folder of them, are asked about in a bar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

    from desktop.ui.messages import Answer
    from desktop.ui.screens import ScreenWidget

KINDS = (".xlsx", ".xlsm", ".xls", ".csv", ".et")


def dropped(mime: QMimeData) -> list[Path]:
    """What was dropped that the program can do something with."""
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return [file for file in files if file.suffix.lower() in KINDS or file.is_dir()]


def question(files: list[Path]) -> str:
    """What is asked about them."""
    name = files[0].name
    return f"{name}：要做什么？" if len(files) == 1 else f"{name} 等 {len(files)} 个文件：要做什么？"


def answers(screen: ScreenWidget, files: list[Path]) -> list[Answer]:
    """What this screen would do with them, else what can be done with any workbook."""
    navigate = screen.context.navigate
    first = files[0]
    several = len(files) > 1 or first.is_dir()
    bring: Answer = ("一起导入" if several else "导入", lambda: navigate("importing", files=files))
    if several:
        return [bring]
    fill: Answer = ("填这张表", lambda: navigate("returns", file=first))
    return [*(screen.offers(first) or [bring]), fill]
