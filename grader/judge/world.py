"""All that a learner's code meets in one case: the clock, the wire, callbacks, and what disturbs it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import msgspec.structs

from grader import protocol
from grader.judge.clock import Clock
from grader.judge.endings import LONGEST, Breach, Killed
from grader.judge.journal import Journal
from grader.judge.values import decode, encode
from grader.judge.wire import Wire
from grader.show import cut
from grader.trace import NANO

if TYPE_CHECKING:
    from grader.judge.limits import Limits
    from grader.wire.delivery import Origin
    from grader.wire.steps import Disturbance

EFFECTS: Final = (protocol.Http, protocol.Chunk, protocol.Wait, protocol.Callback)
"""The events that disturbances count: those in which the code does something to the world."""


@dataclass(frozen=True, slots=True)
class Late:
    """A value that a callback returns only after so many virtual seconds (for asynchronous sinks)."""

    value: Any
    after: float


@dataclass(slots=True)
class World:
    """The world of one case. Callbacks get decoded arguments; what they return is the judge's own data."""

    origin: Origin
    limits: Limits
    disturbances: Sequence[Disturbance] = ()
    callbacks: dict[str, Callable[..., Any]] = field(default_factory=dict)
    stores: dict[str, Callable[..., Any]] = field(default_factory=dict)
    """The two methods of each store, which write down by themselves what they do."""
    clock: Clock = field(init=False)
    journal: Journal = field(init=False)
    wire: Wire = field(init=False)
    effects: int = field(default=0, init=False)
    output: list[str] = field(default_factory=list, init=False)
    """What the code printed, as far as it was kept."""
    output_left_out: int = field(default=0, init=False)
    """How many bytes of output were not kept."""
    _output_size: int = field(default=0, init=False)
    _pending: list[Disturbance] = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(self.limits.virtual)
        self.journal = Journal(self.clock)
        self.wire = Wire(self.origin, self.clock, self.journal, self.limits.requests)
        self._pending = list(self.disturbances)

    def handle(self, event: protocol.Event) -> protocol.Answer:
        """Answer one event of the worker. Raises Ended for a breach, a limit, or a planned kill."""
        if not isinstance(event, EFFECTS):
            return self._plain(event)
        self.effects += 1
        self.journal.effect = self.effects
        if self._befalls("kill-before"):
            self._kill("before", event)
        if self._befalls("interrupt"):
            return self._interrupt(self.wire.interrupted(event))
        if self._befalls("kill-after"):
            self._undelivered(event)
            self._kill("after", event)
        answer = self._effect(event)
        jump = self._befalls("clock")
        return self._jump(answer, jump.jump) if jump else answer

    def pause(self, seconds: float) -> None:
        """Let time pass between two calls."""
        self.clock.now = self.clock.target(round(seconds * NANO))

    def printed(self, data: bytes, lost: int) -> None:
        """Write down what the code printed, and how many bytes of it were lost before."""
        kept = data[: self.limits.output - self._output_size]
        self._output_size += len(kept)
        self.output_left_out += lost + len(data) - len(kept)
        if kept:
            text = kept.decode("utf-8", "backslashreplace")
            self.output.append(text)
            self.journal.add("print", text=text)

    def _plain(self, event: protocol.Event) -> protocol.Answer:
        match event:
            case protocol.Collect():
                return self.wire.collect(event)
            case protocol.Abandon():
                return self.wire.abandon(event)
            case protocol.Closed():
                return self.wire.closed(event)
            case _:
                msg = "The worker sent what the grader did not ask for."
                raise Breach(msg)

    def _effect(self, event: protocol.Event) -> protocol.Answer:
        match event:
            case protocol.Http():
                return self.wire.request(event)
            case protocol.Chunk():
                return self.wire.chunk(event)
            case protocol.Wait():
                return self._wait(event)
            case protocol.Callback():
                return self._callback(event)
            case _:
                msg = f"{type(event).__name__} is no effect"
                raise TypeError(msg)

    # ------------------------------------------------------------ waiting

    def _wait(self, event: protocol.Wait) -> protocol.Answer:
        cancel = next((d for d in self._pending if d.kind == "cancel"), None)
        if cancel is not None:
            at = self.clock.now - self.clock.since + round(cancel.at * NANO)
            if event.ns == protocol.NEVER or (event.ns >= 0 and at <= self.clock.now + event.ns):
                self._pending.remove(cancel)
                self._move(max(at, self.clock.now))
                return self._interrupt(0)
        self._move(self.clock.target(event.ns))
        return protocol.Now(now=self.clock.now)

    def _move(self, target: int) -> None:
        if target == self.clock.now:
            return
        since = self.clock.since
        n = self.wire.due(target)
        self.clock.now = target
        self.journal.add("wait" if n is None else "latency", n or 0, since=since)

    # ------------------------------------------------------------ callbacks

    def _callback(self, event: protocol.Callback) -> protocol.Answer:
        called = self.stores.get(event.name) or self.callbacks.get(event.name)
        if called is None:
            msg = "The worker called a function that it was never given."
            raise Breach(msg)
        args = [decode(value) for value in event.args]
        kwargs = {name: decode(value) for name, value in event.kwargs.items()}
        try:
            value = called(*args, **kwargs)
        except Exception as error:  # noqa: BLE001  a wrong call is the learner's error, and raised there
            message = _plain(cut(str(error), LONGEST))
            self.journal.add("callback", name=event.name, args=tuple(args), kwargs=kwargs, error=message)
            return protocol.Fault(name=_built_in(error), message=message)
        return self._returned(event.name, args, kwargs, value)

    def _returned(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], value: Any) -> protocol.Answer:
        if isinstance(value, Late):
            slow = value
            return self.wire.later(slow.after, lambda: self._returned(name, args, kwargs, slow.value))
        if name not in self.stores:
            self.journal.add("callback", name=name, args=tuple(args), kwargs=kwargs, value=value)
        return protocol.Return(value=encode(value))

    # ------------------------------------------------------------ disturbances

    def _befalls(self, kind: str) -> Disturbance | None:
        found = next((d for d in self._pending if d.kind == kind and d.at == self.effects), None)
        if found is not None:
            self._pending.remove(found)
        return found

    def _interrupt(self, n: int) -> protocol.Answer:
        self.journal.add("interrupt", n)
        return protocol.Interrupt(now=self.clock.now)

    def _undelivered(self, event: protocol.Event) -> None:
        """Let an event take its effect, of which nobody will hear."""
        if isinstance(event, protocol.Http | protocol.Chunk):
            self.wire.interrupted(event)
        else:
            self._effect(event)

    def _kill(self, when: str, event: protocol.Event) -> None:
        what = self._named(event)
        self.journal.add("kill", when=when, what=what)
        msg = f"killed {when} {what}"
        raise Killed(msg)

    def _named(self, event: protocol.Event) -> str:
        """Return the kind of event that this would be in the trace."""
        if isinstance(event, protocol.Callback) and event.name in self.stores:
            return event.name.rpartition(".")[2]
        return "request" if isinstance(event, protocol.Http) else type(event).__name__.lower()

    def _jump(self, answer: protocol.Answer, seconds: float) -> protocol.Answer:
        ns = round(seconds * NANO)
        self.clock.jumped += ns
        return msgspec.structs.replace(answer, jump=ns)


def _built_in(error: Exception) -> str:
    """Return the nearest class of an error that the worker knows as well."""
    return next(cls.__name__ for cls in type(error).__mro__ if cls.__module__ == "builtins")


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
