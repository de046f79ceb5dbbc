# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns an object that prints, raises, or waits for ever, whatever is done to it."
# must = "failed"
# points = 0
# ///
"""A reader that calls a method of the value runs the learner's code: facts/attacks.md, 82 to 85."""

from __future__ import annotations

from typing import Any


def _trap(*_: object) -> Any:
    while True:
        pass


class _Trapped:
    __repr__ = __str__ = __len__ = __iter__ = __bool__ = __hash__ = __eq__ = __getattr__ = __reduce__ = _trap
    __float__ = __int__ = __index__ = __format__ = __dir__ = __getstate__ = _trap


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    return [_Trapped(), {"a": _Trapped()}, (_Trapped(),)]
