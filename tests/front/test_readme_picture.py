"""What the README shows is what one sees."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parents[2]
MISTAKE = TOP / "solutions" / "03_retries" / "mistakes" / "create_with_retries__caps_retry_after.py"


def test_the_picture_is_real(tmp_path: Path) -> None:
    """The failed check in the README is printed so, to the character, for the mistake that it tells of."""
    answer = tmp_path / "mine" / "03_retries" / "create_with_retries.py"
    answer.parent.mkdir(parents=True)
    shutil.copy(MISTAKE, answer)
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", "create_with_retries", "--submission", str(tmp_path / "mine")],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=False,
    )
    picture = (TOP / "README.md").read_text("utf-8").partition("```text\n")[2].partition("```")[0]
    shown = done.stdout.replace(f" --submission {tmp_path / 'mine'}", "")
    assert 1 == done.returncode
    assert picture.startswith("✗ RETRY-07")
    assert picture in shown
