"""What a file really is, from its first bytes and never from its name alone."""

from __future__ import annotations

from pathlib import Path

from desktop.core.errors import UserError

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_HEAD = 4096
# Files that hold bytes which may pass for GB18030 text.
_KNOWN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"Rar!", b"7z", b"\x1f\x8b", b"{\\rtf")
_OLE2_SCAN = 4_000_000
GOOD_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})
GET_AGAIN = "请重新取得这个文件，或用 Excel 打开修复后另存"
SAVE_AS = "请用 Excel 或 WPS 打开它，选“另存为”→“Excel 工作簿（*.xlsx）”，再选新存的文件"


def refuse(path: Path, sentence: str) -> UserError:
    """The one shape of every complaint about a whole file: its name, what is wrong; what to do."""
    wrong, _, remedy = sentence.partition("；")
    return UserError(f"“{path.name}”{wrong}。", hint=f"{remedy}。" if remedy else "")


def check_is_workbook(path: Path) -> None:
    """Raises the sentence for a file that is no .xlsx; returns when it is a zip under a fitting name."""
    head, whole = _read_head(path)
    if not head:
        raise refuse(path, "是空文件（0 字节），可能没有下载完；请重新取得这个文件")
    if head.startswith(b"PK"):
        if path.suffix.lower() not in GOOD_SUFFIXES:
            raise refuse(
                path,
                f"的扩展名是“{path.suffix or '无'}”，内容却是新格式的压缩包；"
                "如果它是表格，请把扩展名改为 .xlsx 后再选",
            )
        return
    raise refuse(path, _kind_sentence(path, head, whole))


def _read_head(path: Path) -> tuple[bytes, bytes]:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            whole = head + file.read(_OLE2_SCAN) if head.startswith(_OLE2) else head
    except FileNotFoundError:
        raise refuse(path, "找不到，可能已被移动、改名或删除；请重新选择文件") from None
    except IsADirectoryError:
        raise refuse(path, "是一个文件夹，不是文件；请选里面的 .xlsx 文件") from None
    except PermissionError:
        raise refuse(path, "读不了：没有权限或正被占用；请关闭打开它的 Excel 或 WPS 后再试") from None
    except OSError as problem:
        raise refuse(path, f"读不了（{problem.strerror or problem}）；请检查磁盘或U盘后再试") from None
    return head, whole


def _kind_sentence(path: Path, head: bytes, whole: bytes) -> str:
    suffix = path.suffix.lower()
    if head.startswith(_OLE2):
        return _ole2_sentence(suffix, whole)
    if _is_old_xml(head):
        return f"是 2003 版的 XML 表格，不是 .xlsx；{SAVE_AS}"
    if _is_web_page(head):
        return f"其实是网页（HTML），只是取名为 {suffix or '表格'}；{SAVE_AS}"
    if head.startswith(_BIFF) and suffix in {".xls", ".et"}:
        return f"是很旧的 Excel 格式，不是 .xlsx；{SAVE_AS}"
    if head.startswith(b"%PDF"):
        return "是 PDF，不是表格；请向来文单位要 .xlsx 格式的原表"
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM")):
        return "是图片，不是表格；请选 .xlsx 格式的文件"
    if head.startswith((b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        return "是压缩包，不是表格；请先解压，再选里面的 .xlsx 文件"
    if _is_text(head):
        return f"其实是纯文本（如 CSV），不是 .xlsx 工作簿；{SAVE_AS}"
    return "不是 Excel 工作簿，或者已经损坏；请选 .xlsx 格式的文件，或向对方重新要一份"


def _lower(head: bytes) -> bytes:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()


def _is_old_xml(head: bytes) -> bool:
    lower = _lower(head)
    return b"urn:schemas-microsoft-com:office:spreadsheet" in lower or b'progid="excel.sheet"' in lower


def _is_web_page(head: bytes) -> bool:
    lower = _lower(head)
    opening = (b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")
    return lower.startswith(opening) or b"<table" in lower


def is_plain_text(head: bytes) -> bool:
    """Whether the first bytes of a file are lines of text, such as a CSV has under whatever name."""
    marked = head.startswith(_KNOWN) or _lower(head)[:1] == b"<"
    return bool(head) and not marked and not _is_old_xml(head) and not _is_web_page(head) and _is_text(head)


def _ole2_sentence(suffix: str, whole: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in whole:
        return "有打开密码，读不了；请用 Excel 或 WPS 打开，在“文件”→“信息”里取消密码，保存后再选"
    if suffix == ".et":
        return f"是 WPS 的 .et 格式，不是 .xlsx；{SAVE_AS}"
    names = ("Workbook", "Book")
    if any(f"{name}\0".encode("utf-16-le") in whole for name in names):
        return f"是旧格式 .xls，不是 .xlsx；{SAVE_AS}"
    if "WordDocument".encode("utf-16-le") in whole:
        return "是 Word 文档，不是表格；请选 .xlsx 格式的文件"
    return f"是旧格式的 Office 文件，不是 .xlsx 工作簿；{SAVE_AS}"


def _is_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):  # the sample may end inside a character
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
