"""The 更正说明 of a return that is handed in again: drafted from what changed and the acts behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from desktop.services.returning.differences import Cause, Change

# More than that no bureau reads in a covering note; the rest is counted, `diff` names it all.
MOST_LINES = 40
NOTHING = "没有内容变化"


def draft(
    changes: Sequence[Change], form: str, period: str, old_version: int, submitted: str, reason: str
) -> str:
    """The note as text: what was handed in before, each row and cell that changed, and why."""
    head = f"{form}（{period}）第 {old_version} 版已于 {submitted[:10]} 报送，现更正如下："
    lines = [*_rows(changes), *_cells(changes)]
    if not lines:
        return f"{head}\n{NOTHING}，再次报送。" + (f"\n说明：{reason}" if reason else "")
    shown = [f"{number}．{line}" for number, line in enumerate(lines[:MOST_LINES], 1)]
    if len(lines) > MOST_LINES:
        shown.append(f"另有 {len(lines) - MOST_LINES} 处，见比较清单。")
    causes = {cause.number: cause for change in changes for cause in change.acts}
    why = [f"（{_said(causes[number])}）" for number in sorted(causes)]
    text = [head, *shown]
    if why:
        text += ["更正原因（依据台账操作记录）：", *why]
    if reason:
        text.append(f"说明：{reason}")
    return "\n".join(text)


def _said(cause: Cause) -> str:
    return f"{cause.at[:10]} {cause.title}（操作 {cause.number}{f'，{cause.actor}' if cause.actor else ''}）"


def _rows(changes: Sequence[Change]) -> list[str]:
    """A line for each record: what of it changed, that it came or went."""
    groups: dict[tuple[str, str, str, object], list[Change]] = defaultdict(list)
    for each in changes:
        if each.row_id is not None or each.kind != "changed" or not each.ref:
            key = each.row_id if each.row_id is not None else (each.place, each.new_place)
            groups[each.file, each.sheet, each.kind, key].append(each)
    lines = []
    for (file, _, kind, _), group in groups.items():
        title = f"{file}：{group[0].title}" if file and group[0].row_id is not None else group[0].title
        if kind == "added":
            lines.append(f"增加“{title}”一行。")
        elif kind == "removed":
            lines.append(f"删去“{title}”一行。")
        else:
            parts = [f"“{each.field}”由 {_value(each.old)} 改为 {_value(each.new)}" for each in group]
            lines.append(f"“{title}”{'，'.join(parts)}。")
    return lines


def _cells(changes: Sequence[Change]) -> list[str]:
    """Totals and single cells; dates of filling in are no correction."""
    return [
        f"{each.title}“{each.field or each.cell}”由 {_value(each.old)} 改为 {_value(each.new)}。"
        for each in changes
        if each.row_id is None and each.ref and (each.acts or not each.why.startswith("随"))
    ]


def _value(text: str) -> str:
    return text or "空白"
