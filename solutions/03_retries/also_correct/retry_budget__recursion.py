"""Share a bounded number of retries among many calls: whole retries, a remainder, a lock, and recursion."""

from __future__ import annotations

import threading

from anthropic import Anthropic, APIConnectionError, InternalServerError, RateLimitError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params

TRANSIENT = (APIConnectionError, RateLimitError, InternalServerError)


class RetryBudget:
    """The retries that many calls, and several threads, share: whole ones, and what was saved for the next one."""

    def __init__(self, percent: int, *, reserve: int, capacity: int) -> None:
        self._percent = percent
        self._capacity = capacity
        self._retries = reserve
        self._parts = 0
        self._lock = threading.Lock()

    def deposit(self) -> None:
        """Add the share of one call; a full budget takes nothing."""
        with self._lock:
            more, self._parts = divmod(self._parts + self._percent, 100)
            self._retries += more
            if self._retries >= self._capacity:
                self._retries, self._parts = self._capacity, 0

    def try_withdraw(self) -> bool:
        """Take one retry, if there is one."""
        with self._lock:
            if not self._retries:
                return False
            self._retries -= 1
            return True


def create_within(client: Anthropic, params: Params, budget: RetryBudget, *, max_attempts: int) -> Message:
    """Return the message of the first attempt that succeeds, else raise the error of the last."""
    budget.deposit()
    return attempt(client.with_options(max_retries=0), params, budget, max_attempts - 1)


def attempt(client: Anthropic, params: Params, budget: RetryBudget, retries: int) -> Message:
    """Try once; if that fails and there may be a retry, leave it to the next attempt."""
    try:
        return client.messages.create(**params)
    except TRANSIENT:
        if retries == 0 or not budget.try_withdraw():
            raise
    return attempt(client, params, budget, retries - 1)
