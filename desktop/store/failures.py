"""Low-level errors as sentences for the user: the one place where a database or file error gets its words."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from desktop.core.errors import UserError

NO_SPACE = "磁盘空间不足，没有写入"
NO_SPACE_HINT = "，请清理磁盘或换一个位置后再试。"
BUSY = "台账正被另一个窗口或命令写入"
BUSY_HINT = "，请等它完成后再试。"

# By the start of sqlite_errorname; the longer names first, since BUSY is also the start of BUSY_SNAPSHOT.
_SQLITE: tuple[tuple[str, str, str], ...] = (
    ("SQLITE_FULL", NO_SPACE, NO_SPACE_HINT),
    ("SQLITE_BUSY_SNAPSHOT", "台账刚被另一个窗口或命令改动过，这次没有写入", "，请重新打开再试。"),
    ("SQLITE_BUSY", BUSY, BUSY_HINT),
    ("SQLITE_LOCKED", BUSY, BUSY_HINT),
    (
        "SQLITE_READONLY_DIRECTORY",
        "台账所在的文件夹不能写入",
        "，请把台账移到可以写入的文件夹，或请管理员开放权限。",
    ),
    ("SQLITE_READONLY", "台账文件是只读的，不能写入", "，请取消文件的只读属性，或换一个可以写入的位置。"),
    ("SQLITE_CANTOPEN", "打不开台账文件", "，请确认文件还在、所在文件夹可以读写。"),
    (
        "SQLITE_NOTADB",
        "这个文件不是台账，或已加密、已损坏",
        "，请确认选对了文件；若是台账，请用最近的备份恢复。",
    ),
    ("SQLITE_CORRUPT", "台账文件已损坏", "，请不要继续写入，用最近的备份恢复。"),
    ("SQLITE_IOERR", "读写台账文件时磁盘出错", "，请检查磁盘或U盘是否接好，再用最近的备份核对。"),
    ("SQLITE_TOOBIG", "有一项内容太大，放不进台账", "，请把文件压缩或拆分后再试。"),
    ("SQLITE_PERM", "没有权限读写台账文件", "，请换一个位置，或请管理员开放权限。"),
)

# By the start of the SQLSTATE.
_POSTGRES: tuple[tuple[str, str, str], ...] = (
    ("28", "数据库不接受这个用户名或密码", "，请核对台账地址里的用户名和密码。"),
    ("3D", "数据库服务器上没有这个名字的台账库", "，请核对台账地址，或请管理员先建库。"),
    ("53100", "数据库服务器" + NO_SPACE, "，请联系管理员清理磁盘。"),
    ("53", "数据库服务器繁忙", "，请稍后再试。"),
    ("55P03", BUSY, BUSY_HINT),
    ("57014", BUSY, BUSY_HINT),
    ("40", "别人同时改动了同一处，这次没有写入", "，请再试一次。"),
    ("25006", "数据库是只读的，不能写入", "，请联系管理员。"),
    ("42501", "没有权限读写这个台账库", "，请联系管理员开放权限。"),
    ("57P", "数据库服务器正在停止或重启", "，请稍后再试。"),
    ("08", "连不上数据库服务器", "，请检查网络、服务器地址和端口。"),
)

_SYSTEM: dict[int, tuple[str, str]] = {
    errno.ENOSPC: (NO_SPACE, NO_SPACE_HINT),
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: (NO_SPACE, NO_SPACE_HINT),
    errno.EFBIG: (NO_SPACE, NO_SPACE_HINT),
    errno.EROFS: ("这个位置是只读的，不能写入", "，请换一个可以写入的文件夹。"),
    errno.ENOENT: ("找不到文件或文件夹", "，请检查位置是否正确。"),
    errno.ENOTDIR: ("找不到文件或文件夹", "，请检查位置是否正确。"),
    errno.EISDIR: ("这是一个文件夹，不是文件", "，请选一个文件。"),
    errno.ENAMETOOLONG: ("文件名太长", "，请换一个短一些的名字。"),
    errno.EIO: ("读写磁盘时出错", "，请检查磁盘或U盘是否接好。"),
    errno.EMFILE: ("打开的文件太多", "，请关闭一些窗口后再试。"),
}

# Windows says "in use by another process" in two ways.
_IN_USE = {32, 33}


@contextmanager
def translated(place: str = "") -> Iterator[None]:
    """Inside, a low-level error becomes a UserError naming `place`; other exceptions pass."""
    try:
        yield
    except UserError:
        raise
    except Exception as error:
        found = explain(error, place)
        if found is None:
            raise
        raise found from error


def explain(error: BaseException, place: str = "") -> UserError | None:
    """The sentence for a low-level error, or None when it is not one the user can act on."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause, place)
    if type(cause).__module__.startswith("psycopg"):
        return _postgres(cause, place)
    if isinstance(cause, OSError):
        return _system(cause, place)
    return None


def _sqlite(error: sqlite3.Error, place: str) -> UserError | None:
    name = getattr(error, "sqlite_errorname", None) or ""
    if name.startswith("SQLITE_CONSTRAINT"):
        return _constraint(name, str(error))
    for start, sentence, hint in _SQLITE:
        if name.startswith(start):
            return UserError(sentence, hint=hint, place=place)
    return None


def _constraint(name: str, message: str) -> UserError | None:
    """`UNIQUE constraint failed: person.school, person.document_number`, in the words of the fields."""
    columns = [part.strip() for part in message.partition("failed:")[2].split(",")]
    if name in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"):
        table = columns[0].partition(".")[0]
        return _duplicate(table, [column.partition(".")[2] for column in columns])
    if name == "SQLITE_CONSTRAINT_FOREIGNKEY":
        return _dangling()
    return None


def _postgres(error: BaseException, place: str) -> UserError | None:
    state = str(getattr(error, "sqlstate", None) or "")
    diag = getattr(error, "diag", None)
    if state == "23505":
        return _duplicate(str(diag and diag.table_name), _columns_of(str(diag and diag.constraint_name)))
    if state == "23503":
        return _dangling()
    for start, sentence, hint in _POSTGRES:
        if state.startswith(start):
            return UserError(sentence, hint=hint, place=place)
    if type(error).__name__ == "OperationalError":
        return _unreachable(str(error), place)
    return None


def _unreachable(message: str, place: str) -> UserError:
    """Connecting gives no SQLSTATE, only libpq's text, in the server's language."""
    said = message.lower()
    for word, start in (
        ("does not exist", "3D"),
        ("不存在", "3D"),
        ("password", "28"),
        ("authentication", "28"),
    ):
        if word in said:
            sentence, hint = next((s, h) for state, s, h in _POSTGRES if state == start)
            return UserError(sentence, hint=hint, place=place)
    return UserError("连不上数据库服务器", hint="，请检查网络、服务器地址和端口。", place=place)


def _system(error: OSError, place: str) -> UserError | None:
    where = place or str(error.filename or "")
    if isinstance(error, PermissionError):
        if getattr(error, "winerror", None) in _IN_USE:
            return UserError("文件正在被 Excel 或 WPS 打开", hint="，请先关闭它再试。", place=where)
        return UserError(
            "没有权限读写这个文件",
            hint="，请确认它没有在 Excel 或 WPS 里打开，所在文件夹可以写入。",
            place=where,
        )
    known = _SYSTEM.get(error.errno or 0)
    return UserError(known[0], hint=known[1], place=where) if known else None


def _duplicate(table: str, columns: list[str]) -> UserError:
    from desktop.records.base import Base

    found = Base.metadata.tables.get(table)
    names: list[str] = []
    for column in columns:
        if found is not None and column in found.c and "field" in found.c[column].info:
            names.append(found.c[column].info["field"].label)
    label = (
        next((str(m.class_.label) for m in Base.registry.mappers if m.local_table is found), "")
        if found is not None
        else ""
    )
    what = "＋".join(names) or "编号"
    return UserError(
        f"{label or '台账'}里已有{what}相同的一行，没有写入", hint="，请改动已有的那一行，或换一个值。"
    )


def _columns_of(index: str) -> list[str]:
    from desktop.records.base import Base

    for table in Base.metadata.tables.values():
        for candidate in table.indexes:
            if candidate.name == index:
                return [column.name for column in candidate.columns]
    return []


def _dangling() -> UserError:
    return UserError("这一行所指的另一行已不在台账里，或还有别的行指向它，没有写入", hint="，请刷新后再试。")
