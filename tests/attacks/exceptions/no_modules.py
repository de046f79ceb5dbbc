# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Empties `sys.modules`, and has the import system raise."
# must = "failed"
# ///
"""Edits of the module table: facts/attacks.md, 16."""

from __future__ import annotations

import sys
from typing import Any


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    sys.meta_path.clear()
    sys.path_hooks.clear()
    sys.modules.clear()
    return base
