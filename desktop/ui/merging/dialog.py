"""The dialog of a merge: Enter merges, Esc leaves all as it is; 撤销 takes it back afterwards."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop.core.progress import Progress
from desktop.services.merging import Merged, MergePlan, merge, plan_merge
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.jobs import sentence_of
from desktop.ui.merging.choices import Choices
from desktop.ui.reading import Reading
from desktop.ui.widgets import button, column, label, row

WIDTH, HEIGHT = 1040, 620
ROOM = 64  # of the window around it


class MergeDialog(QDialog):
    """One plan; another row can be made the one that stays."""

    def __init__(self, context: Context, plan: MergePlan, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self.plan = context, plan
        self.setWindowTitle(f"合并{plan.label}")
        self.choices = Choices(Reading(context.office.codes, context.office.today), self)
        self.choices.chosen.connect(self._tell)
        self._build()
        around = parent.size() if parent is not None else None
        self.resize(
            min(WIDTH, around.width() - ROOM) if around else WIDTH,
            min(HEIGHT, around.height() - ROOM) if around else HEIGHT,
        )
        self._show(plan)

    def _build(self) -> None:
        self.heading = ElidedLabel(parent=self)
        self.heading.setObjectName("screen-title")
        hint = label("↑ ↓ 换字段，← → 选留哪个值，也可以直接点。", "quiet", parent=self)
        self.moves = label("", "quiet", wrap=True, parent=self)
        self.wrong = label("", "bad", wrap=True, parent=self)
        self.wrong.hide()
        self.swap = button("换一条留下", icon="refresh", help="以另一条为准，再比一遍", parent=self)
        self.swap.clicked.connect(self._swap)
        self.cancel = button("取消", help="不合并 (Esc)", parent=self)
        self.cancel.clicked.connect(self.reject)
        self.go = button("合并", primary=True, help="合成一条，可用“撤销”恢复 (Enter)", parent=self)
        self.go.clicked.connect(self._go)
        self.go.setDefault(True)
        lines = column(self, margin=tokens.LARGE, spacing=tokens.SMALL)
        for each in (self.heading, hint):
            lines.addWidget(each)
        lines.addWidget(self.choices, 1)
        for each in (self.moves, self.wrong):
            lines.addWidget(each)
        across = row()
        across.addWidget(self.swap)
        across.addStretch(1)
        across.addWidget(self.cancel)
        across.addWidget(self.go)
        lines.addLayout(across)

    def _show(self, plan: MergePlan) -> None:
        self.plan = plan
        self.heading.setText(f"合并{plan.label}：{plan.title}")
        self.choices.show_plan(plan)
        self.choices.setFocus()
        self.wrong.hide()
        self._tell()

    def _tell(self) -> None:
        """What moves, and how many conflicts go by the row that stays."""
        self.moves.setText("\n".join(told(self.plan)))

    # -- doing ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter anywhere but on another button merges."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        else:
            super().keyPressEvent(event)

    def _swap(self) -> None:
        office, plan = self._context.office, self.plan
        keep, *rest = (*plan.others, plan.keep)
        self._context.jobs.start(
            "准备合并",
            lambda progress: plan_merge(office, plan.record, keep, rest),
            self._show,
            failed=self._refused,
            key="merge-plan",
        )

    def _go(self) -> None:
        if not self.go.isEnabled():
            return
        office, plan, said = self._context.office, self.plan, dict(self.choices.said)
        self.go.setEnabled(False)

        def work(progress: Progress) -> Merged:
            return merge(office, plan, said, progress)

        self._context.jobs.start("合并", work, self._done, failed=self._refused, lane="write")

    def _refused(self, error: Exception) -> None:
        """Said here: a bar would lie behind the dialog."""
        sentence, hint = sentence_of(error)
        if not sentence:
            self.reject()
            if self._context.jobs.on_error is not None:
                self._context.jobs.on_error(error)
            return
        self.go.setEnabled(True)
        self.wrong.setText(f"✕ {sentence}，{hint.lstrip('，')}" if hint else f"✕ {sentence}")
        self.wrong.show()

    def _done(self, done: Merged) -> None:
        self.accept()
        more = f"，{done.moved} 条引用已转过来" if done.moved else ""
        self._context.bars.good(f"已{done.title}{more}。可用“撤销”恢复 (Ctrl+Z)。")


def told(plan: MergePlan) -> list[str]:
    """What follows the rows that go, in a line or two."""
    said = []
    if plan.moves:
        moved = "、".join(f"{each.label} {each.rows} 条" for each in plan.moves)
        said.append(f"转到留下的一条：{moved}。")
    doubled: dict[str, int] = {}
    for group in plan.collisions:
        doubled[group.label] = doubled.get(group.label, 0) + len(group.gone)
    if doubled:
        said.append(
            f"两边都有、跟着合并：{'、'.join(f'{name} {count} 条' for name, count in doubled.items())}。"
        )
    if not said:
        said.append("没有别的行引用并入的这几条。")
    return [*said, "已报送的报表不变。"]
