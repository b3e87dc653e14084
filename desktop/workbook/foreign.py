"""A file that is no plain .xlsx made into one: an old .xls converted, a locked one opened."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from desktop.core.errors import UserError
from desktop.workbook.encrypted import decrypt, is_encrypted
from desktop.workbook.sniff import GOOD_SUFFIXES, check_is_workbook

_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF: Final = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")
_PATIENCE: Final = 120
BACK_TO_XLS: Final = (
    "如果对方只收 .xls：用 WPS 打开填好的表，选“文件”→“另存为”，"
    "文件类型选“Microsoft Excel 97-2003 文件（*.xls）”"
)
OPENED: Final = "原表有打开密码，填好的表用同一个密码锁上"


@dataclass(frozen=True, slots=True)
class Plain:
    """The file as an .xlsx (or .xlsm), and what a person should know of how it became one."""

    path: Path
    notes: tuple[str, ...] = ()
    locked: bool = False


def as_plain(path: Path, folder: Path, password: str = "", *, converter: str | None = None) -> Plain:
    """The file itself when it is a plain workbook, else one made of it in `folder`.

    `converter` is the program that turns .xls into .xlsx; None looks for LibreOffice, "" does without.
    """
    if not _is_ole(path):
        check_is_workbook(path)
        return Plain(path)
    notes: tuple[str, ...] = ()
    locked = is_encrypted(path)
    if locked:
        opened = folder / f"{path.stem}.opened"
        decrypt(path, password, opened)
        if opened.open("rb").read(2) == b"PK":
            suffix = path.suffix.lower() if path.suffix.lower() in GOOD_SUFFIXES else ".xlsx"
            return Plain(opened.replace(folder / f"{path.stem}{suffix}"), (OPENED,), locked=True)
        path, notes = opened.replace(folder / path.name), (OPENED,)
    if not _is_xls(path):
        check_is_workbook(path)  # .et, Word and the like: says what to do
    return _converted(path, folder, notes, locked, find_libreoffice() if converter is None else converter)


def _is_ole(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(8) == _OLE2
    except OSError:
        return False  # the sniffer says it in a sentence


def _is_xls(path: Path) -> bool:
    """A BIFF stream under any name but .et: WPS writes its own things into that."""
    from desktop.workbook.old_records import stream_of

    return path.suffix.lower() != ".et" and stream_of(path)[:6] in _BIFF


def _converted(path: Path, folder: Path, notes: tuple[str, ...], locked: bool, converter: str) -> Plain:
    made = folder / f"{path.stem}.xlsx"
    if converter and _by_libreoffice(path, made, converter):
        said = "这是旧格式 .xls，已用本机的 LibreOffice 转成 .xlsx，再填写"
        return Plain(made, (*notes, said, BACK_TO_XLS), locked)
    from desktop.workbook.old import convert_old

    lost = convert_old(path, made)
    said = "这是旧格式 .xls，已转成 .xlsx 再填写"
    if lost:
        said += f"，没能带过来：{'、'.join(lost)}；要一样不少，请先用 WPS 或 Excel 把原表另存为 .xlsx 再填"
    return Plain(made, (*notes, said, BACK_TO_XLS), locked)


def find_libreoffice() -> str:
    """LibreOffice's program, where it is installed; "" where it is not."""
    return next(iter(_places()), "")


def _places() -> Iterator[str]:
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            yield found
    usual = {
        "win32": (r"C:\Program Files\LibreOffice\program\soffice.exe",),
        "darwin": ("/Applications/LibreOffice.app/Contents/MacOS/soffice",),
    }
    yield from (each for each in usual.get(sys.platform, ()) if Path(each).is_file())


def _by_libreoffice(path: Path, made: Path, program: str) -> bool:
    """Whether LibreOffice made the file; it works in folders of its own and sees no other profile."""
    with TemporaryDirectory(prefix="zhijiao-office-") as room:
        source = Path(room) / "in" / "old.xls"
        source.parent.mkdir()
        shutil.copyfile(path, source)
        profile = (Path(room) / "profile").as_uri()
        words = [
            program, "--headless", "--norestore", f"-env:UserInstallation={profile}",
            "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", room, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(words, capture_output=True, timeout=_PATIENCE, check=True)
        except (OSError, subprocess.SubprocessError):
            return False
        out = Path(room) / "old.xlsx"
        if not out.is_file():
            return False
        try:
            check_is_workbook(out)
        except UserError:
            return False
        shutil.copyfile(out, made)
    return True
