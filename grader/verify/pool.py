"""Grades many answers at once, in processes that each keep a warm grader."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from typing import Final, TypeVar

from grader.grade import Grader

T = TypeVar("T")
R = TypeVar("R")
_HASHES: Final = "PYTHONHASHSEED"


@dataclass
class Pool:
    """Processes with a grader each, which take tasks one after another."""

    _executor: ProcessPoolExecutor = field(repr=False)

    def each(self, task: Callable[[Grader, T], R], items: Iterable[T]) -> Iterator[tuple[T, R]]:
        """Yield items with what a task made of them, in the order in which they are done.

        `task` is a function of a module. Raises what it raises.
        """
        found: dict[Future[R], T] = {self._executor.submit(_call, task, item): item for item in items}
        for future in as_completed(found):
            yield found.pop(future), future.result()


@contextmanager
def pool(jobs: int, hash_seed: int | None = None) -> Iterator[Pool]:
    """Keep so many processes while the block runs, with this seed for their hashes."""
    spawn = multiprocessing.get_context("spawn")
    with _environment(hash_seed), ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_start) as executor:
        try:
            yield Pool(executor)
        finally:
            executor.shutdown(cancel_futures=True)


@contextmanager
def _environment(hash_seed: int | None) -> Iterator[None]:
    """Have processes that are started now hash by this seed."""
    before = os.environ.get(_HASHES)
    if hash_seed is not None:
        os.environ[_HASHES] = str(hash_seed)
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(_HASHES, None)
        else:
            os.environ[_HASHES] = before


_grader: Grader


def _start() -> None:
    global _grader  # noqa: PLW0603  one a process is what this is for
    _grader = Grader()
    Finalize(_grader, _grader.close, exitpriority=1)  # atexit is not asked in such a process


def _call(task: Callable[[Grader, T], R], item: T) -> R:
    return task(_grader, item)
