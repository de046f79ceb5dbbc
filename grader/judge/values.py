"""The judge's end of the closed grammar of values.

Inward (`decode`) everything is untrusted: nodes and depth are bounded, and what does not fit the grammar is a breach.
Outward (`encode`) values may also be stand-ins that the worker turns into clients, callbacks, stores and big inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from grader.judge.endings import Breach
from grader.trace import EnumMember, Error, Model, Opaque, Record, Where

NODES: Final = 200_000
DEPTH: Final = 60
DIGITS: Final = 4_300

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
    """A list of `count` batch requests of about `size` bytes each, expanded in the worker."""

    count: int
    size: int


@dataclass(frozen=True, slots=True)
class Once:
    """An iterator over these items that can be drained once."""

    items: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class HandleRef(Opaque):
    """An object that stayed in the worker; how many kills of its case came before it."""

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
    return _Decoder().decode(value, 0)


def error(value: Any) -> Error:
    """Return a worker's description of an exception. Raises Breach for anything else."""
    found = decode(value)
    if not isinstance(found, Error):
        raise _malformed()
    return found


def _malformed() -> Breach:
    return Breach("The worker sent a value that is none: does the code patch the grader's modules?")


class _Decoder:
    """Walks one value with a budget of nodes."""

    def __init__(self) -> None:
        self._left = NODES

    def decode(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if self._left < 0 or depth > DEPTH:
            msg = "A value has too many parts, or is nested too deeply, to cross to the grader."
            raise Breach(msg)
        if isinstance(value, list):
            return [self.decode(v, depth + 1) for v in value]
        if not isinstance(value, dict):
            return value
        if not all(isinstance(k, str) for k in value):
            raise _malformed()
        kind = value.get("$")
        if kind is None:
            return {k: self.decode(v, depth + 1) for k, v in value.items()}
        build = _KINDS.get(kind) if isinstance(kind, str) else None
        if build is None:
            raise _malformed()
        try:
            return build(self, value, depth + 1)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, InvalidOperation) as problem:
            raise _malformed() from problem

    def all(self, values: Any, depth: int) -> list[Any]:
        """Decode each of a list."""
        if not isinstance(values, list):
            raise _malformed()
        return [self.decode(v, depth) for v in values]

    def mapping(self, values: Any, depth: int) -> dict[str, Any]:
        """Decode each value of a mapping with string keys."""
        if not isinstance(values, dict) or not all(isinstance(k, str) for k in values):
            raise _malformed()
        return {k: self.decode(v, depth) for k, v in values.items()}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _malformed()
    return value


def _int(_: _Decoder, value: dict[str, Any], __: int) -> int:
    text = _text(value["v"])
    if len(text) > DIGITS:
        raise _malformed()
    return int(text)


def _decimal(_: _Decoder, value: dict[str, Any], __: int) -> Decimal | Opaque:
    found = Decimal(_text(value["v"]))
    return Opaque("Decimal") if found.is_snan() else found


def _set(decoder: _Decoder, value: dict[str, Any], depth: int) -> frozenset[Any]:
    return frozenset(decoder.all(value["v"], depth))


def _dict(decoder: _Decoder, value: dict[str, Any], depth: int) -> dict[Any, Any]:
    pairs = [decoder.all(pair, depth) for pair in value["v"]]
    return {_hashable(k): v for k, v in pairs}


def _hashable(value: Any) -> Any:
    hash(value)
    return value


def _enum(decoder: _Decoder, value: dict[str, Any], depth: int) -> EnumMember:
    return EnumMember(_text(value["cls"]), _text(value["name"]), decoder.decode(value["v"], depth))


def _model(decoder: _Decoder, value: dict[str, Any], depth: int) -> Model:
    return Model(_text(value["cls"]), decoder.mapping(value["v"], depth))


def _record(decoder: _Decoder, value: dict[str, Any], depth: int) -> Record:
    return Record(_text(value["cls"]), decoder.mapping(value["fields"], depth))


def _where(value: Any) -> Where | None:
    if value is None:
        return None
    line = value["line"]
    if type(line) is not int:
        raise _malformed()
    return Where(line, _text(value["function"]), _text(value.get("source", "")))


def _error(decoder: _Decoder, value: dict[str, Any], depth: int) -> Error:
    cause = value.get("cause")
    return Error(
        bases=tuple(_text(name) for name in value["mro"]),
        message=_text(value["message"]),
        attrs=decoder.mapping(value.get("attrs", {}), depth),
        where=_where(value.get("where")),
        raised_here=value.get("here") is True,
        cause=None if cause is None else _cause(decoder, cause, depth),
    )


def _cause(decoder: _Decoder, value: Any, depth: int) -> Error:
    found = decoder.decode(value, depth)
    if not isinstance(found, Error):
        raise _malformed()
    return found


_KINDS: Final[Mapping[str, Callable[[_Decoder, dict[str, Any], int], Any]]] = {
    "int": _int,
    "str": lambda _, value, __: value["v"].decode("utf-8", "surrogatepass"),
    "tuple": lambda decoder, value, depth: tuple(decoder.all(value["v"], depth)),
    "set": _set,
    "dict": _dict,
    "decimal": _decimal,
    "datetime": lambda _, value, __: datetime.fromisoformat(_text(value["v"])),
    "date": lambda _, value, __: date.fromisoformat(_text(value["v"])),
    "timedelta": lambda _, value, __: timedelta(*value["v"]),
    "enum": _enum,
    "model": _model,
    "record": _record,
    "error": _error,
    "opaque": lambda _, value, __: Opaque(_text(value["type"])),
}
