# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Sends a datagram, which needs no connection: what a tunnel through DNS is made of."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Where TCP is closed, UDP is often forgotten; Landlock's network rules cover TCP alone (facts 29, 30)."""

from __future__ import annotations

import socket


def attack() -> None:
    """Send one to this machine."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sent = sock.sendto(b"hello", ("127.0.0.1", int("@PORT@")))
    except OSError:
        return
    print(f"BROKE THROUGH: {sent} bytes went out", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
