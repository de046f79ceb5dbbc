"""Take the figures that Retrial holds itself to, and print them as a table and as JSON.

Machines are shared and noisy, so what a cold start costs is told as a ratio to I, a bare `python -c "import anthropic"`
taken in turn with it. Nothing here is asserted: a figure that is missed is shown as missed.
"""

from __future__ import annotations

import json
import os
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
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

TOP: Final = Path(__file__).parents[1]
ROUNDS: Final = 5
GRADE: Final = [sys.executable, "-m", "grader", "grade"]


@dataclass(frozen=True)
class Figure:
    """One figure: what was measured, in seconds unless it says otherwise, and the bound that it is held to."""

    name: str
    measured: float
    bound: float
    note: str = ""


def timed(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def run(command: list[str]) -> None:
    """Run a command to its end, whatever it says."""
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=TOP)


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
    """Return the CPU seconds that a command and its children use."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def references() -> Iterator[Figure]:
    """Measure the CPU time of grading all references."""
    used = [cpu_of_children([*GRADE, "--submission", "solutions"]) for _ in range(3)]
    yield Figure("CPU: all references", statistics.median(used), 15.0)


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


def own_tests() -> Iterator[Figure]:
    """Time the project's own tests."""
    took = timed(lambda: run([sys.executable, "-m", "pytest", "-q", "-n", "auto"]))
    yield Figure("tests: nox -s tests, without its set-up", took, 360.0)


FIGURES: Final = {f.__name__: f for f in (cold, warm, channel, twenty, references, own_tests)}


def main(names: list[str]) -> None:
    """Take the named figures, or all of them."""
    os.chdir(TOP)
    sys.path.insert(0, str(TOP))
    figures = [figure for name in names or FIGURES for figure in FIGURES[name]()]
    for figure in figures:
        verdict = "kept" if figure.measured <= figure.bound else "MISSED"
        print(f"{figure.name:45} {figure.measured:9.4f} s   ≤ {figure.bound:8.4f} s   {verdict:6}  {figure.note}")
    print(json.dumps([asdict(figure) for figure in figures]))


if __name__ == "__main__":
    main(sys.argv[1:])
