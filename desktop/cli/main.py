"""Carries out one command line: understands it, does it, says the answer, and never shows a traceback."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from desktop.cli import acts, asking, figures, filing, importing, ledgers, rows
from desktop.cli.answer import Answer, as_json
from desktop.cli.arguments import the_parser
from desktop.cli.call import Call, Program
from desktop.core.errors import UserError
from desktop.core.progress import Cancelled

GROUPS = (
    ledgers.declare,
    rows.declare,
    importing.declare,
    asking.declare,
    filing.declare,
    figures.declare,
    acts.declare,
)
FINDINGS, WRONG_USAGE, INTERRUPTED = 1, 2, 130


def run(words: Sequence[str], program: Program) -> int:
    """The exit code: 0 done, 1 findings or refused input, 2 wrong usage."""
    _readable_streams()
    try:
        options = the_parser(GROUPS).parse_args(list(words))
    except SystemExit as done:
        return int(done.code or 0)
    call = Call(options, program)
    try:
        answer: Answer = options.carry_out(call)
    except UserError as error:
        return _refused(error, json=options.json)
    except (KeyboardInterrupt, Cancelled):
        sys.stderr.write("已取消，台账没有改动。\n")
        return INTERRUPTED
    except BrokenPipeError:
        return FINDINGS
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence here, the traceback in the log
        return _refused(_unforeseen(error, program), json=options.json)
    return _say(answer, json=options.json)


def _say(answer: Answer, *, json: bool) -> int:
    try:
        sys.stdout.write(as_json(answer.document) if json else answer.text.rstrip("\n") + "\n")
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) had enough
        sys.stdout = io.StringIO()
    return answer.code


def _refused(error: UserError, *, json: bool) -> int:
    sys.stderr.write(f"{error}\n")
    if json:
        said = {"sentence": error.sentence, "hint": error.hint.lstrip("，"), "place": error.place}
        return _say(Answer({"error": said}, "", FINDINGS), json=True)
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
