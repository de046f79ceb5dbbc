"""Rules for stubs: what a learner opens first."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from typing import Final

from grader.exercises import Exercise, stubs_dir
from grader.exercises.catalogue import PREFIXES
from grader.verify.answers import functions, is_unwritten
from grader.verify.statics.finding import Finding, is_capstone, is_warm_up, stub_file, where
from grader.verify.statics.outline import Function

MOST_LINES: Final = 40
MOST_LINES_OF_CAPSTONE: Final = 80
"""What it gives needs imports and types of its own."""
OFFICIAL: Final = re.compile(
    r"https://(platform\.claude\.com/docs/|docs\.python\.org/3/|www\.rfc-editor\.org/rfc/|docs\.aws\.amazon\.com/)"
    r"|`anthropic/\w+(/\w+)*\.py`"
)
"""What a source may be: an official page, or a file of the SDK."""
_SOURCE: Final = re.compile(r"Sources?: ((?:.|\n(?!\n))+)")
_TODO: Final = re.compile(r"# TODO(?:\((\d+)\))?: .+[.]")


def findings(exercise: Exercise) -> Iterator[Finding]:
    """Yield what is wrong with the stub of an exercise."""
    file = stub_file(exercise)
    at = where(file)
    try:
        code = file.read_bytes()
        module = ast.parse(code)
    except OSError:
        yield Finding(at, "There is no such stub; `nox -s reset` puts one back.")
        return
    except (SyntaxError, ValueError) as error:
        yield Finding(at, f"The stub is no Python ({error}); it must load before a learner has written anything.")
        return
    said = [*_listed(exercise, code), *_documented(module), *_typed(module), *_ends(module), *_sourced(code.decode())]
    unwritten = [function for function in functions(module) if is_unwritten(function)]
    if unwritten:
        said += [*_short(exercise, code, module), *_to_do(code, module)]
    elif not is_warm_up(exercise):
        said.append(
            "Nothing is left to write: end each function that a learner writes with `raise NotImplementedError`."
        )
    yield from (Finding(at, sentence) for sentence in said)


def _listed(exercise: Exercise, code: bytes) -> Iterator[str]:
    if exercise.name not in PREFIXES:
        yield f"`{exercise.name}` has no place in the course: add it to PREFIXES in grader/exercises/catalogue.py."
    kept = stubs_dir() / exercise.file
    if not kept.is_file() or kept.read_bytes() != code:
        yield (
            "Its copy in grader/data/stubs is another one: if the stub was solved in place, `nox -s reset` it; "
            "if it was changed, run `python -m grader.exercises.stubs`."
        )


def _documented(module: ast.Module) -> Iterator[str]:
    if not ast.get_docstring(module):
        yield "The module has no docstring: begin with one sentence on what the exercise is about."
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef) and not ast.get_docstring(node):
            yield f"Class `{node.name}` has no docstring."
        elif isinstance(node, Function) and not node.name.startswith("__") and not ast.get_docstring(node):
            yield f"Function `{node.name}` has no docstring: say what it returns, in which units, and what it raises."


def _typed(module: ast.Module) -> Iterator[str]:
    for function in functions(module):
        args = function.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        bare = [arg.arg for arg in every if arg is not None and arg.annotation is None and arg.arg != "self"]
        if bare or function.returns is None:
            missing = [f"parameter `{name}`" for name in bare] + ["what it returns"] * (function.returns is None)
            yield f"Function `{function.name}` has no type for {', '.join(missing)}."


def _sourced(text: str) -> Iterator[str]:
    found = _SOURCE.search(text)
    if found is None:
        yield "No line `Source: https://...` names the official page that it rests on."
    elif not OFFICIAL.search(found[1]):
        yield "Its source is no official page: link one of platform.claude.com/docs, Python's documentation or an RFC."


def _short(exercise: Exercise, code: bytes, module: ast.Module) -> Iterator[str]:
    given = [f for f in module.body if isinstance(f, Function) and not is_unwritten(f)]
    lines = len(code.splitlines()) - sum(_length(function) for function in given)
    most = MOST_LINES_OF_CAPSTONE if is_capstone(exercise) else MOST_LINES
    if lines > most:
        yield f"It has {lines} lines besides the functions that are given, and {most} is the most."


def _length(function: Function) -> int:
    first = min(node.lineno for node in (function, *function.decorator_list))
    return (function.end_lineno or first) - first + 1


def _to_do(code: bytes, module: ast.Module) -> Iterator[str]:
    """Each unwritten function, or the class around it, has a TODO; those with a number count from 1."""
    comments = {
        token.start[0]: token.string
        for token in tokenize.tokenize(io.BytesIO(code).readline)
        if token.type == tokenize.COMMENT and "TODO" in token.string
    }
    for line, comment in comments.items():
        if not _TODO.fullmatch(comment):
            yield f"Line {line}: write a task as `# TODO: do this.` or `# TODO(1): do this.`"
    numbers = [int(found[1]) for c in comments.values() if (found := _TODO.fullmatch(c)) and found[1]]
    if numbers and numbers != list(range(1, len(comments) + 1)):
        yield "Its TODOs are not numbered from 1 without a gap."
    for node in module.body:
        left = [f for f in ast.walk(node) if isinstance(f, Function) and is_unwritten(f)]
        if left and not any(node.lineno <= line <= (node.end_lineno or 0) for line in comments):
            name = getattr(node, "name", "it")
            yield f"`{name}` is to be written and has no `# TODO`: add one for each task."


def _ends(module: ast.Module) -> Iterator[str]:
    for function in functions(module):
        if not is_unwritten(function) and any(map(_stops, ast.walk(function))):
            yield f"`{function.name}` must end with `raise NotImplementedError`, and raise it nowhere else."


def _stops(node: ast.AST) -> bool:
    return isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc)
