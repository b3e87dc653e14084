"""One heading of a cross table read: a measure, filters by code lists, a year; what nobody understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from desktop.core.codes import CodeList
from desktop.core.same import Same
from desktop.services.binding.heading_parts import alike, measure_names, money_core, part_of_year, plain
from desktop.services.binding.heading_words import kinds
from desktop.services.binding.measure_words import NEUTRAL, Dimension, MeasureSetWords, MeasureWords
from desktop.services.binding.readings import unit_of
from desktop.workbook.words import is_total

Codes = Mapping[str, CodeList]

LAST_YEAR: Final = "上年"
_AMOUNT: Final = "(?:数值|数量|数据|指标值|填报值|完成值|实际值|数)?"
_THIS: Final = re.compile(rf"^(?:本年度?|本期|今年|本学年|当年|报告期|年内)?{_AMOUNT}$")
_LAST: Final = re.compile(rf"^(?:上一?年度?|去年|上一?学年|上年同期|去年同期){_AMOUNT}$")
_YEAR: Final = re.compile(
    r"^((?:20\d\d)(?:(?:-|—|~|至)(?:20)?\d\d)?学年度?|20\d\d年(?:第?[一二三四]季度|[上下]半年|\d{1,2}月)?(?:度|全年)?)(.*)$"
)
_BRACKET: Final = re.compile(r"\(([^()]*)\)")
WITHIN: Final = re.compile(r"^其中:?")
_ENDINGS: Final = ("人员", "培训", "项目", "生", "学员", "教师", "人数", "人次")
PERSONS: Final = ("学员", "学生", "人员")
_NOUN: Final = re.compile("(人数|人次|情况|数)$")
_COUNTED: Final = re.compile("(人次|人数)$")
# 全校合计, 二季度合计: the sum of what is said before it.
_SUM: Final = re.compile("(合计|小计|总计|共计)$")
_STAFF: Final = re.compile("(师资|教师)人数$")
_WHOLE: Final = re.compile("(全校|全市|全县|全区|各校|各系部?|本校|全部|各类|以上)(合计|小计|总计|共计)")
_OTHER_COUNT: Final = re.compile("证书|考核|考试|鉴定|教师|师资|服务")
_CERTIFIED: Final = re.compile("(获得|取得|获取|考取).{0,10}证书?的?(人数|数|人次)")
_UNIT_ONLY: Final = re.compile("[项个人名次场期班家所天月日元万千%]{1,3}")
_STEP: Final = re.compile("[一二三四五]级")
# 开班（期）, 参加教师（人）: the unit is the noun that the words before it leave out.
_NOUNS: Final[Mapping[str, tuple[str, ...]]] = {
    "人": ("人数", "数", "学员数"),
    "名": ("人数", "数"),
    "人次": ("人次",),
    "个": ("数", "次数", "个数"),
    "期": ("期数", "数", "次数"),
    "班": ("数", "次数", "班次"),
    "项": ("数", "个数"),
    "场": ("场次", "次数"),
    "次": ("次数", "数"),
    "天": ("天数",),
    "日": ("天数",),
    "学时": ("学时",),
    "课时": ("学时",),
    "万元": ("金额", "经费"),
    "元": ("金额", "经费"),
}
# 培训量, 成果, 办班情况 over figures: what kind of figures stand below, no part of them.
_KIND_GROUP: Final = re.compile(".{0,4}(?:情况|量|成果|结果|成效|效益|产出|业绩|规模|明细|构成)")


@dataclass(slots=True)
class Heading:
    """At most one measure, any filters, a window; `unknown` is a text that nobody understands."""

    measure: MeasureWords | None = None
    filters: dict[Dimension, str] = field(default_factory=dict)
    window: str = ""
    unknown: str = ""
    total: bool = False
    unit: str = ""
    said: list[str] = field(default_factory=list)
    filters_first: bool = False
    counted: str = ""  # 人次, 人数: what is counted was only said behind a kind


@lru_cache(maxsize=8)
def heading_reader(codes: Same[Codes], words: MeasureSetWords) -> HeadingReader:
    """The reader of a measure set; it is asked for every record that a header may be of."""
    return HeadingReader(codes.it, words)


class HeadingReader:
    """Reads headings with the words of one measure set."""

    def __init__(self, codes: Codes, words: MeasureSetWords) -> None:
        self._codes, self._set = codes, words
        self.by_word = {word: each for each in words.measures for word in measure_names(each)}
        # What is listed as a measure's name goes before what is made of patterns.
        self.by_word |= {plain(word): each for each in words.measures for word in (each.label, *each.aliases)}
        self._known: dict[str, dict[Dimension, str]] = {}
        self._by_money: dict[str, MeasureWords] = {}
        for word, each in self.by_word.items():
            if each.money and (core := money_core(word)):
                self._by_money.setdefault(core, each)

    def read(self, path: Sequence[str], *, lenient: bool = False, filters_first: bool = False) -> Heading:
        """Every text of the path must say something; of a row a group's name may be only a name. With
        `filters_first` what may be a figure of the whole school or a kind of rows is the kind."""
        heading = Heading(filters_first=filters_first)
        texts = [plain(text) for text in path]
        joined = self._joined(texts)
        if joined is not None:
            heading.measure, used = joined
            heading.said.append(f"“{'/'.join(path[-used:])}”是{heading.measure.label}")
            texts = texts[:-used]
        for place in reversed(range(len(texts))):  # the leaf first: the group above only says what kind it is
            named = heading.measure is not None and self._is_kind(texts[place], heading.measure)
            told = heading.measure is not None and self._only_kind(texts[place])
            group = place < len(texts) - 1 and (lenient or told)
            leaf = place == len(path) - 1
            if leaf and heading.measure is None and self._by_unit(texts[place], unit_of(path), heading):
                continue
            if not named and not self._take(texts[place], heading) and not group:
                heading.unknown = heading.unknown or path[place]
        heading.unknown = heading.unknown or self._other(texts, heading)
        timed = heading.measure is not None and heading.measure.id.startswith("training.person_")
        if heading.measure is None or (timed and unit_of(path) == "人次"):  # 培训量（人次）
            self._count(path, heading)
        return heading

    def _by_unit(self, text: str, unit: str, heading: Heading) -> bool:
        """开班（期） is how many classes there were, 到位资金（万元） the money that came: the unit
        tells which measure a bare word is of."""
        bare = WITHIN.sub("", _BRACKET.sub("", text))
        if not bare or unit not in _NOUNS or bare in self.by_word or text in self.by_word:
            return False
        if self._candidates(bare):
            return False
        found = next(
            (self.by_word[bare + noun] for noun in _NOUNS[unit] if bare + noun in self.by_word), None
        )
        if unit.endswith("元"):
            found = self._by_money.get(money_core(bare)) if found is None or not found.money else found
        if found is None or found.money != unit.endswith("元"):
            return False
        heading.measure = found
        heading.said.append(f"“{text}”以{unit}计，是{found.label}")
        return True

    def _count(self, path: Sequence[str], heading: Heading) -> None:
        """补贴性培训人次, 男（人次）: what is counted stands behind the kind, or is its unit."""
        leaf = WITHIN.sub("", _BRACKET.sub("", plain(path[-1])))
        found = _COUNTED.search(leaf)
        counted = found[1] if found else unit_of(path)
        if found and _STAFF.search(leaf) and self._set.owner == "training_class":
            heading.unknown = path[-1]  # those who teach, more likely than trainees who are teachers
            return
        if counted in ("人数", "人次") and (heading.measure or heading.total or self._candidates(leaf)):
            heading.measure = self.by_word.get(counted)
            heading.counted = counted

    def _other(self, texts: Sequence[str], heading: Heading) -> str:
        """考核 over 人数 of a training table: a group that speaks of other people than the measure counts."""
        measure = heading.measure
        if measure is None or not self._set.others or measure.id in self._set.near:
            return ""
        for text in texts:
            about = any(word in text for word in self._set.titles) or text in self.by_word
            if not about and NEUTRAL.fullmatch(text) and re.search(self._set.others, text):
                return text
        return ""

    def _is_kind(self, text: str, measure: MeasureWords) -> bool:
        """培训经费 over 到账, 培训人数 over 结业人数: the group names the kind of what stands under it."""
        group = self.by_word.get(text)
        return group is not None and (group.money == measure.money) and (group.money or text.endswith("人数"))

    def _only_kind(self, text: str) -> bool:
        """培训量 over 人数, 成果 over 结业: a group that says what kind of figures stand below."""
        other = re.search(self._set.others, text) if self._set.others else None
        return bool(_KIND_GROUP.fullmatch(text)) and other is None and not self._candidates(text)

    def _joined(self, texts: Sequence[str]) -> tuple[MeasureWords, int] | None:
        """计划 over 人数 is 计划人数: the longest tail of the path that names a measure."""
        for used in range(len(texts), 1, -1):
            for joint in ("", "/"):
                found = self.by_word.get(joint.join(texts[-used:]))
                if found is not None:
                    return found, used
        return None

    def _take(self, text: str, heading: Heading) -> bool:
        """Whether the text is understood as a whole: measure, filter, year, or a word that says nothing."""
        inner = _BRACKET.findall(text)
        bare = WITHIN.sub("", _BRACKET.sub("", text))
        if bare not in self.by_word and (is_total(bare) or bare in ("计", "小计", "全部")):
            heading.total = True
            return True
        return self._take_bare(bare, text, heading) and all(
            _UNIT_ONLY.fullmatch(each)
            or self._take_bare(WITHIN.sub("", each), each, heading)
            or NEUTRAL.fullmatch(each)
            for each in inner
        )

    def _take_bare(self, bare: str, text: str, heading: Heading) -> bool:
        if not bare or _THIS.match(bare):
            return True
        if _SUM.search(bare):
            said = _SUM.sub("", bare)
            plainly = said not in self.by_word and NEUTRAL.fullmatch(said)
            heading.total = bool(_WHOLE.fullmatch(bare) or plainly)
            return heading.total or self._take_bare(_SUM.sub("", bare), text, heading)
        if _LAST.match(bare):
            heading.window = LAST_YEAR
            return True
        year = _YEAR.match(bare)
        if year:
            heading.window = year[1].removesuffix("全年")
            return self._take_bare(year[2], text, heading)
        if re.fullmatch(r"20\d\d", bare):  # 各年实践天数 over 2021
            heading.window = f"{bare}年"
            return True
        within = part_of_year(bare)
        if within:
            heading.window = within
            return True
        measure = self.by_word.get(text) or self.by_word.get(bare)
        kind = heading.filters_first and measure is not None and not measure.filtered
        if measure is not None and heading.measure is None and not (kind and self._candidates(bare)):
            heading.measure = measure
            heading.said.append(f"“{text}”是{measure.label}")
            return True
        if self._candidates(bare):
            return True  # which list it belongs to is decided with its neighbours
        if heading.measure is None and _CERTIFIED.fullmatch(bare):
            heading.measure = self.by_word.get("取证人数")
            return heading.measure is not None
        neutral = NEUTRAL.fullmatch(bare) or NEUTRAL.fullmatch(_NOUN.sub("", bare) or bare)
        return self._with_lead(bare, heading) or bool(neutral)

    def _with_lead(self, bare: str, heading: Heading) -> bool:
        """公益项目培训学时: a filter or a plain word before a measure."""
        for at in range(1, len(bare) - 1):
            persons = bare[at:] in PERSONS and bool(self._candidates(bare[:at]))
            measure = self.by_word.get("人数" if persons else bare[at:])
            if measure is None or heading.measure is not None:
                continue
            lead = bare[:at].rstrip(":,的")
            if self._candidates(lead) or NEUTRAL.fullmatch(lead):
                if _OTHER_COUNT.search(lead) and self._set.owner == "training_class":
                    continue  # 考核人数, 教师人数 are not those who were trained
                heading.measure = measure
                heading.said.append(f"“{bare}”是{measure.label}")
                return True
        return False

    # -- filters ------------------------------------------------------------------------------------

    def _candidates(self, text: str) -> dict[Dimension, str]:
        """The lists that know the word, with its code."""
        if text not in self._known:
            self._known[text] = {
                each: code for each in self._set.dimensions if (code := self._code(each, text)) is not None
            }
        return self._known[text]

    def _code(self, dimension: Dimension, text: str) -> str | None:
        """The item a word names: 考核优秀 as 优秀, 委托有偿 where both words are one item."""
        code = self._listed(dimension, text)
        leads = [each for each in dimension.names if text.startswith(each) and len(text) > len(each) + 1]
        if code is None and leads:
            code = self._listed(dimension, text.removeprefix(max(leads, key=len)))
        if code is None and dimension.codes:
            for at in range(2, len(text) - 1):
                code = self._listed(dimension, text[:at])
                if code is not None and self._listed(dimension, text[at:]) == code:
                    return code
            return None
        return code

    def _listed(self, dimension: Dimension, text: str) -> str | None:
        for word in (text, *(text.removesuffix(each) for each in _ENDINGS if text.endswith(each))):
            if word in dimension.words:
                return dimension.words[word]
            listed = self._codes.get(dimension.codes) if not word.isdigit() else None
            word = kinds(dimension.codes).get(word, word)
            item = listed.find(word) if listed is not None and word else None
            if item is None and listed is not None and (same := alike(word)) != word:
                item = listed.find(kinds(dimension.codes).get(same, same))
            if item is not None:
                return item.code
        return None

    def vote(self, headings: Mapping[int, tuple[Sequence[str], Heading]], context: str) -> None:
        """One list for the headings that stand side by side: the one their header names, else most know."""
        leaves = {index: self._words_of(path) for index, (path, _) in headings.items()}
        ranks: dict[Dimension, float] = {}
        for each in self._set.dimensions:
            known = sum(any(each in self._candidates(word) for word in words) for words in leaves.values())
            if known:
                ranks[each] = known + 1.5 * any(name in context for name in each.names)
        order = sorted(ranks, key=lambda each: -ranks[each])
        for index, (_, heading) in headings.items():
            self._choose(leaves[index], order, heading)
        self._remarks(headings)
        self._settle([heading for _, heading in headings.values()])
        levels = [each for each in order if each.codes == "skill_level"]
        if levels:
            self._one_scale(levels[0], [heading for _, heading in headings.values()])

    def _remarks(self, headings: Mapping[int, tuple[Sequence[str], Heading]]) -> None:
        """中小学生(职业体验) beside 农民工: one bracket of another list only remarks on it."""
        for path, heading in headings.values():
            inner = [WITHIN.sub("", each) for each in _BRACKET.findall(plain(path[-1]))]
            outer = self._candidates(WITHIN.sub("", _BRACKET.sub("", plain(path[-1]))))
            for each in [each for each in heading.filters if each not in outer]:
                alone = sum(each in other.filters for _, other in headings.values()) == 1
                told = any(each in self._candidates(word) for word in inner)
                if alone and told and set(outer) & set(heading.filters) and len(headings) > 2:
                    del heading.filters[each]

    def _settle(self, headings: Sequence[Heading]) -> None:
        """专业课教师 beside 公共基础课教师 is a kind; alone a figure of the school, which has no kinds."""
        used = [each for heading in headings if heading.measure is None for each in heading.filters]
        for heading in headings:
            if heading.measure is None or heading.measure.filtered or not heading.filters:
                continue
            if any(each in used for each in heading.filters):
                heading.measure = None
            else:
                heading.filters.clear()

    def _words_of(self, path: Sequence[str]) -> list[str]:
        """The texts of a path that may be filters, leaf first; what a measure's name leads with, too."""
        words: list[str] = []
        for text in reversed(path):
            whole = plain(text)
            bare = WITHIN.sub("", _BRACKET.sub("", whole))
            if self.only_measure(whole) or self.only_measure(bare):
                continue
            year = _YEAR.match(bare)
            bare = year[2] if year else bare
            inner = [WITHIN.sub("", each) for each in _BRACKET.findall(whole)]
            words += [*inner, bare] if any(map(_STEP.fullmatch, inner)) else [bare, *inner]  # 初级(五级)
            words += [bare[:at] for at in range(len(bare) - 1, 0, -1) if bare[at:] in self.by_word][:2]
        return [word for word in words if word]

    def only_measure(self, text: str) -> bool:
        """Whether the text names what is counted and cannot be a kind of rows."""
        found = self.by_word.get(text)
        return found is not None and (found.filtered or not self._candidates(text))

    def _choose(self, words: Sequence[str], order: Sequence[Dimension], heading: Heading) -> None:
        taken: set[Dimension] = set()
        for word in words:
            found = self._candidates(word)
            if not found or set(found.values()) & {heading.filters.get(each) for each in taken & set(found)}:
                continue  # the same said twice: 其他 / 其他
            best = next((each for each in order if each in found), None)
            if best is None:
                continue
            if best in heading.filters:
                if word == words[0]:
                    continue
                # A group of the same list holds the leaf: 农村人员 > 农民工; another value would contradict.
                continue
            heading.filters[best] = found[best]
            taken.add(best)
            heading.said.append(f"“{word}”是{best.label}")

    def _one_scale(self, level: Dimension, headings: Sequence[Heading]) -> None:
        """初级 beside 技师 is 初级工, not the 初级 of an X certificate."""
        listed = self._codes.get(level.codes)
        if listed is None:
            return
        items = [listed.get(code) for each in headings if (code := each.filters.get(level))]
        if not any(item and item.group == "职业技能等级证书" for item in items):
            return
        for each in headings:
            item = listed.get(each.filters.get(level, ""))
            other = listed.find(f"{item.name}工") if item is not None and item.group == "X证书" else None
            if other is not None:
                each.filters[level] = other.code
