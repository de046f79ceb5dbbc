"""Virtual time and order as async code sees them."""

from __future__ import annotations

import anthropic._base_client
import pytest

from grader import protocol
from tests.support.fake_judge import JSON, Reply, Worker, World, message

SOURCE = """
import asyncio, anyio, time, contextlib

async def f(seconds):
    await asyncio.sleep(seconds)
    return time.monotonic()

async def anyio_sleep():
    await anyio.sleep(4)
    with anyio.move_on_after(2) as scope:
        await anyio.sleep(60)
    return [scope.cancelled_caught, asyncio.get_running_loop().time()]

async def timeout():
    try:
        async with asyncio.timeout(5):
            await asyncio.sleep(60)
    except TimeoutError:
        return time.monotonic()

async def gather(client):
    async def one(number):
        await client.messages.create(model="m", max_tokens=1, messages=[{"role": "user", "content": str(number)}])
    await asyncio.gather(*map(one, range(10)))
    return time.monotonic()

async def seven_of_three(client):
    limit = asyncio.Semaphore(3)
    async def one(number):
        async with limit:
            await client.messages.create(model="m", max_tokens=1, messages=[{"role": "user", "content": str(number)}])
    await asyncio.gather(*map(one, range(7)))
    return time.monotonic()

def own_loop():
    async def main():
        await asyncio.sleep(8)
        return "slept"
    return asyncio.run(main())

async def in_thread():
    await asyncio.to_thread(time.sleep, 3)
    return await asyncio.wait_for(asyncio.to_thread(lambda: (time.sleep(3), time.monotonic())[1]), timeout=10)

async def never():
    await asyncio.get_running_loop().create_future()

async def swallowed():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        return "swallowed"

async def names():
    order = []
    async def one(number):
        try:
            await asyncio.sleep(100)
        finally:
            order.append((number, asyncio.current_task().get_name()))
    async def fail():
        await asyncio.sleep(1)
        raise ValueError
    with contextlib.suppress(BaseExceptionGroup):
        async with asyncio.TaskGroup() as group:
            for number in range(50):
                group.create_task(one(number))
            group.create_task(fail())
    return order
"""


def test_asyncio_sleeps_on_the_judges_clock(worker: Worker, world: World) -> None:
    """`asyncio.sleep` is one wait of just so long."""
    assert worker.play(SOURCE, 2.5, world=world).value == 5_002.5
    assert world.waits == [2.5]


def test_anyio_sleeps_on_the_judges_clock(worker: Worker, world: World) -> None:
    """`anyio.sleep` and its cancel scopes live in virtual time."""
    assert worker.play(SOURCE, world=world, function="anyio_sleep").value == [True, 5_006.0]
    assert world.waits == [4, 2]


def test_a_timeout_of_asyncio_is_virtual(worker: Worker, world: World) -> None:
    """`asyncio.timeout` ends a longer sleep at its time."""
    assert worker.play(SOURCE, world=world, function="timeout").value == 5_005.0


def test_replies_of_a_gather_come_side_by_side(worker: Worker) -> None:
    """Ten replies that take 3 s each, asked for at once, take 3 s, and no request waits for another."""
    world = World([Reply([message()], after=3.0) for _ in range(10)])
    assert worker.play(SOURCE, {"$": "aclient", "id": 0}, world=world, function="gather").value == 5_003.0
    assert world.waits == [3]
    assert world.kinds[:10] == ["Http"] * 10


def test_a_semaphore_makes_them_wait(worker: Worker) -> None:
    """Seven replies of 3 s, three at a time, take 9 s."""
    world = World([Reply([message()], after=3.0) for _ in range(7)])
    assert worker.play(SOURCE, {"$": "aclient", "id": 0}, world=world, function="seven_of_three").value == 5_009.0
    assert world.waits == [3, 3, 3]


def test_odd_times_are_met_to_the_nanosecond(worker: Worker) -> None:
    """A reply that is due at an odd nanosecond costs one wait, and is asked for neither early nor late."""
    world = World([Reply([message()], after=1.234567891)], now=3_456_789_123_456_789)
    source = SOURCE.replace("range(10)", "range(1)")
    assert isinstance(worker.play(source, {"$": "aclient", "id": 0}, world=world, function="gather"), protocol.Done)
    assert [1_234_567_891] == [event.ns for event in world.events if isinstance(event, protocol.Wait)]


def test_a_loop_of_the_learners_own_is_virtual(worker: Worker, world: World) -> None:
    """`asyncio.run` inside a sync function waits on the judge's clock as well."""
    assert worker.play(SOURCE, world=world, function="own_loop").value == "slept"
    assert world.waits == [8]


def test_a_loop_waits_for_its_threads(worker: Worker, world: World) -> None:
    """A thread that sleeps 3 s ends before the loop's timer of 10 s."""
    assert worker.play(SOURCE, world=world, function="in_thread").value == 5_006.0


def test_a_loop_that_nothing_wakes_says_so(worker: Worker) -> None:
    """A future that nobody will set is a wait without end, told at once."""
    world = World(interrupt=1)
    assert worker.play(SOURCE, world=world, function="never").error["mro"][0] == "asyncio.exceptions.CancelledError"
    assert world.events == [protocol.Wait(protocol.NEVER, unsure=True)]


def test_an_idle_pool_wakes_no_loop(worker: Worker) -> None:
    """A loop that nothing wakes says so also where the threads of a pool idle beside it."""
    source = SOURCE + "\nasync def f():\n    await asyncio.to_thread(int)\n    await never()\n"
    world = World(interrupt=1)
    assert worker.play(source, world=world).error["mro"][0] == "asyncio.exceptions.CancelledError"
    assert world.events == [protocol.Wait(protocol.NEVER, unsure=True)]


def test_a_request_gives_way_to_other_tasks(worker: Worker) -> None:
    """Requests of a gather are sent side by side even where each is answered at once."""
    world = World([Reply([message()]) for _ in range(10)])
    worker.play(SOURCE, {"$": "aclient", "id": 0}, world=world, function="gather")
    assert world.kinds[:10] == ["Http"] * 10


def test_an_interrupted_sleep_cancels_the_call(worker: Worker) -> None:
    """An interruption in async code is a cancellation of the call's task, which may be swallowed."""
    assert worker.play(SOURCE, world=World(interrupt=1), function="swallowed").value == "swallowed"


def test_an_interrupted_loop_of_the_learners_own_is_cancelled(worker: Worker) -> None:
    """An interruption in a loop that the code runs itself cancels that loop's first task."""
    world = World(interrupt=1)
    found = worker.play(SOURCE, world=world, function="own_loop").error["mro"][0]
    assert found == "asyncio.exceptions.CancelledError"


def test_tasks_are_cancelled_in_the_order_of_their_numbers(worker: Worker) -> None:
    """A task group cancels in the order of creation, and each case counts its tasks from 1."""
    first = worker.play(SOURCE, function="names").value
    worker.finish(World())
    again = worker.play(SOURCE, function="names").value
    assert [pair["v"][0] for pair in first] == list(range(50))
    assert [pair["v"][1] for pair in first[:2]] == ["Task-2", "Task-3"]
    assert first == again


def test_the_sdk_starts_no_thread(worker: Worker) -> None:
    """An async client's first request leaves no thread behind."""
    source = (
        "import threading\nasync def f(client):\n"
        "    await client.messages.create(model='m', max_tokens=1, messages=[])\n    return threading.active_count()"
    )
    world = World([Reply([message()], headers=JSON)])
    assert worker.play(source, {"$": "aclient", "id": 0}, world=world).value == 1


@pytest.mark.parametrize("name", ["asyncify", "get_platform"])
def test_what_is_patched_in_the_sdk_is_still_there(name: str) -> None:
    """The private names that keep the SDK from starting a thread have not moved."""
    assert name in vars(anthropic._base_client)
    assert name in anthropic._base_client.AsyncAPIClient.request.__code__.co_names
