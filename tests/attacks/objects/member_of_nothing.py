# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns members of enumerations whose names and values are not what they should be."
# must = "failed"
# points = 0
# ///
"""An enumeration keeps names and values in attributes: facts/attacks.md, 82."""

from __future__ import annotations

import enum
import sys
from typing import Any


class Colour(enum.Enum):
    """Not a colour."""

    RED = 1

    def _missing_(self) -> Any:
        sys.exit(0)


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    member = object.__new__(Colour)
    member._name_ = "\x1b[31m"
    member._value_ = member
    Colour.RED._value_ = [Colour.RED]
    return [member, Colour.RED, Colour]
