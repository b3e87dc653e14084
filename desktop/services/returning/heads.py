"""Labels around a list or on the edge of a card: what is known under them of return, rows and school."""

from __future__ import annotations

import re

from desktop.core.words import normalise_label
from desktop.records.catalogue import Path, Record, record
from desktop.services.binding.composite import joined
from desktop.services.binding.labelled import school_path
from desktop.services.binding.names import called, canonical, canonical_names, names, variants
from desktop.services.binding.styles import range_style
from desktop.services.returning.outer import REPORT, SCHOOL, outer_field
from desktop.services.returning.shape import Part, Value
from desktop.workbook import LabelCell

_FILLED_ON = re.compile(
    "(填报|填表|上报|制表|报送|申报|申请|编制|统计|登记|填写|填制|编报|报表|报出|汇总|提交"
    "|备案|填卡|建卡|制卡|建档|造册|制册|编写|报告|呈报|打印|导出|核对)?(日期|时间|日)"
)
_PERIOD = re.compile(
    "(统计|填报|报告|报表|数据|所属|报表所属|数据所属|填报所属)?(区间|期间|时段|学年|年度)"
    "|(报告|统计|数据|填报|报表)?(所属|报告)期"
)
_ANYBODYS = frozenset({"部门", "科室", "单位"})  # above a list these are of whoever hands it in
_INSIDE = frozenset({"日期", "时间", "期间", "时段", "单位名称", "学年", "年度"})
_EMPTY_DATE = re.compile(r"[\s年月日_/.\-—]*")
# Who fills in: the school, whatever its part is called.
_REPORTS = re.compile(
    r"(?:1\+x)?(申请|申领|承担|培育|培养|实施|执行|报告|认定|试点|承训|开办|办学|填制|编报|报表|培训|填报|申报"
    "|申办|登记|建档|造册|制表|制卡|填卡|汇总|统计|上报|报送|呈报|推荐|核对|调查|填写|发放|管理|组织|送培|开课)?"
    "(单位|机构|院校|学校|学院)(名称|全称)?|填报|(技能)?(鉴定|认定|考核|考试|评价)(站所|所站)(名称)?"
)
# 办班单位, 成员学校, 报名学校: whoever it is that hands the list in, if not somebody above, beside or after.
_HANDS_IN = re.compile(
    "(?!.*(?:主管|上级|毕业|就读|学习|培养|生源|鉴定|认定|考核|评估|审[核批查定]|监[管督]|发证|颁证|用人|用工|委托|委培|合作|主办|举办|牵头|接收|接受|实践|实习|工作|来文|下发"
    "|发文|评价|认可|支持|协办|指导|合同|甲方|乙方|付款|收款|开户|就业|派驻|所在|原|现|评审|批准|核准|受理|验收))"
    "(?:.{2,6}(?:单位|机构|学校|院校)|办学点|教学点)(?:名称|全称)?"
)
_FILLS_IN = re.compile(
    "(填表|填报|登记|制表|上报|报送|统计|填写|编制)(?:人|人员|老师|教师|员)|制表|填表|登记"
)
_SIGNED = re.compile("签")
_COUNTED = frozenset({"actual", "persons", "attendances"})
_READ = 0.1  # what a reading of such a label may leave out
_SURE, _APART = 0.86, 0.02  # how sure a label above a list must be of the field of what the rows belong to


def owner_of(own: Record) -> Record | None:
    """The record that the rows are parts of: the class of a roster."""
    return record(own.field(own.model.part_of).ref) if own.model.part_of else None


def head_value(cell: LabelCell, own: Record) -> Value | None:
    """What to write behind a label above a list; None leaves it alone."""
    if said_already(cell) or _SIGNED.search(cell.label):
        return None  # something stands there already, or somebody signs there by hand
    return cell_meaning(cell, own)


def said_already(cell: LabelCell) -> bool:
    """Whether something stands behind the label that is no blank to fill."""
    return not _EMPTY_DATE.fullmatch(cell.value)


def cell_meaning(cell: LabelCell, own: Record | None) -> Value | None:
    """What the ledger knows under the label: of the return, of what the rows belong to, of the school."""
    label = re.sub(r"[（(\[].*?[)）\]]", "", cell.label)
    word = normalise_label(label)
    if cell.mode == "next" and word in _INSIDE:
        return None  # within a frame these are the row's own
    filing = own is not None and word == "备案日期" and own.id in ("training_class", "enrolment", "lesson")
    if _FILLED_ON.fullmatch(word) and not filing:
        return Value(
            (Part(f"{REPORT}.填报日期"),), style="yyyy年M月d日" if "年" in cell.value else "yyyy-MM-dd"
        )
    if word == "单位" and "章" in cell.label:
        return Value((Part(f"{SCHOOL}.学校名称"),))
    if own is not None and _keyed_by(own, word):
        return None  # 学年 over a list of what is so year by year is the rows' own
    if _PERIOD.fullmatch(word):
        return Value((Part(f"{REPORT}.期间"),))
    owner = owner_of(own) if own is not None and word not in _ANYBODYS else None
    of_owner = _of_the_owner(owner, word, label) if owner is not None else None
    return of_owner or _of_the_school(word, label, around=cell.mode == "after" or own is not None)


def _of_the_owner(owner: Record, word: str, label: str) -> Value | None:
    """A field, or a span from one day to another, of what the rows belong to."""
    path = (
        _whole_of(owner, word)
        or owner.find_path(word)
        or owner.find_path(label)
        or _of_owner_by_name(owner, word)
    )
    if path is not None and (not path.hops or path.field.search or path.label.count(".") <= 1):
        return Value((Part(f"{owner.label}.{path.label}", path),), style=_day_style(path.field.kind.value))
    span = joined((label,), (), owner.id, "fill")
    if span is None or not span.span or any(part.depth for part in span.parts):
        return None
    style, between = range_style((label,), ())
    parts = tuple(Part(f"{owner.label}.{part.label}", part.path) for part in span.parts)
    return Value(parts, join=between, style=style)


def _of_the_school(word: str, label: str, *, around: bool) -> Value | None:
    for each in (word, label):
        found = outer_field(f"{SCHOOL}.{each}")
        if found is not None:
            return Value((Part(f"{SCHOOL}.{found.label}"),))
    named = school_path(label)
    if named is None and _FILLS_IN.fullmatch(word):
        return Value((Part(f"{SCHOOL}.填报人"),))
    if named is None and (_REPORTS.fullmatch(word) or (around and _HANDS_IN.fullmatch(word))):
        return Value((Part(f"{SCHOOL}.学校名称"),))
    return Value((Part(f"{SCHOOL}.{named.label}"),)) if named is not None else None


def _keyed_by(own: Record, word: str) -> bool:
    """Whether the rows are told apart by what a label asks for: 学年 of 学籍."""
    keyed = {part for key in own.model.keys for part in key}
    return any(each.label == word and each.name in keyed and not each.ref for each in own.fields)


def _whole_of(owner: Record, word: str) -> Path | None:
    """所在班级 over an attendance: the class whose lines the rows belong to, not that of the school."""
    if not owner.model.part_of:
        return None
    whole = record(owner.field(owner.model.part_of).ref)
    bare = re.sub("^(所在|所属|所报|参训|培训)", "", word)
    if bare not in (whole.label, *called(whole.id)):
        return None
    return owner.by_name(f"{owner.model.part_of}.{whole.model.identity[0]}")


def _of_owner_by_name(owner: Record, word: str) -> Path | None:
    """班级 is what the class is called; 等级 of a batch is that of its certificate."""
    found = {
        named.target.path.name: named
        for text, cost in variants((word,))
        if cost <= _READ
        for named in (
            *names(owner.id, "fill").get(text, ()),
            *canonical_names(owner.id, "fill").get(canonical(text), ()),
        )
    }
    sure = sorted(found.values(), key=lambda each: -each.score)
    if word == owner.label or word in called(owner.id):
        return owner.by_name(owner.model.identity[0])
    if not sure or sure[0].score < _SURE or (len(sure) > 1 and sure[1].score > sure[0].score - _APART):
        return None
    path = sure[0].target.path
    own = not path.hops and path.field.name not in _COUNTED  # 人数 above a list may be anybody's
    keyed = bool(path.hops) and owner.field(path.hops[0].name).required  # 认定等级 is the certificate's
    plainly = (path.field.label == word or own or keyed) and sure[0].target.label == path.label
    return path if plainly else None


def _day_style(kind: str) -> str:
    return "yyyy-MM-dd" if kind == "day" else ""
