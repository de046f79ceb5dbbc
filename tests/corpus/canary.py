"""Plays an attack with the one wall gone that it names: `python -m tests.corpus.canary FILE BACKEND POINTS RESULT`.

Each canary is played in a process of its own, under bounds that keep the machine usable, for it may do what it likes
there: `run` starts that process, waits, and clears up after it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec

from grader import sandbox
from grader.sandbox import Backend
from tests.corpus import naive, watch
from tests.corpus.attack import Attack, read
from tests.corpus.bait import Bait
from tests.corpus.places import TOP
from tests.corpus.play import Ground
from tests.corpus.walls import WALLS

SECONDS: Final = 120.0
"""How long a canary may take in all."""
MEMORY: Final = 6 << 30
"""Bytes of address space of the judge of a canary."""
FILE: Final = 256 << 20
"""Bytes of a file that a canary may write."""
CROWD: Final = 300
"""How many processes a canary may have."""

WITHIN: Final = frozenset({"processes", "values"})
"""The walls without which an attack runs in the judge's process."""
ENDED_WELL: Final = "the grader ended with status 0, which is how one says that all passed"

_PR_SET_CHILD_SUBREAPER: Final = 36


class Broke(msgspec.Struct, frozen=True):
    """What came of a canary."""

    through: tuple[str, ...] = ()
    """How it came through, in the way that its header names."""
    seen: tuple[str, ...] = ()
    """All that was seen."""
    seconds: float = 0.0


# ---------------------------------------------------------------- outside


def run(attack: Attack, backend: Backend, honest: int) -> Broke:
    """Play the canary of an attack in a process of its own; `honest` is what the honest wrong answer gets."""
    adopt_orphans()
    before = watch.descendants()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="retrial-canary-") as folder:
        told = Path(folder, "result.json")
        command = [sys.executable, "-m", "tests.corpus.canary", str(attack.path), backend.name, str(honest), str(told)]
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(command, cwd=TOP, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            stopped = _watched(process)
            clear_up(before)
            output.seek(0)
            printed = output.read().decode("utf-8", "backslashreplace")
        if told.exists() and not stopped:
            broke = msgspec.json.decode(told.read_bytes(), type=Broke)
            if process.returncode == 0 and not broke.through and attack.header.through == "points":
                broke = msgspec.structs.replace(broke, through=(ENDED_WELL,))
            return msgspec.structs.replace(broke, seconds=time.monotonic() - began)
    return _without_a_result(attack, process.returncode, stopped, printed, time.monotonic() - began)


def _without_a_result(attack: Attack, status: int, stopped: str, printed: str, seconds: float) -> Broke:
    """Say how a canary came through whose judge did not live to tell.

    A judge that failed with a traceback may be a fault of the runner, but where the attack ran within it.
    """
    within = attack.header.wall in WITHIN
    ways: dict[str, list[str]] = {"harm": [], "points": [], "said": []}
    if stopped or within or status != 1:
        ways["harm"] = [stopped or f"the grader ended with status {status}, without a result"]
    if status == 0:
        ways["points"] = [ENDED_WELL]
    ways["said"] = [line for line in printed.splitlines() if "BROKE THROUGH" in line]
    seen = tuple(told for way in ways.values() for told in way)
    return Broke(tuple(ways[attack.header.through or "harm"]), (*seen, printed[-3000:]), seconds)


def _watched(process: subprocess.Popen[bytes]) -> str:
    """Wait for a canary to end; stop it if it takes too long, or becomes too many. Return why it was stopped."""
    until = time.monotonic() + SECONDS
    while process.poll() is None:
        many = len(watch.descendants(process.pid))
        if many > CROWD or time.monotonic() > until:
            process.kill()
            process.wait()
            return f"it had become {many} processes" if many > CROWD else f"it had not ended after {SECONDS:g} s"
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    return ""


def adopt_orphans() -> None:
    """Become the parent of whatever loses its own below this process."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def clear_up(before: set[int]) -> None:
    """Kill and reap what a canary left."""
    for _ in range(200):
        left = watch.descendants() - before
        if not left:
            return
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in left:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.02)


# ---------------------------------------------------------------- inside


def main(path: str, backend: str, honest: str, told: str) -> int:
    """Play the canary, and write down what came of it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    adopt_orphans()
    attack = read(Path(path))
    offered = {b.name: b for b in (*sandbox.backends(), sandbox.NONE)}
    broke, passed = _played(attack, offered[backend], int(honest))
    Path(told).write_bytes(msgspec.json.encode(broke))
    return 0 if passed else 1


def _played(attack: Attack, backend: Backend, honest: int) -> tuple[Broke, bool]:
    wall = attack.header.wall
    first: list[str] = []
    with WALLS[wall].away(backend) as weaker, Ground(weaker.backend, lifted=weaker.limits) as ground:

        def before(path: Path, bait: Bait) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))  # what is handed in may be larger
            if wall == "processes":
                first.extend(_imported(attack, bait))
            if wall == "own_pytest":
                first.extend(_tested(attack, path))

        seen = ground.play(attack, before)
    seen = replace(seen, honest=honest if weaker.grants else max(honest, seen.honest))
    through = (*(first if attack.header.through == "points" else ()), *seen.came_through)
    return Broke(through, (*first, *seen.faults, *seen.outcomes)), set(seen.outcomes) == {"passed"}


def _imported(attack: Attack, bait: Bait) -> Iterator[str]:
    """Do as a grader that imports the submission, and calls it beside what it expects."""
    naive.submission_as_module(attack.header.exercise.rpartition("/")[2], bait.fill_in(attack).encode())
    tests: dict[str, Any] = {}
    exec(_classic(attack), tests)
    try:
        for name, test in tests.items():
            if name.startswith("test_"):
                test()
    except Exception:  # noqa: BLE001  it is wrong, and was found out
        return
    yield "a test in the same process passes"


def _tested(attack: Attack, path: Path) -> Iterator[str]:
    """Run a plain pytest beside the submission."""
    name = attack.header.exercise.rpartition("/")[2]
    folder = next(iter(path.rglob(f"{name}.py")), path / name).parent
    (folder / "test_classic.py").write_text(_classic(attack), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        timeout=30,
        check=False,
    )
    (folder / "test_classic.py").unlink(missing_ok=True)
    if done.returncode == 0:
        yield "a plain pytest passes: " + done.stdout.decode("utf-8", "replace").strip()[-100:]


def _classic(attack: Attack) -> str:
    try:
        return naive.CLASSIC_TESTS[attack.header.exercise]
    except KeyError:
        msg = f"canaries of `{attack.header.wall}` answer one of {', '.join(naive.CLASSIC_TESTS)}"
        raise ValueError(msg) from None


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
