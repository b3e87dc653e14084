"""A number counted for one row of a list, opened: the rows behind it and those left out, with the reasons."""

from __future__ import annotations

from desktop.core.dates import Window
from desktop.services.counting.figures import EVER, explain, grouped_ids
from desktop.services.counting.measure import Aggregate, MeasureSet, RowOf
from desktop.services.counting.practice import sort_out
from desktop.services.counting.practice_measures import DAYS, PRACTICES
from desktop.services.counting.practice_rows import read_practices
from desktop.services.counting.practice_rules import practice_rules
from desktop.services.counting.rules import rules
from desktop.services.counting.stats import measures_of
from desktop.services.office import Office
from desktop.services.reading import shown
from desktop.services.returning.explaining_rows import Counted, LeftOut, Opened
from desktop.services.returning.row_figures import label_of, window_of
from desktop.services.returning.shape import Figure

_ALIKE = "同一人已计过1次。"


def of_row(office: Office, figure: Figure, row_id: int, window: Window) -> Opened:
    """What belongs to the row and counts, and what belongs to it and does not."""
    assert figure.row is not None
    within = window_of(figure, window)
    period = "" if within == EVER else f"（{within.label}）"
    said = label_of(office, figure)
    if figure.measure == DAYS.name:
        opened = _days(office, figure, row_id, within)
        opened.formula = f"{said} = 考核合格的实践落在期间内的天数，同一教师重叠日期只计一次{period}"
        return opened
    measured, held = measures_of(figure.record), rules(office, within)
    made = measured.measure(figure.measure)
    opened = Opened(f"{said} = {made.formula.format(rules=held)}{period}")
    for measure in measured.basic(figure.measure):
        _open(office, measured, measure.id, figure, row_id, within, opened)
    # The row itself (a class without a roster) is no answer to a question about its people.
    counted = {(each.record, each.id) for each in opened.rows} | {(figure.row[0], row_id)}
    opened.left_out = [each for each in opened.left_out if (each.record, each.id) not in counted]
    return opened


def _open(
    office: Office,
    measured: MeasureSet,
    name: str,
    figure: Figure,
    row_id: int,
    window: Window,
    opened: Opened,
) -> None:
    """The rows of one counted measure, each once, put to those there are."""
    assert figure.row is not None
    (measure,) = measured.basic(name)
    of = RowOf(*figure.row), row_id
    found = explain(office, measured, name, window, root=figure.record, where=figure.where, of=of)
    there = {(each.record, each.id) for each in opened.rows}
    for declared, part in zip(measure.parts, found, strict=True):
        seen: set[int] = set()
        for each, amount in part.counted:
            if declared.aggregate is Aggregate.DISTINCT and amount in seen:
                opened.left_out.append(LeftOut(part.record, each, _ALIKE))
                continue
            seen.add(amount)
            value = 1 if declared.aggregate is Aggregate.DISTINCT else measure.value(amount)
            if (part.record, each) not in there:
                said = shown(office, measure.field, value)
                opened.rows.append(Counted(part.record, each, said, field=measure.label))
        opened.left_out += [LeftOut(part.record, each, why) for each, why in part.left_out]


def _days(office: Office, figure: Figure, row_id: int, window: Window) -> Opened:
    """Practices of the row that count in the window."""
    assert figure.row is not None
    row = RowOf(*figure.row)
    mine = {
        each
        for each, group in grouped_ids(
            office, PRACTICES, window, root=figure.record, by=[row], where=figure.where
        )
        if group[0] == row_id
    }
    held = practice_rules(office, window.end)
    practices = [each for each in read_practices(office) if each.id in mine]
    counted, left_out = sort_out(practices, held, window, inner_base=held.inner_base_year)
    return Opened(
        "",
        [Counted(figure.record, each.id, each.days, each.enterprise) for each in counted],
        [LeftOut(figure.record, each.id, each.why, each.enterprise) for each in left_out],
    )
