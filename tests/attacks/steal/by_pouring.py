# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Moves a file outside into the output pipe within the kernel: no byte of it ever passes Python."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""splice and sendfile copy between descriptors; a filter that watches read alone would see nothing."""

from __future__ import annotations

import os


def attack() -> None:
    """Pour the secret into standard output, both ways."""
    try:
        fd = os.open("@SECRET@", os.O_RDONLY)
    except OSError:
        return
    for pour in (lambda: os.splice(fd, 1, 100), lambda: os.sendfile(1, fd, 0, 100)):
        try:
            if pour() > 0:
                print("\nBROKE THROUGH: what stands above was poured", flush=True)
        except OSError:
            continue


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
