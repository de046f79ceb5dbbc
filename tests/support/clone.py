"""What can be shown in a clone of the project alone: the bundle of a release has no history."""

from __future__ import annotations

import subprocess
from typing import Final

import pytest

from tests.support.places import TOP

needs_clone: Final = pytest.mark.skipif(not (TOP / ".git").exists(), reason="this is no clone of the project")


def tracked(*folders: str) -> list[str]:
    """Return the files that git tracks, in these folders or in all, and that are there."""
    command = ["git", "ls-files", "-z", *folders]
    listing = subprocess.run(command, check=True, capture_output=True, text=True, cwd=TOP).stdout
    return [name for name in listing.split("\0") if (TOP / name).is_file()]
