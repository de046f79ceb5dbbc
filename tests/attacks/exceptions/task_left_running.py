# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Leaves tasks, futures and coroutines behind that nobody awaits."
# must = "failed"
# points = 1
# ///
"""What is not awaited is not done, and must not be waited for: facts/attacks.md, 97."""

from __future__ import annotations

import asyncio
from typing import Any


async def _forever() -> None:
    while True:
        await asyncio.sleep(0)


async def _start(base: float) -> float:
    asyncio.get_running_loop().create_task(_forever())
    _forever()
    return base


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return _start(base)
