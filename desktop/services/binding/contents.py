"""What cells say when their header does not: departments, companies, classes by the look of their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from desktop.core.fields import Kind
from desktop.core.words import is_blank, normalise_label
from desktop.records.catalogue import record
from desktop.services.binding.evidence import Codes, telling
from desktop.services.binding.foreign import names_other
from desktop.services.binding.paths import FormPath, Purpose, form_paths

_DATE: Final = re.compile(
    r"(19|20)\d{2}\s*[-./年]\s*\d{1,2}(\s*[-./月]\s*\d{1,2}\s*日?)?(\s+\d{1,2}:\d{2}(:\d{2})?)?|(19|20)\d{6}"
)
_COUNT: Final = re.compile(r"\d{1,4}(\.0)?")
_SAME_AS: Final = frozenset({"同上", "〃", '"', "″"})
# How the names of such rows look, whatever the ledger has already.
_LOOKS: Final[Mapping[str, re.Pattern[str]]] = {
    "department": re.compile("[\u4e00-\u9fff]{1,10}(系|学院|教学部|基础部|[^门]部|教研室|处|科)"),
    "enterprise": re.compile(
        r"[^/／、，,;；\d]*(公司|集团|厂|酒店|商场|医院|幼儿园|合作社|事务所|养老院|超市)[^/／、，,;；\d]*"
    ),
    "grade": re.compile(r"(20)?\d{2}级"),
    "class_name": re.compile(".*班"),
    "sender": re.compile(".*(厅|局|委员会|委|办公室|政府|司)"),
    "period": re.compile(r"20\d\d(年度?|\s*[-—－~～至]\s*20\d\d(学年)?.{0,6})?"),
}
_AND: Final = re.compile("[及和与/、+]")
_ELSEWHERE: Final = re.compile("原|前|曾|调入|调出|对方|上级|主管|其他|另")
_LONGEST: Final = 6  # a header that says more than this is about something else


def shown(samples: Sequence[str]) -> list[str]:
    """The cells that say something."""
    return [text.strip() for text in samples if not is_blank(text) and text.strip() not in _SAME_AS]


def all_days(samples: Sequence[str]) -> bool:
    """Whether nothing but days stands below."""
    texts = shown(samples)
    return len(texts) >= 2 and all(_DATE.fullmatch(text) for text in texts)


def all_counts(samples: Sequence[str]) -> bool:
    """Whether nothing but small whole numbers stands below."""
    texts = shown(samples)
    return len(texts) >= 2 and all(_COUNT.fullmatch(text) for text in texts)


def looks_like(target: FormPath, samples: Sequence[str], codes: Codes) -> str:
    """Why the cells almost name the field: a word of its list each, or names as such rows have; "" else."""
    own = target.path.field
    texts = shown(samples)
    kind = own.ref if own.kind is Kind.REF else own.name
    if own.name == "name" and target.path.owner in ("department", "enterprise"):
        kind = target.path.owner
    look = _LOOKS.get(kind)
    enough = len(texts) >= 2 or len(texts) < len(samples)  # 机电工程系, 同上, 同上
    if look is not None and texts and enough and all(look.fullmatch(text) for text in texts):
        return f"下面的内容都像{own.label}"
    return telling(own, samples, codes) if own.kind is Kind.CODE else ""


def elsewhere(leaf: str) -> bool:
    """原系部, 对方单位: what somebody was or where somebody else is."""
    return bool(_ELSEWHERE.match(leaf))


def claimed(
    header: str, samples: Sequence[str], record_id: str, purpose: Purpose, codes: Codes, taken: set[str]
) -> tuple[FormPath, str] | None:
    """The one field left that the cells can be of, where the header shares a character with its names."""
    leaf = normalise_label(header)
    if (
        not leaf
        or len(leaf) > _LONGEST
        or _ELSEWHERE.match(leaf)
        or _AND.search(leaf)
        or names_other(leaf)
        or not _several(samples)
    ):
        return None
    found = [
        (target, why)
        for target in form_paths(record_id, purpose)
        if target.label not in taken
        and (target.depth == 0 or _is_name(target))
        and (set(leaf) & _letters(target) or _lists(leaf, target, codes))
        and (why := looks_like(target, samples, codes))
    ]
    return found[0] if len(found) == 1 else None


def _lists(leaf: str, target: FormPath, codes: Codes) -> bool:
    """男女 over the sexes: the header is made of the choices themselves."""
    listed = codes.get(target.path.field.codes)
    names = (
        [re.escape(item.name) for item in listed.items if len(item.name) <= 2] if listed is not None else []
    )
    return len(names) >= 2 and bool(re.fullmatch(f"(?:{'|'.join(names)}){{2,}}", leaf))


def _several(samples: Sequence[str]) -> bool:
    """Different words, or one that the cells below repeat by a mark."""
    marked = any(text.strip() in _SAME_AS for text in samples)
    return len(set(shown(samples))) >= (1 if marked else 2)


def _is_name(target: FormPath) -> bool:
    """企业.企业名称: what the row's enterprise is called."""
    hops = target.path.hops
    return (
        target.depth == 1
        and len(hops) == 1
        and target.path.field.name == record(hops[0].target).model.identity[0]
    )


@cache
def _letters(target: FormPath) -> frozenset[str]:
    own = target.path.field
    words = [own.label, *own.aliases, *(target.label.split("."))]
    return frozenset("".join(normalise_label(word) for word in words)) - frozenset("的名称类型号")
