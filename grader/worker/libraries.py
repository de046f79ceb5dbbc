"""Shared libraries: what extension modules of the standard library need is loaded before no library can be opened.

Behind Landlock a worker reads extension modules but not /lib. Loading one maps it and the libraries that it needs, and
runs nothing of Python's; a later import finds them by name.
"""

from __future__ import annotations

import contextlib
import ctypes
import sysconfig
from pathlib import Path
from typing import Final

_NOT_NEEDED: Final = ("_ctypes_test", "_test", "_tkinter", "_xx", "xx")
_UNWINDER: Final = "libgcc_s.so.1"
"""The C library opens it when a thread exits."""


def load() -> None:
    """Load what there is. An extension that can't be loaded now could not be imported anyway."""
    extensions = Path(sysconfig.get_path("stdlib"), "lib-dynload").glob("*.so")
    wanted = [str(path) for path in extensions if not path.name.startswith(_NOT_NEEDED)]
    for name in (_UNWINDER, *sorted(wanted)):
        with contextlib.suppress(OSError):
            ctypes.CDLL(name)
