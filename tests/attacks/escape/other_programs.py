# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Runs a program of this machine by each of the ways that Python has for it."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""os.system, popen, subprocess and posix_spawn are the first that every submission with bad intent tries (facts 33)."""

from __future__ import annotations

import os
import subprocess


def attack() -> None:
    """Run `true`."""
    ways = {
        "system": lambda: os.system("/bin/true"),
        "popen": lambda: os.popen("/bin/echo hello").close() or 0,
        "subprocess": lambda: subprocess.run(["/bin/true"], check=False).returncode,
        "posix_spawn": lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1],
    }
    for name, way in ways.items():
        try:
            status = way()
        except OSError:
            continue
        if status == 0:
            print(f"BROKE THROUGH: {name} ran a program", flush=True)


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
