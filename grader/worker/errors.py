"""Exceptions as data: classes, message, the attributes that matter, the place in the learner's file, the cause.

What an exception is made of is read from `BaseException` and `type`: a learner's class may define all of it anew.
"""

from __future__ import annotations

import linecache
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from grader.worker import values

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from grader.protocol import Value

MESSAGE: Final = 2_000
"""How many characters of a message cross."""
ATTRIBUTES: Final = 50
CAUSES: Final = 5
LINES: Final = range(1, 1 << 31)
"""Lines that a file may have: code can raise a SyntaxError with any number."""

MISSING: Final = "retrial.MissingFunction"
"""What is reported where a file does not define what is called."""


class _File:
    """The learner's file: frames in it are the ones that matter."""

    name = ""


def look_in(name: str) -> None:
    """Make this the file that the places of exceptions are looked for in."""
    _File.name = name


_qualified_name: Final[Callable[[type], str]] = type.__dict__["__qualname__"].__get__
_exceptions: Final[Callable[[BaseException], Any]] = BaseExceptionGroup.__dict__["exceptions"].__get__
_module: Final[Callable[[type], object]] = type.__dict__["__module__"].__get__


def encode(
    error: BaseException,
    reads: Iterable[str] = (),
    *,
    depth: int = 0,
    left: values.Left | None = None,
    effects: int = 0,
) -> Value:
    """Describe an exception. `reads` names attributes to be read from it, properties included.

    It stands at `depth` within a value, may hold so many exceptions that are `left`, and is the cause of the cause of
    so many `effects`.
    """
    left = left or values.Left()
    places = list(_places(_own(error, "__traceback__")))
    return {
        "$": "error",
        "mro": [_full_name(cls) for cls in values.ancestors(type(error)) if cls is not object],
        "message": _message(error),
        "attrs": _that_cross(_attributes(error, reads), depth, left),
        "where": _where(error, places),
        "here": _does_not_compile(error) or (bool(places) and places[-1][0] == _File.name),
        "cause": _cause(error, depth, left, effects),
    }


def missing(message: str) -> Value:
    """Describe the absence of what was called."""
    mro = [MISSING, "builtins.Exception", "builtins.BaseException"]
    return {"$": "error", "mro": mro, "message": message, "attrs": {}, "where": None, "here": False, "cause": None}


def _own(error: BaseException, name: str) -> Any:
    """Return what the interpreter itself keeps of an exception."""
    return getattr(SyntaxError, name).__get__(error)


def _full_name(cls: type) -> str:
    return values.plain(f"{_module(cls)}.{_qualified_name(cls)}")[:300]


def _message(error: BaseException) -> str:
    try:
        text = str(error)
        left_out = len(text) - MESSAGE
        return values.plain(text[:MESSAGE]) + (f" … ({left_out} more characters)" if left_out > 0 else "")
    except BaseException as broken:  # noqa: BLE001  a learner's __str__ may do anything
        return f"(its __str__ raised {values.name(type(broken))})"


def _attributes(error: BaseException, reads: Iterable[str]) -> dict[str, Any]:
    held = values.instance_dict(error)
    public = [key for key in held if type(key) is str and not key.startswith("_")]
    found = {key: held[key] for key in public[:ATTRIBUTES]}
    for key in reads:
        try:
            found[key] = getattr(error, key)
        except BaseException:  # noqa: BLE001, S112  it has no such attribute, or a property that fails
            continue
    return found


def _that_cross(found: dict[str, Any], depth: int, left: values.Left) -> dict[str, Value]:
    """Return the attributes whose values cross, as far as there is room for them in one message."""
    room = values.ROOM // 8
    crossing: dict[str, Value] = {}
    for key, value in found.items():
        encoded = values.opaque(value) if _is_error(value) else values.encode(value, depth, left)
        size = values.size(encoded)
        if size <= room and not values.is_opaque(encoded):
            room -= size
            crossing[values.plain(key)] = encoded
    return crossing


def _is_error(value: Any) -> bool:
    return BaseException in values.ancestors(type(value))


def _does_not_compile(error: BaseException) -> bool:
    if SyntaxError not in values.ancestors(type(error)):
        return False
    name = _own(error, "filename")
    return type(name) is str and name == _File.name


def _places(traceback: TracebackType | None) -> Iterable[tuple[str, int, str]]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield code.co_filename, traceback.tb_lineno, code.co_name
        traceback = traceback.tb_next


def _where(error: BaseException, places: list[tuple[str, int, str]]) -> Value:
    if _does_not_compile(error):
        line = _own(error, "lineno")
        return _place(line, "<module>") if type(line) is int and line in LINES else None
    own = [(line, function) for name, line, function in places if name == _File.name]
    return _place(*own[-1]) if own else None


def _place(line: int, function: str) -> Value:
    source = linecache.getline(_File.name, line).strip()[:300]
    return {"line": line, "function": values.plain(function), "source": values.plain(source)}


def _cause(error: BaseException, depth: int, left: values.Left, effects: int) -> Value:
    cause = _reason(error)
    if cause is None or effects >= CAUSES or depth >= values.DEPTH or not left.take():
        return None
    return encode(cause, depth=depth + 1, left=left, effects=effects + 1)


def _reason(error: BaseException) -> BaseException | None:
    """Return what an exception came from: of a group, the first one in it."""
    if BaseExceptionGroup in values.ancestors(type(error)):
        first: BaseException = _exceptions(error)[0]
        return first
    cause: BaseException | None = _own(error, "__cause__")
    if cause is None and not _own(error, "__suppress_context__"):
        cause = _own(error, "__context__")
    return cause
