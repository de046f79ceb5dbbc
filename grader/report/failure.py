"""One failed check in full. The order never changes: called, answers, expected, happened, timeline, help, replay."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.text import Text

from grader.report.layout import Page, words
from grader.result import CheckResult, ExerciseResult, Moment, Outcome, Place
from grader.show import cut
from grader.timeline import LEFT_OUT

OUTPUT_LINES: Final = 40
"""How many lines of a learner's output are shown."""

OUTPUT_WIDTH: Final = 300
"""How many characters of such a line are shown."""

LABEL: Final = 14
"""Columns of a label and what stands before it."""

NOT_YOUR_FAULT: Final = "The grader itself failed here; this is not your fault."

_INNER: Final = frozenset({"wait", "latency", "chunk", "end", "pull", "print", LEFT_OUT})
"""Kinds of moments that happen within others."""

_SAID: Final = {
    Outcome.failed: "failed",
    Outcome.crashed: "crashed",
    Outcome.timed_out: "timed out",
    Outcome.grader_error: "error",
}
"""The outcomes that somebody has to mend, and the label of their message."""


def is_broken(check: CheckResult) -> bool:
    """Tell whether there is something to mend, by the learner or by us."""
    return check.outcome in _SAID


def stories(exercise: ExerciseResult) -> Iterator[CheckResult]:
    """Yield the failures of which more is known than a sentence; of those that died of the same, the first."""
    told: set[tuple[str, str, str]] = set()
    for check in filter(is_broken, exercise.checks):
        story = (check.id if check.expected else "", check.message, check.case)
        if story not in told and (check.case or check.expected or check.timeline or check.where):
            told.add(story)
            yield check


def write_broken(page: Page, exercise: ExerciseResult) -> None:
    """Write why an exercise is broken as a whole: its file does not load."""
    page.blank()
    page.hanging(words(("✗ ", "bold red"), (f"{exercise.id}  ", "bold")), words((exercise.message, "red")))
    _where(page, exercise.checks[0].where)


def write_one(page: Page, check: CheckResult, command: str) -> None:
    """Write what became of one check that was judged alone, passed or not."""
    if is_broken(check):
        write(page, check, command)
        return
    page.blank()
    sign, style = ("✓ ", "bold green") if check.outcome is Outcome.passed else ("· ", "dim")
    page.hanging(
        words((sign, style), (f"{check.id}  ", "bold")), words((check.title, ""), (f" {check.message}", "dim"))
    )
    _timelines(page, check)


def write(page: Page, check: CheckResult, command: str) -> None:
    """Write all that is known about a failure; `command` is how a verb of the grader is called."""
    page.blank()
    sign = ("! ", "bold magenta") if check.outcome is Outcome.grader_error else ("✗ ", "bold red")
    page.hanging(words(sign, (f"{check.id}  ", "bold")), words((check.title, "bold")))
    for label, text, style in facts(check):
        page.hanging(_label(label), words((text, style)))
    _timelines(page, check)
    _printed(page, check)
    _where(page, check.where)
    if check.help:
        page.hanging(_label("help"), words((check.help, "cyan")))
    if check.case:
        page.line((_label("replay").plain, "dim"), (replay(check, command), ""))


def replay(check: CheckResult, command: str) -> str:
    """Return the command that plays exactly this case again."""
    return f"{command.format(verb='practice')} {check.id} --case {shlex.quote(check.case)}"


def facts(check: CheckResult) -> Iterator[tuple[str, str, str]]:
    """Yield label, text and style of what is known in words."""
    if check.outcome is Outcome.grader_error:
        yield "note", NOT_YOUR_FAULT, "magenta"
    if check.message and (not check.expected or check.other_timeline):
        yield _SAID[check.outcome], check.message, "red"
    if check.called:
        yield "called", check.called, ""
    if check.answers:
        yield "answers", check.answers, ""
    if check.expected:
        yield "expected", check.expected, "green"
    if check.happened:
        yield "happened", check.happened, "red"


# ---------------------------------------------------------------- timelines


def _timelines(page: Page, check: CheckResult) -> None:
    if check.other_timeline:
        write_timeline(page, "one time", check.timeline)
        write_timeline(page, "another time", check.other_timeline)
    elif check.timeline:
        write_timeline(page, "timeline", check.timeline)


def write_timeline(page: Page, label: str, moments: Sequence[Moment]) -> None:
    """Write what happened in a case, a line a moment."""
    page.line((_label(label).plain.rstrip(), "dim"))
    wide = max((len(_clock(m)) for m in moments), default=0)
    numbered = interleaved(moments)
    said = ""
    for moment in moments:
        number = f"#{moment.n} " if moment.n else "   "
        head = f"      {_clock(moment):>{wide}}  {number if numbered else ''}{'  ' * (moment.kind in _INNER)}"
        body = words((_text(moment), "bold" if moment.mark else ""))
        if moment.mark:
            body.append_text(words(("   ◄" if moment.mark == said else f"   ◄ expected {moment.mark}", "bold yellow")))
            said = moment.mark
        page.hanging(words((head, "dim")), body)


def _text(moment: Moment) -> str:
    return f"… {moment.text} more lines" if moment.kind == LEFT_OUT else moment.text


def _clock(moment: Moment) -> str:
    return f"{moment.t:,.2f} s"


def interleaved(moments: Iterable[Moment]) -> bool:
    """Tell whether requests overlap, so that a reader has to know which of them a line belongs to."""
    newest = 0
    for moment in moments:
        if moment.n and moment.n < newest:
            return True
        newest = max(newest, moment.n)
    return False


# ---------------------------------------------------------------- what comes from the learner's file


def _printed(page: Page, check: CheckResult) -> None:
    lines = check.output.splitlines()
    for number, line in enumerate(lines[:OUTPUT_LINES]):
        page.hanging(_label("" if number else "printed") + Text("│ ", "dim"), words((cut(line, OUTPUT_WIDTH), "")))
    if more := not_shown(check):
        page.line((_label("").plain, ""), (more, "dim"))


def not_shown(check: CheckResult) -> str:
    """Say how much of what the code printed is not shown; nothing, if all of it is."""
    lines = len(check.output.splitlines())
    more = [
        *([f"{lines - OUTPUT_LINES:,} more lines"] if lines > OUTPUT_LINES else []),
        *([f"{check.output_left_out:,} bytes that were not kept"] if check.output_left_out else []),
    ]
    return f"… and {', and '.join(more)}" if more else ""


def _where(page: Page, place: Place | None) -> None:
    if place is None:
        return
    page.hanging(_label("where"), words((f"{place.file}:{place.line}", "")))
    if place.source:
        page.hanging(_label(""), words((f"    {place.source.strip()}", "bold")))


def _label(name: str) -> Text:
    return Text(f"    {name:<{LABEL - 4}}", "dim")
