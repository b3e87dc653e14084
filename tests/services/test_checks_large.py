"""Very long returns are checked cell by cell, too: the same findings as on short ones, and in seconds."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.services.office import Office
from desktop.services.returning import Form, as_form, checks_book, forms, gather, relations_holding
from desktop.services.returning.checks import on_files
from desktop.services.returning.checks_book import open_book
from desktop.services.returning.checks_template import MOST_OF_A_COLUMN
from desktop.services.returning.filling import write
from desktop.services.returning.gathering import Gathered
from desktop.services.returning.relations import parse_relations
from desktop.services.validating.scope import Finding
from desktop.workbook.without_rows import without_rows
from tests.services.archive_office import FORM, YEAR, demo_office

CALENDAR = parse_window("2026")
ROWS, SECONDS = 100_000, 5.0
# 结业 ≤ 实到, 补贴 ≤ 到账; a sum with a number in it; a difference
RELATIONS = ("N<=M", "S<=R", "N+O<=M+100", "M-N>=0")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = demo_office(tmp_path_factory.mktemp("长表"))
    yield made
    made.ledger.close()


def gathered(office: Office, form: Form) -> Gathered:
    if form.name == FORM:
        more = [each for text in RELATIONS for each in parse_relations(text)]
        form = replace(form, relations=(*form.relations, *more))
    return gather(office, form, YEAR if form.window_kind == "学年" else CALENDAR)


def spoil(made: Gathered) -> None:
    """A word no list offers, a figure larger than the one it is a part of, blanks."""
    for sheet in made.sheets:
        for at in (each for each in range(len(sheet.rows)) if each % 5 in (0, 2)):
            row = list(sheet.rows[at])
            for place, value in enumerate(row):
                if isinstance(value, str) and (at + place) % 3 == 0:
                    row[place] = "胡写" if place % 2 else None
                elif (
                    isinstance(value, int) and sheet.columns[place].kind == "field" and (at + place) % 5 == 0
                ):
                    row[place] = value * 10 + 1
            sheet.rows[at] = tuple(row)


def found(office: Office, made: Gathered, file: Path) -> set[tuple[str, str, str, int | None]]:
    window = made.window
    findings = on_files(office, made.form, window, (), [], [(made, file)])
    return {
        (each.rule, each.cell, each.sentence, each.row_id) for each in findings if each.rule != "行数太多"
    }


def test_a_long_return_is_found_fault_with_as_a_short_one(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: Counter[str] = Counter()
    for each in forms(office):
        assert isinstance(each, Form)
        if each.per is not None or each.layout != "list":
            continue
        form, file = as_form(office, each), tmp_path / f"{each.id}.xlsx"
        made = gathered(office, form)
        spoil(made)
        write(made, file)
        short = found(office, made, file)
        with monkeypatch.context() as long:
            long.setattr(checks_book, "LARGE", 0)
            long.setattr(relations_holding, "LARGE", 0)
            assert found(office, made, file) == short, form.id
        judged.update(rule for rule, *_ in short)
    assert judged.total() > 290
    assert min(judged[rule] for rule in ("必填", "模板的有效性", "栏目关系式", "与上年相比")) >= 5, judged


def repeated(office: Office) -> Gathered:
    """The demonstration's classes over and over, each row a record of its own."""
    made = gathered(office, as_form(office, FORM))
    (sheet,) = made.sheets
    rows = sheet.rows
    sheet.rows = [rows[at % len(rows)] for at in range(ROWS)]
    sheet.ids = [sheet.ids[at] if at < len(rows) else 10**12 + at for at in range(ROWS)]
    return made


def test_a_hundred_thousand_rows_are_checked_in_seconds(office: Office, tmp_path: Path) -> None:
    made, file = repeated(office), tmp_path / "长.xlsx"
    (sheet,) = made.sheets
    arrived = next(k for k, column in enumerate(sheet.columns) if column.letter == "N")  # 结业, of 实到
    for at in (50_000, 99_999):
        row = list(sheet.rows[at])
        row[arrived] = 10**6
        sheet.rows[at] = tuple(row)
    write(made, file)
    sought = Finding("warning", "测试", "", "找位置", "training_class", 10**12 + 77_777)
    started = time.perf_counter()
    findings = on_files(office, made.form, YEAR, (), [sought], [(made, file)])
    took = time.perf_counter() - started
    print(f"\nchecks of {ROWS} rows x {len(sheet.columns)} columns: {took:.2f} s")
    assert took < SECONDS
    wrong = {each.cell for each in findings if each.rule == "栏目关系式" and each.row_id is not None}
    first = made.form.sheets[0].first_row
    assert {cell[1:] for cell in wrong} >= {str(first + 50_000), str(first + 99_999)}
    assert next(each.cell for each in findings if each.rule == "测试")[1:] == str(first + 77_777)


def test_very_many_findings_of_a_kind_are_counted(office: Office, tmp_path: Path) -> None:
    made, file = repeated(office), tmp_path / "长.xlsx"
    (sheet,) = made.sheets
    arrived = next(k for k, column in enumerate(sheet.columns) if column.letter == "N")
    sheet.rows = [(*row[:arrived], 10**6, *row[arrived + 1 :]) for row in sheet.rows]
    write(made, file)
    findings = on_files(office, made.form, YEAR, (), [], [(made, file)])
    told = [each for each in findings if each.rule == "栏目关系式" and "没有一一列出" in each.sentence]
    assert told and "还有" in told[0].sentence
    assert len(findings) < 6 * MOST_OF_A_COLUMN


def test_what_stands_around_a_list_stays(office: Office, tmp_path: Path) -> None:
    made, file = gathered(office, as_form(office, FORM)), tmp_path / "表.xlsx"
    write(made, file)
    page = open_book(made.form, made, file).pages[0]
    assert without_rows(file, tmp_path / "壳.xlsx", {page.sheet.name: [(page.first, page.last)]})
    whole, rest = (openpyxl.load_workbook(tmp_path / name).worksheets[0] for name in ("表.xlsx", "壳.xlsx"))
    for row in range(1, whole.max_row + 1):
        inside = page.first <= row <= page.last
        wanted = [None if inside else cell.value for cell in whole[row]]
        assert [rest.cell(row, at).value for at in range(1, len(wanted) + 1)] == wanted, row
    assert not without_rows(file, tmp_path / "无.xlsx", {page.sheet.name: [(page.first, 10**6)]})
