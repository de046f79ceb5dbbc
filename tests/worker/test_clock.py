"""Virtual time as sync code sees it."""

from __future__ import annotations

import queue
import time
from typing import Any

import pytest

from grader import protocol
from grader.worker.clock import Clock, nanoseconds
from tests.support.fake_judge import ENVIRONMENT, SECOND, Worker, World, Zygote

SOURCE = """
import time, datetime, threading, queue, email.utils
from time import sleep, monotonic, time as now

def f(seconds):
    before = monotonic(), time.perf_counter(), now(), time.monotonic_ns(), time.time_ns()
    sleep(seconds)
    after = time.monotonic(), time.perf_counter(), time.time(), time.monotonic_ns(), time.time_ns()
    return [b - a for a, b in zip(before, after)]

def wall():
    return [
        datetime.datetime.now().isoformat(), datetime.datetime.now(datetime.timezone.utc).isoformat(),
        datetime.date.today().isoformat(), time.ctime(), time.asctime(), time.strftime("%H:%M"),
        time.clock_gettime(time.CLOCK_REALTIME), time.clock_gettime(time.CLOCK_MONOTONIC),
        time.clock_gettime_ns(time.CLOCK_MONOTONIC), time.localtime().tm_hour, email.utils.formatdate(usegmt=True),
    ]

def many(count):
    for _ in range(count):
        time.sleep(60)

def waits():
    event, found = threading.Event(), []
    found.append(event.wait(2))
    with (condition := threading.Condition()):
        found.append(condition.wait(3))
        found.append(condition.wait_for(lambda: False, 5))
    try:
        queue.Queue().get(timeout=7)
    except queue.Empty:
        found.append("empty")
    found.append(threading.Semaphore(0).acquire(timeout=11))
    return found

def never():
    threading.Event().wait()

def threads():
    def work():
        time.sleep(3)
    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    joined = []
    for worker in workers:
        worker.join(60)
        joined.append(worker.is_alive())
    return [joined, time.monotonic()]

def woken():
    event = threading.Event()
    def work():
        time.sleep(3)
        event.set()
    threading.Thread(target=work).start()
    return [event.wait(60), time.monotonic()]

def pool():
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(2) as executor:
        list(executor.map(time.sleep, [5, 5]))
    return time.monotonic()
"""


@pytest.mark.parametrize("seconds", [3, 0.25, 86_400])
def test_a_sleep_is_a_wait_of_the_judge(worker: Worker, world: World, seconds: float) -> None:
    """A sleep asks the judge for just so much time, and every clock shows it."""
    moved = worker.play(SOURCE, seconds, world=world).value
    assert world.waits == [seconds]
    assert moved == pytest.approx([seconds] * 3 + [seconds * SECOND] * 2)


def test_no_wait_without_time(worker: Worker, world: World) -> None:
    """A sleep of no time is no wait."""
    worker.play(SOURCE, 0, world=world)
    assert world.events == []


def test_a_day_passes_in_no_time(worker: Worker, world: World) -> None:
    """A poll of a day, once a minute, costs as many messages."""
    worker.play(SOURCE, 1440, world=world, function="many")
    assert (len(world.events), world.seconds) == (1440, 86_400)


def test_the_time_of_day_is_the_judges(worker: Worker) -> None:
    """Every way to ask for the time of day, in UTC, shows the judge's; the monotonic clocks are apart from it."""
    assert worker.play(SOURCE, function="wall").value == [
        "2026-11-02T09:30:00",
        "2026-11-02T09:30:00+00:00",
        "2026-11-02",
        "Mon Nov  2 09:30:00 2026",
        "Mon Nov  2 09:30:00 2026",
        "09:30",
        1_793_611_800.0,
        5_000.0,
        5_000 * SECOND,
        9,
        "Mon, 02 Nov 2026 09:30:00 GMT",
    ]


def test_the_zone_of_the_machine_does_not_matter() -> None:
    """Local time is UTC wherever the machine stands."""
    zygote = Zygote(environment={**ENVIRONMENT, "TZ": "Asia/Tokyo"})
    worker = zygote.spawn()
    assert worker.play(SOURCE, function="wall").value[9] == 9
    worker.close()
    zygote.close()


def test_a_jump_moves_the_time_of_day_alone(worker: Worker) -> None:
    """An answer that carries a jump moves the wall clock and not the monotonic one."""
    world = World(answers={1: protocol.Now(now=5_001 * SECOND, jump=-3_600 * SECOND)})
    moved = worker.play(SOURCE, 1, world=world).value
    assert moved == [1, 1, -3_599, SECOND, -3_599 * SECOND]


def test_a_call_may_begin_later(worker: Worker, world: World) -> None:
    """Time that passed in the judge between two calls is known to the second."""
    worker.play(SOURCE, 1, world=world)
    world.now += 60 * SECOND
    found = worker.call(world, "wall").value
    assert (found[0], found[7]) == ("2026-11-02T09:31:01", 5_061.0)


def test_threading_waits_are_waits_of_the_judge(worker: Worker, world: World) -> None:
    """Events, conditions, queues and semaphores time out on the virtual clock."""
    assert worker.play(SOURCE, world=world, function="waits").value == [False, False, False, "empty", False]
    assert world.waits == [2, 3, 5, 7, 11]


def test_an_interrupted_sleep_ends_when_it_is_interrupted(worker: Worker) -> None:
    """A sleep of a minute that is interrupted after 7 s raises then."""
    source = (
        "import time\ndef f():\n    try:\n        time.sleep(60)\n"
        "    except KeyboardInterrupt:\n        return time.time()\n"
    )
    world = World(answers={1: protocol.Interrupt(now=5_007 * SECOND)})
    assert worker.play(source, world=world).value == 1_793_611_807.0


def test_a_wait_that_nothing_ends_is_told(worker: Worker) -> None:
    """Waiting for what no thread can bring asks for a wait without end."""
    world = World(answers={1: protocol.Interrupt()})
    assert worker.play(SOURCE, world=world, function="never").error["mro"][0] == "builtins.KeyboardInterrupt"
    assert world.events == [protocol.Wait(protocol.NEVER, unsure=True)]


def test_sleeps_of_threads_overlap(worker: Worker, world: World) -> None:
    """Three threads that sleep 3 s each take 3 s, and a join with a timeout does not wait longer than for them."""
    assert worker.play(SOURCE, world=world, function="threads").value == [[False] * 3, 5_003.0]


def test_a_thread_wakes_another(worker: Worker, world: World) -> None:
    """An event that a thread sets after 3 s ends a wait of 60 s after 3 s."""
    assert worker.play(SOURCE, world=world, function="woken").value == [True, 5_003.0]


def test_the_clock_moves_to_the_nearest_time(worker: Worker, world: World) -> None:
    """Threads that sleep for different times wake in order, each at its time."""
    source = (
        "import threading, time\nfound = []\ndef work(n):\n    time.sleep(n)\n    found.append([n, time.monotonic()])\n"
        "def f():\n    threads = [threading.Thread(target=work, args=[n]) for n in (3, 1, 2)]\n"
        "    for thread in threads: thread.start()\n    for thread in threads: thread.join()\n    return found\n"
    )
    assert worker.play(source, world=world).value == [[1, 5_001.0], [2, 5_002.0], [3, 5_003.0]]


def test_a_join_times_out_on_the_judges_clock(worker: Worker, world: World) -> None:
    """A thread that never ends is waited for no longer than was said."""
    source = (
        "import threading\ndef f():\n    lock = threading.Lock()\n    lock.acquire()\n"
        "    thread = threading.Thread(target=lock.acquire, daemon=True)\n    thread.start()\n    thread.join(3600)\n"
        "    return thread.is_alive()\n"
    )
    assert worker.play(source, world=world).value is True
    assert world.waits == [3600]


def test_a_pool_sleeps_as_one(worker: Worker, world: World) -> None:
    """The threads of an executor sleep side by side."""
    assert worker.play(SOURCE, world=world, function="pool").value == 5_005.0


def test_threads_that_wait_for_each_other_for_ever_say_so(worker: Worker) -> None:
    """Where every thread waits for what none will bring, that is told at once."""
    source = (
        "import threading\ndef f():\n    one = threading.Event()\n"
        "    threading.Thread(target=one.wait, daemon=True).start()\n    one.wait()\n"
    )
    world = World(answers={1: protocol.Interrupt()})
    assert worker.play(source, world=world).error["mro"][0] == "builtins.KeyboardInterrupt"
    assert world.events == [protocol.Wait(protocol.NEVER, unsure=True)]


BLOCKED = """
import threading
def f():
    lock = threading.Lock()
    lock.acquire()
    thread = threading.Thread(target=lock.acquire, daemon=True)
    thread.start()
    thread.join(3600)
    return thread.is_alive()
"""


def test_no_time_passes_while_the_judge_sees_a_thread_at_work(worker: Worker) -> None:
    """Whether a thread is blocked or only had no CPU yet is the judge's to see: it is asked until none is at work."""
    world = World(answers=dict.fromkeys([1, 2], protocol.Now(now=5_000 * SECOND)))
    assert worker.play(BLOCKED, world=world).value is True
    doubt = protocol.Wait(3_600 * SECOND, unsure=True)
    assert world.events == [doubt, doubt, doubt, protocol.Wait(3_600 * SECOND)]


def test_what_came_while_the_judge_looked_is_not_missed(worker: Worker, world: World) -> None:
    """Once all threads were seen asleep, what is waited for is asked again before it is said never to come."""
    source = """
import sys, threading
clock = sys.modules["grader.worker.clock"].CLOCK
def f():
    event, ask = threading.Event(), clock.ask
    def look(ns, unsure):
        event.set()  # as another thread might, just before the judge looks
        return ask(ns, unsure)
    clock.ask = look
    return event.wait()
"""
    assert worker.play(source, world=world).value is True
    assert world.events == [protocol.Wait(protocol.NEVER, unsure=True)]


def test_threads_of_the_low_level_module_count(worker: Worker, world: World) -> None:
    """A thread begun with `_thread` may bring what another waits for."""
    source = """
import _thread, threading
def f():
    event, lock, begun = threading.Event(), _thread.allocate_lock(), _thread.allocate_lock()
    lock.acquire(), begun.acquire()
    def work():
        begun.release()
        lock.acquire(timeout=0.05)
        event.set()
    _thread.start_new_thread(work, ())
    begun.acquire()
    return event.wait()
"""
    assert worker.play(source, world=world).value is True


@pytest.mark.parametrize("name", ["_PySimpleQueue"])
def test_what_is_patched_in_the_library_is_still_there(name: str) -> None:
    """The private name of the queue that waits on a condition has not moved."""
    assert hasattr(queue, name)


WRONG: list[Any] = [-1, -0.5, float("nan"), float("inf"), "1", None, 1 << 80]


@pytest.mark.parametrize("length", WRONG)
def test_a_wrong_length_raises_what_python_raises(worker: Worker, world: World, length: Any) -> None:
    """A sleep that is negative, no number, or too long raises the class of error that the real one raises."""
    with pytest.raises((ValueError, TypeError, OverflowError)) as real:
        time.sleep(length)
    source = f"import time\ninf, nan = float('inf'), float('nan')\ndef f(): time.sleep({length!r})"
    assert worker.play(source, world=world).error["mro"][0] == f"builtins.{real.type.__name__}"
    assert world.events == []


@pytest.mark.parametrize(("seconds", "ns"), [(0.1, 100_000_000), (3, 3 * SECOND), (True, SECOND), (1e-10, 1), (0, 0)])
def test_seconds_become_nanoseconds(seconds: float, ns: int) -> None:
    """Seconds are rounded up to whole nanoseconds, as by the real sleep, which never ends early."""
    assert nanoseconds(seconds) == ns


def test_sleeping_until_a_time_comes_there(worker: Worker) -> None:
    """However small the rest is, a sleep of it ends beyond it."""
    source = """
import time
def f():
    until, naps = time.monotonic() + 0.405110729125, 0
    while time.monotonic() < until:
        time.sleep(until - time.monotonic())
        naps += 1
    return naps
"""
    assert worker.play(source).value <= 2


def test_the_result_of_a_pool_is_never_missed(worker: Worker) -> None:
    """A thread that is at work, or has just brought what another waits for, is not taken for one that waits."""
    source = """
from concurrent.futures import ThreadPoolExecutor
def f():
    for n in range(300):
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(sum, range(n * 100)).result() == sum(range(n * 100))
    return "all"
"""
    assert worker.play(source).value == "all"


def test_a_clock_of_its_own_lets_time_pass() -> None:
    """Without a judge, as in the zygote's warm-up, waiting moves the clock."""
    clock = Clock()
    clock.sleep(5)
    assert (clock.now, clock.wall) == (5, 5)


def test_what_is_ready_ends_a_wait_at_once() -> None:
    """A wait for what is there already moves no clock."""
    clock = Clock()
    assert clock.wait(5, lambda _: True) is True
    assert clock.now == 0
