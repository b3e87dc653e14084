"""The ledgers that forms are filled from: the demonstration one, and a small one counted by hand."""
# ruff: noqa: E501 — rows as a person reads them: one a line or two

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desktop import compose
from desktop.core.dates import Window, parse_window
from desktop.services import sampling
from desktop.services.office import Office
from desktop.services.returning import Form
from desktop.services.saving import save_many
from desktop.store.act import act

TODAY = date(2026, 11, 24)
SCHOOL = "吉林市江城职业技术学校"

# 姓名, 性别, 证件号码 (the vectors of domain.md §4 and two made the same way), 状态
TRAINEES = (
    ("王䶮", "2", "11010519491231002X", "结业"),
    ("欧阳𬱖", "1", "440524188001010014", "结业"),
    ("迪丽热巴·吾买尔江", "2", "220202198001010018", "未结业"),
    ("李四", "1", "220284200506300023", "报名"),
)


def window_of(form: Form) -> Window:
    """A window in which the demonstration ledger has rows for the form."""
    return parse_window("2025学年" if form.window_kind == "学年" else "2026")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demonstration ledger on 2026-11-24; nothing may be written to it."""
    folder = tmp_path_factory.mktemp("demo")
    name, code = _named(sampling.demo_school(compose.program_folder() / "resources"))
    office = compose.open_office(str(folder / "演示.zhijiao"), create=(code, name), today=TODAY)
    sampling.demo(office)
    yield office
    office.ledger.close()


def _named(pair: tuple[str, str]) -> tuple[str, str]:
    """(name, code), whichever way round."""
    return pair if not pair[0].isdigit() else (pair[1], pair[0])


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Callable[[str], Office]]:
    """Makes new ledgers of the school."""
    made: list[Office] = []

    def make(name: str = "空") -> Office:
        address = str(tmp_path / f"{name}.zhijiao")
        made.append(compose.open_office(address, create=("3122000999", SCHOOL), today=TODAY))
        return made[-1]

    yield make
    for office in made:
        office.ledger.close()


@pytest.fixture
def small(empty: Callable[[str], Office]) -> Office:
    """Two classes (one with a roster, one with totals only), receipts, an exam, a practice."""
    office = empty("小")
    fill_small(office)
    return office


def fill_small(office: Office) -> None:
    """Writes the rows."""
    with act(office.ledger, "测试数据") as s:

        def write(record: str, *rows: dict[str, object]) -> list[int]:
            outcomes = save_many(s, office, record, rows)
            assert not any(each.refused for each in outcomes), outcomes
            return [each.id for each in outcomes if each.id is not None]

        write("系部", {"名称": "汽车工程系"})
        write("专业", {"专业名称": "汽车运用与维修", "专业代码": "700206"})
        write(
            "企业",
            {"企业名称": "吉林市松江汽车服务有限公司", "统一社会信用代码": "91350100M000100Y43", "企业性质": "民营",
             "地址": "吉林市松江路1号", "联系人": "赵六", "联系电话": "13800000000"},
        )  # fmt: skip
        write(
            "培训班次",
            {"班次编号": "PX001", "项目名称": "汽车维修工（四级）培训班", "开班日期": date(2025, 10, 8),
             "结业日期": date(2025, 10, 20), "培训类型": "职业技能等级培训", "面向": "社会", "培训对象": "企业职工",
             "性质": "补贴性", "培训职业": "汽车维修工", "培训等级": "四级/中级工", "委托单位": "吉林市松江汽车服务有限公司",
             "天数": 8, "学时": 64, "计划人数": 5, "实到人数": 4, "到账经费": 1},
            {"班次编号": "PX002", "项目名称": "社区急救讲座", "开班日期": date(2026, 3, 1),
             "结业日期": date(2026, 3, 1), "培训类型": "讲座咨询", "面向": "社会", "培训对象": "社区居民",
             "性质": "公益性", "主办单位": "昌邑区社区学院", "天数": Decimal("0.5"), "学时": 4, "实到人数": 120},
            {"班次编号": "PX003", "项目名称": "次年班", "开班日期": date(2026, 10, 1),
             "结业日期": date(2026, 10, 9), "培训类型": "讲座咨询", "面向": "社会", "培训对象": "社区居民",
             "性质": "公益性", "学时": 4, "实到人数": 9},
        )  # fmt: skip
        write(
            "学员名册",
            *(
                {"培训班次.班次编号": "PX001", "学员.姓名": name, "学员.性别": sex, "学员.民族": "01",
                 "学员.证件号码": number, "状态": status, "学员.联系电话": "13812345678", "工作单位": "一汽吉林"}
                for name, sex, number, status in TRAINEES
            ),
        )  # fmt: skip
        write(
            "到账",
            {"培训班次.班次编号": "PX001", "日期": date(2025, 11, 1), "金额": 1_234_500, "票据号": "1", "补贴": True},
            {"培训班次.班次编号": "PX001", "日期": date(2026, 1, 5), "金额": 765_500, "票据号": "2", "补贴": False},
        )  # fmt: skip
        write(
            "教师",
            {"姓名": "孙老师", "工号": "T001", "性别": "1", "出生日期": "1980-09", "教师类别": "专业课",
             "职称": "讲师", "系部": "汽车工程系", "双师型": True, "任教专业": "汽车运用与维修",
             "入职日期": date(2010, 9, 1), "证件类型": "居民身份证", "证件号码": "220203198009010019"},
            {"姓名": "周老师", "工号": "T002", "性别": "2", "出生日期": "1990-01", "教师类别": "公共基础课",
             "职称": "助理讲师", "系部": "汽车工程系", "入职日期": date(2018, 9, 1),
             "证件类型": "居民身份证", "证件号码": "220203199001010027"},
        )  # fmt: skip
        write(
            "企业实践",
            {"教师.工号": "T001", "企业.企业名称": "吉林市松江汽车服务有限公司", "开始日期": date(2025, 8, 20),
             "结束日期": date(2025, 9, 10), "形式": "考察观摩", "岗位": "机修", "计数方式": "自然日", "考核结果": "合格"},
        )  # fmt: skip
        write(
            "授课记录",
            {"培训班次.班次编号": "PX001", "日期": date(2025, 10, 8), "时段": "上午", "教师.工号": "T001", "学时": 4},
            {"培训班次.班次编号": "PX001", "日期": date(2025, 10, 9), "时段": "上午", "教师.工号": "T001", "学时": 8},
            {"培训班次.班次编号": "PX001", "日期": date(2025, 10, 9), "时段": "下午", "外聘教师": "钱师傅", "学时": 4},
        )  # fmt: skip
