# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Becomes root of a user namespace of its own, with mounts, and the kernel's attack surface, to match."
# wall = "syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Unprivileged user namespaces opened the way to CVE-2022-0185 and CVE-2023-0386; with root there, chroot leads out."""

from __future__ import annotations

import ctypes

NEW_USER, NEW_MOUNTS = 0x10000000, 0x20000


def attack() -> None:
    """Try the whole, and each half."""
    libc = ctypes.CDLL(None, use_errno=True)
    for flags in (NEW_USER | NEW_MOUNTS, NEW_USER, NEW_MOUNTS):
        if libc.unshare(flags) == 0:
            mounted = libc.mount(b"none", b"/", b"tmpfs", 0, None) == 0
            rooted = libc.chroot(b"/usr") == 0
            print(f"BROKE THROUGH: unshare; mount: {mounted}, chroot: {rooted}", flush=True)
            return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
