"""Where someone works with a bundle of a release: its verbs, called as a shell calls them."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Desk:
    """An unpacked bundle."""

    folder: Path

    @classmethod
    def unpacked(cls, bundle: Path, folder: Path) -> Self:
        """Unpack a bundle, which makes one folder."""
        zipfile.ZipFile(bundle).extractall(folder)
        (top,) = folder.iterdir()
        return cls(top)

    def start(self, *words: str | Path) -> subprocess.Popen[str]:
        """Call a verb, and do not wait for its end."""
        command = [sys.executable, "-m", "grader", *map(str, words)]
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        pipe = subprocess.PIPE
        return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=self.folder, env=surroundings)

    def run(self, *words: str | Path, code: int = 0) -> str:
        """Call a verb that ends with this code, and return what it says."""
        with self.start(*words) as process:
            out, err = process.communicate()
        assert code == process.returncode, f"{words} ended with {process.returncode}, not {code}:\n{out}{err}"
        return out + err
