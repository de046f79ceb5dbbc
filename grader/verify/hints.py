"""Writes the book of hints: how each mistake fails, and what the reference does in the case that tells most."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from grader.exercises import Exercise, Submission
from grader.grade import Grader
from grader.grade.practice import first_case
from grader.grade.rubrics import Graded, all_rubrics
from grader.hints.book import Chapter, Failure, Known, Shown
from grader.result import Outcome
from grader.verify.answers import mistakes, reference
from grader.verify.grading import Verdict
from grader.verify.pool import Pool


@dataclass(frozen=True, slots=True)
class Scene:
    """A case of a check, to be played with the reference."""

    exercise: Exercise
    check_id: str
    case: str


def version(exercise: Exercise) -> str:
    """Return a digest of what a chapter is made from: checks, cassettes, the reference and the mistakes."""
    digest = hashlib.sha256(all_rubrics()[exercise.id].version.encode())
    for answer in (reference(exercise), *mistakes(exercise)):
        digest.update(answer.content)
    return digest.hexdigest()[:12]


def chapter(pool: Pool, exercise: Exercise, verdicts: Iterable[Verdict]) -> Chapter:
    """Return the chapter of an exercise, made of the verdicts on its mistakes, which name their smallest cases."""
    known = _known(verdicts)
    scenes = list(_scenes(exercise, all_rubrics()[exercise.id], known))
    shown = {scene.check_id: found for scene, found in pool.each(_show, scenes)}
    return Chapter(version(exercise), shown, known)


def _known(verdicts: Iterable[Verdict]) -> tuple[Known, ...]:
    found = [
        Known(
            verdict.answer.name.rpartition("__")[2],
            verdict.answer.hint,
            {id_: Failure(verdict.checks[id_].case, verdict.checks[id_].happened) for id_ in sorted(verdict.broken)},
        )
        for verdict in verdicts
        if verdict.answer.kind == "mistake"
    ]
    return tuple(sorted(found, key=lambda known: known.name))


def _scenes(exercise: Exercise, graded: Graded, known: Iterable[Known]) -> Iterator[Scene]:
    """Yield the case that tells most of each check: the smallest in which a mistake fails it."""
    for check in graded.rubric.checks.values():
        cases = [mistake.fails[check.id].case for mistake in _telling(check.id, known)]
        smallest = min(filter(None, cases), key=lambda case: (len(case), case), default="")
        yield Scene(exercise, check.id, smallest or str(first_case(graded, check, seed=0)))


def _telling(check_id: str, known: Iterable[Known]) -> list[Known]:
    """Return the mistakes that fail a check, those that fail no other if there are any."""
    found = [mistake for mistake in known if check_id in mistake.fails]
    return [mistake for mistake in found if len(mistake.fails) == 1] or found


def _show(grader: Grader, scene: Scene) -> Shown:
    answer = reference(scene.exercise)
    result = grader.play(scene.check_id, scene.case, Submission({scene.exercise.id: answer.content}))
    assert result.outcome in {Outcome.passed, Outcome.not_judged}, result
    return Shown(result.case, result.called, result.answers, result.timeline, result.timeline_left_out)


def stale(exercises: Iterable[Exercise], book: Mapping[str, Chapter]) -> list[str]:
    """Return the exercises whose chapter is missing, or was made from other files than those that stand here."""
    return [e.id for e in exercises if e.id not in book or book[e.id].version != version(e)]
