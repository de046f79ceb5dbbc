"""As whom learners' code runs: as root nobody should."""

from __future__ import annotations

import os
import stat
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, TypedDict

from grader.sandbox.probes import Probe
from grader.sandbox.view import PROGRAM, packages

NOBODYS: Final = range(61184, 65520)
"""The uids that systemd hands out and takes back (DynamicUser=): no file belongs to them."""
CAN_SWITCH: Final = 1 << 6 | 1 << 7
"""The capabilities that changing group and user take: CAP_SETGID and CAP_SETUID."""


@dataclass(frozen=True, slots=True)
class User:
    """Whom learners' code runs as: another `uid`, or None for that of the judge."""

    uid: int | None
    probe: Probe


class Switch(TypedDict, total=False):
    """The arguments of `Popen` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


def switch(uid: int | None) -> Switch:
    """Return the arguments of `Popen` with which a process runs as this user, and in no group but one of its own."""
    return {} if uid is None else {"user": uid, "group": uid, "extra_groups": []}


@cache
def choose() -> User:
    """Choose as whom to run: if this is root, as a user who owns nothing, where such a one can read Python."""
    if os.geteuid() != 0:
        return User(None, Probe("user", ok=True, says=f"An ordinary user (uid {os.geteuid()})."))
    uid = NOBODYS[os.getpid() % len(NOBODYS)]
    if not _may_become(uid):
        return _still_root(
            "This is root, and it may not become another user: learners' code runs as root, without privileges.",
            "Grade as an ordinary user.",
        )
    if (closed := _closed()) is not None:
        return _still_root(
            f"This is root, and other users can't read {closed}: learners' code runs as root, without privileges.",
            "Grade as an ordinary user, or use a Python and a checkout that all users can read.",
        )
    return User(uid, Probe("user", ok=True, says=f"This is root; learners' code runs as user {uid}, who owns nothing."))


def _still_root(says: str, cure: str) -> User:
    return User(None, Probe("user", ok=False, says=says, cure=cure))


def _may_become(uid: int) -> bool:
    """Say whether this process may change to a uid: in a container it may not be mapped, or the privilege be gone."""
    told = Path("/proc/self/status").read_text("ascii").partition("\nCapEff:")[2].split()[0]
    maps = all(_mapped(uid, Path(f"/proc/self/{kind}_map").read_text("ascii")) for kind in ("uid", "gid"))
    groups = Path("/proc/self/setgroups").read_text("ascii").strip() == "allow"
    return int(told, 16) & CAN_SWITCH == CAN_SWITCH and maps and groups


def _mapped(number: int, table: str) -> bool:
    rows = (line.split() for line in table.splitlines())
    return any(int(start) <= number < int(start) + int(count) for start, _, count in rows)


def _closed() -> Path | None:
    """Return a file or folder that a worker's program needs and that not all users can read, if there is one."""
    return next((real for path in _needed() if not _readable(real := path.resolve())), None)


def _readable(real: Path) -> bool:
    return (not real.exists() or _others_may(stat.S_IROTH, real)) and all(
        _others_may(stat.S_IXOTH, folder) for folder in real.parents
    )


@cache
def _others_may(do: int, path: Path) -> bool:
    return bool(path.stat().st_mode & do)


def _needed() -> Iterator[Path]:
    yield Path(sys.executable)
    yield Path(sys.prefix, "pyvenv.cfg")
    yield Path(sysconfig.get_path("stdlib"))
    yield from packages()
    for part in PROGRAM:
        yield part
        yield from part.glob("*.py")
