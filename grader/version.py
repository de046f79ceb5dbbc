"""The version of the grader: of the installed distribution, or of the checkout."""

from __future__ import annotations

import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def grader_version() -> str:
    """Return the version. A checkout that was never installed names it in its `pyproject.toml`."""
    pyproject = Path(__file__).parents[1] / "pyproject.toml"
    if pyproject.is_file():
        return str(tomllib.loads(pyproject.read_text("utf-8"))["project"]["version"])
    try:
        return version("retrial")
    except PackageNotFoundError:
        return "unknown"
