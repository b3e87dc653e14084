"""Code lists: the shipped ones are whole, words find what they mean, broken files say where."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from desktop.core.codes import CodeFolder, CodeList, load_codes
from desktop.core.errors import UserError

OFFICIAL = {"sex", "ethnic_group", "education", "division", "industry", "major_category", "policy_task"}
WANTED = [
    "document_type",
    "sex",
    "ethnic_group",
    "education",
    "degree",
    "school_type",
    "division",
    "industry",
    "enterprise_nature",
    "enterprise_scale",
    "base_level",
    "establishment",
    "teacher_category",
    "title",
    "double_level",
    "post_status",
    "audience",
    "training_type",
    "facing",
    "training_nature",
    "training_mode",
    "fund",
    "skill_level",
    "scheme",
    "certificate_type_status",
    "filing_status",
    "policy_task",
    "enrolment_status",
    "period",
    "lesson_form",
    "attendance_status",
    "exam_batch_status",
    "exam_nature",
    "candidate_source",
    "exam_result",
    "certificate_status",
    "practice_form",
    "counting_method",
    "practice_status",
    "assessment",
    "practice_material",
    "practice_fund",
    "plan_kind",
    "plan_material",
    "plan_status",
    "send_via",
    "return_status",
    "major_category",
]


def test_every_list_is_there(codes: Mapping[str, CodeList]) -> None:
    assert sorted(codes) == sorted(WANTED)


def test_lists_without_an_official_code_store_the_name(codes: Mapping[str, CodeList]) -> None:
    for listed in codes.values():
        if listed.id not in OFFICIAL:
            assert [item.code for item in listed.items] == [item.name for item in listed.items], listed.id


@pytest.mark.parametrize(
    ("listed", "word", "code"),
    [
        ("sex", "男", "1"),
        ("sex", "２", "2"),
        ("sex", "F", "2"),
        ("ethnic_group", "汉族", "01"),
        ("ethnic_group", "朝鲜", "10"),
        ("ethnic_group", "基诺族", "56"),
        ("education", "大学专科", "31"),
        ("education", "高中", "61"),
        ("education", " 本 科 ", "21"),
        ("division", "磐石市", "220284"),
        ("industry", "制造业", "C"),
        ("major_category", "79", "79"),
        ("major_category", "装备制造大类", "66"),
        ("major_category", "装备制造大类（高职）", "46"),
        ("document_type", "身份证", "居民身份证"),
        ("audience", "乡村人才(高素质农民)", "乡村人才"),
        ("audience", "退伍军人", "退役军人"),
        ("training_type", "家政服务（孕婴护理、养老照护）", "家政服务"),
        ("training_type", "职业体验", "劳动和职业体验"),
        ("training_nature", "有偿（委托）", "有偿"),
        ("scheme", "X证书（1+X）", "X证书"),
        ("scheme", "1+X", "X证书"),
        ("skill_level", "四级", "四级/中级工"),
        ("skill_level", "4", "四级/中级工"),
        ("skill_level", "4级", "四级/中级工"),
        ("skill_level", "中级工", "四级/中级工"),
        ("skill_level", "四级（中级工）", "四级/中级工"),
        ("skill_level", "一级", "一级/高级技师"),
        ("skill_level", "中级", "中级"),
        ("practice_form", "挂职锻炼", "在企业生产和管理岗位兼职或任职"),
        ("exam_result", "不合格", "未通过"),
        ("teacher_category", "文化课", "公共基础课"),
    ],
)
def test_words_find_their_item(codes: Mapping[str, CodeList], listed: str, word: str, code: str) -> None:
    found = codes[listed].find(word)
    assert found is not None and found.code == code


@pytest.mark.parametrize(
    ("listed", "word"),
    [
        ("education", "研究生"),
        ("title", "高级职称"),
        ("sex", "3"),
        ("audience", "农"),
        ("scheme", ""),
        ("sex", "()"),
    ],
)
def test_ambiguous_words_find_nothing(codes: Mapping[str, CodeList], listed: str, word: str) -> None:
    assert codes[listed].find(word) is None


def test_a_bare_level_word_is_the_x_level(codes: Mapping[str, CodeList]) -> None:
    assert {codes["skill_level"].find(word).group for word in ("初级", "中级", "高级")} == {"X证书"}  # type: ignore[union-attr]


def test_every_name_alias_and_code_finds_its_own_item(codes: Mapping[str, CodeList]) -> None:
    for listed in codes.values():
        for item in listed.items:
            for word in (item.code, item.name, *item.aliases):
                assert listed.find(word) == item, (listed.id, word)


def test_names_of_codes_and_of_codes_no_longer_listed(codes: Mapping[str, CodeList]) -> None:
    assert codes["sex"].name("2") == "女"
    assert codes["sex"].name("9") == "9"


def test_closest_is_a_hint(codes: Mapping[str, CodeList]) -> None:
    near = codes["teacher_category"].closest("专业课程")
    assert near is not None and near.name == "专业课"
    assert codes["teacher_category"].closest("") is None
    assert codes["teacher_category"].closest("qqqq") is None


def test_offered_follows_dates(codes: Mapping[str, CodeList]) -> None:
    x = codes["scheme"].items[0]
    assert x in codes["scheme"].offered(date(2025, 12, 31))
    assert x not in codes["scheme"].offered(date(2026, 1, 1))
    assert [item.name for item in codes["skill_level"].offered(group="X证书")] == ["初级", "中级", "高级"]


@pytest.mark.parametrize(
    ("body", "line", "word"),
    [
        ('label = "甲"\nsource = "s"\nitems = [\n  {name = "a"},\n  {nam = "b"},\n]\n', 5, "name"),
        (
            'label = "甲"\nsource = "s"\nitems = [\n  {name = "a"},\n  {name = "b", alias = ["c"]},\n]\n',
            5,
            "alias",
        ),
        ('label = "甲"\nsource = "s"\nitems = [\n  {name = "a"},\n  {name = 3},\n]\n', 5, "文字"),
        (
            'label = "甲"\nsource = "s"\nitems = [\n  {name = "a"},\n  {name = "b", aliases = ["Ａ"]},\n]\n',
            5,
            "重复",
        ),
        ('label = "甲"\nsource = "s"\nitems = [\n  {name = "a", active = "是"},\n]\n', 4, "true"),
        ('label = "甲"\nsource = "s"\nitems = [\n  {name = "a", valid_to = "x"},\n]\n', 4, "日期"),
        ('label = "甲"\nsource = "s"\n\nitems = [\n  {name = "a},\n]\n', 5, "TOML"),
        ('label = "甲"\nsource = "s"\nextra = 1\nitems = [{name = "a"}]\n', 3, "extra"),
        ('label = "甲"\nitems = [{name = "a"}]\n', 1, "source"),
        ('label = "甲"\nsource = "s"\nitems = []\n', 3, "空"),
    ],
)
def test_a_broken_file_says_file_line_and_key(tmp_path: Path, body: str, line: int, word: str) -> None:
    (tmp_path / "demo.toml").write_text(body, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_codes(tmp_path)
    said = str(caught.value)
    assert "demo.toml" in said and f"第 {line} 行" in said and word in said
    assert "Traceback" not in said


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo.toml").write_bytes('label = "甲"'.encode("gbk"))
    with pytest.raises(UserError, match="UTF-8"):
        load_codes(tmp_path)


def test_a_folder_reads_each_list_when_it_is_asked_for(resources: Path, tmp_path: Path) -> None:
    folder = CodeFolder(resources / "codes")
    assert dict(folder) == load_codes(resources / "codes")
    (tmp_path / "bad.toml").write_text('label = "坏表"\n', encoding="utf-8")
    lazy = CodeFolder(tmp_path)
    assert list(lazy) == ["bad"] and "bad" in lazy and "none" not in lazy
    with pytest.raises(UserError):
        lazy["bad"]
