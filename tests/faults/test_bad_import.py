"""Bad files and bad cells at import: one Chinese sentence with the place, exit 1, the ledger as it was."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from tests.faults.conftest import ENTERPRISES, GOOD, Desk, as_nobody, workbook

TEACHERS = ("工号", "姓名", "证件号码", "教师类别")
LI = ("2001", "李明", "11010519491231002X", "专业课")
CLASSES = ("项目名称", "开班日期", "学时", "到账经费")
PRACTICES = ("教师姓名", "企业名称", "开始日期")


def test_a_file_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    assert "没有.xlsx" in desk.refuses("import", str(tmp_path / "没有.xlsx"), "--into", "企业").err


def test_not_a_workbook(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "企业.xlsx"
    file.write_bytes(b"\x00\x01\x02 not a workbook" * 50)
    said = desk.refuses("import", str(file), "--into", "企业")
    assert "企业.xlsx" in said.err and "不是" in said.err


def test_half_a_workbook(desk: Desk, tmp_path: Path) -> None:
    file = workbook(tmp_path / "企业.xlsx", [ENTERPRISES, GOOD])
    file.write_bytes(file.read_bytes()[:2000])
    assert "企业.xlsx" in desk.refuses("import", str(file), "--into", "企业").err


def test_what_is_neither_a_workbook_nor_text(desk: Desk, tmp_path: Path) -> None:
    for name, content, word in (
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("a.csv", b"%PDF-1.7", "不是文本"),
        ("b.xlsx", b"%PDF-1.7", "PDF"),
        ("c.xlsx", b"\x89PNG....", "图片"),
        ("d.xls", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "2003"),
        ("e.rar", b"Rar!....", "压缩包"),
        ("f.xlsx", b"", "空文件"),
    ):
        (tmp_path / name).write_bytes(content)
        said = desk.refuses("import", str(tmp_path / name), "--into", "企业")
        assert word in said.err and name in said.err, said.err


@pytest.mark.parametrize("secret", [None, "别的口令"])
def test_a_password_protected_workbook(desk: Desk, tmp_path: Path, secret: str | None) -> None:
    plain = workbook(tmp_path / "明文.xlsx", [ENTERPRISES, GOOD])
    file = tmp_path / "加密.xlsx"
    with plain.open("rb") as source, file.open("wb") as target:
        OOXMLFile(source).encrypt("口令123", target)
    with file.open("rb") as check:
        assert msoffcrypto.OfficeFile(check).is_encrypted()
    more = []
    if secret is not None:
        (tmp_path / "口令.txt").write_text(secret, encoding="utf-8")
        more = ["--password-file", str(tmp_path / "口令.txt")]
    said = desk.refuses("import", str(file), "--into", "企业", *more)
    assert ("有打开密码" if secret is None else "密码不对") in said.err and "加密.xlsx" in said.err


def test_an_empty_sheet(desk: Desk, tmp_path: Path) -> None:
    said = desk.refuses("import", str(workbook(tmp_path / "空.xlsx", [])), "--into", "企业")
    assert "空" in said.err


def test_a_sheet_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    file = workbook(tmp_path / "企业.xlsx", [ENTERPRISES, GOOD])
    said = desk.refuses("import", str(file), "--into", "企业", "--sheet", "二月")
    assert "二月" in said.err and "表" in said.err


def test_a_header_without_rows(desk: Desk, tmp_path: Path) -> None:
    said = desk.refuses("import", str(workbook(tmp_path / "企业.xlsx", [ENTERPRISES])), "--into", "企业")
    assert "第 1 行" in said.err


def test_no_header_found(desk: Desk, tmp_path: Path) -> None:
    rows = [("本月工作安排", ""), ("上午", "开会"), ("下午", "听课"), ("晚上", "值班")]
    said = desk.refuses("import", str(workbook(tmp_path / "安排.xlsx", rows)), "--into", "企业")
    assert "没有找到" in said.err and "表头" in said.err and "安排.xlsx" in said.err


def test_a_list_of_something_else(desk: Desk, tmp_path: Path) -> None:
    rows = [("菜名", "单价", "数量"), ("豆腐", 3, 2), ("白菜", 2, 1)]
    assert "表头" in desk.refuses("import", str(workbook(tmp_path / "菜单.xlsx", rows)), "--into", "教师").err


def test_an_unknown_column(desk: Desk, tmp_path: Path) -> None:
    file = workbook(tmp_path / "企业.xlsx", [(*ENTERPRISES, "星级"), (*GOOD, "五星")])
    said = desk.refuses("import", str(file), "--into", "企业")
    assert "星级" in said.err and "D 列" in said.err and "第 1 行" in said.err
    ignoring = tmp_path / "对应.toml"
    ignoring.write_text('[columns]\n"星级" = ""\n', encoding="utf-8")
    assert desk.run("import", str(file), "--into", "企业", "--mapping", str(ignoring)).code == 0


def test_a_mapping_that_speaks_of_what_is_not_there(desk: Desk, tmp_path: Path) -> None:
    file = workbook(tmp_path / "企业.xlsx", [ENTERPRISES, GOOD])
    mapping = tmp_path / "对应.toml"
    for text, said in (
        ('[columns]\n"规模" = "星级"\n', "星级"),
        ('[columns]\n"等级" = "规模"\n', "等级"),
        ("[columns\n", "对应.toml"),
        ('[列]\n"规模" = "规模"\n', "对应.toml"),
    ):
        mapping.write_text(text, encoding="utf-8")
        assert said in desk.refuses("import", str(file), "--into", "企业", "--mapping", str(mapping)).err
    missing = str(tmp_path / "无.toml")
    assert "无.toml" in desk.refuses("import", str(file), "--into", "企业", "--mapping", missing).err


@pytest.mark.parametrize(
    ("into", "rows", "place", "word"),
    [
        ("培训班次", [CLASSES, ("电工班", "2025年13月40日", 40, None)], "第 2 行 B 列", "2025年13月40日"),
        ("培训班次", [CLASSES, ("电工班", "2025年3月", 40, None)], "第 2 行 B 列", "日"),
        ("培训班次", [CLASSES, ("电工班", "2025-03-01", "约四十", None)], "第 2 行 C 列", "约四十"),
        ("培训班次", [CLASSES, ("电工班", "2025-03-01", 40, "三万多")], "第 2 行 D 列", "三万多"),
        ("教师", [TEACHERS, ("2001", "李明", "1101051949123100X", "专业课")], "第 2 行 C 列", "17 位"),
        ("教师", [TEACHERS, ("2001", "李明", "1.10105E+17", "专业课")], "第 2 行 C 列", "科学记数"),
        ("教师", [TEACHERS, ("2001", "李明", 110105194912310020, "专业课")], "第 2 行 C 列", "尾数"),
        ("教师", [TEACHERS, ("2001", "李明", "110105194912310021", "专业课")], "第 2 行 C 列", "末位"),
        ("教师", [TEACHERS, ("2001", "李明", "110105********002X", "专业课")], "第 2 行 C 列", "打码"),
        ("教师", [TEACHERS, (*LI[:3], "飞行员")], "第 2 行 D 列", "飞行员"),
        ("教师", [TEACHERS, LI, ("2001", "李鸣", *LI[2:])], "第 3 行", "第 2 行"),
        ("企业", [ENTERPRISES, ("91350100M000100Y44", "某公司", "大型")], "第 2 行 A 列", "末位"),
        ("企业", [ENTERPRISES, (GOOD[0], "别的公司", "大型")], "第 2 行", "江城化纤有限公司"),
        ("企业", [ENTERPRISES, (None, None, "大型")], "第 2 行", "统一社会信用代码"),
        ("企业实践", [PRACTICES, ("张三", GOOD[1], "2025-07-01")], "第 2 行 A 列", "张三"),
        ("企业", [ENTERPRISES, (*GOOD[:2], "#N/A")], "第 2 行 C 列", "错误值"),
    ],
)  # fmt: skip
def test_a_bad_cell(desk: Desk, tmp_path: Path, into: str, rows: list, place: str, word: str) -> None:  # type: ignore[type-arg]
    file = workbook(tmp_path / "来表.xlsx", rows)
    said = desk.refuses("import", str(file), "--into", into)
    assert "来表.xlsx" in said.err
    assert place in said.err, said.err
    assert word in said.err, said.err


def test_every_bad_row_is_named_and_none_hides_another(desk: Desk, tmp_path: Path) -> None:
    rows: list[tuple[object, ...]] = [TEACHERS]
    rows += [(str(3000 + i), f"王{i}", "1101051949123100X", "飞行员") for i in range(30)]
    file = workbook(tmp_path / "教师.xlsx", rows)
    said = desk.refuses("import", str(file), "--into", "教师", "--json")
    document = json.loads(said.out)
    assert document["created"] == 0 and document["rows"] == 30
    places = {(each["sheet"], each["row"], each["column"], each["header"]) for each in document["rejected"]}
    assert {("表", row, "C", "证件号码") for row in range(2, 32)} <= places
    assert {("表", row, "D", "教师类别") for row in range(2, 32)} <= places
    assert all(each["value"] and each["error"].endswith("。") for each in document["rejected"])


def test_a_dry_run_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    before = desk.contents()
    file = workbook(tmp_path / "教师.xlsx", [TEACHERS, LI])
    said = desk.run("import", str(file), "--into", "教师", "--dry-run", "--json")
    assert said.code == 0 and json.loads(said.out)["created"] == 1
    assert desk.contents() == before


def test_an_unknown_record(desk: Desk, tmp_path: Path) -> None:
    file = workbook(tmp_path / "企业.xlsx", [ENTERPRISES, GOOD])
    assert "猫" in desk.refuses("import", str(file), "--into", "猫").err


# -- what the system refuses -----------------------------------------------------------------------------


def test_a_file_that_is_open_elsewhere(desk: Desk, public: Path) -> None:
    file = workbook(public / "企业.xlsx", [ENTERPRISES, (None, "新公司", "大型")])
    file.chmod(0)
    code, said = as_nobody(
        public, "--ledger", str(public / "台账.zhijiao"), "import", str(file), "--into", "企业"
    )
    assert code == 1 and "企业.xlsx" in said and "占用" in said and "Traceback" not in said


def test_a_read_only_folder(desk: Desk, public: Path) -> None:
    file = workbook(public / "企业.xlsx", [ENTERPRISES, (None, "新公司", "大型")])
    file.chmod(0o644)
    before = (public / "台账.zhijiao").read_bytes()
    os.chown(public, 0, 0)
    os.chown(public / "台账.zhijiao", 0, 0)
    code, said = as_nobody(
        public, "--ledger", str(public / "台账.zhijiao"), "import", str(file), "--into", "企业"
    )
    assert code == 1 and "Traceback" not in said and "程序内部出错" not in said, said
    assert "只读" in said or "不能写入" in said or "权限" in said, said
    assert (public / "台账.zhijiao").read_bytes() == before


def test_no_space(desk: Desk, public: Path) -> None:
    rows = [ENTERPRISES, *((None, f"江城第{i}机械制造有限责任公司", "大型") for i in range(4000))]
    file = workbook(public / "企业.xlsx", rows)
    file.chmod(0o644)
    ledger = public / "台账.zhijiao"
    limit = ledger.stat().st_size + 100_000
    code, said = as_nobody(
        public, "--ledger", str(ledger), "import", str(file), "--into", "企业", limit=limit
    )
    assert code == 1 and "Traceback" not in said and "程序内部出错" not in said, said
    assert "磁盘" in said, said  # a file that may not grow: the disk refuses, in whatever words
    count = as_nobody(public, "--ledger", str(ledger), "show", "企业", "--json")[1]
    assert "机械制造" not in count and "江城化纤" in count


def test_the_file_is_only_read(desk: Desk, tmp_path: Path) -> None:
    file = workbook(tmp_path / "教师.xlsx", [TEACHERS, LI])
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    assert desk.run("import", str(file), "--into", "教师").code == 0
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert openpyxl.load_workbook(file).active.max_row == 2
