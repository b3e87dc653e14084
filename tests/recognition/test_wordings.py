"""Single headers by the hundred, written down before the words were taught: bound, and none wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop.core.codes import CodeList, load_codes
from tests.recognition.wordings import judge, read

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def codes(root: Path) -> Mapping[str, CodeList]:
    return load_codes(root / "resources" / "codes")


@pytest.mark.parametrize("name", ["wordings_training"])
def test_headers_mean_their_fields_and_no_other(
    name: str, codes: Mapping[str, CodeList], capsys: pytest.CaptureFixture[str]
) -> None:
    wordings = list(read(HERE / f"{name}.txt"))
    found = judge(wordings, codes)
    with capsys.disabled():
        for section, said in found.items():
            parts = " · ".join(f"{each} {said.bound[each]}/{said.all[each]}" for each in said.all)
            print(f"\n{name} {section}: {said.share:.1%}, wrong {len(said.wrong)}; {parts}")
    assert len(wordings) >= 600
    for said in found.values():
        assert said.wrong == []
        assert said.share >= 0.92, "\n".join(said.missed)
