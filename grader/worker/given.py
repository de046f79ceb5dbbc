"""The worker's end of the closed grammar of values, inward: plain data, and stand-ins for what a check hands over."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import ModuleType
from typing import Any, Final

import anthropic
from anthropic._utils._json import openapi_dumps

from grader import protocol
from grader.protocol import KEY, Value
from grader.worker import values
from grader.worker.channel import bug
from grader.worker.promise import asettle, settle

MODEL: Final = "claude-sonnet-4-5"
"""The model that the requests of a big batch name."""
ESCAPED: Final = "\x1b"
"""What big prompts are made of: six bytes of JSON, so that they are measured six times as fast as plain letters."""


class Given:
    """Reads the values that the judge hands over in one case. The same client is the same object each time."""

    def __init__(self, module: ModuleType, handles: Mapping[int, Any]) -> None:
        self._module = module
        self._handles = handles
        self._clients: dict[str, Any] = {}

    @property
    def clients(self) -> list[Any]:
        """The clients that were handed over so far."""
        return list(self._clients.values())

    def read(self, value: Value) -> Any:
        """Return what a value stands for."""
        if isinstance(value, list):
            return [self.read(held) for held in value]
        if not isinstance(value, dict):
            return value
        if "$" not in value:
            return {key: self.read(held) for key, held in value.items()}
        if value["$"] not in _KINDS:
            bug(f"{value['$']!r} is no kind of value")
        return _KINDS[value["$"]](self, value)

    def client(self, value: dict[str, Any]) -> Any:
        """Return a real client of the SDK, whose requests the judge answers."""
        key = repr(sorted(value.items()))
        if key not in self._clients:
            build = anthropic.Anthropic if value["$"] == "client" else anthropic.AsyncAnthropic
            options = {name: value[name] for name in ("max_retries", "timeout") if value.get(name) is not None}
            self._clients[key] = build(api_key=KEY, **options)
        return self._clients[key]

    def callback(self, value: dict[str, Any]) -> Callable[..., Any]:
        """Return a function, or a coroutine function, that the judge carries out."""
        return self._function(value["name"], is_async=value.get("async", False))

    def store(self, value: dict[str, Any]) -> Store:
        """Return a key-value store that the judge keeps."""
        is_async = value.get("async", False)
        return Store(*(self._function(f"{value['name']}.{verb}", is_async=is_async) for verb in ("get", "put")))

    def record(self, value: dict[str, Any]) -> Any:
        """Return an object of a class of the learner's file."""
        return getattr(self._module, value["cls"])(**self.read(value["fields"]))

    def enum(self, value: dict[str, Any]) -> Any:
        """Return a member of an enumeration of the learner's file."""
        return getattr(self._module, value["cls"])[value["name"]]

    def handle(self, value: dict[str, Any]) -> Any:
        """Return an object that stayed here."""
        return self._handles[value["id"]]

    def _function(self, name: str, *, is_async: bool) -> Callable[..., Any]:
        def event(args: tuple[Any, ...], kwargs: dict[str, Any]) -> protocol.Callback:
            named = {values.plain(key): values.encode(held) for key, held in kwargs.items()}
            return protocol.Callback(name, [values.encode(held) for held in args], named)

        def function(*args: Any, **kwargs: Any) -> Any:
            return self._returned(settle(event(args, kwargs)))

        async def coroutine_function(*args: Any, **kwargs: Any) -> Any:
            return self._returned(await asettle(event(args, kwargs)))

        found = coroutine_function if is_async else function
        found.__name__ = found.__qualname__ = name.rpartition(".")[2]
        return found

    def _returned(self, answer: protocol.Answer) -> Any:
        match answer:
            case protocol.Return():
                return self.read(answer.value)
            case protocol.Fault():
                raise _builtin(answer.name)(answer.message)
            case _:
                return bug(f"{type(answer).__name__} answers no callback")


class Store:
    """A key-value store with `get` and `put`."""

    def __init__(self, get: Callable[[str], Any], put: Callable[[str, Any], Any]) -> None:
        self.get = get
        self.put = put


def _builtin(name: str) -> type[BaseException]:
    found = getattr(builtins, name, None)
    if not (isinstance(found, type) and issubclass(found, BaseException)):
        bug(f"{name} is no built-in exception")
    return found


def _requests(given: Given, value: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG001  the signature of a kind
    """Return requests that share their parameters, each of just so many bytes as the SDK encodes it."""
    params = _params("")
    room = value["size"] - len(openapi_dumps({"custom_id": "r-000000", "params": params}))
    if room < 0:
        bug(f"a request takes {-room} bytes more than {value['size']}")
    params = _params(ESCAPED * (room // 6) + "x" * (room % 6))
    requests = [{"custom_id": f"r-{number:06}", "params": params} for number in range(value["count"])]
    values.HANDED.hold(requests)
    return requests


def _params(prompt: str) -> dict[str, Any]:
    return {"model": MODEL, "max_tokens": 1024, "messages": [{"role": "user", "content": prompt}]}


def _iterator(given: Given, value: dict[str, Any]) -> Iterator[Any]:
    return iter(given.read(value["v"]))


def _model(_: Given, value: dict[str, Any]) -> Any:
    return getattr(anthropic.types, value["cls"]).construct(**value["v"])


_KINDS: Final[Mapping[str, Callable[[Given, dict[str, Any]], Any]]] = {
    "int": lambda _, value: int(value["v"]),
    "str": lambda _, value: value["v"].decode("utf-8", "surrogatepass"),
    "tuple": lambda given, value: tuple(given.read(value["v"])),
    "set": lambda given, value: set(given.read(value["v"])),
    "dict": lambda given, value: {given.read(key): given.read(held) for key, held in value["v"]},
    "decimal": lambda _, value: Decimal(value["v"]),
    "datetime": lambda _, value: datetime.fromisoformat(value["v"]),
    "date": lambda _, value: date.fromisoformat(value["v"]),
    "timedelta": lambda _, value: timedelta(*value["v"]),
    "enum": Given.enum,
    "model": _model,
    "record": Given.record,
    "client": Given.client,
    "aclient": Given.client,
    "callback": Given.callback,
    "store": Given.store,
    "repeat": lambda _, value: value["text"] * value["times"],
    "requests": _requests,
    "handle": Given.handle,
    "iter": _iterator,
}
