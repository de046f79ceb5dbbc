"""Real judges: what one submission does leaves nothing behind for the next."""

from __future__ import annotations

import msgspec
import pytest

from grader import sandbox
from grader.course.file import Bounds
from grader.course.gradebook import Job
from grader.course.judges import Graded, Judges, Setting
from grader.course.pack import Pack
from grader.exercises import solutions_dir
from grader.result import plain

FIRST = "00_warmup/first_call"
REFERENCE = (solutions_dir() / f"{FIRST}.py").read_bytes()
HOSTILE = b"""
import builtins, random, sys, time
import anthropic
anthropic.Anthropic.__init__ = None
builtins.print = builtins.len = None
random.seed(1)
sys.modules["anthropic"] = None
def first_call(client, prompt, *, model, max_tokens):
    raise SystemExit(0)
"""


@pytest.mark.skipif(sandbox.best() == sandbox.NONE, reason="this machine can't wall in learners' code")
def test_a_b_a_gives_the_same_result_to_the_byte() -> None:
    """One judge grades a right answer, a hostile one, and the right one again."""
    judges = Judges(Setting((FIRST,), 7, Bounds()), 1)
    found = []
    try:
        for name, content in (("a", REFERENCE), ("b", HOSTILE), ("c", REFERENCE)):
            judges.give(Job(name, Pack({FIRST: content}), 0))
            while not (answers := judges.wait()):
                pass
            found += answers
    finally:
        judges.close()
    results = [answer.result for answer in found if isinstance(answer, Graded)]
    first, other, again = [msgspec.json.encode(plain(msgspec.structs.replace(one, seconds=0.0))) for one in results]
    assert first == again
    assert first != other
    assert "passed" == results[0].status
