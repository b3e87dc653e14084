"""What a person decided about an import, written down beforehand: the file M.toml of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from desktop.core.datafile import Section, read_datafile
from desktop.records.catalogue import Record, record
from desktop.services.binding import name_path
from desktop.services.importing.decisions import Answer, Create, Decisions, Leave, Use
from desktop.services.importing.mapping import columns_of
from desktop.services.office import Office
from desktop.services.saving.locating import title_name
from desktop.store.find import Condition, find

CREATE: Final = ("create", "新增")
LEAVE: Final = ("leave", "留空")


def read_answers(office: Office, path: Path, into: str) -> tuple[dict[str, str], Decisions]:
    """The columns as `read_mapping` gives them, and the decisions of the other sections:

    [words."性质"] "公办免费" = "公益性" (what was typed → how to read it, "" leaves it blank);
    [references."企业"] "鸿达汽修" = "create", "leave" or the name of the row in the ledger;
    [skip] "Sheet1" = [5, 8] (rows that are not imported);
    [kept] kinds = ["示例行"] (kinds of rows that are records after all), left = ["隐藏行"] (that are none).
    """
    top = read_datafile(path)
    columns, target = columns_of(top), record(into)
    decided = Decisions(
        words=_words(top.section("words"), target),
        skipped=_skipped(top.section("skip")),
        references=_references(office, top.section("references")),
    )
    kept = top.section("kept")
    decided.kept, decided.left = set(kept.texts("kinds")), set(kept.texts("left"))
    kept.done()
    top.done()
    return columns, decided


def _words(section: Section, into: Record) -> dict[tuple[str, str], str]:
    found = {}
    for label in section.keys():  # noqa: SIM118 - a Section is no mapping
        target = name_path(into.id, label)
        typed = section.section(label)
        if target is None:
            raise section.error(label, f"「{into.label}」没有“{label}”这个可以导入的字段。")
        for text in typed.keys():  # noqa: SIM118
            found[target.label, text] = typed.text(text, "").strip()
    return found


def _skipped(section: Section) -> set[tuple[str, int]]:
    found = set()
    for sheet in section.keys():  # noqa: SIM118
        rows = section.raw(sheet)
        if not isinstance(rows, list) or not all(type(row) is int for row in rows):
            raise section.error(sheet, "应写成行号的列表，如 [5, 8]。")
        found |= {(sheet, row) for row in rows}
    return found


def _references(office: Office, section: Section) -> dict[tuple[str, str], Answer]:
    found: dict[tuple[str, str], Answer] = {}
    for name in section.keys():  # noqa: SIM118
        target, named = record(name), section.section(name)
        for typed in named.keys():  # noqa: SIM118
            found[target.id, typed] = _answer(office, target, named, typed)
    return found


def _answer(office: Office, target: Record, named: Section, typed: str) -> Answer:
    """create, leave, or the one row of the ledger that goes by the text."""
    text = named.text(typed)
    if text in CREATE:
        return Create()
    if text in LEAVE:
        return Leave()
    where = [Condition(target.by_name(title_name(target.id)), "=", text)]
    ids = find(office.ledger, target.id, paths=[], where=where, limit=2, today=office.today).ids
    if len(ids) != 1:
        why = "没有" if not ids else "不止一个"
        raise named.error(
            typed, f"{target.label}台账里{why}“{text}”；新增写 create，留空写 leave，或写台账里的名称。"
        )
    return Use(ids[0])
