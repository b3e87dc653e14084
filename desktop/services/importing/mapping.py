"""Which column goes to which field, said by a person: a dictionary, or a file M.toml that keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.core.datafile import Section, read_datafile
from desktop.core.errors import UserError
from desktop.core.words import normalise_label
from desktop.records.catalogue import Record
from desktop.services.binding import FormPath, name_path
from desktop.workbook.table import Column

IGNORED = ""  # "备注" = "" says that the column is not wanted
Wanted = tuple[FormPath, ...]  # one column to several fields: "实践时间" = "开始日期+结束日期"


def read_mapping(path: Path) -> dict[str, str]:
    """[columns] "表头" = "字段"; an empty field leaves the column out."""
    top = read_datafile(path)
    found = columns_of(top)
    top.done()
    return found


def columns_of(top: Section) -> dict[str, str]:
    """The section [columns] of such a file."""
    section = top.section("columns")
    found: dict[str, str] = {}
    headers = section.keys()
    for header in headers:
        label = section.raw(header)
        if not isinstance(label, str):
            raise section.error(header, "应写成带引号的字段名，留空表示不导入这一列。")
        found[header] = label.strip()
    section.done()
    return found


def write_mapping(path: Path, mapping: Mapping[str, str]) -> None:
    """The mapping as a file that read_mapping reads."""
    lines = ["# 导入列对应：表头 = 字段；字段留空表示不导入这一列", "[columns]"]
    lines += [
        f"{json.dumps(header, ensure_ascii=False)} = {json.dumps(label, ensure_ascii=False)}"
        for header, label in mapping.items()
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def header_text(column: Column) -> str:
    """A column as a person names it: 培训时间/起."""
    return "/".join(column.path)


def wanted_paths(record: Record, mapping: Mapping[str, str]) -> dict[str, Wanted]:
    """Normalised header → fields (none: leave out); an unknown field is refused with what is possible."""
    return {
        _key(header): tuple(_field(record, header, label) for label in text.split("+")) if text else ()
        for header, text in mapping.items()
    }


def _field(record: Record, header: str, label: str) -> FormPath:
    found = name_path(record.id, label.strip())
    if found is None:
        raise UserError(
            f"列对应里的“{header}”要填到「{record.label}」的“{label}”，但没有这个可以导入的字段。",
            hint=f"用 zhijiao records 可以看到「{record.label}」的全部字段。",
        )
    return found


def chosen(column: Column, wanted: Mapping[str, Wanted]) -> tuple[bool, Wanted]:
    """Whether the mapping speaks of the column, and the fields it gives."""
    for text in (header_text(column), column.leaf, column.letter):
        if _key(text) in wanted:
            return True, wanted[_key(text)]
    return False, ()


def unused(columns: Sequence[Column], mapping: Mapping[str, str]) -> list[str]:
    """Headers of the mapping that no column of the file has."""
    there = {_key(text) for column in columns for text in (header_text(column), column.leaf, column.letter)}
    return [header for header in mapping if _key(header) not in there]


def _key(text: str) -> str:
    return normalise_label(text)
