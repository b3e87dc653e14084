"""Where in a file the rows of a record stand: the tables whose headers fit, and what their columns mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import partial

from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.core.words import normalise_label
from desktop.records.catalogue import Record
from desktop.services.binding import form_paths, header_labels, name_path
from desktop.services.binding.match import BAR
from desktop.services.binding.names import NameTable, names, variants
from desktop.services.importing.body import last_cells, read_body
from desktop.services.importing.decisions import Decisions
from desktop.services.importing.deeper import whole_header
from desktop.services.importing.learned import recall
from desktop.services.importing.mapping import Wanted, unused, wanted_paths
from desktop.services.importing.matching import Source, match_columns
from desktop.services.importing.pages import every_page, heads_a_column, other_header, without_band
from desktop.services.importing.shipped import header_row, shipped_for
from desktop.services.importing.stated import stated_table
from desktop.services.office import Office
from desktop.workbook.recognition import recognise
from desktop.workbook.refs import column_letters
from desktop.workbook.sheet import Cell, Sheet, Workbook
from desktop.workbook.table import Column, Table
from desktop.workbook.words import is_running_label, tidy

_FEW, _SURE = 6, 0.9  # columns of a list that only one of them tells of, and how surely
_AS_SAID = 0.02  # what a reading may cost that leaves out no more than a note
_TELLING = 3  # so many columns with a meaning make a list of something else


def find_sources(
    office: Office,
    book: Workbook,
    record: Record,
    mapping: Mapping[str, str] | None,
    header: tuple[int, int] | None = None,
    decided: Decisions | None = None,
    progress: Progress | None = None,
) -> tuple[list[Source], list[str]]:
    """The tables to import, and the sheets left out; refuses a file in which there are none.

    `header`: the rows a person has pointed at as the header, in place of what recognition finds.
    `decided`: which kinds of rows are records, and which rows are none.
    """
    labels, watch = header_labels(record), progress or NoProgress()
    for text in mapping or {}:
        labels[text.rpartition("/")[2]] = 1.0
    wanted = wanted_paths(record, mapping or {})
    found, seen = [], []
    for sheet in book.sheets:
        if not sheet.visible and len(book.sheets) > 1:
            continue
        known_row = header_row(office, record, sheet) if header is None else 0
        stated = header or ((known_row, known_row) if known_row else None)
        for table in [stated_table(sheet, stated)] if stated else _tables(sheet, record, labels, watch):
            seen += table.columns
            known, why, left_why = wanted, "由列对应指定", "按列对应不导入"
            shipped = None
            if not mapping:
                known, why, left_why = _remembered(office, record, table), "上次这样对应", "上次选择不导入"
                shipped = None if known else shipped_for(office, record, table.columns)
            if shipped is not None:
                known = wanted_paths(record, shipped.mapping(table.columns))
                why, left_why = f"按“{shipped.label}”的对应", f"“{shipped.label}”的这一列不用导入"
            source = match_columns(sheet, table, record, office.codes, known, why=why, left_why=left_why)
            source.shipped = shipped
            if source.binding.bound:
                found.append(source)
    _refuse_unused(book, seen, mapping or {})
    kept = _alike(found, record)
    if not kept:
        raise _no_header(book, record, found)
    _read_bodies(kept, found, decided or Decisions(), watch)
    names_kept = {source.sheet.name for source in kept}
    others = [sheet.name for sheet in book.sheets if sheet.name not in names_kept]
    others += [
        f"{source.sheet.name}（第 {source.table.header_rows[1]} 行起的另一张表）"
        for source in found
        if source.sheet.name in names_kept and not any(source is each for each in kept)
    ]
    return kept, others


def _remembered(office: Office, record: Record, table: Table) -> dict[str, Wanted]:
    """What was learned of this header, without fields that have gone since."""
    learned = recall(office, record, table.columns)
    there = {
        header: label
        for header, label in learned.items()
        if not label or all(name_path(record.id, each) for each in label.split("+"))
    }
    return wanted_paths(record, there)


def _tables(sheet: Sheet, record: Record, labels: Mapping[str, float], progress: Progress) -> list[Table]:
    """The lists of a sheet; a narrow one that structure cannot tell is known by its words alone."""
    found = [table for table in recognise(sheet, labels, progress) if table.layout in ("list", "cross")]
    known, named = {normalise_label(label) for label in labels}, names(record.id, "import")
    is_name = partial(_is_name, known=known, named=named)
    if found:
        progress.step(0, sheet.max_row, f"查看“{sheet.name}”的表头")
        return every_page(
            sheet, [whole_header(sheet, without_band(sheet, table), is_name) for table in _joined(found)]
        )
    for row in range(1, min(sheet.max_row, 12) + 1):
        cells = [cell for cell in sheet.rows.get(row, {}).values() if cell.kind != "blank"]
        if cells and all(
            cell.kind == "text" and (is_name(cell.text) or (len(cells) > 1 and is_running_label(cell.text)))
            for cell in cells
        ):
            columns = [_column(sheet, cell) for cell in cells]
            return [
                Table(
                    sheet.name,
                    "list",
                    header_rows=(row, row),
                    first_row=row + 1,
                    last_row=sheet.max_row,
                    columns=columns,
                )
            ]
    return []


def _is_name(text: str, known: Set[str], named: NameTable) -> bool:
    """Whether the text, without its number and its notes, is what a field is called."""
    return any(word in known or word in named for word, cost in variants((text,)) if cost <= _AS_SAID)


def _joined(tables: Sequence[Table]) -> list[Table]:
    """Lists that only a column without a header parts; two that name the same things stay two."""
    joined: list[Table] = []
    for table in tables:
        last = joined[-1] if joined else None
        if (
            last is not None
            and last.header_rows == table.header_rows
            and not {column.path for column in last.columns} & {column.path for column in table.columns}
        ):
            last.columns = sorted([*last.columns, *table.columns], key=lambda column: column.index)
            last.last_row = max(last.last_row, table.last_row)
        else:
            joined.append(table)
    return joined


def _column(sheet: Sheet, head: Cell) -> Column:
    samples = [sheet.text(row, head.column) for row in range(head.row + 1, head.row + 6)]
    leaf = tidy(head.text)
    return Column(
        head.column,
        column_letters(head.column),
        (leaf,),
        leaf,
        samples=tuple(filter(None, samples)),
        running_number=is_running_label(leaf),
    )


def _refuse_unused(book: Workbook, seen: Sequence[Column], mapping: Mapping[str, str]) -> None:
    missing = unused(seen, mapping) if seen else []
    if missing:
        raise UserError(
            f"“{book.path.name}”里没有列对应所说的表头“{'”、“'.join(missing)}”。",
            hint="请核对表头的写法，多层表头写成“培训时间/起”。",
        )


def _alike(found: Sequence[Source], record: Record) -> list[Source]:
    """The best table and those with the same columns: a sheet a class, a page after the other."""
    fitting = [source for source in found if len(source.binding.bound) >= 2 or len(source.table.columns) <= 2]
    fitting = fitting or [source for source in found if _called_by_one(source, record)]
    if not fitting:
        return []
    best = max(fitting, key=lambda source: (_keyed(source, record), source.weight()))
    return [source for source in fitting if _same_list(source, best, record)]


def _called_by_one(source: Source, record: Record) -> bool:
    """序号 | 部门名称 | 照片张数: one column, but what rows are called, and the others name nothing."""
    bound = list(source.binding.bound.items())
    if len(bound) != 1 or len(source.table.columns) > _FEW:
        return False
    index, only = bound[0]
    others = [
        column for column in source.table.columns if column.index != index and not column.running_number
    ]
    title = not only.path.hops and only.path.field.name == record.model.identity[0]
    return title and only.confidence >= _SURE and not any(heads_a_column(column.leaf) for column in others)


def _same_list(source: Source, best: Source, record: Record) -> bool:
    """Nearly the same fields; or most of them, under headers of their own, with what finds a row."""
    one, other = source.shape(), best.shape()
    shared = len(one & other)
    if shared >= 0.8 * max(len(one), len(other)):
        return True
    wide = min(len(one), len(other)) >= _TELLING + 1
    alike = abs(len(source.table.columns) - len(best.table.columns)) <= 2
    return wide and alike and shared >= 0.6 * max(len(one), len(other)) and _keyed(source, record) >= 1


def _keyed(source: Source, record: Record) -> int:
    """How many parts of the record's keys the table has."""
    parts = {part for key in record.model.keys for part in key} | set(record.model.likely)
    heads = {path.name.partition(".")[0] for path in source.paths}
    return min(len(parts & heads), 2)


def _no_header(book: Workbook, record: Record, found: Sequence[Source]) -> UserError:
    sheets = "、".join(f"「{sheet.name}」" for sheet in book.sheets[:4])
    labels = "、".join(path.field.label for path in record.columns if not path.field.derived)
    seen = f"只认出了“{'”、“'.join(found[0].binding.labels.values())}”一列，" if found else ""
    return UserError(
        f"“{book.path.name}”的工作表{sheets}里没有找到「{record.label}」的表头。",
        hint=f"{seen}表头应是一行字段名，如：{'、'.join(labels.split('、')[:6])}。",
    )


def _read_bodies(
    sources: Sequence[Source], every: Sequence[Source], decided: Decisions, progress: Progress
) -> None:
    """The rows of each table, up to where the next one on the sheet begins."""
    for source in sources:
        low, high = source.table.columns[0].index, source.table.columns[-1].index
        following = [
            other.table.header_rows[0]
            for other in every
            if other.sheet is source.sheet
            and (len(other.labels) >= _TELLING or any(other is each for each in sources))
            and other.table.header_rows[0] > source.table.header_rows[1]
            and other.table.columns[0].index <= high
            and other.table.columns[-1].index >= low
        ]
        until = min(following, default=source.sheet.max_row + 1) - 1
        progress.step(0, until, f"查看“{source.sheet.name}”的行")
        until = other_header(source.sheet, source.table, until) - 1
        before = [
            other for other in sources if other.sheet is source.sheet and other.shape() == source.shape()
        ]
        place = next(i for i, other in enumerate(before) if other is source)
        carried = last_cells(before[place - 1].body) if place else None
        source.body = read_body(
            source.sheet, source.table, until, list(source.binding.bound), carried, decided, progress,
            naming={index for index, each in source.binding.bound.items() if each.path.hops},
            since=min(other.table.header_rows[1] for other in before),
        )  # fmt: skip


def known_elsewhere(column: Column, record: Record) -> str:
    """What a column means that cannot be imported here: a computed field, or another record's own."""
    if is_running_label(column.leaf):
        return "序号列"
    table = names(record.id, "fill")
    best = max(
        (
            (named.score - cost, named.target)
            for text, cost in variants(column.path)
            for named in table.get(text, ())
        ),
        key=lambda pair: pair[0],
        default=None,
    )
    if best is None or best[0] < BAR:
        return ""
    target = best[1]
    if any(path.label == target.label for path in form_paths(record.id, "import")):
        return ""
    if target.path.field.derived:
        return f"“{target.label}”由台账计算，不用导入"
    return f"“{target.label}”不在这里登记，没有导入"
