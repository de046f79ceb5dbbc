"""Decide whether a failed attempt is repeated, and after how long."""

from __future__ import annotations

from collections.abc import Mapping


def retry_delay(
    attempt: int,
    status: int | None,
    headers: Mapping[str, str],
    *,
    now: float,
    u: float,
    base: float,
    cap: float,
) -> float | None:
    """Return the seconds to wait before the next attempt, or None if there should be none.

    - `attempt`: which attempt has just ended, from 1 to 1,000.
    - `status`: the status of its reply; None if no reply came (connection error, timeout).
    - `headers`: those of the reply, names in lower case, empty if no reply came.
    - `now`: the time of day in UNIX seconds. `u`: a random number, 0 <= u < 1.
    - `base`, `cap`: the first and the longest backoff in seconds, 0 < base <= cap.

    Pure: the same arguments give the same answer, no clock is read, nothing is raised for any header.

    Source: `_should_retry` and `_calculate_retry_timeout` in `anthropic/_base_client.py`, SDK 2.12.0
    """
    # TODO: decide whether to retry: `x-should-retry` first, then the status.
    # TODO: take the server's hint, `retry-after-ms` or `retry-after`, if it makes sense.
    # TODO: without a hint, back off: double, cap, take off the jitter.
    raise NotImplementedError
