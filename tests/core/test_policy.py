"""Policy packs: the shipped ones answer policy.md, numbers follow their dates, errors say where."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.core.codes import CodeList
from desktop.core.errors import UserError
from desktop.core.packs import load_policy, read_pack
from desktop.core.policy import Policy

ON = date(2026, 6, 30)


@pytest.fixture(scope="module")
def policy(resources: Path) -> Policy:
    return load_policy(resources / "policy")


def test_all_tasks_and_the_code_list_agree(policy: Policy, codes: Mapping[str, CodeList]) -> None:
    assert [task.group for task in policy.tasks] == ["任务"] * 15 + ["保障"] * 3 + ["要求"] * 3
    listed = codes["policy_task"].items
    assert [(task.code, task.heading) for task in policy.tasks] == [(item.code, item.name) for item in listed]


def test_the_targets_of_the_plan(policy: Policy) -> None:
    targets = {target.id: target for target in policy.targets(ON)}
    ratio = targets["training-per-student"]
    assert (ratio.subject, ratio.direction, ratio.value, ratio.source) == (
        "学校",
        "≥",
        Decimal("2.0"),
        "computed",
    )
    assert targets["teaching-share"].source == "ratio-of-entered"
    assert targets["rural-talents"].where == ("培训对象=乡村人才",)
    assert targets["industry-colleges"].deadline == date(2025, 12, 31)
    assert {target.task for target in targets.values()} >= {
        "3",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "11",
        "13",
        "14",
        "保障1",
    }
    assert len([target for target in targets.values() if target.metric == "entered"]) == 12


def test_targets_are_judged_by_their_direction(policy: Policy) -> None:
    targets = {target.id: target for target in policy.targets()}
    assert targets["training-per-student"].met(Decimal("2")) is True
    assert targets["training-per-student"].met(Decimal("1.999")) is False
    assert targets["bases-integrated"].met(Decimal(3)) is True
    assert targets["bases-integrated"].met(Decimal(4)) is False
    assert targets["vocational-share"].met(Decimal(1)) is None
    assert targets["training-per-student"].met(None) is None


def test_every_where_names_a_code_that_exists(policy: Policy, codes: Mapping[str, CodeList]) -> None:
    by_label = {codes["audience"].label.split("/")[0]: codes["audience"], "培训类型": codes["training_type"]}
    for target in policy.targets():
        for condition in target.where:
            label, value = condition.split("=")
            assert by_label[label].find(value) is not None, condition


def test_numbers_are_asked_for_by_name_and_date(policy: Policy) -> None:
    assert policy.number("practice.months_in_5_years", ON) == 6
    assert policy.number("practice.months_in_5_years", date(2015, 1, 1)) is None
    assert policy.number("practice.months_per_year", date(2019, 1, 23)) is None
    assert policy.number("practice.months_per_year", date(2019, 1, 24)) == 1
    assert [
        policy.number(f"practice.days_per_month.{way}", ON) for way in ("natural", "working", "manual")
    ] == [
        30,
        22,
        30,
    ]
    assert policy.number("training.lessons_per_day", ON) == 8
    assert policy.number("training.age_max_months.male", date(2024, 12, 31)) == 720
    assert policy.number("training.age_max_months.male", ON) == 726
    assert policy.number("training.age_max_months.male", date(2050, 1, 1)) == 756
    assert policy.number("no.such", ON) is None
    assert policy.switch("practice.inner_base_counts_year", ON)
    assert not policy.switch("practice.inner_base_counts_cycle", ON)
    assert policy.word("practice.window", ON) == "滚动五年" and policy.word("no.such", ON) is None
    rule = policy.rule("practice.months_in_5_years", ON)
    assert rule is not None and "教师〔2016〕3号" in rule.basis


def test_a_school_adds_its_own_pack_without_a_release(tmp_path: Path) -> None:
    """A later file goes first; a new rule year begins on its day."""
    (tmp_path / "1.toml").write_text(
        'title = "旧"\ndocument = "甲"\nnumbers = [\n  {name = "a", value = 1, label = "数"},\n]\n',
        encoding="utf-8",
    )
    (tmp_path / "2.toml").write_text(
        'title = "新"\ndocument = "乙"\nnumbers = [\n'
        '  {name = "a", value = 2.5, label = "数", valid_from = 2027-01-01},\n]\n',
        encoding="utf-8",
    )
    both = load_policy(tmp_path)
    assert both.number("a", date(2026, 12, 31)) == 1
    assert both.number("a", date(2027, 1, 1)) == Decimal("2.5")


HEAD = 'title = "甲"\ndocument = "乙"\n'
TASK = 'tasks = [\n  {code = "1", number = 1, heading = "甲", text = "乙"},\n]\n'
NUMBER = 'name = "a", value = 6, label = "数"'
TARGET = 'id = "t", label = "甲", metric = "entered", direction = "≥", value = 1'


@pytest.mark.parametrize(
    ("body", "line", "word"),
    [
        (HEAD + 'numbers = [\n  {name = "a", label = "数"},\n]\n', 4, "value"),
        (HEAD + 'numbers = [\n  {name = "a", value = "6", label = "数"},\n]\n', 4, "数字"),
        (
            HEAD + f"numbers = [\n  {{{NUMBER}, valid_form = 2026-01-01}},\n]\n",
            4,
            "valid_form",
        ),
        (HEAD + f"numbers = [\n  {{{NUMBER}}},\n  {{{NUMBER}}},\n]\n", 5, "重复"),
        (
            HEAD + TASK + f'targets = [\n  {{{TARGET}, task = "9", subject = "学校", window = "学年"}},\n]\n',
            7,
            "9",
        ),
        (
            HEAD + TASK + f'targets = [\n  {{{TARGET}, task = "1", subject = "区", window = "学年"}},\n]\n',
            7,
            "学校、市",
        ),
        (
            HEAD + 'words = [\n  {name = "w", label = "字", value = "丙", options = ["甲", "乙"]},\n]\n',
            4,
            "甲、乙",
        ),
        (HEAD + 'tasks = [\n  {code = "1", number = "一", heading = "甲", text = "乙"},\n]\n', 4, "整数"),
    ],
)
def test_a_broken_pack_says_file_line_and_key(tmp_path: Path, body: str, line: int, word: str) -> None:
    path = tmp_path / "pack.toml"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_pack(path)
    assert f"pack.toml 第 {line} 行" in str(caught.value) and word in str(caught.value)


def test_no_pack_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有找到政策文件"):
        load_policy(tmp_path)
