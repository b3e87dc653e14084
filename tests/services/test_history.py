"""What 撤销 would take back, and what happened to one row: its own acts, its person's, its yearly status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop import compose
from desktop.services.history import Altered, of_row, undoable
from desktop.services.office import Office
from desktop.services.reading import read
from desktop.services.saving import save
from desktop.store.undo import undo


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    address = str(tmp_path / "台账.zhijiao")
    made = compose.open_office(address, create=("2222000001", "江城市职业教育中心"), today=date(2026, 9, 10))
    yield made
    made.ledger.close()


def test_a_look_on_record_is_nothing_to_take_back(office: Office) -> None:
    assert undoable(office) == ""
    save(office, "student", {"姓名": "王浩宇", "证件号码": "220202199001010012"})
    title = undoable(office)
    assert title
    read(office, "student", full_purpose="核对证件号码")
    assert undoable(office) == title
    undo(office.ledger)
    assert undoable(office) == ""


def test_a_row_tells_what_was_done_to_it(office: Office) -> None:
    made = save(office, "enterprise", {"企业名称": "江城化纤"}).id
    row = save(office, "training_class", {"项目名称": "电工班", "开班日期": date(2026, 3, 1)}).id
    assert made is not None and row is not None
    save(office, "training_class", {"计划人数": 40, "委托单位": made}, row_id=row)
    save(office, "training_class", {"计划人数": 45}, row_id=row)
    undo(office.ledger)
    back, second, first, new = of_row(office, "training_class", row)
    assert new.word == "新增" and not new.altered
    assert set(first.altered) == {
        Altered("计划人数", "", "40"),
        Altered("委托单位", "", "企业「江城化纤」"),
    }
    assert second.altered == (Altered("计划人数", "40", "45"),) and second.undone
    assert back.altered == (Altered("计划人数", "45", "40"),) and not back.undone
    assert new.number < first.number < second.number < back.number


def test_a_person_is_part_of_the_row_and_numbers_stay_covered(office: Office) -> None:
    row = save(office, "student", {"姓名": "王浩宇", "证件号码": "220202199001010012"}).id
    assert row is not None
    save(office, "student", {"证件号码": "220202199202020022"}, row_id=row)
    touches = of_row(office, "student", row)
    assert {each.record for each in touches} >= {"学员", "人员"}
    said = [each for touch in touches for each in touch.altered if each.label == "证件号码"]
    assert said == [Altered("证件号码", "220202********0012", "220202********0022")]
