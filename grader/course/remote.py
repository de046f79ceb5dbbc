"""What a Dask worker does for a driver elsewhere: it keeps judges, and has them grade what it is sent.

No learner's code comes near it: a judge is a process of its own, as on the driver's machine. Bytes alone go either way,
so that a worker of another version is told apart by what it says, and not by what it makes of our pickles.
"""

from __future__ import annotations

import multiprocessing
import secrets
import threading
from typing import Final

import msgspec

from grader.course.file import Course
from grader.course.gradebook import Job
from grader.course.judges import Answer, Graded, Judges, Setting, encoded
from grader.course.key import Grounds, walled

LIFE: Final = secrets.token_hex(8)
"""Tells this worker from one that is started in its place, at the same address."""

_lock: Final = threading.Lock()
_idle: Final[list[tuple[bytes, Judges]]] = []
"""Judges that wait for a job, each with the setting that it grades under."""


class Introduction(msgspec.Struct, frozen=True):
    """Who a worker is, and what its verdicts rest on."""

    life: str
    grounds: Grounds


def introduce(course: bytes, seed: int) -> bytes:
    """Return the Introduction of this worker. Raises NoIsolation where nothing walls in learners' code."""
    found = walled(msgspec.json.decode(course, type=Course), seed)
    return msgspec.json.encode(Introduction(LIFE, found))


def graded(life: str, setting: bytes, job: bytes) -> bytes:
    """Have a job graded by a judge, and return its reply; nothing if it was meant for the worker here before."""
    if life != LIFE:
        return b""
    judges = _taken(setting)
    judges.give(msgspec.msgpack.decode(job, type=Job))
    answers: list[Answer] = []
    while not answers:
        answers = judges.wait()
    with _lock:
        _idle.append((setting, judges))
    came = answers[0]
    return encoded(came.result if isinstance(came, Graded) else came.message)


def dismiss() -> None:
    """End the judges that wait for a job: the driver has no more."""
    with _lock:
        idle = list(_idle)
        _idle.clear()
    for _, judges in idle:
        judges.close()


def _taken(setting: bytes) -> Judges:
    """Return a judge for a setting, one that waits or a new one; those that wait for jobs of other settings end."""
    with _lock:
        mine = [judges for under, judges in _idle if under == setting]
        others = [judges for under, judges in _idle if under != setting]
        _idle[:] = [(setting, judges) for judges in mine[1:]]
    for judges in others:
        judges.close()
    # A worker is a daemon of its nanny's, which may have no children; ours end with it, for their pipes do.
    multiprocessing.current_process().daemon = False
    return mine[0] if mine else Judges(msgspec.json.decode(setting, type=Setting), 1)
