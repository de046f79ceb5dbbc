"""The walls around a worker: made ready once in the zygote, and put up in each worker before it serves."""

from __future__ import annotations

import resource
import sys
from typing import Final

MEMORY: Final = 1 << 30
"""Bytes of address space."""
CPU_SECONDS: Final = 120
"""A backstop only: the judge reads the CPU clock of each call."""


class Walls:
    """What stands around each worker: `names` holds `landlock`, `seccomp`, both or none; limits always stand."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def go_up(self) -> None:
        """Put the walls up around this process. Raises OSError if one of them can't be: then there is no worker."""
        limit()


def limit() -> None:
    """Bound memory and CPU time, and leave no core file."""
    if sys.platform == "linux":
        _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CPU, CPU_SECONDS)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
