"""Cells of the owner's messy workbooks against the truth beside them (../shared/forms/import)."""

import csv
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import column_index_from_string

from desktop.core.codes import CodeList
from desktop.core.fields import Field, Kind, Mask
from desktop.core.values import parse, to_json

FIELDS = {
    field.label: field
    for field in (
        Field("name", "姓名", Kind.TEXT, check="name"),
        Field("number", "证件号码", Kind.TEXT, check="resident_id", mask=Mask.NUMBER),
        Field("phone", "联系电话", Kind.TEXT, check="phone", mask=Mask.PHONE),
        Field("sex", "性别", Kind.CODE, codes="sex"),
        Field("education", "文化程度", Kind.CODE, codes="education"),
        Field("category", "教师类别", Kind.CODE, codes="teacher_category"),
        Field("title", "项目名称", Kind.TEXT),
        Field("type", "培训类型", Kind.CODE, codes="training_type"),
        Field("audience", "培训对象", Kind.CODE, codes="audience"),
        Field("start", "开班日期", Kind.DAY),
        Field("end", "结业日期", Kind.DAY),
        Field("from", "开始日期", Kind.DAY),
        Field("to", "结束日期", Kind.DAY),
        Field("hours", "学时", Kind.DECIMAL, unit="学时"),
        Field("days", "认定天数", Kind.DECIMAL, unit="天"),
        Field("present", "实到人数", Kind.WHOLE, unit="人"),
        Field("income", "到账经费", Kind.MONEY),
    )
}
DITTO = {"同上", "″", "〃", '"'}


def cells_of(path: Path, sheet: str) -> list[list[Any]]:
    """The rows of a sheet, or of a GBK CSV."""
    if path.suffix == ".csv":
        with path.open(encoding="gbk", newline="") as file:
            return [list(row) for row in csv.reader(file)]
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path)[sheet].iter_rows()]


@pytest.mark.shared
def test_cells_read_as_the_truth_says(codes: Mapping[str, CodeList], shared: Path) -> None:
    folder = shared / "forms" / "import"
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    judged, wrong = 0, []
    for file in truth["files"]:
        for table in file["tables"]:
            rows = cells_of(folder / file["file"], table["sheet"])
            for expected in table["rows"]:
                if expected["outcome"] not in ("record", "problem"):
                    continue
                problems = {problem["column"]: problem["kind"] for problem in expected.get("problems", [])}
                for letter, (path, *_) in table["columns"].items():
                    field = FIELDS.get(path.rsplit(".", 1)[-1])
                    raw = rows[expected["row"] - 1][column_index_from_string(letter) - 1]
                    if field is None or str(raw).strip() in DITTO or "老师" in str(raw):
                        continue
                    parsed = parse(field, raw, codes, year=2025, unit="元" if field.name == "income" else "")
                    judged += 1
                    found: object = (
                        parsed.problem.rule if parsed.problem else to_json(field, parsed.value, codes)
                    )
                    if isinstance(parsed.value, date):
                        found = parsed.value.isoformat()
                    if found != problems.get(letter, expected["values"].get(path)):
                        wrong.append((file["file"], expected["row"], letter, raw, found))
    assert judged > 800 and wrong == []
