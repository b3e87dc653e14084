"""What a field is: the one declaration every table, form, import, check and return derives from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a field's value; in brackets its Python value inside the program (None: not filled in)."""

    TEXT = "text"  # str, one line
    NOTE = "note"  # str, several lines
    WHOLE = "whole"  # int
    DECIMAL = "decimal"  # Decimal with one decimal place: hours, half days, scores
    MONEY = "money"  # int in 分; shown and typed in 元
    DAY = "day"  # date
    MONTH = "month"  # str, "1980-09" or "1980-09-02": a month is enough
    YEAR = "year"  # int
    YESNO = "yesno"  # bool
    CODE = "code"  # str, the code of one item of a code list
    CODES = "codes"  # str, codes joined by "、"
    REF = "ref"  # int, the id of a row of another record


class Mask(StrEnum):
    """How a sensitive value leaves the ledger unless it is asked for in full."""

    NONE = ""
    NUMBER = "number"  # 220202********0018
    PHONE = "phone"  # 138****1234
    ADDRESS = "address"  # first six characters, then ****


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one record.

    `name` is the identifier, `label` the Chinese name, `aliases` other names seen in headers; `codes` the
    code list of CODE and CODES fields, `ref` the identifier of the record a REF points at; `required`
    means that a return needs it (it never blocks saving); `check` names a check of desktop.core.numbers
    ("resident_id", "credit_code", "phone", "school_code", …); `copied` is the dotted attribute path its
    value is copied from when the row is made; `default` is taken when a key needs a value and none was
    given; `derived` fields are computed, never typed; `low`/`high` bound numbers; `width` in characters.
    """

    name: str
    label: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    unit: str = ""
    codes: str = ""
    ref: str = ""
    required: bool = False
    mask: Mask = Mask.NONE
    group: str = ""
    help: str = ""
    check: str = ""
    copied: str = ""
    default: str = ""
    derived: bool = False
    search: bool = False
    low: int | None = 0
    high: int | None = None
    width: int = 0

    @property
    def sensitive(self) -> bool:
        """Whether screen, sentences and logs show it masked."""
        return self.mask is not Mask.NONE
