# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in its own `anthropic`, `typing` and `grader` beside the exercise, for whoever imports from there."
# must = "failed"
# points = 1
# form = "builder"
# ///
"""Shadowing by a module search path: facts/attacks.md, 7. Nothing but exercise files is read."""

from __future__ import annotations

from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:

    (folder / "03_retries").mkdir()
    (folder / "03_retries" / "retry_delay.py").write_bytes(answer)
    for name in ("anthropic", "typing", "grader", "usercustomize"):
        (folder / "03_retries" / f"{name}.py").write_text("open('@SCRATCH@/imported', 'w').close()")
        (folder / f"{name}.py").write_text("open('@SCRATCH@/imported', 'w').close()")
    return folder
