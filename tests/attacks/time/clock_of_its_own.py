# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Moves the worker's own clock ahead, and asks the judge for nothing."
# must = "failed"
# checks = ["RETRY-07"]
# ///
"""The worker's clock is a copy: what counts is the judge's, facts/attacks.md, 13."""

from __future__ import annotations

import sys
from typing import Any

import anthropic
from anthropic import Anthropic


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    clock = sys.modules["grader.worker.clock"].CLOCK
    once = client.with_options(max_retries=0)
    for _attempt in range(max_attempts):
        try:
            return once.messages.create(**params)
        except (anthropic.APIConnectionError, anthropic.APIStatusError) as error:
            last = error
            if isinstance(error, anthropic.APIStatusError) and error.status_code < 500:
                hint = float(error.response.headers.get("retry-after", 0))
                if error.status_code not in (408, 409, 429) or hint > deadline:
                    raise
                clock.move(clock.now + int(hint * 10**9))
    raise last
