"""Share a bounded number of retries among many calls: fractions, and tenacity."""

from __future__ import annotations

from fractions import Fraction

import tenacity
from anthropic import Anthropic, APIConnectionError, InternalServerError, RateLimitError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params

TRANSIENT = (APIConnectionError, RateLimitError, InternalServerError)


class RetryBudget:
    """The retries that many calls share, as an exact fraction."""

    def __init__(self, percent: int, *, reserve: int, capacity: int) -> None:
        self.share = Fraction(percent, 100)
        self.balance = Fraction(reserve)
        self.capacity = capacity

    def deposit(self) -> None:
        """Add the share of one call."""
        self.balance += min(self.share, self.capacity - self.balance)

    def try_withdraw(self) -> bool:
        """Take one retry, if there is a whole one."""
        granted = self.balance >= 1
        if granted:
            self.balance -= 1
        return granted


def create_within(client: Anthropic, params: Params, budget: RetryBudget, *, max_attempts: int) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""

    def stop(state: tenacity.RetryCallState) -> bool:
        return state.attempt_number >= max_attempts or not budget.try_withdraw()

    budget.deposit()
    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(TRANSIENT),
        wait=tenacity.wait_random_exponential(multiplier=0.5, max=8),
        stop=stop,
        reraise=True,
    )
    return retrying(client.with_options(max_retries=0).messages.create, **params)
