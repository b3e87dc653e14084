"""Words that head columns of certificate types, exam batches, candidates and certificates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "certificate_type": """
scheme: 证书方案 所属方案
name: 考核证书 所获证书 取得证书 所考证书 报考证书 技能证书名称 证书全称 认证名称 职业(工种)名称
level: 证书级别 技能级别 认证等级
organisation: 评价机构名称 认证机构 评价组织名称 培训评价组织名称 颁发机构 发证部门
major: 面向专业 适用专业 对口专业
start: 启用日期 生效日期
end: 停用日期 失效日期
""",
    "exam_batch": """
number: 批号 考试批次号 考核批号 鉴定批次 批次编码
site: 考场 考试站点 鉴定站点 考核站 考站 考核点 考试地点 考试考点
held_on: 评价日期 评价时间 鉴定日期 鉴定时间 认定日期 认定时间
planned: 计划考试人数 拟考人数 计划数 计划考核数 计划报考人数 拟考核人数
price: 考试费 考务费 考核费 考试费标准 收费标准(元/人)
cost: 考试经费 考核费用 考核总经费
in_plan: 是否融入教学计划 融入教学计划 纳入教学计划
status: 批次进度
registered: 报名数 报考数 报名 申报人数
sat: 实考 参考 实际参考人数 参加考试人数
passed: 合格数 通过数 考核通过人数 考核合格人数 鉴定合格人数
certified: 取证数 获证数 取证 获证 获得证书人数 获取证书人数 取得证书人数 发证人数
pass_rate: 考核通过率 考试通过率 鉴定合格率 考核合格率
""",
    "candidate": """
nature: 考核性质 报考性质
source: 人员来源 考生类别 考生类型
result: 成绩评定 考核结论 鉴定结论 是否合格
credits: 置换学分 可认定学分
major: 所在专业 所属专业 学习专业
class_name: 所属班级 教学班级 行政班 班别
graduating: 是否毕业班 毕业班
issued: 取得时间 取得日期 获证时间 获证日期 取证时间 取证日期 颁证日期 颁发日期
""",
    "certificate": """
issued: 取得时间 取得日期 获证日期 取证日期 颁发日期 颁证时间
""",
}
