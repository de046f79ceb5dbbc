"""Share a bounded number of retries among many calls. The lesson is in README.md."""

from __future__ import annotations

from anthropic import Anthropic, APIConnectionError, InternalServerError, RateLimitError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params

TRANSIENT = (APIConnectionError, RateLimitError, InternalServerError)  # what is retried here; a 529 is the last of them


class RetryBudget:
    """The retries that many calls share: each call adds a share of one, and each retry takes a whole one.

    - `percent`: how many hundredths of a retry a call adds, a whole number from 0 to 100.
    - `reserve`: how many retries there are at the start. `capacity`: how many can be saved; 0 <= reserve <= capacity.
    """

    def __init__(self, percent: int, *, reserve: int, capacity: int) -> None:
        # TODO(1): begin with `reserve` retries, and count exactly.
        raise NotImplementedError

    def deposit(self) -> None:
        """Add the share of one call. What would not fit into `capacity` is lost."""
        raise NotImplementedError

    def try_withdraw(self) -> bool:
        """Take one retry and return True; if there is no whole one, take nothing and return False."""
        raise NotImplementedError


def create_within(client: Anthropic, params: Params, budget: RetryBudget, *, max_attempts: int) -> Message:
    """Return the message of the first attempt at `client.messages.create(**params)` that succeeds.

    Sends at most `max_attempts` requests (1 or more), and each but the first only if `budget` grants it. Raises the
    error of the last attempt, as the SDK raised it. Source: https://platform.claude.com/docs/en/api/errors
    """
    # TODO(2): deposit once, when the call begins; withdraw just before a retry, and only then.
    raise NotImplementedError
