"""Words that head columns of people, teachers, students and what they are at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "person": """
document_type: 身份证件类型 证件类别
document_number: 身份证编号 居民身份证号码 公民身份证号码 公民身份证号 身份号码
    身份证件号码 证件编号
birth: 出生时间 出生
education: 学历层次 受教育程度 文化水平 文化层次
phone: 本人电话 联系手机 移动电话
address: 联系地址 居住地址 现住址 常住地址
""",
    "teacher": """
number: 员工号 人员编号 教师编号 职工编号 教工编号
course: 所教课程 主讲课程 任课课程
joined: 入校时间 来校日期 到校时间 进校时间 到校日期
started: 上岗时间
left: 离岗时间 离职时间
industry_before: 有无企业工作经历 企业工作经历 企业经历 企业工作经验 是否有企业工作经历
    入职前有无企业工作经历
establishment: 编制情况 编制性质
months_5_years: 近五年企业实践累计 近五年企业实践累计月数 五年累计月数 近五年实践月数
    近五年累计实践月数 近五年累计 5年累计月数 五年内累计月数
days_year: 年度累计天数 当年实践天数 本年度实践天数 本年实践累计天数
missing_months: 还差月数 差额月数 尚缺月数 缺额月数 欠缺月数
practices_counted: 实践次数 认可次数
verdict: 结论 达标结论 是否完成 完成结论 是否符合要求
verdict_reason: 说明 原因 未达标原因 原因说明
taught_classes: 承担班次数 承担班次 授课班次 承担培训班次
taught_hours: 授课学时数 承担课时 承担培训课时 培训学时
income_share: 折合经费 分摊收入 分摊到款额 折算经费
""",
    "teacher_status": """
start: 任职时间 任职日期 聘任时间 聘任日期 任职起始时间 起聘时间 起聘日期 聘任起始日期 变动日期
category: 任教类别 教师分类
title: 现职称 专业技术职称 技术职称 职称等级
department: 所属部门 所属系部 工作部门 任教系部 教学系部 所属院系 所属科室
double_level: 双师型教师级别 申请级别 申报级别 双师等级 认定等级 双师型等级
double_year: 双师型认定年份 双师认定时间 认定年度 认定时间
post: 在岗情况 在职情况 在岗状况 岗位状态
""",
    "teacher_exemption": """
start: 豁免起始日期 豁免开始时间 豁免开始 开始日期 起始日期 开始时间
end: 豁免截止日期 豁免结束时间 豁免结束 结束日期 截止日期 终止日期 结束时间
reason: 豁免事由 事由 免除原因
""",
    "student": """
number: 学员编号 学员号
""",
    "student_status": """
school_year: 所属学年 学籍学年
major: 所在专业 所属专业 学习专业
class_name: 所属班级 教学班级 行政班 班别
graduating: 是否毕业班 毕业班
""",
}
