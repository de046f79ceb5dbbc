# /// mistake
# fails = ["LEDGER-08"]
# hint = "Count when the row is written: if the sink fails, the totals would hold what no row has."
# ///
"""Keep the books on many calls. The lesson is in README.md."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from decimal import Decimal


class Ledger:
    """What calls cost, by feature and by model. Each request id counts once, as soon as its row is written.

    `sink(row)` writes a row: {"request_id": ..., "feature": ..., "model": ..., "cost": ...}, all of them text.
    """

    def __init__(self, sink: Callable[[dict[str, str]], Awaitable[None]]) -> None:
        self._sink = sink
        self._known: set[str] = set()
        self._by_feature: dict[str, Decimal] = {}
        self._by_model: dict[str, Decimal] = {}

    async def record(self, request_id: str, feature: str, model: str, cost: Decimal) -> None:
        """Write the row of one call, and count its cost in US dollars. Several tasks may do so at the same time.

        A request id that was recorded already, or that another task is writing just now, is not written once more. If
        the sink raises, so does this; then nothing is counted, and the call may be recorded again.
        """
        if request_id in self._known:
            return
        self._known.add(request_id)  # before anything is awaited, so that no other task writes it as well
        self._by_feature[feature] = self._by_feature.get(feature, Decimal(0)) + cost
        try:
            await self._sink({"request_id": request_id, "feature": feature, "model": model, "cost": str(cost)})
        except BaseException:
            self._known.discard(request_id)
            raise
        self._by_model[model] = self._by_model.get(model, Decimal(0)) + cost

    def by_feature(self) -> dict[str, Decimal]:
        """Return the exact totals by feature, as a plain dict."""
        return dict(self._by_feature)

    def by_model(self) -> dict[str, Decimal]:
        """Return the exact totals by model, as a plain dict."""
        return dict(self._by_model)


async def record_all(ledger: Ledger, calls: Iterable[tuple[str, str, str, Decimal]]) -> None:
    """Record calls at the same time, a task each. Nothing is to be done here."""
    await asyncio.gather(*(ledger.record(*call) for call in calls))
