"""A pack of another city with tasks of its own, and packs reworded where they stand."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.datafile import read_datatext
from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.pack_writing import written
from desktop.core.packs import load_policy, pack_of, read_pack
from desktop.core.policy import DIRECTIONS, SUBJECTS, WINDOWS, Number, Pack, Target, Task, Word
from desktop.services.counting.practice_rules import practice_rules
from desktop.services.office import Office
from desktop.services.pack_texts import edit_pack, edit_target, edit_task
from desktop.services.policies import packs, policy
from desktop.services.policy_editing import drop_pack, load_pack, set_target, switch_pack
from desktop.services.policy_listing import aim_lines, pack_text, source_of, task_list
from desktop.services.saving import save
from desktop.services.targets import targets
from desktop.services.task_codes import TASKS, with_tasks
from desktop.store.content import content_hash
from desktop.store.find import find
from desktop.store.undo import undo
from tests.services.counting_office import ROOT, Book

CITY = Path(__file__).parent / "packs" / "jiangzhou-2027.toml"
OURS, JILIN = "jiangzhou-2027", "jilin-2022-33"
HEADINGS = ["扩大社会培训", "提高持证率", "建好实训基地"]


@pytest.fixture
def office(book: Book) -> Office:
    """The other city's plan alone: the shipped city is put aside."""
    made = with_tasks(book.office)
    load_pack(made, CITY)
    switch_pack(made, JILIN, active=False)
    return made


def offered(office: Office) -> list[str]:
    return [item.name for item in office.codes[TASKS].offered()]


def test_the_tasks_come_from_the_packs_in_use(book: Book) -> None:
    office = with_tasks(book.office)
    assert len(offered(office)) == 21
    load_pack(office, CITY)
    assert len(offered(office)) == 24 and offered(office)[-3:] == HEADINGS
    assert office.codes[TASKS].find("任务1") is None  # both plans have one
    switch_pack(office, JILIN, active=False)
    assert offered(office) == HEADINGS
    tasks = office.codes[TASKS]
    assert [tasks.find(word) for word in ("甲", "任务1", "1、扩大社会培训")] == [tasks.get("甲")] * 3
    assert tasks.name("9") == "促进学历教育与培训并重"  # kept for what was written under it
    drop_pack(office, OURS)
    assert tasks.name("甲") == "扩大社会培训" and office.codes[TASKS].get("甲") is None


def test_entries_targets_and_rules_of_another_city(office: Office, book: Book) -> None:
    """Written under its own task, counted by its own targets and windows, judged by its own numbers."""
    saved = save(office, "任务进展", {
        "任务": "丙", "期间": "2026", "数值": Decimal(3), "进展情况": "已建成",
    })  # fmt: skip
    assert not saved.problems
    page = find(office.ledger, "policy_progress", paths=["任务", "数值"])
    assert [tuple(row) for row in page.rows] == [("丙", Decimal(3))]
    book.klass("班一", date(2026, 8, 31), date(2026, 8, 31), facing="社会", actual=2)
    book.klass("班二", date(2026, 9, 1), date(2026, 9, 1), facing="社会", actual=4)
    book.klass("班三", date(2027, 8, 31), date(2027, 8, 31), facing="在校学生", actual=90)
    assert book.office
    rows = {row["id"]: row for row in targets(office, parse_window("2026"))}
    found = {
        name: (row["value"], row["met"], row["target"]) for name, row in rows.items() if name[:2] == "jz"
    }
    assert found == {
        "jz-times": (3, True, "≥ 2.5"),  # 2 in 2025-2026, 4 in 2026-2027
        "jz-holders": (None, None, "≥ 90"),
        "jz-bases": (3, True, "2–4"),
    }
    assert not any(row["task"].isdigit() and row["pack"] == JILIN for row in rows.values())
    asked = [
        (float(held.months_per_year), held.year_kind.value)
        for day in ("2026-05-05", "2026-05-06", "2026-09-01", "2029-01-01")
        for held in [practice_rules(office, date.fromisoformat(day))]
    ]
    assert asked == [(1, "自然年"), (0.5, "自然年"), (0.5, "学年"), (1, "学年")]


def test_a_task_is_reworded_where_it_stands(office: Office) -> None:
    before = content_hash(office.ledger)
    edit_task(office, OURS, "甲", {"heading": " 扩大培训规模 ", "text": "每年培训“六百”人次。\n含线上。"})
    (task,) = [each.task for each in task_list(office) if each.task.code == "甲"]
    assert (task.heading, task.text, task.departments) == (
        "扩大培训规模", "每年培训“六百”人次。\n含线上。", "市教育局",
    )  # fmt: skip
    assert offered(office)[0] == "扩大培训规模"
    assert task.answered == ("培训班次",)
    undo(office.ledger)
    assert content_hash(office.ledger) == before and offered(office)[0] == "扩大社会培训"


def test_a_shipped_plan_is_reworded_and_brought_back(book: Book) -> None:
    office = with_tasks(book.office)
    set_target(office, "training-per-student", value=Decimal(3), valid_from=date(2026, 1, 1))
    edit_target(
        office, JILIN, "training-per-student", {"label": "年培训人次与在校生之比", "note": "本市口径"}
    )
    edit_pack(office, JILIN, {"title": "吉林市方案（修订）", "document": "吉市政办发〔2022〕33号"})
    (held,) = [each for each in packs(office) if each.pack.id == JILIN]
    assert (held.own, held.shipped, source_of(held)) == (True, True, "本校改过")
    row = {row["id"]: row for row in targets(office, parse_window("2026"))}["training-per-student"]
    assert (row["label"], row["target"]) == ("年培训人次与在校生之比", "≥ 3")  # its own value stands
    lines = [each for each in aim_lines(office) if each.id == "training-per-student"]
    assert [each.label for each in lines] == ["年培训人次与在校生之比"] * 2
    assert len(policy(office).tasks) == 21 and len(offered(office)) == 21
    drop_pack(office, JILIN)
    (held,) = [each for each in packs(office) if each.pack.id == JILIN]
    assert not held.own and "修订" not in held.pack.title and source_of(held) == "随程序带来"


def test_a_reworded_pack_keeps_what_a_later_release_adds(book: Book) -> None:
    office = book.office
    edit_pack(office, "training", {"title": "本校的统计口径"})
    pack = next(each for each in office.packs if each.id == "training")
    added = Number("training.new_number", Decimal(7), "新的口径")
    later = replace(office, packs=tuple(
        replace(each, numbers=(*each.numbers, added)) if each is pack else each for each in office.packs
    ))  # fmt: skip
    held = policy(later)
    assert held.number("training.new_number", date(2026, 1, 1)) == 7
    assert held.number("training.lessons_per_day", date(2026, 1, 1)) == 8
    assert "本校的统计口径" in {each.title for each in held}


def test_a_counted_target_is_typed_and_counted_again(office: Office, book: Book) -> None:
    book.klass("班一", date(2026, 8, 1), date(2026, 8, 1), facing="社会", actual=7)
    book.add("policy_progress", task="甲", period="2025学年", value=Decimal(5), progress="已落实")
    assert book.office

    def value() -> tuple[object, str]:
        row = {each["id"]: each for each in targets(office, parse_window("2025学年"))}["jz-times"]
        return row["value"], row["source"]

    assert value() == (7, "computed")
    edit_target(office, OURS, "jz-times", {"source": "entered"})
    assert value() == (5, "entered")
    edit_target(office, OURS, "jz-times", {"source": "computed"})
    assert value() == (7, "computed")


REFUSED: dict[str, tuple[Callable[[Office], object], str]] = {
    "空任务": (lambda o: edit_task(o, OURS, "甲", {"heading": "  "}), "不能空着"),
    "空内容": (lambda o: edit_task(o, OURS, "甲", {"text": ""}), "不能空着"),
    "空目标": (lambda o: edit_target(o, OURS, "jz-times", {"label": ""}), "不能空着"),
    "空名称": (lambda o: edit_pack(o, OURS, {"title": ""}), "不能空着"),
    "没有的任务": (lambda o: edit_task(o, OURS, "丁", {"heading": "x"}), "没有编号为“丁”"),
    "没有的目标": (lambda o: edit_target(o, OURS, "no", {"label": "x"}), "没有叫“no”"),
    "没有的文件": (lambda o: edit_pack(o, "no", {"title": "x"}), "没有叫“no”"),
    "没有指标": (lambda o: edit_target(o, OURS, "jz-bases", {"source": "computed"}), "没有计算它的指标"),
    "不是文字": (lambda o: edit_target(o, OURS, "jz-times", {"value": "5"}), "不能改“value”"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(office: Office, case: str) -> None:
    work, said = REFUSED[case]
    before = content_hash(office.ledger)
    with pytest.raises(UserError, match=said):
        work(office)
    assert content_hash(office.ledger) == before


def test_nothing_is_written_where_nothing_changed(office: Office) -> None:
    before, text = content_hash(office.ledger), CITY.read_text("utf-8")
    edit_task(office, OURS, "甲", {"heading": "扩大社会培训"})
    assert content_hash(office.ledger) == before
    held = next(each for each in packs(office) if each.pack.id == OURS)
    assert pack_text(office, held) == text  # comments and all


# -- the file that is written -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "resources" / "policy").glob("*.toml")), CITY], ids=lambda p: p.stem
)
def test_every_pack_is_read_back_as_it_was(path: Path) -> None:
    pack = read_pack(path)
    assert pack_of(read_datatext(written(pack), path), pack.id) == pack
    assert pack.id in {each.id for each in load_policy(ROOT / "resources" / "policy")} or path == CITY


WORDS = st.text(
    st.sampled_from(string.printable + "甲“”…\x00\x1f\x7f\x85　"), min_size=1, max_size=12
).filter(lambda text: bool(text.strip()))
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))
VALUES = st.decimals(0, 10**9, allow_nan=False, places=3)


@settings(max_examples=60)
@given(
    WORDS, WORDS, st.lists(WORDS, max_size=3), st.sampled_from(SUBJECTS), st.sampled_from(DIRECTIONS),
    st.sampled_from(WINDOWS), st.none() | VALUES, DAYS, st.booleans(),
)  # fmt: skip
def test_any_pack_is_read_back_as_it_was(
    one: str, two: str, more: list[str], subject: str, direction: str, window: str, value: Decimal | None,
    day: date | None, active: bool,
) -> None:  # fmt: skip
    task = Task("1", 1, one, two, answered=tuple(more), departments=one)
    target = Target(
        "t", "1", two, subject, "entered", direction, value, value, one, window, "entered", tuple(more),
        deadline=day, valid_from=day, active=active, note=two, average_from=day,
    )  # fmt: skip
    number = Number("n", value or Decimal(0), one, two, basis=one, valid_from=day, at_most=value)
    word = Word("w", one, (one, two), two, valid_to=day)
    pack = Pack("p", one, two, issued=day, tasks=(task,), targets=(target,), numbers=(number,), words=(word,))
    assert pack_of(read_datatext(written(pack), Path("p.toml")), "p") == pack
