"""One worker, from its fork to its end: commands go out, events are answered, an ending comes back."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING, Final

from grader import protocol
from grader.judge.channel import PART
from grader.judge.deadline import Deadline
from grader.judge.endings import Breach, Crashed, Ended, JudgeError, TimedOut
from grader.judge.limits import Limits
from grader.judge.process import asleep
from grader.judge.zygote import READY_SECONDS, ending

if TYPE_CHECKING:
    from grader.judge.world import World
    from grader.judge.zygote import Spawner

_ENDINGS: Final[dict[type[protocol.Command], tuple[type[protocol.Ending], ...]]] = {
    protocol.Load: (protocol.Done, protocol.Raised),
    protocol.Begin: (protocol.Done, protocol.Raised),
    protocol.Call: (protocol.Done, protocol.Handle, protocol.Raised),
    protocol.Method: (protocol.Done, protocol.Handle, protocol.Raised),
    protocol.Pull: (protocol.Item, protocol.Stop, protocol.Raised),
    protocol.Close: (protocol.Done, protocol.Raised),
    protocol.Finish: (protocol.Done,),
}
"""Which endings fit which command."""


LOOKS: Final = 5
LOOK_SECONDS: Final = 0.001
"""How often, and how long after another, the judge looks whether a worker's threads sleep."""


def nonce() -> int:
    """Return a fresh number that no worker can guess."""
    return secrets.randbits(62) + 1


class Worker:
    """A forked process that runs one learner's file. After an `Ended` it is dead; `close` is always safe."""

    def __init__(self, zygote: Spawner, limits: Limits) -> None:
        self._zygote = zygote
        self._limits = limits
        self._process = zygote.spawn(limits.output)
        self._deadline = Deadline(self._process.here, Limits(wall=READY_SECONDS))
        self._frames = 0
        self._received = 0
        self._counted = 0
        self._fresh = True
        self.alive = True
        self.last_words = (b"", 0)
        """What was printed before it died, and how many bytes of that were not kept."""

    def begin_call(self) -> None:
        """Start the limits anew: what follows is another call."""
        self._limits.ledger.queued += self._deadline.queued()
        self._deadline = Deadline(self._process.here, self._limits)
        self._frames = 0
        self._received = 0

    def run(self, command: protocol.Command, world: World | None = None) -> protocol.Ending:
        """Send a command, answer the events that it causes, return how it ended. Raises Ended."""
        try:
            self._greet()
            self._process.channel.send(command, self._deadline)
            return self._serve(command, world)
        except Ended as ended:
            self._bury(ended)
            raise

    def _greet(self) -> None:
        """Wait until the worker is ready: until then it is ours, and no limit of the learner's counts."""
        if not self._fresh:
            return
        self._fresh = False
        try:
            ready = self._process.channel.receive(self._deadline)
        except Ended as ended:
            self._bury(ended)
            msg = f"a fresh worker died before it was ready: {ended.message} {self.last_words[0]!r}"
            raise JudgeError(msg) from ended
        if ready != protocol.Ready(0):
            msg = "a fresh worker did not say that it is ready"
            raise JudgeError(msg)
        self.begin_call()

    def _serve(self, command: protocol.Command, world: World | None) -> protocol.Ending:
        channel = self._process.channel
        while True:
            message = channel.receive(self._deadline)
            self._count(message)
            if isinstance(message, protocol.Ending):
                return _fitting(command, message)
            if world is None:
                msg = "The file uses the network or the clock while it is loaded: move that into a function."
                raise Crashed(msg)
            self._note_output(world)
            channel.send(self._answer(message, world), self._deadline)
            self._deadline.check()

    def _answer(self, event: protocol.Event, world: World) -> protocol.Answer:
        """Answer an event. An unsure wait is no event of the world: it asks what only the judge can see."""
        if isinstance(event, protocol.Wait) and event.unsure:
            return protocol.Now(now=world.clock.now, asleep=self._asleep())
        return world.handle(event)

    def _asleep(self) -> bool:
        """Look a few times: the thread that speaks has only just begun to wait for the answer."""
        for _ in range(LOOKS):
            if asleep(self._process.here):
                return True
            time.sleep(LOOK_SECONDS)
        return False

    def _count(self, message: protocol.Message) -> None:
        limits = self._limits
        self._frames += 1
        if self._frames > limits.frames:
            msg = f"The call exchanged more than {limits.frames:,} messages with the grader."
            raise TimedOut(msg)
        came = self._process.channel.received - self._counted + _unfolded(message)
        self._counted = self._process.channel.received
        self._received += came
        limits.ledger.received += came
        if self._received > limits.received:
            msg = f"The call sent more than {limits.received:,} bytes to the grader."
            raise TimedOut(msg)
        if limits.spent:
            msg = f"The calls of this exercise sent more than {limits.kept:,} bytes to the grader."
            raise TimedOut(msg)

    def _note_output(self, world: World) -> None:
        self._process.channel.drain()
        world.printed(*self._process.channel.take_printed())

    def flush_output(self, world: World) -> None:
        """Write down what was printed since the last event."""
        if self.alive:
            self._note_output(world)

    def _bury(self, ended: Ended) -> None:
        """Kill the worker; a death that was not ours tells its cause."""
        if not self.alive:
            return
        self.alive = False
        self._limits.ledger.queued += self._deadline.queued()
        self._process.channel.drain()
        self.last_words = self._process.channel.take_printed()
        exited = self._zygote.kill(self._process.pid, gone=isinstance(ended, Crashed))
        self._process.channel.close()
        if isinstance(ended, Crashed) and not exited.killed:
            ended.message = f"The process that ran the code {ending(exited)}."

    def close(self) -> None:
        """Kill the worker, if it still lives."""
        if self.alive:
            self.alive = False
            self._limits.ledger.queued += self._deadline.queued()
            self._zygote.kill(self._process.pid)
            self._process.channel.close()


def _unfolded(message: protocol.Message) -> int:
    """Return what the body of a request takes besides its bytes, once it is read as JSON."""
    if not isinstance(message, protocol.Http):
        return 0
    return PART * sum(map(message.body.count, (b",", b"[", b"{")))


def _fitting(command: protocol.Command, ending: protocol.Ending) -> protocol.Ending:
    if ending.nonce != command.nonce:
        msg = "The worker answered something that the grader did not ask."
        raise Breach(msg)
    if not isinstance(ending, _ENDINGS[type(command)]):
        msg = f"The worker answered {type(command).__name__} with {type(ending).__name__}."
        raise Breach(msg)
    return ending
