"""Resource limits of a worker, soft and hard alike, so that it can't raise them again.

Processes are not bounded here, as RLIMIT_NPROC counts all that a user runs and never binds root: seccomp refuses
every fork, and the judge counts threads.
"""

from __future__ import annotations

import resource
import sys
from typing import Final

MEMORY: Final = 1 << 30
"""Bytes of address space."""
STACK: Final = 8 << 20
"""Bytes of the main thread's stack."""
CPU_SECONDS: Final = 120
"""A backstop only: the judge reads the CPU clock of each call."""
DESCRIPTORS: Final = 64


def memory() -> None:
    """Bound the address space, and pin none of it."""
    if sys.platform == "linux":
        _limit("RLIMIT_AS", MEMORY)
        _limit("RLIMIT_MEMLOCK", 0)
    _limit("RLIMIT_STACK", STACK)


def rest() -> None:
    """Bound CPU time and descriptors; no file gets a byte, be it a core, and no message queue."""
    _limit("RLIMIT_CPU", CPU_SECONDS)
    _limit("RLIMIT_NOFILE", DESCRIPTORS)
    for name in ("RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_MSGQUEUE"):
        if hasattr(resource, name):  # the last is Linux's own
            _limit(name, 0)


def _limit(name: str, most: int) -> None:
    what: int = getattr(resource, name)
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
