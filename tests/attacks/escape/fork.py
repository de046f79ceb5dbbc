# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Forks a process that would outlive the worker, out of reach of its limits."
# wall = "syscalls"
# must = "failed"
# through = "said"
# ///
"""One process more is a second CPU budget, and what is left behind reads the next submission (facts 34)."""

from __future__ import annotations

import os
from collections.abc import Mapping


def fork() -> None:
    """Fork, and wait for the child."""
    try:
        pid = os.fork()
    except OSError:
        return
    if pid == 0:
        os._exit(7)
    _, status = os.waitpid(pid, 0)
    if os.waitstatus_to_exitcode(status) == 7:
        print("BROKE THROUGH: a child ran", flush=True)


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff."""
    if attempt == 1:
        fork()
    return base
