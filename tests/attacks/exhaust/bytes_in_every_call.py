# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Sends a few megabytes in each of many calls, for the judge, which keeps all runs, to run out of memory."
# wall = "kept"
# must = "timed_out"
# says = "bytes to the grader"
# through = "harm"
# checks = ["DELAY-01"]
# limits = {cpu = 4.0, wall = 8.0, exercise = 30.0}
# ///
"""Each call is within its budget; what a sweep remembers of all of them together is what counts."""

from __future__ import annotations

import anthropic

TEXT = "x" * 1_000_000


def retry_delay(attempt, status, headers, *, now, u, base, cap):
    """Send twelve megabytes, and wait for as long as a beginner would."""
    client = anthropic.Anthropic(max_retries=0)
    for _ in range(12):
        try:
            client.messages.create(model="claude-haiku-5-5", max_tokens=1, messages=[{"role": "user", "content": TEXT}])
        except anthropic.APIError:
            continue
    return base
