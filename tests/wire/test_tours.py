"""The official SDKs on a tour of the API against `nox -s serve`: Python, both ways, and TypeScript.

Only the set-up of the last needs the network: npm fetches what the lock file names.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import anthropic
import pytest
from anthropic._error_classes import ERROR_CLASSES

FOLDER: Final = Path(__file__).with_name("typescript")
OLDEST_NODE: Final = 20
OFFLINE: Final = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|CERT|E40[37]|E50[234]"
)
"""What npm says where the registry can't be reached."""

PARAMS: Final[dict[str, Any]] = {
    "model": "claude-sonnet-5-5",
    "max_tokens": 64,
    "messages": [{"role": "user", "content": "What is the weather in Oslo?"}],
}
TOOLS: Final[list[Any]] = [
    {"name": "weather", "description": "The weather in a city.", "input_schema": {"type": "object", "properties": {}}}
]
REQUESTS: Final[list[Any]] = [
    {"custom_id": "good", "params": PARAMS},
    {"custom_id": "bad", "params": {**PARAMS, "max_tokens": 0}},
]

STATUSES: Final = {
    400: "BadRequestError",
    401: "AuthenticationError",
    402: "PaymentRequiredError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    408: "RequestTimeoutError",
    409: "ConflictError",
    412: "PreconditionFailedError",
    413: "ContentTooLargeError",
    418: "APIStatusError",
    422: "UnprocessableEntityError",
    429: "RateLimitError",
    431: "RequestHeaderFieldsTooLargeError",
    499: "ClientClosedRequestError",
    500: "InternalServerError",
    501: "HTTPNotImplementedError",
    502: "InternalServerError",
    503: "ServiceUnavailableError",
    504: "GatewayTimeoutError",
    529: "OverloadedError",
}
"""The class of each status, as Python's SDK names it; it has none of its own for 418 and 502."""

CODES: Final = {f"{status} code={code}": kind.__name__ for (status, code), kind in ERROR_CLASSES.items() if code}
"""The class of each code in the details of an error, as Python's SDK has them."""

ERRORS: Final = {**{str(status): name for status, name in STATUSES.items()}, **CODES}
"""All of them, by the step of a script that makes the API answer so."""

SCRIPT: Final = "; ".join(
    (
        'ok "Hello" " you"',
        'ok thinking:"hm" "a" ping "b"',
        'ok "I look." tool:"weather" json:"{\\"city\\":" json:" \\"Oslo\\"}"',
        'ok "4 degrees."',
        *ERRORS,
        "refused",
        "silent",
        'error "a" "b"',
        "in_progress; ended",
    )
)
SEEN: Final[dict[str, Any]] = {
    "message": {"text": "Hello you", "stop": "end_turn", "id": True},
    "stream": {"texts": ["a", "b"], "kinds": ["thinking", "text"], "text": "ab", "stop": "end_turn"},
    "tool": {"name": "weather", "input": {"city": "Oslo"}, "stop": "tool_use", "answer": "4 degrees."},
    "errors": ERRORS,
    "broken": {"refused": "APIConnectionError", "silent": "APITimeoutError", "error": "APIStatusError"},
    "batch": {
        "states": ["in_progress", "ended"],
        "results": {"good": "succeeded", "bad": "errored"},
        "listed": [True],
        "deleted": "message_batch_deleted",
    },
}
"""What the whole tour shows, in the names of Python's SDK."""

TYPESCRIPT: Final = {
    "APIStatusError": "APIError",
    "APITimeoutError": "APIConnectionTimeoutError",
    "HTTPNotImplementedError": "NotImplementedError",
}
"""The names that the TypeScript SDK has for them, where they differ."""


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Run what `nox -s serve` runs, and yield its URL."""
    command = [sys.executable, "-m", "grader", "serve", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[2]
        finally:
            process.kill()


# ---------------------------------------------------------------- Python


def test_python() -> None:
    """The synchronous client of Python."""
    with serving("--script", SCRIPT) as url, anthropic.Anthropic(api_key="any", base_url=url, max_retries=0) as client:
        assert SEEN == {
            "message": message(client),
            "stream": stream(client),
            "tool": tool(client),
            "errors": {step: thrown(lambda: client.messages.create(**PARAMS)) for step in ERRORS},
            "broken": {
                "refused": thrown(lambda: client.messages.create(**PARAMS)),
                "silent": thrown(lambda: client.with_options(timeout=0.3).messages.create(**PARAMS)),
                "error": thrown(lambda: stream(client)),
            },
            "batch": batch(client),
        }


def thrown(call: Callable[[], object]) -> str:
    """Return the name of what a call raises."""
    with pytest.raises(anthropic.AnthropicError) as caught:
        call()
    return type(caught.value).__name__


def message(client: anthropic.Anthropic) -> dict[str, Any]:
    """Ask for a message."""
    raw = client.messages.with_raw_response.create(**PARAMS)
    found = raw.parse()
    return {"text": text(found), "stop": found.stop_reason, "id": found._request_id == raw.headers["request-id"]}


def text(found: Any) -> str:
    """Return the text of a message."""
    return "".join(block.text for block in found.content if block.type == "text")


def stream(client: anthropic.Anthropic) -> dict[str, Any]:
    """Stream a message with the helper."""
    with client.messages.stream(**PARAMS) as streaming:
        texts = list(streaming.text_stream)
        final = streaming.get_final_message()
        whole = streaming.get_final_text()
    return {"texts": texts, "kinds": [block.type for block in final.content], "text": whole, "stop": final.stop_reason}


def tool(client: anthropic.Anthropic) -> dict[str, Any]:
    """Be asked for a tool, and send its result."""
    asked = client.messages.create(**PARAMS, tools=TOOLS)
    return tool_seen(asked, client.messages.create(**continued(asked), tools=TOOLS))


def continued(asked: Any) -> dict[str, Any]:
    """Return the parameters of the request with the tool's result."""
    result = {"type": "tool_result", "tool_use_id": asked.content[-1].id, "content": "4 degrees"}
    turns = [{"role": "assistant", "content": asked.content}, {"role": "user", "content": [result]}]
    return {**PARAMS, "messages": [*PARAMS["messages"], *turns]}


def tool_seen(asked: Any, answered: Any) -> dict[str, Any]:
    """Return what the tour with a tool showed."""
    call = asked.content[-1]
    return {"name": call.name, "input": call.input, "stop": asked.stop_reason, "answer": text(answered)}


def batch(client: anthropic.Anthropic) -> dict[str, Any]:
    """Create a batch, poll it to its end, read its results, find it in the list, and delete it."""
    batches = client.messages.batches
    created = batches.create(requests=REQUESTS)
    states: list[str] = []
    while states[-1:] != ["ended"]:
        states.append(batches.retrieve(created.id).processing_status)
    return {
        "states": states,
        "results": {line.custom_id: line.result.type for line in batches.results(created.id)},
        "listed": [each.id == created.id for each in batches.list()],
        "deleted": batches.delete(created.id).type,
    }


@pytest.mark.parametrize(("seconds", "state"), [("0", "ended"), ("1000", "in_progress")])
def test_a_batch_takes_as_long_as_it_is_to(seconds: str, state: str) -> None:
    """Without a word of the script a poll shows what the time says."""
    with serving("--batch-seconds", seconds) as url, anthropic.Anthropic(api_key="any", base_url=url) as client:
        created = client.messages.batches.create(requests=REQUESTS)
        assert state == client.messages.batches.retrieve(created.id).processing_status


# ---------------------------------------------------------------- Python, asynchronous


def test_asynchronous_python() -> None:
    """The asynchronous client of Python."""
    with serving("--script", SCRIPT) as url:
        assert SEEN == asyncio.run(tour(url))


async def tour(url: str) -> dict[str, Any]:
    """Make the whole tour."""
    async with anthropic.AsyncAnthropic(api_key="any", base_url=url, max_retries=0) as client:
        return {
            "message": await async_message(client),
            "stream": await async_stream(client),
            "tool": await async_tool(client),
            "errors": {step: await async_thrown(client.messages.create(**PARAMS)) for step in ERRORS},
            "broken": {
                "refused": await async_thrown(client.messages.create(**PARAMS)),
                "silent": await async_thrown(client.with_options(timeout=0.3).messages.create(**PARAMS)),
                "error": await async_thrown(async_stream(client)),
            },
            "batch": await async_batch(client),
        }


async def async_thrown(call: Awaitable[object]) -> str:
    """Return the name of what a call raises."""
    with pytest.raises(anthropic.AnthropicError) as caught:
        await call
    return type(caught.value).__name__


async def async_message(client: anthropic.AsyncAnthropic) -> dict[str, Any]:
    """Ask for a message."""
    raw = await client.messages.with_raw_response.create(**PARAMS)
    found = await raw.parse()
    return {"text": text(found), "stop": found.stop_reason, "id": found._request_id == raw.headers["request-id"]}


async def async_stream(client: anthropic.AsyncAnthropic) -> dict[str, Any]:
    """Stream a message with the helper."""
    async with client.messages.stream(**PARAMS) as streaming:
        texts = [piece async for piece in streaming.text_stream]
        final = await streaming.get_final_message()
        whole = await streaming.get_final_text()
    return {"texts": texts, "kinds": [block.type for block in final.content], "text": whole, "stop": final.stop_reason}


async def async_tool(client: anthropic.AsyncAnthropic) -> dict[str, Any]:
    """Be asked for a tool, and send its result."""
    asked = await client.messages.create(**PARAMS, tools=TOOLS)
    return tool_seen(asked, await client.messages.create(**continued(asked), tools=TOOLS))


async def async_batch(client: anthropic.AsyncAnthropic) -> dict[str, Any]:
    """Create a batch, poll it to its end, read its results, find it in the list, and delete it."""
    batches = client.messages.batches
    created = await batches.create(requests=REQUESTS)
    states: list[str] = []
    while states[-1:] != ["ended"]:
        states.append((await batches.retrieve(created.id)).processing_status)
    return {
        "states": states,
        "results": {line.custom_id: line.result.type async for line in await batches.results(created.id)},
        "listed": [each.id == created.id async for each in batches.list()],
        "deleted": (await batches.delete(created.id)).type,
    }


def test_the_tour_meets_every_error_class_of_python() -> None:
    """No class of a status is left out, so that one which comes with a newer SDK is missed here."""
    known = {status: kind.__name__ for (status, code), kind in ERROR_CLASSES.items() if code is None}
    assert known == {status: name for status, name in STATUSES.items() if status in known}


# ---------------------------------------------------------------- TypeScript


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Install what the lock file names into a copy of the folder; skip where that is not possible."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or node_version(node) < OLDEST_NODE:
        pytest.skip(f"this machine has no Node of version {OLDEST_NODE} or newer")
    folder = shutil.copytree(FOLDER, tmp_path / "tour", ignore=shutil.ignore_patterns("node_modules"))
    done = subprocess.run([npm, "ci"], check=False, cwd=folder, capture_output=True, text=True)
    if done.returncode and OFFLINE.search(done.stderr):
        pytest.skip("the npm registry can't be reached")
    assert 0 == done.returncode, done.stderr
    return folder


def node_version(node: str) -> int:
    """Return the major version of Node."""
    said = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout
    return int(said.removeprefix("v").partition(".")[0])


def test_typescript(installed: Path) -> None:
    """The TypeScript SDK sees what Python's sees, and the tour meets each class for a status that it has."""
    with serving("--script", SCRIPT) as url:
        given = {"baseURL": url, "params": PARAMS, "tools": TOOLS, "requests": REQUESTS, "errors": [*ERRORS]}
        command = ["node", "tour.mjs", json.dumps(given)]
        done = subprocess.run(command, check=False, cwd=installed, capture_output=True, text=True, timeout=60)
    assert (0, "") == (done.returncode, done.stderr)
    seen = json.loads(done.stdout)
    assert set(in_typescript(STATUSES).values()) == {"APIError", *seen.pop("classes")}
    assert in_typescript(SEEN) == seen


def in_typescript(seen: Any) -> Any:
    """Return what was seen in the names of the TypeScript SDK."""
    if isinstance(seen, dict):
        return {key: in_typescript(value) for key, value in seen.items()}
    return TYPESCRIPT.get(seen, seen) if isinstance(seen, str) else seen


def test_the_lock_of_npm_says_what_and_not_from_where() -> None:
    """Every package has a digest and no address, and what is asked for is one version."""
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    asked = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert asked == lock["packages"][""]["dependencies"]
    assert asked == {name: packages[f"node_modules/{name}"]["version"] for name in asked}
    assert [] == [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")]
    assert "://" not in (FOLDER / "package-lock.json").read_text(encoding="utf-8")
