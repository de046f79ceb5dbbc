"""A cluster of Dask's on this machine: a scheduler and workers, each a process that a test may kill."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

TOP = Path(__file__).parents[2]
LOOPBACK = ("--host", "127.0.0.1", "--no-dashboard")


@dataclass(frozen=True)
class LocalCluster:
    """A cluster, and its scheduler's process."""

    address: str
    scheduler: subprocess.Popen[bytes]


@contextmanager
def local_cluster(
    folder: Path, *workers: tuple[str, int], preload: str = "tests.support.dask_worker"
) -> Iterator[LocalCluster]:
    """Start a scheduler, and for each name so many workers; they load the preload first, if there is one."""
    file = folder / "scheduler.json"
    to = ("--scheduler-file", str(file))
    with ExitStack() as stack:
        scheduler = _started(stack, folder, "scheduler", *to, *LOOPBACK, "--port", "0")
        more = ("--preload", preload) if preload else ()
        for name, number in workers:
            count = ("--name", name, "--nworkers", str(number), "--nthreads", "1", "--death-timeout", "60")
            _started(stack, folder, "worker", *to, *LOOPBACK, *count, *more, "--local-directory", str(folder))
        yield LocalCluster(_address(file), scheduler)


def _started(stack: ExitStack, folder: Path, *command: str) -> subprocess.Popen[bytes]:
    with (folder / "dask.log").open("ab") as log:
        words = [sys.executable, "-m", "dask", *command]
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=TOP)
    stack.callback(_ended, process)
    return process


def _ended(process: subprocess.Popen[bytes]) -> None:
    """End a process; a nanny ends its worker when it is asked to, and not when it is killed."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _address(file: Path) -> str:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if file.is_file():
            address: str = json.loads(file.read_bytes())["address"]
            return address
        time.sleep(0.05)
    msg = "the scheduler did not start; its log lies beside its file"
    raise AssertionError(msg)
