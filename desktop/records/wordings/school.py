"""Words that head columns of the school, its headcounts, money, departments and majors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "school": """
school_code: 学校编码
name: 承训单位 申报单位 报送单位 上报单位 培训单位 培训机构 培训机构名称 院校名称 申报学校
    报送学校 试点院校 学校 办学单位 承办学校
reporter: 报送人 上报人 制表
phone: 手机 手机号码 联系方式
""",
    "headcount": """
counted_on: 统计时间 统计截止日期 时点
students: 在校生总数 在校生 在校生人数 在校学生
graduates: 毕业生 毕业生人数
graduating: 毕业年级在校生数 毕业年级 毕业年级学生数 毕业年级数 毕业班人数
staff: 教职工 教职工总数 教职工人数
teachers: 专任教师总数 专任教师 专任教师人数
specialised: 专业课教师 专业课教师人数 专业教师数
""",
    "finance": """
calendar_year: 经费年度 会计年度 财政年度 所属年度
total: 经费总额 总经费 经费总投入
teaching: 教学投入
training: 实训经费 实习实训投入 实训投入
general: 公用支出
from_training: 培训收入补充
""",
    "department": """
name: 科室名称 处室名称
""",
    "major": """
name: 专业全称
major_code: 专业目录代码
catalogue: 专业目录 目录年份
category: 所属大类 专业类别 大类 所属专业大类
department: 开设部门 开办系部 所属院系 归属系部 教学系部 所属部门
""",
}
