"""The judge's end of the zygote: a process that has imported the SDK once and forks a worker on demand."""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

import msgspec

from grader import sandbox
from grader.judge.channel import Channel
from grader.judge.endings import JudgeError
from grader.protocol import HEADER, Exited, Kill, Spawn, Spawned, from_zygote

if TYPE_CHECKING:
    from types import TracebackType

    from grader.sandbox import Backend

_encode = msgspec.msgpack.Encoder().encode

READY_SECONDS = 120.0
"""How long the zygote may take for its imports, or a worker to be ready, on a slow and busy machine."""


@dataclass(frozen=True, slots=True)
class Process:
    """A worker that was just forked."""

    pid: int
    """What the zygote calls it."""
    here: int
    """What this process calls it."""
    channel: Channel


class Spawner(Protocol):
    """Whatever makes workers: the zygote, or the foreground."""

    def spawn(self, output_cap: int) -> Process:
        """Make a worker; so many bytes of what it prints are kept."""

    def kill(self, pid: int, *, gone: bool = False) -> Exited:
        """Kill and reap a worker, which may be dead already; `gone` says that its channel has ended."""


class Zygote:
    """Starts at once and imports in the background; the first `spawn` waits for it. Close it, or use it in a with."""

    def __init__(self, backend: Backend | None = None) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(READY_SECONDS)
        with theirs:
            self._started = sandbox.start(theirs, sandbox.best() if backend is None else backend)
        self.isolation = self._started.backend.name

    def spawn(self, output_cap: int) -> Process:
        """Fork a worker. Raises JudgeError if the zygote is gone."""
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        body = _encode(Spawn())
        try:
            socket.send_fds(self._control, [HEADER.pack(len(body)) + body], [theirs.fileno(), write])
            answer, handles = self._receive()
        except OSError as error:
            raise self._lost() from error
        finally:
            theirs.close()
            os.close(write)
        if not isinstance(answer, Spawned):
            raise self._lost()
        return Process(answer.pid, _our_pid(handles, answer.pid), Channel(ours, read, output_cap))

    def kill(self, pid: int, *, gone: bool = False) -> Exited:
        """Kill and reap a worker, which may be dead already; `gone` says that its channel has ended."""
        body = _encode(Kill(pid, gone))
        try:
            self._control.sendall(HEADER.pack(len(body)) + body)
            answer, _ = self._receive()
        except OSError as error:
            raise self._lost() from error
        if not isinstance(answer, Exited):
            raise self._lost()
        return answer

    def _receive(self) -> tuple[Spawned | Exited, list[int]]:
        fds: list[int] = []
        (length,) = HEADER.unpack(self._exactly(HEADER.size, fds))
        return from_zygote.decode(self._exactly(length, fds)), fds

    def _exactly(self, count: int, fds: list[int]) -> bytes:
        data = bytearray()
        while len(data) < count:
            piece, found, _, _ = socket.recv_fds(self._control, count - len(data), 1)
            fds += found
            if not piece:
                raise self._lost()
            data += piece
        return bytes(data)

    def _lost(self) -> JudgeError:
        status = self._started.process.poll()
        return JudgeError(f"the zygote is gone (exit status {status}); {self._started.said() or 'it said nothing'}")

    def close(self) -> None:
        """End the zygote, and with it all its workers."""
        self._control.close()
        self._started.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def _our_pid(handles: list[int], pid: int) -> int:
    """Return what this process calls a worker; the zygote may sit in a namespace of its own. Closes the pidfds."""
    for handle in handles:
        told = Path(f"/proc/self/fdinfo/{handle}").read_text("ascii")
        os.close(handle)
        pid = int(told.partition("\nPid:")[2].split()[0])
    return pid


def ending(exited: Exited) -> str:
    """Say in words how a worker ended."""
    if os.WIFSIGNALED(exited.status):
        number = os.WTERMSIG(exited.status)
        named = number in set(signal.Signals)  # most real-time signals have no name
        return f"was ended by {signal.Signals(number).name if named else f'signal {number}'}"
    return f"ended with exit status {os.WEXITSTATUS(exited.status)}"
