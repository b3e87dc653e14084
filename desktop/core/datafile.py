"""Reads the TOML files that people edit; whatever is wrong is said with file, key and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.core.errors import UserError


class Section:
    """One table of such a file: look-ups refuse wrong types, `done` refuses unknown keys."""

    def __init__(self, source: Source, values: Mapping[str, Any], line: int, name: str = "") -> None:
        self._source = source
        self._values = values
        self._line = line
        self._name = name
        self._read: set[str] = set()

    def error(self, key: str, sentence: str) -> UserError:
        """The error to raise for `key` of this section: file, line and key in front of the sentence."""
        line = self._source.line_of(key, self._line)
        where = f"{self._name}.{key}" if self._name else key
        return UserError(
            sentence, place=f"{self._source.path.name} 第 {line} 行「{where}」", hint="请改正后重试。"
        )

    def _get(self, key: str, kinds: tuple[type, ...], wanted: str, default: Any) -> Any:
        self._read.add(key)
        if key not in self._values:
            if default is _MISSING:
                raise self.error(key, f"缺少“{key}”，应填{wanted}。")
            return default
        value = self._values[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise self.error(key, f"应填{wanted}，现在是“{value}”。")
        return value

    def text(self, key: str, default: Any = None) -> str:
        """A text; without default it must be there and not blank."""
        value: str = self._get(key, (str,), "文字（加引号）", _MISSING if default is None else default)
        if default is None and not value.strip():
            raise self.error(key, "不能为空。")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty when absent."""
        values = self._get(key, (list,), '文字列表，如 ["甲", "乙"]', [])
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"列表中只能是文字（加引号），现在有“{value}”。")
        return tuple(values)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value: bool = self._get(key, (bool,), "true 或 false", default)
        return value

    def whole(self, key: str, default: Any = None) -> int:
        """A whole number."""
        value: int = self._get(key, (int,), "整数", _MISSING if default is None else default)
        return value

    def number(self, key: str) -> Decimal | None:
        """A number, exactly as written, or None when absent."""
        value = self._get(key, (int, Decimal), "数字", None)
        return None if value is None else Decimal(value)

    def day(self, key: str) -> date | None:
        """A date like 2025-09-01 (without quotes), or None when absent."""
        value = self._get(key, (date,), "日期，如 2025-09-01（不加引号）", None)
        return value if value is None else date(value.year, value.month, value.day)

    def choice(self, key: str, options: tuple[str, ...], default: Any = None) -> str:
        """One of the texts allowed."""
        value = self.text(key, default)
        if value not in options:
            raise self.error(key, f"只能是{'、'.join(options)}之一，现在是“{value}”。")
        return value

    def raw(self, key: str, default: Any = None) -> Any:
        """The value as TOML gives it, for what has no simple type."""
        self._read.add(key)
        return self._values.get(key, default)

    def rows(self, key: str) -> list[Section]:
        """The tables of an array of tables, each with its own line."""
        values = self._get(key, (list,), "若干行，每行一个 {…}", [])
        lines = self._source.lines_of_rows(key, self._line)
        out = []
        for index, value in enumerate(values):
            line = lines[index] if index < len(lines) else self._line
            if not isinstance(value, dict):
                raise self.error(key, f"每一行都应是 {{…}}，现在有“{value}”。")
            out.append(Section(self._source, value, line, key))
        return out

    def section(self, key: str) -> Section:
        """The table `key`, empty when absent."""
        value = self._get(key, (dict,), "一节，如 [名称]", {})
        return Section(self._source, value, self._source.line_of(key, self._line), key)

    def keys(self) -> tuple[str, ...]:
        """The keys that are there, in the file's order."""
        return tuple(self._values)

    def done(self) -> None:
        """Refuses keys that nobody asked for: a misspelt key must not be lost in silence."""
        for key in self._values:
            if key not in self._read:
                raise self.error(key, f"不认识“{key}”，可用的有：{'、'.join(sorted(self._read))}。")


class Source:
    """The text of one file, kept to find the line of a key again."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._lines = text.splitlines()

    def line_of(self, key: str, start: int) -> int:
        """The first line at or after `start` (1-based) that sets `key`; `start` when none does."""
        pattern = re.compile(rf"(^|[\s{{,\[.\"]){re.escape(key)}[\"\]]*\s*(=|\]|\.|$)")
        for number in range(max(start, 1), len(self._lines) + 1):
            line = self._lines[number - 1]
            if number > start > 1 and re.match(r"\s*(\{|\[\[)", line):
                break
            if pattern.search(line):
                return number
        return max(start, 1)

    def lines_of_rows(self, key: str, start: int) -> list[int]:
        """The line of each table of the array `key`: `[[key]]` headings, or `{` at the start of a line."""
        headings = [n for n, line in enumerate(self._lines, 1) if line.strip().startswith(f"[[{key}]]")]
        if headings:
            return headings
        first = self.line_of(key, start)
        rows = []
        for number in range(first, len(self._lines) + 1):
            line = self._lines[number - 1].strip()
            if line.startswith("{") or (number == first and "{" in line):
                rows.append(number)
            if number > first and line.startswith("]"):
                break
        return rows


_MISSING: Any = object()


def text_of(path: Path) -> str:
    """The text of such a file; a UserError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as exc:
        raise UserError(
            "文件不是 UTF-8 编码，读不出汉字。", place=path.name, hint="请另存为 UTF-8 后重试。"
        ) from exc
    except OSError as exc:
        raise UserError("文件打不开。", place=path.name, hint="请检查文件是否存在、是否有权限。") from exc


def read_datafile(path: Path) -> Section:
    """The file as one section; unreadable or broken TOML gives a UserError with its line."""
    return read_datatext(text_of(path), path)


def read_datatext(text: str, path: Path) -> Section:
    """The same of a text that is known already, such as one kept in the ledger; `path` names it in errors."""
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"at line (\d+)", str(exc))
        line = f"第 {found[1]} 行" if found else "末尾"
        raise UserError(
            f"{line}写法不对，不是正确的 TOML。", place=path.name, hint="常见原因：少了引号、逗号或括号。"
        ) from exc
    return Section(Source(path, text), values, 1)
