"""A skip that nobody listed fails the run that .ci/run starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SKIPPING = 'import pytest\n\n\ndef test_it():\n    pytest.skip("no moon tonight")\n'


def run(folder: Path, listed: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one skipping test under our conftest and a list of skips."""
    (folder / "conftest.py").write_bytes((TESTS / "conftest.py").read_bytes())
    (folder / "expected_skips.txt").write_text(listed, encoding="utf-8")
    (folder / "test_moon.py").write_text(SKIPPING, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--rootdir", str(folder), "-c", os.devnull, "-p", "no:cacheprovider"]
    surroundings = {name: value for name, value in os.environ.items() if name != "RETRIAL_NO_SURPRISES"}
    return subprocess.run(
        [*command, str(folder)], check=False, capture_output=True, text=True, cwd=folder, env=surroundings | environment
    )


@pytest.mark.parametrize("listed", ["", "# test_moon.py: no moon tonight\n", "test_moon.py: no sun\n"])
def test_a_surprise_fails_and_is_named(tmp_path: Path, listed: str) -> None:
    """A skip that the list does not hold fails the run, with its path and reason."""
    ended = run(tmp_path, listed, RETRIAL_NO_SURPRISES="1")
    assert 1 == ended.returncode
    assert "not in expected_skips.txt: test_moon.py: no moon tonight" in ended.stdout


@pytest.mark.parametrize("listed", ["test_moon.py: no moon tonight\n", "# why\n*: no moon *\n"])
def test_a_listed_skip_passes(tmp_path: Path, listed: str) -> None:
    """A skip on the list is no failure."""
    assert 0 == run(tmp_path, listed, RETRIAL_NO_SURPRISES="1").returncode


def test_elsewhere_no_skip_fails(tmp_path: Path) -> None:
    """Without the variable a developer's run is left alone."""
    ended = run(tmp_path, "")
    assert (0, False) == (ended.returncode, "not in expected" in ended.stdout)
