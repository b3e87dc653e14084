"""Traps 8, 9 and 10: tables, drawings with their anchors, comments of both kinds."""

# ruff: noqa: E501 - templates read better unbroken

from __future__ import annotations

from tests.workbook.making import HEAD, MAIN, blank, formula, number, relationship, row, text
from tests.workbook.traps.case import PART, Seen, Trap
from tests.workbook.traps.formulas import SUMS, blanks, head, sheet
from tests.workbook.traps.moving import END

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
X14NS = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
THREAD = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
TABLE, DRAWING, COMMENTS, VML = (
    f"xl/{name}"
    for name in ("tables/table1.xml", "drawings/drawing1.xml", "comments1.xml", "drawings/vml1.vml")
)


def table(ref: str, columns: str, attributes: str = "", filtered: str = "") -> str:
    """A table part."""
    filters = f'<autoFilter ref="{filtered}"/>' if filtered else ""
    return (
        f'{HEAD}<table xmlns="{MAIN}" id="1" name="表1" displayName="表1" ref="{ref}"{attributes}>{filters}'
        f'<tableColumns count="3">{columns}</tableColumns></table>'
    )


def with_table(content: str) -> dict[str, object]:
    """A workbook whose list is a table."""
    return {"rels": {"名单": relationship("t1", "table", "../tables/table1.xml")}, "parts": {TABLE: content}}


def ends(tag: str, first: int, last: int, p: str = "x:") -> str:
    """An anchor of two cells, rows counted from 0."""
    inner = "".join(
        f"<{p}{end}><{p}col>0</{p}col><{p}colOff>0</{p}colOff><{p}row>{line}</{p}row><{p}rowOff>5</{p}rowOff></{p}{end}>"
        for end, line in (("from", first), ("to", last))
    )
    return f"<{p}{tag}>{inner}<{p}sp/><{p}clientData/></{p}{tag.split()[0]}>"


def box(first: int, last: int) -> str:
    """A VML comment box."""
    return (
        f"<v:shape><x:ClientData ObjectType='Note'><x:Anchor>\n 1, 15, {first}, 2, 3, 10, {last}, 4</x:Anchor>"
        f"<x:Row>{first + 1}</x:Row><x:Column>0</x:Column></x:ClientData></v:shape>"
    )


COLUMNS = (
    '<tableColumn id="1" name="序号"/><tableColumn id="2" name="姓名"/><tableColumn id="3" name="人数"/>'
)
TABLED = '<tableParts count="1"><tablePart r:id="t1"/></tableParts>'
TOTALS = COLUMNS.replace('name="人数"', 'name="人数" totalsRowFunction="sum"')
CALCULATED = COLUMNS.replace(
    'name="人数"/>', 'name="人数"><calculatedColumnFormula>A3*$A$6</calculatedColumnFormula></tableColumn>'
)

TRAPS = [
    Trap(
        8, "totals-row",
        sheet(head(), blanks(3, 4), row(5, text("A5", "汇总"), formula("C5", "SUBTOTAL(109,C3:C4)")), tail=TABLED),
        book=with_table(table("A2:C5", TOTALS, ' totalsRowCount="1"', "A2:C4")), changed=(TABLE,),
        seen=(Seen(TABLE, "table", "ref", ["A2:C~5"]), Seen(TABLE, "autoFilter", "ref", ["A2:C~4"])),
        cached={"C~5": SUMS},
    ),
    Trap(
        8, "ends-with-the-list-calculated-column",
        sheet(head(), blanks(3, 4), END, tail=TABLED), columns=(1, 2), record=lambda n: (n, f"张{n}"),
        book=with_table(table("A2:C4", CALCULATED, "", "A2:C4")), changed=(TABLE,),
        seen=(Seen(TABLE, "table", "ref", ["A2:C~4"]),
              Seen(TABLE, "calculatedColumnFormula", "", ["A3*$A$~6"])),
    ),
    Trap(
        8, "insert-row-of-an-empty-table",
        sheet(head(), blanks(3), row(6, text("A6", "注")), tail=TABLED), last=3,
        book=with_table(table("A2:C3", COLUMNS, ' insertRow="1" totalsRowShown="0"', "A2:C3")), changed=(TABLE,),
        seen=(Seen(TABLE, "table", "ref", ["A2:C~3"]),), inside={TABLE: ('totalsRowShown="0"',)},
        absent={TABLE: ("insertRow=",)}, late=True,
    ),
    Trap(
        8, "another-table-keeps-its-values",
        sheet(head(), blanks(3, 4), END, row(8, text("A8", "甲"), text("B8", "乙"), text("C8", "丙")),
              row(9, number("A9", 4), formula("B9", "表1[[#This Row],[甲]]+1", "5"), formula("C9", "SUM(表1[甲])", "4")),
              tail=TABLED),
        book=with_table(table("A8:C9", COLUMNS, "", "A8:C9")), changed=(TABLE,),
        cached={"B~9": (5, 5, 5, 5), "C~9": (4, 4, 4, 4)},
    ),
    Trap(
        8, "filter-without-a-table",
        sheet(head(), blanks(3, 4), END, tail=(
            '<autoFilter ref="A2:C4"><sortState ref="A3:C4"><sortCondition ref="C3:C4"/></sortState></autoFilter>')),
        # it hides nothing: once used it takes in what follows by itself, so it stays as the template has it
        seen=(Seen(PART, "autoFilter", "ref", ["A2:C4"]), Seen(PART, "sortState", "ref", ["A3:C4"]),
              Seen(PART, "sortCondition", "ref", ["C3:C4"])),
    ),
    Trap(
        9, "anchors-of-all-kinds",
        sheet(head(), blanks(3, 4), END, tail='<drawing r:id="d1"/>'),
        book={"rels": {"名单": relationship("d1", "drawing", "../drawings/drawing1.xml")}, "parts": {
            DRAWING: f'{HEAD}<x:wsDr xmlns:x="{XDR}" xmlns:mc="{MC}">{ends("twoCellAnchor", 5, 7)}'
                     f'{ends("twoCellAnchor editAs=" + chr(34) + "oneCell" + chr(34), 1, 4)}'
                     f'{ends("twoCellAnchor editAs=" + chr(34) + "absolute" + chr(34), 5, 7)}'
                     '<x:oneCellAnchor><x:from><x:col>1</x:col><x:row>4</x:row></x:from><x:sp/></x:oneCellAnchor>'
                     '<x:absoluteAnchor><x:pos x="1" y="1"/><x:sp/></x:absoluteAnchor><mc:AlternateContent>'
                     f'<mc:Choice Requires="a14">{ends("twoCellAnchor", 4, 5)}</mc:Choice><mc:Fallback/>'
                     "</mc:AlternateContent></x:wsDr>"}},
        changed=(DRAWING,), judges=("calamine",),
        seen=(Seen(DRAWING, "row", "", ["~5", "~7", "1", "4", "5", "7", "~4", "~4", "~5"]),),
    ),
    Trap(
        9, "controls-and-objects-in-the-sheet",
        sheet(head(), blanks(3, 4), END, tail=(
            f'<oleObjects><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><oleObject progId="P" '
            f'shapeId="1"><objectPr><anchor moveWithCells="1" xmlns:xdr="{XDR}"><from><xdr:row>5</xdr:row></from>'
            "<to><xdr:row>6</xdr:row></to></anchor></objectPr></oleObject></mc:Choice></mc:AlternateContent>"
            f'</oleObjects><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14"><controls>'
            f'<mc:AlternateContent><mc:Choice Requires="x14"><control shapeId="2" name="按钮"><controlPr '
            f'linkedCell="$A$6"><anchor moveWithCells="1" sizeWithCells="1" xmlns:xdr="{XDR}"><from>'
            "<xdr:row>4</xdr:row></from><to><xdr:row>5</xdr:row></to></anchor></controlPr></control></mc:Choice>"
            "</mc:AlternateContent></controls></mc:Choice></mc:AlternateContent>")),
        seen=(Seen(PART, "row", "", ["~5", "~6", "~4", "~5"]), Seen(PART, "controlPr", "linkedCell", ["$A$~6"])),
        judges=("calamine",),
    ),
    Trap(
        10, "comments-with-their-boxes",
        sheet(head(), blanks(3, 4), END, tail='<legacyDrawing r:id="v1"/>'),
        book={"rels": {"名单": relationship("c1", "comments", "../comments1.xml")
                             + relationship("v1", "vmlDrawing", "../drawings/vml1.vml")},
              "parts": {COMMENTS: f'{HEAD}<comments xmlns="{MAIN}"><authors><author>王</author></authors>'
                                  '<commentList><comment ref="A6" authorId="0"><text><t>注</t></text></comment>'
                                  '<comment ref="A2" authorId="0"><text><t>头</t></text></comment>'
                                  "</commentList></comments>",
                        VML: "<xml xmlns:v='urn:schemas-microsoft-com:vml' "
                             f"xmlns:x='urn:schemas-microsoft-com:office:excel'><br>{box(4, 8)}{box(0, 3)}</xml>"}},
        changed=(COMMENTS, VML), seen=(Seen(COMMENTS, "comment", "ref", ["A~6", "A2"]),),
        inside={VML: ("<x:Row>~5</x:Row>", "1, 15, ~4, 2, 3, 10, ~8, 4", "<x:Row>1</x:Row>",
                      "1, 15, 0, 2, 3, 10, 3, 4")},
    ),
    Trap(
        10, "threaded-comments",
        sheet(head(), blanks(3, 4), END),
        book={"rels": {"名单": '<Relationship Id="h1" Type="http://schemas.microsoft.com/office/2017/10/'
                             'relationships/threadedComment" Target="/xl/threadedComments/t1.xml"/>'},
              "parts": {"xl/threadedComments/t1.xml":
                        f'{HEAD}<ThreadedComments xmlns="{THREAD}"><threadedComment ref="A6" id="{{1}}"><text>问'
                        '</text></threadedComment><threadedComment ref="B1" id="{2}"><text>答</text>'
                        "</threadedComment></ThreadedComments>"}},
        changed=("xl/threadedComments/t1.xml",),
        seen=(Seen("xl/threadedComments/t1.xml", "threadedComment", "ref", ["A~6", "B1"]),),
    ),
    Trap(
        14, "row-attributes",
        sheet(head(), row(3, blank("A3"), blank("B3"), attributes=' spans="1:2" ht="30" customHeight="1"'),
              row(4, blank("A4"), blank("B4"), attributes=' spans="1:2" ht="30" customHeight="1" hidden="1" '
                                                          'outlineLevel="1" collapsed="1"'),
              row(5, text("A5", "合计"), attributes=' ht="18" customHeight="1"')),
        columns=(1, 2), record=lambda n: (n, f"张{n}"), absent={PART: ("spans=",)},
        seen=(Seen(PART, "row", "ht", ["30", "30", "30·", "18"]), Seen(PART, "row", "hidden", ["1"]),
              Seen(PART, "row", "outlineLevel", ["1"])),
    ),
    Trap(
        14, "automatic-heights-stay-automatic",
        sheet(head(), row(3, blank("A3"), blank("B3", 6), attributes=' ht="15.5"'), row(5, text("A5", "合计"))),
        last=3, columns=(1, 2), record=lambda n: (n, "很长的一段文字，要折成好几行才放得下" * 6),
        seen=(Seen(PART, "row", "ht", ["15.5|||"]),),
    ),
]  # fmt: skip
