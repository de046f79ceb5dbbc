"""A learner's file: loading it, and executing it afresh."""

from __future__ import annotations

import pytest

from grader import protocol
from tests.support.fake_judge import Worker, World


@pytest.mark.parametrize(
    ("source", "cls", "line"),
    [
        (b"x = 1\ndef f(:\n", "SyntaxError", 2),
        (b"def f():\nreturn 1\n", "IndentationError", 2),
        (b"x = 1\ny = '\xff'\n", "SyntaxError", 2),
        (b"x = 1\n\ny = '\0'\n", "SyntaxError", 3),
        (b"# coding: nonsense\n", "SyntaxError", None),
        (b"x = 1\nimport nothing_of_that_name\n", "ModuleNotFoundError", 2),
        (b"1 / 0\n", "ZeroDivisionError", 1),
    ],
)
def test_a_file_that_does_not_load_says_where(worker: Worker, source: bytes, cls: str, line: int | None) -> None:
    """Errors of syntax, encoding and execution arrive with their line, and the worker goes on."""
    found = worker.load(source).error
    assert found["mro"][0].rpartition(".")[2] == cls
    assert (found["where"] or {"line": None})["line"] == line
    assert found["here"] is True
    assert isinstance(worker.load("x = 1"), protocol.Done)


def test_an_exit_at_load_is_an_error(worker: Worker) -> None:
    """A file that exits does not end the worker."""
    assert worker.load("raise SystemExit(1)").error["mro"][0] == "builtins.SystemExit"


def test_each_case_executes_the_file_afresh(worker: Worker) -> None:
    """No state of the module outlives a case."""
    source = "seen = []\ndef f():\n    seen.append(1)\n    return len(seen)\n"
    world = World()
    worker.load(source)
    counts = []
    for _ in range(2):
        worker.begin(world)
        counts += [worker.call(world, "f").value, worker.call(world, "f").value]
        worker.finish(world)
    assert counts == [1, 2, 1, 2]


def test_a_case_that_does_not_begin_says_why(worker: Worker) -> None:
    """A file that fails when it is executed again is an error of Begin."""
    source = "import sys\nsys.count = getattr(sys, 'count', 0) + 1\nif sys.count > 1:\n    raise ValueError('twice')\n"
    worker.load(source)
    assert worker.begin(World()).error["message"] == "twice"


def test_dataclasses_find_their_module(worker: Worker) -> None:
    """A dataclass with annotations as text is made, and crosses with its fields."""
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\nfrom typing import ClassVar\n"
        "@dataclass(slots=True)\nclass A:\n    x: int\n    y: ClassVar[int] = 3\ndef f(): return A(1)\n"
    )
    assert worker.play(source).value == {"$": "record", "cls": "A", "fields": {"x": 1}}


def test_the_file_is_not_the_main_program(worker: Worker) -> None:
    """`__name__` is that of a module, and `__file__` the name of the exercise."""
    source = "def f(): return [__name__, __file__]\nif __name__ == '__main__':\n    raise SystemExit\n"
    assert worker.play(source).value == ["exercise", "01_topic/answer.py"]
