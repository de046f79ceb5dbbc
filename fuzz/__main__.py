"""Feeds targets with what a coverage-guided fuzzer makes up: `python -m fuzz [--seconds N] [TARGET ...]`.

Each target runs in a process of its own. What it learns is kept in `.fuzz/TARGET/corpus`; an input that fails is
written to `.fuzz/TARGET/`, and `python -m fuzz TARGET --input FILE` runs it again.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Final

from fuzz.targets import TARGETS, TOP, seeds

FOUND: Final = TOP / ".fuzz"
SLOWEST: Final = 10
"""Seconds that one input may take."""
MEMORY: Final = 1_000
"""Megabytes that the fuzzer and its target may take together."""


def main() -> int:
    """Run the targets that were named, else all; return how many found something."""
    parser = argparse.ArgumentParser(prog="nox -s fuzz --", description="Fuzz the readers of untrusted bytes.")
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60, help="how long each target runs (60)")
    parser.add_argument("--input", type=Path, help="an input to run once, instead of making some up")
    given = parser.parse_args()
    if unknown := set(given.targets) - TARGETS.keys():
        parser.error(f"no such target: {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    if given.input:
        for name in given.targets:
            TARGETS[name](given.input.read_bytes())
        return 0
    return sum(not _run(name, given.seconds) for name in given.targets or TARGETS)


def _run(name: str, seconds: int) -> bool:
    """Fuzz one target, and tell whether all went well."""
    place = FOUND / name
    corpus = place / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_bytes(seed)
    limits = (f"-max_total_time={seconds}", f"-timeout={SLOWEST}", f"-rss_limit_mb={MEMORY}", "-max_len=65536")
    command = [
        sys.executable,
        "-m",
        "fuzz.one",
        name,
        str(corpus),
        *limits,
        f"-artifact_prefix={place}/",
        "-verbosity=1",
    ]
    sys.stdout.write(f"{name}, for {seconds} s\n")
    sys.stdout.flush()
    return subprocess.run(command, check=False, cwd=TOP).returncode == 0  # noqa: S603  our own program


if __name__ == "__main__":
    sys.exit(main())
