"""Records of the school as a whole: 计划, 学校人数, 学校经费, 任务进展, 报送任务."""

from __future__ import annotations

import random

from tests.importing.corpus.layout import column
from tests.importing.corpus.people_books import Made, or_none, pick, some_day
from tests.importing.corpus.work_books import TRADES, some_name
from tests.importing.corpus.world import DEPARTMENTS, World


def plans(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("种类", "code:计划种类", "种类/计划种类"),
        column("期间", "text", "期间"),
        column("系部", "text", "系部/责任系部"),
        column("项目", "text", "项目/计划项目"),
        column("计划数", "people", "计划数"),
        column("状态", "code:计划状态", "状态"),
    ]
    rows = [
        {"种类": pick(rng, "计划种类"), "期间": "2026年", "系部": DEPARTMENTS[at % 7],
         "项目": f"{rng.choice(TRADES)}{rng.choice(('培训', '取证', '实践'))}{at + 1}", "计划数": rng.randint(10, 200),
         "状态": pick(rng, "计划状态")}
        for at in range(count)
    ]  # fmt: skip
    return "计划", columns, rows


def headcounts(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("统计时点", "day", "统计时点/统计日期"),
        column("在校生数", "people", "在校生数/在校生", "学生"),
        column("毕业生数", "people", "毕业生数/毕业生", "学生"),
        column("毕业年级人数", "people", "毕业年级人数", "学生"),
        column("教职工数", "people", "教职工数/教职工", "教师"),
        column("专任教师数", "people", "专任教师数/专任教师", "教师"),
        column("专业课教师数", "people", "专业课教师数/专业课教师", "教师"),
    ]
    rows = []
    for at in range(count):
        many = 2400 + at * 57
        rows.append({"统计时点": f"{2025 - at}-09-01", "在校生数": many, "毕业生数": many // 3, "毕业年级人数": many // 3 + 5,
                     "教职工数": 190 + at, "专任教师数": 150 + at, "专业课教师数": 90 + at})  # fmt: skip
    return "学校人数", columns, rows


def finances(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("自然年", "year", "年度/自然年"),
        column("学校经费总额", "money", "学校经费总额/经费总额"),
        column("教学经费", "money", "教学经费"),
        column("实习实训经费", "money", "实习实训经费"),
        column("公用经费", "money", "公用经费"),
        column("培训收入补充公用经费", "money", "培训收入补充公用经费"),
    ]
    rows = [
        {"自然年": 2025 - at, "学校经费总额": rng.randint(3000, 5000) * 10000, "教学经费": rng.randint(300, 600) * 10000,
         "实习实训经费": rng.randint(80, 200) * 10000, "公用经费": rng.randint(200, 400) * 10000,
         "培训收入补充公用经费": rng.randint(10, 60) * 10000}
        for at in range(count)
    ]  # fmt: skip
    return "学校经费", columns, rows


def progress(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("任务", "code:任务", "任务/政策任务"),
        column("期间", "text", "期间"),
        column("进展情况", "note", "进展情况"),
        column("佐证材料", "note", "佐证材料"),
        column("存在问题", "note", "存在问题"),
        column("下一步措施", "note", "下一步措施"),
        column("责任部门", "text", "责任部门"),
        column("完成时限", "day", "完成时限"),
    ]
    names = ("提高中职教育发展的适应性", "构建全市社会终身教育体系", "推动校企深度合作", "促进学历教育与培训并重",
             "加强“双师”队伍建设", "服务乡村振兴战略")  # fmt: skip
    rows = [
        {"任务": names[at % 6], "期间": f"{2025 + at // 18}年{at // 6 % 3 + 1}季度",
         "进展情况": f"已开展{rng.choice(TRADES)}培训{rng.randint(2, 9)}期", "佐证材料": or_none(rng, "通知、名册、照片"),
         "存在问题": or_none(rng, "师资不足", 0.4), "下一步措施": or_none(rng, "加强校企合作", 0.4),
         "责任部门": rng.choice(DEPARTMENTS), "完成时限": some_day(rng, 2026, 2026).isoformat()}
        for at in range(count)
    ]  # fmt: skip
    return "任务进展", columns, rows


def returns(world: World, rng: random.Random, count: int) -> Made:
    columns = [
        column("来文单位", "text", "来文单位"),
        column("文号", "text", "文号"),
        column("标题", "text", "标题/文件标题"),
        column("截止日期", "day", "截止日期/截止时间"),
        column("联系人", "name", "联系人"),
        column("报送方式", "code:报送方式", "报送方式"),
        column("状态", "code:报送状态", "状态"),
    ]
    rows = [
        {"来文单位": rng.choice(("市教育局职成处", "省教育厅", "市人社局", "区教育局")), "文号": f"吉市教函〔2026〕{at + 11}号",
         "标题": f"关于报送{rng.choice(('社会培训', '教师企业实践', '1+X证书', '产教融合'))}情况的通知（{at + 1}）",
         "截止日期": some_day(rng, 2026, 2026).isoformat(), "联系人": some_name(rng),
         "报送方式": pick(rng, "报送方式"), "状态": pick(rng, "报送状态")}
        for at in range(count)
    ]  # fmt: skip
    return "报送任务", columns, rows
