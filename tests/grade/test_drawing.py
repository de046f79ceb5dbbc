"""The same seed draws the same cases, whatever else is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from hypothesis import strategies as st

from grader.grade.drawing import draw, own_folder, seed_of, shrink

TOP = Path(__file__).parents[2]

DRAWN = """
import sys, zlib
{before}
from hypothesis import strategies as st
from grader.grade.drawing import draw
cases = st.tuples(st.integers(0, 10**6), st.text(), st.floats(0, 1))
found = []
draw(cases, seed=7, examples=400, visit=found.append)
print(zlib.crc32(repr(found).encode()), len(found))
"""

CONSTANTS = "\n".join(f"C{i} = {i * 7919 + 13}; S{i} = 'text number {i}'" for i in range(300))


def drawn(before: str, path: Path, hash_seed: str) -> str:
    """Return what another process draws."""
    done = subprocess.run(
        [sys.executable, "-c", DRAWN.format(before=before)],
        env={"PYTHONPATH": f"{TOP}:{path}", "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_draws_depend_on_the_seed_alone(tmp_path: Path) -> None:
    """A local module full of constants, and another hash seed, change nothing."""
    (tmp_path / "full_of_constants.py").write_text(CONSTANTS, "utf-8")
    plain = drawn("", tmp_path, "0")
    assert plain.strip()
    assert plain == drawn("import full_of_constants", tmp_path, "7")


def test_two_seeds_draw_different_cases() -> None:
    """A course with a seed of its own gets inputs of its own."""
    found: list[list[int]] = [[], []]
    for seed in (1, 2):
        draw(st.integers(0, 10**6), seed=seed, examples=20, visit=found[seed - 1].append)
    assert found[0] != found[1]


def test_shrinking_finds_the_smallest_case() -> None:
    """The case that is shown is the simplest that breaks."""
    strategy = st.lists(st.integers(0, 1000), max_size=5)
    assert [10] == shrink(strategy, seed=3, examples=100, breaks=lambda case: any(n >= 10 for n in case))


def test_shrinking_finds_nothing_where_nothing_breaks() -> None:
    """None stands for no counterexample."""
    assert shrink(st.integers(0, 9), seed=3, examples=20, breaks=lambda case: case > 9) is None


def test_a_seed_is_the_same_on_every_machine() -> None:
    """It comes from a checksum, and not from Python's hash."""
    assert 361565354 == seed_of(0, "03_retries/retry_delay", "faults")


def test_its_files_lie_where_nobody_else_writes(tmp_path: Path) -> None:
    """The folder is the same each time, and another one if its name leads elsewhere or others may write to it."""
    first = own_folder(tmp_path)
    assert (first, 0o700) == (own_folder(tmp_path), first.stat().st_mode & 0o777)
    first.chmod(0o777)
    assert first != own_folder(tmp_path)
    first.rmdir()
    first.symlink_to(tmp_path, target_is_directory=True)
    assert first != own_folder(tmp_path)
