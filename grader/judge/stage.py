"""One case under way: its world, its calls so far, and the worker that plays it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from grader import protocol
from grader.judge.endings import Crashed, JudgeError, Killed, TimedOut, Todo
from grader.judge.values import CallbackRef, Client, HandleRef, StoreRef, decode, encode, error
from grader.judge.worker import Worker, nonce
from grader.judge.world import World
from grader.show import cut
from grader.trace import Error, Model, Run

if TYPE_CHECKING:
    from grader.judge.submission import Player

MISSING: Final = "retrial.MissingFunction"
"""The name under which a worker reports that the file has no such function."""

SHOWN: Final = 120
"""How many characters of one argument a call's text shows."""


class Stage:
    """One case under way: its world, its calls so far, and the worker that plays it."""

    def __init__(self, player: Player, world: World, seed: int) -> None:
        self._player = player
        self.world = world
        self._seed = seed
        self._runs: list[Run] = []
        self._starts: list[int] = []
        self._called = ""
        self._function = ""
        self._worker: Worker | None = None
        self._kills = 0

    # ------------------------------------------------------------ calls

    def call(
        self,
        name: str,
        args: Sequence[Any],
        kwargs: dict[str, Any],
        *,
        take: int | None = None,
        keep: bool = False,
        handle: HandleRef | None = None,
    ) -> Run:
        """Call a function, or a method of the object behind a handle, and return its run.

        Of an iterator `take` items are taken, all if it is None; `keep` has the worker keep the value as an object.
        """
        if handle is not None and handle.kills != self._kills:
            msg = f"the {handle.type} was lost when the process ended: make it anew"
            raise JudgeError(msg)
        sent = [encode(a) for a in args], {k: encode(v) for k, v in kwargs.items()}, self._player.reads
        now = self.world.clock.now
        self._called, self._function = shown_call(name, args, kwargs), name
        self._starts.append(len(self.world.journal.events))
        given = any(isinstance(arg, Client) for arg in (*args, *kwargs.values()))
        self.world.journal.add("call", text=self._called, client=given)
        try:
            worker = self._ready()
            worker.begin_call()
            if handle is None:
                command: protocol.Command = protocol.Call(nonce(), name, now, *sent, keep)
            else:
                command = protocol.Method(nonce(), handle.id, name, now, *sent)
            return self._add(self._outcome(worker, worker.run(command, self.world), take))
        except Killed:
            self._worker = None
            self._kills += 1
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
                raise does_not_load(error(begun.error))
            self._worker = worker
        return self._worker

    def _outcome(self, worker: Worker, ending: protocol.Ending, take: int | None) -> Run:
        match ending:
            case protocol.Done():
                return self._returned(decode(ending.value))
            case protocol.Handle(kind="object"):
                return self._returned(HandleRef(ending.type, ending.handle, self._kills))
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
            raise self._missing(found.message)
        if found.bases[:1] == ("builtins.NotImplementedError",) and found.raised_here:
            msg = "Not written yet."
            raise Todo(msg, found.where)
        self.world.journal.add("raise", error=found)
        return self._run("raised", error=found, items=tuple(items))

    def _missing(self, names: str) -> Crashed:
        """Say that there is no such function, in our own words: any code can raise what a worker sends of that."""
        defined = ", ".join(name for name in names.split(", ") if name.isidentifier()) or "none at all"
        return Crashed(f"{self._player.file} defines no function `{self._function}`; it defines {defined}.")

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

    def restart(self) -> None:
        """End the process of the code, and have another one go on: all that it holds in memory is lost."""
        self.finish()
        if self._worker is not None:
            self._worker.close()
            self._worker = None
            self._kills += 1

    def final(self, last: Run, case: Any) -> Run:
        """Return the run to be judged, with its whole trace and the runs before it."""
        position = next((i for i, run in enumerate(self._runs) if run is last), None)
        if position is None:
            msg = "the scenario returned a run that is none of this case"
            raise JudgeError(msg)
        ends = [*self._starts[1:], len(self.world.journal.events)]
        runs: list[Run] = []
        for run, start, end in zip(self._runs, self._starts, ends, strict=True):
            runs.append(self._whole(run, start, end, tuple(runs), case))
        return runs[position]

    def _whole(self, run: Run, start: int, end: int, earlier: tuple[Run, ...], case: Any) -> Run:
        return replace(
            run,
            trace=tuple(self.world.journal.events[start:end]),
            case=case,
            earlier=earlier,
            output="".join(self.world.output),
            output_left_out=self.world.output_left_out,
        )

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


def does_not_load(found: Error) -> Crashed:
    """Return how a case ends whose file raised this while it was executed."""
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
        case Model(cls=cls) | HandleRef(type=cls):
            text = f"a {cls}"
        case MappingProxyType():
            text = repr(dict(value))
        case _:
            text = repr(value)
    return cut(text, SHOWN)
