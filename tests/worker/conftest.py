"""One zygote for all tests of the worker; each test has workers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.fake_judge import Worker, World, Zygote


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """Start a zygote."""
    zygote = Zygote()
    yield zygote
    zygote.close()


@pytest.fixture
def spawn(zygote: Zygote) -> Iterator[Callable[[], Worker]]:
    """Return a function that forks a worker; all of them are killed at the end."""
    workers: list[Worker] = []

    def fork() -> Worker:
        workers.append(zygote.spawn())
        return workers[-1]

    yield fork
    for worker in workers:
        worker.close()
        zygote.kill(worker.pid)


@pytest.fixture
def worker(spawn: Callable[[], Worker]) -> Worker:
    """Fork one worker."""
    return spawn()


@pytest.fixture
def world() -> World:
    """Return a world without replies."""
    return World()
