"""Which record the rows of a form are of, and the words by which headers are recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from desktop.core.fields import Field, Kind
from desktop.core.words import normalise_label
from desktop.records.catalogue import Path, Record, record, records
from desktop.services.binding.evidence import Codes
from desktop.services.binding.match import Binding, HeaderColumn, bind
from desktop.services.binding.names import Purpose, called, form_paths, led_names, path_names
from desktop.services.binding.titles import title_says


def header_labels(record: Record, purpose: Purpose = "import") -> dict[str, float]:
    """The names by which a header may be recognised, weighed: the record's own above those further away."""
    return dict(_header_labels(record, purpose))


@cache
def every_label() -> Mapping[str, float]:
    """Header texts of all records, by which recognition finds the header of a form never seen."""
    found: dict[str, float] = {}
    for each in records():
        for text, weight in _header_labels(each, "fill").items():
            found[text] = max(weight, found.get(text, 0.0))
    return found


@cache
def _header_labels(record: Record, purpose: Purpose) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for target in form_paths(record.id, purpose):
        if target.depth > 2:
            continue
        weight = 1.0 if target.depth <= 1 else 0.6
        for text in (target.path.field.label, *target.path.field.aliases):
            found[text] = max(weight, found.get(text, 0.0))
        for text in led_names(target) if target.depth == 1 else path_names(target):
            found.setdefault(text, 0.8)
    return found


Said = Mapping[str, str]
# What a figure says of whose rows these are, beside a field: without a filter it may be a field elsewhere.
_LEAST: Final = 1.2  # less says too little of whose rows these are
_PERIODS: Final = ("月份", "季度", "月度", "月")
_OTHERS: Final = re.compile(
    "考务(?!安排|计划|情况)|考评|评委|专家|督导|志愿者|家长|监考|企业导师(?!.*(?:培训|学员))"
    "|(?:外聘|外请|校外|特聘)(?:教师|师资|人员|导师)(?!.*(?:培训|学员))"
)
_SCHOOLS: Final = re.compile("(学校|院校|机构|单位).{0,4}(名录|名单|信息|情况|一览|登记|核对|通讯录)")
_ELSEWHERE: Final = re.compile(
    "采购|固定资产|物资|车辆|图书|食堂|党员|党费|党组织|会议|值班|工资|出差|领用|入库|出库|招聘|体检|消防|校服"
    "|年检|继续教育(?:学时|学分|登记|证)"
)
_TEACHING: Final = re.compile("授课|送教|讲座|讲学")  # 专家 who teach are in the ledger
_FIRST, _UNKNOWN = 1.0, 0.3  # the first column names what each row is, or nobody knows it
_COUNTED, _PLAINLY_COUNTED = 0.6, 0.3
_UNDATED, _STUDYING, _ONLY_PEOPLE, _WITHIN = 2.0, 2.5, 0.8, 0.6

# What headers call the rows of one record and of no other, even where they name a field of somebody else.
_HEADER_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "candidate": ("考生", "准考证", "报考", "认定学分", "学分认定", "置换", "转换学分", "兑换学分"),
    "lesson": ("授课", "上课"),
    "enrolment": ("参训", "参培", "报名班次", "所学班次", "报名的培训"),
}


def best_record(
    columns: Sequence[HeaderColumn],
    *,
    title: str = "",
    codes: Codes | None = None,
    unit: str = "",
    said: Said | None = None,
    heads: Sequence[str] = (),
) -> tuple[Record, Binding] | None:
    """The record an unseen form's rows are of, with its binding; None when hardly a column can be bound.

    `said` is what a person once said of columns of this header, each label led by its record; `heads` are the
    labels around the list: where one is of a class or a batch, the rows are parts of that.
    """
    best: tuple[float, Record, Binding] | None = None
    headers = "\n".join("/".join(column.path) for column in columns)
    lead = next((column.path[-1] for column in columns if not column.running_number), "")
    people = {column.index for column in columns if normalise_label(column.path[-1]) == "姓名"}
    if _ELSEWHERE.search(title):
        return None  # what the school buys, keeps and meets for is in no ledger of ours
    by_period = lead in _PERIODS  # a month a row is no class and no lesson
    for each in records():
        if each.id == "school":
            continue
        told = said_of(each, said)
        binding = bind(columns, each, purpose="fill", codes=codes, title=title, unit=unit, said=told)
        score = _fitness(each, binding, title, within=_stands_above(each, heads)) + 3.0 * sum(
            map(bool, told.values())
        )
        score += _leading(each, columns, binding)
        score += 0.7 * min(sum(word in headers for word in _HEADER_WORDS.get(each.id, ())), 2)
        score -= _misread(each, binding, f"{title}\n{headers}")
        score -= 3.0 * (by_period and bool(each.model.window))
        score -= 2.5 * (bool(people) and not people & set(binding.bound))
        if score < _LEAST and not any(told.values()):
            continue
        if _tells(columns, binding) and (best is None or score > best[0]):
            best = (score, each, binding)
    school = _of_schools(columns, title, codes)
    if school is not None and (best is None or _own_bound(school) > _own_bound(best[2])):
        return record("school"), school
    return None if best is None else (best[1], best[2])


def _of_schools(columns: Sequence[HeaderColumn], title: str, codes: Codes | None) -> Binding | None:
    """学校名录: a list of schools, of which the ledger has one; most of its columns must be the school's."""
    if not _SCHOOLS.search(title):
        return None
    binding = bind(columns, record("school"), purpose="fill", codes=codes, title=title)
    asked = sum(1 for column in columns if not column.running_number and not column.continued)
    mine = _own_bound(binding)
    return binding if mine >= 4 and 2 * mine >= asked else None


def _own_bound(binding: Binding) -> int:
    return sum(each.path.own for each in binding.bound.values())


_EXAM: Final = re.compile("证书|考核|考试|鉴定|考证|考生|报考")
_OF_A_CLASS: Final = re.compile("培训|[一-龥]班|结业|参训|名册|名单|报名|签到|考勤|出勤|补贴|成绩")
_PUPIL: Final = re.compile("学籍号|学制|入学年月|政治面貌|学生来源|在籍")


def _misread(own: Record, binding: Binding, said: str) -> float:
    """What speaks against rows of the record, beside their fields: no word of it, or what they never lack."""
    bound = {each.path.name: each for each in binding.bound.values()}
    if own.id == "attendance":
        asked = re.search("考勤|出勤", said)
        by_lesson = any(name.startswith("lesson.") for name in bound) and "status" in bound
        return -2.5 * bool(asked and by_lesson) + 3.0 * (asked is None)
    if own.id == "teacher_exemption":
        return 3.0 * (re.search("[豁暂缓]免|免除|免修|免实践|免予|免于|减免实践", said) is None)
    if own.id == "lesson":  # a lesson is on a day; with its year and month, or none, it is of a class
        day = bound.get("held_on")
        return _UNDATED * (day is None or day.style in ("年", "月"))
    if own.id == "candidate":  # credits for a class that was attended
        return _STUDYING * ("培训" in said and _EXAM.search(said) is None)
    if own.id == "student_status":
        return -_STUDYING * (len(set(_PUPIL.findall(said))) > 1 and "培训" not in said)
    if own.id == "certificate" and not bound.keys() & {"number", "issued", "status"}:
        return _STUDYING  # what was got is told by its number or its day
    if own.id == "certificate":  # pupils by class and year: they sat the exam, whoever passed it
        studied = {word for name in bound for word in name.split(".")[-2:]}
        return _STUDYING * (len(studied & {"major", "class_name", "grade"}) >= 2)
    return 0.0


def _leading(own: Record, columns: Sequence[HeaderColumn], binding: Binding) -> float:
    """班次名称 before all else: the rows are what the first column names, of what happens at a time; people
    and majors stand first in many lists."""
    first = next((column for column in columns if not column.running_number), None)
    bound = binding.bound.get(first.index) if first is not None else None
    if bound is None:
        return -_UNKNOWN
    if bound.path.record != own.id or own.model.carries or own.model.role or not own.model.window:
        return 0.0
    return _FIRST * (bound.path.name == own.model.identity[0])


def said_of(own: Record, said: Said | None) -> dict[str, str]:
    """What was said about columns with this record's fields, without the record; "" (nothing) stays."""
    found = {}
    for path, label in (said or {}).items():
        pieces = label.split("+") if label else []
        mine = [piece.partition(".")[2] for piece in pieces if piece.partition(".")[0] == own.label]
        others = [piece for piece in pieces if piece.startswith("学校.")]
        if not label or len(mine) + len(others) == len(pieces):
            found[path] = "+".join([*mine, *others])
    return found


def _tells(columns: Sequence[HeaderColumn], binding: Binding) -> bool:
    """Whether enough columns are bound to say whose rows these are: one chance match is none."""
    asked = sum(1 for column in columns if not column.running_number and not column.continued)
    learned = any(each.learned for each in binding.bound.values())
    if not learned and not any(each.label.count(".") <= 1 for each in binding.bound.values()):
        return False
    told = len(binding.bound) + len(binding.figures)
    return learned or told >= 2 or 2 * told >= asked > 0


_WHICH: Final = re.compile("^(所在|所属|所报|参训|报名|对应|本)|(名称|编号|名)$")


def _stands_above(own: Record, heads: Sequence[str]) -> bool:
    """Whether a label above the list is of what the rows are parts of: 所在班次 over a roster."""
    if not own.model.part_of or not own.model.carries:
        return False
    owner = record(own.field(own.model.part_of).ref)
    words = {owner.label, *called(owner.id)}
    return any(_WHICH.sub("", normalise_label(head)) in words for head in heads)


def _fitness(own: Record, binding: Binding, title: str, *, within: bool = False) -> float:
    """How much of the form the record explains: near fields count more, its keys most, the title a little."""
    score = 0.0
    paths: list[Path] = []
    for each in binding.bound.values():
        if each.path.record != own.id:
            continue
        # What somebody is today (学籍) explains a form less than what the row itself keeps (考生的年级).
        kept = each.instead.path if each.instead else each.path
        paths += [kept, *(part.path for part in each.parts)]
        way = kept.label.count(".") + sum(hop.history for hop in kept.hops)
        score += each.confidence * (1.0 - 0.12 * way)
    narrowed = [bool(each.where or each.window) for each in binding.figures.values()]
    score += sum(_COUNTED if each else _PLAINLY_COUNTED for each in narrowed)
    keyed = {part for key in own.model.keys for part in key}
    named = {path.name.partition(".")[0] for path in paths if path.record == own.id}
    shown = any(_shows(path, dotted) for path in paths for dotted in own.model.identity)
    # A roster or a list of candidates names its people; nothing is listed without what it is called by.
    people = set(own.model.carries) if own.model.part_of else set()
    score -= 2.0 * (not shown) + 3.0 * (not people <= named)
    named.add(own.model.part_of)  # a roster's class stands above the list
    whole = any(set(key) <= named for key in own.model.keys)
    shares = [len(set(key) & named) / len(key) for key in own.model.keys if len(key) > 1]
    score -= 1.0 * (len(shares) == len(own.model.keys) and max(shares, default=1.0) < 0.5)
    deep = sum(path.label.count(".") >= 2 for path in paths)
    score -= 2.0 * (2 * deep > len(paths))  # hardly anything is said of the rows themselves
    if (
        _OTHERS.search(title)
        and not _TEACHING.search(title)
        and any(path.field.check == "name" for path in paths)
    ):
        score -= 20.0  # people, but none of those the ledger keeps
    score += 0.8 * whole + 0.5 * (len(keyed & named) / len(keyed) if keyed else 0)
    score += 0.2 * any(each.path.own and each.path.field.kind is Kind.DAY for each in binding.bound.values())
    if (
        own.id == "teacher"
        and "实践" in title
        and not any(own_field.derived for own_field in _fields(binding))
    ):
        score -= 0.6  # 教师实践情况: a stay a row, unless the teacher's own sums are asked for
    score += _WITHIN * within
    if own.model.carries and own.model.part_of and not within and not _telling(own, paths):
        named_class = own.id != "enrolment" or _OF_A_CLASS.search(title)
        score -= _ONLY_PEOPLE if named_class else 3 * _ONLY_PEOPLE  # nothing is said of what became of them
    if own.model.part_of and not _own_words(own, paths):
        score -= 3.0  # all of it is told of what the rows would be parts of
    elif own.model.part_of and _of_event(own) and 2 * _of_parent(own, paths) > len(paths):
        score -= 1.5  # most of it is
    return score + title_says(own, title)


def _telling(own: Record, paths: Sequence[Path]) -> bool:
    """Whether something is asked that only such rows have: typed for them (a score, a status), or told of
    what they are part of (the class, the batch), not what was copied or is worked out from elsewhere."""
    for path in paths:
        first, dot, rest = path.name.partition(".")
        if path.record != own.id or (dot and first != own.model.part_of):
            continue
        if "." not in rest and not path.field.derived and not path.field.copied:
            return True
    return False


def _own_words(own: Record, paths: Sequence[Path]) -> bool:
    """Whether anything is the rows' own: a field of theirs, or somebody they carry."""
    return any(
        path.record == own.id and (path.own or path.name.partition(".")[0] != own.model.part_of)
        for path in paths
        if path.field.kind is not Kind.REF or path.name.partition(".")[0] != own.model.part_of
    )


def _of_event(own: Record) -> bool:
    """Whether the rows are parts of something that is held at a time: a class, an exam."""
    return bool(record(own.field(own.model.part_of).ref).model.window)


def _of_parent(own: Record, paths: Sequence[Path]) -> int:
    """How many of the fields are told of what the rows are part of."""
    return sum(path.name.startswith(f"{own.model.part_of}.") for path in paths)


def _fields(binding: Binding) -> list[Field]:
    """The fields that are bound."""
    return [each.path.field for each in binding.bound.values()]


def _shows(path: Path, dotted: str) -> bool:
    """Whether the path tells which row it is: by what names it, or by what names the one row that does."""
    if path.name == dotted or not path.name.startswith(f"{dotted}."):
        return path.name == dotted
    named = record(path.owner).model
    telling = {part.rpartition(".")[2] for part in (*named.identity, *(p for key in named.keys for p in key))}
    return path.label.count(".") <= 1 and path.field.name in telling
