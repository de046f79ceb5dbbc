# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Takes up slow replies at once, so that no reply ever costs time."
# wall = "clock"
# must = "failed"
# says = "before its time"
# through = "said"
# ///
"""Who owns the clock owns the deadline: the worker's own patience is the learner's to patch."""

from __future__ import annotations

import sys
import time
from typing import Any

import anthropic
from anthropic import Anthropic


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    promise = sys.modules["grader.worker.promise"]
    slow: list[int] = []

    class _Hasty:
        now = 0
        sleep = slow.append

    promise.CLOCK = _Hasty
    before = time.monotonic()
    reply = None
    for _ in range(max_attempts):
        try:
            reply = client.with_options(max_retries=0).messages.create(**params)
        except anthropic.APIStatusError:
            continue
        finally:
            if slow and time.monotonic() == before:
                print("BROKE THROUGH: a slow reply came at once", flush=True)
    return reply
