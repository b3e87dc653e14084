"""本机: where the ledger lies, its backup, whether it is sound, and what program this is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, QStorageInfo, Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QScrollArea, QWidget

from desktop.records.catalogue import records
from desktop.services.ledgers import Finding, backup, verify
from desktop.services.office import Office
from desktop.store.find import find
from desktop.ui import tokens
from desktop.ui.cards import Card
from desktop.ui.context import Context
from desktop.ui.messages import ask_folder
from desktop.ui.returns.export import documents, open_file
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, empty, label, row, set_tone

BACKUPS = "职教台账备份"


class SettingsScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._build()

    def _build(self) -> None:
        inside = QWidget()
        across = row(inside, spacing=tokens.MEDIUM)
        across.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.MEDIUM)
        left, right = column(spacing=tokens.MEDIUM), column(spacing=tokens.MEDIUM)
        for card in (self._backup_card(inside), self._verify_card(inside)):
            left.addWidget(card)
        for card in (self._ledger_card(inside), self._about_card(inside)):
            right.addWidget(card)
        left.addStretch(1)
        right.addStretch(1)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        area = QScrollArea(self)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        column(self).addWidget(area)

    def _backup_card(self, parent: QWidget) -> Card:
        card = Card("备份", "一个文件就是全部，附件也在里面", parent)
        self.folder = QLineEdit(card)
        self.folder.setAccessibleName("备份到文件夹")
        kept = str(self.context.settings.value("backup/folder", "") or documents() / BACKUPS)
        self.folder.setText(QDir.toNativeSeparators(kept))
        self.folder.returnPressed.connect(self._backup)
        browse = button("浏览…", icon="folder", parent=card)
        browse.clicked.connect(self._browse)
        line = row()
        line.addWidget(label("备份到", "quiet", parent=card))
        line.addWidget(self.folder, 1)
        line.addWidget(browse)
        card.body.addLayout(line)
        self.said = label("", "quiet", wrap=True, parent=card)
        card.body.addWidget(self.said)
        self.now = button("立即备份", icon="backup", primary=True, parent=card)
        self.now.clicked.connect(self._backup)
        self.stick = button("复制到U盘", icon="export", help="复制一份到U盘，换电脑或交接用", parent=card)
        self.stick.clicked.connect(self._to_stick)
        buttons = row()
        buttons.addWidget(self.stick)
        buttons.addStretch(1)
        buttons.addWidget(self.now)
        card.body.addLayout(buttons)
        return card

    def _verify_card(self, parent: QWidget) -> Card:
        card = Card("校验台账", "文件、操作链、附件、检索逐项检查，不改动内容", parent)
        self.found = column(spacing=tokens.TIGHT)
        card.body.addLayout(self.found)
        self.verdict = label("还没有校验过。", "quiet", wrap=True, parent=card)
        card.body.addWidget(self.verdict)
        self.check = button("校验", icon="ok", parent=card)
        self.check.clicked.connect(self._verify)
        buttons = row()
        buttons.addStretch(1)
        buttons.addWidget(self.check)
        card.body.addLayout(buttons)
        return card

    def _ledger_card(self, parent: QWidget) -> Card:
        card = Card("台账", parent=parent)
        self.facts = label("", parent=card, wrap=True)
        card.body.addWidget(self.facts)
        self.where = QLineEdit(self.context.office.ledger.place, card)
        self.where.setReadOnly(True)
        self.where.setAccessibleName("台账文件")
        self.where.setToolTip(self.where.text())
        self.where.setCursorPosition(0)
        card.body.addWidget(self.where)
        buttons = row()
        school = button("学校信息", icon="edit", parent=card)
        school.clicked.connect(partial(self.context.navigate, "school"))
        past = button("操作历史", icon="history", parent=card)
        past.clicked.connect(partial(self.context.navigate, "history"))
        folder = button("打开所在文件夹", icon="folder", parent=card)
        folder.clicked.connect(self._open_folder)
        folder.setVisible(self.context.office.ledger.kind == "sqlite")
        many = button("全市汇总", icon="import", help="主管部门：把各校的台账并到一起", parent=card)
        many.clicked.connect(partial(self.context.navigate, "city"))
        for each in (school, past, many):
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(folder)
        card.body.addLayout(buttons)
        return card

    def _about_card(self, parent: QWidget) -> Card:
        card = Card("关于", parent=parent)
        settings = Path(self.context.settings.fileName()).parent
        for text in (
            f"职教台账 {version()}　数据只在本机，不联网。",
            f"日志和窗口设置：{QDir.toNativeSeparators(str(settings))}",
            f"代码表和政策：{QDir.toNativeSeparators(str(self.context.office.resources))}",
        ):
            said = label(text, "quiet", wrap=True, parent=card)
            card.body.addWidget(said)
        buttons = row()
        logs = button("打开日志文件夹", icon="folder", parent=card)
        logs.clicked.connect(partial(open_file, settings))
        helps = button("帮助 (F1)", icon="help", parent=card)
        helps.clicked.connect(partial(self.context.navigate, "help"))
        buttons.addStretch(1)
        buttons.addWidget(logs)
        buttons.addWidget(helps)
        card.body.addLayout(buttons)
        return card

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """Say how things stand."""
        del where
        self._say_backup()
        office = self.context.office
        self.context.jobs.start("读取", lambda progress: counted(office), self._say_facts, key="settings")
        self.now.setFocus()

    def refresh(self, changed: set[str]) -> None:
        """The counts may be others."""
        del changed
        if self.isVisible():
            self.enter()

    def _say_facts(self, counts: Sequence[tuple[str, int]]) -> None:
        ledger = self.context.office.ledger
        size = ""
        if ledger.kind == "sqlite" and Path(ledger.place).is_file():
            size = f"　大小 {max(0.1, Path(ledger.place).stat().st_size / 1_000_000):.1f} MB"
        said = "、".join(f"{name} {count}" for name, count in counts if count)
        self.facts.setText((f"共有 {said}。" if said else "还没有记录。") + size)
        QTimer.singleShot(0, self, self.ready.emit)

    # -- backup ---------------------------------------------------------------------------------------

    def _browse(self) -> None:
        name = ask_folder(self, "备份到文件夹")
        if name:
            self.folder.setText(QDir.toNativeSeparators(name))

    def _backup(self) -> None:
        typed = self.folder.text().strip()
        if typed:
            self._copy(Path(typed).expanduser(), keep=True)

    def _to_stick(self) -> None:
        stick = removable()
        if stick is not None:
            self._copy(stick / BACKUPS, keep=False)
            return
        name = ask_folder(self, "没有认出U盘，请选择U盘里的文件夹")
        if name:
            self._copy(Path(name), keep=False)

    def _copy(self, folder: Path, *, keep: bool) -> None:
        ledger = self.context.office.ledger
        self.context.jobs.start(
            "备份台账", lambda progress: backup(ledger, folder), partial(self._copied, keep)
        )

    def _copied(self, keep: bool, file: Path) -> None:
        if keep:
            self.context.settings.setValue("backup/folder", str(file.parent))
        self.context.settings.setValue("backup/at", f"{datetime.now():%Y-%m-%d %H:%M}")
        self.context.settings.setValue("backup/file", str(file))
        self._say_backup()
        self.context.bars.good(
            f"已备份并检查：{file.name}", [("打开所在文件夹", partial(open_file, file.parent))]
        )

    def _say_backup(self) -> None:
        when = str(self.context.settings.value("backup/at", ""))
        file = str(self.context.settings.value("backup/file", ""))
        set_tone(self.said, "good" if when else "warn")
        self.said.setText(f"✓ 上次备份 {when}：{file}" if when else "! 这台电脑上还没有备份过。")

    # -- verifying ------------------------------------------------------------------------------------

    def _verify(self) -> None:
        ledger = self.context.office.ledger
        self.check.setEnabled(False)
        self.context.jobs.start(
            "校验台账", lambda progress: verify(ledger, progress), self._verified, failed=self._not_verified
        )

    def _verified(self, found: Sequence[Finding]) -> None:
        self.check.setEnabled(True)
        empty(self.found)
        for each in found:
            self.found.addWidget(label(f"✕ {each.check}：{each.sentence}", "bad", wrap=True))
        set_tone(self.verdict, "bad" if found else "good")
        self.verdict.setText(
            f"发现 {len(found)} 处问题，请先备份，再联系技术支持。" if found else "✓ 台账完好。"
        )

    def _not_verified(self, error: Exception) -> None:
        self.check.setEnabled(True)
        if self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _open_folder(self) -> None:
        open_file(Path(self.context.office.ledger.place).parent)


def counted(office: Office) -> list[tuple[str, int]]:
    """How many rows the ledgers hold that a clerk asks about."""
    shown = ("training_class", "enrolment", "certificate", "practice", "teacher", "student", "enterprise")
    names = {each.id: each.label for each in records()}
    return [(names[name], find(office.ledger, name, paths=[], limit=1).total) for name in shown]


def removable() -> Path | None:
    """The first stick that is plugged in, where the system tells sticks apart by their place."""
    for volume in QStorageInfo.mountedVolumes():
        place = volume.rootPath()
        sticks = place.startswith(("/media/", "/run/media/", "/Volumes/"))
        if sticks and volume.isReady() and not volume.isReadOnly() and not volume.isRoot():
            return Path(place)
    return None


def version() -> str:
    """The program's version, where it was installed with one."""
    from importlib import metadata

    try:
        return metadata.version("zhijiao")
    except metadata.PackageNotFoundError:
        return "（开发版）"


def build(context: Context, parent: QWidget) -> SettingsScreen:
    """The screen."""
    return SettingsScreen(context, parent)
