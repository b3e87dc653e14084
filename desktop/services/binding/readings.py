"""The forms a header's text takes: what it may be read as, and in what form two words are one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from desktop.core.words import normalise_label, split_unit
from desktop.services.binding.foreign import set_aside

_SAME: Final = (
    (re.compile("时间"), "日期"),
    (re.compile("起始|开始"), "起"),
    (re.compile("终止|结束|截止"), "止"),
    (re.compile("(?<=[起止])日$"), "日期"),
    (re.compile("号码"), "号"),
    (re.compile("编码"), "代码"),
    (re.compile("^是否(?:为|是|属于|有|具有|具备)?|(?:是否|与否)$|^有无"), ""),
    (re.compile("老师"), "教师"),
    (re.compile("联络"), "联系"),
    (re.compile("手机号?"), "电话"),
    (re.compile("近5年"), "近五年"),
    (re.compile("(参训|受训|参培)(?!日期|单位|企业|机构)"), "培训"),  # 参训日期 is when somebody came
    (re.compile("方式"), "形式"),
    (re.compile("培育(?!类型)|培养(?!方案|计划|基地)"), "培训"),
    (re.compile("课时"), "学时"),
    (re.compile("级别"), "等级"),
    (re.compile("全名(?!单)|完整名称"), "名称"),
    (re.compile("班期|期班"), "班次"),
    (re.compile("学徒(?!制|工|编号)"), "学员"),
    (re.compile("训练"), "培训"),
    (re.compile("门类|种类|分类"), "类别"),
    (re.compile("附注|备注说明|备注栏"), "备注"),
    (re.compile("接洽"), "联系"),
    (re.compile("联系员|联系专员|专员"), "联系人"),
    (re.compile("凭据"), "凭证"),
    (re.compile("教职员工|(?<!教)职工(?=数|人数)|教工"), "教职工"),
    (re.compile("进款|进账"), "到账"),
    (re.compile("讲课"), "授课"),
    (re.compile("总量"), "总数"),
    (re.compile("理由|缘由"), "原因"),
    (re.compile("时期"), "期间"),
    (re.compile("拿到|考到"), "取得"),
)
# What is left of a word when its ending is any of those that mean the same.
_GIST: Final = (
    (re.compile("(?<=..)(?:(?:学员|人员|学生|考生)总?(?:人数|总数|数量|数)|总?人员?数)$"), "人数"),
    (re.compile("(?<=..)(?:总?金额|经费|资金|费用|款项|款额|数额|总额|款|额)$"), "款"),
    (re.compile("(?<=..)(?:单位|机构|部门|组织|主体|方)(?:名称|全称)?$"), "单位"),
    (re.compile("(?<=..)(?:编号|号码|编码|代码|号)$"), "号"),
    (re.compile("(?<=..)(?:得分|分数|成绩|考分|卷面分|分)$"), "分"),
    (re.compile("(?<=..)(?:地点|地址|场地|场所|位置)$"), "地"),
    (re.compile("(?<=..)(?:学时|课时)总?数?$"), "学时"),
)
_ANY_SAME: Final = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in _SAME))
_LEAD: Final = re.compile(
    "^(其中|您(?:的|要报名的|所在的)?|要?(?:参加|报名|拟采取)的|所用(?=资金|经费)|所授(?=班)|1\\+x(?=培训|评价|试点|院校)|所报|本次|参加培训(?=班)|参加|参考|派出|选派|现|所在|所属|所学(?=班|项目)|所|本人|个人|报考(?!.*(?:数|率|比例|规模))|报名(?=班|项目|专业|证书|等级|工种)"
    "|(?:计划|预计)(?=.+(?:时间|日期)$)|试点|业务(?=联系)|获得|获取|取得|已|拟(?!.*(?:数|规模|名额))|(?:收款|缴费|收费)(?=项目|班|培训班)|到账(?=项目|班)|申报(?=等级|职业|工种|证书|级别|专业))"
)
_TAIL: Final = re.compile("(情况|信息|名称|姓名|类别|类型|数|栏)$")
# Words that may stand anywhere in a header and change nothing: 实践的岗位, 具体实践岗位, 取得的主要成果.
_FILLER: Final = re.compile(
    "的|上的|具体|主要|实际|近期|目前|当前|简要|相应|对应(?!专业)|所在(?=.{2})|所属(?=.{2})"
)
_BRACKET: Final = re.compile(r"\([^()]*\)")
_INNER: Final = re.compile(r"\(([^()]{1,3})\)")  # 系(部)
# 培训人数 over 计划: the counted noun is what the leaf leaves out.
_NOUN: Final = re.compile("^(.+?)(人数|人次|金额|经费|学时|课时|天数|数)$")
_COUNTED: Final = re.compile("^(总|实际)?(人数|人次|天数|金额|经费|学时|课时|数|日期|时间)$")
_COUNTED_IN: Final = {"人": "人数", "名": "人数", "人次": "人次", "个": "数", "期": "数", "班": "数"}
_GROUP_TAIL: Final = re.compile(
    "(基本|相关|详细)?(情况|信息|安排|分配|构成|要求|明细)$"
)  # 企业情况 over 名称
_TIMES: Final = re.compile("^(.*?)(?:(?:起止|起讫)(?:时间|日期|期限|期间)?|(?:时间|日期|期限|期间))$")
_STARTS, _STOPS = (
    frozenset({"起", "自", "从", "开始", "起始"}),
    frozenset({"止", "至", "到", "结束", "截止", "终止"}),
)
# 1. 2、 ③ （四） B. ★ before a header; 1+X and 5年 are no numbers of headers.
_NUMBERED: Final = re.compile(
    r"^\s*(?:[(（]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s*[)）]|(?:\d{1,2}|[一二三四五六七八九十]{1,2}|[A-Z])\s*[.．、)）](?!\d)"
    r"|[\u2460-\u2473\u2605\u2606\u25cf\u25cb\u25c6\u25c7\u25a0\u25a1\u25b2\u25b3\u203b#]|\d{1,2}\s+(?=\D))\s*"
)
# Forms that ask people in person: 您的姓名, 请填写您的手机号, 您是否在职？
_ASKED: Final = re.compile(
    "^(?:请(?:您|你)?(?:填写|选择|输入|提供|填报|填)?)?(?:(?:您|你)(?:们)?(?:的|所在的?(?=班|系|专业|单位))?|(?<=[写择入供报填]))"
)
_NAMED: Final = re.compile("^(?:真实|正确|准确|[该本此](?:班|期|批)(?:次|级)?的?(?=.*(?:日期|时间)))(?=..)")
_ASKING: Final = frozenset("您你请真正准该本此")  # what such a header begins with
_QUESTION: Final = re.compile("(?:(?:是|为)(?:什么|哪个|哪些|哪里|多少|何)?)?[?？]*$")
_HAN: Final = re.compile(
    "[\u4e00-\u9fff]+"
)  # nothing to make alike; 一 and the like are no numbers without a mark
_LAST_NOTE: Final = re.compile(r"\([^()]*\)$")
_AS_CODE: Final = re.compile("(代码|编码|码)$")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A label as labels are compared, without its number (1. ①); names of fields come again in every record
    that reaches them."""
    return as_compared(text)


def as_compared(text: str) -> str:
    """The same, not kept: for words by the ten thousand."""
    label = text if _HAN.fullmatch(text) else normalise_label(_NUMBERED.sub("", text))
    return _in_person(label) if label[:1] in _ASKING else label


def _in_person(label: str) -> str:
    """您的姓名 as 姓名: what a question is about."""
    asked = _ASKED.sub("", label, count=1)
    return _NAMED.sub("", _QUESTION.sub("", asked) if asked != label else label) or label


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The form in which 开始时间 and 起始日期 are one word."""
    return canonical_of(text)


def canonical_of(text: str) -> str:
    """The same, not kept: for words by the ten thousand."""
    if _ANY_SAME.search(text) is None:
        return text
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    return text


@lru_cache(maxsize=4096)
def gist(text: str) -> str:
    """结业学员总数 and 结业人数 in one form: the loosest in which a word is looked up."""
    text = canonical(text)
    for pattern, same in _GIST:
        text = pattern.sub(same, text)
    return text


def variants(path: tuple[str, ...]) -> list[tuple[str, float]]:
    """The texts a header may be read as, each with what reading it so costs."""
    return [(text, cost) for text, cost, _ in readings(path)]


@lru_cache(maxsize=4096)
def readings(path: tuple[str, ...]) -> tuple[tuple[str, float, bool], ...]:
    """The same, each with whether the reading takes a group's text in."""
    leaf = plain(path[-1])
    bare = leaf if set_aside(leaf) else _BRACKET.sub("", leaf)
    inner = _INNER.sub(r"\1", leaf)
    found: dict[str, tuple[float, bool]] = {}
    unit = unit_of(path)
    if unit:  # 培训时间（天） asks how long, 培训时间 when
        found |= {f"{text}@{unit}": (0.0, False) for text in (leaf, bare)}
    noted = leaf if set_aside(leaf) else _LAST_NOTE.sub("", leaf)  # 合作(委托)企业（必填）
    for text, cost in ((leaf, 0.0), (noted, 0.01), (bare, 0.02), (inner, 0.02)):
        found.setdefault(text, (cost, False))
    for text in _spoken(bare):
        found.setdefault(text, (0.06, False))
    for group in map(plain, path[:-1]):
        outer = _BRACKET.sub("", group)
        joined = [(group + leaf, 0.0), (f"{group}/{leaf}", 0.0), (group + bare, 0.02)]
        joined += [(outer + bare, 0.03), (f"{outer}/{bare}", 0.03)]
        joined += [(_GROUP_TAIL.sub("", outer) + bare, 0.03), *_ends(outer, bare)]
        counted = _GROUP_TAIL.sub("", outer)
        if _COUNTED.match(counted):  # 人数 over 计划, 人数情况 over 取得证书
            joined.append((bare + counted, 0.01))
        noun = _NOUN.match(outer)
        if noun and not bare.endswith(noun[2]):
            joined.append((bare + noun[2], 0.03))
        for text, cost in joined:
            found.setdefault(text, (cost, True))
    stripped = _LEAD.sub("", bare)
    for text, cost in ((stripped, 0.1), (_TAIL.sub("", stripped), 0.16), (_TAIL.sub("", bare), 0.12)):
        found.setdefault(text, (cost, False))
    if unit in _COUNTED_IN and not bare.endswith(("数", "次", *_COUNTED_IN[unit])):  # 计划培训（人）
        found.setdefault(bare + _COUNTED_IN[unit], (0.03, False))
    filled = _FILLER.sub("", bare)
    for text in (filled, _LEAD.sub("", filled)):
        found.setdefault(text, (0.15, False))
    return tuple((text, cost, taken) for text, (cost, taken) in found.items() if text)


# As people talk: 在哪考, 什么时候开班, 谁上课, 考什么证, 哪里来的文.
_SPOKEN: Final = (
    (re.compile("^在?(?:哪里|哪儿|哪)(?!来|个|些|种|天|年)(.{1,6})$"), ("{}地点", "{}试地点")),
    (re.compile("^(?:什么时候|啥时候|何时|哪天|几号)(.{1,6})$"), ("{}日期", "{}试日期")),
    (re.compile("^谁(?:来|去)?(.{1,5}?)的?$"), ("{}人", "{}教师")),
    (re.compile("^.{0,2}(?:什么|哪个|哪种|啥)(.{1,6})$"), ("{}", "{}书", "{}名称")),
    (re.compile("^哪里?来的(.{1,2})$"), ("来{}单位",)),
    (re.compile("^(?:多少|几个?)人(.{0,4})$"), ("{}人数",)),
)


def _spoken(bare: str) -> Iterator[str]:
    """在哪考 as 考试地点."""
    for pattern, forms in _SPOKEN:
        found = pattern.match(bare)
        if found is not None:
            yield from (form.format(found[1]) for form in forms)


def _ends(outer: str, bare: str) -> Iterator[tuple[str, float]]:
    """实践起止时间 over 起 is 实践开始日期; 培训时间 over 开班 is 开班日期."""
    found = _TIMES.match(outer)
    if found is None:
        return
    end = "开始日期" if bare in _STARTS else "结束日期" if bare in _STOPS else f"{bare}日期"
    yield found[1] + end, 0.02
    yield f"{found[1]}时间/{bare}", 0.02
    if end[:2] == bare[:2]:
        yield end, 0.03


def code_variants(path: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """单位性质码 as 单位性质: only a field that has codes can be meant."""
    bare = _BRACKET.sub("", plain(path[-1]))
    shorter = _AS_CODE.sub("", bare)
    if shorter in ("", bare):
        return ()
    return ((shorter, 0.06), (_LEAD.sub("", shorter), 0.1))


def unit_of(path: Sequence[str]) -> str:
    """The unit a header gives in brackets; the leaf's own before its group's."""
    for text in reversed(path):
        unit = split_unit(text)[1]
        if unit:
            return unit
    return ""
