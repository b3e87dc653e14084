"""Backups: a whole, checked ledger in one file, made while the ledger is open, from either engine."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.core.errors import UserError
from desktop.records.people import Person
from desktop.records.system import BlobStore
from desktop.records.training import TrainingClass
from desktop.services import history, ledgers
from desktop.store import attachments
from desktop.store.act import act
from desktop.store.acts import acts
from desktop.store.backup import backup, check_file
from desktop.store.content import content_hash
from desktop.store.ledger import Ledger
from desktop.store.undo import undo
from desktop.store.verify import verify
from tests.store.conftest import SCHOOL


def fill(ledger: Ledger) -> int:
    with act(ledger, "新增") as s:
        (row_id,) = s.insert(Person, [{"name": "𬱖芳", "phone": "13800000000"}])
        s.insert(
            TrainingClass,
            [
                {
                    "title": "电工",
                    "start": date(2026, 3, 1),
                    "hours": Decimal("40.5"),
                    "joint": True,
                    "income": 0,
                }
            ],
        )
        attachments.add(s, "person", row_id, "照片.jpg", b"\xff\xd8" * 1000)
    with act(ledger, "修改") as s:
        s.update(Person, {row_id: {"name": "王芳"}})
    return row_id


def test_a_backup_is_the_whole_ledger_in_one_file(ledger: Ledger, tmp_path: Path) -> None:
    row_id = fill(ledger)
    folder = tmp_path / "U盘"
    folder.mkdir()
    with ledger.reading():
        made = backup(ledger, folder)
    assert [path.name for path in folder.iterdir()] == [made.name]
    assert date.today().isoformat() in made.name
    copy = Ledger.open(made)
    assert content_hash(copy) == content_hash(ledger)
    assert acts(copy) == acts(ledger)
    assert verify(copy) == []
    (photo,) = attachments.attached(copy, row_id)
    assert attachments.read(copy, photo.sha256) == b"\xff\xd8" * 1000
    undo(copy)
    undo(copy)
    assert verify(copy) == []
    copy.close()


def test_two_backups_in_a_second_are_two_files(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "备份"
    folder.mkdir()
    assert len({backup(ledger, folder) for _ in range(3)}) == 3


def test_a_copy_that_fails_its_check_is_no_backup(file_ledger: Ledger, tmp_path: Path) -> None:
    fill(file_ledger)
    made = ledgers.backup(file_ledger, tmp_path / "新的文件夹")
    content = bytearray(made.read_bytes())
    content[4096 * 3 :: 4096] = b"\xff" * len(content[4096 * 3 :: 4096])
    made.write_bytes(content)
    with pytest.raises((UserError, Exception), match=r"没有通过检查|malformed"):
        check_file(made)


def test_after_closing_the_file_alone_is_everything(file_ledger: Ledger, tmp_path: Path) -> None:
    fill(file_ledger)
    before = content_hash(file_ledger)
    file_ledger.close()
    copy = tmp_path / "拷贝.db"
    shutil.copy(file_ledger.place, copy)
    assert not Path(file_ledger.place + "-wal").exists()
    opened = Ledger.open(copy)
    assert content_hash(opened) == before
    opened.close()


def test_when_idle_everything_is_brought_into_the_file(file_ledger: Ledger, tmp_path: Path) -> None:
    fill(file_ledger)
    file_ledger.settle()
    assert Path(file_ledger.place + "-wal").stat().st_size == 0
    copy = tmp_path / "拷贝.db"
    shutil.copy(file_ledger.place, copy)
    opened = Ledger.open(copy)
    assert content_hash(opened) == content_hash(file_ledger)
    opened.close()


def test_a_damaged_attachment_is_found(ledger: Ledger) -> None:
    row_id = fill(ledger)
    (photo,) = attachments.attached(ledger, row_id)
    with ledger.locked() as connection:
        connection.execute(BlobStore.__table__.update().values(content=b"other"))
    assert [f.check for f in verify(ledger)] == ["附件"]
    with pytest.raises(UserError, match="校验码不符"):
        attachments.read(ledger, photo.sha256)
    with ledger.locked() as connection:
        connection.execute(BlobStore.__table__.delete())
    assert [f.sentence for f in verify(ledger)] == ["附件「照片.jpg」的内容不在台账里"]


def test_the_same_file_twice_is_kept_once(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "协议.pdf"
    path.write_bytes(b"%PDF" * 100)
    with act(ledger, "加附件") as s:
        (row_id,) = s.insert(Person, [{"name": "王芳"}])
        first = attachments.add_file(s, "person", row_id, path)
        attachments.add(s, "person", row_id, "副本.pdf", path.read_bytes())
    with ledger.reading() as connection:
        assert len(connection.execute(BlobStore.__table__.select()).all()) == 1
    with act(ledger, "删附件") as s:
        attachments.remove(s, first)
    assert [each.name for each in attachments.attached(ledger, row_id)] == ["副本.pdf"]


def test_the_services_name_acts_by_number(tmp_path: Path) -> None:
    ledger = ledgers.init(tmp_path / "新文件夹" / "台账.db", **SCHOOL)
    fill(ledger)
    assert [(s.number, s.title, s.undone) for s in history.history(ledger, 2)] == [
        (3, "修改", False),
        (2, "新增", False),
    ]
    undo(ledger, history.act_id(ledger, 3))
    assert [s.undone for s in history.history(ledger)] == [False, True, False, False]
    with pytest.raises(UserError, match="没有第 9 步操作"):
        history.act_id(ledger, 9)
    assert ledgers.verify(ledger) == []
    ledger.close()
    with pytest.raises(UserError, match="没有填写学校名称"):
        ledgers.init(tmp_path / "x.db", school_code="1", school_name=" ")
