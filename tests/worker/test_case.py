"""Calls, what stays in the worker, and how a case ends."""

from __future__ import annotations

from typing import Any

import pytest

from grader import protocol
from tests.support.fake_judge import Reply, Worker, World, message, stream

SOURCE = """
import asyncio, threading, time

class Budget:
    def __init__(self, capacity):
        self.capacity = capacity
    def take(self, n=1):
        self.capacity -= n
        return self.capacity
    async def atake(self):
        await asyncio.sleep(1)
        return self.take()
    def fail(self):
        raise ValueError("no")
    def me(self):
        return self

class Own:
    def __init__(self):
        self.left = 2
    def __iter__(self):
        return self
    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.left

def count(n):
    for i in range(n):
        print("made", i)
        yield i
    return "end"

def own():
    return Own()

def closing(log):
    try:
        yield 1
        yield 2
    finally:
        log("closed")

def breaks():
    yield 1
    raise ValueError("broken")

async def acount(n):
    for i in range(n):
        await asyncio.sleep(1)
        yield i

async def aclosing(log):
    try:
        async with asyncio.timeout(60):
            for i in range(9):
                yield [i, asyncio.current_task().get_name()]
    finally:
        await log("closed")

async def handed_on():
    return acount(2)

async def leaves(log):
    async def rest():
        try:
            await asyncio.sleep(3600)
        finally:
            await log("cancelled")
    asyncio.create_task(rest())
    await asyncio.sleep(0)
    return "returned"

async def leaves_thread():
    await asyncio.to_thread(int)
    return "returned"

def thread_that_stays():
    def work():
        while True:
            time.sleep(1)
    threading.Thread(target=work, daemon=True).start()
    return "returned"

def texts(client):
    with client.messages.stream(model="m", max_tokens=1, messages=[]) as stream:
        yield from stream.text_stream

async def atexts(client):
    async with client.messages.stream(model="m", max_tokens=1, messages=[]) as stream:
        async for text in stream.text_stream:
            yield text

def quiet():
    return "quiet"

def leak(client):
    stream = client.messages.stream(model="m", max_tokens=1, messages=[]).__enter__()
    next(iter(stream))
    stream.cycle = stream
    del stream
    for _ in range(100_000):
        cycle = []
        cycle.append(cycle)

def sleeps():
    time.sleep(10)

class Closing(Own):
    def __init__(self, log):
        super().__init__()
        self.log = log
    def close(self):
        self.log("closed")

kept = []
def keeps(log):
    kept.append(Closing(log))
    return kept[0]
"""


@pytest.fixture
def case(worker: Worker) -> Worker:
    """Begin a case."""
    worker.load(SOURCE)
    worker.begin(World())
    return worker


def logged(log: list[str], *, is_async: bool = False) -> tuple[World, dict[str, Any]]:
    """Return a world with a callback that writes to `log`, and the callback as an argument."""
    return World(callbacks={"log": log.append}), {"$": "callback", "name": "log", "async": is_async}


def test_an_iterator_is_pulled_item_by_item(case: Worker) -> None:
    """A generator makes an item only when it is pulled, and its return value comes with its end."""
    world = World()
    handle = case.call(world, "count", 2)
    assert (handle.kind, handle.type, case.drain()) == ("iterator", "generator", b"")
    assert case.pull(world, handle).value == 0
    assert case.drain() == b"made 0\n"
    assert case.pull(world, handle).value == 1
    assert isinstance(end := case.pull(world, handle), protocol.Stop)
    assert end.value == "end"


def test_any_iterator_is_pulled(case: Worker) -> None:
    """An iterator of a class of the file is an iterator as well."""
    world = World()
    handle = case.call(world, "own")
    assert (handle.kind, handle.type) == ("iterator", "Own")
    assert [case.pull(world, handle).value, case.pull(world, handle).value] == [1, 0]
    assert isinstance(case.pull(world, handle), protocol.Stop)


def test_an_iterator_that_breaks_says_so(case: Worker) -> None:
    """What an iterator raises ends its pull."""
    world = World()
    handle = case.call(world, "breaks")
    case.pull(world, handle)
    assert case.pull(world, handle).error["message"] == "broken"


@pytest.mark.parametrize("name", ["closing", "aclosing"])
def test_closing_an_iterator_runs_its_end(case: Worker, name: str) -> None:
    """Close runs the generator's `finally` at once, within the task that pulled it."""
    log: list[str] = []
    world, argument = logged(log, is_async=name == "aclosing")
    handle = case.call(world, name, argument)
    case.pull(world, handle)
    assert log == []
    assert isinstance(case.close_iterator(world, handle), protocol.Done)
    assert log == ["closed"]


def test_an_async_iterator_is_pulled_within_one_task(case: Worker) -> None:
    """A timeout around a yield holds, because each pull is the same task."""
    world, argument = logged([], is_async=True)
    handle = case.call(world, "aclosing", argument)
    items = [case.pull(world, handle).value for _ in range(3)]
    assert handle.kind == "aiterator"
    assert len({name for _, name in items}) == 1


@pytest.mark.parametrize("name", ["acount", "handed_on"])
def test_an_async_iterator_waits_only_when_pulled(case: Worker, name: str) -> None:
    """Time passes in pulls and not between them, also where a coroutine returned the iterator."""
    world = World()
    handle = case.call(world, name, *([2] if name == "acount" else []))
    assert world.waits == []
    assert [case.pull(world, handle).value, case.pull(world, handle).value] == [0, 1]
    assert world.waits == [1, 1]
    assert isinstance(case.pull(world, handle), protocol.Stop)


@pytest.mark.parametrize(("name", "kind"), [("texts", "client"), ("atexts", "aclient")])
def test_a_stream_handed_on_early_is_closed_by_close(case: Worker, name: str, kind: str) -> None:
    """Closing an iterator over a stream closes the stream at once."""
    world = World([stream("a", "b")])
    handle = case.call(world, name, {"$": kind, "id": 0})
    assert case.pull(world, handle).value == "a"
    assert "Closed" not in world.kinds
    case.close_iterator(world, handle)
    assert world.kinds.count("Closed") == 1


def test_an_interrupted_pull_is_cancelled(case: Worker) -> None:
    """An interruption while an async iterator is pulled cancels it there, and the worker goes on."""
    world = World(interrupt=1)
    handle = case.call(world, "acount", 3)
    assert case.pull(world, handle).error["mro"][0] == "asyncio.exceptions.CancelledError"
    assert isinstance(case.pull(world, handle), protocol.Stop)


def test_an_interruption_spares_other_tasks(case: Worker) -> None:
    """Of the tasks of a case, the one that is called for is cancelled, and not an older one."""
    log: list[str] = []
    world, argument = logged(log, is_async=True)
    case.call(world, "leaves", argument)
    handle = case.call(world, "acount", 3)
    interrupted = World(interrupt=1, callbacks=world.callbacks)
    assert case.pull(interrupted, handle).error["mro"][0] == "asyncio.exceptions.CancelledError"
    assert log == []


def test_an_object_stays_in_the_worker(case: Worker) -> None:
    """An object of the file's class is kept, its methods are called, sync or async, and it can be handed back."""
    world = World()
    handle = case.call(world, "Budget", 5)
    assert (handle.kind, handle.type) == ("object", "Budget")
    assert case.run(protocol.Method, world, handle.handle, "take", world.now, [2]).value == 3
    assert case.run(protocol.Method, world, handle.handle, "take", world.now, kwargs={"n": 2}).value == 1
    assert case.run(protocol.Method, world, handle.handle, "atake", world.now).value == 0
    assert case.run(protocol.Method, world, handle.handle, "fail", world.now).error["message"] == "no"
    assert (
        case.run(protocol.Method, world, handle.handle, "nothing", world.now).error["mro"][0]
        == "builtins.AttributeError"
    )
    assert isinstance(case.run(protocol.Method, world, handle.handle, "me", world.now), protocol.Handle)
    assert case.call(world, "quiet").value == "quiet"


def test_a_missing_function_is_named(case: Worker) -> None:
    """The error names what the file does define; the judge says it in words of its own."""
    found = case.call(World(), "retry").error
    assert found["mro"][0] == "retrial.MissingFunction"
    assert found["message"].startswith("Budget, Own, count")
    assert "asyncio" not in found["message"]


def test_what_a_call_leaves_is_ended_with_the_case(case: Worker) -> None:
    """A task that is left running is cancelled when the case ends, and what it still does is seen."""
    log: list[str] = []
    world, argument = logged(log, is_async=True)
    assert case.call(world, "leaves", argument).value == "returned"
    assert log == []
    assert isinstance(case.finish(world), protocol.Done)
    assert log == ["cancelled"]


@pytest.mark.parametrize("name", ["closing", "aclosing", "keeps"])
def test_an_open_iterator_is_closed_with_the_case(case: Worker, name: str) -> None:
    """An iterator that was not drained is closed when the case ends."""
    log: list[str] = []
    world, argument = logged(log, is_async=name == "aclosing")
    case.pull(world, case.call(world, name, argument))
    case.finish(world)
    assert log == ["closed"]


def test_ending_a_case_waits_for_no_thread(case: Worker) -> None:
    """A loop that used a thread is shut down without a wait."""
    world = World()
    case.call(world, "leaves_thread")
    before = len(world.waits)
    case.finish(world)
    assert len(world.waits) == before


def test_a_thread_that_stays_is_not_heard_of_again(case: Worker) -> None:
    """A thread of an ended case says nothing in the next."""
    case.call(World(), "thread_that_stays")
    case.finish(World())
    world = World()
    case.begin(world)
    case.call(world, "sleeps")
    assert world.waits == [10]


def test_a_leak_is_seen_in_its_own_case(case: Worker) -> None:
    """A stream that nobody closes is closed neither by luck within the call nor in a later case."""
    world = World([stream("a")])
    case.call(world, "leak", {"$": "client", "id": 0})
    assert "Closed" not in world.kinds
    case.finish(world)
    assert world.kinds.count("Closed") == 1


def test_the_same_client_is_the_same_object(worker: Worker) -> None:
    """Within a case one id is one client; another id is another."""
    source = "def f(*clients): return [client is clients[0] for client in clients]"
    one, other = {"$": "client", "id": 0}, {"$": "client", "id": 1}
    assert worker.play(source, one, one, other).value == [True, True, False]


def test_one_loop_serves_a_case(worker: Worker) -> None:
    """An async client that lives on over two calls finds the same loop."""
    source = "async def f(client):\n    return (await client.messages.create(model='m', max_tokens=1, messages=[])).id"
    world = World([Reply([message()]), Reply([message()])])
    client = {"$": "aclient", "id": 0}
    assert worker.play(source, client, world=world).value == "msg_1"
    assert worker.call(world, "f", client).value == "msg_1"


def test_the_environment_of_a_case_is_fresh(worker: Worker) -> None:
    """A change of the environment does not outlive its case."""
    source = (
        "import os\ndef f():\n    return os.environ.setdefault('LEFT', 'fresh')\ndef g():\n    os.environ['LEFT'] = 'x'"
    )
    world = World()
    worker.play(source, world=world, function="g")
    worker.finish(world)
    worker.begin(world)
    assert worker.call(world, "f").value == "fresh"
