"""Every file of the corpus against the walls; `python -m tests.corpus` plays it on all backends, with its canary."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.sandbox import Backend
from tests.corpus.attack import read
from tests.corpus.play import Grounds
from tests.corpus.plugin import Tell


def test_attacks(grounds: Grounds, backend: Backend, file: Path, tell: Tell) -> None:
    """It earns nothing, reaches nothing, breaks nothing, and ends as its header says."""
    seen = grounds.on(backend).play(read(file))
    tell(seen.attack, "held", seen.seconds)
    if seen.faults:
        pytest.fail("\n".join(seen.faults), pytrace=False)
