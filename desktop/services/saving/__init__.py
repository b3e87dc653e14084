"""Writing rows the way a person states them: by label paths, a role with its person, references by name."""

from desktop.services.saving.outcome import Outcome
from desktop.services.saving.rows import remove, save, save_many

__all__ = ["Outcome", "remove", "save", "save_many"]
