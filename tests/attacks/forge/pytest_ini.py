# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a pytest.ini that loads a plugin of its own, under which every test passes."
# wall = "own_pytest"
# must = "failed"
# through = "points"
# form = "builder"
# ///
"""Facts 6: settings beside the tests are read before any test."""

from __future__ import annotations

from pathlib import Path

INI = """
[pytest]
addopts = -p obliging
"""
PLUGIN = """
def pytest_pyfunc_call(pyfuncitem):
    return True
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay it beside the answer."""
    topic = folder / "03_retries"
    topic.mkdir()
    (topic / "retry_delay.py").write_bytes(answer)
    (topic / "pytest.ini").write_text(INI)
    (topic / "obliging.py").write_text(PLUGIN)
    return folder
