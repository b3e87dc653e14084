"""Where grids and forms get their rows: the ledger's records by label path, texts masked (runs on a job)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.core.fields import Field, Kind
from desktop.core.progress import NoProgress, Progress
from desktop.records.catalogue import Path, Record, record
from desktop.services.office import Office
from desktop.store.find import Condition, find
from desktop.ui.fields import FormField, identity_labels, titled
from desktop.ui.grid import Ask, Column, Slice
from desktop.ui.reading import Reading

if TYPE_CHECKING:
    from desktop.ui.popup import Option

OFFERED = 30  # rows offered under a reference while typing
SMALL = 300  # a list without search text is read whole and filtered here


class RecordSource:
    """The rows of one record, or of those that belong to one row of another (`fixed`)."""

    def __init__(self, office: Office, record_id: str, fixed: tuple[str, int] | None = None) -> None:
        self._office = office
        self._record = record(record_id)
        self._reading = Reading(office.codes, office.today)
        self._fixed: tuple[Condition, ...] = ()
        paths = [path for path in self._record.columns if not _computed_elsewhere(self._record, path)]
        if fixed is not None:
            name, row_id = fixed
            self._fixed = (Condition(self._record.by_name(name), "=", row_id),)
            paths = [path for path in paths if path.name.split(".")[0] != name]
        self._paths = tuple(paths)
        once = _named_once(paths)
        self.columns = tuple(_column(self._record, path, once) for path in paths)

    def new_day(self, office: Office) -> None:
        """What is in force, and what ages are, from now on."""
        self._office = office

    def read(self, ask: Ask, offset: int, limit: int, progress: Progress) -> Slice:
        """Rows from `offset` on."""
        page = find(
            self._office.ledger,
            self._record.id,
            paths=self._paths,
            where=(*self._fixed, *(Condition(key, op, value) for key, op, value in ask.where)),
            window=ask.window,
            sort=ask.sort,
            search=ask.search,
            limit=limit,
            offset=offset,
            today=self._office.today,
        )
        progress.step(len(page.ids), page.total)
        fields = [path.field for path in self._paths]
        texts = [shown_row(self._reading, fields, row) for row in page.rows]
        return Slice(page.ids, texts, page.rows, page.total)


def _computed_elsewhere(of: Record, path: Path) -> bool:
    """Fields that no SQL computes belong to a return's window, not to a table of rows."""
    derived = record(path.owner).derived(path.field.name)
    return derived is not None and derived.expression is None and of.id == path.record


def _named_once(paths: Sequence[Path]) -> set[str]:
    """Field labels that occur once among the columns: these need no prefix."""
    labels = [path.field.label for path in paths]
    return {name for name in labels if labels.count(name) == 1}


def _column(of: Record, path: Path, once: set[str]) -> Column:
    """A short heading: 姓名 for 学员.姓名, 委托单位 for 委托单位.企业名称."""
    own = "." not in path.label and not path.field.derived
    hop, *_ = path.hops or (None,)
    title = path.label.replace(".", " ")
    short = hop is not None and (hop.name in of.model.carries or len(path.hops) > 1)
    if short and path.field.label in once:
        title = path.field.label
    elif not own and hop is not None and path.name.removeprefix(f"{hop.name}.") == _first(hop.target):
        title = path.label.rsplit(".", 1)[0]
    return Column(path.label, titled(title, path.field), path.field, editable=own)


def _first(record_id: str) -> str:
    return record(record_id).model.identity[0]


def shown_row(reading: Reading, fields: Sequence[Field], row: Sequence[Any]) -> tuple[str, ...]:
    """A row as it may be seen: sensitive texts masked."""
    return tuple(shown(reading, field, value) for field, value in zip(fields, row, strict=True))


def shown(reading: Reading, field: Field, value: Any) -> str:
    """A value as it may be seen."""
    if value is None:
        return ""
    if field.kind is Kind.REF:
        return str(value)
    return reading.masked(field, value)


@dataclass(frozen=True, slots=True)
class Filled:
    """One row for a form: by label path, the typed value (a reference: the row's id) and its text."""

    row_id: int
    title: str
    values: dict[str, Any]
    texts: dict[str, str]


def raw(path: Path) -> Path:
    """The path of a reference's id instead of the title of the row it points at."""
    return replace(path, field=replace(path.field, kind=Kind.WHOLE, ref=""))


def row_number(record_id: str) -> Path:
    """The path of a row's own id."""
    return Path(record_id, (), Field("id", "id", Kind.WHOLE), "id", record_id)


def read_filled(office: Office, record_id: str, fields: Sequence[FormField], row_id: int) -> Filled | None:
    """One row with everything its form shows; None when it is gone."""
    of = record(record_id)
    reading = Reading(office.codes, office.today)
    paths = [of.by_name(field.name) for field in fields]
    titles = [of.by_name(name) for name in of.model.identity[:1]]
    asked = [*paths, *(raw(path) if path.field.kind is Kind.REF else path for path in paths), *titles]
    where = (Condition(row_number(record_id), "=", row_id),)
    page = find(office.ledger, record_id, paths=asked, where=where, today=office.today)
    if not page.rows:
        return None
    row, count = page.rows[0], len(paths)
    texts = shown_row(reading, [path.field for path in paths], row[:count])
    return Filled(
        row_id,
        shown(reading, titles[0].field, row[-1]) if titles else of.label,
        {field.label: value for field, value in zip(fields, row[count : 2 * count], strict=True)},
        {field.label: text for field, text in zip(fields, texts, strict=True)},
    )


def read_options(office: Office, record_id: str, typed: str) -> list[Option]:
    """Rows of a record to choose from: those that the typed text finds."""
    from desktop.ui.popup import Option, matching
    from desktop.ui.spelling import learn

    of = record(record_id)
    reading = Reading(office.codes, office.today)
    paths = [of.path(label) for label in identity_labels(record_id)]
    if typed.isascii() and typed:
        learn(NoProgress())
    searched = any(own.search for own in of.fields) or bool(of.model.role)
    page = find(
        office.ledger,
        record_id,
        paths=paths,
        search=typed if searched else "",
        limit=OFFERED if searched else SMALL,
        today=office.today,
    )
    options: list[Option] = []
    for row_id, row in zip(page.ids, page.rows, strict=True):
        text, *rest = shown_row(reading, [path.field for path in paths], row)
        options.append(Option(row_id, text, note=" ".join(part for part in rest if part)))
    return options if searched else matching(options, typed)[:OFFERED]
