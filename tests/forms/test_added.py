"""A recognised form written as form.toml loads as the same form; the ledger's own comes first."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.services import templates
from desktop.services.office import Office
from desktop.services.returning import forms
from desktop.services.returning.form_writing import form_text
from desktop.services.returning.loading import load_form
from desktop.services.returning.shape import Form
from desktop.services.returning.unseen import unseen_form


def _plain(form: Form) -> list[object]:
    return [
        (
            sheet.name, sheet.header_rows, sheet.first_row, sheet.last_row,
            [(c.letter, c.kind, c.value and (c.value.label, c.value.style)) for c in sheet.columns],
            [(c.ref, c.mode, c.value.label if c.value else "", c.text) for c in sheet.cells],
        )
        for sheet in form.sheets
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["training_statistics", "certificate_holders", "practice_statistics"])
def test_the_text_loads_as_the_form_that_was_recognised(demo: Office, tmp_path: Path, name: str) -> None:
    shipped = next(each for each in forms(demo) if each.id == name)
    shutil.copy(shipped.template, tmp_path / "来文.xlsx")
    seen = unseen_form(demo, tmp_path / "来文.xlsx")
    folder = tmp_path / "表"
    folder.mkdir()
    shutil.copy(shipped.template, folder / "template.xlsx")
    (folder / "form.toml").write_text(form_text(seen, "来文"), encoding="utf-8")
    loaded = load_form(demo, folder)
    assert _plain(loaded) == _plain(seen)
    assert (loaded.record, loaded.per, loaded.where, loaded.sort) == (
        seen.record,
        seen.per,
        seen.where,
        seen.sort,
    )


def test_shipped_forms_are_written_without_loss(demo: Office, tmp_path: Path) -> None:
    """Texts with fields, alternatives, suffixes, joins and styles come back as they were."""
    for number, shipped in enumerate(each for each in forms(demo) if not each.relations):
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copy(shipped.template, folder / "template.xlsx")
        (folder / "form.toml").write_text(form_text(shipped, shipped.name), encoding="utf-8")
        loaded = load_form(demo, folder)
        assert loaded.sheets == shipped.sheets, shipped.id
        assert loaded.rules == shipped.rules


def test_the_ledgers_form_takes_the_place_of_a_shipped_one(
    empty: Callable[[str], Office], tmp_path: Path
) -> None:
    office = empty("有表")
    folder = tmp_path / "改过"
    templates.export(office, "training_statistics", folder)
    text = (folder / "form.toml").read_text(encoding="utf-8")
    (folder / "form.toml").write_text(text.replace('window = "学年"', 'window = "自然年"'), encoding="utf-8")
    templates.take_in(office, folder)
    named = [each for each in forms(office) if each.name == "职业培训情况统计表"]
    assert [each.window_kind for each in named] == ["自然年"]
    templates.remove(office, "职业培训情况统计表")
    assert [each.window_kind for each in forms(office) if each.name == "职业培训情况统计表"] == ["学年"]


def test_a_macro_template_stays_one(empty: Callable[[str], Office], tmp_path: Path) -> None:
    """.xlsm is kept as .xlsm, so that its macros stay where they are."""
    office = empty("宏")
    folder = tmp_path / "宏"
    templates.export(office, "training_statistics", folder)
    (folder / "template.xlsx").rename(folder / "template.xlsm")
    made = templates.take_in(office, folder)
    assert made.template.suffix == ".xlsm"
    again = next(each for each in forms(office) if each.name == made.name)
    assert again.template.read_bytes() == (folder / "template.xlsm").read_bytes()
