"""Counting at a million enrolments: `python tests/bench/bench_counting.py LEDGER [--make]`.

`--make` fills LEDGER by `demo --scale 500` (1,000,000 enrolments, 60,000 persons, 30,000 classes) and keeps
9,000 of its practices, as many as such a school has. Then, each from nothing kept: the returns that count in
full; of rosters and lists of certificates the row set of one class or year, a page and its count; all
targets. No file is written. Beside the bar: stats of classes by type, audience and month. Bars of issue 6:
CPU time under 5 s in all, at most 3 × the same SQL by hand. By hand (hand_sql.py): the standard library's
sqlite3, the same figures, with the answers compared. The code is read in before by an empty window.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop import compose
from desktop.core.dates import Window, parse_window
from desktop.services.counting.stats import stats
from desktop.services.office import Office
from desktop.services.returning import Form, forms, gather, wholes
from desktop.services.sampling import demo, demo_school
from desktop.services.targets import targets
from desktop.store.find import find
from tests.bench.hand_sql import CAME, NO_ROSTER, VALID, ByHand

BAR, RATIO, PAGE = 5.0, 3.0, 256
ASIDE = ("D3",)  # who fills the form in
TODAY, YEAR = date(2026, 11, 24), "2025-2026学年"
FIRST, LAST, CYCLE = "2025-09-01", "2026-08-31", "2021-09-01"
IN = f"c.\"end\" BETWEEN '{FIRST}' AND '{LAST}'"
CERTIFIED = f"EXISTS (SELECT 1 FROM certificate z WHERE z.enrolment = e.id AND {VALID})"

# What `stats` and the cross table count of a group of classes: {g} of an enrolment, {h} of a class.
LINES = f"""
SELECT {{g}}, sum(e.status IN {CAME}), count(DISTINCT CASE WHEN e.status IN {CAME} THEN e.student END),
  sum(CASE WHEN e.status IN {CAME} THEN c.days END), sum(CASE WHEN e.status IN {CAME} THEN c.hours END),
  sum(e.status = '结业'), sum({CERTIFIED}), sum(e.status IN {CAME} AND p.sex = '2')
FROM training_class c JOIN enrolment e ON e.training_class = c.id
JOIN student s ON s.id = e.student JOIN person p ON p.id = s.person WHERE {IN} GROUP BY 1
"""
CLASSES = f"""
SELECT {{h}}, count(*), sum(CASE WHEN {NO_ROSTER} THEN c.actual END),
  sum(CASE WHEN {NO_ROSTER} THEN c.actual * c.days END), sum(CASE WHEN {NO_ROSTER} THEN c.finished END),
  sum(c.hours), sum(c.planned)
FROM training_class c WHERE {IN} GROUP BY 1
"""
RECEIPTS = """
SELECT {h}, sum(r.amount), sum(CASE WHEN r.subsidy THEN r.amount END) FROM receipt r
JOIN training_class c ON c.id = r.training_class
WHERE r.received_on BETWEEN '2025-09-01' AND '2026-08-31' GROUP BY 1
"""
EACH_CLASS = f"""
SELECT c.id, c.title, (SELECT count(*) FROM enrolment e WHERE e.training_class = c.id AND e.status IN {CAME}),
  (SELECT count(*) FROM enrolment e WHERE e.training_class = c.id AND e.status = '结业'),
  (SELECT count(DISTINCT z.student) FROM enrolment e JOIN certificate z ON z.enrolment = e.id
   WHERE e.training_class = c.id AND {VALID}),
  (SELECT sum(amount) FROM receipt r WHERE r.training_class = c.id),
  (SELECT sum(amount) FROM receipt r WHERE r.training_class = c.id AND r.subsidy),
  (SELECT group_concat(DISTINCT coalesce(p.name, l.outside)) FROM lesson l
   LEFT JOIN teacher t ON t.id = l.teacher LEFT JOIN person p ON p.id = t.person
   WHERE l.training_class = c.id), c.*
FROM training_class c WHERE {IN} ORDER BY c."end", c.start
"""
EACH_BATCH = f"""
SELECT b.*, m.name, y.name, count(k.id),
  sum(CASE WHEN k.sat IS NOT NULL THEN k.sat ELSE k.result <> '缺考' END),
  sum(k.result = '通过'), min(k.grade), max(k.grade), sum(k.training_class IS NOT NULL),
  sum(EXISTS (SELECT 1 FROM certificate z WHERE z.candidate = k.id AND {VALID}))
FROM exam_batch b JOIN certificate_type y ON y.id = b.certificate_type LEFT JOIN major m ON m.id = y.major
LEFT JOIN candidate k ON k.batch = b.id
WHERE b.held_on BETWEEN '2025-09-01' AND '2026-08-31' AND y.scheme IN ('X证书', '职业技能等级证书')
GROUP BY b.id ORDER BY b.held_on, b.number
"""
Answer = Any
Part = tuple[str, Callable[[], Answer], Callable[[], Answer]]


class Bench:
    """One ledger, counted by the program and by hand."""

    def __init__(self, office: Office, driver: sqlite3.Connection, window: str = YEAR) -> None:
        self.office, self.driver, self.by_hand = office, driver, ByHand(driver)
        self.window: Window = parse_window(window)
        self.forms: dict[str, Form] = {form.id: form for form in forms(office)}

    def read_in(self) -> None:
        """Every return of a window in which there is nothing."""
        for form in self.forms.values():
            if form.per is None:
                gather(self.office, form, self.window)

    def hand(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows by SQL."""
        return self.driver.execute(statement).fetchall()

    def group(self, line: str, own: str) -> dict[Any, list[int]]:
        """人次 (with classes that have no roster) and 人数 by a group, among all that is counted there."""
        lines = self.hand(LINES.format(g=line))
        classes = {row[0]: row for row in self.hand(CLASSES.format(h=own))}
        self.hand(RECEIPTS.format(h=own))
        found = {row[0]: [row[1], row[2]] for row in lines}
        for key, row in classes.items():
            found.setdefault(key, [0, 0])[0] += row[2] or 0
        return {key: value for key, value in found.items() if any(value)}

    def stats(self, label: str) -> dict[Any, list[int]]:
        """The same by `stats`; codes have their own names in the demonstration."""
        found = {}
        for row in stats(self.office, "training_class", self.window, [label]):
            value, said = row["group"][label], row["measures"]
            key = int(value.replace("-", "")) if label == "月份" else value
            found[key] = [said["人次"], said["人数"]]
        return {key: value for key, value in found.items() if any(value)}

    def breakdown(self) -> dict[str, int]:
        """人次 by what stands before each row of the cross table; blank rows are not known or 0."""
        form = self.forms["training_breakdown"]
        (sheet,) = gather(self.office, form, self.window).sheets
        figures = {c.ref: c.figure for c in form.sheets[0].cells if c.figure is not None}
        cells = {ref: f for ref, f in figures.items() if f.measure == "training.attendances" and f.where}
        return {str(f.where[0].value): int(str(v)) for ref, f in cells.items() if (v := sheet.cells[ref])}

    def breakdown_by_hand(self) -> dict[str, int]:
        """Two passes: by 培训对象, by 性质."""
        asked = {
            str(c.figure.where[0].value)
            for c in self.forms["training_breakdown"].sheets[0].cells
            if c.figure is not None and c.figure.where
        }
        audiences = self.group("coalesce(e.category, c.audience)", "c.audience")
        both = audiences | self.group("c.nature", "c.nature")
        return {key: value[0] for key, value in both.items() if key in asked and value[0]}

    def listed(self, name: str, column: str | None = None) -> Answer:
        """How many rows a list has, and what a column of it adds up to."""
        sheet = gather(self.office, self.forms[name], self.window).sheets[0]
        if column is None:
            return len(sheet.rows)
        at = next(n for n, each in enumerate(sheet.columns) if each.letter == column)
        return len(sheet.rows), sum(Decimal(str(row[at] or 0)) for row in sheet.rows)

    def completion(self) -> Answer:
        """Teachers, their months, and how many have met the rule."""
        sheet = gather(self.office, self.forms["practice_completion"], self.window).sheets[0]
        months, verdict = (n for n, each in enumerate(sheet.columns) if each.letter in ("J", "N"))
        met = sum(row[verdict] == "达标" for row in sheet.rows)
        return len(sheet.rows), sum(Decimal(str(row[months] or 0)) for row in sheet.rows), met

    def progress(self) -> Answer:
        """The return of tasks and targets, and the targets by themselves: what is computed of them."""
        gather(self.office, self.forms["policy_progress"], self.window)
        found = targets(self.office, self.window)
        return {row["id"]: float(row["value"]) for row in found if row["source"] != "entered"}

    def contribution(self) -> Answer:
        """Both years of the yearly report, cell by cell."""
        cells = gather(self.office, self.forms["annual_contribution"], self.window).sheets[0].cells
        return {
            ref: Decimal(str(value)) for ref, value in cells.items() if ref[0] in "DE" and ref not in ASIDE
        }

    def contribution_by_hand(self) -> Answer:
        """The year, and the one before."""
        now = self.by_hand.contribution(FIRST, LAST)
        before = self.by_hand.contribution("2024-09-01", "2025-08-31")
        return {f"D{k}": v for k, v in now.items()} | {f"E{k}": v for k, v in before.items()}

    def page(self, name: str) -> int:
        """The row set of a long list: the first page as raw values, and the count."""
        form = self.forms[name]
        found = find(
            self.office.ledger, form.record.id, paths=form.paths(), where=form.where,
            window=self.window, sort=form.sort, today=TODAY, limit=PAGE,
        )  # fmt: skip
        return found.total

    def roster(self) -> int:
        """The lists of one class, out of all classes of the year."""
        form = self.forms["roster"]
        first = wholes(self.office, form, self.window)[0][0]
        return gather(self.office, form, self.window, whole=first).rows

    def parts(self) -> list[Part]:
        """Name, ours, by hand."""

        def of_class() -> Answer:
            rows = self.hand(EACH_CLASS)
            return len(rows), sum(row[3] for row in rows)

        def of_batch() -> Answer:
            rows = self.hand(EACH_BATCH)
            return len(rows), sum(row[-5] or 0 for row in rows)

        def stats_of(label: str, line: str, own: str) -> Part:
            return f"stats by {label}", lambda: self.stats(label), lambda: self.group(line, own)

        hand = self.by_hand
        month = "CAST(strftime('%Y%m', c.\"end\") AS INTEGER)"
        practices = ("practice_statistics", "standard_practice")
        return [
            ("1 training_statistics", self.finished, of_class),
            ("2 training_breakdown", self.breakdown, self.breakdown_by_hand),
            ("3 roster", self.roster, lambda: hand.roster(FIRST, LAST)),
            ("4 certificate_summary", lambda: self.listed("certificate_summary", "M"), of_batch),
            ("5 certificate_holders", lambda: self.page("certificate_holders"),
             lambda: hand.held(FIRST, LAST)),
            ("6 practice_statistics", lambda: self.listed(practices[0], "Q"),
             lambda: hand.practices(FIRST, LAST, CYCLE)),
            ("7 practice_completion", self.completion, lambda: hand.verdicts(CYCLE, LAST, FIRST)),
            ("8 policy_progress, targets", self.progress,
             lambda: hand.targets("2026", ("2023", "2024", "2025"), CYCLE, LAST)),
            ("9 training_workload", lambda: self.listed("training_workload", "G"),
             lambda: hand.workload(FIRST, LAST)),
            ("10 annual_contribution", self.contribution, self.contribution_by_hand),
            ("11 standard_practice", lambda: self.listed(practices[1]), lambda: hand.listed(FIRST, LAST)),
            ("12 standard_certificates", lambda: self.page("standard_certificates"),
             lambda: hand.held(FIRST, LAST, "X证书")),
            ("13 certificate_upload", lambda: self.page("certificate_upload"),
             lambda: hand.held(FIRST, LAST, "职业技能等级证书")),
            stats_of("培训类型", "c.kind", "c.kind"),
            stats_of("培训对象", "coalesce(e.category, c.audience)", "c.audience"),
            stats_of("月份", month, month),
        ]  # fmt: skip

    def finished(self) -> tuple[int, int]:
        """Classes of the year with a roster or without, and who finished them by roster."""
        sheet = gather(self.office, self.forms["training_statistics"], self.window).sheets[0]
        at = next(n for n, each in enumerate(sheet.columns) if each.letter == "N")
        listed = {row[0] for row in self.hand("SELECT DISTINCT training_class FROM enrolment")}
        rows = zip(sheet.ids, sheet.rows, strict=True)
        return len(sheet.rows), sum(int(str(row[at] or 0)) for i, row in rows if i in listed)


def make(ledger: Path) -> None:
    """The ledger to count in."""
    with closing(compose.open_office(str(ledger), create=demo_school(Path("resources")), today=TODAY).ledger):
        pass
    office = compose.open_office(str(ledger), today=TODAY)
    demo(office, 500)
    office.ledger.close()
    with closing(sqlite3.connect(ledger)) as driver, driver:
        driver.execute(
            "DELETE FROM practice WHERE id NOT IN (SELECT id FROM (SELECT id, row_number() OVER"
            " (ORDER BY start DESC, id) n FROM practice) WHERE n % 16 = 0 LIMIT 9000)"
        )


def main() -> int:
    """Print the table; 1 when a bar is missed or an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--make", action="store_true")
    options = parser.parse_args()
    if options.make and not options.ledger.exists():
        make(options.ledger)
    office = compose.open_office(str(options.ledger), today=TODAY)
    total, peer, wrong = 0.0, 0.0, False
    with closing(sqlite3.connect(options.ledger)) as driver:
        driver.execute("PRAGMA cache_size=-32000")
        driver.execute("PRAGMA temp_store=MEMORY")
        Bench(office, driver, "1990").read_in()
        bench = Bench(office, driver)
        for name, ours, by_hand in bench.parts():
            began = time.process_time()
            answer = ours()
            taken = time.process_time() - began
            began = time.process_time()
            other = by_hand()
            hand = time.process_time() - began
            if not name.startswith("stats"):
                total, peer = total + taken, peer + hand
            wrong |= answer != other
            line = (
                f"{name:<28} {taken * 1000:7.0f} ms   by hand {hand * 1000:7.0f} ms   {taken / hand:4.1f} ×"
            )
            told = "same" if answer == other else f"DIFFERS {answer!s:.200} / {other!s:.200}"
            print(f"{line}   {told}", flush=True)
    office.ledger.close()
    ratio = total / peer
    print(
        f"returns and targets {total:.2f} s CPU (bar {BAR:.0f} s), by hand {peer:.2f} s: {ratio:.1f} ×",
        end="",
    )
    print(f" (bar {RATIO:.0f} ×)")
    return int(wrong or total > BAR or ratio > RATIO)


if __name__ == "__main__":
    sys.exit(main())
