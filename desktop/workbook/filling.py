"""Filling a template: only what must change is changed, everything else is copied byte for byte."""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.workbook.archive import Archive, Segment
from desktop.workbook.blocks import ListBlock
from desktop.workbook.edit import Edit
from desktop.workbook.labelled import CellValue
from desktop.workbook.package import CONTENT_TYPES, Package
from desktop.workbook.verify import verify

SIGNED = "模板带有数字签名，填写后签名失效，需要重新签名"


@dataclass(frozen=True, slots=True)
class FillReport:
    """What was done: records written, rows inserted, time, parts that differ from the template."""

    rows: int
    inserted: int
    seconds: float
    changed_parts: tuple[str, ...]
    notes: tuple[str, ...] = ()


def fill(
    template: Path,
    out: Path,
    blocks: Sequence[ListBlock],
    cells: Sequence[CellValue] = (),
    *,
    progress: Progress | None = None,
) -> FillReport:
    """Writes the filled copy beside `out`, proves it, and only then puts it in place."""
    started = time.perf_counter()
    watch = progress or NoProgress()
    # A short name of its own: that of `out` may be as long as the system allows.
    draft = out.with_name(f".{secrets.token_hex(8)}{template.suffix}")
    try:
        with Package(template) as package:
            edit = Edit(package, blocks, cells, out.parent, watch)
            parts = edit.run()
            _write(package, draft, parts, edit.removed)
            watch.step(edit.written, edit.written, "核对写好的文件")
            verify(draft, package, edit, set(parts), watch)
            names = {name: info.filename for name, info in package.infos.items()}
            signed = any("_xmlsignatures" in name for name in package.infos)
        draft.replace(out)
    except OSError as problem:
        raise disk_error(problem, out) from problem
    finally:
        draft.unlink(missing_ok=True)
    seconds = time.perf_counter() - started
    changed = tuple(sorted(names[name] for name in {*parts, *edit.removed}))
    return FillReport(
        edit.written, edit.inserted, seconds, changed, ((SIGNED,) if signed else ()) + tuple(edit.notes)
    )


def _write(package: Package, draft: Path, parts: dict[str, list[Segment]], removed: set[str]) -> None:
    source = package.zip.fp
    if source is None:
        raise ValueError("the template was closed")
    with draft.open("xb") as sink:
        archive = Archive(sink)
        order = sorted(package.infos, key=lambda name: name != CONTENT_TYPES.lower())
        for name in order:
            if name in removed:
                continue
            info = package.infos[name]
            if name in parts:
                archive.add(info, parts[name])
            else:
                archive.copy(source, info)
        archive.close()
        sink.flush()
        os.fsync(sink.fileno())


def disk_error(problem: OSError, out: Path) -> UserError:
    """The sentence for what the disk refused."""
    name = f"“{out.name}”"
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(f"写 {name} 时磁盘空间不足。", hint="请清理磁盘，或换一个文件夹保存。")
    if problem.errno == errno.EROFS:
        return UserError(f"{name} 所在的文件夹是只读的，写不进去。", hint="请换一个文件夹保存。")
    if problem.errno == errno.ENOENT:
        return UserError(
            f"{name} 要存进的文件夹“{out.parent}”不存在。", hint="请先建好文件夹，或换一个位置。"
        )
    if isinstance(problem, PermissionError):
        return UserError(
            f"{name} 写不进去：文件正被 Excel 或 WPS 打开，或文件夹没有写权限。",
            hint="请关闭打开它的程序，或换一个文件夹保存。",
        )
    return UserError(f"写 {name} 时出错（{problem.strerror or problem}）。", hint="请检查磁盘或U盘后再试。")
