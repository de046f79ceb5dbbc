"""Whoever knows which scenario is played does not know the answer: a right one ends in more than one way in each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from grader.grade import Grader
from grader.grade.origins import Origins
from grader.grade.rubrics import all_rubrics
from grader.grade.sweep import Stand, Sweep
from grader.judge.limits import Limits
from grader.judge.submission import Source
from grader.judge.zygote import Zygote
from tests.support.places import SOLUTIONS

ALIKE: Final = {
    "STREAM-06": "the caller stops early each time; what counts is when the response is closed",
    "MANY-05": "what fails is drawn, and has to be raised",
    "MANY-06": "one fails each time; what counts is when the others end",
    "MANY-07": "one fails each time; what counts is when the others end",
    "RETRY-09": "what counts are the waits",
    "ARETRY-07": "the call is cancelled each time; what counts is when it ends",
    "RESUB-08": "what fails is drawn, and has to be raised; what counts is that nothing is sent again",
    "COLLECT-08": "how many downloads there may be is drawn, and what is missing then",
    "COLLECT-09": "what fails is drawn, and has to be raised",
}
"""Checks of scenarios in which a right answer never returns, and why that gives nothing away."""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Import the SDK once."""
    with Grader() as grader:
        yield grader._zygote


@pytest.mark.parametrize("exercise", all_rubrics())
def test_no_scenario_always_asks_for_an_error(zygote: Zygote, exercise: str) -> None:
    """The right answer returns in some case of each scenario, so that raising each time is wrong."""
    checks = all_rubrics()[exercise].rubric.checks.values()
    source = Source(f"{exercise}.py", (SOLUTIONS / f"{exercise}.py").read_bytes())
    found = set()
    for scenario in dict.fromkeys(check.scenario for check in checks):
        of_it = tuple(check for check in checks if check.scenario is scenario)
        stand = Stand(zygote, source, scenario, Limits(), Origins(0))
        Sweep(stand, 0, of_it).play()
        if not any(run and run.returned for run in stand.runs.values()):
            found |= {check.id for check in of_it}
    assert {check.id for check in checks if check.id in ALIKE} == found
