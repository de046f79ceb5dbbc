# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Lays a symbolic link to a file outside into a folder that it may write to, and opens that."
# wall = "files and syscalls"
# must = "failed"
# through = "said"
# checks = ["FIRST-01"]
# ///
"""Links left in a box were the way into Judge0 (CVE-2024-28185, CVE-2024-28189), and /etc/shadow is the classic
target.
"""

from __future__ import annotations

from pathlib import Path

LINK = Path("@SCRATCH@/link")


def attack() -> None:
    """Read the secret under another name."""
    try:
        LINK.symlink_to("@SECRET@")
        print("BROKE THROUGH:", LINK.read_text(), flush=True)
    except OSError:
        return


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
