"""An old training ledger of 300 rows as a clerk has kept it for ten years, with its usual faults."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

HEADERS = (
    "序号", "培训项目（班次）名称", "培训类型", "是否补贴性/公益性", "委托单位", "培训对象", "面向",
    "开班日期", "结业日期", "学时", "计划人数", "实际人数", "结业人数", "取证人数", "培训收入（万元）",
    "资金来源", "备注",
)  # fmt: skip
TRADES = (
    "汽车维修工",
    "电工",
    "焊工",
    "育婴员",
    "中式烹调师",
    "养老护理员",
    "电子商务师",
    "家政服务员",
    "叉车司机",
    "美容师",
)
TYPES = ("职业技能等级培训", "在岗技能提升", "岗前培训", "创业培训", "安全培训", "技能提升")
# Words of the school's own, which no list knows: each stands in many rows.
OWN_TYPES = ("短训班", "送教下乡", "技能大赛集训")
AUDIENCES = ("企业职工", "农民工", "退役军人", "失业人员", "社区居民", "职工")
OWN_AUDIENCES = ("农户", "厂里工人")
FIRMS = ("江城化纤有限公司", "江城汽车制造有限公司", "松江机械有限责任公司")
NEW_FIRMS = ("北山食品厂", "龙潭物流有限公司")
FUNDS = ("就业补助资金", "企业自付", "个人缴费")
ROWS = 300
TWICE = date(2020, 5, 6)
KNOWN = ("叉车司机专场班", date(2022, 6, 3))  # a class that the ledger of the journey holds already


def old_ledger(folder: Path, seed: int = 5) -> Path:
    """The workbook; faults of domain.md §5, each in a few rows or in many alike."""
    chance = random.Random(seed)
    file = folder / "2016-2025年培训台账（旧）.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("培训台账")
        bold = book.add_format({"bold": True, "align": "center", "font_size": 16})
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center"})
        cell = book.add_format({"border": 1})
        day = book.add_format({"border": 1, "num_format": "yyyy/m/d"})
        sheet.merge_range(0, 0, 0, len(HEADERS) - 1, "江城市职业教育中心培训台账", bold)
        sheet.write(1, 0, "填报单位：江城市职业教育中心　　　　　制表：培训处")
        for at, text in enumerate(HEADERS):
            sheet.write(2, at, text, head)
        sheet.set_column(1, 1, 30)
        sheet.set_column(7, 8, 12)
        row, year = 3, 2016
        for number in range(ROWS):
            if number % 30 == 0:
                row = _band(sheet, row, year, number, head)
                year += 1
            for at, value in enumerate(_values(chance, number, year - 1)):
                if isinstance(value, date):
                    sheet.write_datetime(row, at, _moment(value), day)
                elif value == "#REF!":
                    sheet.write_formula(row, at, "=#REF!", cell, "#REF!")
                else:
                    sheet.write(row, at, value, cell)
            if number % 50 == 17:
                sheet.set_row(row, None, None, {"hidden": True})
            row += 1
        sheet.write(row, 0, "合计", head)
        sheet.write_formula(row, 11, f"=SUM(L4:L{row})", head, 9999)
        sheet.write(row + 1, 0, "说明：经费以到账为准；2020 年停训两个月。")
    return file


def _band(sheet: xlsxwriter.worksheet.Worksheet, row: int, year: int, number: int, head: object) -> int:
    """A sub-total under the year before, and the name of the next."""
    if number:
        sheet.write(row, 1, "小计", head)
        sheet.write_formula(row, 11, f"=SUM(L{row - 29}:L{row})", head, 1200)
        row += 1
    sheet.write(row, 0, f"{year}年", head)
    return row + 1


def _moment(day: date) -> object:
    from datetime import datetime

    return datetime(day.year, day.month, day.day)


def _values(chance: random.Random, number: int, year: int) -> list[object]:
    """One class as somebody typed it."""
    start = date(year, chance.randint(2, 11), chance.randint(1, 28))
    end = start + timedelta(days=chance.randint(4, 25))
    people = chance.randint(20, 60)
    kind = chance.choice(TYPES) if number % 3 else OWN_TYPES[number // 3 % 3]
    audience = chance.choice(AUDIENCES) if number % 5 else OWN_AUDIENCES[number // 5 % 2]
    firm = chance.choice((*FIRMS, "")) if number % 11 else NEW_FIRMS[number // 11 % 2]
    nature = ("补贴性", "公益性", "有偿")[number % 3]
    values: list[object] = [
        number + 1, f"{TRADES[number % 10]}第{number // 10 + 1}期班", kind, nature, firm,
         audience, "社会", _day(number, start), _day(number + 1, end), chance.choice((40, 56, 80)),
        people, _people(number, people), people - 1, people - 3, round(people * 0.05, 2),
        chance.choice(FUNDS), "",
    ]  # fmt: skip
    return _spoiled(values, number)


def _day(number: int, day: date) -> object:
    forms = (
        day, day, f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d} ", f"{day.year}/{day.month}/{day.day}",
    )  # fmt: skip
    return forms[number % len(forms)]


def _people(number: int, people: int) -> object:
    return {7: f"{people}人", 13: "".join(chr(ord(c) + 0xFEE0) for c in str(people))}.get(number % 20, people)


def _spoiled(values: list[object], number: int) -> list[object]:
    """The faults that only a person can put right, a few of each."""
    if number % 60 == 3:
        values[7] = f"{2016 + number // 30}.5"  # a month where a day is needed
    if number % 75 == 8:
        values[11] = "约40人"
    if number % 100 == 21:
        values[11] = "40-45"
    if number % 100 == 33:
        values[13] = "#REF!"
    if number % 100 == 45:
        values[9] = "/"
    if number % 100 == 57:
        values[3] = "免费"
    if number in (91, 191):
        values[14] = 25000  # 元 in a column of 万元
    if number in (149, 150):  # one class twice, with other hours
        values[1], values[7], values[8], values[9] = "电工专场班", TWICE, TWICE, number - 93
    if number == 210:  # the ledger has it with other hours
        values[1], values[7], values[8], values[9] = KNOWN[0], KNOWN[1], KNOWN[1], 56
    return values
