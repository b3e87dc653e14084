"""Jobs: off the window's thread, newest first where asked, cancelled and waited for at close."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.ui.jobbar import JobBar
from desktop.ui.jobs import Jobs
from desktop.ui.style import Style


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


def test_work_runs_elsewhere_and_its_value_comes_back_here(jobs: Jobs, qtbot: QtBot) -> None:
    here, seen = threading.get_ident(), []

    def done(value: int) -> None:
        seen.append((value, threading.get_ident()))

    jobs.start("算", lambda progress: threading.get_ident(), done)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0] != here and seen[0][1] == here


def test_a_read_does_not_wait_behind_a_write(jobs: Jobs, qtbot: QtBot) -> None:
    gate, order = threading.Event(), []
    jobs.start("导入", lambda progress: gate.wait(5), lambda _: order.append("write"), lane="write")
    jobs.start("搜索", lambda progress: None, lambda _: order.append("read"))
    qtbot.waitUntil(lambda: order == ["read"])
    gate.set()
    qtbot.waitUntil(lambda: order == ["read", "write"])


def test_a_newer_search_replaces_the_older(jobs: Jobs, qtbot: QtBot) -> None:
    gate, seen = threading.Event(), []
    jobs.start("第一", lambda progress: gate.wait(5), lambda _: seen.append(1), key="search")
    for number in (2, 3):
        jobs.start("后来", lambda progress, n=number: n, seen.append, key="search")
    gate.set()
    qtbot.waitUntil(lambda: bool(seen) and jobs.idle())
    assert seen == [3]


def _endless(progress: Progress) -> None:
    done = 0
    while True:
        done += 1
        progress.step(done, 1000, "导入")
        time.sleep(0.01)


def test_progress_and_cancel_show_after_a_moment_only(jobs: Jobs, qtbot: QtBot, styled: Style) -> None:
    bar = JobBar(jobs)
    qtbot.addWidget(bar)
    bar.show()
    seen: list[object] = []
    job = jobs.start("导入", _endless, seen.append, failed=seen.append, lane="write")
    assert not bar._cancel.isVisible()
    qtbot.waitUntil(bar._cancel.isVisible, timeout=2000)
    assert time.monotonic() - job.started >= 0.3
    qtbot.waitUntil(lambda: "导入" in bar._note.text())
    bar._cancel.click()
    qtbot.waitUntil(jobs.idle)
    assert seen == [] and not bar._cancel.isVisible()


def test_close_cancels_and_waits(qtbot: QtBot) -> None:
    jobs = Jobs()
    seen: list[object] = []
    job = jobs.start("导入", _endless, seen.append, lane="write")
    waiting = jobs.start("之后", lambda progress: seen.append("ran"), lane="write")
    qtbot.waitUntil(lambda: job.steps[0] > 2)
    jobs.close()
    assert job.error is not None and waiting.error is not None and seen == []


def test_an_error_reaches_the_one_who_shows_it(jobs: Jobs, qtbot: QtBot) -> None:
    shown: list[Exception] = []
    jobs.on_error = shown.append

    def work(progress: Progress) -> None:
        raise UserError("文件被占用")

    jobs.start("导入", work)
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert isinstance(shown[0], UserError)


def test_immediate_jobs_run_at_once(qtbot: QtBot) -> None:
    seen: list[int] = []
    Jobs(immediate=True).start("算", lambda progress: 7, seen.append)
    assert seen == [7]
