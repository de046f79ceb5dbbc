"""The answers that the project keeps: stubs, references, others as right, mistakes; and degenerate ones, made here."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from grader.exercises import Exercise, UsageError, exercises_dir, solutions_dir

Kind: TypeAlias = Literal["stub", "reference", "also_correct", "mistake", "degenerate"]

HEADER: Final = re.compile(r"\A# /// mistake\n((?:#.*\n)+?)# ///\n")
DEGENERATE: Final = {
    "returns_none": "return None",
    "raises": "raise RuntimeError('no')",
    "wrong_type": "return object()",
    "empty_text": "return ''",
    "zero": "return 0",
    "true": "return True",
    "its_argument": "return (*args, *kwargs.values(), None)[0]",
    "yields_nothing": "return; yield",
}
"""Bodies that mean nothing, for every function that an exercise asks for."""


class AnswerError(UsageError):
    """An answer of the project can't be used; the text says which and why."""


class Header(msgspec.Struct, frozen=True):
    """What a mistake says of itself."""

    fails: frozenset[str]
    hint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Code for one exercise, and what is known of it."""

    kind: Kind
    exercise: str
    name: str
    """Short, and unique: `03_retries/mistakes/retry_delay__min`."""
    content: bytes
    fails: frozenset[str] = frozenset()
    """Of a mistake: the ids of the checks that it must fail, and no others."""
    hint: str = ""


def answers(exercise: Exercise) -> Iterator[Answer]:
    """Yield all answers to an exercise. Raises AnswerError for a mistake without a proper header."""
    yield Answer("stub", exercise.id, f"stubs/{exercise.id}", stub(exercise))
    yield reference(exercise)
    yield from also_correct(exercise)
    yield from mistakes(exercise)
    yield from degenerates(exercise)


def stub(exercise: Exercise) -> bytes:
    """Return the stub of an exercise, as it stands in `exercises/`."""
    return (exercises_dir() / exercise.file).read_bytes()


def reference(exercise: Exercise) -> Answer:
    """Return our own right answer. Raises AnswerError if there is none."""
    file = solutions_dir() / exercise.file
    if not file.is_file():
        msg = f"{_name(file)}: there is no reference"
        raise AnswerError(msg)
    return Answer("reference", exercise.id, _name(file), file.read_bytes())


def also_correct(exercise: Exercise) -> list[Answer]:
    """Return the other right answers."""
    return [Answer("also_correct", exercise.id, _name(f), f.read_bytes()) for f in _beside(exercise, "also_correct")]


def mistakes(exercise: Exercise) -> list[Answer]:
    """Return the mistakes, with what their headers say. Raises AnswerError for a header that is none."""
    return [mistake(exercise, file) for file in mistake_files(exercise)]


def mistake_files(exercise: Exercise) -> list[Path]:
    """Return the files of the mistakes."""
    return _beside(exercise, "mistakes")


def mistake(exercise: Exercise, file: Path) -> Answer:
    """Return a mistake, with what its header says. Raises AnswerError for a header that is none."""
    content = file.read_bytes()
    found = HEADER.match(content.decode())
    try:
        data = tomllib.loads("".join(line[2:] or "\n" for line in found[1].splitlines(keepends=True)) if found else "")
        header = msgspec.convert(data, Header)
    except (msgspec.ValidationError, tomllib.TOMLDecodeError) as error:
        msg = f"{_name(file)}: its header must say `fails` and `hint`, as docs/authoring.md shows ({error})"
        raise AnswerError(msg) from error
    return Answer("mistake", exercise.id, _name(file), content, header.fails, header.hint)


def degenerates(exercise: Exercise) -> list[Answer]:
    """Return answers in which every function that is to be written does the same meaningless thing.

    A function of the stub with a body of its own keeps it. The warm-up's stub leaves none to be written: there all of
    the reference's functions are emptied.
    """
    return [
        Answer("degenerate", exercise.id, f"degenerate/{exercise.id}__{name}", _degenerate(exercise, body))
        for name, body in DEGENERATE.items()
    ]


def _beside(exercise: Exercise, folder: str) -> list[Path]:
    return sorted((solutions_dir() / exercise.topic / folder).glob(f"{exercise.name}__*.py"))


def _name(path: Path) -> str:
    return path.relative_to(solutions_dir()).with_suffix("").as_posix()


# ---------------------------------------------------------------- degenerate answers

_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: ast.Module) -> list[_Function]:
    """Return all functions and methods of a file."""
    return [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def is_unwritten(function: _Function) -> bool:
    """Tell whether a function of a stub is left to the learner."""
    return ast.unparse(function.body[-1]) == "raise NotImplementedError"


def _degenerate(exercise: Exercise, body: str) -> bytes:
    module = ast.parse(stub(exercise))
    unwritten = list(filter(is_unwritten, functions(module)))
    if not unwritten:
        module = ast.parse(reference(exercise).content)
        unwritten = functions(module)
    for function in unwritten:
        _empty(function, body)
    return ast.unparse(module).encode()


def _empty(function: _Function, body: str) -> None:
    """Give a function a body that means nothing; it takes any arguments, and `__init__` still makes an object."""
    first = [arg for arg in function.args.args[:1] if arg.arg == "self"]
    if function.name == "__init__":
        body = "pass"
    made = ast.parse(f"def f(*args, **kwargs):\n    {body}").body[0]
    assert isinstance(made, ast.FunctionDef)
    function.body, function.args, function.args.args = made.body, made.args, first
