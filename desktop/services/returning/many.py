"""Many at once: a folder of files that appears whole or not at all, a workbook with a sheet for each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from types import TracebackType

from desktop.core.errors import UserError
from desktop.services.returning.gathering import Gathered
from desktop.workbook.sheets import copy_sheet


class Staging:
    """A room inside the folder where files are made ready; `publish` moves them all out at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.room = folder / f".{token_hex(8)}"
        self._made = False

    def __enter__(self) -> Staging:
        self._made = not self.folder.exists()
        try:
            self.room.mkdir(parents=True)
        except OSError as exc:
            raise UserError(
                "这个文件夹建不了或写不进去。", place=str(self.folder), hint="请换一个能写的文件夹。"
            ) from exc
        return self

    def publish(self) -> None:
        """Every file in its place; one that is open elsewhere is named, and then none has been replaced."""
        files = sorted(self.room.iterdir())
        for file in files:
            _check_free(self.folder / file.name)
        for file in files:
            try:
                file.replace(self.folder / file.name)
            except OSError as exc:
                raise _taken(file.name) from exc

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.room, ignore_errors=True)
        if self._made and kind is not None and not any(self.folder.iterdir()):
            self.folder.rmdir()


def _check_free(target: Path) -> None:
    """Whether an older file of the name may be replaced: Excel locks what it has open (on Windows)."""
    if not target.exists():
        return
    try:
        with target.open("r+b"):
            return
    except OSError as exc:
        raise _taken(target.name) from exc


def _taken(name: str) -> UserError:
    return UserError(f"“{name}”写不进去：文件正被 Excel 或 WPS 打开，或没有写权限。", hint="请关闭后再试。")


@contextmanager
def sheets_ready(gathered: Gathered) -> Iterator[Path]:
    """The template to fill: the form's own, or one in which the sheet stands as often as it is needed."""
    template = gathered.form.template
    if not gathered.copy_of:
        yield template
        return
    with TemporaryDirectory(prefix="zhijiao-") as folder:
        made = Path(folder) / template.name
        copy_sheet(template, made, gathered.copy_of, [sheet.name for sheet in gathered.form.sheets])
        yield made
