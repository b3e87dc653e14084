"""Dresses a table as one clerk or another would: which faults and habits come together is drawn by lot."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.importing.corpus.layout import Column, Layout
from tests.importing.corpus.ways import Desk

# The column that is typed once and meant for the rows below, and whose values can stand in a band.
FOLLOW = {
    "教师": "系部",
    "教师任职": "系部",
    "学籍": "专业.专业名称",
    "学员名册": "培训班次.项目名称",
    "考生": "考核批次.批次号",
    "授课记录": "培训班次.项目名称",
    "考勤": "学员名册.培训班次.项目名称",
    "到账": "培训班次.项目名称",
    "企业实践": "企业.企业名称",
    "计划": "系部",
    "专业": "所属系部",
}
BANDED = ("教师", "教师任职", "授课记录", "到账", "企业实践", "专业")
HABITS = ("ditto", "merge", "bands", "pages", "hidden", "blank", "equal", "clash", "twins", "swap", "noise", "depth2",
          "depth3", "index", "sample", "shift", "filtered", "missing", "subset")  # fmt: skip
MUST = {  # what a row cannot be known by without
    "姓名", "证件号码", "项目名称", "开班日期", "教师.姓名", "教师.工号", "起始日期", "起", "学员.姓名", "学员.证件号码", "学年",
    "企业名称", "培训班次.项目名称", "日期", "时段", "批次号", "考核批次.批次号", "证书目录.证书名称", "证书目录.等级",
    "证书编号", "企业.企业名称", "开始日期", "种类", "期间", "项目", "系部", "统计时点", "自然年", "任务", "标题",
    "截止日期", "方案", "证书名称", "等级", "评价组织", "名称", "专业名称", "票据号", "金额", "学员名册.学员.姓名",
    "学员名册.学员.证件号码", "学员名册.培训班次.项目名称", "授课记录.日期", "授课记录.时段", "状态", "专业代码",
    "培训班次.开班日期", "发证日期", "证书目录.评价组织", "教师类别",
}  # fmt: skip


def tidy_look(rng: random.Random, name: str) -> Layout:
    """A workbook with nothing wrong."""
    title = f"{name}登记表" if rng.random() < 0.5 else ""
    return Layout(title=title, dirt=0.0, faults=0.0, serial=rng.random() < 0.5)


def dress(
    rng: random.Random, at: int, name: str, into: str, columns: list[Column], desk: Desk, *, flat: bool
) -> tuple[Layout, list[Column]]:
    """The look, and which columns there are."""
    year = f"{desk.year}年" if desk.year else rng.choice(("", "", "江城职业技术学校"))
    title = f"{year}{name}" + rng.choice(("", "表", "汇总表")) if rng.random() < 0.8 or desk.year else ""
    lines = []
    if title and rng.random() < 0.5:
        lines.append(rng.choice(("填报单位（盖章）：江城职业技术学校    填报人：于老师    电话：0432-62045678",
                                 "填报单位：江城职业技术学校        填报时间：2026年1月8日",
                                 "注：请各系部认真核对，不得空项")))  # fmt: skip
    if desk.unit == "万元" and not desk.header_unit and any(each.kind == "money" for each in columns):
        lines.append("金额单位：万元")
    look = Layout(
        title=title, lines=tuple(lines), serial=rng.random() < 0.75, gaps=rng.random() < 0.3,
        total=rng.choice(("合计", "总  计", "合 计", "")), dirt=rng.choice((0.2, 0.35, 0.5)),
        notes=rng.choice(((), (), ("注：本表一式两份。", "审核人：        填表人：于老师"), ("填表说明：日期写到日。",))),
    )  # fmt: skip
    habits = [HABITS[(at * 5 + step * 7 + rng.randrange(3)) % len(HABITS)] for step in range(4)]
    for habit in habits:
        look, columns = _habit(rng, habit, look, into, columns, flat)
    if rng.random() < 0.4:
        columns = _moved(rng, columns)
    if look.bands and look.bands in (look.ditto, look.merge):
        look = replace(look, ditto="", merge="")
    return look, columns


def _moved(rng: random.Random, columns: list[Column]) -> list[Column]:
    """The same columns in another order; those of one group stay together."""
    blocks: list[list[Column]] = []
    for each in columns:
        if blocks and each.group and blocks[-1][0].group == each.group:
            blocks[-1].append(each)
        else:
            blocks.append([each])
    rng.shuffle(blocks)
    return [each for block in blocks for each in block]


def _habit(
    rng: random.Random, habit: str, look: Layout, into: str, columns: list[Column], flat: bool
) -> tuple[Layout, list[Column]]:
    follow = FOLLOW.get(into, "")
    if follow not in [each.label for each in columns]:
        follow = ""
    persons = into in ("教师", "学员", "学员名册", "考生")
    match habit:
        case "ditto" if follow and not look.merge:
            look = replace(look, ditto=follow)
        case "merge" if follow and not flat and not look.ditto:
            look = replace(look, merge=follow)
        case "bands" if into in BANDED and follow:
            look = replace(look, bands=follow, ditto="", merge="", subtotal=rng.random() < 0.5)
        case "pages":
            look = replace(look, repeat=rng.choice((12, 15, 20)), subtotal=rng.random() < 0.7, bands="")
        case "hidden" if not flat:
            look = replace(look, hidden=rng.randint(1, 4))
        case "filtered" if not flat:
            look = replace(look, hidden=rng.randint(2, 5), filtered=True)
        case "blank":
            look = replace(look, blank_every=rng.choice((6, 9, 13)))
        case "equal":
            look = replace(look, equal=2)
        case "clash":
            look = replace(look, clash=2)
        case "twins" if persons:
            look = replace(look, twins=2)
        case "missing" if into in ("学员名册", "考生"):
            look = replace(look, missing=2)
        case "swap" if persons:
            prefix = "学员." if into in ("学员名册", "考生") else ""
            look = replace(look, swap=(f"{prefix}证件号码", f"{prefix}联系电话"))
        case "noise":
            look = replace(look, noise=_noise(rng, {head for each in columns for head in each.heads}))
        case "depth2":
            look = replace(look, depth=2)
        case "depth3":
            look = replace(look, depth=3)
        case "index":
            look = replace(look, index_row=True)
        case "sample":
            look = replace(look, sample=True)
        case "shift" if not flat:
            look = replace(look, left=rng.randint(0, 2), top=rng.randint(0, 2))
        case "subset":
            columns = [each for each in columns if each.label in MUST or rng.random() < 0.6]
    return look, columns


def _noise(rng: random.Random, taken: set[str]) -> tuple[tuple[str, tuple[object, ...]], ...]:
    """Columns that no record has a field for."""
    able = (
        ("签字", (None, None, None)),
        ("照片张数", (1, 2, None)),
        ("政治面貌", ("群众", "中共党员", "共青团员")),
        ("QQ号", ("10023456", "88123499", None)),
        ("备注说明", (None, None, "已核", "材料后补")),
        ("邮编", ("132000", "132011", None)),
    )
    kept = [each for each in able if each[0] not in taken]
    return tuple(rng.sample(kept, 2))
