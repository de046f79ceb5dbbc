"""Bad input gets a clear message, and never takes another exercise's points."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from grader.exercises import Submission, catalogue
from grader.grade import Grader
from grader.judge.limits import Limits
from grader.result import ExerciseResult, Outcome
from tests.support.places import SOLUTIONS, TOP

BROKEN = "03_retries/create_with_retries"
FINE = "03_retries/retry_delay"
RIGHT = (SOLUTIONS / f"{FINE}.py").read_bytes()
CALL = "def create_with_retries(client, params, *, max_attempts, deadline):\n    "


@pytest.fixture(scope="module")
def grader() -> Iterator[Grader]:
    """Keep one zygote, and short limits."""
    with Grader(limits=replace(Limits(), cpu=0.4, wall=2.0)) as made:
        yield made


def graded(grader: Grader, content: bytes) -> tuple[ExerciseResult, ExerciseResult]:
    """Return the results of a broken exercise and of a right one beside it."""
    result = grader.grade(Submission({BROKEN: content, FINE: RIGHT}), [BROKEN, FINE])
    found = {exercise.id: exercise for exercise in result.exercises}
    return found[BROKEN], found[FINE]


@pytest.mark.parametrize(
    ("code", "outcome", "message"),
    [
        (b"def create_with_retries(:", Outcome.crashed, "The file does not load: SyntaxError"),
        (b"x = '\xff'", Outcome.crashed, "The file does not load: SyntaxError"),
        (b"import sys; sys.exit(0)", Outcome.crashed, "The file does not load: SystemExit"),
        (b"while True: pass", Outcome.timed_out, "CPU time"),
        (b"import os; os._exit(0)", Outcome.crashed, "ended with exit status 0"),
        (b"def creat_with_retries(): pass", Outcome.crashed, "defines no function `create_with_retries`"),
        (b"def create_with_retries(client): pass", Outcome.crashed, "TypeError"),
        (b"while_true = 1\n" + CALL.encode() + b"while True: pass", Outcome.timed_out, "CPU time"),
        (CALL + "while True: client.messages.list()", Outcome.crashed, "AttributeError"),
        (CALL + "import time\n    while True: time.sleep(10**6)", Outcome.timed_out, "days of virtual time"),
        (CALL + "import sys; sys.exit(0)", Outcome.crashed, "SystemExit"),
        (CALL + "import os; os._exit(0)", Outcome.crashed, "ended with exit status 0"),
        (CALL + "raise KeyboardInterrupt", Outcome.crashed, "KeyboardInterrupt"),
        ("class E(Exception):\n    def __str__(self): raise SystemExit\n" + CALL + "raise E", Outcome.crashed, "E"),
        (CALL + "print('x' * 10**6)\n    return None", Outcome.failed, "sent no request"),
        (CALL + "return type('Liar', (dict,), {'__eq__': lambda *_: True})()", Outcome.failed, "sent no request"),
        (CALL + "return (yield)", Outcome.failed, ""),
    ],
)
def test_one_broken_exercise_takes_no_points_of_another(
    grader: Grader, code: bytes | str, outcome: Outcome, message: str
) -> None:
    """It says what is wrong, earns nothing, and the one beside it has its points."""
    broken, fine = graded(grader, code if isinstance(code, bytes) else code.encode())
    assert (0, fine.max_points) == (broken.points, fine.points)
    assert outcome is broken.checks[0].outcome
    assert message in broken.checks[0].message
    assert Outcome.grader_error not in {check.outcome for check in broken.checks}


def test_a_result_names_the_files_that_were_graded(grader: Grader) -> None:
    """By their digests, whether they load or not; what was not handed in or not read has none."""
    handed_in = Submission({FINE: RIGHT, BROKEN: b"("}, unreadable={"05_ledger/cost": "It is too large."})
    result = grader.grade(handed_in, [FINE, BROKEN, "cost", "ledger"])
    found = {exercise.id: exercise.file for exercise in result.exercises}
    assert {
        FINE: hashlib.sha256(RIGHT).hexdigest(),
        BROKEN: hashlib.sha256(b"(").hexdigest(),
        "05_ledger/cost": "",
        "05_ledger/ledger": "",
    } == found


def test_a_flood_of_output_is_cut_and_counted(grader: Grader) -> None:
    """What was printed is kept up to a bound; the rest is counted."""
    broken, _ = graded(grader, (CALL + "print('x' * 10**6)\n    return None").encode())
    first = broken.checks[0]
    assert 16 * 1024 == len(first.output)
    assert 10**6 + 1 == len(first.output) + first.output_left_out


@pytest.mark.parametrize(
    "state",
    [
        "calls = 0\ndef wait():\n    global calls\n    calls += 1\n    return calls",
        "class Budget:\n    spent = 0\ndef wait():\n    Budget.spent += 1\n    return Budget.spent",
        "import random\ndef wait(): return random.random()",
        "import uuid\ndef wait(): return uuid.uuid4().int % 7",
        "import os\ndef wait(): return os.urandom(1)[0] / 99",
    ],
)
def test_state_and_chance_are_graded_the_same_in_every_run(grader: Grader, state: str) -> None:
    """Whatever an answer keeps or draws, two grades of it are alike, with a case that fails again where it fails."""
    loop = """
import time, anthropic
def create_with_retries(client, params, *, max_attempts, deadline):
    client = client.with_options(max_retries=0)
    for attempt in range(max_attempts):
        try:
            return client.messages.create(**params)
        except anthropic.APIError:
            if attempt + 1 == max_attempts: raise
            time.sleep(wait())
"""
    one, other = (graded(grader, f"{state}\n{loop}".encode())[0] for _ in range(2))
    assert one == other
    assert all("two different answers" not in check.message for check in one.checks)


def test_a_damaged_cassette_is_our_fault(grader: Grader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks that play it are grader errors, which name the file; others are judged."""
    cassettes = tmp_path / "cassettes"
    shutil.copytree(TOP / "cassettes", cassettes)
    for file in (cassettes / "03_retries").glob("*.yaml"):
        file.write_text("interactions: [", encoding="utf-8")
    for module in ("grader.grade.rubrics", "grader.grade.origins"):
        monkeypatch.setattr(f"{module}.cassettes_dir", lambda: cassettes)
    assert catalogue.cassettes_dir() != cassettes
    broken, fine = graded(grader, (SOLUTIONS / f"{BROKEN}.py").read_bytes())
    assert fine.points == fine.max_points
    assert Outcome.grader_error is broken.checks[0].outcome
    assert ".yaml" in broken.checks[0].message
