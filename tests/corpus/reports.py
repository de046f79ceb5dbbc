"""A result in every format, and what of it its reader would obey: a terminal, a CI, a browser, a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias
from xml.etree import ElementTree as ET

from grader.course import Course, Entry, Standing, roster
from grader.report import (
    classroom50,
    export,
    github,
    gradescope,
    html,
    jsontext,
    junit,
    layout,
    markdown,
    prairielearn,
    sheets,
    terminal,
)
from grader.report.html import Classroom, Exercise, Student
from grader.result import Result
from tests.support.html import live, read

Files: TypeAlias = Mapping[str, bytes]
"""What was graded, by exercise id."""

EVIL: Final = (
    "=1+1<script>alert(1)</script><img src=//e.example>\n::error::x\n##[add-mask]x\x1b[2J\u202e;=cmd|' /C calc'!A0;"
)
"""What a student is called, and a hostile text for tests."""

TOKEN: Final = "0123"
RUNNER: Final = {
    **dict.fromkeys(("CLASSROOM", "ASSIGNMENT"), "x"),
    "SUBMISSION_TAG": "submit/2026-06-01T14-32-05Z-a1b2c3d",
    **dict.fromkeys(("COMMIT_URL", "RELEASE_URL"), "https://example.org"),
}
"""What Classroom 50 tells an autograder."""

_CONTROL: Final = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\u202a-\u202e\u2066-\u2069]")
_COMMAND: Final = re.compile(r"^\s*::[a-z][a-z-]*[ :]|##(?:[a-z]*)\[", re.MULTILINE | re.IGNORECASE)
"""What a CI takes for a command, at the start of a line or anywhere in it (GitHub, Azure, TeamCity)."""
_BLOCK: Final = re.compile(r"^(`{3,})text\n.*?^\1$", re.MULTILINE | re.DOTALL)
_MARKUP: Final = re.compile(r"<|@|\]\(")
"""What Markdown takes for an element, a mention, a link or a picture."""
_FORMULA: Final = re.compile(r"\s*[=+@-](?!\d+(\.\d+)?$)")


def obeyed(text: str) -> Iterator[str]:
    """Say what of a text a terminal or a CI would obey."""
    if found := _CONTROL.search(text):
        yield f"a raw {found[0]!r}"
    if found := _COMMAND.search(text):
        yield f"a workflow command: {found[0].strip()!r}"


@dataclass(frozen=True, slots=True)
class Report:
    """A format: how it is written, and what its reader would obey of it."""

    render: Callable[[Result, Files], str]
    obeyed: Callable[[Result, str], Iterator[str]] = lambda _, text: obeyed(text)

    def faults(self, result: Result, files: Files) -> list[str]:
        """Return what its reader would obey of a result, or why it can't be read; nothing if all is well."""
        try:
            return list(self.obeyed(result, self.render(result, files)))
        except (AssertionError, ValueError, ET.ParseError) as error:
            return [f"what can't be read: {type(error).__name__}: {error}"]


# ---------------------------------------------------------------- how some of them are written


def _shown(result: Result, _: Files) -> str:
    shown = io.StringIO()
    terminal.render(result, layout.terminal(shown))
    return shown.getvalue()


def _room(result: Result, _: Files) -> str:
    """Return the page of a class of one, whose name is hostile."""
    outcomes = {check.id: check.outcome for exercise in result.exercises for check in exercise.checks}
    exercises = tuple(Exercise(e.id, tuple(check.id for check in e.checks)) for e in result.exercises)
    files = dict.fromkeys((e.id for e in result.exercises), "same")
    students = tuple(Student(name=name, points=result.points, outcomes=outcomes, files=files) for name in (EVIL, "ann"))
    return html.render_class(Classroom(title=EVIL, most=result.max_points, exercises=exercises, students=students))


def _sheet(result: Result, _: Files) -> str:
    """Return the sheet of a class of one, who is called by a hostile name, and whose zip is."""
    course = Course(format_version=1, title=EVIL, exercises={exercise.id: 1 for exercise in result.exercises})
    entry = Entry(student=roster.Student(EVIL, EVIL, EVIL), listed=True, status="refused", message=EVIL)
    return export.sheet(course, [Standing(entry, None)])


def _template(result: Result, _: Files) -> str:
    template = io.StringIO()
    csv.writer(template).writerows([["Student", "ID", "Section", "HW (1)"], [EVIL, "7", "\t=1", ""]])
    return sheets.canvas(template.getvalue(), "HW", {"7": Fraction(result.points)}).text


def _told(_: Result, __: Files) -> str:
    """Return what is told of a template that has no row for a student, and one for nobody."""
    return "\n".join(export.notes(sheets.Filled(text="", filled=0, missing=(EVIL,), without=(EVIL,))))


# ---------------------------------------------------------------- who reads them


def _decoded(_: Result, text: str) -> Iterator[str]:
    """What a platform reads as JSON, and shows."""
    yield from obeyed(text)
    for shown in _texts(json.loads(text)):
        yield from obeyed(shown)


def _texts(data: Any) -> Iterator[str]:
    match data:
        case str():
            yield data
        case list():
            for item in data:
                yield from _texts(item)
        case dict():
            yield from _texts([*data, *data.values()])


def _in_xml(_: Result, text: str) -> Iterator[str]:
    yield from obeyed(text)
    for node in ET.fromstring(text).iter():
        yield from obeyed("\n".join([*node.attrib.values(), node.text or ""]))


def _in_markdown(_: Result, text: str) -> Iterator[str]:
    """Outside of blocks of code nothing comes from a learner."""
    yield from obeyed(text)
    if found := _MARKUP.search(_BLOCK.sub("", text)):
        yield f"{found[0]!r} outside of a block of code"


def _in_a_step(result: Result, text: str) -> Iterator[str]:
    """Annotations of ours, a line each; then a fence, and nothing behind its end."""
    head, _, rest = text.partition(f"::stop-commands::{TOKEN}\n")
    log, _, after = rest.partition(f"::{TOKEN}::\n")
    lines = head.split("\n")[:-1]
    wanted = min(github.MOST, len(list(github._errors(result, "exercises"))))
    if wanted != len(lines) or not all(line.startswith("::error ") for line in lines):
        yield f"{len(lines)} annotations where {wanted} are ours"
    if after:
        yield "a fence that ends early"
    yield from obeyed("\n".join([log, *(line.removeprefix("::error ") for line in lines)]))


def _in_a_browser(_: Result, text: str) -> Iterator[str]:
    yield from obeyed(text)
    yield from live(read(text))


def _on_paper(_: Result, text: str) -> Iterator[str]:
    """A sheet that is printed."""
    yield from obeyed(text.replace("\r\n", "\n"))
    yield from _in_cells(_, text)


def _in_cells(_: Result, text: str) -> Iterator[str]:
    """Of a spreadsheet nobody knows by what it splits a line."""
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield from (f"a formula: {cell[:20]!r}" for cell in row if _FORMULA.match(cell))


REPORTS: Final[Mapping[str, Report]] = {
    "terminal": Report(_shown),
    "html": Report(lambda result, files: html.render(result, files=files), _in_a_browser),
    "json": Report(lambda result, _: jsontext.render(result)),
    "junit": Report(lambda result, _: junit.render(result), _in_xml),
    "markdown": Report(lambda result, _: markdown.render(result), _in_markdown),
    "github": Report(lambda result, _: github.render(result, token=TOKEN), _in_a_step),
    "gradescope": Report(lambda result, _: gradescope.render(result), _decoded),
    "classroom50": Report(lambda result, _: classroom50.render(result, RUNNER), _decoded),
    "prairielearn": Report(lambda result, _: prairielearn.render(result), _decoded),
    "the page of a class": Report(_room, _in_a_browser),
    "the sheet of a class": Report(_sheet, _on_paper),
    "a template that was filled in": Report(_template, _in_cells),
    "what is told of a template": Report(_told),
}
"""By the names of `grade --format`, and what `course export` writes of a class."""
