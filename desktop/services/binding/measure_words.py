"""How forms call what the counting services count, and by which fields they part it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """A measure of desktop.services.counting by its identifier, with its names in headings.

    `label` is what a form's field is called; `owner`/`root` where they differ from the set's; `summed`: a
    total is the sum of its parts; `filtered`: it can be parted by fields.
    """

    id: str
    label: str
    aliases: tuple[str, ...] = ()
    money: bool = False
    summed: bool = True
    filtered: bool = True
    owner: str = ""
    root: str = ""


@dataclass(frozen=True)
class Dimension:
    """A field that headings part figures by: its path from the rows, or from the person's line."""

    path: str
    codes: str
    label: str
    names: tuple[str, ...] = ()  # words of a header that announce it
    of_person: bool = False
    words: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class MeasureSetWords:
    """The words of one ledger: `owner` its record, `person` the record of a person's line, `through` the
    label of the reference from there back to the owner. `rows` are the records whose lists may have such
    figures as columns: the record, and the reference (of which record) by which the counted belong to it.
    `others`: groups that speak of another ledger's people (考核 over 人数 in training) unless they stand over
    one of `near`."""

    owner: str
    person: str
    through: str
    titles: tuple[str, ...]
    measures: tuple[MeasureWords, ...]
    dimensions: tuple[Dimension, ...]
    also: tuple[str, ...] = ()
    rows: tuple[tuple[str, str, str], ...] = ()
    others: str = ""
    near: tuple[str, ...] = ()


def words(text: str) -> tuple[str, ...]:
    """Names with blanks between."""
    return tuple(text.split())


# Words that stand over or before figures and do not narrow them.
NEUTRAL: Final = re.compile(
    r"(?:培训|职业|技能|规模|实际|完成|成效|情况|经费|资金|数量|人员|学员|结果|效果|统计|指标|项目|分组|分类|其中|类别"
    r"|全年|累计|年度|非学历|继续教育|学校|服务|收入|支出|证书|等级|考核|考试|鉴定|教师|企业实践|实践|开展|组织|参加"
    r"|承担|面向|按|分|各类|任务|总|年|校级|本校|到校|取得|获得|评为|办班|训练|受训|本年|渠道|成果|职业培训|规模|工作|数值|质量|按照|对象|性别|来源"
    r"|范围|方式|构成|分布|结构|参训|考生|人数|数|各年|历年|每年|及|和|与|、|/|-)+"
)

# Lists that no file keeps: the names of the ledger's own departments and majors.
DEPARTMENTS, MAJORS = "own departments", "own majors"

_WOMEN: Final = Dimension("学员.性别", "sex", "性别", ("性别",), of_person=True)
_GRADUATING: Final = {"毕业年级": "是", "毕业年级学生": "是", "非毕业年级": "否", "其他年级": "否"}

TRAINING: Final = MeasureSetWords(
    "training_class",
    "enrolment",
    "培训班次",
    ("培训", "训练", "培育", "非学历", "社会服务", "服务贡献", "服务社会"),
    (
        MeasureWords(
            "training.classes",
            "班次数",
            words(
                "班次 班数 期数 培训班次 培训班次数 培训期数 举办期数 开班数 开班次数 班次个数 "
                "培训班数 培训班个数 培训项目数 项目数 项目个数 培训项目个数 "
                "非学历培训项目数 办班数 办班期数 举办班次 "
                "开班期数"
            ),
        ),
        MeasureWords(
            "training.attendances",
            "人次",
            words(
                "培训人次 培训人次数 人次数 实际人次 参训人次 年培训人次 培训总人次 总人次 "
                "培训规模人次 实际培训人次 完成人次 非学历培训人次 培训班人次"
            ),
        ),
        MeasureWords(
            "training.persons",
            "培训人数",
            words(
                "人数 实际人数 实际培训人数 参训人数 参加人数 完成人数 培训总人数 总人数 参培人数 "
                "学员人数 培训学员数 非学历培训人数"
            ),
        ),
        MeasureWords(
            "training.came",
            "实到人数",
            words("实到 到班人数 报到人数 实到学员数"),
        ),
        MeasureWords(
            "training.women",
            "女性人次",
            words("女性培训人次 妇女人次 女学员人次 其中女性人次"),
        ),
        MeasureWords(
            "training.hours",
            "学时",
            words("课时 学时数 课时数 培训学时 总学时 总课时 培训课时 非学历培训学时 培训学时数 培训总学时"),
        ),
        MeasureWords(
            "training.person_hours",
            "人学时",
            words("人课时 培训人学时 人时数 人学时数 培训量 学时人次"),
        ),
        MeasureWords(
            "training.person_days",
            "人日",
            words("人天 人天数 人日数 培训人天 培训人日 培训人天数"),
        ),
        MeasureWords(
            "training.planned",
            "计划人数",
            words("计划培训人数 计划 计划数 拟培训人数 计划招生人数"),
        ),
        MeasureWords(
            "training.finished",
            "结业人数",
            words("结业 结业数 结业人次 培训合格人数 合格人数 结业学员数"),
        ),
        MeasureWords(
            "training.certified",
            "取证人数",
            words(
                "取证 获证人数 获证 取证数 获得证书人数 取得证书人数 发证人数 获取证书人数 "
                "获得职业资格证书人数"
            ),
        ),
        MeasureWords(
            "training.income",
            "到账经费",
            words(
                "到账 到账金额 到款额 培训收入 经费收入 收入 培训经费 到账资金 非学历培训到账经费 "
                "培训到账经费 到款金额 到账收入 培训服务到款额 经费"
            ),
            money=True,
        ),
        MeasureWords(
            "training.subsidy",
            "财政补贴",
            words("补贴 补贴资金 财政补助 政府补贴 财政补贴资金 补贴经费 财政投入 补贴金额"),
            money=True,
        ),
        MeasureWords(
            "training.full_time",
            "折算全日制学生",
            words("折算全日制学生数 折合全日制学生数"),
            summed=False,
        ),
    ),
    (
        Dimension("培训对象", "audience", "培训对象", ("对象", "人群", "人员类别", "类别")),
        Dimension("面向", "facing", "面向", ("面向",)),
        Dimension("培训类型", "training_type", "培训类型", ("类型", "培训类别")),
        Dimension("性质", "training_nature", "性质", ("性质", "补贴")),
        Dimension("培训等级", "skill_level", "培训等级", ("等级", "级别")),
        Dimension("培训方式", "training_mode", "培训方式", ("方式", "形式")),
        Dimension("资金来源", "fund", "资金来源", ("资金来源", "经费来源")),
        Dimension("承办系部", DEPARTMENTS, "承办系部", ("系部", "部门", "院系")),
        Dimension("专业", MAJORS, "专业", ("专业",)),
        _WOMEN,
        Dimension("毕业年级", "", "毕业年级", ("年级",), of_person=True, words=_GRADUATING),
    ),
    also=("receipt",),
    rows=(
        ("training_class", "training_class", ""),
        ("department", "training_class", "department"),
        ("major", "training_class", "major"),
        ("enterprise", "training_class", "client"),
    ),
    others="证书|考核|考试|鉴定|考证|认定|企业实践|实践|锻炼|教师",
    near=("training.certified", "training.finished"),
)

CERTIFICATES: Final = MeasureSetWords(
    "exam_batch",
    "candidate",
    "考核批次",
    ("证书", "考核", "鉴定", "1+X", "认定", "考证", "取证", "获证"),
    (
        MeasureWords(
            "certificate.batches",
            "批次数",
            words("批次 考核批次 考核批次数 场次 考核场次 考试场次 期数 期次 批数"),
        ),
        MeasureWords(
            "certificate.registered",
            "报考人数",
            words("报考 报名人数 报名 报考人次 鉴定人数 申报人数"),
        ),
        MeasureWords(
            "certificate.sat",
            "实考人数",
            words("实考 参考人数 参加考核人数 参加考试人数 实考人次 参考 参加人数 考核人数"),
        ),
        MeasureWords(
            "certificate.passed",
            "通过人数",
            words("通过 合格人数 合格 考核合格人数 考核通过人数 通过人次 合格人头数 通过人头数"),
        ),
        MeasureWords(
            "certificate.issued",
            "取证人数",
            words(
                "取证 获证人数 获证 获取人数 取证数 发证数 证书数 获证数 获得证书人数 取得证书人数 "
                "获取证书人数 证书获取人数 获取证书数 发证数量 获证人次"
            ),
        ),
        MeasureWords(
            "certificate.pass_rate",
            "通过率",
            words("合格率 考核通过率 鉴定合格率"),
            summed=False,
        ),
        MeasureWords(
            "certificate.certified_rate",
            "取证率",
            words("获证率 获证比例 取证比例"),
            summed=False,
        ),
    ),
    (
        Dimension("证书目录.等级", "skill_level", "等级", ("等级", "级别")),
        Dimension("证书目录.方案", "scheme", "方案", ("方案", "证书类型", "证书类别", "类型")),
        Dimension("考生来源", "candidate_source", "考生来源", ("来源", "人员", "考生"), of_person=True),
        Dimension("资金来源", "fund", "资金来源", ("资金", "经费来源")),
        Dimension("考试性质", "exam_nature", "考试性质", ("性质", "新考", "补考"), of_person=True),
        Dimension("专业", MAJORS, "专业", ("专业",), of_person=True),
        Dimension("专业.所属系部", DEPARTMENTS, "系部", ("系部", "部门", "院系"), of_person=True),
        _WOMEN,
    ),
    also=("certificate", "certificate_type"),
    rows=(
        ("exam_batch", "exam_batch", ""),
        ("certificate_type", "exam_batch", "certificate_type"),
        ("major", "candidate", "major"),
        ("department", "candidate", "major.department"),
    ),
    others="培训|教师|实践|社会服务",
)

PRACTICE: Final = MeasureSetWords(
    "practice",
    "practice",
    "",
    ("企业实践", "实践", "锻炼"),
    (
        MeasureWords(
            "practice.times",
            "实践人次",
            words("人次 参加人次 参与人次 参加企业实践人次 参加实践人次 企业实践人次 实践次数"),
        ),
        MeasureWords(
            "practice.teachers",
            "实践人数",
            words(
                "人数 参加教师数 参与教师数 参加教师人数 派出教师数 "
                "参加企业实践人数 参加实践人数 企业实践人数 实践教师数 参加人数 教师人数 "
                "本年参加企业实践人数"
            ),
        ),
        MeasureWords(
            "practice.days",
            "认可天数",
            words("天数 总天数 实践天数 实践总天数 累计天数 认定天数"),
        ),
        MeasureWords(
            "school.teachers",
            "专任教师数",
            words("专任教师"),
            summed=False,
            filtered=False,
            owner="school",
            root="school",
        ),
        MeasureWords(
            "school.specialised",
            "专业课教师数",
            words("专业教师数 专业课教师"),
            summed=False,
            filtered=False,
            owner="school",
            root="school",
        ),
        MeasureWords(
            "school.days_each",
            "人均天数",
            words("人均实践天数"),
            summed=False,
            filtered=False,
            owner="school",
            root="school",
        ),
        MeasureWords(
            "school.met",
            "达标人数",
            words("近5年累计满6个月人数 满6个月人数"),
            summed=False,
            filtered=False,
            owner="school",
            root="school",
        ),
        MeasureWords(
            "school.met_rate",
            "达标率",
            words("企业实践达标率"),
            summed=False,
            filtered=False,
            owner="school",
            root="school",
        ),
        MeasureWords(
            "school.double",
            "双师型人数",
            words("双师型教师数 双师型教师人数"),
            summed=False,
            filtered=False,
            owner="school",
            root="school",
        ),
        MeasureWords(
            "school.double_rate",
            "双师型占比",
            words("双师型教师占比 双师型比例 双师型教师比例"),
            summed=False,
            filtered=False,
            owner="school",
            root="school",
        ),
    ),
    (
        Dimension("形式", "practice_form", "形式", ("形式", "类型")),
        Dimension("考核结果", "assessment", "考核结果", ("考核",)),
        Dimension("教师.教师类别", "teacher_category", "教师类别", ("教师类别", "类别")),
        Dimension("教师.职称", "title", "职称", ("职称",)),
        Dimension("教师.性别", "sex", "性别", ("性别",)),
        Dimension("企业.企业性质", "enterprise_nature", "企业性质", ("企业性质",)),
        Dimension("教师.系部", DEPARTMENTS, "系部", ("系部", "部门", "院系")),
        Dimension("教师.任教专业", MAJORS, "任教专业", ("专业",)),
    ),
    rows=(
        ("teacher", "practice", "teacher"),
        ("enterprise", "practice", "enterprise"),
        ("department", "practice", "teacher.teacher_status.department"),
        ("major", "practice", "teacher.major"),
    ),
    others="培训|证书|鉴定|考试|考证|技能",
)

SETS: Final = (TRAINING, CERTIFICATES, PRACTICE)
