"""The parts beside the filled sheets that refer to their rows, and what must go when formulas move."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from lxml import etree

from desktop.workbook.package import CONTENT_TYPES, MAIN, Package, normal_name, rels_name
from desktop.workbook.shift import Shifter, Shifters
from desktop.workbook.tree import SheetTree
from desktop.workbook.visit import (
    short_charts,
    visit_anchors,
    visit_formulas,
    visit_names,
    visit_pivot_source,
    visit_references,
    visit_vml,
)

_M = f"{{{MAIN}}}"
_OWN_REFERENCES = frozenset({"comments", "threadedComment", "pivotTable", "ctrlProp"})

SHORT_CHART = "图表只画到原来的末行，新插入的行不在图里；需要时请在 Excel 里把图表的数据区域拖大"


@dataclass(slots=True)
class Linked:
    """A sheet that is not filled but reads one that is."""

    tree: SheetTree
    changed: bool = False


class Followers:
    """Walks the package along its relationships and keeps the parts that had to change."""

    def __init__(
        self,
        package: Package,
        shifters: Shifters,
        filled: set[str],
        linked: Mapping[str, Linked],
        growing_filters: Collection[str] = (),
    ) -> None:
        self.package = package
        self.shifters = shifters
        self.filled = filled
        self.linked = linked
        self.changed: dict[str, bytes] = {}
        self.removed: set[str] = set()
        self.notes: list[str] = []
        self.growing_filters = growing_filters

    def follow(self, *, recalculate: bool) -> dict[str, bytes]:
        """All changed parts but the filled sheets themselves."""
        for entry in self.package.sheets:
            if not self.package.has(entry.part):
                continue
            if entry.name in self.filled:
                self._beside(entry.part, self.shifters.of(entry.name), entry.name)
            elif entry.kind == "worksheet":
                self._other_sheet(entry.part, entry.name)
            if self.shifters:
                self._charts(entry.part)
        if self.shifters:
            for line in self.package.relationships(self.package.workbook):
                if line.kind == "pivotCacheDefinition":
                    self._edit(line.target, lambda root: visit_pivot_source(root, self.shifters.of))
        self._drop_calc_chain()
        self._workbook(recalculate=recalculate)
        return self.changed

    def _edit(self, part: str, visit: Callable[[etree._Element], bool]) -> None:
        if not self.package.has(part) or normal_name(part) in self.changed:
            return
        root = self.package.tree(part)
        if visit(root):
            self.changed[normal_name(part)] = _bytes(root)

    def _beside(self, part: str, shifter: Shifter, name: str) -> None:
        """Comments, tables, drawings, controls, pivots of a filled sheet."""
        for line in self.package.relationships(part):
            if line.external or not self.package.has(line.target):
                continue
            if line.kind == "table":
                self._edit(
                    line.target, lambda root: _no_insert_row(root) | self._references(root, shifter, name)
                )
            elif not shifter:
                continue
            elif line.kind in _OWN_REFERENCES:
                self._edit(line.target, lambda root: self._references(root, shifter, name))
            elif line.kind == "drawing":
                self._edit(
                    line.target,
                    lambda root: visit_anchors(root, shifter) | visit_formulas(root, self.shifters, name),
                )
            elif line.kind == "vmlDrawing":
                data = self.package.read(line.target)
                moved = visit_vml(data, shifter, lambda text: self.shifters.formula(text, name))
                if moved != data:
                    self.changed[normal_name(line.target)] = moved

    def _references(self, root: etree._Element, shifter: Shifter, name: str) -> bool:
        return visit_references(root, shifter) | visit_formulas(root, self.shifters, name)

    def _other_sheet(self, part: str, name: str) -> None:
        """A sheet that is not filled changes only where its formulas read a filled one."""
        linked = self.linked.get(name)
        if linked is None:
            return
        moved = bool(self.shifters) and visit_formulas(linked.tree.root, self.shifters, name)
        if moved or linked.changed:
            for row in linked.tree.rows:
                linked.tree.cells(row)
            self.changed[normal_name(part)] = _bytes(linked.tree.root)

    def _charts(self, part: str) -> None:
        for line in self.package.relationships(part):
            if line.kind == "drawing" and self.package.has(line.target):
                for below in self.package.relationships(line.target):
                    if below.kind in ("chart", "chartEx"):
                        self._edit(below.target, self._chart)

    def _chart(self, root: etree._Element) -> bool:
        if short_charts(root, self.shifters) and SHORT_CHART not in self.notes:
            self.notes.append(SHORT_CHART)
        return visit_formulas(root, self.shifters, "", grow=False)

    def _drop_calc_chain(self) -> None:
        """The list of formula cells is optional, and a wrong one makes Excel repair the file."""
        chain = self.package.related(self.package.workbook, "calcChain")
        if chain is None:
            return
        self.removed.add(normal_name(chain))

        def drop_relationship(root: etree._Element) -> bool:
            for line in list(root):
                if (line.get("Type") or "").endswith("/calcChain"):
                    root.remove(line)
            return True

        def drop_type(root: etree._Element) -> bool:
            for entry in list(root):
                if normal_name(entry.get("PartName") or "") == normal_name(chain):
                    root.remove(entry)
            return True

        self._edit(rels_name(self.package.workbook), drop_relationship)
        self._edit(CONTENT_TYPES, drop_type)

    def _workbook(self, *, recalculate: bool) -> None:
        def visit(root: etree._Element) -> bool:
            changed = visit_names(root, self.shifters, self.growing_filters)
            return _ask_recalculation(root) or changed if recalculate else changed

        self._edit(self.package.workbook, visit)


def _no_insert_row(root: etree._Element) -> bool:
    """A table that was empty has rows now."""
    return root.attrib.pop("insertRow", None) is not None


def _ask_recalculation(root: etree._Element) -> bool:
    """Formulas are computed afresh on opening, whatever values the file remembers."""
    holder = root.find(f"{_M}calcPr")
    if holder is None:
        holder = etree.Element(f"{_M}calcPr", nsmap=root.nsmap)
        after = ("definedNames", "externalReferences", "functionGroups", "sheets")
        place = next((found for name in after if (found := root.find(f"{_M}{name}")) is not None), None)
        if place is None:
            return False
        place.addnext(holder)
    if holder.get("fullCalcOnLoad") in ("1", "true"):
        return False
    holder.set("fullCalcOnLoad", "1")
    return True


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
