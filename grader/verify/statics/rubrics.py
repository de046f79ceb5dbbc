"""Rules for rubrics: what each check must carry besides its claims."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from grader.exercises import Exercise
from grader.exercises.catalogue import PREFIXES
from grader.grade.rubrics import CHECKS, Graded, load, modules
from grader.rubric import Check, Submission
from grader.rubric.properties import properties
from grader.verify.statics.finding import Finding, is_warm_up, lesson_file, parsed, stub_file, where
from grader.verify.statics.lessons import intro, section

POINTS: Final = 10
MOST_CHECKS: Final = 10
LONGEST_HINT: Final = 110
FEWEST_WORDS: Final = 3


def findings(exercise: Exercise, graded: Graded | None) -> Iterator[Finding]:
    """Yield what is wrong with the rubric of an exercise."""
    file = CHECKS / f"{exercise.name}.py"
    at = where(file) if graded is None else where(graded.file)
    if graded is None:
        yield Finding(at, f"There is no rubric for {exercise.id}, or it does not load.")
        return
    rubric, checks = graded.rubric, list(graded.rubric.checks.values())
    said: list[str] = []
    if graded.file.stem != exercise.name:
        said.append(f"A rubric is named after its exercise: {exercise.name}.py.")
    said += _counted(exercise, checks)
    said += _exceptions(exercise, rubric.exceptions)
    said += _functions(exercise, graded.file)
    said += _recorded(graded)
    text = _stated(exercise)
    for check in checks:
        said += [f"{check.id}: {sentence}" for sentence in (*_whole(check), *_hints(check), *_cites(check, text))]
    yield from (Finding(at, sentence) for sentence in said)


def loaded(paths: Iterable[Path] | None = None) -> tuple[dict[str, Graded], list[Finding]]:
    """Return the rubrics by exercise, and a finding for each module that does not load."""
    rubrics: dict[str, Graded] = {}
    broken: list[Finding] = []
    for path in modules() if paths is None else paths:
        try:
            graded = load(path)
            rubrics[graded.exercise] = graded
        except Exception as error:  # noqa: BLE001  whatever the module does
            broken.append(Finding(where(path), f"The rubric does not load: {type(error).__name__}: {error}"))
    return rubrics, broken


def uncited(rubrics: Mapping[str, Graded]) -> Iterator[Finding]:
    """Yield the properties that no check of the course cites."""
    cited = {cite for graded in rubrics.values() for check in graded.rubric.checks.values() for cite in check.cites}
    for id_, found in properties().items():
        if id_ not in cited:
            yield Finding(
                "grader/rubric/properties.toml", f"No check cites {id_} ({found.rule}): grade it, or drop it."
            )


# ---------------------------------------------------------------- the rubric as a whole


def _counted(exercise: Exercise, checks: list[Check]) -> Iterator[str]:
    prefix = PREFIXES.get(exercise.name, "")
    wanted = [f"{prefix}-{number:02}" for number in range(1, len(checks) + 1)]
    if [check.id for check in checks] != wanted:
        yield f"Its ids must count from {prefix}-01 without a gap; they are {', '.join(c.id for c in checks)}."
    if len(checks) > MOST_CHECKS:
        yield f"It has {len(checks)} checks, and {MOST_CHECKS} is the most: merge what is one idea."
    points = [check.points for check in checks]
    if is_warm_up(exercise):
        if any(points):
            yield "The warm-up carries no points."
    elif sum(points) != POINTS or min(points, default=0) < 1:
        yield f"Its points are {points}: each check carries at least 1, and all together {POINTS}."


def _exceptions(exercise: Exercise, named: Iterable[str]) -> Iterator[str]:
    """Yield the exceptions that the stub defines and the rubric does not name, or the other way round.

    One of Python's own, such as TimeoutError, may be named where the stub's text speaks of it.
    """
    module = parsed(stub_file(exercise))
    if module is None:
        return
    text = stub_file(exercise).read_text("utf-8")
    for name in sorted(_exception_classes(module) - set(named)):
        yield f"The stub defines the exception {name}: name it in `Rubric(exceptions=...)`."
    for name in named:
        if name not in text:
            yield f"`Rubric(exceptions=...)` names {name}, of which the stub does not speak."


def _exception_classes(module: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            bases = [ast.unparse(base) for base in node.bases]
            if any(base in found or _is_exception(base) for base in bases):
                found.add(node.name)
    return found


def _is_exception(name: str) -> bool:
    named = getattr(builtins, name, None)
    return isinstance(named, type) and issubclass(named, BaseException)


def _functions(exercise: Exercise, rubric: Path) -> Iterator[str]:
    """Yield the names that a rubric asks a submission for, and that the stub does not have."""
    stub, module = parsed(stub_file(exercise)), parsed(rubric)
    if stub is None or module is None:
        return
    known = {node.name for node in stub.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    for name in sorted(_asked(module) - known):
        yield f"It asks a submission for `{name}`, and the stub has no such function or class."


def _recorded(graded: Graded) -> Iterator[str]:
    """Yield that no check plays a cassette, where requests are sent."""
    module = parsed(graded.file)
    sends = module is not None and any(_is_client(node) for node in ast.walk(module))
    if sends and not any(check.scenario.cassette for check in graded.rubric.checks.values()):
        yield "It hands out a client, and no check plays a recording: give a scenario a `cassette`."


def _is_client(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {"client", "aclient", "client_with"}


def _asked(module: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(module):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="submission"), attr="object"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                found.add(name)
            case ast.Attribute(value=ast.Name(id="submission"), attr=name) if name not in vars(Submission):
                found.add(name)
            case ast.Attribute(
                value=ast.Call(func=ast.Attribute(value=ast.Name(id="submission"), attr="take")), attr=name
            ):
                found.add(name)
    return found


# ---------------------------------------------------------------- one check


def _whole(check: Check) -> Iterator[str]:
    if not check.title.endswith("."):
        yield "Its docstring is no sentence."
    if not check.help.strip():
        yield "It has no `help`: the line that a learner reads who fails it."
    if not check.scenario.why.strip():
        yield "Its scenario does not say why it has so many cases (`why`)."


def _hints(check: Check) -> Iterator[str]:
    """Yield what is wrong with three hints, from the concept to a line of code that is left unfinished."""
    if len(check.hints) != 3 or not all(hint.strip() for hint in check.hints):
        yield "It has no three hints: the concept, the name of the API, a line of code with a gap."
        return
    if len({check.help, *check.hints}) < 4:
        yield "One of its hints says again what another one, or `help`, says already."
    if [hint for hint in check.hints if len(hint) > LONGEST_HINT or "\n" in hint]:
        yield f"A hint is one line of at most {LONGEST_HINT} characters."
    concept, name, line = check.hints
    if not concept.endswith(".") or {"(", "="} & set(concept):
        yield f"Its first hint is the concept, a sentence and no code: {concept!r}."
    if "`" not in name:
        yield f"Its second hint names the API or the header, in backticks: {name!r}."
    if "..." not in line or "`" in line:
        yield f"Its third hint is a line of code with a gap, `...`, and without backticks: {line!r}."


def _stated(exercise: Exercise) -> str:
    """Return all that a learner is told: the lesson's beginning, the exercise's section, and the stub."""
    lesson, stub = lesson_file(exercise), stub_file(exercise)
    text = lesson.read_text("utf-8") if lesson.is_file() else ""
    code = stub.read_text("utf-8") if stub.is_file() else ""
    return _plain("\n".join((intro(text), section(text, exercise.name), code)))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _cites(check: Check, text: str) -> Iterator[str]:
    if not check.cites:
        yield "It cites nothing: name the property that it grades, or words of the lesson or the stub."
    for cite in check.cites:
        if cite in properties():
            continue
        if len(cite.split()) < FEWEST_WORDS:
            yield f"It cites {cite!r}, which is no property of properties.toml, and too short for words of the lesson."
        elif _plain(cite) not in text:
            yield f"It cites {cite!r}, which stands neither in the lesson nor in the stub."
