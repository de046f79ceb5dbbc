"""One result as a page: score by topic, what to do next, each check, and each failure with its picture and the file.

The words are those of the terminal. What would make the page larger than `LARGEST` is told in words alone, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from markupsafe import Markup

from grader.report import failure
from grader.report.escape import safe
from grader.report.html.paper import write
from grader.report.html.picture import Picture, picture
from grader.report.html.source import Source, source
from grader.report.terminal import (
    MOST_IN_FULL,
    NAMES,
    SIGNS,
    Setting,
    circumstances,
    counted,
    first_broken,
    next_step,
    worst,
)
from grader.result import CheckResult, ExerciseResult, Outcome, Place, Result
from grader.show import cut

LARGEST: Final = 600_000
"""Bytes of all failures in full and files; the rest of a page is small."""

LONGEST: Final = 2_000
"""Characters of a text that comes from a learner's code."""

SHORT: Final = 300
"""Characters of such a text where it is one of many."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check in the list of its exercise."""

    id: str
    title: str
    sign: str
    name: str
    points: str
    note: str
    """What is said about it in the list."""
    told: bool
    """Whether it is told in full below."""
    quiet: bool


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise as it is shown."""

    id: str
    name: str
    sign: str
    outcome: str
    points: int
    most: int
    note: str
    """Said once for all checks."""
    where: Place | None
    """Where the file is broken, if it is broken as a whole."""
    checks: Sequence[Check]
    stories: Sequence[Markup]
    source: Markup

    @property
    def shown(self) -> bool:
        """Whether there is more to say than a line."""
        return bool(self.checks) or self.outcome != NAMES[Outcome.todo]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic, with the exercises in it."""

    name: str
    points: int
    most: int
    exercises: Sequence[Exercise]


def render(result: Result, setting: Setting | None = None, files: Mapping[str, bytes] | None = None) -> str:
    """Return a result as a page; `files` holds the graded files by the ids of their exercises."""
    setting = setting or Setting()
    writer = _Writer(setting, files or {})
    text, command = next_step(result, setting)
    stuck = first_broken(result) if command else None
    page = write(
        "page.html",
        result=result,
        topics=list(writer.topics(result)),
        counted=counted(result),
        circumstances=circumstances(result),
        step=text,
        command=command,
        hint=f"{setting.command.format(verb='hint')} {stuck.id}" if stuck else "",
    )
    return f"{page}\n"


@dataclass(slots=True)
class _Writer:
    setting: Setting
    files: Mapping[str, bytes]
    room: int = LARGEST
    opened: int = field(default=0)

    def topics(self, result: Result) -> Iterator[Topic]:
        for name, group in groupby(result.exercises, lambda e: e.id.partition("/")[0]):
            found = [self._exercise(exercise) for exercise in group]
            yield Topic(name, sum(e.points for e in found), sum(e.most for e in found), found)

    def _exercise(self, exercise: ExerciseResult) -> Exercise:
        state = worst(exercise)
        stories = [] if exercise.message else list(failure.stories(exercise))
        shown = self._source(exercise) if stories or (exercise.message and state is not Outcome.todo) else None
        told = {story.id for story in stories}
        return Exercise(
            id=exercise.id,
            name=exercise.id.partition("/")[2],
            sign=SIGNS[state][0],
            outcome=NAMES[state],
            points=exercise.points,
            most=exercise.max_points,
            note=cut(exercise.message, LONGEST),
            where=exercise.checks[0].where if exercise.message and exercise.checks else None,
            checks=[] if exercise.message or state is Outcome.todo else [_check(c, told) for c in exercise.checks],
            stories=[self._story(story, exercise, shown) for story in stories],
            source=self._spend(write("source.html", source=shown, key=_key(exercise))) if shown else Markup(),
        )

    def _source(self, exercise: ExerciseResult) -> Source | None:
        data = self.files.get(exercise.id)
        if data is None:
            return None
        places = [(check.where.line, check.id) for check in exercise.checks if check.where]
        broken = {line: tuple(c for where, c in places if where == line) for line, _ in places}
        return source(f"{exercise.id}.py", data, broken)

    def _story(self, check: CheckResult, exercise: ExerciseResult, shown: Source | None) -> Markup:
        """Return a failure in full, or in words if there is no room left."""
        whole = self._written(check, exercise, shown, _pictures(check), is_open=self.opened < MOST_IN_FULL)
        if len(whole.encode()) <= self.room:
            self.opened += 1
            return self._spend(whole)
        return self._written(check, exercise, shown, None, is_open=False)

    def _written(
        self,
        check: CheckResult,
        exercise: ExerciseResult,
        shown: Source | None,
        pictures: Sequence[tuple[str, Picture]] | None,
        *,
        is_open: bool,
    ) -> Markup:
        longest = SHORT if pictures is None else LONGEST
        grade = self.setting.command.format(verb="grade")
        return write(
            "story.html",
            check=check,
            sign=SIGNS[check.outcome][0],
            name=NAMES[check.outcome],
            facts=[(label, cut(text, longest)) for label, text, _ in failure.facts(check)],
            pictures=pictures or (),
            left_out=pictures is None,
            alone=f"{grade} {check.id}",
            printed=_printed(check) if pictures is not None else (),
            more=failure.not_shown(check),
            where=check.where,
            place=_key(exercise) if shown else "",
            line=_line(check.where, shown),
            begins=shown.defines(check.called) if shown else 0,
            replay=failure.replay(check, self.setting.command) if check.case else "",
            is_open=is_open,
        )

    def _spend(self, text: Markup) -> Markup:
        size = len(text.encode())
        if size > self.room:
            return Markup()
        self.room -= size
        return text


def _key(exercise: ExerciseResult) -> str:
    return exercise.id.replace("/", "-")


def _line(place: Place | None, shown: Source | None) -> int:
    """Return the number of the line to which a place links; 0 if it is not shown."""
    return place.line if place and shown and shown.shows(place.line) else 0


def _check(check: CheckResult, told: set[str]) -> Check:
    message = "" if check.id in told or check.outcome is Outcome.todo else cut(check.message, SHORT)
    return Check(
        id=check.id,
        title=check.title,
        sign=SIGNS[check.outcome][0],
        name=NAMES[check.outcome],
        points=f"{check.points}/{check.max_points}" if check.max_points else "",
        note=message,
        told=check.id in told,
        quiet=check.outcome in {Outcome.todo, Outcome.not_judged},
    )


def _pictures(check: CheckResult) -> list[tuple[str, Picture]]:
    if check.other_timeline:
        return [("one time", picture(check.timeline)), ("another time", picture(check.other_timeline))]
    return [("timeline", picture(check.timeline))] if check.timeline else []


def _printed(check: CheckResult) -> list[str]:
    lines = check.output.splitlines()[: failure.OUTPUT_LINES]
    return [cut(safe(line), failure.OUTPUT_WIDTH) for line in lines]
