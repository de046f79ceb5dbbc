"""A cluster of three workers and an odd one: what dies costs one attempt, and who grades otherwise grades nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from grader.course import cluster as cluster_module
from grader.course.cluster import Cluster, ClusterError
from grader.course.driver import Step, drive
from grader.course.gradebook import Gradebook, Job, open_book
from grader.course.judges import Answer, Died, Graded
from grader.course.key import Grounds
from tests.support.classes import COURSE, GROUNDS, handed, pack
from tests.support.dask_cluster import LocalCluster, local_cluster
from tests.support.dask_worker import ODD
from tests.support.judges import Bench, points


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """Three workers and an odd one."""
    with local_cluster(tmp_path_factory.mktemp("dask"), ("w", 3), (ODD, 1)) as started:
        yield started


@pytest.fixture
def said() -> list[str]:
    """What the instructor is told."""
    return []


@pytest.fixture
def bench(local: LocalCluster, said: list[str]) -> Iterator[Cluster]:
    """The cluster as a bench, with its three workers admitted and the odd one refused."""
    opened = connected(local, said)
    try:
        while opened.room < 3 or not said:
            assert [] == opened.wait()
        yield opened
    finally:
        opened.close()


def connected(local: LocalCluster, said: list[str], under: Grounds = GROUNDS, patience: float = 120.0) -> Cluster:
    """Return a bench that has just connected."""
    return Cluster(local.address, COURSE, under, said.append, moment=0.2, patience=patience)


def pids(bench: Cluster) -> dict[str, int]:
    """Return the processes of the workers, by address."""
    found: dict[str, int] = bench._client.run(os.getpid)
    return found


def worker_of(bench: Cluster, job: str) -> str:
    """Return the address of the worker that a job was given to."""
    return next(task.worker.address for task in bench._tasks.values() if task.job == job)


def answers(bench: Cluster) -> dict[str, Answer]:
    """Wait until nothing is under way, and return what came of it."""
    found: dict[str, Answer] = {}
    while bench.busy:
        found |= {answer.key: answer for answer in bench.wait()}
    return found


def filled(path: Path, *texts: str) -> Gradebook:
    """Return a gradebook with a submission of each text."""
    book = open_book(path, COURSE)
    for text in texts:
        book.take(handed(text, pack(text)), GROUNDS.key, GROUNDS)
    return book


def statuses(book: Gradebook) -> dict[str, str]:
    """Return the status of each submission."""
    return {entry.student.id: entry.status for entry in book.entries()}


def test_a_cluster_grades_what_judges_here_would(bench: Cluster, said: list[str]) -> None:
    """A judge that dies, or fails, is told apart, and costs its worker nothing; the odd worker is told once."""
    found: dict[str, Answer] = {}
    left = ["x", "die", "fail", "xx", "xxx"]
    while left or bench.busy:
        while bench.room and left:
            bench.give(Job(left[0], pack(left.pop(0)), 0))
        found |= {answer.key: answer for answer in bench.wait()}
    assert [Graded(text, points(pack(text))) for text in ("x", "xx", "xxx")] == [
        found[text] for text in ("x", "xx", "xxx")
    ]
    assert Died("die", "The judge died of it: signal 9, perhaps for want of memory.") == found["die"]
    assert Died("fail", "The judge failed: RuntimeError: a bug") == found["fail"]
    assert 1 == len(said)
    assert "was not used: it grades under other conditions, here → there: grader: g1 → g2." in said[0]


def test_a_job_whose_worker_is_killed_has_died_and_no_other(bench: Cluster) -> None:
    """Dask gives it to no other worker by itself, where it might kill on."""
    for text in ("hang", "slow", "slow too"):
        bench.give(Job(text, pack(text), 0))
    address = worker_of(bench, "hang")
    os.kill(pids(bench)[address], signal.SIGKILL)
    found = answers(bench)
    assert Died("hang", f"The worker {address} went away.") == found.pop("hang")
    assert {"slow": Graded, "slow too": Graded} == {key: type(answer) for key, answer in found.items()}


def test_a_class_survives_a_worker_that_is_killed_in_mid_job(tmp_path: Path, bench: Cluster) -> None:
    """What it was at is tried again, and each result is recorded once."""
    texts = [f"slow {number}" for number in range(12)]
    killed: list[str] = []

    def kill(_: Step) -> None:
        if not killed:
            killed.append(next(task.job for task in bench._tasks.values() if task.job))
            os.kill(pids(bench)[worker_of(bench, killed[0])], signal.SIGKILL)

    with filled(tmp_path / "book", *texts) as book:
        drive(book, bench, kill)
        assert killed
        assert {"graded"} == set(statuses(book).values())
        assert {1} == {len(book.results(entry.key)) for entry in book.entries()}
        assert {killed[0]: 1} == dict(book._sql.execute("SELECT key, deaths FROM job WHERE deaths").fetchall())


def test_what_kills_its_worker_is_tried_once_more_and_fails_alone(tmp_path: Path, bench: Cluster) -> None:
    """It costs no other submission an attempt, and two workers are all that it takes along."""
    marks = tmp_path / "marks"
    with filled(tmp_path / "book", "x", "xx", "xxx") as book:
        book.take(handed("poison", pack("take my parent along", str(marks))), GROUNDS.key, GROUNDS)
        drive(book, bench)
        assert {"x": "graded", "xx": "graded", "xxx": "graded", "poison": "failed"} == statuses(book)
        assert [2] == [row[0] for row in book._sql.execute("SELECT deaths FROM job WHERE deaths")]
    assert b"xx" == marks.read_bytes()


def test_no_worker_that_grades_alike(local: LocalCluster, said: list[str], tmp_path: Path) -> None:
    """Nothing is graded, the reasons are told, and the queue is as it was."""
    other = msgspec.structs.replace(GROUNDS, isolation="bubblewrap+seccomp")
    opened = connected(local, said, other)
    with filled(tmp_path / "book", "x") as book:
        with pytest.raises(
            ClusterError, match=r"(?s)No worker of tcp://.* may grade .*isolation: bubblewrap\+seccomp → "
        ):
            drive(book, opened)
        assert {"x": "queued"} == statuses(book)
    assert said
    assert said == [line for line in said if "isolation: bubblewrap+seccomp" in line]


def test_a_scheduler_that_goes_away_loses_nothing(tmp_path: Path, said: list[str]) -> None:
    """One message; what was recorded is there, and any judges go on with the rest."""
    with local_cluster(tmp_path, ("w", 3)) as own, filled(tmp_path / "book", *(f"slow {n}" for n in range(9))) as book:

        def kill(step: Step) -> None:
            if step.done == 2:
                own.scheduler.send_signal(signal.SIGKILL)

        with pytest.raises(ClusterError, match=r"The scheduler tcp://.* went away\. What was recorded is kept"):
            drive(book, connected(own, said), kill)
        counts = book.counts()
        assert counts.graded >= 2
        assert (0, 9) == (counts.running, counts.graded + counts.queued)
        drive(book, Bench())
        assert {"graded"} == set(statuses(book).values())


def test_a_cluster_without_workers_is_told(tmp_path: Path, said: list[str]) -> None:
    """After some patience, and the submission is queued as before."""
    with local_cluster(tmp_path) as own, filled(tmp_path / "book", "x") as book:
        with pytest.raises(ClusterError, match="has no worker that is ready"):
            drive(book, connected(own, said, patience=0.5))
        assert {"x": "queued"} == statuses(book)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://x", "no address"])
def test_no_scheduler_is_told(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the address that was given."""
    monkeypatch.setattr(cluster_module, "CONNECT", 0.5)
    with pytest.raises(ClusterError, match=f"No scheduler of Dask's answers at '{address}'"):
        Cluster(address, COURSE, GROUNDS, print)


def test_without_the_extra_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With this very Python."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(
        ClusterError, match=f"(?s)needs Dask.*{sys.executable} -m pip install .*requirements/cluster.txt"
    ):
        Cluster("tcp://127.0.0.1:9", COURSE, GROUNDS, print)


def test_dask_is_not_imported_unless_it_is_asked_for() -> None:
    """Who grades on one machine need not have it."""
    code = (
        "import sys, grader.course.cluster, grader.course.remote, grader.cli.course; assert 'dask' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
