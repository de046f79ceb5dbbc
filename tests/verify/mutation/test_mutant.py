"""A mutant is the reference with one change, in what it adds to the stub, that someone could notice."""

from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from grader.exercises import Exercise, find_exercises
from grader.verify.answers import reference, stub
from grader.verify.mutation.mutant import Mutant, mutants


def of(source: str, stub: str = "") -> list[Mutant]:
    """Return the mutants of a source that is written indented."""
    return list(mutants("03_retries/x", dedent(source).encode(), dedent(stub).encode()))


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring."""',
        'def f(a: "A" = None, *b: 1) -> "B":\n    """A docstring."""',
        "x: int",
        'class C:\n    """A docstring."""\n    x: int',
        'from a import b\nimport c\n__all__ = ["b"]',
        'msg = f"no {x}"',
        'Route = Literal["a", "b"]',
        "X: TypeAlias = dict[str, 1]",
        'T = TypeVar("T", bound=int)',
        "if TYPE_CHECKING:\n    x = 1",
        "assert isinstance(x, int)",
    ],
)
def test_what_nobody_can_notice_is_left_alone(source: str) -> None:
    """Docstrings, types, imports and what helps a type checker."""
    assert [] == of(source)


def test_a_cast_is_no_call() -> None:
    """Its type is left alone, its value is not."""
    assert ["x = cast(A, 2)", "x = cast(A, 0)"] == [m.now for m in of("x = cast(A, 1)") if m.operator != "deleted"]


def test_what_the_stub_gives_is_left_alone() -> None:
    """Of a function or class that the stub begins, what is inside and new is broken."""
    given = """
        BASE = 1

        class C:
            def __init__(self):
                self.x = 1
            def f(self, a=1):
                '''Do.'''
                b = 2
                raise NotImplementedError
        """
    written = """
        import math
        BASE = 1
        MORE = 5

        class C:
            def __init__(self):
                self.x = 1
            def f(self, a=1):
                '''Do.'''
                b = 2
                return 3
        """
    assert ["MORE = 5", "return 3"] == list(dict.fromkeys(m.was for m in of(written, given)))


def test_a_mutant_says_where_and_what() -> None:
    """Line, operator, both codes without comments, and which place, and it holds the whole file."""
    source = """\
        def f(a):  # so
            x = g(  # beside

                1,
            )
            # above
            return g(1)  # below
        """
    first = next(m for m in of(source) if m.operator == "number")
    assert ("number", 4, "1,", "2,", 1) == (first.operator, first.line, first.was, first.now, first.at)
    assert dedent(source).replace("1,", "2,").encode() == first.content


def test_places_of_one_change_are_counted() -> None:
    """So that a list can name one of them."""
    found = of("if a:\n    x += 1\nelse:\n    x += 1\n")
    assert [(2, 1), (4, 2)] == [(m.line, m.at) for m in found if m.operator == "deleted"]


def test_one_behaviour_is_one_mutant() -> None:
    """`except (A, B)` loses B once, though two operators see a tuple there."""
    assert ["except (B,):", "except (A,):"] == [
        m.now for m in of("try:\n    pass\nexcept (A, B):\n    pass\n") if "except" in m.was
    ]
    assert [] == [m for m in of("f(a, a)") if m.operator == "swapped_arguments"]


def test_text_with_letters_of_several_bytes_is_cut_rightly() -> None:
    """Places in a line are counted in bytes."""
    assert 'x = "漢é" + 2' in [m.now for m in of('x = "漢é" + 1')]


@pytest.mark.parametrize("exercise", find_exercises(), ids=lambda e: e.name)
def test_the_mutants_of_a_reference_are_python_and_differ(exercise: Exercise) -> None:
    """Each can be parsed, none is the reference, no two are the same."""
    source = reference(exercise).content
    trees = [ast.dump(ast.parse(m.content)) for m in mutants(exercise.id, source, stub(exercise))]
    assert len(trees) == len({*trees, ast.dump(ast.parse(source))}) - 1
