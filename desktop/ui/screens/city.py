"""全市: a school a line, who is missing, the city's targets, what several schools count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from desktop.core.dates import Window
from desktop.core.errors import Problem
from desktop.core.progress import Progress
from desktop.services.consolidating import (
    Brought,
    City,
    Conflict,
    Contribution,
    Expected,
    city,
    conflicts,
    consolidate,
    contributions,
    drop,
    expect,
    read_expected,
    write_table,
)
from desktop.services.consolidating.figures import MISSING, UNEXPECTED
from desktop.services.consolidating.taking import REFUSED, SAME
from desktop.services.office import Office
from desktop.ui import tokens
from desktop.ui.city.school_table import SchoolTable
from desktop.ui.city.target_table import TargetTable
from desktop.ui.context import Context
from desktop.ui.messages import ask_folder, ask_open, ask_open_many
from desktop.ui.period import PeriodChooser
from desktop.ui.returns.export import ExportLine
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row

PAGES = ("各校", "全市目标", "各校重复")
CLASHES = ("种类", "是谁", "学校", "哪一行")
CLASH_WIDTHS = (110, 250, 230, 0)
KINDS = "台账和报表 (*.zhijiao *.db *.xlsx *.xlsm *.xls *.et *.csv);;所有文件 (*)"
NOTHING = (
    "这本台账里还没有别的学校。\n"
    "把各校交来的台账文件（.zhijiao）或填好的报表放进一个文件夹，用「并入文件夹」一次收齐；"
    "应报学校名单可以从表格读入，没交的学校会标出来。"
)


@dataclass(frozen=True, slots=True)
class Read:
    """All that the screen shows."""

    city: City
    parts: list[Contribution]
    clashes: list[Conflict]


def read(office: Office, window: Window, progress: Progress) -> Read:
    """One job's work."""
    found = city(office, window, progress)
    return Read(found, contributions(office, found), conflicts(office, window, progress))


class CityScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._stale = True
        self._read_now: Read | None = None
        self.period = PeriodChooser(context.office.today, parent=self)
        self.period.chosen.connect(self._read)
        self.schools: SchoolTable | None = None
        self.aims = TargetTable(self)
        self.aims.currentCellChanged.connect(self._follow)
        self.clashes = Rows("各校重复", CLASHES, CLASH_WIDTHS, parent=self)
        self.clashes.entered.connect(self._to_row)
        self.export = ExportLine(context.settings, self)
        self.export.wanted.connect(self._write)
        self._build()

    # -- laid out ---------------------------------------------------------------------------------------

    def _build(self) -> None:
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(self._head())
        lines.addWidget(self.export)
        lines.addLayout(self._chooser())
        self._pages = QStackedWidget(self)
        self._holder = QWidget(self)
        self._held = column(self._holder)
        self._none = label(NOTHING, "quiet", wrap=True, parent=self)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for each in (self._holder, self.aims, self.clashes, self._none):
            self._pages.addWidget(each)
        lines.addWidget(self._pages, 1)
        self.about = label("", "quiet", wrap=True, parent=self)
        lines.addWidget(self.about)

    def _head(self) -> Any:
        title = label("全市", parent=self)
        title.setObjectName("screen-title")
        head = row()
        head.addWidget(title)
        head.addSpacing(tokens.MEDIUM)
        head.addWidget(self.period)
        head.addStretch(1)
        self.take_files = button("并入文件…", icon="import", help="选学校交来的台账或报表", parent=self)
        self.take_files.clicked.connect(self._take_files)
        self.take_folder = button(
            "并入文件夹…", icon="folder", primary=True, help="一个文件夹里的台账和报表一次并入", parent=self
        )
        self.take_folder.clicked.connect(self._take_folder)
        save = button("导出", icon="export", help="各校、目标、重复存成一个工作簿", parent=self)
        save.clicked.connect(self._ask_export)
        for each in (save, self.take_files, self.take_folder):
            head.addWidget(each)
        return head

    def _chooser(self) -> Any:
        line = row()
        self._group = QButtonGroup(self)
        self._choices: list[QPushButton] = []
        for at, name in enumerate(PAGES):
            each = button(name, parent=self)
            each.setCheckable(True)
            each.clicked.connect(partial(self.show_page, at))
            self._group.addButton(each)
            self._choices.append(each)
            line.addWidget(each)
        self._choices[0].setChecked(True)
        line.addStretch(1)
        self.listing = button("", icon="task", parent=self)
        self.listing.clicked.connect(self._change_list)
        self.from_file = button(
            "读入应报名单…", icon="import", help="表格里一列学校标识码、一列学校名称", parent=self
        )
        self.from_file.clicked.connect(self._list_from_file)
        line.addWidget(self.listing)
        line.addWidget(self.from_file)
        return line

    # -- the screen's life --------------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`window`: this one; `page`: 0 schools, 1 targets, 2 what is counted twice."""
        if isinstance(where.get("window"), Window):
            self.period.set_window(where["window"])
            self._stale = True
        if self._stale:
            self._read()
        if "page" in where:
            self.show_page(int(where["page"]))

    def refresh(self, changed: set[str]) -> None:
        """Rows were written."""
        del changed
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self, *_: object) -> None:
        self._stale = False
        office, window = self.context.office, self.period.window_chosen
        self.context.jobs.start("全市汇总", partial(read, office, window), self._show, key="city")

    def _show(self, found: Read) -> None:
        self._read_now = found
        if found.city.columns and (self.schools is None or self.schools.columns != found.city.columns):
            self._new_table(found.city)
        if self.schools is not None:
            self.schools.show_city(found.city)
        self.aims.show_parts(found.parts)
        self.clashes.show_rows(
            [(each.kind, each.who, place.school, place.words) for each, place in self._places()]
        )
        missing = len(found.city.missing)
        self._choices[2].setText(f"{PAGES[2]} {len(found.clashes)}")
        self.status.emit(
            f"{len(found.city.brought)} 所已交，{missing} 所未交 · "
            f"各校合计 {found.city.persons} 人（去重） · 重复 {len(found.clashes)} 处"
        )
        self.show_page(self._page())
        QTimer.singleShot(0, self, self.ready.emit)

    def _new_table(self, found: City) -> None:
        if self.schools is not None:
            self.schools.setParent(None)
            self.schools.deleteLater()
        self.schools = SchoolTable(found.columns, self._holder)
        self.schools.entered.connect(self._open_school)
        self.schools.currentCellChanged.connect(self._follow)
        self._held.addWidget(self.schools)

    def _places(self) -> list[tuple[Conflict, Any]]:
        found = self._read_now
        return [(each, place) for each in found.clashes for place in each.places] if found else []

    def _page(self) -> int:
        return next((at for at, each in enumerate(self._choices) if each.isChecked()), 0)

    def show_page(self, at: int, *_: object) -> None:
        """One of the three tables; where no school is here, how to begin."""
        self._choices[at].setChecked(True)
        found = self._read_now
        empty = found is None or not found.city.lines or (at == 0 and self.schools is None)
        self._pages.setCurrentIndex(3 if empty else at)
        self._follow()

    def _follow(self, *_: object) -> None:
        found, page = self._read_now, self._page()
        line = self.schools.line() if self.schools is not None and page == 0 else None
        self.listing.setVisible(line is not None and line.state in (MISSING, UNEXPECTED))
        if line is not None:
            self.listing.setText("从名单去掉" if line.state == MISSING else "加入名单")
        if page == 1:
            self.about.setText(self.aims.about())
        elif page == 2:
            said = (
                "Enter 转到那一行。" if self.clashes.rowCount() else "没有发现几所学校重复计算的人员、证书。"
            )
            self.about.setText(said)
        elif line is not None and line.state != MISSING:
            last = f"，数据到 {line.last[:16].replace('T', ' ')}" if line.last else ""
            self.about.setText(f"{line.name}（{line.code}）：来自“{line.file}”{last}。")
        else:
            names = "、".join(each.name or each.code for each in found.city.missing) if found else ""
            self.about.setText(f"未交：{names}" if names else "")

    # -- what it does -------------------------------------------------------------------------------------

    def _open_school(self, _at: int) -> None:
        line = self.schools.line() if self.schools is not None else None
        if line is not None and line.id:
            self.context.navigate("school", row=line.id)

    def _to_row(self, at: int) -> None:
        places = self._places()
        if 0 <= at < len(places):
            place = places[at][1]
            self.context.navigate(place.record, row=place.id)

    def _take_files(self) -> None:
        names = ask_open_many(self, "并入各校的台账、报表", KINDS)
        if names:
            self.take([Path(name) for name in names])

    def _take_folder(self) -> None:
        name = ask_folder(self, "并入文件夹")
        if name:
            self.take([Path(name)])

    def take(self, places: Sequence[Path]) -> None:
        """Bring these in."""
        office = self.context.office
        self.context.jobs.start(
            "并入各校", lambda progress: consolidate(office, places, progress), self._taken, lane="write"
        )

    def _taken(self, found: Sequence[Brought]) -> None:
        refused = [each for each in found if each.state == REFUSED]
        same = sum(each.state == SAME for each in found)
        said = f"并入 {len(found) - len(refused)} 份（{same} 份没有变化）"
        if refused:
            self.context.bars.warn(f"{said}，{len(refused)} 份没有并入", "原因列在下面")
            self.context.show_problems(
                [Problem(REFUSED, each.sentence, "error", value=each.file.name) for each in refused]
            )
        else:
            self.context.bars.good(f"{said}。")
        self._read()

    def _change_list(self) -> None:
        line = self.schools.line() if self.schools is not None else None
        if line is None:
            return
        office = self.context.office
        work = partial(_on_list, office, Expected(line.code, line.name), line.state != MISSING)
        self.context.jobs.start("应报名单", work, self._read, lane="write")

    def _list_from_file(self) -> None:
        name = ask_open(self, "读入应报学校名单")
        if name:
            work = partial(_from_file, self.context.office, Path(name))
            self.context.jobs.start("应报名单", work, self._list_read, lane="write")

    def _list_read(self, changed: int) -> None:
        self.context.bars.good(f"应报学校名单写入 {changed} 所。" if changed else "名单没有变化。")
        self._read()

    def _ask_export(self) -> None:
        if self._read_now is not None:
            self.export.ask(f"全市汇总（{self.period.window_chosen.label}）.xlsx")

    def _write(self, out: Path) -> None:
        office, found = self.context.office, self._read_now
        if found is not None:
            self.context.jobs.start(
                "导出",
                lambda progress: write_table(office, out, found.city, found.parts, found.clashes),
                self._written,
            )

    def _written(self, out: Path) -> None:
        self.context.bars.good(f"已导出：{out}")


def _on_list(office: Office, school: Expected, wanted: bool, _progress: Progress) -> None:
    if wanted:
        expect(office, [school])
    else:
        drop(office, school.code)


def _from_file(office: Office, file: Path, _progress: Progress) -> int:
    return expect(office, read_expected(file))


def build(context: Context, parent: QWidget) -> CityScreen:
    """The screen."""
    return CityScreen(context, parent)
