"""What the kernel tells of a process; where a platform does not tell, it is as if there were nothing to tell."""

from __future__ import annotations

import os
import sys
import time
from typing import Final

_LINUX = sys.platform == "linux"

_NANO: Final = 1e-9


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used, in seconds."""
    if not _LINUX:
        return 0.0
    try:
        return time.clock_gettime((~pid << 3) | 2)
    except OSError:
        return 0.0


def threads(pid: int) -> int:
    """Return how many threads a process has."""
    try:
        return os.stat(f"/proc/{pid}/task").st_nlink - 2  # noqa: PTH116  at every tick
    except OSError:
        return 0


def asleep(pid: int) -> bool:
    """Tell whether no thread of a process has anything to do; True where the platform does not tell."""
    return all(_state(task) not in {"R", "D", ""} for task in _tasks(pid))


def queued_seconds(pid: int) -> float:
    """Return how long the threads of a process that still run were ready to work, and other work had the processors."""
    return sum(map(_queued, _tasks(pid)))


def queued_here() -> float:
    """Return the same of the thread that asks."""
    return _queued("/proc/thread-self")


def _tasks(pid: int) -> list[str]:
    folder = f"/proc/{pid}/task"
    try:
        return [f"{folder}/{task}" for task in os.listdir(folder)]  # noqa: PTH208  at every call
    except OSError:
        return []


def _state(task: str) -> str:
    """Return the state of a thread, as proc(5) names it; empty if it has just ended."""
    told = _told(f"{task}/stat")
    return chr(told.rpartition(b") ")[2][0]) if told else ""  # its name, before that, may be anything


def _queued(task: str) -> float:
    """Return the second figure of a thread's schedstat, as the kernel's sched-stats.rst names them, in seconds."""
    told = _told(f"{task}/schedstat").split()
    return int(told[1]) * _NANO if told else 0.0


def _told(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123  at every call
            return file.read()
    except OSError:
        return b""
