# /// attack
# kind = "harmless"
# exercise = "03_retries/retry_delay"
# tries = "Hands in the bytecode and a library instead of the source."
# must = "refused"
# says = "holds no exercise file"
# form = "builder"
# ///
"""What an importer would take, and a reader of sources does not: facts/attacks.md, 81."""

from __future__ import annotations

import py_compile
from pathlib import Path


def build(folder: Path, answer: bytes) -> Path:
    topic = folder / "03_retries"
    (topic / "__pycache__").mkdir(parents=True)
    source = topic / "source.txt"
    source.write_bytes(answer)
    for name in ("retry_delay.pyc", "__pycache__/retry_delay.cpython-311.pyc", "retry_delay.cpython-311-x86_64.so"):
        py_compile.compile(str(source), str(topic / name))
    return folder
