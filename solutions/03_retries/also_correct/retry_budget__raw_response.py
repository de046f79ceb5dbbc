"""Share a bounded number of retries among many calls: decimals, and a loop that ends in the last attempt."""

from __future__ import annotations

from decimal import Decimal

from anthropic import Anthropic, APIConnectionError, InternalServerError, RateLimitError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params

TRANSIENT = (APIConnectionError, RateLimitError, InternalServerError)


class RetryBudget:
    """The retries that many calls share, as an exact decimal number."""

    def __init__(self, percent: int, *, reserve: int, capacity: int) -> None:
        self.share = Decimal(percent) / 100
        self.saved = Decimal(reserve)
        self.most = Decimal(capacity)

    def deposit(self) -> None:
        """Add the share of one call."""
        self.saved = min(self.most, self.saved + self.share)

    def try_withdraw(self) -> bool:
        """Take one retry, if there is a whole one."""
        if enough := self.saved >= 1:
            self.saved -= 1
        return enough


def create_within(client: Anthropic, params: Params, budget: RetryBudget, *, max_attempts: int) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""
    once = client.copy(max_retries=0).messages.with_raw_response
    budget.deposit()
    for _ in range(max_attempts - 1):
        try:
            return once.create(**params).parse()
        except TRANSIENT:
            if not budget.try_withdraw():
                raise
    return once.create(**params).parse()
