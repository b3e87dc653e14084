"""Binding the columns of a table to the fields of a record: one assignment, nothing below the bar."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from desktop.core.fields import Kind
from desktop.core.words import normalise_label
from desktop.records import catalogue
from desktop.records.catalogue import Record
from desktop.services.binding.assignment import assign
from desktop.services.binding.columns import Binding, Bound, HeaderColumn, dated_pairs, within
from desktop.services.binding.contents import claimed
from desktop.services.binding.evidence import Codes
from desktop.services.binding.foreign import repeated
from desktop.services.binding.names import FormPath, Purpose, form_paths, names, unit_of
from desktop.services.binding.naming import BAR, Match
from desktop.services.binding.row_figures import row_figures
from desktop.services.binding.styles import join_of, range_style, style_of
from desktop.services.binding.weighing import lean_on_neighbours, matches, settle_ties
from desktop.workbook.words import is_running_label

__all__ = ["BAR", "NOTHING", "Binding", "Bound", "HeaderColumn", "bind"]

_AS_LIKELY: Final = 0.005
NOTHING: Final = ""  # what a person says of a column that no field fills
_CLASSES: Final = re.compile("(?:开办|举办|承办|开设|完成|开展|培训|办)?的?(?:班次|班级|培训班)")
_TRAINED: Final = re.compile("培训|培育|参训|参培|结业|补贴|学徒|职工|农民")
_OF_PUPILS: Final = re.compile("年级|专业|学号|学籍|系部")
_DESCRIBES: Final = (Kind.DAY, Kind.CODE, Kind.REF, Kind.TEXT, Kind.NOTE)
# Titles of what people sign up with: there the row's own copy of class and major is asked for.
_SIGNED_UP: Final = ("报名", "报考", "名册", "花名册", "签到")


def bind(
    columns: Sequence[HeaderColumn],
    record: Record,
    *,
    purpose: Purpose = "import",
    codes: Codes | None = None,
    title: str = "",
    unit: str = "",
    said: Mapping[str, str] | None = None,
) -> Binding:
    """The fields the columns mean. `codes` lets samples and drop-downs have their say; `unit` is the money
    unit printed above the table; `said` what a person once said of a column (父/子 → label path or "")."""
    known, told = codes or {}, said or {}
    columns = dated_pairs(columns) if purpose == "fill" and not told else columns
    binding = Binding()
    found: dict[int, dict[str, Match]] = {}
    before: HeaderColumn | None = None
    again = repeated([column.path for column in columns if not column.continued])
    for column in columns:
        why = _left_alone(column, record.id, purpose)
        if "/".join(column.path) in told:
            _obey(binding, column, record, purpose, known, unit, told["/".join(column.path)])
        elif why:
            binding.unbound[column.index] = why
        else:
            found[column.index] = matches(column, record.id, purpose, known, again, title)
            if purpose == "fill" and before is not None and (inner := within(column, before)) is not None:
                for name, match in matches(inner, record.id, purpose, known, again, title).items():
                    if name not in found[column.index] or found[column.index][name].score < match.score:
                        found[column.index][name] = match
        if not column.path[-1].startswith("其中"):
            before = column
    lean_on_neighbours(columns, found, again)
    settle_ties(found)
    taken = {each.label for each in binding.bound.values()}
    chosen = _chosen(found, taken)
    by_index = {column.index: column for column in columns}
    for index, mine in found.items():
        rival = _rival(mine, chosen.get(index, ""), {*taken, *chosen.values()})
        if rival:
            binding.unbound[index] = f"像“{chosen[index]}”，也像“{rival}”，分不清是哪一个"
        elif index in chosen:
            made = _bound(by_index[index], mine[chosen[index]], known, unit)
            if purpose == "fill":
                made = _of_the_person(_titled(made, record), record, title)
            binding.bound[index] = made
        else:
            binding.unbound[index] = _why_not(mine, {*taken, *chosen.values()})
    if purpose == "import":
        _claim(binding, columns, record, known, unit)
    if purpose == "fill":
        _class_of_roster(binding, record, title)
        _doubt_classes(binding, by_index)
        _count(binding, columns, record, found, known, title, unit)
    return binding


def _claim(
    binding: Binding, columns: Sequence[HeaderColumn], record: Record, codes: Codes, unit: str
) -> None:
    """What no header names the cells may: 系 over 机电工程系, 级 over 初级, where no other column has it."""
    for column in columns:
        if column.index not in binding.unbound or column.running_number or column.continued:
            continue
        taken = {label for each in binding.bound.values() for label in each.labels}
        found = claimed(column.path[-1], column.samples, record.id, "import", codes, taken)
        if found is not None:
            match = Match(found[0], BAR + 0.02, [f"别的列都不填它，{found[1]}"])
            binding.bound[column.index] = _bound(column, match, codes, unit)
            del binding.unbound[column.index]


def _class_of_roster(binding: Binding, own: Record, title: str) -> None:
    """所在班级 of people who were trained is the class of the training, where nothing is asked of a pupil."""
    if own.id != "enrolment" or not _TRAINED.search(title):
        return
    labels = [each.label for each in binding.bound.values()]
    if any(_OF_PUPILS.search(label) for label in labels) or "培训班次.项目名称" in labels:
        return
    for index, each in binding.bound.items():
        if each.path.field.name == "class_name" and not each.parts and not each.learned:
            path = own.by_name("training_class.title")
            reason = "学员参加培训，“班级”就是培训班次"
            binding.bound[index] = replace(
                each, path=path, label=path.label, instead=None, reason=reason, confidence=BAR + 0.1
            )


def _doubt_classes(binding: Binding, columns: Mapping[int, HeaderColumn]) -> None:
    """月份 | 班次 | 人次: with nothing else said of a class, 班次 is how many there were."""
    named = [
        i
        for i, each in binding.bound.items()
        if _CLASSES.fullmatch(normalise_label(columns[i].path[-1])) and not each.learned
    ]
    if len(named) != 1 or binding.bound[named[0]].label != "项目名称":
        return
    others = [
        each for i, each in binding.bound.items() if i not in named and each.path.record == "training_class"
    ]
    if not any(each.path.field.kind in _DESCRIBES and each.path.field.name != "note" for each in others):
        del binding.bound[named[0]]
        binding.unbound[named[0]] = "“班次”也可能是问班次数，没有把握"


def _count(
    binding: Binding,
    columns: Sequence[HeaderColumn],
    record: Record,
    asked: Mapping[int, dict[str, Match]],
    codes: Codes,
    title: str,
    unit: str,
) -> None:
    """What no field fills may be counted: 取证人数 > 初级 of a class; without a filter it is a field."""
    open_ = {index for index in asked if index in binding.unbound}
    if not open_:
        return
    by_index = {column.index: column for column in columns}
    taken = {label for each in binding.bound.values() for label in each.labels}
    for index, figure in row_figures(columns, record.id, open_, title=title, codes=codes, unit=unit).items():
        if not figure.plain:
            binding.figures[index] = figure
        elif (path := record.by_name(figure.plain)).label not in taken:
            match = Match(FormPath(path, path.label), figure.confidence, [figure.reason])
            binding.bound[index] = _bound(by_index[index], match, codes, unit)
        else:
            continue
        del binding.unbound[index]


def _chosen(found: Mapping[int, dict[str, Match]], taken: set[str]) -> dict[int, str]:
    """The field of each column, of those above the bar that no person has given to another column."""
    return assign(
        {
            index: {name: m.score for name, m in mine.items() if m.score >= BAR and name not in taken}
            for index, mine in found.items()
        }
    )


def _rival(mine: Mapping[str, Match], chosen: str, had: set[str]) -> str:
    """Another field as near and as likely that no column has: nobody could say which is meant."""
    best = mine.get(chosen)
    if best is None or best.whole is not None:
        return ""
    for label, match in mine.items():
        near = match.target.depth == best.target.depth and match.score > best.score - _AS_LIKELY
        one, two = match.target.path.field, best.target.path.field
        typed = not one.derived and not two.derived  # 人数 and 实到人数 are one number
        if label not in had and near and typed and one.name != two.name and match.whole is None:
            return label
    return ""


def _left_alone(column: HeaderColumn, record_id: str, purpose: Purpose) -> str:
    leaf = column.path[-1]
    # 工号 may happen to run 1, 2, 3; 编号 that does is only a serial number.
    if column.running_number and (
        is_running_label(leaf) or normalise_label(leaf) not in names(record_id, purpose)
    ):
        return "序号列"
    if column.continued:
        return "合并表头的其余部分"
    if column.formula and purpose == "fill":
        return "表里有公式，由表格自己计算"
    return ""


def _obey(
    binding: Binding,
    column: HeaderColumn,
    record: Record,
    purpose: Purpose,
    codes: Codes,
    unit: str,
    label: str,
) -> None:
    """What a person said about a column goes before every guess."""
    by_label = {target.label: target for target in form_paths(record.id, purpose)}
    targets = [by_label[each] for each in label.split("+") if each in by_label]
    if not targets:
        binding.unbound[column.index] = "您以前说过这一列不填"
        return
    reason = f"按您以前的更正，填“{label.replace('+', '、')}”"
    made = _bound(column, Match(targets[0], 1.0, [reason]), codes, unit)
    if len(targets) > 1:
        style, between = _together(column, targets)
        made = replace(made, label=label, parts=tuple(targets), style=style, join=between)
    binding.bound[column.index] = replace(made, learned=True)


def _bound(column: HeaderColumn, match: Match, codes: Codes, unit: str) -> Bound:
    own, path = match.target.path.field, column.path
    asked = unit_of(path) or (_money(unit) if own.kind is Kind.MONEY else "")
    style = style_of(own, path, asked, column.number_format, column.choices, column.samples, codes)
    style = match.part or style
    confidence = round(min(max(match.score, 0.0), 1.0), 2)
    reason = "；".join(dict.fromkeys(match.reasons))
    made = Bound(match.target.path, match.label, asked, style, confidence, reason)
    if match.whole is None:
        return made
    style, between = _together(column, match.whole.parts)
    return replace(made, parts=match.whole.parts, style=style, join=between)


def _money(unit: str) -> str:
    """万元 of 人、万元."""
    found = re.search("[万千]?元", unit)
    return found[0] if found else ""


def _together(column: HeaderColumn, parts: Sequence[FormPath]) -> tuple[str, str]:
    """How several fields stand in one cell: days with their style, other texts as the header joins them."""
    if all(part.path.field.kind is Kind.DAY for part in parts):
        return range_style(column.path, column.samples)
    return "", join_of(column.path)


def _titled(made: Bound, record: Record) -> Bound:
    """授课教师 asks for the teacher's name: a reference of several names is filled with the first of them."""
    own = made.path.field
    if own.kind is not Kind.REF or made.parts or made.label != made.path.label:
        return made
    identity = catalogue.record(own.ref).model.identity
    if len(identity) < 2:
        return made
    path = record.by_name(f"{made.path.name}.{identity[0]}")
    return replace(made, path=path, label=path.label)


def _of_the_person(made: Bound, record: Record, title: str) -> Bound:
    """年级 in a list of the school's own students is the student's; what was copied at sign-up stands in."""
    first, dot, rest = made.path.name.partition(".")
    if made.parts or any(word in title for word in _SIGNED_UP):
        return made
    if made.label != made.path.label or not any(own.name == first for own in record.fields):
        return made
    copied = record.field(first).copied
    if "_status." not in copied:  # only what changes from year to year: 专业, 年级, 班级
        return made
    path = record.by_name(f"{copied}{dot}{rest}")
    target = next((each for each in form_paths(record.id, "fill") if each.label == path.label), None)
    if target is None:
        return made
    return replace(made, path=target.path, label=target.label, instead=FormPath(made.path, made.label))


def _why_not(found: Mapping[str, Match], taken: set[str]) -> str:
    if not found:
        return "台账里没有这个表头对应的字段"
    best = max(found.values(), key=lambda match: match.score)
    if best.label in taken:
        return f"“{best.label}”已由别的列填写"
    return f"最像“{best.label}”，但把握不够：{'；'.join(best.reasons)}"
