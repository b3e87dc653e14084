"""The form in which a column asks for its values, decided from what the template shows."""

from __future__ import annotations

import pytest

from desktop import compose
from desktop.core.codes import CodeFolder
from desktop.core.fields import Field, Kind
from desktop.core.presenting import as_offered
from desktop.services.binding.styles import join_of, range_style, style_of

CODES = CodeFolder(compose.program_folder() / "resources/codes")
DAY = Field("start", "开始日期", Kind.DAY)
MONTH = Field("birth", "出生日期", Kind.MONTH)
MONEY = Field("income", "到账经费", Kind.MONEY)
RATE = Field("rate", "通过率", Kind.DECIMAL, unit="%")
YES = Field("double", "双师型", Kind.YESNO)
NATURE = Field("nature", "企业性质", Kind.CODE, codes="enterprise_nature")
INDUSTRY = Field("industry", "所属行业", Kind.CODE, codes="industry")
SEX = Field("sex", "性别", Kind.CODE, codes="sex")
LEVEL = Field("level", "等级", Kind.CODE, codes="skill_level")
AUDIENCE = Field("audience", "培训对象", Kind.CODE, codes="audience")


@pytest.mark.parametrize(
    ("own", "header", "unit", "number_format", "choices", "samples", "style"),
    [
        (MONTH, "出生年月", "", "General", (), (), "yyyyMM"),
        (MONTH, "出生年月（如1980.09）", "", "General", (), (), "yyyy.MM"),
        (MONTH, "出生年月(YYYY-MM)", "", "@", (), (), "yyyy-MM"),
        (MONTH, "出生年月", "", "@", (), ("1980-09",), "yyyy-MM"),
        (MONTH, "出生年月", "", "@", (), ("198009",), "yyyyMM"),
        (MONTH, "出生年月", "", 'yyyy"年"m"月"', (), (), "yyyy年M月"),
        (MONTH, "出生年月", "", "yyyy\\.mm", (), (), "yyyy.MM"),
        (DAY, "开始日期", "", "yyyy-mm-dd", (), (), "date"),
        (DAY, "开始日期", "", "[$-F800]yyyy/m/d;@", (), ("2025-09-01",), "date"),
        (DAY, "开始日期（格式：YYYYMMDD）", "", "@", (), (), "yyyyMMdd"),
        (DAY, "开始时间", "", "@", (), ("2025年9月1日",), "yyyy年M月d日"),
        (DAY, "开始时间", "", "@", (), ("2025.9.1",), "yyyy.M.d"),
        (DAY, "开始时间", "", "@", (), ("2025.09.01",), "yyyy.MM.dd"),
        (DAY, "发证日期（年月日，如20250901）", "", "General", (), (), "yyyyMMdd"),
        (DAY, "开始日期", "", "General", (), (), ""),
        (MONEY, "到账经费（万元）", "万元", "0.00", (), (), "万元"),
        (MONEY, "到账经费", "", "0.00", (), (), "元"),
        (RATE, "通过率(%)", "%", "0.0", (), (), "百分数"),
        (RATE, "通过率", "", "0.0%", (), (), "比例"),
        (RATE, "通过率", "", "@", (), ("85.3%",), "百分号"),
        (RATE, "通过率", "", "General", (), ("0.85",), "比例"),
        (YES, "是否双师型", "", "General", ("是", "否"), (), "是否"),
        (YES, "双师型证书（有/无）", "", "General", (), (), "有无"),
        (YES, "双师型（打√）", "", "General", (), (), "勾"),
        (NATURE, "企业性质码", "", "@", (), (), "代码"),
        (INDUSTRY, "所属行业", "", "@", (), ("A", "C"), "代码"),
        (NATURE, "企业性质", "", "@", ("国有企业", "民营企业"), (), ""),
    ],
)  # fmt: skip
def test_the_style_a_column_asks_for(
    own: Field,
    header: str,
    unit: str,
    number_format: str,
    choices: tuple[str, ...],
    samples: tuple[str, ...],
    style: str,
) -> None:
    assert style_of(own, (header,), unit, number_format, choices, samples, CODES) == style


@pytest.mark.parametrize(
    ("header", "samples", "found"),
    [
        ("实践起止时间", (), ("yyyy.MM.dd", "-")),
        ("实践时间 (yyyy-mm-dd - yyyy-mm-dd)", (), ("yyyy-MM-dd", " - ")),
        ("起止时间", ("2024.09.01-2024.12.31",), ("yyyy.MM.dd", "-")),
        ("起止时间", ("2024年9月1日至2024年12月31日",), ("yyyy年M月d日", "至")),
        ("起止时间（如202409—202412）", (), ("yyyyMM", "—")),
        ("起止年月", ("2024.09～2024.12",), ("yyyy.MM", "~")),
    ],
)
def test_start_and_end_in_one_cell(header: str, samples: tuple[str, ...], found: tuple[str, str]) -> None:
    assert range_style((header,), samples) == found


def test_what_stands_between_several_fields() -> None:
    assert join_of(("企业地址/联系人/电话",)) == "／"
    assert join_of(("企业地址、联系人、电话",)) == "、"
    assert join_of(("企业信息",)) == "／"


@pytest.mark.parametrize(
    ("own", "value", "offered", "word"),
    [
        (SEX, "1", ("男性", "女性"), "男性"),
        (SEX, "2", ("1-男", "2-女"), "2-女"),
        (NATURE, "民营", ("国有企业", "民营企业", "外资企业"), "民营企业"),
        (NATURE, "民营", ("私营企业", "民营企业", "民营"), "民营"),
        (NATURE, "民营", ("私营企业", "民营企业"), None),  # two that might be meant: not for us to choose
        (NATURE, "民营", ("国有", "外资"), None),
        (LEVEL, "四级/中级工", ("初级工（五级）", "中级工（四级）", "高级工（三级）"), "中级工（四级）"),
        (LEVEL, "中级", ("初级工", "中级工", "高级工"), None),  # an X level is no 中级工
        (YES, True, ("有", "无"), "有"),
        (YES, False, ("√", "×"), "×"),
        (YES, False, ("Y", "N"), "N"),
    ],
)
def test_the_wording_of_the_drop_down_list(
    own: Field, value: object, offered: tuple[str, ...], word: str | None
) -> None:
    assert as_offered(own, value, offered, CODES) == word
