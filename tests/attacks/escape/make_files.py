# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Makes one of everything that a folder can hold, in a folder where everybody may write."
# wall = "files"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""Files are how submissions leave traces, fill disks and lay traps: also folders, links, pipes and sockets do."""

from __future__ import annotations

import os
import stat

SCRATCH = "@SCRATCH@"


def attack() -> None:
    """Make a file, a folder, a link, a pipe and a device."""
    ways = (
        lambda: open(f"{SCRATCH}/file", "w").close(),
        lambda: os.mkdir(f"{SCRATCH}/folder"),
        lambda: os.symlink("/etc", f"{SCRATCH}/link"),
        lambda: os.mkfifo(f"{SCRATCH}/pipe"),
        lambda: os.mknod(f"{SCRATCH}/device", stat.S_IFCHR | 0o666, os.makedev(1, 3)),
        lambda: os.open(SCRATCH, os.O_TMPFILE | os.O_WRONLY),
    )
    for way in ways:
        try:
            way()
        except OSError:
            continue


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
