"""A result on the terminal: the exercises, the first failures in full, and the next step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from rich.console import Console
from rich.text import Text

from grader.report import failure
from grader.report.layout import Page, words
from grader.result import CheckResult, ExerciseResult, Outcome, Result

MOST_IN_FULL: Final = 3
"""How many failures are told in full; more than that nobody mends at once."""

_LEARNERS: Final = {Outcome.failed, Outcome.crashed, Outcome.timed_out}
"""The outcomes that the learner has to mend."""

BAR: Final = 20
"""Columns of a topic's bar."""

SIGNS: Final[Mapping[Outcome, tuple[str, str]]] = {
    Outcome.passed: ("✓", "green"),
    Outcome.failed: ("✗", "red"),
    Outcome.crashed: ("✗", "red"),
    Outcome.timed_out: ("✗", "red"),
    Outcome.todo: ("·", "dim"),
    Outcome.not_judged: ("-", "dim"),
    Outcome.grader_error: ("!", "magenta"),
}

NAMES: Final[Mapping[Outcome, str]] = {
    Outcome.passed: "passed",
    Outcome.failed: "failed",
    Outcome.crashed: "crashed",
    Outcome.timed_out: "timed out",
    Outcome.todo: "to do",
    Outcome.not_judged: "not judged",
    Outcome.grader_error: "grader error",
}

_WORST: Final = (
    Outcome.grader_error,
    Outcome.crashed,
    Outcome.timed_out,
    Outcome.failed,
    Outcome.not_judged,
    Outcome.todo,
    Outcome.passed,
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report has to know besides the result to say what to do next."""

    command: str = "nox -s {verb} --"
    """How a verb of the grader is called here."""
    paths: Mapping[str, str] = field(default_factory=dict)
    """Where the file of each exercise is, by its id."""
    whole: bool = True
    """Whether everything was selected."""


def render(result: Result, console: Console, setting: Setting | None = None) -> None:
    """Write a result on a console."""
    _Report(result, Page(console), setting or Setting()).write()


@dataclass(frozen=True, slots=True)
class _Report:
    result: Result
    page: Page
    setting: Setting

    def write(self) -> None:
        stories = list(self._stories())
        told = {story.id for story in stories[:MOST_IN_FULL]}
        for topic, exercises in groupby(self.result.exercises, lambda e: e.id.partition("/")[0]):
            self._topic(topic, tuple(exercises), told)
        for story in stories[:MOST_IN_FULL]:
            if isinstance(story, ExerciseResult):
                failure.write_broken(self.page, story)
            else:
                failure.write(self.page, story, self.setting.command)
        self._untold(told)
        self._totals()
        self._next()

    def _stories(self) -> Iterator[CheckResult | ExerciseResult]:
        """Yield what can be told in full: checks, and exercises that are broken as a whole."""
        for exercise in self.result.exercises:
            if exercise.message:
                yield from [exercise] if worst(exercise) is not Outcome.todo else []
            else:
                yield from failure.stories(exercise)

    # ------------------------------------------------------------ exercises

    def _topic(self, topic: str, exercises: Sequence[ExerciseResult], told: set[str]) -> None:
        points, most = sum(e.points for e in exercises), sum(e.max_points for e in exercises)
        filled = BAR * points // most if most else 0
        bar = (("█" * filled, "green"), ("░" * (BAR - filled), "dim"), (f"  {points}/{most}", "")) if most else ()
        self.page.blank()
        self.page.line((f"{topic:<28}", "bold"), *bar)
        for exercise in exercises:
            self._exercise(exercise, told)

    def _exercise(self, exercise: ExerciseResult, told: set[str]) -> None:
        state = worst(exercise)
        sign, style = SIGNS[state]
        name = exercise.id.partition("/")[2]
        quiet = "dim" if state is Outcome.todo else ""
        points = f"{exercise.points}/{exercise.max_points}" if exercise.max_points else NAMES[state]
        note = NAMES[state] if quiet else points
        if exercise.message:
            note += f", {exercise.message}"
        self.page.hanging(words(("  ", ""), (sign, style), (f" {name:<23} ", quiet)), words((note, quiet)))
        if not exercise.message and state is not Outcome.todo:
            for check in exercise.checks:
                self._check(check, told)

    def _check(self, check: CheckResult, told: set[str]) -> None:
        sign, style = SIGNS[check.outcome]
        quiet = "dim" if check.outcome in {Outcome.todo, Outcome.not_judged} else ""
        points = f"{check.points}/{check.max_points}" if check.max_points else ""
        head = words(("    ", ""), (sign, style), (f" {check.id:<10} ", quiet), (f"{points:<5}", "dim"))
        body = words((check.title, quiet))
        if check.message and check.id not in told and check.outcome is not Outcome.todo:
            body.append_text(words((" " + check.message, style)))
        self.page.hanging(head, body)

    def _untold(self, told: set[str]) -> None:
        """Say how to see those that were not told in full."""
        rest = [
            part.id
            for exercise in self.result.exercises
            for part in ([exercise] if exercise.message else filter(failure.is_broken, exercise.checks))
            if part.id not in told and worst(exercise) is not Outcome.todo
        ]
        if rest:
            more = f"{len(rest)} more {'is' if len(rest) == 1 else 'are'} marked above. One alone, in full:  "
            self.page.blank()
            self.page.line((more, "dim"), (f"{self.setting.command.format(verb='grade')} {rest[0]}", ""))

    # ------------------------------------------------------------ the end

    def _totals(self) -> None:
        result = self.result
        self.page.blank()
        points = words((f"{result.points} of {result.max_points} points   ", "bold"))
        self.page.hanging(points, words((f"checks: {counted(result)}", "")))
        self.page.line((circumstances(result), "dim"))
        if result.ignored:
            more = f" and {result.ignored_left_out} more" if result.ignored_left_out else ""
            body = words((", ".join(result.ignored) + more, "dim"))
            self.page.hanging(words(("no exercise files: ", "dim")), body)

    def _next(self) -> None:
        head, indent = words(("next  ", "bold")), Text("      ")
        text, command = next_step(self.result, self.setting)
        self.page.blank()
        self.page.hanging(head, words((text, "")))
        if command:
            self.page.line((indent.plain, ""), (command, "bold"))
        if command and (check := first_broken(self.result)):
            stuck = self.setting.command.format(verb="hint")
            self.page.line((indent.plain, ""), ("Stuck? A hint:  ", "dim"), (f"{stuck} {check.id}", ""))


def counted(result: Result) -> str:
    """Say how many checks ended in which way."""
    counts = Counter(check.outcome for exercise in result.exercises for check in exercise.checks)
    return ", ".join(f"{counts[outcome]} {NAMES[outcome]}" for outcome in Outcome if counts[outcome]) or "none"


def circumstances(result: Result) -> str:
    """Say how a grade was made."""
    return f"isolation: {result.isolation}, seed {result.seed}, {result.seconds:.1f} s"


def first_broken(result: Result) -> CheckResult | None:
    """Return the first check that the learner has to mend."""
    every = (check for exercise in result.exercises for check in exercise.checks if not exercise.message)
    return next((check for check in every if check.outcome in _LEARNERS), None)


def next_step(result: Result, setting: Setting) -> tuple[str, str]:
    """Return what to do next, and the command for it."""
    grade = setting.command.format(verb="grade")
    if result.status == "grader_error":
        return _report_it(result), ""
    if not result.exercises:
        return "There was nothing to judge.", ""
    unsolved = next((e for e in result.exercises if not e.solved), None)
    if unsolved is None and setting.whole:
        return "All exercises are solved.", ""
    if unsolved is None:
        return "All that was selected has passed. The whole course:", grade.removesuffix(" --")
    file = setting.paths.get(unsolved.id, f"exercises/{unsolved.id}.py")
    begin = "" if worst(unsolved) is not Outcome.todo else f"Read {_lesson(file)}. "
    return f"{begin}Edit {file}, save it, and run", f"{grade} {unsolved.id}"


def _report_it(result: Result) -> str:
    of = result.versions
    versions = f"Retrial {of.grader}, anthropic {of.anthropic}, Hypothesis {of.hypothesis}, Python {of.python}"
    fault = "The grader itself failed at the checks marked !; this is not your fault."
    return f"{fault} Please report it with the text above and these versions: {versions}."


def worst(exercise: ExerciseResult) -> Outcome:
    """Return what stands for an exercise as a whole; one that is partly written is not to do, but not done."""
    found = {check.outcome for check in exercise.checks}
    return next((outcome for outcome in _WORST if outcome in found), Outcome.passed)


def _lesson(file: str) -> str:
    return f"{file.rpartition('/')[0]}/README.md".removeprefix("/")
