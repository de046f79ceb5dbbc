"""The process that has imported everything once, and forks a worker whenever the judge asks for one.

It runs no learner's code. Its control socket carries frames as `grader.protocol` defines them; a `Spawn` comes with
two descriptors, the worker's channel and its output pipe.
"""

from __future__ import annotations

import _thread
import contextlib
import gc
import os
import select
import signal
import socket
import traceback
from collections.abc import Sequence
from typing import Any, Final, NoReturn

import msgspec

from grader.protocol import HEADER, Exited, Kill, Spawn, Spawned, to_zygote
from grader.worker import pools, sdk
from grader.worker.lockin import CHANNEL, lock_in
from grader.worker.serve import serve
from grader.worker.walls import Walls

_encode = msgspec.msgpack.Encoder().encode


GONE_MS: Final = 200
"""How long a worker that has closed its channel may take to end by itself, in milliseconds."""


class Zygote:
    """Serves one control socket until its other end is closed."""

    def __init__(self, control: socket.socket, walls: Walls) -> None:
        self._control = control
        self._walls = walls
        self._children: set[int] = set()

    def serve(self) -> None:
        """Fork and kill as asked; at the end kill all that is left."""
        while (order := self._receive()) is not None:
            command, fds = order
            if isinstance(command, Spawn):
                self._spawn(*fds)
            else:
                self._send(self._kill(command.pid, GONE_MS if command.gone else 0))
        for pid in list(self._children):
            self._kill(pid)

    def _spawn(self, channel: int, output: int) -> None:
        pid = os.fork()
        if pid == 0:
            self._become_worker(channel, output)
        os.close(channel)
        os.close(output)
        self._children.add(pid)
        handles = [os.pidfd_open(pid)] if hasattr(os, "pidfd_open") else []
        self._send(Spawned(pid), handles)
        for handle in handles:
            os.close(handle)

    def _become_worker(self, channel: int, output: int) -> NoReturn:
        try:
            self._control.close()
            lock_in(channel, output, self._walls)
            serve(CHANNEL)
        except BaseException:  # noqa: BLE001  a worker must never go on as a second zygote
            traceback.print_exc()
        os._exit(1)

    def _kill(self, pid: int, patience_ms: int = 0) -> Exited:
        self._children.remove(pid)
        reaped, status, usage = os.wait4(pid, os.WNOHANG)
        while reaped == 0 and patience_ms > 0:
            select.select([], [], [], 0.001)  # time.sleep is virtual here
            patience_ms -= 1
            reaped, status, usage = os.wait4(pid, os.WNOHANG)
        alive = reaped == 0
        _kill_group(pid)
        if alive:
            with contextlib.suppress(ProcessLookupError):  # before it leads a group, it is killed alone
                os.kill(pid, signal.SIGKILL)
            _, status, usage = os.wait4(pid, 0)
        return Exited(pid, status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, alive)

    # ------------------------------------------------------------ frames

    def _send(self, message: Spawned | Exited, fds: Sequence[int] = ()) -> None:
        body = _encode(message)
        socket.send_fds(self._control, [HEADER.pack(len(body)) + body], fds)

    def _receive(self) -> tuple[Spawn | Kill, list[int]] | None:
        fds: list[int] = []
        head = self._exactly(HEADER.size, fds)
        if head is None:
            return None
        body = self._exactly(HEADER.unpack(head)[0], fds)
        return None if body is None else (to_zygote.decode(body), fds)

    def _exactly(self, count: int, fds: list[int]) -> bytes | None:
        """Return so many bytes, None at the end of the socket; descriptors that come along go to `fds`."""
        data = bytearray()
        while len(data) < count:
            piece, found, _, _ = socket.recv_fds(self._control, count - len(data), 2)
            fds += found
            if not piece:
                return None
            data += piece
        return bytes(data)


def _kill_group(pid: int) -> None:
    """Kill a worker and what it may have forked where no filter stands: once it is locked in, it leads a group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def main(fd: int, walls: frozenset[str]) -> None:
    """Warm up, make these walls ready, and serve the control socket.

    Raises RuntimeError if a thread lives: forking would lose it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sdk.warm_up()
    zygote = Zygote(socket.socket(fileno=fd), Walls(walls))
    _check_threads()
    gc.collect()
    pools.fill()
    gc.freeze()
    zygote.serve()


def _check_threads() -> None:
    alive: Any = _thread._count()  # noqa: SLF001  threading.active_count misses threads begun with _thread
    if alive:
        msg = f"{alive} threads live after the imports: a fork would lose them"
        raise RuntimeError(msg)
