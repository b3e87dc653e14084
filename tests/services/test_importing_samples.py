"""The four messy workbooks of ../shared/forms/import against what a careful person read in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.core.values import to_json
from desktop.records.catalogue import record
from desktop.services.importing import commit_import, plan_import
from desktop.services.importing.line import Line
from desktop.services.office import Office
from tests.services.importing_desk import bring, contents, new_office

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def truth(shared: Path) -> dict[str, Any]:
    return dict(json.loads((shared / "forms" / "import" / "truth.json").read_text(encoding="utf-8")))


@pytest.fixture
def office(tmp_path: Path, shared: Path, truth: dict[str, Any]) -> Iterator[Office]:
    """A fresh ledger that holds base/."""
    made = new_office(tmp_path)
    for step in truth["setup"]:
        _, result = bring(made, shared / "forms" / "import" / step["file"], step["into"])
        assert result.created == result.rows > 0
    yield made
    made.ledger.close()


def read(office: Office, into: str, line: Line) -> dict[str, Any]:
    """The line's values as a script would see them."""
    found = {}
    for label, value in line.values.items():
        own = record(into).path(label).field
        found[label] = value if own.ref else to_json(own, value, office.codes)
    return found


def judge(
    office: Office, into: str, line: Line | None, wanted: dict[str, Any], context: dict[str, Any]
) -> list[str]:
    """What differs from the truth about one row; the first words say how bad it is."""
    if wanted["outcome"] == "skip":
        return [] if line is None else ["多读 不是记录的行"]
    if line is None:
        return ["少读 漏掉的行"]
    told = {problem.column: problem.rule for problem in line.errors}
    asked = {problem["column"]: problem["kind"] for problem in wanted.get("problems", [])}
    wrong = [f"没说 {column} 列 {rule}" for column, rule in asked.items() if told.get(column) != rule]
    wrong += [f"误报 {column} 列 {rule}" for column, rule in told.items() if column not in asked]
    values = read(office, into, line)
    for label, value in {**context, **wanted["values"]}.items():
        got = values.get(label)
        allowed = [value, *wanted.get("accept", {}).get(label, [])]
        if got is None and value is None:
            continue
        if str(got) not in [str(each) for each in allowed] and not (
            isinstance(got, str) and isinstance(value, str) and got.startswith(value)
        ):
            wrong.append(f"{'缺' if got is None else '错'} {label} {got!r}，应为 {value!r}")
    return wrong


@pytest.mark.parametrize("number", range(4))
def test_a_sample_comes_out_as_a_careful_person_reads_it(
    office: Office, shared: Path, truth: dict[str, Any], number: int
) -> None:
    sample = truth["files"][number]
    file = shared / "forms" / "import" / sample["file"]
    for table in sample["tables"]:
        plan = plan_import(office, file, table["into"], strict=False)
        columns = {letter: labels[0] for letter, labels in table["columns"].items()}
        assert plan.tables[0].columns == columns
        assert plan.tables[0].header_rows == tuple(table["header_rows"])
        lines = {line.row: line for line in plan.lines if line.sheet == table["sheet"]}
        context, found = table.get("context", {}), []
        for wanted in table["rows"]:
            faults = judge(office, table["into"], lines.pop(wanted["row"], None), wanted, context)
            found += [(wanted["row"], fault) for fault in faults]
        found += [(row, "多读 不是记录的行") for row in lines]
        print(f"\n{sample['file']}：{len(table['rows'])} 行，{len(found)} 处与标准不同 {found}")
        assert found == []
        result = commit_import(office, plan)
        asked = [wanted for wanted in table["rows"] if wanted.get("problems")]
        assert result.pending >= len(asked) and result.created == plan.created
        after = contents(office)
        assert commit_import(office, plan_import(office, file, table["into"], strict=False)).act == 0
        assert contents(office) == after
