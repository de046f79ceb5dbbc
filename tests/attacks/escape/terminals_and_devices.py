# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Opens terminals and devices: keystrokes pushed into a terminal are run by the shell behind it."
# wall = "files"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""TIOCSTI was bubblewrap's CVE-2017-5226; /dev/mem, /dev/fuse and /dev/kvm are doors of their own (facts 42)."""

from __future__ import annotations

import fcntl
import os
import termios

DEVICES = (
    "tty",
    "ptmx",
    "pts/ptmx",
    "console",
    "mem",
    "kmsg",
    "port",
    "fuse",
    "kvm",
    "net/tun",
    "full",
    "loop-control",
)


def attack() -> None:
    """Push a key into what stands for a terminal; open each device."""
    for fd in range(3):
        try:
            fcntl.ioctl(fd, termios.TIOCSTI, b"x")
            print("BROKE THROUGH: a key was pressed", flush=True)
        except OSError:
            continue
    for name in DEVICES:
        try:
            os.close(os.open(f"/dev/{name}", os.O_RDWR | os.O_NOCTTY))
        except OSError:
            continue
        print(f"BROKE THROUGH: /dev/{name} was opened", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
