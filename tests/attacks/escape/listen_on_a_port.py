# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Listens on a port, so that whoever knows of it can talk to the code while it is graded."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""A reverse shell needs a way out, a bind shell one in (Gradescope, saligrama.io): both are refused."""

from __future__ import annotations

import socket


def attack() -> None:
    """Listen on any port of this machine."""
    try:
        with socket.socket() as sock:
            sock.bind(("127.0.0.1", 0))
            sock.listen()
            port = sock.getsockname()[1]
    except OSError:
        return
    print(f"BROKE THROUGH: it listened on port {port}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
