"""Words that only say of what kind a column is (日期, 金额, 状态), and plain words before a name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from desktop.core.fields import Field, Kind
from desktop.records.catalogue import record
from desktop.services.binding.foreign import names_other, narrows
from desktop.services.binding.measure_words import words

# A record's only field of the kind may go by the kind's word; where it has a start and an end, by these.
_ONE: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.DAY: ("日期", "时间", "年月日"),
    Kind.MONEY: ("金额", "经费", "资金", "费用", "款额", "资金额", "经费额", "金额数"),
    Kind.WHOLE: ("人数", "数量", "数", "数额", "规模", "名额", "任务量", "任务数", "工作量"),
}
_STARTS: Final = words(
    "开始 起 起始 自 开始日期 开始时间 起始日期 出发日期 出发时间 起日期 起算日 起算日期 首日"
)
_ENDS: Final = words(
    "结束 止 终止 至 截止 结束日期 结束时间 截止日期 返回日期 返校日期 止日期 到期日 到期日期 末日"
)
_BY_NAME: Final[Mapping[str, tuple[str, ...]]] = {
    "status": ("状态", "办理状态", "当前状态"),
    "fund": ("来源", "渠道", "来源渠道"),
    "reason": ("原因", "事由", "理由", "缘由"),
    "start": _STARTS,
    "end": _ENDS,
}
# Groups that only say there are dates, numbers, particulars below.
_PLAIN_GROUP: Final = re.compile(
    "^.{0,6}(时间|日期|期限|起止|起讫|安排|情况|信息|时段|期间|周期|计划|内容|要素|明细|登记|记录)$"
)
# 拟, 预计: what is only meant to be; of a day, a place it is the same field, of a number another.
_MEANT: Final = "拟定?|预计|计划|预定|预备"
_NUMBER_LEADS: Final = (
    "集中|面授|授课|教学|培训|培育|实践|核销|报销|列支|发生|支出|实付|总|合计|最终|认定|核定|确认|实际"
    "|本次|本期"
)
_PLAIN_LEADS: Final = (
    f"{_NUMBER_LEADS}|推进|落实|实施|执行|开展|组织|办理|去往|前往|派往|派驻|所?赴|到访|接收|接纳|吸纳|选派|派出|派遣|派|选|招"
    "|(?:变动|变更|调整|调动|晋升|转岗|聘任|异动)后|现任?|现有|目前|当前|最新|新|本批|本班|本校|我校|该班|全部"
    "|登记|备案|核准|承办|承接|参加|参与|招收|具体|所用|使用|采用|涉及|相关|对应"
    "|所属|所在|所报|所学|所授|专项|申请|申报"
)
_SPENT: Final = re.compile("(?:核销|报销|列支|发生|支出|实付|实际)+")
_SUMS: Final = re.compile("(?:总|合计|最终|核定|确认|实际|本次|本期)+")
_WHITHER: Final = re.compile(
    "(?:去往|前往|派往|派驻|所?赴|到访|接收|接纳|吸纳|现任?|新|目前|当前|所在|所属|对应|具体"
    "|(?:变动|变更|调整|调动|转岗|聘任|异动)后)+"
)
# What offices do with a list: 推荐企业, 审批天数 are another's and another number.
_ACTS: Final = re.compile(
    "申请|申报|备案|审|批|核|推荐|主管|填|报|归档|登记|统计|汇总|证|管理|考|计划|预|拟|发|收|领|原|前|上级|补|上传|提交"
)
_LEADS: Final = re.compile(f"(?:{_PLAIN_LEADS})+")
_MEANT_LEADS: Final = re.compile(f"(?:{_MEANT})(?:{_PLAIN_LEADS})*")
_NUMBER_ONLY: Final = re.compile(f"(?:{_NUMBER_LEADS})+")
_NUMBERS: Final = (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY)
_MEANT_FIELDS: Final = frozenset(
    {"planned", "place", "site", "position", "content", "start", "end", "held_on", "name", "days", "hours"}
)


@cache
def generic_words(record_id: str) -> Mapping[str, tuple[str, ...]]:
    """Field → the words of its kind, where the record has no other field of that kind."""
    own = record(record_id)
    typed = [each for each in own.fields if not each.derived and not each.copied]
    found: dict[str, tuple[str, ...]] = {}
    spans = {"start", "end"} <= {each.name for each in typed if each.kind is Kind.DAY}
    for kind, called in _ONE.items():
        mine = [each for each in typed if each.kind is kind]
        counted = any(each.derived and each.kind is kind for each in own.fields)
        if len(mine) == 1 and not counted and not (kind is Kind.DAY and spans):
            found[mine[0].name] = called
    for each in typed:
        named = _BY_NAME.get(each.name, ())
        if each.name in ("start", "end") and not spans:
            continue
        found[each.name] = (*found.get(each.name, ()), *named, *_of_label(each, own.label))
    states = [each for each in typed if each.label.endswith("状态")]
    if len(states) == 1:
        found[states[0].name] = tuple(dict.fromkeys((*found.get(states[0].name, ()), *_BY_NAME["status"])))
    return {name: called for name, called in found.items() if called}


def _of_label(own: Field, called: str) -> tuple[str, ...]:
    """代码 of 专业代码 in a list of 专业, 政策任务 of 对应政策任务."""
    rest = own.label.removeprefix(called)
    short = re.sub("^(对应|所属|所在)", "", own.label)
    found = [rest] if rest != own.label and len(rest) >= 2 and not rest.endswith(("名称", "号码")) else []
    return (*found, short) if short != own.label and len(short) >= 4 else tuple(found)


def group_is_plain(group: str, title: str) -> bool:
    """Whether a group says nothing of whose the date or the number below it is."""
    plain = bool(_PLAIN_GROUP.match(group)) and not names_other(group)
    return plain or (len(group) >= 2 and group in title)


def led_plainly(lead: str, own: Field, title: str, rest: str = "") -> bool:
    """Whether words before a field's name leave it the same field: 去往岗位, 核销金额, 变动后职称."""
    if not lead or names_other(lead) or narrows(lead):
        return False
    titled = len(lead) >= 2 and lead in title
    if own.kind in (Kind.DAY, Kind.MONTH):
        meant = bool(_MEANT_LEADS.fullmatch(lead)) or lead in ("实际", "正式")
        return meant or (
            rest in (*_STARTS, *_ENDS) and titled and not _ACTS.search(lead)
        )  # 暂免起始 of 暂免备案表
    if _MEANT_LEADS.fullmatch(lead):
        return own.name in _MEANT_FIELDS
    if own.kind is Kind.MONEY:  # what was spent is no money that came, 实践教学经费 no 教学经费
        spent = own.name == "cost" and _SPENT.fullmatch(lead)
        return bool(spent or _SUMS.fullmatch(lead))
    if own.kind in _NUMBERS:
        measured = titled and own.kind is Kind.DECIMAL  # 研修天数; 调查人数 are other people
        return bool(_NUMBER_ONLY.fullmatch(lead)) or (measured and not _ACTS.search(lead))
    if own.kind is Kind.REF or own.name in ("name", "title", "number"):  # 备案部门 is another than 部门
        return bool(_WHITHER.fullmatch(lead)) or (titled and own.name == "name" and not _ACTS.search(lead))
    return bool(_LEADS.fullmatch(lead)) or titled
