"""Makes the origin of a case: its script over the simulator, or over the cassette that its scenario names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.exercises import cassettes_dir
from grader.wire.script import Scripted
from grader.wire.simulator import Simulator

if TYPE_CHECKING:
    from grader.rubric.scenario import Scenario
    from grader.wire.case import Case
    from grader.wire.delivery import Origin


@dataclass(frozen=True, slots=True)
class Origins:
    """Makes origins for one grade; `seed` is the grade's."""

    seed: int

    def of(self, scenario: Scenario, case: Case, seed: int) -> Origin:
        """Return a fresh origin for one playing of a case."""
        if scenario.cassette is None:
            simulator = Simulator(seed)
            base = scenario.base(simulator, case) if scenario.base else simulator
            return Scripted(base, case.script, about=scenario.about)
        from grader.wire.cassette import open_cassette  # noqa: PLC0415  vcrpy takes its time to import

        cassette = open_cassette(cassettes_dir() / f"{scenario.cassette}.yaml", self.seed)
        return Scripted(cassette, case.script, polls=None, about=scenario.about)
