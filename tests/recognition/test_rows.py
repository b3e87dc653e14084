"""Whose rows a form lists, by title and header alone: no drift to what its rows are part of, or have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop.core.codes import CodeList, load_codes
from desktop.services.binding import best_record
from desktop.services.binding.columns import PlainColumn

_FORMS = [
    line.split("|")
    for line in (Path(__file__).parent / "rows.txt").read_text(encoding="utf-8").splitlines()
    if line.count("|") == 2 and not line.startswith("#")
]


@pytest.fixture(scope="module")
def codes(root: Path) -> Mapping[str, CodeList]:
    return load_codes(root / "resources" / "codes")


def test_the_record_of_a_form_is_what_its_rows_are(codes: Mapping[str, CodeList]) -> None:
    wrong = []
    for meant, title, headers in _FORMS:
        columns = [
            PlainColumn(at, (header,), running_number=header == "序号")
            for at, header in enumerate(headers.split(), start=1)
        ]
        found = best_record(columns, title=title, codes=codes)
        if found is None or found[0].label != meant:
            wrong.append(f"{title}: {found[0].label if found else None}, not {meant}")
    assert len(_FORMS) >= 150
    assert len(wrong) <= 0.02 * len(_FORMS), "\n".join(wrong)
