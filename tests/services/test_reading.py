"""What `show` says of a row that only a counting service knows."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.compose import open_office
from desktop.services.counting.practice import per_teacher
from desktop.services.office import Office
from desktop.services.reading import read
from desktop.services.sampling import demo


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    address = str(tmp_path_factory.mktemp("演示") / "演示.zhijiao")
    made = open_office(address, create=("2222022001", "江城职业技术学校"), today=date(2026, 11, 24))
    demo(made)
    return made


def test_a_teachers_months_and_verdict_are_those_of_today(office: Office) -> None:
    known = {row.number: row for row in per_teacher(office, office.today)}
    shown = read(office, "教师").rows
    assert len(shown) > 100
    for row in shown:
        assert row["实践结论"] == known[row["工号"]].verdict
        assert row["本年实践天数"] == pytest.approx(float(known[row["工号"]].year_days))


def test_days_of_a_practice_are_those_of_this_year(office: Office) -> None:
    days = [(row["开始日期"], row["期间内天数"]) for row in read(office, "企业实践").rows]
    this_year = str(office.today.year)
    assert any(counted for start, counted in days if start.startswith(this_year))
    assert not any(counted for start, counted in days if start < f"{office.today.year - 3}")
