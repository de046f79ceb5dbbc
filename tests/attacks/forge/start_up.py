# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a sitecustomize.py that ends the interpreter with status 0 when the heart of pytest is imported."
# wall = "own_pytest"
# must = "failed"
# through = "points"
# form = "builder"
# ///
"""Facts 6: the interpreter's own start is the learner's where the path is."""

from __future__ import annotations

from pathlib import Path

SITE = """
import os
import sys


class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "_pytest.main":
            print("2 passed", flush=True)
            os._exit(0)


sys.meta_path.insert(0, Finder())
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay it beside the answer."""
    topic = folder / "03_retries"
    topic.mkdir()
    (topic / "retry_delay.py").write_bytes(answer)
    (topic / "sitecustomize.py").write_text(SITE)
    return folder
