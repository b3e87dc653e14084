"""The per-school table as a workbook, with the contributions and conflicts on sheets of their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.services.consolidating.conflicts import Conflict
from desktop.services.consolidating.contributions import Contribution
from desktop.services.consolidating.figures import City
from desktop.services.office import Office
from desktop.workbook.plain import Plain, write_plain

MET = {True: "达到", False: "未达到", None: ""}


def write_table(
    office: Office, out: Path, found: City, parts: Sequence[Contribution], clashes: Sequence[Conflict]
) -> Path:
    """Write it; numbers masked as everywhere."""
    del office
    lines = [
        [line.code, line.name, line.state, *(line.figures.get(column.id) for column in found.columns)]
        for line in found.lines
    ]
    total = ["", "合计", "", *(found.totals.get(column.id) for column in found.columns)]
    heads = [f"{column.label}（{column.unit}）" if column.unit else column.label for column in found.columns]
    note = f"期间 {found.window.label}；{len(found.brought)} 所已交，{len(found.missing)} 所未交"
    sheets = [
        Plain("各校", f"各校情况汇总表（{found.window.label}）", note,
              ["学校标识码", "学校名称", "状态", *heads], [*lines, total]),
        Plain("全市目标", "全市目标与各校贡献", note,
              ["任务", "指标", "对象", "目标", "单位", "现值", "完成", "说明"],
              [[each.task, each.label, each.subject, each.goal, each.unit, each.value, MET[each.met],
                each.missing or each.formula] for each in parts]),
        Plain("各校重复", "各校重复计算的人员、证书", note,
              ["种类", "是谁", "学校标识码", "学校名称", "哪一行"],
              [[each.kind, each.who, place.code, place.school, place.words]
               for each in clashes for place in each.places]),
    ]  # fmt: skip
    return write_plain(out, sheets)
