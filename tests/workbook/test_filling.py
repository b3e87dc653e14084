"""Filling a template, trap by trap: what moves, what grows, what stays byte for byte."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from lxml import etree
from openpyxl import load_workbook

from desktop.core.errors import UserError
from desktop.core.progress import Cancelled
from desktop.workbook import CellValue, ListBlock, fill, read_workbook
from tests.workbook.making import (
    HEAD,
    MAIN,
    blank,
    formula,
    make_book,
    number,
    override,
    read_part,
    relationship,
    row,
    text,
)

SHEET = "名单"


def roster(tail: str = "", body: Sequence[str] = (), below: Sequence[str] = ()) -> str:
    """Title, header, two blank rows 3-4, a total with SUM, a note."""
    rows = [
        row(1, text("A1", "花名册", 1)),
        row(2, text("A2", "序号"), text("B2", "姓名"), text("C2", "人数")),
        *(
            body
            or (row(3, blank("A3"), blank("B3"), blank("C3")), row(4, blank("A4"), blank("B4"), blank("C4")))
        ),
        row(5, text("A5", "合计"), formula("C5", "SUM(C3:C4)")),
        row(6, text("A6", "注：由教务处填写")),
        *below,
    ]
    return f'<dimension ref="A1:C6"/><sheetData>{"".join(rows)}</sheetData>{tail}'


def filled(
    tmp_path: Path, inner: str, rows: Sequence[Sequence[Any]], columns: Sequence[int] = (1, 2, 3), **more: Any
) -> Path:
    """The roster filled in rows 3-4."""
    cells = more.pop("cells", ())
    formats = more.pop("formats", {})
    template = make_book(tmp_path / "模板.xlsx", {SHEET: inner, **more.pop("others", {})}, **more)
    out = tmp_path / "结果.xlsx"
    report = fill(template, out, [ListBlock(SHEET, 3, 4, columns, rows, formats)], cells)
    assert report.rows == len(rows)
    return out


def people(count: int) -> list[tuple[int, str, int]]:
    """Rows for the roster."""
    return [(number, f"张{number}", number) for number in range(1, count + 1)]


def xml(path: Path) -> etree._Element:
    """The filled sheet."""
    return etree.fromstring(read_part(path, "xl/worksheets/sheet1.xml").encode())


def attributes(path: Path, tag: str, name: str) -> list[str]:
    """All values of an attribute."""
    return [element.get(name, "") for element in xml(path).iter(f"{{{MAIN}}}{tag}")]


def test_rows_are_written_and_the_rest_is_pushed_down(tmp_path: Path) -> None:
    out = filled(tmp_path, roster(), people(10))
    sheet = load_workbook(out)[SHEET]
    assert [sheet.cell(line, 2).value for line in (3, 4, 5, 12)] == ["张1", "张2", "张3", "张10"]
    assert sheet["A13"].value == "合计"
    assert sheet["C13"].value == "=SUM(C3:C12)"
    assert load_workbook(out, data_only=True)[SHEET]["C13"].value == 55
    assert sheet["A14"].value == "注：由教务处填写"
    assert sheet.dimensions == "A1:C14"
    assert all(sheet.cell(line, 2).border.left.style == "thin" for line in range(3, 13))
    calamine = python_calamine.CalamineWorkbook.from_path(str(out)).get_sheet_by_name(SHEET).to_python()
    assert calamine[2:12] == [[float(n), name, float(m)] for n, name, m in people(10)]


def test_other_parts_are_copied_as_they_are(tmp_path: Path) -> None:
    out = filled(
        tmp_path, roster(), people(10), others={"说明": f"<sheetData>{row(1, text('A1', '文'))}</sheetData>"}
    )
    with zipfile.ZipFile(tmp_path / "模板.xlsx") as before, zipfile.ZipFile(out) as after:
        assert before.namelist() == after.namelist()
        assert after.testzip() is None
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert sorted(changed) == ["xl/workbook.xml", "xl/worksheets/sheet1.xml"]
    assert 'fullCalcOnLoad="1"' in read_part(out, "xl/workbook.xml")


def test_same_input_same_bytes(tmp_path: Path) -> None:
    first = filled(tmp_path, roster(), people(30)).read_bytes()
    assert filled(tmp_path, roster(), people(30)).read_bytes() == first


def test_fewer_records_clear_the_bound_cells_only(tmp_path: Path) -> None:
    body = (
        row(3, number("A3", 1, 2), text("B3", "示例", 2), number("C3", 9, 2), text("E3", "旁注")),
        row(4, number("A4", 2, 2), text("B4", "示例", 2), number("C4", 9, 2), text("E4", "旁注二")),
    )
    out = filled(tmp_path, roster(body=body), [("王",)], columns=(2,))
    sheet = load_workbook(out)[SHEET]
    assert [[cell.value for cell in line] for line in sheet["A3:E4"]] == [
        [1, "王", 9, None, "旁注"],
        [2, None, 9, None, "旁注二"],
    ]
    assert sheet["B4"].border.left.style == "thin"


def test_foreign_cells_stay_and_printed_numbers_go_on(tmp_path: Path) -> None:
    body = (
        row(
            3,
            number("A3", 1, 2),
            blank("B3"),
            text("C3", "人", 2),
            text("E3", "右侧"),
            attributes=' ht="25" customHeight="1"',
        ),
        row(4, number("A4", 2, 2), blank("B4"), text("C4", "人", 2), text("E4", "另一")),
    )
    out = filled(tmp_path, roster(body=body), [(f"王{n}",) for n in range(5)], columns=(2,))
    found = read_workbook(out).sheets[0]
    assert [found.text(line, 1) for line in range(3, 8)] == ["1", "2", "3", "4", "5"]
    assert [found.text(line, 5) for line in range(3, 8)] == ["右侧", "另一", "", "", ""]
    assert found.heights[3] == 25


def test_identifiers_are_text_and_dangerous_text_is_inert(tmp_path: Path) -> None:
    strange = [
        "=1+1",
        "+86",
        "@x",
        "-",
        "a_x000D_b",
        " 边 ",
        "两\r\n行",
        "坏\x01字\ud800",
        "<&>",
        "'前",
        "𬱖䶮",
    ]
    rows = [[220202199001011234, value, "00123"] for value in strange]
    out = filled(tmp_path, roster(), rows)
    found = read_workbook(out).sheets[0]
    expected = ["=1+1", "+86", "@x", "-", "a_x000D_b", " 边 ", "两\n行", "坏字", "<&>", "'前", "𬱖䶮"]
    assert [found.text(line, 2) for line in range(3, 14)] == expected
    assert {found.rows[line][1].kind for line in range(3, 14)} == {"text"}
    assert found.text(3, 1) == "220202199001011234"
    assert found.text(13, 3) == "00123"
    judge = load_workbook(out)[SHEET]
    assert judge["B3"].data_type == "s"


def test_types_dates_and_number_formats(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        [True, date(2024, 2, 29), Decimal("1234.50")],
        [1, datetime(2024, 2, 29, 8, 30), 0.1],
        [None, date(1890, 1, 1), 0],
        [1, date(2024, 3, 1), "文"],
    ]
    out = filled(tmp_path, roster(), rows, formats={3: "#,##0.00"})
    sheet = load_workbook(out)[SHEET]
    assert [sheet.cell(line, 1).value for line in range(3, 7)] == [True, 1, None, 1]
    assert sheet["B3"].value == datetime(2024, 2, 29)
    assert sheet["B3"].number_format == "yyyy-mm-dd"
    assert sheet["B4"].value == datetime(2024, 2, 29, 8, 30)
    assert sheet["B5"].value == "1890-01-01"
    assert (sheet["C3"].value, sheet["C6"].value) == (1234.5, "文")
    assert sheet["C3"].number_format == "#,##0.00"
    assert sheet["C3"].border.left.style == "thin"
    assert read_workbook(out).sheets[0].rows[6][2].value == date(2024, 3, 1)


def test_1904_workbook(tmp_path: Path) -> None:
    out = filled(tmp_path, roster(), [[1, date(2024, 1, 1), 2]], properties='<workbookPr date1904="1"/>')
    assert "<v>43830</v>" in read_part(out, "xl/worksheets/sheet1.xml")
    assert read_workbook(out).sheets[0].rows[3][2].value == date(2024, 1, 1)


def test_merges_repeat_move_and_never_hide_a_value(tmp_path: Path) -> None:
    tail = (
        '<mergeCells count="4"><mergeCell ref="A1:C1"/><mergeCell ref="B3:C3"/><mergeCell ref="A6:C6"/>'
        '<mergeCell ref="A3:A4"/></mergeCells>'
    )
    out = filled(tmp_path, roster(tail), [(n, f"王{n}") for n in range(5)], columns=(1, 2))
    assert sorted(attributes(out, "mergeCell", "ref")) == [
        "A1:C1",
        "A9:C9",
        *(f"B{n}:C{n}" for n in (3, 5, 6, 7)),
    ]
    assert [read_workbook(out).sheets[0].text(line, 1) for line in range(3, 8)] == ["0", "1", "2", "3", "4"]
    assert xml(out).find(f"{{{MAIN}}}mergeCells").get("count") == "6"  # type: ignore[union-attr]


def test_merge_from_the_header_into_the_list_is_refused(tmp_path: Path) -> None:
    tail = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
    with pytest.raises(UserError, match="A2:A3"):
        filled(tmp_path, roster(tail), people(3))
    assert [path.name for path in tmp_path.iterdir()] == ["模板.xlsx"]


def test_rules_grow_with_the_list_and_move_below_it(tmp_path: Path) -> None:
    tail = (
        '<conditionalFormatting sqref="B3:B4 A6"><cfRule type="expression" priority="1">'
        "<formula>COUNTIF($B$3:$B$4,B3)&gt;1</formula></cfRule></conditionalFormatting>"
        '<dataValidations><dataValidation type="list" sqref="C3:C4">'
        "<formula1>$E$6:$E$9</formula1></dataValidation>"
        '<dataValidation type="list" sqref="D3:D1048576"><formula1>"是,否"</formula1></dataValidation>'
        '</dataValidations><hyperlinks><hyperlink ref="A6" location="名单!A5"/></hyperlinks>'
        '<rowBreaks><brk id="2"/><brk id="5"/></rowBreaks>'
    )
    out = filled(tmp_path, roster(tail), people(10))
    root = xml(out)
    assert attributes(out, "conditionalFormatting", "sqref") == ["B3:B12 A14"]
    assert root.findtext(f".//{{{MAIN}}}formula") == "COUNTIF($B$3:$B$12,B3)>1"
    assert attributes(out, "dataValidation", "sqref") == ["C3:C12", "D3:D1048576"]
    assert root.findtext(f".//{{{MAIN}}}formula1") == "$E$14:$E$17"
    assert (attributes(out, "hyperlink", "ref"), attributes(out, "hyperlink", "location")) == (
        ["A14"],
        ["名单!A13"],
    )
    assert attributes(out, "brk", "id") == ["2", "13"]


def test_extension_rules(tmp_path: Path) -> None:
    tail = (
        '<extLst xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><ext uri="{CCE6A557}">'
        "<x14:dataValidations>"
        '<x14:dataValidation type="list"><x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1>'
        "<xm:sqref>B3:B4 A6</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    options = "".join(row(n, text(f"A{n}", f"项{n}")) for n in (1, 2, 3))
    out = filled(tmp_path, roster(tail), people(10), others={"选项": f"<sheetData>{options}</sheetData>"})
    assert "<xm:sqref>B3:B12 A14</xm:sqref>" in read_part(out, "xl/worksheets/sheet1.xml")
    assert read_workbook(out).sheet(SHEET).choices_at(12, 2) == ("项1", "项2", "项3")  # type: ignore[union-attr]


def test_row_formulas_are_translated_and_totals_read_them(tmp_path: Path) -> None:
    body = (
        row(3, blank("A3"), blank("B3"), formula("C3", "A3*B3+$C$5*0+SUM(A3:B3)")),
        row(4, blank("A4"), blank("B4"), formula("C4", "A4*B4+$C$5*0+SUM(A4:B4)")),
    )
    out = filled(tmp_path, roster(body=body), [(n, n) for n in range(1, 7)], columns=(1, 2))
    sheet = load_workbook(out)[SHEET]
    assert sheet["C3"].value == "=A3*B3+$C$9*0+SUM(A3:B3)"
    assert sheet["C4"].value == "=A4*B4+$C$9*0+SUM(A4:B4)"
    assert sheet["C8"].value == "=A8*B8+$C$9*0+SUM(A8:B8)"
    assert sheet["C9"].value == "=SUM(C3:C8)"


def test_total_above_the_header_and_a_longer_blank_range(tmp_path: Path) -> None:
    inner = (
        f"<sheetData>{row(1, formula('A1', 'SUM(C3:C4)'), formula('B1', 'SUM(C3:C9)'), formula('D1', 'C6'))}"
        f"{row(2, text('A2', '姓名'))}{row(3, blank('C3'))}{row(4, blank('C4'))}"
        f"{row(6, number('C6', 7))}</sheetData>"
    )
    out = filled(tmp_path, inner, [(n,) for n in range(1, 6)], columns=(3,))
    sheet, values = load_workbook(out)[SHEET], load_workbook(out, data_only=True)[SHEET]
    assert [sheet[ref].value for ref in ("A1", "B1", "D1")] == ["=SUM(C3:C7)", "=SUM(C3:C12)", "=C9"]
    assert [values[ref].value for ref in ("A1", "B1")] == [15, 22]


def test_shared_formulas_survive_a_cut(tmp_path: Path) -> None:
    body = (
        row(3, blank("A3"), blank("B3"), '<c r="C3"><f t="shared" si="0" ref="C3:C4">A3*2</f><v>0</v></c>'),
        row(4, blank("A4"), blank("B4"), '<c r="C4"><f t="shared" si="0"/><v>0</v></c>'),
    )
    out = filled(tmp_path, roster(body=body), [(n, "x") for n in range(4)], columns=(1, 2))
    sheet = load_workbook(out)[SHEET]
    assert [sheet.cell(line, 3).value for line in range(3, 7)] == [f"=A{line}*2" for line in range(3, 7)]
    assert 't="shared"' not in read_part(out, "xl/worksheets/sheet1.xml")


def test_names_other_sheets_and_calc_chain(tmp_path: Path) -> None:
    names = (
        '<definedName name="_xlnm.Print_Area" localSheetId="0">名单!$A$1:$C$6</definedName>'
        '<definedName name="_xlnm.Print_Titles" localSheetId="0">名单!$1:$2</definedName>'
        '<definedName name="人数">\'名单\'!$C$3:$C$4</definedName><definedName name="坏">#REF!</definedName>'
        '<definedName name="外">[1]名单!$A$6</definedName><definedName name="列">名单!$C:$C</definedName>'
    )
    other = f"<sheetData>{row(1, formula('A1', '名单!C5+名单!C3', '5'), formula('B1', 'C5'))}</sheetData>"
    chain = f'{HEAD}<calcChain xmlns="{MAIN}"><c r="C5" i="1"/></calcChain>'
    template = make_book(tmp_path / "t.xlsx", {SHEET: roster(), "汇总": other}, names=names)
    with_chain(template, chain)
    out = tmp_path / "o.xlsx"
    report = fill(template, out, [ListBlock(SHEET, 3, 4, (1, 2, 3), people(10))])
    book = read_part(out, "xl/workbook.xml")
    defined = dict(re.findall(r'<definedName name="([^"]+)"[^>]*>([^<]*)<', book))
    assert defined == {
        "_xlnm.Print_Area": "名单!$A$1:$C$14",
        "_xlnm.Print_Titles": "名单!$1:$2", "人数": "'名单'!$C$3:$C$12",
        "坏": "#REF!", "外": "[1]名单!$A$6", "列": "名单!$C:$C",
    }  # fmt: skip
    assert load_workbook(out)["汇总"]["A1"].value == "=名单!C13+名单!C3"
    assert load_workbook(out)["汇总"]["B1"].value == "=C5"
    with zipfile.ZipFile(out) as package:
        assert "xl/calcChain.xml" not in package.namelist()
        assert b"calcChain" not in package.read("[Content_Types].xml") + package.read(
            "xl/_rels/workbook.xml.rels"
        )
    assert "xl/calcChain.xml" in report.changed_parts


def with_chain(path: Path, chain: str) -> None:
    """Adds a calculation chain to a package."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    parts["xl/calcChain.xml"] = chain
    kind = override("xl/calcChain.xml", "spreadsheetml.calcChain+xml")
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", kind + "</Types>")
    line = relationship("rIdC", "calcChain", "calcChain.xml")
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace("</Relationships>", line + "</Relationships>")
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_comments_tables_and_drawings_follow(tmp_path: Path) -> None:
    space = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    ends = (("from", 0, 5), ("to", 1, 7))
    anchor = (
        "".join(f"<x:{end}><x:col>{c}</x:col><x:row>{r}</x:row></x:{end}>" for end, c, r in ends) + "<x:sp/>"
    )
    lines = "".join(
        relationship(f"r{number}", kind, target)
        for number, (kind, target) in enumerate(
            [
                ("comments", "../c.xml"),
                ("vmlDrawing", "../v.vml"),
                ("table", "../t.xml"),
                ("drawing", "../d.xml"),
            ]
        )
    )
    parts = {
        "xl/c.xml": f'{HEAD}<comments xmlns="{MAIN}"><commentList><comment ref="A6"/>'
        '<comment ref="A2"/></commentList></comments>',
        "xl/v.vml": '<xml xmlns:x="u"><br><x:Anchor>1, 2, 5, 4, 3, 6, 8, 8</x:Anchor>'
        "<x:Row>5</x:Row><x:Column>0</x:Column></xml>",
        "xl/t.xml": f'{HEAD}<table xmlns="{MAIN}" ref="A2:C4"><autoFilter ref="A2:C4"/></table>',
        "xl/d.xml": f'{HEAD}<x:wsDr xmlns:x="{space}"><x:twoCellAnchor>{anchor}</x:twoCellAnchor>'
        f'<x:twoCellAnchor editAs="absolute">{anchor}</x:twoCellAnchor></x:wsDr>',
    }
    out = filled(tmp_path, roster(), people(10), rels={SHEET: lines}, parts=parts)
    assert re.findall(r'ref="(\w+)"', read_part(out, "xl/c.xml")) == ["A14", "A2"]
    assert "1, 2, 13, 4, 3, 6, 16, 8" in read_part(out, "xl/v.vml")
    assert "<x:Row>13</x:Row>" in read_part(out, "xl/v.vml")
    assert re.findall(r'ref="([\w:]+)"', read_part(out, "xl/t.xml")) == ["A2:C12", "A2:C12"]
    assert re.findall(r"<x:row>(\d+)", read_part(out, "xl/d.xml")) == ["13", "15", "5", "7"]


def test_labels_keep_their_cell_and_their_look(tmp_path: Path) -> None:
    strings = (
        f'{HEAD}<sst xmlns="{MAIN}" count="9" uniqueCount="2"><si><t>填报人：      电话：</t></si>'
        "<si><r><t>填报单位</t></r><r><rPr><b/></rPr>"
        '<t xml:space="preserve">（盖章）：      </t></r></si></sst>'
    )
    inner = (
        f'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        f"{text('C1', '日期：')}"
        f"{text('D1', '单位：      （盖章）')}</row>{row(3, blank('A3'))}{row(4, blank('A4'))}</sheetData>"
    )
    cells = [
        CellValue(SHEET, "A1", "王浩", "after", "电话"), CellValue(SHEET, "A1", "李四", "after", "填报人"),
        CellValue(SHEET, "B1", "江城学校", "after"), CellValue(SHEET, "C1", date(2025, 6, 30), "after"),
        CellValue(SHEET, "D1", "江城", "after"), CellValue(SHEET, "E9", "新格"), CellValue(SHEET, "A2", 5),
    ]  # fmt: skip
    out = filled(tmp_path, inner, [("甲",), ("乙",), ("丙",)], columns=(1,), strings=strings, cells=cells)
    found = read_workbook(out).sheets[0]
    assert re.sub(" +", " ", found.text(1, 1)) == "填报人：李四 电话：王浩"
    assert found.text(1, 2) == "填报单位（盖章）：江城学校"
    assert found.text(1, 3) == "日期：2025年6月30日"
    assert found.text(1, 4) == "单位：江城（盖章）"
    assert (found.text(10, 5), found.text(2, 1)) == ("新格", "5")
    assert "<b/>" in read_part(out, "xl/worksheets/sheet1.xml")
    table = read_part(out, "xl/sharedStrings.xml")
    assert table.startswith(strings[: strings.index(" count")])
    assert "uniqueCount" not in table
    assert strings[strings.index("<si>") : strings.rindex("</sst>")] in table


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_prefixed_and_strict_parts(tmp_path: Path, prefix: str) -> None:
    main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    space = f'xmlns:x="{main}"' if prefix else f'xmlns="{main}"'
    p = prefix
    inner = (
        f'{HEAD}<{p}worksheet {space}><{p}sheetData><{p}row r="3"><{p}c r="A3" s="2"/></{p}row>'
        f'<{p}row r="5"><{p}c r="A5"><{p}v>7</{p}v></{p}c></{p}row></{p}sheetData></{p}worksheet>'
    )
    template = make_book(tmp_path / "t.xlsx", {SHEET: inner})
    out = tmp_path / "o.xlsx"
    fill(template, out, [ListBlock(SHEET, 3, 3, [1], [[n] for n in range(3)])])
    assert [cell.text for cell in read_workbook(out).sheets[0].filled()] == ["0", "1", "2", "7"]


def test_side_by_side_lists(tmp_path: Path) -> None:
    inner = f"<sheetData>{row(3, blank('A3'), blank('D3'))}{row(4, text('A4', '尾'))}</sheetData>"
    template = make_book(tmp_path / "t.xlsx", {SHEET: inner})
    left = ListBlock(SHEET, 3, 3, [1], iter([["左1"], ["左2"], ["左3"]]))
    right = ListBlock(SHEET, 3, 3, [4], iter([["右1"], ["右2"]]))
    report = fill(template, tmp_path / "o.xlsx", [left, right])
    found = read_workbook(tmp_path / "o.xlsx").sheets[0]
    assert [(found.text(line, 1), found.text(line, 4)) for line in range(3, 7)] == [
        ("左1", "右1"), ("左2", "右2"), ("左3", ""), ("尾", ""),
    ]  # fmt: skip
    assert (report.rows, report.inserted) == (5, 2)


def test_stacked_lists(tmp_path: Path) -> None:
    lines = [
        row(1, blank("A1")),
        row(2, formula("A2", "SUM(A1:A1)")),
        row(4, blank("A4")),
        row(5, formula("A5", "SUM(A4:A4)+A2")),
    ]
    template = make_book(tmp_path / "t.xlsx", {SHEET: f"<sheetData>{''.join(lines)}</sheetData>"})
    blocks = [ListBlock(SHEET, first, first, [1], [[n] for n in range(4)]) for first in (1, 4)]
    fill(template, tmp_path / "o.xlsx", blocks)
    sheet = load_workbook(tmp_path / "o.xlsx")[SHEET]
    assert (sheet["A5"].value, sheet["A11"].value) == ("=SUM(A1:A4)", "=SUM(A7:A10)+A5")
    assert [sheet.cell(line, 1).value for line in range(7, 11)] == [0, 1, 2, 3]


def test_unfit_values_name_their_cell(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="B4"):
        filled(tmp_path, roster(), [(1, "短", 1), (2, "长" * 32_768, 2)])
    with pytest.raises(UserError, match=r"C5.*不是数"):
        filled(tmp_path, roster(), [(1, "a", 1), (1, "a", 1), (1, "a", float("nan"))])


class CancelAfter:
    """A user who presses 取消 after some steps."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """Counts down."""
        self.left -= 1
        if self.left < 0:
            raise Cancelled


def test_cancel_leaves_nothing_behind(tmp_path: Path) -> None:
    template = make_book(tmp_path / "模板.xlsx", {SHEET: roster()})
    old = tmp_path / "结果.xlsx"
    old.write_bytes(b"old")
    for steps in range(5):
        with pytest.raises(Cancelled):
            fill(
                template, old, [ListBlock(SHEET, 3, 4, (1, 2, 3), people(3000))], progress=CancelAfter(steps)
            )
        assert sorted(path.name for path in tmp_path.iterdir()) == ["模板.xlsx", "结果.xlsx"]
        assert old.read_bytes() == b"old"


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    template = make_book(tmp_path / "模板.xlsx", {SHEET: roster()})
    with pytest.raises(UserError, match="不存在"):
        fill(template, tmp_path / "无" / "o.xlsx", [ListBlock(SHEET, 3, 4, (1, 2, 3), people(3))])
