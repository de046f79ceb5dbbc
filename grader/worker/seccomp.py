"""The seccomp filter: an allow-list of system calls, and of the arguments of some.

What is not on it fails with EPERM. So do fork and exec, sockets, descriptors passed along, signals to others, changes
of metadata, and every interface of the kernel that no Python program needs. clone3, whose arguments a filter can't see,
and calls newer than the list fail with ENOSYS, on which C libraries fall back; calls of another architecture kill.

It is a program for the kernel's classic BPF machine over `struct seccomp_data`: the number of the call, the
architecture, and six arguments of 64 bits (<linux/seccomp.h>, <linux/bpf_common.h>).
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from grader.worker.libc import prctl
from grader.worker.syscalls import NEWEST, NUMBERS

# ---------------------------------------------------------------- the policy


@dataclass(frozen=True, slots=True)
class OneOf:
    """The low 32 bits of an argument, which are all that the kernel looks at here, are one of these values."""

    arg: int
    values: tuple[int, ...]
    mask: int = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Null:
    """An argument is a null pointer."""

    arg: int


Condition: TypeAlias = OneOf | Null

UNKNOWN: Final = frozenset({"clone3"})
"""Calls that fail with ENOSYS."""

_NEW_THREAD: Final = 0x3D_0F00
"""CLONE_VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID, as every C library has it."""
_DETACHED: Final = 0x40_0000
"""CLONE_DETACHED, which musl adds and the kernel ignores."""
_UNIX, _STREAM, _SOCK_FLAGS = 1, 1, 0x8_0800
_SOL_SOCKET: Final = 1
_SOCKET_OPTIONS: Final = (3, 4, 38, 39)
"""SO_TYPE, SO_ERROR, SO_PROTOCOL, SO_DOMAIN."""
_FCNTL: Final = (0, 1, 2, 3, 4, 1030)
"""F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_DUPFD_CLOEXEC: no owner of signals, no locks, no leases."""
_IOCTL: Final = (0x5401, 0x802C_542A, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS, TCGETS2, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX."""
_PRCTL: Final = (15, 16)
"""PR_SET_NAME, PR_GET_NAME."""


def conditions(pid: int) -> dict[str, tuple[Condition, ...]]:
    """Return what must hold of the arguments of some calls, in the process `pid`."""
    this = OneOf(0, (pid,))
    this_or_0 = OneOf(0, (0, pid))
    return {
        "clone": (OneOf(0, (_NEW_THREAD,), ~_DETACHED & 0xFFFF_FFFF),),
        "kill": (this,),
        "tgkill": (this,),
        "getpgid": (this_or_0,),
        "getsid": (this_or_0,),
        "prlimit64": (this_or_0, Null(2)),
        # asyncio wakes its loop through one; a datagram socket could send to any address
        "socketpair": (OneOf(0, (_UNIX,)), OneOf(1, (_STREAM,), ~_SOCK_FLAGS & 0xFFFF_FFFF)),
        "sendto": (Null(4),),
        "getsockopt": (OneOf(1, (_SOL_SOCKET,)), OneOf(2, _SOCKET_OPTIONS)),
        "fcntl": (OneOf(1, _FCNTL),),
        "ioctl": (OneOf(1, _IOCTL),),
        "prctl": (OneOf(0, _PRCTL),),
    }


# ---------------------------------------------------------------- the program

Instruction: TypeAlias = tuple[int, int, int, int]
"""Operation, jump if true, jump if false, constant."""

ARCHITECTURES: Final = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_X32: Final = 0x4000_0000

ALLOW: Final = 0x7FFF_0000
KILL: Final = 0x8000_0000
REFUSE: Final = 0x0005_0000 | errno.EPERM
NOT_KNOWN: Final = 0x0005_0000 | errno.ENOSYS

LOAD, AND, RETURN = 0x20, 0x54, 0x06
IF_EQUAL, IF_GREATER, IF_AT_LEAST = 0x15, 0x25, 0x35
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16


def program(machine: str, pid: int) -> list[Instruction]:
    """Return the filter for a process on this kind of machine. Raises OSError for one that has none."""
    if machine not in ARCHITECTURES or sys.maxsize < 1 << 32:
        msg = f"no seccomp filter for {machine}, {sys.maxsize.bit_length() + 1} bits"
        raise OSError(errno.ENOTSUP, msg)
    return list(_program(machine, pid))


def _program(machine: str, pid: int) -> Iterator[Instruction]:
    yield (LOAD, 0, 0, _ARCHITECTURE)
    yield (IF_EQUAL, 1, 0, ARCHITECTURES[machine])
    yield (RETURN, 0, 0, KILL)
    yield (LOAD, 0, 0, _NUMBER)
    yield from _if((IF_AT_LEAST, _X32), KILL)
    yield from _if((IF_GREATER, NEWEST), NOT_KNOWN)
    held = conditions(pid)
    for name, numbers in NUMBERS.items():
        number = numbers[list(ARCHITECTURES).index(machine)]
        if number is not None:
            body = [*_checks(held[name]), _result(ALLOW)] if name in held else [_result(_plain(name))]
            yield (IF_EQUAL, 0, len(body), number)
            yield from body
    yield _result(REFUSE)


def _plain(name: str) -> int:
    return NOT_KNOWN if name in UNKNOWN else ALLOW


def _result(value: int) -> Instruction:
    return (RETURN, 0, 0, value)


def _if(test: tuple[int, int], result: int) -> Iterator[Instruction]:
    operation, constant = test
    yield (operation, 0, 1, constant)
    yield _result(result)


def _checks(held: Iterable[Condition]) -> Iterator[Instruction]:
    """Yield what refuses the call unless all hold."""
    for condition in held:
        low = _ARGUMENTS + 8 * condition.arg  # both machines are little-endian
        if isinstance(condition, Null):
            yield from _unless_one_of(low, (0,))
            yield from _unless_one_of(low + 4, (0,))
        else:
            yield from _unless_one_of(low, condition.values, condition.mask)


def _unless_one_of(offset: int, values: tuple[int, ...], mask: int = 0xFFFF_FFFF) -> Iterator[Instruction]:
    yield (LOAD, 0, 0, offset)
    if mask != 0xFFFF_FFFF:
        yield (AND, 0, 0, mask)
    for index, value in enumerate(values):
        yield (IF_EQUAL, len(values) - index, 0, value)
    yield _result(REFUSE)


# ---------------------------------------------------------------- putting it up

_SET_SECCOMP: Final = 22
_MODE_FILTER: Final = 2
_NO_NEW_PRIVS: Final = 38


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install() -> None:
    """Put this process under the filter, for good. Raises OSError."""
    code = program(os.uname().machine, os.getpid())
    packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
    prctl(_NO_NEW_PRIVS, 1)
    prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(_Program(len(code), packed)))  # type: ignore[arg-type]
