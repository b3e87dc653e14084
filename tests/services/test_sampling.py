"""The demonstration ledger: the same for the same seed, realistic, with the awkward cases."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, text

from desktop.core import numbers
from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.progress import Cancelled
from desktop.records.catalogue import record, records
from desktop.services.counting.stats import stats
from desktop.services.office import Office
from desktop.services.sampling import blocks, demo, demo_school, messy_workbook
from desktop.services.sampling.numbers import Numbers
from desktop.services.sampling.vocabulary import load_vocabulary
from desktop.services.sampling.world import World, seeded_ids
from desktop.store.find import find
from desktop.store.ledger import Ledger
from tests.plugins.postgres import cluster, database  # noqa: F401
from tests.services.counting_office import TODAY, office_on

ROOT = Path(__file__).resolve().parents[2]
WORDS = load_vocabulary(ROOT / "resources")


def new_office(place: Path | str) -> Office:
    code, name = demo_school(ROOT / "resources")
    return office_on(Ledger.create(place, school_code=code, school_name=name))


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One demonstration ledger for all who only read it."""
    made = new_office(tmp_path_factory.mktemp("demo") / "演示.db")
    demo(made)
    yield made
    made.ledger.close()


def world(seed: int = 1, scale: int = 1, today: date = TODAY) -> World:
    chance = Numbers(Random(f"{seed}/numbers"))
    return World(WORDS, today, seed, scale, seeded_ids(seed, today), chance)


def test_same_seed_same_rows_other_seed_others() -> None:
    first, again, other = (list(blocks(world(seed))) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_sizes(office: Office) -> None:
    count = {each.id: len(find(office.ledger, each.id, paths=[]).ids) for each in records()}
    assert count["training_class"] == 60
    assert 1_950 <= count["enrolment"] <= 2_050
    assert (count["teacher"], count["practice"], count["exam_batch"], count["candidate"]) == (
        120,
        300,
        40,
        1_500,
    )
    assert all(count[name] for name in count), [name for name in count if not count[name]]
    with office.ledger.reading() as reading:
        enrolled = reading.execute(text("SELECT count(DISTINCT student) FROM enrolment")).scalar_one()
    assert 1_300 <= enrolled <= 1_450


def test_every_code_is_in_its_list(office: Office) -> None:
    for each in records():
        for path in (p for p in each.columns if p.own and p.field.codes):
            listed = office.codes[path.field.codes]
            values = {row[0] for row in find(office.ledger, each.id, paths=[path]).rows} - {None}
            parts = (
                {part for value in values for part in value.split("、")}
                if path.field.kind is Kind.CODES
                else values
            )
            assert not [part for part in parts if listed.get(part) is None], path.label


def test_every_number_passes_its_check(office: Office) -> None:
    people = find(office.ledger, "person", paths=["证件号码", "性别", "出生日期", "联系电话"]).rows
    for number, sex, birth, phone in people:
        if number is not None:
            check = numbers.resident_id(number, today=office.today)
            assert check.ok and check.sex == sex and str(check.birth) == birth
        assert phone is None or numbers.phone(phone).ok
    assert sum(number is None for number, *_ in people) == 1
    codes = [row[0] for row in find(office.ledger, "enterprise", paths=["统一社会信用代码"]).rows]
    assert all(numbers.credit_code(code).ok for code in codes if code)
    schemes = office.codes["scheme"]
    paths = ["证书编号", "证书目录.方案", "证书目录.等级", "发证日期"]
    for number, scheme, level, issued in find(office.ledger, "certificate", paths=paths).rows:
        assert numbers.certificate_number(number, schemes.get(scheme), level, issued).ok


@pytest.mark.parametrize("words", ["2026", "2025学年", "2024上半年"])
def test_the_rows_shown_add_up_to_the_figures(office: Office, words: str) -> None:
    """What a person sees class by class is what stats counts, on the whole demonstration ledger."""
    window = parse_window(words)
    labels = ["人次", "人日", "人学时", "女性人次", "计划人数", "结业人数", "取证人数"]
    page = find(
        office.ledger, "training_class", paths=labels, window=window, counted=True, today=office.today
    )
    (found,) = stats(office, "training_class", window)
    shown = {
        label: sum(row[place] or 0 for row in page.rows if row[place] is not None)
        for place, label in enumerate(labels)
    }
    assert {label: found["measures"][label] for label in labels} == shown
    assert found["measures"]["班次"] == len(page.ids)
    labels = ["报考人数", "实考人数", "通过人数", "取证人数"]
    page = find(office.ledger, "exam_batch", paths=labels, window=window, today=office.today)
    (found,) = stats(office, "exam_batch", window)
    sums = [sum(row[place] or 0 for row in page.rows) for place in range(4)]
    assert [found["measures"][name] for name in ("报考", "实考", "通过", "考生取证")] == sums


def names_of(reading: Connection, statement: str) -> list[str]:
    return [row[0] for row in reading.execute(text(statement))]


def test_awkward_cases(office: Office) -> None:
    with office.ledger.reading() as reading:

        def some(statement: str) -> int:
            return int(reading.execute(text(statement)).scalar_one())

        names = names_of(reading, "SELECT name FROM person")
        assert any("𬱖" in name for name in names) and any("䶮" in name for name in names)
        assert (min(map(len, names)), max(map(len, names))) == (2, 15)
        assert any("·" in name for name in names)
        assert some("SELECT max(n) FROM (SELECT count(*) AS n FROM enrolment GROUP BY student) AS t") >= 3
        roster = "(SELECT training_class FROM enrolment)"
        assert some(f"SELECT count(*) FROM training_class WHERE actual > 0 AND id NOT IN {roster}") >= 3
        assert some("SELECT count(*) FROM training_class WHERE actual = 0") >= 1
        assert some("SELECT count(*) FROM training_class WHERE hours IS NULL") >= 1
        assert some("SELECT count(*) FROM training_class WHERE income = 0") >= 1
        assert some("SELECT max(length(title)) FROM training_class") > 60
        late = "SELECT count(*) FROM exam_batch b JOIN certificate_type t ON b.certificate_type = t.id"
        assert some(f"{late} WHERE t.scheme = 'X证书' AND b.held_on > '2025-12-31'") == 1
        assert some("SELECT count(*) FROM practice WHERE assessment = '不合格'") >= 1
        assert some('SELECT count(*) FROM practice WHERE "end" IS NULL') >= 1
        overlaps = "SELECT count(*) FROM practice a JOIN practice b ON a.teacher = b.teacher AND a.id < b.id"
        assert some(f'{overlaps} WHERE a.start <= b."end" AND b.start <= a."end"') >= 1
        assert some("SELECT count(*) FROM teacher_status WHERE post = '退休'") >= 1
        assert some("SELECT count(*) FROM teacher_exemption") >= 2
        assert some("SELECT count(*) FROM finance WHERE from_training = 0") == 1


@pytest.mark.parametrize("today", [date(2026, 1, 2), date(2026, 9, 1), date(2028, 2, 29)])
def test_any_day_will_do(today: date) -> None:
    made = list(blocks(world(today=today)))
    assert sum(len(rows) for _, rows in made) > 9_000


def test_a_larger_ledger_begins_like_a_smaller_one() -> None:
    def titles(scale: int) -> list[str]:
        return [
            row["title"]
            for model, rows in blocks(world(scale=scale))
            if model.__tablename__ == "training_class"
            for row in rows
        ]

    assert titles(2)[:60] == titles(1)
    assert len(titles(2)) == 120


def test_refuses_a_ledger_that_has_rows(office: Office) -> None:
    with pytest.raises(UserError, match="已经有"):
        demo(office)
    with pytest.raises(UserError, match="规模"):
        demo(office, scale=0)


class Impatient:
    """Cancels in the middle."""

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        if done > 5_000:
            raise Cancelled


def test_cancelled_nothing_is_left(tmp_path: Path) -> None:
    made = new_office(tmp_path / "演示.db")
    with pytest.raises(Cancelled):
        demo(made, progress=Impatient())
    assert find(made.ledger, "person", paths=[]).ids == []
    made.ledger.close()


@pytest.mark.postgres
def test_on_postgresql(database: str) -> None:  # noqa: F811 — pytest's way of naming a fixture
    made = new_office(database)
    assert demo(made)[record("training_class").label] == 60
    made.ledger.close()


def test_the_messy_workbook_is_there() -> None:
    assert messy_workbook(ROOT / "resources").is_file()


@pytest.mark.long
def test_time_grows_with_the_scale(tmp_path: Path) -> None:
    """Printed, and asserted loosely: twenty times the rows in less than forty times the time."""
    took = []
    for scale in (1, 20):
        made = new_office(tmp_path / f"{scale}.db")
        start = time.process_time()
        demo(made, scale=scale)
        took.append(time.process_time() - start)
        made.ledger.close()
    print(f"scale 1: {took[0]:.2f} s, scale 20: {took[1]:.2f} s, ratio {took[1] / took[0]:.1f}")
    assert took[1] < 40 * took[0]
