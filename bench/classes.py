"""The figures of a class: how fast it is graded, what the driver adds to that, and what a kill costs."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bench.measure import TOP, Figure, timed

DELAY: Final = "03_retries/retry_delay"
STREAM: Final = "01_streaming/stream_text"
CLASS: Final = 300
"""Submissions of one exercise."""
WHOLE: Final = 6
"""Submissions of the whole course."""
KILLS: Final = 50
STEPS: Final = 500
"""Submissions of the class whose driver is killed; then another class begins."""
COURSE: Final = [sys.executable, "-m", "grader", "course", "grade"]
TINY: Final = [sys.executable, "-m", "bench.tiny_class"]


@contextmanager
def hand_ins(students: Mapping[str, Mapping[str, bytes]], exercises: tuple[str, ...]) -> Iterator[list[str]]:
    """Lay out a class; yield the arguments that grade it: the folder, the gradebook, and the course file."""
    with tempfile.TemporaryDirectory() as place:
        top = Path(place)
        for student, files in students.items():
            for exercise, content in files.items():
                path = top / "in" / student / f"{exercise}.py"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        weights = "".join(f'"{exercise}" = 1\n' for exercise in exercises)
        text = f'format_version = 1\ntitle = "Figures"\nseed = 7\n[exercises]\n{weights}'
        (top / "course.toml").write_text(text, encoding="utf-8")
        yield [f"{top}/in", "--book", f"{top}/book.sqlite", "--course", f"{top}/course.toml"]


def answer(name: str) -> bytes:
    """Return an answer of the project: `03_retries/retry_delay`, or a mistake."""
    return (TOP / "solutions" / f"{name}.py").read_bytes()


def delays(number: int, first: int = 0) -> dict[str, dict[str, bytes]]:
    """Return so many submissions of retry_delay, no two alike; a third of them are mistakes."""
    wrong = [path.read_bytes() for path in sorted((TOP / "solutions/03_retries/mistakes").glob("retry_delay__*.py"))]
    right = answer(DELAY)
    return {
        f"s{n:04}": {DELAY: (wrong[n % len(wrong)] if n % 3 == 2 else right) + f"# {n}\n".encode()}
        for n in range(first, first + number)
    }


def whole_course(number: int) -> dict[str, dict[str, bytes]]:
    """Return so many submissions of the whole course: references, and for every third exercise a mistake."""
    from grader.exercises import find_exercises  # noqa: PLC0415

    found: dict[str, dict[str, bytes]] = {}
    for n in range(number):
        for place, exercise in enumerate(find_exercises()):
            mistakes = sorted((TOP / "solutions" / exercise.topic / "mistakes").glob(f"{exercise.name}__*.py"))
            wrong = place % 3 == n % 3
            content = mistakes[n % len(mistakes)].read_bytes() if wrong else answer(exercise.id)
            found.setdefault(f"s{n}", {})[exercise.id] = content + f"# {n}\n".encode()
    return found


def graded(arguments: list[str], *more: str) -> None:
    """Grade a class. Raises AssertionError unless everyone was graded."""
    done = subprocess.run([*COURSE, *arguments, *more], check=False, capture_output=True, text=True, cwd=TOP)
    assert done.returncode == 0, done.stdout + done.stderr


def many() -> Iterator[Figure]:
    """Time 300 submissions of one exercise on two judges, and what queue and store add to it."""
    students = delays(CLASS)
    with hand_ins(students, (DELAY,)) as arguments:
        took = timed(lambda: graded(arguments, "--jobs", "2"))
        book = Path(arguments[2])
        own = timed(lambda: _replay(book))
    note = f"{took / CLASS:.3f} s each; load {os.getloadavg()[0]:.1f}"
    yield Figure(f"class: {CLASS} x retry_delay, two judges", took, 90.0, note)
    yield Figure("class: queue and store, to the grading", 100 * own / took, 5.0, f"{own:.2f} s", unit="%")


def _replay(old: Path) -> None:
    """Take the same class into a new gradebook, and record the same results: all that is not grading."""
    from grader.course import open_book, read_book  # noqa: PLC0415
    from grader.course.driver import drive  # noqa: PLC0415
    from grader.course.gradebook import Job  # noqa: PLC0415
    from grader.course.handed_in import HandedIn  # noqa: PLC0415
    from grader.course.judges import Answer, Graded  # noqa: PLC0415
    from tests.support.judges import Bench  # noqa: PLC0415

    class Known(Bench):
        def wait(self) -> list[Answer]:
            job: Job = self.jobs.pop(0)
            return [Graded(job.key, known.results(job.key)[-1])]

    with read_book(old) as known, open_book(old.with_name("new.sqlite"), known.course) as book:
        for entry in known.entries():
            under = known.grounds(entry.key)
            book.take(HandedIn(entry.student, entry.source, pack=known.pack(entry.pack)), under.key, under)
        drive(book, Known())
        assert book.counts().graded == CLASS


def whole() -> Iterator[Figure]:
    """Time submissions of the whole course on two judges."""
    students = whole_course(WHOLE)
    with hand_ins(students, tuple(students["s0"])) as arguments:
        took = timed(lambda: graded(arguments, "--jobs", "2"))
    each = took * 2 / WHOLE
    note = f"{3600 / each:.0f} an hour and core, at least 70; load {os.getloadavg()[0]:.1f}"
    yield Figure("class: the whole course, a submission and core", each, 3600 / 70, note)


def cluster() -> Iterator[Figure]:
    """Grade on two workers of Dask's and on two judges here, in turn; all are warm the second time."""
    from tests.support.dask_cluster import local_cluster  # noqa: PLC0415

    number, ratios = 60, []
    with tempfile.TemporaryDirectory() as place, local_cluster(Path(place), ("w", 2), preload="") as local:
        for first in (0, number, 2 * number):
            with hand_ins(delays(number, first), (DELAY,)) as arguments:
                there = timed(lambda args=arguments: graded(args, "--scheduler", local.address))  # type: ignore[misc]
            with hand_ins(delays(number, first), (DELAY,)) as arguments:
                here = timed(lambda args=arguments: graded(args, "--jobs", "2"))  # type: ignore[misc]
            ratios.append(there / here)
    note = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    yield Figure("class: two workers of Dask's, to two judges", sorted(ratios)[1], 1.25, note, unit="x")


def tiny(number: int) -> dict[str, dict[str, bytes]]:
    """Return so many submissions that no one grades."""
    return {f"s{n:05}": {STREAM: f"# {n}\n".encode()} for n in range(number)}


def driver() -> Iterator[Figure]:
    """Measure the driver alone, with judges that grade nothing, over classes of three sizes."""
    peak, cpu = {}, {}
    for number in (100, 1_000, 10_000):
        with hand_ins(tiny(number), (STREAM,)) as arguments:
            done = subprocess.run([*TINY, "0", *arguments], check=True, capture_output=True, text=True, cwd=TOP)
        told = json.loads(done.stderr.splitlines()[-1])
        assert told["code"] == 0, done.stderr
        peak[number], cpu[number] = told["peak"], told["cpu"]
    few, more = (cpu[1_000] - cpu[100]) / 900, (cpu[10_000] - cpu[1_000]) / 9_000
    sizes = ", ".join(f"{megabytes:.0f}" for megabytes in peak.values())
    grown = peak[10_000] - peak[100]
    yield Figure("driver: memory, 10,000 less 100 submissions", grown, 10.0, f"peaks {sizes}", unit="MB")
    note = f"{1e3 * few:.2f} ms and {1e3 * more:.2f} ms of CPU a submission"
    yield Figure("driver: cost of one, among 10,000 to 1,000", more / few, 1.25, note, unit="x")


def kills() -> Iterator[Figure]:
    """Kill the driver at random moments, and count the results that it had acknowledged and that are gone."""
    draw, lost, kept = random.Random(), 0, 0  # noqa: S311  moments need not be secret
    with hand_ins(tiny(STEPS), (STREAM,)) as arguments:
        book = Path(arguments[2])
        acknowledged: set[str] = set()
        for _ in range(KILLS):
            results = max(0, draw.randrange(-15, 60))  # a quarter before there is any: while it starts, and takes files
            seconds = draw.uniform(0, 0.02 if results else 10)
            acknowledged |= _killed([*TINY, "0.005", *arguments], results, seconds)
            found = _recorded(book)
            lost += len(acknowledged - found.keys()) + sum(times - 1 for times in found.values())
            if len(found) == STEPS:
                kept += len(found)
                acknowledged.clear()
                for file in book.parent.glob("book.sqlite*"):
                    file.unlink()
        kept += len(_recorded(book))
    yield Figure(f"kill -9: results lost or doubled in {KILLS} tries", lost, 0, f"{kept} were recorded", unit="")


def _killed(command: list[str], results: int, seconds: float) -> set[str]:
    """Run a command, and kill it so long after so many results; return those that it had acknowledged."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=TOP, text=True) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(results)]
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    return {line.strip() for line in said if line.endswith("\n")}


def _recorded(book: Path) -> dict[str, int]:
    """Return how often each key has a result. Raises AssertionError if the file is damaged."""
    if not book.is_file():
        return {}
    sql = sqlite3.connect(book)
    assert sql.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    there = sql.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'result'").fetchone()[0]
    rows = sql.execute("SELECT key, count(*) FROM result GROUP BY key").fetchall() if there else []
    sql.close()
    return dict(rows)


def page() -> Iterator[Figure]:
    """Write the page of a result of the whole course in which every exercise has a mistake."""
    from grader.exercises import Submission, find_exercises  # noqa: PLC0415
    from grader.grade import Grader  # noqa: PLC0415
    from grader.report.html import render  # noqa: PLC0415

    files = {}
    for exercise in find_exercises():
        mistakes = (TOP / "solutions" / exercise.topic / "mistakes").glob(f"{exercise.name}__*.py")
        files[exercise.id] = min(mistakes).read_bytes()
    with Grader() as grader, tempfile.TemporaryDirectory() as place:
        result = grader.grade(Submission(files))
        path = Path(place) / "result.html"
        took = timed(lambda: path.write_text(render(result, files=files), encoding="utf-8"))
        size = path.stat().st_size / 1e6
    note = f"{result.points} of {result.max_points} points; load {os.getloadavg()[0]:.1f}"
    yield Figure("page: size, a mistake in every exercise", size, 1.0, note, unit="MB")
    yield Figure("page: written", took, 1.0, note)
