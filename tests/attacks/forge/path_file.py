# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in a .pth file with a line of code, and the folder of packages in which it would be read."
# must = "failed"
# form = "builder"
# points = 1
# ///
"""Facts 6: lines of a .pth file that begin with `import` are executed by every Python that finds it."""

from __future__ import annotations

from pathlib import Path

LINE = "import os; print('BROKE THROUGH: a .pth file was executed', flush=True); os._exit(0)\n"


def build(folder: Path, answer: bytes) -> Path:
    """Lay it where packages lie, and beside the answer."""
    topic = folder / "03_retries"
    for place in (topic, topic / "lib" / "python3" / "site-packages", topic / ".venv" / "site-packages"):
        place.mkdir(parents=True)
        (place / "obliging.pth").write_text(LINE)
    (topic / "retry_delay.py").write_bytes(answer)
    return folder
