"""Send again what failed in a message batch. The lesson is in README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from anthropic import Anthropic
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming

AGAIN = frozenset({"api_error", "overloaded_error", "rate_limit_error", "timeout_error"})


@dataclass(frozen=True)
class Resubmission:
    """The new batch, None if there was nothing to send again, and why other requests are given up, by custom_id."""

    batch_id: str | None
    given_up: dict[str, str]


def resubmit(client: Anthropic, batch_id: str, requests: Mapping[str, MessageCreateParamsNonStreaming]) -> Resubmission:
    """Send again, in one new batch, what failed in an ended batch and may succeed now.

    `requests` holds the parameters of all requests of the batch, by custom_id. What expired is sent again, and what
    errored with a type that is in AGAIN. All other errors are given up, and what was canceled too.

    Source: https://platform.claude.com/docs/en/build-with-claude/batch-processing
    """
    # TODO(1): sort the results of the batch.
    # TODO(2): create one new batch, once; the SDK's retries would create another one if a reply is lost.
    raise NotImplementedError
