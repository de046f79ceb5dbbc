# /// attack
# kind = "harmless"
# exercise = "03_retries/create_with_retries"
# tries = "Replaces `time.sleep` by nothing, so that its waits cost no time."
# must = "failed"
# checks = ["RETRY-07"]
# ///
"""METR's reports of models that patch the clock: facts/isolation.md, section 4."""

from __future__ import annotations

import time
from typing import Any

import anthropic
from anthropic import Anthropic

time.sleep = lambda _: None


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
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
                time.sleep(hint)
    raise last
