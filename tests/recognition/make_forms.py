"""Draws every form of tests/recognition/forms with its truth: python -m tests.recognition.make_forms.

Run once and committed before recognition was tuned to it; it imports nothing of desktop/.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.recognition.arranging import Truth, options_sheet
from tests.recognition.drawing import Drawing, through_libreoffice, write_openpyxl, write_xlsxwriter
from tests.recognition.layouts import Lay, card, cross, grouped, messy, plain
from tests.recognition.sets import HERE, ColumnSet, read_sets

FORMS = HERE / "forms"
_CROSS = ("practice6", "certificate4", "training4", "training6", "training7")
_MAKERS = ("xlsxwriter", "libreoffice")


def arrangements(form: ColumnSet) -> tuple[Lay, ...]:
    """Figures stand in cross tables, everything else on cards, too."""
    if form.name in ("training6", "training7"):
        return (grouped, cross)
    if form.name == "certificate7":
        return (plain, card)
    return (plain, grouped, cross) if form.name in _CROSS else (plain, grouped, messy, card)


def some_traps(form: ColumnSet, pick: random.Random, lay: Lay) -> list[str]:
    """A few traps of the record; grouped ones only where there are groups."""
    known = [each for each in read_sets()[1][form.record] if lay in (grouped, messy) or ">" not in each]
    chosen = pick.sample(known, min(2, len(known)))
    return sorted(chosen, key=lambda each: each.partition(">")[0] if ">" in each else "")


def drawn() -> Iterator[tuple[str, str, list[Drawing], list[Truth]]]:
    """Every workbook: file name, maker, sheets, truth."""
    for form in read_sets()[0].values():
        for lay in arrangements(form):
            for maker in _MAKERS:
                pick = random.Random(f"{form.name} {lay.__name__} {maker}")
                sheet, truths = lay(form, some_traps(form, pick, lay), pick)
                sheets = [sheet, options_sheet()] if sheet.choices else [sheet]
                for truth in truths:
                    truth["maker"] = maker
                yield f"{form.name}_{lay.__name__}_{maker}.xlsx", maker, sheets, truths


def main() -> None:
    """Writes them all; with `truth` as argument only what is true of them, with `new` those not there."""
    FORMS.mkdir(exist_ok=True)
    said: dict[str, list[Truth]] = {}
    later: list[Path] = []
    for name, maker, sheets, truths in drawn():
        said[name] = truths
        if sys.argv[1:] == ["truth"] or (sys.argv[1:] == ["new"] and (FORMS / name).exists()):
            continue
        if maker == "xlsxwriter":
            write_xlsxwriter(FORMS / name, sheets)
        else:
            write_openpyxl(FORMS / name, sheets)
            later.append(FORMS / name)
    if later:
        through_libreoffice(later)
    text = json.dumps(said, ensure_ascii=False, indent=1)
    (FORMS / "truth.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(said)} workbooks")


if __name__ == "__main__":
    main()
