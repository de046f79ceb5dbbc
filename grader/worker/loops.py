"""Event loops in virtual time, and in an order that is the same in every run.

A loop with nothing to do asks the judge to let the time pass until its next timer. Every loop makes its selector by
`selectors.DefaultSelector` and its tasks by `asyncio.tasks.Task`, so a learner's own `asyncio.run` is covered as well.
"""

from __future__ import annotations

import asyncio
import itertools
import selectors
from typing import TYPE_CHECKING, Any

from grader.worker.clock import CLOCK, nanoseconds

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

_Real: Any = selectors.DefaultSelector
_Task = asyncio.Task


class VirtualSelector(_Real):  # type: ignore[misc]
    """The platform's selector, which asks the judge where the real one would wait."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, after at most `timeout` seconds of virtual time."""
        events: list[tuple[selectors.SelectorKey, int]] = []

        def ready(seconds: float) -> bool:
            events[:] = _Real.select(self, seconds)
            return bool(events)

        try:
            length = None if timeout is None else max(0, nanoseconds(timeout))
            CLOCK.wait(length, ready, lambda: bool(_Real.select(self, 0)))
        except KeyboardInterrupt:
            cancel_call()
        return events


class OrderedTask(_Task[Any]):
    """A task that hashes by its number: a set of tasks, such as a `TaskGroup` holds, would else go by address."""

    numbers: Iterator[int] = itertools.count(1)

    def __init__(self, coro: Coroutine[Any, Any, Any], *, name: str | None = None, **options: Any) -> None:
        self.number = next(OrderedTask.numbers)
        super().__init__(coro, name=name or f"Task-{self.number}", **options)

    def __hash__(self) -> int:
        return self.number


class _TheCall:
    """The task of the call under way, None in sync code."""

    task: asyncio.Task[Any] | None = None


def watch(task: asyncio.Task[Any] | None) -> None:
    """Make this task the one that an interruption cancels."""
    _TheCall.task = task


def cancel_call() -> None:
    """Cancel the task of the call; of a loop that the learner's code runs itself, the first task that lives.

    Raises KeyboardInterrupt if there is none.
    """
    loop = asyncio.get_running_loop()
    alive = sorted(asyncio.all_tasks(loop), key=_number)
    task = _TheCall.task if _TheCall.task in alive else next(iter(alive), None)
    if task is None:
        raise KeyboardInterrupt
    task.cancel()


def _number(task: asyncio.Task[Any]) -> int:
    return task.number if isinstance(task, OrderedTask) else 0


def inline(function: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """Stand in for the SDK's `asyncify`, whose thread would make the order of requests a matter of luck."""

    async def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return call


def reset() -> None:
    """Count the tasks of a new case from 1."""
    OrderedTask.numbers = itertools.count(1)
    watch(None)


def install() -> None:
    """Have every event loop use the virtual selector and ordered tasks."""
    selectors.DefaultSelector = VirtualSelector  # type: ignore[misc]
    asyncio.tasks.Task = OrderedTask  # type: ignore[assignment, misc]
