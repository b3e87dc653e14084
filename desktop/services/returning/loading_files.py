"""A file as it was handed over, made fit to be read and filled: old formats converted, locks opened."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.core.errors import UserError
from desktop.workbook.foreign import Plain, as_plain


def at_hand(file: Path, password: str = "") -> Plain:
    """The file as an .xlsx; what was made of it stays for this run of the program and no longer."""
    try:
        content = file.read_bytes() if file.is_file() else b""
    except PermissionError:
        raise UserError(
            "没有权限读这个文件，或者它正被别的程序占用。", place=file.name, hint="请关闭后再试。"
        ) from None
    if not content.startswith(b"\xd0\xcf\x11\xe0"):
        return as_plain(file, file.parent)  # nothing is made of a plain one
    folder = Path(_room().name) / hashlib.sha256(content + password.encode()).hexdigest()[:24]
    folder.mkdir(exist_ok=True)
    return as_plain(file, folder, password)


@cache
def _room() -> TemporaryDirectory[str]:
    """A folder of this run alone, gone when the program ends."""
    return TemporaryDirectory(prefix="zhijiao-files-")
