"""What refers to rows in each kind of part; the shifter decides how every reference moves."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from copy import deepcopy
from typing import Final
from xml.sax.saxutils import escape, unescape

from lxml import etree

from desktop.workbook.package import local
from desktop.workbook.refs import format_range, parse_ranges
from desktop.workbook.shift import Shifter, Shifters

# (tag, attribute) -> how it moves: one cell, a range that stays as long, a range that grows with the list
_CELL: Final = "cell"
_FIXED: Final = "fixed"
_GROWS: Final = "grows"
_ATTRIBUTES: Final[dict[tuple[str, str], str]] = {
    ("sheetView", "topLeftCell"): _CELL,
    ("customSheetView", "topLeftCell"): _CELL,
    ("pane", "topLeftCell"): _CELL,
    ("selection", "activeCell"): _CELL,
    ("inputCells", "r"): _CELL,
    ("cellWatch", "r"): _CELL,
    ("comment", "ref"): _CELL,
    ("threadedComment", "ref"): _CELL,
    ("selection", "sqref"): _FIXED,
    ("mergeCell", "ref"): _FIXED,
    ("hyperlink", "ref"): _FIXED,
    ("ignoredError", "sqref"): _FIXED,
    ("protectedRange", "sqref"): _FIXED,
    ("scenarios", "sqref"): _FIXED,
    ("location", "ref"): _FIXED,
    ("conditionalFormatting", "sqref"): _GROWS,
    ("dataValidation", "sqref"): _GROWS,
    ("autoFilter", "ref"): _GROWS,
    ("sortState", "ref"): _GROWS,
    ("sortCondition", "ref"): _GROWS,
    ("table", "ref"): _GROWS,
    ("dimension", "ref"): _GROWS,
}
_FORMULA_TAGS: Final = frozenset(
    {"formula", "formula1", "formula2", "f", "calculatedColumnFormula", "totalsRowFormula"}
)
_FORMULA_ATTRIBUTES: Final = frozenset(
    {"linkedCell", "listFillRange", "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaPict", "textlink"}
)
_ANCHORS: Final = frozenset({"twoCellAnchor", "oneCellAnchor"})
_VML_ROW: Final = re.compile(r"(<(?:\w+:)?Row>\s*)(\d+)(\s*</)")
_VML_ANCHOR: Final = re.compile(r"(<(?:\w+:)?Anchor>)([^<]*)(</)")
_VML_FORMULA: Final = re.compile(r"(<(?:\w+:)?Fmla(?:Link|Range|Pict|Txbx)>\s*)([^<]+?)(\s*</)")
_SPLIT: Final = {("ignoredError", "sqref"), ("protectedRange", "sqref")}


def visit_references(root: etree._Element, shifter: Shifter) -> bool:
    """Attributes and lists of ranges that mean rows of the part's own sheet."""
    changed = False
    for element in list(_outside_rows(root)):
        tag = local(element)
        if tag in ("mergeCell", "hyperlink") and shifter.lost(element.get("ref") or ""):
            _drop(element)
            changed = True
            continue
        if (tag, "sqref") in _SPLIT:
            changed |= _extend_copy(element, shifter)
        for name in element.attrib:
            how = _ATTRIBUTES.get((tag, str(name)))
            if how == _GROWS and _in_idle_filter(element):
                how = _FIXED
            if how is not None:
                changed |= _set(element, str(name), _move(shifter, how, element.get(name) or ""))
        if tag == "sqref" and element.text:
            line = local(element.getparent()) == "sparkline"  # type: ignore[arg-type]  # it is one cell
            moved = shifter.sqref(element.text, grow=not line)
            changed |= moved != element.text
            element.text = moved
            if not moved:
                _drop(element.getparent())
        elif element.get("sqref") == "" and tag in (
            "conditionalFormatting",
            "dataValidation",
            "ignoredError",
        ):
            _drop(element)
        elif tag == "brk" and local(element.getparent()) == "rowBreaks":  # type: ignore[arg-type]
            row = int(element.get("id") or 0)
            changed |= _set(element, "id", str(shifter.row(row + 1) - 1))
    return changed


def filter_grows(element: etree._Element) -> bool:
    """Whether a filter must be told of new rows: one of a table, and one that hides rows.

    A sheet's filter that hides nothing takes in the rows that follow it by itself once it is used.
    """
    holder = element.getparent()
    hides = any(local(child) == "filterColumn" for child in element)
    return hides or (holder is not None and local(holder) == "table")


def _in_idle_filter(element: etree._Element) -> bool:
    """Whether it is a filter that does not grow, or the order of rows that it remembers."""
    if local(element) not in ("autoFilter", "sortState", "sortCondition"):
        return False
    filters = [each for each in (element, *element.iterancestors()) if local(each) == "autoFilter"]
    return bool(filters) and not filter_grows(filters[0])


def _outside_rows(root: etree._Element) -> Iterator[etree._Element]:
    """All elements of a part but the cells, which are looked after elsewhere."""
    for child in root:
        if local(child) != "sheetData":
            yield from child.iter()
    yield root


def _extend_copy(element: etree._Element, shifter: Shifter) -> bool:
    """Marks of list rows go on in a second element: the first says what the template said."""
    holder = element.getparent()
    added = []
    for block in parse_ranges(element.get("sqref")):
        moved = shifter.range(block)
        fixed = shifter.range(block, grow=False)
        if moved.last_row > fixed.last_row:
            added.append(format_range(moved._replace(first_row=fixed.last_row + 1)))
    if not added or holder is None:
        return False
    copy = deepcopy(element)
    copy.set("sqref", " ".join(added))
    if copy.get("name"):
        taken = {each.get("name") for each in holder}
        copy.set(
            "name", next(name for n in range(1, 9999) if (name := f"{copy.get('name')}_{n}") not in taken)
        )
    element.addnext(copy)
    return True


def _move(shifter: Shifter, how: str, text: str) -> str:
    if how == _CELL:
        return shifter.cell(text)
    return shifter.sqref(text, grow=how == _GROWS)


def _drop(element: etree._Element | None) -> None:
    """Takes out a rule that has no cells left, and its holder with the last one."""
    holder = element.getparent() if element is not None else None
    if element is None or holder is None:
        return
    holder.remove(element)
    if "count" in holder.attrib:
        holder.set("count", str(len(holder)))
    above = holder.getparent()
    if not len(holder) and above is not None:
        above.remove(holder)


def _set(element: etree._Element, name: str, value: str) -> bool:
    if element.get(name) == value:
        return False
    element.set(name, value)
    return True


def visit_formulas(root: etree._Element, shifters: Shifters, home: str, *, grow: bool = True) -> bool:
    """Formulas outside cells: rules, drop-downs, sparklines, links; and those of charts (home '').

    A sparkline, like a chart, goes on showing the rows that its maker chose.
    """
    changed = False
    for element in _outside_rows(root):
        tag = local(element)
        if tag in _FORMULA_TAGS and element.text:
            grows = grow and local(element.getparent()) != "sparkline"  # type: ignore[arg-type]
            moved = shifters.formula(element.text, home, _rule_row(element), grow=grows)
            changed |= moved != element.text
            element.text = moved
        elif tag == "hyperlink" and element.get("location"):
            changed |= _set(element, "location", shifters.formula(element.get("location") or "", home))
        elif _FORMULA_ATTRIBUTES.intersection(map(str, element.attrib)):
            for name in _FORMULA_ATTRIBUTES.intersection(map(str, element.attrib)):
                changed |= _set(element, name, shifters.formula(element.get(name) or "", home))
        elif tag == "cfvo" and element.get("type") == "formula":
            changed |= _set(element, "val", shifters.formula(element.get("val") or "", home))
    return changed


def _in_cell(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and local(parent) == "c"


def _rule_row(element: etree._Element) -> int | None:
    """The row a rule is written for: the first of its ranges."""
    for holder in element.iterancestors():
        ranges = parse_ranges(holder.get("sqref"))
        if ranges:
            return ranges[0].first_row
        if local(holder) in ("conditionalFormatting", "dataValidation"):
            for child in holder:
                if local(child) == "sqref" and child.text:
                    ranges = parse_ranges(child.text)
                    return ranges[0].first_row if ranges else None
    return None


def visit_cell_formulas(data: etree._Element, shifters: Shifters, home: str) -> bool:
    """The formulas of cells, before their rows are renumbered."""
    changed = False
    here = shifters.of(home)
    for formula in data.iter("{*}f"):
        if not _in_cell(formula):
            continue
        line = formula.getparent().getparent()  # type: ignore[union-attr]
        row = int(line.get("r") or 0) if line is not None else 0
        if formula.text:
            moved = shifters.formula(formula.text, home, row)
            changed |= moved != formula.text
            formula.text = moved
        for name in ("ref", "r1", "r2"):
            if formula.get(name):
                changed |= _set(formula, name, here.ref(formula.get(name) or "", grow=False))
    return changed


def visit_anchors(root: etree._Element, shifter: Shifter) -> bool:
    """Pictures, shapes, charts and controls: anchors count rows from 0."""
    changed = False
    for anchor in root.iter():
        tag = local(anchor)
        if tag in _ANCHORS and anchor.get("editAs") != "absolute":
            changed |= _move_anchor(anchor, shifter, stretch=anchor.get("editAs", "twoCell") == "twoCell")
        elif tag == "anchor" and anchor.get("moveWithCells") in ("1", "true"):
            changed |= _move_anchor(anchor, shifter, stretch=anchor.get("sizeWithCells") in ("1", "true"))
    return changed


def _move_anchor(anchor: etree._Element, shifter: Shifter, *, stretch: bool) -> bool:
    ends = [row for end in anchor if local(end) in ("from", "to") for row in end if local(row) == "row"]
    if not ends:
        return False
    first = int(ends[0].text or 0)
    by = shifter.row(first + 1) - (first + 1)
    changed = False
    for position, row in enumerate(ends):
        old = int(row.text or 0)
        new = shifter.row(old + 1) - 1 if stretch or position == 0 else old + by
        changed |= new != old
        row.text = str(new)
    return changed


def visit_vml(data: bytes, shifter: Shifter, formula: Callable[[str], str]) -> bytes:
    """Comment boxes and old controls; VML is often no well-formed XML, so it is edited as text."""
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"

    def row(match: re.Match[str]) -> str:
        return f"{match[1]}{shifter.row(int(match[2]) + 1) - 1}{match[3]}"

    def anchor(match: re.Match[str]) -> str:
        parts = match[2].split(",")
        if len(parts) != 8:
            return match[0]
        by = shifter.row(int(parts[2]) + 1) - (int(parts[2]) + 1)
        if not by:
            return match[0]
        for place in (2, 6):
            parts[place] = f" {int(parts[place]) + by}"
        return f"{match[1]}{','.join(parts)}{match[3]}"

    def link(match: re.Match[str]) -> str:
        return f"{match[1]}{escape(formula(unescape(match[2])))}{match[3]}"

    moved = _VML_ANCHOR.sub(anchor, _VML_ROW.sub(row, text))
    return _VML_FORMULA.sub(link, moved).encode(encoding)


def short_charts(root: etree._Element, shifters: Shifters) -> bool:
    """Whether a chart shows a list that has more rows now than the chart shows."""
    texts = [str(element.text) for element in root.iter("{*}f") if element.text]
    return any(shifters.formula(text, "") != shifters.formula(text, "", grow=False) for text in texts)


def visit_names(root: etree._Element, shifters: Shifters, growing: Collection[str]) -> bool:
    """Defined names: print areas, named lists. Titles never grow; a filter's name as its filter does.

    `growing` are the indexes of the sheets whose filter grows.
    """
    changed = False
    for name in root.iter("{*}definedName"):
        if name.text and "#REF!" not in name.text:
            titles = name.get("name") == "_xlnm.Print_Titles"  # the header's rows, never the list's
            filtered = name.get("name") == "_xlnm._FilterDatabase"
            grow = name.get("localSheetId", "") in growing if filtered else not titles
            moved = shifters.formula(name.text, "", grow=grow)
            changed |= moved != name.text
            name.text = moved
    return changed


def visit_pivot_source(root: etree._Element, of: Callable[[str], Shifter]) -> bool:
    """The range a pivot cache was made from."""
    changed = False
    for source in root.iter("{*}worksheetSource"):
        sheet, ref = source.get("sheet"), source.get("ref")
        if sheet and ref:
            changed |= _set(source, "ref", of(sheet).ref(ref))
    return changed
