# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Leaves a note for the next submission in each folder that all users may write to."
# wall = "files"
# must = "failed"
# through = "harm"
# checks = ["FIRST-01"]
# ///
"""`/dev/shm` stayed a writable, unlimited tmpfs under `bwrap --dev`, seen by all workers (facts 23)."""

from __future__ import annotations

FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", "@SCRATCH@")


def attack() -> None:
    """Leave files whose names are the note: no byte needs to be written."""
    for folder in FOLDERS:
        try:
            open(f"{folder}/@MARK@-the-answer-is-42", "x").close()
        except OSError:
            continue


def first_call(client: object, question: str) -> str:
    """Return nothing of use."""
    attack()
    return ""
