"""Bad places and bad moments: one clear sentence each, and the ledger as it was."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from desktop.core.errors import UserError
from desktop.records.people import Person
from desktop.store import failures
from desktop.store.act import act
from desktop.store.content import content_hash
from desktop.store.engines.places import network_kind, synced_kind
from desktop.store.ledger import Ledger
from desktop.store.verify import verify
from tests.store.conftest import SCHOOL

_NOBODY = 65534


def _as_nobody(work: Callable[[], object]) -> str:
    """What the user is told when somebody whom permission bits bind (root they do not) does the work."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        said = "no error"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(_NOBODY)
                os.setuid(_NOBODY)
            work()
        except BaseException as error:  # noqa: BLE001 - a child must not go on as a second pytest
            said = str(error) if isinstance(error, UserError) else repr(error)
        os.write(send, said.encode())
        os._exit(0)
    os.close(send)
    with os.fdopen(receive, encoding="utf-8") as answer:
        said = answer.read()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that other users can reach."""
    folder = Path(tempfile.mkdtemp(prefix="zj-"))
    folder.chmod(0o755)
    yield folder
    for path in folder.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder(open_folder: Path) -> None:
    path = open_folder / "台账.db"
    ledger = Ledger.create(path, **SCHOOL)
    before = content_hash(ledger)
    ledger.close()
    path.chmod(0o444)
    open_folder.chmod(0o555)
    said = _as_nobody(lambda: Ledger.open(path))
    assert said == f"{open_folder}：这个文件夹不能写入，请换一个可以写入的文件夹，或请管理员开放权限。"
    said = _as_nobody(lambda: Ledger.create(open_folder / "新.db", **SCHOOL))
    assert "这个文件夹不能写入" in said
    open_folder.chmod(0o755)
    again = Ledger.open(path)
    assert content_hash(again) == before
    again.close()


def test_a_read_only_file(open_folder: Path) -> None:
    path = open_folder / "台账.db"
    Ledger.create(path, **SCHOOL).close()
    path.chmod(0o444)
    open_folder.chmod(0o777)
    said = _as_nobody(lambda: Ledger.open(path))
    assert said.startswith(f"{path}：台账文件是只读的，不能写入")


def test_no_space_half_way_takes_the_act_back(file_ledger: Ledger) -> None:
    before = content_hash(file_ledger)
    with file_ledger.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    file_ledger.engine.pool.dispose()
    event.listen(
        file_ledger.engine.pool,
        "connect",
        lambda driver, _: driver.execute(f"PRAGMA max_page_count={pages + 40}"),
    )
    with pytest.raises(UserError, match="磁盘空间不足") as refused, act(file_ledger, "导入") as s:
        for _ in range(20):
            s.insert(Person, [{"name": f"学员{n}", "address": "长春市" * 20} for n in range(1000)])
    assert refused.value.place == file_ledger.place
    assert content_hash(file_ledger) == before
    assert verify(file_ledger) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB."""
    folder = tmp_path / "stick"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("no right to mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_refused_before_anything_is_written(file_ledger: Ledger, small_disk: Path) -> None:
    from desktop.store.backup import backup

    with pytest.raises(UserError, match="磁盘空间不足"):
        Ledger.create(small_disk / "台账.db", **SCHOOL)
    assert list(small_disk.iterdir()) == []
    (small_disk / "big").write_bytes(b"x" * 4_000_000)
    with pytest.raises(UserError, match="磁盘空间不足"):
        backup(file_ledger, small_disk)
    assert [path.name for path in small_disk.iterdir()] == ["big"]


def test_another_program_writing(file_ledger: Ledger) -> None:
    other = sqlite3.connect(file_ledger.place, isolation_level=None)
    file_ledger.engine.pool.dispose()
    event.listen(
        file_ledger.engine.pool, "connect", lambda driver, _: driver.execute("PRAGMA busy_timeout=50")
    )
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(UserError, match="正被另一个窗口或命令写入"), act(file_ledger, "新增") as s:
            s.insert(Person, [{"name": "王芳"}])
    finally:
        other.close()
    with act(file_ledger, "新增") as s:
        s.insert(Person, [{"name": "王芳"}])


@pytest.mark.postgres
def test_another_clerk_writing_for_too_long(database: str) -> None:
    one = Ledger.create(database, **SCHOOL)
    two = Ledger.open(database)
    said: list[str] = []

    def wait() -> None:
        try:
            with act(two, "新增") as s:
                s.insert(Person, [{"name": "李雷"}])
        except UserError as error:
            said.append(error.sentence)

    with act(one, "新增") as s:
        s.insert(Person, [{"name": "王芳"}])
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(20)
    assert said == ["台账正被另一个窗口或命令写入"]
    two.close()
    one.close()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "这里没有台账文件"),
        (b"", "这个文件不是台账"),
        ("姓名,电话\n王芳,138\n".encode() * 100, "这个文件不是台账"),
        (b"PK\x03\x04" + b"\0" * 2000, "这个文件不是台账"),
    ],
)
def test_not_a_ledger(tmp_path: Path, content: bytes | None, sentence: str) -> None:
    path = tmp_path / "台账.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=sentence):
        Ledger.open(path)
    assert (path.read_bytes() if path.exists() else None) == content


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "别的.db"
    with contextlib.closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE notes (text)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(UserError, match="这个文件不是台账"):
        Ledger.open(path)
    assert path.read_bytes() == before


def test_a_damaged_ledger(tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    ledger = Ledger.create(path, **SCHOOL)
    with act(ledger, "导入") as s:
        s.insert(Person, [{"name": f"学员{n}"} for n in range(3000)])
    ledger.close()
    content = bytearray(path.read_bytes())
    for page in range(40, len(content) // 4096 - 1, 2):
        content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    path.write_bytes(content)
    with pytest.raises(UserError, match="损坏"):
        content_hash(Ledger.open(path))


def test_nothing_is_created_over_a_file(tmp_path: Path) -> None:
    path = tmp_path / "台账.db"
    path.write_text("重要")
    with pytest.raises(UserError, match="已经有一个文件"):
        Ledger.create(path, **SCHOOL)
    assert path.read_text() == "重要"


@pytest.mark.postgres
def test_nothing_is_created_over_a_ledger_in_a_database(database: str) -> None:
    ledger = Ledger.create(database, **SCHOOL)
    before = content_hash(ledger)
    with pytest.raises(UserError, match="已经有台账"):
        Ledger.create(database, **SCHOOL)
    assert content_hash(ledger) == before
    ledger.close()


def test_a_folder_in_place_of_a_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="这是一个文件夹"):
        Ledger.open(tmp_path)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("postgresql://clerk@127.0.0.1:1/ledger", "连不上数据库服务器"),
        ("postgresql://clerk:secret@/x?host=/nowhere", "连不上数据库服务器"),
        ("mysql://root@host/db", "不认识台账地址「mysql://…」"),
        ("postgresql://clerk@host:port/ledger", "数据库地址写得不对"),
    ],
)
def test_a_wrong_address(address: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        Ledger.open(address)
    assert sentence in refused.value.sentence
    assert "secret" not in str(refused.value)


@pytest.mark.postgres
def test_a_database_that_is_not_there_or_empty(database: str) -> None:
    with pytest.raises(UserError, match="没有这个名字的台账库"):
        Ledger.open(database.replace("/ledger_", "/no_ledger_"))
    with pytest.raises(UserError, match="不是台账"):
        Ledger.open(database)


MOUNTS = """/dev/vda / ext4 rw 0 0
//server/share /mnt/共享 cifs rw 0 0
host:/data /mnt/nfs nfs4 rw 0 0
drvfs /mnt/c 9p rw 0 0
tmpfs /mnt/nfs/local tmpfs rw 0 0
"""


def test_network_shares_are_known_by_their_mount() -> None:
    assert network_kind(Path("/home/clerk"), MOUNTS) == ""
    assert network_kind(Path("/mnt/共享/台账"), MOUNTS) == "Windows 共享"
    assert network_kind(Path("/mnt/nfs"), MOUNTS) == "NFS"
    assert network_kind(Path("/mnt/nfs/local/x"), MOUNTS) == ""
    assert network_kind(Path("/mnt/c/Users"), MOUNTS) == "9P 共享"
    assert network_kind(Path("\\\\server\\share"), MOUNTS) == "Windows 共享"


def test_synced_folders_are_refused(tmp_path: Path) -> None:
    assert synced_kind(Path("D:/资料/OneDrive - 学校/台账.db")) == "OneDrive"
    assert synced_kind(Path("/媒体/坚果云/台账.db")) == "坚果云"
    assert synced_kind(Path("/媒体/台账/onedrive.db")) == ""
    folder = tmp_path / "我的坚果云"
    folder.mkdir()
    with pytest.raises(UserError, match="同步文件夹（坚果云）"):
        Ledger.create(folder / "台账.db", **SCHOOL)


def _in_use() -> PermissionError:
    error = PermissionError(errno.EACCES, "used by another process", "表.xlsx")
    error.winerror = 32  # type: ignore[attr-defined]
    return error


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (OSError(errno.ENOSPC, "no space", "/x/out.xlsx"), "磁盘空间不足"),
        (OSError(errno.EROFS, "read-only", "/x/out.xlsx"), "这个位置是只读的"),
        (PermissionError(errno.EACCES, "denied", "/x/out.xlsx"), "没有权限读写这个文件"),
        (FileNotFoundError(errno.ENOENT, "none", "/x/out.xlsx"), "找不到文件或文件夹"),
        (IsADirectoryError(errno.EISDIR, "folder", "/x/out.xlsx"), "这是一个文件夹"),
    ],
)
def test_file_errors_have_a_sentence_and_a_place(error: OSError, sentence: str) -> None:
    found = failures.explain(error)
    assert found is not None
    assert sentence in found.sentence
    assert found.place == "/x/out.xlsx"
    assert found.hint


def test_a_workbook_open_in_excel() -> None:
    found = failures.explain(_in_use())
    assert found is not None
    assert str(found) == "表.xlsx：文件正在被 Excel 或 WPS 打开，请先关闭它再试。"


def test_our_own_mistakes_are_not_dressed_up() -> None:
    assert failures.explain(ValueError("x")) is None
    with pytest.raises(KeyError), failures.translated("x"):
        raise KeyError("y")
