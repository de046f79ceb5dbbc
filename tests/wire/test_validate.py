"""What the API refuses, and what it lets pass."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from anthropic.types.message_create_params import MessageCreateParamsBase
from anthropic.types.model import Model
from hypothesis import given
from hypothesis import strategies as st

from grader.wire import models
from grader.wire.validate import BATCHES, PARAMETERS, Problem, Rules, params_problem, problem
from tests.support.sdk import PARAMS, request

OLD = "2023-06-01"
HAIKU = "claude-haiku-4-5"


def refused(path: str = "/v1/messages", *, method: str = "POST", version: str = "2026-10-21", **body: Any) -> int:
    """Return the status with which a body is refused, 0 if it is not."""
    found = problem(request(method, path, json.dumps(body).encode(), anthropic_version=version))
    return found.status if found else 0


def message(**changes: Any) -> dict[str, Any]:
    """Return valid parameters with these changes; `...` leaves one out."""
    return {name: value for name, value in {**PARAMS, **changes}.items() if value is not ...}


def asks(*messages: Any) -> dict[str, Any]:
    """Return parameters with these messages."""
    return message(messages=list(messages))


def user(content: Any) -> dict[str, Any]:
    """Return a message of the user's."""
    return {"role": "user", "content": content}


@pytest.mark.parametrize(
    "params",
    [
        message(),
        message(stream=True, system="Be brief.", tools=[], thinking={"type": "adaptive"}, stop_sequences=["x"]),
        message(max_tokens=0, metadata={}, service_tier="auto", speed=None, inference_geo="us"),
        asks(user([{"type": "text", "text": "a"}, {"type": "image", "source": {}}])),
        asks(user("a"), {"role": "assistant", "content": []}, user("b"), {"role": "system", "content": "c"}),
        message(model=HAIKU, messages=[user("a"), {"role": "assistant", "content": "b"}]),
        asks(user("a"), {"role": "assistant", "content": [{"type": "server_tool_use"}]}),
        message(model="claude-opus-4-6", thinking={"type": "enabled", "budget_tokens": 1024}),
        message(tool_choice={"type": "auto"}),
        message(model="claude-mythos-preview", messages=[user("a"), {"role": "assistant", "content": "b"}]),
    ],
)
def test_valid_messages_pass(params: dict[str, Any]) -> None:
    """What the pages and the SDK allow is not refused."""
    assert refused(**params) == 0


@pytest.mark.parametrize(
    "params",
    [
        *(message(**{name: ...}) for name in ("model", "max_tokens", "messages")),
        *(message(**{name: None}) for name in ("model", "max_tokens", "messages", "stream", "tools", "thinking")),
        message(model=5),
        message(max_tokens=-1),
        message(max_tokens=True),
        message(max_tokens=1.0),
        message(max_tokens="9"),
        message(stream="yes"),
        message(stream=1),
        message(system=5),
        message(temperature=0.5),
        message(top_p=0.5),
        message(top_k=5),
        message(max_token=5),
        asks(),
        asks("hi"),
        asks({"content": "a"}),
        asks({"role": "user"}),
        asks({"role": "tool", "content": "a"}),
        asks({"role": ["user"], "content": "a"}),
        asks({"role": "user", "content": "a", "name": "b"}),
        asks(user("")),
        asks(user([])),
        asks(user(None)),
        asks(user(["a"])),
        asks(user([{"text": "a"}])),
        asks(user([{"type": "text"}])),
        asks(user([{"type": "text", "text": ""}])),
        asks(user([{"type": "text", "text": "a", "citations": [{}]}])),
        asks({"role": "assistant", "content": [{"type": "document"}]}, user("b")),
        asks(user("a"), {"role": "assistant", "content": "b"}),
        message(model="claude-opus-4-7", thinking={"type": "enabled", "budget_tokens": 1024}),
        message(model="claude-fable-5", thinking={"type": "disabled"}),
        message(tool_choice={"type": "any"}),
        message(tool_choice={"type": "tool", "name": "x"}),
    ],
)
def test_malformed_messages_are_refused(params: dict[str, Any]) -> None:
    """What the pages and the SDK rule out is an invalid request."""
    assert refused(**params) == 400


@pytest.mark.parametrize("name", ["temperature", "top_p", "top_k"])
def test_sampling_was_allowed_before(name: str) -> None:
    """The sampling parameters are gone since version 2026-10-21, not before."""
    assert refused(version=OLD, **message(**{name: 0.5})) == 0


def test_rules_on_content_are_new_too() -> None:
    """What 2026-10-21 refuses in content, the version before lets pass."""
    content = [{"type": "text", "text": "a", "citations": [{}]}]
    assert refused(version=OLD, **asks(user(content))) == 0
    assert refused(version=OLD, **asks({"role": "assistant", "content": [{"type": "document"}]}, user("b"))) == 0


def test_betas_may_add_parameters() -> None:
    """Under a beta, unknown parameters are not known to be wrong."""
    assert refused("/v1/messages?beta=true", **message(mcp_servers=[])) == 0
    assert problem(request(body=json.dumps(message(new=1)).encode(), anthropic_beta="x-2026-01-01")) is None


CALL = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}}
FOUND = {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_1", "content": []}
TEXT = {"type": "text", "text": "So far"}


@pytest.mark.parametrize(
    ("turn", "status"),
    [
        ([[CALL]], 0),
        ([[TEXT, CALL, FOUND]], 0),
        ([[CALL, {**CALL, "id": "srvtoolu_2"}, FOUND]], 0),
        ([[CALL, FOUND, TEXT]], 0),
        ([[CALL], [FOUND, TEXT]], 0),
        ([[CALL], [TEXT]], 0),
        ([[TEXT]], 400),
        (["So far"], 400),
        ([[{"type": "tool_use", "id": "toolu_1", "name": "search", "input": {}}]], 400),
    ],
)
def test_a_paused_turn_is_no_prefill(turn: list[Any], status: int) -> None:
    """Refuses prefill, and lets a paused turn be sent back, wherever it was paused."""
    assert refused(**asks(user("Search."), *({"role": "assistant", "content": content} for content in turn))) == status


def test_a_turn_that_was_paused_before_does_not_excuse_prefill() -> None:
    """Looks at the last turn alone."""
    paused = {"role": "assistant", "content": [CALL, FOUND]}
    assert refused(**asks(user("Search."), paused, user("Again."), {"role": "assistant", "content": [TEXT]})) == 400


@pytest.mark.parametrize("model", ["claude-sonet-5-5", "claude-3-opus-20240229", "", "gpt"])
def test_an_unknown_model_is_not_found(model: str) -> None:
    """An unknown model is a 404 with the recorded words."""
    found = problem(request(body=json.dumps(message(model=model)).encode()))
    assert found == Problem(404, f"model: {model}")


def test_the_models_are_those_of_the_sdk() -> None:
    """The list of models is that of the pinned SDK."""
    assert frozenset(get_args(get_args(Model)[0])) == models.KNOWN


def test_the_parameters_are_those_of_the_sdk() -> None:
    """The parameters of a message are those that the pinned SDK sends."""
    assert set(PARAMETERS) == set(MessageCreateParamsBase.__annotations__) | {"stream"}


def test_generations() -> None:
    """The generation of a model is read from its name, where it says one."""
    names = ("claude-opus-4-5-20251101", "claude-fable-5", "claude-sonnet-5-5", "claude-mythos-preview")
    assert [models.generation(name) for name in names] == [(4, 5), (5, 0), (5, 5), None]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"authorization": "_"}, 401),
        ({"authorization": "Bearer "}, 401),
        ({"authorization": "Basic abc"}, 401),
        ({"authorization": "_", "x_api_key": "k"}, 0),
        ({"anthropic_version": "_"}, 400),
        ({"anthropic_version": "2027-01-01"}, 400),
        ({"anthropic_version": OLD}, 0),
    ],
)
def test_headers_that_are_needed(headers: dict[str, str], status: int) -> None:
    """A key, in either header, and a known version must be there."""
    found = problem(request(body=json.dumps(PARAMS).encode(), **headers))
    assert (found.status if found else 0) == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/messages", 405),
        ("DELETE", "/v1/messages/batches", 405),
        ("POST", "/v1/messages/batches/x", 405),
        ("GET", "/v1/messages/batches/x/cancel", 405),
        ("POST", "/v1/messages/batches/x/results", 405),
        ("POST", "/v1/complete", 404),
        ("GET", "/v1/messages/batches/x/y", 404),
        ("GET", "/", 404),
        ("GET", "/v1/messages/batches", 0),
        ("GET", "/v1/messages/batches/x", 0),
        ("DELETE", "/v1/messages/batches/x", 0),
        ("POST", "/v1/messages/batches/x/cancel", 0),
        ("GET", "/v1/messages/batches/x/results", 0),
    ],
)
def test_paths_and_methods(method: str, path: str, status: int) -> None:
    """Only what exists answers."""
    found = problem(request(method, path))
    assert (found.status if found else 0) == status


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"a"', b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    """A body must be a JSON object."""
    assert problem(request(body=body)) == Problem(400, "The request body is not valid JSON: expected an object")


def test_sizes() -> None:
    """More than 32 MB of a message, or 256 MB of a batch, is too large before all else."""
    assert problem(request(body=b" " * 32_000_001, authorization="_")) == Problem(413)
    assert problem(request(path=BATCHES, body=b" " * 32_000_001)) != Problem(413)
    assert problem(request(path=BATCHES, body=b" " * 256_000_001)) == Problem(413)


def entry(custom_id: Any = "a", **changes: Any) -> dict[str, Any]:
    """Return a request of a batch."""
    return {"custom_id": custom_id, "params": PARAMS, **changes}


@pytest.mark.parametrize(
    ("requests", "status"),
    [
        ([entry()], 0),
        ([entry("a-B_9" * 12), entry("b")], 0),
        ([entry(params={})], 0),
        ([entry(params={"temperature": 1, "stream": True})], 0),
        ([], 400),
        (None, 400),
        ({}, 400),
        (["a"], 400),
        ([entry(), entry()], 400),
        ([entry("a b")], 400),
        ([entry("")], 400),
        ([entry("é")], 400),
        ([entry("a\n")], 400),
        ([entry("x" * 65)], 400),
        ([entry(5)], 400),
        ([entry(["a"])], 400),
        ([entry(params=None)], 400),
        ([entry(extra=1)], 400),
        ([{"custom_id": "a"}], 400),
    ],
)
def test_batches(requests: Any, status: int) -> None:
    """A batch needs custom_ids of the pattern, each once; parameters are judged later."""
    assert refused(BATCHES, requests=requests) == status


def test_too_many_requests_of_a_batch() -> None:
    """A batch holds at most 100,000 requests."""
    small = [{"custom_id": str(i), "params": {}} for i in range(100_001)]
    assert refused(BATCHES, requests=small) == 400
    assert refused(BATCHES, requests=small[1:]) == 0


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "x", "1.5", "9" * 5000])
def test_page_limits(limit: str) -> None:
    """A page has 1 to 1000 batches."""
    assert refused(f"{BATCHES}?limit={limit}", method="GET") == 400
    assert refused(f"{BATCHES}?limit=1000", method="GET") == 0


@pytest.mark.parametrize("name", ["stream", "speed", "store", "previous_thread_event_id", "cache_hint", "context_hint"])
def test_what_a_batch_may_not_hold(name: str) -> None:
    """Some parameters are refused in a batch alone."""
    params = {**PARAMS, name: True if name == "stream" else "fast"}
    found = params_problem(params, Rules(batch=True, beta=True))
    assert found is not None
    assert name in (found.message or "")
    assert params_problem(params, Rules(beta=True)) is None


def test_no_tokens_in_a_batch() -> None:
    """max_tokens 0 is allowed, but not in a batch."""
    assert params_problem({**PARAMS, "max_tokens": 0}, Rules()) is None
    assert params_problem({**PARAMS, "max_tokens": 0}, Rules(batch=True)) is not None
    assert params_problem({**PARAMS, "max_tokens": 1}, Rules(batch=True)) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.sampled_from(["", "a", "user", "text"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "role", "content", "text", "citations", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(["model", "max_tokens", "messages", "thinking", "tool_choice", "requests", "stream", "system"])


@given(st.dictionaries(FIELDS, JSON, max_size=3), JSON, st.booleans())
def test_no_json_makes_it_fail(changes: dict[str, Any], odd: Any, batch: bool) -> None:
    """Whatever a learner sends, the answer is a problem or none."""
    body = {"requests": [odd]} if batch else {**PARAMS, "messages": [user(odd)], **changes}
    found = problem(request(path=BATCHES if batch else "/v1/messages", body=json.dumps(body).encode()))
    assert found is None or found.status in {400, 404}
