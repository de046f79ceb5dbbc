# /// attack
# kind = "documented-limit"
# exercise = "03_retries/create_with_retries"
# tries = "Raises exceptions of its own that bear the name and the fields of the SDK's."
# must = "passed"
# checks = ["RETRY-03"]
# ///
"""The judge sees names, not classes: facts/attacks.md, 95. Whoever can fake them has read the reply anyway."""

from __future__ import annotations

from typing import Any

import anthropic
from anthropic import Anthropic


class APIStatusError(Exception):
    """Looks like the SDK's."""

    def __init__(self, error: anthropic.APIStatusError) -> None:
        super().__init__(str(error))
        self.status_code = error.status_code
        self.request_id = error.request_id


APIStatusError.__module__ = "anthropic"


def create_with_retries(client: Anthropic, params: Any, *, max_attempts: int, deadline: float) -> Any:
    """Return the message of the first attempt that succeeds."""
    try:
        return client.with_options(max_retries=0).messages.create(**params)
    except anthropic.APIStatusError as error:
        raise APIStatusError(error) from None
