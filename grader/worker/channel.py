"""The socket to the judge: commands come in, events are asked one at a time, endings go out."""

from __future__ import annotations

import os
import socket
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Final, NoReturn

from grader import protocol
from grader.worker.clock import CLOCK

if TYPE_CHECKING:
    from collections.abc import Iterable

BUG: Final = 70
"""The exit status of a worker that the judge misuses: a bug of the grader, never the learner's."""


def bug(message: str) -> NoReturn:
    """End this process, for the judge did what it never does. An exception might be caught by the learner's code."""
    sys.__stderr__.write(f"grader bug: {message}\n")  # type: ignore[union-attr]
    os._exit(BUG)


class Channel:
    """The one connection of this process.

    The turn to speak is the judge's between an ending and the next command, and no thread gets it then. Within a
    command it belongs to whichever thread asks.
    """

    def __init__(self) -> None:
        self._socket: socket.socket
        self._turn = threading.Lock()
        self._dismissed: weakref.WeakSet[threading.Thread] = weakref.WeakSet()

    def connect(self, fd: int) -> None:
        """Speak over this descriptor from now on."""
        self._socket = socket.socket(fileno=fd)
        self._turn.acquire()
        CLOCK.ask = self._wait

    def receive(self) -> protocol.Command:
        """Return the next command; the process ends if the judge is gone."""
        command = self._message()
        if not isinstance(command, protocol.Command):
            bug(f"{type(command).__name__} is no command")
        self._turn.release()
        return command

    def send(self, ending: protocol.Ending) -> None:
        """End a command."""
        self._turn.acquire()
        self._socket.sendall(protocol.encode(ending))

    def greet(self) -> None:
        """Tell the judge that this worker is ready."""
        self._socket.sendall(protocol.encode(protocol.Ready(0)))

    def ask(self, event: protocol.Event) -> protocol.Answer:
        """Report an event and return its answer, after setting the clocks. Raises KeyboardInterrupt on Interrupt."""
        with self._turn:
            if threading.current_thread() in self._dismissed:
                raise SystemExit
            self._socket.sendall(protocol.encode(event))
            answer = self._message()
        if not isinstance(answer, protocol.Answer):
            bug(f"{type(answer).__name__} is no answer")
        CLOCK.wall += answer.jump
        if isinstance(answer, protocol.Now | protocol.Interrupt) and answer.now >= 0:
            CLOCK.move(answer.now)
        if isinstance(answer, protocol.Interrupt):
            raise KeyboardInterrupt
        return answer

    def dismiss(self, threads: Iterable[threading.Thread]) -> None:
        """End these threads when they next ask something: their case is over."""
        self._dismissed.update(threads)

    def _wait(self, ns: int, unsure: bool) -> bool:  # noqa: FBT001  the signature of `Clock.ask`
        answer = self.ask(protocol.Wait(ns, unsure))
        return isinstance(answer, protocol.Now) and answer.asleep

    def _message(self) -> protocol.FromJudge:
        (length,) = protocol.HEADER.unpack(self._exactly(protocol.HEADER.size))
        message: protocol.FromJudge = protocol.from_judge.decode(self._exactly(length))
        return message

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            if not piece:
                os._exit(0)
            data += piece
        return bytes(data)


JUDGE: Final = Channel()
"""The one channel of this process."""
