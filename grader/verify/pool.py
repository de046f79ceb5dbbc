"""Grades many answers at once, in processes that each keep a warm grader."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from typing import TypeVar

from grader.grade import Grader

T = TypeVar("T")


@dataclass
class Pool:
    """Processes with a grader each, which take tasks one after another."""

    _executor: ProcessPoolExecutor = field(repr=False)

    def each(self, task: Callable[[Grader, T], object], items: Iterable[T]) -> Iterator[tuple[T, object]]:
        """Yield items with what a task made of them, in the order in which they are done.

        `task` is a function of a module. Raises what it raises.
        """
        found: dict[Future[object], T] = {self._executor.submit(_call, task, item): item for item in items}
        for future in as_completed(found):
            yield found.pop(future), future.result()


@contextmanager
def pool(jobs: int) -> Iterator[Pool]:
    """Keep so many processes while the block runs."""
    spawn = multiprocessing.get_context("spawn")
    executor = ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_start)
    try:
        yield Pool(executor)
    finally:
        executor.shutdown(cancel_futures=True)


_grader: Grader


def _start() -> None:
    global _grader  # noqa: PLW0603  one a process is what this is for
    _grader = Grader()
    Finalize(_grader, _grader.close, exitpriority=1)  # atexit is not asked in such a process


def _call(task: Callable[[Grader, T], object], item: T) -> object:
    return task(_grader, item)
