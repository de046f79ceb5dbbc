"""The memory of small objects, filled up before the zygote forks.

CPython puts a new object where an old one was freed: into holes that the imports left all over their memory. A worker
that fills a hole gets its own copy of the whole page. With no hole left its objects lie side by side, which saves each
worker a megabyte, and the time to copy that.
"""

from __future__ import annotations

import ctypes
from typing import Final

SIZES: Final = range(16, 513, 16)
"""The sizes of the blocks that CPython keeps in pools, in bytes."""
ROOM: Final = 1 << 17
"""More bytes than there are holes of one size."""


def fill() -> None:
    """Take blocks of each size until there are no holes. They are never given back."""
    allocate = ctypes.pythonapi.PyObject_Malloc
    for size in SIZES:
        wanted = ctypes.c_size_t(size)
        for _ in range(ROOM // size):
            allocate(wanted)
