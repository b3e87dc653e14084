"""Files made to harm: one sentence, at most 512 MB and ten seconds, nothing written beside the result."""

# ruff: noqa: E501 - one line a case reads better

from __future__ import annotations

import random
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workbook.making import (
    HEAD,
    MAIN,
    blank,
    formula,
    make_book,
    relationship,
    relationships,
    row,
    text,
)
from tests.workbook.traps.formulas import blanks, head, sheet

SHEET = "名单"
BASE = sheet(head(), blanks(3, 4), row(5, text("A5", "合计"), formula("C5", "SUM(C3:C4)")))
PART = "xl/worksheets/sheet1.xml"
RELS = "xl/_rels/workbook.xml.rels"
LAUGHS = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
OUTSIDE = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


def book(path: Path, inner: str = BASE, **more: object) -> Path:
    """A workbook with one sheet."""
    return make_book(path, {SHEET: inner}, **more)  # type: ignore[arg-type]


def with_part(path: Path, part: str, data: str, inner: str = BASE) -> Path:
    """The same with a part replaced or added."""
    book(path, inner)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = data.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def whole(inner: str) -> str:
    """A worksheet part."""
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{inner}</sheetData></worksheet>'


def lying(path: Path) -> Path:
    """A directory that says a part of 100 MB is small."""
    data = bytearray(with_part(path, PART, whole("<row/>" * 15_000_000)).read_bytes())
    at = data.rfind(PART.encode()) - 46
    data[at + 24 : at + 28] = struct.pack("<I", 3000)
    path.write_bytes(data)
    return path


def cut(path: Path, size: int) -> Path:
    """A part of a file."""
    book(path).write_bytes(path.read_bytes()[:size])
    return path


def leaving(path: Path) -> Path:
    """Names that lead out of the archive."""
    book(path)
    with zipfile.ZipFile(path, "a") as package:
        for name in ("../../../evil.txt", "/evil.txt", "..\\..\\evil.txt"):
            package.writestr(name, "x")
    return path


def merges(count: int) -> str:
    """Many merges beside the list."""
    return (
        BASE
        + "<mergeCells>"
        + "".join(f'<mergeCell ref="E{n}:F{n}"/>' for n in range(9, 9 + count))
        + "</mergeCells>"
    )


def rows(count: int) -> str:
    """Many rows that no ratio gives away."""
    return "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n * 7919 % 100003}</v></c><c r="B{n}"><v>{n * 104729 % 1000003}</v></c></row>'
        for n in range(1, count)
    )


NAMES = '<definedName name="甲">乙</definedName><definedName name="乙">甲+甲+乙+名单!$C$3</definedName>'
CIRCLE = sheet(
    head(), blanks(3, 4),
    row(5, formula("C5", "甲+SUM(C3:C4)"), formula("D5", "D5+1"), formula("E5", "F5"), formula("F5", "E5")),
)  # fmt: skip
CHAIN = sheet(
    head(), blanks(3, 4), *(row(n, formula(f"C{n}", f"C{n - 1}+C{n - 1}+SUM(C$3:C{n - 1})")) for n in range(5, 3000))
)  # fmt: skip
RULES = BASE + "".join(
    f'<conditionalFormatting sqref="A{n}:C{n} E1:E9"><cfRule type="expression" priority="1"><formula>'
    f"COUNTIF($A$1:$A$1048576,A{n})&gt;1</formula></cfRule></conditionalFormatting>"
    for n in range(1, 20_000)
)


def garbage(count: int) -> str:
    """As many cells as that, forty a row, in no order and with whatever a cell may carry."""
    return "".join(
        f'<row r="{n}">'
        + "".join(f'<c t="{"bsen"[k % 4]}" s="{k}"><v>{n * k % 977}</v></c>' for k in range(40))
        + "</row>"
        for n in range(1, count // 40)
    )


def names(count: int) -> str:
    """Names upon names, each of the one before."""
    return "".join(
        f'<definedName name="n{n}">n{n - 1}+n{max(n - 2, 0)}+名单!$C${n}</definedName>'
        for n in range(1, count)
    )


def shared(count: int) -> str:
    """One long formula shared by many cells, and one that shares itself."""
    long = "+".join(f"A{n}" for n in range(1, 1500))
    cells = "".join(row(n, f'<c r="E{n}"><f t="shared" si="0"/></c>') for n in range(11, count))
    return sheet(
        head(), blanks(3, 4),
        row(5, '<c r="C5"><f t="shared" si="1" ref="C5:C6">C5+C6</f></c>'), row(6, '<c r="C6"><f t="shared" si="1"/></c>'),
        row(10, f'<c r="E10"><f t="shared" si="0" ref="E10:E{count}">{long}</f></c>'), *[cells],
    )  # fmt: skip


def styles(count: int) -> str:
    """As many styles as that."""
    xfs = "".join(
        f'<xf numFmtId="{n % 400}" fontId="{n}" borderId="{n}"><alignment wrapText="1"/></xf>'
        for n in range(count)
    )
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="yyyy{n}"/>' for n in range(164, 30_000))
    return (
        f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellXfs>{xfs}</cellXfs></styleSheet>'
    )


def many_sheets(path: Path, count: int) -> Path:
    """Sheets that all read each other."""
    inner = {f"表{n}": sheet(row(1, formula("A1", f"表{n - 1}!A1+{SHEET}!C5"))) for n in range(1, count)}
    return make_book(path, {SHEET: BASE, **inner})


def strings(size: int) -> str:
    """A table of texts of so many megabytes that no ratio gives away."""
    numbers = random.Random(7)
    items = "".join(f"<si><t>{numbers.getrandbits(1200):x}</t></si>" for _ in range(size * 3200))
    return f'{HEAD}<sst xmlns="{MAIN}">{items}</sst>'


def with_strings(path: Path, size: int) -> Path:
    """A workbook with such a table."""
    return book(path, strings=strings(size))


def overlapping(path: Path) -> Path:
    """A directory whose thousand entries all lie on the same bytes."""
    with_part(path, "xl/media/a.bin", "0123456789" * 50_000)
    data = path.read_bytes()
    end = data.rfind(b"PK\x05\x06")
    start = struct.unpack("<L", data[end + 16 : end + 20])[0]
    entry = data.rfind(b"PK\x01\x02", start, end)
    one = data[entry:end]
    more = b"".join(one.replace(b"xl/media/a.bin", b"xl/media/%05d" % n) for n in range(1000))
    count = struct.unpack("<H", data[end + 10 : end + 12])[0] + 1000
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, end - start + len(more), start, 0)
    path.write_bytes(data[:end] + more + tail)
    return path


def wrong_sum(path: Path) -> Path:
    """The sheet's checksum is another one."""
    data = bytearray(book(path).read_bytes())
    at = data.rfind(PART.encode()) - 46
    data[at + 16] ^= 0xFF
    local = data.find(PART.encode()) - 30
    data[local + 14] ^= 0xFF
    path.write_bytes(data)
    return path


SHAPES = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"><xdr:twoCellAnchor>'
    + "<xdr:grpSp>" * 3000
    + "</xdr:grpSp>" * 3000
    + "</xdr:twoCellAnchor></xdr:wsDr>"
)
ATTRIBUTES = "".join(f' a{n}=""' for n in range(1_000_000))
LOOP = relationship("r1", "drawing", "sheet1.xml") + relationship("r2", "table", "../workbook.xml")

# name -> how it is made, what the engine says when filling it ('' : it is filled)
CASES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "zip-bomb": (lambda p: with_part(p, PART, whole("<row/>" * 15_000_000)), "炸弹"),
    "bomb-in-another-part": (lambda p: with_part(p, "xl/media/a.bin", "0" * 150_000_000), "炸弹"),
    "lying-directory": (lying, "损坏"),
    "many-honest-rows": (lambda p: with_part(p, PART, whole(rows(1_000_000))), "超过"),
    "billion-laughs": (
        lambda p: with_part(p, PART, f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">{LAUGHS}]><w>&j;</w>'), "DTD",
    ),
    "external-entity": (lambda p: with_part(p, PART, f'<?xml version="1.0"?>{OUTSIDE}<w>&x;</w>'), "DTD"),
    "external-entity-in-relationships": (lambda p: with_part(p, RELS, f'<?xml version="1.0"?>{OUTSIDE}<w/>'), "DTD"),
    "names-leaving-the-archive": (leaving, ""),
    "relationship-leaving-the-archive": (
        lambda p: with_part(p, RELS, relationships(relationship("rId1", "worksheet", "../../../../etc/passwd"))), "工作表",
    ),
    "relationships-in-a-circle": (lambda p: book(p, rels={SHEET: LOOP}), ""),
    "relationship-to-nothing": (lambda p: book(p, rels={SHEET: relationship("r1", "comments", "../no.xml")}), ""),
    "truncated": (lambda p: cut(p, 900), "损坏"),
    "truncated-at-the-end": (lambda p: cut(p, -10), "损坏"),
    "not-xml": (lambda p: with_part(p, PART, "<worksheet><sheetData>"), "损坏"),
    "deep-xml": (lambda p: with_part(p, PART, "<a>" * 200_000 + "</a>" * 200_000), "损坏"),
    "declared-dimension": (lambda p: book(p, '<dimension ref="A1:XFD1048576"/>' + BASE), ""),
    "ten-thousand-merges": (lambda p: book(p, merges(10_000)), ""),
    "twenty-thousand-rules": (lambda p: book(p, RULES), ""),
    "cyclic-names-and-formulas": (lambda p: book(p, CIRCLE, names=NAMES), ""),
    "formulas-upon-formulas": (lambda p: book(p, CHAIN), ""),
    "deep-formula": (lambda p: book(p, sheet(head(), blanks(3, 4), row(5, formula("C5", "(" * 900 + "C3" + ")" * 900)))), ""),
    "garbage": (lambda p: with_part(p, PART, whole(garbage(1_250_000))), "超过"),
    "fifty-thousand-names": (lambda p: book(p, names=names(50_000)), ""),
    "groups-in-groups": (
        lambda p: book(
            p, BASE + '<drawing r:id="d1"/>', parts={"xl/drawings/drawing1.xml": HEAD + SHAPES},
            rels={SHEET: relationship("d1", "drawing", "../drawings/drawing1.xml")},
        ), "损坏",
    ),
    "shared-formulas": (lambda p: book(p, shared(30_000)), "公式太多"),
    "huge-styles": (lambda p: with_part(p, "xl/styles.xml", styles(100_000)), ""),
    "nine-thousand-sheets": (lambda p: many_sheets(p, 9_000), ""),
    "more-parts-than-anybody-has": (lambda p: many_sheets(p, 10_001), "超过"),
    "strings-of-150-mb": (lambda p: with_strings(p, 150), "太大"),
    "strings-of-210-mb": (lambda p: with_strings(p, 210), "超过"),
    "a-million-attributes": (lambda p: with_part(p, PART, whole(f'<row r="1"><c r="A1"{ATTRIBUTES}/></row>')), ""),
    "relationship-to-itself": (
        lambda p: with_part(p, RELS, relationships(relationship("rId1", "worksheet", "workbook.xml")
                                                   + relationship("rIdS", "styles", "workbook.xml"))), "结构不完整",
    ),
    "overlapping-entries": (overlapping, "超过"),
    "wrong-checksum": (wrong_sum, "损坏"),
    "no-address": (lambda p: book(p, sheet(head(), blanks(3, 4), row(5, '<c r="??"><v>1</v></c>'))), "结构有错"),
    "row-off-the-grid": (lambda p: book(p, sheet(head(), blanks(3, 4), row(99_999_999))), "行号"),
    "merge-of-nothing": (lambda p: book(p, BASE + '<mergeCells><mergeCell ref="x!"/></mergeCells>'), "结构有错"),
    "columns-of-nothing": (lambda p: book(p, '<cols><col min="x" max="y"/></cols>' + BASE), "结构有错"),
    "styles-of-nothing": (lambda p: book(p, sheet(head(), row(3, '<c r="A3" s="x"/>', '<c r="B3" s="99"/>'), row(4, blank("A4")))), ""),
}  # fmt: skip


LARGE = {  # some seconds each, most of them for making the file
    "garbage", "strings-of-150-mb", "strings-of-210-mb", "nine-thousand-sheets", "more-parts-than-anybody-has", "huge-styles",
}  # fmt: skip


def bounded() -> None:
    """For the child: no more memory than allowed."""
    resource.setrlimit(resource.RLIMIT_DATA, (512 << 20, 512 << 20))


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The engine alone, as the command line."""
    started = _processor()
    result = subprocess.run(
        [sys.executable, "-m", "desktop.workbook", *arguments],
        capture_output=True, text=True, timeout=60, preexec_fn=bounded, check=False,
        env={"PYTHONUTF8": "1", "PATH": ""}, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert _processor() - started < 10, arguments[0]
    return result


def _processor() -> float:
    """The seconds that all children have taken; the machine may be shared, so not the clock's."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by the system")
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long) if name in LARGE else name for name in CASES]
)
def test_hostile(name: str, tmp_path: Path) -> None:
    make, says = CASES[name]
    path = make(tmp_path / "敌意.xlsx")
    before = path.read_bytes()
    lines = tmp_path / "行.csv"
    lines.write_text("".join(f"{n},张{n},{n}\n" for n in range(20)), "utf-8")
    looked = command("inspect", str(path))
    filled = command(
        "fill", str(path), "--sheet", SHEET, "--first-row", "3", "--last-row", "4",
        "--rows", str(lines), "--out", str(tmp_path / "结果.xlsx"),
    )  # fmt: skip
    for result in (looked, filled):
        assert result.returncode in (0, 1)
        assert "Traceback" not in result.stderr
        assert result.stderr.count("\n") <= 1
    assert (says in filled.stderr) if says else (filled.stderr == "" and filled.returncode == 0)
    assert path.read_bytes() == before
    there = {item.name for item in tmp_path.iterdir()}
    assert there == {"敌意.xlsx", "行.csv"} | (set() if says else {"结果.xlsx"})
    assert not list(tmp_path.parent.glob("evil*"))
