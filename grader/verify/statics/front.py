"""The front of the rules: all findings of some exercises, and of the course as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.exercises import Exercise, find_exercises
from grader.verify.statics import cassettes, lessons, rubrics, solutions, strays, stubs
from grader.verify.statics.finding import Finding


def findings(exercises: Iterable[Exercise]) -> Iterator[Finding]:
    """Yield what is wrong with these exercises, and, if they are the whole course, with what they share.

    Nothing is graded, and no file is written. Raises UsageError outside a checkout.
    """
    chosen = tuple(exercises)
    graded, broken = rubrics.loaded()
    recipes, unread = cassettes.recipes()
    yield from (*broken, *unread)
    for exercise in chosen:
        rubric = graded.get(exercise.id)
        yield from stubs.findings(exercise)
        yield from lessons.findings(exercise)
        yield from rubrics.findings(exercise, rubric)
        yield from solutions.findings(exercise, rubric)
    if set(chosen) == set(find_exercises()):
        yield from lessons.order()
        yield from rubrics.uncited(graded)
        yield from strays.findings(chosen, recipes)
        yield from cassettes.unused(recipes, graded)
        yield from cassettes.findings(recipes)
    else:
        named = {name for e in chosen if e.id in graded for name in cassettes.played(graded[e.id])}
        yield from cassettes.findings(recipes, named)
