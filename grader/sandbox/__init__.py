"""Starts the zygote behind the walls that the machine offers, and names them.

So far there are none: every result says `isolation: none`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

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
class Started:
    """A zygote on its way, and the walls around its workers."""

    process: subprocess.Popen[bytes]
    isolation: str
    errors: IO[bytes]

    def said(self) -> str:
        """Return the end of what it wrote to its standard error."""
        self.errors.seek(0)
        return self.errors.read()[-2000:].decode("utf-8", "backslashreplace")

    def stop(self) -> None:
        """Wait for it to end, and make it if it does not."""
        try:
            self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()


def command(role: str, fd: int) -> list[str]:
    """Return the command line of a worker's program: `role` is zygote or foreground, `fd` its socket.

    Its output is not buffered: the judge reads it between two events, and may kill it at any moment.
    """
    return [sys.executable, "-s", "-P", "-B", "-u", "-X", "utf8", str(BOOTSTRAP), role, str(fd)]


def start(control: socket.socket) -> Started:
    """Start a zygote that serves this control socket."""
    errors = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the process
    process = subprocess.Popen(  # noqa: S603  our own program
        command("zygote", control.fileno()),
        env=ENVIRONMENT,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=errors,
        stderr=errors,
        pass_fds=[control.fileno()],
        start_new_session=True,
    )
    return Started(process, "none", errors)
