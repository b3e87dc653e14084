"""Traps 1, 2, 12, 13 and 19: formulas that move, grow, are shared, and the values they remember."""

# ruff: noqa: E501 - templates read better unbroken

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.workbook.making import HEAD, MAIN, blank, formula, number, override, relationship, row, text
from tests.workbook.traps.case import PART, Seen, Trap

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SUMS = (0, 1, 6, 125250)  # 1 + 2 + … of 0, 1, 3 and 500 records


def sheet(*rows: str, tail: str = "") -> str:
    """A sheet from its rows."""
    return f"<sheetData>{''.join(rows)}</sheetData>{tail}"


def head() -> str:
    """Title and header."""
    return row(1, text("A1", "花名册")) + row(2, text("A2", "序号"), text("B2", "姓名"), text("C2", "人数"))


def blanks(*lines: int, more: tuple[str, ...] = ()) -> str:
    """Styled blank rows A:C; `more` with {} for the row."""
    return "".join(
        row(line, *(blank(f"{letter}{line}") for letter in "ABC"), *(item.format(line) for item in more))
        for line in lines
    )


def add_chain(target: str, cells: str) -> object:
    """A calculation chain with its relationship and content type."""

    def spoil(path: Path) -> None:
        with zipfile.ZipFile(path) as package:
            parts = {name: package.read(name).decode() for name in package.namelist()}
        parts["xl/calcChain.xml"] = f'{HEAD}<calcChain xmlns="{MAIN}">{cells}</calcChain>'
        kind = override("xl/calcChain.xml", "spreadsheetml.calcChain+xml")
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", kind + "</Types>")
        rels = "xl/_rels/workbook.xml.rels"
        line = relationship("rIdC", "calcChain", target)
        parts[rels] = parts[rels].replace("</Relationships>", line + "</Relationships>")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
            for name, content in parts.items():
                package.writestr(name, content)

    return spoil


def chained(name: str, target: str, cells: str) -> Trap:
    """A workbook with a calculation chain."""
    return Trap(
        2, name, sheet(head(), blanks(3, 4), row(5, formula("C5", "SUM(C3:C4)"))),
        spoil=add_chain(target, cells), gone=("xl/calcChain.xml",),  # type: ignore[arg-type]
        changed=("[Content_Types].xml", "xl/_rels/workbook.xml.rels"),
        absent={"[Content_Types].xml": ("calcChain",), "xl/_rels/workbook.xml.rels": ("calcChain",)},
        formulas={"C~5": "SUM(C3:C~4)"}, cached={"C~5": SUMS},
    )  # fmt: skip


TRAPS = [
    Trap(
        1, "shared-in-rows",
        sheet(
            head(),
            row(3, blank("A3"), blank("B3"), blank("C3"),
                '<c r="D3" s="2"><f t="shared" ref="D3:D4" si="0">A3*2+$A$6</f><v>0</v></c>'),
            row(4, blank("A4"), blank("B4"), blank("C4"), '<c r="D4" s="2"><f t="shared" si="0"/><v>0</v></c>'),
            row(5, formula("D5", "SUM(D3:D4)")), row(6, number("A6", 10)),
        ),
        formulas={"D3": "A3*2+$A$~6", "D~4": "A~4*2+$A$~6", "D~5": "SUM(D3:D~4)"},
        cached={"D3": (10, 12, 12, 12), "D~5": (20, 22, 42, 255500)},
        absent={PART: ('t="shared"',)},
    ),
    Trap(
        1, "shared-across-the-end",
        sheet(
            head(),
            row(3, blank("A3"), '<c r="D3"><f t="shared" ref="D3:D6" si="4">A3+1</f><v>1</v></c>'),
            *(row(n, blank(f"A{n}"), f'<c r="D{n}"><f t="shared" si="4"/><v>1</v></c>') for n in (4, 5, 6)),
        ),
        columns=(1,), record=lambda n: (n,),
        formulas={"D~5": "A~5+1", "D~6": "A~6+1"}, cached={"D~6": (1, 1, 1, 1)},
        absent={PART: ('t="shared"',)},
    ),
    Trap(
        1, "array-below-moves-whole",
        sheet(head(), blanks(3, 4), row(6, '<c r="E6"><f t="array" ref="E6:E7">C3:C4*2</f><v>0</v></c>'),
              row(7, '<c r="E7"><v>0</v></c>')),
        seen=(Seen(PART, "f", "ref", ["E~6:E~7"]),), formulas={"E~6": "C3:C~4*2"},
    ),
    Trap(
        1, "data-table-below-moves-whole",
        sheet(head(), blanks(3, 4), row(7, '<c r="E7"><f t="dataTable" ref="E7:E8" dt2D="0" dtr="0" r1="A6"/>'
                                           "<v>4</v></c>"), row(8, '<c r="E8"><v>5</v></c>')),
        seen=(Seen(PART, "f", "ref", ["E~7:E~8"]), Seen(PART, "f", "r1", ["A~6"])),
    ),
    Trap(
        1, "array-cut-by-the-list",
        sheet(head(), row(3, blank("A3")), row(4, '<c r="C4"><f t="array" ref="C4:C6">A4:A6</f><v>0</v></c>')),
        refused="数组公式",
    ),
    chained("chain", "calcChain.xml", '<c r="C5" i="1"/>'),
    chained("chain-absolute-and-stale", "/xl/calcChain.xml", '<c r="C5" i="1"/><c r="Z99" i="7"/>'),
    Trap(
        12, "formulas-on-other-sheets",
        sheet(head(), blanks(3, 4), row(5, formula("C5", "SUM(C3:C4)")), row(6, number("A6", 7))),
        others={
            "汇总": sheet(row(1, formula("A1", "名单!A6+'名单'!$A$6"), formula("B1", "SUM(名单!C3:C4)"),
                            formula("C1", "名单!C5*2"), formula("D1", "C5+A6"))),
            "名单2": sheet(row(1, formula("A1", "名单2!A6+1"))),
        },
        changed=("xl/worksheets/sheet2.xml",),
        inside={"xl/worksheets/sheet2.xml": ("<f>名单!A~6+'名单'!$A$~6</f>", "<f>SUM(名单!C3:C~4)</f>",
                                             "<f>名单!C~5*2</f>", "<f>C5+A6</f>"),
                "xl/worksheets/sheet3.xml": ("<f>名单2!A6+1</f>",)},
    ),
    Trap(
        19, "values-that-nobody-reckoned",  # as XlsxWriter and openpyxl leave them: 0 or none at all
        sheet(head(), blanks(3, 4), row(5, formula("C5", "SUM(C3:C4)")), row(6, number("A6", 7)),
              row(7, formula("A7", "A6*2"), formula("B7", '"共"&amp;A7'), formula("C7", "A7+1", ""), formula("D7", "TODAY()")),
              row(8, formula("A8", "D7+1"))),
        cached={"A~7": (14, 14, 14, 14), "C~7": (15, 15, 15, 15), "C~5": SUMS},
        texts={"B~7": "共14", "D~7": "0", "A~8": "0"},
    ),
    Trap(
        19, "values-that-were-reckoned-stay",
        sheet(head(), blanks(3, 4), row(5, formula("C5", "SUM(C3:C4)")), row(6, number("A6", 7)),
              row(7, formula("A7", "A6*2", "0"), formula("B7", "A6*3", "21"))),
        cached={"A~7": (0, 0, 0, 0), "B~7": (21, 21, 21, 21), "C~5": SUMS},
    ),
    Trap(
        12, "sheets-without-formulas-that-point-here",
        sheet(head(), blanks(3, 4), row(5), row(6, number("A6", 7)), row(8, number("A8", 8))),
        others={
            "下拉": sheet(row(1, text("A1", "项")), tail=(
                '<dataValidations count="1"><dataValidation type="list" sqref="B2:B9"><formula1>名单!$A$6:$A$8'
                "</formula1></dataValidation></dataValidations>")),
            "条件": sheet(row(1, text("A1", "项")), tail=(
                '<conditionalFormatting sqref="A1:A9"><cfRule type="expression" priority="1"><formula>A1=名单!$A$6'
                "</formula></cfRule></conditionalFormatting>")),
            "链接": sheet(row(1, text("A1", "项")), tail=(
                '<hyperlinks><hyperlink ref="A1" location="名单!A8"/></hyperlinks>')),
        },
        changed=tuple(f"xl/worksheets/sheet{n}.xml" for n in (2, 3, 4)),
        inside={"xl/worksheets/sheet2.xml": ("名单!$A$~6:$A$~8",), "xl/worksheets/sheet3.xml": ("A1=名单!$A$~6",),
                "xl/worksheets/sheet4.xml": ('location="名单!A~8"',)},
    ),
    Trap(
        12, "chart-and-pivot",
        sheet(head(), blanks(3, 4), row(5, number("A5", 1)), tail='<drawing r:id="d1"/>'),
        others={"图": sheet(row(1, text("A1", "图")), tail='<drawing r:id="d1"/>')},
        book={
            "rels": {"图": relationship("d1", "drawing", "../drawings/drawing2.xml")},
            "parts": {
                "xl/drawings/drawing2.xml": f'{HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/'
                                            'drawingml/2006/spreadsheetDrawing"/>',
                "xl/drawings/_rels/drawing2.xml.rels":
                    f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                    f'{relationship("c1", "chart", "../charts/chart1.xml")}</Relationships>',
                "xl/charts/chart1.xml": f'{HEAD}<c:chartSpace xmlns:c="{CHART}"><c:f>名单!$B$3:$B$4</c:f>'
                                        "<c:f>名单!$A$5</c:f><c:f>图!$A$5</c:f></c:chartSpace>",
            },
        },
        changed=("xl/charts/chart1.xml",),
        seen=(Seen("xl/charts/chart1.xml", "f", "", ["名单!$B$3:$B$4", "名单!$A$~5", "图!$A$5"]),),
        judges=("calamine",),
    ),
    Trap(
        13, "totals-of-all-kinds",
        sheet(
            head(), blanks(3, 4),
            row(5, text("A5", "合计"), formula("C5", "SUM(C3:C4)"), formula("D5", "COUNTA(B3:B4)"),
                formula("E5", "SUBTOTAL(9,C3:C4)"), formula("F5", "COUNT($C$3:$C$4)"),
                formula("G5", 'IF(F5=0,"",ROUND(C5/F5,2))'), formula("H5", "SUM(C3,C4)")),
        ),
        formulas={"C~5": "SUM(C3:C~4)", "D~5": "COUNTA(B3:B~4)", "E~5": "SUBTOTAL(9,C3:C~4)",
                  "F~5": "COUNT($C$3:$C$~4)", "G~5": 'IF(F~5=0,"",ROUND(C~5/F~5,2))'},
        cached={"C~5": SUMS, "D~5": (0, 1, 3, 500), "E~5": SUMS, "F~5": (0, 1, 3, 500),
                "G~5": ("", 1, 2, 250.5)},
    ),
    Trap(
        13, "longer-blank-range-and-total-above",
        sheet(
            row(1, formula("A1", "SUM(C3:C9)"), formula("B1", "SUM(C3:C4)"), formula("D1", "AVERAGE(C:C)")),
            row(2, text("A2", "序号")), blanks(3, 4), row(8, number("C8", 100)),
            row(9, number("C9", 200)), row(10, formula("A10", "SUM(C3:C9)"), formula("B10", "$C$4+C8")),
        ),
        formulas={"A1": "SUM(C3:C~9)", "B1": "SUM(C3:C~4)", "D1": "AVERAGE(C:C)", "A~10": "SUM(C3:C~9)"},
        cached={"A1": (300, 301, 306, 125550), "B1": SUMS, "A~10": (300, 301, 306, 125550)},
    ),
    Trap(
        13, "row-formulas-are-translated",
        sheet(
            head(), blanks(3, 4, more=('<c r="D{0}" s="2"><f>A{0}*C{0}</f><v>0</v></c>',
                                       '<c r="E{0}" s="5"><f>IF(C{0}="","",C{0}/$C$5)</f><v>0</v></c>')),
            row(5, formula("C5", "SUM(C3:C4)"), formula("D5", "SUM(D3:D4)"), formula("E5", "AVERAGE(D3:D4)")),
        ),
        formulas={"D~4": "A~4*C~4", "E~4": 'IF(C~4="","",C~4/$C$~5)', "D~5": "SUM(D3:D~4)"},
        cached={"D~5": (0, 1, 14, 41791750), "E~5": (0, 0.5, 14 / 3, 83583.5), "C~5": SUMS},
        styles={"E~4": "5"},
    ),
    Trap(
        19, "calc-settings-stay-and-ask",
        sheet(head(), blanks(3, 4), row(5, formula("C5", "SUM(C3:C4)"), formula("D5", "NOW()"),
                                        formula("E5", "SUM(INDIRECT(&quot;C3&quot;))", "9"))),
        book={"tail": '<calcPr calcId="191029" iterate="1"/>'},
        inside={"xl/workbook.xml": ('calcId="191029"', 'iterate="1"', 'fullCalcOnLoad="1"')},
        cached={"C~5": SUMS, "E~5": (None, None, None, None)},
    ),
    Trap(
        19, "values-for-previewers",
        sheet(
            row(1, text("A1", "题")), row(2, text("A2", "人数")), blanks(3, 4),
            row(5, formula("C5", "SUM(C3:C4)"), formula("D5", "SUMIF(B3:B4,\"张1\",C3:C4)"),
                formula("E5", "COUNTIF(C3:C4,\"&gt;2\")"), formula("F5", "C5/0"),
                formula("G5", "IFERROR(C5/0,\"无\")"), formula("H5", "MAX(C3:C4)-MIN(C3:C4)"),
                formula("I5", "C5&amp;\"人\"")),
        ),
        cached={"C~5": SUMS, "D~5": (0, 1, 1, 1), "E~5": (0, 0, 1, 498), "F~5": ("#DIV/0!",) * 4,
                "G~5": ("无",) * 4, "H~5": (0, 0, 2, 499), "I~5": ("0人", "1人", "6人", "125250人")},
    ),
]  # fmt: skip
