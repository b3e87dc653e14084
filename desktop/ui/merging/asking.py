"""The ways into 合并: from selected rows, and from a finding of 健康检查."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.core.progress import Progress
from desktop.ui.context import Context
from desktop.ui.jobs import sentence_of

if TYPE_CHECKING:
    from desktop.services.health import Found
    from desktop.services.merging import MergePlan


def ask_merge(context: Context, parent: QWidget, record_id: str, ids: Sequence[int]) -> None:
    """Plan and show; what cannot be merged is said in a bar."""
    if len(ids) < 2:
        context.bars.warn("要合并的至少选两行。", "按住 Ctrl 点两行，再点“合并”。")
        return

    def work(progress: Progress) -> MergePlan:
        from desktop.services.merging import plan_merge

        progress.step(0)
        return plan_merge(context.office, record_id, ids[0], ids[1:])

    context.jobs.start(
        "准备合并",
        work,
        lambda plan: _show(context, parent, plan),
        failed=lambda error: _refused(context, error),
        key="merge-plan",
    )


def ask_merge_found(context: Context, parent: QWidget, found: Found) -> None:
    """The rows that a finding says may be one."""

    def work(progress: Progress) -> tuple[int, ...]:
        from desktop.services.merging import alike

        progress.step(0)
        return alike(context.office, found.rule, found.row_id)

    def go(ids: tuple[int, ...]) -> None:
        if ids:
            ask_merge(context, parent, found.record, ids)
        else:
            context.bars.warn("这一处问题刚才已经改过了。", "请点“重新检查”。")

    context.jobs.start("查找重复", work, go, key="merge-alike")


def _refused(context: Context, error: Exception) -> None:
    sentence, hint = sentence_of(error)
    if sentence:
        context.bars.warn(f"{sentence}。", f"{hint}。" if hint else "")
    elif context.jobs.on_error is not None:
        context.jobs.on_error(error)


def _show(context: Context, parent: QWidget, plan: MergePlan) -> None:
    from desktop.ui.merging.dialog import MergeDialog

    dialog = MergeDialog(context, plan, parent.window())
    before = parent.window().focusWidget() or parent

    def back() -> None:
        """To where one was: Ctrl+Z then is the window's."""
        before.window().activateWindow()
        before.setFocus()

    dialog.finished.connect(back)
    dialog.open()
