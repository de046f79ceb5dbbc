"""Calls of the C library that Python has no function for. Each raises OSError with the errno and what was tried."""

from __future__ import annotations

import ctypes
import os
from typing import Any, Final

_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def call(name: str, *args: Any) -> int:
    """Call a function that returns -1 on failure. Integers are passed as 64 bits, bytes and ctypes' objects as such."""
    passed = [ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args]
    result: int = getattr(_LIBC, name)(*passed)
    if result == -1:
        errno = ctypes.get_errno()
        raise OSError(errno, f"{name}: {os.strerror(errno)}")
    return result


def prctl(option: int, *args: int | ctypes.Array[Any]) -> int:
    """Call `prctl`; the arguments that are left out are 0."""
    return call("prctl", option, *args, *[0] * (4 - len(args)))


def syscall(number: int, *args: Any) -> int:
    """Call the kernel where the C library has no function."""
    return call("syscall", number, *args)
