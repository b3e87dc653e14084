"""Excel workbooks, knowing nothing of schools: read, recognise, fill, verify, preview."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.workbook.blocks import ListBlock as ListBlock
    from desktop.workbook.filling import FillReport as FillReport
    from desktop.workbook.filling import fill as fill
    from desktop.workbook.labelled import CellValue as CellValue
    from desktop.workbook.limits import Limit as Limit
    from desktop.workbook.limits import read_limits as read_limits
    from desktop.workbook.previewing import Preview as Preview
    from desktop.workbook.previewing import preview as preview
    from desktop.workbook.reader import read_workbook as read_workbook
    from desktop.workbook.recognition import recognise as recognise
    from desktop.workbook.refs import Range as Range
    from desktop.workbook.sheet import Cell as Cell
    from desktop.workbook.sheet import Choice as Choice
    from desktop.workbook.sheet import Sheet as Sheet
    from desktop.workbook.sheet import Workbook as Workbook
    from desktop.workbook.table import Column as Column
    from desktop.workbook.table import LabelCell as LabelCell
    from desktop.workbook.table import Table as Table

_HOMES = {
    "read_workbook": "reader",
    "preview": "previewing",
    "Preview": "previewing",
    "fill": "filling",
    "FillReport": "filling",
    "Limit": "limits",
    "read_limits": "limits",
    "ListBlock": "blocks",
    "CellValue": "labelled",
    "recognise": "recognition",
    "Range": "refs",
    "Cell": "sheet",
    "Choice": "sheet",
    "Sheet": "sheet",
    "Workbook": "sheet",
    "Column": "table",
    "LabelCell": "table",
    "Table": "table",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Imports on first use: lxml costs a quarter of a bare window's start."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
