"""The house rules that a machine can judge: lint, types, layers, size, nothing of one machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import grimp
import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "desktop").rglob("*.py"))
ICONS = sorted((ROOT / "resources" / "icons").glob("*.svg"))


def tool(*command: str) -> None:
    """Runs a checker of this environment; what it found is what the failure shows."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def tracked() -> list[Path]:
    """The files that git keeps; in a copy without git, all but what .gitignore leaves out."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [path for name in done.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]
    kept_out = {".venv", ".git", "out", "build", "dist", "__pycache__"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not kept_out & set(p.relative_to(ROOT).parts)]


def test_lint() -> None:
    tool("-m", "ruff", "check", "--no-cache", ".")


def test_format() -> None:
    tool("-m", "ruff", "format", "--check", "--no-cache", ".")


def test_types() -> None:
    tool("-m", "mypy")


def test_layers() -> None:
    tool("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")


def test_the_workbook_engine_takes_only_errors_and_progress_from_core() -> None:
    graph = grimp.build_graph("desktop", cache_dir=None)
    engine = {"desktop.workbook", *graph.find_descendants("desktop.workbook")}
    taken = {found for module in engine for found in graph.find_modules_directly_imported_by(module)} - engine
    assert taken <= {"desktop.core.errors", "desktop.core.progress"}


def test_no_file_is_longer_than_400_lines() -> None:
    # Generated migrations aside: one is as long as the tables it makes.
    written = [p for p in SOURCES if p.parent.name != "versions"]
    long = {
        str(p.relative_to(ROOT)): n for p in written if (n := len(p.read_text("utf-8").splitlines())) > 400
    }
    assert not long


def test_each_file_says_what_it_is_for() -> None:
    silent = []
    for path in SOURCES:
        said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        if not said or not said.splitlines()[0].strip():
            silent.append(str(path.relative_to(ROOT)))
    assert not silent


def test_no_stub_is_left() -> None:
    left = []
    for path in SOURCES:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError|# type: ignore$", line):
                left.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not left


def test_nothing_of_one_machine_is_in_the_repository() -> None:
    """A folder of somebody's computer or a registry's address would fail, or tell tales, anywhere else."""
    folders = "|".join(["work", "farm", "root", r"home/[a-z]+", "Users/[A-Za-z]+"])
    machine = re.compile(
        rf"(^|[^.\w])/({folders})/|https?://[^ \"]*/simple/?|--(extra-)?index-url|--find-links\b"
    )
    found = []
    for path in tracked():
        if path == Path(__file__) or path.suffix in {
            ".md",
            ".otf",
            ".xlsx",
            ".xlsm",
            ".xls",
            ".csv",
            ".png",
            ".ico",
            ".gz",
        }:
            continue
        if path.parent == ROOT / "tests" / "bootstrap":  # asserts the absence of the same words
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if machine.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert not found


def test_no_ledger_is_in_the_repository() -> None:
    names = [str(p.relative_to(ROOT)) for p in tracked()]
    assert not [name for name in names if name.endswith((".zhijiao", ".db", ".sqlite", "-wal"))]


@pytest.fixture(scope="module")
def characters() -> frozenset[str]:
    font = TTFont(str(ROOT / "resources" / "fonts" / "ZhijiaoSans.otf"), lazy=True)
    return frozenset(map(chr, font.getBestCmap()))


def test_the_font_has_all_of_gbk_and_the_rare_ones(characters: frozenset[str]) -> None:
    gbk = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            gbk.add(bytes([lead, trail]).decode("gbk", "ignore"))
    wanted = {character for character in gbk if character > "\x7f"} | set(map(chr, range(0x20, 0x7F)))
    # Members of 通用规范汉字表 beyond GBK, from extension A to extension E.
    wanted |= set("𬱖𬙂𫖯𬘭𬘬𫗧𬬭𬭊𬭳𬶋𬳶𫘝𬸦䶮㛃㧐㳚㺄") | set("·—…“”‘’〔〕①②③㎡℃☑☐✓✕▸▾！")
    assert len(wanted) > 21_000
    assert not wanted - characters


def test_digits_have_one_width() -> None:
    font = TTFont(str(ROOT / "resources" / "fonts" / "ZhijiaoSans.otf"), lazy=True)
    glyphs, widths = font.getBestCmap(), font["hmtx"]
    assert len({widths[glyphs[ord(digit)]][0] for digit in "0123456789"}) == 1


@pytest.mark.parametrize("icon", ICONS, ids=lambda path: path.stem)
def test_icons_are_of_one_hand(icon: Path) -> None:
    svg = ElementTree.fromstring(icon.read_text("utf-8"))
    assert svg.get("viewBox") == "0 0 18 18"
    if icon.stem != "app":  # the product's mark has its own colours
        assert (svg.get("stroke"), svg.get("stroke-width"), svg.get("fill")) == (
            "currentColor",
            "1.5",
            "none",
        )
        assert not [part for part in svg.iter() if part is not svg and {"fill", "stroke"} & set(part.attrib)]


def test_there_are_icons() -> None:
    assert len(ICONS) >= 35
