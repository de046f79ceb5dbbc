# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Runs an event loop in an event loop, and a policy of its own."
# must = "failed"
# points = 1
# ///
"""Nested loops and own policies are what half of all answers on the web advise."""

from __future__ import annotations

import asyncio
import contextlib
import warnings
from typing import Any


async def _answer(base: float) -> float:
    try:
        asyncio.run(asyncio.sleep(1))
    except RuntimeError:
        pass
    finally:
        loop = asyncio.new_event_loop()
        loop.close()
    return base


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    with contextlib.suppress(Exception), warnings.catch_warnings():
        asyncio.set_event_loop_policy(asyncio.DefaultEventLoopPolicy())
    return asyncio.run(_answer(base))
