"""A fault nobody foresaw goes into the log with a number; imported only when there is one."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

LOG = "zhijiao.log"  # the window writes the same file


def written_down(error: Exception, user_folder: Callable[[], Path]) -> tuple[str, Path]:
    """The fault's number and the log it was written to: the user's own, else one among temporary files."""
    number = f"E{datetime.now():%m%d%H%M%S}"
    entry = f"{datetime.now():%Y-%m-%d %H:%M:%S} {number} {''.join(traceback.format_exception(error))}\n"
    try:
        folder = user_folder()
        folder.mkdir(parents=True, exist_ok=True)
        return number, _append(folder / LOG, entry)
    except OSError:
        return number, _append(Path(tempfile.gettempdir()) / LOG, entry)


def _append(path: Path, entry: str) -> Path:
    with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
        log.write(entry)
    return path
