"""What a worker may no longer do, as whatever user it runs: gain a right, be looked into, or outlive the zygote."""

from __future__ import annotations

import ctypes
import errno
import os
import signal
from typing import Final

from grader.worker.libc import call, prctl

_PDEATHSIG: Final = 1
_DUMPABLE: Final = 4
_BOUNDING_READ: Final = 23
_BOUNDING_DROP: Final = 24
_NO_NEW_PRIVS: Final = 38
_AMBIENT: Final = 47
_AMBIENT_CLEAR_ALL: Final = 4
_CAPABILITIES_V3: Final = 0x20080522
_SETS: Final = 2 * 3
"""Words of effective, permitted and inheritable capabilities, twice 32 of each."""


def drop(parent: int) -> None:
    """Drop all capabilities for good, close this process to tracers, and die with `parent`. Raises OSError."""
    _empty_bounding_set()
    prctl(_AMBIENT, _AMBIENT_CLEAR_ALL)
    call("capset", (ctypes.c_uint32 * 2)(_CAPABILITIES_V3, 0), (ctypes.c_uint32 * _SETS)())
    prctl(_NO_NEW_PRIVS, 1)
    prctl(_DUMPABLE, 0)
    _die_with(parent)


def _empty_bounding_set() -> None:
    """Empty it as far as this process may: without CAP_SETPCAP it may not, but then no_new_privs makes it void."""
    for capability in range(64):
        try:
            if prctl(_BOUNDING_READ, capability):
                prctl(_BOUNDING_DROP, capability)
        except OSError as error:
            if error.errno not in {errno.EINVAL, errno.EPERM}:  # EINVAL: the kernel knows no more of them
                raise
            return


def _die_with(parent: int) -> None:
    """Have the kernel kill this process when its parent ends. What changes credentials clears this, so it is last."""
    prctl(_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        msg = "the zygote ended while a worker was made"
        raise ProcessLookupError(errno.ESRCH, msg)
