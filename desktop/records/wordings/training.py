"""Words that head columns of classes, rosters, lessons, attendance and receipts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "training_class": """
number: 班号 班次号 开班号
title: 班名 培训班名 办班名称 培训主题 班期名称 培训班(项目)名称 培训项目(班)名称
    项目(班次)名称 培训班级 开班名称 班次
start: 培训开始日期 起始时间 开班年月 培训起始日期 开课日期 开课时间
end: 结课日期 培训结束日期 终止时间 结班日期 结班时间 培训截止日期
facing: 培训面向
audience: 培训人员类别 参训对象 培训人员类型
nature: 办班性质 补贴性质
mode: 教学方式 办班方式
occupation: 培训专业 培训专业(工种) 专业(工种) 培训工种(专业) 职业(工种)名称
level: 培训级别 培训技能等级
host: 组织单位 举办单位 主办部门 组织部门
client: 委托机构
department: 承办系 承办院系 组织系部 开班系部
place: 办学地点 上课地址 培训地址 培训场所 教学地点
days: 总天数
hours: 计划学时 培训课时 培训总学时 总学时数
theory_hours: 理论学时数 理论教学学时
practice_hours: 实操学时数 实践学时 技能学时
planned: 拟招人数 计划数 招生计划 拟开班人数 计划招生人数 计划招收人数
actual: 实到 实际到课人数 报到人数 到班人数 到课人数 实际参训人数 开班人数 学员人数
finished: 结业 结业数 结业学员人数 培训合格人数
certified: 持证人数 取证 获证 取证数 获证数 取得证书人数 鉴定取证人数
fee: 应收学费 收费金额 应收 应收金额 应收经费
income: 到账数 实收 实收金额 实收经费 实收培训费 到款金额 到账收入
subsidy: 补贴收入 财政补贴金额 补贴资金 财政补贴资金 政府补贴 政府补贴资金 补贴经费 补贴金额
    补贴总额 补贴总金额
filing: 备案编号 开班备案号
filed: 备案时间
adviser: 班主任姓名 带班老师 班级管理人 带班教师
women: 其中女学员 女学员人数 女性人数
person_hours: 培训人学时 人学时数 人课时
full_time_equivalent: 折算学生数 折算在校生数 折算全日制在校生 折算全日制学生数
    折合在校生数 折算人数 折算在校生
teachers: 主讲教师 培训教师 讲课教师 主讲人 授课人
""",
    "enrolment": """
status: 学习状态 参训状态 结业状态 结业情况 培训结果 结业结果 是否结业
arrived: 签到日期 入学日期
attended_hours: 到课学时 出勤 实际出勤学时 参训学时
theory: 理论考试成绩 理论考核成绩 理论分数 笔试成绩 知识成绩
practice: 实操考试成绩 技能考核成绩 实操考核成绩 操作成绩 实践成绩 实操分数
former_level: 原职业资格等级 原有等级
subsidy: 培训补贴 补贴标准金额 应补贴金额 享受补贴金额
credits: 认定学分 获得学分
completion_number: 结业证号码 结业证编号 结业证书号
collected: 领证时间
major: 所在专业 所属专业 学习专业
class_name: 所属班级 教学班级 行政班 班别
graduating: 是否毕业班 毕业班
""",
    "lesson": """
held_on: 授课时间 上课时间 教学日期
period: 节次 时间段 上课时间段
teacher: 主讲教师 讲课教师 授课人 主讲人
outside: 外聘 校外教师 外请教师 外聘讲师
hours: 学时数 课时数 授课学时 授课课时
content: 授课主题 讲授内容 课题 课题(内容) 教学内容 授课课题 培训内容 课程名称 授课题目 课程
    授课课程 培训课程
form: 教学类型 课程类型 授课类型 课型 授课方式
place: 教室 授课地点 教学地点 上课教室
""",
    "attendance": """
status: 出勤 出勤状态 考勤结果 考勤情况 到课情况 签到情况
""",
    "receipt": """
received_on: 到账时间 入账时间 收款时间 到款时间 收款日期 入账日期 缴费日期 收费日期
    进账日期
amount: 收入金额 实收金额 到账数额 收款金额 入账金额 收费金额 缴费金额 到账资金
fund: 款项来源 经费来源 资金渠道
voucher: 票号 收据编号 单据号 票据号码 票据编号 发票号码 凭证号
subsidy: 补贴资金 是否财政补贴 是否补贴资金 是否财政资金 是否补贴款
""",
}
