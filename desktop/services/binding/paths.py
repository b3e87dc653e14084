"""What the columns of a form or an import may be bound to, and what the rows these are of are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from desktop.core.fields import Kind
from desktop.records.catalogue import Hop, Path, Record, record
from desktop.services.binding.readings import plain

Purpose = Literal["import", "fill"]

# Words by which a bureau calls the rows of a record when it puts them before a field: 学生姓名, 考生姓名.
_CALLED: Final[dict[str, str]] = {
    "student_status": "学生 学员",
    "teacher_status": "教师 教职工",
    "student": (
        "学生 考生 学员 参训人员 参培人员 培训人员 参训学员 受训学员 培训学员 参培学员 参训人 持证人 持证人员"
        " 持有人 获证人 获证人员 获证学生 获证学员 取证人 取证人员 取证学员 参考人员 应试人员 报考人员"
        " 报考学生 受训人员 学徒 农民 参训农民 补贴对象 补贴人员 受补人员 领证学员 领补人员 申领人 退役军人"
    ),
    "teacher_exemption": "豁免 免除 免实践 免修",
    "teacher": (
        "教师 老师 教职工 实践教师 参训教师 申请教师 被考核教师 下企业教师 锻炼教师 参加教师 参与教师"
        " 挂职教师 派出教师 选派教师 实践人员 参加实践教师"
    ),
    "enterprise": "企业 实践企业 单位 公司",
    "training_class": (
        "班次 班级 培训班 培训项目 项目 培训 办班 培训班级 培训班次 培训期次 期次 参训班次 所报班次 报名班次"
        " 所报班级 报名班级"
        " 参训班级 参训项目 授课班级 授课班次 上课班级 班期 培训班期"
    ),
    "exam_batch": "批次 考核 考试 鉴定 认定 考证 考核批次 考试批次 鉴定批次",
    "certificate_type": "证书 报考证书 考核证书 目录",
    "certificate": "证书 获证",
    "practice": "实践 企业锻炼 锻炼 兼职 挂职 下企业 顶岗",
    "lesson": "授课 上课 课程 送教 讲座",
    "receipt": "到账 到款 到位 资金到位 经费到位 资金到账 经费到账 入账 进账 收款 拨付 资金拨付",
    "plan": "计划 任务 目标 指标",
    "department": "系部 部门 院系 二级学院 学院 教学部 专业部 系别",
    "major": "专业",
    "school": "学校 院校",
}
# Computed fields that an import may still bring: what a certificate of the row says, kept as a certificate.
HELD: Final[dict[str, dict[str, str]]] = {
    "enrolment": {"certificate_number": "number", "certificate_scheme": "scheme"},
    "candidate": {"certificate_number": "number", "issued": "issued"},
}


def called(record_id: str) -> tuple[str, ...]:
    """What a bureau calls a row of the record: 班次, 班级, 培训班."""
    return tuple(_CALLED.get(record_id, "").split())


@dataclass(frozen=True, slots=True)
class FormPath:
    """A field a form's column may hold: of the record the rows are of, or of the school around them."""

    path: Path
    label: str  # 教师.姓名, 学校.学校名称

    def __hash__(self) -> int:
        return hash(self.label)

    @property
    def depth(self) -> int:
        return self.label.count(".")


@cache
def form_paths(record_id: str, purpose: Purpose) -> tuple[FormPath, ...]:
    """What columns may be bound to: what can be written, or whatever can be reached."""
    root = record(record_id)
    if purpose == "import":
        return tuple(FormPath(path, path.label) for path in _writable(root) if not _comes_back(root, path))
    found = [
        FormPath(path, path.label)
        for path in root.reachable()
        if not _named_by_reference(path) and not _comes_back(root, path)
    ]
    if record_id != "school":
        school = record("school")
        found += [FormPath(path, f"{school.label}.{path.label}") for path in school.columns]
    return tuple(found)


def _comes_back(root: Record, path: Path) -> bool:
    """学籍.学员.年级: what the row's owner is today, where the row itself says what he was."""
    return any(hop.history and hop.target == root.id for hop in path.hops)


def _named_by_reference(path: Path) -> bool:
    """系部.名称, which is the reference 系部 itself: the one thing that names its row."""
    if not path.hops or path.hops[-1].history:
        return False
    identity = record(path.hops[-1].target).model.identity
    return identity == (path.field.name,) and path.owner == path.hops[-1].target


def _writable(root: Record) -> Iterator[Path]:
    """The record's columns that are typed, then the fields of the row it is a part of (a roster's class)."""
    seen = set()
    for path in root.columns:
        if not path.field.derived or (path.own and path.field.name in HELD.get(root.id, {})):
            seen.add(path.label)
            yield path
    if root.model.part_of:
        owner = root.field(root.model.part_of)
        for path in record(owner.ref).columns:
            label = f"{owner.label}.{path.label}"
            if not path.field.derived and label not in seen:
                yield Path(root.id, (Hop(owner.name, owner.ref), *path.hops), path.field, label, path.owner)


def name_path(record_id: str, label: str) -> FormPath | None:
    """The writable field of a label path, by its label or by any name the catalogue knows."""
    by_label = {each.label: each for each in form_paths(record_id, "import")}
    if label in by_label:
        return by_label[label]
    found = record(record_id).find_path(label)
    if found is None:
        return None
    if found.field.kind is Kind.REF:  # 专业 stands for the name of the major
        titles = [each for each in by_label.values() if each.label.startswith(f"{found.label}.")]
        return by_label.get(found.label) or (titles[0] if titles else None)
    return by_label.get(found.label)


@cache
def roles(target: FormPath) -> tuple[str, ...]:
    """How the row whose field this is may be called: by the reference's own names, then by its record's."""
    steps = labelled(target)
    if not steps:
        if target.path.field.kind is Kind.REF:
            return ()
        whose = record(target.label.partition(".")[0] if target.depth else target.path.record)
        held = called("certificate") if target.path.field.name in HELD.get(whose.id, {}) else ()
        return _normal((whose.label, *called(whose.id), *held))
    at, hop = steps[-1]
    own = record(at).field(hop.name)
    words = [own.label, *own.aliases]
    if _label_names_record(own.label, hop.target) or is_sole(at, hop.target):
        words += [record(hop.target).label, *called(hop.target)]
    return _normal(words)


@cache
def is_sole(at: str, ref: str) -> bool:
    """Whether a record names one department or one major only: there a plain 部门 or 专业 means it."""
    named = [each for each in record(at).fields if each.kind is Kind.REF and each.ref == ref]
    return ref in ("department", "major") and len(named) == 1


def _label_names_record(label: str, target: str) -> bool:
    """教师, 企业, 培训班次 name their record; 委托单位 is one enterprise among others."""
    return label == record(target).label


def _normal(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(word) for word in words))


def labelled(target: FormPath) -> list[tuple[str, Hop]]:
    """The steps of the path that a person sees as such (not the role's person, not the history)."""
    at, found = target.path.record, []
    for hop in target.path.hops:
        if not hop.history and hop.name != record(at).model.role:
            found.append((at, hop))
        at = hop.target
    return found
