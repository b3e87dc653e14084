"""The end of an import: what the button says, the bar that says what came of it, the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktop.core.errors import UserError
from desktop.services.importing import ImportPlan, ImportResult
from desktop.services.importing.folder import FolderPlan
from desktop.store.undo import Undone, undo
from desktop.ui.context import Context
from desktop.ui.importing.canvas import FILE, OUTCOME
from desktop.ui.importing.planner import Planner
from desktop.ui.messages import Answer


def next_act(planner: Planner, step: int, many: bool) -> tuple[str, bool]:
    """What the primary button of a step says, and whether it can be pressed."""
    plan, folder = planner.plan, planner.folder
    if step == FILE and many and folder is not None:
        count = sum(each.created + each.updated for each in folder.plans)
        useful = any(each.changes_anything or each.rejected for each in folder.plans)
        return f"导入 {len(folder.plans)} 张表 {count} 条", useful
    if step == OUTCOME and planner.whole is not None:
        return "看好了，回到清单", True
    if step == OUTCOME and plan is not None:
        count = plan.created + plan.updated
        waits = bool(plan.rejected or plan.conflicts)
        words = f"导入 {count} 条" if count else "放进待处理" if waits else "没有变化"
        return words, plan.changes_anything or waits
    return "下一步", step == FILE or plan is not None


def tell(context: Context, plan: ImportPlan | FolderPlan, result: ImportResult) -> None:
    """Say in a bar what was written; 撤销 takes all of it back."""
    answers: list[Answer] = []
    if result.act:
        answers.append(("撤销", taker_back(context, result.act)))
    if result.pending:
        answers.append(("看待处理", partial(context.navigate, "pending")))
    if isinstance(plan, ImportPlan) and (plan.said or plan.decisions.words or plan.decisions.references):
        answers.append(("看记住的规则", partial(context.navigate, "learned")))
    context.bars.good(_said(plan, result), answers)


def taker_back(context: Context, act_id: int) -> Callable[[], None]:
    """Takes an act back; where rows have been changed since, asks whether to keep these."""

    def taken_back(done: Undone) -> None:
        kept = f"，保留了后来改动过的 {done.kept} 条" if done.kept else ""
        context.bars.good(f"{done.title}（{done.rows} 条{kept}）。")

    def take_back(*, keep_later: bool = False) -> None:
        context.jobs.start(
            "撤销",
            lambda progress: undo(context.office.ledger, act_id, keep_later=keep_later),
            taken_back,
            failed=partial(refused, keep_later),
            lane="write",
        )

    def refused(kept_later: bool, error: Exception) -> None:
        if isinstance(error, UserError) and not kept_later:
            later = "之后又改动过" in error.sentence
            rest = [("只撤销其余的", partial(take_back, keep_later=True))] if later else []
            context.bars.warn(error.sentence, error.hint, rest)
        elif context.jobs.on_error is not None:
            context.jobs.on_error(error)

    return take_back


def _said(plan: ImportPlan | FolderPlan, result: ImportResult) -> str:
    counts = (("新增", result.created), ("更新", result.updated), ("不变", result.unchanged))
    parts = [f"{word} {count} 条" for word, count in counts if count]
    if result.skipped:
        parts.append(f"保留 {result.skipped} 条")
    if result.pending:
        parts.append(f"{result.pending} 处放进“待处理”")
    what = plan.label if isinstance(plan, ImportPlan) else f"{len(plan.plans)} 张表"
    return f"已导入{what}：{'，'.join(parts) or '没有变化'}。"
