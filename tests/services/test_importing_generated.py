"""Generated files: what goes in comes out, twice is once, and undone is as before."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.codes import load_codes
from desktop.services.importing import commit_import, plan_import
from desktop.store.undo import undo
from tests.services.importing_desk import book, contents, new_office, rows

LABELS = ("项目名称", "开班日期", "学时", "实到人数", "到账经费", "培训类型", "证书联合项目", "备注")
KINDS = [
    item.name for item in load_codes(Path(__file__).parents[2] / "resources" / "codes")["training_type"].items
]
NAMES = st.text(st.sampled_from("电焊钳车厨师育婴养老班一二三期䶮𬱖A1"), min_size=2, max_size=12).filter(
    lambda text: not text.isdigit() and "一二三".find(text) < 0
)
DAYS = st.integers(0, 4000).map(lambda days: date(2016, 1, 1) + timedelta(days=days))
CLASS = st.tuples(
    NAMES,
    DAYS,
    st.none() | st.integers(0, 5000),
    st.none() | st.integers(0, 99999),
    st.none() | st.integers(0, 10**9),  # 分
    st.none() | st.sampled_from(KINDS),
    st.none() | st.booleans(),
    st.none() | st.text(st.sampled_from("说明，。12\n"), min_size=1, max_size=20).map(str.strip),
)


def written(draw: Any, value: Any, column: int) -> Any:
    """A value as one clerk or another types it."""
    if value is None:
        return draw(st.sampled_from([None, "", "/", "  "]))
    if isinstance(value, bool):
        return draw(st.sampled_from(["是", "√", "有", " 是 "] if value else ["否", "×", "无"]))
    if isinstance(value, date):
        shapes = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
        return draw(st.sampled_from([value, *map(value.strftime, shapes)]))
    if column == 4:
        return draw(st.sampled_from([value / 100, f"{value / 100:,.2f}", f"{value / 100:.2f}元"]))
    if isinstance(value, int):
        wide = str(value).translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
        return draw(st.sampled_from([value, str(value), f" {value} ", wide]))
    return draw(st.sampled_from([value, f" {value}", f"{value}\u3000"]))


@st.composite
def files(draw: Any) -> tuple[list[tuple[Any, ...]], list[list[Any]], list[int]]:
    """Classes with distinct keys, the same as typed, and an order of columns."""
    classes = draw(st.lists(CLASS, min_size=1, max_size=6, unique_by=lambda row: (row[0], row[1])))
    order = draw(st.permutations(range(len(LABELS))))
    typed = [[written(draw, row[i], i) for i in order] for row in classes]
    return classes, typed, order


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(files(), st.booleans(), st.integers(0, 2))
def test_what_goes_in_comes_out(
    made: tuple[list[tuple[Any, ...]], list[list[Any]], list[int]], titled: bool, blank: int
) -> None:
    classes, typed, order = made
    head = [("培训台账",)] if titled else []
    tail = [(), ("合计", *[None] * 7)] if blank == 2 else [()] * blank
    with tempfile.TemporaryDirectory() as folder:
        office = new_office(Path(folder))
        try:
            lines = [*head, [LABELS[i] for i in order], *typed, *tail]
            file = book(Path(folder) / "班次.xlsx", lines, *(["A1:H1"] if titled else []))
            before = contents(office)
            plan = plan_import(office, file, "培训班次")
            assert plan.rejected == [] and plan.unmapped == []
            assert commit_import(office, plan).created == len(classes)
            assert sorted(map(str, rows(office, "培训班次", *LABELS))) == sorted(
                str(_stored(row)) for row in classes
            )
            after = contents(office)
            assert commit_import(office, plan_import(office, file, "培训班次")).act == 0
            assert contents(office) == after
            undo(office.ledger)
            assert contents(office) == before
        finally:
            office.ledger.close()


def _stored(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """As the ledger keeps it: hours with one decimal, an empty remark as none."""
    from decimal import Decimal

    name, day, hours, count, cents, kind, joint, note = row
    hours = None if hours is None else Decimal(hours) / 1
    return name, day, hours, count, cents, kind, joint, note or None
