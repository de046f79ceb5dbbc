"""The walls around a worker: made ready once in the zygote, and put up in each worker before it serves.

Each wall is one function of a module, looked up there when it goes up: `privileges.drop`, `limits.memory`,
`limits.rest`, `landlock.restrict`, `seccomp.install`. A test that wants to see what one of them holds back replaces
that one in the zygote's process.
"""

from __future__ import annotations

import fcntl
import os
import sys
from typing import Final

from grader.worker import landlock, libraries, limits, privileges, seccomp

LANDLOCK: Final = "landlock"
SECCOMP: Final = "seccomp"
_ASIDE: Final = 20


class Walls:
    """What stands around each worker: `names` holds `landlock`, `seccomp`, both or none.

    Limits always stand, and on Linux each worker gives up its privileges. Raises OSError where a wall can't be made,
    ValueError for the name of none.
    """

    def __init__(self, names: frozenset[str]) -> None:
        if unknown := names - {LANDLOCK, SECCOMP}:
            msg = f"no such wall: {', '.join(sorted(unknown))}"
            raise ValueError(msg)
        self._names = names
        self._zygote = os.getpid()
        self.ruleset: int | None = None
        """The descriptor that a worker must keep until its walls are up."""
        if LANDLOCK in names:
            libraries.load()
            ruleset = landlock.ruleset()
            self.ruleset = aside(ruleset)
            os.close(ruleset)

    def go_up(self) -> None:
        """Put the walls up around this process. Raises OSError if one of them can't be: then there is no worker."""
        if sys.platform == "linux":
            privileges.drop(self._zygote)
        limits.memory()
        limits.rest()
        if self.ruleset is not None:
            landlock.restrict(self.ruleset)
        if SECCOMP in self._names:
            seccomp.install()


def aside(fd: int) -> int:
    """Return a copy of a descriptor that is out of the way of a worker's own, 0 to 3."""
    return fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _ASIDE)
