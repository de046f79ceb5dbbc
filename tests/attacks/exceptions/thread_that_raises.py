# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Raises SystemExit and KeyboardInterrupt in threads, and puts `os._exit` where their errors go."
# must = "failed"
# says = "in a thread"
# points = 1
# ///
"""`threading.excepthook` is anybody's: facts/peers.md, theme B."""

from __future__ import annotations

import threading
from typing import Any


def _fails() -> None:
    raise KeyboardInterrupt


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    threading.excepthook = lambda _: print("in a thread", flush=True)
    thread = threading.Thread(target=_fails)
    thread.start()
    thread.join()
    return base
