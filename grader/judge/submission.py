"""A learner's file as a scenario calls it: `run = submission.retry_delay(1, 529, {}, ...)`.

A case is played in one world and, unless it ends it, in one worker. Each call gives a `Run`; when the case ends the
worker shuts down what is still open, and the runs get their final traces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import msgspec

from grader import protocol
from grader.judge.endings import Ended
from grader.judge.stage import Stage, does_not_load
from grader.judge.values import CallbackRef, Client, HandleRef, StoreRef, encode, error
from grader.judge.worker import Worker, nonce
from grader.judge.world import World
from grader.trace import Run

KEY: Final = protocol.KEY
"""The API key of every client."""

if TYPE_CHECKING:
    from grader.judge.limits import Limits
    from grader.judge.zygote import Spawner
    from grader.wire.delivery import Origin
    from grader.wire.steps import Disturbance


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
            _check_kept(value)
            contents[key] = value
            journal.add("put", key=key, value=value)

        self._world.stores |= {f"{name}.get": get, f"{name}.put": put}
        return StoreRef(name, is_async)

    def sleep(self, seconds: float) -> None:
        """Let virtual time pass between two calls."""
        self._world.pause(seconds)


STORED: Final = 1 << 18
"""The most bytes of a value that a store keeps: what is kept must fit a frame when it is read."""


def _check_kept(value: Any) -> None:
    try:
        size = len(msgspec.msgpack.encode(encode(value)))
    except TypeError:
        msg = "A store keeps plain data only."
        raise TypeError(msg) from None
    if size > STORED:
        msg = f"A store keeps values of at most {STORED:,} bytes."
        raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Source:
    """An exercise's file: its name, such as `03_retries/retry_delay.py`, and its bytes."""

    name: str
    content: bytes


class Submission:
    """The functions and classes of a learner's file, callable from a scenario, within one case."""

    def __init__(self, stage: Stage, items: int | None = None) -> None:
        self._stage = stage
        self._items = items

    def __getattr__(self, name: str) -> Callable[..., Run]:
        """Return the function of this name; calling it gives a Run."""
        return lambda *args, **kwargs: self._stage.call(name, args, kwargs, take=self._items)

    def take(self, items: int | None) -> Submission:
        """Return the same functions, of whose iterators only so many items are taken before they are closed."""
        return Submission(self._stage, items)

    def restart(self) -> None:
        """End the process here: the calls that follow run in a new one, and nothing kept in memory is there."""
        self._stage.restart()

    def object(self, cls: str, *args: Any, **kwargs: Any) -> Remote:
        """Make an object of a learner's class; it stays in the worker."""
        run = self._stage.call(cls, args, kwargs, keep=True)
        return Remote(self._stage, run)


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

    @property
    def file(self) -> str:
        """The name of the learner's file."""
        return self._source.name

    def worker(self) -> Worker:
        """Return a live worker that has loaded the file. Raises Ended if it does not load."""
        if self._worker is None or not self._worker.alive:
            worker = Worker(self._zygote, self.limits)
            self._worker = worker
            ending = worker.run(protocol.Load(nonce(), self._source.name, self._source.content))
            if isinstance(ending, protocol.Raised):
                raise does_not_load(error(ending.error))
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
