"""Words that head columns of plans, policy tasks and returns asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "plan": """
kind: 计划类型 计划类别
period: 计划年度
item: 计划内容 项目内容
planned: 计划数量 计划完成数 计划人次 目标数
teacher: 参与教师 责任教师 承担教师
materials: 支撑材料 佐证材料 附件材料
""",
    "policy_progress": """
task: 任务事项 政策事项 任务内容 重点任务 任务名称 建设任务 重点工作任务
value: 完成值 完成数值 实际值 实际完成值 完成数量
progress: 落实进展 进展 推进情况 工作进展 任务进展情况
evidence: 证明材料
problems: 困难问题 主要问题 存在的问题 存在困难 问题与困难 存在的问题和困难
next_step: 下步打算 下步计划 下一步计划 下一步打算 改进措施 下一步工作措施
owner: 责任科室 主责部门 牵头单位 责任单位 负责部门 责任处室
due: 时间要求 完成时间 完成期限 办结时限
""",
    "return_task": """
sender: 发文机关 来文部门 发文部门 发文单位 下发单位 来文机关
document: 发文号 文件号 发文字号 来文文号 文件文号
title: 通知名称 报送事项 文件标题 来文标题 通知标题 文件名称
due: 报送期限 截止期限 上报截止时间 上报截止日期 报送截止时间 办结期限 报送时限
contact: 联络人 对接人
channel: 报送渠道 上报方式 提交方式
status: 办理状态 办理情况 完成状态
""",
}
