"""Exceptions as data: classes, message, the attributes that matter, the place in the learner's file, the cause."""

from __future__ import annotations

import linecache
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from grader.worker import values

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from grader.protocol import Value

MESSAGE: Final = 2_000
"""How many characters of a message cross."""
ATTRIBUTES: Final = 50
CAUSES: Final = 5

MISSING: Final = "retrial.MissingFunction"
"""What is reported where a file does not define what is called."""


class _File:
    """The learner's file: frames in it are the ones that matter."""

    name = ""


def look_in(name: str) -> None:
    """Make this the file that the places of exceptions are looked for in."""
    _File.name = name


def encode(error: BaseException, reads: Iterable[str] = (), depth: int = 0) -> Value:
    """Describe an exception. `reads` names attributes to be read from it, properties included."""
    places = list(_places(error.__traceback__))
    return {
        "$": "error",
        "mro": [_full_name(cls) for cls in type(error).__mro__ if cls is not object],
        "message": _message(error),
        "attrs": _attributes(error, reads),
        "where": _where(error, places),
        "here": _does_not_compile(error) or (bool(places) and places[-1][0] == _File.name),
        "cause": _cause(error, depth),
    }


def missing(message: str) -> Value:
    """Describe the absence of what was called."""
    mro = [MISSING, "builtins.Exception", "builtins.BaseException"]
    return {"$": "error", "mro": mro, "message": message, "attrs": {}, "where": None, "here": False, "cause": None}


def _full_name(cls: type) -> str:
    return values.plain(f"{cls.__module__}.{cls.__qualname__}")[:300]


def _message(error: BaseException) -> str:
    try:
        text = str(error)
        left_out = len(text) - MESSAGE
        return values.plain(text[:MESSAGE]) + (f" … ({left_out} more characters)" if left_out > 0 else "")
    except BaseException as broken:  # noqa: BLE001  a learner's __str__ may do anything
        return f"(its __str__ raised {values.name(type(broken))})"


def _attributes(error: BaseException, reads: Iterable[str]) -> dict[str, Value]:
    held = values.instance_dict(error)
    public = [key for key in held if type(key) is str and not key.startswith("_")]
    found = {key: held[key] for key in public[:ATTRIBUTES]}
    for key in reads:
        try:
            found[key] = getattr(error, key)
        except BaseException:  # noqa: BLE001, S112  it has no such attribute, or a property that fails
            continue
    return _that_cross(found)


def _that_cross(found: dict[str, Any]) -> dict[str, Value]:
    """Return the attributes whose values cross, as far as there is room for them in one message."""
    room = values.ROOM // 8
    crossing: dict[str, Value] = {}
    for key, value in found.items():
        encoded = values.encode(value) if not isinstance(value, BaseException) else values.opaque(value)
        size = values.size(encoded)
        if size <= room and not values.is_opaque(encoded):
            room -= size
            crossing[values.plain(key)] = encoded
    return crossing


def _does_not_compile(error: BaseException) -> TypeGuard[SyntaxError]:
    return isinstance(error, SyntaxError) and error.filename == _File.name


def _places(traceback: TracebackType | None) -> Iterable[tuple[str, int, str]]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield code.co_filename, traceback.tb_lineno, code.co_name
        traceback = traceback.tb_next


def _where(error: BaseException, places: list[tuple[str, int, str]]) -> Value:
    if _does_not_compile(error):
        return _place(error.lineno, "<module>") if error.lineno else None
    own = [(line, function) for name, line, function in places if name == _File.name]
    return _place(*own[-1]) if own else None


def _place(line: int, function: str) -> Value:
    source = linecache.getline(_File.name, line).strip()[:300]
    return {"line": line, "function": values.plain(function), "source": values.plain(source)}


def _cause(error: BaseException, depth: int) -> Value:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None if cause is None or depth >= CAUSES else encode(cause, depth=depth + 1)
