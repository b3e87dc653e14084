"""Traps 3, 4, 16, 17, 18, 20, 21 and 24: strings, styles, days, texts, protection and odd XML."""

# ruff: noqa: E501 - templates read better unbroken

from __future__ import annotations

from datetime import date, datetime

from tests.workbook.making import HEAD, MAIN, REL, blank, formula, row, text
from tests.workbook.traps.case import PART, Seen, Trap
from tests.workbook.traps.formulas import SUMS, blanks, head, sheet
from tests.workbook.traps.moving import END

STRINGS = "xl/sharedStrings.xml"
RICH = (
    "<{p}si><{p}r><{p}rPr><{p}b/></{p}rPr><{p}t>粗</{p}t></{p}r><{p}r><{p}t>细</{p}t></{p}r></{p}si>"
    '<{p}si><{p}t>东</{p}t><{p}rPh sb="0" eb="1"><{p}t>ひがし</{p}t></{p}rPh><{p}phoneticPr fontId="1"/></{p}si>'
)
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
LONG = "长" * 32_768


def strings(prefix: str, items: str, counts: str = ' count="9" uniqueCount="2"') -> str:
    """A table of shared strings."""
    space = f'xmlns:{prefix[:-1]}="{MAIN}"' if prefix else f'xmlns="{MAIN}"'
    return f"{HEAD}<{prefix}sst {space}{counts}>{items.format(p=prefix)}</{prefix}sst>"


def shared(ref: str, index: int) -> str:
    """A cell with a shared string."""
    return f'<c r="{ref}" t="s"><v>{index}</v></c>'


def body(prefix: str, space: str) -> str:
    """A whole worksheet part with a namespace of choice."""
    p = prefix
    return (
        f'{HEAD}<{p}worksheet {space} xmlns:r="{REL}"><{p}sheetData><!-- 一 --><{p}row r="3"><{p}c r="A3" s="2"/>'
        f'<{p}c r="C3" s="2"/></{p}row><?pi x?><!-- 二 --><{p}row r="4"><{p}c r="A4" s="2"/></{p}row>'
        f'<{p}row r="5"><{p}c r="C5"><{p}f>SUM(C3:C4)</{p}f><{p}v>0</{p}v></{p}c></{p}row></{p}sheetData>'
        f'<{p}mergeCells count="1"><{p}mergeCell ref="A6:C6"/></{p}mergeCells></{p}worksheet>'
    )


IMAGE = '<c r="D5" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'


TRAPS = [
    Trap(
        3, "prefixed-with-rich-text",
        sheet(row(1, shared("A1", 0), shared("B1", 1)), blanks(3, 4), END),
        book={"strings": strings("x:", RICH)}, inside={STRINGS: (RICH.format(p="x:"), "<x:sst")},
        absent={STRINGS: ('uniqueCount="2"',)}, late=True,
        texts={"A1": "粗细"},
    ),
    Trap(3, "absent", sheet(head(), blanks(3, 4), END), texts={"A~5": "合计"}, absent={PART: ('t="s"',)}),
    Trap(
        3, "empty-and-without-counts", sheet(head(), blanks(3, 4), END),
        book={"strings": f'{HEAD}<sst xmlns="{MAIN}"/>'}, texts={"A~5": "合计"},
    ),
    Trap(
        4, "declared-to-the-edge", '<dimension ref="A1:XFD1048576"/>' + sheet(head(), blanks(3, 4), END),
        seen=(Seen(PART, "dimension", "ref", ["A1:XFD1048576"]),),
    ),
    Trap(
        4, "too-small", '<dimension ref="A1"/>' + sheet(head(), blanks(3, 4), END),
        seen=(Seen(PART, "dimension", "ref", ["A1:C~6"]),),
    ),
    Trap(
        16, "cell-row-column-none",
        '<cols><col min="3" max="3" width="9" style="2"/></cols>'
        + sheet(head(), row(3, blank("A3", 5), attributes=' s="3" customFormat="1"'),
                row(4, attributes=' s="4"'), row(5, text("A5", "合计"))),
        last=3, columns=(1, 2, 3), record=lambda n: (n, f"张{n}", n),
        styles={"A~3": "5", "B~3": "|3|3|3", "C~3": "|3|3|3"},
    ),
    Trap(
        16, "day-in-a-general-cell",
        sheet(head(), blanks(3, 4), END), columns=(1, 2), record=lambda n: (n, date(2024, 2, 29)),
        inside={"xl/styles.xml": ('<cellXfs count="8"><xf/><xf fontId="1"/>', 'formatCode="yyyy-mm-dd"')},
        late=True, styles={"B3": "2|7|7|7", "A3": "2"},
    ),
    Trap(
        17, "calendar-of-1904", sheet(head(), row(3, blank("A3", 3)), END), last=3, columns=(1,),
        record=lambda n: (date(2024, 1, 1),), book={"properties": '<workbookPr date1904="1"/>'},
        texts={"A3": "|43830|43830|43830", "A~3": "|43830|43830|43830"},
    ),
    Trap(
        17, "first-days-and-whole-days", sheet(head(), row(3, blank("A3", 3), blank("B3", 3), blank("C3", 3)), END),
        last=3, record=lambda n: (date(1900, 2, 28), date(1900, 3, 1), datetime(2024, 1, 1, 12)),
        texts={"A3": "|59|59|59", "B3": "|61|61|61", "C3": "|45292.5|45292.5|45292.5"},
    ),
    Trap(
        17, "before-the-calendar", sheet(head(), row(3, blank("A3", 3)), END), last=3, columns=(1,),
        record=lambda n: (date(1890, 5, 6),), texts={"A3": "|1890-05-06|1890-05-06|1890-05-06"},
    ),
    Trap(
        18, "strange-texts", sheet(head(), blanks(3, 4), END),
        record=lambda n: ("坏\x01字\ud800", "两\r\n行_x000D_", "=1+1"),
        texts={"A3": "|坏字|坏字|坏字", "B3": "|两\n行_x005F_x000D_|两\n行_x005F_x000D_|两\n行_x005F_x000D_",
               "C3": "|=1+1|=1+1|=1+1"},
        absent={PART: ("<f>",)},
    ),
    Trap(
        18, "identifiers-stay-text", sheet(head(), blanks(3, 4), END),
        record=lambda n: ("00123", 220202199001011234, " 边 "),
        texts={"A3": "|00123|00123|00123", "B3": "|220202199001011234|220202199001011234|220202199001011234",
               "C3": "| 边 | 边 | 边 "},
        inside={PART: ('<t xml:space="preserve"> 边 </t>',)}, late=True,
    ),
    Trap(
        18, "too-long", sheet(head(), blanks(3, 4), END), record=lambda n: (n, LONG if n == 3 else "短", n),
        refused="B5（第 5 行 B 列）", needs=3,
    ),
    Trap(
        20, "protection-stays",
        sheet(head(), blanks(3, 4), row(5, formula("C5", "SUM(C3:C4)")), tail=(
            '<sheetProtection algorithmName="SHA-512" hashValue="eA==" saltValue="eQ==" spinCount="9" sheet="1"/>')),
        book={"protect": '<workbookProtection lockStructure="1"/>'}, cached={"C~5": SUMS},
        inside={PART: ('hashValue="eA==" saltValue="eQ==" spinCount="9" sheet="1"',),
                "xl/workbook.xml": ('<workbookProtection lockStructure="1"/>',)},
    ),
    Trap(
        21, "strict", body("", f'xmlns="{STRICT}"'), cached={"C~5": SUMS}, formulas={"C~5": "SUM(C3:C~4)"},
        seen=(Seen(PART, "mergeCell", "ref", ["A~6:C~6"]),), judges=(),
    ),
    Trap(
        21, "prefixed-with-comments-between-rows", body("x:", f'xmlns:x="{MAIN}"'),
        cached={"C~5": SUMS}, formulas={"C~5": "SUM(C3:C~4)"},
        seen=(Seen(PART, "mergeCell", "ref", ["A~6:C~6"]),),
    ),
    Trap(
        21, "without-addresses",
        "<sheetData><row><c><v>1</v></c></row><row/><row><c s='2'/><c s='2'/><c s='2'/></row>"
        "<row><c s='2'/></row><row><c r='C5'><f>SUM(C3:C4)</f><v>0</v></c></row></sheetData>",
        cached={"C~5": SUMS}, formulas={"C~5": "SUM(C3:C~4)"}, texts={"A1": "1"},
    ),
    Trap(
        21, "unsorted-and-twice",
        sheet(row(5, formula("C5", "SUM(C3:C4)"), text("A5", "合计")), row(3, blank("C3"), blank("A3")),
              row(1, text("A1", "题")), row(4, blank("A4")), row(1, text("B1", "续"))),
        cached={"C~5": SUMS}, texts={"A1": "题", "B1": "续", "A~5": "合计"},
    ),
    Trap(
        24, "parts-of-wps",
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{REL}" xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006" xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
        'mc:Ignorable="etc xr" xmlns:xr="u:xr" xr:uid="{1}">'
        f'{sheet(head(), blanks(3, 4), row(5, IMAGE))}'
        "</worksheet>",
        book={"parts": {"xl/cellimages.xml": f'{HEAD}<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/'
                                             '2017/etCustomData"/>'}},
        inside={PART: ('mc:Ignorable="etc xr"', "xmlns:etc=", 'xr:uid="{1}"'),
                "xl/cellimages.xml": ("cellImages",)},
        formulas={"D~5": '_xlfn.DISPIMG("ID_1",1)'},
    ),
    Trap(
        24, "custom-storage",
        sheet(head(), blanks(3, 4), END),
        book={"parts": {"customStorage/customStorage.xml": "<x/>", "customXml/item1.xml": "<s:customData "
                        'xmlns:s="http://www.wps.cn/et"/>'}},
        inside={"customStorage/customStorage.xml": ("<x/>",)}, texts={"A~5": "合计"},
    ),
]  # fmt: skip
