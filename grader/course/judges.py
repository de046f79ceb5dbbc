"""Judges: processes that each keep a zygote and ready workers, and grade one submission after another.

A judge holds nothing of a submission once its result is out. One that dies, that reports a fault of its own, or that
does not come back is ended, and another takes its place.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Final, Protocol, TypeAlias

import msgspec

from grader.course.file import Bounds, Course
from grader.course.gradebook import Job
from grader.course.pack import Pack
from grader.grade import Grader, Progress
from grader.result import Result, plain

START_UP: Final = 300.0
"""Seconds that a judge may take beside its exercises, on a slow and busy machine."""
BUSY: Final = 5
"""How many times its limit of real time an exercise may take, where the machine is busy with other work."""
GOODBYE: Final = 5.0
"""Seconds that an idle judge has to end by itself."""


class Setting(msgspec.Struct, frozen=True):
    """What all submissions of a class are graded under."""

    exercises: tuple[str, ...]
    seed: int
    limits: Bounds

    @classmethod
    def of(cls, course: Course, seed: int) -> Setting:
        """Return the setting of a course."""
        return cls(tuple(course.exercises), seed, course.limits)

    @property
    def patience(self) -> float:
        """Seconds after which a judge that has not come back is given up."""
        return START_UP + BUSY * self.limits.exercise_seconds * len(self.exercises)


class Graded(msgspec.Struct, frozen=True):
    """A judge came back with a result."""

    key: str
    result: Result


class Died(msgspec.Struct, frozen=True):
    """A judge died, or failed, or was given up; `message` says which."""

    key: str
    message: str


Answer: TypeAlias = Graded | Died


class Bench(Protocol):
    """Whatever grades jobs for a driver: the judges of this machine, or those of a cluster."""

    @property
    def room(self) -> int:
        """How many more jobs can be given now."""

    @property
    def busy(self) -> int:
        """How many jobs are under way."""

    def give(self, job: Job) -> None:
        """Have a job graded."""

    def wait(self) -> list[Answer]:
        """Wait a moment at most, and return what came of jobs since the last time."""

    def close(self) -> None:
        """End all judges, whatever they are at."""


def grade(grader: Grader, pack: Pack, setting: Setting, progress: Callable[[Progress], None] | None = None) -> Result:
    """Grade the files of one submission. Raises as `Grader.grade` does."""
    return grader.grade(pack.submission(), setting.exercises, seed=setting.seed, progress=progress)


# ---------------------------------------------------------------- in the judge


class _Reply(msgspec.Struct, frozen=True):
    """What a judge sends back: a result, or why there is none."""

    result: Result | None = None
    fault: str = ""


def encoded(came: Result | str) -> bytes:
    """Return a result, or why there is none, as it is sent about; `answer` reads it."""
    if isinstance(came, Result):
        return msgspec.json.encode({"result": plain(came)})
    return msgspec.json.encode({"fault": came.encode("utf-8", "replace").decode()})


def answer(key: str, reply: bytes) -> Answer:
    """Return what a reply means for a job. Raises msgspec.DecodeError for what `encoded` did not make."""
    found = msgspec.json.decode(reply, type=_Reply)
    return Died(key, found.fault) if found.result is None else Graded(key, found.result)


def serve(pipe: Connection, setting: Setting) -> None:
    """Grade what comes through the pipe until it ends: the program of a judge."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the driver's, which then ends its judges
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with Grader(require_isolation=True, limits=setting.limits.limits()) as grader:
        while True:
            try:
                pack = msgspec.msgpack.decode(pipe.recv_bytes(), type=Pack)
            except EOFError:
                return
            pipe.send_bytes(_reply(grader, pack, setting))


def _reply(grader: Grader, pack: Pack, setting: Setting) -> bytes:
    driver = os.getppid()

    def look_up(_: Progress) -> None:
        if os.getppid() != driver:
            os._exit(1)  # no one waits for the result any more

    try:
        return encoded(grade(grader, pack, setting, look_up))
    except Exception as error:  # noqa: BLE001  whatever we broke is told to the driver, and is no verdict
        return encoded(f"The judge failed: {type(error).__name__}: {error}")


# ---------------------------------------------------------------- in the driver


@dataclass(slots=True)
class _Judge:
    """A judge, and what it is at."""

    process: SpawnProcess
    pipe: Connection
    key: str = ""
    until: float = 0.0
    """When it is given up, as `time.monotonic` tells time."""

    def end(self) -> None:
        """Kill it. Its zygote ends with it, and so do its workers."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Judges:
    """The judges of this machine; each is started when it is first needed."""

    def __init__(
        self, setting: Setting, jobs: int, program: Callable[[Connection, Setting], None] = serve, moment: float = 1.0
    ) -> None:
        self._setting = setting
        self._jobs = jobs
        self._program = program
        self._moment = moment
        self._spawn = multiprocessing.get_context("spawn")
        self._idle: list[_Judge] = []
        self._busy: list[_Judge] = []

    @property
    def room(self) -> int:
        """How many more jobs can be given now."""
        return self._jobs - len(self._busy)

    @property
    def busy(self) -> int:
        """How many jobs are under way."""
        return len(self._busy)

    def give(self, job: Job) -> None:
        """Have a judge grade a job; one that was fatal to another judge has a fresh one."""
        if job.deaths and self._idle:
            self._idle.pop().end()
        judge = self._idle.pop() if self._idle else self._start()
        judge.key, judge.until = job.key, time.monotonic() + self._setting.patience
        self._busy.append(judge)
        try:
            judge.pipe.send_bytes(msgspec.msgpack.encode(job.pack))
        except OSError:
            return  # it is dead, which `wait` finds out

    def _start(self) -> _Judge:
        ours, theirs = self._spawn.Pipe()
        with theirs:
            arguments = (theirs, self._setting)
            process = self._spawn.Process(target=self._program, args=arguments, name="judge", daemon=True)
            with _undisturbed():
                process.start()
        return _Judge(process, ours)

    def wait(self) -> list[Answer]:
        """Wait a moment at most, and return what came of jobs since the last time."""
        ready = wait([judge.pipe for judge in self._busy], self._moment)
        late = [judge for judge in self._busy if time.monotonic() > judge.until and judge.pipe not in ready]
        done = [judge for judge in self._busy if judge.pipe in ready]
        self._busy = [judge for judge in self._busy if judge not in late and judge not in done]
        return [*map(self._heard, done), *map(self._given_up, late)]

    def _heard(self, judge: _Judge) -> Answer:
        try:
            came = answer(judge.key, judge.pipe.recv_bytes())
        except (EOFError, OSError):
            judge.process.join(GOODBYE)
            judge.end()
            return Died(judge.key, f"The judge died of it: {_ending(judge.process.exitcode)}.")
        if isinstance(came, Died):
            judge.end()
        else:
            self._idle.append(judge)
        return came

    def _given_up(self, judge: _Judge) -> Answer:
        judge.end()
        return Died(judge.key, f"The judge did not come back within {self._setting.patience:.0f} s.")

    def close(self) -> None:
        """End all judges, whatever they are at."""
        for judge in self._idle:
            judge.pipe.close()
        for judge in self._busy:
            judge.end()
        for judge in self._idle:
            judge.process.join(GOODBYE)
            if judge.process.is_alive():
                judge.process.kill()
                judge.process.join()
        self._idle, self._busy = [], []


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let Ctrl-C wait, and what is started meanwhile not hear it: it would die of it with a traceback."""
    resource_tracker.ensure_running()  # which else is started with the first process, and unblocks the signal
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ending(code: int | None) -> str:
    """Say how a process ended."""
    if code is not None and code < 0:
        return f"signal {-code}" + (", perhaps for want of memory" if code == -signal.SIGKILL else "")
    return f"exit code {code}"
