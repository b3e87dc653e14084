"""Records of work: 系部, 专业, 企业, 培训班次, 授课记录, 考勤, 到账, 证书目录, 考核批次, 企业实践."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from tests.importing.corpus.layout import Column, Row, column
from tests.importing.corpus.people_books import PLACES, Made, or_none, pick, some_day
from tests.importing.corpus.ways import Typed
from tests.importing.corpus.world import (
    CERTIFICATES,
    CLASSES,
    DEPARTMENTS,
    ENTERPRISES,
    GIVEN,
    MAJORS,
    SURNAMES,
    World,
    credit_code,
)

TRADES = (
    "电工",
    "焊工",
    "育婴员",
    "养老护理员",
    "中式面点师",
    "叉车司机",
    "数控车工",
    "家政服务员",
    "果树栽培",
    "电商直播",
)
JOBS = ("维修电工", "前台接待", "质检员", "会计助理", "装配钳工", "保育员", "网店运营", "机修技术员")
POSTS = ("工艺员", "车间技术员", "客房主管助理", "财务助理", "售后技师")


def some_name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, 2))


def departments(world: World, rng: random.Random, count: int) -> Made:
    names = ["现代农艺系", "建筑工程系", "艺术设计系", "医药护理系", "轨道交通系", "继续教育中心", "实训管理处", "招生就业处",
             "教务科", "培训科", "体育教研室", "思政部"]  # fmt: skip
    columns = [column("名称", "text", "系部名称/部门名称"), column("备注", "note", "备注")]
    rows = [{"名称": name, "备注": or_none(rng, "2024年设立", 0.7)} for name in names[:count]]
    return "系部", columns, rows


def majors(world: World, rng: random.Random, count: int) -> Made:
    known = [("建筑工程施工", "640301"), ("护理", "720201"), ("药剂", "720301"), ("美发与形象设计", "750110"),
             ("现代农艺技术", "610102"), ("物联网技术应用", "710102"), ("新能源汽车运用与维修", "700209"),
             ("工业机器人技术应用", "660303"), ("中餐烹饪", "740201"), ("市场营销", "730601"),
             ("智能养老服务", "790301"), ("无人机操控与维护", "660601"), ("焊接技术应用", "660104"),
             ("婴幼儿托育", "720801"), ("物流服务与管理", "730801"), ("旅游服务与管理", "740101")]  # fmt: skip
    columns = [
        column("专业名称", "text", "专业名称/专业"),
        column("专业代码", "digits", "专业代码"),
        column("所属系部", "text", "所属系部/系部"),
    ]
    rows = [
        {"专业名称": name, "专业代码": code, "所属系部": DEPARTMENTS[at % 6]}
        for at, (name, code) in enumerate(known)
    ]
    return "专业", columns, rows[:count]


def enterprises(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("企业名称", "text", "企业名称/单位名称"),
        column("统一社会信用代码", "credit", "统一社会信用代码/信用代码"),
        column("企业性质", "code:企业性质", "企业性质"),
        column("所属行业", "code:行业", "所属行业/行业"),
        column("规模", "code:规模", "企业规模/规模"),
        column("联系人", "name", "联系人", "联系方式"),
        column("联系电话", "phone", "联系电话/电话", "联系方式"),
        column("地址", "text", "地址/企业地址", "联系方式"),
        column("教师企业实践基地", "code:基地", "教师企业实践基地/基地级别"),
        column("校内", "yes", "校内/是否校内"),
    ]
    places = ("吉林市", "长春市", "四平市", "通化市", "延吉市", "白山市", "松原市")
    trades = (
        "精密机械",
        "餐饮管理",
        "软件技术",
        "汽车贸易",
        "养老服务",
        "建筑装饰",
        "电子商务",
        "食品加工",
        "幼教咨询",
        "冷链物流",
    )
    rows: list[Row] = []
    for at in range(count):
        name = f"{rng.choice(places)}{rng.choice('永鑫宏达嘉盛瑞祥恒远')}{rng.choice('通泰丰源诚信隆兴康华')}{trades[at % 10]}有限公司"
        if any(name == row["企业名称"] for row in rows):
            continue
        rows.append({
            "企业名称": name, "统一社会信用代码": credit_code(rng), "企业性质": pick(rng, "企业性质"),
            "所属行业": pick(rng, "行业"), "规模": pick(rng, "规模"), "联系人": some_name(rng),
            "联系电话": f"139{rng.randint(10**7, 10**8 - 1)}", "地址": f"{rng.choice(PLACES)}{rng.randint(1, 200)}号",
            "教师企业实践基地": or_none(rng, pick(rng, "基地"), 0.4), "校内": rng.random() < 0.2,
        })  # fmt: skip
    return "企业", columns, rows


def classes(world: World, rng: random.Random, count: int, year: int = 0) -> Made:
    columns = [
        column("项目名称", "text", "项目名称/培训班次名称"),
        column("培训类型", "code:培训类型", "培训类型/培训类别"),
        column("面向", "code:面向", "面向"),
        column("培训对象", "code:培训对象", "培训对象"),
        column("性质", "code:性质", "性质/培训性质"),
        column("开班日期", "day", "开班日期/开班时间", "培训时间"),
        column("结业日期", "day", "结业日期/结业时间", "培训时间"),
        column("学时", "hours", "学时/课时"),
        column("计划人数", "people", "计划人数", "人数"),
        column("实到人数", "people", "实际人数/实到人数", "人数"),
        column("结业人数", "people", "结业人数", "人数"),
        column("到账经费", "money", "到账经费/到款额"),
        column("资金来源", "code:资金来源", "资金来源"),
        column("委托单位.企业名称", "enterprise", "委托单位"),
        column("班主任", "name", "班主任"),
        column("培训地点", "text", "培训地点"),
        column("备注", "note", "备注"),
    ]
    rows = []
    for at in range(count):
        when = year or rng.choice((2023, 2024, 2025))
        start = date(when, rng.randint(1, 11), rng.randint(1, 28))
        days = rng.randint(3, 24)
        planned = rng.randint(25, 60)
        came = planned - rng.randint(0, 5)
        rows.append({
            "项目名称": f"{when}年{rng.choice(TRADES)}培训班（{at + 1}期）", "培训类型": pick(rng, "培训类型"),
            "面向": "社会", "培训对象": pick(rng, "培训对象"), "性质": pick(rng, "性质"),
            "开班日期": start.isoformat(), "结业日期": min(start + timedelta(days=days), date(when, 12, 30)).isoformat(),
            "学时": days * 8, "计划人数": planned, "实到人数": or_none(rng, came), "结业人数": rng.choice((0, came, came - 1, came - 2, came - 3)),
            "到账经费": rng.randint(100, 900) * 100, "资金来源": pick(rng, "资金来源"),
            "委托单位.企业名称": or_none(rng, rng.choice(ENTERPRISES), 0.5), "班主任": some_name(rng),
            "培训地点": rng.choice(("实训楼301", "电工实训室", "图书馆报告厅", "企业车间")),
            "备注": or_none(rng, "材料已归档", 0.6),
        })  # fmt: skip
    return "培训班次", columns, rows


def period(start: str, end: str) -> Any:
    """Both days in one column."""

    def join(rng: random.Random, row: Row) -> Typed:
        a, b = date.fromisoformat(row[start]), date.fromisoformat(row[end])
        if a.year != b.year:
            return Typed(rng.choice((f"{a.year}.{a.month}.{a.day}-{b.month}.{b.day}",
                                     f"{a.year}.{a.month}.{a.day}-{b.year}.{b.month}.{b.day}")))  # fmt: skip
        tail = f"{b.month}.{b.day}" if rng.random() < 0.5 else f"{b.year}.{b.month}.{b.day}"
        return Typed(rng.choice((f"{a.year}.{a.month}.{a.day}-{tail}", f"{a.isoformat()} 至 {b.isoformat()}",
                                 f"{a.year}年{a.month}月{a.day}日—{b.month}月{b.day}日")))  # fmt: skip

    return join


def joined(labels: tuple[str, ...], heads: str, join: Any) -> Column:
    return Column((labels[0],), "text", tuple(heads.split("/")), "", labels, join)


def contact(name: str, person: str, phone: str) -> Any:
    def join(rng: random.Random, row: Row) -> Typed:
        mark = rng.choice(("/", " / ", "、", " "))
        return Typed(mark.join((row[name], row[person], row[phone])))

    return join


def code_name(code: str, name: str) -> Any:
    def join(rng: random.Random, row: Row) -> Typed:
        return Typed(
            rng.choice(
                (f"{row[code]}-{row[name]}", f"{row[code]} {row[name]}", f"{row[name]}（{row[code]}）")
            )
        )

    return join


def lessons(world: World, rng: random.Random, count: int, *, named: bool = True) -> Made:
    columns = [
        column("培训班次.项目名称", "class", "班次名称/培训班次"),
        column("日期", "day", "上课日期/日期"),
        column("时段", "code:时段", "时段"),
        column("教师.姓名", "teacher", "授课教师/任课教师"),
        column("学时", "hours", "学时/课时"),
        column("授课内容", "note", "授课内容"),
        column("授课形式", "code:授课形式", "授课形式/上课类型"),
        column("地点", "text", "上课地点/地点"),
    ]
    rows = []
    for at in range(count):
        title, start, _ = CLASSES[4 + at * 4 // max(count, 1)]
        inside = at - (at * 4 // max(count, 1)) * count // 4
        _number, person, _ = world.teachers[rng.randrange(60)]
        rows.append({
            "培训班次.项目名称": title, "日期": (start + timedelta(days=max(inside, 0) // 2)).isoformat(),
            "时段": ("上午", "下午")[inside % 2], "教师.姓名": person.name, "学时": 4,
            "授课内容": rng.choice(("安全用电", "操作规程", "职业道德", "设备维护", "综合训练")),
            "授课形式": pick(rng, "授课形式"), "地点": rng.choice(("实训室1", "302教室", "焊接车间")),
        })  # fmt: skip
    return "授课记录", columns if named else columns[1:], rows


def attendance(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column(
            "学员名册.培训班次.项目名称=授课记录.培训班次.项目名称",
            "class",
            "班次名称/培训班次",
        ),
        column("学员名册.学员.姓名", "name", "姓名/学员姓名"),
        column("学员名册.学员.证件号码", "id", "身份证号/身份证号码"),
        column("授课记录.日期", "day", "上课日期/日期"),
        column("授课记录.时段", "code:时段", "时段"),
        column("状态", "code:考勤状态", "考勤情况/考勤"),
    ]
    rows = []
    for title, start, _ in CLASSES[:2]:
        for day in range(6):
            for person in world.rosters[title][:12]:
                rows.append({
                    "学员名册.培训班次.项目名称": title, "学员名册.学员.姓名": person.name,
                    "学员名册.学员.证件号码": person.number,
                    "授课记录.日期": (start + timedelta(days=day)).isoformat(),
                    "授课记录.时段": ("上午", "下午")[day % 2], "状态": pick(rng, "考勤状态"),
                })  # fmt: skip
    return "考勤", columns, rows[:count]


def receipts(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("培训班次.项目名称", "class", "培训班次/班次名称"),
        column("日期", "day", "到账日期/日期"),
        column("金额", "money", "金额/到账金额"),
        column("来源", "code:资金来源", "来源/资金来源"),
        column("票据号", "text", "票据号"),
        column("补贴", "yes", "是否补贴/补贴"),
    ]
    rows = []
    for at in range(count):
        title, start, _ = CLASSES[at * len(CLASSES) // max(count, 1)]
        rows.append({
            "培训班次.项目名称": title, "日期": (start + timedelta(days=rng.randint(5, 60))).isoformat(),
            "金额": rng.randint(30, 700) * 100, "来源": pick(rng, "资金来源"), "票据号": f"JL{at + 1:06d}",
            "补贴": rng.random() < 0.5,
        })  # fmt: skip
    return "到账", columns, rows


def kinds(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("方案", "code:方案", "方案/证书类型"),
        column("证书名称", "text", "证书名称/名称"),
        column("等级", "code:等级", "等级/证书等级"),
        column("评价组织", "text", "评价组织/培训评价组织"),
        column("对应专业.专业名称", "major", "对应专业/面向专业"),
    ]
    known = [("X证书", "建筑信息模型（BIM）", "初级", "廊坊市中科建筑产业化创新研究中心"),
             ("X证书", "物流管理", "中级", "北京中物联物流采购培训中心"),
             ("X证书", "电子商务数据分析", "初级", "北京博导前程信息技术股份有限公司"),
             ("X证书", "网店运营推广", "中级", "北京鸿科经纬科技有限公司"),
             ("X证书", "智能财税", "初级", "中联集团教育科技有限公司"),
             ("X证书", "母婴护理", "初级", "济南阳光大姐服务有限责任公司"),
             ("X证书", "工业机器人应用编程", "中级", "北京赛育达科教有限责任公司"),
             ("X证书", "特殊焊接技术", "高级", "中船舰客教育科技（北京）有限公司"),
             ("职业技能等级证书", "汽车维修工", "四级/中级工", "吉林省技能评价中心"),
             ("职业技能等级证书", "育婴员", "五级/初级工", "吉林省技能评价中心"),
             ("职业技能等级证书", "中式烹调师", "三级/高级工", "吉林省技能评价中心"),
             ("职业技能等级证书", "茶艺师", "五级/初级工", "吉林省技能评价中心")]  # fmt: skip
    rows = [
        {
            "方案": a,
            "证书名称": b,
            "等级": c,
            "评价组织": d,
            "对应专业.专业名称": or_none(rng, rng.choice(MAJORS)[0], 0.3),
        }
        for a, b, c, d in known[:count]
    ]
    return "证书目录", columns, rows


def batches(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("批次号", "text", "批次号/考核批次"),
        column("证书目录.证书名称", "text", "证书名称/考核证书"),
        column("证书目录.等级", "code:等级", "等级/证书等级"),
        column("考核日期", "day", "考核日期/考核时间"),
        column("考核站点", "text", "考核站点/鉴定地点"),
        column("计划人数", "people", "计划人数"),
        column("经费", "money", "经费"),
        column("资金来源", "code:资金来源", "资金来源"),
        column("融入毕业年级教学计划", "yes", "融入毕业年级教学计划/是否融入教学计划"),
        column("状态", "code:批次状态", "状态"),
    ]
    rows = []
    for at in range(count):
        _, name, level, _ = CERTIFICATES[at % 8]
        rows.append({
            "批次号": f"2025-{'ABCDEFGH'[at % 8]}{at + 1:02d}", "证书目录.证书名称": name, "证书目录.等级": level,
            "考核日期": some_day(rng, 2024, 2025).isoformat(), "考核站点": rng.choice(("本校", "省技能评价中心", "松江考点")),
            "计划人数": rng.randint(20, 80), "经费": rng.randint(10, 200) * 100, "资金来源": pick(rng, "资金来源"),
            "融入毕业年级教学计划": rng.random() < 0.5, "状态": pick(rng, "批次状态"),
        })  # fmt: skip
    return "考核批次", columns, rows


def practices(world: World, rng: random.Random, count: int, year: int = 0) -> Made:
    columns = [
        column("教师.姓名", "teacher", "姓名/教师姓名"),
        column("教师.工号", "digits", "工号/教工号"),
        column("企业.企业名称", "enterprise", "企业名称/实践企业"),
        column("开始日期", "day", "开始日期/开始时间", "实践时间"),
        column("结束日期", "day", "结束日期/结束时间", "实践时间"),
        column("认定天数", "days", "认定天数/天数", "实践时间"),
        column("形式", "code:实践形式", "实践形式/形式"),
        column("岗位", "text", "岗位/实践岗位"),
        column("考核结果", "code:实践考核", "考核结果"),
        column("审批状态", "code:审批状态", "审批状态"),
        column("备注", "note", "备注"),
    ]
    rows = []
    for at in range(count):
        number, person, _ = world.teachers[at % 60]
        when = year or rng.choice((2022, 2023, 2024, 2025))
        start = date(when, rng.randint(1, 9), rng.randint(1, 28))
        days = rng.randint(10, 60)
        rows.append({
            "教师.姓名": person.name, "教师.工号": number, "企业.企业名称": ENTERPRISES[at // 4 % len(ENTERPRISES)],
            "开始日期": start.isoformat(), "结束日期": (start + timedelta(days=days - 1)).isoformat(), "认定天数": days,
            "形式": pick(rng, "实践形式"), "岗位": rng.choice(JOBS + POSTS), "考核结果": pick(rng, "实践考核"),
            "审批状态": pick(rng, "审批状态"), "备注": or_none(rng, "材料齐全", 0.6),
        })  # fmt: skip
    return "企业实践", columns, rows
