# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a pytest.py, which `python -m pytest` in its folder runs in the place of the real one."
# wall = "own_pytest"
# must = "failed"
# through = "points"
# form = "builder"
# ///
"""Facts 7: the working directory comes first on the path."""

from __future__ import annotations

from pathlib import Path

PYTEST = """
print("2 passed in 0.01s")
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay it beside the answer."""
    topic = folder / "03_retries"
    topic.mkdir()
    (topic / "retry_delay.py").write_bytes(answer)
    (topic / "pytest.py").write_text(PYTEST)
    return folder
