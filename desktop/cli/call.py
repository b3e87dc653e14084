"""One command being carried out: its options, and the office it is carried out in."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop.services.office import Office


class Program(Protocol):
    """desktop.compose, handed in since it lies above the command line."""

    def open_office(
        self,
        address: str | None = None,
        *,
        create: tuple[str, str] | None = None,
        passphrase_file: str | None = None,
    ) -> Office:
        """The office on the ledger at `address`; `create` makes a new one."""

    def ledger_exists(self, address: str | None) -> bool:
        """Whether there is a ledger at `address`."""

    def program_folder(self) -> Path:
        """Where resources/ and forms/ lie."""

    def user_folder(self) -> Path:
        """The user's own data folder."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a command is handed."""

    options: argparse.Namespace
    program: Program

    @contextmanager
    def office(self, create: tuple[str, str] | None = None) -> Iterator[Office]:
        """The office on the ledger that was named, closed again afterwards."""
        said = self.options
        office = self.program.open_office(said.ledger, create=create, passphrase_file=said.passphrase_file)
        try:
            yield office
        finally:
            office.ledger.close()


def secret(file: Path | None) -> str:
    """The first line of a password file, as it stands; "" when none was named."""
    if file is None:
        return ""
    from desktop.core.errors import UserError

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UserError(
            "密码文件读不了。", place=str(file), hint="请检查位置，文件应是 UTF-8 文本。"
        ) from None
    if not lines or not lines[0]:
        raise UserError("密码文件是空的。", place=str(file))
    return lines[0]


class Shown:
    """Progress as one changing line on a console's stderr, at most five times a second; else silent."""

    def __init__(self) -> None:
        self._visible = sys.stderr.isatty()
        self._last = 0.0

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """Show how far the work is."""
        now = time.monotonic()
        if not self._visible or now - self._last < 0.2:
            return
        self._last = now
        share = f"{done}/{total}" if total else str(done)
        sys.stderr.write(f"\r{note} {share}\x1b[K")
        sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self._visible and self._last:
            sys.stderr.write("\r\x1b[K")
