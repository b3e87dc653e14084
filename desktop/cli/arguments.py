"""The command line's grammar in Chinese: argparse with its words translated, global options anywhere."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

LARGEST_SCALE = 1000
OTHER_FILES = (".xls", ".et", ".ods", ".csv", ".pdf", ".doc", ".docx")

_ENGLISH: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", "缺少：{0}"),
    (r"argument (.+?): expected one argument", "{0} 后面要跟一个值"),
    (r"argument (.+?): expected at least one argument", "{0} 后面至少要跟一个值"),
    (r"argument (.+?): invalid choice: '?(.*?)'? \(choose from (.+)\)", "{0} 不能是“{1}”，可用的有：{2}"),
    (r"argument (.+?): invalid \w+ value: '(.*)'", "{0} 的值“{1}”不是整数"),
    (r"argument (.+?): ignored explicit argument '(.*)'", "{0} 不带值，多了“{1}”"),
    (r"argument (.+?): (.+)", "{0}：{1}"),
    (r"unrecognized arguments: (.+)", "不认识：{0}"),
)


class _Format(argparse.HelpFormatter):
    """Usage with the Chinese word before it."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)

    def add_usage(
        self, usage: str | None, actions: Iterable[argparse.Action], groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese, takes no abbreviations and says a usage error in one sentence."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("formatter_class", _Format)
        super().__init__(add_help=False, allow_abbrev=False, **given)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"命令写法不对：{_in_chinese(message)}。\n")
        self.print_usage(sys.stderr)
        self.exit(2)


def _in_chinese(message: str) -> str:
    for english, chinese in _ENGLISH:
        found = re.fullmatch(english, message, re.DOTALL)
        if found:
            return chinese.format(*(part.replace("'", "").replace(", ", "、") for part in found.groups()))
    return message


def common(parser: Parser, *, again: bool = False) -> None:
    """The options that hold for every command; `again`: after the command, where absence says nothing."""
    absent: Any = {"default": argparse.SUPPRESS} if again else {}
    parser.add_argument(
        "--ledger", metavar="文件或地址", help="台账文件，或 postgresql:// 地址；不写就用自己的台账", **absent
    )
    parser.add_argument("--passphrase-file", metavar="文件", help="口令所在的文件（加密的台账）", **absent)
    parser.add_argument("--json", action="store_true", help="在标准输出上给出一份 JSON", **absent)


class Commands:
    """Where each group of commands declares its own."""

    def __init__(self, parser: Parser, dest: str = "command") -> None:
        self._made = parser.add_subparsers(
            title="命令", dest=dest, metavar="命令", required=True, parser_class=Parser
        )

    def add(self, name: str, says: str, carry_out: Callable[..., Any]) -> Parser:
        """One command: its name, one line of help, and what carries it out."""
        parser: Parser = self._made.add_parser(name, help=says, description=says)
        common(parser, again=True)
        parser.set_defaults(carry_out=carry_out)
        return parser

    def group(self, name: str, says: str) -> Commands:
        """A command that has commands of its own: form add, form show."""
        parser: Parser = self._made.add_parser(name, help=says, description=says)
        return Commands(parser, f"{name}_command")


def a_day(text: str) -> date:
    """A date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应写 2026-08-31 的样子") from None


def a_count(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}”应是 1 或更大的整数")
    return int(text)


def a_scale(text: str) -> int:
    """How many times the demonstration's size: a slip of the finger must not fill the disk."""
    scale = a_count(text)
    if scale > LARGEST_SCALE:
        raise argparse.ArgumentTypeError(f"“{text}”太大，最大是 {LARGEST_SCALE}")
    return scale


def a_place(text: str) -> Path:
    """Where a filled form goes, an .xlsx or a folder: a folder 报表.xls would only look like a file."""
    place = Path(text)
    if place.suffix.lower() in OTHER_FILES and not place.is_dir():
        raise argparse.ArgumentTypeError(f"填好的表不能存成“{place.name}”，请改成 .xlsx 或一个文件夹")
    return place


def the_parser(declare: Sequence[Callable[[Commands], None]]) -> Parser:
    """The whole grammar, from what the groups declare."""
    parser = Parser(prog="zhijiao", description="职教台账：不写命令就打开窗口。")
    common(parser)
    parser.add_argument(
        "--quit-at",
        choices=("first-paint", "usable"),
        help="窗口到这一步就退出（量启动时间）：usable 指第一屏的内容已画出、台账已打开、各界面都能进入",
    )
    commands = Commands(parser)
    for group in declare:
        group(commands)
    return parser
