"""Words in a header that make a plain field somebody else's, or only a part of the rows'."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from desktop.core.fields import Field, Mask
from desktop.core.words import normalise_label

# People and offices around a row whose telephone, number or name is not the row's own.
_OTHERS: Final = re.compile(
    r"家长|监护人|担保人|保证人|联系人|推荐人|介绍人|引荐人|班主任|辅导员|导师|师傅|配偶|爱人|丈夫|妻子"
    r"|父亲|母亲|父母|子女|亲属|家属|家庭成员|家庭主要成员|户主|代领|领取人|经办人|负责人|法人|法定代表"
    r"|审核人|审批人|审核|复核|见证人|证明人|校长|主任|领导|书记|院长|考评员|监考|督导|评委|裁判"
    r"|原单位|原工作|上一单位|曾任|开户|银行|保险|紧急"
)
# 2023年, 男, 其中女: one part of what is counted, for which a plain figure would be wrong.
_PART: Final = re.compile(
    r"20\d\d(-20\d\d)?(年|学年|年度)?|上一?年度?末?|去年|前年|上学年|上期|同期|上年同期|男性?|女性?|其中:?女性?"
    r"|补考(成绩)?|重考(成绩)?|平时(成绩)?|模拟(成绩)?|初级工?|中级工?|高级工?|技师|高级技师|毕业年级|非毕业年级|在校生?|在校学生|社会人员|累计|历年"
)
# In brackets these say that the word before is not the row's own: 电话（家属）, 成绩（补考）.
_ASIDE: Final = re.compile(
    r"\([^()]*(家属|亲属|家长|监护人|配偶|父母|父亲|母亲|担保|紧急|推荐人|介绍人|导师|师傅|班主任|银行|开户|补考|重考|上年|去年)[^()]*\)"
)
_DETAIL: Final = re.compile("电话|手机|方式|号|单位|地址|职务|职称|卡|行$|年|关系|复印|日期|时间|签|标准|率")


def names_other(text: str) -> str:
    """The word in a normalised text that names somebody beside the row, or ""."""
    found = _OTHERS.search(text)
    return found[0] if found else ""


# A group over 姓名, 电话 that is called after somebody: 监管人员, 带教师傅, 对方联系人.
_SOMEONE: Final = re.compile(
    "(人员|人|员|师傅|师|专家|领导|干部|组长|班长|站长|厂长|经理|主管|代表|父亲|母亲|父母|家长|配偶|村支书|对方)$"
)


_ROWS_OWN: Final = re.compile(
    ".{0,2}(个人|本人)|(参训|参培|受训|培训|报名|申报|补贴|报考|考核|申请|主要)?人员?|人"
)


def names_someone(group: str) -> bool:
    """Whether a normalised group text is called after a person or kind of person."""
    core = re.sub("(基本|相关|详细)?(情况|信息|资料)$", "", group)
    return bool(_SOMEONE.search(core)) and not _ROWS_OWN.fullmatch(core)


def belongs_to_other(text: str, names: Collection[str]) -> str:
    """The other's word that none of the field's own names has: 担保人 of 担保人身份证号."""
    word = names_other(text)
    return "" if any(word in name for name in names) else word


def set_aside(text: str) -> bool:
    """Whether a bracket in a normalised text makes it somebody else's."""
    return bool(_ASIDE.search(text))


def narrows(text: str) -> bool:
    """Whether a group only counts a part of the rows."""
    return bool(_PART.fullmatch(text))


def names_person(text: str) -> bool:
    """家长姓名, 推荐人: somebody beside the row, whose own details may stand in the columns that follow."""
    return bool(names_other(text)) and not _DETAIL.search(text)


def may_be_theirs(own: Field, stranger: str) -> bool:
    """Whether a plain header after the stranger's name may mean the stranger's: a telephone, a workplace;
    where it is a name outright (监护人姓名), an ID as well."""
    if own.mask is Mask.NUMBER:
        return stranger.endswith("姓名")
    return own.mask in (Mask.PHONE, Mask.ADDRESS) or own.check == "phone" or own.name == "workplace"


def repeated(paths: Sequence[Sequence[str]]) -> frozenset[str]:
    """Leaves that stand over several columns."""
    leaves = [normalise_label(path[-1]) for path in paths]
    return frozenset(leaf for leaf in leaves if leaves.count(leaf) > 1)
