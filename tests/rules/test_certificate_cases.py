"""证书: cases worked by hand from domain.md §2, rule by rule, and random numbers against the oracle."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.codes import read_code_list
from desktop.core.dates import parse_window
from desktop.core.numbers import certificate_number
from desktop.services.accounts import of_stats
from desktop.services.counting.stats import stats
from tests.rules import oracle
from tests.services.counting_office import Book

D = date.fromisoformat
SCHEMES = read_code_list(Path(__file__).resolve().parents[2] / "resources" / "codes" / "scheme.toml")
FOUR = "四级/中级工"

# Scheme, number, level, issued → the rule that is broken ("" none).
NUMBERS: dict[str, tuple[str, str, str, str | None, str]] = {
    # S, 机构 0000, 省 22, 序列 000001, year 26, level 4, serial 000839
    "对": ("职业技能等级证书", "S000022000001264000839", FOUR, "2026-10-01", ""),
    "年份不对": ("职业技能等级证书", "S000022000001254000839", FOUR, "2026-01-01", "证书编号年份"),
    "跨年发证": ("职业技能等级证书", "S000022000001254000839", FOUR, "2025-12-31", ""),
    "等级不对": ("职业技能等级证书", "S000022000001263000839", FOUR, "2026-10-01", "证书编号等级"),
    "少一位": ("职业技能等级证书", "S00002200000126400083", FOUR, "2026-10-01", "证书编号格式"),
    "多一位": ("职业技能等级证书", "S0000220000012640008391", FOUR, "2026-10-01", "证书编号格式"),
    "首位是数字": ("职业技能等级证书", "1000022000001264000839", FOUR, "2026-10-01", "证书编号格式"),
    "技工院校": ("职业技能等级证书", "J000022000001264000839", FOUR, "2026-10-01", ""),
    "小写也认": ("职业技能等级证书", "s000022000001264000839", FOUR, "2026-10-01", ""),
    "学徒工无位": ("职业技能等级证书", "Y000022000001265000839", "学徒工", "2026-10-01", ""),
    "特级技师": ("职业技能等级证书", "TJ00002200000126000839", "特级技师", "2026-10-01", ""),
    "没填发证日期": ("职业技能等级证书", "S000022000001264000839", FOUR, None, ""),
    # 国家职业资格: 16 digits, the year at 1–2, the level at 11 (5 初级 … 1 高级技师)
    "老资格": ("国家职业资格", "1607003000400123", FOUR, "2016-05-01", ""),
    "老资格初级": ("国家职业资格", "1607003000500123", "五级/初级工", "2016-05-01", ""),
    "老资格高级技师": ("国家职业资格", "1607003000100123", "一级/高级技师", "2016-05-01", ""),
    "老资格年末": ("国家职业资格", "1507003000400123", FOUR, "2015-12-31", ""),
    "老资格等级": ("国家职业资格", "1607003000300123", FOUR, "2016-05-01", "证书编号等级"),
    "老资格年份": ("国家职业资格", "1507003000400123", FOUR, "2016-01-01", "证书编号年份"),
    "老资格少一位": ("国家职业资格", "160700300040012", FOUR, "2016-05-01", "证书编号格式"),
    "老资格多一位": ("国家职业资格", "16070030004001234", FOUR, "2016-05-01", "证书编号格式"),
    "老资格有字母": ("国家职业资格", "16070030004001X3", FOUR, "2016-05-01", "证书编号格式"),
    # X证书: free text of A–Z, 0–9 and -, at most 40
    "X自由": ("X证书", "1X-2024-000123", "中级", "2024-05-01", ""),
    "X全是数字": ("X证书", "000123", "中级", "2024-05-01", ""),
    "X四十位": ("X证书", "A" * 40, "中级", "2024-05-01", ""),
    "X太长": ("X证书", "A" * 41, "中级", "2024-05-01", "证书编号格式"),
    "X有汉字": ("X证书", "证2024", "中级", "2024-05-01", "证书编号格式"),
    "X有斜杠": ("X证书", "2024/123", "中级", "2024-05-01", "证书编号格式"),
    "X有下划线": ("X证书", "2024_123", "中级", "2024-05-01", "证书编号格式"),
    "X年份不论": ("X证书", "1X-2023-000123", "高级", "2024-05-01", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", NUMBERS)
def test_numbers(case: str) -> None:
    scheme, text, level, issued, rule = NUMBERS[case]
    found = certificate_number(text, SCHEMES.find(scheme), level, D(issued) if issued else None)
    assert (found.ok, found.problem_rule) == (not rule, rule)


@given(
    st.from_regex(r"\A[YSJ][0-9]{21}\Z")
    | st.from_regex(r"\A[YSJ][0-9A-Z]{4}[0-9]{8,18}\Z")
    | st.from_regex(r"\A[YS][0-9]{12}(19|2[0-6])[1-5][0-9]{6}\Z"),
    st.integers(2019, 2026),
    st.integers(1, 5),
)
def test_numbers_agree_with_the_oracle(text: str, year: int, level: int) -> None:
    names = {1: "一级/高级技师", 2: "二级/技师", 3: "三级/高级工", 4: FOUR, 5: "五级/初级工"}
    found = certificate_number(text, SCHEMES.find("职业技能等级证书"), names[level], date(year, 6, 1))
    assert found.ok is oracle.renshe_number(text, year, level)


# Candidates (result, sat, certificate's status), day of the exam → 报考 实考 通过 考生取证 of 2026.
CANDIDATES: dict[
    str, tuple[list[tuple[str | None, bool | None, str | None]], str, tuple[int, int, int, int]]
] = {
    "通过取证": ([("通过", True, "有效")], "2026-05-01", (1, 1, 1, 1)),
    "没填实考": ([("通过", None, None), ("未通过", None, None)], "2026-05-01", (2, 2, 1, 0)),
    "缺考": ([("缺考", None, None), ("缺考", False, None)], "2026-05-01", (2, 0, 0, 0)),
    "还没登记": ([(None, None, None)], "2026-05-01", (1, 0, 0, 0)),
    "考了没出分": ([(None, True, None)], "2026-05-01", (1, 1, 0, 0)),
    "注销": ([("通过", True, "注销")], "2026-05-01", (1, 1, 1, 0)),
    "状态空着": ([("通过", True, "")], "2026-05-01", (1, 1, 1, 1)),
    "年末": ([("通过", True, "有效")], "2026-12-31", (1, 1, 1, 1)),
    "次年": ([("通过", True, "有效")], "2027-01-01", (0, 0, 0, 0)),
    "闰日的上一场": ([("通过", True, "有效")], "2024-02-29", (0, 0, 0, 0)),
}


@pytest.mark.parametrize("case", CANDIDATES)
def test_candidates(book: Book, case: str) -> None:
    rows, held_on, expected = CANDIDATES[case]
    exam(book, rows, held_on)
    found = stats(book.office, "考核批次", parse_window("2026"))[0]["measures"]
    assert tuple(found[label] for label in ("报考", "实考", "通过", "考生取证")) == expected


def exam(book: Book, rows: list[tuple[str | None, bool | None, str | None]], held_on: str) -> None:
    kind = book.add("certificate_type", scheme="X证书", name="网页", level="中级", organisation="甲")
    batch = book.add("exam_batch", number="K1", certificate_type=kind, held_on=D(held_on))
    for number, (result, sat, status) in enumerate(rows):
        person = book.student(f"学{number}")
        candidate = book.add("candidate", batch=batch, student=person, result=result, sat=sat)
        if status is not None:
            book.add(
                "certificate", certificate_type=kind, number=f"N{number}", student=person,
                candidate=candidate, issued=D(held_on), status=status or None,
            )  # fmt: skip


# 学籍 of 2025-2026 (毕业年级, issued, status) → of the graduating year: all, with, without.
GRADUATES: dict[str, tuple[list[tuple[str, bool | None, str | None, str | None]], tuple[int, int, int]]] = {
    "有证": ([("2025-2026", True, "2026-05-01", "有效")], (1, 1, 0)),
    "无证": ([("2025-2026", True, None, None)], (1, 0, 1)),
    "末日发证": ([("2025-2026", True, "2026-08-31", None)], (1, 1, 0)),
    "次日发证": ([("2025-2026", True, "2026-09-01", "有效")], (1, 0, 1)),
    "早年的证": ([("2025-2026", True, "2023-01-01", "有效")], (1, 1, 0)),
    "注销": ([("2025-2026", True, "2026-05-01", "注销")], (1, 0, 1)),
    "不是毕业年级": ([("2025-2026", False, "2026-05-01", "有效")], (0, 0, 0)),
    "没填毕业年级": ([("2025-2026", None, "2026-05-01", "有效")], (0, 0, 0)),
    "下一学年": ([("2026-2027", True, "2026-05-01", "有效")], (0, 0, 0)),
    "两个人": ([("2025-2026", True, "2026-05-01", "有效"), ("2025-2026", True, None, None)], (2, 1, 1)),
}


@pytest.mark.parametrize("case", GRADUATES)
def test_who_of_the_graduating_year_has_none(book: Book, case: str) -> None:
    rows, expected = GRADUATES[case]
    kind = book.add("certificate_type", scheme="X证书", name="网页", level="中级", organisation="甲")
    without = []
    for number, (year, graduating, issued, status) in enumerate(rows):
        person = book.student(f"学{number}")
        own = book.add("student_status", student=person, school_year=year, graduating=graduating)
        if issued:
            book.add(
                "certificate", certificate_type=kind, number=f"N{number}", student=person,
                issued=D(issued), status=status,
            )  # fmt: skip
        else:
            without.append(own)
    window = parse_window("2025学年")
    found = stats(book.office, "学籍", window)[0]["measures"]
    labels = ("毕业年级人数", "毕业年级有证人数", "毕业年级无证人数")
    assert tuple(found[label] for label in labels) == expected
    (opened,) = of_stats(book.office, "学籍", window, only="毕业年级无证人数")
    named = {row.id for row in opened.parts[0].rows}
    assert len(named) == expected[2] and (set(without) <= named or not expected[2])
