"""The program's door: the window without a command, the command line with one."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop import compose

if TYPE_CHECKING:
    from desktop.services.office import Office

_WITH_VALUE = ("--ledger", "--passphrase-file", "--quit-at")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out the command line, or opens the window and stays until it is closed; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if _names_a_command(words):
        from desktop.cli.main import run

        return run(words, compose)
    from desktop.cli.arguments import window_options

    options = window_options(words)
    return options if isinstance(options, int) else _window(options.ledger, options.quit_at or "")


def _names_a_command(words: list[str]) -> bool:
    """Whether anything but the window's own options is said; told without argparse, for a quick window."""
    rest = iter(words)
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, None)
        elif not word.startswith(tuple(f"{name}=" for name in _WITH_VALUE)):
            return True
    return False


def _window(address: str | None, quit_at: str) -> int:
    if _no_display():
        sys.stderr.write("这里没有图形界面，打不开窗口；命令行的用法：zhijiao --help。\n")
        return 1
    # Nothing read in during start-up is garbage; ui.application turns the collector on again.
    gc.disable()
    from desktop.ui.application import run

    def opener(create: tuple[str, str] | None = None) -> Office:
        return compose.open_office(address, create=create)

    return run(opener, compose.user_folder(), quit_at=quit_at)


def _no_display() -> bool:
    """Whether Qt would abort the process for want of a screen; only on Linux can there be none."""
    said = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in said)


if __name__ == "__main__":
    sys.exit(main())
