"""The city: a school a line, totals, who is missing, contributions, what is counted twice, the workbook."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop import compose
from desktop.cli.main import run
from desktop.core.dates import parse_window
from desktop.services.consolidating import (
    Contribution,
    Expected,
    city,
    conflicts,
    consolidate,
    contributions,
    drop,
    expect,
    expected,
    narrowed,
    read_expected,
    write_table,
)
from desktop.services.counting.stats import stats
from desktop.services.office import Office
from desktop.services.targets import targets
from tests.consolidating.conftest import TODAY, Course

LI = ("李明", "220202199001010012")
WANG = ("王芳", "220202198505050020")
YEAR = parse_window("2026")
Make = Callable[..., Path]


@pytest.fixture
def three(bureau: Office, school: Make) -> dict[str, Path]:
    """Two schools whose classes overlap in one person and who share a teacher; a third apart."""
    first = Course("电工班", date(2026, 3, 1), date(2026, 3, 20), (LI, WANG), "乡村人才（高素质农民）")
    second = Course("焊工班", date(2026, 3, 10), date(2026, 3, 30), (LI,))
    third = Course("育婴班", date(2026, 4, 1), date(2026, 4, 9), (LI,))
    files = {
        "2202000001": school("2202000001", "第一职业学校", first, teachers=(WANG,), students=100),
        "2202000002": school("2202000002", "第二职业学校", second, teachers=(WANG,), students=300),
        "2202000003": school("2202000003", "第三职业学校", third),
    }
    consolidate(bureau, list(files.values()))
    return files


def test_a_school_has_the_figures_of_its_own_ledger(bureau: Office, three: dict[str, Path]) -> None:
    found = {line.code: line for line in city(bureau, YEAR).lines}
    for code, file in three.items():
        office = compose.open_office(str(file), today=TODAY)
        told = stats(office, "training_class", YEAR)[0]["measures"]
        assert found[code].figures["training.attendances"] == told["人次"]
        assert found[code].targets == targets(office, YEAR)
        office.ledger.close()
    assert found["2202000001"].figures["headcount.students"] == 100
    assert found["2202000002"].figures["headcount.students"] == 300


def test_totals_are_sums_and_persons_are_counted_once(bureau: Office, three: dict[str, Path]) -> None:
    found = city(bureau, YEAR)
    assert found.totals["training.attendances"] == 4
    assert found.totals["headcount.students"] == 500
    assert found.totals["practice.met_rate"] is None, "a rate is no sum"
    assert found.persons == 2


def test_who_is_missing(bureau: Office, three: dict[str, Path], tmp_path: Path) -> None:
    assert city(bureau, YEAR).missing == []
    expect(bureau, [Expected("2202000001", "第一职业学校"), Expected("2202000009", "第九职业学校")])
    states = {line.code: line.state for line in city(bureau, YEAR).lines}
    assert states["2202000001"] == "已交"
    assert states["2202000002"] == "不在名单"
    assert states["2202000009"] == "未交"
    drop(bureau, "2202000009")
    assert [each.code for each in expected(bureau)] == ["2202000001"]
    listing = tmp_path / "名单.csv"
    listing.write_text("序号,学校名称,学校标识码\n1,第四职业学校,2202000004\n", encoding="utf-8")
    assert read_expected(listing) == [Expected("2202000004", "第四职业学校")]


def test_contributions_to_the_citys_targets(bureau: Office, three: dict[str, Path]) -> None:
    parts = {each.id: each for each in contributions(bureau, city(bureau, YEAR))}
    rural = parts["rural-talent"] if "rural-talent" in parts else _rural(parts)
    assert rural.value == sum(value for _, _, value in rural.parts)
    assert rural.parts[0][0] == "2202000001"
    assert rural.met is False
    assert rural.missing.startswith("还差")


def _rural(parts: dict[str, Contribution]) -> Contribution:
    return next(each for each in parts.values() if each.subject == "市" and "乡村人才" in each.label)


def test_what_two_schools_count(bureau: Office, three: dict[str, Path]) -> None:
    found = {each.kind: each for each in conflicts(bureau, YEAR)}
    assert set(found) == {"重叠培训", "两校在职教师"}
    assert {place.code for place in found["重叠培训"].places} == {"2202000001", "2202000002"}
    assert LI[1] not in found["重叠培训"].who, "masked as everywhere"
    assert found["重叠培训"].who.startswith("李明 220202")
    assert {each.kind for each in conflicts(bureau, parse_window("2025"))} == {"两校在职教师"}


def test_one_school_or_all_of_them(bureau: Office, three: dict[str, Path]) -> None:
    with narrowed(bureau, "第二职业学校") as one:
        assert stats(one, "training_class", YEAR)[0]["measures"]["班次"] == 1
    with narrowed(bureau, "全部") as every:
        assert stats(every, "training_class", YEAR)[0]["measures"]["班次"] == 3


def test_the_workbook(bureau: Office, three: dict[str, Path], tmp_path: Path) -> None:
    expect(bureau, [Expected("2202000009", "=第九职业学校")])
    found = city(bureau, YEAR)
    out = write_table(
        bureau, tmp_path / "全市.xlsx", found, contributions(bureau, found), conflicts(bureau, YEAR)
    )
    book = load_workbook(out)
    assert book.sheetnames == ["各校", "全市目标", "各校重复"]
    names = [cell.value for cell in book["各校"]["B"]][3:]
    assert names == ["第一职业学校", "第二职业学校", "第三职业学校", "=第九职业学校", "合计"]
    assert book["各校"]["B7"].data_type == "s"


def test_on_the_command_line(
    three: dict[str, Path], bureau: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    bureau.ledger.settle()
    place = bureau.ledger.place

    def say(*words: str) -> tuple[int, object]:
        capsys.readouterr()
        code = run(["--ledger", place, *words, "--json"], compose)
        return code, json.loads(capsys.readouterr().out)

    code, document = say("city", "--window", "2026")
    assert code == 0
    assert isinstance(document, dict)
    assert [each["code"] for each in document["schools"]] == sorted(three)
    assert document["totals"]["人次"] == 4
    code, again = say("consolidate", *map(str, three.values()))
    assert code == 0
    assert isinstance(again, list)
    assert {each["state"] for each in again} == {"没有变化"}
    code, rows = say("show", "学员名册", "--school", "2202000001")
    assert isinstance(rows, dict)
    assert rows["total"] == 2
    code, told = say("stats", "培训班次", "--window", "2026", "--school", "2202000003")
    assert isinstance(told, list)
    assert told[0]["measures"]["人次"] == 1
    code, _ = say("show", "学员名册", "--school", "2202009999")
    assert code == 1
