"""Starts the zygote behind the walls that the machine offers, and names them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from grader.sandbox import bubblewrap, probes, user
from grader.sandbox.probes import Probe

if TYPE_CHECKING:
    import socket

BOOTSTRAP: Final = Path(__file__).parents[1] / "worker" / "bootstrap.py"

ENVIRONMENT: Final = {
    "LC_ALL": "C.UTF-8",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONBREAKPOINT": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
}
"""All that the environment of the zygote holds."""


@dataclass(frozen=True, slots=True)
class Backend:
    """One way to wall in learners' code."""

    name: str
    """As results say it: its walls, joined by `+`; `none` if there are none."""
    walls: tuple[str, ...] = ()
    """What each worker puts up around itself: `landlock`, `seccomp`."""
    bubblewrap: bool = False
    """Whether the zygote sits inside bubblewrap."""
    uid: int | None = None
    """As whom the zygote runs, if not as the judge does."""
    alone: bool = False
    """Whether each submission needs a zygote of its own, since workers could meet in its files."""


NONE: Final = Backend("none")
REFUSAL: Final = "This machine can't wall in learners' code:"


def backends() -> list[Backend]:
    """Return the ways that this machine offers, the best first."""
    if not (probes.system().ok and probes.seccomp().ok):
        return []
    landlock, inside, uid = probes.landlock().ok, bubblewrap.probe().ok, user.choose().uid
    both, one = ("landlock", "seccomp"), ("seccomp",)
    offered = (
        (landlock and inside, Backend("bubblewrap+landlock+seccomp", both, bubblewrap=True, uid=uid)),
        (landlock, Backend("landlock+seccomp", both, uid=uid)),
        (inside, Backend("bubblewrap+seccomp", one, bubblewrap=True, uid=uid, alone=True)),
    )
    return [backend for there, backend in offered if there]


def look() -> list[Probe]:
    """Return what was found on this machine; where the walls can't be, what else there is does not matter."""
    system = probes.system()
    if not system.ok:
        return [system]
    return [system, probes.landlock(), probes.seccomp(), bubblewrap.probe(), user.choose().probe]


def refusal() -> str:
    """Say why this machine offers no way, and what to do about it."""
    needed = [probe for probe in (probes.system(), probes.seccomp()) if not probe.ok]
    either = [] if needed else [probes.landlock(), bubblewrap.probe()]
    lines = [f"- {probe.says} {probe.cure}" for probe in (*needed[:1], *either)]
    return "\n".join([REFUSAL, *lines, *(["One of the two is enough."] if either else [])])


def best() -> Backend:
    """Return the best that this machine offers, which may be none."""
    return next(iter(backends()), NONE)


@dataclass(frozen=True, slots=True)
class Started:
    """A zygote on its way, and the walls around its workers."""

    process: subprocess.Popen[bytes]
    backend: Backend
    errors: IO[bytes]

    def said(self) -> str:
        """Return the end of what it wrote to its standard error."""
        self.errors.seek(0)
        return self.errors.read()[-2000:].decode("utf-8", "backslashreplace")

    def end(self) -> int:
        """Wait for it to end, and make it if it does not; return its exit status."""
        try:
            return self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)  # bubblewrap is several processes
            return self.process.wait()

    def stop(self) -> None:
        """End it, and forget what it said."""
        self.end()
        self.errors.close()


def command(role: str, fd: int, walls: Sequence[str] = ()) -> list[str]:
    """Return the command line of a worker's program: `role` is zygote or foreground, `fd` its socket.

    Its output is not buffered: the judge reads it between two events, and may kill it at any moment.
    """
    return [sys.executable, "-s", "-P", "-B", "-u", "-X", "utf8", str(BOOTSTRAP), role, str(fd), ",".join(walls)]


def start(control: socket.socket, backend: Backend) -> Started:
    """Start a zygote that serves this control socket."""
    program = command("zygote", control.fileno(), backend.walls)
    errors = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the process
    process = subprocess.Popen(  # noqa: S603  our own program
        bubblewrap.around(program) if backend.bubblewrap else program,
        **user.switch(backend.uid),
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        pass_fds=[control.fileno()],
        start_new_session=True,
    )
    return Started(process, backend, errors)
