# /// attack
# kind = "attack"
# exercise = "01_streaming/stream_text"
# tries = "Yields megabytes of empty mappings, each of which costs the judge seventy times its size."
# wall = "shape"
# must = "failed"
# says = "too many"
# through = "harm"
# checks = ["STREAM-01"]
# limits = { cpu = 5.0, wall = 15.0, exercise = 25.0 }
# ///
"""Small on the wire, large in memory: 1 MB of empty maps took 72 MB in a prototype, facts/isolation.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from anthropic import Anthropic


def stream_text(client: Anthropic, prompt: str, *, model: str, max_tokens: int) -> Iterator[Any]:
    """Yield the text of Claude's answer to `prompt`."""
    sys.modules["grader.worker.values"].encode = lambda _: [{}] * 1_000_000
    yield from "blue sky"
