"""Landlock: a worker reads Python and the distributions that answers may import, and writes to nothing but /dev/null.

What it does not govern are calls that ask or change metadata by path: seccomp refuses those that change it, and without
bubblewrap a worker may still learn that a path exists. A rule for a folder covers all that is in it, so the names (not
the content) of what is installed beside the distributions can be listed: an import lists folders.
Facts: https://docs.kernel.org/userspace-api/landlock.html and <linux/landlock.h>.
"""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path
from typing import Final

from grader import readable
from grader.worker.libc import prctl, syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on all architectures
_VERSION: Final = 1
_PATH_BENEATH: Final = 1
_NO_NEW_PRIVS: Final = 38

WRITE_FILE: Final = 1 << 1
READ_FILE: Final = 1 << 2
READ_DIR: Final = 1 << 3

_FILES: Final = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights on files each ABI knows; since 5, the ABI of Linux 6.10, there are 16."""
_TCP: Final = 0b11
"""Binding and connecting, since ABI 4."""
_SCOPES: Final = 0b11
"""Connecting to abstract sockets outside, and signals to processes outside; since ABI 6."""


def abi() -> int:
    """Return the version of Landlock that the kernel offers. Raises OSError if it offers none."""
    return syscall(_CREATE_RULESET, None, 0, _VERSION)


def ruleset() -> int:
    """Return the descriptor of the ruleset, which `restrict` takes. Raises OSError."""
    fd = _create(abi())
    for path in (*readable.standard_library(), *readable.packages(), readable.ZONES):
        _allow(fd, path, READ_FILE | READ_DIR)
    for folder in readable.folders():
        _allow(fd, folder, READ_DIR)
    _allow(fd, Path(os.devnull), READ_FILE | WRITE_FILE)  # code that wants to be silent opens it
    return fd


def _create(version: int) -> int:
    """Return a new ruleset that handles all that this version can refuse."""
    files = (1 << _FILES.get(version, 16)) - 1
    handled = struct.pack("=QQQ", files, _TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    return syscall(_CREATE_RULESET, handled, len(handled), 0)


def _allow(fd: int, path: Path, rights: int) -> None:
    """Allow these rights beneath a path. What is not there needs no rule: it can't be made either."""
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(beneath).st_mode):
            rights &= ~READ_DIR
        syscall(_ADD_RULE, fd, _PATH_BENEATH, struct.pack("=Qi", rights, beneath), 0)
    finally:
        os.close(beneath)


def restrict(fd: int) -> None:
    """Put this process under the ruleset, for good, and close it. Raises OSError."""
    prctl(_NO_NEW_PRIVS, 1)
    syscall(_RESTRICT_SELF, fd, 0)
    os.close(fd)
