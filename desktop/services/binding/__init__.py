"""Binding: which field of a record each column of a table means, with a confidence and a reason."""

from __future__ import annotations

from desktop.services.binding.choosing import best_record, every_label, header_labels, said_of
from desktop.services.binding.columns import Binding, Bound
from desktop.services.binding.match import bind
from desktop.services.binding.names import FormPath, form_paths, name_path

__all__ = [
    "Binding",
    "Bound",
    "FormPath",
    "best_record",
    "bind",
    "every_label",
    "form_paths",
    "header_labels",
    "name_path",
    "said_of",
]
