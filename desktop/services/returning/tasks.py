"""The policy's tasks and targets as rows of a form: what is asked, what is counted, what was entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from desktop.core.dates import Window, parse_window
from desktop.core.errors import UserError
from desktop.core.fields import Field, Kind
from desktop.core.policy import Task
from desktop.core.presenting import plain_number
from desktop.records.catalogue import Path, record
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.store.find import find

TASK, TARGET = "任务", "指标"
SOURCE: Final = "policy"
PROGRESS: Final = "policy_progress"
FIELDS: Mapping[str, Field] = {
    f"{lead}.{own.label}": own
    for lead, fields in (
        (
            TASK,
            (
                Field("number", "序号", Kind.WHOLE, derived=True),
                Field("group", "类别", Kind.TEXT, derived=True),
                Field("heading", "名称", Kind.TEXT, derived=True),
                Field("text", "内容", Kind.NOTE, derived=True),
                Field("departments", "责任部门", Kind.TEXT, derived=True),
                Field("deadline", "时限", Kind.TEXT, derived=True),
                Field("targets", "指标完成情况", Kind.NOTE, derived=True),
            ),
        ),
        (
            TARGET,
            (
                Field("task", "任务", Kind.TEXT, derived=True),
                Field("label", "名称", Kind.TEXT, derived=True),
                Field("subject", "主体", Kind.TEXT, derived=True),
                Field("target", "目标值", Kind.TEXT, derived=True),
                Field("unit", "单位", Kind.TEXT, derived=True),
                Field("value", "完成值", Kind.WHOLE, derived=True),  # or with the decimals its target has
                Field("source", "数据来源", Kind.TEXT, derived=True),
                Field("met", "是否达标", Kind.YESNO, derived=True),
                Field("formula", "计算口径", Kind.NOTE, derived=True),
            ),
        ),
    )
    for own in fields
}
_SOURCES = {"computed": "台账计算", "entered": "手工填报", "ratio-of-entered": "填报数计算"}


def rows(
    office: Office, window: Window, parts: Mapping[str, Path | None]
) -> tuple[list[int], list[dict[str, Any]]]:
    """A row a task, with what was entered for the window, or a row a target; ids of the entries made.

    A task nobody has written about yet has its row all the same: its id is no entry's (below 0).
    """
    lead = TARGET if any(label.startswith(f"{TARGET}.") for label in parts) else TASK
    made = list(_targets(office, window) if lead == TARGET else _tasks(office, window, parts))
    ids = [found if found is not None else -number for number, (found, _) in enumerate(made, 1)]
    return ids, [row for _, row in made]


def _pack_tasks(office: Office) -> list[Task]:
    return [task for pack in policy(office) for task in pack.tasks]


def _targets(office: Office, window: Window) -> Iterator[tuple[int | None, dict[str, Any]]]:
    from desktop.services.targets import targets  # late: listing forms counts nothing

    headings = {task.code: task.heading for task in _pack_tasks(office)}
    for row in targets(office, window):
        values = {**row, "task": headings.get(row["task"], row["task"]), "source": _SOURCES[row["source"]]}
        yield None, {label: values.get(own.name) for label, own in _of(TARGET)}


def _tasks(
    office: Office, window: Window, parts: Mapping[str, Path | None]
) -> Iterator[tuple[int | None, dict[str, Any]]]:
    from desktop.services.targets import targets

    said = _said(targets(office, window))
    entered = _entered(office, window, [path for path in parts.values() if path is not None])
    for task in _pack_tasks(office):
        row_id, values = entered.get(task.code, (None, {}))
        own = {label: getattr(task, field.name, None) or None for label, field in _of(TASK)}
        own[f"{TASK}.指标完成情况"] = said.get(task.code)
        known = {label: values.get(path.name) if path is not None else None for label, path in parts.items()}
        yield row_id, {**known, **own}


def _of(lead: str) -> Iterable[tuple[str, Field]]:
    return [(label, own) for label, own in FIELDS.items() if label.startswith(f"{lead}.")]


def _said(found: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """A line a target: 年培训人次与在校生数之比：1.24倍（目标 ≥ 2倍）."""
    lines: dict[str, list[str]] = {}
    for row in found:
        value = "未填" if row["value"] is None else f"{plain_number(row['value'])}{row['unit']}"
        goal = f"（目标 {row['target']}{row['unit']}）" if row["target"] else ""
        whose = "，本校贡献" if row["subject"] != "学校" and row["value"] is not None else ""
        lines.setdefault(row["task"], []).append(f"{row['label']}：{value}{goal}{whose}")
    return {task: "\n".join(each) for task, each in lines.items()}


def _entered(office: Office, window: Window, paths: list[Path]) -> dict[str, tuple[int, dict[str, Any]]]:
    """Of each task the entry whose period is the window, else the latest that touches it; one of
    the whole task before one of a single target."""
    own = record(PROGRESS)
    heads = [own.by_name("task"), own.by_name("period"), own.by_name("target")]
    page = find(office.ledger, PROGRESS, paths=[*heads, *paths], today=office.today)
    best: dict[str, tuple[tuple[bool, bool, Any], int, dict[str, Any]]] = {}
    for row_id, (task, period, target, *values) in zip(page.ids, page.rows, strict=True):
        when = _window(period)
        if task is None or when is None or when.end < window.start or when.start > window.end:
            continue
        rank = (target is None, when == window, when.end)
        if task not in best or best[task][0] < rank:
            best[task] = (rank, row_id, dict(zip((path.name for path in paths), values, strict=True)))
    return {task: (row_id, values) for task, (_, row_id, values) in best.items()}


def _window(period: str | None) -> Window | None:
    try:
        return parse_window(period) if period else None
    except UserError:
        return None
