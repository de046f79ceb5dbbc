"""The formats of one result, by name: each a module whose `render` returns text, imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from grader.result import Result

FORMATS: Final = {
    "json": "jsontext",
    "junit": "junit",
    "markdown": "markdown",
    "github": "github",
    "gradescope": "gradescope",
    "classroom50": "classroom50",
    "prairielearn": "prairielearn",
}
"""The names that a user knows, and their modules in this room."""


def rendered(result: Result, form: str, *, folder: str = "exercises") -> str:
    """Return a result in a format; `folder` is where a repository has the exercises, for those that name its files."""
    options = {"folder": folder} if form == "github" else {}
    text = import_module(f"grader.report.{FORMATS[form]}").render(result, **options)
    assert isinstance(text, str)
    return text
