"""The environment that grades holds what the lock names: no cache, no variable and no setting of pip adds to it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import pytest

from tests.support.places import TOP

SHELF: Final = """
import sys
from pip._internal.cache import SimpleWheelCache
from pip._internal.models.link import Link
print(SimpleWheelCache(sys.argv[1]).get_path_for_link(Link(sys.argv[2])))
"""
"""Prints where pip's cache keeps the wheel of an address."""


def wheel(folder: Path, name: str, module: str) -> Path:
    """Make a wheel of version 1 that installs one module."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-1-py3-none-any.whl"
    about = f"{name}-1.dist-info"
    files = {
        f"{module}.py": "",
        f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{about}/RECORD", "".join(f"{file},,\n" for file in (*files, f"{about}/RECORD")))
    return path


class Checkout:
    """A checkout whose lock names one package, `tiny`, which installs the module `honest`."""

    def __init__(self, folder: Path) -> None:
        """Make it, and the index of its package."""
        self.folder = folder
        self.top = folder / "grader"
        self.cache = folder / "cache"
        self.index = folder / "index"
        self.tiny = wheel(self.index, "tiny", "honest")
        self.hash = hashlib.sha256(self.tiny.read_bytes()).hexdigest()
        for name in ("integrations", "requirements"):
            (self.top / name).mkdir(parents=True)
        shutil.copy(TOP / "integrations" / "grade.sh", self.top / "integrations")
        (self.top / "requirements" / "run.txt").write_text(f"tiny==1 --hash=sha256:{self.hash}\n", encoding="utf-8")

    def make(self, **variables: str) -> set[str]:
        """Make the environment as the jobs do, and return which modules of ours it has."""
        script = f'set -eu; source "{self.top}/integrations/grade.sh"; make_venv "{sys.executable}"'
        pip = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.index), "PIP_CACHE_DIR": str(self.cache)}
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **pip, **variables}
        subprocess.run(["bash", "-c", script], check=True, env=environment)
        return {path.stem for path in (self.top / ".venv").glob("lib/python*/site-packages/*.py")}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a checkout whose environment is to be made."""
    return Checkout(tmp_path)


def test_a_cached_wheel_is_not_believed(checkout: Checkout) -> None:
    """Not even one that claims to be made of a file with the hash in the lock."""
    address = checkout.tiny.as_uri()
    command = [sys.executable, "-c", SHELF, str(checkout.cache), address]
    shelf = Path(subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip())
    wheel(shelf, "tiny", "evil")
    origin = {"archive_info": {"hash": f"sha256={checkout.hash}", "hashes": {"sha256": checkout.hash}}, "url": address}
    (shelf / "origin.json").write_text(json.dumps(origin), encoding="utf-8")
    assert {"honest"} == checkout.make()


def test_variables_of_pip_add_nothing(checkout: Checkout) -> None:
    """Those that say where from are obeyed, or there would be no `honest`; those that say what are not."""
    evil = wheel(checkout.folder / "evil", "other", "evil")
    digest = hashlib.sha256(evil.read_bytes()).hexdigest()
    requirement = checkout.folder / "evil.txt"
    requirement.write_text(f"{evil.as_uri()} --hash=sha256:{digest}\n", encoding="utf-8")
    config = checkout.folder / "pip.conf"
    config.write_text(f"[install]\nrequirement = {requirement}\n", encoding="utf-8")
    found = checkout.make(PIP_REQUIREMENT=str(requirement), PIP_CONFIG_FILE=str(config))
    assert {"honest"} == found
