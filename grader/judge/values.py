"""The judge's end of the closed grammar of values.

Inward (`decode`) everything is untrusted: depth is bounded (the number of parts is, before it comes here), and what
does not fit the grammar is a breach.
Outward (`encode`) values may also be stand-ins that the worker turns into clients, callbacks, stores and big inputs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from grader.judge.endings import Breach
from grader.judge.shape import too_much
from grader.show import cut
from grader.trace import EnumMember, Error, Model, Opaque, Record, Span, Where

DEPTH: Final = 60
DIGITS: Final = 4_300
EXPONENT: Final = 10_000
"""How far a decimal's point may be from its digits: whoever turns it into an integer writes out as many zeros."""
ALIKE: Final = 16
"""The most keys, or members of a set, of one and the same hash: more would make each look at all the others."""
SOURCE: Final = 200
"""Characters of a line of the learner's file, and of the name of a function."""
MESSAGE: Final = 2_100
"""Characters of an exception's message: a worker sends 2,000, and how many more there were."""
CLASSES: Final = 100
"""Classes of an exception, itself included."""
CLASS: Final = 300
"""Characters of a class's full name."""

# ---------------------------------------------------------------- outward


@dataclass(frozen=True, slots=True)
class Client:
    """A real client of the SDK over the wire. One `id` is one object within a case; None leaves the SDK's default."""

    sync: bool = True
    max_retries: int | None = None
    timeout: float | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class CallbackRef:
    """A function that lives in the judge; `is_async` makes it a coroutine function there."""

    name: str
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class StoreRef:
    """A store with `get(key)` and `put(key, value)` that lives in the judge."""

    name: str
    is_async: bool = False


@dataclass(frozen=True, slots=True)
class Repeat:
    """A text of `times` times `text`, expanded in the worker."""

    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Requests:
    """A list of `count` batch requests of `size` bytes each, as the SDK encodes them, expanded in the worker.

    They share their parameters. A list of them comes back as `Span`s, so that a case has one such list.
    """

    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Once:
    """An iterator over these items that can be drained once."""

    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class HandleRef(Opaque):
    """An object that stayed in the worker; how many times the case had lost its process before."""

    id: int
    kills: int


def encode(value: Any) -> Any:  # noqa: C901, PLR0911  one line for each kind of the grammar
    """Return a value as the worker is to see it. Raises TypeError for what does not cross."""
    match value:
        case int() if abs(value) >= 1 << 63:
            return {"$": "int", "v": str(value)}
        case None | bool() | int() | float() | bytes():
            return value
        case str():
            return _encode_text(value)
        case list():
            return [encode(v) for v in value]
        case tuple():
            return {"$": "tuple", "v": [encode(v) for v in value]}
        case Mapping():
            if all(isinstance(k, str) and encode(k) is k for k in value) and "$" not in value:
                return {k: encode(v) for k, v in value.items()}
            return {"$": "dict", "v": [[encode(k), encode(v)] for k, v in value.items()]}
        case set() | frozenset():
            return {"$": "set", "v": [encode(v) for v in sorted(value, key=repr)]}
        case Decimal():
            return {"$": "decimal", "v": str(value)}
        case datetime():
            return {"$": "datetime", "v": value.isoformat()}
        case timedelta():
            return {"$": "timedelta", "v": [value.days, value.seconds, value.microseconds]}
        case _:
            return _stand_in(value)


def _encode_text(text: str) -> Any:
    try:
        text.encode()
    except UnicodeEncodeError:
        return {"$": "str", "v": text.encode("utf-8", "surrogatepass")}
    return text


def _stand_in(value: Any) -> dict[str, Any]:
    match value:
        case Client():
            options = {"max_retries": value.max_retries, "timeout": value.timeout}
            named = {k: v for k, v in options.items() if v is not None}
            return {"$": "client" if value.sync else "aclient", "id": value.id, **named}
        case CallbackRef():
            return {"$": "callback", "name": value.name, "async": value.is_async}
        case StoreRef():
            return {"$": "store", "name": value.name, "async": value.is_async}
        case Repeat():
            return {"$": "repeat", "text": value.text, "times": value.times}
        case Requests():
            return {"$": "requests", "count": value.count, "size": value.size}
        case Once():
            return {"$": "iter", "v": [encode(v) for v in value.items]}
        case HandleRef():
            return {"$": "handle", "id": value.id}
        case _:
            msg = f"a {type(value).__name__} does not cross to the worker"
            raise TypeError(msg)


# ---------------------------------------------------------------- inward


def decode(value: Any) -> Any:
    """Return a worker's value as plain data of `grader.trace`. Raises Breach for what is not of the grammar."""
    return _decode(value, 0)


def error(value: Any) -> Error:
    """Return a worker's description of an exception. Raises Breach for anything else."""
    found = decode(value)
    if not isinstance(found, Error):
        raise _malformed()
    return found


def _malformed() -> Breach:
    return Breach("The worker sent a value that is none: does the code patch the grader's modules?")


def _decode(value: Any, depth: int) -> Any:
    if depth > DEPTH:
        raise too_much()
    if isinstance(value, list):
        return [_decode(v, depth + 1) for v in value]
    if not isinstance(value, dict):
        return value
    kind = value.get("$")
    if kind is None:
        return {k: _decode(v, depth + 1) for k, v in value.items()}
    build = _KINDS.get(kind) if isinstance(kind, str) else None
    if build is None:
        raise _malformed()
    try:
        return build(value, depth + 1)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, InvalidOperation) as problem:
        raise _malformed() from problem


def _all(values: Any, depth: int) -> list[Any]:
    """Decode each of a list."""
    if not isinstance(values, list):
        raise _malformed()
    return [_decode(v, depth) for v in values]


def _mapping(values: Any, depth: int) -> dict[str, Any]:
    """Decode each value of a mapping."""
    if not isinstance(values, dict):
        raise _malformed()
    return {k: _decode(v, depth) for k, v in values.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _malformed()
    return value


def _int(value: dict[str, Any], _: int) -> int:
    text = _text(value["v"])
    if len(text) > DIGITS:
        raise _malformed()
    return int(text)


def _decimal(value: dict[str, Any], _: int) -> Decimal | Opaque:
    text = _text(value["v"])
    if len(text) > DIGITS:
        raise _malformed()
    found = Decimal(text)
    return Opaque("Decimal") if found.is_snan() or (found and abs(found.adjusted()) > EXPONENT) else found


def _set(value: dict[str, Any], depth: int) -> frozenset[Any]:
    return frozenset(_apart(_all(value["v"], depth)))


def _dict(value: dict[str, Any], depth: int) -> dict[Any, Any]:
    keys, values = zip(*(_all(pair, depth) for pair in value["v"]), strict=True) if value["v"] else ((), ())
    return dict(zip(_apart(keys), values, strict=True))


def _apart(keys: Sequence[Any]) -> Sequence[Any]:
    """Return the keys if their hashes differ as those of innocent keys do. Raises TypeError where one has none."""
    most = max(Counter(map(hash, keys)).values(), default=0)
    if most > ALIKE:
        raise too_much()
    return keys


def _spans(value: dict[str, Any], _: int) -> list[Span]:
    found = [Span(*span) for span in value["v"]]
    if not all(type(end) is int for span in found for end in (span.start, span.stop)):
        raise _malformed()
    return found


def _enum(value: dict[str, Any], depth: int) -> EnumMember:
    return EnumMember(_text(value["cls"]), _text(value["name"]), _decode(value["v"], depth))


def _model(value: dict[str, Any], depth: int) -> Model:
    return Model(_text(value["cls"]), _mapping(value["v"], depth))


def _record(value: dict[str, Any], depth: int) -> Record:
    return Record(_text(value["cls"]), _mapping(value["fields"], depth))


def _where(value: Any) -> Where | None:
    if value is None:
        return None
    line = value["line"]
    if type(line) is not int:
        raise _malformed()
    return Where(line, _text(value["function"])[:SOURCE], _text(value.get("source", ""))[:SOURCE])


def _error(value: dict[str, Any], depth: int) -> Error:
    cause = value.get("cause")
    return Error(
        bases=tuple(_text(name)[:CLASS] for name in value["mro"][:CLASSES]),
        message=cut(_text(value["message"]), MESSAGE),
        attrs=_mapping(value.get("attrs", {}), depth),
        where=_where(value.get("where")),
        raised_here=value.get("here") is True,
        cause=None if cause is None else _cause(cause, depth),
    )


def _cause(value: Any, depth: int) -> Error:
    found = _decode(value, depth)
    if not isinstance(found, Error):
        raise _malformed()
    return found


_KINDS: Final[Mapping[str, Callable[[dict[str, Any], int], Any]]] = {
    "int": _int,
    "str": lambda value, _: value["v"].decode("utf-8", "surrogatepass"),
    "tuple": lambda value, depth: tuple(_all(value["v"], depth)),
    "set": _set,
    "dict": _dict,
    "decimal": _decimal,
    "datetime": lambda value, _: datetime.fromisoformat(_text(value["v"])),
    "date": lambda value, _: date.fromisoformat(_text(value["v"])),
    "timedelta": lambda value, _: timedelta(*value["v"]),
    "enum": _enum,
    "requests": _spans,
    "model": _model,
    "record": _record,
    "error": _error,
    "opaque": lambda value, _: Opaque(_text(value["type"])),
}
