# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Connects to an abstract socket, which has no path that any wall of files could hide."
# wall = "syscalls"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""X11 and D-Bus listen on such ones (facts 32); snap and flatpak had to learn of them."""

from __future__ import annotations

import socket


def attack() -> None:
    """Knock."""
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect("\0@ABSTRACT@")
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
