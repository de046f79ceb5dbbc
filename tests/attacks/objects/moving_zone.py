# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Returns times whose time zone is code that exits, and a date that no zone can shift."
# must = "failed"
# points = 0
# ///
"""`isoformat` and `==` ask the zone: facts/attacks.md, 82."""

from __future__ import annotations

import datetime
import sys
from typing import Any


class _Zone(datetime.tzinfo):
    def utcoffset(self, when: object) -> Any:
        sys.exit(0)

    dst = tzname = utcoffset


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    least, most = datetime.datetime.min, datetime.datetime.max
    late = datetime.timezone(datetime.timedelta(hours=-23, minutes=-59))
    return [most.replace(tzinfo=_Zone()), most.replace(tzinfo=late), least, datetime.timedelta.min]
