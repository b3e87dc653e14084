"""Binding: which field of a record each column of a table means, with a confidence and a reason."""

from __future__ import annotations

from desktop.services.binding.match import Binding, Bound, best_record, bind, header_labels
from desktop.services.binding.names import FormPath, form_paths, name_path

__all__ = ["Binding", "Bound", "FormPath", "best_record", "bind", "form_paths", "header_labels", "name_path"]
