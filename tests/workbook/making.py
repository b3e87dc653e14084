"""Workbooks made by hand, part by part, so that a test decides every byte of its template."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

STYLES = f"""{HEAD}<styleSheet xmlns="{MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="14"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>
<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/>\
<bottom style="thin"/></border></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="7"><xf/><xf fontId="1"/><xf borderId="1"/><xf borderId="1" numFmtId="14"/>\
<xf borderId="1" numFmtId="164"/><xf borderId="1" numFmtId="2"/>\
<xf borderId="1"><alignment wrapText="1"/></xf></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


def make_book(
    path: Path,
    sheets: Mapping[str, str],
    *,
    names: str = "",
    strings: str = "",
    properties: str = "",
    tail: str = "",
    protect: str = "",
    rels: Mapping[str, str] | None = None,
    parts: Mapping[str, str] | None = None,
) -> Path:
    """A package from the inner XML of its worksheets; `rels`: sheet name -> relationship lines."""
    overrides, lines, listed = [], [], []
    content: dict[str, str] = {}
    for number, (name, inner) in enumerate(sheets.items(), 1):
        part = f"xl/worksheets/sheet{number}.xml"
        content[part] = inner if inner.startswith("<?xml") else worksheet(inner)
        overrides.append(override(part, "spreadsheetml.worksheet+xml"))
        lines.append(relationship(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        listed.append(f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>')
        if rels and name in rels:
            content[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = relationships(rels[name])
    lines.append(relationship("rIdS", "styles", "styles.xml"))
    content["xl/styles.xml"] = STYLES
    overrides.append(override("xl/styles.xml", "spreadsheetml.styles+xml"))
    if strings:
        lines.append(relationship("rIdT", "sharedStrings", "sharedStrings.xml"))
        content["xl/sharedStrings.xml"] = strings
        overrides.append(override("xl/sharedStrings.xml", "spreadsheetml.sharedStrings+xml"))
    defined = f"<definedNames>{names}</definedNames>" if names else ""
    content["xl/workbook.xml"] = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}">{properties}{protect}'
        f"<sheets>{''.join(listed)}</sheets>{defined}{tail}</workbook>"
    )
    overrides.append(override("xl/workbook.xml", "spreadsheetml.sheet.main+xml"))
    content["xl/_rels/workbook.xml.rels"] = relationships("".join(lines))
    content["_rels/.rels"] = relationships(relationship("rId1", "officeDocument", "xl/workbook.xml"))
    content.update(parts or {})
    types = (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
        f"{''.join(overrides)}</Types>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", types)
        for name, text in content.items():
            package.writestr(name, text)
    return path


def worksheet(inner: str) -> str:
    """A worksheet part around its inner XML."""
    return f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{REL}">{inner}</worksheet>'


def override(part: str, kind: str) -> str:
    """One content type."""
    return (
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}"/>'
    )


def relationship(number: str, kind: str, target: str) -> str:
    """One relationship."""
    return f'<Relationship Id="{number}" Type="{REL}/{kind}" Target="{target}"/>'


def relationships(lines: str) -> str:
    """A .rels part."""
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def row(number: int, *cells: str, attributes: str = "") -> str:
    """A row element."""
    return f'<row r="{number}"{attributes}>{"".join(cells)}</row>'


def text(ref: str, value: str, style: int = 0) -> str:
    """An inline text cell."""
    return f'<c r="{ref}" s="{style}" t="inlineStr"><is><t>{value}</t></is></c>'


def number(ref: str, value: float, style: int = 0) -> str:
    """A number cell."""
    return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'


def blank(ref: str, style: int = 2) -> str:
    """A styled blank."""
    return f'<c r="{ref}" s="{style}"/>'


def formula(ref: str, code: str, value: str = "0", style: int = 2) -> str:
    """A formula with the value it remembers."""
    return f'<c r="{ref}" s="{style}"><f>{code}</f><v>{value}</v></c>'


def read_part(path: Path, part: str) -> str:
    """One part of a written file."""
    with zipfile.ZipFile(path) as package:
        return package.read(part).decode()
