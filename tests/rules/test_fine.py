"""Figures added up from the sums of classes are those counted from the rows themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from desktop.core.dates import parse_window
from desktop.records.catalogue import record
from desktop.services.counting.figures import MONTH, figures
from desktop.services.counting.measure import RowOf
from desktop.services.counting.training import CLASS, LINE, RECEIPT, TRAINING
from desktop.services.office import Office
from desktop.services.sampling import demo
from desktop.store.find import Condition, Operator
from desktop.store.ledger import Ledger
from tests.rules.random_ledger import random_ledger
from tests.services.counting_office import office_on

ROWS = replace(TRAINING, owners={})  # nothing is added up from owners: every row is looked at
BY = {
    CLASS: ((), ("培训对象",), ("培训类型", "培训对象"), (MONTH,), ("委托单位",), (RowOf(CLASS),),
            (RowOf(CLASS, "department"), "培训对象")),
    LINE: ((), ("培训班次.性质",), ("培训班次.培训对象", MONTH), ("人员类别",), ("学员.性别",),
           (RowOf(LINE, "student"),)),
    RECEIPT: ((), ("培训班次.培训对象",), ("资金来源",)),
}  # fmt: skip
WHERE: dict[str, tuple[tuple[tuple[str, Operator, Any], ...], ...]] = {
    CLASS: ((), (("培训对象", "=", "企业职工"),), (("培训对象", "in", ("农民工", "老年人", None)),),
            (("培训对象", "!=", "企业职工"),), (("性质", "=", "补贴性"), ("培训对象", "=", "老年人")),
            (("培训对象", "empty", None),)),
    LINE: ((), (("培训班次.面向", "=", "社会"),), (("人员类别", "empty", None),), (("学员.性别", "=", "2"),)),
    RECEIPT: ((), (("培训班次.培训类型", "filled", None),)),
}  # fmt: skip
CASES = [(root, by, where) for root in BY for by, where in product(BY[root], WHERE[root])]


@pytest.fixture(scope="module", params=["demo", 4])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demonstration and a random ledger."""
    path = tmp_path_factory.mktemp("fine") / "台账.zhijiao"
    if request.param == "demo":
        ledger = Ledger.create(path, school_code="3122000123", school_name="松江职业技术学校")
        demo(office_on(ledger))
    else:
        ledger = Ledger.open(random_ledger(path, request.param))
    yield office_on(ledger)
    ledger.close()


@pytest.mark.parametrize("window", ["2025-2026学年", "2026"])
def test_sums_of_classes_are_sums_of_rows(office: Office, window: str) -> None:
    """For all groupings and conditions, also those of which a class cannot tell."""
    within = parse_window(window)
    counted = 0
    for root, by, where in CASES:
        asked = [Condition(record(root).path(label), op, value) for label, op, value in where]
        # One measure alone, then all: what is counted already must not change what comes after.
        for only in (None,) if by else (("training.attendances",), None):
            mine, plain = (
                {
                    group: values
                    for group, values in figures(
                        office, measured, within, root=root, by=by, where=asked, only=only
                    ).items()
                    if any(values.values())
                }
                for measured in (TRAINING, ROWS)
            )
            assert mine == plain, (root, by, where, only)
            counted += len(plain)
    assert counted > 20
