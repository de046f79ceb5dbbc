"""What the runner sees of a grade besides its result: processes, descriptors, memory, and all that was printed."""

from __future__ import annotations

import gc
import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final
from unittest import mock

from grader.judge.channel import Channel
from grader.judge.process import cpu_seconds
from grader.judge.worker import Worker
from grader.judge.zygote import Zygote

MIB: Final = 1 << 20
JUDGE_GREW: Final = 96 * MIB
"""By how much the judge may have grown when all is over."""
JUDGE_TOOK: Final = 400 * MIB
"""By how much it may have grown in between."""
LONGEST: Final = 30.0
"""Seconds that anything may take, where a limit is lifted."""
CALL_TOOK: Final = 0.7
"""Seconds of CPU time that a call may take beyond its limit: the judge reads the clock ten times a second."""
WORKER_TOOK: Final = 1100 * MIB
"""The largest size of a worker."""


class Overdue(BaseException):
    """The time is up."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Overdue in the main thread when so many seconds have passed."""

    def over(_: int, __: FrameType | None) -> None:
        raise Overdue

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, min(seconds, LONGEST))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def descendants(pid: int | None = None) -> set[int]:
    """Return the processes below this one."""
    parents = dict(_parents())
    found = {pid or os.getpid()}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {pid or os.getpid()}


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat = (entry / "stat").read_text("utf-8", "replace")
            except (FileNotFoundError, ProcessLookupError):
                continue
            yield int(entry.name), int(stat.rpartition(")")[2].split()[1])


def memory(what: str) -> int:
    """Return a size of this process in bytes: `VmRSS`, or `VmHWM` for its largest since `forget_peak`."""
    status = Path("/proc/self/status").read_text("ascii")
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    assert found, f"/proc/self/status has no {what}"
    return int(found[1]) * 1024


def forget_peak() -> None:
    """Begin a new measurement of the largest size of this process."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


@dataclass
class Spy:
    """What all workers printed, the size of the largest, and the longest call."""

    printed: bytearray = field(default_factory=bytearray)
    largest: int = 0
    """In bytes."""
    longest: float = 0.0
    """Seconds of CPU time, of those calls in which a worker ended."""
    _began: dict[int, float] = field(default_factory=dict)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look on while a grade runs."""
        take, close, kill, begin = Channel.take_printed, Channel.close, Zygote.kill, Worker.begin_call

        def began(worker: Worker) -> None:
            self._began[worker._process.pid] = cpu_seconds(worker._process.here)
            begin(worker)

        def take_printed(channel: Channel) -> tuple[bytes, int]:
            self.printed += channel.printed
            return take(channel)

        def closed(channel: Channel) -> None:
            channel.drain()
            self.printed += channel.printed
            close(channel)

        def killed(zygote: Zygote, *args: Any, **kwargs: Any) -> Any:
            exited = kill(zygote, *args, **kwargs)
            self.largest = max(self.largest, exited.rss * 1024)
            self.longest = max(self.longest, exited.cpu - self._began.pop(exited.pid, exited.cpu))
            return exited

        with (
            mock.patch.object(Channel, "take_printed", take_printed),
            mock.patch.object(Channel, "close", closed),
            mock.patch.object(Zygote, "kill", killed),
            mock.patch.object(Worker, "begin_call", began),
        ):
            yield


@dataclass(frozen=True, slots=True)
class State:
    """What belongs to this process, at one moment."""

    processes: frozenset[int]
    zygotes: frozenset[int]
    descriptors: Counter[str]
    threads: int
    memory: int
    cwd: tuple[str, ...]

    @classmethod
    def now(cls, zygotes: Iterable[int] = ()) -> State:
        """Take it down."""
        gc.collect()
        forget_peak()
        return cls(
            frozenset(descendants()),
            frozenset(zygotes),
            _descriptors(),
            threading.active_count(),
            memory("VmRSS"),
            tuple(sorted(path.name for path in Path().iterdir())),
        )

    def changed(self, processes_settle: float = 1.0, *, renewed: bool = False) -> Iterator[str]:
        """Say what is otherwise now. `renewed`: the zygote is another one, which need not keep workers ready yet."""
        took = memory("VmHWM") - self.memory
        until = time.monotonic() + processes_settle
        while len(now := descendants()) != len(self.processes) and time.monotonic() < until:
            time.sleep(0.02)
        if len(now) > len(self.processes):  # workers that are kept ready are others now, and as many
            yield f"{len(now) - len(self.processes)} processes were left: {sorted(map(named, now - self.processes))}"
        if len(now) < len(self.processes) and not renewed:
            yield f"{len(self.processes) - len(now)} processes are gone"
        if dead := self.zygotes - now:
            yield f"the zygote died: {sorted(dead)}"
        after = State.now()
        opened, closed = after.descriptors - self.descriptors, self.descriptors - after.descriptors
        if opened or (closed and not renewed):
            yield f"the judge's descriptors changed: {dict(opened)} more, {dict(closed)} fewer"
        if after.threads > self.threads:
            yield f"the judge has {after.threads - self.threads} threads more"
        if after.cwd != self.cwd:
            yield f"the judge's folder changed: {sorted(set(after.cwd) ^ set(self.cwd))}"
        if after.memory - self.memory > JUDGE_GREW:
            yield f"the judge grew by {(after.memory - self.memory) // MIB} MiB"
        if took > JUDGE_TOOK:
            yield f"the judge took {took // MIB} MiB for a while"


def named(pid: int) -> str:
    """Return a process as one can recognize it."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except (FileNotFoundError, ProcessLookupError):
        return f"{pid}"
    return f"{pid} {command[:60]}"


def _descriptors() -> Counter[str]:
    """Count what is open: pipes and sockets by their kind, files by their path."""
    found: Counter[str] = Counter()
    for fd in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # that of the listing itself
            found[re.split(r":\[|#", str(fd.readlink()))[0]] += 1  # without its number
    return found
