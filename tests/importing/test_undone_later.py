"""An import taken back later: what was changed since is named, and kept where that is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.errors import UserError
from desktop.services.importing import import_file
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.find import find
from desktop.store.undo import undo
from desktop.store.verify import verify
from tests.importing import rosters
from tests.services.importing_desk import contents, new_office, rows


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    rosters.add_classes(made, 2)
    yield made
    made.ledger.close()


def bring(office: Office, folder: Path, count: int) -> int:
    """Import a roster; the act."""
    file = rosters.workbook(folder / "名册.xlsx", rosters.ROSTER, rosters.roster_rows(count, 2))
    _, result = import_file(office, file, "学员名册")
    assert result is not None and result.created == count
    return result.act


def enrolments(office: Office) -> list[int]:
    return find(office.ledger, "enrolment", paths=["学员.证件号码"], sort=[("学员.证件号码", False)]).ids


def test_an_import_is_taken_back_after_other_work(office: Office, tmp_path: Path) -> None:
    save(office, "企业", {"企业名称": "甲公司"})
    before = contents(office)
    made = bring(office, tmp_path, 30)
    save(office, "企业", {"企业名称": "乙公司"})
    later = rows(office, "企业", "企业名称")
    undone = undo(office.ledger, made)
    assert undone.kept == 0 and enrolments(office) == [] and rows(office, "企业", "企业名称") == later
    undo(office.ledger)  # the second enterprise
    assert contents(office) == before and verify(office.ledger) == []


def test_what_was_changed_since_is_named_and_kept(office: Office, tmp_path: Path) -> None:
    made = bring(office, tmp_path, 30)
    first, second, third = enrolments(office)[:3]
    save(office, "学员名册", {"理论成绩": 99}, row_id=first)
    save(office, "学员名册", {"学员.联系电话": "13900000000"}, row_id=second)
    names = rows(office, "学员名册", "学员.证件号码", "学员.姓名")
    after = contents(office)
    with pytest.raises(UserError) as refused:
        undo(office.ledger, made)
    assert contents(office) == after
    assert names[0][1] in str(refused.value) and names[1][1] in str(refused.value)
    assert names[2][1] not in str(refused.value) or names[2][1] in (names[0][1], names[1][1])
    assert "--keep-later" in str(refused.value)
    undone = undo(office.ledger, made, keep_later=True)
    # The changed line stays with all that it stands on; of the changed person the line itself can go.
    left = rows(office, "学员名册", "学员.证件号码", "理论成绩")
    assert left == [(names[0][0], 99)] and enrolments(office) == [first]
    people = {number for (number,) in rows(office, "人员", "证件号码")}
    assert people == {names[0][0], names[1][0]}
    assert undone.kept and undone.kept_names and any(names[0][1] in name for name in undone.kept_names)
    assert third not in enrolments(office) and verify(office.ledger) == []


def test_what_was_built_on_it_since_keeps_what_it_stands_on(office: Office, tmp_path: Path) -> None:
    made = bring(office, tmp_path, 10)
    first = rows(office, "学员名册", "学员.证件号码", "学员.姓名")[0]
    save(office, "教师", {"姓名": first[1], "证件号码": first[0]})  # the same person teaches now
    with pytest.raises(UserError):
        undo(office.ledger, made)
    undo(office.ledger, made, keep_later=True)
    assert rows(office, "教师", "证件号码") == [(first[0],)] and enrolments(office) == []
    assert [number for (number,) in rows(office, "人员", "证件号码")] == [first[0]]
    assert verify(office.ledger) == []
