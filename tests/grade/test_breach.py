"""A breach of the protocol costs the checks of its scenario, and none of another."""

from __future__ import annotations

import pytest

from grader.exercises import Submission
from grader.grade import Grader
from grader.result import Outcome
from tests.support.places import SOLUTIONS

NAME = "01_streaming/stream_text"
RIGHT = (SOLUTIONS / f"{NAME}.py").read_text("utf-8")

WRAPPED = """

_right = stream_text

def stream_text(*args, **options):
    try:
        yield from _right(*args, **options)
    except GeneratorExit:
        import os
        os.write(3, {frame!r})
        raise
"""


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (
            b"\x00\x00\x00\x01\xc1",
            "The worker sent something that is no message: does the code write to file descriptor 3?",
        ),
        (
            b"\xff\xff\xff\xff",
            "A value is too large: 4,294,967,295 bytes, where at most 1,048,576 may cross to the grader.",
        ),
    ],
    ids=["no message", "too large"],
)
def test_a_breach_costs_the_checks_of_its_scenario_alone(frame: bytes, sentence: str) -> None:
    """Whoever writes to the channel when an iterator is closed early fails what is said of that, in one sentence."""
    with Grader() as grader:
        right, wrong = (
            {check.id: check for check in grader.grade(Submission({NAME: code.encode()}), [NAME]).exercises[0].checks}
            for code in (RIGHT, RIGHT + WRAPPED.format(frame=frame))
        )
    lost = {check_id for check_id, check in wrong.items() if check.outcome is not Outcome.passed}
    early = {check_id for check_id, check in right.items() if "early" in check.title or "close" in check.title.lower()}
    assert early
    assert early == lost
    assert {(Outcome.failed, sentence)} == {(wrong[i].outcome, wrong[i].message) for i in lost}
