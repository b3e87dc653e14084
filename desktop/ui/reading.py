"""How typed text is read and values are shown; light, since the first rows need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.core.codes import CodeList
from desktop.core.fields import Field
from desktop.core.presenting import show

if TYPE_CHECKING:
    from desktop.core.values import Parsed


@dataclass(eq=False)
class Reading:
    """The code lists, and which day is today: put forward where a window is open over midnight."""

    codes: Mapping[str, CodeList]
    today: date

    def parse(self, field: Field, text: str, *, check: str | None = None) -> Parsed:
        """What a text typed for a field means."""
        from desktop.core.values import parse  # late: the first rows are shown, not read

        return parse(field, text, self.codes, year=self.today.year, today=self.today, check=check)

    def show(self, field: Field, value: Any) -> str:
        """How a value reads."""
        return "" if value is None else show(field, value, self.codes)

    def masked(self, field: Field, value: Any) -> str:
        """How a value may be seen: sensitive texts masked."""
        text = self.show(field, value)
        if not text or not field.sensitive:
            return text
        from desktop.core.values import mask

        return mask(field.mask, text)
