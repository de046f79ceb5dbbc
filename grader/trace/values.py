"""Values that stand for the learner's objects, and when two of them are the same."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Model:
    """An object of the SDK: the name of its class, and what it holds as JSON."""

    cls: str
    data: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        """Return a field, or None where there is none."""
        return self.data.get(key)


@dataclass(frozen=True, slots=True)
class Record:
    """A dataclass, a named tuple, or any other plain object: the name of its class, and its fields."""

    cls: str
    fields: Mapping[str, Any]

    def __getitem__(self, key: str) -> Any:
        """Return a field, or None where there is none."""
        return self.fields.get(key)


@dataclass(frozen=True, slots=True)
class EnumMember:
    """A member of an enumeration."""

    cls: str
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Span:
    """Requests of a big batch that was handed over, in their order: from this number up to, without, that one."""

    start: int
    stop: int

    def __repr__(self) -> str:
        return f"requests {self.start:,} to {self.stop - 1:,}"


@dataclass(frozen=True, slots=True)
class Opaque:
    """A value that does not cross: no check takes it for a value."""

    type: str


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the learner's file."""

    line: int
    function: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Error:
    """An exception: its class and the classes that it inherits from, as `module.Name`, nearest first."""

    bases: tuple[str, ...]
    message: str
    attrs: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    where: Where | None = None
    """The innermost frame of the learner's own file, None if it never was there."""
    raised_here: bool = False
    """Whether the learner's own file raised it, and not something that it called."""
    cause: Error | None = None
    """What it came from; of a group of exceptions, the first one in it."""

    @property
    def first(self) -> Error:
        """Of a group of exceptions the first one in it, which may be a group as well; any other is the first itself."""
        return self.cause.first if self.cause and self.is_a("BaseExceptionGroup") else self

    @property
    def type(self) -> str:
        """The bare name of its class."""
        return self.bases[0].rpartition(".")[2] if self.bases else ""

    def is_a(self, name: str) -> bool:
        """Tell whether it is an instance of a class of this bare name, subclasses included."""
        return any(base.rpartition(".")[2] == name for base in self.bases)

    @property
    def of_sdk(self) -> bool:
        """Whether the SDK, or the HTTP library below it, defines its class."""
        return bool(self.bases) and self.bases[0].partition(".")[0] in {"anthropic", "httpx2", "httpcore2"}


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are equal in value and in type (`True` is not `1`, nor `1` the same as `1.0`).

    What is opaque is the same as nothing, not even as itself.
    """
    if type(one) is not type(other):
        return False
    match one:
        case Opaque():
            return False
        case dict():
            keys = {key: key for key in other}
            return len(one) == len(other) and all(
                k in keys and same(k, keys[k]) and same(v, other[k]) for k, v in one.items()
            )
        case frozenset():
            return same(dict.fromkeys(one), dict.fromkeys(other))
        case list() | tuple():
            return len(one) == len(other) and all(map(same, one, other))
        case Model():
            return one.cls == other.cls and same(dict(one.data), dict(other.data))
        case Record():
            return one.cls == other.cls and same(dict(one.fields), dict(other.fields))
        case EnumMember():
            return (one.cls, one.name) == (other.cls, other.name) and same(one.value, other.value)
        case float():
            return one == other or (math.isnan(one) and math.isnan(other))
        case _:
            return bool(one == other)
