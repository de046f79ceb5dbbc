"""A learner's file: compiled once, executed afresh for each case."""

from __future__ import annotations

import linecache
import os.path
import sys
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Final

MODULE: Final = "exercise"
"""The name of the module; dataclasses and pickle look it up in `sys.modules`."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A compiled file and its name, such as `03_retries/retry_delay.py`."""

    name: str
    code: CodeType

    def execute(self) -> ModuleType:
        """Execute the file in a new module, and return that. Raises whatever the file raises."""
        module = ModuleType(MODULE)
        module.__file__ = self.name
        sys.modules[MODULE] = module
        exec(self.code, module.__dict__)  # noqa: S102  what this process is for
        return module


def load(name: str, source: bytes) -> Exercise:
    """Compile a file, and keep its lines for tracebacks. Raises SyntaxError, or what else its compilation raises."""
    _keep_lines(name, source.decode("utf-8", "backslashreplace"))
    _refuse_bytes(name, source)
    return Exercise(name, compile(source, name, "exec", dont_inherit=True))


def _keep_lines(name: str, text: str) -> None:
    """Let tracebacks show the lines of the file; pdb makes its name absolute before it looks."""
    for key in (name, os.path.abspath(name)):  # noqa: PTH100  as pdb does it
        linecache.cache[key] = (len(text), None, text.splitlines(keepends=True), key)


def _refuse_bytes(name: str, source: bytes) -> None:
    """Raise SyntaxError, with its line, for what Python's own message gives no line for."""
    null = source.find(b"\0")
    if null >= 0:
        msg = "source code cannot contain null bytes"
        raise SyntaxError(msg, (name, source.count(b"\n", 0, null) + 1, None, None))


def forget() -> None:
    """Take the module of a case out of `sys.modules`."""
    sys.modules.pop(MODULE, None)
