"""One case: a fresh module, an event loop, the objects that stay here, and the calls that the judge makes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Callable
from functools import partial
from inspect import isawaitable
from typing import Any

import anthropic

from grader import protocol
from grader.worker import exercise, loops, values
from grader.worker.given import Given
from grader.worker.pump import Pump


class MissingError(Exception):
    """The file does not define what is called. Its text names what it does define."""


class Case:
    """What lives from Begin to Finish."""

    def __init__(self, file: exercise.Exercise) -> None:
        loops.reset()
        values.HANDED.hold([])
        self._handles: dict[int, Any] = {}
        self._numbers = itertools.count(1)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._module = file.execute()
        self._given = Given(self._module, self._handles)

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The one event loop of this case."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
        return self._loop

    # ------------------------------------------------------------ what the judge asks for

    def call(self, command: protocol.Call | protocol.Method) -> protocol.Ending:
        """Call a function or class of the file, or a method of an object that stayed here."""
        function = self._callee(command)
        args, kwargs = self._given.read(command.args), self._given.read(command.kwargs)
        value = function(*args, **kwargs)
        if isinstance(command, protocol.Call) and command.keep:
            return self._handle(command.nonce, "object", value, type(value))
        return self._kept(command.nonce, self._run(value) if isawaitable(value) else value)

    def pull(self, command: protocol.Pull) -> protocol.Ending:
        """Take the next item of an iterator."""
        iterator = self._handles[command.handle]
        try:
            item = iterator.pull() if isinstance(iterator, Pump) else next(iterator)
        except StopAsyncIteration:
            return protocol.Stop(command.nonce)
        except StopIteration as stop:
            return protocol.Stop(command.nonce, values.encode(stop.value))
        return protocol.Item(command.nonce, values.encode(item))

    def close(self, command: protocol.Close) -> protocol.Ending:
        """Close an iterator."""
        _close(self._handles[command.handle])
        return protocol.Done(command.nonce)

    def finish(self) -> None:
        """Shut down what is still open; nobody hears of what goes wrong in it."""
        for held in self._handles.values():
            _quietly(partial(_close, held))
        if self._loop is not None or any(_is_async(client) for client in self._given.clients):
            _quietly(lambda: self.loop.run_until_complete(self._shut_down()))
        for client in self._given.clients:
            if not _is_async(client):
                _quietly(client.close)
        if self._loop is not None:
            _quietly(self._loop.close)

    # ------------------------------------------------------------ calls

    def _callee(self, command: protocol.Call | protocol.Method) -> Any:
        if isinstance(command, protocol.Method):
            return getattr(self._handles[command.handle], command.name)
        found = vars(self._module).get(command.name)
        if callable(found):
            return found
        defined = [key for key, value in vars(self._module).items() if _is_own(value) and not key.startswith("_")]
        raise MissingError(", ".join(defined))

    def _run(self, awaitable: Any) -> Any:
        task = self.loop.create_task(_await(awaitable))
        loops.watch(task)
        try:
            return self.loop.run_until_complete(task)
        finally:
            loops.watch(None)

    def _kept(self, nonce: int, value: Any) -> protocol.Ending:
        """Return the value, or a handle of what can't leave: iterators, and objects of the learner's classes."""
        cls = type(value)
        if hasattr(cls, "__anext__"):
            return self._handle(nonce, "aiterator", Pump(value, self.loop), cls)
        if hasattr(cls, "__next__"):
            return self._handle(nonce, "iterator", value, cls)
        encoded = values.encode(value)
        if values.is_opaque(encoded) and cls.__module__ == exercise.MODULE:
            return self._handle(nonce, "object", value, cls)
        return protocol.Done(nonce, encoded)

    def _handle(self, nonce: int, kind: protocol.Kept, value: Any, cls: type) -> protocol.Handle:
        number = next(self._numbers)
        self._handles[number] = value
        return protocol.Handle(nonce, number, kind, values.name(cls))

    async def _shut_down(self) -> None:
        """End what `asyncio.run` would end, but wait for no thread: that takes a timer of five minutes."""
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in sorted(rest, key=hash):
            task.cancel()
        await asyncio.gather(*sorted(rest, key=hash), return_exceptions=True)
        await asyncio.get_running_loop().shutdown_asyncgens()
        for client in filter(_is_async, self._given.clients):
            await client.close()


async def _await(awaitable: Any) -> Any:
    return await awaitable


def _is_async(client: Any) -> bool:
    return isinstance(client, anthropic.AsyncAnthropic)


def _is_own(value: Any) -> bool:
    return callable(value) and getattr(value, "__module__", None) == exercise.MODULE


def _close(held: Any) -> None:
    """Close what is an iterator and can be closed."""
    if isinstance(held, Pump) or (hasattr(type(held), "__next__") and callable(getattr(held, "close", None))):
        held.close()


def _quietly(act: Callable[[], Any]) -> None:
    """Do something whose failure is nobody's result: the call has ended."""
    with contextlib.suppress(BaseException):
        act()
