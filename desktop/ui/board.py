"""首页 as a picture of plain data: with Qt alone, so that it can be there before the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QPushButton, QStackedWidget, QWidget

from desktop.services.board import Aim, Due, Figure
from desktop.ui import tokens
from desktop.ui.aims import AIM, AimLines
from desktop.ui.cards import Card, FigureCard
from desktop.ui.links import KEY, Links
from desktop.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from desktop.services.office import Office

OTHER = "other"  # the line of problems that no ledger on the board has
FIGURES, AIMS = 5, 5
NOTHING_DUE = "没有要报送的任务。收到通知后，在“报表 › 报送任务”里登记。"
WELCOME = "台账还是空的：先把现有的 Excel 表导入进来，或从第一个培训班次开始登记。"
WELCOME_BUREAU = "已并入 {} 所学校，各校的数在“全市”里；本单位自己的登记还是空的。"
WEEK = "一二三四五六日"
PARTS = frozenset(("school", "figures", "due", "aims", "problems", "whose", "waiting", "acts"))
Line = tuple[str, str, str]  # an act: its title, who and how much, when


class Board(QWidget):
    """What 首页 shows; where a click leads is for others to open."""

    wanted = Signal(str, object)  # place, record or screen, and what to show there
    problems_wanted = Signal(str)  # the problems of this record

    def __init__(
        self, today: date, labels: Mapping[str, str], settings: QSettings, parent: QWidget | None = None
    ) -> None:
        """`labels`: the records whose rows are looked over, with their names."""
        super().__init__(parent)
        self._today, self._labels, self._settings = today, labels, settings
        self._shown: dict[str, Any] = {}
        self._counts: dict[str, int] = {}
        self._build()

    # -- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        lines = column(self, spacing=tokens.MEDIUM)
        lines.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, tokens.SMALL)
        lines.addLayout(self._head())
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._cards())
        self._pages.addWidget(self._welcome())
        lines.addWidget(self._pages, 1)
        lines.addLayout(self._foot())

    def _go(self, name: str, **where: Any) -> None:
        self.wanted.emit(name, where)

    def _head(self) -> QHBoxLayout:
        self.school = label("", parent=self)
        self.school.setObjectName("screen-title")
        self.day = label(_spelled(self._today), "quiet", parent=self)
        bring = button("导入 Excel 表", icon="import", help="把现有的台账、花名册导入进来", parent=self)
        bring.clicked.connect(partial(self._go, "importing"))
        fill = button("填一张报表", icon="fill", primary=True, help="选一张报表，用台账填好", parent=self)
        fill.clicked.connect(partial(self._go, "returns"))
        head = row()
        head.addWidget(self.school)
        head.addWidget(self.day)
        head.addStretch(1)
        head.addWidget(bring)
        head.addWidget(fill)
        return head

    def _cards(self) -> QWidget:
        board = QWidget(self)
        lines = column(board, spacing=tokens.MEDIUM)
        figures = row(spacing=tokens.MEDIUM)
        self.figures = [FigureCard(board) for _ in range(FIGURES)]
        for each in self.figures:
            figures.addWidget(each, 1)
        lines.addLayout(figures)
        middle = row(spacing=tokens.MEDIUM)
        self.due_card = Card("要办的事", parent=board)
        self.due = Links("要办的事", board)
        self.due.wanted.connect(self._open_due)
        self._nothing_due = label(NOTHING_DUE, "quiet", wrap=True)
        self.due_card.body.addWidget(self._nothing_due)
        self.due_card.body.addWidget(self.due, 1)
        self.aims_card = Card(f"{self._today.year} 政策目标", "截至今天", board)
        self.aims = Links("政策目标", board)
        self.aims.setItemDelegate(AimLines(self.aims))
        self.aims.wanted.connect(self._open_aim)
        self.aims_card.body.addWidget(self.aims, 1)
        self.aims_card.body.addWidget(label("* 全市目标，这里是本校的贡献", "quiet", parent=board))
        for card, name in ((self.due_card, "return_task"), (self.aims_card, "targets")):
            every = button("全部", icon="chevron-right", flat=True, parent=card)
            every.clicked.connect(partial(self._go, name))
            card.head.addWidget(every)
        middle.addWidget(self.due_card, 1)
        middle.addWidget(self.aims_card, 1)
        lines.addLayout(middle, 3)
        lower = row(spacing=tokens.MEDIUM)
        lower.addWidget(self._problems_card(board), 1)
        lower.addWidget(self._acts_card(board), 1)
        lines.addLayout(lower, 2)
        return board

    def _problems_card(self, parent: QWidget) -> Card:
        self.problems_card = Card("台账里的问题", "正在检查……", parent)
        self.health = button(
            "健康检查", icon="chevron-right", flat=True, help="全部台账的检查结果", parent=parent
        )
        self.health.clicked.connect(partial(self._go, "health"))
        self.problems_card.head.addWidget(self.health)
        self.problem_rows: dict[str, QPushButton] = {}
        left, right = column(spacing=tokens.TIGHT), column(spacing=tokens.TIGHT)
        for at, (name, said) in enumerate(self._labels.items()):
            each = button(said, icon="warning", flat=True, parent=parent)
            each.setProperty("aligned", "left")
            led = partial(self._go, "health") if name == OTHER else partial(self.problems_wanted.emit, name)
            each.clicked.connect(led)
            (left if at % 2 == 0 else right).addWidget(each)
            self.problem_rows[name] = each
        self.pending = button("待处理", icon="paste", flat=True, parent=parent)
        self.pending.setProperty("aligned", "left")
        self.pending.clicked.connect(partial(self._go, "pending"))
        across = row(spacing=tokens.MEDIUM)
        left.addStretch(1)
        right.addStretch(1)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        self.problems_card.body.addLayout(across)
        self.problems_card.body.addWidget(self.pending)
        return self.problems_card

    def _acts_card(self, parent: QWidget) -> Card:
        card = Card("最近操作", parent=parent)
        self.acts = Links("最近操作", parent)
        self.acts.wanted.connect(self._open_acts)
        card.body.addWidget(self.acts, 1)
        return card

    def _welcome(self) -> QWidget:
        page = QWidget(self)
        lines = column(page, spacing=tokens.MEDIUM)
        lines.addStretch(2)
        self._welcome_words = label(WELCOME, "heading", wrap=True)
        self._welcome_words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines.addWidget(self._welcome_words)
        buttons = row()
        buttons.addStretch(1)
        self._city = button("看全市汇总", icon="task", parent=page)
        self._city.clicked.connect(partial(self._go, "city"))
        self._city.hide()
        buttons.addWidget(self._city)
        for text, icon, act in (
            ("导入 Excel 表", "import", partial(self._go, "importing")),
            ("新增培训班次", "add", partial(self._go, "training_class", new=True)),
            ("看看怎么用", "help", partial(self._go, "help")),
        ):
            each = button(text, icon=icon, parent=page)
            each.clicked.connect(act)
            buttons.addWidget(each)
        buttons.addStretch(1)
        lines.addLayout(buttons)
        lines.addStretch(3)
        return page

    def _foot(self) -> QHBoxLayout:
        self.backup = label("", "quiet", parent=self)
        go = button("备份", icon="backup", flat=True, parent=self)
        go.clicked.connect(partial(self._go, "settings"))
        foot = row()
        foot.addWidget(self.backup)
        foot.addStretch(1)
        foot.addWidget(go)
        return foot

    # -- showing --------------------------------------------------------------------------------------

    def new_day(self, office: Office) -> None:
        """Another date; the figures are told anew."""
        self._today = office.today
        self.day.setText(_spelled(self._today))
        self.aims_card.title.setText(f"{self._today.year} 政策目标")

    def content(self) -> dict[str, Any] | None:
        """All that is shown, for `show_content`; None where some of it was not told since `expect`."""
        whole = self._shown.keys() >= PARTS and self._shown["problems"].keys() >= self._labels.keys()
        return dict(self._shown) if whole else None

    def expect(self) -> None:
        """All will be told anew; until then what is there stays on screen."""
        self._shown.clear()

    def show_content(self, content: Mapping[str, Any]) -> None:
        """What `content` gave, perhaps by way of JSON; KeyError, TypeError, ValueError for anything else."""
        name, has_rows = content["school"]
        self.show_school(name, has_rows)
        self.show_figures([Figure(**each) for each in content["figures"]])
        self.show_due([Due(**{**each, "due": _day(each["due"])}) for each in content["due"]])
        self.show_aims([Aim(**each) for each in content["aims"]])
        for record_id, (said, count) in content["problems"].items():
            self.show_problems(record_id, said, count)
        self.show_whose(content["whose"])
        self.show_waiting(content["waiting"])
        self.show_acts([(title, note, side) for title, note, side in content["acts"]])

    def show_school(self, name: str, has_rows: bool) -> None:
        """The school's name; a ledger without rows gets a welcome instead of figures."""
        self._shown["school"] = [name, has_rows]
        self.school.setText(name or "首页")
        self._pages.setCurrentIndex(0 if has_rows else 1)

    def show_figures(self, found: Sequence[Figure]) -> None:
        """The numbers of the year."""
        self._shown["figures"] = [asdict(each) for each in found]
        for card, figure in zip(self.figures, found, strict=False):
            card.say(f"{self._today.year} {figure.label}", figure.value, figure.unit, figure.note)
            card.disconnect(card)
            card.clicked.connect(partial(self._go, figure.record))

    def show_due(self, found: Sequence[Due]) -> None:
        """The returns somebody waits for."""
        self._shown["due"] = [{**asdict(each), "due": each.due and f"{each.due}"} for each in found]
        self.due.clear()
        for each in found:
            side, tone = _when(each)
            note = " · ".join(part for part in (each.sender, each.status, f"{each.due or ''}") if part)
            self.due.add(each.title, note, each, side=side, tone=tone)
        self._nothing_due.setVisible(not found)
        self.due.setVisible(bool(found))
        self.due_card.note.setText(f"{len(found)} 件" if found else "")

    def show_aims(self, found: Sequence[Aim]) -> None:
        """The targets that are furthest from being met."""
        chosen = sorted(found, key=_weight)[:AIMS]
        self._shown["aims"] = [asdict(each) for each in chosen]
        self.aims.clear()
        for aim in chosen:
            item = QListWidgetItem(aim.label)
            item.setData(AIM, aim)
            item.setData(KEY, aim)
            item.setToolTip("\n".join(part for part in (aim.label, aim.formula, aim.note) if part))
            self.aims.addItem(item)

    def show_whose(self, schools: int) -> None:
        """Of how many schools the problems are: a bureau's ledger has the rows of many."""
        self._shown["whose"] = schools
        self._city.setVisible(schools > 1)
        self._welcome_words.setText(WELCOME_BUREAU.format(schools) if schools > 1 else WELCOME)
        self.problems_card.note.setText(
            f"{schools} 所学校合计，提示不计" if schools > 1 else "提示不计，点开后按 F4 逐个处理"
        )

    def show_problems(self, name: str, said: str, count: int) -> None:
        """How many errors and warnings 健康检查 finds in a ledger."""
        self._shown.setdefault("problems", {})[name] = [said, count]
        self._counts[name] = count
        each = self.problem_rows[name]
        each.setText(f"{said} {count}")
        each.setEnabled(bool(count))
        self.problems_card.title.setText(f"台账里的问题 {sum(self._counts.values())}")

    def show_health(self, words: str) -> None:
        """What 健康检查 counts just now; not remembered, since it is looked up after every start."""
        self.health.setText(f"健康检查　{words}")

    def show_waiting(self, count: int) -> None:
        """What imports could not write."""
        self._shown["waiting"] = count
        self.pending.setText(f"待处理 {count}" + ("　导入时没能写进台账的内容" if count else ""))
        self.pending.setEnabled(bool(count))

    def show_acts(self, found: Sequence[Line]) -> None:
        """What was done last."""
        self._shown["acts"] = [list(line) for line in found]
        self.acts.clear()
        for title, note, side in found:
            self.acts.add(title, note, title, side=side)

    def show_backup(self) -> None:
        """When this computer last made a copy of the ledger."""
        when = str(self._settings.value("backup/at", ""))
        where = str(self._settings.value("backup/file", ""))
        self.backup.setText(f"✓ 上次备份 {when}　{where}" if when else "! 这台电脑上还没有备份过台账")
        self.backup.setToolTip(where)

    # -- going on -------------------------------------------------------------------------------------

    def _open_due(self, each: Due) -> None:
        from desktop.core.dates import parse_window  # late: only a click needs it
        from desktop.core.errors import UserError

        try:
            window = parse_window(each.period) if each.period else None
        except UserError:
            window = None
        if each.form:
            self._go("returns", form=each.form, **({"window": window} if window else {}))
        else:
            self._go("return_task", row=each.id)

    def _open_aim(self, aim: Aim) -> None:
        self._go("targets", target=aim.id)

    def _open_acts(self, _act: object) -> None:
        self._go("history")


def _spelled(day: date) -> str:
    return f"{day:%Y}年{day.month}月{day.day}日 星期{WEEK[day.weekday()]}"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _when(each: Due) -> tuple[str, str]:
    """How soon, and the tone of the line."""
    if each.days is None:
        return "未定日期", ""
    if each.days < 0:
        return f"✕ 已过期 {-each.days} 天", "bad"
    if each.days == 0:
        return "! 今天", "warn"
    return f"{'! ' if each.days <= 7 else ''}{each.days} 天后", ""


def _weight(aim: Aim) -> tuple[bool, bool, bool]:
    """The school's own first, those not met before those met, those without a value last."""
    return (not aim.value, bool(aim.met), not aim.own)
