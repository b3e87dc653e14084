"""What stands above a table and holds for all its rows: the class of a roster, a year, a unit of money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Final

from desktop.core.errors import Problem
from desktop.core.values import parse
from desktop.core.words import clean_text
from desktop.records.catalogue import Path, Record, record
from desktop.services.binding import FormPath
from desktop.services.binding.names import names, variants
from desktop.services.importing.fields import readable
from desktop.services.importing.matching import Source
from desktop.services.importing.sheet_names import from_sheet
from desktop.services.office import Office
from desktop.store.find import Condition, find
from desktop.workbook.refs import column_number, split_ref
from desktop.workbook.sheet import Sheet
from desktop.workbook.table import LabelCell
from desktop.workbook.words import split_labels, tidy

_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年(?!级)")
_SPAN: Final = re.compile(r"(?:19|20)\d{2}\s*年?\s*[-—－–~～至到]\s*(?:19|20)?\d{2}|学年")
_UNIT: Final = re.compile(r"(?:金额|货币|计量)?单位\s*[:：]?\s*(万元|千元|元)")
_LIST_WORDS: Final = re.compile(
    r"(学员|学生|人员|参训|参训人员|培训人员)*(实名制?)?(培训)?(花名册|名册|名单|登记表|报名表|信息表|汇总表|统计表|成绩表|台账|一览表)([（(].*[)）])?$"
)
_CLASS: Final = re.compile(r"班(?:[（(].*[)）]|第?.{1,3}期)?$")
_HEAD_ROWS: Final = 8
_SIGNERS: Final = re.compile("填报|填表|制表|审核|负责人|联系|电话|盖章|日期$|时间$")


@dataclass(slots=True)
class Heading:
    """`values` by label path hold for every row; `stated` are those that may make a new class."""

    values: dict[str, Any] = field(default_factory=dict)
    stated: bool = False
    year: int | None = None
    unit: str = ""
    problems: list[Problem] = field(default_factory=list)


def read_headings(office: Office, sources: Sequence[Source], into: Record) -> list[tuple[Source, Heading]]:
    """Each table with its heading; a further page without one of its own goes on under the last."""
    pairs: list[tuple[Source, Heading]] = []
    for source in sources:
        last = pairs[-1] if pairs and pairs[-1][0].sheet is source.sheet else None
        heading = _heading(office, source, into, last[0].table.header_rows[1] if last else 0)
        if last is not None and not heading.values:
            heading.values, heading.stated = dict(last[1].values), last[1].stated
        if last is not None:
            heading.year, heading.unit = heading.year or last[1].year, heading.unit or last[1].unit
        pairs.append((source, heading))
    return pairs


def _heading(office: Office, source: Source, into: Record, above: int) -> Heading:
    """What stands between the row `above` and the header, in the title and in the sheet's name."""
    sheet, table = source.sheet, source.table
    heading = Heading(year=_year(table.title) or _year(sheet.name), unit=_unit(sheet, table.header_rows[0]))
    bound = source.labels
    for cell in _labels(source, above):
        target = _target(into, cell.label)
        if target is not None and target.label not in bound and target.label not in heading.values:
            _take(office, source, cell, target, heading)
    from_sheet(office, source, into, heading.values)
    owner = _owner(into)
    if owner is not None:
        heading.stated = any(label.startswith(f"{owner[0]}.") for label in heading.values)
        title = f"{owner[0]}.{owner[1].by_name(owner[1].model.identity[0]).label}"
        if not any(label.startswith(f"{owner[0]}.") for label in bound) and title not in heading.values:
            _from_names(office, source, owner, heading)
    return heading


def _labels(source: Source, above: int) -> list[LabelCell]:
    """Labels between the row `above` and the header, the nearest to the header first."""
    header = source.table.header_rows[0]
    first = max(above + 1, header - _HEAD_ROWS)
    found = [cell for cell in source.table.cells if first <= split_ref(cell.ref)[1] < header]
    known = {split_ref(cell.ref)[1] for cell in found}
    for row in range(first, header):
        found += _bare_labels(source.sheet, row)
        found += [] if row in known else _colon_labels(source.sheet, row)
    return sorted(found, key=lambda cell: -split_ref(cell.ref)[1])


def _bare_labels(sheet: Sheet, row: int) -> list[LabelCell]:
    """Labels without a colon, each with the filled cell to its right: 工种班次 | 电工班."""
    cells = [cell for cell in sheet.rows.get(row, {}).values() if cell.kind != "blank"]
    return [
        LabelCell(cell.ref, tidy(cell.text), "next", value.ref, value.text)
        for cell, value in pairwise(cells)
        if cell.kind == "text" and not split_labels(cell.text) and not split_labels(value.text)
    ]


def _colon_labels(sheet: Sheet, row: int) -> list[LabelCell]:
    """班级名称：电工班, or 班级名称： with the value in the next filled cell."""
    cells = [cell for cell in sheet.rows.get(row, {}).values() if cell.kind != "blank"]
    found = []
    for place, cell in enumerate(cells):
        labels = split_labels(cell.text) if cell.kind == "text" else []
        following = cells[place + 1] if place + 1 < len(cells) else None
        if len(labels) == 1 and not labels[0][1] and following and not split_labels(following.text):
            found.append(LabelCell(cell.ref, labels[0][0], "next", following.ref, following.text))
        else:
            found += [LabelCell(cell.ref, label, "after", cell.ref, value) for label, value in labels]
    return found


def _owner(into: Record) -> tuple[str, Record] | None:
    """The label of the reference to what the rows are part of, and its record."""
    if not into.model.part_of:
        return None
    own = into.field(into.model.part_of)
    return own.label, record(own.ref)


def _target(into: Record, label: str) -> FormPath | None:
    """The field a label above the table names, if it is one that may hold for all rows."""
    best: tuple[float, FormPath] | None = None
    for text, cost in variants((label,)):
        for named in names(into.id, "import").get(text, ()):
            score = named.score - cost
            if _common(into, named.target.path) and (best is None or score > best[0]):
                best = (score, named.target)
    if best is None or best[0] < 0.8:
        return None
    # 填报日期 and 联系电话 are the school's, whatever the record calls its own.
    own_name = best[1].path.field.label in label or label in best[1].path.field.aliases
    return best[1] if own_name or not _SIGNERS.search(label) else None


def _common(into: Record, path: Path) -> bool:
    """Fields that all rows of a table can share: of the class or batch, or a reference in the key."""
    head, _, rest = path.name.partition(".")
    if head in into.model.carries or head == into.model.role:
        return False
    # 电话：0432-… above a list is of whoever filled it in, never of every person named in it.
    if path.owner == "person" and path.field.name not in ("name", "document_number"):
        return False
    keyed = {part for key in into.model.keys for part in key}
    return bool(rest) and (head == into.model.part_of or head in keyed)


def _take(office: Office, source: Source, cell: LabelCell, target: FormPath, heading: Heading) -> None:
    letters, number = split_ref(cell.value_ref)
    held = source.sheet.at(number, column_number(letters)) if cell.mode == "next" else None
    raw: object = cell.value
    if held is not None and isinstance(held.value, date | datetime):
        raw = held.value
    parsed = parse(readable(target.path.field), raw, office.codes, year=heading.year, unit=heading.unit)
    if parsed.problem is not None:
        heading.problems.append(
            _labelled(parsed.problem, target.label).at(sheet=source.sheet.name, row=number, column=letters)
        )
    if parsed.ok and parsed.value is not None:
        heading.values[target.label] = parsed.value


def _labelled(problem: Problem, label: str) -> Problem:
    return Problem(problem.rule, problem.sentence, problem.severity, label, problem.value)


def _from_names(office: Office, source: Source, owner: tuple[str, Record], heading: Heading) -> None:
    """A sheet named after a class, or a title that begins with it: only a class that is in the ledger."""
    label, target = owner
    title = target.model.identity[0]
    if target.by_name(title).field.ref:
        return
    for text in (source.table.title, source.sheet.name):
        name = _LIST_WORDS.sub("", clean_text(tidy(text)))
        if len(name) < 2:
            continue
        where = [Condition(target.by_name(title), "=", name)]
        page = find(office.ledger, target.id, paths=[], where=where, limit=2, today=office.today)
        # A class that is only dated above its roster has its name in the title.
        if len(page.ids) == 1 or (heading.stated and _CLASS.search(name)):
            heading.values[f"{label}.{target.by_name(title).label}"] = name
            return


def _year(text: str) -> int | None:
    """The one year a title names; 2024—2025学年 names none."""
    if _SPAN.search(text):
        return None
    if re.fullmatch(r"(19|20)\d{2}", text.strip()):
        return int(text)
    found = {int(year) for year in _YEAR.findall(text)}
    return found.pop() if len(found) == 1 else None


def _unit(sheet: Sheet, above: int) -> str:
    """单位：万元 above the header."""
    for row in range(max(1, above - 6), above):
        for cell in sheet.rows.get(row, {}).values():
            match = _UNIT.search(cell.text) if cell.kind == "text" else None
            if match:
                return match[1]
    return ""
