"""One demonstration ledger for all tests of 健康检查; each works on a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.services.office import Office
from desktop.services.sampling import demo, demo_school
from desktop.store.ledger import Ledger
from tests.services.counting_office import ROOT, office_on


@pytest.fixture(scope="session")
def sown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a demonstration ledger, closed."""
    place = tmp_path_factory.mktemp("health") / "演示.zhijiao"
    code, name = demo_school(ROOT / "resources")
    office = office_on(Ledger.create(place, school_code=code, school_name=name))
    demo(office)
    office.ledger.close()
    return place


@pytest.fixture
def opened(sown: Path, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Opens copies of the demonstration ledger, after something was done to the file if that is asked."""
    offices: list[Office] = []

    def open_copy(before: Callable[[Path], object] | None = None, **settings: object) -> Office:
        place = tmp_path / f"{len(offices)}.zhijiao"
        shutil.copy(sown, place)
        if before is not None:
            before(place)
        offices.append(office_on(Ledger.open(place), **settings))
        return offices[-1]

    yield open_copy
    for office in offices:
        office.ledger.close()
