"""Large workbooks as a school's systems export them: rosters, classes, and rosters with known faults."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from desktop.records.training import TrainingClass
from desktop.services.office import Office
from desktop.store.act import act

ROSTER = (
    "班次名称", "开班日期", "姓名", "性别", "身份证号", "民族", "文化程度", "联系电话", "工作单位",
    "家庭住址", "人员类别", "理论成绩", "实操成绩", "出勤学时", "状态",
)  # fmt: skip
CLASSES = (
    "项目名称", "开班日期", "结业日期", "培训类型", "面向", "培训对象", "性质", "培训方式", "培训等级",
    "培训地点", "天数", "学时", "计划人数", "到账经费（元）", "备注",
)  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国春梅"


def id_number(number: int) -> str:
    """The number-th of a long row of true numbers, no two alike."""
    born = date(1960, 1, 1) + timedelta(days=number // 900 % 15_000)
    first = f"22020{number // 13_500_000}{born:%Y%m%d}{number % 900 + 100:03d}"
    return first + "10X98765432"[sum(int(a) * k for a, k in zip(first, WEIGHTS, strict=True)) % 11]


def class_rows(count: int) -> list[dict[str, Any]]:
    return [
        {"title": f"电工培训第{n + 1}期", "start": date(2024, 1, 1) + timedelta(days=n % 600)}
        for n in range(count)
    ]


def add_classes(office: Office, count: int) -> None:
    """The classes that a roster names."""
    with act(office.ledger, "登记班次") as s:
        s.insert(TrainingClass, class_rows(count))


def roster_rows(count: int, classes: int, first: int = 0) -> Iterator[list[Any]]:
    """`count` people in `classes` classes, whose numbers begin at the first-th."""
    rng, there = random.Random(7), class_rows(classes)
    for n in range(count):
        held = there[n * classes // count]
        number = id_number(first + n)
        yield [
            held["title"], held["start"],
            rng.choice(SURNAMES) + rng.choice(GIVEN) + rng.choice(GIVEN),
            "男" if int(number[16]) % 2 else "女", number, rng.choice(["汉族", "满族", "朝鲜族"]),
            rng.choice(["初中", "高中", "大学本科"]), f"13{rng.randrange(10**9):09d}",
            f"吉林市第{rng.randrange(300)}机械厂", f"吉林市昌邑区解放路{rng.randrange(5000)}号",
            rng.choice(["企业职工", "农村转移劳动力", "退役军人"]), rng.randrange(60, 100),
            rng.randrange(60, 100), rng.randrange(20, 80), "结业",
        ]  # fmt: skip


def training_rows(count: int) -> Iterator[list[Any]]:
    """`count` classes: one row of the ledger each."""
    rng = random.Random(8)
    for n in range(count):
        start = date(2015, 1, 1) + timedelta(days=n % 4000)
        yield [
            f"{rng.choice(['电工', '焊工', '养老护理', '汽车维修'])}技能培训第{n + 1}期", start,
            start + timedelta(days=rng.randrange(5, 40)), "职业技能培训", "面向社会", "企业职工",
            "公益性", "线下", "五级/初级工", f"实训楼{rng.randrange(500)}室",
            rng.randrange(3, 30), rng.randrange(20, 200),
            rng.randrange(20, 60), rng.randrange(0, 90_000), rng.choice(["", "含实操考核", "送教下乡"]),
        ]  # fmt: skip


def workbook(path: Path, header: tuple[str, ...], rows: Iterator[list[Any]], sheet: str = "名册") -> Path:
    """The rows as a workbook of shared strings, like Excel's."""
    made = xlsxwriter.Workbook(path)
    page, day = made.add_worksheet(sheet), made.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, header)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, column, value, day)
            elif isinstance(value, str):
                page.write_string(number, column, value)
            else:
                page.write_number(number, column, value)
    made.close()
    return path
