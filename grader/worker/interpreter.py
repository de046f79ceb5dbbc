"""The interpreter as a worker needs it: time and randomness are replaced before anything else is imported."""

from __future__ import annotations

import sys

from grader.worker import clock, entropy


def prepare() -> None:
    """Replace time, randomness, and how threads and loops wait. Raises RuntimeError if hashes are random."""
    if sys.flags.hash_randomization:
        msg = "a worker needs PYTHONHASHSEED=0"
        raise RuntimeError(msg)
    clock.install()
    entropy.install()
    from grader.worker import imports  # noqa: PLC0415  from here on modules are imported that would keep real time

    imports.restrict()
    from grader.worker import loops, waits  # noqa: PLC0415  they import what must see our time

    waits.install()
    loops.install()
    from grader.worker import wall  # noqa: PLC0415

    wall.install()
    from grader.worker import sdk  # noqa: PLC0415

    sdk.install()
