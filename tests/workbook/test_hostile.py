"""Files made to harm: one sentence, at most 512 MB and ten seconds, nothing written beside the result."""

# ruff: noqa: E501 - one line a case reads better

from __future__ import annotations

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
    "no-address": (lambda p: book(p, sheet(head(), blanks(3, 4), row(5, '<c r="??"><v>1</v></c>'))), "结构有错"),
    "row-off-the-grid": (lambda p: book(p, sheet(head(), blanks(3, 4), row(99_999_999))), "行号"),
    "merge-of-nothing": (lambda p: book(p, BASE + '<mergeCells><mergeCell ref="x!"/></mergeCells>'), "结构有错"),
    "columns-of-nothing": (lambda p: book(p, '<cols><col min="x" max="y"/></cols>' + BASE), "结构有错"),
    "styles-of-nothing": (lambda p: book(p, sheet(head(), row(3, '<c r="A3" s="x"/>', '<c r="B3" s="99"/>'), row(4, blank("A4")))), ""),
}  # fmt: skip


def bounded() -> None:
    """For the child: no more memory than allowed."""
    resource.setrlimit(resource.RLIMIT_DATA, (512 << 20, 512 << 20))


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The engine alone, as the command line."""
    return subprocess.run(
        [sys.executable, "-m", "desktop.workbook", *arguments],
        capture_output=True, text=True, timeout=20, preexec_fn=bounded, check=False,
        env={"PYTHONUTF8": "1", "PATH": ""}, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="memory is bounded by the system")
@pytest.mark.parametrize("name", CASES)
def test_hostile(name: str, tmp_path: Path) -> None:
    make, says = CASES[name]
    path = make(tmp_path / "敌意.xlsx")
    before = path.read_bytes()
    lines = tmp_path / "行.csv"
    lines.write_text("".join(f"{n},张{n},{n}\n" for n in range(20)), "utf-8")
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    looked = command("inspect", str(path))
    filled = command(
        "fill", str(path), "--sheet", SHEET, "--first-row", "3", "--last-row", "4",
        "--rows", str(lines), "--out", str(tmp_path / "结果.xlsx"),
    )  # fmt: skip
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started < 20  # two commands of ten seconds
    for result in (looked, filled):
        assert result.returncode in (0, 1)
        assert "Traceback" not in result.stderr
        assert result.stderr.count("\n") <= 1
    assert (says in filled.stderr) if says else (filled.stderr == "" and filled.returncode == 0)
    assert path.read_bytes() == before
    there = {item.name for item in tmp_path.iterdir()}
    assert there == {"敌意.xlsx", "行.csv"} | (set() if says else {"结果.xlsx"})
    assert not list(tmp_path.parent.glob("evil*"))
