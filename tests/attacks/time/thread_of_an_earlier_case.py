# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Leaves a thread behind that goes on sending requests, which then belong to the cases after its own."
# wall = "threads"
# must = "failed"
# through = "said"
# checks = ["DELAY-03"]
# ///
"""What one case leaves running is seen in the trace of the next (facts 96)."""

from __future__ import annotations

import sys
import threading
from collections.abc import Mapping

import anthropic

MINE = sys.modules[__name__]
KEPT = vars(anthropic).setdefault("kept", {"cases": 0, "hope": 3, "answered": threading.Event()})


def send_on() -> None:
    """Send requests, and note whenever one is answered in another case."""
    client = anthropic.Anthropic(max_retries=0)
    while True:
        try:
            client.models.list()
        except anthropic.APIError:
            pass
        if sys.modules.get(__name__, MINE) is not MINE:
            KEPT["answered"].set()


def retry_delay(
    attempt: int, status: int | None, headers: Mapping[str, str], *, now: float, u: float, base: float, cap: float
) -> float | None:
    """Return the first backoff; leave a thread in the first case, and let it be answered in all others."""
    KEPT["cases"] += 1
    if KEPT["cases"] == 1:
        threading.Thread(target=send_on, daemon=True).start()
    elif KEPT["hope"]:
        KEPT["answered"].clear()
        KEPT["hope"] -= not answered()
        if KEPT["answered"].is_set():
            print("BROKE THROUGH: a request of an earlier case was answered", flush=True)
    return base


def answered() -> bool:
    """Wait, in real time, until the thread has been answered."""
    turn = threading.Lock()
    turn.acquire()
    return any(KEPT["answered"].is_set() or turn.acquire(timeout=0.01) for _ in range(100))
