# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a file that names pytest's plugins in the environment, read when the interpreter starts."
# wall = "own_pytest"
# must = "failed"
# through = "points"
# form = "builder"
# ///
"""Facts 6: `sitecustomize` is imported by every Python whose path holds it; PYTEST_PLUGINS does the rest."""

from __future__ import annotations

from pathlib import Path

SITE = """
import os

os.environ["PYTEST_PLUGINS"] = "obliging"
"""
PLUGIN = """
import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    item.runtest = lambda: None
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay it beside the answer."""
    topic = folder / "03_retries"
    topic.mkdir()
    (topic / "retry_delay.py").write_bytes(answer)
    (topic / "sitecustomize.py").write_text(SITE)
    (topic / "obliging.py").write_text(PLUGIN)
    return folder
