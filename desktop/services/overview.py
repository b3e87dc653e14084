"""What the first screen shows: the year's figures, what is due, how far the targets are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.presenting import plain_number, rounded
from desktop.core.values import show
from desktop.records.catalogue import record
from desktop.services.board import Aim, Due, Figure
from desktop.services.counting.certificates import BATCH, CERTIFICATES
from desktop.services.counting.figures import figures
from desktop.services.counting.measure import MeasureSet
from desktop.services.counting.school import practice_figures
from desktop.services.counting.training import CLASS, TRAINING
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.services.returning import form as form_named
from desktop.services.targets import targets
from desktop.store.find import find

# The measures of the year: set, the record they are counted from, their id, the record a click opens.
_MEASURES: tuple[tuple[MeasureSet, str, str, str], ...] = (
    (TRAINING, CLASS, "training.classes", "training_class"),
    (TRAINING, CLASS, "training.attendances", "enrolment"),
    (TRAINING, CLASS, "training.income", "receipt"),
    (CERTIFICATES, BATCH, "certificate.issued", "certificate"),
)
_MET = "met_rate"
DONE = ("已报送", "已更正", "作废")


def year_figures(office: Office, window: Window) -> list[Figure]:
    """班次, 人次, 到账经费, 取证 and the teachers' 达标率 in a window."""
    found = []
    for measured, root, name, opens in _MEASURES:
        measure = measured.measure(name)
        value = figures(office, measured, window, root=root, only=(name,))[()][name]
        text, unit = _said(value, measure.field.kind, measure.field.unit)
        found.append(Figure(measure.label, text, unit, measure.formula, opens))
    for each in practice_figures(office, window):
        if each.id == _MET:
            text = "—" if each.value is None else plain_number(Decimal(each.value))
            found.append(Figure(f"教师实践{each.label}", text, each.unit, each.formula, "practice"))
    return found


def _said(value: Any, kind: Kind, unit: str) -> tuple[str, str]:
    if value is None:
        return "—", unit
    if kind is Kind.MONEY:  # 万元, as the clerk reports it
        return f"{rounded(Decimal(value) / 1_000_000, 2):f}", "万元"
    return plain_number(Decimal(value)), unit


def due(office: Office) -> list[Due]:
    """The returns that are not done, the most urgent first."""
    own = record("return_task")
    names = ("title", "sender", "due", "status", "form", "period")
    page = find(
        office.ledger, own.id, paths=[own.by_name(name) for name in names], sort=[("截止日期", False)],
        today=office.today,
    )  # fmt: skip
    found = []
    status = own.by_name("status").field
    for row_id, (title, sender, day, state, form, period) in zip(page.ids, page.rows, strict=True):
        said = show(status, state, office.codes) if state else ""
        if said not in DONE:
            days = (day - office.today).days if day else None
            fills = _form_id(office, form or title or "")
            found.append(Due(row_id, title or "", sender or "", day, days, said, fills, period or ""))
    return sorted(found, key=lambda each: each.due or date.max)


def _form_id(office: Office, name: str) -> str:
    """The form that answers a task; "" where none does."""
    try:
        return form_named(office, name).id if name else ""
    except UserError:
        return ""


def aims(office: Office, window: Window) -> list[Aim]:
    """The targets in force, each with its share of what is asked."""
    known = {target.id: target for target in policy(office).targets(window.end)}
    found = []
    for each in targets(office, window):
        target = known[each["id"]]
        value = None if each["value"] is None else Decimal(str(each["value"]))
        wanted = target.value
        share = float(value / wanted) if value is not None and wanted else None
        missing = ""
        if value is not None and wanted is not None and target.direction in ("≥", "=") and value < wanted:
            missing = f"还差 {plain_number(wanted - value)} {target.unit}"
        found.append(
            Aim(
                target.id, target.task, target.label, target.subject == "学校",
                "" if value is None else plain_number(value), each["target"], target.unit, share,
                each["met"], missing, each["source"], each["formula"], each["note"],
            )
        )  # fmt: skip
    return found
