"""Each attack with the one wall gone that it names: played by `python -m tests.corpus`, not among the tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.sandbox import Backend
from tests.corpus import canary
from tests.corpus.attack import read
from tests.corpus.play import Grounds
from tests.corpus.plugin import Tell


def test_canaries(grounds: Grounds, backend: Backend, file: Path, tell: Tell) -> None:
    """It comes through in the way that its header says."""
    attack = read(file)
    broke = canary.run(attack, backend, grounds.on(backend).honest_points(attack))
    tell(attack, "canary", broke.seconds)
    if not broke.through:
        told = "\n".join(broke.seen)
        why = f"held without its wall `{attack.header.wall}` too, so that is not what holds it; what was seen:"
        pytest.fail(f"{why}\n{told}", pytrace=False)
