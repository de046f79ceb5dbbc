"""Compares two results of a grade, check by check, and names what each difference comes from.

Two results are the same if the same files of the same exercises got the same outcomes and points. A grade is
deterministic, so a difference has a cause among what the results record: the file, the checks, or a circumstance of the
grade. Where none of these differs, the comparison says so, for then one of the two is not what it says that it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from grader.result import CheckResult, ExerciseResult, Outcome, Result

NOT_THERE: Final = "not there"
NOT_HANDED_IN: Final = "not handed in"
_NAMES: Final = {Outcome.todo: "to do"}
_SHORT: Final = 12
"""Digits of a digest that are shown."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that differs, and what it is in each of the two."""

    what: str
    here: str = ""
    there: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.here} ≠ {self.there}" if self.here or self.there else self.what


GRADER_ERROR: Final = Cause("a fault of the grader itself: grade again, and report it if it stays")
LIMIT: Final = Cause("a limit of time: where the machine was slow or busy, grade again")
UNEXPLAINED: Final = Cause(
    "nothing that the two record. The same files under the same circumstances get the same result: grade both again, "
    "and report it if they still differ"
)


@dataclass(frozen=True, slots=True)
class CheckChange:
    """A check that came out otherwise."""

    id: str
    here: str
    there: str
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class ExerciseChange:
    """An exercise of which the files or the outcomes differ."""

    id: str
    here: str
    """Its points: `9 of 11`."""
    there: str
    file: Cause | None
    """The two files, where they are not the same."""
    checks: tuple[CheckChange, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two results have not in common."""

    here: str
    """The points of all exercises: `9 of 11`."""
    there: str
    circumstances: tuple[Cause, ...]
    """All that differs in how the two were graded, whether it made a difference or not."""
    exercises: tuple[ExerciseChange, ...]

    @property
    def same(self) -> bool:
        """Whether the same files got the same outcomes and points."""
        return not self.exercises


def compare(here: Result, there: Result) -> Comparison:
    """Compare two results, such as a learner's own and the official one."""
    circumstances = tuple(_circumstances(here, there))
    left, right = ({e.id: e for e in result.exercises} for result in (here, there))
    pairs = ((left.get(id_), right.get(id_)) for id_ in dict.fromkeys([*left, *right]))
    changes = (_exercise(mine, theirs, circumstances) for mine, theirs in pairs)
    return Comparison(_points(here), _points(there), circumstances, tuple(filter(None, changes)))


def _circumstances(here: Result, there: Result) -> Iterator[Cause]:
    pairs = (
        ("seed", str(here.seed), str(there.seed)),
        ("Python", here.versions.python, there.versions.python),
        ("SDK (anthropic)", here.versions.anthropic, there.versions.anthropic),
        ("grader version", here.versions.grader, there.versions.grader),
        ("Hypothesis", here.versions.hypothesis, there.versions.hypothesis),
        ("isolation", here.isolation, there.isolation),
    )
    return (Cause(*pair) for pair in pairs if pair[1] != pair[2])


def _exercise(
    here: ExerciseResult | None, there: ExerciseResult | None, circumstances: Sequence[Cause]
) -> ExerciseChange | None:
    """Return what differs in an exercise, None if nothing does."""
    mine, theirs = ({c.id: c for c in exercise.checks} if exercise else {} for exercise in (here, there))
    pairs = [(mine.get(id_), theirs.get(id_)) for id_ in dict.fromkeys([*mine, *theirs])]
    file = _differs("file", _file(here), _file(there)) if here and there else None
    version = _differs("exercise version", here.version, there.version) if here and there else None
    causes = tuple(filter(None, (file, version, *circumstances)))
    lack = version or Cause("graded in one of the two only")
    changes = tuple(_check(*pair, lack, causes) for pair in pairs if not _alike(*pair))
    some = here or there
    return ExerciseChange(some.id, _points(here), _points(there), file, changes) if some and (changes or file) else None


def _differs(what: str, here: str, there: str) -> Cause | None:
    return None if here == there else Cause(what, here, there)


def _file(exercise: ExerciseResult) -> str:
    return exercise.file[:_SHORT] or NOT_HANDED_IN


def _alike(here: CheckResult | None, there: CheckResult | None) -> bool:
    return here is not None and there is not None and _verdict(here) == _verdict(there)


def _verdict(check: CheckResult) -> tuple[Outcome, int, int]:
    return check.outcome, check.points, check.max_points


def _check(here: CheckResult | None, there: CheckResult | None, lack: Cause, causes: Sequence[Cause]) -> CheckChange:
    """Name what a difference comes from: of what was not judged in both, no file and no circumstance is the cause."""
    some = here or there
    assert some
    return CheckChange(some.id, _told(here), _told(there), tuple(_causes(here, there, lack, causes)))


def _causes(
    here: CheckResult | None, there: CheckResult | None, lack: Cause, causes: Sequence[Cause]
) -> Sequence[Cause]:
    if here is None or there is None:
        return (lack,)
    outcomes = {here.outcome, there.outcome}
    if Outcome.grader_error in outcomes:
        return (GRADER_ERROR,)
    return [*causes, *([LIMIT] if Outcome.timed_out in outcomes else [])] or (UNEXPLAINED,)


def _told(check: CheckResult | None) -> str:
    if check is None:
        return NOT_THERE
    return f"{_NAMES.get(check.outcome) or check.outcome.replace('_', ' ')}, {check.points} of {check.max_points}"


def _points(graded: Result | ExerciseResult | None) -> str:
    """Return the points of all checks, added up here: a sum in a file may be anybody's."""
    if graded is None:
        return NOT_THERE
    exercises = graded.exercises if isinstance(graded, Result) else (graded,)
    checks = [check for exercise in exercises for check in exercise.checks]
    return f"{sum(c.points for c in checks)} of {sum(c.max_points for c in checks)}"
