# /// attack
# kind = "attack"
# exercise = "03_retries/create_with_retries"
# tries = "Sends its requests to a host that only looks like the API's."
# wall = "host"
# must = "failed"
# through = "points"
# ///
"""The host is evidence too: keys have been sent to look-alikes by a single edited base URL."""

from __future__ import annotations

import time
from typing import Any

import anthropic
from anthropic import Anthropic


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    elsewhere = client.with_options(base_url="https://api.anthropic.com.example.net", max_retries=0)
    for attempt in range(1, max_attempts + 1):
        try:
            return elsewhere.messages.create(**params)
        except (anthropic.APIConnectionError, anthropic.APIStatusError) as error:
            headers = error.response.headers if isinstance(error, anthropic.APIStatusError) else {}
            passing = not headers or error.status_code in (408, 409, 429) or error.status_code >= 500
            if attempt == max_attempts or not passing:
                raise
            time.sleep(float(headers.get("retry-after", 1)))
    raise ValueError(max_attempts)
