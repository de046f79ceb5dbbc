"""Rules for references, other right answers, and mistakes."""

from __future__ import annotations

import ast
import difflib
import itertools
from collections.abc import Iterator, Sequence
from typing import Final

from grader.exercises import Exercise, solutions_dir
from grader.grade.rubrics import Graded
from grader.verify.answers import Answer, AnswerError, also_correct, mistake, mistake_files, reference
from grader.verify.statics.finding import Finding, is_capstone, parsed, stub_file
from grader.verify.statics.outline import differences, outline

MOST_ADDED: Final = 40
MOST_ADDED_BY_CAPSTONE: Final = 80
FEWEST_STYLES: Final = 2
MOST_CHANGED: Final = 12
MOST_FAILED: Final = 3


def findings(exercise: Exercise, graded: Graded | None) -> Iterator[Finding]:
    """Yield what is wrong with the answers to an exercise."""
    right: list[Answer] = []
    try:
        right.append(reference(exercise))
    except AnswerError as error:
        yield Finding(_at(exercise.id), f"{error}.")
    yield from (found for answer in right for found in _long(exercise, answer))
    others = also_correct(exercise)
    right += others
    if len(others) < FEWEST_STYLES:
        what = f"{len(others)} other right answers, and {FEWEST_STYLES} of different structure are the fewest"
        yield Finding(_at(f"{exercise.topic}/also_correct/{exercise.name}__STYLE"), f"There are {what}.")
    wrong: list[Answer] = []
    for file in mistake_files(exercise):
        try:
            wrong.append(mistake(exercise, file))
        except AnswerError as error:
            yield Finding(_at(file.relative_to(solutions_dir()).with_suffix("").as_posix()), f"{error}.")
    yield from _forms(exercise, [*right, *wrong])
    yield from (Finding(_at(a.name), "A right answer holds no TODO.") for a in right if b"TODO" in a.content)
    yield from _same(right)
    if graded is not None:
        ids = list(graded.rubric.checks)
        yield from (found for answer in wrong for found in _mistake(answer, right, ids))
        yield from _alone(exercise, wrong, ids)


def _at(name: str) -> str:
    return f"solutions/{name}.py"


def _forms(exercise: Exercise, answers: Sequence[Answer]) -> Iterator[Finding]:
    """Yield the answers that are no Python, or do not offer what the stub does."""
    stub = parsed(stub_file(exercise))
    wanted = {} if stub is None else outline(stub)
    for answer in answers:
        try:
            module = ast.parse(answer.content)
        except (SyntaxError, ValueError) as error:
            yield Finding(_at(answer.name), f"It is no Python: {error}.")
            continue
        yield from (Finding(_at(answer.name), f"It {what}.") for what in differences(wanted, outline(module)))


def _long(exercise: Exercise, answer: Answer) -> Iterator[Finding]:
    """Yield that a reference adds more to its stub than a learner should have to write."""
    stub = stub_file(exercise)
    added = len(_lines(answer.content)) - len(_lines(stub.read_bytes() if stub.is_file() else b""))
    most = MOST_ADDED_BY_CAPSTONE if is_capstone(exercise) else MOST_ADDED
    if added > most:
        yield Finding(_at(answer.name), f"It adds {added} lines of code to the stub, and {most} is the most.")


def _same(right: Sequence[Answer]) -> Iterator[Finding]:
    for one, other in itertools.combinations(right, 2):
        if changed(one.content, other.content) == 0:
            yield Finding(_at(other.name), f"It is the same code as {one.name}: show another structure.")


def _mistake(answer: Answer, right: Sequence[Answer], ids: Sequence[str]) -> Iterator[Finding]:
    at = _at(answer.name)
    if not answer.hint.strip():
        yield Finding(at, "Its header has no `hint`: the sentence that someone reads who makes this mistake.")
    if unknown := sorted(answer.fails - set(ids)):
        yield Finding(at, f"It names checks that do not exist: {', '.join(unknown)}.")
    if not 1 <= len(answer.fails) <= MOST_FAILED:
        yield Finding(at, f"It fails {len(answer.fails)} checks: one idea fails 1, and {MOST_FAILED} at most.")
    lines = min((changed(other.content, answer.content) for other in right), default=0)
    if lines > MOST_CHANGED:
        says = f"It differs from the nearest right answer in {lines} lines; one idea takes {MOST_CHANGED} at most."
        yield Finding(at, says)
    if right and lines == 0:
        yield Finding(at, "It is the same code as a right answer.")


def _alone(exercise: Exercise, wrong: Sequence[Answer], ids: Sequence[str]) -> Iterator[Finding]:
    """Yield the checks that no mistake fails alone: such a check may not see what it says."""
    alone = {id_ for answer in wrong if len(answer.fails) == 1 for id_ in answer.fails}
    for id_ in ids:
        if id_ not in alone:
            at = _at(f"{exercise.topic}/mistakes/{exercise.name}__WHAT")
            yield Finding(at, f"No mistake fails {id_} alone: write one, or the check may not see what it says.")


def changed(right: bytes, wrong: bytes) -> int:
    """Return how many lines of code one answer changes of another, indentation and comments aside."""
    one, other = _lines(right), _lines(wrong)
    blocks = difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in blocks if tag != "equal")


def _lines(content: bytes) -> list[str]:
    """Return the lines of code, without indentation and comments."""
    lines = (line.partition("#")[0].strip() for line in content.decode(errors="replace").splitlines())
    return [line for line in lines if line]
