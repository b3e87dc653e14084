"""Records of lists with row formulas wait on the disk and come back as they were."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from desktop.workbook import ListBlock, fill
from desktop.workbook.spool import Spool
from tests.workbook.making import blank, formula, make_book, row, text
from tests.workbook.traps.case import SHEET, raw_cells
from tests.workbook.traps.formulas import head, sheet


def test_records_come_back_in_any_order() -> None:
    rows = [(n, f"张{n}", Decimal(n) / 4, date(2024, 1, 1), None, True) for n in range(3001)]
    spool = Spool(BytesIO())
    assert [record for chunk in spool.take(iter(rows)) for record in chunk] == rows
    assert len(spool) == 3001
    assert list(spool) == rows
    assert [spool[n] for n in (0, 3000, 399, 400, 1500, 1)] == [rows[n] for n in (0, 3000, 399, 400, 1500, 1)]
    with pytest.raises(IndexError):
        spool[3001]


def test_row_formulas_over_many_chunks(tmp_path: Path) -> None:
    more = (formula("D3", "C3*2"), formula("E3", "D3+N(E2)"), formula("F3", 'IF(D3>100,"多","少")'))
    total = (formula("D4", "SUM(D3:D3)"), formula("F4", 'COUNTIF(F3:F3,"多")'), formula("E4", "MAX(C3:C3)"))
    template = make_book(
        tmp_path / "模板.xlsx",
        {
            SHEET: sheet(
                head(), row(3, *(blank(f"{c}3") for c in "ABC"), *more), row(4, text("A4", "合计"), *total)
            )
        },
    )

    def records() -> Iterator[tuple[object, ...]]:
        yield from ((n, f"张{n}", n) for n in range(1, 1501))

    out = tmp_path / "结果.xlsx"
    report = fill(template, out, [ListBlock(SHEET, 3, 3, (1, 2, 3), records())])  # type: ignore[arg-type]
    cells = raw_cells(out)
    assert (report.rows, report.inserted) == (1500, 1499)
    assert [cells[f"D{n}"].value for n in (3, 402, 1502)] == ["2", "800", "3000"]
    assert cells["E1502"].value == str(1500 * 1501)  # each row adds the row above
    assert cells["E1502"].formula == "D1502+N(E1501)"
    assert [cells[f"{c}1503"].value for c in "DEF"] == [str(1500 * 1501), "1500", "1450"]
