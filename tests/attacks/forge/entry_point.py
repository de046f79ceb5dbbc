# /// attack
# kind = "attack"
# exercise = "03_retries/retry_delay"
# tries = "Hands in the metadata of a distribution whose entry point makes its module a plugin of pytest."
# wall = "own_pytest"
# must = "failed"
# through = "points"
# form = "builder"
# ///
"""Facts 10: what lies on the path counts as installed."""

from __future__ import annotations

from pathlib import Path

POINTS = """
[pytest11]
obliging = obliging
"""
METADATA = """
Metadata-Version: 2.1
Name: obliging
Version: 1
"""
PLUGIN = """
def pytest_runtest_makereport(item, call):
    call.excinfo = None
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay it beside the answer."""
    topic = folder / "03_retries"
    topic.mkdir()
    (topic / "retry_delay.py").write_bytes(answer)
    (topic / "obliging-1.dist-info/entry_points.txt").parent.mkdir(parents=True, exist_ok=True)
    (topic / "obliging-1.dist-info/entry_points.txt").write_text(POINTS)
    (topic / "obliging-1.dist-info/METADATA").parent.mkdir(parents=True, exist_ok=True)
    (topic / "obliging-1.dist-info/METADATA").write_text(METADATA)
    (topic / "obliging.py").write_text(PLUGIN)
    return folder
