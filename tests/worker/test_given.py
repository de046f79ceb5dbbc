"""What the judge hands over: callbacks, stores, big inputs, iterators, objects."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader import protocol
from tests.support.fake_judge import SECOND, Worker, World, message

SOURCE = """
import asyncio, inspect, time
from dataclasses import dataclass
from enum import Enum

@dataclass
class Usage:
    tokens: int

class Action(Enum):
    RETRY = "retry"

def f(function, *args, **kwargs):
    return function(*args, **kwargs)

async def af(function, *args):
    return await function(*args)

async def two(function):
    await asyncio.gather(function(1), function(2))
    return time.monotonic()

def kind(value):
    return [type(value).__name__, inspect.iscoroutinefunction(value), getattr(value, "__name__", "")]

def stored(store):
    store.put("a", 1)
    return store.get("a")

async def astored(store):
    await store.put("a", 1)
    return await store.get("a")

def back(value):
    return value

def big(value):
    return [len(value), value[:3] if isinstance(value, str) else value[:2]]

def sizes(requests):
    from anthropic._utils._json import openapi_dumps
    return [[r["custom_id"] for r in requests], [len(openapi_dumps(r)) for r in requests]]

def sorted_out(requests):
    one, two = requests[:2]
    known = [list(requests), requests[5:] + [one], [requests[7]] * 2, [dict(one), {"params": two["params"], **two}]]
    changed = [{**one, "params": {}}, {**one, "custom_id": "r-0"}, {**one, "n": 1}, {"custom_id": "r-000000"}]
    return [*known, [], [1], one["custom_id"], *([two, other] for other in changed)]

def drained(items):
    return [list(items), list(items)]

def caught(function):
    try:
        function()
    except OSError as error:
        return [type(error).__name__, str(error)]

def reads(message):
    return [type(message).__name__, message.content[0].text, message.usage.output_tokens]
"""
SYNC = {"$": "callback", "name": "sink"}
ASYNC = {"$": "callback", "name": "sink", "async": True}


@pytest.mark.parametrize(("function", "callback"), [("f", SYNC), ("af", ASYNC)])
def test_a_callback_is_carried_out_by_the_judge(worker: Worker, function: str, callback: Any) -> None:
    """A callback's arguments reach the judge, and what it returns comes back."""
    world = World(callbacks={"sink": lambda value: [value, "back"]})
    assert worker.play(SOURCE, callback, "é", world=world, function=function).value == ["é", "back"]
    assert world.events == [protocol.Callback("sink", ["é"])]


def test_a_callback_takes_named_arguments(worker: Worker) -> None:
    """Named arguments reach the judge by their names."""
    world = World(callbacks={"sink": lambda **named: named})
    worker.play(SOURCE, world=world, function="kind")
    found = worker.run(protocol.Call, world, "f", world.now, [SYNC], {"n": 1})
    assert found.value == {"n": 1}


def test_a_callback_is_a_function_of_its_kind(worker: Worker) -> None:
    """A callback is a function or a coroutine function, and has its name."""
    assert worker.play(SOURCE, SYNC, function="kind").value == ["function", False, "sink"]
    assert worker.call(World(), "kind", ASYNC).value == ["function", True, "sink"]


def test_a_slow_callback_is_waited_for(worker: Worker) -> None:
    """Two slow async callbacks at once take as long as one."""
    answers: dict[int, protocol.Answer] = {n: protocol.Later(ticket=n, at=5_003 * SECOND) for n in (1, 2)}
    answers |= {n: protocol.Return(value=None) for n in (4, 5)}
    world = World(answers=answers)
    assert worker.play(SOURCE, ASYNC, world=world, function="two").value == 5_003.0
    assert world.kinds == ["Callback", "Callback", "Wait", "Collect", "Collect"]


def test_a_callback_may_fail(worker: Worker) -> None:
    """A fault of a callback is the built-in exception of its name."""
    world = World(callbacks={"sink": lambda: protocol.Fault(name="BrokenPipeError", message="gone")})
    assert worker.play(SOURCE, SYNC, world=world, function="caught").value == ["BrokenPipeError", "gone"]


def test_an_interrupted_callback_raises(worker: Worker) -> None:
    """An interruption at a callback is a KeyboardInterrupt in sync code, a cancellation in async code."""
    sync = worker.play(SOURCE, SYNC, world=World(interrupt=1), function="f")
    assert sync.error["mro"][0] == "builtins.KeyboardInterrupt"
    found = worker.call(World(interrupt=1), "af", ASYNC)
    assert found.error["mro"][0] == "asyncio.exceptions.CancelledError"


@pytest.mark.parametrize(("function", "is_async"), [("stored", False), ("astored", True)])
def test_a_store_is_kept_by_the_judge(worker: Worker, function: str, is_async: bool) -> None:
    """A store's `get` and `put` are callbacks of its name."""
    kept: dict[str, Any] = {}
    world = World(callbacks={"store.get": kept.get, "store.put": kept.__setitem__})
    store = {"$": "store", "name": "store", "async": is_async}
    assert worker.play(SOURCE, store, world=world, function=function).value == 1
    assert world.events == [protocol.Callback("store.put", ["a", 1]), protocol.Callback("store.get", ["a"])]


def test_big_inputs_are_made_in_the_worker(worker: Worker) -> None:
    """A repeated text and a list of requests have the sizes that were asked for."""
    assert worker.play(SOURCE, {"$": "repeat", "text": "ab", "times": 10**6}, function="big").value == [
        2 * 10**6,
        "aba",
    ]
    count, first = worker.call(World(), "big", {"$": "requests", "count": 100_000, "size": 200}).value
    assert (count, first) == (100_000, {"$": "requests", "v": [[0, 2]]})


@pytest.mark.parametrize("size", [150, 151, 155, 156, 4096])
def test_a_big_request_has_just_the_size_that_was_asked_for(worker: Worker, size: int) -> None:
    """A check may count on every byte, as the SDK encodes it."""
    value = {"$": "requests", "count": 3, "size": size}
    assert worker.play(SOURCE, value, function="sizes").value == [["r-000000", "r-000001", "r-000002"], [size] * 3]


def test_requests_of_a_big_batch_come_back_by_number(worker: Worker) -> None:
    """A list of them crosses as its runs, whatever list it is; one that holds anything else crosses as it is."""
    value = {"$": "requests", "count": 100_000, "size": 150}
    found = worker.play(SOURCE, value, function="sorted_out").value
    runs = [[[0, 100_000]], [[5, 100_000], [0, 1]], [[7, 8], [7, 8]], [[0, 2]]]
    assert found[:4] == [{"$": "requests", "v": held} for held in runs]
    assert found[4:7] == [[], [1], "r-000000"]
    assert [type(held) for held in found[7:]] == [list] * 4


def test_requests_of_one_case_are_unknown_in_the_next(worker: Worker) -> None:
    """Whatever a case is given later has nothing to do with them."""
    worker.play(SOURCE, {"$": "requests", "count": 3, "size": 150}, function="back")
    assert worker.play(SOURCE, [{"custom_id": "r-000000", "params": None}], function="back").value == [
        {"custom_id": "r-000000", "params": None}
    ]


def test_a_request_too_small_for_its_size_is_the_graders_bug(worker: Worker) -> None:
    """A request can't be smaller than what every request has."""
    with pytest.raises((EOFError, ConnectionError)):
        worker.play(SOURCE, {"$": "requests", "count": 1, "size": 20}, function="back")
    assert b"bytes more than 20" in worker.drain()


def test_an_iterator_can_be_drained_once(worker: Worker) -> None:
    """A one-shot iterator is empty the second time."""
    assert worker.play(SOURCE, {"$": "iter", "v": [1, 2]}, function="drained").value == [[1, 2], []]


@pytest.mark.parametrize(
    "value",
    [
        {"$": "record", "cls": "Usage", "fields": {"tokens": 3}},
        {"$": "enum", "cls": "Action", "name": "RETRY", "v": "retry"},
        {"$": "tuple", "v": [{"$": "decimal", "v": "1.0"}]},
    ],
)
def test_values_of_the_file_can_be_handed_over(worker: Worker, value: Any) -> None:
    """Records and members of enumerations are made of the file's own classes."""
    assert worker.play(SOURCE, value, function="back").value == value


def test_a_message_of_the_sdk_can_be_handed_over(worker: Worker) -> None:
    """A model is an object of the SDK."""
    value = {"$": "model", "cls": "Message", "v": json.loads(message("hi"))}
    assert worker.play(SOURCE, value, function="reads").value == ["Message", "hi", 1]


def test_an_object_is_handed_back(worker: Worker) -> None:
    """A handle stands for the object that stayed here."""
    source = (
        "class A: pass\nmade = []\ndef f():\n    made.append(A())\n    return made[0]\ndef g(a): return a is made[0]"
    )
    world = World()
    handle = worker.play(source, world=world)
    assert worker.call(world, "g", {"$": "handle", "id": handle.handle}).value is True


def test_a_value_of_no_kind_is_the_graders_bug(worker: Worker) -> None:
    """A value that the grammar does not know ends the worker, and says why."""
    with pytest.raises((EOFError, ConnectionError)):
        worker.play(SOURCE, {"$": "nothing"}, function="back")
    assert b"grader bug: 'nothing' is no kind of value" in worker.drain()
