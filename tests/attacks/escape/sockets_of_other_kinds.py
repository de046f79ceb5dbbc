# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Makes sockets of the rarer families: netlink, kernel crypto, virtual machines, raw packets."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""AF_ALG (CVE-2021-4037's neighbours), AF_VSOCK, AF_PACKET (CVE-2017-7308) and netlink are where kernels break."""

from __future__ import annotations

import socket

KINDS = {
    "netlink": (16, socket.SOCK_RAW, 0),
    "alg": (38, socket.SOCK_SEQPACKET, 0),
    "vsock": (40, socket.SOCK_STREAM, 0),
    "packet": (17, socket.SOCK_RAW, 0x300),
    "raw": (2, socket.SOCK_RAW, 1),
    "bluetooth": (31, socket.SOCK_RAW, 1),
    "can": (29, socket.SOCK_RAW, 1),
}


def attack() -> None:
    """Make one of each."""
    for name, (family, kind, protocol) in KINDS.items():
        try:
            socket.socket(family, kind, protocol).close()
        except OSError:
            continue
        print(f"BROKE THROUGH: a socket of the family {name}", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
