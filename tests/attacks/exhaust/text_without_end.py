# /// attack
# kind = "attack"
# exercise = "01_streaming/stream_text"
# tries = "Yields pieces of text for ever, for a judge that takes all of them."
# wall = "items"
# must = "timed_out"
# says = "more than"
# through = "said"
# checks = ["STREAM-01"]
# limits = {cpu = 8.0, wall = 12.0, exercise = 30.0}
# ///
"""A generator is the one answer that has no size before it is read to its end."""

from __future__ import annotations

from collections.abc import Iterator


def stream_text(client: object, prompt: str, *, model: str, max_tokens: int) -> Iterator[str]:
    """Yield more than anybody takes."""
    for _ in range(11_000):
        yield "a"
    print("BROKE THROUGH: eleven thousand pieces", flush=True)
