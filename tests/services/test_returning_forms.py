"""form.toml: what is wrong is said with file, key and line; one broken form never hides the others."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop import compose
from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.presenting import STYLES
from desktop.services.counting.school import practice_figures
from desktop.services.office import Office
from desktop.services.returning import form, forms, naming, read_forms, sources
from desktop.services.returning.loading import column_letter, letter_index, load_form
from desktop.services.returning.outer import period_text

GOOD = """# 样表
name = "样表"
layout = "list"
record = "培训班次"
window = "学年"
sort = ["开班日期"]

[[sheet]]
name = "统计表"
header_rows = [5, 6]
first_row = 7
last_row = 18

[sheet.columns]
A = "序号"
B = "项目名称"
R = {field = "到账经费", style = "万元"}

[sheet.cells]
A3 = {field = "学校.学校名称", mode = "after"}

[[check]]
that = "学时 = 理论学时 + 实操学时"
say = "学时应等于理论学时加实操学时"
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An empty ledger whose forms folder is the test's own."""
    made = compose.open_office(
        str(tmp_path / "台账.zhijiao"), create=("3122000999", "某校"), today=date(2026, 11, 24)
    )
    folder = tmp_path / "forms"
    (folder / "sample").mkdir(parents=True)
    shutil.copy(made.forms_dir / "training_statistics/template.xlsx", folder / "sample/template.xlsx")
    (folder / "sample/form.toml").write_text(GOOD, encoding="utf-8")
    yield replace(made, forms_dir=folder)
    made.ledger.close()


def test_a_good_form(office: Office) -> None:
    made = form(office, "样表")
    assert (made.id, made.record.label, made.window_kind) == ("sample", "培训班次", "学年")
    assert [column.kind for column in made.sheets[0].columns] == ["running", "field", "field"]
    assert [term.label for term in made.rules[0].right if not isinstance(term, int)] == [
        "理论学时",
        "实操学时",
    ]


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ('record = "培训班次"', 'record = "培训班"', 4, "没有叫「培训班」的台账"),
        ('record = "培训班次"', 'recrod = "培训班次"', 1, "缺少“record”"),
        ('window = "学年"', 'window = "财年"', 5, "只能是学年、自然年、任意之一"),
        ('sort = ["开班日期"]', 'sort = ["开课日"]', 6, "没有叫「开课日」的字段"),
        ("header_rows = [5, 6]", "header_rows = 5", 10, "应填表头的首行和末行"),
        ("first_row = 7", "first_row = 3", 11, "行号次序"),
        ('B = "项目名称"', 'B = "项目名"', 16, "没有叫「项目名」的字段"),
        ('B = "项目名称"', '2 = "项目名称"', 16, "左边应是列号"),
        ('style = "万元"', 'style = "亿元"', 17, "现在是“亿元”"),
        ('style = "万元"', 'stlye = "万元"', 17, "不认识“stlye”"),
        ('field = "学校.学校名称"', 'field = "学校.校名"', 20, "没有叫「学校.校名」的字段"),
        ('mode = "after"', 'mode = "behind"', 20, "只能是replace、after之一"),
        ("学时 = 理论学时 + 实操学时", "学时不少于40", 23, "应写成关系式"),
        ('layout = "list"', "layout = list", 0, "不是正确的 TOML"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_key(
    office: Office, before: str, after: str, line: int, said: str
) -> None:
    file = office.forms_dir / "sample/form.toml"
    file.write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UserError) as raised:
        load_form(office, office.forms_dir / "sample")
    assert said in str(raised.value)
    assert "form.toml" in str(raised.value)
    assert line == 0 or f"第 {line} 行" in raised.value.place


def test_one_broken_form_does_not_hide_the_others(office: Office) -> None:
    shutil.copytree(office.forms_dir / "sample", office.forms_dir / "broken")
    (office.forms_dir / "broken/form.toml").write_text("name = 1", encoding="utf-8")
    assert [each.id for each in forms(office)] == ["sample"]
    assert [isinstance(each, UserError) for each in read_forms(office)] == [True, False]


def test_a_form_without_its_template(office: Office) -> None:
    (office.forms_dir / "sample/template.xlsx").unlink()
    assert forms(office) == []
    with pytest.raises(UserError, match="缺少模板文件"):
        load_form(office, office.forms_dir / "sample")


def test_an_unknown_form_is_refused_with_the_known_ones(office: Office) -> None:
    with pytest.raises(UserError, match="没有叫「别的表」的报表，可用的有：「样表」"):
        form(office, "别的表")


def test_shipped_forms_are_sound(office: Office) -> None:
    """Every form.toml of the repository loads, and its columns lie inside the template."""
    shipped = read_forms(replace(office, forms_dir=compose.program_folder() / "forms"))
    assert [each for each in shipped if isinstance(each, UserError)] == []
    assert len(shipped) >= 7


def test_figures_are_those_of_the_counting_service(office: Office) -> None:
    """The labels a form may ask for are the service's own."""
    assert [each.label for each in practice_figures(office, parse_window("2026"))] == list(sources.FIGURES)


def test_every_style_can_be_written_in_a_form(office: Office) -> None:
    for style in STYLES:
        file = office.forms_dir / "sample/form.toml"
        file.write_text(GOOD.replace("万元", style), encoding="utf-8")
        column = load_form(office, office.forms_dir / "sample").sheets[0].columns[2]
        assert column.value is not None and column.value.style == style


@pytest.mark.parametrize(
    ("window", "text"),
    [
        ("2026", "2026年"),
        ("2025学年", "2025-2026学年"),
        ("2026Q3", "2026年第3季度"),
        ("2026-05", "2026年5月"),
        ("2026上半年", "2026年上半年"),
        ("2025学年第一学期", "2025-2026学年第一学期"),
        ("2025-09-01..2026-01-31", "2025年9月1日至2026年1月31日"),
    ],
)
def test_a_window_as_a_title_says_it(window: str, text: str) -> None:
    assert period_text(parse_window(window)) == text


def test_file_names_are_legal_and_never_the_same() -> None:
    taken: set[str] = set()
    names = [
        naming.file_name(["某校", "花名册", 'A/B:"班"?'], date(2026, 3, 1), ".xlsx", taken),
        naming.file_name(["某校", "花名册", "A/B:'班'"], date(2026, 3, 1), ".xlsx", taken),
        naming.file_name(["某校", "花名册", 'A/B:"班"?'], date(2026, 3, 1), ".xlsx", taken),
        naming.file_name(["", "  ", "con"], None, ".xlsx", taken),
        naming.file_name([], None, ".xlsx", taken),
        naming.file_name(["长" * 300], None, ".xlsx", taken),
    ]
    assert names[0] == "某校_花名册_A-B-班_20260301.xlsx"
    assert names[2] == "某校_花名册_A-B-班_20260301(2).xlsx"
    assert names[3] == "con-.xlsx"
    assert names[4] == "报表.xlsx"
    assert len(names[5]) < 120
    assert len({name.casefold() for name in names}) == len(names)
    assert not any(set(name) & set('<>:"/\\|?*') for name in names)


def test_column_letters() -> None:
    for index in (1, 26, 27, 52, 53, 702, 703, 16384):
        assert letter_index(column_letter(index)) == index
    assert column_letter(703) == "AAA"
