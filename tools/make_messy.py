"""Makes resources/demo/往年培训台账.xlsx: a workbook as clerks keep them, for the demonstration to import.

Two sheets: classes of past years (group headers, dates and money in several forms, 小计 rows, a hidden
row, blanks and strokes) and a roster with head rows. All persons are invented.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop.services.sampling.numbers import Numbers  # noqa: E402 — found only with the repository on the path

HAIR = Side(style="thin")
BOX = Border(left=HAIR, right=HAIR, top=HAIR, bottom=HAIR)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)

PLAIN, UNDER_TIME = "", "培训时间"
CLASS_HEADS = (
    (PLAIN, "序号"),
    (PLAIN, "培训项目(班次)名称"),
    (PLAIN, "培训类型"),
    (PLAIN, "面向"),
    (PLAIN, "培训对象"),
    (PLAIN, "培训性质"),
    (UNDER_TIME, "起"),
    (UNDER_TIME, "止"),
    (PLAIN, "培训天数"),
    (PLAIN, "学时"),
    (PLAIN, "计划人数"),
    (PLAIN, "实际人数"),
    (PLAIN, "结业人数"),
    (PLAIN, "培训收入（万元）"),
    (PLAIN, "资金来源"),
    (PLAIN, "培训地点"),
    (PLAIN, "备注"),
)
# Years before those of the demonstration ledger, so that every row is new
CLASSES: tuple[tuple[object, ...], ...] = (
    (
        "化纤企业班组长安全生产培训班",
        "特种作业/安全培训",
        "社会",
        "企业职工",
        "有偿",
        dt.date(2022, 3, 7),
        dt.date(2022, 3, 9),
        3,
        24,
        40,
        38,
        38,
        1.9,
        "企业自付",
        "企业培训教室",
        None,
    ),
    (
        " 汽车维修工（五级）技能等级培训班 ",
        "职业技能等级培训",
        "社会",
        "农民工",
        "补贴",
        "2022.4.11",
        "2022.4.18",
        8,
        64,
        35,
        33,
        31,
        "4.03",
        "职业技能培训专账资金",
        "汽车实训中心",
        "按批文 30 人补贴",
    ),
    (
        "电商直播创业培训班",
        "创业",
        "社会",
        "返乡农民工",
        "补贴性",
        "20220516",
        "20220520",
        5,
        40,
        50,
        "４６",
        45,
        5.4,
        "就业补助资金",
        "电商直播基地",
        None,
    ),
    (
        "老年智能手机应用公益课堂",
        "老年教育",
        "社会",
        "老年人",
        "公益",
        "2022年6月1日",
        "2022年6月2日",
        2,
        12,
        60,
        57,
        "/",
        0,
        "学校自筹",
        "社区活动中心",
        "无结业考核",
    ),
    ("小计", None, None, None, None, None, None, None, 18, 140, 185, 174, 114, 11.33, None, None, None),
    (
        "养老护理员（五级）培训班",
        "家政服务",
        "社会",
        "妇女/家政人员",
        "补贴性",
        "2022-09-05",
        "2022-09-14",
        8,
        "56学时",
        45,
        44,
        42,
        5.04,
        "职业技能培训专账资金",
        "实训楼 305",
        None,
    ),
    (
        "冰雪旅游服务岗前培训班",
        "岗前培训",
        "社会",
        "高校毕业生",
        "有偿(委托)",
        dt.date(2022, 11, 21),
        dt.date(2022, 11, 25),
        5,
        40,
        30,
        29,
        29,
        2.03,
        "企业自付",
        "多功能报告厅",
        None,
    ),
    (
        "劳动和职业体验周（第三小学）",
        "职业体验",
        "社会",
        "中小学生",
        "公益性",
        dt.date(2022, 10, 17),
        dt.date(2022, 10, 21),
        5,
        30,
        300,
        286,
        "/",
        "",
        "教育财政专项",
        "实训楼 101",
        "只统计人数",
    ),
    (
        "乡村振兴带头人培训班",
        "乡村振兴",
        "社会",
        "乡村人才",
        "补贴性",
        "2023/2/13",
        "2023/2/17",
        5,
        40,
        60,
        58,
        58,
        8.12,
        "农业农村",
        "实训楼 101",
        None,
    ),
    ("小计", None, None, None, None, None, None, None, 23, 166, 435, 417, 129, 15.19, None, None, None),
)
ROSTER_HEADS = (
    "序号", "姓名", "性别", "民族", "文化程度", "身份证号码",
    "工种", "工作单位", "联系电话", "培训等级", "家庭地址", "备注",
)  # fmt: skip
NAMES = (
    "王䶮", "李𬱖", "张 三", "古丽娜尔·艾山", "欧阳雪松", "赵桂兰",
    "孙德福", "周红梅", "吴志国", "郑海燕", "冯明玉", "金昌浩",
)  # fmt: skip


def main() -> None:
    """Writes the workbook."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    classes(sheet)
    roster(book.create_sheet("养老护理员班花名册"))
    target = ROOT / "resources" / "demo" / "往年培训台账.xlsx"
    book.save(target)
    print(target.relative_to(ROOT))


def title(sheet: Worksheet, text: str, width: int) -> None:
    sheet.cell(1, 1, text).font = Font(name="方正小标宋简体", size=18)
    sheet.cell(1, 1).alignment = CENTRE
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    sheet.row_dimensions[1].height = 32


def head(sheet: Worksheet, row: int, column: int, text: str) -> None:
    cell = sheet.cell(row, column, text)
    cell.font = Font(name="黑体", size=10)
    cell.alignment, cell.border = CENTRE, BOX
    cell.fill = PatternFill("solid", fgColor="DDEBF7")


def classes(sheet: Worksheet) -> None:
    """The classes, under a header of two rows."""
    sheet.title = "2022-2023年培训"
    title(sheet, "2022—2023年度职业培训台账（往年补录）", len(CLASS_HEADS))
    sheet.cell(2, 1, "填报单位：吉林市江城职业技术学校        填表人：于春梅        单位：人、万元")
    for column, (group, leaf) in enumerate(CLASS_HEADS, start=1):
        head(sheet, 3, column, group or leaf)
        head(sheet, 4, column, leaf if group else "")
        if not group:
            sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    sheet.merge_cells("G3:H3")
    number = 0
    for row, values in enumerate(CLASSES, start=5):
        number += values[0] != "小计"
        line = [number if values[0] != "小计" else None, *values]
        for column, value in enumerate(line, start=1):
            cell = sheet.cell(row, column, value)
            cell.border = BOX
            if isinstance(value, dt.date):
                cell.number_format = "yyyy/m/d"
    sheet.row_dimensions[11].hidden = True  # filtered away, and yet a class that was held
    last = 5 + len(CLASSES)
    sheet.cell(last, 2, "合计")
    for column in (9, 10, 11, 12, 13, 14):
        letter = get_column_letter(column)
        sheet.cell(last, column, f"=SUM({letter}5:{letter}{last - 1})/2")
    sheet.cell(last + 2, 1, "注：收入为到账数；“/”表示没有此项。")
    sheet.cell(last + 3, 1, "负责人：            审核人：            填表人：于春梅")
    sheet.column_dimensions["B"].width = 34
    sheet.freeze_panes = "C5"


def roster(sheet: Worksheet) -> None:
    """A roster whose class stands in the head rows."""
    numbers, chance = Numbers(Random("往年花名册")), Random("往年花名册/其他")
    title(sheet, "职业培训学员花名册", len(ROSTER_HEADS))
    whose = "培训机构：吉林市江城职业技术学校"
    sheet.cell(2, 1, f"{whose}      工种班次：养老护理员（五级）培训班      开班日期：2022年9月5日")
    sheet.merge_cells(start_row=2, start_column=1, end_row=2, end_column=len(ROSTER_HEADS))
    for column, text in enumerate(ROSTER_HEADS, start=1):
        head(sheet, 3, column, text)
    for place, name in enumerate(NAMES):
        woman = place % 3 != 2
        birth = dt.date(1968 + place * 2, 1 + place, 3 + place)
        identity = numbers.resident(birth, "2" if woman else "1")
        if place == 4:
            identity = f"{identity[:6]} {identity[6:14]} {identity[14:]}"
        if place == 5:
            identity = "".join(chr(ord(c) + 0xFEE0) for c in identity)  # typed in full width
        values = (
            place + 1,
            name,
            "女" if woman else "男",
            {3: "维吾尔族", 6: "满族", 11: "朝鲜族"}.get(place, "汉"),
            ("初中", "高中", "大专", "本科")[place % 4],
            identity,
            "养老护理员",
            "无" if place % 5 == 4 else "吉林市夕阳红养老服务有限公司",
            int(numbers.mobile()) if place % 4 == 1 else numbers.mobile(),
            "五级",
            "/" if place == 7 else f"吉林市吉林大街{chance.randint(1, 99)}号",
            None,
        )
        for column, value in enumerate(values, start=1):
            cell = sheet.cell(4 + place, column, value)
            cell.border = BOX
            if column == 6:
                cell.number_format = "@"
    sheet.cell(4 + len(NAMES) + 1, 1, "班主任：            复核：")
    sheet.column_dimensions["F"].width = 22


if __name__ == "__main__":
    main()
