"""Returns: a bureau's form, the rows that go into it, the filled file."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.services.returning.archive import Refused as Refused
    from desktop.services.returning.archive import Submitted as Submitted
    from desktop.services.returning.archive import difference as difference
    from desktop.services.returning.archive import submit as submit
    from desktop.services.returning.archive import void as void
    from desktop.services.returning.archive_reading import Filed as Filed
    from desktop.services.returning.archive_reading import filed as filed
    from desktop.services.returning.archive_reading import reprint as reprint
    from desktop.services.returning.archive_reading import returns as returns
    from desktop.services.returning.checks import preflight as preflight
    from desktop.services.returning.differences import Change as Change
    from desktop.services.returning.explaining import Explanation as Explanation
    from desktop.services.returning.explaining import explain as explain
    from desktop.services.returning.filling import FillResult as FillResult
    from desktop.services.returning.filling import as_form as as_form
    from desktop.services.returning.filling import fill as fill
    from desktop.services.returning.gathering import Gathered as Gathered
    from desktop.services.returning.gathering import each_file as each_file
    from desktop.services.returning.gathering import gather as gather
    from desktop.services.returning.gathering import wholes as wholes
    from desktop.services.returning.loading import form as form
    from desktop.services.returning.loading import forms as forms
    from desktop.services.returning.loading import read_forms as read_forms
    from desktop.services.returning.shape import Form as Form

_HOMES = {
    "Change": "differences",
    "Explanation": "explaining",
    "Filed": "archive_reading",
    "Refused": "archive",
    "Submitted": "archive",
    "difference": "archive",
    "explain": "explaining",
    "filed": "archive_reading",
    "preflight": "checks",
    "reprint": "archive_reading",
    "returns": "archive_reading",
    "submit": "archive",
    "void": "archive",
    "FillResult": "filling",
    "Form": "shape",
    "Gathered": "gathering",
    "as_form": "filling",
    "each_file": "gathering",
    "fill": "filling",
    "form": "loading",
    "forms": "loading",
    "gather": "gathering",
    "read_forms": "loading",
    "wholes": "gathering",
}

__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    """Imports on first use: filling needs lxml, listing the forms does not."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
