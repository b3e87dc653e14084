"""The office as that of one school, or of all schools taken together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from desktop.services.consolidating.expected import school_named
from desktop.services.office import Office
from desktop.store.scope import Schools

ALL = "全部"


@contextmanager
def narrowed(office: Office, school: str | None) -> Iterator[Office]:
    """`school`: a code or name, ALL for the rows of every school as if they were one; None: as it is.

    The bureau's own rules and settings hold for all.
    """
    if school is None:
        yield office
        return
    whole = school == ALL
    own = office.ledger.school_id if whole else school_named(office, school).id
    with Schools(office.ledger, whole=whole) as schools:
        yield replace(office, ledger=schools.of(own))
