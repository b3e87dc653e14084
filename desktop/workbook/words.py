"""The few words of office Chinese that structure is read from: totals, notes, labels, serial numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_HAN = re.compile("[\u4e00-\u9fff]+")  # nothing to make alike
_BLANKS = re.compile(r"\s+")
_KEEP_BLANK = re.compile(r"(?<=[A-Za-z0-9,.;)])\s+(?=[A-Za-z0-9(])")
_TOTAL: Final = re.compile(
    r"^(本?(页|班|校|年|月|期|系|科)?(合计|总计|共计|累计|小计|总和|汇总)(数|人数|人次|金额|课时|学时|天数|经费|\(.*\)|（.*）)?"
    r"|(人数|人次|金额|经费|学时|数量)(合计|总计|小计)|(全校|全系|全年|本年|本校)?(总人数|总数|总人次|总金额|总课时|总学时)|共\d*人|total|sum)[:：]?$",
    re.I,
)
_TOTAL_LETTERS: Final = frozenset("计总共汇tTsS")
_NOTE: Final = re.compile(
    r"^[（(【\[]?(注|备注|说明|附注|提示|注意|填表说明|填报说明|填写说明|填表要求|填报要求|备考|要求"
    r"|注意事项|导入说明|温馨提示|填写要求|编制说明|指标解释|栏目关系|逻辑关系|审核关系)"
    r"(事项)?(\d*)[)）】\]]?\s*([:：.、1一]|$)"
)
_ITEM: Final = re.compile(r"^([（(]?(\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]|[①-⑳※*★])")
_COLON: Final = re.compile(r"(?<!\d)[:：]|[:：](?!\d)")
_NO_LABEL: Final = re.compile(r"^[\d\-/.]+$|[。；;]|^https?$")
_RUNNING: Final = re.compile(r"^(序号|序|编号|号|no\.?|行次|顺序号|课次|排序|推荐排序|项次|#)$", re.I)
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_CODE: Final = re.compile(rf"^[（(]?([{_STEMS}]|[A-Z]|\d{{1,3}})[)）]?(=.*)?$")
_PRINTED: Final = re.compile(
    r"^(附件|附表|表|附)\s*[\d一二三四五六七八九十\-—－]*[:：]?$|^(表号|制表机关|批准文号)"
)
_UNITS: Final = re.compile(r"^(计量|金额|货币)?单位$")
_UNIT_WORD: Final = re.compile(r"^[人次元万千百个天学时课节月年%、,，/（）() 项家户]+$")
_TITLE_END: Final = re.compile(r"(表|册|单|名单|台账|清单|汇总|登记|统计|记录|情况|报告)([（(].*[)）])?\d*$")


@lru_cache(maxsize=8192)  # a header is read again and again while its extent is sought
def tidy(text: str) -> str:
    """A header or label as one string: line breaks and blanks gone, except between Latin words."""
    kept = _KEEP_BLANK.sub("\0", text.strip())
    return _BLANKS.sub("", kept.replace("\u3000", " ")).replace("\0", " ")


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """For comparing labels: tidy, half-width brackets, no units in brackets left apart, lower case."""
    if _HAN.fullmatch(text):
        return text
    plain = tidy(text).translate(str.maketrans("（）：，．【】", "():,.[]"))
    return plain.strip(":*＊★# ").lower().replace(" ", "")


def bare(text: str) -> str:
    """A label without what stands in brackets: 填报单位（盖章） -> 填报单位."""
    return re.sub(r"[(\[].*?[)\]]", "", normal(text))


def is_total(text: str) -> bool:
    """合计, 总 计, 总人数 and the like."""
    if len(text) > 24 or _TOTAL_LETTERS.isdisjoint(text):
        return False  # asked for every row of an import, so the cheap answer comes first
    return bool(_TOTAL.match(tidy(text)))


def is_note(text: str) -> bool:
    """注：…, 填表说明, and sentences no header would be."""
    plain = text.strip()
    return (
        bool(_NOTE.match(plain))
        or (len(plain) > 60 and len(tidy(plain)) > 60)
        or (len(plain) > 8 and bool(_ITEM.match(plain)))
    )


def is_printed(text: str) -> bool:
    """附件2, 表 二: what a bureau prints in a corner."""
    return bool(_PRINTED.match(tidy(text)))


def is_running_label(text: str) -> bool:
    """Whether the header names a running number."""
    return bool(_RUNNING.match(tidy(text)))


def is_code(text: str) -> bool:
    """甲, 乙, 1, (2), 3=1+2: the row of column numbers under a header."""
    return bool(_CODE.match(tidy(text)))


def stem_or_number(text: str) -> int | None:
    """The number of a code cell, 0 for 甲 乙 丙."""
    plain = tidy(text).strip("()（）").partition("=")[0].strip("()（）")
    if plain.isdigit():
        return int(plain)
    return 0 if len(plain) == 1 and (plain in _STEMS or plain.isascii()) else None


def title_like(text: str) -> bool:
    """Ends as the name of a form ends."""
    return bool(_TITLE_END.search(tidy(text)))


def split_labels(text: str) -> list[tuple[str, str]]:
    """'填报人：王  电话：' -> [('填报人', '王'), ('电话', '')]; [] when it is no label text."""
    text = text.partition("{{")[0]  # a placeholder of another engine is no label
    if not (":" in text or "：" in text) or is_note(text):
        return []
    found = []
    for label, start, end in label_spans(text):
        value = text[start:end].strip()
        if not (_UNITS.match(label) and _UNIT_WORD.match(value)):
            found.append((label, value))
    return found


def label_spans(text: str) -> list[tuple[str, int, int]]:
    """Each label of a cell with the stretch that its value may take: (label, start, end)."""
    spots: list[tuple[str, int, int]] = []  # label, where it begins, where its value begins
    for colon in _COLON.finditer(text):
        before = spots[-1][2] if spots else 0
        begin = before + _label_start(text[before : colon.start()], first=not spots)
        label = tidy(text[begin : colon.start()])
        if 0 < len(label) <= 20 and not _NO_LABEL.search(label) and not is_note(f"{label}："):
            spots.append((label, begin, colon.end()))
        elif not spots:
            return []
    if not spots:  # the colons of a time of day name nothing
        return []
    ends = [begin for _, begin, _ in spots[1:]] + [len(text)]
    return [(label, start, end) for (label, _, start), end in zip(spots, ends, strict=True)]


def _label_start(stretch: str, *, first: bool) -> int:
    """Where a label begins in what lies between the last colon and its own."""
    words = list(re.finditer(r"[^\s，。；;,]+", stretch))
    if not words:
        return len(stretch)
    if first:
        return words[0].start()
    begin = len(words) - 1
    while begin > 0 and len(tidy(stretch[words[begin].start() :])) < 2:
        begin -= 1  # 性  别 is one label
    return words[begin].start()
