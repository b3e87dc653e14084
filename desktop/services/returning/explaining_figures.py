"""A counted cell of a form opened: by its measure, a figure of the school, or a target of the policy."""

from __future__ import annotations

from desktop.core.dates import Window
from desktop.core.fields import Kind
from desktop.records.catalogue import record
from desktop.services.counting.certificates import BATCH, CERTIFICATES
from desktop.services.counting.school import practice_figures
from desktop.services.counting.training import CLASS, TRAINING
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.services.returning.explaining_rows import Counted, Opened, of_measure, of_school_figure
from desktop.services.returning.measures import POLICY, SCHOOL_FIGURES
from desktop.services.returning.outer import YEARLY
from desktop.services.returning.shape import CellSource
from desktop.services.targets import ENTERED, conditions, targets, window_of, years_of
from desktop.store.find import Condition, find


def counted(office: Office, window: Window, source: CellSource) -> Opened:
    """The rows of a counted figure, and those left out; of what was typed only where it comes from."""
    within = source.window or window
    if source.record == POLICY:
        return of_target(office, source.measure, within)
    if source.record == SCHOOL_FIGURES:
        found = next(each for each in practice_figures(office, within) if each.id == source.measure)
        return of_school_figure(office, found.id, found.formula, within)
    return of_measure(office, source.record, source.measure, within, source.where)


def yearly_row(office: Office, label: str, window: Window) -> Counted | None:
    """The row of 学校人数 or 学校经费 that a value of a form is of: the last one, the year's."""
    which = YEARLY.get(label.partition(".")[0])
    if which is None:
        return None
    own = record(which)
    key = own.by_name(own.model.keys[0][0])
    at = window.end if key.field.kind is Kind.DAY else window.end.year
    where = [Condition(key, "<=" if key.field.kind is Kind.DAY else "=", at)]
    found = find(office.ledger, which, paths=[], where=where, sort=[(key, True)], limit=1, today=office.today)
    return Counted(which, found.ids[0], field=label) if found.ids else None


def of_target(office: Office, target_id: str, window: Window) -> Opened:
    """A target of the policy: what it is computed from, or the entry in which it was typed."""
    target = next(each for each in policy(office).targets(window.end) if each.id == target_id)
    row = next(each for each in targets(office, window) if each["id"] == target_id)
    formula, asked = f"{target.label}：{row['formula']}", window
    window = window_of(target, asked)  # a target counts in its own window
    if target.source == ENTERED:
        return Opened(formula, _entered(office, target.task, row["formula"]))
    if target.metric == "training.attendances_per_student":
        every = policy(office).switch("training.ratio_all_facing", window.end)
        stated = target.where if every else (*target.where, "面向=社会")
        where = conditions(office, CLASS, stated)
        opened = of_measure(office, CLASS, "training.attendances", window, where)
        students = yearly_row(office, "学校人数.在校生数", window)
        return Opened(formula, [*opened.rows, *([students] if students else [])], opened.left_out)
    if target.metric.startswith("finance."):
        money = yearly_row(office, "学校经费.经费总额", window)
        return Opened(formula, [money] if money is not None else [])
    if target.metric == "practice.rate":
        return of_school_figure(office, "met_rate", formula, window)
    for measured, root in ((TRAINING, CLASS), (CERTIFICATES, BATCH)):
        if target.metric in {each.id for each in measured.all}:
            where = conditions(office, root, target.where)
            each = [of_measure(office, root, target.metric, year, where) for year in years_of(target, asked)]
            opened = _together(each) if each else of_measure(office, root, target.metric, window, where)
            opened.formula = formula
            return opened
    return Opened(formula)


def _together(years: list[Opened]) -> Opened:
    """The years of an average: left out is what counts in none of them."""
    rows = [row for year in years for row in year.rows]
    counted_rows = {(row.record, row.id) for row in rows}
    lacking = {(out.record, out.id): out for year in years for out in year.left_out}
    return Opened("", rows, [out for key, out in lacking.items() if key not in counted_rows])


def _entered(office: Office, task: str, formula: str) -> list[Counted]:
    """The entry of 任务进展 that the formula names by its period."""
    own = record("policy_progress")
    period = formula.rpartition(" ")[2]
    where = [Condition(own.by_name("task"), "=", task), Condition(own.by_name("period"), "=", period)]
    page = find(office.ledger, own.id, paths=[own.by_name("value")], where=where)
    return [Counted(own.id, i, row[0]) for i, row in zip(page.ids, page.rows, strict=True)]
