"""How tall elapsed time is drawn: to scale, and what is far longer than the rest is cut, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Final

TALLEST: Final = 96
"""Pixels of the longest time that is drawn to scale."""

LOWEST: Final = 8
"""Pixels that a time is drawn at least, so that it can be seen."""

STEEPEST: Final = 24
"""Pixels of a second at most: a tenth of a second should not look long."""

FAR_LONGER: Final = 12
"""Times the median that a time may be and still be drawn to scale."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A time that passes, as it is drawn."""

    pixels: int
    cut: bool
    """Whether it is drawn shorter than the scale says."""


def drawn(times: Sequence[float]) -> list[Drawn]:
    """Return how each of these times (seconds, more than 0) is drawn."""
    if not times:
        return []
    longest = max(time for time in times if time <= FAR_LONGER * median_low(times))
    pixels = min(STEEPEST, TALLEST / longest)
    return [
        Drawn(TALLEST, cut=True) if time > longest else Drawn(max(LOWEST, round(pixels * time)), cut=False)
        for time in times
    ]
