"""What a freshly forked worker does before it serves: it lets go of all that it does not need.

Order matters. Descriptors are first moved out of the way, for a direct `dup2` may overwrite one still to be moved; the
walls come last, after which nothing can be opened.
"""

from __future__ import annotations

import fcntl
import io
import os
import signal
import sys
from typing import Final

from grader.worker.walls import Walls

CHANNEL: Final = 3
"""The descriptor of the channel; 0 is /dev/null, 1 and 2 are the output pipe."""
CPUS: Final = 2

_ABOVE: Final = 20


def lock_in(channel: int, output: int, prepared: Walls) -> None:
    """Make this process a worker that has these two descriptors and nothing else, behind its walls."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.setsid()
    _take_descriptors(channel, output)
    _open_streams()
    os.chdir("/")
    os.environ.clear()
    _count_cpus()
    prepared.go_up()


def _take_descriptors(channel: int, output: int) -> None:
    null = os.open(os.devnull, os.O_RDONLY)
    moved = [_moved(fd) for fd in (null, output, output, channel)]
    for target, fd in enumerate(moved):
        os.dup2(fd, target)
    os.closerange(CHANNEL + 1, os.sysconf("SC_OPEN_MAX"))


def _moved(fd: int) -> int:
    """Return a copy of a descriptor that is out of the way of 0 to 3."""
    return fcntl.fcntl(fd, fcntl.F_DUPFD, _ABOVE)


def _open_streams() -> None:
    """Open the text streams. Each write goes out at once, or stderr would come before stdout."""
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stdout = sys.__stdout__ = _written_through(1)  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _written_through(2)  # type: ignore[misc]


def _written_through(fd: int) -> io.TextIOWrapper:
    raw = open(fd, "wb", buffering=0, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", write_through=True)


def _count_cpus() -> None:
    """Make the number of CPUs the same on every machine: pools are sized by it."""
    os.cpu_count = lambda: CPUS
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = lambda: CPUS
