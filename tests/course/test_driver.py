"""The driver: everything graded once, whatever dies; and the judges that it drives."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course.driver import Step, drive, remaining
from grader.course.file import Bounds
from grader.course.gradebook import Gradebook, Job, open_book, read_book
from grader.course.judges import Answer, Died, Graded, Judges, Setting
from grader.course.storage import BookError
from tests.support.classes import COURSE, GROUNDS, STREAM, handed, pack, verdict
from tests.support.judges import Bench, points, program

SETTING = Setting((STREAM,), 7, Bounds())


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Gradebook]:
    """A gradebook with five submissions, of which two are the same."""
    with open_book(tmp_path / "book.sqlite", COURSE) as opened:
        for student, text in zip("abcde", ("x", "xx", "xxx", "x", "poison"), strict=True):
            opened.take(handed(student, pack(text)), GROUNDS.key, GROUNDS)
        yield opened


def statuses(book: Gradebook) -> dict[str, str]:
    """Return the status of each student's submission."""
    return {entry.student.id: entry.status for entry in book.entries()}


def test_everything_is_graded_and_the_same_files_once(book: Gradebook) -> None:
    """No job is given twice, and no more than there is room for."""
    bench = Bench(2)
    drive(book, bench)
    assert ({"graded"}, 4, True) == (set(statuses(book).values()), len(bench.together), bench.closed)
    assert 1 == max(others for _, others in bench.together)


def test_a_poisoned_submission_is_tried_once_more_alone_and_fails_alone(book: Gradebook) -> None:
    """It is the grader's error, with the reason, and costs nobody else an attempt."""
    bench = Bench(3, deadly=lambda job: job.pack == pack("poison"))
    drive(book, bench)
    assert {"a": "graded", "b": "graded", "c": "graded", "d": "graded", "e": "failed"} == statuses(book)
    assert [(1, 0)] == [one for one in bench.together if one[0]]
    assert 5 == len(bench.together)


def test_a_judge_that_dies_once_costs_nothing_but_time(book: Gradebook) -> None:
    """The second attempt counts."""
    bench = Bench(2, deadly=lambda job: not job.deaths and job.pack == pack("xx"))
    drive(book, bench)
    assert {"graded"} == set(statuses(book).values())


def test_progress_tells_how_long_the_rest_takes(book: Gradebook) -> None:
    """By the time that those before took, on a clock that is never set back."""
    ticks = iter(range(0, 1000, 10))
    steps: list[Step] = []
    drive(book, Bench(1), steps.append, clock=lambda: next(ticks))
    assert [(1, 4), (2, 4), (3, 4), (4, 4)] == [(step.done, step.total) for step in steps]
    assert (60.0, 0.0) == (steps[0].seconds_left, steps[-1].seconds_left)
    assert book.pace is not None


@pytest.mark.parametrize(
    ("seconds", "text"), [(20, "less than a minute left"), (300, "about 5 min left"), (9000, "about 2 h left")]
)
def test_the_time_left_in_few_words(seconds: float, text: str) -> None:
    """Nobody needs the seconds."""
    assert text == remaining(seconds)


def test_an_interruption_hands_back_what_was_under_way(book: Gradebook) -> None:
    """No attempt is counted, and the next driver grades the rest."""

    class Interrupted(Bench):
        def wait(self) -> list[Answer]:
            if len(self.together) > 2:
                raise KeyboardInterrupt
            return super().wait()

    bench = Interrupted(2)
    with pytest.raises(KeyboardInterrupt):
        drive(book, bench)
    assert (True, 0, 1) == (bench.closed, book.counts().running, book.counts().graded)
    rest = Bench(2)
    drive(book, rest)
    assert ({"graded"}, 3) == (set(statuses(book).values()), len(rest.together))


def test_a_full_disk_ends_the_driver_and_loses_nothing(book: Gradebook) -> None:
    """What was recorded is there, the rest is graded when there is room."""

    class Filling(Bench):
        def wait(self) -> list[Answer]:
            if len(self.together) < 3:
                return super().wait()
            book._sql.execute(f"PRAGMA max_page_count = {book._sql.execute('PRAGMA page_count').fetchone()[0]}")
            return [Graded(self.jobs.pop(0).key, verdict(text="x" * 100_000))]

    bench = Filling(1)
    with pytest.raises(BookError, match="The disk is full"):
        drive(book, bench)
    assert (True, 2) == (bench.closed, book.counts().graded)
    book._sql.execute("PRAGMA max_page_count = 1000000")
    book.resume(GROUNDS)
    drive(book, Bench(1))
    assert {"graded"} == set(statuses(book).values())


DRIVER = """
import sys
from pathlib import Path
from grader.course.driver import drive
from grader.course.gradebook import open_book
from tests.support.classes import COURSE, GROUNDS, handed, pack
from tests.support.judges import Bench
with open_book(Path(sys.argv[1]), COURSE) as book:
    book.resume(GROUNDS)
    for n in range(40):
        book.take(handed(f"s{n}", pack("y" * n + "y")), GROUNDS.key, GROUNDS)
    print("begun", flush=True)
    drive(book, Bench(2))
"""


def test_a_killed_driver_goes_on_and_records_each_result_once(tmp_path: Path) -> None:
    """At whatever moment: here at three of them; the last driver is let finish."""
    path = tmp_path / "book.sqlite"
    command = [sys.executable, "-c", DRIVER, str(path)]
    for wait in (0.0, 0.02, 0.05):
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as driver:
            assert driver.stdout
            driver.stdout.readline()
            time.sleep(wait)
            driver.send_signal(signal.SIGKILL)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=Path(__file__).parents[2])
    with read_book(path) as book:
        assert (40, 0) == (book.counts().graded, book.counts().left)
        assert {1} == {len(book.results(entry.key)) for entry in book.entries()}


# ---------------------------------------------------------------- judges as processes


def answers(texts: list[str], setting: Setting = SETTING) -> dict[str, Answer]:
    """Give jobs with these texts to two judges, and return what came of them."""
    judges, left = Judges(setting, 2, program), list(texts)
    found: dict[str, Answer] = {}
    try:
        while left or judges.busy:
            while judges.room and left:
                judges.give(Job(left[0], pack(left.pop(0)), 0))
            found |= {answer.key: answer for answer in judges.wait()}
    finally:
        judges.close()
    assert [] == multiprocessing.active_children()
    return found


def test_judges_grade_one_after_another_and_the_dead_are_replaced() -> None:
    """A death, an exit and a fault are told apart, and the others have their results."""
    found = answers(["x", "die", "leave", "fail", "xx"])
    assert Graded("x", points(pack("x"))) == found["x"]
    assert Graded("xx", points(pack("xx"))) == found["xx"]
    assert {
        "die": "The judge died of it: signal 9, perhaps for want of memory.",
        "leave": "The judge died of it: exit code 4.",
        "fail": "The judge failed: RuntimeError: a bug",
    } == {key: answer.message for key, answer in found.items() if isinstance(answer, Died)}


def test_a_judge_that_does_not_come_back_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing waits for it."""
    monkeypatch.setattr("grader.course.judges.START_UP", 1.0)
    monkeypatch.setattr("grader.course.judges.BUSY", 0)
    found = answers(["hang"])
    assert Died("hang", "The judge did not come back within 1 s.") == found["hang"]


def test_a_judge_does_not_hear_ctrl_c_from_its_first_moment() -> None:
    """It would end with a traceback on the terminal; we hear it as before."""
    assert Died("deaf", "deaf to Ctrl-C") == answers(["deaf"])["deaf"]
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
