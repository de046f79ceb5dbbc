"""Real time is what a busy machine takes as well: what was waited for a processor does not count, up to a bound."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from grader.judge import deadline, limits, process
from grader.judge.deadline import Deadline
from grader.judge.endings import OutOfTime
from grader.judge.limits import Limits

Set = Callable[[float, float], None]


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> Set:
    """Return a function that sets what a worker and the judge have waited for a processor."""
    told = {"worker": 7.0, "here": 3.0}
    monkeypatch.setattr(deadline, "queued_seconds", lambda _pid: told["worker"])
    for module in (deadline, limits):
        monkeypatch.setattr(module, "queued_here", lambda: told["here"])

    def set_(worker: float, here: float) -> None:
        told.update(worker=7 + worker, here=3 + here)

    return set_


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return a function that lets real time pass."""
    moved = [0.0]
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + moved[0])

    def pass_(seconds: float) -> None:
        moved[0] += seconds

    return pass_


@pytest.mark.parametrize(
    ("worker", "here", "seconds", "late"),
    [(0, 0, 5.1, True), (1, 0, 5.1, False), (0, 1, 5.1, False), (1, 1, 6.9, False), (1, 1, 7.1, True)],
)
def test_a_call_has_its_real_time_besides_what_it_waited(
    queued: Set, passes: Callable[[float], None], worker: float, here: float, seconds: float, *, late: bool
) -> None:
    """What the worker waited for a processor counts, and what the judge did, since the call began."""
    call = Deadline(os.getpid(), Limits())
    queued(worker, here)
    passes(seconds)
    assert late == _raises(call)


def test_there_is_an_end_to_it(queued: Set, passes: Callable[[float], None]) -> None:
    """Whoever makes its own threads wait for each other gets five times its time, and no more."""
    call = Deadline(os.getpid(), Limits())
    queued(1000, 1000)
    passes(24.9)
    assert not _raises(call)
    passes(0.2)
    assert _raises(call)


def test_an_exercise_has_its_real_time_besides_what_it_waited(queued: Set, passes: Callable[[float], None]) -> None:
    """What calls have waited is kept for the whole exercise, and what the judge has waited before it is not counted."""
    queued(0, 50)
    given = Limits().from_now()
    call = Deadline(os.getpid(), given)
    queued(4, 51)
    given.ledger.queued += call.queued()
    passes(24.9)
    assert not given.over
    passes(0.2)
    assert given.over


def _raises(call: Deadline) -> bool:
    try:
        call.check()
    except OutOfTime:
        return True
    return False


@pytest.fixture
def crowd() -> Iterator[int]:
    """Yield the id of one of four processes that want the same processor."""
    code = "import os\nos.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\nwhile True: pass"
    found = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]
    yield found[0].pid
    for each in found:
        each.kill()
        each.wait()


@pytest.mark.skipif(not os.path.exists("/proc/thread-self/schedstat"), reason="needs a kernel that tells it")  # noqa: PTH110
def test_the_kernel_tells_who_waits_for_a_processor(crowd: int) -> None:
    """One that shares a processor with three others waits most of the time; one that sleeps doesn't."""
    began, first = time.monotonic(), process.queued_seconds(crowd)
    while process.queued_seconds(crowd) - first < 0.3 and time.monotonic() - began < 60:
        time.sleep(0.02)
    waited = process.queued_seconds(crowd) - first
    assert 0.3 <= waited <= time.monotonic() - began + 0.1  # a tick or so is told late

    before = process.queued_seconds(os.getpid())
    idle = threading.Event()
    threads = [threading.Thread(target=idle.wait) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    assert process.queued_seconds(os.getpid()) - before < 0.1 * 4
    idle.set()
    assert process.queued_here() <= process.queued_seconds(os.getpid())


def test_of_no_process_nothing_is_told() -> None:
    """A process that is gone has waited for nothing."""
    assert 0.0 == process.queued_seconds(2**22 + 1)
