# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Traces and profiles every line, and hooks every audit event, to see what runs it."
# must = "failed"
# points = 1
# ///
"""`sys.settrace` and audit hooks see all of the own process, and nothing but that: facts/attacks.md, 98."""

from __future__ import annotations

import faulthandler
import sys
from typing import Any

seen: list[str] = []
sys.addaudithook(lambda name, _: seen.append(name))


def _trace(frame: Any, event: str, _: object) -> Any:
    seen.append(f"{frame.f_code.co_name}: {event}")
    return _trace


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    sys.settrace(_trace)
    sys.setprofile(_trace)
    faulthandler.enable()
    faulthandler.dump_traceback_later(0.01, exit=True)
    faulthandler.cancel_dump_traceback_later()
    return base
