# /// mistake
# fails = ["BUDGET-04"]
# hint = "The reserve is where a budget begins. What it can save is `capacity`."
# ///
"""Share a bounded number of retries among many calls. The lesson is in README.md."""

from __future__ import annotations

from anthropic import Anthropic, APIConnectionError, InternalServerError, RateLimitError
from anthropic.types import Message
from anthropic.types.message_create_params import MessageCreateParamsNonStreaming as Params

TRANSIENT = (APIConnectionError, RateLimitError, InternalServerError)  # what is retried here; a 529 is the last of them
ONE_RETRY = 100  # hundredths


class RetryBudget:
    """The retries that many calls share: each call adds a share of one, and each retry takes a whole one.

    - `percent`: how many hundredths of a retry a call adds, a whole number from 0 to 100.
    - `reserve`: how many retries there are at the start. `capacity`: how many can be saved; 0 <= reserve <= capacity.
    """

    def __init__(self, percent: int, *, reserve: int, capacity: int) -> None:
        self._percent = percent
        # Hundredths are whole numbers, and their sum is exact: ten times 0.1 would be less than 1.
        self._most = reserve * ONE_RETRY
        self._saved = reserve * ONE_RETRY

    def deposit(self) -> None:
        """Add the share of one call. What would not fit into `capacity` is lost."""
        self._saved = min(self._most, self._saved + self._percent)

    def try_withdraw(self) -> bool:
        """Take one retry and return True; if there is no whole one, take nothing and return False."""
        if self._saved < ONE_RETRY:
            return False
        self._saved -= ONE_RETRY
        return True


def create_within(client: Anthropic, params: Params, budget: RetryBudget, *, max_attempts: int) -> Message:
    """Return the message of the first attempt at `client.messages.create(**params)` that succeeds.

    Sends at most `max_attempts` requests (1 or more), and each but the first only if `budget` grants it. Raises the
    error of the last attempt, as the SDK raised it. Source: https://platform.claude.com/docs/en/api/errors
    """
    once = client.with_options(max_retries=0)
    budget.deposit()
    attempt = 1
    while True:
        try:
            return once.messages.create(**params)
        except TRANSIENT:
            # The budget is asked last: what it grants is taken, whether it is used or not.
            if attempt == max_attempts or not budget.try_withdraw():
                raise
        attempt += 1
