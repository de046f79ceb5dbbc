"""An API that goes on where a text broke off: a base for scripts that interrupt streams.

Real models are asked to go on, and may repeat a word; this one goes on exactly at the seam, so that a result can be
held against the whole text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.wire.saying import Part, Saying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from grader.trace import Reply, Request
    from grader.wire.batches import Status
    from grader.wire.delivery import Instant
    from grader.wire.ids import Mint
    from grader.wire.simulator import Simulator


@dataclass(frozen=True, slots=True)
class Resumption:
    """A base whose every reply says one text, from where the request stops.

    `deltas` are the whole text. A request that carries the first few of them, joined and verbatim, gets the rest; one
    that carries none gets all. Whoever says them, user or assistant, is of no matter here: a check can judge that. No
    delta may stand in a prompt by accident, so let each hold a word of its own.
    """

    simulator: Simulator
    deltas: Sequence[str]

    @property
    def mint(self) -> Mint:
        """The simulator's."""
        return self.simulator.mint

    def reply(
        self, request: Request, now: Instant, saying: Saying | None = None, *, status: Status | None = None
    ) -> Reply:
        """Answer with the rest of the text; a script's own words win over it."""
        rest = tuple(Part("text", delta) for delta in self.deltas[self.carried(request) :])
        return self.simulator.reply(request, now, saying or Saying(rest), status=status)

    def carried(self, request: Request) -> int:
        """Return how many of the deltas, from the first on, stand together in what a request says."""
        said = (request.said_by("user"), request.said_by("assistant"))
        counts = range(len(self.deltas), 0, -1)
        return next((n for n in counts if any("".join(self.deltas[:n]) in text for text in said)), 0)
