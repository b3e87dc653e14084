"""Old and locked files: made into an .xlsx, with what was lost named; or one sentence on what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from desktop.core.errors import UserError
from desktop.workbook import CellValue, ListBlock, fill, read_workbook
from desktop.workbook.encrypted import NeedsPassword, encrypt, is_encrypted
from desktop.workbook.foreign import BACK_TO_XLS, as_plain, find_libreoffice

OLD = Path(__file__).parent / "old" / "旧表.xls"  # made by LibreOffice, not by us


def test_an_old_file_without_any_other_program(tmp_path: Path) -> None:
    """Values, merges, looks, sizes and print set-up come along; formulas and drop-downs are named as lost."""
    made = as_plain(OLD, tmp_path, converter="")
    assert made.path == tmp_path / "旧表.xlsx"
    assert made.notes == (
        "这是旧格式 .xls，已转成 .xlsx 再填写，没能带过来："
        "公式 2 个（只留下了算好的值）、下拉列表和输入限制 1 处；"
        "要一样不少，请先用 WPS 或 Excel 把原表另存为 .xlsx 再填",
        BACK_TO_XLS,
    )  # fmt: skip
    book = openpyxl.load_workbook(made.path)
    sheet = book["统计表"]
    old = CalamineWorkbook.from_path(str(OLD)).get_sheet_by_name("统计表")
    merges = {
        ((r.min_row - 1, r.min_col - 1), (r.max_row - 1, r.max_col - 1)) for r in sheet.merged_cells.ranges
    }
    assert merges == set(old.merged_cell_ranges or ())
    grid = [[cell.value if cell.value is not None else "" for cell in row] for row in sheet.iter_rows()]
    assert grid == old.to_python(skip_empty_area=False)
    assert (sheet["A1"].font.size, sheet["A1"].font.bold, sheet["A1"].alignment.horizontal) == (
        16,
        True,
        "center",
    )
    assert sheet["A5"].border.left.style == "thin"
    assert sheet["A3"].fill.fgColor.rgb == "00DDEBF7"
    assert sheet["H5"].number_format == "0.00"
    assert sheet["B5"].alignment.wrap_text
    assert (sheet.column_dimensions["B"].width, sheet.row_dimensions[5].height) == (30, 24)
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$3:$4")
    assert book["代码"].sheet_state == "hidden"


def test_the_converted_file_is_filled_like_any_other(tmp_path: Path) -> None:
    made = as_plain(OLD, tmp_path, converter="")
    rows = [(n, f"班{n}", "其他", None, None, 8, 20 + n, 1.5) for n in range(1, 11)]
    out = tmp_path / "出.xlsx"
    fill(
        made.path,
        out,
        [ListBlock("统计表", 5, 10, list(range(1, 9)), rows)],
        [CellValue("统计表", "A2", "某校", "after")],
    )
    sheet = read_workbook(out).sheets[0]
    assert sheet.text(14, 2) == "班10"
    assert sheet.text(15, 1) == "合计"
    assert sheet.text(2, 1) == "填报单位（盖章）：某校"


@pytest.mark.long
def test_with_libreoffice_it_is_converted_whole(tmp_path: Path) -> None:
    assert find_libreoffice(), "LibreOffice is part of the long run"
    made = as_plain(OLD, tmp_path)
    assert "LibreOffice" in made.notes[0]
    sheet = openpyxl.load_workbook(made.path)["统计表"]
    assert sheet["G11"].value == "=SUM(G5:G10)"
    assert len(sheet.data_validations.dataValidation) == 1


def test_without_a_working_program_the_own_way_is_taken(tmp_path: Path) -> None:
    assert "没能带过来" in as_plain(OLD, tmp_path, converter="/no/such/program").notes[0]


def test_a_plain_file_is_taken_as_it_is(tmp_path: Path) -> None:
    path = _plain(tmp_path / "表.xlsx")
    assert as_plain(path, tmp_path) == type(as_plain(path, tmp_path))(path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.et", OLD.read_bytes(), r"WPS 的 \.et 格式.*另存为.*xlsx"),
        ("断.xls", OLD.read_bytes()[:3000], "请用 Excel 或 WPS 打开它"),
        ("网页.xls", "<html><table><tr><td>序号</td></tr></table></html>".encode(), "网页"),
        ("文本.xls", "序号,姓名\n1,张三\n".encode("gb18030"), "纯文本"),
        ("空.xls", b"", "空文件"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UserError, match=said):
        as_plain(path, tmp_path, converter="")


def test_an_xls_called_xlsx_is_converted_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "其实是旧表.xlsx"
    shutil.copy(OLD, path)
    folder = tmp_path / "作"
    folder.mkdir()
    assert as_plain(path, folder, converter="").path == folder / "其实是旧表.xlsx"


def _plain(path: Path) -> Path:
    book = openpyxl.Workbook()
    book.active["A1"] = "序号"
    book.save(path)
    return path


def test_a_locked_file_asks_for_its_password(tmp_path: Path) -> None:
    path = _plain(tmp_path / "锁.xlsx")
    encrypt(path, "密码 1")
    assert is_encrypted(path)
    folder = tmp_path / "开"
    folder.mkdir()
    with pytest.raises(NeedsPassword, match=r"有打开密码.*--password-file") as asked:
        as_plain(path, folder)
    assert not asked.value.wrong
    with pytest.raises(NeedsPassword, match="密码不对") as refused:
        as_plain(path, folder, "密码 2")
    assert refused.value.wrong
    made = as_plain(path, folder, "密码 1")
    assert made.locked and openpyxl.load_workbook(made.path).active["A1"].value == "序号"


def test_a_file_that_is_only_marked_read_only_opens_unasked(tmp_path: Path) -> None:
    path = _plain(tmp_path / "只读.xlsx")
    encrypt(path, "VelvetSweatshop")
    assert openpyxl.load_workbook(as_plain(path, tmp_path / "..").path).active["A1"].value == "序号"
