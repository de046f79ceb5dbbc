"""Workers are asked for ahead, and handed out one after another."""

from __future__ import annotations

import os
import select
import signal
import sys
from pathlib import Path

import pytest

from grader.judge.endings import JudgeError
from grader.judge.limits import Limits
from grader.judge.worker import Worker, nonce
from grader.judge.zygote import AHEAD, Zygote
from grader.protocol import Begin, Call, Done, Load, Spawned

LOUD = b"def f():\n    print('0123456789', end='')\n"
MARKS = b"import sys\nassert not hasattr(sys, 'mark')\nsys.mark = 1\n"

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def play(worker: Worker, source: bytes) -> object:
    """Load a file in a worker and call f."""
    worker.run(Load(nonce(), "99_test/answer.py", source))
    worker.run(Begin(nonce(), 0, 0, 0))
    done = worker.run(Call(nonce(), "f", 0))
    assert isinstance(done, Done)
    return done.value


def test_a_worker_that_ran_code_is_never_handed_out_again(zygote: Zygote) -> None:
    """Each worker is another process, which knows nothing of what the others ran."""
    pids = set()
    for _ in range(2 * AHEAD + 2):
        worker = Worker(zygote, Limits())
        pids.add(worker._process.pid)
        assert isinstance(worker.run(Load(nonce(), "99_test/answer.py", MARKS)), Done)
        worker.close()
    assert 2 * AHEAD + 2 == len(pids)


@pytest.mark.parametrize(("cap", "kept", "lost"), [(4, b"0123", 6), (100, b"0123456789", 0)])
def test_the_cap_on_output_is_that_of_whoever_spawned(zygote: Zygote, cap: int, kept: bytes, lost: int) -> None:
    """A worker that was made before anyone asked for it keeps as much of what it prints as was asked for then."""
    worker = Worker(zygote, Limits(output=cap))
    play(worker, LOUD)
    worker._process.channel.drain()
    assert (kept, lost) == worker._process.channel.take_printed()
    worker.close()


def test_each_end_is_that_of_the_worker_that_was_killed(zygote: Zygote) -> None:
    """Orders to fork and to kill may be under way at once; no answer is taken for another's."""
    workers = [zygote.spawn(0) for _ in range(3)]
    for process in reversed(workers):
        exited = zygote.kill(process.pid)
        process.channel.close()
        assert (process.pid, True) == (exited.pid, exited.killed)


@linux
def test_a_worker_that_died_while_it_waited_is_noticed() -> None:
    """What is handed out is asked whether it is ready; the one after it is in order."""
    with Zygote() as zygote:
        Worker(zygote, Limits()).close()
        waiting = zygote._ahead[0].order
        zygote._answer(waiting, Spawned)
        select.select([zygote._ahead[0].sock], [], [])  # it is ready
        dying = os.pidfd_open(waiting.here)
        os.kill(waiting.here, signal.SIGKILL)
        select.select([dying], [], [])
        os.close(dying)
        with pytest.raises(JudgeError, match="died before it was ready"):
            play(Worker(zygote, Limits()), LOUD)
        worker = Worker(zygote, Limits())
        assert play(worker, LOUD) is None
        worker.close()


@linux
def test_nothing_is_left_when_it_is_closed() -> None:
    """Workers that nobody asked for end with the zygote, and so do the descriptors that were kept for them."""
    opened = len(list(Path("/proc/self/fd").iterdir()))
    with Zygote() as zygote:
        Worker(zygote, Limits()).close()
        for ahead in zygote._ahead:
            zygote._answer(ahead.order, Spawned)
        waiting = [ahead.order.here for ahead in zygote._ahead]
    assert AHEAD == len(waiting)
    assert [] == [pid for pid in waiting if Path(f"/proc/{pid}").exists()]
    assert opened == len(list(Path("/proc/self/fd").iterdir()))
