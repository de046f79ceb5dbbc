"""What the Dask workers of tests load first: their judges grade nothing, and one worker grades on other grounds."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec

from grader.course import remote
from grader.course.judges import Judges
from tests.support.classes import GROUNDS
from tests.support.judges import program

ODD = "odd"
"""The name of the worker whose verdicts rest on other checks."""


def dask_setup(worker: Any) -> None:
    """Be called by Dask when a worker starts."""
    grounds = msgspec.structs.replace(GROUNDS, grader="g2") if worker.name == ODD else GROUNDS
    vars(remote).update(Judges=partial(Judges, program=program), walled=lambda course, seed: grounds)
