"""Keep the books on many calls. The lesson is in README.md."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from decimal import Decimal


class Ledger:
    """What calls cost, by feature and by model. Each request id counts once, as soon as its row is written.

    `sink(row)` writes a row: {"request_id": ..., "feature": ..., "model": ..., "cost": ...}, all of them text.
    """

    def __init__(self, sink: Callable[[dict[str, str]], Awaitable[None]]) -> None:
        self._sink = sink
        self._tasks: dict[str, asyncio.Future[None]] = {}
        self._totals: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)

    async def record(self, request_id: str, feature: str, model: str, cost: Decimal) -> None:
        """Write the row of one call, and count its cost in US dollars. Several tasks may do so at the same time.

        A request id that was recorded already, or that another task is writing just now, is not written once more. If
        the sink raises, so does this; then nothing is counted, and the call may be recorded again.
        """
        if request_id in self._tasks:
            return
        row = {"request_id": request_id, "feature": feature, "model": model, "cost": f"{cost:f}"}
        task = self._tasks[request_id] = asyncio.ensure_future(self._sink(row))
        task.add_done_callback(lambda done: self._count(done, request_id, feature, model, cost))
        await task

    def _count(self, done: asyncio.Future[None], request_id: str, feature: str, model: str, cost: Decimal) -> None:
        if done.cancelled() or done.exception():
            del self._tasks[request_id]
            return
        self._totals["feature", feature] += cost
        self._totals["model", model] += cost

    def by_feature(self) -> dict[str, Decimal]:
        """Return the exact totals by feature, as a plain dict."""
        return {name: total for (kind, name), total in self._totals.items() if kind == "feature"}

    def by_model(self) -> dict[str, Decimal]:
        """Return the exact totals by model, as a plain dict."""
        return {name: total for (kind, name), total in self._totals.items() if kind == "model"}


async def record_all(ledger: Ledger, calls: Iterable[tuple[str, str, str, Decimal]]) -> None:
    """Record calls at the same time, a task each. Nothing is to be done here."""
    await asyncio.gather(*(ledger.record(*call) for call in calls))
