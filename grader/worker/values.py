"""The worker's end of the closed grammar of values, outward: what a call returned, as plain data.

None, bool, int of 64 bits, float, str, bytes, list, and dict with string keys stand for themselves, if they are
exactly of these types. All else is `{"$": kind, ...}`:

- `int` (decimal digits), `str` (bytes with surrogates), `tuple`, `set`, `dict` (pairs), `decimal`, `datetime`,
  `date`, `timedelta` (days, seconds, microseconds), `enum`;
- `requests`: a list of requests of a big batch that was handed over: from which number up to which, in order;
- `model`: an object of pydantic, so of the SDK: its class and its JSON as the API sent it;
- `record`: a dataclass or a named tuple: its class and its fields;
- `error`: an exception, see `errors.py`;
- `opaque`: whatever else, and what is too deep, too large, or holds itself.

No method of a learner's class is called: fields are read from instance dictionaries and slots, and what a class is
from `type`, as a metaclass may define even `__mro__`.
"""

from __future__ import annotations

import dataclasses
import enum
import zoneinfo
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from types import MemberDescriptorType
from typing import Any, Final

import msgspec
import pydantic

from grader.protocol import FRAME_CAP, Value

NODES: Final = 20_000
DEPTH: Final = 40
BITS: Final = 13_000
"""The longest integer that crosses, some 3,900 digits: Python refuses to read more than 4,300."""
ROOM: Final = FRAME_CAP - 4096
"""The most bytes that a value may take, so that its message fits a frame."""

ERRORS: Final = 2_000
"""The most exceptions that a value may hold, those within their attributes and their causes included."""

ancestors: Final[Callable[[type], tuple[type, ...]]] = type.__dict__["__mro__"].__get__
_name: Final[Callable[[type], str]] = type.__dict__["__name__"].__get__

_INT64: Final = range(-(1 << 63), 1 << 63)
_ZONES: Final = (type(None), timezone, zoneinfo.ZoneInfo)
_pack = msgspec.msgpack.Encoder().encode


class _TooLargeError(Exception):
    """A value has too many parts, or is nested too deeply."""


class Handed:
    """The requests of a big batch, as they were handed over in this case: lists of them cross as their numbers."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._requests: list[dict[str, Any]] = []
        self._params: Any = None

    def hold(self, requests: list[dict[str, Any]]) -> None:
        """Know these requests from now on, and no others."""
        self._requests = list(requests)
        self._places = {id(request["custom_id"]): number for number, request in enumerate(requests)}
        self._params = requests[0]["params"] if requests else None

    def spans(self, values: list[Any]) -> list[list[int]] | None:
        """Return first number and end of each run of them in a list; None if it holds anything else, or nothing."""
        found: list[list[int]] = []
        for value in values if self._places else ():
            place = self._place(value)
            if place is None:
                return None
            if found and found[-1][1] == place:
                found[-1][1] = place + 1
            else:
                found.append([place, place + 1])
        return found or None

    def _place(self, value: Any) -> int | None:
        """Return the number of a request, or of a dict that holds just the same; what has changed has none."""
        if type(value) is not dict or len(value) != 2 or not all(type(key) is str for key in value):
            return None
        same = value.get("params") is self._params
        return self._places.get(id(value.get("custom_id"))) if same else None


HANDED: Final = Handed()


class Left:
    """How many more exceptions a value may hold, all its parts together."""

    def __init__(self) -> None:
        self._errors = ERRORS

    def take(self) -> bool:
        """Tell whether there may be another one."""
        self._errors -= 1
        return self._errors >= 0


def encode(value: Any, depth: int = 0, left: Left | None = None) -> Value:
    """Return a value, at this depth within another, as the judge is to see it; what is too large is opaque."""
    try:
        found = _Writer(left or Left()).write(value, depth)
        return found if size(found) <= ROOM else opaque(value, ", too large")
    except (_TooLargeError, RecursionError):
        return opaque(value, ", too large")
    except BaseException:  # noqa: BLE001  a class of the learner's may do anything when it is looked at
        return opaque(value)


def opaque(value: Any, why: str = "") -> Value:
    """Describe a value that does not cross."""
    return {"$": "opaque", "type": name(type(value)) + why}


def is_opaque(value: Value) -> bool:
    """Tell whether an encoded value says only what it is not."""
    return type(value) is dict and value.get("$") == "opaque"


def size(value: Value) -> int:
    """Return how many bytes an encoded value takes."""
    return len(_pack(value))


def name(cls: type) -> str:
    """Return the bare name of a class, without what a generic one is made of."""
    return plain(_name(cls)).partition("[")[0][:200]


def plain(text: object) -> str:
    """Return text that crosses as it is: lone surrogates are written out."""
    return str(text).encode("utf-8", "backslashreplace").decode()


class _Writer:
    """Writes one value, within a budget of nodes and bytes."""

    def __init__(self, left: Left) -> None:
        self.left = left
        self._nodes = NODES
        self._bytes = ROOM
        self._within: set[int] = set()

    def write(self, value: Any, depth: int) -> Value:
        """Write a value and all that it holds."""
        self._nodes -= 1
        if self._nodes < 0 or depth > DEPTH:
            raise _TooLargeError
        if id(value) in self._within:
            return opaque(value, ", holds itself")
        write = _EXACT.get(type(value)) or _by_ancestry(type(value))
        self._within.add(id(value))
        try:
            return write(self, value, depth + 1)
        finally:
            self._within.discard(id(value))

    def spend(self, size: int) -> None:
        """Take so many bytes from the budget."""
        self._bytes -= size
        if self._bytes < 0:
            raise _TooLargeError

    def all(self, values: Any, depth: int) -> list[Value]:
        """Write each of some values."""
        return [self.write(value, depth) for value in values]

    def fields(self, values: dict[str, Any], depth: int) -> dict[str, Value]:
        """Write each value of a mapping by name."""
        return {plain(key): self.write(value, depth) for key, value in values.items()}


# ---------------------------------------------------------------- values of exactly these types


def _itself(_: _Writer, value: Any, __: int) -> Value:
    return value


def _int(_: _Writer, value: int, __: int) -> Value:
    if value in _INT64:
        return value
    return {"$": "int", "v": str(value)} if value.bit_length() <= BITS else opaque(value, ", too large")


def _str(writer: _Writer, value: str, _: int) -> Value:
    writer.spend(len(value))
    try:
        value.encode()
    except UnicodeEncodeError:
        return {"$": "str", "v": value.encode("utf-8", "surrogatepass")}
    return value


def _bytes(writer: _Writer, value: bytes, _: int) -> Value:
    writer.spend(len(value))
    return value


def _list(writer: _Writer, value: list[Any], depth: int) -> Value:
    spans = HANDED.spans(value)
    return writer.all(value, depth) if spans is None else {"$": "requests", "v": writer.all(spans, depth)}


def _tuple(writer: _Writer, value: tuple[Any, ...], depth: int) -> Value:
    return {"$": "tuple", "v": writer.all(value, depth)}


def _set(writer: _Writer, value: Any, depth: int) -> Value:
    return {"$": "set", "v": sorted(writer.all(value, depth), key=_pack)}


def _dict(writer: _Writer, value: dict[Any, Any], depth: int) -> Value:
    if all(type(key) is str and plain(key) == key for key in value) and "$" not in value:
        writer.spend(sum(map(len, value)))
        return {key: writer.write(held, depth) for key, held in value.items()}
    return {"$": "dict", "v": [writer.all(pair, depth) for pair in value.items()]}


def _datetime(_: _Writer, value: datetime, __: int) -> Value:
    if type(value.tzinfo) not in _ZONES:
        return opaque(value)
    return {"$": "datetime", "v": value.isoformat()}


def _decimal(writer: _Writer, value: Decimal, _: int) -> Value:
    text = str(value)
    writer.spend(len(text))
    return {"$": "decimal", "v": text}


_EXACT: Final[dict[type, Callable[[_Writer, Any, int], Value]]] = {
    type(None): _itself,
    bool: _itself,
    int: _int,
    float: _itself,
    str: _str,
    bytes: _bytes,
    list: _list,
    tuple: _tuple,
    set: _set,
    frozenset: _set,
    dict: _dict,
    Decimal: _decimal,
    datetime: _datetime,
    date: lambda _, value, __: {"$": "date", "v": value.isoformat()},
    timedelta: lambda _, value, __: {"$": "timedelta", "v": [value.days, value.seconds, value.microseconds]},
}


# ---------------------------------------------------------------- values of classes


def _by_ancestry(cls: type) -> Callable[[_Writer, Any, int], Value]:
    if isinstance(cls, enum.EnumMeta):
        return _enum
    classes = ancestors(cls)
    if BaseException in classes:
        return _error
    if pydantic.BaseModel in classes:
        return _model
    if any("__dataclass_fields__" in vars(c) for c in classes):
        return _record
    return _named_tuple if tuple in classes and "_fields" in vars(cls) else _opaque


def _opaque(_: _Writer, value: Any, __: int) -> Value:
    return opaque(value)


def _enum(writer: _Writer, value: Any, depth: int) -> Value:
    held = own_dict(value)
    member = plain(held.get("_name_", ""))
    return {"$": "enum", "cls": name(type(value)), "name": member, "v": writer.write(held.get("_value_"), depth)}


def _model(writer: _Writer, value: Any, depth: int) -> Value:
    """Write a model of the SDK as the JSON that it was made of, any other one by its fields."""
    if type(value).__module__.startswith("anthropic."):
        try:
            dump = pydantic.BaseModel.model_dump(value, mode="json", exclude_unset=True, warnings=False)
        except Exception:  # noqa: BLE001  a field holds what is no JSON
            return opaque(value)
        return {"$": "model", "cls": name(type(value)), "v": writer.fields(dump, depth)}
    return {"$": "model", "cls": name(type(value)), "v": writer.fields(own_dict(value), depth)}


def _record(writer: _Writer, value: Any, depth: int) -> Value:
    held = instance_dict(value)
    fields = {f.name: held[f.name] for f in dataclasses.fields(value) if f.name in held}
    return {"$": "record", "cls": name(type(value)), "fields": writer.fields(fields, depth)}


def _named_tuple(writer: _Writer, value: Any, depth: int) -> Value:
    fields = dict(zip(vars(type(value))["_fields"], tuple.__iter__(value), strict=False))
    return {"$": "record", "cls": name(type(value)), "fields": writer.fields(fields, depth)}


def _error(writer: _Writer, value: BaseException, depth: int) -> Value:
    from grader.worker import errors  # noqa: PLC0415  the two are mutually recursive

    return errors.encode(value, depth=depth, left=writer.left) if writer.left.take() else opaque(value, ", too many")


def instance_dict(value: Any) -> dict[str, Any]:
    """Return what an object holds, in its dictionary, its slots, and the defaults of its class, in this order."""
    held: dict[str, Any] = {}
    for cls in reversed(ancestors(type(value))):
        for key, member in list(vars(cls).items()):
            if isinstance(member, MemberDescriptorType):
                try:
                    held[key] = member.__get__(value)
                except AttributeError:
                    held.pop(key, None)
            elif not hasattr(member, "__get__"):
                held[key] = member
    return held | own_dict(value)


def own_dict(value: Any) -> dict[str, Any]:
    """Return an object's own dictionary, empty if it has none, without asking its class."""
    try:
        return dict(object.__getattribute__(value, "__dict__"))
    except AttributeError:
        return {}
