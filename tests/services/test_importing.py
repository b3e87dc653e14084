"""Workbooks as clerks keep them: where the rows stand, what surrounds them, what their cells mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from desktop.core.errors import UserError
from desktop.services.importing import plan_import, read_mapping, write_mapping
from desktop.services.office import Office
from tests.services.importing_desk import CLASS, IDS, book, bring, new_office, rows

ROSTER = ("序号", "姓名", "性别", "身份证号码", "联系电话")
CLASSES = ("项目名称", "开班日期", "结业日期", "学时", "到账经费")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


def test_a_plain_list(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "班次.xlsx", [CLASSES, (CLASS, "2026.3.2", "2026年3月20日", "80学时", "12,000")])
    plan, result = bring(office, file, "培训班次")
    assert (plan.rows, result.created, plan.rejected, plan.unmapped) == (1, 1, [], [])
    assert rows(office, "培训班次", *CLASSES) == [(CLASS, date(2026, 3, 2), date(2026, 3, 20), 80, 1_200_000)]


def test_title_code_row_totals_notes_and_signatures_are_no_records(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "统计表.xlsx",
        [
            ("2026年社会培训情况统计表",),
            ("填报单位：江城职业技术学校", None, None, "填报人：张"),
            ("项目名称", "培训时间", None, "学时", "经费（万元）"),
            (None, "起", "止", None, "到账金额"),
            ("甲", "乙", "丙", 1, 2),
            ("电工班", "3月2日", "3月20日", 80, 1.2),
            (None, None, None, None, None),
            ("焊工班", "4月1日", "4月10日", 40, 0.55),
            ("合计", None, None, 120, 1.75),
            ("注：经费以到账为准。",),
            ("负责人：", None, None, "填表人："),
        ],
        "A1:E1", "A3:A4", "B3:C3", "D3:D4", "A10:E10",
    )  # fmt: skip
    plan, _ = bring(office, file, "培训班次")
    assert rows(office, "培训班次", *CLASSES) == [
        ("焊工班", date(2026, 4, 1), date(2026, 4, 10), 40, 550_000),
        ("电工班", date(2026, 3, 2), date(2026, 3, 20), 80, 1_200_000),
    ]
    assert plan.rows == 2 and sum(plan.skipped_rows.values()) == 5, plan.skipped_rows


def test_pages_with_the_header_printed_again(office: Office, tmp_path: Path) -> None:
    page = [("学员花名册",), (f"班次：{CLASS}", None, None, "开班日期：2026年3月2日"), ROSTER]
    file = book(
        tmp_path / "花名册.xlsx",
        [
            *page,
            (1, "李明", "男", IDS[0], "13800001111"),
            (2, "王芳", "女", IDS[3], "同上"),
            ("本页小计", 2),
            (),
            *page,
            (3, "张 伟", "男", IDS[2], None),
        ],
        "A1:E1", "A8:E8",
    )  # fmt: skip
    plan, result = bring(office, file, "学员名册")
    assert (plan.rows, result.created, plan.owners) == (3, 3, 1)
    assert rows(
        office, "学员名册", "学员.姓名", "学员.联系电话", "培训班次.项目名称", "培训班次.开班日期"
    ) == [
        ("张伟", None, CLASS, date(2026, 3, 2)),
        ("李明", "13800001111", CLASS, date(2026, 3, 2)),
        ("王芳", "13800001111", CLASS, date(2026, 3, 2)),
    ]


def test_rows_after_a_subtotal_without_a_new_header_are_not_lost(office: Office, tmp_path: Path) -> None:
    head = ("系部", "姓名", "身份证号码")
    file = book(
        tmp_path / "教师.xlsx",
        [head, (None, "李明", IDS[0]), ("小计", "1人", None), (None, "王芳", IDS[3]), ("合计", "2人", None)],
    )
    bring(office, file, "教师")
    assert rows(office, "教师", "姓名") == [("李明",), ("王芳",)]


def test_cells_merged_downwards_hold_for_each_row(office: Office, tmp_path: Path) -> None:
    bring(office, book(tmp_path / "企业.xlsx", [("企业名称", "规模"), ("江城化纤有限公司", "大型")]), "企业")
    teachers = [("姓名", "身份证号码"), ("李明", IDS[0]), ("王芳", IDS[3])]
    bring(office, book(tmp_path / "教师.xlsx", teachers), "教师")
    file = book(
        tmp_path / "实践.xlsx",
        [
            ("2025年暑期企业实践登记",),
            ("姓名", "企业名称", "开始", "结束"),
            ("李明老师", "江城化纤有限公司", "7月1日", "7月20日"),
            ("王芳", None, "7.5", "7.24"),
        ],
        "A1:D1", "B3:B4",
    )  # fmt: skip
    plan, _ = bring(office, file, "企业实践")
    assert rows(office, "企业实践", "教师.姓名", "企业.企业名称", "开始日期") == [
        ("李明", "江城化纤有限公司", date(2025, 7, 1)),
        ("王芳", "江城化纤有限公司", date(2025, 7, 5)),
    ]
    assert any("去掉称呼" in each.sentence for each in plan.remarks)


def test_a_day_without_a_year_is_never_given_the_current_one(office: Office, tmp_path: Path) -> None:
    for title in ("社会培训统计表", "2024—2025学年社会培训统计表"):
        file = book(
            tmp_path / "班次.xlsx", [(title,), CLASSES, ("电工班", "3月2日", "3月20日", 80, 1)], "A1:E1"
        )
        plan = plan_import(office, file, "培训班次")
        assert {(each.column, each.row) for each in plan.rejected} == {("B", 3), ("C", 3)}
    file = book(tmp_path / "班次.xlsx", [CLASSES, ("电工班", "3月2日", "3月20日", 80, 1)], sheet="2024年")
    assert plan_import(office, file, "培训班次").lines[0].values["开班日期"] == date(2024, 3, 2)


def test_the_unit_above_the_table_counts_and_the_cells_own_wins(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "班次.xlsx",
        [
            ("培训台账", None, None, None, "单位：万元"),
            CLASSES,
            ("甲班", "2026-03-02", None, 8, 1.5),
            ("乙班", "2026-03-03", None, 8, "8000元"),
        ],
    )
    bring(office, file, "培训班次")
    assert rows(office, "培训班次", "项目名称", "到账经费") == [("乙班", 800_000), ("甲班", 1_500_000)]


def test_one_sheet_a_class_named_after_it(office: Office, tmp_path: Path) -> None:
    classes = [CLASSES[:2], ("电工班", "2026-03-02"), ("焊工班", "2026-04-01")]
    bring(office, book(tmp_path / "班次.xlsx", classes), "培训班次")
    made = openpyxl.Workbook()
    made.active.title = "电工班"
    for name, sheet in (("李明", made.active), ("王芳", made.create_sheet("焊工班"))):
        sheet.append(ROSTER)
        sheet.append((1, name, None, IDS[0] if name == "李明" else IDS[3], None))
    made.create_sheet("填表说明").append(("填表说明",))
    made.save(tmp_path / "名册.xlsx")
    plan, _ = bring(office, tmp_path / "名册.xlsx", "学员名册")
    assert rows(office, "学员名册", "学员.姓名", "培训班次.项目名称") == [
        ("李明", "电工班"),
        ("王芳", "焊工班"),
    ]
    assert plan.other_sheets == ("填表说明",)


def test_a_list_of_other_people_in_the_same_file_is_left_alone(office: Office, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.title = "教师"
    for row in (("工号", "姓名", "身份证号码", "教师类别", "职称"), ("1", "李明", IDS[0], "专业课", "讲师")):
        made.active.append(row)
    other = made.create_sheet("学员")
    for row in (("姓名", "身份证号码", "工作单位"), ("王芳", IDS[3], "某厂")):
        other.append(row)
    made.save(tmp_path / "两表.xlsx")
    plan, _ = bring(office, tmp_path / "两表.xlsx", "教师")
    assert rows(office, "教师", "姓名") == [("李明",)] and plan.other_sheets == ("学员",)


def test_hidden_rows_are_real_records(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "班次.xlsx", [CLASSES, *((f"{i}班", "2026-03-02", None, 8, 1) for i in "一二三")])
    made = openpyxl.load_workbook(file)
    made.active.row_dimensions[3].hidden = True
    made.save(file)
    plan, result = bring(office, file, "培训班次")
    assert result.created == 3 and plan.tables[0].hidden == 1


def test_the_class_of_a_roster_takes_what_all_rows_say_of_it(office: Office, tmp_path: Path) -> None:
    head = (f"培训机构：江城职业技术学校  工种班次：{CLASS}  开班日期：2026年3月2日",)
    columns = ("序号", "姓名", "身份证号码", "工种", "培训等级")
    people = [(1, "李明", IDS[0], "电工", "初级工"), (2, "王芳", IDS[3], "电工", "初级工")]
    file = book(tmp_path / "花名册.xlsx", [head, columns, *people], "A1:E1")
    plan, _ = bring(office, file, "学员名册")
    labels = ("项目名称", "开班日期", "培训职业", "培训等级")
    assert rows(office, "培训班次", *labels)[0][:3] == (CLASS, date(2026, 3, 2), "电工")
    assert "初级工" in rows(office, "培训班次", *labels)[0][3]
    assert plan.tables[0].heading["培训班次.项目名称"] == CLASS
    mixed = [*people[:1], (2, "王芳", IDS[3], "焊工", "初级工")]
    again = plan_import(office, book(tmp_path / "混.xlsx", [head, columns, *mixed], "A1:E1"), "学员名册")
    assert [each.header for each in again.unmapped if each.loss] == ["工种"]


def test_a_class_that_only_a_column_names_is_not_made(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "名册.xlsx",
        [("班次名称", "开班日期", "姓名", "身份证号码"), ("电工班", "2026-03-02", "李明", IDS[0])],
    )
    plan = plan_import(office, file, "学员名册")
    assert [(each.column, each.rule) for each in plan.rejected] == [("A", "引用不在台账")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_in_every_encoding_that_programs_write(office: Office, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "班次.csv"
    file.write_bytes('项目名称,开班日期,到账经费(元)\n"电工班,一期",2026-3-2,"12,000.50"\n'.encode(encoding))
    bring(office, file, "培训班次")
    assert rows(office, "培训班次", "项目名称", "到账经费") == [("电工班,一期", 1_200_050)]


def test_leading_zeros_and_long_numbers_as_text(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "教师.xlsx",
        [("工号", "姓名", "身份证号码", "联系电话"), (12, "李明", IDS[0], 13800001111)],
    )
    made = openpyxl.load_workbook(file)
    made.active["A2"].number_format = "00000"
    made.save(file)
    bring(office, file, "教师")
    assert rows(office, "教师", "工号", "联系电话") == [("00012", "13800001111")]


def test_a_passport_is_not_checked_as_an_identity_card(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "教师.xlsx",
        [("姓名", "证件号码", "证件类型"), ("SMITH", "E1234567", "护照"), ("李明", "E1234567", "居民身份证")],
    )
    plan = plan_import(office, file, "教师")
    assert [(each.row, each.column) for each in plan.rejected] == [(3, "B")]


def test_a_formula_without_a_result_is_asked_for(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "班次.xlsx", [CLASSES, ("电工班", "2026-03-02", None, "=4*8", 1)])
    plan = plan_import(office, file, "培训班次")
    assert [(each.column, each.rule) for each in plan.rejected] == [("D", "公式没有结果")]


def test_a_mapping_comes_first_and_is_kept_as_a_file(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "班次.xlsx", [("名目", "开班日期", "学时", "主讲"), ("电工班", "2026-03-02", 8, "李明")]
    )
    assert [each.header for each in plan_import(office, file, "培训班次").unmapped if each.loss] == [
        "名目",
        "主讲",
    ]
    kept = tmp_path / "对应.toml"
    write_mapping(kept, {"名目": "项目名称", "主讲": ""})
    plan, _ = bring(office, file, "培训班次", mapping=read_mapping(kept))
    assert plan.mapping == {"名目": "项目名称", "开班日期": "开班日期", "学时": "学时"}
    assert rows(office, "培训班次", "项目名称") == [("电工班",)]
    with pytest.raises(UserError, match="天气"):
        plan_import(office, file, "培训班次", mapping={"天气": "项目名称"})


def test_every_column_says_why(office: Office, tmp_path: Path) -> None:
    file = book(
        tmp_path / "班次.xlsx", [(*CLASSES, "人次", "星座"), ("电工班", "2026-03-02", None, 8, 1, 5, "白羊")]
    )
    table = plan_import(office, file, "培训班次").tables[0]
    assert set(table.reasons) == set("ABCDEFG") and all(table.reasons.values())
    assert all(0.7 <= sure <= 1 for sure in table.confidence.values())


def test_both_days_of_a_period_in_one_cell(office: Office, tmp_path: Path) -> None:
    bring(office, book(tmp_path / "企业.xlsx", [("企业名称", "规模"), ("江城化纤有限公司", "大型")]), "企业")
    bring(
        office,
        book(tmp_path / "教师.xlsx", [("姓名", "身份证号码"), ("李明", IDS[0]), ("王芳", IDS[3])]),
        "教师",
    )
    head = ("教师姓名", "企业实践单位", "实践项目", "实践时间")
    file = book(
        tmp_path / "实践.xlsx",
        [
            ("2024年教师企业实践统计表",),
            head,
            ("李明", "江城化纤有限公司", "纺丝", "2025-07-01 - 2025-07-20"),
            ("王芳", "江城化纤有限公司", "卷绕", "7.5-7.24"),
            ("王芳", "江城化纤有限公司", "卷绕", "12.20-1.5"),
        ],
        "A1:D1",
    )
    plan, _ = bring(office, file, "企业实践", strict=False)
    assert [(each.row, each.column) for each in plan.rejected] == [(5, "D")]
    assert rows(office, "企业实践", "开始日期", "结束日期", "实践内容") == [
        (date(2024, 7, 5), date(2024, 7, 24), "卷绕"),
        (date(2024, 12, 20), None, "卷绕"),
        (date(2025, 7, 1), date(2025, 7, 20), "纺丝"),
    ]


def test_a_column_without_a_header_does_not_part_a_list(office: Office, tmp_path: Path) -> None:
    rows_now = [("工号", "姓名", None, "身份证号码", "联系电话"), ("T1", "李明", None, IDS[0], "13800001111")]
    bring(office, book(tmp_path / "教师.xlsx", rows_now), "教师")
    assert rows(office, "教师", "工号", "姓名", "证件号码") == [("T1", "李明", IDS[0])]


def test_labels_above_a_roster_without_a_colon(office: Office, tmp_path: Path) -> None:
    head = ("培训机构", "江城职业技术学校", "工种班次", "电工班", "开班日期", date(2026, 3, 2))
    columns = ("序号", "姓名", "性别", "身份证号码", "联系电话", "工作单位")
    file = book(
        tmp_path / "花名册.xlsx",
        [("学员花名册",), head, columns, (1, "李明", "男", IDS[0], None, None)],
        "A1:F1",
    )
    bring(office, file, "学员名册")
    assert rows(office, "学员名册", "学员.姓名", "培训班次.项目名称", "培训班次.开班日期") == [
        ("李明", "电工班", date(2026, 3, 2))
    ]


def test_a_dated_class_takes_its_name_from_the_title(office: Office, tmp_path: Path) -> None:
    lines = [
        ("低压电工培训班学员花名册",),
        ("开班日期：2026年3月2日",),
        ROSTER,
        (1, "李明", "男", IDS[0], None),
    ]
    bring(office, book(tmp_path / "花名册.xlsx", lines, "A1:E1"), "学员名册")
    assert rows(office, "培训班次", "项目名称", "开班日期") == [("低压电工培训班", date(2026, 3, 2))]


def test_what_was_said_of_a_header_is_remembered_for_the_same_header(office: Office, tmp_path: Path) -> None:
    head = ("名目", "开班日期", "学时", "主讲")
    first = book(tmp_path / "一.xlsx", [head, ("电工班", "2026-03-02", 8, "李明")])
    bring(office, first, "培训班次", mapping={"名目": "项目名称", "主讲": ""})
    order = (head[3], head[0], head[2], head[1])
    second = book(tmp_path / "二.xlsx", [order, ("王芳", "焊工班", 16, "2026-04-01")])
    plan, result = bring(office, second, "培训班次")
    assert result.created == 1 and plan.mapping["名目"] == "项目名称"
    assert plan.tables[0].reasons["B"] == "上次这样对应" and plan.tables[0].reasons["A"] == "上次选择不导入"
    other = book(
        tmp_path / "三.xlsx", [("名目", "开班日期", "学时", "地点"), ("车工班", "2026-05-01", 8, "一车间")]
    )
    assert [each.header for each in plan_import(office, other, "培训班次").unmapped if each.loss] == ["名目"]
    bring(office, second, "培训班次", mapping={"名目": "备注", "主讲": "项目名称"})
    assert plan_import(office, second, "培训班次").mapping["主讲"] == "项目名称"


def test_two_classes_below_each_other_keep_their_people(office: Office, tmp_path: Path) -> None:
    head = ("姓名", "身份证号", "电话")
    file = book(
        tmp_path / "两班.xlsx",
        [
            ("电工班学员名单",),
            ("班级名称：电工班", None, "开班日期：2026-03-02"),
            head,
            ("李明", IDS[0], "13800001111"),
            (),
            ("焊工班学员名单",),
            ("班级名称：焊工班", None, "开班日期：2026-04-02"),
            head,
            ("王芳", IDS[3], "13800002222"),
        ],
        "A1:C1", "A6:C6",
    )  # fmt: skip
    bring(office, file, "学员名册")
    assert rows(office, "学员名册", "学员.姓名", "培训班次.项目名称") == [
        ("李明", "电工班"),
        ("王芳", "焊工班"),
    ]


def test_a_further_page_without_its_own_heading_goes_on_with_the_class(
    office: Office, tmp_path: Path
) -> None:
    head = ("班级名称：电工班", None, "开班日期：2026-03-02")
    page = ("姓名", "身份证号", "电话")
    first, second = ("李明", IDS[0], "13800001111"), ("王芳", IDS[3], "13800002222")
    for gap in ([], [()], [("合计", "1人")], [("学员名单",), ()]):
        folder = tmp_path / str(len(str(gap)))
        folder.mkdir()
        other = new_office(folder)
        bring(other, book(tmp_path / "一班.xlsx", [head, page, first, *gap, page, second]), "学员名册")
        assert rows(other, "学员名册", "学员.姓名", "培训班次.项目名称") == [
            ("李明", "电工班"),
            ("王芳", "电工班"),
        ]
        other.ledger.close()


def test_money_in_a_cell_merged_over_rows_is_not_counted_twice(office: Office, tmp_path: Path) -> None:
    lines = [("项目名称", "开班日期", "培训地点", "到账经费")]
    lines += [("电工班", "2026-03-01", "一车间", 12000), ("焊工班", "2026-04-01", None, None)]  # type: ignore[list-item]
    plan, _ = bring(office, book(tmp_path / "班次.xlsx", lines, "D2:D3", "C2:C3"), "培训班次", strict=False)
    assert [(each.row, each.column, each.rule) for each in plan.rejected] == [
        (2, "D", "金额合并"),
        (3, "D", "金额合并"),
    ]
    assert rows(office, "培训班次", "项目名称", "培训地点", "到账经费") == [
        ("焊工班", "一车间", None), ("电工班", "一车间", None),
    ]  # fmt: skip
