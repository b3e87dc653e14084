"""Words that head columns of practice at enterprises, and the enterprises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "practice": """
start: 起始时间 进企时间 实践开始时间 实践起始日期
end: 截止时间 截止日期 实践结束时间 实践终止日期
form: 锻炼类型 参与形式 实践类型 实践方式 锻炼方式
position: 实践工作岗位 岗位名称 任职岗位 从事岗位 岗位(工种) 实践岗位(工种) 顶岗岗位
    锻炼岗位
days: 折算天数 核定天数 累计天数 实践总天数 实践时长 实际天数
content: 实践主要内容 锻炼内容
status: 审批情况 流程状态
assessment: 考核评定 考评结果 考核评价 实践考核结果 考核等第 鉴定结果
outcome: 实践成效 取得成果
cost: 补助金额
""",
    "enterprise": """
credit_code: 统一代码 企业信用代码 单位信用代码
name: 合作单位 合作单位名称 基地名称 合作企业 合作企业名称 企业单位名称
nature: 经济性质 所有制性质
industry: 所在行业 行业类别
scale: 单位规模
address: 公司地址 详细地址 注册地址 企业所在地 通讯地址
contact: 对接人 企业对接人 单位联系人 联系人姓名 企业负责联系人
base: 实践基地等级 基地等级 实践基地
agreement_start: 合作协议起始日期 协议起始日期 合作开始日期
agreement_end: 合作协议终止日期 协议终止日期 合作终止日期 合作结束日期
""",
}
