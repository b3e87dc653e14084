"""What a form's own title says of its rows (退役军人…统计表, 汽修专业…, 1+X…名单) and of their period."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.core.codes import CodeList
from desktop.core.dates import Window, parse_window
from desktop.core.errors import UserError
from desktop.core.words import half_width
from desktop.records.catalogue import Path, Record, record
from desktop.services.binding.measure_words import SETS, words
from desktop.services.office import Office
from desktop.services.returning.shape import Figure, Form, FormSheet
from desktop.store.find import Condition, find

_HELD: Final = re.compile("获证|取证|持证|领证")
# By which field of the rows a title may narrow them, and the words of its list that a title can only mean so.
_AUDIENCE: Final = words(
    "企业职工 农民工 返乡农民工 高素质农民 退役军人 失业人员 高校毕业生 残疾人 脱贫劳动力 去产能职工 "
    "个体工商户 社区居民 老年人 中小学生"
)
_NATURE: Final = words("补贴性 公益性")
_KIND: Final = words(
    "岗前培训 转岗转业 创业培训 项目制培训 企业新型学徒制 师资培训 干部培训 社区教育 老年教育"
)
_LEVEL: Final = words("初级工 中级工 高级工")
_FUND: Final = words("职业技能培训专账资金 专账资金")
_GRADUATING: Final = re.compile("(?<!非)毕业年级(学生|在校生|学员)")
_SCHEME: Final = words("1+X 专项职业能力 特种作业")
_BY: Final[Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "training_class": (
        ("培训对象", _AUDIENCE),
        ("性质", _NATURE),
        ("培训类型", _KIND),
        ("培训等级", _LEVEL),
    ),
    "enrolment": (
        ("培训班次.培训对象", _AUDIENCE),
        ("培训班次.性质", _NATURE),
        ("培训班次.培训类型", _KIND),
        ("培训班次.培训等级", _LEVEL),
    ),
    "exam_batch": (("证书目录.方案", _SCHEME), ("证书目录.等级", _LEVEL), ("资金来源", _FUND)),
    "candidate": (("考核批次.证书目录.方案", _SCHEME), ("考核批次.证书目录.等级", _LEVEL)),
    "certificate": (("证书目录.方案", _SCHEME), ("证书目录.等级", _LEVEL)),
    "certificate_type": (("方案", _SCHEME),),
}
# Where a title names a major or a department, the fields that are meant.
_MAJOR: Final[Mapping[str, str]] = {
    "training_class": "专业",
    "enrolment": "培训班次.专业",
    "exam_batch": "证书目录.对应专业",
    "candidate": "专业",
    "practice": "教师.任教专业",
    "teacher": "任教专业",
    "certificate_type": "对应专业",
}
_DEPARTMENT: Final[Mapping[str, str]] = {
    "training_class": "承办系部",
    "enrolment": "培训班次.承办系部",
    "practice": "教师.系部",
    "teacher": "系部",
    "major": "所属系部",
}
_NAMED_MAJOR: Final = re.compile(r"([\u4e00-\u9fff]{2,14}?)专业(?!课|技术|技能|能力|人才|群)")
_PERIOD: Final = re.compile(
    r"(?<![-—–~至\d])20\d\d(?:(?:-|—|–|~|至)(?:20)?\d\d)?学年(?:第[一二]学期)?|20\d\d年度?(?:[上下]半年|第[一二三四]季度|\d{1,2}月)?"
)
_SEVERAL: Final = re.compile(r"20\d\d年?[-—–~至](?:20)?\d\d年")  # 2023—2025年 is no year
_NOT_ONLY: Final = re.compile("等|、|和|与|及|/|／|或")


@dataclass(frozen=True, slots=True)
class Titled:
    """What the title says: conditions, the period it names, and a sentence for the person who fills."""

    where: tuple[Condition, ...] = ()
    window: Window | None = None
    sentence: str = ""


def titled(office: Office, own: Record, title: str) -> Titled:
    """The conditions a title lays on the rows of a record; each is stated, and gives way to --where."""
    text = re.sub(r"\s+", "", half_width(title))
    said = [
        *_held(own, text),
        *_graduating(own, text),
        *_coded(office, own, text),
        *_named(office, own, text),
    ]
    sentence = ""
    if said:
        reasons = "；".join(dict.fromkeys(why for _, why in said))
        sentence = (
            f"按表名只填了{reasons}的{own.label}，请核对；不要这样限定，可用 --where 或 form.toml 另写条件。"
        )
    return Titled(tuple(condition for condition, _ in said), period(text), sentence)


def yielding(form: Form, where: Sequence[Condition]) -> Form:
    """The form without what only its title says of a field that somebody states a condition on."""
    if not form.narrowed or not where:
        return form
    own = form.record
    paths = [each.path if isinstance(each.path, Path) else own.find_path(each.path) for each in where]
    stated = {path.name for path in paths if path is not None}
    kept = tuple(
        each for each in form.where if not isinstance(each.path, Path) or each.path.name not in stated
    )
    return replace(form, where=kept, narrowed=form.narrowed if kept else "")


def narrowed_figure(figure: Figure, own: Record, where: Sequence[Condition]) -> Figure:
    """A counted cell with the conditions on the rows of the form, named from the record it counts."""
    found = []
    for each in where:
        path = each.path if isinstance(each.path, Path) else own.path(each.path)
        label = _seen_from(figure.record, own, path.label)
        if label is not None:
            found.append(replace(each, path=label))
    return replace(figure, where=(*figure.where, *found)) if found else figure


def _seen_from(root: str, own: Record, label: str) -> str | None:
    """培训对象 of a class from a line of its roster: 培训班次.培训对象."""
    if root == own.id:
        return label
    for each in SETS:
        if (own.id, root) == (each.owner, each.person):
            return f"{each.through}.{label}"
        if (own.id, root) == (each.person, each.owner) and label.startswith(f"{each.through}."):
            return label.removeprefix(f"{each.through}.")
    return None


def with_title(office: Office, sheet: FormSheet, title: str) -> FormSheet:
    """A list of departments or teachers whose title narrows what is counted for each of them."""
    columns = []
    for column in sheet.columns:
        figure = column.value.parts[0].figure if column.value is not None else None
        if column.value is not None and figure is not None and figure.row and figure.row[1]:
            root = record(figure.record)
            figure = narrowed_figure(figure, root, titled(office, root, title).where)
            part = replace(column.value.parts[0], figure=figure)
            column = replace(column, value=replace(column.value, parts=(part,)))
        columns.append(column)
    return replace(sheet, columns=tuple(columns))


def period(title: str) -> Window | None:
    """The one period a title names."""
    text = re.sub(r"\s+", "", half_width(title))
    found = set() if _SEVERAL.search(text) else set(_PERIOD.findall(text))
    if len(found) != 1:
        return None
    try:
        return parse_window(found.pop().replace("年度", "年"))
    except UserError:
        return None


def _held(own: Record, title: str) -> Iterator[tuple[Condition, str]]:
    """获证学生名单 leaves out who has no certificate."""
    held = own.find_path("证书编号")
    if held is not None and held.field.derived and _HELD.search(title):
        yield Condition(held, "filled"), f"有{held.label}"


def _graduating(own: Record, title: str) -> Iterator[tuple[Condition, str]]:
    """毕业年级学生培训名单: of those who are there, the ones about to leave."""
    found = own.find_path("毕业年级") if own.id in ("enrolment", "candidate") else None
    if found is not None and _GRADUATING.search(title) and not _NOT_ONLY.search(title):
        yield Condition(found, "=", True), "毕业年级"


def _coded(office: Office, own: Record, title: str) -> Iterator[tuple[Condition, str]]:
    for label, meant in _BY.get(own.id, ()):
        path = own.path(label)
        listed = office.codes[path.field.codes]
        codes = _codes(listed, meant, title)
        if codes:
            names = "、".join(listed.name(code) for code in codes)
            wanted = (
                Condition(path, "=", codes[0]) if len(codes) == 1 else Condition(path, "in", tuple(codes))
            )
            yield wanted, f"{path.label}是{names}"


def _codes(listed: CodeList, names: Sequence[str], title: str) -> list[str]:
    """The items named in the title by themselves: 等 behind one, or / beside it, says there are more."""
    found: dict[str, None] = {}
    for word in names:
        at = title.find(word)
        item = listed.find(word)
        if (
            at < 0
            or item is None
            or any(word != other and word in other and other in title for other in names)
        ):
            continue
        around = f"{title[max(at - 1, 0) : at]}|{title[at + len(word) : at + len(word) + 1]}"
        if _NOT_ONLY.search(around) and not any(o in title for o in names if o != word):
            return []
        found[item.code] = None
    several = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    joined = re.search(f"(?:{several})(?:、(?:{several}))+(?![、和与及等或/])", title)
    return list(found) if len(found) == 1 or joined else []


def _named(office: Office, own: Record, title: str) -> Iterator[tuple[Condition, str]]:
    """A major or a department of the school that the title names; a short name where it can be only one."""
    for label, target, wanted in (
        (_MAJOR.get(own.id), "major", _major_word(title)),
        (_DEPARTMENT.get(own.id), "department", title),
    ):
        if label is None or not wanted:
            continue
        page = find(office.ledger, target, paths=[record(target).by_name("name")], today=office.today)
        names = {str(row[0]) for row in page.rows if row[0]}
        name = _only(names, wanted) if target == "major" else _contained(names, wanted)
        if name:
            path: Path = own.path(label)
            yield Condition(path, "=", name), f"{path.label}是{name}"


def _major_word(title: str) -> str:
    found = _NAMED_MAJOR.search(title)
    return found[1] if found else ""


def _only(names: Collection[str], word: str) -> str:
    """The major meant by what stands before 专业: its name, or the one whose name the word shortens."""
    exact = [name for name in names if word.endswith(name)]
    if exact:
        return max(exact, key=len)
    for size in (4, 3, 2):
        short = [name for name in names if len(word) >= size and _shortens(word[-size:], name)]
        if short:
            return short[0] if len(short) == 1 else ""
    return ""


def _shortens(word: str, name: str) -> bool:
    """汽修 of 汽车运用与维修: the same first letter, all letters there in order."""
    rest = iter(name)
    return word[0] == name[0] and all(letter in rest for letter in word)


def _contained(names: Collection[str], title: str) -> str:
    found = [name for name in names if len(name) >= 3 and name in title]
    return found[0] if len(found) == 1 else ""
