"""An async iterator that is pulled one item at a time, all of it within one task.

`asyncio.timeout` and cancel scopes belong to the task that opens them, so a generator that holds one across a yield
would break if each pull were a task of its own. Between pulls the loop stands still.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from grader.worker import loops

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    _Step: TypeAlias = Callable[[Any], Awaitable[Any]]
    _Outcome: TypeAlias = tuple[Any, BaseException | None]


class Pump:
    """Serves one async iterator on a loop."""

    def __init__(self, iterator: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._iterator = iterator
        self._loop = loop
        self._wanted: asyncio.Future[_Step] = loop.create_future()
        self._came: asyncio.Future[_Outcome] = loop.create_future()
        self._task: asyncio.Task[None] | None = None

    def pull(self) -> Any:
        """Return the next item. Raises what the iterator raises, StopAsyncIteration at its end."""
        return self._do(_next)

    def close(self) -> None:
        """Close the iterator, if it can be closed."""
        if callable(getattr(self._iterator, "aclose", None)):
            self._do(_aclose)

    def _do(self, step: _Step) -> Any:
        if self._task is None or self._task.done():
            self._wanted = self._loop.create_future()
            self._task = self._loop.create_task(self._serve())
        self._came = self._loop.create_future()
        self._wanted.set_result(step)
        loops.watch(self._task)
        try:
            item, error = self._loop.run_until_complete(self._came)
        finally:
            loops.watch(None)
        if error is not None:
            raise error
        return item

    async def _serve(self) -> None:
        while True:
            step = await self._wanted
            self._wanted = self._loop.create_future()
            try:
                outcome: _Outcome = await step(self._iterator), None
            except BaseException as error:  # noqa: BLE001  whatever it is, it is the outcome of this step
                outcome = None, error
            self._came.set_result(outcome)
            del outcome


def _next(iterator: Any) -> Awaitable[Any]:
    return anext(iterator)


def _aclose(iterator: Any) -> Awaitable[Any]:
    return iterator.aclose()  # type: ignore[no-any-return]
