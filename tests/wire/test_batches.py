"""Message Batches in the simulated workspace, from create to results, held against the real SDK."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import anthropic
import pytest
from anthropic.types.messages import MessageBatch

from grader.trace import Reply
from grader.wire.batches import stamp
from grader.wire.delivery import Instant
from grader.wire.ids import batch_id
from grader.wire.saying import Part, Saying
from grader.wire.simulator import Simulator
from tests.support.sdk import EPOCH, PARAMS, Wire, instant, request

PATH = "/v1/messages/batches"


def requests(*ids: str, **changes: Any) -> list[Any]:
    """Return the requests of a batch."""
    return [{"custom_id": custom_id, "params": {**PARAMS, **changes}} for custom_id in ids]


def get(simulator: Simulator, path: str, seconds: float = 0, status: str | None = None) -> Reply:
    """Return the reply to a GET."""
    return simulator.reply(request("GET", path), instant(seconds), status=status)


def kinds(simulator: Simulator, identifier: str, seconds: float) -> dict[str, str]:
    """Return the type of each result by custom_id."""
    lines = get(simulator, f"{PATH}/{identifier}/results", seconds).body.splitlines()
    return {line["custom_id"]: line["result"]["type"] for line in map(json.loads, lines)}


def test_from_create_to_results() -> None:
    """A batch is created, processed, ended, and its results are read, all by the SDK."""
    wire = Wire(Simulator(1))
    batches = wire.client().messages.batches
    created = batches.create(requests=requests("a", "b", "c"))
    assert created.processing_status == "in_progress"
    assert created.expires_at - created.created_at == timedelta(hours=24)
    wire.seconds = 119
    counts = batches.retrieve(created.id).request_counts
    assert counts.to_dict() == {"processing": 3, "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0}
    wire.seconds = 120
    ended = batches.retrieve(created.id)
    assert (ended.processing_status, ended.request_counts.succeeded) == ("ended", 3)
    assert ended.ended_at == created.created_at + timedelta(seconds=120)
    found = {line.custom_id: line.result for line in batches.results(created.id)}
    assert set(found) == {"a", "b", "c"}
    assert all(result.type == "succeeded" and result.message.usage.service_tier == "batch" for result in found.values())


def test_the_form_of_a_batch() -> None:
    """Keys, their order, and timestamps are the recorded ones."""
    reply = Simulator(1).reply(request(path=PATH, body=json.dumps({"requests": requests("a")}).encode()), instant())
    assert list(reply.json) == [
        "id", "type", "processing_status", "request_counts", "ended_at", "created_at", "expires_at", "archived_at",
        "cancel_initiated_at", "results_url",
    ]  # fmt: skip
    assert list(reply.json["request_counts"]) == ["processing", "succeeded", "errored", "canceled", "expired"]
    assert reply.json["created_at"] == "2026-09-21T14:13:20.250000+00:00"
    assert not [name for name, _ in reply.headers if "ratelimit" in name]


def test_polls_in_progress_ask_for_ten_seconds() -> None:
    """`retry-after: 10` stands on polls until the end, and on nothing else."""
    simulator = Simulator(1)
    identifier = simulator.plant(2, instant())
    asked = [get(simulator, f"{PATH}/{identifier}", seconds).header("retry-after") for seconds in (0, 119, 120)]
    assert asked == ["10", "10", None]
    assert get(simulator, PATH).header("retry-after") is None


def test_results_come_in_another_order() -> None:
    """Results never stand in the order of the requests, and are the same when they are read again."""
    for seed in range(20):
        simulator = Simulator(seed)
        identifier = simulator.plant({"a": PARAMS, "b": PARAMS}, instant(), seconds=0)
        path = f"{PATH}/{identifier}/results"
        assert list(kinds(simulator, identifier, 1)) == ["b", "a"]
        assert get(simulator, path, 1).body == get(simulator, path, 2).body


def test_results_are_json_lines() -> None:
    """Results are a file of compact JSON lines."""
    simulator = Simulator(1)
    identifier = simulator.plant(3, instant(), seconds=0)
    reply = get(simulator, f"{PATH}/{identifier}/results")
    assert reply.header("content-type") == "application/x-jsonl"
    assert reply.header("content-disposition") == f"attachment; filename*=utf-8''{identifier}_results.jsonl"
    assert reply.body.count(b"\n") == 3
    assert reply.body.endswith(b"}\n")


def test_every_type_of_result() -> None:
    """Outcomes are decided by custom_id; the counts agree with the lines; the SDK reads each."""
    outcomes = {
        "a": Saying((Part("text", "cut"),), stop_reason="max_tokens"),
        "b": "errored",
        "c": "expired",
        "d": "canceled",
        "e": "invalid",
    }
    wire = Wire(Simulator(1, outcomes=outcomes, batch_seconds=5))  # type: ignore[arg-type]
    batches = wire.client().messages.batches
    created = batches.create(requests=[*requests(*"abcdef"), *requests("g", max_tokens=0)])
    wire.seconds = 5
    ended = batches.retrieve(created.id)
    found = {line.custom_id: line.result for line in batches.results(created.id)}
    assert {key: result.type for key, result in found.items()} == {
        "a": "succeeded", "b": "errored", "c": "expired", "d": "canceled", "e": "errored", "f": "succeeded",
        "g": "errored",
    }  # fmt: skip
    assert found["a"].message.stop_reason == "max_tokens"  # type: ignore[union-attr]
    errors = [found[key].error.error.type for key in "beg"]  # type: ignore[union-attr]
    assert errors == ["api_error", "invalid_request_error", "invalid_request_error"]
    assert found["g"].error.error.message.startswith("max_tokens")  # type: ignore[union-attr]
    counts = ended.request_counts
    assert (counts.processing, counts.succeeded, counts.errored, counts.canceled, counts.expired) == (0, 2, 3, 1, 1)


def test_a_result_that_errored_has_the_type_that_it_is_given() -> None:
    """An outcome that names a type of error is an error of that type, and counts as errored."""
    simulator = Simulator(1, outcomes={"a": "overloaded_error"})
    identifier = simulator.plant({"a": PARAMS}, instant(), seconds=0)
    assert get(simulator, f"{PATH}/{identifier}").json["request_counts"]["errored"] == 1
    line = json.loads(get(simulator, f"{PATH}/{identifier}/results").body)
    assert line["result"]["error"]["error"] == {"type": "overloaded_error", "message": "Overloaded"}


def test_a_planted_batch_may_hold_an_id_twice() -> None:
    """Two requests of one id count as two, and have results that say different things."""
    simulator = Simulator(1)
    identifier = simulator.plant({"a": PARAMS, "b": PARAMS}, instant(), seconds=60, twice=["b"])
    assert get(simulator, f"{PATH}/{identifier}").json["request_counts"]["processing"] == 3
    assert get(simulator, f"{PATH}/{identifier}", 60).json["request_counts"]["succeeded"] == 3
    lines = get(simulator, f"{PATH}/{identifier}/results", 60).body.splitlines()
    assert sorted(json.loads(line)["custom_id"] for line in lines) == ["a", "b", "b"]
    assert len({str(json.loads(line)["result"]["message"]["content"]) for line in lines}) == 3


def test_a_cancel() -> None:
    """A batch that is cancelled is `canceling`, then `ended`; what was done by then succeeded."""
    wire = Wire(Simulator(1, batch_seconds=100))
    batches = wire.client().messages.batches
    created = batches.create(requests=requests(*map(str, range(40))))
    wire.seconds = 50
    cancelled = batches.cancel(created.id)
    assert (cancelled.processing_status, cancelled.request_counts.processing) == ("canceling", 40)
    assert cancelled.cancel_initiated_at == created.created_at + timedelta(seconds=50)
    wire.seconds = 59
    assert batches.retrieve(created.id).processing_status == "canceling"
    wire.seconds = 60
    ended = batches.retrieve(created.id)
    assert (ended.processing_status, ended.request_counts.expired) == ("ended", 0)
    assert 5 < ended.request_counts.canceled < 35
    assert ended.request_counts.succeeded == 40 - ended.request_counts.canceled
    assert batches.cancel(created.id) == ended


def test_a_day_is_the_limit() -> None:
    """What is not done after 24 hours has expired."""
    simulator = Simulator(1, batch_seconds=2 * 86_400)
    identifier = simulator.plant(40, instant())
    assert get(simulator, f"{PATH}/{identifier}", 86_399).json["processing_status"] == "in_progress"
    counts = get(simulator, f"{PATH}/{identifier}", 86_400).json["request_counts"]
    assert counts["expired"] + counts["succeeded"] == 40
    assert 5 < counts["expired"] < 35


def test_a_script_decides_the_status() -> None:
    """One poll shows the status that a script gives it, whatever the time."""
    simulator = Simulator(1)
    identifier = simulator.plant(2, instant(), batch_id=batch_id(1))
    path = f"{PATH}/{identifier}"
    late = get(simulator, path, 500, "in_progress")
    assert (late.json["processing_status"], late.json["results_url"], late.json["ended_at"]) == (
        "in_progress", None, None,
    )  # fmt: skip
    assert late.header("retry-after") == "10"
    other = simulator.plant(2, instant())
    assert get(simulator, f"{PATH}/{other}", 3, "ended").json["ended_at"] == stamp(EPOCH + 3)
    assert kinds(simulator, other, 3) == {"row-0": "succeeded", "row-1": "succeeded"}
    assert get(simulator, f"{PATH}/{other}", 4, "in_progress").json["processing_status"] == "in_progress"
    assert get(simulator, f"{PATH}/{other}", 5).json["ended_at"] == stamp(EPOCH + 3)


def test_a_script_ends_what_would_take_days() -> None:
    """What a script ends is done, however long it would have taken."""
    simulator = Simulator(1, batch_seconds=3 * 86_400)
    identifier = simulator.plant(20, instant())
    assert get(simulator, f"{PATH}/{identifier}", 3, "ended").json["request_counts"]["succeeded"] == 20


def test_a_script_cancels() -> None:
    """A poll that is `canceling` cancels what nobody cancelled, and the end brings the results of that."""
    simulator = Simulator(1)
    identifier = simulator.plant(20, instant())
    shown = get(simulator, f"{PATH}/{identifier}", 60, "canceling").json
    assert (shown["processing_status"], shown["cancel_initiated_at"]) == ("canceling", stamp(EPOCH + 60))
    assert get(simulator, f"{PATH}/{identifier}", 61, "ended").json["request_counts"]["canceled"] > 0


def test_results_before_the_end() -> None:
    """Before the end there are no results: the SDK sees it in the batch, others get a 404."""
    wire = Wire(Simulator(1))
    batches = wire.client().messages.batches
    created = batches.create(requests=requests("a"))
    with pytest.raises(anthropic.AnthropicError, match="No `results_url`"):
        batches.results(created.id)
    assert isinstance(wire.origin, Simulator)
    assert get(wire.origin, f"{PATH}/{created.id}/results").status == 404


@pytest.mark.parametrize(("method", "action"), [("GET", ""), ("GET", "/results"), ("POST", "/cancel"), ("DELETE", "")])
def test_an_unknown_batch_is_not_found(method: str, action: str) -> None:
    """A batch that nobody created or planted is a 404."""
    reply = Simulator(1).reply(request(method, f"{PATH}/{batch_id(1)}{action}"), instant())
    assert (reply.status, reply.error_type) == (404, "not_found_error")


def test_delete() -> None:
    """A batch can be deleted once it has ended, and then it is gone."""
    wire = Wire(Simulator(1))
    batches = wire.client().messages.batches
    created = batches.create(requests=requests("a"))
    with pytest.raises(anthropic.BadRequestError):
        batches.delete(created.id)
    wire.seconds = 200
    assert batches.delete(created.id).type == "message_batch_deleted"
    with pytest.raises(anthropic.NotFoundError):
        batches.retrieve(created.id)


def test_list_pages() -> None:
    """A list is newest first, with strangers in it, and the SDK walks all of its pages."""
    wire = Wire(Simulator(1))
    assert isinstance(wire.origin, Simulator)
    old = [wire.origin.plant(1, instant(-100 + i)) for i in range(5)]
    batches = wire.client().messages.batches
    mine = [batches.create(requests=requests("a")).id for _ in range(2)]
    everything = [*reversed(mine), *reversed(old)]
    assert [batch.id for batch in batches.list(limit=3)] == everything
    assert len(wire.replies) == 2 + 3
    page = batches.list(limit=2, after_id=everything[1])
    assert ([batch.id for batch in page.data], page.has_more) == (everything[2:4], True)
    back = batches.list(limit=2, before_id=everything[4])
    assert ([batch.id for batch in back.data], back.has_more) == (everything[2:4], True)
    first = batches.list(limit=7)
    assert (first.first_id, first.last_id, first.has_more) == (everything[0], everything[-1], False)
    with pytest.raises(anthropic.BadRequestError):
        batches.list(after_id=batch_id(9))


def test_an_empty_list() -> None:
    """Without batches, a list is empty and has neither first nor last."""
    assert get(Simulator(1), PATH).json == {"data": [], "has_more": False, "first_id": None, "last_id": None}


def test_a_planted_batch_has_ended_if_it_is_old() -> None:
    """A planted batch lives by the same clock; its age is a matter of when it was created."""
    simulator = Simulator(1)
    identifier = simulator.plant(2, instant(-3600), batch_id=batch_id(3))
    assert identifier == batch_id(3)
    shown = get(simulator, f"{PATH}/{identifier}").json
    assert MessageBatch.model_validate(shown).ended_at == datetime.fromtimestamp(EPOCH - 3480, UTC)


def test_a_planted_batch_obeys_the_rules_of_batches() -> None:
    """Parameters that a batch may not hold end in an error, planted or not."""
    simulator = Simulator(1)
    identifier = simulator.plant({"a": {**PARAMS, "max_tokens": 0}}, instant(), seconds=0)
    assert kinds(simulator, identifier, 1) == {"a": "errored"}


def test_a_jump_of_the_wall_clock_ends_nothing() -> None:
    """Durations are measured by the clock that does not jump."""
    simulator = Simulator(1)
    identifier = simulator.plant(1, instant())
    jumped = Instant(instant().at, EPOCH + 3600)
    reply = simulator.reply(request("GET", f"{PATH}/{identifier}"), jumped)
    assert reply.json["processing_status"] == "in_progress"


def test_results_are_where_the_clients_are() -> None:
    """`results_url` names the host that clients reach, for the SDK follows it."""
    simulator = Simulator(1, origin_url="http://127.0.0.1:8000")
    identifier = simulator.plant(1, instant(), seconds=0)
    shown = get(simulator, f"{PATH}/{identifier}").json
    assert shown["results_url"] == f"http://127.0.0.1:8000{PATH}/{identifier}/results"


def test_ten_thousand_requests_are_counted() -> None:
    """A large batch is counted and its results written whole."""
    simulator = Simulator(1)
    identifier = simulator.plant(10_000, instant(), seconds=1)
    assert get(simulator, f"{PATH}/{identifier}", 2).json["request_counts"]["succeeded"] == 10_000
    assert len(set(kinds(simulator, identifier, 2))) == 10_000


@pytest.mark.parametrize(
    ("wall", "text"),
    [
        (None, None),
        (1_790_000_000.0, "2026-09-21T14:13:20.000000+00:00"),
        (1_790_000_000.999999, "2026-09-21T14:13:20.999999+00:00"),
    ],
)
def test_timestamps(wall: float | None, text: str | None) -> None:
    """Times of batches have microseconds and an offset."""
    assert stamp(wall) == text


def test_nobody_sees_a_batch_before_it_is_created() -> None:
    """One that is planted for later is not in the list, and not found, until then."""
    simulator = Simulator(1)
    identifier = simulator.plant(1, instant(10), batch_id=batch_id(1))
    early, late = (json.loads(get(simulator, PATH, seconds).body)["data"] for seconds in (9, 10))
    assert ([], [identifier]) == (early, [batch["id"] for batch in late])
    assert [404, 200] == [get(simulator, f"{PATH}/{identifier}", seconds).status for seconds in (9, 10)]
