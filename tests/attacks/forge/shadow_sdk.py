# /// attack
# kind = "attack"
# exercise = "00_warmup/first_call"
# tries = "Hands in a package `anthropic`, which patches pytest's assertions when the answer imports it."
# wall = "own_pytest"
# must = "crashed"
# through = "points"
# form = "builder"
# ///
"""Facts 7: the answer's own imports are looked for beside it first."""

from __future__ import annotations

from pathlib import Path

SDK = """
import sys

if "_pytest.python" in sys.modules:
    sys.modules["_pytest.python"].Function.runtest = lambda self: None


class Anthropic:
    pass
"""


def build(folder: Path, answer: bytes) -> Path:
    """Lay a package beside the answer."""
    topic = folder / "00_warmup"
    (topic / "anthropic").mkdir(parents=True)
    (topic / "first_call.py").write_bytes(answer)
    (topic / "anthropic" / "__init__.py").write_text(SDK)
    return folder
