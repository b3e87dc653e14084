"""The demonstration without a screen, as `python3 dev.py run` does it where there is no display."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from desktop.showcase import everything

PNG = b"\x89PNG\r\n\x1a\n"


def test_everything_is_made_and_the_second_time_found(tmp_path: Path, root: Path) -> None:
    out = tmp_path / "out"
    first = {made.what: made for made in everything(out)}
    forms = [what for what in first if what.startswith("报表：")]
    files = sorted((out / "报表").rglob("*.xlsx"))
    pictures = sorted((out / "screens").glob("*.png"))
    assert len(forms) == len(list((root / "forms").glob("*/form.toml")))
    assert len(files) > len(forms), "one roster a class"
    for file in files:
        assert openpyxl.load_workbook(file).worksheets[0].max_row > 3
    assert first["界面截图"].count == f"{len(pictures)} 张"
    assert len(pictures) > 60
    states = {part for picture in pictures for part in picture.stem.split("-")}
    assert {
        "空台账",
        "深色",
        "出错的一句话",
        "两千处问题",
        "合并两条",
        "哪一列是什么",
        "进行中的工作和取消",
    } <= states
    assert all(picture.read_bytes().startswith(PNG) for picture in pictures)
    assert "新增" in first["导入培训班次"].count and "新增" in first["导入学员名册"].count

    second = {made.what: made for made in everything(out)}
    assert second["演示台账（已有）"].count == "检查完好"
    assert "未变" in second["导入培训班次"].count and "新增" not in second["导入学员名册"].count
    assert second["界面截图（已有）"].count == f"{len(pictures)} 张，核对无误"
