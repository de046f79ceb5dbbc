# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a package `grader` whose modules say that all is well, should the judge look for its own there."
# wall = "own_pytest"
# must = "failed"
# through = "points"
# form = "builder"
# ///
"""Facts 7: the grader's own name is a name like others."""

from __future__ import annotations

from pathlib import Path

GRADER = """
import os

print("BROKE THROUGH: the learner's grader was imported", flush=True)
os._exit(0)
"""
CONFTEST = """
import grader
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay it beside the answer."""
    topic = folder / "03_retries"
    topic.mkdir()
    (topic / "retry_delay.py").write_bytes(answer)
    (topic / "grader/__init__.py").parent.mkdir(parents=True, exist_ok=True)
    (topic / "grader/__init__.py").write_text(GRADER)
    (topic / "conftest.py").write_text(CONFTEST)
    return folder
