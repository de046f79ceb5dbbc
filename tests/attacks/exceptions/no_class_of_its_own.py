# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises an exception whose class says that it has another name, module and ancestry."
# must = "crashed"
# points = 0
# ///
"""Names are attributes: facts/attacks.md, 95."""

from __future__ import annotations

import sys
from typing import Any


class _Meta(type):
    @property
    def __mro__(cls) -> Any:
        sys.exit(0)

    def mro(cls) -> Any:
        return [cls, *NotImplementedError.__mro__]

    def __subclasscheck__(cls, other: object) -> bool:
        return True


class _Odd(NotImplementedError, metaclass=_Meta):
    pass


_Odd.__module__ = "\x1b[2J"
_Odd.__qualname__ = "\n::error::" + "x" * 10_000


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    raise _Odd
