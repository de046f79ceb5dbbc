"""Plays attacks from the command line."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from grader import sandbox
from tests.corpus import canary
from tests.corpus.attack import ATTACKS, paths, read
from tests.corpus.play import Ground


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--backend", default="")
    parser.add_argument("--no-canaries", action="store_true")
    options = parser.parse_args()
    files = [_path(name) for name in options.names] or paths()
    offered = {b.name: b for b in (*sandbox.backends(), sandbox.NONE)}
    backend = offered[options.backend] if options.backend else next(iter(offered.values()))
    bad = 0
    with Ground(backend) as ground:
        for file in files:
            seen = ground.play(read(file))
            bad += bool(seen.faults)
            print(
                f"{'HELD' if not seen.faults else 'NOT HELD':8} {seen.attack.name} [{backend.name}] "
                f"{seen.seconds:.1f} s, {seen.points}/{seen.honest} points, {','.join(sorted(set(seen.outcomes)))}"
            )
            for fault in seen.faults:
                print("   ", fault)
            if seen.attack.header.kind == "attack" and not options.no_canaries:
                broke = canary.run(seen.attack, backend, seen.honest)
                bad += not broke.through
                print(
                    f"{'THROUGH' if broke.through else 'NOT THROUGH':11} without {seen.attack.header.wall}, {broke.seconds:.1f} s"
                )
                for told in broke.through or broke.seen:
                    print("   ", told)
    return bool(bad)


def _path(name: str) -> Path:
    return Path(name) if name.endswith(".py") else ATTACKS / f"{name}.py"


sys.exit(main())
