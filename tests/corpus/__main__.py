"""Plays the corpus, or some of it: `python -m tests.corpus [GROUP/NAME or FILE]... [--backend NAME] [--no-canaries]`.

Ends with status 0 if every attack was held, and every canary broke through.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from grader import sandbox
from tests.corpus.places import ATTACKS, TOP

CORPUS: Final = Path(__file__).parent
FEW: Final = 3
"""Up to so many attacks are played in this process: others would take longer to start than they save."""


def main(given: Sequence[str]) -> int:
    """Play what is named, all of the corpus if nothing is."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="a file of the corpus (forge/os_exit), or a group (forge)"
    )
    parser.add_argument("--backend", action="append", default=[], help="of those offered; `none` is one; default: all")
    parser.add_argument("--no-canaries", action="store_true", help="leave out the canaries")
    options = parser.parse_args(given)
    offered = [backend.name for backend in (*sandbox.backends(), sandbox.NONE)]
    if unknown := set(options.backend) - set(offered):
        parser.error(f"not offered here: {', '.join(unknown)}; offered: {', '.join(offered)}")
    files = [file for name in options.names for file in named(name)]
    processes = "0" if 0 < len(files) <= FEW else "auto"
    return subprocess.call(
        [
            *(sys.executable, "-m", "pytest"),
            *("--rootdir", str(TOP), "-p", "tests.corpus.plugin", "--quiet", "--tb=short", "-r", ""),
            *("--numprocesses", processes, "--dist", "worksteal"),
            *(f"--attack={file}" for file in files),
            *(f"--backend={name}" for name in options.backend),
            str(CORPUS / "test_attacks.py"),
            *([] if options.no_canaries else [str(CORPUS / "canaries.py")]),
        ],
        cwd=TOP,
    )


def named(name: str) -> Iterator[Path]:
    """Yield the files that a name stands for."""
    if name.endswith(".py"):
        yield Path(name).resolve()
    elif (ATTACKS / name).is_dir():
        yield from sorted((ATTACKS / name).glob("*.py"))
    else:
        yield ATTACKS / f"{name}.py"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
