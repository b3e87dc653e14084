"""One filed return in words: its file and hash, to whom and how, what was found in it, its 更正说明."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.core.errors import Problem
from desktop.services.returning import Filed
from desktop.services.returning.archive_data import Behind
from desktop.ui import tokens
from desktop.ui.findings import Findings
from desktop.ui.widgets import column, label, row

SEVERITIES = {"error": "错误", "warning": "警告", "hint": "提示"}


class FiledCard(QWidget):
    """Facts at the left, what was found at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = label("", wrap=True)
        self.facts.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.facts.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside = QWidget()
        body = column(inside)
        body.setContentsMargins(tokens.SMALL, tokens.SMALL, tokens.MEDIUM, tokens.SMALL)
        body.addWidget(self.facts)
        body.addStretch(1)
        area = QScrollArea(self)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self.findings = Findings(self)
        self.findings.setAccessibleName("报送时的问题")
        self._counted = label("", "quiet", parent=self)
        right = column(spacing=tokens.TIGHT)
        right.addWidget(self._counted)
        right.addWidget(self.findings, 1)
        across = row(self, spacing=tokens.MEDIUM)
        across.addWidget(area, 3)
        across.addLayout(right, 2)

    def show_filed(self, one: Filed, kept: Behind) -> None:
        """A return and what was kept with it."""
        self.facts.setText("\n".join(_facts(one)))
        said = "、".join(f"{SEVERITIES[key]} {count}" for key, count in one.findings.items() if count)
        self._counted.setText(f"报送时的问题：{said}" if said else "报送时没有问题。")
        self.findings.show_problems(
            [
                Problem(each.rule, f"{each.where}　{each.sentence}", each.severity, sheet=each.sheet)
                for each in kept.findings
            ]
        )
        self.findings.setVisible(bool(kept.findings))


def _facts(one: Filed) -> list[str]:
    facts = [
        f"{one.name}（{one.state}）",
        f"{one.submitted_at[:16].replace('T', ' ')} 报{one.recipient}，{one.channel}，共 {one.rows} 行",
        f"文件：{'、'.join(one.files) or one.file_name}",
        f"校验码（SHA-256）：{one.sha256[:32]} {one.sha256[32:]}",
    ]
    if one.reason:
        facts.append(f"原因：{one.reason}")
    if one.correction:
        facts += ["", "更正说明：", one.correction]
    return facts
