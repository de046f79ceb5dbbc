"""Mutants are graded by the real checks, and only real time is not believed at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

import pytest

from grader.exercises import find_exercise, find_exercises
from grader.grade import Grader
from grader.grade.quick import TooSlow
from grader.verify.mutation import Entry, Report, run
from grader.verify.mutation.mutant import Mutant
from grader.verify.mutation.trial import PATIENT, all_mutants, tried
from grader.verify.pool import Pool

EXERCISE = find_exercise("retry_delay", find_exercises())


class FakeGrader:
    """Says of a mutant what the test says, and notes with which limits it was asked."""

    def __init__(self, says: Callable[[bytes, Any], str | None]) -> None:
        self._says = says
        self.asked: list[tuple[bytes, str, Any]] = []

    def first_break(self, exercise: str, content: bytes, *, first: str, limits: Any) -> str | None:
        """Return or raise what the test wants."""
        self.asked.append((content, first, limits))
        return self._says(content, limits)


class OneAfterTheOther:
    """A pool that is this process."""

    def __init__(self, grader: object) -> None:
        self._grader = grader

    def each(self, task: Callable[[Any, Any], object], items: Iterable[Any]) -> Iterator[tuple[Any, object]]:
        """Do each task at once."""
        yield from ((item, task(self._grader, item)) for item in items)


def mutant(content: bytes) -> Mutant:
    """Return a mutant of an exercise that no test asks for twice."""
    return Mutant("09_none/x", "number", 1, "1", "2", 1, content)


def fates(grader: object, *contents: bytes) -> list[tuple[bytes, str, str]]:
    """Return what becomes of mutants."""
    found = tried(cast("Pool", OneAfterTheOther(grader)), [mutant(content) for content in contents])
    return [(trial.mutant.content, trial.by, trial.error) for trial in found]


def test_a_mutant_is_killed_or_survives() -> None:
    """As the checks say; the last killer is asked first."""
    grader = FakeGrader(lambda content, _: "X-01" if content == b"bad" else None)
    assert [(b"bad", "X-01", ""), (b"good", "", "")] == fates(grader, b"bad", b"good")
    assert "X-01" == grader.asked[1][1]


@pytest.mark.parametrize("still", [True, False])
def test_who_runs_out_of_real_time_is_tried_again_with_more(*, still: bool) -> None:
    """After all others: a busy machine may have taken it."""

    def says(content: bytes, limits: Any) -> str | None:
        if content == b"slow" and (limits is not PATIENT or still):
            raise TooSlow("X-02", "5 s")  # noqa: EM101  no sentence
        return None

    grader = FakeGrader(says)
    assert [(b"other", "", ""), (b"slow", "X-02" if still else "", "")] == fates(grader, b"slow", b"other")
    assert [None, None, PATIENT] == [limits for _, _, limits in grader.asked]


def test_who_breaks_a_check_is_no_kill() -> None:
    """It is our own fault, and said."""

    def says(content: bytes, _: Any) -> str | None:
        raise KeyError(content)

    assert [(b"odd", "", "KeyError: b'odd'")] == fates(FakeGrader(says), b"odd")


def reported(entries: list[Entry], survivors: set[bytes]) -> Report:
    """Return the report where these mutants of an exercise survive."""
    grader = FakeGrader(lambda content, _: None if content in survivors else "X-01")
    return run(cast("Pool", OneAfterTheOther(grader)), [EXERCISE], entries, jobs=1)


def test_a_survivor_must_be_listed() -> None:
    """Then all is well; without the entry, or with one too many, it is not."""
    first, second, *_ = all_mutants([EXERCISE])
    entries = [Entry(EXERCISE.id, m.was, m.now, "open", "for the test", m.at) for m in (first, second)]
    assert [first] == [trial.mutant for trial in reported([], {first.content}).survivors]
    report = reported(entries[:1], {first.content})
    assert (True, [first], []) == (report.ok, [trial.mutant for trial in report.listed], report.survivors)
    assert not reported([], {first.content}).ok
    assert {entries[1]: "a check notices it"} == reported(entries, {first.content}).stale
    elsewhere = Entry("01_streaming/cost", "a", "b", "open", "another exercise, which was not asked for")
    assert reported([elsewhere], set()).ok


def test_the_real_checks_tell_mutants() -> None:
    """One that is wrong, and one that gives the same."""
    found = {m.now: m for m in all_mutants([EXERCISE])}
    wrong, same = found["return backoff * (1 - u / 3)"], found['text = headers.get("retry-after", "XXXX")']
    with Grader() as grader:
        assert [True, False] == [grader.first_break(EXERCISE.id, m.content) is not None for m in (wrong, same)]
