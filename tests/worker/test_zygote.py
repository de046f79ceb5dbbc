"""Forking and killing workers."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

import pytest

from grader import protocol
from tests.support.fake_judge import Worker, World, Zygote

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def state(pid: int) -> str | None:
    """Return the state letter of a process, None if it is no more."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    return None


@linux
def test_a_killed_worker_is_gone(zygote: Zygote) -> None:
    """A worker that is killed in the midst of a call is reaped, and its end is told with what it used."""
    worker = zygote.spawn()
    exited = worker.kill()
    worker.close()
    assert (exited.killed, os.WTERMSIG(exited.status)) == (True, signal.SIGKILL)
    assert exited.rss > 1_000
    assert state(worker.pid) is None


@pytest.mark.parametrize("code", [0, 7])
def test_a_worker_that_ended_itself_tells_its_status(zygote: Zygote, code: int) -> None:
    """The exit status of a worker that died on its own reaches the judge, and that nobody killed it."""
    worker = zygote.spawn()
    with pytest.raises((EOFError, ConnectionError)):
        worker.play(f"import os\ndef f():\n    os._exit({code})")
    while state(worker.pid) not in {"Z", None}:  # it closes its socket a moment before it is dead
        os.sched_yield()
    exited = worker.kill()
    worker.close()
    assert (exited.killed, os.waitstatus_to_exitcode(exited.status)) == (False, code)


@linux
def test_a_zygote_without_judge_ends_with_all_workers() -> None:
    """When the control socket is closed, no worker and no zygote is left."""
    zygote = Zygote()
    workers = [zygote.spawn() for _ in range(2)]
    zygote.close()
    assert zygote.process.returncode == 0
    assert [state(worker.pid) for worker in workers] == [None, None]
    for worker in workers:
        worker.close()


def test_workers_share_nothing(zygote: Zygote) -> None:
    """What one worker does to a library, another does not see."""
    first, second = zygote.spawn(), zygote.spawn()
    source = (
        "import anthropic\ndef f():\n    anthropic.seen = getattr(anthropic, 'seen', 0) + 1\n    return anthropic.seen"
    )
    assert [first.play(source).value, first.play(source).value, second.play(source).value] == [1, 2, 1]
    for worker in (first, second):
        worker.kill()
        worker.close()


def test_a_worker_without_judge_ends(zygote: Zygote) -> None:
    """A worker whose channel is closed exits."""
    worker = zygote.spawn()
    worker.play("def f(): pass", world=World())
    worker.close()
    while state(worker.pid) not in {"Z", None}:
        os.sched_yield()
    assert zygote.kill(worker.pid).killed is False


def test_ready_is_the_first_word(worker: Worker) -> None:
    """A fresh worker says that it is ready, with the nonce 0."""
    assert worker.ready == protocol.Ready(0)
