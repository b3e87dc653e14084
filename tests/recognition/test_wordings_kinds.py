"""Headers, card and head labels, cross headings one by one: most are bound, none to what it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop.core.codes import CodeList, load_codes
from tests.recognition.wordings_kinds import judge, read

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def codes(root: Path) -> Mapping[str, CodeList]:
    return load_codes(root / "resources" / "codes")


@pytest.mark.parametrize("name", ["wordings_people", "wordings_people_2", "wordings_people_3"])
def test_wordings_mean_their_fields_and_nothing_else(
    name: str, codes: Mapping[str, CodeList], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = list(read(HERE / f"{name}.txt"))
    found = judge(asked, codes)
    with capsys.disabled():
        print(f"\n{name}: {len(asked)} · " + " · ".join(f"{kind} {t.share:.1%}" for kind, t in found.items()))
    for kind, tally in found.items():
        assert tally.wrong == []
        assert tally.share >= 0.92, f"{kind}\n" + "\n".join(tally.missed)


def test_the_first_list_is_long_and_of_every_kind() -> None:
    kinds = Counter(each.kind for each in read(HERE / "wordings_people.txt"))
    assert kinds.total() >= 600
    assert kinds["card"] + kinds["head"] >= 150 and kinds["cross"] >= 100
    assert sum(not meant for each in read(HERE / "wordings_people.txt") for meant in each.meant) >= 150
