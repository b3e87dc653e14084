"""Records of people: 教师, 教师任职, 实践豁免, 学员, 学籍, 学员名册, 考生, 证书."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from tests.importing.corpus.layout import Column, Row, column
from tests.importing.corpus.said import SAID
from tests.importing.corpus.ways import Typed
from tests.importing.corpus.world import (
    BATCHES,
    CERTIFICATES,
    CLASSES,
    DEPARTMENTS,
    ENTERPRISES,
    MAJORS,
    TITLES,
    World,
)

Made = tuple[str, list[Column], list[Row]]
PLACES = (
    "昌邑区解放东路",
    "船营区北京路",
    "龙潭区遵义东路",
    "丰满区吉林大街",
    "永吉县口前镇",
    "舒兰市人民大路",
)
COURSES = ("电工基础", "机械制图", "幼儿卫生", "网页设计", "基础会计", "汽车构造", "语文", "数学")


def some_day(rng: random.Random, first: int, last: int) -> date:
    return date(first, 1, 1) + timedelta(days=rng.randrange((last - first + 1) * 365))


def pick(rng: random.Random, name: str) -> str:
    return rng.choice(sorted(SAID[name]))


def or_none(rng: random.Random, value: Any, chance: float = 0.15) -> Any:
    return None if rng.random() < chance else value


def name_phone(rng: random.Random, row: Row) -> Typed:
    return Typed(rng.choice((f"{row['姓名']} {row['联系电话']}", f"{row['姓名']}（{row['联系电话']}）",
                             f"{row['姓名']}/{row['联系电话']}")))  # fmt: skip


def teachers(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("姓名", "name", "姓名/教师姓名"),
        column("性别", "code:性别", "性别"),
        column("出生日期", "month", "出生年月/出生日期"),
        column("证件号码", "id", "身份证号/身份证号码"),
        column("工号", "digits", "工号/教工号", "任职情况"),
        column("系部", "text", "系部/所在部门", "任职情况"),
        column("教师类别", "code:教师类别", "教师类别/任教类别", "任职情况"),
        column("职称", "code:职称", "职称/专业技术职务", "任职情况"),
        column("入职日期", "day", "入职日期/来校时间", "任职情况"),
        column("联系电话", "phone", "联系电话/手机号码"),
    ]
    rows = []
    for at in range(count):
        person = world.person(1966, 1998)
        rows.append({
            "姓名": person.name, "性别": person.sex, "出生日期": person.birth.isoformat(),
            "证件号码": person.number, "工号": f"{2010 + at % 15}{501 + at}",
            "系部": DEPARTMENTS[at * 6 // max(count, 1)], "教师类别": pick(rng, "教师类别"),
            "职称": rng.choice(TITLES), "入职日期": some_day(rng, 2005, 2024).isoformat(),
            "联系电话": person.phone,
        })  # fmt: skip
    return "教师", columns, rows


def posts(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("教师.姓名", "teacher", "姓名/教师姓名"),
        column("教师.工号", "digits", "工号/教工号"),
        column("起始日期", "day", "起始日期/任职时间", "聘任"),
        column("教师类别", "code:教师类别", "教师类别", "聘任"),
        column("职称", "code:职称", "职称/专业技术职务", "聘任"),
        column("系部", "text", "系部/所在部门", "聘任"),
        column("双师型", "yes", "双师型/是否双师型", "双师认定"),
        column("认定年份", "year", "认定年份", "双师认定"),
        column("在岗状态", "code:在岗状态", "在岗状态"),
    ]
    rows = []
    for number, person, whose in world.teachers[:count]:
        double = rng.random() < 0.4
        rows.append({
            "教师.姓名": person.name, "教师.工号": number, "教师类别": pick(rng, "教师类别"),
            "起始日期": date(rng.choice((2023, 2024, 2025)), 9, 1 + rng.randrange(28)).isoformat(),
            "职称": rng.choice(TITLES), "系部": whose, "双师型": double,
            "认定年份": rng.randint(2019, 2025) if double else None, "在岗状态": "在职",
        })  # fmt: skip
    return "教师任职", columns, rows


def exemptions(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("教师.姓名", "teacher", "姓名/教师姓名"),
        column("教师.工号", "digits", "工号"),
        column("起", "day", "豁免开始/起"),
        column("止", "day", "豁免结束/止"),
        column("原因", "text", "豁免原因/原因"),
    ]
    rows = []
    for number, person, _ in world.teachers[:count]:
        start = some_day(rng, 2022, 2024)
        rows.append({"教师.姓名": person.name, "教师.工号": number, "起": start.isoformat(),
                     "止": (start + timedelta(days=rng.randint(100, 400))).isoformat(),
                     "原因": rng.choice(("产假", "脱产进修", "援藏支教", "长期病假"))})  # fmt: skip
    return "实践豁免", columns, rows


def students(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("姓名", "name", "姓名/学生姓名"),
        column("性别", "code:性别", "性别"),
        column("民族", "code:民族", "民族"),
        column("证件号码", "id", "身份证号/身份证号码"),
        column("学号", "digits", "学号"),
        column("文化程度", "code:学历", "文化程度/学历"),
        column("人员类别", "code:培训对象", "人员类别/培训对象"),
        column("工作单位", "text", "工作单位"),
        column("联系电话", "phone", "联系电话/手机号"),
        column("家庭地址", "text", "家庭地址/通讯地址"),
    ]
    rows = []
    for at in range(count):
        person = world.person(1975, 2007)
        rows.append({
            "姓名": person.name, "性别": person.sex, "民族": pick(rng, "民族"), "证件号码": person.number,
            "学号": f"2025{at + 1:04d}", "文化程度": pick(rng, "学历"), "人员类别": pick(rng, "培训对象"),
            "工作单位": rng.choice(ENTERPRISES), "联系电话": person.phone,
            "家庭地址": f"{rng.choice(PLACES)}{rng.randint(1, 300)}号",
        })  # fmt: skip
    return "学员", columns, rows


def statuses(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("学员.姓名", "name", "姓名/学生姓名"),
        column("学员.证件号码", "id", "身份证号/身份证号码"),
        column("学年", "text", "学年"),
        column("专业.专业名称", "major", "专业/专业名称", "学籍"),
        column("年级", "text", "年级", "学籍"),
        column("班级", "text", "班级/班级名称", "学籍"),
        column("毕业年级", "yes", "毕业年级/是否毕业年级", "学籍"),
    ]
    everybody = [each for roster in world.rosters.values() for each in roster]
    rows = []
    for at, person in enumerate(everybody[:count]):
        major = MAJORS[at * 5 // max(count, 1)][0]
        grade = 2022 + at % 3
        rows.append({
            "学员.姓名": person.name, "学员.证件号码": person.number, "学年": "2025-2026",
            "专业.专业名称": major, "年级": f"{grade}级", "班级": f"{grade % 100}{major[:2]}{at % 2 + 1}班",
            "毕业年级": grade == 2022,
        })  # fmt: skip
    return "学籍", columns, rows


def roster(world: World, rng: random.Random, count: int, *, named: bool = False) -> Made:
    """A class's people; `named`: with the class in columns of its own."""
    columns = [
        column("学员.姓名", "name", "姓名/学员姓名"),
        column("学员.性别", "code:性别", "性别", "个人信息"),
        column("学员.证件号码", "id", "身份证号码/身份证号", "个人信息"),
        column("文化程度=学员.文化程度", "code:学历", "文化程度", "个人信息"),
        column("学员.联系电话", "phone", "联系电话/手机号码", "个人信息"),
        column("工作单位=学员.工作单位", "text", "工作单位"),
        column("人员类别=学员.人员类别", "code:培训对象", "人员类别"),
        column("理论成绩", "score", "理论成绩/应知", "考核成绩"),
        column("实操成绩", "score", "实操成绩/应会", "考核成绩"),
        column("状态", "code:学员状态", "状态/学员状态"),
    ]
    if named:
        columns.insert(0, column("培训班次.项目名称", "class", "培训班次/班次名称"))
        columns.insert(1, column("培训班次.开班日期", "day", "开班日期"))
    classes = CLASSES[4:]
    rows = []
    for at in range(count):
        person = world.person(1970, 2005)
        title, start, _ = classes[at * 3 // max(count, 1)]
        rows.append({
            "学员.姓名": person.name, "学员.性别": person.sex, "学员.证件号码": person.number,
            "文化程度": pick(rng, "学历"), "学员.联系电话": person.phone,
            "工作单位": ENTERPRISES[at // 5 % len(ENTERPRISES)], "人员类别": pick(rng, "培训对象"),
            "理论成绩": rng.randint(55, 98), "实操成绩": rng.randint(55, 98), "状态": pick(rng, "学员状态"),
            "培训班次.项目名称": title, "培训班次.开班日期": start.isoformat(),
        })  # fmt: skip
    return "学员名册", columns, rows


def candidates(world: World, rng: random.Random, count: int, *, named: bool = True) -> Made:
    columns = [
        column("考核批次.批次号", "text", "批次号/考核批次"),
        column("学员.姓名", "name", "姓名/考生姓名"),
        column("学员.性别", "code:性别", "性别"),
        column("学员.证件号码", "id", "身份证号/证件号码"),
        column("准考证号", "text", "准考证号"),
        column("考生来源", "code:考生来源", "考生来源"),
        column("考试性质", "code:考试性质", "考试性质"),
        column("理论成绩", "score", "理论成绩", "成绩"),
        column("实操成绩", "score", "实操成绩", "成绩"),
        column("实考", "yes", "是否实考/实考"),
        column("结果", "code:考试结果", "结果/考核结果"),
    ]
    rows = []
    for at in range(count):
        person = world.person(2004, 2008)
        number = BATCHES[at * 3 // max(count, 1) + 2][0]
        came = rng.random() < 0.9
        theory, practice = rng.randint(50, 98), rng.randint(50, 98)
        rows.append({
            "考核批次.批次号": number, "学员.姓名": person.name, "学员.性别": person.sex,
            "学员.证件号码": person.number, "准考证号": f"ZK{number[:4]}{at + 1:05d}",
            "考生来源": pick(rng, "考生来源"), "考试性质": pick(rng, "考试性质"),
            "理论成绩": theory if came else None, "实操成绩": practice if came else None, "实考": came,
            "结果": ("通过" if min(theory, practice) >= 60 else "未通过") if came else "缺考",
        })  # fmt: skip
    return "考生", columns if named else columns[1:], rows


def certificates(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("学员.姓名", "name", "姓名/持证人"),
        column("学员.证件号码", "id", "身份证号/证件号码"),
        column("证书目录.证书名称", "text", "证书名称/所获证书", "证书"),
        column("证书目录.等级", "code:等级", "等级/证书等级", "证书"),
        column("证书编号", "long", "证书编号/证书号", "证书"),
        column("发证日期", "day", "发证日期/发证时间", "证书"),
        column("证书目录.评价组织", "text", "评价组织/发证机构"),
    ]
    everybody = [each for kept in world.rosters.values() for each in kept]
    rows = []
    for at, person in enumerate(everybody[:count]):
        which = at * 8 // max(count, 1)
        scheme, name, level, organisation = CERTIFICATES[which]
        day = some_day(rng, 2024, 2025)
        if scheme == "X证书":
            number = f"X{day:%Y}{which}{at + 1:06d}"
        else:
            digit = {"五级/初级工": 5, "四级/中级工": 4, "三级/高级工": 3}[level]
            number = f"S000022100200{day:%y}{digit}{at + 1:06d}"
        rows.append({
            "学员.姓名": person.name, "学员.证件号码": person.number, "证书目录.证书名称": name,
            "证书目录.等级": level, "证书编号": number, "发证日期": day.isoformat(), "证书目录.评价组织": organisation,
        })  # fmt: skip
    return "证书", columns, rows
