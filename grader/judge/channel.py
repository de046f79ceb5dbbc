"""Frames between judge and worker, under absolute deadlines.

A deadline covers sending as well as receiving, so neither a drip of bytes nor a peer that never reads can hold the
judge. While it waits, the judge drains what the worker prints.

Descriptors that a worker sends along are never taken: `recv` has the kernel close them.
"""

from __future__ import annotations

import os
import select
from typing import TYPE_CHECKING, Final

import msgspec

from grader.judge.endings import Breach, Crashed
from grader.judge.shape import malformed, parts
from grader.protocol import FRAME_CAP, HEADER, FromWorker, Message, encode, from_worker

if TYPE_CHECKING:
    import socket

    from grader.judge.deadline import Deadline

_TICK_MS = 25
"""How often the worker is looked at while the judge waits, in milliseconds."""

PART: Final = 64
"""Bytes that a part of a value counts for besides its own: what it takes in the judge, roughly."""


class Channel:
    """The judge's end of a worker's socket and of its output pipe."""

    def __init__(self, sock: socket.socket, output: int, cap: int) -> None:
        sock.settimeout(0)
        os.set_blocking(output, False)
        self._sock = sock
        self._output = output
        self._cap = cap
        self._buffer = bytearray()
        self._poll = select.poll()
        self._poll.register(sock, select.POLLIN)
        self._poll.register(output, select.POLLIN)
        self._room = select.poll()
        self._room.register(sock, select.POLLOUT)
        self.received = 0
        """How many bytes of messages have come, all calls together; each part of one counts as `PART` more."""
        self.printed = bytearray()
        """What the worker printed, as far as it was kept."""
        self.lost = 0
        """How many printed bytes were not kept."""

    def close(self) -> None:
        """Close both ends."""
        self._sock.close()
        os.close(self._output)

    def send(self, message: Message, deadline: Deadline) -> None:
        """Send one message. Raises TimedOut, or Crashed if the worker is gone."""
        frame = memoryview(encode(message))
        if len(frame) > FRAME_CAP:
            msg = f"a message of {len(frame)} bytes is too large to be sent to a worker"
            raise ValueError(msg)
        while frame:
            try:
                frame = frame[self._sock.send(frame) :]
            except BlockingIOError:
                self._room.poll(_TICK_MS)
                deadline.check()
            except OSError as error:
                raise _gone() from error

    def receive(self, deadline: Deadline) -> FromWorker:
        """Return the next message. Raises TimedOut, Breach, or Crashed if the worker is gone."""
        while (frame := self._frame()) is None:
            self._wait(deadline)
        self.received += len(frame) + PART * parts(frame)
        try:
            return from_worker.decode(frame)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise malformed() from error

    def _frame(self) -> bytes | None:
        if len(self._buffer) < HEADER.size:
            return None
        (length,) = HEADER.unpack_from(self._buffer)
        if length > FRAME_CAP:
            msg = f"A value is too large: {length:,} bytes, where at most {FRAME_CAP:,} may cross to the grader."
            raise Breach(msg)
        end = HEADER.size + length
        if len(self._buffer) < end:
            return None
        frame = bytes(self._buffer[HEADER.size : end])
        del self._buffer[:end]
        return frame

    def _wait(self, deadline: Deadline) -> None:
        ready = self._poll.poll(_TICK_MS)
        deadline.check()
        for fd, _ in ready:
            if fd == self._output:
                self.drain(1 << 16)
            else:
                self._read()

    def _read(self) -> None:
        try:
            data = self._sock.recv(1 << 16)
        except BlockingIOError:
            return
        except OSError as error:
            raise _gone() from error
        if not data:
            raise _gone()
        self._buffer += data

    def drain(self, most: int = 1 << 20) -> None:
        """Read what was printed, up to `most` bytes, so that a flood can't hold the judge."""
        while most > 0:
            try:
                data = os.read(self._output, 1 << 16)
            except BlockingIOError:
                return
            if not data:
                self._unregister()
                return
            most -= len(data)
            kept = data[: max(0, self._cap - len(self.printed))]
            self.printed += kept
            self.lost += len(data) - len(kept)

    def _unregister(self) -> None:
        try:
            self._poll.unregister(self._output)
        except KeyError:
            return

    def take_printed(self) -> tuple[bytes, int]:
        """Return what was printed since the last time, and how many bytes of it were not kept."""
        taken = bytes(self.printed), self.lost
        self.printed = bytearray()
        self.lost = 0
        return taken


def _gone() -> Crashed:
    return Crashed("The code closed its connection to the grader.")
