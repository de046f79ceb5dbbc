"""A case: the arguments of a call and how the API answers, with a one-line text form that reads back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from grader.wire.notation import read_case, read_script
from grader.wire.steps import CaseError, Script, known, written

__all__ = ["Case", "CaseError", "case"]

_BARE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.:/+-]*")
_CONSTANTS: Final = frozenset({"true", "false", "null", "NaN", "Infinity"})
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_OK: Final = Script()


@dataclass(frozen=True, init=False, repr=False)
class Case:
    """Arguments by name, and a script.

    An argument is any JSON value, read as an attribute: `case.max_attempts`. Each is kept as its JSON text, so that a
    case is hashable, `1` differs from `1.0` and from `True`, and a check that changes a list changes nobody else's.
    """

    _args: tuple[tuple[str, str], ...]
    script: Script

    def __init__(self, args: Mapping[str, Any] | Iterable[tuple[str, Any]] = (), script: Script = _OK) -> None:
        """Freeze the arguments. Raises CaseError where one has no JSON form, or a name that a case has itself."""
        pairs = args.items() if isinstance(args, Mapping) else args
        object.__setattr__(self, "_args", tuple((_checked(name), _json(name, value)) for name, value in pairs))
        object.__setattr__(self, "script", script)

    @classmethod
    def parse(cls, text: str) -> Case:
        """Read the text form, see `grader.wire.notation`. Raises CaseError, which says where and what is known."""
        return cls(*read_case(text))

    @property
    def args(self) -> Mapping[str, Any]:
        """All arguments, in order."""
        return MappingProxyType({name: json.loads(text) for name, text in self._args})

    def __getattr__(self, name: str) -> Any:
        """Return an argument."""
        if name.startswith("_"):
            raise AttributeError(name)
        for key, text in self._args:
            if key == name:
                return json.loads(text)
        raise AttributeError(known("argument", name, (key for key, _ in self._args)))

    def __str__(self) -> str:
        """Return the one-line text form."""
        args = " ".join(f"{name}={_shown(text)}" for name, text in self._args)
        if not args:
            return str(self.script)
        return args if self.script == _OK else f"{args} | {self.script}"

    def __repr__(self) -> str:
        return f"Case.parse({str(self)!r})"


def case(script: str = "ok", /, **args: Any) -> Case:
    """Return a case from the text of its script and its arguments: `case("529 retry-after=7; ok", deadline=3)`."""
    return Case(args, read_script(script))


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or hasattr(Case, name) or name == "script":
        msg = f"no argument of a case can be called {name!r}"
        raise CaseError(msg)
    return name


def _json(name: str, value: Any) -> str:
    try:
        return written(value)
    except (TypeError, ValueError, RecursionError) as error:
        msg = f"the argument {name} has no JSON form: {error}"
        raise CaseError(msg) from error


def _shown(text: str) -> str:
    if not text.startswith('"'):
        return text
    word = text[1:-1]
    return word if _BARE.fullmatch(word) and word not in _CONSTANTS else text
