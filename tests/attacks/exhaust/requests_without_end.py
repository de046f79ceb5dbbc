# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Goes on sending requests after one has failed, for the judge to answer, keep and show them all."
# wall = "requests"
# must = "timed_out"
# says = "requests"
# through = "said"
# checks = ["RETRY-02"]
# limits = {cpu = 8.0, wall = 12.0, exercise = 30.0}
# ///
"""A loop without a bound is the commonest bug in retrying code, and with a real key an expensive one (facts 60)."""

from __future__ import annotations

import anthropic


def create_with_retries(client, params, *, max_attempts, deadline):
    """Ask once, and far too often where that fails."""
    once = client.with_options(max_retries=0)
    try:
        return once.messages.create(**params)
    except anthropic.APIError:
        pass
    for _ in range(150):
        try:
            once.messages.create(**params)
        except anthropic.APIError:
            continue
    print("BROKE THROUGH: a hundred and fifty requests", flush=True)
