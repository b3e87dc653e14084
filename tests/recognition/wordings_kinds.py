"""Headers, labels of cards and head rows, headings of cross tables one by one: what each is bound to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from zlib import crc32

from desktop.core.codes import CodeList
from desktop.core.same import Same
from desktop.records.catalogue import Record, record
from desktop.services.binding import best_record, bind
from desktop.services.binding.columns import Binding, PlainColumn
from desktop.services.binding.headings_said import heading_now
from desktop.services.binding.labelled import bind_labels
from desktop.services.binding.measure_headings import heading_reader
from desktop.services.binding.measure_words import SETS
from desktop.services.binding.names import Purpose, form_paths
from desktop.services.returning.cards import around_label, asks
from desktop.services.returning.unseen import cell_meaning, head_value
from desktop.workbook import LabelCell
from tests.recognition.judging import one_name

Codes = Mapping[str, CodeList]
KINDS: Final = ("list", "import", "card", "head", "cross", "table")
_TITLES: Final = ("姓名", "企业名称", "专业名称", "项目名称")
_MAY: Final = "?"  # a wording that may as well stay blank


@dataclass(frozen=True, slots=True)
class Asked:
    """Headers that stand side by side (mostly one), each with what a careful clerk fills in ("" nothing)."""

    kind: str
    record: str
    headers: tuple[str, ...]
    meant: tuple[str, ...]
    title: str = ""

    @property
    def second(self) -> bool:
        """Of the half whose failures nobody reads while words are added."""
        return crc32(f"{self.kind}{self.record}{self.headers}".encode()) % 2 == 1


@dataclass(slots=True)
class Tally:
    """How many there are and are right; what is bound to something else; what is not bound."""

    all: int = 0
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / self.all if self.all else 1.0


def read(path: Path) -> Iterator[Asked]:
    """The lines of a file of wordings; see its head for how they are written."""
    kind = name = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            _, kind, name = line.split()
        elif kind == "table" and line:
            title, _, right = line.partition(" || ")
            pairs = [each.partition(" => ") for each in right.split(" | ")]
            yield Asked(kind, name, tuple(p[0] for p in pairs), tuple(p[2] for p in pairs), title)
        elif line and not line.startswith("#"):
            left, _, right = line.partition(": ")
            headers, meant = right.split(" | "), ["" if each == "-" else each for each in left.split(" | ")]
            if len(meant) > 1:
                assert len(meant) == len(headers), line
                yield Asked(kind, name, tuple(headers), tuple(meant))
            else:
                yield from (Asked(kind, name, (each,), tuple(meant)) for each in headers)


def judge(asked: Sequence[Asked], codes: Codes) -> dict[str, Tally]:
    """A tally per kind; lists are read for filling and for importing."""
    found = {kind: Tally() for kind in KINDS}
    for each in asked:
        for kind in ("list", "import") if each.kind == "list" else (each.kind,):
            got = _got(kind, each, codes)
            for header, meant, said in zip(each.headers, each.meant, got, strict=True):
                _count(found[kind], f"{kind} {each.record} {header}", header, meant, said)
    return found


def _count(tally: Tally, place: str, header: str, meant: str, said: tuple[str, str]) -> None:
    got, why = said
    if got == "not asked":
        return
    if got and got != meant:
        tally.wrong.append(f"{place} → {got}, not {meant or 'nothing'} ({why})")
    if not meant or (header.endswith(_MAY) and not got):
        return
    tally.all += 1
    tally.right += got == meant
    if not got:
        tally.missed.append(f"{place}: not {meant} ({why})")


def _got(kind: str, asked: Asked, codes: Codes) -> list[tuple[str, str]]:
    headers = [each.removesuffix(_MAY) for each in asked.headers]
    if kind == "table":
        return _table(asked, codes)
    if kind == "cross":
        return _cross(asked.record, headers, codes)
    return [
        _one(kind, asked.record, header, meant, codes)
        for header, meant in zip(headers, asked.meant, strict=True)
    ]


def _one(kind: str, name: str, header: str, meant: str, codes: Codes) -> tuple[str, str]:
    own = record(name)
    if kind in ("list", "import"):
        purpose: Purpose = "fill" if kind == "list" else "import"
        binding = bind([PlainColumn(1, tuple(header.split(">")))], own, purpose=purpose, codes=codes)
        if purpose == "import" and meant and not _typed(own, meant):
            return "not asked", ""
        return _same(own.label, meant, *_bound(own.label, binding, 1))
    cell = LabelCell("A2", header, "after" if kind == "head" else "next", "B2", "")
    if kind == "head":
        value = head_value(cell, own)
    else:
        value = around_label(cell, cell_meaning)
        if value is None and not asks(cell):
            return "", "by hand"
    if value is not None:
        return _same(own.label, meant, "+".join(part.label for part in value.parts), "head")
    if kind == "head":
        return "", ""
    found = bind_labels([cell], codes=codes, wanted=own)
    assert found is not None
    return _same(own.label, meant, *_bound(own.label, found[1], 0))


def _typed(own: Record, meant: str) -> bool:
    """Whether an import may bring the field."""
    labels = {target.label for target in form_paths(own.id, "import")}
    path = own.find_path(meant)
    return path is not None and any(each in labels for each in (path.label, *_titled(path.label)))


def _titled(label: str) -> list[str]:
    """What a reference's row may be called by."""
    return [f"{label}.{each}" for each in _TITLES]


def _table(asked: Asked, codes: Codes) -> list[tuple[str, str]]:
    """A whole header with its title: the record first, then its columns."""
    columns = [
        PlainColumn(number, tuple(header.split(">")), running_number=header == "序号")
        for number, header in enumerate(asked.headers)
    ]
    found = best_record(columns, title=asked.title, codes=codes)
    if found is None or found[0].label != asked.record:
        return [("", f"rows of {found[0].label if found else 'nothing'}")] * len(columns)
    lead, binding = found[0].label, found[1]
    return [_same(lead, meant, *_bound(lead, binding, number)) for number, meant in enumerate(asked.meant)]


def _bound(lead: str, binding: Binding, index: int) -> tuple[str, str]:
    """The bound fields with their record before them, or the figure; and why."""
    if index in binding.figures:
        figure = binding.figures[index]
        return f"({figure.label}{figure.where}{figure.window})", figure.reason
    if index not in binding.bound:
        return "", binding.unbound.get(index, "")
    bound = binding.bound[index]
    return "+".join(bound.labels), bound.reason


def _same(lead: str, meant: str, got: str, why: str) -> tuple[str, str]:
    """What was got, in the words of what was meant where the two are one field."""
    if not got or not meant:
        return got, why
    return (meant if _names(lead, meant) == _names(lead, got) else got), why


def _names(lead: str, labels: str) -> str:
    own = record(lead)
    made = []
    for each in labels.split("+"):
        path = own.find_path(each)
        outer = each.startswith(("学校.", "报表.")) and path is None
        made.append(one_name(each if outer else f"{lead}.{each}"))
    return "+".join(made)


def _cross(name: str, headers: Sequence[str], codes: Codes) -> list[tuple[str, str]]:
    words = next(each for each in SETS if record(each.owner).label == name)
    reader = heading_reader(Same(codes), words)
    paths = {number: tuple(header.split(">")) for number, header in enumerate(headers)}
    read = {number: reader.read(path) for number, path in paths.items()}
    reader.vote({number: (path, read[number]) for number, path in paths.items()}, "")
    found = []
    for heading in read.values():
        said = heading_now(heading, words.owner, codes).replace(f"{name}.", "")
        found.append(("+".join(sorted(said.split("+"), key=lambda each: "=" not in each)), heading.unknown))
    return found
