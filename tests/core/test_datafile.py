"""Data files that people edit: every kind of value, and where an error is said to lie."""

from decimal import Decimal
from pathlib import Path

import pytest

from desktop.core.datafile import read_datafile
from desktop.core.errors import UserError


def write(folder: Path, text: str) -> Path:
    path = folder / "form.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_values_come_typed(tmp_path: Path) -> None:
    top = read_datafile(
        write(
            tmp_path,
            '\ufeffname = "甲"\nn = 2\nx = 0.10\nd = 2026-01-02\non = true\nw = ["a"]\n[part]\nk = "v"\n',
        )
    )
    assert top.text("name") == "甲" and top.whole("n") == 2 and top.number("x") == Decimal("0.10")
    assert str(top.day("d")) == "2026-01-02" and top.flag("on", False) and top.texts("w") == ("a",)
    part = top.section("part")
    assert part.text("k") == "v" and part.text("absent", "-") == "-" and part.number("absent") is None
    part.done()
    top.done()


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('name = "甲"\n\n[[bind]]\ncolumn = "A"\n\n[[bind]]\ncolum = "B"\n', 6),
        ('name = "甲"\nbind = [\n  {column = "A"},\n  # note\n  {column = 7},\n]\n', 5),
        ('name = "甲"\nbind = [{column = "A"}, 3]\n', 2),
    ],
)
def test_the_line_of_a_row(tmp_path: Path, text: str, line: int) -> None:
    top = read_datafile(write(tmp_path, text))
    with pytest.raises(UserError, match=rf"form\.toml 第 {line} 行"):
        for row in top.rows("bind"):
            row.text("column")


def test_a_misspelt_key_in_a_section_is_found_there(tmp_path: Path) -> None:
    top = read_datafile(write(tmp_path, 'kind = "a"\n[part]\nkind = "b"\nknd = "c"\n'))
    part = top.section("part")
    part.text("kind")
    with pytest.raises(UserError, match=r"第 4 行「part\.knd」"):
        part.done()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="打不开"):
        read_datafile(tmp_path / "none.toml")
