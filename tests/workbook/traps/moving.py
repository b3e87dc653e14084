"""Traps 5, 6, 7, 11, 13, 15, 22: what lies in, beside and below the list, and fewer records than rows."""

# ruff: noqa: E501 - templates read better unbroken

from __future__ import annotations

from desktop.workbook import ListBlock
from tests.workbook.making import blank, formula, number, row, text
from tests.workbook.traps.case import PART, SHEET, Seen, Trap
from tests.workbook.traps.formulas import SUMS, blanks, head, sheet

X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
BOOK = "xl/workbook.xml"
END = row(5, text("A5", "合计")) + row(6, text("A6", "注"))


def names(*pairs: tuple[str, str]) -> str:
    """Defined names; _xlnm ones belong to the first sheet."""
    return "".join(
        f'<definedName name="{name}"{" localSheetId=" + chr(34) + "0" + chr(34) if "_xlnm" in name else ""}>'
        f"{value}</definedName>"
        for name, value in pairs
    )


def left_and_right(count: int) -> list[ListBlock]:
    """A second list at the right, in rows 3-6, with other records."""
    return [ListBlock(SHEET, 3, 6, (5,), [(f"右{number}",) for number in range(1, 5)])]


TRAPS = [
    Trap(
        5, "repeated-moved-dropped",
        sheet(head(), blanks(3, 4), END, tail=(
            '<mergeCells count="5"><mergeCell ref="A1:C1"/><mergeCell ref="B3:C3"/><mergeCell ref="B4:C4"/>'
            '<mergeCell ref="A5:B6"/><mergeCell ref="A3:A4"/></mergeCells>')),
        columns=(1, 2), record=lambda n: (n, f"张{n}"),
        seen=(Seen(PART, "mergeCell", "ref", ["A1:C1", "A~5:B~6", "B§:C§"]),),
    ),
    Trap(
        5, "label-beside-the-whole-list-grows",
        sheet(head(), blanks(3, 4), END, tail='<mergeCells><mergeCell ref="A3:A4"/><mergeCell ref="A6:C7"/>'
                                              "</mergeCells>"),
        columns=(2, 3), record=lambda n: (f"张{n}", n),
        seen=(Seen(PART, "mergeCell", "ref", ["A3:A~4", "A~6:C~7"]),),
    ),
    Trap(
        5, "from-header-into-data",
        sheet(head(), blanks(3, 4), END, tail='<mergeCells><mergeCell ref="B2:B3"/></mergeCells>'),
        refused="B2:B3",
    ),
    Trap(
        6, "lists-of-ranges",
        sheet(head(), blanks(3, 4), END, tail=(
            '<conditionalFormatting sqref="B3:B4 A6"><cfRule type="expression" priority="1">'
            "<formula>COUNTIF($B$3:$B$4,B3)&gt;1</formula></cfRule></conditionalFormatting>"
            '<conditionalFormatting sqref="A3:A1048576"><cfRule type="expression" priority="2">'
            "<formula>$A3&lt;0</formula></cfRule></conditionalFormatting>"
            '<dataValidations count="3"><dataValidation type="list" sqref="C3:C4"><formula1>$E$6:$E$9</formula1>'
            '</dataValidation><dataValidation type="whole" sqref="D3:D1048576"><formula1>0</formula1>'
            '</dataValidation><dataValidation type="list" sqref="E:E B3"><formula1>"是,否"</formula1>'
            "</dataValidation></dataValidations>")),
        seen=(Seen(PART, "conditionalFormatting", "sqref", ["B3:B~4 A~6", "A3:A1048576"]),
              Seen(PART, "formula", "", ["COUNTIF($B$3:$B$~4,B3)>1", "$A3<0"]),
              Seen(PART, "dataValidation", "sqref", ["C3:C~4", "D3:D1048576", "E:E B3"]),
              Seen(PART, "formula1", "", ["$E$~6:$E$~9", "0", '"是,否"'])),
        judges=("calamine",),
    ),
    Trap(
        6, "extension-lists",
        sheet(head(), blanks(3, 4), END, tail=(
            f'<extLst><ext {X14} uri="{{CCE6A557}}"><x14:dataValidations {XM} count="2">'
            '<x14:dataValidation type="list"><x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1>'
            '<xm:sqref>B3:B4 A6</xm:sqref></x14:dataValidation><x14:dataValidation type="list"><x14:formula1>'
            "<xm:f>名单!$E$6:$E$8</xm:f></x14:formula1><xm:sqref>C3:C1048576</xm:sqref></x14:dataValidation>"
            f'</x14:dataValidations></ext><ext {X14} uri="{{78C0D931}}"><x14:conditionalFormattings>'
            f'<x14:conditionalFormatting {XM}><x14:cfRule type="expression" priority="3"><xm:f>C3&gt;选项!$A$1'
            "</xm:f></x14:cfRule><xm:sqref>C3:C4</xm:sqref></x14:conditionalFormatting>"
            f'<x14:conditionalFormatting {XM}><x14:cfRule type="dataBar"><x14:dataBar><x14:cfvo type="formula">'
            "<xm:f>$C$6</xm:f></x14:cfvo></x14:dataBar></x14:cfRule><xm:sqref>A5:C5</xm:sqref>"
            "</x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>")),
        others={"选项": sheet(row(1, text("A1", "项")))},
        seen=(Seen(PART, "sqref", "", ["B3:B~4 A~6", "C3:C1048576", "C3:C~4", "A~5:C~5"]),
              Seen(PART, "f", "", ["选项!$A$1:$A$3", "名单!$E$~6:$E$~8", "C3>选项!$A$1", "$C$~6"])),
    ),
    Trap(
        7, "printing-and-filter",
        sheet(head(), blanks(3, 4), END, tail='<autoFilter ref="A2:C4"/>'),
        book={"names": names(("_xlnm.Print_Area", "名单!$A$1:$C$6"), ("_xlnm.Print_Titles", "名单!$A:$B,名单!$1:$2"),
                             ("_xlnm._FilterDatabase", "名单!$A$2:$C$4"), ("人数", "名单!$C$3:$C$4"))},
        seen=(Seen(BOOK, "definedName", "", ["名单!$A$1:$C$~6", "名单!$A:$B,名单!$1:$2", "名单!$A$2:$C$4",
                                            "名单!$C$3:$C$~4"]),
              Seen(PART, "autoFilter", "ref", ["A2:C4"])),
    ),
    Trap(
        7, "a-filter-that-hides-rows-grows",
        sheet(head(), blanks(3, 4), END,
              tail='<autoFilter ref="A2:C4"><filterColumn colId="2"><customFilters><customFilter operator="greaterThan" '
                   'val="0"/></customFilters></filterColumn></autoFilter>'),
        book={"names": '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">名单!$A$2:$C$4</definedName>'},
        seen=(Seen(BOOK, "definedName", "", ["名单!$A$2:$C$~4"]), Seen(PART, "autoFilter", "ref", ["A2:C~4"])),
    ),
    Trap(
        7, "titles-end-where-the-list-ends",
        sheet(head(), blanks(3), END), first=3, last=3,
        book={"names": names(("_xlnm.Print_Titles", "名单!$1:$3"))},
        seen=(Seen(BOOK, "definedName", "", ["名单!$1:$3"]),),
    ),
    Trap(
        7, "quoted-broken-external",
        sheet(head(), blanks(3, 4), END),
        others={"名 单'二": sheet(row(1, text("A1", "另")))},
        book={"names": names(("甲", "'名单'!$C$3:$C$4,名单!$A$6"), ("乙", "#REF!"), ("丙", "[1]名单!$A$6"),
                             ("丁", "名单!#REF!"), ("戊", "'名 单''二'!$A$6"), ("己", "名单!$C:$C"),
                             ("庚", "OFFSET(名单!$A$6,0,0,COUNTA(名单!$B$3:$B$4),1)"), ("辛", '"名单!$A$6"'))},
        seen=(Seen(BOOK, "definedName", "", [
            "'名单'!$C$3:$C$~4,名单!$A$~6", "#REF!", "[1]名单!$A$6", "名单!#REF!", "'名 单''二'!$A$6", "名单!$C:$C",
            "OFFSET(名单!$A$~6,0,0,COUNTA(名单!$B$3:$B$~4),1)", '"名单!$A$6"']),),
    ),
    Trap(
        11, "links-breaks-errors-protection",
        sheet(head(), blanks(3, 4), END, tail=(
            '<sheetProtection sheet="1" objects="1"/><protectedRanges><protectedRange name="填" sqref="A3:C4 A6"/>'
            '</protectedRanges><hyperlinks><hyperlink ref="A6" location="名单!A5" display="x"/>'
            '<hyperlink ref="A1" location="人数"/></hyperlinks><rowBreaks count="2" manualBreakCount="2">'
            '<brk id="2" max="16383" man="1"/><brk id="5" max="16383" man="1"/></rowBreaks>'
            '<ignoredErrors><ignoredError sqref="B3:B4 A5" numberStoredAsText="1"/></ignoredErrors>')),
        inside={PART: ('name="填" sqref="A3:C4 A~6"',)},
        seen=(Seen(PART, "protectedRange", "sqref", ["A3:C4 A~6", "+A5:C~4"]), Seen(PART, "hyperlink", "ref", ["A~6", "A1"]),
              Seen(PART, "hyperlink", "location", ["名单!A~5", "人数"]), Seen(PART, "brk", "id", ["2", "~5"]),
              Seen(PART, "ignoredError", "sqref", ["B3:B4 A~5", "+B5:B~4"])),
    ),
    Trap(
        11, "views-scenarios-sparklines",
        '<sheetViews><sheetView workbookViewId="0" topLeftCell="A1"><pane ySplit="2" topLeftCell="A5" '
        'activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="B6" sqref="B6:C6"/>'
        "</sheetView></sheetViews>"
        + sheet(head(), blanks(3, 4), END, tail=(
            '<scenarios current="0" sqref="C6"><scenario name="甲"><inputCells r="C6" val="1"/></scenario>'
            '</scenarios><customSheetViews><customSheetView guid="{0C0C0C0C-0000-4000-8000-000000000000}" '
            'topLeftCell="A6"><selection activeCell="A5" sqref="A5"/></customSheetView></customSheetViews>'
            f'<extLst><ext {X14} uri="{{05C60535}}"><x14:sparklineGroups {XM}><x14:sparklineGroup><x14:sparklines>'
            "<x14:sparkline><xm:f>名单!C3:C4</xm:f><xm:sqref>D6</xm:sqref></x14:sparkline>"
            "<x14:sparkline><xm:f>名单!A6:C6</xm:f><xm:sqref>D4</xm:sqref></x14:sparkline>"
            "</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>")),
        seen=(Seen(PART, "selection", "sqref", ["B~6:C~6", "A~5"]), Seen(PART, "inputCells", "r", ["C~6"]),
              Seen(PART, "scenarios", "sqref", ["C~6"]), Seen(PART, "customSheetView", "topLeftCell", ["A~6"]),
              Seen(PART, "f", "", ["名单!C3:C4", "名单!A~6:C~6"]), Seen(PART, "sqref", "", ["D~6", "D4"])),
    ),
    Trap(
        15, "notes-and-numbers-beside",
        sheet(head(), row(3, number("A3", 1, 2), blank("B3"), text("D3", "说明一")),
              row(4, number("A4", 2, 2), blank("B4"), text("D4", "说明二")), END),
        columns=(2,), record=lambda n: (f"张{n}",),
        texts={"A3": "1", "A4": "2", "A~4": "~2", "D3": "说明一", "D4": "说明二", "A~5": "合计"},
    ),
    Trap(
        15, "second-list-with-another-end",
        sheet(head(), row(3, blank("A3"), blank("E3")), row(4, blank("A4"), blank("E4")),
              row(5, formula("A5", "SUM(A3:A4)"), blank("E5")), row(6, blank("E6")),
              row(7, formula("A7", "COUNTA(E3:E6)"), text("E7", "右合计"))),
        columns=(1,), record=lambda n: (n,), more=left_and_right,
        formulas={"A~5": "SUM(A3:A~4)", "A~7": "COUNTA(E3:E~6)"}, cached={"A~5": SUMS, "A~7": (4, 4, 4, 4)},
        texts={"E3": "右1", "E4": "右2", "E5": "右3", "E6": "右4", "E~7": "右合计"},
    ),
    Trap(
        22, "fewer-keep-rows",
        sheet(head(), *(row(n, number(f"A{n}", 9, 2), text(f"B{n}", "例", 2), number(f"C{n}", 9, 2),
                            text(f"E{n}", f"旁{n}")) for n in (3, 4, 5, 6)), row(7, formula("C7", "SUM(C3:C6)"))),
        last=6, texts={"E3": "旁3", "E6": "旁6", "B3": "|张1|张1|张1", "B6": "|||张4"},
        formulas={"C~7": "SUM(C3:C~6)"}, cached={"C~7": SUMS}, styles={"B6": "2"},
    ),
    Trap(
        22, "fewer-remove-rows",
        sheet(head(), blanks(3, 4, 5, 6), row(7, formula("C7", "SUM(C3:C6)"), formula("D7", "LEN(A8)", "1")),
              row(8, text("A8", "注")), tail=(
                  '<mergeCells count="3"><mergeCell ref="A1:C1"/><mergeCell ref="B6:C6"/><mergeCell ref="A8:C8"/>'
                  '</mergeCells><conditionalFormatting sqref="B3:B6"><cfRule type="expression" priority="1">'
                  "<formula>B3=1</formula></cfRule></conditionalFormatting>"
                  '<rowBreaks count="1"><brk id="7" max="9" man="1"/></rowBreaks>')),
        last=6, surplus="remove", record=lambda n: (n, f"张{n}", n),
        formulas={"C~7": "SUM(C3:C~6)", "D~7": "LEN(A~8)"}, cached={"C~7": SUMS},
        texts={"A~8": "注"}, inside={PART: ('ref="A~8:C~8"',)},
        seen=(Seen(PART, "brk", "id", ["~7"]), Seen(PART, "conditionalFormatting", "sqref", ["B3:B~6"]),
              Seen(BOOK, "definedName", "", ["名单!$A$1:$C$~8", "名单!$C$3:$C$~6"])),
        book={"names": names(("_xlnm.Print_Area", "名单!$A$1:$C$8"), ("人数", "名单!$C$3:$C$6"))},
    ),
    Trap(
        22, "remove-spares-what-is-not-ours",
        sheet(head(), row(3, blank("A3")), row(4, blank("A4")), row(5, blank("A5"), text("E5", "旁注")),
              row(6, text("A6", "注"))),
        last=5, columns=(1,), record=lambda n: (n,), surplus="remove", spared=5,
        texts={"E5": "旁注", "A~6": "注"},
    ),
]  # fmt: skip
