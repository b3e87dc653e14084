"""Wordings of single headers with the fields a careful person would bind them to, and how many are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop.core.codes import CodeList
from desktop.records.catalogue import record
from desktop.services.binding import bind
from desktop.services.binding.columns import PlainColumn
from desktop.services.binding.row_figures import RowFigure


@dataclass(frozen=True, slots=True)
class Wording:
    """A header of a list of a record, and what it means: label paths, "" for nothing."""

    section: str
    record: str
    header: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(slots=True)
class Said:
    """What came of a section's wordings."""

    all: Counter[str] = field(default_factory=Counter)
    bound: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.bound.total() / self.all.total() if self.all else 1.0


def read(path: Path) -> Iterator[Wording]:
    """record | field or - for none, fields that mean the same parted by ~ | headers, group > leaf."""
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, fields, headers = line.split("|")
            meant = () if fields == "-" else tuple(fields.split("~"))
            for header in headers.replace("备 注", "备\u3000注").replace("姓 名", "姓\u3000名").split(" "):
                if header:
                    yield Wording(section, name, tuple(header.split(">")), meant)


def judge(wordings: list[Wording], codes: Mapping[str, CodeList]) -> dict[str, Said]:
    """Each header alone in a list of its record: bound to its field, to another (wrong), or left."""
    found: dict[str, Said] = {}
    for each in wordings:
        said = found.setdefault(each.section, Said())
        own = record(each.record)
        column = PlainColumn(1, each.header)
        binding = bind([column], own, purpose="fill", codes=codes)
        got = binding.bound.get(1)
        figure = binding.figures.get(1)
        shown = got.label if got else _figure(figure) if figure else ""
        place = f"{each.record} {'>'.join(each.header)}"
        if each.fields:
            said.all[each.record] += 1
        if not shown:
            if each.fields:
                said.missed.append(f"{place}: not {'~'.join(each.fields)}; {binding.unbound.get(1, '')}")
        elif any(_same(shown, wanted) for wanted in each.fields):
            said.bound[each.record] += 1
        else:
            said.wrong.append(f"{place}: {shown}, not {'~'.join(each.fields) or 'nothing'}")
    return found


def _figure(figure: RowFigure) -> str:
    return f"({figure.label}: {'、'.join(map(str, figure.where))})"


def _same(shown: str, wanted: str) -> bool:
    """教师.姓名 where 教师 is wanted; 学员.专业 for the row's own copy of it."""
    return shown == wanted or shown.startswith(f"{wanted}.") or f"{shown}.".startswith(f"学员.{wanted}.")
