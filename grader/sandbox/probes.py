"""What this machine offers to wall in code. A probe changes nothing, and is made once a process."""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from dataclasses import dataclass
from functools import cache
from typing import Final

LANDLOCK_CREATE_RULESET: Final = 444
LANDLOCK_VERSION: Final = 1
"""The flag that asks for the version of Landlock's interface, and makes no ruleset."""
SECCOMP: Final = {"x86_64": 317, "aarch64": 277}
"""The number of seccomp(2) on the machines for which there is a filter."""
SECCOMP_GET_ACTION_AVAIL: Final = 2
SECCOMP_RET_ERRNO: Final = 0x00050000


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing that was looked for."""

    name: str
    ok: bool
    says: str
    """What was found, in one sentence."""
    cure: str = ""
    """What to do about it, if it is missing."""


@cache
def system() -> Probe:
    """Look for Linux on a machine that the filters are written for."""
    here = f"{platform.system()} on {platform.machine()}"
    if sys.platform != "linux":
        return Probe(
            "system",
            ok=False,
            says=f"This is {here}; the walls are features of Linux.",
            cure="Grade others' code on Linux: in CI, in a container, or in a virtual machine.",
        )
    if platform.machine() not in SECCOMP or sys.maxsize < 1 << 32:
        return Probe(
            "system",
            ok=False,
            says=f"This is {here}; the filter of system calls is written for 64 bits of x86_64 and aarch64.",
            cure="Grade others' code on one of those machines, with a 64-bit Python.",
        )
    return Probe("system", ok=True, says=f"{here}, kernel {platform.release()}")


@cache
def landlock() -> Probe:
    """Look for Landlock, with which a process gives up files for itself; it needs no privilege."""
    version, failed = _system_call(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_VERSION)
    if version > 0:
        return Probe("landlock", ok=True, says=f"Version {version}: code can be kept from all files but Python's.")
    return Probe("landlock", ok=False, says=_no_landlock(failed), cure=_landlock_cure(failed))


def _no_landlock(failed: int) -> str:
    match failed:
        case errno.ENOSYS:
            return f"This kernel ({platform.release()}) has no Landlock, or a container hides it."
        case errno.EOPNOTSUPP:
            return "This kernel has Landlock, but it was not switched on when the machine started."
        case errno.EPERM | errno.EACCES:
            return "A filter of system calls around this process, such as a container's, refuses Landlock."
    return f"Landlock does not answer: {os.strerror(failed)}."


def _landlock_cure(failed: int) -> str:
    match failed:
        case errno.ENOSYS:
            return "Use Linux 5.13 or newer, built with Landlock; in a container, a newer engine."
        case errno.EOPNOTSUPP:
            return "Add `landlock` to the kernel's boot parameter `lsm=`, and restart."
    return "Allow the system calls landlock_* in the container's seccomp profile; newer engines do so by default."


@cache
def seccomp() -> Probe:
    """Look for seccomp filters, with which a process gives up system calls for itself; they need no privilege."""
    number = SECCOMP.get(platform.machine(), -1)
    action = ctypes.byref(ctypes.c_uint32(SECCOMP_RET_ERRNO))
    found, failed = _system_call(number, SECCOMP_GET_ACTION_AVAIL, 0, action)
    if found == 0:
        return Probe(
            "seccomp",
            ok=True,
            says="Code can be kept from the network, from other processes, and from most of the kernel.",
        )
    return Probe(
        "seccomp",
        ok=False,
        says=f"A process can't filter its system calls (seccomp): {os.strerror(failed)}.",
        cure="Use a kernel that is built with CONFIG_SECCOMP_FILTER; in a container, allow seccomp in its profile.",
    )


def _system_call(*arguments: object) -> tuple[int, int]:
    """Return what a system call returns, and the number of its error."""
    if sys.platform != "linux":
        return -1, errno.ENOSYS
    call = ctypes.CDLL(None, use_errno=True).syscall
    call.restype = ctypes.c_long
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    return call(*words), ctypes.get_errno()
