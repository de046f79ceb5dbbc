"""The judge's end of the zygote: a process that has imported the SDK once and forks a worker on demand."""

from __future__ import annotations

import os
import select
import signal
import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

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
AHEAD: Final = 2
"""How many workers are kept ready."""

_Answer = TypeVar("_Answer", Spawned, Exited)


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


@dataclass(slots=True)
class _Order:
    """What the zygote was asked to do, and what it answered, once that is here."""

    answer: Spawned | Exited | None = None
    here: int = 0
    """What this process calls the worker that was forked."""


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A worker that was asked for before anyone needs it; it has run nobody's code."""

    order: _Order
    sock: socket.socket
    output: int

    def check(self) -> None:
        """Raise JudgeError if it died while it waited: once it is handed out, its death is that of a learner's code."""
        poll = select.poll()
        poll.register(self.sock, 0)  # the end of a socket is told unasked
        if poll.poll(0):
            said = os.read(self.output, 2000)
            msg = f"a fresh worker died before it was ready: {said!r}"
            raise JudgeError(msg)

    def close(self) -> None:
        self.sock.close()
        os.close(self.output)


class Zygote:
    """Starts at once and imports in the background; the first `spawn` waits for it. Close it, or use it in a with.

    It answers orders one after another. Some workers are asked for ahead, so that no one waits for a fork.
    """

    def __init__(self, backend: Backend | None = None) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(READY_SECONDS)
        with theirs:
            self._started = sandbox.start(theirs, sandbox.best() if backend is None else backend)
        self.isolation = self._started.backend.name
        self._unanswered: deque[_Order] = deque()
        self._ahead: deque[_Ahead] = deque()

    def spawn(self, output_cap: int) -> Process:
        """Hand out a worker that has run nothing yet, and ask for another. Raises JudgeError if the zygote is gone."""
        while len(self._ahead) <= AHEAD:
            self._ahead.append(self._fork())
        ready = self._ahead.popleft()
        try:
            answer = self._answer(ready.order, Spawned)
            ready.check()
        except JudgeError:
            ready.close()
            raise
        return Process(answer.pid, ready.order.here, Channel(ready.sock, ready.output, output_cap))

    def _fork(self) -> _Ahead:
        ours, theirs = socket.socketpair()
        read, write = os.pipe()
        try:
            return _Ahead(self._order(Spawn(), [theirs.fileno(), write]), ours, read)
        except BaseException:
            ours.close()
            os.close(read)
            raise
        finally:
            theirs.close()
            os.close(write)

    def kill(self, pid: int, *, gone: bool = False) -> Exited:
        """Kill and reap a worker, which may be dead already; `gone` says that its channel has ended."""
        return self._answer(self._order(Kill(pid, gone)), Exited)

    # ------------------------------------------------------------ orders and answers

    def _order(self, command: Spawn | Kill, fds: Sequence[int] = ()) -> _Order:
        body = _encode(command)
        try:
            socket.send_fds(self._control, [HEADER.pack(len(body)) + body], fds)
        except OSError as error:
            raise self._lost() from error
        self._unanswered.append(_Order())
        return self._unanswered[-1]

    def _answer(self, order: _Order, kind: type[_Answer]) -> _Answer:
        """Return the answer to an order, and keep those to the orders before it."""
        while order.answer is None:
            try:
                answer, handles = self._receive()
            except OSError as error:
                raise self._lost() from error
            first = self._unanswered.popleft()
            first.answer, first.here = answer, _our_pid(handles, answer.pid)
        if not isinstance(order.answer, kind):
            raise self._lost()
        return order.answer

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
        """Say what became of the zygote. It is ended first: its last words may be still to come."""
        self._control.close()
        status = self._started.end()
        return JudgeError(f"the zygote is gone (exit status {status}); {self._started.said() or 'it said nothing'}")

    def close(self) -> None:
        """End the zygote, and with it all its workers."""
        while self._ahead:
            self._ahead.popleft().close()
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
