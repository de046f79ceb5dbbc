"""Rules for lessons, and for the table of exercises in the README: all that a learner needs stands there.

A topic's README begins with what its exercises share. Then comes a section for each exercise, `## name`, with the parts
of PARTS in this order. A part more is welcome.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from grader.exercises import Exercise, find_exercises
from grader.exercises.catalogue import PREFIXES
from grader.verify.answers import functions, is_unwritten
from grader.verify.statics.finding import Finding, is_warm_up, lesson_file, parsed, stub_file, top, where
from grader.verify.statics.outline import Function, called, parameters
from grader.verify.statics.stubs import OFFICIAL

WHY, TASK, EXAMPLE, BEYOND = "Why it matters", "The task", "A worked example", "Out of scope"
PARTS: Final = (WHY, TASK, EXAMPLE, BEYOND)
_WARM_UP: Final = (WHY, TASK, "The loop", BEYOND)
_CHECKED: Final = re.compile(
    r"^Checked in [A-Z]\w+ 20\d\d with the Python SDK `anthropic` \d+\.\d+\.\d+\.$", re.MULTILINE
)
_TRACE: Final = re.compile(r"^ *\d+\.\d\d s  ", re.MULTILINE)
_LINK: Final = re.compile(r"\]\(([^)\s]+)\)")
_FENCE: Final = "```"


def intro(text: str) -> str:
    """Return what stands before the first section of a lesson."""
    return _split(text, "## ").get("", "")


def section(text: str, name: str) -> str:
    """Return the section of an exercise in a lesson, empty if there is none."""
    return _split(text, "## ").get(name, "")


def _split(text: str, mark: str) -> dict[str, str]:
    """Return the parts of a text by their headings; what stands before the first has the name ``."""
    parts: dict[str, list[str]] = {"": []}
    lines = parts[""]
    in_code = False
    for line in text.splitlines():
        in_code ^= line.lstrip().startswith(_FENCE)
        if line.startswith(mark) and not in_code:
            lines = parts.setdefault(line.removeprefix(mark).strip(), [])
        else:
            lines.append(line)
    return {name: "\n".join(found) for name, found in parts.items()}


def findings(exercise: Exercise) -> Iterator[Finding]:
    """Yield what is wrong with the lesson of an exercise, and with its row in the README."""
    file = lesson_file(exercise)
    text = file.read_text("utf-8") if file.is_file() else ""
    yield from (Finding(where(file), sentence) for sentence in _lesson(exercise, text))
    yield from _row(exercise)


def _lesson(exercise: Exercise, text: str) -> Iterator[str]:
    if not _CHECKED.search(intro(text)):
        yield "Its beginning lacks the line `Checked in MONTH YEAR with the Python SDK ...`, with the version."
    yield from _links(lesson_file(exercise), text)
    found = section(text, exercise.name)
    if not found:
        yield f"There is no section `## {exercise.name}`, named as the file is."
        return
    parts = _split(found, "### ")
    wanted = _WARM_UP if is_warm_up(exercise) else PARTS
    for name in wanted:
        if not parts.get(name, "").strip():
            yield f"`## {exercise.name}` has no part `### {name}`, or an empty one."
    order = [name for name in parts if name in wanted]
    if order != [name for name in wanted if name in order]:
        yield f"`## {exercise.name}`: its parts stand in another order than {', '.join(wanted)}."
    if not _TRACE.search(parts.get(wanted[2], "")):
        yield f"`## {exercise.name}`: its example shows no timeline (`0.00 s  → POST ...`), such as `grade` prints."
    if not OFFICIAL.search(parts.get(WHY, "")):
        yield f"`## {exercise.name}`: `{WHY}` links no official page as its source."
    module = parsed(stub_file(exercise))
    if module is not None:
        yield from unshown(exercise.name, found, module)


def _links(file: Path, text: str) -> Iterator[str]:
    for link in _LINK.findall(text):
        if not link.startswith(("https://", "#")) and not (file.parent / link.partition("#")[0]).exists():
            yield f"The link `{link}` leads nowhere."
        if link.startswith("http://"):
            yield f"The link `{link}` is not https."


def unshown(name: str, found: str, module: ast.Module) -> Iterator[str]:
    """Yield the functions to write, or all where none is, that a section does not show with their parameters."""
    written = not any(map(is_unwritten, functions(module)))
    for cls, function in _public(module):
        if is_unwritten(function) or written:
            shown = cls.name if cls is not None and function.name == "__init__" else function.name
            wanted = called(function, method=cls is not None)
            if wanted not in _shown(found, shown):
                yield f"`## {name}` does not show `{shown}({wanted})`, as the stub has it."


def _public(module: ast.Module) -> Iterator[tuple[ast.ClassDef | None, Function]]:
    """Yield functions, and methods with their class."""
    for node in module.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield None, node
        elif isinstance(node, ast.ClassDef):
            yield from ((node, method) for method in node.body if isinstance(method, Function))


def _shown(text: str, name: str) -> set[str]:
    """Return the parameters with which a function is shown in a text."""
    shown = set()
    for inner in re.findall(rf"\b{re.escape(name)}\(([^()]*)\)", text):
        try:
            made = ast.parse(f"def f({inner}): pass").body[0]
        except SyntaxError:
            continue
        assert isinstance(made, ast.FunctionDef)
        shown.add(parameters(made.args))
    return shown


# ---------------------------------------------------------------- the table in the README


_ROW: Final = re.compile(r"^\|[^|]*\| \[(\w+)\]\(exercises/([\w/]+)\.py\) \| *([^|]*?) *\|$", re.MULTILINE)


def _rows() -> list[tuple[str, str, str]]:
    return _ROW.findall((top() / "README.md").read_text("utf-8"))


def _row(exercise: Exercise) -> Iterator[Finding]:
    if not [says for name, id_, says in _rows() if (name, id_) == (exercise.name, exercise.id) and says]:
        row = f"| | [{exercise.name}](exercises/{exercise.file}) | what the function does |"
        yield Finding("README.md", f"The table of exercises has no row for {exercise.id}: add `{row}`.")


def order() -> Iterator[Finding]:
    """Yield rows of the table that no exercise has, and where table or lessons have another order than the course."""
    places = {name: place for place, name in enumerate(PREFIXES)}
    known = {exercise.id for exercise in find_exercises()}
    for name, id_, _ in _rows():
        if id_ not in known or id_.rpartition("/")[2] != name:
            yield Finding("README.md", f"The table of exercises has a row [{name}] for {id_}, which is no exercise.")
    listed: dict[str, list[str]] = {"README.md": [name for name, _, _ in _rows() if name in places]}
    for file in sorted((top() / "exercises").glob("*/README.md")):
        listed[where(file)] = [name for name in _split(file.read_text("utf-8"), "## ") if name in places]
    for at, names in listed.items():
        for one, other in pairwise(names):
            if places[one] >= places[other]:
                yield Finding(at, f"`{other}` stands after `{one}`, and the course has them the other way round.")
