"""The one exception meant for the user, and the wrong cell as plain data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Severity = Literal["error", "warning", "hint"]


class UserError(Exception):
    """Something the user can understand and act on; shown as it is, never with a traceback.

    `sentence` says in Chinese what is wrong, `hint` what to do about it (together they read as one sentence);
    `place` is a short address (file, sheet, row, column) when there is one.
    """

    def __init__(self, sentence: str, *, hint: str = "", place: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence.rstrip("。，")
        self.hint = hint.strip("。，")
        self.place = place

    def __str__(self) -> str:
        head = f"{self.place}：{self.sentence}" if self.place else self.sentence
        return f"{head}，{self.hint}。" if self.hint else f"{head}。"


@dataclass(frozen=True, slots=True)
class Problem:
    """A wrong or doubtful value at its place: data, not an exception.

    `rule` is a short stable name of what was broken (e.g. 身份证位数, 日期无法识别, 代码不在列表);
    `path` the label path of the field; `sheet`, `row`, `column` its address in a file when it came from
    one (row 1-based, column a letter); `record`, `row_id` its place in the ledger when it lies there.
    """

    rule: str
    sentence: str
    severity: Severity = "error"
    path: str = ""
    value: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    record: str = ""
    row_id: int | None = None

    def at(
        self,
        *,
        sheet: str = "",
        row: int | None = None,
        column: str = "",
        record: str = "",
        row_id: int | None = None,
    ) -> Problem:
        """The same problem with its address filled in; what is given replaces what was there."""
        return replace(
            self,
            sheet=sheet or self.sheet,
            row=self.row if row is None else row,
            column=column or self.column,
            record=record or self.record,
            row_id=self.row_id if row_id is None else row_id,
        )

    @property
    def where(self) -> str:
        """The address as a person reads it: 「花名册」第 7 行 F 列 身份证号码."""
        parts = [f"「{self.sheet}」" if self.sheet else ""]
        if self.row is not None:
            parts.append(f"第 {self.row} 行")
        if self.column:
            parts.append(f"{self.column} 列")
        if self.path:
            parts.append(self.path)
        return " ".join(part for part in parts if part)
