# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in an anyio.py, for anyio brings a plugin that pytest loads by itself."
# wall = "own_pytest"
# must = "failed"
# through = "points"
# form = "builder"
# ///
"""Facts 7: seen in the experiment, where `python -m pytest` imported the learner's anyio.py."""

from __future__ import annotations

from pathlib import Path

ANYIO = """

"""
PLUGIN = """
from _pytest.python import Function

Function.runtest = lambda self: None
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay it beside the answer."""
    topic = folder / "03_retries"
    topic.mkdir()
    (topic / "retry_delay.py").write_bytes(answer)
    (topic / "anyio/__init__.py").parent.mkdir(parents=True, exist_ok=True)
    (topic / "anyio/__init__.py").write_text(ANYIO)
    (topic / "anyio/pytest_plugin.py").parent.mkdir(parents=True, exist_ok=True)
    (topic / "anyio/pytest_plugin.py").write_text(PLUGIN)
    return folder
