"""The engine alone on the command line: `fill` and `inspect`."""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from desktop.core.errors import UserError
from desktop.workbook.blocks import ListBlock
from desktop.workbook.filling import fill
from desktop.workbook.reader import read_workbook
from desktop.workbook.recognition import recognise
from desktop.workbook.refs import MAX_COLUMN, column_number
from desktop.workbook.sheet import Cell, Sheet
from desktop.workbook.styles import is_date_format
from desktop.workbook.table import Column, LabelCell, Table
from desktop.workbook.values import Value

_DAY = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
_PLAIN = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")


def main(arguments: Sequence[str] | None = None) -> int:
    """0 done, 1 refused input, 2 wrong usage (argparse)."""
    options = _options().parse_args(arguments)
    try:
        result = _fill(options) if options.command == "fill" else _inspect(options)
    except UserError as problem:
        sys.stderr.write(f"{problem}\n")
        if options.json:
            _print({"error": str(problem)})
        return 1
    if options.json:
        _print(result)
    else:
        sys.stdout.write(_plain(options.command, result))
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m desktop.workbook", description="Excel 模板引擎")
    commands = parser.add_subparsers(dest="command", required=True)
    filling = commands.add_parser("fill", help="把一份 CSV 填进模板的列表")
    filling.add_argument("template", type=Path)
    filling.add_argument("--sheet", required=True)
    filling.add_argument("--first-row", type=int, required=True)
    filling.add_argument("--last-row", type=int)
    filling.add_argument("--rows", type=Path, required=True)
    filling.add_argument("--columns", default="")
    filling.add_argument("--out", type=Path, required=True)
    filling.add_argument("--json", action="store_true")
    looking = commands.add_parser("inspect", help="看一份模板的结构")
    looking.add_argument("file", type=Path)
    looking.add_argument("--json", action="store_true")
    return parser


def _print(document: Any) -> None:
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def _fill(options: argparse.Namespace) -> dict[str, Any]:
    first, last = options.first_row, options.last_row or options.first_row
    if first < 1 or last < first:
        raise UserError(f"行号不对：第 {first} 行到第 {last} 行。", hint="起始行不小于 1，末行不小于起始行。")
    book = read_workbook(options.template, sheets=[options.sheet], empty=True)
    sheet = book.sheets[0]
    names = [name.strip() for name in options.columns.split(",") if name.strip()]
    if not all(name.isascii() and name.isalpha() and len(name) <= 3 for name in names):
        raise UserError(f"列名“{options.columns}”不对。", hint="请写成 B,C,D 这样的字母。")
    width = len(names) or _width(options.rows)
    columns = [column_number(name) for name in names] or list(range(1, width + 1))
    if len(set(columns)) != len(columns):
        raise UserError(f"列名“{options.columns}”里有一列写了两次。", hint="每列只能写一次。")
    if max(columns) > MAX_COLUMN:
        raise UserError(f"列名“{options.columns}”超出了 Excel 的最后一列 XFD。")
    samples = [sheet.cell(first, column) for column in columns]
    block = ListBlock(options.sheet, first, last, columns, _records(options.rows, samples))
    report = fill(options.template, options.out, [block])
    return {
        "rows": report.rows,
        "inserted": report.inserted,
        "seconds": round(report.seconds, 4),
        "changed_parts": list(report.changed_parts),
        "notes": list(report.notes),
    }


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.reader(file)
    except FileNotFoundError:
        raise UserError(f"找不到“{path.name}”。", hint="请检查文件名和文件夹。") from None
    except OSError as problem:
        raise UserError(f"“{path.name}”读不了（{problem.strerror}）。", hint="请检查文件是否存在。") from None
    except UnicodeDecodeError:
        raise UserError(f"“{path.name}”不是 UTF-8 编码。", hint="请另存为 UTF-8 的 CSV。") from None
    except csv.Error as problem:
        raise UserError(f"“{path.name}”不是正确的 CSV（{problem}）。") from None


def _width(path: Path) -> int:
    return max(len(next(_lines(path), [])), 1)


def _records(path: Path, samples: Sequence[Cell | None]) -> Iterator[Sequence[Value]]:
    """The lines with their values typed; columns of text go through as they are."""
    typed = [(index, kind) for index, sample in enumerate(samples) if (kind := _kind(sample)) is not None]
    width = len(samples)
    for number, line in enumerate(_lines(path), 1):
        if len(line) > width:
            raise UserError(
                f"“{path.name}”第 {number} 行有 {len(line)} 项，要填的只有 {width} 列。",
                hint="请检查 --columns。",
            )
        values: list[Value] = [*line, *[""] * (width - len(line))]
        for index, kind in typed:
            values[index] = kind(values[index])
        yield values


def _kind(sample: Cell | None) -> Callable[[Any], Value] | None:
    """The type follows the sample cell: a number format or a number there makes numbers, text stays text."""
    if sample is None or sample.format == "@" or sample.kind == "text":
        return None
    if is_date_format(sample.format):
        return _day
    if sample.kind == "number" or sample.format != "General":
        return _number
    return None


@lru_cache(maxsize=4096)
def _day(text: str) -> Value:
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return text
    try:
        return date(*(int(part) for part in match.groups() if part))
    except ValueError:
        return text


def _number(text: str) -> Value:
    plain = text.strip()
    if plain.isdecimal() and plain.isascii() and plain[0] != "0" and len(plain) <= 15:
        return int(plain)
    digits = plain.lstrip("-+")
    if (digits.startswith("0") and digits[1:2].isdigit()) or len(digits.replace(".", "")) > 15:
        return text  # a leading zero or more digits than a number keeps: an identifier
    if not _PLAIN.fullmatch(plain):
        return text
    return float(plain) if "." in plain else int(plain)


def _inspect(options: argparse.Namespace) -> dict[str, Any]:
    book = read_workbook(options.file, empty=True)
    return {"sheets": [_table(table, sheet) for sheet in book.sheets for table in recognise(sheet)]}


def _table(table: Table, sheet: Sheet) -> dict[str, Any]:
    listed = table.layout in ("list", "cross")
    return {
        "name": table.sheet,
        "visible": sheet.visible,
        "layout": table.layout,
        "title": table.title,
        "record": None,
        "header_rows": list(table.header_rows) if listed else None,
        "code_row": table.code_row,
        "first_row": table.first_row if listed else None,
        "last_row": table.last_row if listed else None,
        "sample_rows": table.sample_rows,
        "total_row": table.total_row,
        "note_rows": table.note_rows,
        "columns": [_column(column) for column in table.columns],
        "cells": [_label_cell(cell) for cell in table.cells],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "column": column.letter,
        "path": list(column.path),
        "leaf": column.leaf,
        "field": None,
        "format": column.number_format,
        "choices": list(column.choices),
        "running_number": column.running_number,
        "formula": column.formula,
    }


def _label_cell(cell: LabelCell) -> dict[str, Any]:
    return {
        "ref": cell.value_ref,
        "label": cell.label,
        "label_at": cell.ref,
        "mode": cell.mode,
        "value": cell.value,
        "field": None,
    }


def _plain(command: str, result: dict[str, Any]) -> str:
    if command == "fill":
        return f"写入 {result['rows']} 行，其中插入 {result['inserted']} 行，用时 {result['seconds']} 秒\n"
    lines = []
    for table in result["sheets"]:
        lines.append(f"{table['name']}\t{table['layout']}\t{table['title']}")
        if table["header_rows"]:
            first, last = table["header_rows"]
            total = table["total_row"] or "无"
            lines.append(
                f"  表头 {first}-{last} 行，数据 {table['first_row']}-{table['last_row']} 行，合计行 {total}"
            )
        lines.extend(f"  {column['column']}\t{'/'.join(column['path'])}" for column in table["columns"])
        lines.extend(f"  {cell['label_at']} → {cell['ref']}\t{cell['label']}" for cell in table["cells"])
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
