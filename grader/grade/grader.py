"""Grades submissions, one after another, with one zygote where the walls allow it.

Importing this module imports neither pytest nor Hypothesis, so that the zygote can start before that.
"""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Self

from grader import sandbox
from grader.exercises import find_exercises, select
from grader.grade import telling
from grader.judge.endings import Ended, JudgeError
from grader.judge.limits import Limits
from grader.judge.submission import Player, Source
from grader.judge.zygote import Zygote
from grader.result import CheckResult, ExerciseResult, Outcome, Place, Result, Versions
from grader.version import grader_version

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from grader.exercises import Submission
    from grader.grade.rubrics import Graded
    from grader.grade.verdicts import Exercise
    from grader.sandbox import Backend

NOT_HANDED_IN = "not handed in"


@dataclass(frozen=True, slots=True)
class Progress:
    """A check has been judged: which one, and how many there are in all."""

    exercise: str
    check: CheckResult
    done: int
    total: int


class NoIsolation(JudgeError):
    """Isolation is required, and this machine offers none; its text says why, and what to do."""


class Grader:
    """Holds the zygote, which starts at once and imports the SDK while the checks are collected."""

    def __init__(
        self, *, require_isolation: bool = False, backend: Backend | None = None, limits: Limits | None = None
    ) -> None:
        self._backend = sandbox.best() if backend is None else backend
        if require_isolation and self._backend == sandbox.NONE:
            msg = f"{sandbox.refusal()}\nWithout --require-isolation you can grade your own code."
            raise NoIsolation(msg)
        self._limits = limits or Limits()
        self._zygote = Zygote(self._backend)
        self._fresh = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the zygote and all its workers."""
        self._zygote.close()

    def grade(
        self,
        submission: Submission,
        selectors: Sequence[str] = (),
        *,
        seed: int = 0,
        progress: Callable[[Progress], None] | None = None,
        shrinks: bool = True,
    ) -> Result:
        """Grade the selected checks of a submission; `shrinks` tells whether broken cases are made as small as can be.

        Raises SelectorError for a selector that means nothing, and JudgeError if the grader itself fails as a whole.
        """
        from grader.grade.rubrics import all_rubrics  # noqa: PLC0415  pytest and Hypothesis take their time

        began = time.monotonic()
        self._renew()
        rubrics = all_rubrics()
        check_ids = {name: tuple(graded.rubric.checks) for name, graded in rubrics.items()}
        wanted = select(selectors, find_exercises(), check_ids)
        results = _Grade(self._zygote, self._limits, submission, seed, progress, shrinks=shrinks).run(
            {rubrics[name]: ids for name, ids in wanted.items()}
        )
        return _result(results, submission, seed, self._backend.name, time.monotonic() - began)

    def first_break(
        self, exercise: str, content: bytes, *, seed: int = 0, first: str = "", limits: Limits | None = None
    ) -> str | None:
        """Return the id of a check that this answer does not pass, None if it passes all of its exercise.

        It ends at the first one found, and looks in the scenario of the check `first` before others. Raises TooSlow
        where real time alone speaks against an answer.
        """
        from grader.grade.quick import first_break  # noqa: PLC0415
        from grader.grade.rubrics import all_rubrics  # noqa: PLC0415

        self._renew()
        source = Source(f"{exercise}.py", content)
        graded, limits = all_rubrics()[exercise], limits or self._limits
        return first_break(self._zygote, graded, source, limits, seed=seed, first=first)

    def play(self, check_id: str, case: str, submission: Submission) -> CheckResult:
        """Play one case of a check, and return what the check says of it, with the timeline even if it passes.

        Raises UsageError for an unknown check, SubmissionError if its exercise was not handed in.
        """
        from grader.grade.origins import Origins  # noqa: PLC0415
        from grader.grade.replay import find, played, source_of  # noqa: PLC0415
        from grader.grade.sweep import Stand  # noqa: PLC0415
        from grader.wire.case import Case  # noqa: PLC0415

        self._renew()
        graded, check = find(check_id)
        source = source_of(graded, submission)
        stand = Stand(self._zygote, source, check.scenario, self._limits, Origins(0))
        return played(stand, graded, check, Case.parse(case))

    def _renew(self) -> None:
        """Give each submission a zygote of its own where two of them could meet in one."""
        if self._backend.alone and not self._fresh:
            self._zygote.close()
            self._zygote = Zygote(self._backend)
        self._fresh = False


def grade(
    submission: Submission,
    selectors: Sequence[str] = (),
    *,
    seed: int = 0,
    require_isolation: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Result:
    """Grade one submission. Raises as `Grader` and `Grader.grade` do."""
    with Grader(require_isolation=require_isolation) as grader:
        return grader.grade(submission, selectors, seed=seed, progress=progress)


class _Grade:
    """One grade under way."""

    def __init__(
        self,
        zygote: Zygote,
        limits: Limits,
        submission: Submission,
        seed: int,
        progress: Callable[[Progress], None] | None,
        *,
        shrinks: bool,
    ) -> None:
        self._zygote = zygote
        self._limits = limits
        self._submission = submission
        self._seed = seed
        self._progress = progress
        self._shrinks = shrinks
        self._total = 0
        self._done = 0

    def run(self, wanted: Mapping[Graded, Sequence[str]]) -> list[ExerciseResult]:
        """Judge the wanted checks, and those that they need."""
        from grader.grade.plugin import run  # noqa: PLC0415  pytest takes its time

        selected = {graded: graded.rubric.needed(ids) for graded, ids in wanted.items()}
        self._total = sum(map(len, selected.values()))
        settled: dict[str, ExerciseResult] = {}
        exercises: dict[str, Exercise] = {}
        files: list[Path] = []
        for graded, ids in selected.items():
            if found := self._settled(graded, ids):
                settled[graded.exercise] = found
            else:
                exercises[graded.exercise] = self._exercise(graded, ids)
                files.append(graded.file)
        fault = run(exercises, files, self._judged) if files else ""
        return [
            settled.get(g.exercise) or _collected(exercises[g.exercise], sorted(ids), fault)
            for g, ids in selected.items()
        ]

    def _judged(self, exercise: str, check: CheckResult) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(Progress(exercise, check, self._done, self._total))

    def _settled(self, graded: Graded, ids: Sequence[str]) -> ExerciseResult | None:
        """Return the result of an exercise whose checks need not be run: it was not handed in, or does not load."""
        name = graded.exercise
        if name in self._submission.unreadable:
            return self._same(graded, ids, Outcome.crashed, self._submission.unreadable[name])
        if name not in self._submission.files:
            return self._same(graded, ids, Outcome.todo, NOT_HANDED_IN)
        player = Player(self._zygote, self._source(name), self._limits)
        try:
            player.worker()
        except Ended as ended:
            where = telling.place(graded, ended.where)
            return self._same(graded, ids, telling.outcome_of(ended), ended.message, where)
        finally:
            player.close()
        return None

    def _same(
        self, graded: Graded, ids: Sequence[str], outcome: Outcome, message: str, where: Place | None = None
    ) -> ExerciseResult:
        """Give all checks of an exercise one outcome; the message is said once, by the exercise."""
        checks = [graded.rubric.checks[check_id] for check_id in sorted(ids)]
        results = tuple(telling.result(check, outcome, message, where=where) for check in checks)
        for result in results:
            self._judged(graded.exercise, result)
        return _exercise_result(graded, results, message, self._submission.files.get(graded.exercise))

    def _source(self, exercise: str) -> Source:
        return Source(f"{exercise}.py", self._submission.files[exercise])

    def _exercise(self, graded: Graded, ids: tuple[str, ...]) -> Exercise:
        from grader.grade.origins import Origins  # noqa: PLC0415
        from grader.grade.verdicts import Exercise  # noqa: PLC0415

        source = self._source(graded.exercise)
        return Exercise(graded, source, self._zygote, self._limits, Origins(self._seed), ids, self._shrinks)


def _collected(exercise: Exercise, ids: Sequence[str], fault: str) -> ExerciseResult:
    """Gather the results of an exercise; a check without a complete verdict is our own fault, and never passed."""
    missing = fault or "The check was not judged, for a reason that is not known."
    checks = exercise.graded.rubric.checks
    results = tuple(exercise.results.get(i) or telling.result(checks[i], Outcome.grader_error, missing) for i in ids)
    return _exercise_result(exercise.graded, results, content=exercise.source.content)


def _exercise_result(
    graded: Graded, checks: tuple[CheckResult, ...], message: str = "", content: bytes | None = None
) -> ExerciseResult:
    return ExerciseResult(
        id=graded.exercise,
        version=graded.version,
        file="" if content is None else hashlib.sha256(content).hexdigest(),
        points=sum(c.points for c in checks),
        max_points=sum(c.max_points for c in checks),
        checks=checks,
        message=message,
    )


def _result(
    exercises: Sequence[ExerciseResult], submission: Submission, seed: int, isolation: str, seconds: float
) -> Result:
    outcomes = {check.outcome for exercise in exercises for check in exercise.checks}
    status = (
        "grader_error" if Outcome.grader_error in outcomes
        else "passed" if outcomes <= {Outcome.passed}
        else "incomplete"
    )  # fmt: skip
    return Result(
        status=status,
        isolation=isolation,
        seed=seed,
        points=sum(e.points for e in exercises),
        max_points=sum(e.max_points for e in exercises),
        versions=versions(),
        exercises=tuple(exercises),
        ignored=submission.ignored,
        ignored_left_out=submission.ignored_left_out,
        seconds=round(seconds, 3),
    )


def versions() -> Versions:
    """Return the versions that a grade rests on."""
    return Versions(
        grader=grader_version(),
        anthropic=version("anthropic"),
        python=platform.python_version(),
        hypothesis=version("hypothesis"),
    )
