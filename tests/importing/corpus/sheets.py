"""Lays records out as a clerk does, and writes down at the same time what each row is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.importing.corpus.again import add_again
from tests.importing.corpus.kinds import KINDS, type_value
from tests.importing.corpus.layout import Column, Layout, Row, Sheet, letters
from tests.importing.corpus.ways import Desk, Typed

Words = Mapping[str, Sequence[str]]  # other ways to head a column, by record and label


class Table:
    """One table put onto a sheet, with its truth."""

    def __init__(
        self, rng: random.Random, tally: Counter[str], sheet: Sheet, into: str, columns: list[Column], desk: Desk,
        look: Layout, words: Words,
    ) -> None:  # fmt: skip
        self.tally = tally
        self.rng, self.sheet, self.into, self.desk, self.look = rng, sheet, into, desk, look
        self.columns = [each for each in columns if each.label != look.bands]
        self.every = columns
        self.at: dict[str, int] = {}
        first = 1 + look.left + look.serial
        for place, each in enumerate(self.columns):
            self.at[each.label] = first + place
        self.noise_at = first + len(self.columns)
        self.last = self.noise_at + len(look.noise) - 1
        # A clean table is headed as everybody would head it.
        self.heads = [self._head(each, words) if look.dirt else each.heads[0] for each in self.columns]
        if look.dirt:
            self.heads = [self._as_typed(head) for head in self.heads]
        for place, each in enumerate(self.columns):
            if each.kind == "money" and desk.header_unit:
                self.heads[place] += rng.choice((f"（{desk.unit}）", f"({desk.unit})"))
        self.truth: list[dict[str, Any]] = []
        self.header: tuple[int, int] = (0, 0)
        self.lacking: set[int] = set()
        self.grouped = look.depth > 1 and any(each.group for each in self.columns)

    def _head(self, each: Column, words: Words) -> str:
        """One of the ways to head the column, or one of another list."""
        key = f"{self.into}.{each.label}{'+' if each.several else ''}"
        other = words.get(key, ())
        own = not other or self.rng.random() < 0.6
        return self.rng.choice(each.heads if own else tuple(other))

    def _as_typed(self, head: str) -> str:
        """A heading as it is made to fit."""
        if self.rng.random() > 0.15:
            return head
        half = (len(head) + 1) // 2
        ways = [f"{head} ", f"*{head}", f"{head}（必填）", f"{head[:half]}\n{head[half:]}"]
        if len(head) == 2:
            ways += [f"{head[0]}  {head[1]}", f"{head[0]}\u3000{head[1]}"]
        return self.rng.choice(ways)

    @staticmethod
    def cell(value: Any) -> Typed:
        """A value as a program writes it, days with the format of a day."""
        return Typed(value, value, "yyyy-mm-dd" if hasattr(value, "isoformat") else "")

    # --- rows that are no records -------------------------------------------------------------------------

    def put(self, cells: Mapping[int, Any], why: str = "") -> int:
        self.sheet.rows.append(
            {
                at: each if isinstance(each, Typed) else Typed(each)
                for at, each in cells.items()
                if each is not None
            }
        )
        number = len(self.sheet.rows)
        if why:
            self.truth.append({"row": number, "outcome": "skip", "why": why})
        return number

    def _banner(self, text: str, why: str) -> None:
        number = self.put({1 + self.look.left: text}, why)
        if self.last > 1 + self.look.left:
            self.sheet.merges.append((number, 1 + self.look.left, number, self.last))

    def _above(self) -> None:
        look = self.look
        if look.title:
            self._banner(look.title, "标题或说明")
        for line in look.lines:
            self._banner(line, "标题或说明")
        if look.block:
            places = list(range(1 + look.left, self.last + 1, 3)) or [1 + look.left]
            cells: dict[int, Any] = {}
            for at, (label, text) in zip(places, look.block, strict=False):
                joined = self.rng.random() < 0.6 or at == self.last
                cells[at] = f"{label}：{text}" if joined else f"{label}："
                if not joined:
                    cells[at + 1] = text
            self.put(cells, "班级信息")

    def _headers(self, again: bool = False) -> None:
        look, first = self.look, len(self.sheet.rows) + 1
        depth = look.depth if self.grouped else 1
        rows: list[dict[int, Any]] = [{} for _ in range(depth)]
        single: list[int] = []
        if look.serial:
            rows[0][1 + look.left] = "序号"
            single.append(1 + look.left)
        runs: list[tuple[str, int, int]] = []
        for each, head in zip(self.columns, self.heads, strict=True):
            at = self.at[each.label]
            if depth == 1 or not each.group:
                rows[0][at] = head
                single.append(at)
                continue
            rows[-1][at] = head
            if runs and runs[-1][0] == each.group and runs[-1][2] == at - 1:
                runs[-1] = (each.group, runs[-1][1], at)
            else:
                runs.append((each.group, at, at))
        for place, (head, _) in enumerate(look.noise):
            rows[0][self.noise_at + place] = head
            single.append(self.noise_at + place)
        for group, start, end in runs:
            for level in range(depth - 1):
                rows[level][start] = group if level == depth - 2 else "登记内容"
                if end > start:
                    self.sheet.merges.append((first + level, start, first + level, end))
        if depth > 1:
            self.sheet.merges += [(first, at, first + depth - 1, at) for at in single]
        for row in rows:
            self.put(row, "重复表头" if again else "")
        if not again:
            self.header = (first, len(self.sheet.rows))
        if look.index_row and not again:
            places = sorted({*range(1 + look.left, self.last + 1)})
            self.put({at: str(number) for number, at in enumerate(places, 1)}, "序号行")

    # --- records ------------------------------------------------------------------------------------------

    def lay(self, records: list[Row], context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The whole table; its truth."""
        look = self.look
        for _ in range(look.top):
            self.put({}, "空行")
        self._above()
        self._headers()
        if look.sample:
            self._sample(records[0])
        self.lacking = set(self.rng.sample(range(len(records)), min(look.missing, len(records))))
        hide = set(self.rng.sample(range(len(records)), min(look.hidden, len(records))))
        band, run, page = None, (None, 0), 0
        for place, record in enumerate(records):
            if look.repeat and page == look.repeat:
                self._break(page)
                page, run = 0, (None, 0)
            if look.bands and record.get(look.bands) != band:
                if look.subtotal and band is not None:
                    self.put({1 + look.left: "小计"}, "小计")
                band = record.get(look.bands)
                self._banner(str(band), "分组")
            if look.blank_every and place and place % look.blank_every == 0:
                self.put({}, "空行")
                run = self._end_run(run)
            run = self._record(place, record, run, place in hide)
            page += 1
        self._end_run(run)
        add_again(self)
        self._below(len(records), page)
        return self._told(context or {})

    def _sample(self, record: Row) -> None:
        """A made-up row that shows how to fill in the table."""
        made_up = {"name": "张三", "teacher": "张三", "id": "220202198001010018", "phone": "13800000000"}
        row: dict[int, Any] = {}
        for each, typed in self._typed(record, 0.0):
            text = f"示例{typed.raw}" if each.kind in ("text", "class") and each.join is None else typed.raw
            row[self.at[each.label]] = Typed(made_up.get(each.kind, text), format=typed.format)
        row[1 + self.look.left if self.look.serial else self.at[self.columns[0].label]] = "例"
        self.put(row, "示例")

    def _record(self, place: int, record: Row, run: tuple[Any, int], hidden: bool) -> tuple[Any, int]:
        look = self.look
        cells = dict(self._typed(record, look.dirt))
        if self.rng.random() < look.faults:
            self._fault(record, cells)
        self._swap(record, cells)
        if place in self.lacking:
            self._take_number(cells)
        follows = look.ditto or look.merge
        key = record.get(follows) if follows in self.at else None
        here = len(self.sheet.rows) + 1
        if follows in self.at:
            own = next(each for each in cells if each.label == follows)
            if key is not None and key == run[0] and not cells[own].kind:
                said = self.rng.choice(("同上", "″", "〃", '"')) if look.ditto else None
                cells[own] = Typed(said, key)
            else:
                self._end_run(run)
                if cells[own].kind:
                    key = None
                else:
                    cells[own] = Typed(key, key)
                run = (key, here)
        serial = place + 1 + (place // 7 if look.gaps else 0)
        row: dict[int, Any] = {self.at[each.label]: typed for each, typed in cells.items()}
        if look.serial:
            row[1 + look.left] = Typed(serial)
        for at, (_, values) in enumerate(look.noise, self.noise_at):
            row[at] = Typed(self.rng.choice(values))
        number = self.put(row)
        if hidden:
            self.sheet.hidden_rows.add(number)
        told = self._row(number, record, cells, hidden)
        for at, (head, _) in enumerate(look.noise, self.noise_at):
            if head.startswith("备注") and row[at].raw is not None:  # may be taken for the record's own 备注
                told.setdefault("accept", {}).setdefault("备注", []).append(row[at].raw)
        self.truth.append(told)
        return run

    def _end_run(self, run: tuple[Any, int]) -> tuple[Any, int]:
        here = len(self.sheet.rows)
        if self.look.merge in self.at and run[0] is not None and here > run[1] > 0:
            at = self.at[self.look.merge]
            self.sheet.merges.append((run[1], at, here, at))
        return (None, 0)

    def _typed(self, record: Row, dirt: float) -> list[tuple[Column, Typed]]:
        found = []
        for each in self.columns:
            if each.join is not None:
                found.append((each, each.join(self.rng, record)))
            else:
                found.append((each, type_value(self.rng, each.kind, record.get(each.label), self.desk, dirt)))
        return found

    def _fault(self, record: Row, cells: dict[Column, Typed]) -> None:
        """One cell of the row is wrong."""
        able = [
            each
            for each in cells
            if each.join is None and KINDS[each.kind].fault and record.get(each.label) is not None
            and each.label not in (self.look.ditto, self.look.merge)
        ]  # fmt: skip
        found: list[tuple[float, int, Column, Typed]] = []
        for each in self.rng.sample(able, len(able)):
            fault = KINDS[each.kind].fault
            for _ in range(4):
                typed = fault(self.rng, record[each.label], self.desk) if fault else None
                if typed is not None:
                    found.append(
                        (self.tally[typed.kind] * self.rng.uniform(0.5, 1.5), len(found), each, typed)
                    )
        if found:
            _, _, each, typed = min(found)
            cells[each] = typed
            self.tally[typed.kind] += 1

    def _swap(self, record: Row, cells: dict[Column, Typed]) -> None:
        """Two values in each other's column."""
        pair = [each for label in self.look.swap for each in cells if each.label == label]
        if len(pair) != 2 or self.rng.random() > 0.05 or any(record.get(each.label) is None for each in pair):
            return
        one, other = pair
        kinds = {"id": "身份证位数", "phone": "电话位数"}
        cells[one] = Typed(str(record[other.label]), kind=kinds.get(one.kind, "不在代码表"))
        cells[other] = Typed(str(record[one.label]), kind=kinds.get(other.kind, "不在代码表"))

    def _take_number(self, cells: dict[Column, Typed]) -> None:
        cells |= {each: Typed(None, kind="缺少证件号码") for each in cells if each.kind == "id"}

    def _row(
        self, number: int, record: Row, cells: Mapping[Column, Typed], hidden: bool = False
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        accept: dict[str, list[Any]] = {}
        problems: list[dict[str, Any]] = []
        ask: list[str] = []
        for each, typed in cells.items():
            letter = letters(self.at[each.label])
            if typed.kind:
                problems.append({"column": letter, "kind": typed.kind})
                if typed.kind == "缺少证件号码":
                    problems[-1]["anywhere"] = True
            elif each.several:
                values |= {label: record.get(label) for label in each.several}
            else:
                values[each.label] = typed.value
            if typed.accept:
                accept[each.label] = list(typed.accept)
            if typed.ask or each.join is not None:
                ask.append(letter)
        if any(each.kind == "id" and typed.kind for each, typed in cells.items()):
            ask += [letters(self.at[each.label]) for each in cells if each.kind == "name"]
        if self.look.bands:
            values[self.look.bands] = record.get(self.look.bands)
        told: dict[str, Any] = {
            "row": number,
            "outcome": "problem" if problems else "record",
            "values": values,
        }
        told |= {"problems": problems} if problems else {}
        told |= {"accept": accept} if accept else {}
        told |= {"may_ask": ask} if ask else {}
        return told | ({"hidden": True} if hidden else {})

    def _break(self, page: int) -> None:
        """The end of a printed page and the head of the next."""
        if self.look.subtotal:
            at = 1 + self.look.left
            word = self.rng.choice(("本页小计", "小计", "本页合计"))
            self.put(
                {at: word, at + 1: f"{page}人"} if self.rng.random() < 0.5 else {at + 1: word, at + 2: page},
                "小计",
            )
        self.put({}, "空行")
        self._above()
        self._headers(again=True)

    def _below(self, count: int, page: int) -> None:
        look, at = self.look, 1 + self.look.left
        if look.total:
            self.put(
                {at: look.total, at + 1: count} if self.rng.random() < 0.5 else {at + 1: look.total}, "合计"
            )
        for note in look.notes:
            self.put({at: note}, "标题或说明")
        if look.filtered:
            self.sheet.filter = (self.header[1], 1 + look.left, len(self.sheet.rows), self.last)
        for label in look.hidden_columns:
            if label in self.at:
                self.sheet.hidden_columns.add(self.at[label])

    def _told(self, context: Mapping[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = {
            "into": self.into,
            "sheet": self.sheet.name,
            "header_rows": list(self.header),
            "columns": {letters(self.at[each.label]): list(each.labels) for each in self.columns},
        }
        several = {letters(self.at[each.label]): list(each.several) for each in self.columns if each.several}
        told |= {"several": several} if several else {}
        context = {**context, **self.look.block_truth}
        told |= {"context": dict(context)} if context else {}
        return told | {"rows": self.truth}
