"""Where a ledger file must not lie open: network shares and synced folders, where SQLite's locks break."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop.core.errors import UserError

_NETWORK = {
    "cifs": "Windows 共享", "smb3": "Windows 共享", "smbfs": "Windows 共享", "nfs": "NFS", "nfs4": "NFS",
    "9p": "9P 共享", "fuse.sshfs": "SSH", "davfs": "WebDAV", "fuse.davfs2": "WebDAV", "afs": "AFS",
    "fuse.gvfsd-fuse": "网上邻居", "fuse.rclone": "网盘", "ncpfs": "NetWare",
}  # fmt: skip
_SYNCED = {
    "onedrive": "OneDrive", "dropbox": "Dropbox", "nutstore": "坚果云",
    "我的坚果云": "坚果云", "坚果云": "坚果云",
    "baidusyncdisk": "百度网盘", "百度网盘同步空间": "百度网盘",
    "wpsdrive": "WPS 云盘", "wps云盘": "WPS 云盘",
    "icloud drive": "iCloud", "iclouddrive": "iCloud", "mobile documents": "iCloud",
    "google drive": "Google 云端硬盘",
}  # fmt: skip
_DRIVE_REMOTE = 4


def network_kind(folder: Path, mounts: str | None = None) -> str:
    """What kind of network share `folder` lies on, or nothing. `mounts`: the text of /proc/self/mounts."""
    if str(folder).startswith("\\\\"):
        return "Windows 共享"
    if sys.platform == "win32":
        import ctypes

        remote = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor) == _DRIVE_REMOTE
        return "网络驱动器" if remote else ""
    if mounts is None:
        listing = Path("/proc/self/mounts")
        mounts = listing.read_text(encoding="utf-8", errors="replace") if listing.exists() else ""
    return _NETWORK.get(_file_system(folder, mounts), "")


def _file_system(folder: Path, mounts: str) -> str:
    """The type of the mount that holds `folder`: the longest mount point above it."""
    found, length = "", -1
    where = folder.resolve()
    for line in mounts.splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = Path(parts[1].replace("\\040", " "))
        # A later mount on the same point covers the earlier one.
        if (where == point or point in where.parents) and len(point.parts) >= length:
            found, length = parts[2], len(point.parts)
    return found


def synced_kind(path: Path) -> str:
    """Which sync client keeps the folder of `path`, or nothing."""
    for part in path.parts[:-1]:
        name = part.casefold()
        for known, label in _SYNCED.items():
            if name == known or name.startswith((f"{known} -", f"{known}_")):
                return label
    return ""


def refuse_unwritable(folder: Path) -> None:
    """A folder that cannot be written to, in words; SQLite would only say that it cannot open the file."""
    if not folder.is_dir():
        raise UserError("文件夹不存在", hint="，请先建好文件夹。", place=str(folder))
    if not os.access(folder, os.W_OK | os.X_OK):
        hint = "，请换一个可以写入的文件夹，或请管理员开放权限。"
        raise UserError("这个文件夹不能写入", hint=hint, place=str(folder))
