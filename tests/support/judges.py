"""Judges that grade nothing: a bench that answers as it is told, and programs of a judge's process."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from grader.course.gradebook import Job
from grader.course.judges import Answer, Died, Graded, Setting, encoded
from grader.course.pack import Pack
from grader.result import Result
from tests.support.classes import DELAY, STREAM, verdict


def points(pack: Pack) -> Result:
    """Return a verdict that depends on the files alone: as many points as the text has letters, three at most."""
    return verdict(min(3, len(pack.files.get(STREAM, b""))))


class Bench:
    """Answers one job at each wait; it dies of what `deadly` says."""

    def __init__(self, size: int = 2, deadly: Callable[[Job], bool] = lambda job: False) -> None:
        self.size, self.deadly = size, deadly
        self.jobs: list[Job] = []
        self.together: list[tuple[int, int]] = []
        """For each job given: how many judges had died of it, and how many others were under way."""
        self.closed = False

    @property
    def room(self) -> int:
        """How many more jobs can be given now."""
        return self.size - len(self.jobs)

    @property
    def busy(self) -> int:
        """How many jobs are under way."""
        return len(self.jobs)

    def give(self, job: Job) -> None:
        """Take a job."""
        self.together.append((job.deaths, self.busy))
        self.jobs.append(job)

    def wait(self) -> list[Answer]:
        """Answer the first."""
        job = self.jobs.pop(0)
        return [Died(job.key, "The judge died.") if self.deadly(job) else Graded(job.key, points(job.pack))]

    def close(self) -> None:
        """Note that it is over."""
        self.closed = True


def program(pipe: Connection, setting: Setting) -> None:
    """Be a judge that dies, fails or hangs if the file says so."""
    parent = os.getppid()
    while True:
        try:
            pack = msgspec.msgpack.decode(pipe.recv_bytes(), type=Pack)
        except EOFError:
            return
        match pack.files[STREAM]:
            case b"die":
                os.kill(os.getpid(), signal.SIGKILL)
            case b"leave":
                os._exit(4)
            case b"deaf":
                deaf = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
                pipe.send_bytes(msgspec.json.encode({"fault": "deaf to Ctrl-C" if deaf else "hears Ctrl-C"}))
            case b"hang":
                while os.getppid() == parent:
                    time.sleep(0.1)
                return
            case b"take my parent along":  # the other file names one in which it leaves a mark
                with Path(pack.files[DELAY].decode()).open("ab") as marks:
                    marks.write(b"x")
                os.kill(os.getppid(), signal.SIGKILL)
                return
            case b"fail":
                pipe.send_bytes(encoded("The judge failed: RuntimeError: a bug"))
            case text:
                time.sleep(0.5 if text.startswith(b"slow") else 0)
                pipe.send_bytes(encoded(points(pack)))
