"""Judges what `inspect` says of bureau templates by their truth.json, over a whole folder.

python -m tests.recognition.judging_bureau FOLDER [--kinds]: prints the table and everything not right;
--kinds: kinds of failure only, without a word of the forms.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from desktop.compose import open_office
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from tests.recognition.judging import one_name

Said = Mapping[str, Any]
COUNTED = (
    *("headers", "firsts", "lasts", "totals", "records", "columns", "cells", "formats", "parts", "filters"),
    "tables",
)
AUDIENCE = ("人员类别", "培训对象")  # the enrolment's, else the class's


@dataclass(slots=True)
class Tally:
    """Right and all of each kind; `wrong`: bound to what it is not; `failures`: (kind, where and what)."""

    right: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)
    traps: int = 0
    wrong: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)

    def count(self, kind: str, right: bool, said: str, why: str = "") -> None:
        """One thing judged."""
        self.all[kind] += 1
        self.right[kind] += right
        if not right:
            self.failures.append((why or kind, said))

    def add(self, other: Tally) -> None:
        """Takes another's counts in."""
        self.right.update(other.right)
        self.all.update(other.all)
        self.traps += other.traps
        self.wrong += other.wrong
        self.failures += other.failures

    def share(self, kind: str) -> float:
        """How much of it is right, 1 where there is none."""
        return self.right[kind] / self.all[kind] if self.all[kind] else 1.0


def judge(name: str, truths: Sequence[Said], found: Sequence[Said]) -> dict[str, Tally]:
    """One workbook: a tally per layout."""
    tallies: dict[str, Tally] = {}
    left = list(found)
    for truth in truths:
        tally = tallies.setdefault(truth["layout"], Tally())
        got = _counterpart(truth, left)
        place = f"{name} [{truth['sheet']}]"
        tally.count("tables", got is not None, f"{place}: no table", f"{truth['layout']}: no table")
        if got is None:
            got = {"columns": [], "cells": [], **dict.fromkeys(_SHAPE)}
        else:
            left.remove(got)
        _shape(place, truth, got, tally)
        _columns(place, truth, got, tally)
        _cells(place, truth, got, tally)
    return tallies


_SHAPE = ("layout", "record", "header_rows", "first_row", "last_row", "total_row")


def _counterpart(truth: Said, found: Sequence[Said]) -> Said | None:
    """The table of that sheet with most of its columns and header rows in common."""
    rated = [(_overlap(truth, each), -n) for n, each in enumerate(found) if each["name"] == truth["sheet"]]
    if not rated:
        return None
    rate, at = max(rated)
    return found[-at] if rate > 0 else None


def _overlap(truth: Said, got: Said) -> float:
    if truth["layout"] == "card":
        refs = {cell["ref"] for cell in got["cells"]} | {cell.get("value_ref") for cell in got["cells"]}
        return 0.1 + len(refs & set(truth["cells"]))
    rows, there = truth["header_rows"], got["header_rows"]
    if not there or there[1] < rows[0] or rows[1] < there[0]:
        return 0.0
    return 0.1 + len(set(truth["columns"]) & {column["column"] for column in got["columns"]})


def _shape(place: str, truth: Said, got: Said, tally: Tally) -> None:
    kind = truth["layout"]
    fields = [each["field"] for each in (*truth["columns"].values(), *truth["cells"].values())]
    if any(fields):
        right = got["record"] == truth["record"]
        tally.count(
            "records", right, f"{place}: record {got['record']}, not {truth['record']}", f"{kind}: record"
        )
    if truth["layout"] == "card":
        right = got["layout"] == "card"
        tally.count("headers", right, f"{place}: layout {got['layout']}, not card", "card: layout")
        return
    if truth["header_rows"] is None:
        return
    loose = (0, 1) if truth.get("sections") else (0,)
    for name, key in (("headers", "header_rows"), ("firsts", "first_row"), ("lasts", "last_row")):
        right = got[key] == truth[key] or (
            key == "first_row" and got[key] is not None and truth[key] - got[key] in loose
        )
        tally.count(name, right, f"{place}: {key} {got[key]}, not {truth[key]}", f"{kind}: {key}")
    right = got["total_row"] == truth["total_row"]
    tally.count(
        "totals", right, f"{place}: total {got['total_row']}, not {truth['total_row']}", f"{kind}: total"
    )
    if got["layout"] != truth["layout"]:
        tally.failures.append((f"{kind}: layout", f"{place}: {got['layout']}, not {truth['layout']}"))
    if truth.get("where"):
        said = {k: str(v) for k, v in dict(got.get("where") or {}).items()}
        right = _filters_agree(truth["where"], said, "")
        tally.count(
            "filters", right, f"{place}: title filter {said}, not {truth['where']}", f"{kind}: title filter"
        )


def _columns(place: str, truth: Said, got: Said, tally: Tally) -> None:
    by_letter = {column["column"]: column for column in got["columns"]}
    for letter, meant in truth["columns"].items():
        column = by_letter.get(letter, {"fields": [], "reason": "no such column"})
        where = f"{place} {letter} {'/'.join(meant['path'])}"
        right = _bound(where, truth["layout"], meant, column, tally, "columns")
        if right and meant.get("format") and column.get("format") is not None:
            same = _same_format(meant["format"], column["format"])
            tally.count(
                "formats", same, f"{where}: format {column['format']}, not {meant['format']}", "format"
            )
        if right and meant.get("part"):
            same = column.get("part") == meant["part"]
            tally.count("parts", same, f"{where}: part {column.get('part')}, not {meant['part']}", "part")


def _same_format(meant: str, got: str) -> bool:
    return meant.lower() == got.lower() or meant in got


def _cells(place: str, truth: Said, got: Said, tally: Tally) -> None:
    """Labelled cells and the figures of a cross table."""
    for ref, meant in truth["cells"].items():
        here = [c for c in got["cells"] if ref in (c["ref"], c.get("value_ref"))]
        named = [c for c in here if _plain(c["label"]) == _plain(meant["label"])]
        cell = (named or here or [{"reason": "no such cell"}])[0]
        _bound(f"{place} {ref} {meant['label']}", truth["layout"], meant, cell, tally, "cells")


def _plain(label: str) -> str:
    return "".join(label.split())


def _bound(place: str, layout: str, meant: Said, got: Said, tally: Tally, counted: str) -> bool:
    """Whether the column or cell is bound as a person would."""
    fields = got.get("fields") or ([got["field"]] if got.get("field") else [])
    bound = "+".join(fields)
    allowed = list(dict.fromkeys(each for each in (meant.get("field"), *meant.get("alt", [])) if each))
    tally.traps += bool(meant.get("required_unbound"))
    if meant.get("any"):
        return False
    free = meant.get("optional") or not meant.get("field")
    same = bool(bound) and one_name(bound) in {one_name(each) for each in allowed}
    if _women_alike(allowed, got, bound, by_column=layout == "cross" and counted == "columns"):
        meant, same = {**meant, "where": {**dict(meant.get("where") or {}), "学员.性别": "女"}}, True
    by_cell = layout == "cross" and counted == "columns"  # a cross table's filters stand at its cells
    filtered = same and (by_cell or _filter_right(meant, got, bound))
    told = f"{place} → {bound} {got.get('where') or ''}{got.get('window') or ''}"
    if allowed and (bound or not free):
        kind = f"{layout}: {counted} " + _kind(meant, bound, same, filtered)
        wanted = f"{allowed} {meant.get('where') or ''}: {got.get('reason')}"
        tally.count(counted, filtered, f"{told}, not {wanted}", kind)
    if bound and not filtered:
        tally.wrong.append(
            f"{told} ({got.get('confidence')}: {got.get('reason')}), not {allowed} {meant.get('where') or ''}"
        )
        if not allowed:
            kind = "trap" if meant.get("required_unbound") else "no field of ours"
            tally.failures.append((f"{layout}: {counted} bound, {kind}", told))
    return filtered


def _women_alike(allowed: Sequence[str], got: Said, bound: str, *, by_column: bool) -> bool:
    """人次 of women counts the very lines that 女性人次 counts: one figure under two names."""
    if bound != "培训班次.人次" or "培训班次.女性人次" not in allowed or bound in allowed:
        return False
    where = dict(got.get("where") or {})
    return by_column or any(key.endswith("性别") and value == "女" for key, value in where.items())


def _kind(meant: Said, bound: str, same: bool, filtered: bool) -> str:
    what = "part" if meant.get("part") else "joined" if "+" in str(meant["field"]) else "plain"
    what = "with a filter" if meant.get("where") else "derived" if meant.get("derived") else what
    what = "head or signature" if str(meant["field"]).startswith(("学校.", "报表.")) else what
    return f"{what} " + ("unbound" if not bound else "filter missing or wrong" if same else "bound wrongly")


def _filter_right(meant: Said, got: Said, bound: str) -> bool:
    """The header's filter is the binding's, and the binding has none that the header does not say."""
    own = {k: str(v) for k, v in dict(got.get("where") or {}).items()}
    wanted = dict(meant.get("where") or {})
    if "女性" in bound:
        wanted = {key: value for key, value in wanted.items() if not key.endswith("性别")}
    return _filters_agree(wanted, own, str(got.get("window") or ""))


def _filters_agree(wanted: Mapping[str, str], own: Mapping[str, str], window: str) -> bool:
    left = dict(own)
    for key, value in wanted.items():
        if key == "期间":
            periods = [k for k, v in left.items() if _period_in(value, v)]
            if not _period_in(value, window) and not periods:
                return False
            for each in periods:
                left.pop(each)
            continue
        last = key.rpartition(".")[2]  # 等级 is the certificate's or 培训等级, the class's
        ends = AUDIENCE if last in AUDIENCE else (last,)
        hits = [k for k, v in left.items() if k.endswith(ends) and _same_value(value, v)]
        if not hits:
            return False
        left.pop(hits[0])
    return not left


def _period_in(wanted: str, said: str) -> bool:
    """2023年, 8月 or 2025年第1季度, however the text writes it."""
    quarters = dict(zip("1234", "一二三四", strict=True))
    year = re.search(r"20\d\d", wanted)
    month = re.search(r"(\d{1,2})月", wanted)
    quarter = re.search(r"(\d)季度", wanted)
    part = re.search("月|季度|半年", said)  # within the period of the return
    looked = [year[0]] if year and (re.search(r"20\d\d", said) or not part) else []
    if month:
        looked.append(rf"(?<!\d)0?{month[1]}月|20\d\d[-.]0?{month[1]}(?!\d)")
    if quarter:
        looked.append(rf"[{quarter[1]}{quarters[quarter[1]]}]季度|Q{quarter[1]}")
    return all(re.search(pattern, said) for pattern in looked)


def _same_value(wanted: str, got: str) -> bool:
    """五级/初级工 is 初级工, 乡村人才(高素质农民) is 乡村人才."""
    a, b = wanted.partition("(")[0], got.partition("(")[0]
    return a == b or a in b.split("/") or b in a.split("/")


def judge_folder(office: Office, folder: Path) -> tuple[dict[str, Tally], list[float]]:
    """All workbooks of a folder: tallies per layout and `all`; the seconds each took."""
    truth: dict[str, list[dict[str, Any]]] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    tallies, seconds = {"all": Tally()}, []
    for file, tables in truth.items():
        begun = time.perf_counter()
        found = inspect(office, folder / file)
        seconds.append(time.perf_counter() - begun)
        for layout, tally in judge(file, tables, found).items():
            tallies.setdefault(layout, Tally()).add(tally)
            tallies["all"].add(tally)
    return tallies, seconds


def table(tallies: Mapping[str, Tally]) -> str:
    """The tallies as lines to print."""
    lines = []
    for name, tally in tallies.items():
        shares = [
            f"{kind} {tally.right[kind]}/{tally.all[kind]} {tally.share(kind):.1%}"
            for kind in COUNTED
            if tally.all[kind]
        ]
        lines.append(f"{name}: {' · '.join(shares)} · traps {tally.traps} · wrong {len(tally.wrong)}")
    return "\n".join(lines)


def kinds(tally: Tally) -> str:
    """How often each kind of failure occurs."""
    counted = Counter(kind for kind, _ in tally.failures)
    return "\n".join(f"  {number:4} {kind}" for kind, number in counted.most_common())


def main(folder: Path, only_kinds: bool) -> None:
    """Prints everything about a folder."""
    with tempfile.TemporaryDirectory() as place:
        school = ("2222000001", "江城职业技术学校")
        office = open_office(f"{place}/台账.zhijiao", create=school, today=date(2026, 6, 1))
        tallies, seconds = judge_folder(office, folder)
        office.ledger.close()
    print(table(tallies))
    mean, most = 1000 * sum(seconds) / len(seconds), 1000 * max(seconds)
    print(f"{len(seconds)} files, {mean:.0f} ms each, slowest {most:.0f}")
    print(kinds(tallies["all"]))
    if not only_kinds:
        print("WRONG\n" + "\n".join(tallies["all"].wrong))
        print("FAILURES\n" + "\n".join(f"{kind} | {said}" for kind, said in sorted(tallies["all"].failures)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--kinds" in sys.argv)
