"""A learner's file as a scenario calls it: `run = submission.retry_delay(1, 529, {}, ...)`.

A case is played in one world and, unless it kills it, in one worker. Each call gives a `Run`; when the case ends the
worker shuts down what is still open, and the runs get their final traces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from grader import protocol
from grader.judge.endings import Breach, Crashed, Ended, Killed, TimedOut, Todo
from grader.judge.values import CallbackRef, Client, HandleRef, StoreRef, decode, encode, error
from grader.judge.worker import Worker, nonce
from grader.judge.world import Late, World
from grader.trace import Error, Model, Run

if TYPE_CHECKING:
    from grader.judge.limits import Limits
    from grader.judge.zygote import Spawner
    from grader.wire.delivery import Origin
    from grader.wire.steps import Disturbance

MISSING: Final = "retrial.MissingFunction"
"""The name under which a worker reports that the file has no such function."""

SHOWN: Final = 120
"""How many characters of one argument a call's text shows."""


class Api:
    """What a scenario hands to the learner's code: clients, callbacks, stores. One for each case."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ids = 0
        self.client = Client()
        """A sync client of the SDK, as one builds it without options."""
        self.aclient = Client(sync=False)
        """An async client of the SDK."""

    @property
    def origin(self) -> Origin:
        """Whatever answers the requests of this case."""
        return self._world.origin

    def client_with(self, *, sync: bool = True, max_retries: int | None = None, timeout: float | None = None) -> Client:
        """Return another client with these options."""
        self._ids += 1
        return Client(sync, max_retries, timeout, self._ids)

    def callback(self, name: str, function: Callable[..., Any], *, is_async: bool = False) -> CallbackRef:
        """Return a function for the learner's code to call. It runs here; it may return `Late(value, seconds)`."""
        self._world.callbacks[name] = function
        return CallbackRef(name, is_async)

    def store(self, contents: dict[str, Any], *, name: str = "store", is_async: bool = False) -> StoreRef:
        """Return a key-value store with `get(key)` and `put(key, value)` over this dictionary."""
        journal = self._world.journal

        def get(key: str) -> Any:
            value = contents.get(key)
            journal.add("get", key=key, value=value)
            return value

        def put(key: str, value: Any) -> None:
            _check_plain(value)
            contents[key] = value
            journal.add("put", key=key, value=value)

        self._world.stores |= {f"{name}.get": get, f"{name}.put": put}
        return StoreRef(name, is_async)

    def sleep(self, seconds: float) -> None:
        """Let virtual time pass between two calls."""
        self._world.pause(seconds)


def _check_plain(value: Any) -> None:
    try:
        encode(value)
    except TypeError:
        msg = "A store keeps plain data only."
        raise TypeError(msg) from None


@dataclass(frozen=True, slots=True)
class Source:
    """An exercise's file: its name, such as `03_retries/retry_delay.py`, and its bytes."""

    name: str
    content: bytes


class Submission:
    """The functions and classes of a learner's file, callable from a scenario, within one case."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def __getattr__(self, name: str) -> Callable[..., Run]:
        """Return the function of this name; calling it gives a Run."""
        return lambda *args, **kwargs: self._stage.call(name, args, kwargs)

    def take(self, items: int | None) -> Taking:
        """Return the same functions, of whose iterators only so many items are taken before they are closed."""
        return Taking(self._stage, items)

    def object(self, cls: str, *args: Any, **kwargs: Any) -> Remote:
        """Make an object of a learner's class; it stays in the worker."""
        run = self._stage.call(cls, args, kwargs)
        return Remote(self._stage, run)


class Taking:
    """The functions of a learner's file, of whose iterators only some items are taken."""

    def __init__(self, stage: Stage, items: int | None) -> None:
        self._stage = stage
        self._items = items

    def __getattr__(self, name: str) -> Callable[..., Run]:
        """Return the function of this name; calling it gives a Run."""
        return lambda *args, **kwargs: self._stage.call(name, args, kwargs, take=self._items)


class Remote:
    """An object in the worker. If it could not be made, each of its methods gives the run of that failure."""

    def __init__(self, stage: Stage, made: Run) -> None:
        self._stage = stage
        self.made = made
        """The run of its constructor."""

    def __getattr__(self, name: str) -> Callable[..., Run]:
        """Return the method of this name; calling it gives a Run."""
        handle = self.made.value
        if not isinstance(handle, HandleRef):
            return lambda *_args, **_kwargs: self.made
        return lambda *args, **kwargs: self._stage.call(name, args, kwargs, handle=handle)


class Player:
    """Plays cases on one learner's file, in a worker that is made anew whenever the last one died."""

    def __init__(self, zygote: Spawner, source: Source, limits: Limits, reads: Sequence[str] = ()) -> None:
        self._zygote = zygote
        self._source = source
        self.limits = limits
        self.reads = list(reads)
        self._worker: Worker | None = None
        self.played = 0
        """How many cases were played."""

    def worker(self) -> Worker:
        """Return a live worker that has loaded the file. Raises Ended if it does not load."""
        if self._worker is None or not self._worker.alive:
            worker = Worker(self._zygote, self.limits)
            self._worker = worker
            ending = worker.run(protocol.Load(nonce(), self._source.name, self._source.content))
            if isinstance(ending, protocol.Raised):
                raise _does_not_load(error(ending.error))
        return self._worker

    def play(
        self,
        act: Callable[[Submission, Api, Any], Run],
        case: Any,
        origin: Origin,
        *,
        seed: int,
        disturbances: Sequence[Disturbance] = (),
    ) -> Run:
        """Play one case and return its last run. Raises Ended, with what was seen of the run until then."""
        self.played += 1
        stage = Stage(self, World(origin, self.limits, disturbances), seed)
        try:
            last = act(Submission(stage), Api(stage.world), case)
            stage.finish()
        except Ended as ended:
            ended.run = stage.interrupted(case)
            self.close()
            raise
        return stage.final(last, case)

    def close(self) -> None:
        """End the worker; the next case would get a new one."""
        if self._worker is not None:
            self._worker.close()


class Stage:
    """One case under way: its world, its calls so far, and the worker that plays it."""

    def __init__(self, player: Player, world: World, seed: int) -> None:
        self._player = player
        self.world = world
        self._seed = seed
        self._runs: list[Run] = []
        self._starts: list[int] = []
        self._called = ""
        self._worker: Worker | None = None

    # ------------------------------------------------------------ calls

    def call(
        self,
        name: str,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        *,
        take: int | None = None,
        handle: HandleRef | None = None,
    ) -> Run:
        """Call a function, or a method of the object behind a handle, and return its run."""
        sent = [encode(a) for a in args], {k: encode(v) for k, v in kwargs.items()}, self._player.reads
        now = self.world.clock.now
        self._called = shown_call(name, args, kwargs)
        self._starts.append(len(self.world.journal.events))
        self.world.journal.add("call", text=self._called)
        try:
            worker = self._ready()
            worker.begin_call()
            if handle is None:
                command: protocol.Command = protocol.Call(nonce(), name, *sent, now)
            else:
                command = protocol.Method(nonce(), handle.id, name, *sent, now)
            return self._add(self._outcome(worker, worker.run(command, self.world), take))
        except Killed:
            self._worker = None
            self.world.wire.reset()
            return self._add(self._run("killed"))

    def _ready(self) -> Worker:
        """Return this case's worker, with the case begun in it."""
        if self._worker is None:
            worker = self._player.worker()
            clock = self.world.clock
            seed = self._seed + len(self._runs)
            worker.begin_call()
            begun = worker.run(protocol.Begin(nonce(), clock.now, clock.wall_ns, seed), self.world)
            if isinstance(begun, protocol.Raised):
                raise _does_not_load(error(begun.error))
            self._worker = worker
        return self._worker

    def _outcome(self, worker: Worker, ending: protocol.Ending, take: int | None) -> Run:
        match ending:
            case protocol.Done():
                return self._returned(decode(ending.value))
            case protocol.Handle(kind="object"):
                return self._returned(HandleRef(ending.type, ending.handle))
            case protocol.Handle():
                return self._drained(worker, ending, take)
            case protocol.Raised():
                return self._raised(error(ending.error))
            case _:
                msg = f"{type(ending).__name__} does not end a call"
                raise TypeError(msg)

    def _drained(self, worker: Worker, iterator: protocol.Handle, take: int | None) -> Run:
        items: list[Any] = []
        while take is None or len(items) < take:
            if len(items) >= self._player.limits.items:
                msg = f"The iterator gave more than {self._player.limits.items:,} items."
                raise TimedOut(msg)
            self.world.journal.add("pull")
            ending = worker.run(protocol.Pull(nonce(), iterator.handle, self._player.reads), self.world)
            match ending:
                case protocol.Item():
                    items.append(decode(ending.value))
                    worker.flush_output(self.world)
                    self.world.journal.add("yield", value=items[-1])
                case protocol.Stop():
                    return self._returned(decode(ending.value), items=items)
                case protocol.Raised():
                    return self._raised(error(ending.error), items=items)
                case _:
                    msg = f"{type(ending).__name__} does not end a pull"
                    raise TypeError(msg)
        self.world.journal.add("close")
        ending = worker.run(protocol.Close(nonce(), iterator.handle), self.world)
        if isinstance(ending, protocol.Raised):
            return self._raised(error(ending.error), items=items)
        return self._run("iterating", items=tuple(items))

    def _returned(self, value: Any, *, items: Sequence[Any] = ()) -> Run:
        self._flush()
        self.world.journal.add("return", value=value)
        return self._run("returned", value=value, items=tuple(items))

    def _raised(self, found: Error, *, items: Sequence[Any] = ()) -> Run:
        self._flush()
        if found.bases[:1] == (MISSING,):
            raise Crashed(found.message)
        if found.bases[:1] == ("builtins.NotImplementedError",) and found.raised_here:
            msg = "Not written yet."
            raise Todo(msg, found.where)
        self.world.journal.add("raise", error=found)
        return self._run("raised", error=found, items=tuple(items))

    def _flush(self) -> None:
        if self._worker is not None:
            self._worker.flush_output(self.world)

    def _run(self, ended: Literal["returned", "raised", "iterating", "killed"], **fields: Any) -> Run:
        return Run(self._called, ended, tuple(self.world.journal.events[self._starts[-1] :]), **fields)

    def _add(self, run: Run) -> Run:
        self._runs.append(run)
        return run

    # ------------------------------------------------------------ the end of the case

    def finish(self) -> None:
        """Have the worker shut down what is still open; what it still does is part of the trace."""
        if self._worker is None:
            return
        self._worker.begin_call()
        with suppress(Killed):  # the call has ended, and a kill that comes now is no death
            self._worker.run(protocol.Finish(nonce()), self.world)
        self._worker.flush_output(self.world)

    def final(self, last: Run, case: Any) -> Run:
        """Return the run to be judged, with its whole trace and the runs before it."""
        bounds = zip(self._starts, [*self._starts[1:], len(self.world.journal.events)], strict=True)
        events = self.world.journal.events
        runs: list[Run] = []
        position = 0
        for number, (run, (start, end)) in enumerate(zip(self._runs, bounds, strict=True)):
            runs.append(
                replace(
                    run,
                    trace=tuple(events[start:end]),
                    case=case,
                    earlier=tuple(runs),
                    output="".join(self.world.output),
                    output_left_out=self.world.output_left_out,
                )
            )
            if run is last:
                position = number
        return runs[position]

    def interrupted(self, case: Any) -> Run | None:
        """Return what was seen of a call that did not end as calls do."""
        if not self._starts:
            return None
        if self._worker is not None:
            with suppress(TimedOut):  # the trace may be what was full
                self.world.printed(*self._worker.last_words)
        output = "".join(self.world.output)
        lost = self.world.output_left_out
        return self._run("killed", case=case, earlier=tuple(self._runs), output=output, output_left_out=lost)


def _does_not_load(found: Error) -> Crashed:
    return Crashed(f"The file does not load: {found.type}: {found.message}", found.where)


# ---------------------------------------------------------------- how a call is shown


def shown_call(name: str, args: Sequence[Any], kwargs: dict[str, Any]) -> str:
    """Return a call as a learner would write it, long arguments cut with the number of characters left out."""
    parts = [_shown(a) for a in args] + [f"{k}={_shown(v)}" for k, v in kwargs.items()]
    return f"{name}({', '.join(parts)})"


def _shown(value: Any) -> str:
    match value:
        case Client(sync=sync):
            text = "client" if sync else "async_client"
        case CallbackRef(name=name) | StoreRef(name=name):
            text = name
        case Model(cls=cls):
            text = f"a {cls}"
        case MappingProxyType():
            text = repr(dict(value))
        case _:
            text = repr(value)
    left_out = len(text) - SHOWN
    return text if left_out <= 20 else f"{text[:SHOWN]}… ({left_out} more)"


__all__ = ["Api", "Breach", "Late", "Player", "Source", "Submission"]
