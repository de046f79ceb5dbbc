"""What a scenario can call: functions, iterators, coroutines, classes, clients, callbacks, stores, big inputs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from grader.judge.endings import Breach, JudgeError
from grader.judge.values import Once, Repeat, Requests, decode
from grader.judge.world import Late
from grader.show import show
from grader.trace import EnumMember, Model, Opaque, Record, Run, Span
from tests.judge.conftest import Play

PARAMS = {"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}


def kinds(run: Run) -> list[str]:
    """Return the kinds of a run's events."""
    return [event.kind for event in run.trace]


def test_a_function_returns_a_value(play: Play) -> None:
    """Arguments go in, a value comes out."""
    run = play("def add(a, *, b): return a + b", lambda s, _, __: s.add(1, b=2))
    assert ("returned", 3, "add(1, b=2)") == (run.ended, run.value, run.call)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        2**80,
        -1.5,
        float("inf"),
        "é\n",
        b"\x00\xff",
        [1, [2]],
        (1, (2,)),
        {"a": 1, "$": 2},
        {1: "a", (2, 3): "b"},
        frozenset({1, 2}),
        Decimal("0.10"),
        datetime(2026, 11, 22, tzinfo=UTC),
        timedelta(days=1, microseconds=3),
    ],
)
def test_a_value_goes_there_and_back(play: Play, value: Any) -> None:
    """Every value of the grammar crosses both ways with its type."""
    given = set(value) if isinstance(value, frozenset) else value
    run = play("def same(x): return x", lambda s, _, __: s.same(given))
    assert (value, type(value)) == (run.value, type(run.value))


def test_a_signalling_nan_is_no_value(play: Play) -> None:
    """It raises whenever it is compared, which is for a check to do."""
    assert (
        Opaque("Decimal")
        == play("import decimal\ndef f(): return decimal.Decimal('sNaN')", lambda s, _, __: s.f()).value
    )


def test_objects_cross_as_records_or_not_at_all(play: Play) -> None:
    """Dataclasses and named tuples are records, enum members themselves; what has behaviour is opaque."""
    code = """
        import dataclasses, enum, typing
        @dataclasses.dataclass(slots=True)
        class Usage: input_tokens: int
        class Pair(typing.NamedTuple): a: int; b: str
        class Action(enum.Enum): retry = "r"
        class Liar(dict):
            def __eq__(self, other): return True
        def f(): return [Usage(3), Pair(1, "x"), Action.retry, Liar(a=1), print]
    """
    run = play(code, lambda s, _, __: s.f())
    usage, pair, action, liar, builtin = run.value
    assert Record("Usage", {"input_tokens": 3}) == usage
    assert Record("Pair", {"a": 1, "b": "x"}) == pair
    assert EnumMember("Action", "retry", "r") == action
    assert isinstance(liar, Opaque)
    assert isinstance(builtin, Opaque)


def test_a_client_sends_what_the_judge_sees(play: Play) -> None:
    """A request of the real SDK arrives, and its message is what the origin said."""
    code = "def ask(client, params): return client.messages.create(**params)"
    run = play(code, lambda s, api, _: s.ask(api.client, PARAMS), 'ok "Hello"')
    assert isinstance(run.value, Model)
    assert "Hello" == run.value["content"][0]["text"]
    assert run.attempts[0].reply is not None
    assert run.attempts[0].reply.json == run.value.data
    assert PARAMS == run.attempts[0].request.json


def test_a_client_of_the_learners_own_is_on_the_wire_too(play: Play) -> None:
    """Who builds a client gets no other network."""
    code = """
        import anthropic
        def ask(params): return anthropic.Anthropic(max_retries=0).messages.create(**params)
    """
    run = play(code, lambda s, _, __: s.ask(PARAMS), "529")
    assert (1, "OverloadedError") == (len(run.attempts), run.error and run.error.type)


def test_other_hosts_are_no_network(play: Play) -> None:
    """A client that looks elsewhere finds no connection, and is told why."""
    code = "import httpx2\ndef f(): return httpx2.get('https://example.com/').text"
    run = play(code, lambda s, _, __: s.f())
    assert run.raised("ConnectError")
    assert run.error is not None
    assert "no network while grading" in run.error.message


def test_a_client_has_the_options_that_the_scenario_gives(play: Play) -> None:
    """Retries and timeouts are set where the scenario says so."""
    code = "def ask(client, params): return client.messages.create(**params)"
    run = play(code, lambda s, api, _: s.ask(api.client_with(max_retries=0, timeout=3.0), PARAMS), "silent")
    assert run.raised("APITimeoutError")
    assert (1, 3.0) == (len(run.attempts), run.elapsed)


def test_a_timeout_may_be_as_large_as_a_float(play: Play) -> None:
    """It is never reached."""
    code = """
        def ask(client, params):
            with client.messages.stream(**params, timeout=1e300) as stream: return stream.get_final_text()
    """
    assert "Hello" == play(code, lambda s, api, _: s.ask(api.client, PARAMS), 'ok "Hello"').value


def test_an_object_that_is_returned_is_no_value(play: Play) -> None:
    """It stays in the worker, and is told by its class."""
    run = play("class Thing: pass\ndef f(): return Thing()", lambda s, _, __: s.f())
    assert isinstance(run.value, Opaque)
    assert "an object of class Thing" == show(run.value)


def test_the_gap_after_a_stream_begins_with_its_last_piece(play: Play) -> None:
    """However long a body takes that is given up: that is no wait before the next attempt."""
    code = """
        import time
        def twice(client, params):
            for _ in range(2):
                with client.messages.stream(**params) as stream:
                    next(iter(stream.text_stream))
                time.sleep(2)
    """
    run = play(code, lambda s, api, _: s.twice(api.client, PARAMS), 'ok "Hello" pace=10; ok "Hello"')
    assert (True, 2.0) == (run.attempts[0].over.t > 0, run.attempts[0].waited)


def test_an_iterator_is_pulled_item_by_item(play: Play) -> None:
    """What happens between two items is seen between them."""
    code = """
        def count():
            print("one"); yield 1
            print("two"); yield 2
    """
    run = play(code, lambda s, _, __: s.count())
    assert ["call", "pull", "print", "yield", "pull", "print", "yield", "pull", "return"] == kinds(run)
    assert (1, 2) == run.items


def test_an_iterator_is_closed_early(play: Play) -> None:
    """Closing is forwarded, and what the code does then is seen after it."""
    code = """
        def count():
            try:
                yield 1; yield 2
            finally: print("closing")
    """
    run = play(code, lambda s, _, __: s.take(1).count())
    assert ["call", "pull", "yield", "close", "print"] == kinds(run)
    assert "iterating" == run.ended


def test_any_object_with_next_is_an_iterator(play: Play) -> None:
    """Not only generators are pulled."""
    code = """
        class Down:
            def __init__(self): self.n = 3
            def __iter__(self): return self
            def __next__(self):
                self.n -= 1
                if self.n < 0: raise StopIteration
                return self.n
        def down(): return Down()
    """
    assert (2, 1, 0) == play(code, lambda s, _, __: s.down()).items


def test_an_endless_iterator_is_bounded(play: Play) -> None:
    """Only so many items are taken."""
    from grader.judge.endings import TimedOut  # noqa: PLC0415

    code = "import itertools\ndef f(): return itertools.count()"
    with pytest.raises(TimedOut, match="more than 50 items"):
        play(code, lambda s, _, __: s.f(), limits={"items": 50})


def test_a_coroutine_runs_to_its_end(play: Play) -> None:
    """Requests of a gather overlap: ten of 3 s cost 3 s."""
    code = """
        import asyncio
        async def many(client, params, n):
            found = await asyncio.gather(*(client.messages.create(**params) for _ in range(n)))
            return len(found)
    """
    run = play(code, lambda s, api, _: s.many(api.aclient, PARAMS, 10), "ok delay=3; ...")
    assert (10, 3.0, 10) == (run.value, run.elapsed, len(run.attempts))


def test_an_async_iterator_is_pulled_in_one_task(play: Play) -> None:
    """A timeout may span its yields."""
    code = """
        import asyncio
        async def ticks():
            async with asyncio.timeout(10):
                for n in range(3):
                    await asyncio.sleep(1)
                    yield n
    """
    run = play(code, lambda s, _, __: s.ticks())
    assert ((0, 1, 2), 3.0) == (run.items, run.elapsed)


def test_an_async_iterator_is_closed_early(play: Play) -> None:
    """`aclose` reaches the generator's `finally`."""
    code = """
        async def ticks():
            try:
                yield 1; yield 2
            finally: print("closing")
    """
    assert ["call", "pull", "yield", "close", "print"] == kinds(play(code, lambda s, _, __: s.take(1).ticks()))


def test_a_list_of_operations_on_an_object(play: Play) -> None:
    """An object stays in the worker; its methods are called by name, in the order of the case."""
    code = """
        class Budget:
            def __init__(self, capacity): self.left = capacity
            def allow(self):
                self.left -= 1
                return self.left >= 0
            def success(self): self.left += 1
    """

    def act(submission: Any, _: Any, case: Any) -> Run:
        budget = submission.object("Budget", case.capacity)
        run: Run = budget.made
        for operation in case.ops:
            run = getattr(budget, operation)()
        return run

    run = play(code, act, 'capacity=1 ops=["allow","allow","success","allow"] | ok')
    assert [True, False, None] == [r.value for r in run.earlier[1:]]
    assert (False, "allow()") == (run.value, run.call)


@pytest.mark.parametrize("base", ["@dataclass\nclass Count", "class Count(NamedTuple)"])
def test_an_object_stays_whatever_its_class(play: Play, base: str) -> None:
    """A dataclass would cross as a record; as an object it stays, and its methods can be called."""
    imports = "from dataclasses import dataclass\nfrom typing import NamedTuple"
    code = f"{imports}\n{base}:\n    n: int\n    def twice(self): return 2 * self.n"
    assert 6 == play(code, lambda s, _, __: s.object("Count", 3).twice()).value


def test_an_object_that_is_handed_on_is_named_by_its_class(play: Play) -> None:
    """A call that is given an object says so in a word."""
    code = "class Count:\n    n = 3\ndef read(count): return count.n"
    run = play(code, lambda s, _, __: s.read(s.object("Count").made.value))
    assert (3, "read(a Count)") == (run.value, run.call)


def test_a_failed_constructor_is_the_run_of_every_method(play: Play) -> None:
    """A scenario need not ask whether the object was made."""
    run = play("class Budget: pass", lambda s, _, __: s.object("Budget", 1).allow())
    assert run.raised("TypeError")


def test_a_restart_loses_what_is_in_memory(play: Play) -> None:
    """What follows runs in another process, wherever the code kept something; its clock goes on."""
    code = """
        import builtins, os, time
        def keep(value):
            builtins.kept = value
            time.sleep(2)
            return os.getpid()
        def look(): return [getattr(builtins, "kept", None), os.getpid(), time.monotonic()]
    """

    def act(submission: Any, _: Any, case: Any) -> Run:
        submission.keep(1)
        submission.look()
        if case.restarts:
            submission.restart()
        return submission.look()  # type: ignore[no-any-return]

    run = play(code, act, "restarts=true | ok")
    assert [1, None] == [run.earlier[1].value[0], run.value[0]]
    assert run.earlier[0].value != run.value[1]
    assert run.earlier[1].value[2] == run.value[2]
    assert 1 == play(code, act, "restarts=false | ok").value[0]


def test_an_object_is_lost_in_a_restart(play: Play) -> None:
    """A scenario that calls it all the same is wrong; one that restarts before any call has lost nothing."""
    code = "class Count:\n    def next(self): return 1"

    def act(submission: Any, _: Any, __: Any) -> Run:
        submission.restart()
        count = submission.object("Count")
        count.next()
        submission.restart()
        return count.next()  # type: ignore[no-any-return]

    with pytest.raises(JudgeError, match="Count was lost"):
        play(code, act)


def test_a_callback_lives_in_the_judge(play: Play) -> None:
    """What it gets is seen, what it returns goes back, and its error is raised there."""
    seen: list[Any] = []

    def sink(item: Any) -> int:
        seen.append(item)
        if item == 3:
            msg = "full"
            raise ValueError(msg)
        return len(seen)

    code = """
        def feed(sink):
            found = []
            for n in (1, 2, 3):
                try: found.append(sink(n))
                except ValueError as error: found.append(str(error))
            return found
    """
    run = play(code, lambda s, api, _: s.feed(api.callback("sink", sink)))
    assert ([1, 2, 3], [1, 2, "full"], 3) == (seen, run.value, len(run.of("callback")))


def test_an_async_callback_may_take_its_time(play: Play) -> None:
    """Its waits overlap as those of requests do."""
    code = """
        import asyncio
        async def feed(sink): return await asyncio.gather(sink(1), sink(2))
    """
    run = play(code, lambda s, api, _: s.feed(api.callback("sink", lambda n: Late(n * 10, 2.0), is_async=True)))
    assert ([10, 20], 2.0) == (run.value, run.elapsed)


def test_a_store_lives_in_the_judge(play: Play) -> None:
    """It is read and written through `get` and `put`, and outlives the call."""
    contents: dict[str, Any] = {"a": "1"}
    code = """
        def f(store):
            store.put("b", store.get("a") + "!")
            return store.get("c")
    """
    run = play(code, lambda s, api, _: s.f(api.store(contents)))
    assert ({"a": "1", "b": "1!"}, None) == (contents, run.value)
    assert ["call", "get", "put", "get", "return"] == kinds(run)


@pytest.mark.parametrize("value", [r"'\ud800'", r"{'\udfff': 1}", "{1, 'a'}", "-2**63", "(1, [2])"])
def test_a_store_gives_back_what_it_was_given(play: Play, value: str) -> None:
    """Strings that are no UTF-8 and sets of anything included; its methods take their arguments by name, too."""
    code = f"""
        def f(store):
            store.put(key="a", value={value})
            return store.get(key="a") == {value}
    """
    run = play(code, lambda s, api, _: s.f(api.store({})))
    assert (True, ["call", "put", "get", "return"]) == (run.value, kinds(run))
    assert "a" == run.of("put")[0].data["key"]


@pytest.mark.parametrize("value", ["print", "Thing()", "datetime.date(2026, 11, 2)", "ValueError('x')"])
def test_a_store_refuses_what_it_could_not_give_back(play: Play, value: str) -> None:
    """The error is raised in the learner's code, where the value is put."""
    code = f"""
        import dataclasses, datetime
        @dataclasses.dataclass
        class Thing: a: int = 1
        def f(store): store.put("a", {value})
    """
    contents: dict[str, Any] = {}
    run = play(code, lambda s, api, _: s.f(api.store(contents)))
    assert run.raised("TypeError")
    assert ("A store keeps plain data only.", {}) == (run.error and run.error.message, contents)


def test_an_error_of_a_callback_is_raised_as_the_built_in_one_that_it_is(play: Play) -> None:
    """A class that the worker does not know stands for the nearest that it knows; its text crosses whatever it is."""

    def sink(_: Any) -> None:
        msg = "\ud800"
        raise json.JSONDecodeError(msg, "", 0)

    code = """
        def f(sink):
            try: sink(1)
            except ValueError as error: return str(error)
    """
    run = play(code, lambda s, api, _: s.f(api.callback("sink", sink)))
    assert r"\ud800: line 1 column 1 (char 0)" == run.value


def test_big_inputs_are_described(play: Play) -> None:
    """A hundred thousand requests, or a text of 32 MB, are made in the worker."""
    code = """
        def size(text): return len(text)
        def ids(requests): return [len(requests), len({r["custom_id"] for r in requests}), set(requests[0])]
        def drain(items): return [list(items), list(items)]
        def halves(requests): return [requests[:60_000], [requests[0]], requests[60_000:]]
    """
    assert 32_000_000 == play(code, lambda s, _, __: s.size(Repeat("x" * 10, 3_200_000))).value
    assert [100_000, 100_000] == play(code, lambda s, _, __: s.ids(Requests(100_000, 200))).value[:2]
    halves = play(code, lambda s, _, __: s.halves(Requests(100_000, 200)))
    assert [[Span(0, 60_000)], [Span(0, 1)], [Span(60_000, 100_000)]] == halves.value
    assert "[[requests 0 to 59,999], [requests 0 to 0], [requests 60,000 to 99,999]]" == show(halves.value)
    assert [[1, 2], []] == play(code, lambda s, _, __: s.drain(Once((1, 2)))).value


@pytest.mark.parametrize("spans", [None, 3, [[1]], [[1, 2, 3]], [["a", "b"]], [[True, 2]], [[0, 1], None], [{}]])
def test_spans_that_are_none_are_a_breach(spans: Any) -> None:
    """Numbers of requests come from the worker, and are looked at like all that does."""
    with pytest.raises(Breach):
        decode({"$": "requests", "v": spans})


def test_two_calls_of_a_case_share_a_module_and_two_cases_do_not(player: Any) -> None:
    """State outlives a call, so that it can be judged, and never a case."""
    from grader.wire.case import Case  # noqa: PLC0415
    from grader.wire.simulator import Simulator  # noqa: PLC0415

    one = player("N = 0\ndef count():\n    global N\n    N += 1\n    return N")

    def twice(submission: Any, _: Any, __: Any) -> Run:
        submission.count()
        return submission.count()  # type: ignore[no-any-return]

    for _ in range(2):
        run = one.play(twice, Case.parse("ok"), Simulator(1), seed=1)
        assert [1, 2] == [run.earlier[0].value, run.value]


def test_time_passes_between_calls_where_a_scenario_says_so(play: Play) -> None:
    """Both clocks move on."""
    code = "import time\ndef now(): return [time.monotonic(), time.time()]"

    def act(submission: Any, api: Any, _: Any) -> Run:
        submission.now()
        api.sleep(60)
        return submission.now()  # type: ignore[no-any-return]

    run = play(code, act)
    before, after = run.earlier[0].value, run.value
    assert [60.0, 60.0] == [b - a for a, b in zip(before, after, strict=True)]
