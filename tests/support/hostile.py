"""A worker that a test plays itself: fast, exact, and as hostile as it likes."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from grader import protocol
from grader.judge.channel import Channel
from grader.judge.limits import Limits
from grader.judge.submission import Player, Source
from grader.judge.zygote import Process
from grader.trace import Run
from grader.wire.case import Case
from grader.wire.delivery import Origin
from grader.wire.script import Scripted
from grader.wire.simulator import Simulator
from tests.support.fake_judge import frame

HEADERS = [("x-api-key", "k"), ("anthropic-version", "2023-06-01")]
URL = "https://api.anthropic.com/v1/messages"
BODY = b'{"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}'
POST = protocol.Http("POST", URL, HEADERS, BODY, {"read": 600.0})


class Peer:
    """The worker's end of a channel."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def send(self, body: bytes) -> None:
        """Send a frame of this body, whatever it is."""
        self.sock.sendall(protocol.HEADER.pack(len(body)) + body)

    def say(self, message: protocol.Message) -> None:
        """Send a message."""
        self.sock.sendall(protocol.encode(message))

    def hear(self) -> Any:
        """Return the judge's next message. Raises EOFError or OSError once the judge is gone."""
        return protocol.from_judge.decode(frame(self.sock))

    def ask(self, event: protocol.Event) -> Any:
        """Report an event and return its answer."""
        self.say(event)
        return self.hear()

    def settle(self, event: protocol.Event) -> Any:
        """Report an event, wait as long as the judge says, and return what was due."""
        answer = self.ask(event)
        if isinstance(answer, protocol.Later):
            self.ask(protocol.Wait(max(0, answer.at - self.now)))
            self.now = answer.at
            answer = self.ask(protocol.Collect(answer.ticket))
        return answer

    now = 5_000 * 1_000_000_000
    """What time it is for this worker, if it waits by `settle` alone."""


Deed: TypeAlias = Callable[[Peer, protocol.Command], object]
"""What a worker does when it is called. What it does not do is to end the call: `peer.say(Done(command.nonce))`."""


class Hostile:
    """Makes workers that behave until they are called, and then do the deed, each in a thread of this process."""

    isolation = "none"

    def __init__(self, deed: Deed) -> None:
        self._deed = deed
        self._running: list[tuple[socket.socket, int, threading.Thread]] = []
        self.killed = 0

    def spawn(self, output_cap: int) -> Process:
        """Start a worker."""
        ours, theirs = socket.socketpair()
        output, stdout = os.pipe()
        thread = threading.Thread(target=self._live, args=(Peer(theirs),), daemon=True)
        self._running.append((theirs, stdout, thread))
        thread.start()
        return Process(len(self._running) - 1, 0, Channel(ours, output, output_cap))

    def _live(self, peer: Peer) -> None:
        with contextlib.suppress(EOFError, OSError):
            peer.say(protocol.Ready(0))
            while True:
                match peer.hear():
                    case protocol.Call() | protocol.Method() | protocol.Pull() as command:
                        self._deed(peer, command)
                    case protocol.Command(nonce=nonce):
                        peer.say(protocol.Done(nonce))

    def kill(self, pid: int, *, gone: bool = False) -> protocol.Exited:
        """End a worker, which was alive until then."""
        sock, stdout, thread = self._running[pid]
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        thread.join()
        sock.close()
        os.close(stdout)
        self.killed += 1
        return protocol.Exited(pid, 9, 0.0, 0, killed=True)


def play(
    deed: Deed,
    script: str = "ok",
    *,
    act: Callable[..., Run] | None = None,
    origin: Origin | None = None,
    **limits: Any,
) -> Run:
    """Play one case, in which `f` is called, against a worker that does this. Raises Ended as a player does."""
    case = Case.parse(script)
    hostile = Hostile(deed)
    player = Player(hostile, Source("99_test/answer.py", b""), Limits(**limits))
    found = origin or Scripted(Simulator(7), case.script)
    try:
        act = act or (lambda submission, _, __: submission.f())
        return player.play(act, case, found, seed=5, disturbances=case.script.disturbances)
    finally:
        player.close()


def packed(value: Any) -> bytes:
    """Return a value as MessagePack."""
    return msgspec.msgpack.encode(value)
