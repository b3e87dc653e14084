"""Carries out one command line: understands it, does it, says the answer, and never shows a traceback."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from desktop.cli import (
    acts,
    asking,
    checking,
    collecting,
    consolidating,
    explaining,
    figures,
    filing,
    forms,
    importing,
    ledgers,
    merging,
    policies,
    rows,
    submitting,
)
from desktop.cli.answer import Answer, as_json
from desktop.cli.arguments import the_parser
from desktop.cli.call import Call, Program
from desktop.core.errors import UserError
from desktop.core.progress import Cancelled

GROUPS = (
    ledgers.declare,
    rows.declare,
    merging.declare,
    importing.declare,
    collecting.declare,
    consolidating.declare,
    asking.declare,
    forms.declare,
    filing.declare,
    explaining.declare,
    submitting.declare,
    figures.declare,
    policies.declare,
    checking.declare,
    acts.declare,
)
FINDINGS, INTERRUPTED = 1, 130  # 2, wrong usage, is argparse's own


def run(words: Sequence[str], program: Program) -> int:
    """The exit code: 0 done, 1 findings or refused input, 2 wrong usage."""
    _readable_streams()
    try:
        options = the_parser(GROUPS).parse_args(list(words))
    except SystemExit as done:
        return int(done.code or 0)
    try:
        answer: Answer = options.carry_out(Call(options, program))
        said = as_json(answer.document) if options.json else answer.text.rstrip("\n") + "\n"
    except UserError as error:
        return _refused(error, json=options.json)
    except (KeyboardInterrupt, Cancelled):
        sys.stderr.write("已取消，台账没有改动。\n")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence here, the traceback in the log
        return _refused(_unforeseen(error, program), json=options.json)
    return _say(said, answer.code)


def _say(said: str, code: int) -> int:
    try:
        sys.stdout.write(said)
        sys.stdout.flush()
    except OSError as error:
        # Python flushes once more at its end, and would then say what it thinks of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # else the reader (head, less) had enough
            sys.stderr.write("结果写不出去，请检查输出的位置（多半是磁盘满了）。\n")
            return FINDINGS
    return code


def _refused(error: UserError, *, json: bool) -> int:
    sys.stderr.write(f"{error}\n")
    if json:
        what = {"sentence": error.sentence, "hint": error.hint.lstrip("，"), "place": error.place}
        return _say(as_json({"error": what}), FINDINGS)
    return FINDINGS


def _unforeseen(error: Exception, program: Program) -> UserError:
    from desktop.cli.faults import written_down

    number, log = written_down(error, program.user_folder)
    return UserError(
        f"程序内部出错，编号 {number}，这条命令没有完成", hint=f"，请把日志文件发给维护人员：{log}"
    )


def _readable_streams() -> None:
    """UTF-8 where a script reads; on a console its own encoding, and never an error for a rare character."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
