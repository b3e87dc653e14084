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

LEDGER, PASSPHRASE, QUIT_AT = "--ledger", "--passphrase-file", "--quit-at"
STAGES = ("first-paint", "usable")


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out the command line, or opens the window and stays until it is closed; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _window_options(words)
    if options is None:
        from desktop.cli.main import run

        return run(words, compose)
    return _window(options)


def _window_options(words: list[str]) -> dict[str, str] | None:
    """The options, when no command is named; told without argparse, which a window need not wait for."""
    found: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        name, given, value = word.partition("=")
        if name not in (LEDGER, PASSPHRASE, QUIT_AT):
            return None
        found[name] = value if given else next(rest, "")
        if not found[name] or (name == QUIT_AT and found[name] not in STAGES):
            return None  # the command line's grammar says what is wrong
    return found


def _window(options: dict[str, str]) -> int:
    if _no_display():
        sys.stderr.write("这里没有图形界面，打不开窗口；命令行的用法：zhijiao --help。\n")
        return 1
    # Nothing read in during start-up is garbage; ui.application turns the collector on again.
    gc.disable()
    from desktop.ui.application import run
    from desktop.ui.leaving import leave

    def opener(create: tuple[str, str] | None = None) -> Office:
        return compose.open_office(
            options.get(LEDGER), create=create, passphrase_file=options.get(PASSPHRASE)
        )

    def standing() -> str | None:
        return compose.standing(options.get(LEDGER))

    return leave(run(opener, compose.user_folder(), standing=standing, quit_at=options.get(QUIT_AT, "")))


def _no_display() -> bool:
    """Whether Qt would abort the process for want of a screen; only on Linux can there be none."""
    said = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform.startswith("linux") and not any(os.environ.get(name) for name in said)


if __name__ == "__main__":
    sys.exit(main())
