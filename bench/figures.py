"""Take the figures that Retrial holds itself to, and print them as a table and as JSON.

Machines are shared and noisy, so what a cold start costs is told as a ratio to I, a bare `python -c "import anthropic"`
taken in turn with it. Nothing here is asserted: a figure that is missed is shown as missed.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))  # a script finds the project from wherever it is called

from bench import classes
from bench.measure import ROUNDS, TOP, Figure, run, timed

PR_SET_CHILD_SUBREAPER: Final = 36
GRADE: Final = [sys.executable, "-m", "grader", "grade"]


def cold() -> Iterator[Figure]:
    """Time a whole command from a cold start, in turn with the bare import."""
    bare, whole = [], []
    for _ in range(ROUNDS):
        bare.append(timed(lambda: run([sys.executable, "-c", "import anthropic"])))
        whole.append(timed(lambda: run([*GRADE, "03_retries/retry_delay", "--submission", "solutions"])))
    i, cold_start = statistics.median(bare), statistics.median(whole)
    ratio = statistics.median(w / b for w, b in zip(whole, bare, strict=True))
    yield Figure("cold: grade retry_delay", cold_start, i + 1.5, f"I = {i:.2f} s; {ratio:.2f} x I, pair by pair")


def cpu_of_children(command: list[str]) -> float:
    """Return the CPU seconds that a command and all that descends from it use, also what it left to others to reap."""
    with contextlib.suppress(AttributeError):  # macOS has no such call, and no bubblewrap
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def references() -> Iterator[Figure]:
    """Measure the CPU time and the real time of grading all references."""
    cpu: list[float] = []
    real = [timed(lambda: cpu.append(cpu_of_children([*GRADE, "--submission", "solutions"]))) for _ in range(3)]
    yield Figure("references: all, CPU", statistics.median(cpu), 50.0)
    yield Figure("references: all, real time", statistics.median(real), 30.0)


def scenarios() -> Iterator[Figure]:
    """Time the scenarios of the course, each played by its reference; those that kill at every event stand apart."""
    from grader.exercises import find_exercises, read_submission  # noqa: PLC0415
    from grader.grade import Grader  # noqa: PLC0415

    took: dict[str, float] = {}
    before = time.perf_counter()

    def note(step: Any) -> None:
        nonlocal before
        now = time.perf_counter()
        took[step.check.id], before = now - before, now  # the first check of a scenario plays it

    with Grader() as grader:
        submission = read_submission(Path("solutions"), find_exercises())
        grader.grade(submission)
        before = time.perf_counter()
        grader.grade(submission, progress=note)
    kills = {id_: seconds for id_, seconds in took.items() if id_.startswith(("RUN-", "SERVICE-"))}
    for name, found, bound in (("one", took.keys() - kills, 3.0), ("one with kills", kills, 10.0)):
        slowest = max(found, key=took.__getitem__)
        yield Figure(f"scenario: {name}, the slowest", took[slowest], bound, slowest)


def mutants() -> Iterator[Figure]:
    """Say how long a mutant takes a core, in the exercise whose references are of middling speed."""
    command = [sys.executable, "-m", "grader", "verify", "--mutants", "create_with_retries", "--jobs", "2"]
    said = subprocess.run(command, check=False, capture_output=True, text=True, cwd=TOP).stdout
    found = re.search(r"([0-9.]+) a second and process", said)
    rate = float(found[1]) if found else 0.0
    yield Figure("mutants: one, a core", 1 / rate if rate else float("inf"), 1.0, said.splitlines()[-1])


@contextmanager
def watched(folder: Path, exercise: str) -> Iterator[Callable[[str], float]]:
    """Watch a folder; yield a function that saves an exercise and returns the seconds until its verdict."""
    from grader.grade.watch import watch  # noqa: PLC0415

    verdict = threading.Event()
    watching = threading.Thread(
        target=watch,
        args=(folder, [exercise]),
        kwargs={"seed": 0, "show": lambda _: verdict.set(), "say": lambda _: None},
        daemon=True,
    )
    watching.start()
    verdict.wait()
    time.sleep(0.5)  # let the watcher settle

    def save(text: str) -> float:
        verdict.clear()
        start = time.perf_counter()
        (folder / f"{exercise}.py").write_text(text, encoding="utf-8")
        verdict.wait()
        return time.perf_counter() - start

    yield save


def warm() -> Iterator[Figure]:
    """Time what a learner waits for from saving a file to its verdict."""
    for exercise, bound in (("03_retries/retry_delay", 0.5), ("03_retries/create_with_retries", 2.0)):
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "exercises"
            shutil.copytree(TOP / "exercises", folder)
            answer = (TOP / "solutions" / f"{exercise}.py").read_text("utf-8")
            with watched(folder, exercise) as save:
                took = [save(f"{answer}# {number}\n") for number in range(2 * ROUNDS)]
            yield Figure(f"watch: {exercise.partition('/')[2]}", statistics.median(took), bound)


def twenty() -> Iterator[Figure]:
    """Time twenty submissions of one exercise, one after another, the start included."""
    code = (
        "from pathlib import Path; from grader.exercises import Submission; from grader.grade import Grader\n"
        "answer = Path('solutions/03_retries/retry_delay.py').read_text('utf-8')\n"
        "with Grader() as grader:\n"
        "    for n in range(20):\n"
        "        files = {'03_retries/retry_delay': f'{answer}# {n}\\n'.encode()}\n"
        "        result = grader.grade(Submission(files), ['03_retries/retry_delay'])\n"
        "        assert result.status == 'passed'\n"
    )
    took = [timed(lambda: run([sys.executable, "-c", code])) for _ in range(3)]
    yield Figure("20 submissions of retry_delay", statistics.median(took), 12.0)


ASK: Final = b"""
def ask(client, params, times):
    for _ in range(times):
        client.messages.create(**params)
"""


def channel() -> Iterator[Figure]:
    """Time a request and its reply between a client in the worker and the judge."""
    from grader.judge.limits import UNLIMITED  # noqa: PLC0415
    from grader.judge.submission import Player, Source  # noqa: PLC0415
    from grader.judge.zygote import Zygote  # noqa: PLC0415
    from grader.wire.case import case  # noqa: PLC0415
    from grader.wire.simulator import Simulator  # noqa: PLC0415

    params = {"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
    times = 100
    with Zygote() as zygote:
        player = Player(zygote, Source("ask.py", ASK), UNLIMITED.with_requests(10**6))

        def play() -> None:
            player.play(lambda s, api, _: s.ask(api.client, params, times), case(), Simulator(1), seed=1)

        play()
        took = [timed(play) / times for _ in range(2 * ROUNDS)]
        player.close()
    yield Figure("channel: a request and its reply", statistics.median(took), 0.0025)


def workers() -> Iterator[Figure]:
    """Time how workers come and go: one forked on demand, one kept ready, and its end with the account of it."""
    from grader.judge.limits import Limits  # noqa: PLC0415
    from grader.judge.worker import Worker  # noqa: PLC0415
    from grader.judge.zygote import Zygote  # noqa: PLC0415
    from grader.protocol import Spawned  # noqa: PLC0415

    fresh, ready, killed = [], [], []
    with Zygote() as zygote:
        for _ in range(20 * ROUNDS):
            time.sleep(0.03)  # as between two scenarios: the pool fills
            start = time.perf_counter()
            worker = Worker(zygote, Limits())
            worker._greet()  # noqa: SLF001  what a scenario waits for
            ready.append(time.perf_counter() - start)
            killed.append(timed(worker.close))
            time.sleep(0.03)
            start = time.perf_counter()
            fork = zygote._fork()  # noqa: SLF001  past the pool
            pid = zygote._answer(fork.order, Spawned).pid  # noqa: SLF001
            fork.sock.recv(1)
            fresh.append(time.perf_counter() - start)
            zygote.kill(pid)
            fork.close()
        walls = zygote.isolation
    yield Figure("worker: forked, walled in and ready", statistics.median(fresh), 0.025, walls)
    yield Figure("worker: what a scenario waits for one", statistics.median(ready), 0.002, walls)
    yield Figure("worker: killed and accounted for", statistics.median(killed), 0.015, walls)


def megabytes(pid: int, field: str = "Pss") -> float:
    """Return what a process holds in memory, with its share of what it has in common with others."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    return int(rollup.partition(f"\n{field}:")[2].split()[0]) / 1024


def memory() -> Iterator[Figure]:
    """Measure forty workers at once, each of which has made a request."""
    from grader.judge.limits import UNLIMITED  # noqa: PLC0415
    from grader.judge.submission import Player, Source  # noqa: PLC0415
    from grader.judge.zygote import Zygote  # noqa: PLC0415
    from grader.wire.case import case  # noqa: PLC0415
    from grader.wire.simulator import Simulator  # noqa: PLC0415

    params = {"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
    with Zygote() as zygote:
        players = [Player(zygote, Source("ask.py", ASK), UNLIMITED) for _ in range(40)]
        for player in players:
            player.play(lambda s, api, _: s.ask(api.client, params, 1), case(), Simulator(1), seed=1)
        try:
            held = [megabytes(player.worker()._process.here) for player in players]  # noqa: SLF001
        except PermissionError:
            print("memory: only root may look at another process's memory")
            return
        finally:
            for player in players:
                player.close()
    yield Figure("worker: PSS, one of forty", statistics.median(held), 10, unit="MB")
    yield Figure("worker: PSS, forty together", sum(held), 500, unit="MB")


def walls() -> Iterator[Figure]:
    """Grade all references with and without walls, in turn, in two graders that are warm."""
    from grader import sandbox  # noqa: PLC0415
    from grader.exercises import find_exercises, read_submission  # noqa: PLC0415
    from grader.grade import Grader  # noqa: PLC0415

    submission = read_submission(Path("solutions"), find_exercises())
    for backend in sandbox.backends():
        ratios = []
        with Grader(backend=sandbox.NONE) as bare, Grader(backend=backend) as walled:
            for grader in (bare, walled):
                grader.grade(submission)
            for _ in range(ROUNDS):
                without = timed(lambda: bare.grade(submission))
                ratios.append(timed(lambda: walled.grade(submission)) / without)
        yield Figure(f"walls: {backend.name}", statistics.median(ratios), 1.2, "all references, to none", unit="x")


def attacks() -> Iterator[Figure]:
    """Time the corpus of attacks without its canaries."""
    command = [sys.executable, "-m", "tests.corpus", "--no-canaries", "--backend", "landlock+seccomp"]
    yield Figure("attacks: the corpus on landlock+seccomp", timed(lambda: run(command)), 300.0)


def own_tests() -> Iterator[Figure]:
    """Time the project's own tests."""
    took = timed(lambda: run([sys.executable, "-m", "pytest", "-q", "-n", "auto"]))
    yield Figure("tests: nox -s tests, without its set-up", took, 360.0)


FIGURES: Final = {
    f.__name__: f
    for f in (
        *(cold, warm, channel, twenty, references, scenarios, mutants, workers, memory, walls, attacks, own_tests),
        *(classes.many, classes.whole, classes.cluster, classes.driver, classes.kills, classes.page),
    )
}


def main(names: list[str]) -> None:
    """Take the named figures, or all of them."""
    os.chdir(TOP)
    figures = []
    for figure in (figure for name in names or FIGURES for figure in FIGURES[name]()):
        verdict = "kept" if figure.measured <= figure.bound else "MISSED"
        measured = f"{figure.measured:9.4f} {figure.unit:2}   ≤ {figure.bound:8.4f} {figure.unit:2}"
        print(f"{figure.name:45} {measured}   {verdict:6}  {figure.note}", flush=True)
        figures.append(figure)
    print(json.dumps([asdict(figure) for figure in figures]))


if __name__ == "__main__":
    main(sys.argv[1:])
