"""Many at once: a file a class, a sheet a class, a card a person; all of them or none."""
# ruff: noqa: E501 (rows and sentences as a person reads them)

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.progress import Cancelled
from desktop.services.office import Office
from desktop.services.returning import FillResult, fill, forms, wholes
from desktop.services.returning.preview import preview
from desktop.services.saving import save
from desktop.store.find import Condition

YEAR = parse_window("2025学年")


@pytest.fixture(scope="module")
def book_of_classes(demo: Office, tmp_path_factory: pytest.TempPathFactory) -> FillResult:
    """All rosters of a year in one workbook, made once."""
    return fill(demo, "培训学员实名制花名册", YEAR, tmp_path_factory.mktemp("一") / "册.xlsx")


def sheets_of(path: Path) -> list[str]:
    """As two independent readers see them."""
    names = openpyxl.load_workbook(path).sheetnames
    assert CalamineWorkbook.from_path(str(path)).sheet_names == names
    return list(names)


def test_one_workbook_with_a_sheet_a_class(demo: Office, book_of_classes: FillResult) -> None:
    """Every class with a roster has its sheet: its own rows, title lines, merges, drop-downs, print set-up."""
    result, out = book_of_classes, book_of_classes.files[0]
    names = sheets_of(out)
    assert result.files == [out]
    assert [each.sheet for each in result.sheets] == names and len(names) > 5
    book = openpyxl.load_workbook(out)
    template = openpyxl.load_workbook(
        next(each for each in forms(demo) if each.id == "roster").template
    ).active
    for filled in result.sheets:
        sheet = book[filled.sheet]
        people = [sheet.cell(row, 2).value for row in range(4, 4 + filled.rows)]
        assert all(people) and len(people) == filled.rows
        assert sheet["G2"].value[:25] == filled.sheet[:25] or "(" in filled.sheet
        more = max(filled.rows - 15, 0)
        assert sheet.print_title_rows == template.print_title_rows
        assert sheet.print_area.endswith(str(20 + more))
        assert len(sheet.merged_cells.ranges) == len(template.merged_cells.ranges)
        assert len(sheet.data_validations.dataValidation) == len(template.data_validations.dataValidation)
    assert sum(each.sheet_view.tabSelected or False for each in book.worksheets) <= 1


def test_the_sheets_hold_what_the_files_hold(
    demo: Office, book_of_classes: FillResult, tmp_path: Path
) -> None:
    one = book_of_classes
    many = fill(demo, "roster", YEAR, tmp_path / "多")
    assert [each.rows for each in one.sheets] == [each.rows for each in many.sheets]
    book = openpyxl.load_workbook(one.files[0])
    for sheet, file in list(zip(book.worksheets, many.files, strict=True))[:4]:
        other = openpyxl.load_workbook(file).worksheets[0]
        assert [[c.value for c in row] for row in sheet.iter_rows()] == [
            [c.value for c in row] for row in other.iter_rows()
        ]


def test_files_are_named_by_rule(small: Office, tmp_path: Path) -> None:
    out = tmp_path / "签到"
    result = fill(small, "培训学员签到表", YEAR, out)
    assert [each.name for each in out.iterdir()] == [
        "吉林市江城职业技术学校_培训学员签到表_汽车维修工（四级）培训班_20251008.xlsx"
    ]
    sheet = openpyxl.load_workbook(result.files[0]).active
    assert sheet["A1"].value == "汽车维修工（四级）培训班学员签到表"
    assert [sheet.cell(6, column).value for column in range(1, 7)] == [
        1,
        "王䶮",
        "女",
        "一汽吉林",
        "13812345678",
        None,
    ]
    assert sheet["A3"].value == "班次编号：PX001"


class _Stop:
    """Cancels when so many steps have been shown."""

    def __init__(self, after: int) -> None:
        self.left = after

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """One step."""
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("after", [0, 3, 12])
def test_cancelled_half_way_nothing_is_there(demo: Office, tmp_path: Path, after: int) -> None:
    out = tmp_path / "册"
    with pytest.raises(Cancelled):
        fill(demo, "roster", YEAR, out, progress=_Stop(after))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Cancelled):
        fill(demo, "roster", YEAR, tmp_path / "册.xlsx", progress=_Stop(after))
    assert list(tmp_path.iterdir()) == []


def test_what_was_in_the_folder_stays_when_it_fails(small: Office, tmp_path: Path) -> None:
    """A folder in the place of one of the files: the older files are untouched, no rest is left."""
    out = tmp_path / "册"
    name = fill(small, "roster", YEAR, out).files[0].name
    (out / "别的.txt").write_text("留着")
    (out / name).unlink()
    (out / name).mkdir()
    with pytest.raises(UserError, match="写不进去"):
        fill(small, "roster", YEAR, out)
    assert sorted(each.name for each in out.iterdir()) == sorted([name, "别的.txt"])


def test_admission_tickets_of_a_batch(demo: Office, tmp_path: Path) -> None:
    """A card a candidate, each on a sheet with the candidate's name."""
    form = next(each for each in forms(demo) if each.id == "admission_ticket")
    year = parse_window("2025")
    _, number, _ = wholes(demo, form, year)[0]
    out = tmp_path / "准考证.xlsx"
    result = fill(demo, "准考证", year, out, [Condition("批次号", "=", number)])
    names = sheets_of(out)
    assert result.rows == len(names) > 3
    book = openpyxl.load_workbook(out)
    for name in names:
        sheet = book[name]
        assert sheet["B4"].value and name.startswith(sheet["B4"].value)
        assert sheet["A2"].value == "准　考　证"
        assert isinstance(sheet["B7"].value, str) and len(sheet["B7"].value) == 18
        assert sheet["B8"].value.endswith("证书") and "年" in sheet["B10"].value
        assert "C3:C7" in {str(block) for block in sheet.merged_cells.ranges}
        assert sheet.print_area == f"'{name}'!$A$1:$C$13" or sheet.print_area.endswith("$A$1:$C$13")


def test_completion_certificates_of_a_class(small: Office, tmp_path: Path) -> None:
    """Who finished gets one, in whole sentences; who did not gets none."""
    out = tmp_path / "证.xlsx"
    result = fill(small, "结业证书", YEAR, out)
    assert sheets_of(out) == ["欧阳𬱖", "王䶮"] or sheets_of(out) == ["王䶮", "欧阳𬱖"]
    assert result.rows == 2
    sheet = openpyxl.load_workbook(out)["王䶮"]
    assert sheet["A6"].value == "王䶮（居民身份证号码 11010519491231002X）："
    assert sheet["A8"].value == (
        "　　于2025年10月8日至2025年10月20日参加我校举办的“汽车维修工（四级）培训班”，共 64 学时，学习期满，考核合格，准予结业。"
    )
    assert (sheet["D12"].value, sheet["D13"].value) == ("吉林市江城职业技术学校", "2025年10月20日")


def test_a_batch_without_certificates_gets_no_receipt(demo: Office, tmp_path: Path) -> None:
    result = fill(demo, "证书领取签收表", parse_window("2025"), tmp_path / "签收")
    assert result.rows > 20 and len(result.files) + len(result.skipped) > 3
    for file in result.files[:3]:
        sheet = openpyxl.load_workbook(file).active
        assert sheet["F5"].value and sheet["I5"].value is None


def test_people_with_one_name_have_sheets_of_their_own(small: Office, tmp_path: Path) -> None:
    save(
        small,
        "学员名册",
        {
            "培训班次.班次编号": "PX001",
            "学员.姓名": "王䶮",
            "学员.证件类型": "护照",
            "学员.证件号码": "E12345678",
            "状态": "结业",
        },
    )
    fill(small, "结业证书", YEAR, tmp_path / "证.xlsx")
    assert sorted(sheets_of(tmp_path / "证.xlsx")) == ["欧阳𬱖", "王䶮", "王䶮(2)"]


def test_cards_of_nobody_are_refused_or_blank(small: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有可填的内容"):
        fill(small, "准考证", parse_window("2019"), tmp_path / "a.xlsx")
    save(
        small, "培训班次", {"项目名称": "空班", "开班日期": date(2025, 12, 1), "结业日期": date(2025, 12, 2)}
    )
    result = fill(small, "结业证书", YEAR, tmp_path / "b.xlsx", [Condition("项目名称", "=", "空班")])
    assert result.rows == 0
    assert sheets_of(tmp_path / "b.xlsx") == ["结业证书"]


def test_untouched_parts_stay_as_they_were(demo: Office, book_of_classes: FillResult) -> None:
    template = next(each for each in forms(demo) if each.id == "roster").template
    with zipfile.ZipFile(template) as before, zipfile.ZipFile(book_of_classes.files[0]) as after:
        assert after.testzip() is None
        for name in ("xl/theme/theme1.xml", "docProps/core.xml"):
            assert before.read(name) == after.read(name)


def test_a_card_on_screen_covers_the_number_that_its_file_has_in_full(demo: Office) -> None:
    seen = preview(demo, "准考证", parse_window("2026"))
    shown = [cell.text for sheet in seen.sheets for cell in sheet.picture.cells.values()]
    assert not [text for text in shown if re.fullmatch(r"\d{17}[\dX]", text)]
    assert [text for text in shown if re.fullmatch(r"\d{6}\*{8}\d{3}[\dX]", text)]
