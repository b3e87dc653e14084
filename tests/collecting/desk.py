"""What the tests of collecting share: a small school, files sent out, and a hand that edits them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from desktop.compose import open_office
from desktop.core.dates import parse_window
from desktop.services.collecting import Made, Wish, make
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.find import find

TODAY = date(2026, 9, 10)
TEACHERS = (
    ("T001", "陈建国", "汽车工程系", "220202198001010018"),
    ("T002", "李敏", "汽车工程系", "440524188001010014"),
    ("T003", "王芳", "信息系", "220284200506300023"),
)
FACTORY, SHOP = "江城汽车零部件有限公司", "江城软件园有限公司"


def new_office(folder: Path, address: str = "") -> Office:
    """Three teachers in two departments with a practice each; a third department without anybody."""
    office = open_office(
        address or str(folder / "台账.zhijiao"), create=("2222000001", "江城职业技术学校"), today=TODAY
    )
    for name in ("汽车工程系", "信息系", "旅游系"):
        saved(office, "department", {"名称": name})
    for name in (FACTORY, SHOP):
        saved(office, "enterprise", {"企业名称": name})
    for number, name, department, document in TEACHERS:
        values = {"工号": number, "姓名": name, "证件号码": document, "系部": department, "职称": "讲师"}
        saved(
            office, "teacher", {**values, "联系电话": f"1380000{number[1:]}1", "入职日期": date(2020, 9, 1)}
        )
        practice = {"教师.工号": number, "企业.企业名称": FACTORY, "开始日期": date(2026, 7, 1)}
        saved(office, "practice", {**practice, "结束日期": date(2026, 7, 20), "岗位": "技术员"})
    return office


def saved(office: Office, record: str, values: dict[str, Any], row: int | None = None) -> int:
    """A row written, its codes by their words."""
    from desktop.core.values import parse
    from desktop.records.catalogue import record as named

    typed = {}
    for label, value in values.items():
        own = named(record).path(label).field
        plain = isinstance(value, str) and own.kind != "ref"
        typed[label] = parse(own, value, office.codes).value if plain else value
    outcome = save(office, record, typed, row_id=row)
    assert outcome.fate in ("created", "updated", "unchanged"), outcome.problems
    assert outcome.id is not None
    return outcome.id


def sent(office: Office, out: Path, record: str, by: str, *fields: str, **more: Any) -> Made:
    """The files, made for 2026."""
    return make(office, Wish(record, by, parse_window("2026"), fields, **more), out)


class Sheet:
    """One returned file under a person's hands."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet

    @property
    def header(self) -> int:
        """The row of the header: the first visible one below the hidden row of tags."""
        tags = next(row for row in range(1, 30) if str(self.sheet.cell(row, 1).value).startswith("zhijiao"))
        return tags + 1

    def column(self, header: str) -> int:
        """Where a header stands."""
        found = [cell.column for cell in self.sheet[self.header] if cell.value == header]
        assert len(found) == 1, (header, [cell.value for cell in self.sheet[self.header]])
        return int(found[0])

    def row(self, words: str) -> int:
        """The row that has these words in a cell."""
        for row in self.sheet.iter_rows(min_row=self.header + 1):
            if any(cell.value == words for cell in row):
                return int(row[0].row)
        raise AssertionError(words)

    def put(self, row: int, header: str, value: Any) -> None:
        """Type into a cell."""
        self.sheet.cell(row, self.column(header)).value = value

    def add(self, **values: Any) -> int:
        """A new row in the first blank one."""
        row = self.header + 1
        while any(self.sheet.cell(row, at).value is not None for at in range(2, self.sheet.max_column + 1)):
            row += 1
        for header, value in values.items():
            self.put(row, header, value)
        return row


@contextmanager
def edited(file: Path) -> Iterator[Sheet]:
    """The file opened as a person would, and saved."""
    book = openpyxl.load_workbook(file)
    yield Sheet(book.worksheets[0])
    book.save(file)


def file_for(made: Made, name: str) -> Path:
    """The file of one addressee."""
    return next(file for file in made.files if re.search(rf"_{name}\.xlsx$", file.name))


def row_id(office: Office, record: str, label: str, value: Any) -> int:
    """The id of the one row with this value."""
    page = find(office.ledger, record, paths=[label], today=TODAY)
    (found,) = [each for each, row in zip(page.ids, page.rows, strict=True) if row[0] == value]
    return found


def rows(office: Office, record: str, *labels: str) -> list[tuple[Any, ...]]:
    """The ledger's rows."""
    return find(office.ledger, record, paths=labels, today=TODAY, sort=[(labels[0], False)]).rows
