"""What can befall a call: interruptions, cancellations, kills, jumps of the wall clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.judge.endings import JudgeError
from grader.trace import Run
from grader.words import one
from tests.judge.conftest import Play

PARAMS = {"model": "claude-sonnet-5-5", "max_tokens": 64, "messages": [{"role": "user", "content": "Hi"}]}
ASK = "def ask(client, params): return client.messages.create(**params)"


def ask(submission: Any, api: Any, _: Any) -> Run:
    """Call the sync function."""
    return submission.ask(api.client, PARAMS)  # type: ignore[no-any-return]


def test_an_interruption_at_a_request_is_keyboard_interrupt(play: Play) -> None:
    """The request was sent, its reply was never delivered, and nothing follows."""
    run = play(ASK, ask, "ok; interrupt@1")
    assert run.raised("KeyboardInterrupt")
    assert ["call", "request", "interrupt", "raise"] == [e.kind for e in run.trace]


def test_an_interruption_within_a_body_leaves_no_open_stream(play: Play) -> None:
    """The chunk was not delivered."""
    code = """
        def read(client, params):
            with client.messages.stream(**params) as stream:
                for text in stream.text_stream: yield text
    """
    run = play(code, lambda s, api, _: s.read(api.client, PARAMS), 'ok "a" "b"; interrupt@6')
    assert run.raised("KeyboardInterrupt")
    assert ("a", "a") == (run.text, run.delivered)


def test_an_interruption_in_a_sleep(play: Play) -> None:
    """The SDK's own wait before a retry is interrupted too."""
    run = play(ASK, ask, "529; interrupt@4")
    assert run.raised("KeyboardInterrupt")
    assert (1, 0.0) == (len(run.attempts), run.elapsed)


def test_a_task_is_cancelled_at_a_time(play: Play) -> None:
    """Cancellation gets through at once, and what is in flight is given up."""
    code = "async def ask(client, params): return await client.messages.create(**params)"
    run = play(code, lambda s, api, _: s.ask(api.aclient, PARAMS), "ok delay=30; cancel@10")
    assert run.raised("CancelledError")
    assert 10.0 == run.elapsed
    assert 1 == len(run.of("abandoned"))


def test_code_that_swallows_a_cancellation_is_seen(play: Play) -> None:
    """It returns, where it should have been cancelled."""
    code = """
        import asyncio
        async def nap():
            try: await asyncio.sleep(30)
            except asyncio.CancelledError: return "swallowed"
    """
    assert "swallowed" == play(code, lambda s, _, __: s.nap(), "ok; cancel@10").value


CREATE_AND_NOTE = """
    def create(client, requests, store):
        if store.get("id") is None:
            batch = client.messages.batches.create(requests=requests)
            store.put("id", batch.id)
        return store.get("id")
"""


def restarted(submission: Any, api: Any, _: Any) -> Run:
    """Call, and call again after the kill, with the same store."""
    requests = [{"custom_id": "r1", "params": PARAMS}]
    store = api.store({})
    first = submission.create(api.client, requests, store)
    return first if first.ended != "killed" else submission.create(api.client, requests, store)  # type: ignore[no-any-return]


def creations(run: Run) -> int:
    """Return how many batches were created in a case."""
    return sum(e.kind == "request" for r in (*run.earlier, run) for e in r.trace)


def test_a_kill_before_an_effect_leaves_it_undone(play: Play) -> None:
    """Killed before the request arrives, the second run creates the only batch."""
    run = play(CREATE_AND_NOTE, restarted, "ok; kill-before@2")
    assert (1, "returned", "killed") == (creations(run), run.ended, run.earlier[0].ended)


def test_a_kill_after_an_effect_leaves_it_done(play: Play) -> None:
    """Killed after the request took effect but before its reply, the naive code pays twice."""
    run = play(CREATE_AND_NOTE, restarted, "ok; kill-after@2")
    assert (2, "returned", "killed") == (creations(run), run.ended, run.earlier[0].ended)
    assert "is killed after the request" == one(run.earlier[0].of("kill")[0])


@pytest.mark.parametrize(("at", "words"), [(1, "is killed before store.get"), (5, "is killed before store.put")])
def test_a_kill_says_where_it_struck(play: Play, at: int, words: str) -> None:
    """In the words of the learner's code."""
    assert words == one(play(CREATE_AND_NOTE, restarted, f"ok; kill-before@{at}").earlier[0].of("kill")[0])


def test_a_kill_after_a_request_delivers_no_reply(play: Play) -> None:
    """The process that waited for it is gone; what the API did is done."""
    run = play(ASK, ask, "ok; kill-after@1")
    assert (["call", "request", "kill"], 0) == ([e.kind for e in run.trace], run.attempts[0].status)


def test_an_object_is_lost_with_its_worker(play: Play) -> None:
    """A scenario that calls it all the same is wrong, and no learner's code is blamed for it."""
    code = """
        import time
        class Poller:
            def poll(self): time.sleep(1)
    """

    def act(submission: Any, _: Any, __: Any) -> Run:
        poller = submission.object("Poller")
        poller.poll()
        return poller.poll()  # type: ignore[no-any-return]

    with pytest.raises(JudgeError, match="Poller was lost"):
        play(code, act, "ok; kill-before@1")


def test_a_scenario_returns_a_run_of_its_case(play: Play) -> None:
    """Any other would be judged by the trace of a call that it does not belong to."""

    def act(submission: Any, api: Any, _: Any) -> Run:
        return replace(ask(submission, api, _), value=1)

    with pytest.raises(JudgeError, match="none of this case"):
        play(ASK, act)


def test_a_kill_in_the_shutting_down_is_no_death(play: Play) -> None:
    """The call has ended by then, and is judged like any other."""
    code = """
        import asyncio
        async def tidy():
            try: await asyncio.sleep(9)
            finally: await asyncio.sleep(1)
        async def f():
            f.task = asyncio.create_task(tidy())
            await asyncio.sleep(2)
            return "done"
    """
    run = play(code, lambda s, _, __: s.f(), "ok; kill-after@2")
    assert ("returned", "done") == (run.ended, run.value)
    assert "kill" == run.trace[-1].kind


def test_a_cancellation_that_is_overdue_takes_no_time(play: Play) -> None:
    """It is no wait of the code's."""
    code = """
        import time
        def f(tick):
            tick()
            time.sleep(5)
    """

    def act(submission: Any, api: Any, _: Any) -> Run:
        return submission.f(api.callback("tick", lambda: api.sleep(3)))  # type: ignore[no-any-return]

    run = play(code, act, "ok; cancel@2")
    assert ["call", "callback", "interrupt", "raise"] == [e.kind for e in run.trace]


def test_the_wall_clock_jumps_and_the_monotonic_one_does_not(play: Play) -> None:
    """A jump comes with the answer to an event."""
    code = """
        import time
        def f():
            before = time.time(), time.monotonic()
            time.sleep(1)
            return [time.time() - before[0], time.monotonic() - before[1]]
    """
    run = play(code, lambda s, _, __: s.f(), "ok; clock+3600@1")
    assert [3601.0, 1.0] == run.value


def effects(run: Run) -> list[tuple[str, int]]:
    """Return the events by which a disturbance can strike, with their numbers, over all calls of a case."""
    return [(e.kind, e.effect) for r in (*run.earlier, run) for e in r.trace if e.effect]


def test_an_event_says_by_which_number_it_can_be_struck(play: Play) -> None:
    """Numbers count on over a kill, which bears one itself if it struck before the event."""
    code = """
        import time
        def create(client, requests, store):
            store.put("a", "b")
            time.sleep(5)
            client.messages.batches.retrieve("msgbatch_1") if store.get("c") else store.put("c", "d")
    """
    numbers = [("put", 1), ("wait", 2), ("get", 3), ("put", 4)]
    assert numbers == effects(play(code, restarted))
    again = [("put", 5), ("wait", 6), ("get", 7), ("put", 8)]
    assert [*numbers[:3], ("kill", 4), *again] == effects(play(code, restarted, "ok; kill-before@4"))
    again = [("put", 5), ("wait", 6), ("get", 7), ("request", 8)]
    assert [*numbers, *again] == effects(play(code, restarted, "404 x-should-retry=false; kill-after@4"))[:8]
