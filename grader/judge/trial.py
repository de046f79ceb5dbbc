"""A real try of a backend: a zygote, a worker, and code in it that wants out."""

from __future__ import annotations

import tempfile
import time
from typing import Final

from grader import protocol
from grader.judge.endings import Ended, JudgeError
from grader.judge.limits import Limits
from grader.judge.worker import Worker, nonce
from grader.judge.zygote import Zygote
from grader.sandbox import Backend
from grader.sandbox.findings import Trial

CODE: Final = b"""
import os, socket

def could(act):
    try:
        act()
    except OSError:
        return False
    return True

def nothing():
    return False

def read(path):
    return could(lambda: open(path, "rb").read(1))

def write(folder):
    return could(lambda: os.close(os.open(folder, os.O_TMPFILE | os.O_WRONLY)))

def connect():
    return could(lambda: socket.socket().close())

def fork():
    return could(lambda: os.fork() or os._exit(0))

def signal():
    return could(lambda: os.kill(os.getppid(), 0))
"""

ACTS: Final[tuple[tuple[str, ...], ...]] = (
    ("read a file of the grader", "read", __file__),
    ("write a file", "write", tempfile.gettempdir()),
    ("open a socket", "connect"),
    ("fork a process", "fork"),
    ("signal another process", "signal"),
)
"""What the code tries: in words, and the function that says whether it could, with its arguments."""


def try_out(backend: Backend) -> Trial:
    """Start a backend and let code in its workers try to get out."""
    began = time.monotonic()
    try:
        with Zygote(backend) as zygote:
            _could(zygote, "nothing")
            seconds = time.monotonic() - began
            return Trial(backend.name, seconds, tuple(words for words, *call in ACTS if _could(zygote, *call)))
    except (Ended, JudgeError, OSError) as error:
        return Trial(backend.name, broke=str(error))


def _could(zygote: Zygote, function: str, *args: str) -> bool:
    """Say whether an act came through. Raises Ended or JudgeError if that can't be told."""
    worker = Worker(zygote, Limits())
    try:
        worker.run(protocol.Load(nonce(), "trial.py", CODE))
        worker.run(protocol.Begin(nonce(), 0, 0, 0))
        ending = worker.run(protocol.Call(nonce(), function, 0, list(args)))
    finally:
        worker.close()
    if not isinstance(ending, protocol.Done):
        msg = f"the code that tries to get out did not end as it should: {ending}"
        raise JudgeError(msg)
    return ending.value is not False
