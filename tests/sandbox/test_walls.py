"""Each way that this machine offers to wall in code, with a real zygote behind it."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from grader import sandbox
from grader.exercises import Submission
from grader.grade import Grader
from grader.grade import grader as grade_room
from grader.judge.endings import JudgeError
from grader.judge.zygote import Zygote
from grader.sandbox import Backend, user
from tests.sandbox.conftest import Machine

TOP = Path(__file__).parents[2]
EXERCISE = "03_retries/retry_delay"
REFERENCE = TOP / "solutions" / f"{EXERCISE}.py"
THIEF = f"""
try:
    exec(open({str(REFERENCE)!r}).read())
except OSError as error:
    print("held:", error)
    def retry_delay(*args, **kwargs):
        return None
"""
GRADE = ["-m", "grader", "grade", EXERCISE, "--submission", "solutions", "--format", "json", "--require-isolation"]
BOTH, LANDLOCK, ALONE = "bubblewrap+landlock+seccomp", "landlock+seccomp", "bubblewrap+seccomp"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")


def offered(name: str) -> Backend:
    """Return a backend that this machine offers, or skip the test."""
    found = next((backend for backend in sandbox.backends() if backend.name == name), None)
    return found or pytest.skip(f"this machine does not offer {name}")


@pytest.fixture(params=[BOTH, LANDLOCK, ALONE])
def backend(request: pytest.FixtureRequest) -> Backend:
    """Return each of the ways."""
    return offered(request.param)


def points(grader: Grader, source: bytes | str) -> int:
    """Return what a file gets for the exercise."""
    code = source.encode() if isinstance(source, str) else source
    return grader.grade(Submission({EXERCISE: code}), [EXERCISE]).points


def test_a_right_answer_gets_its_points_and_a_thief_none(backend: Backend) -> None:
    """The reference earns all points behind the walls, and code that wants to read it earns none."""
    with Grader(backend=backend) as grader:
        found = grader.grade(Submission({EXERCISE: REFERENCE.read_bytes()}), [EXERCISE])
        assert ("passed", backend.name) == (found.status, found.isolation)
        assert 0 == points(grader, THIEF)
        assert found.points == points(grader, REFERENCE.read_bytes())


def test_the_thief_would_get_them_without_walls() -> None:
    """What the test above holds back is worth all points."""
    with Grader(backend=sandbox.NONE) as grader:
        found = grader.grade(Submission({EXERCISE: THIEF.encode()}), [EXERCISE])
    assert ("passed", "none") == (found.status, found.isolation)


def run(command: Sequence[str], **options: Any) -> dict[str, Any]:
    """Run a grade to its end and return its result."""
    done = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False, **options)
    assert 0 == done.returncode, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_where_namespaces_are_refused() -> None:
    """In a container that lets no one make namespaces, the walls that need none still stand."""
    offered(BOTH)
    container = [shutil.which("bwrap") or "", "--unshare-all", "--unshare-user", "--disable-userns"]
    container += ["--bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    assert LANDLOCK == run([*container, sys.executable, *GRADE])["isolation"]


def test_as_an_ordinary_user() -> None:
    """A user without any privilege gets the same walls as root."""
    uid = user.choose().uid if os.geteuid() == 0 else None
    if uid is None:
        pytest.skip("needs root, and a Python that all users can read")
    result = run([sys.executable, *GRADE], **user.switch(uid), env={"HOME": "/", "PYTHONDONTWRITEBYTECODE": "1"})
    assert sandbox.best().name == result["isolation"]


def test_without_landlock_each_submission_is_alone(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only a view keeps files away, two submissions never share a zygote; with Landlock they do."""
    started: list[str] = []

    class Counted(Zygote):
        def __init__(self, backend: Backend) -> None:
            started.append(backend.name)
            super().__init__(sandbox.NONE)

    monkeypatch.setattr(grade_room, "Zygote", Counted)
    for lacks in ("landlock", "user"):
        machine(lacks)
        with Grader(require_isolation=True) as grader:
            for _ in range(2):
                grader.grade(Submission({}), [EXERCISE])
    assert [ALONE, ALONE, BOTH] == started


def in_a_thread(make: Callable[[], Zygote]) -> Zygote:
    """Return what is made in a thread that has ended since."""
    made: list[Zygote] = []
    thread = threading.Thread(target=lambda: made.append(make()))
    thread.start()
    thread.join()
    return made[0]


def ready(backend: Backend) -> Zygote:
    """Return a zygote that has forked a worker."""
    zygote = Zygote(backend)
    zygote.spawn(0).channel.close()
    return zygote


def test_the_thread_that_started_it_may_end(backend: Backend) -> None:
    """A zygote outlives the thread that started it, although bubblewrap watches that thread."""
    with in_a_thread(lambda: ready(backend)) as zygote:
        process = zygote.spawn(0)
        assert zygote.kill(process.pid).killed
        process.channel.close()


def test_a_zygote_that_hangs_is_ended(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that does not end when its judge closes the socket is killed, with all that bubblewrap started."""

    def hang(_: str, fd: int, __: Sequence[str]) -> list[str]:
        return [sys.executable, "-c", f"import os, time; os.write({fd}, b'!'); time.sleep(1000)"]

    monkeypatch.setattr(sandbox, "command", hang)
    zygote = in_a_thread(lambda: Zygote(backend))
    assert b"!" == zygote._control.recv(1)
    pid = zygote._started.process.pid
    left = [os.pidfd_open(each) for each in (pid, *descendants(pid))]
    zygote.close()
    assert len(left) > (1 if backend.bubblewrap else 0)
    gone(left)


def gone(processes: list[int]) -> None:
    """Wait until all processes behind these descriptors have ended, and close them."""
    for process in processes:
        assert select.select([process], [], [], 60)[0], "a process is left"
        os.close(process)


HUNG = """
import os, sys
from grader import protocol, sandbox
from grader.judge.limits import UNLIMITED
from grader.judge.worker import Worker, nonce
from grader.judge.endings import JudgeError
from grader.judge.zygote import Zygote
zygote = Zygote(next(b for b in sandbox.backends() if b.name == sys.argv[1]))
worker = Worker(zygote, UNLIMITED)
worker.run(protocol.Load(nonce(), "hung.py", b"def f():\\n    while True: pass"))
worker.run(protocol.Begin(nonce(), 0, 0, 0))
print("ready", flush=True)
worker.run(protocol.Call(nonce(), "f", 0))
"""


def test_a_killed_judge_leaves_nothing(backend: Backend) -> None:
    """When the judge is killed in the midst of a call, zygote, bubblewrap and workers end as well."""
    judge = subprocess.Popen([sys.executable, "-c", HUNG, backend.name], cwd=TOP, stdout=subprocess.PIPE, text=True)
    assert judge.stdout is not None
    assert "ready\n" == judge.stdout.readline()
    left = [os.pidfd_open(pid) for pid in descendants(judge.pid)]
    judge.kill()
    judge.wait()
    judge.stdout.close()
    assert len(left) > (3 if backend.bubblewrap else 1)
    gone(left)


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and those that they have."""
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return [each for child in children for each in (child, *descendants(child))]


def test_a_killed_zygote_is_told(backend: Backend) -> None:
    """A zygote that someone kills is the judge's trouble, in words, and all that belongs to it ends."""
    with Zygote(backend) as zygote:
        process = zygote.spawn(0)
        worker = os.pidfd_open(process.here)
        os.killpg(zygote._started.process.pid, signal.SIGKILL)
        with pytest.raises(JudgeError, match=r"the zygote is gone \(exit status -9\)"):
            zygote.kill(process.pid)
        gone([worker])
        process.channel.close()
