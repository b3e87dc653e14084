"""What a form's title says of its rows: words of a record, how it ends, 各系部 and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from desktop.records.catalogue import Record

_EACH_ROW, _ENDING, _WORD, _MOST_WORDS, _LABEL = 3.5, 1.2, 0.7, 2, 0.4
_BRACKET: Final = re.compile(r"\s|[（(].*?[)）]")
# 各系部…统计表: what each row is, whatever is counted for it.
_EACH: Final = {
    "department": re.compile("[各分](系部|院系|系科?(?!列)|部门|教学部)"),
    "major": re.compile("[各分]专业(?!课|教师)"),
    "enterprise": re.compile("[各分]企业"),
}
# What a title ends with says what its rows are, whatever else it tells of them.
_ENDS_IN: Final[Mapping[str, re.Pattern[str]]] = {
    "training_class": re.compile(
        "(培训|办班|开班|结业|培育|研修)(班|班次|项目|活动|计划|任务|工作|期次|课程)?"
        "(情况|完成情况|实施情况|开展情况|执行情况|进展情况)?"
        "(统计|汇总|明细|一览|安排|审核|申请|备案|计划|登记|核定|信息|清单|台账|总)*(表|台账|清单|册)?$"
    ),
    "enrolment": re.compile(
        "学员(信息|报名|登记|成绩|签到|考勤|考核|通讯|结业|学时|学分).{0,6}$"
        "|学员.{0,4}(表|名单|名册|花名册|通讯录|台账|汇总)$"
        "|培训(合格|结业)?(人员|证书发放)?(花名册|名册|名单)$|实名制|(合格|结业)证书?.{0,2}(发放|领取|签领|领证)"
    ),
    "candidate": re.compile(
        "(鉴定|认定|考核|考试|考证|考生).{0,6}(申报|报名|报考|考生|成绩|签到|合格人员).{0,8}$"
    ),
    "certificate": re.compile("(持证|取证|获证|证书发放|证书取得|证书获取)(情况|人员)?.{0,6}$"),
    "enterprise": re.compile(
        "(基地|合作企业|企业名录|企业基本情况|企业信息)(情况|信息)?.{0,4}(表|名单|名录|台账)?$"
    ),
    "student_status": re.compile(
        "学籍|在籍|(在校生|在校学生|新生|毕业班|毕业年级).{0,4}(花名册|名册|名单|信息)"
        "|^[^证考培鉴习]*学生(花名册|名册|名单)"
    ),
    "lesson": re.compile(
        "(授课|上课|送教|讲座|教学|课程)(上门)?(授课|安排|记录|日志|进度)*"
        "(情况|及.{2,4})?(统计|汇总|登记|记录|安排|日程|一览|明细|签到)*(表|台账|册|单)?$"
    ),
    "receipt": re.compile(
        "(到账|到款|到位|入账|进账|收款|缴费|收费|拨付|拨款)(情况|资金|经费|明细|流水)?"
        "(统计|汇总|登记|明细|核对)*(表|台账|清单|册)?$"
    ),
    "teacher_exemption": re.compile("(豁免|免除|免修|免予|免实践|减免|[暂缓]免|免于).{0,8}$"),
    "student": re.compile(
        "(学员|农民|职工|人员|学生)(个人|基本)?(档案|信息库|人才库|数据库)(表|册|卡|台账)?$"
    ),
    "school": re.compile("(学校|院校|机构)(基本)?(名录|名单|信息|情况|一览).{0,6}$"),
    "teacher": re.compile("(教师|师资|教职工|教职员工)(基本)?(信息库|师资库|人才库|数据库|档案).{0,4}$"),
    "plan": re.compile(
        "(计划|任务|指标|目标)(工作|任务)?(分解|汇总|报送|上报|申报|安排|一览|清单)+(表|台账)?$"
    ),
    "return_task": re.compile("(报送|来文|收文|上报|报表)(任务|情况)?(登记|督办|台账)(表|簿|册|本)?$"),
    "major": re.compile("专业(设置|开设|备案|建设)(情况)?.{0,6}$"),
    "certificate_type": re.compile("证书.{0,6}目录(表|清单)?$"),
    "teacher_status": re.compile("(变动|变更|调整|任职|聘任)(情况|记录)?.{0,4}(表|台账)?$"),
}
# What a title says when its rows are of the record: its reference words beside its own name.
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "training_class": ("培训情况", "培训统计", "社会培训", "培训台账", "开班"),
    "enrolment": ("名册", "学员", "签到", "培训人员", "参训人员"),
    "candidate": ("考生", "报考", "报名", "获证学生", "学分银行"),
    "certificate": ("获证", "证书"),
    "practice": ("企业实践", "实践"),
    "teacher": ("教师", "教职工"),
    "lesson": ("授课", "课时", "课程表"),
    "receipt": ("到账", "到款", "收入明细", "收费", "缴费", "进账"),
    "exam_batch": ("证书情况", "考核情况"),
}
_TRAINED: Final = re.compile("培训|培育|参训|研修")
_EXAM: Final = re.compile("证书|考核|鉴定|认定|考试|考证")
_FINISHED: Final = re.compile("结业证|培训合格证|培训证书")
_SAT, _TAUGHT = re.compile(r"鉴定|认定|考证|1\+X|报考"), re.compile("培训|培育|学员|结业|班")
_SITS = re.compile("考证|报考|学籍|在校生|在籍|毕业班|毕业年级|新生")
_HELD = re.compile("培训|培育|参训|研修|班次|办班|开班|学徒|讲座")
_PEOPLE: Final = re.compile("农民|培育对象|培训对象|职工|退役|妇女|残疾人|失业|就业|人员|群众|劳动力|考评员")
_STAFF: Final = re.compile("教师|教职工|教职员工|师资|老师")
_CHANGED: Final = re.compile("变更|变动|异动|[暂豁予申]免|免(?!费|疫|税)")
_WHO: Final = re.compile("花名册|名册|名单|信息|档案|基本情况|通讯录")
_OF_CLASS: Final = re.compile("培训|培育|学员|结业|合格|班")


def title_says(own: Record, title: str) -> float:
    """How much the title speaks for rows of the record, or against them."""
    return _says(own.id, own.label, title)


@lru_cache(maxsize=4096)
def _says(record_id: str, label: str, title: str) -> float:
    score = _against(record_id, title)
    ends = _ENDS_IN.get(record_id)
    if ends is not None and ends.search(_BRACKET.sub("", title)):
        score += _ENDING * (2 if record_id == "student_status" else 1)  # 花名册 is said of rosters, too
    each_row = _EACH.get(record_id)
    if each_row is not None and each_row.search(title):
        score += _EACH_ROW
    plain = title.replace("等级证书", "")  # part of a certificate's name says nothing of what the rows are
    told = sum(word in (plain if word == label else title) for word in _WORDS.get(record_id, ()))
    return score + _LABEL * len(label) * (label in plain) + _WORD * min(told, _MOST_WORDS)


def _against(record_id: str, title: str) -> float:
    if record_id in ("student", "enrolment") and _STAFF.search(title) and not _TAUGHT.search(title):
        return -4.0  # teachers are no trainees
    if record_id in ("person", "student") and _TRAINED.search(title):
        return -1.0  # trainees are listed as they came to a class
    if record_id == "training_class" and _SITS.search(title) and not _HELD.search(title):
        return -4.0  # 毕业班学生考证情况: their school classes, no classes of training
    if record_id == "certificate" and _FINISHED.search(title):
        return -2.0  # what says that somebody finished a class is a field of the roster
    if record_id == "student" and "学员" in title:
        return -0.8  # 学员 are listed as they came to a class, too
    if record_id == "candidate" and "培训" in title and not _EXAM.search(title):
        return -0.7  # signed up for a class, not for an exam
    if record_id == "enrolment" and "证" in title and not _OF_CLASS.search(title):
        return -0.8  # who holds what, not who was taught
    if record_id == "enrolment" and _SAT.search(title) and not _TAUGHT.search(title):
        return -2.0  # those who passed an exam
    if record_id == "teacher" and _CHANGED.search(title) and not _WHO.search(title):
        return -4.0  # what became of teachers from a day on, not what they are today
    if record_id == "teacher" and "学员" in title:
        return -2.0  # teachers that were taught
    if record_id == "teacher" and _PEOPLE.search(title) and not _STAFF.search(title):
        return -2.0  # people of whom nothing says that they teach
    if record_id == "attendance" and _STAFF.search(title) and not _HELD.search(title):
        return -3.0  # teachers at an enterprise are no trainees
    return 0.0
