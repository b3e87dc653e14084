"""Checks of the numbers people and firms carry: 身份证, 信用代码, 证书编号, 电话, 学校标识码."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from desktop.core.codes import Code
from desktop.core.words import compact

_X_LOOKALIKES = str.maketrans({"×": "X", "Ⅹ": "X", "ⅹ": "X", "Х": "X", "х": "X"})
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.IGNORECASE)
_MOBILE = re.compile(r"(?:\+|00)?(?:86)?-?(1[3-9]\d{9})")
_PLAIN_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"\(?(0(?:10|2\d|[3-9]\d{2}))\)?-?([2-9]\d{6,7})((?:-|转)\d{1,6})?")
_CREDIT_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_RENSHE = re.compile(r"[A-Z][0-9A-Z]{4}\d{2}[0-9A-Z]{6}(?P<year>\d{2})(?P<level>\d)\d{6}")
_SPECIAL = re.compile(r"[A-Z]{2}\d{20}")  # 特级技师
_QUALIFICATION = re.compile(r"(?P<year>\d{2})\d{8}(?P<level>\d)\d{5}")
_FREE = re.compile(r"[A-Z0-9-]{1,40}", re.IGNORECASE)
_LEVELS = "一二三四五"  # the digit in a number: 1 = 一级/高级技师 … 5 = 五级/初级工


@dataclass(frozen=True, slots=True)
class Check:
    """What a check found: the clean form, or the rule broken with a sentence for the user."""

    ok: bool
    clean: str
    problem_rule: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class IdCheck:
    """What the check of an identity number found; `sex` is the code of GB/T 2261.1."""

    ok: bool
    problem_rule: str
    birth: date | None
    sex: str | None
    clean: str
    sentence: str = ""


def _birth(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def id_check_digit(first17: str) -> str:
    """GB 11643 check digit of the first 17 digits."""
    from stdnum.cn import ric  # imported late: 40 ms

    return ric.calc_check_digit(first17 + "0")


def resident_id(text: str, *, today: date | None = None) -> IdCheck:
    """Checks an 18-digit number (15 digits become 18); a division not in today's list is no error.

    The birthday comes before the check digit: it is what the clerk can compare with the paper.
    """
    clean = compact(text).upper()
    clean = clean[:-1] + clean[-1:].translate(_X_LOOKALIKES)
    if _SCIENTIFIC.fullmatch(clean):
        return _wrong(clean, "身份证尾数丢失", "号码被存成了科学记数，尾数已丢失，请按证件原件重新录入。")
    if len(clean) == 15 and re.fullmatch(r"\d{15}", clean):
        clean = clean[:6] + "19" + clean[6:]
        clean += id_check_digit(clean)
    if len(clean) != 18:
        return _wrong(clean, "身份证位数", f"身份证号码应为 18 位，现在是 {len(clean)} 位，请核对。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", clean):
        return _wrong(clean, "身份证字符", "身份证号码只能是数字，末位可为 X，请核对。")
    return _of_its_digits(clean, today or date.today())


def _wrong(clean: str, rule: str, sentence: str, birth: date | None = None) -> IdCheck:
    return IdCheck(False, rule, birth, None, clean, sentence)


def _of_its_digits(clean: str, today: date) -> IdCheck:
    """What 18 characters that could be a number say: birthday, sex, check digit."""
    birth = _birth(clean[6:14])
    right = id_check_digit(clean[:17]) == clean[17]
    if not right and clean.endswith("000"):
        return _wrong(clean, "身份证尾数丢失", "末三位是 000，多半被表格软件改过，请按证件原件重新录入。")
    if birth is None or birth.year < 1800 or birth > today:
        return _wrong(clean, "身份证生日", f"第 7 至 14 位“{clean[6:14]}”不是正确的出生日期，请核对。")
    if not right:
        return _wrong(clean, "身份证校验位", "末位校验不符，说明有一位录错了，请核对。", birth)
    sex = "1" if int(clean[16]) % 2 else "2"
    if clean.endswith("000"):
        note = "末三位是 000，可能被表格软件改过，请与证件原件核对。"
        return IdCheck(True, "身份证尾数丢失", birth, sex, clean, note)
    return IdCheck(True, "", birth, sex, clean)


def credit_code(text: str) -> Check:
    """统一社会信用代码, GB 32100: 18 characters without I O S V Z, the last a check digit."""
    from stdnum.cn import uscc  # imported late: 40 ms

    clean = compact(text).upper().replace("-", "")
    if len(clean) != 18:
        sentence = f"统一社会信用代码应为 18 位，现在是 {len(clean)} 位，请核对。"
        return Check(False, clean, "信用代码位数", sentence)
    wrong = sorted(set(clean) - _CREDIT_ALPHABET)
    if wrong:
        return Check(
            False,
            clean,
            "信用代码字符",
            f"统一社会信用代码中不会有“{'、'.join(wrong)}”，请核对（如 O 与 0、I 与 1）。",
        )
    if uscc.calc_check_digit(clean[:17]) != clean[17]:
        return Check(False, clean, "信用代码校验位", "末位校验不符，说明有一位录错了，请核对营业执照。")
    return Check(True, clean)


def phone(text: str) -> Check:
    """A mobile number of 11 digits, a landline with or without its area code, or several of them."""
    if _PLAIN_MOBILE.fullmatch(text):
        return Check(True, text)
    clean: list[str] = []
    parts = re.split(r"[、，,;；/\n]+", text)
    for part in list(filter(str.strip, parts)) or parts[:1]:
        one = _one_phone(compact(part).replace("—", "-").replace("－", "-").replace("–", "-"))
        if one is None:
            digits = len(re.sub(r"\D", "", part))
            why = f"“{part.strip()}”有 {digits} 位数字：手机应为 11 位，座机应为区号加 7 或 8 位，请核对。"
            return Check(False, compact(text), "电话位数", why)
        clean.append(one)
    return Check(True, "、".join(clean))


def _one_phone(text: str) -> str | None:
    bare = text.replace("-", "")
    mobile = _MOBILE.fullmatch(bare)
    if mobile:
        return mobile[1]
    national = re.sub(r"^(\+86|0086)-?", "", text)
    landline = _LANDLINE.fullmatch(national)
    if landline:
        extension = (landline[3] or "").replace("转", "-")
        return f"{landline[1]}-{landline[2]}{extension}"
    if re.fullmatch(r"[2-9]\d{6,7}((-|转)\d{1,6})?", text):
        return text.replace("转", "-")
    if re.fullmatch(r"400\d{7}", bare) or re.fullmatch(r"\+(?!86)\d{8,15}", bare):
        return bare
    return None


def school_code(text: str) -> Check:
    """学校标识码: 10 digits."""
    clean = compact(text)
    if not re.fullmatch(r"\d{10}", clean):
        return Check(False, clean, "学校标识码位数", "学校标识码应为 10 位数字，请核对。")
    return Check(True, clean)


def school_year_name(text: str) -> Check:
    """学年 as the ledger stores it: 2025-2026, from 2025学年, 2025-2026学年, 2025-26, 2025—2026."""
    clean = re.sub(r"[—–－~至/]+", "-", compact(text)).removesuffix("度").removesuffix("学年")
    found = re.fullmatch(r"((?:19|20)\d\d)(?:-(\d{4}|\d\d))?", clean)
    year = int(found[1]) if found else 0
    if found is None or (found[2] and int(found[2]) not in (year + 1, (year + 1) % 100)):
        return Check(False, clean, "学年无法识别", f"“{text.strip()}”不是学年，请写成 2025-2026 的样子。")
    return Check(True, f"{year}-{year + 1}")


def certificate_number(
    text: str, scheme: Code | None = None, level: str = "", issued: date | None = None
) -> Check:
    """A certificate's number against its scheme (an item of the list `scheme`), level and day of issue.

    人社 (domain.md §2): 22 characters, 14–15 year of issue, 16 level; 特级技师 2 letters + 20 digits.
    国家职业资格: 16 digits, 1–2 year, 11 level. Any other: free, at most 40 of A–Z 0–9 -.
    """
    clean = compact(text).upper().replace("—", "-").replace("–", "-")
    style = scheme.group if scheme is not None else ""
    if style == "22位":
        if _SPECIAL.fullmatch(clean) and (not level or _level_digit(level) == ""):
            return Check(True, clean)
        wanted = "22 位：1 位字母、机构代码、省份、序列码、年份、等级、顺序号"
        return _against(clean, _RENSHE.fullmatch(clean), wanted, level, issued)
    if style == "16位":
        return _against(clean, _QUALIFICATION.fullmatch(clean), "16 位数字", level, issued)
    if not _FREE.fullmatch(clean):
        return Check(
            False, clean, "证书编号格式", "证书编号只能是字母、数字和短横线，不超过 40 个字符，请核对。"
        )
    return Check(True, clean)


def _level_digit(level: str) -> str:
    """The digit of 四级/中级工 → "4"; "" where the scale has none (学徒工, 特级技师, 首席技师)."""
    found = _LEVELS.find(level[0]) if level[1:2] == "级" else -1
    return str(found + 1) if found >= 0 else ""


def _against(clean: str, found: re.Match[str] | None, wanted: str, level: str, issued: date | None) -> Check:
    if found is None:
        return Check(False, clean, "证书编号格式", f"证书编号应为 {wanted}；现在是 {len(clean)} 位，请核对。")
    if issued is not None and int(found["year"]) != issued.year % 100:
        return Check(
            False,
            clean,
            "证书编号年份",
            f"编号中的年份是 {found['year']}，发证日期是 {issued.year} 年，请核对。",
        )
    digit = _level_digit(level)
    if digit and found["level"] != digit:
        return Check(
            False, clean, "证书编号等级", f"编号中的等级是 {found['level']}，登记的等级是{level}，请核对。"
        )
    return Check(True, clean)
