# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a json.py: the first library that imports it runs the learner's code in the runner."
# wall = "own_pytest"
# must = "failed"
# through = "points"
# form = "builder"
# ///
"""Facts 7: a module of the standard library is shadowed as easily as any other."""

from __future__ import annotations

from pathlib import Path

JSON = """
import os

print("2 passed", flush=True)
os._exit(0)
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay it beside the answer."""
    topic = folder / "03_retries"
    topic.mkdir()
    (topic / "retry_delay.py").write_bytes(answer)
    (topic / "json.py").write_text(JSON)
    return folder
