# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Connects to a service of this machine by the path of its socket, as one does to Docker's."
# wall = "syscalls"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""`/var/run/docker.sock` is root on a plate; a path is no protection where sockets may be made."""

from __future__ import annotations

import socket


def attack() -> None:
    """Knock."""
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect("@UNIX@")
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
