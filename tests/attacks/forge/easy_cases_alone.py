# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Leaves each scenario its first case, the mildest, and draws no others."
# wall = "processes"
# must = "failed"
# through = "points"
# ///
"""Who can't forge the verdict forges the question: the property test runs on no examples."""

from __future__ import annotations

import sys
from collections.abc import Mapping

for name, module in list(sys.modules.items()):
    if name.startswith("grader.checks."):
        for scenario in vars(module).values():
            if type(scenario).__name__ == "Scenario":
                object.__setattr__(scenario, "pinned", scenario.pinned[:1])
    if name == "grader.grade.sweep":
        module.draw = lambda *_, **__: None


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    return base
