"""Makes the corpus: messy and clean workbooks and what a careful person reads in them; knows nothing of desktop/.

python -m tests.importing.corpus.make [--seed N] [--words FILE] [--no-office] [FOLDER]
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.importing.corpus import office_books as office
from tests.importing.corpus import people_books as people
from tests.importing.corpus import work_books as work
from tests.importing.corpus.layout import Layout, Sheet
from tests.importing.corpus.looks import FOLLOW, dress, tidy_look
from tests.importing.corpus.saving import save
from tests.importing.corpus.sheets import Table, Words
from tests.importing.corpus.special import SPECIALS
from tests.importing.corpus.ways import Desk, plain
from tests.importing.corpus.world import MAJORS, World

HERE = Path(__file__).resolve().parent
SEED = 20261124
Maker = Callable[..., people.Made]

# (name, how its records are made, how many rows, more) of the workbooks that are mixed by lot.
MESSY: tuple[tuple[str, Maker, int, dict[str, Any]], ...] = (
    ("系部一览", work.departments, 12, {}),
    ("科室设置", work.departments, 12, {}),
    ("专业设置表", work.majors, 16, {}),
    ("开设专业备案", work.majors, 16, {}),
    ("教职工花名册", people.teachers, 60, {}),
    ("教师基本信息", people.teachers, 55, {}),
    ("专任教师名册", people.teachers, 60, {}),
    ("教师信息采集", people.teachers, 50, {}),
    ("教师聘任情况", people.posts, 50, {}),
    ("双师型教师任职", people.posts, 45, {}),
    ("任职变动登记", people.posts, 40, {}),
    ("实践豁免登记", people.exemptions, 18, {}),
    ("学员信息登记", people.students, 60, {}),
    ("学生基本情况", people.students, 60, {}),
    ("社会学员台账", people.students, 50, {}),
    ("学籍名单", people.statuses, 80, {}),
    ("在籍学生名册", people.statuses, 70, {}),
    ("分班学籍表", people.statuses, 60, {}),
    ("合作企业名录", work.enterprises, 45, {}),
    ("校企合作单位", work.enterprises, 45, {}),
    ("实践基地登记", work.enterprises, 40, {}),
    ("培训台账", work.classes, 45, {"year": 2025}),
    ("非学历培训登记", work.classes, 40, {}),
    ("社会培训统计", work.classes, 45, {"year": 2024}),
    ("技能培训班次", work.classes, 40, {}),
    ("培训学员花名册", people.roster, 70, {"named": True}),
    ("补贴班学员名单", people.roster, 60, {"named": True}),
    ("参训人员汇总", people.roster, 65, {"named": True}),
    ("学员成绩登记", people.roster, 60, {"named": True}),
    ("授课记录", work.lessons, 48, {}),
    ("教学日志", work.lessons, 44, {}),
    ("课时登记", work.lessons, 40, {}),
    ("考勤登记", work.attendance, 90, {}),
    ("学员出勤表", work.attendance, 80, {}),
    ("培训费到账", work.receipts, 48, {}),
    ("经费入账登记", work.receipts, 45, {}),
    ("收款明细", work.receipts, 40, {}),
    ("证书目录", work.kinds, 12, {}),
    ("1+X证书目录", work.kinds, 12, {}),
    ("考核批次", work.batches, 24, {}),
    ("考证计划安排", work.batches, 24, {}),
    ("考生名册", people.candidates, 70, {}),
    ("考试成绩册", people.candidates, 60, {}),
    ("报考登记", people.candidates, 60, {}),
    ("证书发放登记", people.certificates, 80, {}),
    ("获证人员名单", people.certificates, 70, {}),
    ("取证台账", people.certificates, 60, {}),
    ("企业实践台账", work.practices, 60, {"year": 2024}),
    ("教师实践登记", work.practices, 55, {}),
    ("暑期实践汇总", work.practices, 50, {"year": 2025}),
    ("顶岗实践名册", work.practices, 50, {}),
    ("年度计划", office.plans, 24, {}),
    ("培训考证计划", office.plans, 20, {}),
    ("学校人数", office.headcounts, 8, {}),
    ("师生规模", office.headcounts, 8, {}),
    ("学校经费", office.finances, 8, {}),
    ("经费投入", office.finances, 8, {}),
    ("任务进展", office.progress, 18, {}),
    ("清单落实情况", office.progress, 18, {}),
    ("报送任务", office.returns, 20, {}),
    ("来文登记", office.returns, 20, {}),
)
CLEAN: tuple[tuple[str, Maker, int], ...] = (
    ("系部", work.departments, 12), ("专业", work.majors, 16), ("教师", people.teachers, 30),
    ("教师任职", people.posts, 30), ("学员", people.students, 30), ("学籍", people.statuses, 40),
    ("企业", work.enterprises, 25), ("培训班次", work.classes, 25), ("学员名册", people.roster, 40),
    ("授课记录", work.lessons, 30), ("考勤", work.attendance, 40), ("到账", work.receipts, 30),
    ("证书目录", work.kinds, 12), ("考核批次", work.batches, 20), ("考生", people.candidates, 30),
    ("证书", people.certificates, 40), ("企业实践", work.practices, 30), ("计划", office.plans, 20),
    ("学校经费", office.finances, 8), ("报送任务", office.returns, 20),
)  # fmt: skip
SAVED = ("xlsxwriter", "openpyxl", "xls", "xlsxwriter", "csv:gb18030", "openpyxl", "soffice-xls", "xlsxwriter",
         "csv:utf-8-sig", "xlsm", "openpyxl", "xlsxwriter", "soffice-xlsx", "csv:gbk", "xls", "csv:utf-8")  # fmt: skip


@dataclass
class Corpus:
    """Makes one set of workbooks into a folder."""

    folder: Path
    seed: int
    words: Words  # other headings: another set of the same kind
    converts: bool = True  # whether LibreOffice converts; without it the same rows are written by others
    files: list[dict[str, Any]] = field(default_factory=list)

    def run(self) -> None:
        rng = random.Random(self.seed)
        world = World(random.Random(self.seed + 1))
        self.folder.mkdir(parents=True, exist_ok=True)
        self._base(world)
        ways = list(SAVED)
        rng.shuffle(ways)
        order = list(MESSY)
        if self.words:
            rng.shuffle(order)
        for at, (name, maker, count, more) in enumerate(order):
            named = {"named": True} if maker is people.roster else {}
            own = random.Random(f"{self.seed}-{at}-{name}")
            self._mixed(
                own, world, at, name, maker(world, own, count, **{**more, **named}), ways[at % 16], more
            )
        for at, (name, special) in enumerate(SPECIALS, len(order)):
            own = random.Random(f"{self.seed}-{at}-{name}")
            self.files.append(special(own, world, self.folder, f"{at + 1:02d}_{name}", self.words))
        for at, (name, plain_maker, count) in enumerate(CLEAN):
            own = random.Random(f"{self.seed}-clean-{at}")
            more = {"named": True} if plain_maker is people.roster else {}
            self._clean(own, at, name, plain_maker(world, own, count, **more))
        self._tell()

    def _base(self, world: World) -> None:
        (self.folder / "base").mkdir(exist_ok=True)
        self.setup = []
        for name, into, rows in world.base():
            sheet = Sheet(into, [{at: Table.cell(value) for at, value in enumerate(row, 1)} for row in rows])
            save(self.folder / "base" / f"{name}.xlsx", [sheet], "openpyxl")
            self.setup.append({"file": f"base/{name}.xlsx", "into": into})

    def _mixed(
        self,
        rng: random.Random,
        world: World,
        at: int,
        name: str,
        made: people.Made,
        how: str,
        more: dict[str, Any],
    ) -> None:
        into, columns, rows = made
        epoch = how in ("xlsxwriter", "openpyxl") and rng.random() < 0.2
        texts = how.startswith("csv")
        unit = rng.choice(("元", "万元", "万元", ""))
        desk = Desk(
            year=more.get("year"), unit=unit, epoch_1904=epoch, texts=texts, header_unit=bool(unit) and at % 3 != 2,
            formulas=how in ("xlsxwriter", "openpyxl", "xlsm"), majors=dict(MAJORS),
        )  # fmt: skip
        if unit == "元" or not unit:
            desk = replace(desk, unit=unit if desk.header_unit else "")
        look, columns = dress(rng, at, name, into, columns, desk, flat=texts)
        follow = FOLLOW.get(into, "")
        if follow and (look.ditto or look.merge or look.bands):
            rows = sorted(rows, key=lambda row: str(row[follow]))
        file = f"{at + 1:02d}_{name}.{_suffix(how)}"
        sheet = Sheet(Path(file).stem if texts else rng.choice(("Sheet1", into, name[:20])))
        table = Table(rng, world.tally, sheet, into, columns, desk, look, self.words).lay(rows)
        sheets = [sheet]
        if rng.random() < 0.25 and not texts:
            sheets.append(_explanation())
        by = (
            how
            if self.converts or not how.startswith("soffice")
            else {"xls": "xls"}.get(_suffix(how), "openpyxl")
        )
        save(self.folder / file, sheets, by, epoch_1904=epoch)
        self.files.append({"file": file, "about": f"{how}；{_about(look, desk)}", "tables": [table]})

    def _clean(self, rng: random.Random, at: int, name: str, made: people.Made) -> None:
        into, columns, rows = made
        how = ("xlsxwriter", "openpyxl", "xls", "csv:utf-8-sig")[at % 4]
        desk = Desk(unit="元", header_unit=True, texts=how.startswith("csv"), majors=dict(MAJORS))
        file = f"c{at + 1:02d}_{name}.{_suffix(how)}"
        sheet = Sheet(Path(file).stem if desk.texts else into)
        table = Table(rng, Counter(), sheet, into, columns, desk, tidy_look(rng, name), self.words).lay(rows)
        save(self.folder / file, [sheet], how)
        self.files.append({"file": file, "clean": True, "tables": [table]})

    def _tell(self) -> None:
        """truth.json: a row of the workbook on a line, so that a change can be read in a diff."""
        parts = [f'{{"setup": {_json(self.setup)},\n"files": [']
        for number, each in enumerate(self.files):
            tables = each.pop("tables")
            parts.append(_json(each)[:-1] + ', "tables": [')
            for place, table in enumerate(tables):
                rows = table.pop("rows")
                lines = ",\n  ".join(_json(row) for row in rows)
                parts.append(
                    f' {_json(table)[:-1]}, "rows": [\n  {lines}]}}{"," if place < len(tables) - 1 else ""}'
                )
            parts.append("]}" + ("," if number < len(self.files) - 1 else ""))
        text = "\n".join([*parts, "]}"])
        json.loads(text)
        (self.folder / "truth.json").write_text(f"{text}\n", encoding="utf-8")


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False)


def _suffix(how: str) -> str:
    if how.startswith("csv"):
        return "csv"
    return {"xls": "xls", "soffice-xls": "xls", "xlsm": "xlsm"}.get(how, "xlsx")


def _explanation() -> Sheet:
    lines = ("填表说明", "1. 请勿改动表头。", "2. 日期写到日，身份证号按文本填写。")
    return Sheet("填表说明", [{1: plain(line)} for line in lines])


def _about(look: Layout, desk: Desk) -> str:
    """What is special, in words."""
    said = [
        (look.title, "有标题"), (look.lines, "标题下有说明"), (look.depth > 1, f"{look.depth}级表头"),
        (look.index_row, "表头下有序号行"), (look.repeat, "分页重复表头"), (look.subtotal, "有小计"),
        (look.total, "有合计"), (look.notes, "表后有说明"), (look.sample, "有示例行"), (look.blank_every, "夹空行"),
        (look.bands, "分组行"), (look.ditto, "同上"), (look.merge, "合并单元格"), (look.hidden, "有隐藏行"),
        (look.filtered, "有筛选"), (look.equal, "有重复行"), (look.clash, "同键不同值"), (look.twins, "一号两名"),
        (look.missing, "缺证件号"), (look.swap[0], "错列"), (look.noise, "有多余列"), (look.gaps, "序号有缺"),
        (look.left or look.top, "不从A1开始"), (desk.epoch_1904, "1904日期"), (desk.unit, f"单位{desk.unit}"),
    ]  # fmt: skip
    return "；".join(text for kept, text in said if kept)


def main() -> None:
    """The committed set, or another of the same kind elsewhere."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / "books")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--words", type=Path, help="a JSON file of other headings, by record and label")
    parser.add_argument("--no-office", action="store_true", help="do without LibreOffice")
    asked = parser.parse_args()
    words = json.loads(asked.words.read_text("utf-8")) if asked.words else {}
    made = Corpus(asked.folder, asked.seed, words, not asked.no_office)
    made.run()
    rows = sum(
        1 for line in (asked.folder / "truth.json").read_text("utf-8").splitlines() if '"row":' in line
    )
    print(f"{len(made.files)} 个文件，{rows} 行")


if __name__ == "__main__":
    main()
