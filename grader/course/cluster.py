"""The judges of a cluster: Dask's workers grade for the driver as the judges of its own machine do.

Each job goes to one worker, and to no other, so that Dask repeats nothing by itself: a worker that goes away costs its
jobs one attempt, and no other job any. A worker is used only if its verdicts rest on the same checks, packages, limits
and walls as the gradebook's.
"""

from __future__ import annotations

import logging
import queue
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import msgspec

from grader.course import remote
from grader.course.file import Course
from grader.course.gradebook import Job
from grader.course.judges import Answer, Died, Setting, answer
from grader.course.key import Grounds, differences

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT: Final = 30.0
"""Seconds that a scheduler has to answer."""
PATIENCE: Final = 300.0
"""Seconds in which the first worker must have come, and those that have must have said what they rest on."""
NO_DASK: Final = (
    "--scheduler needs Dask, which this Python lacks. In a checkout of Retrial, install it with\n"
    "  {python} -m pip install --no-deps --require-hashes --requirement requirements/cluster.txt"
)
WENT: Final = "The worker {} went away."
NOTHING_LOST: Final = "What was recorded is kept, and the same command goes on from there."


class ClusterError(Exception):
    """The cluster can't be used, or not any more; its text says why and what to do. What was recorded stays."""


@dataclass(slots=True, eq=False)
class _Worker:
    """A worker of the cluster."""

    address: str
    threads: int
    life: str = ""
    """What tells it from one in its place; empty until it has said what its verdicts rest on, and if that won't do."""
    refusal: str = ""
    busy: int = 0

    @property
    def free(self) -> int:
        """How many more jobs it can take."""
        return max(0, self.threads - self.busy) if self.life else 0


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker was asked to do."""

    worker: _Worker
    future: Future[bytes]
    job: str = ""
    """The key of the job; empty where the worker is to introduce itself."""


class Cluster:
    """The workers that a scheduler knows, as a bench; each thread of theirs takes a job at a time."""

    def __init__(
        self,
        scheduler: str,
        course: Course,
        under: Grounds,
        say: Callable[[str], None],
        *,
        moment: float = 1.0,
        patience: float = PATIENCE,
    ) -> None:
        """Connect to a scheduler. `say` is told of each worker that isn't used. Raises ClusterError."""
        self._scheduler = scheduler
        self._course = msgspec.json.encode(course)
        self._setting = msgspec.json.encode(Setting.of(course, under.seed))
        self._under = under
        self._say = say
        self._moment = moment
        self._patience = patience
        self._looked = 0.0
        self._names = map(str, count())
        self._tasks: dict[str, _Task] = {}
        self._workers: dict[str, _Worker] = {}
        self._done: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._client = _connected(scheduler)

    # ------------------------------------------------------------ the bench

    @property
    def room(self) -> int:
        """How many more jobs can be given now; where none is under way one at least, for `give` waits for a worker."""
        return max(sum(worker.free for worker in self._workers.values()), 0 if self.busy else 1)

    @property
    def busy(self) -> int:
        """How many jobs are under way."""
        return sum(bool(task.job) for task in self._tasks.values())

    def give(self, job: Job) -> None:
        """Have a worker grade a job; wait for one if there is none. Raises ClusterError if none comes."""
        worker = self._idlest()
        arguments = (worker.life, self._setting, msgspec.msgpack.encode(job))
        self._ask(worker, job.key, remote.graded, *arguments)
        worker.busy += 1

    def wait(self) -> list[Answer]:
        """Wait a moment at most, and return what came of jobs since the last time. Raises ClusterError."""
        with self._told():
            answers = [answer for name in self._finished() if (answer := self._settle(name))]
            return answers + (self._look() if time.monotonic() >= self._looked + self._moment else [])

    def close(self) -> None:
        """Leave the cluster. Jobs that are under way there end by themselves, and no one waits for them."""
        admitted = [worker.address for worker in self._workers.values() if worker.life]
        with suppress(OSError, CancelledError):
            if admitted and self._client.status == "running":
                self._client.run(remote.dismiss, workers=admitted, on_error="ignore", callback_timeout=CONNECT)
        with suppress(OSError, CancelledError):
            self._client.close(timeout=CONNECT)

    # ------------------------------------------------------------ workers

    def _idlest(self) -> _Worker:
        """Return the worker with the most room, once there is one with any."""
        until = time.monotonic() + self._patience
        while not any(worker.free for worker in self._workers.values()):
            self.wait()
            self._give_up(late=time.monotonic() > until)
        return max(self._workers.values(), key=lambda worker: worker.free)

    def _give_up(self, *, late: bool) -> None:
        """Raise ClusterError if no worker will do, or if none came in time."""
        refused = [worker.refusal for worker in self._workers.values() if worker.refusal]
        if refused and len(refused) == len(self._workers):
            said = "\n".join(dict.fromkeys(refused))
            msg = f"No worker of {self._scheduler} may grade this class, so none did.\n{said}"
            raise ClusterError(msg)
        if late:
            msg = f"{self._scheduler} has no worker that is ready. Start some. {NOTHING_LOST}"
            raise ClusterError(msg)

    def _look(self) -> list[Answer]:
        """See which workers have come and gone; return what that means for jobs."""
        here: Mapping[str, int] = self._client.nthreads(callback_timeout=CONNECT)
        self._looked = time.monotonic()
        for address in here.keys() - self._workers.keys():
            worker = self._workers[address] = _Worker(address, here[address])
            self._ask(worker, "", remote.introduce, self._course, self._under.seed)
        for address in self._workers.keys() - here.keys():
            del self._workers[address]
        gone = [name for name, task in self._tasks.items() if task.worker.address not in here]
        lost = [self._tasks.pop(name) for name in gone]
        for task in lost:
            task.future.release()
        return [Died(task.job, WENT.format(task.worker.address)) for task in lost if task.job]

    def _admit(self, worker: _Worker, said: bytes) -> None:
        """Take a worker in, if its verdicts are those of this gradebook."""
        try:
            introduction = msgspec.json.decode(said, type=remote.Introduction)
        except msgspec.DecodeError as error:
            self._refuse(worker, f"it is of another version of Retrial ({error}).")
            return
        if others := differences(self._under, introduction.grounds):
            self._refuse(worker, f"it grades under other conditions, here → there: {'; '.join(others)}.")
        else:
            worker.life = introduction.life

    def _refuse(self, worker: _Worker, why: str) -> None:
        worker.refusal = f"The worker {worker.address} was not used: {why}"
        self._say(worker.refusal)

    # ------------------------------------------------------------ tasks

    def _ask(self, worker: _Worker, job: str, function: Callable[..., bytes], *arguments: object) -> None:
        name = next(self._names)
        options: dict[str, Any] = {"allow_other_workers": False, "retries": 0, "pure": False}
        with self._told():
            future = self._client.submit(function, *arguments, workers=[worker.address], **options)
        self._tasks[name] = _Task(worker, future, job)
        future.add_done_callback(lambda _: self._done.put(name))

    def _finished(self) -> Iterator[str]:
        """Yield the tasks that are done, after a moment's wait for the first."""
        with suppress(queue.Empty):
            yield self._done.get(timeout=self._moment)
            while True:
                yield self._done.get_nowait()

    def _settle(self, name: str) -> Answer | None:
        """Return what came of a job; None for anything else that is done."""
        if not (task := self._tasks.pop(name, None)):
            return None  # given up before
        said, fault = self._outcome(task.future)
        task.future.release()
        if not task.job:
            self._refuse(task.worker, fault) if fault else self._admit(task.worker, said)
            return None
        task.worker.busy -= 1
        if not said and self._workers.get(task.worker.address) is task.worker:
            del self._workers[task.worker.address]  # `_look` finds the one in its place, or this one again
        return answer(task.job, said) if said else Died(task.job, fault or WENT.format(task.worker.address))

    def _outcome(self, future: Future[bytes]) -> tuple[bytes, str]:
        """Return what a task returned, or why it did not. Raises ClusterError if the scheduler is gone with it."""
        if future.status == "finished":
            try:
                return future.result(timeout=CONNECT), ""
            except TimeoutError:
                return b"", ""  # the worker went away with it
        if future.status == "error":
            error = future.exception(timeout=CONNECT)
            return b"", f"{type(error).__name__}: {error}"
        raise ClusterError(self._gone)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say that the scheduler is gone where it does not answer."""
        try:
            yield
        except (OSError, CancelledError) as error:
            raise ClusterError(self._gone) from error

    @property
    def _gone(self) -> str:
        return f"The scheduler {self._scheduler} went away. {NOTHING_LOST}"


def _connected(scheduler: str) -> Client:
    """Connect to a scheduler. Raises ClusterError."""
    try:
        from distributed import Client  # noqa: PLC0415  an extra
    except ModuleNotFoundError as error:
        raise ClusterError(NO_DASK.format(python=sys.executable)) from error
    for name in ("distributed", "distributed.client", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what concerns an instructor is said by us
    try:
        return Client(scheduler, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        msg = f"No scheduler of Dask's answers at {scheduler!r}: {error}. Its log names the address."
        raise ClusterError(msg) from error
