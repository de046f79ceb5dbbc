"""A worker in the foreground, for practice: no walls, no limits, and the terminal is its own."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
from typing import Final

from grader import sandbox
from grader.judge.channel import Channel
from grader.judge.zygote import Process
from grader.protocol import Exited

_KEPT: Final = ("TERM", "COLUMNS", "LINES", "HOME", "PATH", "LANG")
"""What a debugger in a terminal needs of the environment."""


class Foreground:
    """Stands in for the zygote: each worker is a process of its own that prints, and reads, the terminal."""

    isolation = "none"

    def __init__(self) -> None:
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def spawn(self, output_cap: int) -> Process:
        """Start a worker. It takes as long as `import anthropic`."""
        ours, theirs = socket.socketpair()
        silent, closed = os.pipe()
        os.close(closed)
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment = {**kept, **sandbox.ENVIRONMENT}
        del environment["PYTHONBREAKPOINT"]
        with theirs:
            process = subprocess.Popen(  # noqa: S603  our own program
                sandbox.command("foreground", theirs.fileno()), env=environment, pass_fds=[theirs.fileno()]
            )
        self._running[process.pid] = process
        return Process(process.pid, process.pid, Channel(ours, silent, output_cap))

    def kill(self, pid: int, *, gone: bool = False) -> Exited:
        """End a worker; `gone` says that its channel has ended, so that it is about to end by itself."""
        process = self._running.pop(pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=1 if gone else 0)
        alive = process.poll() is None
        process.kill()
        code = process.wait()
        status = -code if code < 0 else code << 8
        return Exited(pid, status, 0.0, 0, alive)

    def close(self) -> None:
        """End all workers."""
        for pid in list(self._running):
            self.kill(pid)
