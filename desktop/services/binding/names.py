"""The names under which each field of a record may stand in a header, and the forms a header's text takes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Literal

from desktop.core.fields import Kind, Mask
from desktop.core.words import normalise_label, split_unit
from desktop.records.catalogue import Hop, Path, Record, record

Purpose = Literal["import", "fill"]

# Words by which a bureau calls the rows of a record when it puts them before a field: 学生姓名, 考生姓名.
_CALLED: Final[dict[str, tuple[str, ...]]] = {
    "student": ("学生", "考生", "学员", "参训人员", "参培人员", "持证人", "获证人员"),
    "teacher": ("教师", "老师", "教职工", "实践教师", "参训教师"),
    "enterprise": ("企业", "实践企业", "单位", "公司"),
    "training_class": ("班次", "班级", "培训班", "培训项目", "项目", "培训"),
    "exam_batch": ("批次", "考核", "考试"),
    "certificate_type": ("证书",),
    "certificate": ("证书", "获证"),
    "practice": ("实践", "企业锻炼", "锻炼", "兼职", "挂职", "下企业", "顶岗"),
    "lesson": ("授课", "上课", "课程"),
    "school": ("学校", "院校"),
}
_SAME: Final = (
    (re.compile("时间"), "日期"),
    (re.compile("起始|开始"), "起"),
    (re.compile("终止|结束|截止"), "止"),
    (re.compile("号码"), "号"),
    (re.compile("编码"), "代码"),
    (re.compile("^是否|是否$|^有无"), ""),
    (re.compile("老师"), "教师"),
    (re.compile("手机号?"), "电话"),
    (re.compile("近5年"), "近五年"),
    (re.compile("参训"), "培训"),
    (re.compile("方式"), "形式"),
)
_LEAD: Final = re.compile(
    "^(其中|本次|参训|参加培训(?=班)|参加|参考|派出|选派|现|所在|所属|所学(?=班|项目)|所|本人|个人|报考|报名(?=班|项目|专业|证书|等级|工种)"
    "|(?:计划|预计)(?=.+(?:时间|日期)$)|试点|获得|获取|取得|已|拟|收款|缴费|收费(?=项目|班)|到账(?=项目|班)|申报(?=等级|职业|工种|证书|级别|专业))"
)
_TAIL: Final = re.compile("(情况|信息|名称|姓名|类别|类型|数|栏)$")
_BRACKET: Final = re.compile(r"\([^()]*\)")
_INNER: Final = re.compile(r"\(([^()]{1,3})\)")  # 系(部)
# 培训人数 over 计划: the counted noun is what the leaf leaves out.
_NOUN: Final = re.compile("^(.+?)(人数|人次|金额|经费|学时|课时|天数|数)$")
_COUNTED: Final = re.compile("^(总|实际)?(人数|人次|天数|金额|经费|学时|课时|数|日期|时间)$")
_GROUP_TAIL: Final = re.compile("(基本|相关|详细)?(情况|信息)$")  # 企业情况 over 名称
_TIMES: Final = re.compile("^(.*?)(起止|起讫)?(时间|日期|期限|期间)$")
_STARTS, _STOPS = (
    frozenset({"起", "自", "从", "开始", "起始"}),
    frozenset({"止", "至", "到", "结束", "截止", "终止"}),
)
_AS_CODE: Final = re.compile("(代码|编码|码)$")

# Computed fields that an import may still bring: what a certificate of the row says, kept as a certificate.
HELD: Final[dict[str, dict[str, str]]] = {
    "enrolment": {"certificate_number": "number", "certificate_scheme": "scheme"},
    "candidate": {"certificate_number": "number", "issued": "issued"},
}

LABEL, ALIAS, ROLE, TITLE = 1.0, 0.95, 0.94, 0.93
_LIKE: Final = 0.02  # of two aliases in one header the one more like the label is the field
# A header that is a label path (教师.姓名, what `show` prints) means that field and no other.
PATH: Final = 1.5
DEPTH, ASIDE = 0.03, 0.32
_TITLES: Final = ("名称", "全称")
# Where a column headed by what the rows are called gives their names: 班次, 企业.
_BY_ROLE: Final = {"training_class": "title", "enterprise": "name", "teacher": "name", "student": "name"}
# What any record has: a plain 备注 or 状态 is the row's own, never that of something the row names.
_ANYBODYS: Final = ("note", "status", "state", "adviser")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A label as labels are compared; the names of fields come again in every record that reaches them."""
    return normalise_label(text)


def called(record_id: str) -> tuple[str, ...]:
    """What a bureau calls a row of the record: 班次, 班级, 培训班."""
    return _CALLED.get(record_id, ())


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


@dataclass(frozen=True, slots=True)
class Named:
    """One name of one field: how much the name alone says, and why."""

    target: FormPath
    score: float
    reason: str
    qualified: bool  # the name says whose field it is


@cache
def form_paths(record_id: str, purpose: Purpose) -> tuple[FormPath, ...]:
    """What columns may be bound to: what can be written, or whatever can be reached."""
    root = record(record_id)
    if purpose == "import":
        return tuple(FormPath(path, path.label) for path in _writable(root))
    found = [FormPath(path, path.label) for path in root.reachable() if not _named_by_reference(path)]
    if record_id != "school":
        school = record("school")
        found += [FormPath(path, f"{school.label}.{path.label}") for path in school.columns]
    return tuple(found)


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
def names(record_id: str, purpose: Purpose) -> dict[str, tuple[Named, ...]]:
    """Every name → the fields it may mean."""
    table: defaultdict[str, dict[str, Named]] = defaultdict(dict)
    root = record(record_id)
    for target in form_paths(record_id, purpose):
        lost = target.depth > 0 and target.path.field.name in _ANYBODYS
        cost = DEPTH * target.depth + (ASIDE if lost or _aside(target) else 0.0)
        for text, score, reason, qualified in _own_names(target):
            # A name that says whose field it is makes up for the way round.
            real = score - (DEPTH * target.depth if qualified else cost)
            if target.depth == 0 and score < LABEL:
                real = min(
                    real + DEPTH, LABEL - 0.005
                )  # the row's own field by another name is its own still
            known = table[text].get(target.label)
            if real > 0 and (known is None or known.score < real):
                table[text][target.label] = Named(target, real, reason, qualified)
        if purpose == "import" and _names_the_row(root, target):
            table[plain(_TITLES[0])][target.label] = Named(target, TITLE, "列表自己的名称", qualified=False)
        for text in _path_names(target):
            table[text][target.label] = Named(target, PATH, f"表头就是“{target.label}”", True)
    return {text: tuple(found.values()) for text, found in table.items()}


def _names_the_row(root: Record, target: FormPath) -> bool:
    """专业名称 of a list of 专业: there a plain 名称 means it."""
    own = target.path.field
    return target.path.own and own.name == root.model.identity[0] and own.label.endswith(_TITLES)


def _path_names(target: FormPath) -> Iterator[str]:
    """The path itself, and led by the record's name; of one step only the longer is a path."""
    if target.depth:
        yield plain(target.label)
    if target.label == target.path.label:
        yield plain(f"{record(target.path.record).label}.{target.label}")


def _own_names(target: FormPath) -> Iterator[tuple[str, float, str, bool]]:
    own, whose = target.path.field, roles(target)
    labels = [(own.label, LABEL, f"表头与“{own.label}”相同")]
    labels += [
        (alias, ALIAS + _LIKE * _alike(alias, own.label), f"“{alias}”是“{own.label}”的另一种叫法")
        for alias in own.aliases
    ]
    if own.kind is Kind.REF and len(record(own.ref).model.identity) == 1:
        titled = record(own.ref).field(record(own.ref).model.identity[0])
        labels += [(alias, ALIAS, f"“{alias}”就是“{own.label}”") for alias in titled.aliases]
    for text, score, reason in labels:
        word = plain(text)
        named_by_role = any(word.startswith(role) and word != role for role in whose) and target.depth > 0
        yield word, score, reason, named_by_role
        for role in whose:
            if not word.startswith(role):
                yield role + word, min(score, ALIAS) - (ALIAS - ROLE), f"“{role}”的“{own.label}”", True
            if word[:2] == role[-2:] and len(role) > 2:  # 对应专业 + 专业代码
                yield role + word[2:], min(score, ALIAS) - (ALIAS - ROLE), f"“{role}”的“{own.label}”", True
    if not target.depth and own.name in _BY_ROLE.get(target.path.record, ""):
        yield from ((role, TITLE, f"“{role}”按{own.label}填", True) for role in whose)
    if own.kind is Kind.REF or _is_title(target):
        for role in whose if target.depth else ():
            yield role, TITLE, f"“{role}”按{own.label}填", True
            for ending in _TITLES if own.check != "name" else ():
                yield role + ending, TITLE, f"“{role}”按{own.label}填", True


def _alike(alias: str, label: str) -> float:
    """The share of the label's characters that the alias has."""
    return len(set(alias) & set(label)) / max(len(set(label)), 1)


@cache
def roles(target: FormPath) -> tuple[str, ...]:
    """How the row whose field this is may be called: by the reference's own names, then by its record's."""
    labelled = _labelled(target)
    if not labelled:
        if target.path.field.kind is Kind.REF:
            return ()
        whose = record(target.label.partition(".")[0] if target.depth else target.path.record)
        held = _CALLED["certificate"] if target.path.field.name in HELD.get(whose.id, {}) else ()
        return _normal((whose.label, *_CALLED.get(whose.id, ()), *held))
    at, hop = labelled[-1]
    own = record(at).field(hop.name)
    words = [own.label, *own.aliases]
    if _label_names_record(own.label, hop.target):
        words += [record(hop.target).label, *_CALLED.get(hop.target, ())]
    return _normal(words)


def _label_names_record(label: str, target: str) -> bool:
    """教师, 企业, 培训班次 name their record; 委托单位 is one enterprise among others."""
    return label == record(target).label


def _normal(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(word) for word in words))


def _labelled(target: FormPath) -> list[tuple[str, Hop]]:
    """The steps of the path that a person sees as such (not the role's person, not the history)."""
    at, found = target.path.record, []
    for hop in target.path.hops:
        if not hop.history and hop.name != record(at).model.role:
            found.append((at, hop))
        at = hop.target
    return found


def _aside(target: FormPath) -> bool:
    """Whether the way leads over a reference that is not what the row is about (a candidate's class)."""
    if target.label != target.path.label:  # the school's: its name in a column, hardly its head or telephone
        return target.path.field.name not in record("school").model.identity
    if target.path.field.mask is Mask.ADDRESS and target.depth > 0:
        # Where somebody lives is for lists of people, not for what names a teacher by the way.
        model = record(target.path.record).model
        if not {hop.name for hop in target.path.hops} & {*model.carries, model.role}:
            return True
    last = target.path.hops[-1] if target.path.hops else None
    if last is not None and last.history:  # since when somebody is what he is, is not asked by the way
        keyed = {part for key in record(last.target).model.keys for part in key}
        if target.path.field.name in keyed:
            return True
    for at, hop in _labelled(target):
        model = record(at).model
        own = record(at).field(hop.name)
        main = {part for key in model.keys for part in key} | set(model.carries) | {model.part_of, model.role}
        if hop.name not in main and not own.required:
            return True
    return False


def _is_title(target: FormPath) -> bool:
    """Whether the field is what its record's rows are called by (教师.姓名, 企业.企业名称)."""
    labelled = _labelled(target)
    if not labelled:
        return False
    _, hop = labelled[-1]
    identity = record(hop.target).model.identity
    return bool(identity) and target.path.name.endswith(f"{hop.name}.{identity[0]}")


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """The form in which 开始时间 and 起始日期 are one word."""
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    return text


@cache
def canonical_names(record_id: str, purpose: Purpose) -> dict[str, tuple[Named, ...]]:
    """The same table by canonical name."""
    table: defaultdict[str, list[Named]] = defaultdict(list)
    for text, found in names(record_id, purpose).items():
        table[canonical(text)] += found
    return {text: tuple(found) for text, found in table.items()}


def variants(path: tuple[str, ...]) -> list[tuple[str, float]]:
    """The texts a header may be read as, each with what reading it so costs."""
    return [(text, cost) for text, cost, _ in readings(path)]


@lru_cache(maxsize=4096)
def readings(path: tuple[str, ...]) -> tuple[tuple[str, float, bool], ...]:
    """The same, each with whether the reading takes a group's text in."""
    leaf = plain(path[-1])
    bare, inner = _BRACKET.sub("", leaf), _INNER.sub(r"\1", leaf)
    found: dict[str, tuple[float, bool]] = {}
    for text, cost in ((leaf, 0.0), (bare, 0.02), (inner, 0.02)):
        found.setdefault(text, (cost, False))
    for group in map(normalise_label, path[:-1]):
        outer = _BRACKET.sub("", group)
        joined = [(group + leaf, 0.0), (f"{group}/{leaf}", 0.0), (group + bare, 0.02)]
        joined += [(outer + bare, 0.03), (f"{outer}/{bare}", 0.03)]
        joined += [(_GROUP_TAIL.sub("", outer) + bare, 0.03), *_ends(outer, bare)]
        if _COUNTED.match(outer):  # 人数 over 计划
            joined.append((bare + outer, 0.01))
        noun = _NOUN.match(outer)
        if noun and not bare.endswith(noun[2]):
            joined.append((bare + noun[2], 0.03))
        for text, cost in joined:
            found.setdefault(text, (cost, True))
    stripped = _LEAD.sub("", bare)
    for text, cost in ((stripped, 0.1), (_TAIL.sub("", stripped), 0.14), (_TAIL.sub("", bare), 0.12)):
        found.setdefault(text, (cost, False))
    return tuple((text, cost, taken) for text, (cost, taken) in found.items() if text)


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
