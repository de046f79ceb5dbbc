# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Sends requests for ever, each of which the judge answers, keeps, and may have to show."
# wall = "requests"
# must = "timed_out"
# says = "requests"
# through = "said"
# checks = ["RETRY-01"]
# limits = {cpu = 8.0, wall = 12.0, exercise = 30.0}
# ///
"""A loop without a bound is the commonest bug in retrying code, and with a real key an expensive one (facts 60)."""

from __future__ import annotations

import anthropic


def create_with_retries(client, params, *, max_attempts, deadline):
    """Ask, whatever comes, a thousand times."""
    once = client.with_options(max_retries=0)
    for _ in range(1000):
        try:
            once.messages.create(**params)
        except anthropic.APIError:
            continue
    print("BROKE THROUGH: a thousand requests", flush=True)
