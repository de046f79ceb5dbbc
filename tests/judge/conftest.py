"""One zygote for all tests of the judge, and a short way to play a case on a few lines of code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from textwrap import dedent
from typing import Any, TypeAlias

import pytest

from grader.judge.limits import Limits
from grader.judge.submission import Player, Source
from grader.judge.zygote import Zygote
from grader.trace import Run
from grader.wire.case import Case
from grader.wire.delivery import Origin
from grader.wire.script import Scripted
from grader.wire.simulator import Simulator

Play: TypeAlias = Callable[..., Run]


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """Import the SDK once."""
    with Zygote() as made:
        yield made


@pytest.fixture
def player(zygote: Zygote) -> Iterator[Callable[..., Player]]:
    """Return a maker of players, which are closed at the end."""
    made: list[Player] = []

    def make(code: str, *, reads: tuple[str, ...] = (), **limits: Any) -> Player:
        source = Source("99_test/answer.py", dedent(code).encode())
        made.append(Player(zygote, source, replace(Limits(), **limits), reads))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def play(player: Callable[..., Player]) -> Play:
    """Return a function that plays one case on some code: `play(code, act, "529; ok", a=1)`."""

    def run(
        code: str,
        act: Callable[..., Run],
        script: str = "ok",
        *,
        origin: Callable[[], Origin] | None = None,
        reads: tuple[str, ...] = (),
        limits: dict[str, Any] | None = None,
    ) -> Run:
        case = Case.parse(script)
        found = origin() if origin else Scripted(Simulator(7), case.script)
        one = player(code, reads=reads, **(limits or {}))
        return one.play(act, case, found, seed=5, disturbances=case.script.disturbances)

    return run
