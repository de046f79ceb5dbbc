"""What the API refuses, and with which error: `problem(request)`.

Only what the official pages or the SDK state is refused; whatever is unknown passes. Sources:
https://platform.claude.com/docs/en/api/errors, /api/versioning, /api/migration-2026-10-21,
/build-with-claude/batch-processing, and `anthropic` 2.12.0.

Recorded: `model: <name>` with 404, `invalid x-api-key` with 401, the body of a 413 in public reports. Never recorded,
so the words are plausible and no more, and nothing is to be graded on them: every other message; the status of an
unknown path (404), of a wrong method (405), of a missing version (400), of a batch with a `custom_id` that is
malformed or there twice (400), and of a list with a limit out of bounds (400); and which of several problems is named.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from grader.trace import Request
from grader.wire import models

MEGABYTE: Final = 1_000_000
MESSAGES: Final = "/v1/messages"
BATCHES: Final = "/v1/messages/batches"
MAX_REQUESTS: Final = 100_000
CUSTOM_ID: Final = re.compile(r"[a-zA-Z0-9_-]{1,64}")
VERSIONS: Final = frozenset({"2023-01-01", "2023-06-01", "2026-10-21"})
NEWEST: Final = "2026-10-21"
SAMPLING: Final = frozenset({"temperature", "top_p", "top_k"})
ROLES: Final = ("user", "assistant", "system")

PARAMETERS: Final[Mapping[str, tuple[type, ...]]] = {
    "model": (str,),
    "max_tokens": (int,),
    "messages": (list,),
    "cache_control": (dict, type(None)),
    "container": (str, dict, type(None)),
    "diagnostics": (dict, type(None)),
    "inference_geo": (str, type(None)),
    "metadata": (dict,),
    "output_config": (dict,),
    "service_tier": (str,),
    "speed": (str, type(None)),
    "stop_sequences": (list,),
    "stream": (bool,),
    "system": (str, list),
    "thinking": (dict,),
    "tool_choice": (dict,),
    "tools": (list,),
    "user_profile_id": (str, type(None)),
    "workspace_id": (str, type(None)),
}
"""The parameters of `messages.create` in SDK 2.12.0, and the types of JSON that each takes."""

NAMES: Final = {str: "string", int: "integer", bool: "boolean", list: "list", dict: "dictionary"}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why the API refuses a request; `type` None stands for the usual one of the status."""

    status: int
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Under which rules parameters are read: the API version, whether betas may add to them, and whether in a batch."""

    version: str = NEWEST
    beta: bool = False
    batch: bool = False

    @classmethod
    def of(cls, request: Request, *, batch: bool = False) -> Rules:
        """Return the rules that a request asks for."""
        beta = "beta=true" in request.query or request.header("anthropic-beta") is not None
        return cls(request.header("anthropic-version") or "", beta, batch)


def problem(request: Request) -> Problem | None:
    """Return why the API refuses a request, or None if it does not."""
    return next(_problems(request), None)


def params_problem(params: Mapping[str, Any], rules: Rules) -> Problem | None:
    """Return why the API refuses the parameters of a message, or None if it does not."""
    return next(_params_problems(params, rules), None)


# Each of these yields one problem after the other, and each step may take for granted that those before found none.


def _problems(request: Request) -> Iterator[Problem]:
    batches = request.path == BATCHES
    if len(request.body) > (256 if batches else 32) * MEGABYTE:
        yield Problem(413)
    methods = allowed(request.path)
    if not methods:
        yield Problem(404)
    if request.method not in methods:
        yield Problem(405, "Method Not Allowed")
    yield from _header_problems(request)
    if request.method == "POST" and request.path in {MESSAGES, BATCHES}:
        if not isinstance(request.json, dict):
            yield Problem(400, "The request body is not valid JSON: expected an object")
        yield from _batch_problems(request.params) if batches else _params_problems(request.params, Rules.of(request))
    elif request.method == "GET" and batches:
        yield from _page_problems(request.query)


def allowed(path: str) -> frozenset[str]:
    """Return the methods that a path answers to, none if there is no such path."""
    if path in {MESSAGES, BATCHES}:
        return frozenset({"POST"} if path == MESSAGES else {"GET", "POST"})
    found = re.fullmatch(rf"{BATCHES}/[^/]+(/cancel|/results)?", path)
    if not found:
        return frozenset()
    return {None: frozenset({"GET", "DELETE"}), "/cancel": frozenset({"POST"}), "/results": frozenset({"GET"})}[
        found[1]
    ]


def _header_problems(request: Request) -> Iterator[Problem]:
    scheme, _, token = (request.header("authorization") or "").partition(" ")
    if not (request.header("x-api-key") or (scheme.lower() == "bearer" and token.strip())):
        yield Problem(401)
    version = request.header("anthropic-version")
    if not version:
        yield Problem(400, "anthropic-version: header is required")
    elif version not in VERSIONS:
        yield Problem(400, f'anthropic-version: "{version}" is not a valid version')


# ---------------------------------------------------------------- the parameters of one message


def _params_problems(params: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    yield from _shape_problems(params, rules)
    if params["model"] not in models.KNOWN:
        yield Problem(404, f"model: {params['model']}")
    if params["max_tokens"] < (1 if rules.batch else 0):
        yield Problem(400, f"max_tokens: Input should be greater than or equal to {int(rules.batch)}")
    if not params["messages"]:
        yield Problem(400, "messages: at least one message is required")
    for i, message in enumerate(params["messages"]):
        yield from _message_problems(f"messages.{i}", message, rules)
    yield from _model_problems(params)
    if rules.batch:
        yield from _unbatchable(params)


def _shape_problems(params: Mapping[str, Any], rules: Rules) -> Iterator[Problem]:
    for name in ("model", "max_tokens", "messages"):
        if name not in params:
            yield Problem(400, f"{name}: Field required")
    for name, value in params.items():
        if name in PARAMETERS:
            if not _is(value, PARAMETERS[name]):
                yield Problem(400, f"{name}: Input should be a valid {NAMES[PARAMETERS[name][0]]}")
        elif name in SAMPLING:
            if rules.version >= NEWEST:
                yield Problem(400, f"{name}: Extra inputs are not permitted")
        elif not rules.beta:
            yield Problem(400, f"{name}: Extra inputs are not permitted")


def _is(value: object, types: tuple[type, ...]) -> bool:
    # True is an int to Python, and not to JSON
    return isinstance(value, types) and (bool in types or not isinstance(value, bool))


def _message_problems(where: str, message: object, rules: Rules) -> Iterator[Problem]:
    if not isinstance(message, dict):
        yield Problem(400, f"{where}: Input should be a valid dictionary")
        return
    for name in ("role", "content"):
        if name not in message:
            yield Problem(400, f"{where}.{name}: Field required")
    for name in message.keys() - {"role", "content"}:
        if not rules.beta:
            yield Problem(400, f"{where}.{name}: Extra inputs are not permitted")
    if message["role"] not in ROLES:
        yield Problem(400, f"{where}.role: Input should be 'user' or 'assistant'")
    content = message["content"]
    if not isinstance(content, str | list):
        yield Problem(400, f"{where}.content: Input should be a valid string or list")
    elif not content and message["role"] != "assistant":
        yield Problem(400, f"{where}: user messages must have non-empty content")
    for i, block in enumerate(content if isinstance(content, list) else ()):
        yield from _block_problems(f"{where}.content.{i}", block, message["role"], rules)


def _block_problems(where: str, block: object, role: str, rules: Rules) -> Iterator[Problem]:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(block, dict) or not isinstance(kind, str):
        yield Problem(400, f"{where}.type: Field required")
    elif kind == "text" and not isinstance(block.get("text"), str):
        yield Problem(400, f"{where}.text: Field required")
    elif kind == "text" and not block["text"]:
        yield Problem(400, f"{where}: text content blocks must be non-empty")
    elif rules.version >= NEWEST and role == "assistant" and kind == "document":
        yield Problem(400, f"{where}: `document` blocks are not permitted in assistant messages")
    elif rules.version >= NEWEST and role == "user" and kind == "text" and block.get("citations"):
        yield Problem(400, f"{where}.citations: citations are not permitted on user text blocks")


def _model_problems(params: Mapping[str, Any]) -> Iterator[Problem]:
    model = params["model"]
    thinking = params.get("thinking", {}).get("type")
    last = params["messages"][-1]
    if models.at_least(model, 4, 6) and last["role"] == "assistant" and not _may_be_paused(params["messages"]):
        words = "This model does not support assistant message prefill."
        yield Problem(400, f"{words} The conversation must end with a user message.")
    if thinking == "enabled" and models.at_least(model, 4, 7):
        words = "`thinking.type: enabled` is not supported for this model."
        yield Problem(400, f"{words} Use `thinking.type: adaptive` and `output_config.effort`.")
    if thinking == "disabled" and model in models.ALWAYS_THINKS:
        yield Problem(400, "thinking.type: thinking cannot be disabled for this model")
    if params.get("tool_choice", {}).get("type") in ("any", "tool") and model in models.NO_FORCED_TOOL:
        yield Problem(400, "tool_choice: forced tool use is not supported for this model")


def _may_be_paused(messages: list[Any]) -> bool:
    """Tell whether the last turn may have been paused by `pause_turn`: a tool that the API runs has a part in it.

    Where the API pauses is not documented, only that what it said is to be sent back as it is: it may end in a call, in
    what the tool found, or in a text. A turn that was paused twice is two messages.
    """
    turn = itertools.takewhile(lambda message: message["role"] == "assistant", reversed(messages))
    return any(
        _is_run_by_api(block["type"]) for message in turn for block in message["content"] if isinstance(block, dict)
    )


def _is_run_by_api(kind: str) -> bool:
    return kind in {"server_tool_use", "mcp_tool_use"} or kind.endswith("_tool_result")


UNBATCHABLE: Final[Mapping[str, Callable[[Any], bool]]] = {
    "stream": bool,
    "speed": lambda value: value is not None,
    "store": lambda _: True,
    "previous_thread_event_id": lambda _: True,
    "cache_hint": lambda _: True,
    "context_hint": lambda _: True,
}


def _unbatchable(params: Mapping[str, Any]) -> Iterator[Problem]:
    for name, refused in UNBATCHABLE.items():
        if name in params and refused(params[name]):
            yield Problem(400, f"{name}: not supported in a batch")


# ---------------------------------------------------------------- batches


def _batch_problems(body: Mapping[str, Any]) -> Iterator[Problem]:
    for name in body.keys() - {"requests"}:
        yield Problem(400, f"{name}: Extra inputs are not permitted")
    requests = body.get("requests")
    if not isinstance(requests, list):
        yield Problem(400, "requests: Field required" if requests is None else "requests: Input should be a valid list")
    elif not 1 <= len(requests) <= MAX_REQUESTS:
        yield Problem(400, f"requests: List should have 1 to {MAX_REQUESTS} items, not {len(requests)}")
    else:
        yield from _entries_problems(requests)


def _entries_problems(requests: list[Any]) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, entry in enumerate(requests):
        if not isinstance(entry, dict) or entry.keys() != {"custom_id", "params"}:
            yield Problem(400, f"requests.{i}: expected `custom_id` and `params`, and no other field")
            return
        custom_id = entry["custom_id"]
        if not isinstance(custom_id, str) or not CUSTOM_ID.fullmatch(custom_id):
            yield Problem(400, f"requests.{i}.custom_id: String should match pattern '^[a-zA-Z0-9_-]{{1,64}}$'")
        elif custom_id in seen:
            yield Problem(400, f"requests.{i}.custom_id: '{custom_id}' is not unique within the batch")
        elif not isinstance(entry["params"], dict):
            yield Problem(400, f"requests.{i}.params: Input should be a valid dictionary")
        seen.add(str(custom_id))


def _page_problems(query: str) -> Iterator[Problem]:
    limit = parse_qs(query).get("limit", ["20"])[-1]
    if not limit.isascii() or not limit.isdigit() or len(limit) > 4 or not 1 <= int(limit) <= 1_000:
        yield Problem(400, "limit: Input should be an integer from 1 to 1000")
