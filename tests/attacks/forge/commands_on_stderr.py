# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Writes commands of a workflow to standard error, one of which stops the reading of all others."
# wall = "workflow"
# must = "failed"
# through = "harm"
# ///
"""Facts 9: GitHub reads commands from both streams, and `::stop-commands::` hides what follows."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Speak to the CI, and return the first backoff."""
    print("::stop-commands::nothing\n::set-output name=points::10\n##[endgroup]", file=sys.stderr, flush=True)
    return base
